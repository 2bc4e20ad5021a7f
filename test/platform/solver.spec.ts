import fc from 'fast-check';
import { openHighs, type SolveOptions, type Solved } from '../../src/platform/solver/highs';
import { ModelBuilder, type LinearModel } from '../../src/platform/solver/linear-model';
import { solveModel } from '../../src/platform/solver/procedure';
import { Solver, SolverFailure } from '../../src/platform/solver/solver';
import { breaking, endless, nameless, watch } from './solver.procedures';

/** Chairs for 30 and tables for 50, made of 40 hours of carpentry and 50 of finishing. */
function workshop(): LinearModel {
  const model = new ModelBuilder();
  const chairs = model.variable({ cost: 30, whole: true, upper: Infinity });
  const tables = model.variable({ cost: 50, whole: true, upper: Infinity });
  model.row(
    [
      [chairs, 1],
      [tables, 2],
    ],
    { atMost: 40 },
  );
  model.row(
    [
      [chairs, 2],
      [tables, 1],
    ],
    { atMost: 51 },
  );
  return model.build({ maximise: true });
}

/** Halves five lists of forty weights at once, as nearly as one can: good answers come soon, the proof never does. */
function hardModel(): LinearModel {
  const model = new ModelBuilder();
  const chosen = Array.from({ length: 40 }, () => model.variable({ whole: true }));
  let state = 1;
  const weight = (): number => (state = (state * 16_807) % 2_147_483_647) % 100;
  for (let list = 0; list < 5; list += 1) {
    const weights = chosen.map(weight);
    const half = Math.floor(weights.reduce((sum, one) => sum + one, 0) / 2);
    const [missing, over] = [model.variable({ cost: 1 }), model.variable({ cost: 1 })];
    model.row(
      [
        ...chosen.map((variable, index) => [variable, weights[index]!] as const),
        [missing, 1] as const,
        [over, -1] as const,
      ],
      { atLeast: half, atMost: half },
    );
  }
  return model.build();
}

describe('models', () => {
  let solve: (model: LinearModel, options?: SolveOptions) => Solved;
  beforeAll(async () => {
    solve = await openHighs();
  });

  test('in whole numbers are solved, and without that a bound of them', () => {
    const solved = solve(workshop());
    expect({ ...solved, values: [...solved.values!] }).toMatchObject({
      status: 'optimal',
      values: [20, 10],
      objective: 1100,
      bound: 1100,
    });
    const relaxed = solve(workshop(), { relaxed: true });
    expect([relaxed.status, Math.round(relaxed.objective! * 100), relaxed.bound]).toEqual([
      'optimal',
      // 20 2/3 chairs and 9 2/3 tables.
      110_333,
      relaxed.objective,
    ]);
  });

  test('that nothing satisfies, or that have no best answer, are said to be so', () => {
    const impossible = new ModelBuilder();
    impossible.row([[impossible.variable({ whole: true }), 1]], { atLeast: 2 });
    expect(solve(impossible.build())).toMatchObject({ status: 'infeasible', values: null, objective: null });
    const endlessly = new ModelBuilder();
    endlessly.variable({ cost: -1 });
    expect(solve(endlessly.build())).toMatchObject({ status: 'unbounded', values: null, bound: null });
  });

  test('without variables hold, or do not', () => {
    expect(solve(new ModelBuilder().build())).toMatchObject({ status: 'optimal', objective: 0, bound: 0 });
    const impossible = new ModelBuilder();
    impossible.row([], { atLeast: 1 });
    expect(solve(impossible.build())).toMatchObject({ status: 'infeasible', values: null });
  });

  test('are answered as well as trying everything does', () => {
    const item = fc.record({ cost: fc.integer({ min: -9, max: 9 }), weight: fc.integer({ min: 0, max: 9 }) });
    fc.assert(
      fc.property(
        fc.array(item, { minLength: 1, maxLength: 8 }),
        fc.nat(30),
        fc.nat(3),
        (items, holds, few) => {
          const builder = new ModelBuilder();
          const variables = items.map(({ cost }) => builder.variable({ cost, whole: true }));
          builder.row(
            variables.map((variable, index) => [variable, items[index]!.weight] as const),
            { atMost: holds },
          );
          builder.atMostOf(variables, few);
          let least = 0;
          for (let choice = 0; choice < 2 ** items.length; choice += 1) {
            const chosen = items.filter((_, index) => choice & (1 << index));
            if (chosen.length > few || chosen.reduce((sum, { weight }) => sum + weight, 0) > holds) continue;
            least = Math.min(
              least,
              chosen.reduce((sum, { cost }) => sum + cost, 0),
            );
          }
          const { status, objective } = solve(builder.build());
          expect([status, Math.round(objective!)]).toEqual(['optimal', least || 0]);
        },
      ),
      { numRuns: 60, seed: 20191021 },
    );
  });

  test('that take too long end after the same step with the same answer, and say what is proven', () => {
    const limited = (): Solved => solve(hardModel(), { effort: 300 });
    const [first, second] = [limited(), limited()];
    expect(first.status).toBe('out_of_effort');
    expect([second.effort, second.objective, [...second.values!]]).toEqual([
      first.effort,
      first.objective,
      [...first.values!],
    ]);
    expect(first.effort >= 300).toBe(true);
    expect(first.bound! < first.objective!).toBe(true);
  });

  test('end with what is known by then when the time is over', () => {
    const { status, values, objective, bound } = solve(hardModel(), { seconds: 2 });
    expect([status, values === null, bound! <= objective!]).toEqual(['out_of_time', false, true]);
  });

  test('begin with an answer that is known already, and are satisfied with one that is near enough', () => {
    const model = hardModel();
    const known = solve(model, { effort: 300 });
    const seen: number[] = [];
    const again = solve(model, {
      from: known.values!,
      gap: known.objective!,
      onBetter: (values) => seen.push(values.length),
    });
    expect([again.status, again.objective! <= known.objective!]).toEqual(['optimal', true]);
    expect(seen.every((length) => length === model.costs.length)).toBe(true);
  });
});

