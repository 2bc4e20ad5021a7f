import type { Solved } from '../../platform/solver/highs';
import type { LinearModel } from '../../platform/solver/linear-model';
import type { Procedure, ProcedureRun } from '../../platform/solver/procedure';
import { headcountOf, modelOf, type AskedModel, type Settled } from './allocation.model';
import {
  allocationLevels,
  broken,
  Demand,
  quickly,
  swapIn,
  type AllocationLevel,
  type AllocationProblem,
  type Place,
} from './allocation.rules';

/** How far an answer is on one level from the most that is possible; `most` equals `reached` where that is proven. */
export interface LevelReached {
  readonly level: AllocationLevel;
  readonly reached: number;
  /** No answer that keeps what was reached on the levels before reaches more; null when nothing is proven. */
  readonly most: number | null;
}

/** Nothing is better (`optimal`); the best that was found in time (`best_found`); the pins contradict each other (`impossible`). */
export const allocationOutcomes = ['optimal', 'best_found', 'impossible'] as const;

export interface AllocationAnswer {
  readonly outcome: (typeof allocationOutcomes)[number];
  /** In the order of persons and departures of the problem. */
  readonly places: readonly Place[];
  readonly levels: readonly LevelReached[];
  /** False when the clock ended it: another run can answer something else. */
  readonly repeatable: boolean;
}

/** Steps that the solver may take for whole numbers on one level, which is what ends it when it proves nothing. */
const effort = 200_000;

/** Time that is kept for putting the answer together, in seconds. */
const reserve = 1;

/** Differences smaller than this are not there: the solver counts in floating point, and all that is counted is whole. */
const rounding = 1e-4;

interface Reached {
  readonly places: readonly Place[] | null;
  readonly most: number | null;
  /** Whether no answer keeps all rules. */
  readonly isImpossible: boolean;
}

/**
 * Shares places out, level after level: as good as possible on the first one, then as good as possible on the next without
 * giving up any of it. The relaxed model is asked first; its answer is nearly always in whole numbers, and then nothing is
 * better. Where it is not, the same model is solved in whole numbers.
 */
export const shareOut: Procedure<AllocationProblem, AllocationAnswer> = {
  file: __filename,
  name: 'shareOut',
  run(problem, tools) {
    const demand = new Demand(problem);
    const run = new Levels(demand, tools);
    const first = quickly(demand).places();
    if (broken(demand, first).length === 0) {
      run.best = first;
      tools.best(run.answer());
    }
    const { persons, visits } = problem;
    const hasHeads = persons.some(
      ({ head, wishes }) => head && wishes.some(({ visit }) => visits[visit]!.headsFirst),
    );
    const hasShares = visits.some(({ minimum }) => minimum !== null);
    if (hasHeads) run.settle('heads', modelOf(demand, 'heads', run.settled));
    if (hasShares) run.settle('shares', modelOf(demand, 'shares', run.settled));
    const isPinned = persons.some(({ must }) => must.length > 0);
    if (demand.hasMissed) run.settle('punctual', modelOf(demand, 'punctual', run.settled));
    if (hasHeads || hasShares || isPinned || demand.hasMissed)
      run.settle('people', modelOf(demand, 'people', run.settled));
    else run.count(headcountOf(demand));
    run.settle('ranks', modelOf(demand, 'ranks', run.settled));
    return run.finish();
  },
};

class Levels {
  best: readonly Place[] | undefined;
  readonly settled: Settled = {};
  private readonly most: Partial<Record<AllocationLevel, number>> = {};
  private repeatable = true;
  private impossible = false;

  constructor(
    private readonly demand: Demand,
    private readonly tools: ProcedureRun<AllocationAnswer>,
  ) {}

