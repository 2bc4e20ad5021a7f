import * as path from 'node:path';
import type { ClientConfig } from 'pg';
import type { Config } from '../platform/config';
import { connectionOptions } from '../platform/database/connection';
import { runningPostgres, startEmbeddedPostgres } from '../platform/database/embedded-postgres';

/** How PostgreSQL is reached, and how it is let go. */
export interface OpenDatabase {
  readonly connection: ClientConfig;
  /** Resolves when a server that was started here ends without having been told to. */
  readonly lost: Promise<void>;
  /** Stops the server if it was started here; a server of others is left alone. */
  stop(): Promise<void>;
}

const clusterOf = (config: Config): string => path.join(config.dataDir, 'postgres');
const never = new Promise<void>(() => {});
const nothingToStop = async (): Promise<void> => {};

/** The database of `DATABASE_URL`, or else an embedded one that is started in the data folder. */
export async function openDatabase(config: Config): Promise<OpenDatabase> {
  if (config.databaseUrl !== undefined)
    return { connection: connectionOptions({ url: config.databaseUrl }), lost: never, stop: nothingToStop };
  const server = await startEmbeddedPostgres({ dataDir: clusterOf(config) });
  return { connection: connectionOptions(server.connection), lost: server.lost, stop: () => server.stop() };
}

/** The same for a command that may run beside the program: an embedded server that runs already is used as it is. */
export async function joinDatabase(config: Config): Promise<OpenDatabase> {
  const running = config.databaseUrl === undefined ? runningPostgres(clusterOf(config)) : undefined;
  if (running === undefined) return openDatabase(config);
  return { connection: connectionOptions(running), lost: never, stop: nothingToStop };
}
