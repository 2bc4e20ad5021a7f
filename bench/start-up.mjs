/**
 * How long it takes from `npm start` to the first page, to the whole demonstration forum, and at the next start.
 *
 *   node bench/start-up.mjs [rounds]
 *
 * Each round begins with an empty data folder and an empty build. Prints the median and the spread, and writes
 * bench/results/start-up.json. Needs no more than `npm ci`.
 */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';

const rounds = Number(process.argv[2] ?? 3);
const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');

const freePort = () =>
  new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/** Starts as a user would, and answers the seconds until the first page came and until the start was complete. */
async function start(dataDir) {
  const port = await freePort();
  const begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1000;
  const child = spawn('npm', ['start'], {
    cwd: root,
    detached: true,
    env: { ...process.env, DATA_DIR: dataDir, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const seen = {};
  child.stdout.on('data', (chunk) => {
    if (seen.complete === undefined && String(chunk).includes('Ctrl-C')) seen.complete = seconds();
  });
  while (seen.complete === undefined || seen.page === undefined) {
    if (child.exitCode !== null) throw new Error('the program ended before it had started');
    if (seen.page === undefined) {
      const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
      if (answer?.ok) seen.page = seconds();
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  const mails = await (
    await fetch(`http://127.0.0.1:${port}/mailbox?withTotal=true&limit=1`, {
      headers: { accept: 'application/json' },
    })
  ).json();
  const stopped = performance.now();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid, 'SIGINT');
  await ended;
  return { ...seen, stop: (performance.now() - stopped) / 1000, mails: mails.total };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const results = { first: [], next: [] };
for (let round = 0; round < rounds; round += 1) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plenary-bench-'));
  fs.chmodSync(folder, 0o755);
  fs.rmSync(path.join(root, 'dist'), { recursive: true, force: true });
  results.first.push(await start(path.join(folder, 'data')));
  results.next.push(await start(path.join(folder, 'data')));
  fs.rmSync(folder, { recursive: true, force: true });
}
const mails = new Set([...results.first, ...results.next].map((run) => run.mails));
if (mails.size !== 1 || [...mails][0] < 120)
  throw new Error(`the forum was not whole every time: ${[...mails].join(', ')} mails`);

const line = (label, values) =>
  `${label.padEnd(44)} ${median(values).toFixed(1).padStart(6)} s   (${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)})`;
console.log(
  `${rounds} rounds on ${os.availableParallelism()} cores, Node ${process.versions.node}, ${os.type()} ${os.release()}`,
);
console.log(
  line(
    'first start: compile to first page',
    results.first.map((run) => run.page),
  ),
);
console.log(
  line(
    'first start: to the whole forum',
    results.first.map((run) => run.complete),
  ),
);
console.log(
  line(
    'next start: to the first page',
    results.next.map((run) => run.page),
  ),
);
console.log(
  line(
    'next start: complete',
    results.next.map((run) => run.complete),
  ),
);
console.log(
  line(
    'Ctrl-C: everything stopped',
    [...results.first, ...results.next].map((run) => run.stop),
  ),
);
fs.mkdirSync(path.join(root, 'bench/results'), { recursive: true });
fs.writeFileSync(
  path.join(root, 'bench/results/start-up.json'),
  `${JSON.stringify({ at: new Date().toISOString(), cores: os.availableParallelism(), cpu: os.cpus()[0]?.model, node: process.versions.node, ...results }, null, 2)}\n`,
);
