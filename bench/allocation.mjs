/**
 * How long it takes to share out places on visits: 2,000 people with three to six ranked wishes, 6 visits with 3 departures
 * each, a tenth of the people bound by a duty of their own, 60 delegations with a head each.
 *
 *   node bench/allocation.mjs [draws]
 *
 * Each draw is shared out twice, the second time with everything in another order; both answers must be the same. Checks
 * that no rule is broken and that nobody would rather swap, prints what came out, and writes bench/results/allocation.json.
 * Fails where one of them takes 60 s or more: on two cores, 2,000 people have to know where they go in under a minute.
 * Needs no more than `npm ci`.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
const load = createRequire(import.meta.url);
const { Solver } = load('../dist/src/platform/solver/solver.js');
const { broken, Demand, inOrder, swapIn } = load('../dist/src/site-visits/allocations/allocation.rules.js');
const { shareOut } = load('../dist/src/site-visits/allocations/allocation.procedure.js');

const draws = Number(process.argv[2] ?? 2);
const only = process.argv[3];
/** Every sharing out of {@link forum} has to take less, on two cores. */
const bound = 60;

/** Numbers that look like chance, the same in every run. */
function chance(seed) {
  let state = seed * 2654435761 + 12345;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const number = (kind, index) => `${kind}-${String(index).padStart(4, '0')}`;

/** Wishes of a forum. Departure `k` of every visit is at the same time; some visits are dearer to most than others. */
function forum(
  seed,
  {
    people = 2000,
    visits = 6,
    times = 3,
    seats = 100,
    heads = 0,
    most = null,
    least = null,
    mostPlaces = null,
  } = {},
) {
  const random = chance(seed);
  const departures = Array.from({ length: visits * times }, (_, index) => ({
    id: number('departure', index),
    visit: Math.floor(index / times),
    free: seats,
    kept: [],
  }));
  const clashes = departures.flatMap((one, a) =>
    departures.flatMap((other, b) =>
      a < b && a % times === b % times && one.visit !== other.visit ? [[a, b]] : [],
    ),
  );
  return inOrder({
    seed: `draw ${seed}`,
    mostPlaces,
    visits: Array.from({ length: visits }, (_, index) => ({
      id: number('visit', index),
      headsFirst: index < heads,
      cap: most,
      minimum: least,
      taken: {},
    })),
    departures,
    clashes,
    persons: Array.from({ length: people }, (_, index) => {
      const busy = random() < 0.1 ? Math.floor(random() * times) : -1;
      const wished = Array.from({ length: visits }, (__, visit) => ({
        visit,
        at: random() * (1 + visit / 2),
      }))
        .sort((a, b) => a.at - b.at)
        .slice(0, Math.min(visits, 3 + Math.floor(random() * 4)));
      return {
        id: number('person', index),
        delegationId: number('delegation', index % 60),
        categoryId: 'delegate',
        head: index < 60,
        held: 0,
        must: [],
        wishes: wished.map(({ visit }) => ({
          visit,
          departures: [...departures.keys()].filter(
            (departure) => departures[departure].visit === visit && departure % times !== busy,
          ),
          barred: [],
        })),
      };
    }),
  });
}

/** The same with people and clashes in another order. */
const shuffled = (problem) =>
  inOrder({ ...problem, persons: problem.persons.toReversed(), clashes: problem.clashes.toReversed() });

const solver = new Solver();
const cases = [
  { name: '1,800 seats for 2,000 people', options: {} },
  { name: '720 seats', options: { seats: 40 } },
  { name: '3,600 seats', options: { seats: 200 } },
  { name: 'two visits at most', options: { seats: 200, mostPlaces: 2 } },
  { name: '4 places for a delegation at most, heads first', options: { most: 4, heads: 2 } },
  { name: 'one place for each delegation at least', options: { seats: 40, least: 1 } },
];
const results = [];
console.log(
  `${draws} draws each on ${os.availableParallelism()} cores, Node ${process.versions.node}, ${os.type()} ${os.release()}`,
);
for (const { name, options } of cases) {
  if (only && !name.includes(only)) continue;
  const runs = [];
  for (let seed = 1; seed <= draws; seed += 1) {
    const problem = forum(seed, options);
    const first = await solver.run(shareOut, problem, { seconds: 120 });
    const second = await solver.run(shareOut, shuffled(problem), { seconds: 120 });
    const demand = new Demand(problem);
    const faults = broken(demand, first.answer.places);
    if (faults.length > 0) throw new Error(faults.join('; '));
    if (swapIn(demand, first.answer.places)) throw new Error('two people would rather swap');
    if (JSON.stringify(first.answer) !== JSON.stringify(second.answer))
      throw new Error('the same input was answered differently');
    const { outcome, levels, places } = first.answer;
    runs.push({ seed, seconds: [first.seconds, second.seconds], outcome, levels, places: places.length });
  }
  const seconds = runs.flatMap((run) => run.seconds).sort((a, b) => a - b);
  const told = runs
    .map(({ outcome, levels }) => {
      const people = levels.find(({ level }) => level === 'people');
      const ranks = levels.find(({ level }) => level === 'ranks');
      return `${outcome}: ${people.reached}/${people.most} people, ${ranks.reached}/${ranks.most} points`;
    })
    .join('; ');
  console.log(
    `${name.padEnd(48)} ${seconds[Math.floor(seconds.length / 2)].toFixed(1).padStart(6)} s   (${seconds[0].toFixed(1)} to ${seconds.at(-1).toFixed(1)})   ${told}`,
  );
  results.push({ name, runs });
}
const slow = results.flatMap(({ name, runs }) =>
  runs
    .flatMap((run) => run.seconds)
    .filter((seconds) => seconds >= bound)
    .map((seconds) => `${name}: ${seconds.toFixed(1)} s`),
);
fs.mkdirSync(path.join(root, 'bench/results'), { recursive: true });
fs.writeFileSync(
  path.join(root, 'bench/results/allocation.json'),
  `${JSON.stringify({ at: new Date().toISOString(), cores: os.availableParallelism(), cpu: os.cpus()[0]?.model, node: process.versions.node, bound, results }, null, 2)}\n`,
);
if (slow.length > 0) throw new Error(`not in under ${bound} s: ${slow.join('; ')}`);
console.log(`all in under ${bound} s`);
