/** Somebody who has a place on a departure and none on a coach yet. */
export interface Passenger {
  readonly bookingId: string;
  /** Who should go together: the delegation; null for somebody who comes alone. */
  readonly groupId: string | null;
}

/** A coach with room. */
export interface CoachWithRoom {
  readonly id: string;
  readonly free: number;
  /** How many of which group sit on it already. */
  readonly groups: Readonly<Record<string, number>>;
}

export interface Seating {
  readonly placed: readonly { readonly bookingId: string; readonly coachId: string }[];
  /** Groups of whom not all are on one coach. */
  readonly split: readonly string[];
  /** Bookings for whom there was no seat. */
  readonly unseated: readonly string[];
}

/**
 * Gives people seats on coaches: nobody stays behind while there is a seat, no coach takes more than it holds, and a
 * group stays together where it can. The largest group comes first, goes where some of it sit already if it fits there, or
 * else to the coach that it fills best; one that fits nowhere is divided over as few coaches as possible. The same people
 * and coaches give the same answer.
 */
export function seatPassengers(passengers: readonly Passenger[], coaches: readonly CoachWithRoom[]): Seating {
  const free = new Map(coaches.map(({ id, free: seats }) => [id, Math.max(0, seats)]));
  const placed: { bookingId: string; coachId: string }[] = [];
  const unseated: string[] = [];
  const on = new Map<string, Set<string>>();
  for (const { id, groups } of coaches)
    for (const groupId of Object.keys(groups)) on.set(groupId, (on.get(groupId) ?? new Set()).add(id));

  const groups = groupsOf(passengers);
  for (const { key, groupId, bookingIds } of groups) {
    let waiting = bookingIds;
    while (waiting.length > 0) {
      const home = groupId === null ? undefined : on.get(groupId);
      const coachId = choose(coaches, free, waiting.length, home);
      if (coachId === undefined) break;
      const seats = free.get(coachId)!;
      const going = waiting.slice(0, seats);
      placed.push(...going.map((bookingId) => ({ bookingId, coachId })));
      free.set(coachId, seats - going.length);
      on.set(key, (on.get(key) ?? new Set()).add(coachId));
      waiting = waiting.slice(seats);
    }
    unseated.push(...waiting);
  }
  return {
    placed,
    split: groups
      .filter(({ groupId }) => groupId !== null && (on.get(groupId)?.size ?? 0) > 1)
      .map(({ key }) => key)
      .sort(),
    unseated,
  };
}

interface Group {
  readonly key: string;
  readonly groupId: string | null;
  readonly bookingIds: readonly string[];
}

/** The largest first; those of one size in the order of their ids. Whoever comes alone is a group of one. */
function groupsOf(passengers: readonly Passenger[]): Group[] {
  const groups = new Map<string, { groupId: string | null; bookingIds: string[] }>();
  for (const { bookingId, groupId } of passengers) {
    const key = groupId ?? bookingId;
    const group = groups.get(key) ?? { groupId, bookingIds: [] };
    group.bookingIds.push(bookingId);
    groups.set(key, group);
  }
  return [...groups]
    .map(([key, { groupId, bookingIds }]) => ({ key, groupId, bookingIds: bookingIds.sort() }))
    .sort((a, b) => b.bookingIds.length - a.bookingIds.length || (a.key < b.key ? -1 : 1));
}

/** Where so many go: to their own if they fit, to the coach with the least room to spare, or else to the one with the most. */
function choose(
  coaches: readonly CoachWithRoom[],
  free: ReadonlyMap<string, number>,
  size: number,
  home: ReadonlySet<string> | undefined,
): string | undefined {
  const open = coaches.filter(({ id }) => free.get(id)! > 0);
  const roomOf = ({ id }: CoachWithRoom): number => free.get(id)!;
  const fitting = open.filter((coach) => roomOf(coach) >= size).sort((a, b) => roomOf(a) - roomOf(b));
  const own = fitting.find(({ id }) => home?.has(id));
  return (own ?? fitting[0] ?? open.sort((a, b) => roomOf(b) - roomOf(a))[0])?.id;
}
