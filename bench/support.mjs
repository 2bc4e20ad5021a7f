/** What benchmarks have in common: a PostgreSQL of their own, the program in a process of its own, and what is written down. */
import { fork } from 'node:child_process';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const require = createRequire(import.meta.url);
/** A module of the program, as the compiler wrote it. */
export const ours = (file) => require(path.join(root, 'dist/src', file));

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
export const spread = (values) => ({
  median: median(values),
  least: Math.min(...values),
  most: Math.max(...values),
});

/** The next thing that a child says; rejects when it says `{ error }` or ends. */
export function said(child) {
  return new Promise((resolve, reject) => {
    const listen = (message) => {
      child.off('exit', ended);
      if (message.error) reject(new Error(message.error));
      else resolve(message);
    };
    const ended = (code) => {
      child.off('message', listen);
      reject(new Error(`a process ended with ${code}`));
    };
    child.once('message', listen);
    child.once('exit', ended);
  });
}

/** Runs `work` with a PostgreSQL with default durability, and a way to start children; ends both, whatever happens. */
export async function withPostgres(work) {
  const { startEmbeddedPostgres } = ours('platform/database/embedded-postgres.js');
  const { migrate } = ours('platform/database/migrate.js');
  const { connectionOptions } = ours('platform/database/connection.js');
  const { Client } = require('pg');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plenary-bench-'));
  fs.chmodSync(folder, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(folder, 'postgres'), durable: true });
  const children = [];
  const admin = new Client({ ...postgres.connection, database: 'postgres' });
  let client;
  try {
    await admin.connect();
    await admin.query('CREATE DATABASE bench');
    const connection = { ...postgres.connection, database: 'bench' };
    await migrate(connectionOptions(connection));
    client = new Client(connection);
    await client.connect();
    await work({
      client,
      connection,
      folder,
      start: (file, ...args) => {
        const child = fork(file, args);
        children.push(child);
        return child;
      },
    });
  } finally {
    for (const child of children) child.kill();
    await client?.end();
    await admin.end();
    await postgres.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes what was measured, with machine and date, to bench/results/<name>.json. */
export function keep(name, measured) {
  fs.mkdirSync(path.join(root, 'bench/results'), { recursive: true });
  fs.writeFileSync(
    path.join(root, `bench/results/${name}.json`),
    `${JSON.stringify(
      {
        at: new Date().toISOString(),
        cores: os.availableParallelism(),
        cpu: os.cpus()[0]?.model,
        load: Number(os.loadavg()[0].toFixed(1)),
        node: process.versions.node,
        ...measured,
      },
      null,
      2,
    )}\n`,
  );
}
