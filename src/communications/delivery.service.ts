import { Inject, Injectable, Logger } from '@nestjs/common';
import { Chance } from '../platform/chance';
import { Clock } from '../platform/clock';
import { CONFIG, type Config } from '../platform/config';
import { newId } from '../platform/database/base.entity';
import { HandlesJob, type JobContext } from '../platform/jobs/define-job';
import { Addressees } from './addressees.service';
import { Composer, NotComposed, type Prepared } from './composer.service';
import { deliverMessages } from './delivery.jobs';
import { Ledger, type ClaimedMessage, type Ending, type Outcome } from './ledger.service';
import { MailCalendars } from './mail-calendars.service';
import { MailTransport, NotAccepted } from './mail-transport';
import { writeMime } from './mime';
import { Withheld, type MailCalendar, type MailParts } from './notice';
import { DomainLanes } from './pace/domain-lanes';
import { MailPace } from './pace/mail-pace.service';
import { pauseAfter, pauseWhileUnreachable } from './retry.rules';

/** How often a run says that it lives; a third of the lease. */
const renewEvery = 15_000;

/** One pass over the messages of a job. */
interface Run {
  readonly id: string;
  /** Until when the messages are this run's own; after that another one may have them. */
  until: number;
  /** Set when the server cannot be reached: the rest of this run is put back without trying. */
  unreachable?: string;
  /** How many mails the server has left without an answer. */
  unanswered: number;
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
  private readonly lanes: DomainLanes;

