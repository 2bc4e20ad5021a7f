import * as path from 'node:path';
import { Client, type ClientConfig } from 'pg';
import { DataSource } from 'typeorm';
import { migrateQueues } from '../jobs/bullmq';
import { StartUpError } from '../start-up-error';
import { minimumServerVersion } from './connection';

/** Any number will do, as long as all replicas take the same one. */
const migrationLock = 7_019_102_1;

/** A data source that knows the migrations and nothing else. */
function migrationSource(connection: ClientConfig): DataSource {
  return new DataSource({
    type: 'postgres',
    url: connection.connectionString,
    host: connection.host,
    port: connection.port,
    username: connection.user,
    password: typeof connection.password === 'string' ? connection.password : undefined,
    database: connection.database,
    installExtensions: false,
    migrations: [path.resolve(__dirname, '../../../migrations/*.js')],
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
  });
}

/**
 * Brings the database to the state that this program needs, and answers the names of what was done. Several replicas
 * may start at once: one migrates, the others wait.
 * @throws {StartUpError} when the server cannot be reached or is too old
 */
export async function migrate(connection: ClientConfig): Promise<string[]> {
  return withLock(connection, async (client) => {
    const source = await migrationSource(connection).initialize();
    try {
      const done = await source.runMigrations();
      await migrateQueues(client);
      return done.map(({ name }) => name);
    } catch (error) {
      throw migrationTrouble(error);
    } finally {
      await source.destroy();
    }
  });
}

/** Takes back the last migration, and answers its name; undefined when there is none left. */
export async function revertLastMigration(connection: ClientConfig): Promise<string | undefined> {
  return withLock(connection, async () => {
    const source = await migrationSource(connection).initialize();
    try {
      const [last] = await source.query<{ name: string }[]>(
        'SELECT name FROM migrations ORDER BY id DESC LIMIT 1',
      );
      if (last) await source.undoLastMigration();
      return last?.name;
    } finally {
      await source.destroy();
    }
  });
}

async function withLock<T>(connection: ClientConfig, work: (client: Client) => Promise<T>): Promise<T> {
  // Waiting for another replica and long migrations are both in order here: no limit on a statement.
  const client = new Client({ ...connection, statement_timeout: 0, query_timeout: 0 });
  // A connection that is lost between two statements: the next one fails and tells.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw unreachable(connection, error);
  }
  try {
    await checkVersion(client);
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    return await work(client);
  } finally {
    await client.end();
  }
}

async function checkVersion(client: Client): Promise<void> {
  const { rows } = await client.query<{ server_version_num: string }>('SHOW server_version_num');
  const version = Number(rows[0]?.server_version_num);
  if (version >= minimumServerVersion) return;
  throw new StartUpError(
    `DATABASE_URL points to PostgreSQL ${Math.floor(version / 10_000)}, and Plenary needs version ${minimumServerVersion / 10_000} or newer: set DATABASE_URL to a newer server, or leave it out to use the embedded one.`,
  );
}

/** What the server refused, in its own words: nothing of them is secret, and only the operator of it can help. */
function migrationTrouble(error: unknown): unknown {
  const { code, message } = (error as { driverError?: { code?: string; message: string } }).driverError ?? {};
  if (message === undefined) return error;
  const advice =
    code === '53100'
      ? 'free some space on its disk'
      : code === '42501'
        ? 'give the user of DATABASE_URL the right to create things in its database'
        : code === '0A000' || code === '58P01'
          ? 'install the extensions that come with PostgreSQL (contrib)'
          : 'nothing of this step was kept';
  return new StartUpError(`The database could not be migrated (${message}): ${advice}.`, { cause: error });
}

/** Says what is wrong without the password that may stand in the URL. */
function unreachable(connection: ClientConfig, error: unknown): StartUpError {
  const { code, message } = error as { code?: string; message: string };
  const where =
    connection.connectionString && URL.canParse(connection.connectionString)
      ? new URL(connection.connectionString).host
      : connection.host;
  const why =
    code === '28P01' || code === '28000'
      ? 'refused user or password'
      : code === '3D000'
        ? 'has no such database; create it first'
        : code === 'ECONNREFUSED' || code === 'ENOENT'
          ? 'does not listen there'
          : code === 'ENOTFOUND'
            ? 'has no such host'
            : `could not be reached (${code ?? message})`;
  return new StartUpError(
    `The PostgreSQL of DATABASE_URL at ${where} ${why}: check DATABASE_URL and that the server is running.`,
  );
}
