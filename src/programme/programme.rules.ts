import { Temporal } from 'temporal-polyfill';
import type { FieldFault } from '../platform/http/problem';
import { baseLanguage } from '../platform/text';

/** What a session can be. */
export const sessionKinds = [
  'opening_ceremony',
  'plenary',
  'panel',
  'keynote',
  'workshop',
  'round_table',
  'exhibition',
  'social',
  'break',
  'visit_block',
] as const;

/** What a person can do in a session. */
export const sessionRoles = ['chair', 'moderator', 'speaker', 'panellist', 'rapporteur', 'reader'] as const;

/** What can be wrong with a draft. */
export const conflictCodes = [
  'room_twice',
  'person_twice',
  'person_engaged',
  'outside_days',
  'room_unavailable',
  'person_unavailable',
  'no_turnaround',
  'no_time_between',
  'no_interpretation',
  'over_capacity',
  'over_expected',
  'no_equipment',
  'items_too_long',
  'topic_parallel',
  'seats_overlap',
  'unplaced',
  'not_answered',
  'role_declined',
  'reader_missing',
] as const;

/** Hard conflicts block a release, soft ones warn. */
export const severities = ['hard', 'soft'] as const;

export interface SessionTopicRef {
  readonly id: string;
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
}

/** Where somebody who was given a role stands: asked, and what became of it. */
export const roleStates = ['asked', 'accepted', 'declined', 'replaced'] as const;

/** What somebody does in a session, or in one of its items. */
export interface SessionPart {
  readonly id: string;
  readonly personId: string;
  readonly role: string;
  readonly state: (typeof roleStates)[number];
  readonly position: number;
  readonly displayName: string;
  /** The item of the session; null for the session as a whole. */
  readonly itemId: string | null;
}

/** A part of a session with a title and speakers of its own. */
export interface SessionItemRef {
  readonly id: string;
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly abstract: string | null;
  readonly abstracts: Readonly<Record<string, string>>;
  readonly authenticLanguage: string | null;
  readonly durationMinutes: number | null;
}

/** A document of a session, as lists name it. */
export interface SessionDocumentRef {
  readonly id: string;
  readonly fileId: string;
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly language: string | null;
  readonly audience: string;
  readonly name: string;
  readonly mediaType: string;
  /** In bytes. */
  readonly size: number;
}

/** A room with what planning has to know of it. */
export interface PlannedRoom {
  readonly id: string;
  readonly name: string;
  readonly capacity: number;
  /** Languages for which it has booths. */
  readonly interpretation: readonly string[];
  readonly equipment: readonly string[];
  readonly venueId: string | null;
}

/** A session of the draft with all that a release takes over from it, and all that planning needs. */
export interface PlannedSession {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly abstract: string | null;
  readonly abstracts: Readonly<Record<string, string>>;
  readonly authenticLanguage: string | null;
  readonly kind: string;
  readonly room: PlannedRoom | null;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  /** How long it is to last, in minutes, while it has no time. */
  readonly durationMinutes: number | null;
  /** Languages in which one can follow it. */
  readonly languages: readonly string[];
  /** Those of them that are spoken on the floor; the others are interpreted. */
  readonly floorLanguages: readonly string[];
  /** How many can attend, if places must be booked. */
  readonly capacity: number | null;
  readonly expected: number | null;
  readonly equipment: readonly string[];
  /** Who may attend; none: everybody. */
  readonly categoryIds: readonly string[];
  readonly topics: readonly SessionTopicRef[];
  readonly items: readonly SessionItemRef[];
  readonly documents: readonly SessionDocumentRef[];
  /** Everybody with a role in it or in one of its items, replaced ones left out. */
  readonly people: readonly SessionPart[];
}

export type PlacedSession = PlannedSession & { readonly startsAt: Date; readonly endsAt: Date };

/** The days of an event, at its place. */
export interface EventDays {
  readonly startDate: string;
  readonly endDate: string;
  readonly timeZone: string;
}

/** How many minutes one needs between two places, in either direction. */
export interface PlaceBuffer {
  readonly oneId: string;
  readonly otherId: string;
  readonly minutes: number;
  readonly severity: (typeof severities)[number];
}

