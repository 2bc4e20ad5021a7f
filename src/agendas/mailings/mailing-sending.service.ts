import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
} from '../../communications/notice';
import { Holds } from '../../communications/holds/holds.service';
import { OutboxQueries } from '../../communications/holds/outbox.queries';
import { Notices } from '../../communications/notices.service';
import { EventsQueries } from '../../events/events.queries';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { systemPrincipal } from '../../platform/http/request-context';
import { HandlesJob, type JobContext } from '../../platform/jobs/define-job';
import { Outbox } from '../../platform/outbox/outbox';
import { inLanguage } from '../../platform/text';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { RegistrationsQueries, type Participant } from '../../registrations/registrations.queries';
import { AgendasService } from '../agendas.service';
import { AudienceQueries } from './audience.queries';
import { announcementNotice, announcementOf, newsNotice, type AnnouncementNotice } from './mailing.notices';
import type { AnnouncementTexts, MailingRow } from './mailing.view';
import { mailingWorkflow } from './mailing.workflow';
import { sendMailing, withdrawMailing, type OfMailing } from './mailings.jobs';
import { MailingsQueries } from './mailings.queries';
import { causeOf } from './mailings.service';

/** Recipients whose messages one step writes; nothing of the rest is in memory. */
const step = 500;

/** Messages that one step calls off. */
const cancelledPerStep = 1000;

/** How long to wait for messages that are being sent while their mailing is called off: they may come back. */
const lookAgainMs = 3000;

/**
 * Sends mailings. Each step is one transaction: the messages of the next people, and the place up to which they are
 * written. Whoever pauses or cancels waits for the step under way, and it is the last one.
 */
@Injectable()
export class MailingSending {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly outbox: Outbox,
    private readonly holds: Holds,
    private readonly ledger: OutboxQueries,
    private readonly notices: Notices,
    private readonly events: EventsQueries,
    private readonly registrations: RegistrationsQueries,
    private readonly agendas: AgendasService,
    private readonly audiences: AudienceQueries,
    private readonly queries: MailingsQueries,
  ) {}

  /** Writes messages from where the last step ended, also one of a process that was killed. */
  @HandlesJob(sendMailing)
  async send({ mailingId }: OfMailing, job: JobContext): Promise<void> {
    for (;;) {
      const done = await this.db.transaction(() => this.sendStep(mailingId, job.id));
      if (!done) return;
      await job.progress(done.passed, Math.max(done.expected, done.passed));
      await job.counts({ messages: done.written });
      if (done.ended) return;
      // Thrown, because a handler that returns has done its work: another process goes on with it.
      if (job.signal.aborted) throw new Error('the process is stopping');
    }
  }

  /** Calls off what has not gone out, and lifts the hold once nothing of it can come back from a mail server. */
  @HandlesJob(withdrawMailing)
  async withdraw({ mailingId }: OfMailing): Promise<void> {
    const row = (await this.queries.rows([mailingId])).get(mailingId);
    if (!row) return;
    const cause = causeOf(row);
    for (;;) {
      const cancelled = await this.db.transaction(() =>
        this.holds.cancelWaiting(cause, 'The mailing was called off.', cancelledPerStep),
      );
      if (cancelled < cancelledPerStep) break;
    }
    await this.db.transaction(async () => {
      const states = await this.ledger.states(cause.eventId, cause.kind, cause.cause);
      if (states.pending || states.queued) {
        await this.outbox.enqueue(
          withdrawMailing,
          { mailingId, eventId: row.event_id },
          { delayMs: lookAgainMs },
        );
        return;
      }
      await this.holds.releaseCause(cause, 'mailing');
      await this.engine.note(
        mailingWorkflow,
        { id: mailingId, scopeId: row.event_id, state: row.state },
        { name: 'withdrawn', data: { ...states } },
      );
    });
  }

  @ComposesNotice(newsNotice)
  composeNews(messages: readonly MessageToCompose[]): Promise<ComposedNotices<AnnouncementNotice>> {
    return this.compose(messages);
  }

  /** Fills announcements with the words of their mailing. Who does not belong to its states any more gets none. */
  @ComposesNotice(announcementNotice)
  async compose(messages: readonly MessageToCompose[]): Promise<ComposedNotices<AnnouncementNotice>> {
    const composed = new Map<string, AnnouncementNotice | Withheld>();
    const mailings = await this.queries.rows([...new Set(messages.map(({ subject }) => subject.id))]);
    for (const [mailingId, mailing] of mailings) {
      const own = messages.filter(({ subject }) => subject.id === mailingId);
      const event = await this.events.find(mailing.event_id);
      const people = await this.registrations.participants(mailing.event_id, {
        registrationIds: own.flatMap(({ recipient }) => recipient.registrationId ?? []),
        states: mailing.audience.states ?? ['confirmed'],
        limit: own.length,
      });
      const still = new Set(people.map(({ registrationId }) => registrationId));
      for (const { messageId, recipient } of own) {
        if (!event || mailing.texts === null || !still.has(recipient.registrationId ?? ''))
          composed.set(messageId, new Withheld('The person is not one of those any more to whom it goes.'));
        else composed.set(messageId, announcementFor(mailing.texts, event, recipient.locale));
      }
    }
    return composed;
  }

  /** One step of the job; undefined when the mailing is not its own to send, or not now. */
  private async sendStep(
    mailingId: string,
    jobId: string,
  ): Promise<{ passed: number; expected: number; written: number; ended: boolean } | undefined> {
    const row = await this.db.one<MailingRow>('SELECT * FROM mailings WHERE id = $1 FOR UPDATE', [mailingId]);
    if (!row || row.state !== 'sending' || row.job_id !== jobId) return undefined;
    const people = await this.audiences.untold(row.event_id, row.audience, causeOf(row), {
      afterId: row.cursor_id,
      limit: step,
    });
    const written = row.written + (people.length === 0 ? 0 : await this.write(row, people));
    const passed = row.passed + people.length;
    await this.db.query(
      'UPDATE mailings SET cursor_id = COALESCE($2, cursor_id), passed = $3, written = $4, updated_at = $5 WHERE id = $1',
      [mailingId, people.at(-1)?.registrationId ?? null, passed, written, this.clock.now()],
    );
    const ended = people.length < step;
    if (ended)
      await this.engine.apply(mailingWorkflow, mailingId, {
        transition: 'finish',
        principal: systemPrincipal,
      });
    return { passed, expected: row.expected, written, ended };
  }

  private write(row: MailingRow, people: readonly Participant[]): Promise<number> {
    if (row.kind === 'agenda') return this.agendas.tell(row.event_id, people, row.id);
    return this.notices.send(announcementOf(row.kind), people, {
      eventId: row.event_id,
      cause: row.id,
      subject: { kind: 'mailing', id: row.id },
    });
  }
}

/** What an announcement says to somebody: in their language, or else in the first of the event. */
export function announcementFor(
  texts: AnnouncementTexts,
  { locales }: EventScope,
  locale: string,
): AnnouncementNotice {
  const first = texts[locales[0]!] ?? Object.values(texts)[0]!;
  const part = (name: 'subject' | 'text'): string =>
    inLanguage(
      first[name],
      Object.fromEntries(Object.entries(texts).map(([language, words]) => [language, words[name]])),
      locale,
    );
  return { subject: part('subject'), text: part('text') };
}