  /** Finds the best answer on a level, and keeps it to what was reached before. */
  settle(level: Exclude<AllocationLevel, 'lots'>, asked: AskedModel): void {
    if (this.impossible) return;
    this.tools.progress(level);
    const { places, most, isImpossible } = this.solve(asked.model, level, asked);
    if (isImpossible) {
      // Nothing but pins can contradict each other; without them nobody need have a place.
      this.impossible = Object.keys(this.settled).length === 0;
      return;
    }
    // On the level of the heads the others are left out, so its places are no answer yet.
    if (places && level !== 'heads') this.take(places);
    if (level === 'ranks') {
      if (most !== null) this.rankBound(most, asked.unit);
      return;
    }
    if (most !== null) this.most[level] = most;
    const reached = places
      ? this.demand.worth(places)[level]
      : this.best && this.demand.worth(this.best)[level];
    if (reached !== undefined) this.settled[level] = reached;
  }

  /** How many people can have a place, by the model that only counts. */
  count(model: LinearModel): void {
    this.tools.progress('people');
    const { most } = this.solve(model, 'people');
    if (most === null) {
      if (this.best) this.settled.people = this.demand.worth(this.best).people;
      return;
    }
    this.most.people = most;
    this.settled.people = most;
  }

  finish(): AllocationAnswer {
    if (this.best && !this.answer().levels.every(({ reached, most }) => reached === most))
      this.best = trade(this.demand, this.best);
    return this.answer();
  }

  answer(): AllocationAnswer {
    if (this.impossible || !this.best)
      return { outcome: 'impossible', places: [], levels: [], repeatable: this.repeatable };
    const worth = this.demand.worth(this.best);
    const levels: LevelReached[] = [];
    let proven = true;
    for (const level of allocationLevels) {
      const most: number | null = proven ? (this.most[level] ?? (this.counts(level) ? null : 0)) : null;
      levels.push({ level, reached: worth[level], most });
      proven &&= most === worth[level];
    }
    return {
      outcome: proven ? 'optimal' : 'best_found',
      places: this.best,
      levels,
      repeatable: this.repeatable,
    };
  }

  /** Whether anything can count on a level. */
  private counts(level: AllocationLevel): boolean {
    const { visits, persons } = this.demand.problem;
    if (level === 'shares') return visits.some(({ minimum }) => minimum !== null);
    if (level === 'punctual') return this.demand.hasMissed;
    if (level !== 'heads') return true;
    return persons.some(({ head, wishes }) => head && wishes.some(({ visit }) => visits[visit]!.headsFirst));
  }

  private take(places: readonly Place[]): void {
    if (broken(this.demand, places).length > 0) return;
    this.best = places;
    this.tools.best(this.answer());
  }

  /** What the bound of points and lots together says of each. */
  private rankBound(most: number, unit: number): void {
    const ranks = Math.floor((most + rounding) / unit);
    this.most.ranks = ranks;
    if (this.best && this.demand.worth(this.best).ranks === ranks)
      this.most.lots = Math.round(most - ranks * unit);
  }

  private solve(model: LinearModel, level: AllocationLevel, asked?: AskedModel): Reached {
    const relaxed = this.tools.solve(model, { relaxed: true, seconds: this.seconds });
    if (relaxed.status === 'infeasible') return { places: null, most: null, isImpossible: true };
    if (relaxed.values && isWhole(relaxed.values, model)) return this.reached(relaxed, level, asked);
    if (this.seconds > 0) return this.inWholeNumbers(model, relaxed, level, asked);
    this.repeatable = false;
    return { places: null, most: downTo(relaxed.objective), isImpossible: false };
  }

