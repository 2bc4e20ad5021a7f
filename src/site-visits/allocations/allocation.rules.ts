import { createHash } from 'node:crypto';

/**
 * Why somebody cannot go on a departure, whatever others want: what is in the way is known before anything is shared out.
 * `not_received` stands for every word of the host, so that nobody reads a nationality or a refusal out of it.
 */
export const barCodes = [
  'closed',
  'not_received',
  'too_young',
  'clash',
  'booked',
  'waiting',
  'pinned_out',
] as const;
export type BarCode = (typeof barCodes)[number];

/** What keeps one person from one departure. */
export interface Bar {
  /** Index of the departure. */
  readonly departure: number;
  readonly code: BarCode;
  /** The session or departure that is in the way of `clash`; the age of `too_young`. */
  readonly by?: string;
}

/** A wish: a visit, with the departures of it on which the person could go. The first wish of a list is the dearest. */
export interface ProblemWish {
  /** Index of the visit. */
  readonly visit: number;
  /** Indexes of departures, in order. */
  readonly departures: readonly number[];
  readonly barred: readonly Bar[];
}

export interface ProblemPerson {
  /** The registration. */
  readonly id: string;
  readonly delegationId: string | null;
  readonly categoryId: string;
  /** Whether it is the head of a delegation. */
  readonly head: boolean;
  /** How many visits the person has a place on already, which stay. */
  readonly held: number;
  readonly wishes: readonly ProblemWish[];
  /** Earlier departures to which the person did not come, without an excuse; where the event lets that count. */
  readonly missed?: readonly string[];
  /** Departures that a coordinator has given to this person. */
  readonly must: readonly number[];
}

export interface ProblemVisit {
  readonly id: string;
  readonly headsFirst: boolean;
  /** Most places for one delegation; null for no limit. */
  readonly cap: number | null;
  /** Places that each delegation has before any has more, as far as its people ask; null for none. */
  readonly minimum: number | null;
  /** Places that delegations have on it already. */
  readonly taken: Readonly<Record<string, number>>;
}

/** Seats of a departure that are still to be kept for a delegation or a category. */
export interface KeptSeats {
  readonly delegationId: string | null;
  readonly categoryId: string | null;
  /** How many of them nobody of these has yet. */
  readonly open: number;
}

export interface ProblemDeparture {
  readonly id: string;
  /** Index of the visit. */
  readonly visit: number;
  /** Seats that nobody has yet. */
  readonly free: number;
  /** Those of the free seats that are kept; together no more than are free. */
  readonly kept: readonly KeptSeats[];
}

/** All that it takes to share places out, without a name in it. Lists are in the order of `inOrder`. */
export interface AllocationProblem {
  /** What the lots are drawn from. */
  readonly seed: string;
  /** Most places for one person, those included that they have; null for no limit. */
  readonly mostPlaces: number | null;
  readonly visits: readonly ProblemVisit[];
  readonly departures: readonly ProblemDeparture[];
  /** Pairs of departures of different visits on which nobody can go both: the one overlaps the other, or the way is too long. */
  readonly clashes: readonly (readonly [number, number])[];
  readonly persons: readonly ProblemPerson[];
}

/** A place that somebody gets: indexes of person and departure. */
export interface Place {
  readonly person: number;
  readonly departure: number;
}

/** What is made as large as possible, one after the other: none gives way to one that stands behind it. */
export const allocationLevels = ['heads', 'shares', 'punctual', 'people', 'ranks', 'lots'] as const;
export type AllocationLevel = (typeof allocationLevels)[number];

/** So many different lots are drawn; who has the higher one comes first among those between whom nothing else decides. */
export const lots = 32;

const drawn = (seed: string, id: string): Buffer => createHash('sha256').update(`${seed}\n${id}`).digest();

