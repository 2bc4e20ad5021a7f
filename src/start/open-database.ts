import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ClientConfig } from 'pg';
import type { Config } from '../platform/config';
import { connectionOptions } from '../platform/database/connection';
import { startEmbeddedPostgres } from '../platform/database/embedded-postgres';

/** How PostgreSQL is reached, and how it is let go. */
export interface OpenDatabase {
  readonly connection: ClientConfig;
  /** Stops the server if it was started here; a server of others is left alone. */
  stop(): Promise<void>;
}

const clusterOf = (config: Config): string => path.join(config.dataDir, 'postgres');
const nothingToStop = async (): Promise<void> => {};

/** The database of `DATABASE_URL`, or else an embedded one that is started in the data folder. */
export async function openDatabase(config: Config): Promise<OpenDatabase> {
  if (config.databaseUrl !== undefined)
    return { connection: connectionOptions({ url: config.databaseUrl }), stop: nothingToStop };
  const server = await startEmbeddedPostgres({ dataDir: clusterOf(config) });
  return { connection: connectionOptions(server.connection), stop: () => server.stop() };
}

/** The same for a command that may run beside the program: an embedded server that runs already is used as it is. */
export async function joinDatabase(config: Config): Promise<OpenDatabase> {
  const running = config.databaseUrl === undefined ? runningServer(clusterOf(config)) : undefined;
  if (running === undefined) return openDatabase(config);
  return {
    connection: connectionOptions({ ...running, user: 'postgres', database: 'plenary' }),
    stop: nothingToStop,
  };
}

/** Where the server of this folder listens, from the file in which PostgreSQL says so while it runs. */
function runningServer(cluster: string): { host: string; port: number } | undefined {
  try {
    const [pid, , , port, socketDir, address] = fs
      .readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8')
      .split('\n')
      .map((line) => line.trim());
    process.kill(Number(pid), 0);
    const host = socketDir || address;
    return host && port && fs.existsSync(socketDir || '/') ? { host, port: Number(port) } : undefined;
  } catch {
    // No such file, or the process that it names has gone: nothing runs here.
    return undefined;
  }
}
