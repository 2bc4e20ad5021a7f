import { ConfigError } from '../platform/config';
import { StartUpError } from '../platform/start-up-error';

/** What the operator reads when the program cannot start, and the status with which it ends. */
export interface Failure {
  readonly text: string;
  readonly exitCode: number;
}

/** `EX_CONFIG` of sysexits.h: supervisors need not try again. */
const faultyConfiguration = 78;

/** Thrown between two steps of a start when somebody has asked the program to stop meanwhile. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/**
 * Turns whatever stopped the program into text for standard error. What can be put right outside of the program is one
 * sentence that says how; a stack is shown only for what nobody foresaw, and only with `LOG_LEVEL=debug`; then `what` says what did not work.
 */
export function explainFailure(what: string, error: unknown): Failure {
  const showStack = process.env['LOG_LEVEL'] === 'debug';
  if (error instanceof ConfigError) return { text: error.message, exitCode: faultyConfiguration };
  if (error instanceof StartUpError) return { text: oneLine(error.message), exitCode: 1 };
  if (isDiskFull(error))
    return {
      text: 'The disk of the database is full: free some space, or move the data with DATA_DIR or DATABASE_URL.',
      exitCode: 1,
    };
  const message = error instanceof Error ? error.message : String(error);
  const stack = showStack && error instanceof Error ? `\n${error.stack}` : '';
  return { text: `${what}: ${oneLine(message)}${stack}`, exitCode: 1 };
}

/** SQLSTATE of PostgreSQL for a full disk, or the operating system's own code. */
function isDiskFull(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return code === '53100' || code === 'ENOSPC';
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim();
}
