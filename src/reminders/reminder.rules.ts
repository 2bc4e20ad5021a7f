import { Temporal } from 'temporal-polyfill';
import type { AgendaItem } from '../agendas/agenda.rules';
import type { AgendaDeadline, DeadlineKind } from '../agendas/deadline.rules';

const minuteMs = 60_000;

/** Hours, of the reader's day, at which nobody is woken: from eight in the morning until nine in the evening. */
const dayBegins = 8;
const dayEnds = 21;
/** What would come at night before its time comes in the evening: dinner is over, and nobody sleeps yet. */
const eveningHour = 20;

/** By what deadlines a rule of this anchor is timed; of `deadline`, those that the rule names, or all. */
const kindsOf: Readonly<Record<'document' | 'offer', readonly DeadlineKind[]>> = {
  document: ['document', 'delegation_document', 'identity'],
  offer: ['offer', 'visit_offer'],
};

/** What a rule says about when. */
export interface Timing {
  readonly anchor: string;
  /** The one session or departure; null: each. */
  readonly anchorId: string | null;
  readonly deadlineKinds: readonly string[];
  readonly offsetMinutes: number;
  readonly lapsesAfterMinutes: number;
  /** Whether it comes by day only. */
  readonly byDay: boolean;
  /** Since when the rule is timed as it is; what would have been due before then is missed. */
  readonly inForceSince: Date;
  /** Until when it was looked at; null: never. */
  readonly lookedThrough: Date | null;
}

/** The instants of an event by which rules are timed. */
export interface EventInstants {
  readonly id: string;
  readonly starts: Date;
  readonly ends: Date;
  readonly registrationCloses: Date | null;
}

/** What binds one person. */
export interface Bound {
  readonly items: readonly AgendaItem[];
  readonly deadlines: readonly AgendaDeadline[];
}

/** Something of one person that a rule is timed by. */
export interface Anchor {
  readonly subjectId: string;
  readonly at: Date;
}

/** By what a rule is timed for one person, from their agenda as it is: what moves takes its reminders with it. */
export function anchorsOf(timing: Timing, event: EventInstants, { items, deadlines }: Bound): Anchor[] {
  const ofEvent = (at: Date | null): Anchor[] => (at === null ? [] : [{ subjectId: event.id, at }]);
  const ofItems = (kind: string): Anchor[] =>
    items
      .filter((item) => item.kind === kind && (timing.anchorId ?? item.subjectId) === item.subjectId)
      .map(({ subjectId, startsAt }) => ({ subjectId, at: startsAt }));
  const ofDeadlines = (kinds: readonly string[]): Anchor[] =>
    deadlines
      .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
      .map(({ subjectId, dueAt }) => ({ subjectId, at: dueAt }));
  switch (timing.anchor) {
    case 'event_start':
      return ofEvent(event.starts);
    case 'event_end':
      return ofEvent(event.ends);
    case 'registration_closes':
      return ofEvent(event.registrationCloses);
    case 'session':
      return ofItems('session');
    case 'departure':
      return ofItems('visit');
    case 'first_item':
      return [...ofItems('session'), ...ofItems('visit')]
        .sort((one, other) => one.at.getTime() - other.at.getTime())
        .slice(0, 1);
    case 'deadline':
      return ofDeadlines(timing.deadlineKinds);
    case 'document':
    case 'offer':
      return ofDeadlines(kindsOf[timing.anchor]);
    default:
      return [];
  }
}

/** When a rule is due for an anchor, without regard to anybody's night. */
export function instantOf({ offsetMinutes }: Timing, { at }: Anchor): Date {
  return new Date(at.getTime() + offsetMinutes * minuteMs);
}

/**
 * The instant, or one by day instead of it in the zone of the reader: for what comes before something the evening before,
 * for what comes after it the next morning. `zone` is an IANA time zone.
 */
export function byDay(instant: Date, zone: string, before: boolean): Date {
  const local = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
  if (local.hour >= dayBegins && local.hour < dayEnds) return instant;
  const early = local.hour < dayBegins;
  const shifted = before
    ? local.subtract({ days: early ? 1 : 0 }).withPlainTime({ hour: eveningHour })
    : local.add({ days: early ? 0 : 1 }).withPlainTime({ hour: dayBegins });
  return new Date(shifted.epochMilliseconds);
}

export type Verdict =
  { readonly is: 'ahead'; readonly until: Date } | { readonly is: 'send' | 'missed' | 'over' };

/**
 * What is to be done now about a rule and an anchor of one person whose zone is given. `known` says whether this time of the
 * rule is on record: those whom it concerned when it was looked at have been told, and who came later is not.
 */
export function verdict(timing: Timing, anchor: Anchor, zone: string, known: boolean, now: Date): Verdict {
  const before = timing.offsetMinutes < 0;
  const due = instantOf(timing, anchor);
  const sendAt = timing.byDay ? byDay(due, zone, before) : due;
  if (sendAt > now) return { is: 'ahead', until: sendAt };
  const lapses = new Date(sendAt.getTime() + timing.lapsesAfterMinutes * minuteMs);
  if (lapses < now || (before && anchor.at <= now) || due < timing.inForceSince)
    return { is: known ? 'over' : 'missed' };
  if (known && timing.lookedThrough !== null && sendAt <= timing.lookedThrough) return { is: 'over' };
  if (timing.byDay) {
    // Late, and it is night now: in the morning, if that is soon enough.
    const morning = byDay(now, zone, false);
    if (morning > now && morning <= lapses && (!before || morning < anchor.at))
      return { is: 'ahead', until: morning };
  }
  return { is: 'send' };
}

/** The longest that nobody looks at a rule, in milliseconds: what is new meanwhile may be due earlier than all else. */
const rarely = 60 * minuteMs;
/** The same within a day of the next time that it is due, and for what comes up at any time. */
const often = 5 * minuteMs;

/**
 * When a rule is to be looked at next, if it is next due at `next`. `comesUp`: whether what it is timed by comes up at any
 * time, and may be due soon after, as an offer for two hours.
 */
export function lookAgainAt(next: Date | null, now: Date, comesUp: boolean): Date {
  const soon = comesUp || (next !== null && next.getTime() - now.getTime() < 24 * 60 * minuteMs);
  const latest = now.getTime() + (soon ? often : rarely);
  return new Date(next === null ? latest : Math.min(next.getTime(), latest));
}

const dayMs = 24 * 60 * minuteMs;

/**
 * The zone in which somebody is at an instant, as far as it is known: where they live until a day before the event and from
 * a day after it on, and where the event is in between.
 */
export function zoneAt(
  instant: Date,
  { starts, ends }: Pick<EventInstants, 'starts' | 'ends'>,
  eventZone: string,
  ownZone: string | null,
): string {
  const there = instant.getTime() >= starts.getTime() - dayMs && instant.getTime() < ends.getTime() + dayMs;
  return there || ownZone === null ? eventZone : ownZone;
}
