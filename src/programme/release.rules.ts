import type { SessionDocumentRef, SessionItemRef, SessionPart, SessionTopicRef } from './programme.rules';

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

export interface SessionChange<T extends ReleaseItem = ReleaseItem> {
  readonly sessionId: string;
  readonly changes: ChangeCode[];
  readonly before: T | null;
  readonly after: T | null;
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
      };
    }),
    ...before
      .filter(({ id }) => !kept.has(id))
      .map((item) => ({
        sessionId: item.id,
        changes: ['cancelled'] satisfies ChangeCode[],
        before: item,
        after: null,
      })),
  ];
  const at = ({ before: was, after: is }: SessionChange<T>): number => (is ?? was)!.startsAt.getTime();
  return changes.filter((change) => change.changes.length > 0).sort((a, b) => at(a) - at(b));
}

function whatChanged(before: ReleaseItem, after: ReleaseItem): ChangeCode[] {
  return (Object.keys(differences) as (keyof typeof differences)[]).filter(
    (code) => !same(differences[code](before), differences[code](after)),
  );
}

/** Whether a calendar shows the same for both: time, place, titles, and who does what under which name. */
export function sameInCalendar(one: ReleaseItem, other: ReleaseItem): boolean {
  const face = (item: ReleaseItem): unknown => [
    item.startsAt,
    item.endsAt,
    item.room,
    item.title,
    item.titles,
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
 * shows the same, else higher than it ever was. A session that nobody was told of begins at 0.
 */
export function nextTold<T extends ReleaseItem & Told>(
  item: ReleaseItem,
  seenNow: T | undefined,
  highest: number | undefined,
  now: Date,
): Told {
  if (seenNow && sameInCalendar(item, seenNow))
    return { sequence: seenNow.sequence, changedAt: seenNow.changedAt };
  return { sequence: highest === undefined ? 0 : highest + 1, changedAt: now };
}
