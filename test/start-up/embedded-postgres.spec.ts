import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Client } from 'pg';
import {
  runningPostgres,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../src/platform/database/embedded-postgres';
import { StartUpError } from '../../src/platform/start-up-error';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'plenary-embedded-'));
fs.chmodSync(root, 0o755);
const servers: EmbeddedPostgres[] = [];
const owners: ChildProcess[] = [];

afterAll(async () => {
  for (const owner of owners) owner.kill('SIGKILL');
  for (const server of servers) await server.stop();
  fs.rmSync(root, { recursive: true, force: true });
});

async function start(name: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir: path.join(root, name), durable: false });
  servers.push(server);
  return server;
}

/** What starting on this folder ends with. */
const refusal = (name: string): Promise<unknown> =>
  start(name).then(
    () => 'it started',
    (error: unknown) => error,
  );

async function ask<T extends object>(server: EmbeddedPostgres, sql: string): Promise<T[]> {
  const client = new Client(server.connection);
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A process of its own that starts a server on the folder and then waits. */
async function starter(name: string): Promise<ChildProcess> {
  const launcher = path.resolve(__dirname, '../../src/platform/database/embedded-postgres.js');
  const options = { dataDir: path.join(root, name), durable: false };
  const script = `require(${JSON.stringify(launcher)}).startEmbeddedPostgres(${JSON.stringify(options)})
    .then(() => { process.stdout.write('up'); setInterval(() => {}, 60_000); })`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  owners.push(child);
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  return child;
}

const recordedPid = (name: string): number =>
  Number(fs.readFileSync(path.join(root, name, 'postmaster.pid'), 'utf8').split('\n')[0]);

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a server keeps its data, is found while it runs, and leaves nothing running', async () => {
  const first = await start('kept');
  await ask(first, 'CREATE TABLE kept AS SELECT 42 AS n');
  expect(runningPostgres(path.join(root, 'kept'))).toEqual(first.connection);
  const pid = recordedPid('kept');
  await first.stop();
  expect([runningPostgres(path.join(root, 'kept')), runs(pid)]).toEqual([undefined, false]);
  expect(await ask(await start('kept'), 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
});

test('a second server on one folder is refused, and the sentence names the process of the first', async () => {
  await start('shared');
  expect(await refusal('shared')).toEqual(
    new StartUpError(
      `Another Plenary uses the folder ${root}/shared (PostgreSQL process ${recordedPid('shared')}): stop it, or set DATA_DIR to another folder.`,
    ),
  );
});

test('after a kill -9 of its owner the server goes, and a start at once waits for that', async () => {
  const owner = await starter('orphaned');
  const pid = recordedPid('orphaned');
  owner.kill('SIGKILL');
  const next = await start('orphaned');
  expect(await ask(next, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  expect([recordedPid('orphaned') === pid, runs(pid)]).toEqual([false, false]);
});

test('a server that is killed is reported as lost, and starts again at once', async () => {
  const first = await start('killed');
  process.kill(recordedPid('killed'), 'SIGKILL');
  await first.lost;
  expect(await ask(await start('killed'), 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
});

test('a cluster that was left half made does not stand in the way', async () => {
  fs.mkdirSync(path.join(root, 'half.new', 'base'), { recursive: true });
  fs.writeFileSync(path.join(root, 'half.new', 'PG_VERSION'), '18\n');
  expect(await ask(await start('half'), 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  expect(fs.existsSync(path.join(root, 'half.new'))).toBe(false);
});

test('the file of a crashed server whose process id is now another program is no running server', () => {
  fs.mkdirSync(path.join(root, 'reused'));
  fs.writeFileSync(
    path.join(root, 'reused', 'postmaster.pid'),
    `${process.pid}\n${root}/reused\n0\n5432\n/nowhere\n\n\nready\n`,
  );
  expect(runningPostgres(path.join(root, 'reused'))).toBeUndefined();
});

test('a folder with other things in it is refused and left alone', async () => {
  fs.mkdirSync(path.join(root, 'photographs', 'holidays'), { recursive: true });
  expect(await refusal('photographs')).toEqual(
    new StartUpError(
      `The data folder ${root}/photographs cannot be written (ENOTEMPTY): give this user the right to write there, or set DATA_DIR to another folder.`,
    ),
  );
  expect(fs.existsSync(path.join(root, 'photographs', 'holidays'))).toBe(true);
});
