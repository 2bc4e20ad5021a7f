import { Injectable } from '@nestjs/common';
import { AgendasQueries } from '../agendas/agendas.queries';
import { AgendasService } from '../agendas/agendas.service';
import { agendaReader, type AgendaItem } from '../agendas/agenda.rules';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
} from '../communications/notice';
import { Notices } from '../communications/notices.service';
import { EventsQueries } from '../events/events.queries';
import { Clock } from '../platform/clock';
import { newId } from '../platform/database/base.entity';
import { Database } from '../platform/database/database';
import { HandlesJob } from '../platform/jobs/define-job';
import { Outbox } from '../platform/outbox/outbox';
import { inLanguage } from '../platform/text';
import { Sweeper } from '../platform/workflow/sweeper';
import { RegistrationsQueries } from '../registrations/registrations.queries';
import { reminderNotice, type ReminderNotice } from './reminder.notices';
import { sendReminder } from './reminders.jobs';
import { RemindersQueries, type RuleRow } from './reminders.queries';

/** Rules that one sweep takes, and recipients that one step of a job writes. */
const rulesPerSweep = 100;
const step = 500;

/** Sends what is due. Whom a reminder goes to and what it says is worked out when it goes out. */
@Injectable()
export class RemindersService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly queries: RemindersQueries,
    private readonly registrations: RegistrationsQueries,
    private readonly agendas: AgendasQueries,
    private readonly mailing: AgendasService,
    private readonly notices: Notices,
    private readonly events: EventsQueries,
    sweeper: Sweeper,
  ) {
    sweeper.register('reminders', (now) => this.sweep(now));
  }

  /** Puts what is due on record, once, with the promise to send it; what came too late is recorded as missed. */
  private async sweep(now: Date): Promise<number> {
    const due = await this.queries.due(now, rulesPerSweep);
    for (const { rule_id: ruleId, due_at: dueAt, missed } of due) {
      await this.db.transaction(async () => {
        const id = newId();
        const { rowCount } = await this.db.execute(
          `INSERT INTO reminder_occurrences (id, rule_id, due_at, outcome, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT ON CONSTRAINT reminder_occurrences_once DO NOTHING`,
          [id, ruleId, dueAt, missed ? 'missed' : 'sent', now],
        );
        if (rowCount === 1 && !missed) await this.outbox.enqueue(sendReminder, { occurrenceId: id });
      });
    }
    return due.length;
  }

  /** Writes the messages, step by step; done again, only those that are missing: their cause is the occurrence. */
  @HandlesJob(sendReminder)
  async send({ occurrenceId }: { readonly occurrenceId: string }): Promise<void> {
    const rule = (await this.queries.rulesOfOccurrences([occurrenceId])).get(occurrenceId);
    if (!rule) return;
    const filter = { ...rule.audience, states: ['confirmed'] };
    for (let afterId: string | undefined; ;) {
      const people = await this.registrations.participants(rule.event_id, {
        ...filter,
        ...(afterId === undefined ? {} : { afterId }),
        limit: step,
      });
      const read = agendaReader(await this.agendas.sources(rule.event_id, people));
      const concerned = people.filter((owner) => concerns(rule, read(owner, owner.locale)));
      await this.notices.send(reminderNotice, concerned, {
        eventId: rule.event_id,
        cause: occurrenceId,
        subject: { kind: 'reminder', id: occurrenceId },
      });
      if (people.length < step) return;
      afterId = people[people.length - 1]!.registrationId;
    }
  }

  @ComposesNotice(reminderNotice)
  async compose(messages: readonly MessageToCompose[]): Promise<ComposedNotices<ReminderNotice>> {
    const composed = new Map<string, ReminderNotice | Withheld>();
    const rules = await this.queries.rulesOfOccurrences(messages.map(({ subject }) => subject.id));
    for (const eventId of new Set(messages.map((message) => message.eventId))) {
      const ofEvent = messages.filter((message) => message.eventId === eventId);
      const event = await this.events.find(eventId);
      if (!event) continue;
      const ids = ofEvent.flatMap(({ recipient }) => recipient.registrationId ?? []);
      const people = await this.registrations.participants(eventId, {
        registrationIds: ids,
        states: ['confirmed'],
        limit: Math.max(1, ids.length),
      });
      const owners = new Map(people.map((owner) => [owner.registrationId, owner]));
      const read = agendaReader(await this.agendas.sources(eventId, people));
      const pages = await this.mailing.pageAddresses(eventId, people);
      for (const { messageId, recipient, subject } of ofEvent) {
        const rule = rules.get(subject.id);
        const owner = owners.get(recipient.registrationId ?? '');
        const items = owner && rule && ahead(rule, read(owner, recipient.locale), this.clock.now());
        if (!owner || !rule || !items) {
          composed.set(messageId, new Withheld('The person is not concerned any more.'));
          continue;
        }
        composed.set(messageId, {
          eventTitle: inLanguage(event.title, event.titles, recipient.locale),
          text: inLanguage(
            rule.texts[event.locales[0]!] ?? Object.values(rule.texts)[0] ?? '',
            rule.texts,
            recipient.locale,
          ),
          items,
          pageUrl: pages.get(owner.registrationId)!,
        });
      }
    }
    return composed;
  }
}

/** Whether a rule is for somebody with this agenda: what it is timed by must be on it. */
function concerns(rule: RuleRow, items: readonly AgendaItem[]): boolean {
  return rule.anchor_id === null || items.some(({ subjectId }) => subjectId === rule.anchor_id);
}

/** What the reminder shows: the thing itself, or for a reminder of the event all that is still to come. Undefined when it is not for them. */
function ahead(rule: RuleRow, items: readonly AgendaItem[], now: Date): AgendaItem[] | undefined {
  if (!concerns(rule, items)) return undefined;
  return items.filter(({ subjectId, endsAt }) =>
    rule.anchor_id === null ? endsAt > now : subjectId === rule.anchor_id,
  );
}
