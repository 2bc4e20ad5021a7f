import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { newId } from '../platform/database/base.entity';
import { HandlesJob, type JobContext } from '../platform/jobs/define-job';
import { Composer, NotComposed, type Prepared } from './composer.service';
import { deliverMessages } from './delivery.jobs';
import { Ledger, type ClaimedMessage, type Ending, type Outcome } from './ledger.service';
import { MailTransport, NotAccepted } from './mail-transport';
import { writeMime } from './mime';
import { Withheld, type MailParts } from './notice';

const minute = 60_000;

/** Pauses before the attempts after the first one: more than 24 hours in all, for servers that ask to come again (4xx). */
const pauses = [1, 5, 15, 30, 60, 120, 240, 480, 600].map((minutes) => minutes * minute);

/** How long a server that cannot be reached is tried, every five minutes at the latest. */
const patience = 3 * 24 * 60 * minute;

/** How often a run says that it lives; a third of the lease. */
const renewEvery = 15_000;

/** One pass over the messages of a job. */
interface Run {
  readonly id: string;
  /** Until when the messages are this run's own; after that another one may have them. */
  until: number;
  /** Set when the server cannot be reached: the rest of this run is put back without trying. */
  unreachable?: string;
  readonly record: (transition: Ending, outcome: Outcome) => Promise<void>;
}

/**
 * Sends messages. What is sent is recorded message by message, each lane waiting for the record before it goes on: a
 * process that dies leaves at most one mail per lane that went out without a record, and goes out again with the same
 * Message-ID.
 */
@Injectable()
export class Delivery {
  private readonly log = new Logger(Delivery.name);

  constructor(
    private readonly ledger: Ledger,
    private readonly composer: Composer,
    private readonly transport: MailTransport,
    private readonly clock: Clock,
  ) {}

  @HandlesJob(deliverMessages)
  async deliver(
    { messageIds }: { messageIds: string[] },
    { signal }: Pick<JobContext, 'signal'>,
  ): Promise<void> {
    const run = this.newRun();
    const messages = await this.ledger.claim(messageIds, run.id);
    if (messages.length === 0) return;
    const renew = async (): Promise<void> => {
      run.until = (await this.ledger.renew(run.id)).getTime();
    };
    await renew();
    const alive = setInterval(() => {
      renew().catch((error: Error) =>
        this.log.warn(`the claim on messages could not be renewed: ${error.message}`),
      );
    }, renewEvery);
    try {
      await this.sendAll(run, messages, signal);
    } finally {
      clearInterval(alive);
    }
  }

  private newRun(): Run {
    const id = newId();
    const marks = new Map<Ending, Marks>();
    const record = async (transition: Ending, outcome: Outcome): Promise<void> => {
      let same = marks.get(transition);
      if (!same)
        marks.set(transition, (same = new Marks((outcomes) => this.ledger.settle(transition, id, outcomes))));
      await same.add(outcome);
    };
    return { id, until: Number.POSITIVE_INFINITY, record };
  }

  private async sendAll(run: Run, messages: readonly ClaimedMessage[], signal: AbortSignal): Promise<void> {
    const prepared = await this.composer.prepare(messages);
    const waiting = [...messages];
    const lane = async (): Promise<void> => {
      for (let message = waiting.shift(); message; message = waiting.shift()) {
        // A process that was stopped for a while finds that others have taken over.
        if (this.clock.now().getTime() >= run.until) return;
        if (signal.aborted) await this.putBack(run, message, 'The process is stopping.', 0);
        else if (run.unreachable !== undefined) await this.putBack(run, message, run.unreachable);
        else await this.sendOne(run, message, prepared.get(message.messageId)!);
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.transport.lanes, messages.length) }, lane));
  }

  private async sendOne(run: Run, message: ClaimedMessage, prepared: Prepared): Promise<void> {
    const id = message.messageId;
    if (prepared instanceof Withheld) {
      await run.record('suppress', { id, detail: prepared.reason });
      return;
    }
    if (prepared instanceof NotComposed) {
      await this.later(run, message, prepared.message);
      return;
    }
    let mail;
    let template: MailParts['template'];
    try {
      const { language, parts, framed } = prepared();
      template = parts.template;
      const { recipient } = message;
      mail = await writeMime({
        messageId: id,
        from: this.composer.from,
        to: { name: recipient.name, address: recipient.email },
        date: this.clock.now(),
        language,
        framed,
        parts,
      });
    } catch (error) {
      this.log.error({ msg: `message ${id} (${message.kind}) could not be written`, err: error });
      await run.record('fail', { id, detail: 'The mail could not be written; the log says why.' });
      return;
    }
    try {
      const response = await this.transport.send(mail);
      await run.record('send', {
        id,
        detail: response,
        subject: mail.subject,
        ...(template ? { template } : {}),
      });
    } catch (error) {
      if (!(error instanceof NotAccepted)) throw error;
      await this.notAccepted(run, message, error);
    }
  }

  private async notAccepted(run: Run, message: ClaimedMessage, error: NotAccepted): Promise<void> {
    if (error.kind === 'refused') await run.record('fail', { id: message.messageId, detail: error.message });
    else if (error.kind === 'later') await this.later(run, message, error.message);
    else {
      if (run.unreachable === undefined) this.log.warn(`mails cannot be handed over: ${error.message}`);
      run.unreachable ??= error.message;
      await this.putBack(run, message, error.message);
    }
  }

  /** For a message that had its chance: again after a pause, or no more. */
  private async later(run: Run, message: ClaimedMessage, detail: string): Promise<void> {
    const pause = pauses[message.attempts - 1];
    if (pause === undefined)
      await run.record('fail', {
        id: message.messageId,
        detail: `Given up after ${message.attempts} attempts: ${detail}`,
      });
    else await this.defer(run, message, detail, pause);
  }

  /** For a message that is not to blame. */
  private async putBack(
    run: Run,
    message: ClaimedMessage,
    detail: string,
    pause = Math.min(message.attempts, 5) * minute,
  ): Promise<void> {
    const waited = this.clock.now().getTime() - message.queuedAt.getTime();
    if (waited > patience)
      await run.record('fail', { id: message.messageId, detail: `Given up after three days: ${detail}` });
    else await this.defer(run, message, detail, pause);
  }

  private async defer(run: Run, message: ClaimedMessage, detail: string, pause: number): Promise<void> {
    const nextAttemptAt = new Date(this.clock.now().getTime() + pause);
    await run.record('defer', { id: message.messageId, detail, nextAttemptAt });
  }
}

/** Records outcomes as they come, those that come while a statement is under way together in the next one. */
class Marks {
  private waiting: Outcome[] = [];
  private writing: Promise<unknown> | undefined;
  private next: Promise<unknown> | undefined;

  constructor(private readonly write: (outcomes: readonly Outcome[]) => Promise<unknown>) {}

  /** Resolves when the outcome stands in the database. */
  async add(outcome: Outcome): Promise<void> {
    this.waiting.push(outcome);
    this.next ??= (this.writing ?? Promise.resolve()).then(() => this.flush());
    await this.next;
  }

  private flush(): Promise<unknown> {
    const outcomes = this.waiting;
    this.waiting = [];
    this.next = undefined;
    const written = this.write(outcomes);
    // Whoever waits for this statement hears of its failure; who only queues behind it does not.
    this.writing = written.catch(() => undefined);
    return written;
  }
}
