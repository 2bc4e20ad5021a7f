import loadHighs, { type Highs, type HighsCallbackMap, type Model } from 'highs';
import type { LinearModel } from './linear-model';

export interface SolveOptions {
  /** Longest time, in seconds. What it cuts off depends on the machine; prefer `effort` where an answer must come again. */
  readonly seconds?: number;
  /** Most steps of the simplex method. The same model stops at the same step on every machine. */
  readonly effort?: number;
  /** Stops when the answer is at most so far from the best possible one, in units of the objective. */
  readonly gap?: number;
  /** Values from which to begin: an answer that is known already, one value a variable. */
  readonly from?: Float64Array;
  /** Leaves out that some variables must be whole: answers a bound of the best possible objective, quickly. */
  readonly relaxed?: boolean;
  /** Called now and then. */
  readonly onProgress?: (progress: SolveProgress) => void;
  /** Called with each answer that is better than those before. */
  readonly onBetter?: (values: Float64Array) => void;
}

export interface SolveProgress {
  /** Objective of the best answer so far, if there is one. */
  readonly objective: number | null;
  /** The best objective that is still possible. */
  readonly bound: number | null;
}

/** How a search ended: `optimal` within the gap that was asked for. */
export type SolveStatus =
  'optimal' | 'infeasible' | 'unbounded' | 'out_of_time' | 'out_of_effort' | 'undecided';

export interface Solved {
  readonly status: SolveStatus;
  /** The best answer that was found, one value a variable; null when there is none. */
  readonly values: Float64Array | null;
  /** Its objective. */
  readonly objective: number | null;
  /** No answer can be better than this; null when nothing is proven. */
  readonly bound: number | null;
  /** Steps of the simplex method that it took. */
  readonly effort: number;
  readonly seconds: number;
  /**
   * How much the objective loses at least when a variable that is at a bound leaves it by one; only of a relaxed model that
   * was solved. Whatever would lose more than the best whole answer falls short of the bound can be left as it is.
   */
  readonly reducedCosts?: Float64Array;
}

/** How often progress is told, in milliseconds. */
const tellEveryMs = 250;

/** Loads the solver into this thread. Solving blocks the thread: only workers do it. */
export async function openHighs(): Promise<(model: LinearModel, options?: SolveOptions) => Solved> {
  const highs = await loadHighs();
  return (model, options = {}) => {
    if (model.costs.length === 0) return withoutVariables(model);
    const instance = highs.createModel(toModelData(highs, model, options.relaxed === true));
    try {
      return solve(highs, instance, model, options);
    } finally {
      instance.dispose();
    }
  };
}

function solve(highs: Highs, instance: Model, model: LinearModel, options: SolveOptions): Solved {
  const { modelStatus, callbackType } = highs.constants;
  const whole = options.relaxed !== true && model.whole.includes(1);
  instance.options.set({
    output_flag: false,
    random_seed: 0,
    ...(options.seconds === undefined ? {} : { time_limit: Math.max(options.seconds, 0) }),
    mip_rel_gap: 0,
    mip_abs_gap: options.gap ?? 1e-6,
    // This limit is for linear models only; whole numbers have their own, below.
    ...(whole || options.effort === undefined ? {} : { simplex_iteration_limit: options.effort }),
  });
  if (options.from) instance.setSolution({ colValue: options.from });
  let spent = false;
  let toldAt = -Infinity;
  const callbacks: HighsCallbackMap = {
    [callbackType.mipInterrupt](event) {
      const { mip_total_lp_iterations: steps, mip_primal_bound: best, mip_dual_bound: bound } = event.data;
      if (options.effort !== undefined && steps !== undefined && Number(steps) >= options.effort) {
        spent = true;
        event.interrupt();
      }
      const now = performance.now();
      if (options.onProgress && now - toldAt >= tellEveryMs) {
        toldAt = now;
        options.onProgress({ objective: finite(best), bound: finite(bound) });
      }
    },
    ...(options.onBetter
      ? {
          [callbackType.mipImprovingSolution](event: { data: { mip_solution?: Float64Array } }) {
            if (event.data.mip_solution) options.onBetter!(event.data.mip_solution);
          },
        }
      : {}),
  };
  const begun = performance.now();
  const { modelStatus: ended } = instance.run(callbacks);
  const seconds = (performance.now() - begun) / 1000;
  const statuses: Partial<Record<number, SolveStatus>> = {
    [modelStatus.optimal]: 'optimal',
    [modelStatus.infeasible]: 'infeasible',
    [modelStatus.unbounded]: 'unbounded',
    [modelStatus.timeLimit]: 'out_of_time',
    [modelStatus.iterationLimit]: 'out_of_effort',
    [modelStatus.interrupted]: spent ? 'out_of_effort' : 'undecided',
  };
  const status = statuses[ended] ?? 'undecided';
  const found = instance.info.get('primal_solution_status') === highs.constants.solutionStatus.feasible;
  // A linear model that was cut off has values that are not the best and no bound; only an optimal one is an answer.
  const answered = found && (whole || status === 'optimal');
  const objective = answered ? instance.getObjectiveValue() : null;
  const solution = answered ? instance.getSolution() : null;
  return {
    status,
    values: solution && solution.colValue,
    objective,
    bound: whole ? finite(instance.info.get('mip_dual_bound')) : objective,
    effort: Math.max(0, Number(instance.info.get('simplex_iteration_count'))),
    seconds,
    ...(solution && !whole ? { reducedCosts: solution.colDual.map(Math.abs) } : {}),
  };
}

/** Nothing is to be decided: the rows hold, or they do not. HiGHS says nothing of such a model. */
function withoutVariables({ atLeast, atMost }: LinearModel): Solved {
  const holds = atLeast.every((least) => least <= 0) && atMost.every((most) => most >= 0);
  const objective = holds ? 0 : null;
  return {
    status: holds ? 'optimal' : 'infeasible',
    values: holds ? new Float64Array() : null,
    objective,
    bound: objective,
    effort: 0,
    seconds: 0,
  };
}

function toModelData(highs: Highs, model: LinearModel, relaxed: boolean) {
  const numCols = model.costs.length;
  const numRows = model.atMost.length;
  const { objectiveSense, variableType } = highs.constants;
  const integrality = Int32Array.from(model.whole, (whole) =>
    whole ? variableType.integer : variableType.continuous,
  );
  return {
    numCols,
    numRows,
    sense: model.maximise ? objectiveSense.maximize : objectiveSense.minimize,
    colCost: model.costs,
    colLower: model.lower,
    colUpper: model.upper,
    rowLower: model.atLeast,
    rowUpper: model.atMost,
    matrix: {
      format: 'csr' as const,
      numRows,
      numCols,
      starts: model.starts,
      indices: model.variables,
      values: model.factors,
    },
    ...(relaxed || !model.whole.includes(1) ? {} : { integrality }),
  };
}

function finite(value: number | bigint | undefined): number | null {
  const number = Number(value);
  return value !== undefined && Number.isFinite(number) && Math.abs(number) < 1e29 ? number : null;
}
