import { randomBytes } from 'node:crypto';
import { Client, type ClientConfig } from 'pg';
import { connectionOptions } from '../../src/platform/database/connection';
import type { Database } from '../../src/platform/database/database';

/** How the server of this run is reached, as the set-up passes it on. */
export type TestServer = { url: string } | { host: string; port: number; user: string; database: string };

/** Name of the migrated database that is cloned; not part of the product, so one name for all runs on a server. */
export const templateName = 'plenary_test_template';

/** The same server with another database. */
export function serverOf(
  server: TestServer,
  database: string,
): { url: string } | { host: string; port: number; user: string; database: string } {
  if (!('url' in server)) return { ...server, database };
  const url = new URL(server.url);
  url.pathname = `/${database}`;
  return { url: url.href };
}

function sharedServer(): TestServer {
  const server = process.env['PLENARY_TEST_SERVER'];
  if (server === undefined) throw new Error('the set-up of the test run did not start a database server');
  return JSON.parse(server) as TestServer;
}

/** A fresh migrated database for one test file. */
export async function createTestDatabase(): Promise<ClientConfig & { url?: string }> {
  const server = sharedServer();
  const name = `plenary_test_${randomBytes(6).toString('hex')}`;
  const client = new Client(connectionOptions(serverOf(server, 'postgres')));
  // The whole cluster goes at the end of the run; a connection that is told so is not a failure.
  client.on('error', () => undefined);
  await client.connect();
  try {
    // One at a time: PostgreSQL copies a template only while nobody is connected to it, and two copies at once wait badly.
    await client.query('SELECT pg_advisory_lock(4711)');
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${templateName} STRATEGY FILE_COPY`);
  } finally {
    await client.end();
  }
  return connectionOptions(serverOf(server, name));
}

/** How many transactions of this test file the database broke off because they waited for each other. */
export async function deadlocks(db: Database): Promise<number> {
  const row = await db.one<{ deadlocks: number }>(
    'SELECT deadlocks::integer FROM pg_stat_database WHERE datname = current_database()',
  );
  return row!.deadlocks;
}