  constructor(
    @Inject(CONFIG) { mail }: Config,
    private readonly ledger: Ledger,
    private readonly addressees: Addressees,
    private readonly pace: MailPace,
    private readonly composer: Composer,
    private readonly calendars: MailCalendars,
    private readonly transport: MailTransport,
    private readonly clock: Clock,
    private readonly chance: Chance,
  ) {
    this.lanes = new DomainLanes(
      transport.goesOut ? Math.min(mail.connectionsPerDomain, transport.lanes) : Number.POSITIVE_INFINITY,
    );
  }

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
      const open = await this.withhold(run, messages);
      await this.sendAll(run, this.transport.goesOut ? await this.spread(run, open) : open, signal);
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
    return { id, until: Number.POSITIVE_INFINITY, unanswered: 0, record };
  }

  /** Withholds what may not go out or is not wanted; answers the others. */
  private async withhold(run: Run, messages: readonly ClaimedMessage[]): Promise<ClaimedMessage[]> {
    const withheld = await this.addressees.withheld(messages);
    await Promise.all(
      [...withheld].map(([id, { reason, needsSomebody }]) =>
        run.record('suppress', { id, detail: reason, needsSomebody }),
      ),
    );
    return messages.filter(({ messageId }) => !withheld.has(messageId));
  }

  /** Puts back what is over a limit, to its turn; answers what may go out now. */
  private async spread(run: Run, messages: readonly ClaimedMessage[]): Promise<ClaimedMessage[]> {
    const later = await this.pace.place(
      messages.map(({ messageId, recipient, placed }) => ({ id: messageId, email: recipient.email, placed })),
    );
    await Promise.all(
      [...later].map(([id, { at, placed, limit }]) =>
        run.record('defer', {
          id,
          detail: `It waits for its turn: ${limit}.`,
          nextAttemptAt: at,
          noAttempt: true,
          placed,
        }),
      ),
    );
    return messages.filter(({ messageId }) => !later.has(messageId));
  }

  private async sendAll(run: Run, messages: readonly ClaimedMessage[], signal: AbortSignal): Promise<void> {
    if (messages.length === 0) return;
    let prepared = new Map<string, Prepared>();
    const { files, failed } = await this.calendars.around(messages, async () => {
      prepared = await this.composer.prepare(messages);
      return [...prepared].flatMap(([id, mail]) => (typeof mail === 'function' ? [id] : []));
    });
    for (const id of failed) prepared.set(id, new NotComposed('The calendar file could not be made.'));
    const waiting = [...messages];
    const lane = async (): Promise<void> => {
      for (let message = await this.lanes.next(waiting); message; message = await this.lanes.next(waiting)) {
        try {
          // A process that was stopped for a while finds that others have taken over.
          if (this.clock.now().getTime() >= run.until) return;
          if (signal.aborted) await this.putBack(run, message, 'The process is stopping.', 0);
          else if (run.unreachable !== undefined) await this.putBack(run, message, run.unreachable);
          else
            await this.sendOne(run, message, prepared.get(message.messageId)!, files.get(message.messageId));
        } finally {
          this.lanes.leave(message);
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.transport.lanes, messages.length) }, lane));
  }

  private async sendOne(
    run: Run,
    message: ClaimedMessage,
    prepared: Prepared,
    calendars?: readonly MailCalendar[],
  ): Promise<void> {
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
    let said: Outcome['said'];
    try {
      const { language, parts, framed, kept, unsubscribeUrl } = prepared(calendars);
      said = kept === undefined ? undefined : { language, text: kept };
      template = parts.template;
      const { recipient } = message;
      mail = await writeMime({
        messageId: id,
        from: this.composer.from,
        bouncesTo: this.composer.bouncesTo,
        to: { name: recipient.name, address: recipient.email },
        date: this.clock.now(),
        language,
        framed,
        parts,
        unsubscribeUrl,
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
        ...(said ? { said } : {}),
      });
    } catch (error) {
      if (!(error instanceof NotAccepted)) throw error;
      await this.notAccepted(run, message, error);
    }
  }

  private async notAccepted(run: Run, message: ClaimedMessage, error: NotAccepted): Promise<void> {
    const { kind, message: detail } = error;
    if (kind === 'refused') {
      await this.addressees.refused(message, detail);
      await run.record('fail', { id: message.messageId, detail });
      return;
    }
    if (kind === 'unanswered') run.unanswered += 1;
    // One mail may be what the server stumbles over; as many as there are connections mean the server.
    if (kind === 'unreachable' || run.unanswered >= this.transport.lanes) {
      if (run.unreachable === undefined) this.log.warn(`mails cannot be handed over: ${detail}`);
      run.unreachable ??= detail;
    }
    if (kind === 'unreachable') await this.putBack(run, message, detail);
    // It may have been accepted: the more often that happens the more seldom it is repeated, and not for ever.
    else await this.later(run, message, detail);
  }

  /** For a message that had its chance: again after a pause, or no more. */
  private async later(run: Run, message: ClaimedMessage, detail: string): Promise<void> {
    const pause = pauseAfter(message.attempts, this.waited(message), this.chance.next());
    if (pause === undefined)
      await run.record('fail', {
        id: message.messageId,
        detail: `Given up after ${message.attempts} attempts: ${detail}`,
      });
    else await this.defer(run, message, detail, pause);
  }

  /** For a message that is not to blame: this was no attempt. */
  private async putBack(run: Run, message: ClaimedMessage, detail: string, at?: number): Promise<void> {
    const pause = at ?? pauseWhileUnreachable(this.waited(message), this.chance.next());
    if (pause === undefined)
      await run.record('fail', { id: message.messageId, detail: `Given up after three days: ${detail}` });
    else await this.defer(run, message, detail, pause, true);
  }

  /** How long it has been tried, in milliseconds. */
  private waited({ queuedAt }: ClaimedMessage): number {
    return this.clock.now().getTime() - queuedAt.getTime();
  }

  private async defer(
    run: Run,
    message: ClaimedMessage,
    detail: string,
    pause: number,
    noAttempt = false,
  ): Promise<void> {
    const nextAttemptAt = new Date(this.clock.now().getTime() + pause);
    await run.record('defer', { id: message.messageId, detail, nextAttemptAt, noAttempt });
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
