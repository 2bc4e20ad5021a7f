import { createHash } from 'node:crypto';
import type { AgendaItem } from '../agenda.rules';

/** What a calendar shows of a thing on somebody's agenda. */
export type EntryContent = Omit<AgendaItem, 'uid' | 'sequence' | 'subjectId'>;

/** How a thing stands in somebody's calendar: what they were last told of it. */
export interface Standing {
  readonly uid: string;
  readonly kind: string;
  readonly subjectId: string;
  readonly locale: string;
  readonly sequence: number;
  readonly fingerprint: string;
  readonly startsAt: Date;
  readonly cancelled: boolean;
  readonly toldBy: string;
}

/** One thing of which somebody has to be told, with the number under which it goes into their calendar. */
export interface Difference {
  readonly uid: string;
  readonly kind: string;
  readonly subjectId: string;
  readonly sequence: number;
  /** What they know of it; absent for what is new to them. */
  readonly was?: Standing;
  /** How it is now; absent for what they have no more. */
  readonly item?: AgendaItem;
}

/** One thing in a change notice; the contents stand in `agenda_contents`. */
export interface ChangeLine {
  readonly uid: string;
  readonly kind: string;
  readonly subjectId: string;
  readonly sequence: number;
  readonly before: string | null;
  readonly after: string | null;
}

export function contentOf({
  uid: _uid,
  sequence: _sequence,
  subjectId: _subject,
  ...content
}: AgendaItem): EntryContent {
  return content;
}

/** The content as it was before it went into JSON. */
export function readContent(stored: EntryContent): EntryContent {
  return { ...stored, startsAt: new Date(stored.startsAt), endsAt: new Date(stored.endsAt) };
}

/**
 * The same for what a calendar shows alike, and for nothing else. What is not there counts like what is not known: a field
 * that agendas get in a later version changes nothing for those whose things do not have it.
 */
export function fingerprintOf(content: EntryContent): string {
  const said = JSON.stringify(bare(content));
  const digest = createHash('sha256').update(said).digest('hex');
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    digest.slice(12, 16),
    digest.slice(16, 20),
    digest.slice(20, 32),
  ].join('-');
}

function bare(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([, one]) =>
          one !== null && one !== undefined && one !== false && !(Array.isArray(one) && one.length === 0),
      )
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, one]) => [name, bare(one)]),
  );
}

/**
 * The number under which a thing goes into somebody's calendar now. What they were told stays under its number while it is
 * the same, and goes out under the next one when it is not. A thing of which they were never told begins with its own
 * number: under that it went out before anybody kept a record for each person, and stands in files that were fetched.
 */
export function sequenceOf(item: AgendaItem, was: Standing | undefined, same: boolean): number {
  if (was === undefined) return item.sequence;
  return same ? was.sequence : was.sequence + 1;
}

/** Whether what stands in a calendar is this, in the language in which it stands there. */
export function isSame(was: Standing | undefined, item: AgendaItem): boolean {
  return was !== undefined && !was.cancelled && was.fingerprint === fingerprintOf(contentOf(item));
}

/**
 * What is different from what somebody was told.
 * @param itemsIn their agenda as it is now, by uid, in a language: what they know is compared in the language in which
 *   they know it, so that whoever reads another one from now on is not told that everything changed
 * @param now what began before it is over or under way, and nobody is told of it any more
 */
export function differencesOf(
  standing: readonly Standing[],
  itemsIn: (locale: string) => ReadonlyMap<string, AgendaItem>,
  locale: string,
  now: Date,
): Difference[] {
  const known = new Map(standing.map((one) => [one.uid, one]));
  const differences: Difference[] = [];
  for (const item of itemsIn(locale).values()) {
    const was = known.get(item.uid);
    const inTheirWords = was && was.locale !== locale ? itemsIn(was.locale).get(item.uid) : item;
    if (isSame(was, inTheirWords ?? item)) continue;
    const ahead = item.startsAt > now || (was !== undefined && !was.cancelled && was.startsAt > now);
    if (ahead) differences.push(differenceOf(item, was));
  }
  for (const was of standing)
    if (!itemsIn(locale).has(was.uid) && isGone(was, now)) differences.push(goneOf(was));
  return differences;
}

/**
 * The same for a mail that tells of some things: each that it shows goes into the calendar as it is, in the language of
 * the mail, and also when it has begun.
 */
export function differencesToldBy(
  standing: readonly Standing[],
  items: readonly AgendaItem[],
  tellsOf: (thing: { readonly kind: string; readonly subjectId: string }) => boolean,
  now: Date,
): Difference[] {
  const known = new Map(standing.map((one) => [one.uid, one]));
  const there = new Set(items.map(({ uid }) => uid));
  return [
    ...items
      .filter((item) => tellsOf(item) && !isSame(known.get(item.uid), item))
      .map((item) => differenceOf(item, known.get(item.uid))),
    ...standing.filter((was) => tellsOf(was) && !there.has(was.uid) && isGone(was, now)).map(goneOf),
  ];
}

/** What stands in the calendar and is to be struck out; what has begun stays there as what was planned. */
const isGone = (was: Standing, now: Date): boolean => !was.cancelled && was.startsAt > now;

function differenceOf(item: AgendaItem, was: Standing | undefined): Difference {
  return {
    uid: item.uid,
    kind: item.kind,
    subjectId: item.subjectId,
    sequence: sequenceOf(item, was, false),
    item,
    ...(was ? { was } : {}),
  };
}

function goneOf(was: Standing): Difference {
  return { uid: was.uid, kind: was.kind, subjectId: was.subjectId, sequence: was.sequence + 1, was };
}

/** How a thing stands in the calendar once this was told. */
export function standingAfter(
  { uid, kind, subjectId, sequence, was, item }: Difference,
  locale: string,
  toldBy: string,
): Standing {
  if (item)
    return {
      uid,
      kind,
      subjectId,
      locale,
      sequence,
      fingerprint: fingerprintOf(contentOf(item)),
      startsAt: item.startsAt,
      cancelled: false,
      toldBy,
    };
  return { ...was!, sequence, cancelled: true, toldBy };
}
