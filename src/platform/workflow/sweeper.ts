import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Clock } from '../clock';
import { CONFIG, type Config } from '../config';
import { Database } from '../database/database';
import { Problem } from '../http/problem';
import { systemPrincipal } from '../http/request-context';
import { WorkflowEngine } from './engine';
import type { WorkflowDeclaration } from './define-workflow';

/** Does what is due at `now` and answers how much there was; it must be able to run twice, and in two processes at once. */
export type Sweep = (now: Date) => Promise<number>;

/** Rows that one sweep of one clock takes at most; the next one follows at once. */
const batch = 200;

/**
 * Drives everything that is due at an instant. What is due is asked of the data each time, so that a thing that moves
 * takes its clock with it and nothing is forgotten by a process that was down.
 */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(Sweeper.name);
  private readonly sweeps = new Map<string, Sweep>();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private stopWatching: (() => void) | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly db: Database,
    private readonly engine: WorkflowEngine,
  ) {}

  /** Adds a sweep beside the clocks of the workflows. */
  register(name: string, sweep: Sweep): void {
    if (this.sweeps.has(name)) throw new Error(`the sweep "${name}" is registered twice`);
    this.sweeps.set(name, sweep);
  }

  onApplicationBootstrap(): void {
    if (this.config.role === 'api') return;
    for (const workflow of this.engine.bound) {
      for (const [name, { transition, due }] of Object.entries(workflow.clocks ?? {})) {
        this.register(`${workflow.name}.${name}`, (now) => this.sweepClock(workflow, transition, due, now));
      }
    }
    this.timer = setInterval(() => this.wake(), this.config.sweepIntervalMs);
    this.timer.unref();
    this.stopWatching = this.clock.onSet(() => this.wake());
    this.wake();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.stopWatching?.();
    this.again = false;
    await this.running;
  }

  /** Looks at once what is due. */
  wake(): void {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = this.sweepAll()
      .catch((error: unknown) => this.log.error({ msg: 'sweep failed', err: error }))
      .finally(() => {
        this.running = undefined;
        if (this.again) {
          this.again = false;
          this.wake();
        }
      });
  }

  /** Whether nothing is being swept. */
  get idle(): boolean {
    return this.running === undefined && !this.again;
  }

  private async sweepAll(): Promise<void> {
    for (const [name, sweep] of this.sweeps) {
      try {
        for (let done = batch; done >= batch;) done = await sweep(this.clock.now());
      } catch (error) {
        // One clock that cannot run must not stop the others; it is tried again at the next sweep.
        this.log.error({ msg: `the clock ${name} failed`, err: error });
      }
    }
  }

  private async sweepClock(
    workflow: WorkflowDeclaration,
    transition: string,
    due: string,
    now: Date,
  ): Promise<number> {
    const { from } = workflow.transitions[transition]!;
    const rows = await this.db.query<{ id: string }>(
      `SELECT id FROM ${workflow.table} WHERE state = ANY($1) AND (${due}) <= $2 ORDER BY (${due}), id LIMIT ${batch}`,
      [from, now],
    );
    let done = 0;
    for (const { id } of rows) {
      const moved = await this.db
        .transaction(async () => {
          // Locked and looked at again: it may have been moved, or done by another process, since it was found.
          const [still] = await this.db.query<{ id: string }>(
            `SELECT id FROM ${workflow.table} WHERE id = $1 AND state = ANY($2) AND (${due}) <= $3 FOR UPDATE SKIP LOCKED`,
            [id, from, now],
          );
          if (!still) return false;
          await this.engine.apply(workflow, id, { transition, principal: systemPrincipal });
          return true;
        })
        .catch((error: unknown) => {
          if (!(error instanceof Problem)) throw error;
          this.log.warn({
            msg: `${workflow.name} ${id}: "${transition}" is due and not possible: ${error.message}`,
          });
          return false;
        });
      if (moved) done += 1;
    }
    return done;
  }
}
