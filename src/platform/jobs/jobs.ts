import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../clock';
import { newId } from '../database/base.entity';
import { Database } from '../database/database';
import { Listener } from '../database/listener';
import { Outbox } from '../outbox/outbox';
import { Queues, type QueueDepth } from './bullmq';
import type { JobDefinition } from './define-job';
import { Handlers } from './handlers';
import { JOB_RUN_CHANNEL } from './job-report';
import { JobRun } from './job-run.entity';

export interface RunOrigin {
  readonly eventId?: string;
  /** Id of the principal who started it: only they and administrators see the run. */
  readonly ownerId: string;
  /** Pieces of work, if known beforehand. */
  readonly total?: number;
}

type Watcher = (run: JobRun) => void;

/** Background work whose progress people follow, and the state of the queues. */
@Injectable()
export class Jobs {
  private readonly watchers = new Map<string, Set<Watcher>>();
  private listening: Promise<unknown> | undefined;

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(Listener) private readonly listener: Listener,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(Handlers) private readonly handlers: Handlers,
  ) {}

  /** Promises a job that people follow and answers the id of its run. Joins the running transaction if there is one. */
  async start<D extends object>(job: JobDefinition<D>, data: D, by: RunOrigin): Promise<string> {
    const id = newId();
    await this.db.transaction(async () => {
      await this.db.execute(
        `INSERT INTO job_runs (id, created_at, updated_at, name, event_id, owner_id, total) VALUES ($1, $2, $2, $3, $4, $5, $6)`,
        [id, this.clock.now(), job.name, by.eventId ?? null, by.ownerId, by.total ?? null],
      );
      await this.outbox.enqueueAs(id, job, data);
    });
    return id;
  }

  async run(id: string): Promise<JobRun | undefined> {
    return (await this.db.manager.findOneBy(JobRun, { id })) ?? undefined;
  }

  /**
   * Calls `onChange` after each change of the run, until the answered function is called. A change that comes between
   * two calls may be left out; the last one is not.
   */
  async watch(id: string, onChange: Watcher): Promise<() => void> {
    const watchers = this.watchers.get(id) ?? new Set();
    this.watchers.set(id, watchers.add(onChange));
    try {
      await (this.listening ??= this.listener.listen(JOB_RUN_CHANNEL, (changed) =>
        this.onNotification(changed),
      ));
    } catch (error) {
      this.listening = undefined;
      throw error;
    }
    return () => {
      watchers.delete(onChange);
      if (watchers.size === 0) this.watchers.delete(id);
    };
  }

  /** Whether nothing is left to do now: nothing waits, runs or will be tried again (what is delayed does not count). */
  async idle(): Promise<boolean> {
    const row = await this.db.one<{ idle: boolean }>(
      'SELECT NOT EXISTS (SELECT 1 FROM outbox WHERE failed_at IS NULL AND due_at <= now()) AS idle',
    );
    return row?.idle === true;
  }

  /** How many jobs wait, run, wait for their time, and were set aside after the last attempt, by queue. */
  async depths(): Promise<(QueueDepth & { readonly failed: number })[]> {
    const failed = await this.db.query<{ queue: string; count: number }>(
      'SELECT queue, count(*) AS count FROM outbox WHERE failed_at IS NOT NULL GROUP BY queue',
    );
    const depths = await this.queues.depths(this.handlers.queues().map(({ name }) => name));
    return depths.map((depth) => ({
      ...depth,
      failed: failed.find(({ queue }) => queue === depth.queue)?.count ?? 0,
    }));
  }

  /** How long the oldest promise has been waiting to be handed to the queue, in seconds; 0 when none waits. */
  async oldestOutboxAgeSeconds(): Promise<number> {
    const row = await this.db.one<{ age: number }>(
      `SELECT coalesce(extract(epoch FROM now() - min(relay_at)), 0)::float8 AS age FROM outbox WHERE failed_at IS NULL AND relay_at <= now()`,
    );
    return row?.age ?? 0;
  }

  private onNotification(changed: string): void {
    // An empty notification follows a lost connection: anything may have changed.
    for (const id of changed === '' ? [...this.watchers.keys()] : [changed]) {
      if (this.watchers.has(id)) void this.tell(id).catch(() => undefined);
    }
  }

  private async tell(id: string): Promise<void> {
    const run = await this.run(id);
    if (run === undefined) return;
    for (const watcher of this.watchers.get(id) ?? []) watcher(run);
  }
}
