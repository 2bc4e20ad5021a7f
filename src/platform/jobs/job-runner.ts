import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../clock';
import { Database } from '../database/database';
import { Problem } from '../http/problem';
import type { QueueAttempt, QueueWork } from './bullmq';
import { PermanentFailure, type JobContext } from './define-job';
import { Handlers } from './handlers';
import { JobReport } from './job-report';

interface Promised {
  readonly kind: 'job' | 'fact';
  readonly name: string;
  readonly subscriber: string | null;
  readonly key: string | null;
  readonly payload: object;
  readonly fact_id: string | null;
  readonly happened_at: Date | null;
  readonly followed: boolean;
}

interface Task {
  readonly transactional: boolean;
  readonly run: () => Promise<void>;
}

/** Does what a row of the outbox promises, and removes the row when it is done. */
@Injectable()
export class JobRunner implements QueueWork {
  private readonly log = new Logger('Job');
  private readonly stopping = new AbortController();

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Handlers) private readonly handlers: Handlers,
  ) {}

  async run(attempt: QueueAttempt): Promise<void> {
    const promised = await this.promised(attempt.id);
    // Done or set aside already: the worker died after that and before it told the queue.
    if (promised === undefined) return;
    const report = new JobReport(attempt.id, promised.followed, this.db, this.clock);
    try {
      await report.begin();
      await this.do(attempt.id, this.task(promised, attempt, report), report);
    } catch (error) {
      await report.stop();
      await this.afterFailure(attempt, promised, error, report);
      throw error;
    }
  }

  /** Half of the pause is fixed and half random, so that jobs that failed together do not come back together. */
  pauseAfter(name: string, attempts: number): number {
    const { backoffMs, maxBackoffMs } = this.handlers.policyOf(name);
    const pause = Math.min(backoffMs * 2 ** Math.min(attempts - 1, 30), maxBackoffMs);
    return Math.round(pause / 2 + (Math.random() * pause) / 2);
  }

  async abandoned(id: string, reason: string): Promise<void> {
    const promised = await this.promised(id);
    if (promised === undefined) return;
    await this.setAside(
      id,
      0,
      reason,
      'The work was interrupted too often.',
      new JobReport(id, promised.followed, this.db, this.clock),
    );
  }

  /** Tells running handlers, through their signal, that the process will not wait for them. */
  giveUp(): void {
    this.stopping.abort(new Error('the process is stopping'));
  }

  private async promised(id: string): Promise<Promised | undefined> {
    const row = await this.db.one<Promised & { [column: string]: unknown }>(
      `SELECT o.kind, o.name, o.subscriber, o.key, o.payload, o.fact_id, o.happened_at, r.id IS NOT NULL AS followed
       FROM outbox o LEFT JOIN job_runs r ON r.id = o.id WHERE o.id = $1 AND o.failed_at IS NULL`,
      [id],
    );
    if (row?.key == null) return row;
    // From here on, whoever asks for this again gets a job of their own; and whoever asked just now has committed.
    const begun = await this.db.one<{ payload: object }>(
      'UPDATE outbox SET key = NULL WHERE id = $1 AND failed_at IS NULL RETURNING payload',
      [id],
    );
    return begun && { ...row, payload: begun.payload };
  }

  private task(promised: Promised, attempt: QueueAttempt, report: JobReport): Task {
    const { name, subscriber, payload } = promised;
    if (promised.kind === 'fact') {
      const handler = this.handlers.subscriber(name, subscriber!);
      if (!handler) throw new Error(`this process has no subscriber "${subscriber}" of "${name}"`);
      const context = { factId: promised.fact_id!, at: promised.happened_at! };
      return {
        transactional: true,
        run: () => handler.run({ name, payload }, context),
      };
    }
    const handler = this.handlers.job(name);
    if (!handler) throw new Error(`this process has no handler of "${name}"`);
    const context: JobContext = {
      id: attempt.id,
      attempt: attempt.attempt,
      lastAttempt: attempt.lastAttempt,
      signal: this.stopping.signal,
      progress: (done, total) => report.progress(done, total),
      counts: (counts) => report.counts(counts),
      rowError: (row, message, pointer) => report.rowError(row, message, pointer),
      result: (value) => report.result(value),
    };
    return {
      transactional: handler.definition.transactional,
      run: () => handler.run(payload, context),
    };
  }

  private async do(id: string, task: Task, report: JobReport): Promise<void> {
    if (!task.transactional) await task.run();
    if (!task.transactional && !report.followed) {
      await this.db.execute('DELETE FROM outbox WHERE id = $1', [id]);
      return;
    }
    await this.db.transaction(async () => {
      if (task.transactional) {
        // The lock keeps out a second worker that believes this one dead; once it has the lock, it finds the row gone.
        const mine = await this.db.one(
          'SELECT 1 FROM outbox WHERE id = $1 AND failed_at IS NULL FOR UPDATE',
          [id],
        );
        if (!mine) return;
        await task.run();
      }
      await report.flush();
      await this.db.execute('DELETE FROM outbox WHERE id = $1', [id]);
      await report.completed();
    });
  }

  private async afterFailure(
    attempt: QueueAttempt,
    promised: Promised,
    error: unknown,
    report: JobReport,
  ): Promise<void> {
    const text = describe(error);
    const job = {
      job: promised.name,
      subscriber: promised.subscriber ?? undefined,
      jobId: attempt.id,
      attempt: attempt.attempt,
    };
    if (!attempt.lastAttempt && !(error instanceof PermanentFailure)) {
      this.log.warn({ msg: `failed and will be tried again: ${text}`, ...job });
      return;
    }
    this.log.error({ msg: `failed and is set aside: ${text}`, ...job, err: error });
    const shown =
      error instanceof Problem || error instanceof PermanentFailure
        ? error.message
        : 'Something went wrong on our side.';
    await this.setAside(attempt.id, attempt.attempt, text, shown, report);
  }

  private async setAside(
    id: string,
    attempts: number,
    error: string,
    shown: string,
    report: JobReport,
  ): Promise<void> {
    await this.db.transaction(async () => {
      await this.db.execute(
        'UPDATE outbox SET failed_at = now(), error = $2, attempts = $3 WHERE id = $1 AND failed_at IS NULL',
        [id, error, attempts],
      );
      await report.failed(shown);
    });
  }
}

/** Class and message, without the stack and whatever else hangs on the error. */
function describe(error: unknown): string {
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 1000);
}
