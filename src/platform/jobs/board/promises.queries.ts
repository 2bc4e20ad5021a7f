import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { Queues } from '../bullmq';

/** Where a promise is: nobody has it yet, its time has not come, a worker does it, or it was set aside for a person. */
export const promiseStates = ['active', 'waiting', 'delayed', 'failed'] as const;
export type PromiseState = (typeof promiseStates)[number];

/** A promise of the outbox, as the page of the queues shows it. */
export interface ShownPromise extends Record<string, unknown> {
  readonly id: string;
  readonly queue: string;
  readonly name: string;
  readonly payload: object;
  readonly createdAt: Date;
  readonly dueAt: Date;
  readonly failedAt: Date | null;
  /** Attempts made before it was set aside; those of one that will be tried again are known to the queue only. */
  readonly attempts: number;
  readonly error: string | null;
  readonly startedAt: Date | null;
  readonly done: number | null;
  readonly total: number | null;
  readonly state: PromiseState;
}

/** `$1` is the queue, `$2` the ids that workers have in hand. */
const shown = `
  SELECT o.id, o.queue, concat_ws(' → ', o.name, o.subscriber) AS name, o.payload, o.created_at AS "createdAt", o.due_at AS "dueAt",
         o.failed_at AS "failedAt", o.attempts, o.error, r.started_at AS "startedAt", r.done, r.total,
         CASE WHEN o.failed_at IS NOT NULL THEN 'failed' WHEN o.id = ANY ($2::uuid[]) THEN 'active'
              WHEN o.due_at > now() THEN 'delayed' ELSE 'waiting' END AS state
    FROM outbox o LEFT JOIN job_runs r ON r.id = o.id WHERE o.queue = $1`;

/** What is owed, read from the outbox, the same whether the queues are in PostgreSQL or in Redis. */
@Injectable()
export class PromisesQueries {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Queues) private readonly queues: Queues,
  ) {}

  /** How many promises of a queue are in each state. */
  async counts(queue: string): Promise<Record<PromiseState, number>> {
    const rows = await this.db.query<{ state: PromiseState; count: number }>(
      `SELECT state, count(*)::integer AS count FROM (${shown}) s GROUP BY state`,
      [queue, await this.queues.active(queue)],
    );
    const counts = { active: 0, waiting: 0, delayed: 0, failed: 0 };
    for (const { state, count } of rows) counts[state] = count;
    return counts;
  }

  /** Promises of a queue in these states: the failed ones first, the newest of them on top; then what is due longest. */
  async list(queue: string, states: readonly string[], from: number, count: number): Promise<ShownPromise[]> {
    return this.db.query<ShownPromise>(
      `SELECT * FROM (${shown}) s WHERE state = ANY ($3::text[])
        ORDER BY "failedAt" DESC NULLS LAST, "dueAt", id OFFSET $4 LIMIT $5`,
      [queue, await this.queues.active(queue), states, from, count],
    );
  }

  async one(queue: string, id: string): Promise<ShownPromise | undefined> {
    return this.db.one<ShownPromise>(`${shown} AND o.id::text = $3`, [
      queue,
      await this.queues.active(queue),
      id,
    ]);
  }

  /** Figures of the database server, for the page's header. */
  async server(): Promise<{
    version: string;
    port: number;
    uptime: number;
    connected: number;
    blocked: number;
  }> {
    const row = await this.db.one<{
      version: string;
      port: number;
      uptime: number;
      connected: number;
      blocked: number;
    }>(
      `SELECT split_part(current_setting('server_version'), ' ', 1) AS version, current_setting('port')::integer AS port,
              extract(epoch FROM now() - pg_postmaster_start_time())::integer AS uptime,
              (SELECT count(*)::integer FROM pg_stat_activity) AS connected,
              (SELECT count(*)::integer FROM pg_stat_activity WHERE wait_event_type = 'Lock') AS blocked`,
    );
    return row!;
  }
}
