import { createHash } from 'node:crypto';
import {
  isOpenToAll,
  isPlaced,
  type Attendee,
  type PlannedSession,
  type SessionDocumentRef,
  type SessionItemRef,
  type SessionPart,
  type SessionTopicRef,
} from '../programme.rules';

/** What a release says of somebody's part in a session: who has accepted, under the name of then. */
export type ReleasedPart = Omit<SessionPart, 'state'>;

/** A session as a release has it. */
export interface ReleaseItem {
  readonly id: string;
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly abstract: string | null;
  readonly abstracts: Readonly<Record<string, string>>;
  readonly authenticLanguage: string | null;
  readonly kind: string;
  readonly roomId: string | null;
  readonly room: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly languages: readonly string[];
  readonly floorLanguages: readonly string[];
  readonly capacity: number | null;
  /** Who may attend; none: everybody. */
  readonly categoryIds: readonly string[];
  readonly topics: readonly SessionTopicRef[];
  readonly items: readonly SessionItemRef[];
  readonly documents: readonly SessionDocumentRef[];
  /** Those of the session as a whole, and those of its items. */
  readonly people: readonly ReleasedPart[];
}

/**
 * What a release takes over from the draft: sessions with a time, in its order; of the people those who have accepted,
 * because whoever has not said yes is not announced.
 */
export function itemsToRelease(sessions: readonly PlannedSession[]): ReleaseItem[] {
  return sessions.filter(isPlaced).map((session) => ({
    id: session.id,
    title: session.title,
    titles: session.titles,
    abstract: session.abstract,
    abstracts: session.abstracts,
    authenticLanguage: session.authenticLanguage,
    kind: session.kind,
    roomId: session.room?.id ?? null,
    room: session.room?.name ?? null,
    startsAt: session.startsAt,
    endsAt: session.endsAt,
    languages: session.languages,
    floorLanguages: session.floorLanguages,
    capacity: session.capacity,
    categoryIds: session.categoryIds,
    topics: session.topics,
    items: session.items,
    documents: session.documents,
    people: session.people
      .filter(({ state }) => state === 'accepted')
      .map(({ id, personId, role, position, displayName, itemId }) => ({
        id,
        personId,
        role,
        position,
        displayName,
        itemId,
      })),
  }));
}

/** A short text that is the same for the same content, to tell whether what somebody looked at is what is there. */
export function digestOf(items: readonly ReleaseItem[]): string {
  return createHash('sha256').update(stable(items)).digest('base64url');
}

/** What can be different about a session from one release to the next. */
export const changeCodes = [
  'added',
  'cancelled',
  'moved',
  're_roomed',
  're_titled',
  'people',
  'languages',
  'topics',
  'kind',
  'capacity',
  'abstract',
  'items',
  'audience',
  'documents',
] as const;

export type ChangeCode = (typeof changeCodes)[number];

/** By how much a session moved, in minutes: later and longer are positive. */
export interface Movement {
  readonly start: number;
  readonly end: number;
  readonly duration: number;
}

export interface SessionChange<T extends ReleaseItem = ReleaseItem> {
  readonly sessionId: string;
  readonly changes: ChangeCode[];
  readonly before: T | null;
  readonly after: T | null;
  /** Null for what was added, cancelled, or stays at its time. */
  readonly moved: Movement | null;
}

/** Somebody whom a change concerns, with what they do in the session before or after it. */
export interface Concerned {
  readonly personId: string;
  readonly displayName: string;
  readonly as: readonly string[];
}

/** Whom a change concerns: by name, and without names those to whom the session is open. */
export interface Circle {
  readonly people: Concerned[];
  /** Whether it is, or was, open to every participant. */
  readonly everybody: boolean;
  /** Categories for which it is, or was. */
  readonly categoryIds: string[];
}

const same = (one: unknown, other: unknown): boolean => stable(one) === stable(other);

/** JSON with the keys in order: PostgreSQL and a request may name them in different ones. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

const parts = (item: ReleaseItem): string[] =>
  item.people.map(({ personId, role, itemId }) => `${personId} ${role} ${itemId ?? ''}`).sort();

const differences: Readonly<
  Record<Exclude<ChangeCode, 'added' | 'cancelled'>, (item: ReleaseItem) => unknown>
> = {
  moved: ({ startsAt, endsAt }) => [startsAt, endsAt],
  re_roomed: ({ roomId, room }) => [roomId, room],
  re_titled: ({ title, titles, authenticLanguage }) => [title, titles, authenticLanguage],
  people: parts,
  languages: ({ languages, floorLanguages }) => [[...languages].sort(), [...floorLanguages].sort()],
  topics: ({ topics }) => topics,
  kind: ({ kind }) => kind,
  capacity: ({ capacity }) => capacity,
  abstract: ({ abstract, abstracts }) => [abstract, abstracts],
  items: ({ items }) => items,
  audience: ({ categoryIds }) => [...categoryIds].sort(),
  documents: ({ documents }) => documents,
};

/**
 * The difference between two releases, by session: which were added or cancelled, and what is different about the
 * others. In the order of time; a session that is the same is not in it.
 */
