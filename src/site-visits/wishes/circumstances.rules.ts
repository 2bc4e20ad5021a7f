import type { Commitment } from '../../registrations/sign-ups/sign-up.rules';
import { isKeptFor, type BarCode, type KeptSeats } from '../allocations/allocation.rules';
import { hostBar } from '../bookings/booking.rules';
import type { HouseRules } from '../site-visit.input';

/** A visit that can be wished for, as it stands. */
export interface WishedVisit {
  readonly id: string;
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly host: string;
  readonly houseRules: HouseRules;
  readonly headsFirst: boolean;
  readonly most: number | null;
  readonly least: number | null;
  /** Until when it can be wished for; null without a deadline. */
  readonly closesAt: Date | null;
  /** Places that delegations have on it. */
  readonly taken: Readonly<Record<string, number>>;
}

/** A departure of such a visit that is not cancelled. */
export interface WishedDeparture {
  readonly id: string;
  readonly visitId: string;
  readonly state: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly cutOffAt: Date;
  /** Seats that nobody has. */
  readonly free: number;
  /** Those of them that are kept. */
  readonly kept: readonly KeptSeats[];
}

/** A participant with all that decides where they can go. */
export interface Wisher {
  readonly id: string;
  readonly state: string;
  readonly delegationId: string | null;
  readonly categoryId: string;
  readonly head: boolean;
  readonly nationality: string | null;
  readonly birthDate: string | null;
  /** The visits, the dearest first. */
  readonly wishes: readonly string[];
  readonly bookings: readonly {
    readonly departureId: string;
    readonly visitId: string;
    readonly state: string;
  }[];
  /** Departures to which they did not come, without an excuse; empty where the event does not let that count. */
  readonly missed: readonly {
    readonly departureId: string;
    readonly title: string;
    readonly titles: Readonly<Record<string, string>>;
  }[];
  readonly commitments: readonly Commitment[];
}

/** Everything around the wishes of an event, as it was at one moment. */
export interface Circumstances {
  readonly now: Date;
  readonly timeZone: string;
  readonly mostPlaces: number | null;
  readonly visits: readonly WishedVisit[];
  readonly departures: readonly WishedDeparture[];
  readonly wishers: readonly Wisher[];
  /** Minutes between two places. */
  wayBetween(oneId: string | null, otherId: string | null): number;
}

interface Going {
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly placeId: string | null;
}

/** Whether one cannot be at both: they overlap, or there is no time for the way from the one to the other. */
export function collide(one: Going, other: Going, wayMinutes: number): boolean {
  const way = wayMinutes * 60_000;
  return (
    one.startsAt.getTime() < other.endsAt.getTime() + way &&
    other.startsAt.getTime() < one.endsAt.getTime() + way
  );
}

const going = ({ startsAt, endsAt, visitId }: WishedDeparture): Going => ({
  startsAt,
  endsAt,
  placeId: visitId,
});

/** Pairs of departures of different visits on which nobody can go both, by their indexes. */
export function clashesOf({ departures, wayBetween }: Circumstances): [number, number][] {
  return departures.flatMap((one, a) =>
    departures.flatMap((other, b): [number, number][] =>
      a < b &&
      one.visitId !== other.visitId &&
      collide(going(one), going(other), wayBetween(one.visitId, other.visitId))
        ? [[a, b]]
        : [],
    ),
  );
}

/** What keeps somebody from a departure whatever others want; undefined when nothing does. */
export function barOf(
  around: Circumstances,
  wisher: Wisher,
  departure: WishedDeparture,
): { code: Exclude<BarCode, 'pinned_out'>; by?: string } | undefined {
  const visit = around.visits.find(({ id }) => id === departure.visitId)!;
  const onVisit = wisher.bookings.filter(({ visitId }) => visitId === visit.id);
  if (onVisit.some(({ state }) => state === 'refused')) return { code: 'not_received' };
  if (onVisit.some(({ state }) => ['confirmed', 'cleared', 'boarded', 'returned'].includes(state)))
    return { code: 'booked' };
  if (onVisit.some(({ state, departureId }) => state === 'offered' && departureId === departure.id))
    return { code: 'booked' };
  if (onVisit.some(({ state }) => state === 'waitlisted')) return { code: 'waiting' };
  const bar = hostBar(visit.houseRules, wisher, departure.startsAt, around.timeZone);
  if (bar === 'not_received') return { code: bar };
  if (bar === 'too_young') return { code: bar, by: String(visit.houseRules.minimumAge) };
  if (!['planned', 'open'].includes(departure.state) || departure.cutOffAt <= around.now)
    return { code: 'closed' };
  const duty = wisher.commitments.find((one) =>
    collide(going(departure), one, around.wayBetween(one.placeId, departure.visitId)),
  );
  return duty && { code: 'clash', by: duty.subjectId };
}

/** Why somebody can have no place on a departure now, although nothing keeps them from it. */
export type Shortage = 'full' | 'kept' | 'share';

/** What is short on a departure for a participant, before anybody else is served; undefined when nothing is. */
export function shortageOf(
  around: Circumstances,
  wisher: Wisher,
  departure: WishedDeparture,
): Shortage | undefined {
  const visit = around.visits.find(({ id }) => id === departure.visitId)!;
  if (
    visit.most !== null &&
    wisher.delegationId !== null &&
    (visit.taken[wisher.delegationId] ?? 0) >= visit.most
  )
    return 'share';
  if (departure.free <= 0) return 'full';
  const open = departure.kept.reduce((sum, one) => sum + one.open, 0);
  const own = departure.kept.some((one) => one.open > 0 && isKeptFor(one, wisher));
  return departure.free - open > 0 || own ? undefined : 'kept';
}