/** A time in which a person or a room can be planned with. */
export interface AvailableTime {
  readonly personId: string | null;
  readonly roomId: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** Something outside of the programme that binds a person at a time: a place on a coach, say. */
export interface Engagement {
  readonly personId: string;
  readonly displayName: string;
  /** What kind of thing it is: `visit`. */
  readonly kind: string;
  readonly subjectId: string;
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** Where it is, for the way there: the site visit. */
  readonly placeId: string | null;
}

/** Somebody whom a session concerns without a role in the programme: who has a place, who reads a message there. */
export interface Attendee {
  readonly sessionId: string;
  readonly personId: string;
  readonly displayName: string;
  /** `participant`, `reader`, `deputy_reader`. */
  readonly as: string;
  /** What it is that the person does there: the message that is read. */
  readonly subject?: ConflictSubject;
}

/** Something in a session for which nobody is there: a message of greetings that has its place and no reader. */
export interface Gap {
  readonly sessionId: string;
  readonly severity: (typeof severities)[number];
  readonly subject: ConflictSubject;
}

/** Everything that planning has to know, as it was at one moment. */
export interface Planning {
  readonly event: EventDays & {
    readonly id: string;
    readonly locales: readonly string[];
    /** Minutes between two different places of which nothing else is said. */
    readonly bufferMinutes: number;
  };
  readonly sessions: readonly PlannedSession[];
  readonly rooms: readonly PlannedRoom[];
  readonly buffers: readonly PlaceBuffer[];
  readonly availabilities: readonly AvailableTime[];
  readonly engagements: readonly Engagement[];
  readonly attendees: readonly Attendee[];
  readonly gaps?: readonly Gap[];
}

/** Something of another module that a conflict is about: `{ kind: 'visit', id }`. */
export interface ConflictSubject {
  /** `visit`: a departure of a site visit; `greeting`: a message of greetings. */
  readonly kind: string;
  readonly id: string;
}

export interface Conflict {
  readonly code: (typeof conflictCodes)[number];
  readonly severity: (typeof severities)[number];
  readonly sessions: string[];
  readonly persons: string[];
  readonly roomId: string | null;
  /** What it is about outside of the programme. */
  readonly others: readonly ConflictSubject[];
  readonly message: string;
  /** The same in those languages of the event in which the program can write. */
  readonly messages: Readonly<Record<string, string>>;
}

const dayLength = 24 * 60 * 60 * 1000;

/** The longest that one session can last, in milliseconds. */
export const longestSession = dayLength;

/** From when to when the event lasts: midnight to midnight at its place, across changes of the clock. */
export function boundsOf({ startDate, endDate, timeZone }: EventDays): { opens: number; closes: number } {
  const midnight = (day: Temporal.PlainDate): number => day.toZonedDateTime({ timeZone }).epochMilliseconds;
  return {
    opens: midnight(Temporal.PlainDate.from(startDate)),
    closes: midnight(Temporal.PlainDate.from(endDate).add({ days: 1 })),
  };
}

export const isWithin = (
  { startsAt, endsAt }: { startsAt: Date; endsAt: Date },
  bounds: { opens: number; closes: number },
): boolean => startsAt.getTime() >= bounds.opens && endsAt.getTime() <= bounds.closes;

/** All that is wrong with the times of a session of an event, by field. */
export function timeFaults(
  session: { readonly startsAt: Date | null; readonly endsAt: Date | null },
  event: EventDays,
): FieldFault[] {
  const { startsAt, endsAt } = session;
  if (startsAt === null && endsAt === null) return [];
  if (startsAt === null || endsAt === null) {
    const [missing, given] = startsAt === null ? ['startsAt', 'endsAt'] : ['endsAt', 'startsAt'];
    return [{ pointer: `/${missing}`, code: 'required', message: `is needed together with ${given}` }];
  }
  if (endsAt <= startsAt) return [{ pointer: '/endsAt', code: 'order', message: 'must be after startsAt' }];
  if (endsAt.getTime() - startsAt.getTime() > longestSession)
    return [{ pointer: '/endsAt', code: 'duration', message: 'must be at most 24 hours after startsAt' }];
  const bounds = boundsOf(event);
  if (isWithin({ startsAt, endsAt }, bounds)) return [];
  return [
    {
      pointer:
        startsAt.getTime() < bounds.opens || startsAt.getTime() >= bounds.closes ? '/startsAt' : '/endsAt',
      code: 'event_days',
      message: `must lie within ${event.startDate} to ${event.endDate} (${event.timeZone})`,
    },
  ];
}

/** All that is wrong with a time of availability: it may begin a day before the event and end a day after it. */
export function availabilityFaults(
  { startsAt, endsAt }: { readonly startsAt: Date; readonly endsAt: Date },
  event: EventDays,
): FieldFault[] {
  if (endsAt <= startsAt) return [{ pointer: '/endsAt', code: 'order', message: 'must be after startsAt' }];
  const day = (date: string, days: number): string => Temporal.PlainDate.from(date).add({ days }).toString();
  const wider = { ...event, startDate: day(event.startDate, -1), endDate: day(event.endDate, 1) };
  const { opens, closes } = boundsOf(wider);
  const message = `must lie within ${wider.startDate} to ${wider.endDate} (${event.timeZone})`;
  return [
    ...(startsAt.getTime() < opens ? [{ pointer: '/startsAt', code: 'event_days', message }] : []),
    ...(endsAt.getTime() > closes ? [{ pointer: '/endsAt', code: 'event_days', message }] : []),
  ];
}

const knownLanguages = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

/** Faults of the languages of a session: a tag can be well formed and name no language. */
export function languageFaults(languages: readonly string[]): FieldFault[] {
  return languages.flatMap((tag, index) => {
    if (languages.indexOf(tag) !== index)
      return [{ pointer: `/languages/${index}`, code: 'twice', message: 'is in the list already' }];
    if (knownLanguages.of(baseLanguage(tag)) === undefined)
      return [{ pointer: `/languages/${index}`, code: 'unknown', message: 'is not a known language' }];
    return [];
  });
}

/** Faults of the languages of the floor: each must be one in which one can follow the session. */
export function floorFaults(
  floor: readonly string[] | undefined,
  languages: readonly string[],
): FieldFault[] {
  return (floor ?? []).flatMap((tag, index) => {
    const pointer = `/floorLanguages/${index}`;
    if (floor!.indexOf(tag) !== index) return [{ pointer, code: 'twice', message: 'is in the list already' }];
    if (!languages.includes(tag))
      return [{ pointer, code: 'unknown', message: 'must be one of the languages of the session' }];
    return [];
  });
}

/** The authentic language must be one in which there is a title: the first of the event, or one of `titles`. */
export function authenticFaults(
  {
    titles = {},
    authenticLanguage,
  }: { titles?: Readonly<Record<string, string>>; authenticLanguage?: string | null },
  firstLocale: string,
): FieldFault[] {
  if (!authenticLanguage || authenticLanguage === firstLocale || authenticLanguage in titles) return [];
  return [
    {
      pointer: '/authenticLanguage',
      code: 'unknown',
      message: `must be ${firstLocale} or a language in which there is a title`,
    },
  ];
}

/**
 * Pairs of what overlaps in time, or lies less than `slack` milliseconds apart; the one that begins first stands first.
 * Half-open: what begins when the other ends does not overlap with it. One sort and one sweep: its cost is that of
 * sorting plus one step per pair that is answered.
 */
export function overlapping<T extends { readonly startsAt: Date; readonly endsAt: Date }>(
  items: readonly T[],
  slack = 0,
): [T, T][] {
  const pairs: [T, T][] = [];
  let open: T[] = [];
  for (const item of [...items].sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())) {
    open = open.filter(({ endsAt }) => endsAt.getTime() + slack > item.startsAt.getTime());
    for (const other of open) pairs.push([other, item]);
    open.push(item);
  }
  return pairs;
}

