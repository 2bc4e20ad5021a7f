/**
 * How long it takes to place the sessions of a forum: 60 sessions into 5 days and 6 rooms, with 80 people of whom some
 * come for a part of the days only, 9 topics, 3 languages, a break at noon, an opening and 5 sessions that stand already.
 *
 *   node bench/placement.mjs [forums]
 *
 * Each forum is another draw; each is placed twice, and both answers must be the same. Checks that nothing is in the way of
 * anything, prints what came out, and writes bench/results/placement.json. Needs no more than `npm ci`.
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
const { Board } = load('../dist/src/programme/placement/placement.rules.js');
const { placeSessions } = load('../dist/src/programme/placement/placement.procedure.js');

const forums = Number(process.argv[2] ?? 3);
const dayMinutes = 24 * 60;

/** Numbers that look like chance, the same in every run. */
function chance(seed) {
  let state = seed * 2654435761 + 12345;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A forum with sessions to place. */
function forum(
  seed,
  { sessions = 60, days = 5, rooms = 6, step = 30, topics = 'if_possible', rest = 10, venues = 1 } = {},
) {
  const random = chance(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const first = Math.round(Date.UTC(2019, 9, 21, 1) / 60_000);
  const at = (day, hour) => first + day * dayMinutes + (hour - 9) * 60;
  const ids = (kind, count) =>
    Array.from({ length: count }, (_, index) => `${kind}-${String(index).padStart(3, '0')}`);
  const [roomIds, personIds, topicIds] = [ids('room', rooms), ids('person', 80), ids('topic', 9)];
  const capacities = [400, 200, 150, 120, 80, 60, 50, 40, 40, 30, 30, 30];
  const booths = [
    ['en', 'ru', 'zh'],
    ['en', 'ru', 'zh'],
    ['en', 'ru'],
    ['en', 'zh'],
  ];
  const everyDay = Array.from({ length: days }, (_, day) => day);
  /** Ten minutes from room to room, half an hour from venue to venue. */
  const way = (one, other) => (one === other ? 0 : one % venues === other % venues ? 10 : 30);
  const waysFrom = (roomId) =>
    roomIds.map((id, index) => (roomId === null ? 0 : way(roomIds.indexOf(roomId), index)));
  const alone = (id, day, from, to, roomId) => ({
    id,
    from: at(day, from),
    to: at(day, to),
    roomId,
    personIds: [],
    topicIds: [],
    parallel: 'never',
    wayMinutes: waysFrom(roomId),
  });
  return {
    stepMinutes: step,
    hours: everyDay.map((day) => ({ from: at(day, 9), to: at(day, 18) })),
    restMinutes: rest,
    topics,
    rooms: roomIds.map((id, index) => ({
      id,
      capacity: capacities[index],
      booths: booths[index] ?? [],
      equipment: [],
      open: null,
      pauseMinutes: 0,
      wayMinutes: roomIds.map((_, other) => way(index, other)),
    })),
    persons: personIds.map((id) => {
      const from = Math.floor(random() * days);
      const until = from + 1 + Math.floor(random() * 3);
      const there = everyDay
        .filter((day) => day >= from && day < until)
        .map((day) => ({ from: at(day, 0), to: at(day, 24) }));
      return { id, there: random() < 0.1 ? there : null, engagements: [] };
    }),
    fixed: [
      alone('opening', 0, 9, 10.5, roomIds[0]),
      ...everyDay.map((day) => alone(`lunch-${day}`, day, 12.5, 14, null)),
      ...everyDay.slice(1).map((day) => ({
        ...alone(`panel-${day}`, day, 10, 11.5, roomIds[1]),
        parallel: 'normal',
        topicIds: [topicIds[day]],
      })),
    ],
    sessions: ids('session', sessions).map((id) => {
      const people = new Set();
      for (const count = 3 + Math.floor(random() * 3); people.size < count;) people.add(pick(personIds));
      const share = random();
      return {
        id,
        minutes: pick([60, 90, 90, 120]),
        from: null,
        roomId: null,
        needsRoom: true,
        personIds: [...people],
        topicIds: [pick(topicIds)],
        booths:
          share < 0.4 ? ['en', 'ru', 'zh'] : share < 0.5 ? ['en', 'ru'] : share < 0.6 ? ['en', 'zh'] : [],
        seats: pick([30, 40, 50, 70, 100, 140, 180]),
        equipment: [],
        parallel: 'normal',
      };
    }),
  };
}

/** @throws when something of the answer is in the way of something else */
function check(problem, { placed, leftOut }) {
  const board = new Board(problem);
  const spots = placed.map(({ sessionId, roomId, from, to }) => ({
    session: board.problem.sessions.findIndex(({ id }) => id === sessionId),
    room: board.problem.rooms.findIndex(({ id }) => id === roomId),
    from,
    to,
  }));
  for (const [index, spot] of spots.entries()) {
    if (board.standing(spot).length > 0) throw new Error(`${placed[index].sessionId} cannot be there`);
    for (const other of spots.slice(0, index))
      if (board.clash(spot, other)) throw new Error('two sessions are in the way of each other');
  }
  if (placed.length + leftOut.length !== problem.sessions.length) throw new Error('a session got lost');
}

const solver = new Solver();
const cases = [
  { name: '60 sessions, 5 days, 6 rooms', options: {} },
  { name: 'the same every 15 minutes', options: { step: 15 } },
  { name: 'topics never in parallel', options: { topics: 'always' } },
  { name: 'rooms in two venues', options: { venues: 2 } },
  { name: 'too much: 60 sessions, 2 days, 5 rooms', options: { days: 2, rooms: 5 } },
  { name: '120 sessions, 5 days, 12 rooms', options: { sessions: 120, rooms: 12 } },
];
const only = process.argv[3];
const results = [];
console.log(
  `${forums} forums each on ${os.availableParallelism()} cores, Node ${process.versions.node}, ${os.type()} ${os.release()}`,
);
for (const { name, options } of cases) {
  if (only && !name.includes(only)) continue;
  const runs = [];
  for (let seed = 1; seed <= forums; seed += 1) {
    const problem = forum(seed, options);
    const used = process.cpuUsage();
    const first = await solver.run(placeSessions, problem, { seconds: 20 });
    const second = await solver.run(placeSessions, problem, { seconds: 20 });
    const { user, system } = process.cpuUsage(used);
    check(problem, first.answer);
    const { outcome, placed, atMost, cost, leastCost, repeatable } = first.answer;
    const same = JSON.stringify(first.answer) === JSON.stringify(second.answer);
    if (repeatable && second.answer.repeatable && !same) throw new Error('two runs answered differently');
    runs.push({
      seed,
      seconds: [first.seconds, second.seconds],
      cpuSeconds: (user + system) / 2e6,
      outcome,
      placed: placed.length,
      atMost,
      cost,
      leastCost,
      repeatable,
      same,
    });
  }
  const times = runs.flatMap(({ seconds }) => seconds).sort((a, b) => a - b);
  const counts = runs
    .map(
      (run) =>
        `${run.placed}/${run.atMost} ${run.outcome} ${run.cost}/${run.leastCost}${run.repeatable ? '' : ' (clock)'}`,
    )
    .join(', ');
  console.log(
    `${name.padEnd(42)} ${times[Math.floor(times.length / 2)].toFixed(1).padStart(6)} s   (${times[0].toFixed(1)} to ${times.at(-1).toFixed(1)})   ${counts}`,
  );
  results.push({ name, runs });
}
fs.mkdirSync(path.join(root, 'bench/results'), { recursive: true });
fs.writeFileSync(
  path.join(root, 'bench/results/placement.json'),
  `${JSON.stringify({ at: new Date().toISOString(), cores: os.availableParallelism(), cpu: os.cpus()[0]?.model, node: process.versions.node, results }, null, 2)}\n`,
);