  /**
   * Asks in whole numbers, for a small part of the model at first: what the relaxed answer has in whole numbers stays. That
   * answer is nearly always as good as the bound, or so near to it that little else can be better: what would lose more
   * than is missing to the bound is left as it is, which excludes no answer that is better.
   */
  private inWholeNumbers(
    model: LinearModel,
    { values, objective, reducedCosts }: Solved,
    level: AllocationLevel,
    asked?: AskedModel,
  ): Reached {
    const most = downTo(objective);
    let best: Solved | undefined;
    let left = model;
    if (values && reducedCosts && most !== null) {
      const near = this.whole(fixed(model, values, (variable) => isWholeAt(values, variable)));
      if (near.values) {
        best = near;
        const missing = most - worthOf(model, near.values);
        if (missing <= 0) return this.reached(near, level, asked);
        left = fixed(
          model,
          values,
          (variable) => isWholeAt(values, variable) && reducedCosts[variable]! > missing + 1,
        );
      }
    }
    const solved = this.whole(left, best?.values ?? undefined);
    if (solved.status === 'infeasible' && !best) return { places: null, most: null, isImpossible: true };
    if (solved.status === 'optimal') return this.reached(solved, level, asked);
    this.repeatable &&= solved.status !== 'out_of_time';
    const found = [solved, best].find((one) => one?.values);
    const bounds = [most, downTo(solved.bound)].filter((bound) => bound !== null);
    return {
      places: asked && found ? asked.placesOf(found.values!) : null,
      most: bounds.length === 0 ? null : Math.min(...bounds),
      isImpossible: false,
    };
  }

  private whole(model: LinearModel, from?: Float64Array): Solved {
    return this.tools.solve(model, {
      seconds: this.seconds,
      effort,
      // All that is counted is whole: what is less than one better is not better.
      gap: 1 - 2 * rounding,
      ...(from ? { from } : {}),
      onProgress: (progress) => this.tools.progress('whole', progress),
    });
  }

  private get seconds(): number {
    return Math.max(0, this.tools.secondsLeft() - reserve);
  }

  /**
   * An answer than which nothing is better. Its worth is counted, not read off the solver: that counts in floating point.
   * It may be wrong by a ten-millionth a variable, which is far from one.
   */
  private reached({ values, objective }: Solved, level: AllocationLevel, asked?: AskedModel): Reached {
    if (!asked) return { places: null, most: Math.round(objective!), isImpossible: false };
    const places = asked.placesOf(values!);
    const worth = this.demand.worth(places);
    const most = level === 'ranks' ? worth.ranks * asked.unit + worth.lots : worth[level];
    return { places, most, isImpossible: false };
  }
}

const isWholeAt = (values: Float64Array, variable: number): boolean =>
  Math.abs(values[variable]! - Math.round(values[variable]!)) < rounding;

function isWhole(values: Float64Array, { whole }: LinearModel): boolean {
  return values.every((_, variable) => !whole[variable] || isWholeAt(values, variable));
}

/** The same model with the whole variables for which it holds fixed at their values. */
function fixed(model: LinearModel, values: Float64Array, holds: (variable: number) => boolean): LinearModel {
  const [lower, upper] = [model.lower.slice(), model.upper.slice()];
  for (const [variable, value] of values.entries())
    if (model.whole[variable] && holds(variable)) lower[variable] = upper[variable] = Math.round(value);
  return { ...model, lower, upper };
}

/** The objective, counted in whole numbers as far as its variables are. */
function worthOf({ costs, whole }: LinearModel, values: Float64Array): number {
  return Math.round(
    values.reduce(
      (sum, value, variable) => sum + costs[variable]! * (whole[variable] ? Math.round(value) : value),
      0,
    ),
  );
}

/** The whole number that is not above a bound, which the solver knows only so exactly. */
function downTo(bound: number | null): number | null {
  return bound === null ? null : Math.floor(bound * (1 + 1e-12) + rounding);
}

/** Lets people swap while two of them would both rather. What is proven best has none left. */
function trade(demand: Demand, places: readonly Place[]): Place[] {
  let now = [...places];
  for (let swap = swapIn(demand, now); swap; swap = swapIn(demand, now)) {
    const { one, other } = swap;
    now = now
      .filter((place) => !same(place, one) && !same(place, other))
      .concat(
        { person: one.person, departure: other.departure },
        { person: other.person, departure: one.departure },
      );
  }
  return now.sort((a, b) => a.person - b.person || a.departure - b.departure);
}

const same = (a: Place, b: Place): boolean => a.person === b.person && a.departure === b.departure;
