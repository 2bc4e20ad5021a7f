import type { SolveOptions, Solved, SolveProgress } from './highs';
import type { LinearModel } from './linear-model';

/** What a procedure can do while it runs in its worker. */
export interface ProcedureTools {
  /** Solves a model; the thread waits. The time that is left is never exceeded. */
  solve(model: LinearModel, options?: SolveOptions): Solved;
  /** Seconds until the time that was given is over. */
  secondsLeft(): number;
  /** Says how far it is. */
  progress(phase: string, progress?: SolveProgress): void;
}

/** What a procedure hands in on the way: answered when it is cut off before its end. */
export interface ProcedureRun<O> extends ProcedureTools {
  /** The best answer so far. */
  best(answer: O): void;
}

/**
 * Work for the solver that a module brings along: a pure function that builds models, has them solved, and puts their
 * answers together. It runs in a worker thread, so it may take its time; its module must be light, for the worker loads
 * it, and what goes in and comes out is copied between threads.
 */
export interface Procedure<I, O> {
  /** The module that exports it, `__filename`. */
  readonly file: string;
  /** Name of the export. */
  readonly name: string;
  readonly run: (input: I, tools: ProcedureRun<O>) => O;
}

/** The simplest procedure: one model, solved. Cut off, it answers the best values until then, with nothing proven. */
export const solveModel: Procedure<
  { readonly model: LinearModel; readonly options?: Omit<SolveOptions, 'onProgress' | 'onBetter'> },
  Solved
> = {
  file: __filename,
  name: 'solveModel',
  run: ({ model, options = {} }, tools) =>
    tools.solve(model, {
      ...options,
      onProgress: (progress) => tools.progress('solve', progress),
      onBetter: (values) =>
        tools.best({
          status: 'out_of_time',
          values,
          objective: values.reduce((sum, value, variable) => sum + value * model.costs[variable]!, 0),
          bound: null,
          effort: 0,
          seconds: 0,
        }),
    }),
};
