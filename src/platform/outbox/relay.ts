import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../config';
import { Database } from '../database/database';
import { Listener } from '../database/listener';
import { Queues, type QueueEntry } from '../jobs/bullmq';
import { Handlers, subscriberPolicy } from '../jobs/handlers';
import { JOB_TIMINGS, type JobTimings } from '../jobs/timings';
import { OUTBOX_CHANNEL, Outbox } from './outbox';

interface Due {
  readonly id: string;
  readonly kind: 'job' | 'fact';
  readonly name: string;
  readonly subscriber: string | null;
  readonly queue: string;
  readonly delay_ms: number;
}

const batchSize = 500;

/**
 * Hands promises to the queue: new ones at once, and again and again those that are not done yet. The queue ignores a
 * job that it has, so handing over again only matters when it has lost the job.
 */
@Injectable()
export class Relay {
  private readonly log = new Logger('Relay');
  private timer: NodeJS.Timeout | undefined;
  private stopListening: (() => void) | undefined;
  private wanted = false;
  private stopped = false;
  private wakeLoop: (() => void) | undefined;
  private loop: Promise<void> | undefined;

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Listener) private readonly listener: Listener,
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(Handlers) private readonly handlers: Handlers,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(JOB_TIMINGS) private readonly timings: JobTimings,
  ) {}

  async start(): Promise<void> {
    this.loop = this.run();
    this.outbox.onPromise(this.wake);
    this.stopListening = await this.listener.listen(OUTBOX_CHANNEL, this.wake);
    this.timer = setInterval(this.wake, this.config.sweepIntervalMs).unref();
    this.wake();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopListening?.();
    this.stopped = true;
    this.wakeLoop?.();
    await this.loop;
  }

  /** Hands over one batch of what is due and answers how many promises it held. */
  async relayBatch(): Promise<number> {
    return this.db.transaction(async () => {
      const due = await this.db.query<Due & { [column: string]: unknown }>(
        `SELECT id, kind, name, subscriber, queue, greatest(0, extract(epoch FROM due_at - clock_timestamp()) * 1000)::float8 AS delay_ms
         FROM outbox WHERE failed_at IS NULL AND relay_at <= now()
         ORDER BY relay_at, id LIMIT ${batchSize} FOR UPDATE SKIP LOCKED`,
      );
      if (due.length === 0) return 0;
      for (const queue of new Set(due.map((row) => row.queue))) {
        await this.queues.add(
          queue,
          due.filter((row) => row.queue === queue).map((row) => this.entry(row)),
        );
      }
      // If this does not commit, the next relay hands the same rows over again: the queue knows their ids.
      await this.db.execute(
        `UPDATE outbox SET relay_at = now() + $2 * interval '1 millisecond', relayed = relayed + 1 WHERE id = ANY ($1)`,
        [due.map((row) => row.id), this.timings.redriveAfterMs],
      );
      return due.length;
    });
  }

  private readonly wake = (): void => {
    this.wanted = true;
    this.wakeLoop?.();
  };

  /** A loop of its own, so that it never runs in the context of the request that woke it. */
  private async run(): Promise<void> {
    while (!this.stopped) {
      if (!this.wanted) await new Promise<void>((resolve) => (this.wakeLoop = resolve));
      this.wakeLoop = undefined;
      this.wanted = false;
      try {
        while (!this.stopped && (await this.relayBatch()) === batchSize);
      } catch (error) {
        this.log.error({
          msg: 'promises could not be handed to the queue and stay in the outbox',
          err: error,
        });
      }
    }
  }

  private entry(row: Due): QueueEntry {
    const { id, delay_ms: delayMs } = row;
    if (row.kind === 'fact')
      return { id, name: `${row.name} ${row.subscriber}`, delayMs, attempts: subscriberPolicy.attempts };
    return { id, name: row.name, delayMs, attempts: this.handlers.policyOf(row.name).attempts };
  }
}
