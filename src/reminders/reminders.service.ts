import { Injectable } from '@nestjs/common';
import type { EventScope } from '../access/event-scope';
import { AgendasQueries } from '../agendas/agendas.queries';
import { AgendasService } from '../agendas/agendas.service';
import { agendaReader } from '../agendas/agenda.rules';
import { deadlineReader } from '../agendas/deadline.rules';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
} from '../communications/notice';
import { Notices } from '../communications/notices.service';
import { TemplateRendering } from '../communications/templates/template-rendering.service';
import { EventsQueries } from '../events/events.queries';
import { Clock } from '../platform/clock';
import { newId } from '../platform/database/base.entity';
import { Database } from '../platform/database/database';
import { HandlesJob } from '../platform/jobs/define-job';
import { Outbox } from '../platform/outbox/outbox';
import { inLanguage } from '../platform/text';
import { Sweeper } from '../platform/workflow/sweeper';
import { RegistrationsQueries, type Participant } from '../registrations/registrations.queries';
import { reminderFacts, reminderNotice, type ReminderNotice } from './reminder.notices';
import { anchorsOf, instantOf, lookAgainAt, verdict, zoneAt, type Bound } from './reminder.rules';
import { lookAtRule } from './reminders.jobs';
import {
  RemindersQueries,
  type OccurrenceWithRule,
  type RuleInForce,
  type RuleRow,
  type Time,
} from './reminders.queries';

/** Rules that one sweep takes, and people whom one step of a job goes through. */
const rulesPerSweep = 100;
const step = 500;

/** Whom a rule can concern: of what is owed also those who have not got a place yet; who cancelled is reminded of nothing. */
const confirmed = ['confirmed'];
const onTheWay = ['draft', 'submitted', 'under_review', 'offered', 'confirmed'];
const owing = new Set(['deadline', 'document', 'offer']);

/** A time that a rule is due for one person. */
interface Candidate extends Time {
  readonly person: Participant;
  readonly late: boolean;
}

const keyOf = ({ subjectId, dueAt: at }: Time): string => `${subjectId} ${at.getTime()}`;

