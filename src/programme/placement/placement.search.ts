import type { Arrangement } from './placement.arrangement';
import type { Spot } from './placement.rules';

/** A row of numbers between 0 and 1 that looks like chance and is the same each time (xorshift, 32 bits). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Rounds for each session, and comparisons in all: whichever comes first ends the search. */
const roundsForEach = 250;
const mostChecks = 20_000_000;

/** How many are taken out at most in one round, and how many of those that wait are tried. */
const atOnce = 6;

export interface SearchOptions {
  /** What a session that is not placed costs. */
  readonly leftOut: number;
  /** So many can be placed at most, as far as one knows: with these, only their places are made better. */
  readonly atMost: number;
  /** Asked now and then; false ends the search. */
  readonly goOn: () => boolean;
}

/**
 * Looks for a good arrangement from which the solver can go on: takes some sessions out, puts them back in another order,
 * and keeps what is better, and at the beginning also what is a little worse (ruin and recreate, Schrimpf et al. 2000).
 * It finds within a second what takes the solver the longest. The same arrangement comes out each time.
 */
export function search(arrangement: Arrangement, { leftOut, atMost, goOn }: SearchOptions): void {
  const { board } = arrangement;
  const numbers = arrangement.waiting();
  const hardest = numbers.toSorted((a, b) => board.spots[a]!.length - board.spots[b]!.length || a - b);
  for (const session of hardest) place(arrangement, session);
  if (numbers.length < 2) return;

  const random = chance(0x9e3779b9);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const skip = (): boolean => random() < 0.02;
  const rank = new Map(hardest.map((session, index) => [session, index]));
  const value = (): number => arrangement.cost + leftOut * arrangement.missing;
  const rounds = roundsForEach * numbers.length;
  const leastMissing = numbers.length - atMost;
  let current = value();
  let best = { value: current, spots: arrangement.spots() };
  for (let round = 0; ; round += 1) {
    const spent = Math.max(round / rounds, arrangement.checks / mostChecks);
    if (spent >= 1 || (round % 100 === 0 && !goOn())) break;
    const before = numbers.map((session) => arrangement.placeOf(session));
    const waiting = arrangement.waiting();
    const more = waiting.length > leastMissing;
    const out = new Set<number>();
    if (more && random() < 0.7) {
      // Makes way for one that waits.
      const spot = pick(board.spots[pick(waiting)]!);
      for (const session of arrangement.inTheWay(spot)) {
        arrangement.take(session);
        out.add(session);
      }
      arrangement.put(spot);
    } else {
      // Takes out some that are at about the same time.
      const near = arrangement.placeOf(pick(numbers));
      const sorted = arrangement
        .spots()
        .map((spot) => ({ spot, far: (near ? Math.abs(spot.from - near.from) : 0) + random() * 600 }))
        .sort((a, b) => a.far - b.far);
      for (const { spot } of sorted.slice(0, 1 + Math.floor(random() * atOnce))) {
        arrangement.take(spot.session);
        out.add(spot.session);
      }
    }
    if (more || random() < 0.1)
      for (let tries = 0; tries < Math.min(atOnce, waiting.length); tries += 1) {
        const session = pick(waiting);
        if (!arrangement.placeOf(session)) out.add(session);
      }
    const list = [...out].sort((a, b) => rank.get(a)! - rank.get(b)!);
    for (const session of random() < 0.5 ? list : shuffled(list, random)) place(arrangement, session, skip);
    const now = value();
    // At the beginning a session may be lost for another one; in the end only preferences count.
    const heat = more ? leftOut / 4 : leftOut / 1000;
    if (now <= current - heat * (5 / heat) ** spent * Math.log(1 - random())) {
      current = now;
      if (now < best.value) best = { value: now, spots: arrangement.spots() };
    } else restore(arrangement, numbers, before);
  }
  const found = new Map(best.spots.map((spot) => [spot.session, spot]));
  restore(
    arrangement,
    numbers,
    numbers.map((session) => found.get(session)),
  );
}

function place(arrangement: Arrangement, session: number, skip?: () => boolean): void {
  const spot = arrangement.bestFor(session, skip);
  if (spot) arrangement.put(spot);
}

/** Puts each session where it was. */
function restore(
  arrangement: Arrangement,
  numbers: readonly number[],
  places: readonly (Spot | undefined)[],
): void {
  const changed = [...numbers.keys()].filter((at) => arrangement.placeOf(numbers[at]!) !== places[at]);
  for (const at of changed) arrangement.take(numbers[at]!);
  for (const at of changed) if (places[at]) arrangement.put(places[at]);
}

function shuffled<T>(list: T[], random: () => number): T[] {
  for (let at = list.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [list[at], list[other]] = [list[other]!, list[at]!];
  }
  return list;
}
