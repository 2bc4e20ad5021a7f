import { Inject, Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import { Clock } from '../clock';
import { newId } from '../database/base.entity';
import { Database } from '../database/database';
import type { JobDefinition } from '../jobs/define-job';
import { Handlers, subscriberPolicy } from '../jobs/handlers';
import type { FactDefinition } from './define-fact';
import { OutboxRow } from './outbox-row.entity';

/** The channel on which the relays of all processes are told that something was promised. */
export const OUTBOX_CHANNEL = 'outbox';

export interface EnqueueOptions {
  /** Not to be run before so many milliseconds of real time have passed. */
  readonly delayMs?: number;
  /**
   * At most one job of this name and key waits at a time: while one waits that has not begun, a further one only
   * replaces its data. The job that waits begins after the transaction that asked for it last.
   */
  readonly key?: string;
}

/**
 * Promises of work, written in the transaction of the change that makes them: if the change is committed, the work will
 * be done, whatever dies in between; if it is rolled back, the work was never promised.
 *
 * A promise stays in the table until its job is done. The queue only ever holds its id, and may be lost at any time.
 */
@Injectable()
export class Outbox {
  private wakeRelay: (() => void) | undefined;
  private notifying = false;
  private notifyAgain = false;

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Handlers) private readonly handlers: Handlers,
  ) {}

  /**
   * Promises a job.
   * @throws Error outside of a transaction, or when nothing handles the job.
   */
  async enqueue<D extends object>(
    job: JobDefinition<D>,
    data: D,
    options: EnqueueOptions = {},
  ): Promise<void> {
    await this.enqueueAs(newId(), job, data, options);
  }

  /** Like {@link enqueue} under an id that the caller has chosen. */
  async enqueueAs<D extends object>(
    id: string,
    job: JobDefinition<D>,
    data: D,
    options: EnqueueOptions = {},
  ): Promise<void> {
    this.mustBeInTransaction();
    this.handlers.mustHandle(job);
    // An update, not "do nothing": it locks the row that waits, so that its job cannot begin before this transaction ends.
    await this.db.execute(
      `INSERT INTO outbox (id, kind, name, queue, key, payload, due_at)
       VALUES ($1, 'job', $2, $3, $4, $5, now() + $6 * interval '1 millisecond')
       ON CONFLICT (name, key) WHERE key IS NOT NULL AND failed_at IS NULL DO UPDATE SET payload = excluded.payload`,
      [id, job.name, job.queue, options.key ?? null, JSON.stringify(data), options.delayMs ?? 0],
    );
    this.wake();
  }

  /** Promises many jobs of one kind with one statement. */
  async enqueueMany<D extends object>(job: JobDefinition<D>, data: readonly D[]): Promise<void> {
    this.mustBeInTransaction();
    this.handlers.mustHandle(job);
    if (data.length === 0) return;
    await this.db.execute(
      `INSERT INTO outbox (id, kind, name, queue, payload)
       SELECT id, 'job', $1, $2, payload FROM unnest($3::uuid[], $4::jsonb[]) AS promise (id, payload)`,
      [job.name, job.queue, data.map(newId), data.map((one) => JSON.stringify(one))],
    );
    this.wake();
  }

  /** Tells all subscribers that something happened, once this transaction is committed. */
  async tell<P extends object>(fact: FactDefinition<P>, payload: P): Promise<void> {
    await this.tellMany(fact, [payload]);
  }

  /** Tells all subscribers of many facts of one kind, in this order, with one statement. */
  async tellMany<P extends object>(fact: FactDefinition<P>, payloads: readonly P[]): Promise<void> {
    this.mustBeInTransaction();
    const subscribers = this.handlers.subscribersOf(fact);
    if (subscribers.length === 0 || payloads.length === 0) return;
    const promises = payloads.flatMap((payload) => {
      const told = { factId: newId(), payload: JSON.stringify(payload) };
      return subscribers
        .filter(({ only }) => only === undefined || only(payload))
        .map(({ subscriber }) => ({ ...told, subscriber, id: newId() }));
    });
    if (promises.length === 0) return;
    await this.db.execute(
      `INSERT INTO outbox (id, kind, name, subscriber, queue, payload, fact_id, happened_at)
       SELECT id, 'fact', $1, subscriber, $2, payload, fact_id, $3
         FROM unnest($4::uuid[], $5::text[], $6::jsonb[], $7::uuid[]) AS promise (id, subscriber, payload, fact_id)`,
      [
        fact.name,
        subscriberPolicy.queue,
        this.clock.now(),
        promises.map(({ id }) => id),
        promises.map(({ subscriber }) => subscriber),
        promises.map(({ payload }) => payload),
        promises.map(({ factId }) => factId),
      ],
    );
    this.wake();
  }

  /** Gives a job that was set aside all its attempts again. Answers whether there was such a job. */
  async retryDead(id: string): Promise<boolean> {
    return this.db.transaction(async () => {
      const { rowCount } = await this.db.execute(
        `UPDATE outbox SET failed_at = NULL, error = NULL, attempts = 0, relay_at = now() WHERE id = $1 AND failed_at IS NOT NULL`,
        [id],
      );
      if (rowCount === 0) return false;
      await this.db.execute(
        `UPDATE job_runs SET state = 'queued', error = NULL, finished_at = NULL, updated_at = $2, version = version + 1 WHERE id = $1`,
        [id, this.clock.now()],
      );
      this.wake();
      return true;
    });
  }

  /** Jobs that were set aside after their last attempt, the newest first. */
  async dead(limit = 100): Promise<OutboxRow[]> {
    return this.db.manager.find(OutboxRow, {
      where: { failedAt: Not(IsNull()) },
      order: { failedAt: 'DESC' },
      take: limit,
    });
  }

  /** For the relay of this process: how it is woken without a way through the database. */
  onPromise(wake: () => void): void {
    this.wakeRelay = wake;
  }

  private mustBeInTransaction(): void {
    if (!this.db.inTransaction)
      throw new Error(
        'work can only be promised inside Database.transaction, together with the change that it follows from',
      );
  }

  /**
   * Wakes a relay after the commit. NOTIFY is not part of the transaction, because PostgreSQL lets transactions that
   * notify commit only one after the other. If this process dies before it notifies, the next sweep finds the promise.
   */
  private wake(): void {
    this.db.afterCommit(() => {
      if (this.wakeRelay) this.wakeRelay();
      else this.notify();
    });
  }

  /** One NOTIFY at a time, however many transactions commit meanwhile. */
  private notify(): void {
    if (this.notifying) {
      this.notifyAgain = true;
      return;
    }
    this.notifying = true;
    void this.db
      .detached(() => this.db.execute(`SELECT pg_notify('${OUTBOX_CHANNEL}', '')`))
      .catch(() => undefined)
      .finally(() => {
        this.notifying = false;
        if (!this.notifyAgain) return;
        this.notifyAgain = false;
        this.notify();
      });
  }
}
