/** Somebody who has a seat on a departure, as far as it matters who has to give it up. */
export interface Seated {
  readonly bookingId: string;
  readonly registrationId: string;
  readonly delegationId: string | null;
  readonly categoryId: string;
  /** Whether the seat is only held for them. */
  readonly offered: boolean;
}

/** Seats that are kept for a delegation or a category, whether these have them or not. */
export interface KeptFor {
  readonly delegationId: string | null;
  readonly categoryId: string | null;
  readonly seats: number;
}

const isFor = (kept: KeptFor, one: Seated): boolean =>
  kept.delegationId === null ? kept.categoryId === one.categoryId : kept.delegationId === one.delegationId;

/** Seats that are kept and that nobody of those has yet for whom they are. */
export function keptOpen(people: readonly Seated[], kept: readonly KeptFor[]): number {
  return kept.reduce(
    (sum, one) => sum + Math.max(0, one.seats - people.filter((person) => isFor(one, person)).length),
    0,
  );
}

/** How many seats a departure needs: for those who have one, and those that are still kept for others. */
export function needed(people: readonly Seated[], kept: readonly KeptFor[]): number {
  return people.length + keptOpen(people, kept);
}

/**
 * Who gives a seat up when there are so many: the last who came, but nobody who has one of the seats that are kept, for it
 * would only be kept again. `people` in the order of arrival; what is only held for somebody goes first. Answers as
 * many as can be found, the last first.
 */
export function lastToCome(people: readonly Seated[], kept: readonly KeptFor[], seats: number): Seated[] {
  let left = [...people];
  const leaving: Seated[] = [];
  const order = [
    ...people.filter(({ offered }) => offered).toReversed(),
    ...people.filter(({ offered }) => !offered).toReversed(),
  ];
  for (const one of order) {
    if (needed(left, kept) <= seats) break;
    const without = left.filter((other) => other !== one);
    if (needed(without, kept) === needed(left, kept)) continue;
    left = without;
    leaving.push(one);
  }
  return leaving;
}
