import { ModelBuilder, type LinearModel } from '../../platform/solver/linear-model';
import {
  comesLast,
  isKeptFor,
  lots,
  type AllocationLevel,
  type Demand,
  type Place,
} from './allocation.rules';

/** What was reached on levels that are settled, which those behind them may not go below. */
export type Settled = Partial<Record<AllocationLevel, number>>;

/** A model with what its variables mean. */
export interface AskedModel {
  readonly model: LinearModel;
  /** How many units of the objective are one unit of the level. */
  readonly unit: number;
  /** The places that values of the variables stand for. */
  placesOf(values: Float64Array): Place[];
}

/**
 * The model of one level. A yes-or-no variable for each person and departure that is open to them; at most one departure of
 * a visit, and none of two that overlap, as rows over whole groups of departures of which each excludes each other: these
 * rows make the relaxed model nearly always whole. `ranks` is asked together with `lots`: a point weighs more than all lots
 * together, so the best answer is the best by points first, exactly.
 */
export function modelOf(
  demand: Demand,
  level: Exclude<AllocationLevel, 'lots'>,
  settled: Settled,
): AskedModel {
  const { persons, departures, visits } = demand.problem;
  const builder = new ModelBuilder();
  const unit = level === 'ranks' ? lots * mostPoints(demand) + 1 : 1;
  const places: Place[] = [];
  const riders: [variable: number, person: number][][] = departures.map(() => []);
  const shared = new Map<string, number[]>();
  const headPoints: [variable: number, factor: number][] = [];
  const served: number[] = [];
  const punctual: number[] = [];
  const counted = level === 'people' || level === 'punctual';
  // Before the heads are settled nobody else matters, but those who are given places anyway.
  const matters = (person: number): boolean =>
    level !== 'heads' || persons[person]!.head || persons[person]!.must.length > 0;
  for (const [person, { head, held, delegationId, must }] of persons.entries()) {
    if (!matters(person)) continue;
    const open = demand.open(person);
    if (open.length === 0) continue;
    const own = new Map<number, number>();
    for (const departure of open) {
      const visit = demand.visitOf(departure);
      const points = demand.points(person, visit);
      const byHead = head && visits[visit]!.headsFirst ? points : 0;
      const variable = builder.variable({
        whole: true,
        lower: must.includes(departure) ? 1 : 0,
        cost: level === 'ranks' ? points * (unit + demand.lots[person]!) : level === 'heads' ? byHead : 0,
      });
      places[variable] = { person, departure };
      own.set(departure, variable);
      riders[departure]!.push([variable, person]);
      if (byHead > 0) headPoints.push([variable, byHead]);
      if (delegationId !== null && (visits[visit]!.cap !== null || visits[visit]!.minimum !== null)) {
        const key = `${visit} ${delegationId}`;
        const list = shared.get(key);
        if (list) list.push(variable);
        else shared.set(key, [variable]);
      }
    }
    for (const group of exclusions(demand, open)) builder.atMostOf(group.map((one) => own.get(one)!));
    const room = demand.room(person);
    if (room < open.length) builder.atMostOf(own.values(), room);
    const isLast = comesLast(persons[person]!);
    if (held === 0 && (counted || settled.people !== undefined || settled.punctual !== undefined)) {
      const counts = level === 'people' || (level === 'punctual' && !isLast);
      const isServed = builder.variable({ upper: 1, cost: counts ? 1 : 0 });
      served.push(isServed);
      if (!isLast) punctual.push(isServed);
      builder.row([[isServed, 1], ...[...own.values()].map((one) => [one, -1] as const)], { atMost: 0 });
    }
  }
  for (const [departure, list] of riders.entries()) {
    if (list.length === 0) continue;
    const { free, kept } = departures[departure]!;
    const stillKept = kept.map((one) => {
      const open = builder.variable({});
      const takers = list.filter(([, person]) => isKeptFor(one, persons[person]!));
      builder.row([[open, 1], ...takers.map(([variable]) => [variable, 1] as const)], { atLeast: one.open });
      return open;
    });
    builder.atMostOf([...list.map(([variable]) => variable), ...stillKept], free);
  }
  const leastShares: number[] = [];
  for (const [key, variables] of shared) {
    const [visitText, delegationId] = key.split(' ') as [string, string];
    const { cap, minimum, taken } = visits[Number(visitText)]!;
    const already = taken[delegationId] ?? 0;
    if (cap !== null && variables.length > cap - already)
      builder.atMostOf(variables, Math.max(0, cap - already));
    if (minimum === null || minimum <= already) continue;
    if (level !== 'shares' && settled.shares === undefined) continue;
    const share = builder.variable({ upper: minimum - already, cost: level === 'shares' ? 1 : 0 });
    leastShares.push(share);
    builder.row([[share, 1], ...variables.map((one) => [one, -1] as const)], { atMost: 0 });
  }
  if (settled.heads !== undefined && headPoints.length > 0)
    builder.row(headPoints, { atLeast: settled.heads });
  keep(builder, leastShares, settled.shares);
  keep(builder, punctual, settled.punctual);
  keep(builder, served, settled.people);
  const model = builder.build({ maximise: true });
  return {
    model,
    unit,
    placesOf: (values) => places.filter((_, variable) => values[variable]! > 0.5),
  };
}

