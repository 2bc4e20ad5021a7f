import {
  barCodes,
  comesLast,
  Demand,
  sharingOf,
  type AllocationProblem,
  type Place,
  type Sharing,
} from './allocation.rules';

/** Why a wish was not met: what is known beforehand, and what follows from the wishes of all. */
export const unmetCodes = [
  ...barCodes,
  'clash_place',
  'most_places',
  'share',
  'kept',
  'full_heads',
  'full_no_show',
  'full_fair',
  'full_rank',
  'full_lot',
  'full_total',
] as const;
export type UnmetCode = (typeof unmetCodes)[number];

/** A reason, with the departures of the visit for which it holds. */
export interface UnmetReason {
  readonly code: UnmetCode;
  readonly departureIds: readonly string[];
  /** The session or departure that is in the way; the age. */
  readonly by?: string;
}

/** What became of one wish. */
export interface WishOutcome {
  /** Counted from 1; null for a place that was not wished for, but given by a coordinator. */
  readonly rank: number | null;
  readonly siteVisitId: string;
  /** The departure that the person gets; null when the wish is not met. */
  readonly departureId: string | null;
  /** Why it is not met: together they explain every departure of the visit. */
  readonly reasons: readonly UnmetReason[];
}

export interface PersonOutcome {
  readonly registrationId: string;
  readonly wishes: readonly WishOutcome[];
}

/** What became of every wish, with the rule that stood in the way of those that were not met. Names nobody else. */
export function outcomesOf(problem: AllocationProblem, places: readonly Place[]): PersonOutcome[] {
  const demand = new Demand(problem);
  const sharing = sharingOf(demand, places);
  const riders = new Riders(demand, places, sharing);
  return problem.persons.map(({ id, wishes }, person) => {
    const given = [...sharing.of(person)].sort((a, b) => a - b);
    const idOf = (departure: number): string => problem.departures[departure]!.id;
    return {
      registrationId: id,
      wishes: [
        ...wishes.map((wish, index): WishOutcome => {
          const got = given.find((departure) => demand.visitOf(departure) === wish.visit);
          return {
            rank: index + 1,
            siteVisitId: problem.visits[wish.visit]!.id,
            departureId: got === undefined ? null : idOf(got),
            reasons: got === undefined ? whyNot(demand, sharing, riders, person, index) : [],
          };
        }),
        ...given
          .filter((departure) => demand.rank(person, demand.visitOf(departure)) === undefined)
          .map((departure) => ({
            rank: null,
            siteVisitId: problem.visits[demand.visitOf(departure)]!.id,
            departureId: idOf(departure),
            reasons: [],
          })),
      ],
    };
  });
}

function whyNot(
  demand: Demand,
  sharing: Sharing,
  riders: Riders,
  person: number,
  wish: number,
): UnmetReason[] {
  const { departures, persons } = demand.problem;
  const { departures: open, barred } = persons[person]!.wishes[wish]!;
  const found = new Map<string, { code: UnmetCode; departureIds: string[]; by?: string }>();
  const add = (departure: number, code: UnmetCode, by?: string): void => {
    const key = `${code} ${by ?? ''}`;
    const reason = found.get(key) ?? { code, departureIds: [], ...(by === undefined ? {} : { by }) };
    reason.departureIds.push(departures[departure]!.id);
    found.set(key, reason);
  };
  for (const { departure, code, by } of barred) add(departure, code, by);
  for (const departure of open) {
    const inTheWay = [...sharing.of(person)].find((other) => demand.excludes(other, departure));
    if (inTheWay !== undefined) add(departure, 'clash_place', departures[inTheWay]!.id);
    else if (sharing.of(person).size >= demand.room(person)) add(departure, 'most_places');
    else if (sharing.shareIsFull(person, demand.visitOf(departure))) add(departure, 'share');
    else if (!sharing.isFull(departure) && !sharing.hasSeat(person, departure)) add(departure, 'kept');
    else {
      const code = riders.whyFull(person, departure);
      add(departure, code, code === 'full_no_show' ? persons[person]!.missed![0] : undefined);
    }
  }
  const reasons = [...found.values()];
  return reasons.length > 0 ? reasons : [{ code: 'closed', departureIds: [] }];
}

/** Who goes on each departure, as far as it explains why others do not. */
class Riders {
  private readonly on: readonly number[][];

  constructor(
    private readonly demand: Demand,
    places: readonly Place[],
    private readonly sharing: Sharing,
  ) {
    this.on = demand.problem.departures.map((_, departure) =>
      places.filter((place) => place.departure === departure).map(({ person }) => person),
    );
  }

  /** The first rule that holds for everybody who has one of the places that were given; no number of them is told. */
  whyFull(person: number, departure: number): UnmetCode {
    const { demand, sharing } = this;
    const { persons, visits } = demand.problem;
    const visit = demand.visitOf(departure);
    const riders = this.on[departure]!;
    const own = demand.rank(person, visit)!;
    const ranks = riders.map((rider) => demand.rank(rider, visit) ?? 0);
    if (riders.length === 0) return 'full_total';
    if (visits[visit]!.headsFirst && !persons[person]!.head && riders.every((rider) => persons[rider]!.head))
      return 'full_heads';
    const isAfterAll = comesLast(persons[person]!) && riders.every((rider) => !comesLast(persons[rider]!));
    const hasOther = persons[person]!.held > 0 || sharing.of(person).size > 0;
    if (!hasOther && isAfterAll) return 'full_no_show';
    if (hasOther && riders.every((rider) => persons[rider]!.held === 0 && sharing.of(rider).size === 1))
      return 'full_fair';
    if (ranks.every((rank) => rank < own)) return 'full_rank';
    if (ranks.every((rank) => rank <= own)) return isAfterAll ? 'full_no_show' : 'full_lot';
    return 'full_total';
  }
}
