import { isKeptFor } from '../allocations/allocation.rules';
import {
  barOf,
  shortageOf,
  type Circumstances,
  type WishedDeparture,
  type Wisher,
} from '../wishes/circumstances.rules';

/** On which terms people who lose a place are offered others. */
export interface Terms {
  /** Until when the places are held; never longer than until the cut-off of the departure. */
  readonly holdUntil: Date;
  /** Most places for one person; they choose one of them. */
  readonly most: number;
  /** Whether places on other visits are offered, too. */
  readonly otherVisits: boolean;
}

/** Somebody who loses a place. */
export interface Loser {
  readonly registrationId: string;
  /** The visit on which it was. */
  readonly siteVisitId: string;
  /** Departures that are not to be offered: they lose a place on it, or were offered one before. */
  readonly not: ReadonlySet<string>;
}

/** A place that is held for somebody. */
export interface Alternative {
  readonly registrationId: string;
  readonly departureId: string;
  readonly expiresAt: Date;
}

/**
 * The places that are offered to those who lose theirs: where they can be at that time and the host receives them, and
 * where a seat is free for them that nobody waits for. Other times of the same visit come first, then what they wished
 * for, then the next to leave. In turns, so that nobody has a second one before everybody has a first; whoever came
 * first is served first.
 */
export function alternativesFor(
  around: Circumstances,
  losers: readonly Loser[],
  terms: Terms,
  waitedFor: ReadonlySet<string>,
): Alternative[] {
  const departures = new Map(around.departures.map((one) => [one.id, { ...one, kept: [...one.kept] }]));
  const visits = new Map(around.visits.map((one) => [one.id, { ...one, taken: { ...one.taken } }]));
  const now: Circumstances = { ...around, visits: [...visits.values()] };
  const found: Alternative[] = [];
  const turns = losers.flatMap((loser) => {
    const wisher = around.wishers.find(({ id }) => id === loser.registrationId);
    if (wisher?.state !== 'confirmed') return [];
    return [{ wisher, wanted: inPreference(around, loser, wisher, terms) }];
  });
  for (let turn = 0; turn < terms.most; turn += 1)
    for (const { wisher, wanted } of turns) {
      const at = wanted.findIndex(
        (id) => !waitedFor.has(id) && shortageOf(now, wisher, departures.get(id)!) === undefined,
      );
      if (at < 0) continue;
      const [id] = wanted.splice(at, 1);
      const departure = departures.get(id!)!;
      departures.set(id!, taken(departure, wisher));
      const { cutOffAt } = departure;
      const shares = visits.get(departure.visitId)!.taken;
      if (wisher.delegationId !== null) shares[wisher.delegationId] = (shares[wisher.delegationId] ?? 0) + 1;
      found.push({
        registrationId: wisher.id,
        departureId: id!,
        expiresAt: cutOffAt < terms.holdUntil ? cutOffAt : terms.holdUntil,
      });
    }
  return found;
}

function inPreference(around: Circumstances, loser: Loser, wisher: Wisher, terms: Terms): string[] {
  const rank = ({ visitId }: WishedDeparture): number => {
    if (visitId === loser.siteVisitId) return -1;
    const wish = wisher.wishes.indexOf(visitId);
    return wish < 0 ? Infinity : wish;
  };
  return around.departures
    .filter(
      (departure) =>
        departure.state === 'open' &&
        !loser.not.has(departure.id) &&
        (terms.otherVisits || departure.visitId === loser.siteVisitId) &&
        barOf(around, wisher, departure) === undefined,
    )
    .map((departure) => ({ departure, rank: rank(departure) }))
    .sort(
      (a, b) =>
        (a.rank === b.rank ? 0 : a.rank - b.rank) ||
        a.departure.startsAt.getTime() - b.departure.startsAt.getTime() ||
        (a.departure.id < b.departure.id ? -1 : 1),
    )
    .map(({ departure }) => departure.id);
}

function taken(
  departure: WishedDeparture,
  wisher: Wisher,
): WishedDeparture & { kept: WishedDeparture['kept'][number][] } {
  return {
    ...departure,
    free: departure.free - 1,
    kept: departure.kept.map((kept) =>
      kept.open > 0 && isKeptFor(kept, wisher) ? { ...kept, open: kept.open - 1 } : kept,
    ),
  };
}
