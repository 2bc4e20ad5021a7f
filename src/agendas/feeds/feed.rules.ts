import { createHash } from 'node:crypto';
import type { AgendaItem } from '../agenda.rules';
import type { AgendaDeadline } from '../deadline.rules';

/** What a feed remembers of an entry that it showed: enough to call it off. Instants as text (RFC 3339). */
export interface ShownEntry {
  readonly uid: string;
  readonly sequence: number;
  readonly title: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly place: string | null;
}

/** An entry that a feed showed and that is not on the agenda any more. */
export interface FallenAway extends ShownEntry {
  readonly goneAt: string;
}

/** So long a feed shows what fell away as cancelled, so that calendars that fetch it rarely strike it out too. */
export const goneDays = 14;

const dayMs = 86_400_000;

export function shownEntry({ uid, sequence, title, startsAt, endsAt, place }: AgendaItem): ShownEntry {
  return { uid, sequence, title, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString(), place };
}

/**
 * What a feed shows as cancelled: what it showed and does not show now, for so many days, and no longer than it would have
 * taken place. What comes back is not cancelled.
 */
export function fallenAway(
  before: { readonly shown: readonly ShownEntry[]; readonly gone: readonly FallenAway[] },
  items: readonly AgendaItem[],
  now: Date,
): FallenAway[] {
  const there = new Set(items.map(({ uid }) => uid));
  const goneAt = now.toISOString();
  const fallen = [
    ...before.gone,
    // One more than the last: a calendar takes the change for newer than what it has.
    ...before.shown.map((entry): FallenAway => ({ ...entry, sequence: entry.sequence + 1, goneAt })),
  ];
  const byUid = new Map(fallen.map((entry) => [entry.uid, entry]));
  return [...byUid.values()]
    .filter(({ uid }) => !there.has(uid))
    .filter((entry) => Date.parse(entry.endsAt) > now.getTime())
    .filter((entry) => Date.parse(entry.goneAt) + goneDays * dayMs > now.getTime())
    .sort((a, b) => (a.uid < b.uid ? -1 : 1));
}

/** A digest of everything from which the calendar is written: the same tag, the same calendar. */
export function feedTag(of: {
  readonly name: string;
  readonly locale: string;
  readonly timeZone: string;
  readonly items: readonly AgendaItem[];
  readonly deadlines: readonly AgendaDeadline[];
  readonly gone: readonly FallenAway[];
}): string {
  const { name, locale, timeZone, items, gone } = of;
  // Whether a deadline has passed is not written into a calendar.
  const deadlines = of.deadlines.map(({ kind, uid, title, dueAt }) => [kind, uid, title, dueAt]);
  return createHash('sha256')
    .update(JSON.stringify([1, name, locale, timeZone, items, deadlines, gone]))
    .digest('base64url')
    .slice(0, 27);
}
