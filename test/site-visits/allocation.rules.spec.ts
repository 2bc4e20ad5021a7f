import { openHighs } from '../../src/platform/solver/highs';
import { shareOut, type AllocationAnswer } from '../../src/site-visits/allocations/allocation.procedure';
import { outcomesOf } from '../../src/site-visits/allocations/allocation.reasons';
import {
  allocationLevels,
  broken,
  Demand,
  inOrder,
  isKeptFor,
  swapIn,
  type AllocationProblem,
  type Place,
} from '../../src/site-visits/allocations/allocation.rules';

/** Numbers that look like chance, the same in every run. */
function chance(seed: number): () => number {
  let state = (seed + 1) * 2654435761;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A small problem with everything that can stand in the way, drawn by lot. */
function draw(seed: number, { people = 5 } = {}): AllocationProblem {
  const random = chance(seed);
  const upTo = (most: number): number => Math.floor(random() * (most + 1));
  const visits = Array.from({ length: 2 + upTo(1) }, (_, index) => ({
    id: `visit-${index}`,
    headsFirst: random() < 0.3,
    cap: random() < 0.3 ? 1 + upTo(1) : null,
    minimum: random() < 0.25 ? 1 : null,
    taken: (random() < 0.2 ? { red: 1 } : {}) as Record<string, number>,
  }));
  const departures = visits.flatMap((_, visit) =>
    Array.from({ length: 1 + upTo(1) }, (__, index) => {
      const free = upTo(3);
      const kept =
        random() < 0.25 && free > 0
          ? [
              random() < 0.5
                ? { delegationId: 'red', categoryId: null, open: 1 + upTo(free - 1) }
                : { delegationId: null, categoryId: 'press', open: 1 + upTo(free - 1) },
            ]
          : [];
      return { id: `departure-${visit}-${index}`, visit, free, kept };
    }),
  );
  const clashes = departures.flatMap((one, a) =>
    departures.flatMap((other, b) =>
      a < b && one.visit !== other.visit && random() < 0.35 ? [[a, b] as const] : [],
    ),
  );
  const persons = Array.from({ length: people }, (_, index) => {
    const order = [...visits.keys()].map((visit) => ({ visit, at: random() })).sort((a, b) => a.at - b.at);
    return {
      id: `person-${index}`,
      delegationId: [null, 'red', 'red', 'blue'][upTo(3)]!,
      categoryId: random() < 0.3 ? 'press' : 'delegate',
      head: random() < 0.25,
      held: random() < 0.15 ? 1 : 0,
      ...(random() < 0.2 ? { missed: ['departure-before'] } : {}),
      must: [],
      wishes: order.slice(0, 1 + upTo(visits.length - 1)).map(({ visit }) => ({
        visit,
        departures: [...departures.keys()].filter(
          (departure) => departures[departure]!.visit === visit && random() < 0.85,
        ),
        barred: [],
      })),
    };
  });
  const mostPlaces = random() < 0.3 ? 1 + upTo(1) : null;
  return inOrder({ seed: `seed-${seed}`, mostPlaces, visits, departures, clashes, persons });
}

/** The same problem with people, visits and departures in another order. */
function reordered(problem: AllocationProblem, seed: number): AllocationProblem {
  const random = chance(seed + 1000);
  const order = (count: number): number[] =>
    Array.from({ length: count }, (_, index) => ({ index, at: random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ index }) => index);
  const [visits, departures] = [order(problem.visits.length), order(problem.departures.length)];
  const to = (list: readonly number[]) => (index: number) => list.indexOf(index);
  return {
    ...problem,
    visits: visits.map((index) => problem.visits[index]!),
    departures: departures.map((index) => {
      const departure = problem.departures[index]!;
      return { ...departure, visit: to(visits)(departure.visit) };
    }),
    clashes: problem.clashes.toReversed().map(([a, b]) => [to(departures)(b), to(departures)(a)] as const),
    persons: order(problem.persons.length).map((index) => {
      const person = problem.persons[index]!;
      return {
        ...person,
        wishes: person.wishes.map((wish) => ({
          ...wish,
          visit: to(visits)(wish.visit),
          departures: wish.departures.map(to(departures)).toReversed(),
        })),
      };
    }),
  };
}

/** The best answer by trying all of them, with rules of its own. */
function bestByTrying(problem: AllocationProblem): number[] {
  const demand = new Demand(problem);
  const { persons, departures, visits } = problem;
  const bundles = persons.map((person, index) => {
    const open = demand.open(index);
    const sets: number[][] = [[]];
    for (const one of open) sets.push(...sets.map((set) => [...set, one]));
    return sets.filter(
      (set) =>
        (problem.mostPlaces === null || set.length <= Math.max(0, problem.mostPlaces - person.held)) &&
        set.every((a, at) =>
          set
            .slice(at + 1)
            .every(
              (b) =>
                departures[a]!.visit !== departures[b]!.visit &&
                !problem.clashes.some(([c, d]) => (a === c && b === d) || (a === d && b === c)),
            ),
        ),
    );
  });
  let best: number[] = [];
  const places: Place[] = [];
  const fits = (): boolean =>
    departures.every(({ free, kept }, departure) => {
      const riders = places.filter((place) => place.departure === departure);
      const still = kept.map(
        (one) => one.open - riders.filter(({ person }) => isKeptFor(one, persons[person]!)).length,
      );
      return (
        riders.length === 0 || riders.length + still.reduce((sum, one) => sum + Math.max(0, one), 0) <= free
      );
    }) &&
    visits.every(({ cap, taken }, visit) =>
      ['red', 'blue'].every((delegation) => {
        const more = places.filter(
          (place) =>
            persons[place.person]!.delegationId === delegation &&
            departures[place.departure]!.visit === visit,
        ).length;
        return cap === null || more === 0 || more + (taken[delegation] ?? 0) <= cap;
      }),
    );
  const go = (person: number): void => {
    if (person === persons.length) {
      if (!fits()) return;
      const worth = demand.worth(places);
      const vector = allocationLevels.map((level) => worth[level]);
      const at = vector.findIndex((value, index) => value !== (best[index] ?? -1));
      if (at >= 0 && vector[at]! > (best[at] ?? -1)) best = vector;
      return;
    }
    for (const bundle of bundles[person]!) {
      places.push(...bundle.map((departure) => ({ person, departure })));
      go(person + 1);
      places.length -= bundle.length;
    }
  };
  go(0);
  return best;
}

describe('sharing out places', () => {
  let solve: Awaited<ReturnType<typeof openHighs>>;
  beforeAll(async () => {
    solve = await openHighs();
  });
  const share = (problem: AllocationProblem): AllocationAnswer =>
    shareOut.run(problem, {
      solve,
      secondsLeft: () => 60,
      progress: () => undefined,
      best: () => undefined,
    });

  test('is as good as the best of all answers, on every level, and nobody would rather swap', () => {
    const found = new Set<string>();
    for (let seed = 0; seed < 250; seed += 1) {
      const problem = draw(seed, { people: 3 + (seed % 3) });
      const answer = share(problem);
      const demand = new Demand(problem);
      expect([seed, broken(demand, answer.places)]).toEqual([seed, []]);
      expect([seed, answer.levels.map(({ reached }) => reached)]).toEqual([seed, bestByTrying(problem)]);
      expect([seed, answer.outcome, answer.levels.map(({ most }) => most)]).toEqual([
        seed,
        'optimal',
        answer.levels.map(({ reached }) => reached),
      ]);
      expect([seed, swapIn(demand, answer.places)]).toEqual([seed, undefined]);
      for (const { level, reached } of answer.levels) if (reached > 0) found.add(level);
    }
    // The cases are of use: on each level there was something to decide.
    expect([...found].sort()).toEqual([...allocationLevels].sort());
  });

  test('is the same in whatever order the same things come', () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const problem = draw(seed, { people: 6 });
      const other = inOrder(reordered(problem, seed));
      expect([seed, other]).toEqual([seed, problem]);
      expect([seed, share(other)]).toEqual([seed, share(problem)]);
    }
  });

  test('draws other lots from another seed, and gives the same worth', () => {
    const [problem] = [80, 81, 82].map((seed) => draw(seed, { people: 5 }));
    const { lots: _, ...worth } = new Demand(problem!).worth(share(problem!).places);
    const again = inOrder({ ...problem!, seed: 'another one' });
    expect(new Demand(again).worth(share(again).places)).toMatchObject(worth);
  });

  test('keeps what is pinned, and says when pins contradict each other', () => {
    const one = (id: string, must: number[]): AllocationProblem['persons'][number] => ({
      id,
      delegationId: null,
      categoryId: 'delegate',
      head: false,
      held: 0,
      must,
      wishes: [{ visit: 0, departures: [0], barred: [] }],
    });
    const problem = (pinned: number): AllocationProblem =>
      inOrder({
        seed: 'a',
        mostPlaces: null,
        visits: [{ id: 'visit', headsFirst: false, cap: null, minimum: null, taken: {} }],
        departures: [{ id: 'departure', visit: 0, free: 1, kept: [] }],
        clashes: [],
        persons: [0, 1, 2].map((index) => one(`person-${index}`, index < pinned ? [0] : [])),
      });
    const { places, outcome } = share(problem(1));
    expect([outcome, places.map(({ person }) => problem(1).persons[person]!.id)]).toEqual([
      'optimal',
      ['person-0'],
    ]);
    expect(share(problem(2))).toMatchObject({ outcome: 'impossible', places: [] });
  });

  test('ends at a time limit with places that keep all rules, and says how far it may be from the best', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const problem = draw(seed, { people: 6 });
      const answer = shareOut.run(problem, {
        // As if the solver came to no end before the time was over.
        solve: () => ({
          status: 'out_of_time',
          values: null,
          objective: null,
          bound: null,
          effort: 0,
          seconds: 1,
        }),
        secondsLeft: () => 0,
        progress: () => undefined,
        best: () => undefined,
      });
      const demand = new Demand(problem);
      expect([seed, broken(demand, answer.places), swapIn(demand, answer.places)]).toEqual([
        seed,
        [],
        undefined,
      ]);
      expect([answer.outcome, answer.repeatable, answer.levels.at(-1)!.most]).toEqual([
        'best_found',
        false,
        null,
      ]);
    }
  });

  test('explains every wish that is not met, for every departure of its visit', () => {
    for (let seed = 0; seed < 100; seed += 1) {
      const problem = draw(seed, { people: 6 });
      const { places } = share(problem);
      for (const [person, { wishes }] of outcomesOf(problem, places).entries())
        for (const [index, { departureId, reasons }] of wishes.entries()) {
          const { departures } = problem.persons[person]!.wishes[index]!;
          const explained = reasons.flatMap(({ departureIds }) => departureIds).sort();
          expect([seed, person, explained]).toEqual([
            seed,
            person,
            departureId === null ? departures.map((one) => problem.departures[one]!.id).sort() : [],
          ]);
        }
    }
  });
});
