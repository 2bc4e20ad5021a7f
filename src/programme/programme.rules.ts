import { Temporal } from 'temporal-polyfill';
import type { FieldFault } from '../platform/http/problem';
import { baseLanguage } from '../platform/text';
import { conflictWords } from './programme.words';

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

export const conflictCodes = [
  'room_twice',
  'person_twice',
  'outside_days',
  'no_interpretation',
  'over_capacity',
  'unplaced',
] as const;

/** Hard conflicts block a release, soft ones warn. */
export const severities = ['hard', 'soft'] as const;

export interface SessionTopicRef {
  readonly id: string;
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
}

export interface SessionPart {
  readonly personId: string;
  readonly role: string;
  readonly position: number;
  readonly displayName: string;
}

/** A session of the draft with all that a release takes over from it. */
export interface PlannedSession {
  readonly id: string;
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly kind: string;
  readonly room: { readonly id: string; readonly name: string; readonly capacity: number } | null;
  /** Languages for which the room has booths. */
  readonly interpretation: readonly string[];
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly languages: readonly string[];
  readonly capacity: number | null;
  readonly topics: readonly SessionTopicRef[];
  readonly people: readonly SessionPart[];
}

export type PlacedSession = PlannedSession & { readonly startsAt: Date; readonly endsAt: Date };

/** The days of an event, at its place. */
export interface EventDays {
  readonly startDate: string;
  readonly endDate: string;
  readonly timeZone: string;
}

export interface Conflict {
  readonly code: (typeof conflictCodes)[number];
  readonly severity: (typeof severities)[number];
  readonly sessions: string[];
  readonly persons: string[];
  readonly roomId: string | null;
  readonly message: string;
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

const isWithin = (
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

/**
 * Pairs of what overlaps in time. Half-open: what begins when the other ends does not overlap with it. One sort and one
 * sweep: its cost is that of sorting plus one step per pair that is answered.
 */
export function overlapping<T extends { readonly startsAt: Date; readonly endsAt: Date }>(
  items: readonly T[],
): [T, T][] {
  const pairs: [T, T][] = [];
  let open: T[] = [];
  for (const item of [...items].sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())) {
    open = open.filter(({ endsAt }) => endsAt > item.startsAt);
    for (const other of open) pairs.push([other, item]);
    open.push(item);
  }
  return pairs;
}

/** Whether a session can do without a room of the event. */
const needsNoRoom = (kind: string): boolean => ['social', 'break', 'visit_block'].includes(kind);

/** Everything that is wrong with a draft, the hard ones first, each in the order of time. Messages are in `locale`. */
export function conflictsOf(
  sessions: readonly PlannedSession[],
  event: EventDays,
  locale: string,
): Conflict[] {
  const words = conflictWords(locale);
  const placed = sessions.filter(isPlaced);
  const bounds = boundsOf(event);
  return [
    ...roomsTwice(placed, words),
    ...personsTwice(placed, words),
    ...placed
      .filter((session) => !isWithin(session, bounds))
      .map((session) => alone('outside_days', 'hard', session, words.outside_days(session.title))),
    ...sessions.flatMap((session) => softConflicts(session, words)),
  ];
}

export function isPlaced(session: PlannedSession): session is PlacedSession {
  return session.startsAt !== null && session.endsAt !== null;
}

function grouped<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

type Words = ReturnType<typeof conflictWords>;

function roomsTwice(placed: readonly PlacedSession[], words: Words): Conflict[] {
  const byRoom = grouped(
    placed.filter(({ room }) => room !== null),
    ({ room }) => room!.id,
  );
  return [...byRoom].flatMap(([roomId, inRoom]) =>
    overlapping(inRoom).map(([one, other]) => ({
      code: 'room_twice' as const,
      severity: 'hard' as const,
      sessions: [one.id, other.id],
      persons: [],
      roomId,
      message: words.room_twice(one.room!.name, one.title, other.title),
    })),
  );
}

function personsTwice(placed: readonly PlacedSession[], words: Words): Conflict[] {
  const duties = placed.flatMap((session) => {
    // Somebody may chair a session and speak in it: that is one place.
    const persons = new Map(session.people.map((part) => [part.personId, part.displayName]));
    return [...persons].map(([personId, name]) => ({
      personId,
      name,
      session,
      startsAt: session.startsAt,
      endsAt: session.endsAt,
    }));
  });
  return [...grouped(duties, ({ personId }) => personId)].flatMap(([personId, of]) =>
    overlapping(of).map(([one, other]) => ({
      code: 'person_twice' as const,
      severity: 'hard' as const,
      sessions: [one.session.id, other.session.id],
      persons: [personId],
      roomId: null,
      message: words.person_twice(one.name, one.session.title, other.session.title),
    })),
  );
}

function softConflicts(session: PlannedSession, words: Words): Conflict[] {
  const { room, title } = session;
  const conflicts: Conflict[] = [];
  if (room) {
    const missing = languagesWithoutBooth(session);
    if (missing.length > 0)
      conflicts.push(
        alone('no_interpretation', 'soft', session, words.no_interpretation(title, missing, room.name)),
      );
    if (session.capacity !== null && session.capacity > room.capacity)
      conflicts.push(
        alone(
          'over_capacity',
          'soft',
          session,
          words.over_capacity(title, session.capacity, room.name, room.capacity),
        ),
      );
  }
  if (!isPlaced(session)) conflicts.push(alone('unplaced', 'soft', session, words.no_time(title)));
  else if (!room && !needsNoRoom(session.kind))
    conflicts.push(alone('unplaced', 'soft', session, words.no_room(title)));
  return conflicts;
}

/** Promised languages that the room has no booth for. A session in one language is held in it, and needs none. */
function languagesWithoutBooth({ languages, interpretation }: PlannedSession): string[] {
  if (languages.length < 2) return [];
  const booths = new Set(interpretation.flatMap((tag) => [tag, baseLanguage(tag)]));
  return languages.filter((tag) => !booths.has(tag) && !booths.has(baseLanguage(tag)));
}

function alone(
  code: Conflict['code'],
  severity: Conflict['severity'],
  session: PlannedSession,
  message: string,
): Conflict {
  return { code, severity, sessions: [session.id], persons: [], roomId: session.room?.id ?? null, message };
}

const forEverybody: ReadonlySet<string> = new Set([
  'opening_ceremony',
  'plenary',
  'keynote',
  'exhibition',
  'social',
  'break',
]);

/**
 * Whether every participant can attend. Workshops, panels and round tables are open unless their places are counted;
 * what one does in a block of visits is one's own booking.
 */
export function isOpenToAll({ kind, capacity }: { kind: string; capacity: number | null }): boolean {
  if (forEverybody.has(kind)) return true;
  return kind !== 'visit_block' && capacity === null;
}

/** The name of the entry of a session in every calendar, for ever. */
export function sessionUid(sessionId: string): string {
  return `${sessionId}@plenary`;
}