/**
 * Reminds people by rules. A rule is looked at when it can be due, for everybody whom it may concern: their agendas and what
 * they owe say by which instants, so what moves takes its reminders with it. Whom a reminder goes to and what it says is
 * worked out when it goes out.
 */
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
    private readonly templates: TemplateRendering,
    sweeper: Sweeper,
  ) {
    sweeper.register('reminders', (now) => this.sweep(now));
  }

  /** Promises a look at every rule that needs one; at most one of a rule waits at a time. */
  private sweep(now: Date): Promise<number> {
    return this.db.transaction(async () => {
      const rules = await this.queries.toLookAt(now, rulesPerSweep);
      for (const ruleId of rules) await this.outbox.enqueue(lookAtRule, { ruleId }, { key: ruleId });
      return rules.length;
    });
  }

  /**
   * Goes through everybody whom the rule may concern, step by step; a step is one transaction. Done again, only those are
   * written to who have not been: the cause of a message is the time that the rule was due.
   */
  @HandlesJob(lookAtRule)
  async look({ ruleId }: { readonly ruleId: string }): Promise<void> {
    const now = this.clock.now();
    const rule = await this.queries.inForce(ruleId);
    if (!rule) return;
    const waiting: Date[] = [];
    for (let afterId: string | undefined; ;) {
      const people = await this.registrations.participants(rule.row.event_id, {
        ...rule.row.audience,
        states: owing.has(rule.row.anchor) ? onTheWay : confirmed,
        ...(afterId === undefined ? {} : { afterId }),
        limit: step,
      });
      waiting.push(...(await this.remind(rule, people, now)));
      if (people.length < step) break;
      afterId = people[people.length - 1]!.registrationId;
    }
    await this.db.execute(
      `UPDATE reminder_rules SET next_look_at = $2, looked_through = greatest(looked_through, $3)
        WHERE id = $1 AND in_force_since = $4`,
      [ruleId, lookAgainAt(first(waiting), now, owing.has(rule.row.anchor)), now, rule.timing.inForceSince],
    );
  }

  /** Writes what is due for these people now; answers when the rule is due next for one of them, if it is. */
  private async remind(rule: RuleInForce, people: readonly Participant[], now: Date): Promise<Date[]> {
    const { timing, event } = rule;
    const bound = await this.boundOf(rule.row, people);
    const times = people.flatMap((person) =>
      anchorsOf(timing, event, bound(person)).map((anchor) => ({
        person,
        anchor,
        subjectId: anchor.subjectId,
        dueAt: instantOf(timing, anchor),
      })),
    );
    const known = new Set((await this.queries.known(rule.row.id, distinct(times))).map(keyOf));
    const waiting: Date[] = [];
    const candidates: Candidate[] = [];
    for (const { person, anchor, ...time } of times) {
      const zone = zoneAt(time.dueAt, event, rule.timeZone, person.timeZone);
      const found = verdict(timing, anchor, zone, known.has(keyOf(time)), now);
      if (found.is === 'ahead') waiting.push(found.until);
      if (found.is === 'send' || found.is === 'missed')
        candidates.push({ ...time, person, late: found.is === 'missed' });
    }
    if (candidates.length > 0) await this.write(rule, candidates, now);
    const soonest = first(waiting);
    return soonest === null ? [] : [soonest];
  }

  /** Puts the times on record, and with them the promise to tell those whom they concern. */
  private async write(rule: RuleInForce, candidates: readonly Candidate[], now: Date): Promise<void> {
    const sent = candidates.filter(({ late }) => !late);
    const inTime = new Set(sent.map(keyOf));
    const times = distinct(candidates);
    await this.db.transaction(async () => {
      await this.db.execute(
        `INSERT INTO reminder_occurrences (id, rule_id, subject_id, due_at, outcome, at)
         SELECT t.id, $1, t.subject_id, t.due_at, t.outcome, $2 FROM unnest($3::uuid[], $4::uuid[], $5::timestamptz[], $6::text[]) AS t (id, subject_id, due_at, outcome)
          ORDER BY t.subject_id, t.due_at
         ON CONFLICT ON CONSTRAINT reminder_occurrences_once DO NOTHING`,
        [
          rule.row.id,
          now,
          times.map(() => newId()),
          times.map(({ subjectId }) => subjectId),
          times.map(({ dueAt: at }) => at),
          times.map((time) => (inTime.has(keyOf(time)) ? 'sent' : 'missed')),
        ],
      );
      if (sent.length === 0) return;
      const ids = new Map(
        (await this.queries.known(rule.row.id, distinct(sent))).map((one) => [keyOf(one), one.id]),
      );
      await this.notices.sendEach(
        reminderNotice,
        rule.row.event_id,
        sent.map(({ person, ...time }) => {
          const id = ids.get(keyOf(time))!;
          return { recipient: person, cause: id, subject: { kind: 'reminder', id } };
        }),
      );
    });
  }

  /** What binds each of these people, as far as the rule asks for it. */
  private async boundOf(
    { event_id: eventId, anchor }: Pick<RuleRow, 'event_id' | 'anchor'>,
    people: readonly Participant[],
  ): Promise<(person: Participant) => Bound> {
    if (owing.has(anchor)) {
      const read = deadlineReader(await this.agendas.due(eventId, people), this.clock.now());
      return (person) => ({ items: [], deadlines: read(person, person.locale) });
    }
    if (['session', 'departure', 'first_item'].includes(anchor)) {
      const read = agendaReader(await this.agendas.sources(eventId, people));
      return (person) => ({ items: read(person, person.locale), deadlines: [] });
    }
    return () => ({ items: [], deadlines: [] });
  }

  @ComposesNotice(reminderNotice)
  async compose(messages: readonly MessageToCompose[]): Promise<ComposedNotices<ReminderNotice>> {
    const composed = new Map<string, ReminderNotice | Withheld>();
    const occurrences = await this.queries.occurrencesWithRules(messages.map(({ subject }) => subject.id));
    for (const eventId of new Set(messages.map((message) => message.eventId))) {
      const ofEvent = messages.filter((message) => message.eventId === eventId);
      const event = await this.events.find(eventId);
      if (!event) continue;
      const ids = ofEvent.flatMap(({ recipient }) => recipient.registrationId ?? []);
      const people = await this.registrations.participants(eventId, {
        registrationIds: ids,
        states: onTheWay,
        limit: Math.max(1, ids.length),
      });
      const owners = new Map(people.map((owner) => [owner.registrationId, owner]));
      const readItems = agendaReader(await this.agendas.sources(eventId, people));
      const readDeadlines = deadlineReader(await this.agendas.due(eventId, people), this.clock.now());
      const pages = await this.mailing.pageAddresses(eventId, people);
      const inWordsOf = new Map<string, Templated[]>();
      for (const { messageId, recipient, subject } of ofEvent) {
        const occurrence = occurrences.get(subject.id);
        const owner = owners.get(recipient.registrationId ?? '');
        const shown =
          owner &&
          occurrence &&
          ahead(
            occurrence,
            owner,
            {
              items: readItems(owner, recipient.locale),
              deadlines: readDeadlines(owner, recipient.locale),
            },
            this.clock.now(),
          );
        if (!owner || !occurrence || !shown) {
          composed.set(messageId, new Withheld('The person is not concerned any more, or it was moved.'));
          continue;
        }
        const { texts, template_id: templateId } = occurrence.row;
        const notice: ReminderNotice = {
          eventTitle: inLanguage(event.title, event.titles, recipient.locale),
          text: inLanguage(
            texts[event.locales[0]!] ?? Object.values(texts)[0] ?? '',
            texts,
            recipient.locale,
          ),
          ...shown,
          pageUrl: pages.get(owner.registrationId)!,
        };
        composed.set(messageId, notice);
        if (templateId !== null)
          inWordsOf.set(templateId, [...(inWordsOf.get(templateId) ?? []), { messageId, recipient, notice }]);
      }
      for (const [templateId, ofTemplate] of inWordsOf)
        await this.writeInWordsOf(event, templateId, ofTemplate, composed);
    }
    return composed;
  }

  /** The same mails in the words of a template. Where it cannot be used any more, what the rule itself says is said. */
  private async writeInWordsOf(
    event: EventScope,
    templateId: string,
    templated: readonly Templated[],
    composed: Map<string, ReminderNotice | Withheld>,
  ): Promise<void> {
    const written = await this.templates.rendered(
      event,
      { templateId },
      templated.map(({ recipient, notice }) => ({
        recipient,
        facts: (words) => reminderFacts(notice, words),
      })),
    );
    for (const [index, { messageId, notice }] of templated.entries()) {
      const parts = written[index]!;
      if (!(parts instanceof Withheld)) composed.set(messageId, { ...notice, written: parts });
    }
  }
}

