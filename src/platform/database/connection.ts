import type { ClientConfig } from 'pg';
import pg from 'pg';

/** DI token of the {@link ClientConfig} with which this process reaches PostgreSQL. */
export const PG_OPTIONS = Symbol('PG_OPTIONS');

/** Oldest PostgreSQL that is supported, as in `server_version_num`. */
export const minimumServerVersion = 150_000;

// A day has no time and no zone: it stays the text that PostgreSQL sends, and never becomes an instant.
pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value);
// Counts fit into a double; nothing here counts to 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, (value) => Number(value));

/**
 * Settings of every connection. The limits make a request end with an answer when the network swallows packets,
 * instead of hanging for ever as `pg` does by default.
 */
export function connectionOptions(
  target: { url: string } | { host: string; port: number; user: string; database: string },
): ClientConfig {
  return {
    ...('url' in target ? { connectionString: target.url } : target),
    // Also how long a request waits for its turn when very many come at once; a rush is no reason to send people away.
    connectionTimeoutMillis: 15_000,
    query_timeout: 60_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
    // Questions here are short. Where PostgreSQL was built with LLVM, it would compile some of them first, for seconds.
    options: '-c jit=off',
    keepAlive: true,
    application_name: 'plenary',
  };
}
