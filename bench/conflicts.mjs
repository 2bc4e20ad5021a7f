/**
 * How long it takes to find what is wrong with a large draft, to put it into three languages, and to find a way out of
 * each conflict.
 *
 *   node bench/conflicts.mjs [rounds]
 *
 * The draft: 500 sessions in 12 rooms over 5 days, 800 people with 1,500 parts, 2,000 places on coaches, and 50
 * conflicts that were put there and are all that may be found. Without the database: reading the draft is a handful of
 * statements. Prints the median and the spread, and writes bench/results/conflicts.json. Needs no more than `npm ci`.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';

const rounds = Number(process.argv[2] ?? 30);
const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
const built = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
if (built.status !== 0) throw new Error('it does not compile');
const load = createRequire(import.meta.url);
const { surroundingsOf } = load(path.join(root, 'dist/src/programme/planning/planning.rules.js'));
const { findConflicts, inWords } = load(path.join(root, 'dist/src/programme/planning/conflict.rules.js'));
const { waysOut } = load(path.join(root, 'dist/src/programme/planning/way-out.rules.js'));

const minute = 60_000;
const slots = 9;
const rooms = Array.from({ length: 12 }, (_, n) => ({
  id: `room ${n}`,
  name: `Room ${n}`,
  capacity: 50 + 25 * n,
  interpretation: n % 3 === 0 ? ['en', 'ru', 'zh'] : [],
  equipment: n % 2 === 0 ? ['projector'] : [],
  venueId: n < 6 ? 'venue 0' : 'venue 1',
}));
const opening = Date.parse('2019-10-21T00:00:00Z');

/** An hour each, with a quarter of an hour to the next, from eight to a quarter past seven in Shenzhen. */
const slotBegins = (n) => opening + Math.floor(n / slots) * 24 * 60 * minute + (n % slots) * 75 * minute;

let parts = 0;
const part = (person, role) => ({
  id: `part ${parts++}`,
  personId: `person ${person % 800}`,
  displayName: `Person ${person % 800}`,
  role,
  state: 'accepted',
  position: 1,
  itemId: null,
});
const sessions = Array.from({ length: 500 }, (_, n) => {
  const slot = Math.floor(n / rooms.length);
  return {
    id: `session ${n}`,
    version: 1,
    title: `Session ${n}`,
    titles: { ru: `Заседание ${n}`, zh: `第${n}场` },
    abstract: null,
    abstracts: {},
    authenticLanguage: null,
    kind: 'panel',
    room: rooms[n % rooms.length],
    startsAt: new Date(slotBegins(slot)),
    endsAt: new Date(slotBegins(slot) + 60 * minute),
    durationMinutes: null,
    languages: [],
    floorLanguages: [],
    capacity: null,
    expected: 40,
    equipment: [],
    categoryIds: [],
    topics: [{ id: `topic ${n % rooms.length}`, title: `Topic ${n % rooms.length}`, titles: {} }],
    items: [],
    documents: [],
    // Thirty-six people in each slot, and nobody in two that follow each other.
    people: [0, 1, 2].map((m) => part(n * 3 + m, 'speaker')),
  };
});

/** Ten conflicts of each kind, far from each other. */
const expected = {
  room_twice: 10,
  person_twice: 10,
  person_engaged: 10,
  person_unavailable: 10,
  over_capacity: 10,
};
const engagements = [];
const availabilities = [];
const bounds = { from: new Date('2019-10-20T16:00:00Z'), to: new Date('2019-10-25T16:00:00Z') };
for (let n = 0; n < 10; n += 1) {
  const at = (kind) => sessions[n * 48 + kind * 2];
  at(0).room = sessions[n * 48 + 1].room;
  at(1).people.push(sessions[n * 48 + 3].people[0]);
  engagements.push(coach(at(2).people[0].personId, at(2).startsAt, n));
  const { startsAt, endsAt, people } = at(3);
  for (const time of [
    { startsAt: bounds.from, endsAt: startsAt },
    { startsAt: endsAt, endsAt: bounds.to },
  ])
    availabilities.push({ personId: people[0].personId, roomId: null, ...time });
  at(4).capacity = at(4).room.capacity + 1;
}
// The coaches of those who have no part in the programme are looked at and passed over.
for (let n = 0; n < 1990; n += 1)
  engagements.push(coach(`guest ${n}`, sessions[n % 500].startsAt, 10 + (n % 40)));

function coach(personId, startsAt, visit) {
  return {
    personId,
    displayName: personId.replace('person', 'Person'),
    kind: 'visit',
    subjectId: `departure ${visit}`,
    title: `Visit ${visit}`,
    titles: {},
    startsAt: new Date(startsAt.getTime() + 10 * minute),
    endsAt: new Date(startsAt.getTime() + 40 * minute),
    placeId: null,
  };
}

const planning = {
  event: {
    id: 'event',
    startDate: '2019-10-21',
    endDate: '2019-10-25',
    timeZone: 'Asia/Shanghai',
    locales: ['en', 'ru', 'zh'],
    bufferMinutes: 5,
  },
  sessions,
  rooms,
  buffers: [{ oneId: 'venue 0', otherId: 'venue 1', minutes: 15, severity: 'hard' }],
  availabilities,
  engagements,
  attendees: [],
};

const results = { find: [], words: [], waysOut: [], all: [] };
let ways = 0;
for (let round = 0; round < rounds; round += 1) {
  const begun = performance.now();
  const around = surroundingsOf(planning);
  const found = findConflicts(planning, around);
  const foundAt = performance.now();
  const conflicts = inWords(found, planning);
  const saidAt = performance.now();
  const wayOut = waysOut(planning, around);
  const proposals = conflicts.map((conflict) => wayOut(conflict));
  const end = performance.now();
  const counts = {};
  for (const { code } of conflicts) counts[code] = (counts[code] ?? 0) + 1;
  if (JSON.stringify(Object.entries(counts).sort()) !== JSON.stringify(Object.entries(expected).sort()))
    throw new Error(`other conflicts were found than were made: ${JSON.stringify(counts)}`);
  ways = proposals.filter((proposal) => proposal !== null).length;
  if (ways < 40) throw new Error(`only ${ways} of 50 have a way out`);
  results.find.push(foundAt - begun);
  results.words.push(saidAt - foundAt);
  results.waysOut.push(end - saidAt);
  results.all.push(end - begun);
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const line = (label, values) =>
  `${label.padEnd(44)} ${median(values).toFixed(1).padStart(6)} ms   (${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)})`;
console.log(
  `${rounds} rounds on ${os.availableParallelism()} cores, Node ${process.versions.node}, ${os.type()} ${os.release()}`,
);
console.log(`500 sessions, 12 rooms, 800 people; 50 conflicts, ${ways} with a way out`);
console.log(line('find what is wrong', results.find));
console.log(line('say it in three languages', results.words));
console.log(line('find the ways out', results.waysOut));
console.log(line('all of it', results.all));
fs.mkdirSync(path.join(root, 'bench/results'), { recursive: true });
fs.writeFileSync(
  path.join(root, 'bench/results/conflicts.json'),
  `${JSON.stringify({ at: new Date().toISOString(), cores: os.availableParallelism(), cpu: os.cpus()[0]?.model, node: process.versions.node, ...results }, null, 2)}\n`,
);