/** A reminder that is to be in the words of a template. */
interface Templated {
  readonly messageId: string;
  readonly recipient: MessageToCompose['recipient'];
  readonly notice: ReminderNotice;
}

function first(instants: readonly Date[]): Date | null {
  return instants.length === 0 ? null : new Date(Math.min(...instants.map((instant) => instant.getTime())));
}

/** Each time once. */
function distinct<T extends Time>(times: readonly T[]): T[] {
  return [...new Map(times.map((time) => [keyOf(time), time])).values()];
}

/**
 * What the reminder shows: the thing itself, or for a reminder of the event all that is still to come. Undefined when it is
 * not for this person any more, or was moved since: then it comes at its new time.
 */
function ahead(
  { row, timing, event, subjectId, dueAt: due }: OccurrenceWithRule,
  owner: Participant,
  bound: Bound,
  now: Date,
): Bound | undefined {
  if (!owing.has(row.anchor) && owner.state !== 'confirmed') return undefined;
  const still = anchorsOf(timing, event, bound).some(
    (anchor) => anchor.subjectId === subjectId && instantOf(timing, anchor).getTime() === due.getTime(),
  );
  if (!still) return undefined;
  if (subjectId === event.id)
    return { items: bound.items.filter(({ endsAt }) => endsAt > now), deadlines: [] };
  return {
    items: owing.has(row.anchor) ? [] : bound.items.filter((item) => item.subjectId === subjectId),
    deadlines: owing.has(row.anchor) ? bound.deadlines.filter((one) => one.subjectId === subjectId) : [],
  };
}
