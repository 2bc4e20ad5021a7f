import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Client } from 'pg';
import { connectionOptions } from '../../src/platform/database/connection';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/platform/database/embedded-postgres';
import { migrate } from '../../src/platform/database/migrate';
import { serverOf, templateName, type TestServer } from './database';

interface Shared {
  plenaryServer?: EmbeddedPostgres;
  plenaryFolder?: string;
}

/**
 * One PostgreSQL for the whole run, with one migrated database that each test file clones. `TEST_DATABASE_URL` (a
 * superuser's) uses a server that is there, to test on another version.
 */
export default async function setup(): Promise<void> {
  const shared = globalThis as Shared;
  const given = process.env['TEST_DATABASE_URL'];
  let server: TestServer;
  if (given) {
    server = { url: given };
  } else {
    shared.plenaryFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'plenary-test-'));
    fs.chmodSync(shared.plenaryFolder, 0o755);
    shared.plenaryServer = await startEmbeddedPostgres({
      dataDir: path.join(shared.plenaryFolder, 'postgres'),
      durable: false,
      maxConnections: 300,
    });
    server = { ...shared.plenaryServer.connection };
  }
  process.env['PLENARY_TEST_SERVER'] = JSON.stringify(server);
  const client = new Client(connectionOptions(serverOf(server, 'postgres')));
  await client.connect();
  try {
    await client.query(`DROP DATABASE IF EXISTS ${templateName}`);
    await client.query(`CREATE DATABASE ${templateName}`);
  } finally {
    await client.end();
  }
  await migrate(connectionOptions(serverOf(server, templateName)));
}