/** The lot of a person: a number from 0 to 31 that follows from the seed and the id of the registration alone. */
export function lotOf(seed: string, id: string): number {
  return drawn(seed, id)[0]! % lots;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The same problem with everything in one order, whatever order it came in: visits and departures by id, persons as they
 * were drawn. So the same input is the same model, and gets the same answer.
 */
export function inOrder(problem: AllocationProblem): AllocationProblem {
  const visitOrder = [...problem.visits.keys()].sort((a, b) =>
    compare(problem.visits[a]!.id, problem.visits[b]!.id),
  );
  const departureOrder = [...problem.departures.keys()].sort((a, b) =>
    compare(problem.departures[a]!.id, problem.departures[b]!.id),
  );
  const visitAt = inverse(visitOrder);
  const departureAt = inverse(departureOrder);
  const moved = (list: readonly number[]): number[] => list.map((d) => departureAt[d]!).sort((a, b) => a - b);
  const draw = (id: string): string => drawn(problem.seed, id).toString('hex') + id;
  return {
    ...problem,
    visits: visitOrder.map((index) => {
      const visit = problem.visits[index]!;
      const taken = Object.entries(visit.taken).sort(([a], [b]) => compare(a, b));
      return { ...visit, taken: Object.fromEntries(taken) };
    }),
    departures: departureOrder.map((index) => {
      const departure = problem.departures[index]!;
      const key = (one: KeptSeats): string => one.delegationId ?? one.categoryId ?? '';
      return {
        ...departure,
        visit: visitAt[departure.visit]!,
        kept: [...departure.kept].sort((a, b) => compare(key(a), key(b)) || a.open - b.open),
      };
    }),
    clashes: problem.clashes
      .map(([a, b]) => moved([a, b]) as [number, number])
      .sort((a, b) => a[0] - b[0] || a[1] - b[1]),
    persons: problem.persons
      .map((person) => ({ person, at: draw(person.id) }))
      .sort((a, b) => compare(a.at, b.at))
      .map(({ person }) => ({
        ...person,
        must: moved(person.must),
        wishes: person.wishes.map((wish) => ({
          visit: visitAt[wish.visit]!,
          departures: moved(wish.departures),
          barred: wish.barred
            .map((bar) => ({ ...bar, departure: departureAt[bar.departure]! }))
            .sort((a, b) => a.departure - b.departure),
        })),
      })),
  };
}

function inverse(order: readonly number[]): number[] {
  const at: number[] = [];
  for (const [to, from] of order.entries()) at[from] = to;
  return at;
}

/** Whether seats that are kept are kept for this person. */
export function isKeptFor(
  kept: KeptSeats,
  person: Pick<ProblemPerson, 'delegationId' | 'categoryId'>,
): boolean {
  return kept.delegationId === null
    ? kept.categoryId === person.categoryId
    : kept.delegationId === person.delegationId;
}

/** Whether somebody comes after those who came to all their visits. */
export const comesLast = ({ missed }: Pick<ProblemPerson, 'missed'>): boolean => (missed?.length ?? 0) > 0;

/** A problem with what is asked of it again and again worked out once. */
export class Demand {
  /** The length of the longest list: a first wish is worth so many points, a second one less, and so on. */
  readonly longest: number;
  /** Whoever comes last has the lowest. */
  readonly lots: readonly number[];
  /** Whether anybody comes after others because they did not come to a visit before. */
  readonly hasMissed: boolean;
  private readonly clash: readonly ReadonlySet<number>[];
  private readonly ranks: readonly ReadonlyMap<number, number>[];

  constructor(readonly problem: AllocationProblem) {
    const { persons, departures, clashes, seed } = problem;
    this.longest = persons.reduce((most, { wishes }) => Math.max(most, wishes.length), 0);
    this.hasMissed = persons.some(comesLast);
    this.lots = persons.map((person) => (comesLast(person) ? 0 : lotOf(seed, person.id)));
    const clash = departures.map(() => new Set<number>());
    for (const [a, b] of clashes) {
      clash[a]!.add(b);
      clash[b]!.add(a);
    }
    this.clash = clash;
    this.ranks = persons.map(({ wishes }) => new Map(wishes.map(({ visit }, index) => [visit, index + 1])));
  }

  visitOf(departure: number): number {
    return this.problem.departures[departure]!.visit;
  }

  /** The rank of a visit among the wishes of a person, counted from 1; undefined when it is not among them. */
  rank(person: number, visit: number): number | undefined {
    return this.ranks[person]!.get(visit);
  }

  /** What a place on a visit is worth to a person. */
  points(person: number, visit: number): number {
    const rank = this.rank(person, visit);
    return rank === undefined ? 0 : this.longest - rank + 1;
  }

  /** Whether one person cannot go on both: they are of one visit, or at the same time. */
  excludes(one: number, other: number): boolean {
    return this.visitOf(one) === this.visitOf(other) || this.clash[one]!.has(other);
  }

  /** The departures that a person can get, in order; those that they must get among them. */
  open(person: number): number[] {
    const { wishes, must } = this.problem.persons[person]!;
    return [...new Set([...must, ...wishes.flatMap(({ departures }) => departures)])].sort((a, b) => a - b);
  }

  /** How many more places a person can get. */
  room(person: number): number {
    const { mostPlaces, persons } = this.problem;
    const { held, must } = persons[person]!;
    return mostPlaces === null ? Infinity : Math.max(mostPlaces - held, must.length);
  }

  /** What an answer comes to, level by level. */
  worth(places: readonly Place[]): Record<AllocationLevel, number> {
    const { persons, visits } = this.problem;
    const worth = { heads: 0, shares: 0, punctual: 0, people: 0, ranks: 0, lots: 0 };
    const served = new Set<number>();
    const shares = new Map<string, number>();
    for (const { person, departure } of places) {
      const visit = this.visitOf(departure);
      const points = this.points(person, visit);
      const { head, held, delegationId } = persons[person]!;
      worth.ranks += points;
      worth.lots += points * this.lots[person]!;
      if (head && visits[visit]!.headsFirst) worth.heads += points;
      if (held === 0) served.add(person);
      const { minimum, taken } = visits[visit]!;
      if (minimum === null || delegationId === null) continue;
      const key = `${visit} ${delegationId}`;
      const got = shares.get(key) ?? 0;
      if (got + (taken[delegationId] ?? 0) < minimum) worth.shares += 1;
      shares.set(key, got + 1);
    }
    worth.people = served.size;
    if (this.hasMissed) worth.punctual = [...served].filter((person) => !comesLast(persons[person]!)).length;
    return worth;
  }
}

/** Places that were given, with what is still free. */
export class Sharing {
  private readonly free: number[];
  private readonly keptOpen: number[][];
  private readonly shares: Map<string, number>[];
  private readonly given: Set<number>[];

  constructor(readonly demand: Demand) {
    const { departures, visits, persons } = demand.problem;
    this.free = departures.map(({ free }) => free);
    this.keptOpen = departures.map(({ kept }) => kept.map(({ open }) => open));
    this.shares = visits.map(({ taken }) => new Map(Object.entries(taken)));
    this.given = persons.map(() => new Set());
  }

  of(person: number): ReadonlySet<number> {
    return this.given[person]!;
  }

  /** Whether a person can have a place beside those that they have. */
  fits(person: number, departure: number): boolean {
    const given = this.given[person]!;
    if (given.size >= this.demand.room(person)) return false;
    for (const other of given) if (this.demand.excludes(other, departure)) return false;
    return this.hasSeat(person, departure) && !this.shareIsFull(person, this.demand.visitOf(departure));
  }

  /** Whether a seat is free that is not kept for others. */
  hasSeat(person: number, departure: number): boolean {
    const { kept } = this.demand.problem.departures[departure]!;
    const open = this.keptOpen[departure]!;
    const own = this.demand.problem.persons[person]!;
    const keptForOthers = kept.reduce(
      (sum, one, index) =>
        sum + Math.max(0, open[index]!) - (open[index]! > 0 && isKeptFor(one, own) ? 1 : 0),
      0,
    );
    return this.free[departure]! - 1 - keptForOthers >= 0;
  }

  /** Whether a departure has seats, whoever they are kept for. */
  isFull(departure: number): boolean {
    return this.free[departure]! <= 0;
  }

  shareIsFull(person: number, visit: number): boolean {
    const { cap } = this.demand.problem.visits[visit]!;
    const { delegationId } = this.demand.problem.persons[person]!;
    return cap !== null && delegationId !== null && this.shareOf(visit, delegationId) >= cap;
  }

  shareOf(visit: number, delegationId: string): number {
    return this.shares[visit]!.get(delegationId) ?? 0;
  }

  give(person: number, departure: number): void {
    this.given[person]!.add(departure);
    this.count(person, departure, 1);
  }

  take(person: number, departure: number): void {
    this.given[person]!.delete(departure);
    this.count(person, departure, -1);
  }

  places(): Place[] {
    return this.given.flatMap((departures, person) =>
      [...departures].sort((a, b) => a - b).map((departure) => ({ person, departure })),
    );
  }

  private count(person: number, departure: number, by: 1 | -1): void {
    const own = this.demand.problem.persons[person]!;
    this.free[departure]! -= by;
    for (const [index, kept] of this.demand.problem.departures[departure]!.kept.entries())
      if (isKeptFor(kept, own)) this.keptOpen[departure]![index]! -= by;
    if (own.delegationId !== null) {
      const shares = this.shares[this.demand.visitOf(departure)]!;
      shares.set(own.delegationId, (shares.get(own.delegationId) ?? 0) + by);
    }
  }
}

/** The places in a sharing, without asking whether they fit. */
export function sharingOf(demand: Demand, places: readonly Place[]): Sharing {
  const sharing = new Sharing(demand);
  for (const { person, departure } of places) sharing.give(person, departure);
  return sharing;
}

/** What an answer breaks, in words for a developer; nothing for one that holds. Looks at every rule by itself. */
export function broken(demand: Demand, places: readonly Place[]): string[] {
  const { persons, departures, visits } = demand.problem;
  const faults: string[] = [];
  const sharing = sharingOf(demand, places);
  for (const [person, { id, must }] of persons.entries()) {
    const given = [...sharing.of(person)];
    if (given.length > demand.room(person)) faults.push(`${id} has too many places`);
    for (const departure of must) if (!given.includes(departure)) faults.push(`${id} lacks a pinned place`);
    const open = new Set(demand.open(person));
    for (const [index, departure] of given.entries()) {
      if (!open.has(departure)) faults.push(`${id} cannot go on ${departures[departure]!.id}`);
      for (const other of given.slice(0, index))
        if (demand.excludes(other, departure)) faults.push(`${id} is in two places`);
    }
  }
  for (const [departure, { id, free, kept }] of departures.entries()) {
    const riders = places.filter((place) => place.departure === departure);
    const stillKept = kept.reduce(
      (sum, one) =>
        sum + Math.max(0, one.open - riders.filter(({ person }) => isKeptFor(one, persons[person]!)).length),
      0,
    );
    if (riders.length > 0 && riders.length + stillKept > free)
      faults.push(`${id} has more riders than seats`);
  }
  for (const [index, { id, cap }] of visits.entries()) {
    if (cap === null) continue;
    for (const delegationId of new Set(persons.flatMap((one) => one.delegationId ?? [])))
      if (sharing.shareOf(index, delegationId) > Math.max(cap, visits[index]!.taken[delegationId] ?? 0))
        faults.push(`a delegation has more than its share of ${id}`);
  }
  return faults;
}

/** Two people who would both rather have the place of the other, and could: no rule of a host or a visit is against it. */
export interface Swap {
  readonly one: Place;
  readonly other: Place;
}

/**
 * The first swap that both would rather have. There is none in an answer that is proven to be the best by ranks: both
 * would move to a visit that is dearer to them, the points of all would rise, and as many people would have a place. What
 * the rules of a visit put before ranks, heads first and the least share of a delegation, a swap may not undo.
 */
export function swapIn(demand: Demand, places: readonly Place[]): Swap | undefined {
  const { persons, departures } = demand.problem;
  const sharing = sharingOf(demand, places);
  const before = demand.worth(places);
  const riders = departures.map((_, departure) => places.filter((place) => place.departure === departure));
  const open = persons.map((_, person) => new Set(demand.open(person)));
  const wants = (person: number, from: number, to: number): boolean =>
    open[person]!.has(to) &&
    !persons[person]!.must.includes(from) &&
    demand.points(person, demand.visitOf(to)) > demand.points(person, demand.visitOf(from));
  for (const [from, ones] of riders.entries())
    for (let to = from + 1; to < riders.length; to += 1) {
      const others = riders[to]!.filter(({ person }) => wants(person, to, from));
      if (others.length === 0) continue;
      for (const one of ones) {
        if (!wants(one.person, from, to)) continue;
        for (const other of others) {
          if (one.person === other.person) continue;
          sharing.take(one.person, from);
          sharing.take(other.person, to);
          const fits = sharing.fits(one.person, to);
          if (fits) sharing.give(one.person, to);
          const both = fits && sharing.fits(other.person, from);
          if (both) sharing.give(other.person, from);
          const after = both ? demand.worth(sharing.places()) : before;
          if (both) sharing.take(other.person, from);
          if (fits) sharing.take(one.person, to);
          sharing.give(one.person, from);
          sharing.give(other.person, to);
          if (both && after.heads >= before.heads && after.shares >= before.shares) return { one, other };
        }
      }
    }
  return undefined;
}

/**
 * A quick answer, good but not the best: what is pinned, heads, least shares, then one place for everybody by lot, then
 * further ones by rank. What one has when the time is up before the solver has said anything.
 */
export function quickly(demand: Demand): Sharing {
  const { persons, visits } = demand.problem;
  const sharing = new Sharing(demand);
  for (const [person, { must }] of persons.entries())
    for (const departure of must) sharing.give(person, departure);
  const order = [...persons.keys()].sort((a, b) => demand.lots[b]! - demand.lots[a]! || a - b);
  const tryOne = (person: number, wish: ProblemWish): boolean => {
    const departure = wish.departures.find((one) => sharing.fits(person, one));
    if (departure === undefined) return false;
    sharing.give(person, departure);
    return true;
  };
  const has = (person: number, visit: number): boolean =>
    [...sharing.of(person)].some((departure) => demand.visitOf(departure) === visit);
  for (const person of order)
    if (persons[person]!.head)
      for (const wish of persons[person]!.wishes)
        if (visits[wish.visit]!.headsFirst && !has(person, wish.visit)) tryOne(person, wish);
  for (const [visit, { minimum }] of visits.entries()) {
    if (minimum === null) continue;
    for (const person of order) {
      const { delegationId, wishes } = persons[person]!;
      const wish = wishes.find((one) => one.visit === visit);
      if (delegationId === null || !wish || has(person, visit)) continue;
      if (sharing.shareOf(visit, delegationId) < minimum) tryOne(person, wish);
    }
  }
  for (const person of order)
    if (persons[person]!.held === 0 && sharing.of(person).size === 0)
      persons[person]!.wishes.some((wish) => tryOne(person, wish));
  for (let rank = 0; rank < demand.longest; rank += 1)
    for (const person of order) {
      const wish = persons[person]!.wishes[rank];
      if (wish && !has(person, wish.visit)) tryOne(person, wish);
    }
  return sharing;
}