/** Asks for so many of these at least; for each of them, where it is all, which is easier to reason with. */
function keep(builder: ModelBuilder, variables: readonly number[], least: number | undefined): void {
  if (least === undefined || least === 0) return;
  builder.row(
    variables.map((one) => [one, 1] as const),
    { atLeast: least },
  );
}

/**
 * How many people can have a place at most, as a model of its own that is much smaller: whoever is to have one place needs
 * one, so nobody's places exclude each other, and people to whom the same is open count together. Right as long as nothing
 * is settled or pinned that gives anybody several places.
 */
export function headcountOf(demand: Demand): LinearModel {
  const { persons, departures, visits } = demand.problem;
  const builder = new ModelBuilder();
  const groups = new Map<string, { readonly person: number; open: number[]; size: number }>();
  for (const [person, { held, delegationId, categoryId }] of persons.entries()) {
    const open = demand.open(person);
    if (held > 0 || demand.room(person) <= 0 || open.length === 0) continue;
    const key = [delegationId, categoryId, ...open].join(' ');
    const group = groups.get(key);
    if (group) group.size += 1;
    else groups.set(key, { person, open, size: 1 });
  }
  const riders: [variable: number, person: number][][] = departures.map(() => []);
  const shared = new Map<string, number[]>();
  for (const { person, open, size } of groups.values()) {
    const { delegationId } = persons[person]!;
    const own = open.map((departure) => {
      const variable = builder.variable({ whole: true, upper: size, cost: 1 });
      riders[departure]!.push([variable, person]);
      const visit = demand.visitOf(departure);
      if (visits[visit]!.cap !== null && delegationId !== null) {
        const key = `${visit} ${delegationId}`;
        shared.set(key, [...(shared.get(key) ?? []), variable]);
      }
      return variable;
    });
    builder.atMostOf(own, size);
  }
  for (const [key, variables] of shared) {
    const [visitText, delegationId] = key.split(' ') as [string, string];
    const { cap, taken } = visits[Number(visitText)]!;
    builder.atMostOf(variables, Math.max(0, cap! - (taken[delegationId] ?? 0)));
  }
  for (const [departure, list] of riders.entries()) {
    if (list.length === 0) continue;
    const { free, kept } = departures[departure]!;
    const stillKept = kept.map((one) => {
      const open = builder.variable({});
      const takers = list.filter(([, person]) => isKeptFor(one, persons[person]!));
      builder.row([[open, 1], ...takers.map(([variable]) => [variable, 1] as const)], { atLeast: one.open });
      return open;
    });
    builder.atMostOf([...list.map(([variable]) => variable), ...stillKept], free);
  }
  return builder.build({ maximise: true });
}

/** No answer has more points than this: everybody gets all, or every seat goes to a first wish. */
function mostPoints(demand: Demand): number {
  const { persons, departures } = demand.problem;
  const all = persons.reduce(
    (sum, { wishes }, person) =>
      sum + wishes.reduce((points, { visit }) => points + demand.points(person, visit), 0),
    0,
  );
  return Math.min(all, demand.longest * departures.reduce((sum, { free }) => sum + free, 0));
}

/**
 * Groups of departures of which one person can have one at most, so that every pair that excludes each other is in one of
 * them. As large as they come: the larger, the nearer is the relaxed model to whole numbers.
 */
export function exclusions(demand: Demand, open: readonly number[]): number[][] {
  const covered = new Set<string>();
  const groups: number[][] = [];
  for (const [index, one] of open.entries())
    for (const other of open.slice(index + 1)) {
      if (!demand.excludes(one, other) || covered.has(`${one} ${other}`)) continue;
      const group = [one, other];
      for (const further of open)
        if (!group.includes(further) && group.every((member) => demand.excludes(member, further)))
          group.push(further);
      group.sort((a, b) => a - b);
      for (const [at, a] of group.entries()) for (const b of group.slice(at + 1)) covered.add(`${a} ${b}`);
      groups.push(group);
    }
  return groups;
}