describe('the solver', () => {
  let solver: Solver;
  beforeEach(() => {
    solver = new Solver();
  });

  /** Runs a procedure that never ends, until it is told to stop; answers once it runs. */
  const occupy = async (stop: AbortController): Promise<{ ended: Promise<unknown> }> => {
    let ended: Promise<unknown>;
    await new Promise<void>((begun) => {
      ended = solver
        .run(endless, { best: null }, { seconds: 600, signal: stop.signal, onProgress: () => begun() })
        .catch((error: Error) => error.message);
    });
    return { ended: ended! };
  };

  test('solves a model in a thread of its own', async () => {
    const { answer, finished } = await solver.run(solveModel, { model: workshop() }, { seconds: 20 });
    expect([finished, answer.status, [...answer.values!]]).toEqual([true, 'optimal', [20, 10]]);
  });

  test('cuts off what does not end, and answers the best until then', async () => {
    const run = solver.run(endless, { best: 'so far' }, { seconds: 1, graceSeconds: 0.2 });
    expect(await run).toMatchObject({
      answer: 'so far',
      finished: false,
      failure: 'no answer within 1 seconds',
    });
    await expect(solver.run(endless, { best: null }, { seconds: 0.5, graceSeconds: 0.1 })).rejects.toThrow(
      SolverFailure,
    );
  });

  test('says why something broke off, with the best answer until then if there is one', async () => {
    expect(await solver.run(breaking, { best: 'so far' }, { seconds: 20 })).toMatchObject({
      answer: 'so far',
      finished: false,
      failure: 'RangeError: out of luck',
    });
    await expect(solver.run(breaking, { best: null }, { seconds: 20 })).rejects.toThrow(
      new SolverFailure('RangeError: out of luck'),
    );
    await expect(solver.run(nameless, {}, { seconds: 20 })).rejects.toThrow('exports no procedure "nobody"');
  });

  test('runs one procedure at a time', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => solver.run(watch, {}, { seconds: 20 })));
    const times = runs.map(({ answer }) => answer).sort((a, b) => a.began - b.began);
    for (const [index, { began }] of times.slice(1).entries())
      expect(began >= times[index]!.ended).toBe(true);
  });

  test('stops at once what is not wanted any more, whether it runs or waits; then the next has its turn', async () => {
    const [running, waiting] = [new AbortController(), new AbortController()];
    const { ended } = await occupy(running);
    const waits = solver.run(watch, {}, { seconds: 20, signal: waiting.signal });
    const next = solver.run(watch, {}, { seconds: 20 });
    waiting.abort(new Error('not wanted'));
    await expect(waits).rejects.toThrow('not wanted');
    running.abort(new Error('enough'));
    expect(await ended).toBe('enough');
    expect((await next).finished).toBe(true);
    await expect(solver.run(watch, {}, { seconds: 20, signal: running.signal })).rejects.toThrow('enough');
  });

  test('lets nothing run on in a process that stops', async () => {
    const { ended } = await occupy(new AbortController());
    solver.beforeApplicationShutdown();
    expect(await ended).toBe('the process is stopping');
    await expect(solver.run(watch, {}, { seconds: 20 })).rejects.toThrow('the process is stopping');
  });
});