/** Whether a session can do without a room of the event. */
export const needsNoRoom = (kind: string): boolean => ['social', 'break', 'visit_block'].includes(kind);

export function isPlaced(session: PlannedSession): session is PlacedSession {
  return session.startsAt !== null && session.endsAt !== null;
}

/**
 * Languages that have to be interpreted into. A session in one language is held in it; where one language is spoken on
 * the floor, the others are interpreted; where several are, or nobody said which, each of them is.
 */
export function interpretedLanguages({
  languages,
  floorLanguages,
}: Pick<PlannedSession, 'languages' | 'floorLanguages'>): string[] {
  if (languages.length < 2) return [];
  return languages.filter((tag) => floorLanguages.length !== 1 || tag !== floorLanguages[0]);
}

/** Promised languages that the room has no booth for. */
export function languagesWithoutBooth(
  session: Pick<PlannedSession, 'languages' | 'floorLanguages'>,
  room: Pick<PlannedRoom, 'interpretation'>,
): string[] {
  const booths = new Set(room.interpretation.flatMap((tag) => [tag, baseLanguage(tag)]));
  return interpretedLanguages(session).filter((tag) => !booths.has(tag) && !booths.has(baseLanguage(tag)));
}

/** What decides who can attend a session. */
type Entrance = Pick<PlannedSession, 'kind' | 'capacity' | 'categoryIds'>;

/**
 * Whether one attends without a seat of one's own. Where places are counted, whatever kind of session it is, one signs up
 * for them; what one does in a block of visits is one's own booking.
 */
const needsNoSeat = ({ kind, capacity }: Entrance): boolean => kind !== 'visit_block' && capacity === null;

/** Whether every participant can attend without a seat of their own. What is for some categories is not for all. */
export function isOpenToAll(session: Entrance): boolean {
  return needsNoSeat(session) && session.categoryIds.length === 0;
}

/** Whether participants of this category can attend without a seat of their own. */
export function isOpenTo(session: Entrance, categoryId: string): boolean {
  return isOpenToAll(session) || (needsNoSeat(session) && session.categoryIds.includes(categoryId));
}

/** The name of the entry of a session in every calendar, for ever. */
export function sessionUid(sessionId: string): string {
  return `${sessionId}@plenary`;
}