export function changesBetween<T extends ReleaseItem>(
  before: readonly T[],
  after: readonly T[],
): SessionChange<T>[] {
  const old = new Map(before.map((item) => [item.id, item]));
  const kept = new Set(after.map(({ id }) => id));
  const changes: SessionChange<T>[] = [
    ...after.map((item) => {
      const was = old.get(item.id) ?? null;
      return {
        sessionId: item.id,
        changes: was ? whatChanged(was, item) : (['added'] satisfies ChangeCode[]),
        before: was,
        after: item,
        moved: was && movement(was, item),
      };
    }),
    ...before
      .filter(({ id }) => !kept.has(id))
      .map((item) => ({
        sessionId: item.id,
        changes: ['cancelled'] satisfies ChangeCode[],
        before: item,
        after: null,
        moved: null,
      })),
  ];
  const at = ({ before: was, after: is }: SessionChange<T>): number => (is ?? was)!.startsAt.getTime();
  return changes.filter((change) => change.changes.length > 0).sort((a, b) => at(a) - at(b));
}

function movement(before: ReleaseItem, after: ReleaseItem): Movement | null {
  const start = (after.startsAt.getTime() - before.startsAt.getTime()) / 60_000;
  const end = (after.endsAt.getTime() - before.endsAt.getTime()) / 60_000;
  return start === 0 && end === 0 ? null : { start, end, duration: end - start };
}

/** Whom a change of a session concerns. `attendees` are those of that session who have no role in the programme. */
export function circleOf(
  { before, after }: Pick<SessionChange, 'before' | 'after'>,
  attendees: readonly Attendee[],
): Circle {
  const sides = [before, after].filter((item) => item !== null);
  const people = new Map<string, { displayName: string; as: Set<string> }>();
  const add = (personId: string, displayName: string, as: string): void => {
    const known = people.get(personId) ?? { displayName, as: new Set() };
    known.displayName = displayName;
    people.set(personId, known);
    known.as.add(as);
  };
  for (const item of sides)
    for (const { personId, displayName, role } of item.people) add(personId, displayName, role);
  for (const { personId, displayName, as } of attendees) add(personId, displayName, as);
  return {
    people: [...people]
      .map(([personId, { displayName, as }]) => ({ personId, displayName, as: [...as] }))
      .sort((a, b) => (a.displayName < b.displayName ? -1 : a.displayName > b.displayName ? 1 : 0)),
    everybody: sides.some(isOpenToAll),
    categoryIds: [...new Set(sides.flatMap(({ categoryIds }) => categoryIds))],
  };
}

function whatChanged(before: ReleaseItem, after: ReleaseItem): ChangeCode[] {
  return (Object.keys(differences) as (keyof typeof differences)[]).filter(
    (code) => !same(differences[code](before), differences[code](after)),
  );
}

/** Whether a calendar shows the same for both: time, place, titles, topics, and who does what under which name. */
export function sameInCalendar(one: ReleaseItem, other: ReleaseItem): boolean {
  const face = (item: ReleaseItem): unknown => [
    item.startsAt,
    item.endsAt,
    item.room,
    item.title,
    item.titles,
    item.topics,
    item.people.map(({ role, displayName }) => [role, displayName]),
  ];
  return same(face(one), face(other));
}

/** What calendars were last told about a session. */
export interface Told {
  readonly sequence: number;
  readonly changedAt: Date;
}

/**
 * The SEQUENCE (RFC 5546) under which a session goes out: as before if a calendar that shows what people see now
 * shows the same, else higher than it ever was. A session that nobody was told of begins at 0. One that people have
 * seen and do not see now was struck out under one more than the highest, and comes back above that.
 */
export function nextTold<T extends ReleaseItem & Told>(
  item: ReleaseItem,
  seenNow: T | undefined,
  highest: number | undefined,
  now: Date,
): Told {
  if (seenNow && sameInCalendar(item, seenNow))
    return { sequence: seenNow.sequence, changedAt: seenNow.changedAt };
  if (highest === undefined) return { sequence: 0, changedAt: now };
  return { sequence: highest + (seenNow ? 1 : 2), changedAt: now };
}
