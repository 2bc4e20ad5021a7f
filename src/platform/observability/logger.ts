import type { LoggerService, LogLevel } from '@nestjs/common';
import pino, { type DestinationStream, type Level, type Logger } from 'pino';
import { currentRequest } from '../http/request-context';

/**
 * The log: one JSON object a line, with `time`, `level`, `msg`, `context` and, within a request, `requestId`.
 *
 * Nothing of a person is meant to get here. Of an error only what it is, what it says and where it was are written:
 * not the parameters of a statement, not PostgreSQL's `detail`, which repeats the values of a row. Mail addresses and
 * signed tokens that a text holds all the same are taken out.
 */
export class JsonLogger implements LoggerService {
  private readonly pino: Logger;

  constructor(level: Level | 'silent', destination?: DestinationStream) {
    const options = {
      level,
      base: undefined,
      // Errors are described here already; pino's own way would rewrite the description.
      serializers: { err: (error: unknown) => error },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label: string) => ({ level: label }) },
    };
    this.pino = destination ? pino(options, destination) : pino(options);
  }

  log(message: unknown, ...rest: unknown[]): void {
    // Nest tells of every module and route that it has found; that is for whoever looks for a fault.
    this.write(rest.some((one) => findings.has(one)) ? 'debug' : 'info', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  /** Nest asks for it; the level is the configuration's. */
  setLogLevels(_levels: LogLevel[]): void {}

  private write(level: Level, message: unknown, rest: unknown[]): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const { msg, ...fields } = entry(message, rest);
    const requestId = currentRequest()?.requestId;
    this.pino[level]({ ...(requestId === undefined ? {} : { requestId }), ...fields }, msg);
  }
}

interface Entry {
  readonly msg: string;
  readonly context?: string;
  readonly err?: object;
  readonly [field: string]: unknown;
}

/** Contexts in which Nest says what it has found while it starts. */
const findings = new Set<unknown>(['InstanceLoader', 'RoutesResolver', 'RouterExplorer']);

/** Nest passes the context last, and for an error its stack before that. */
function entry(message: unknown, rest: unknown[]): Entry {
  const texts = rest.filter((one): one is string => typeof one === 'string');
  const context = texts.at(-1);
  const stack = texts.length > 1 ? texts[0] : undefined;
  const thrown = message instanceof Error ? message : rest.find((one): one is Error => one instanceof Error);
  const common = {
    ...(context === undefined ? {} : { context }),
    ...(stack === undefined ? {} : { stack: withoutPersons(stack) }),
  };
  if (thrown) {
    const said = message instanceof Error ? message.message : String(message);
    return { ...common, msg: withoutPersons(said), err: described(thrown) };
  }
  if (typeof message !== 'object' || message === null)
    return { ...common, msg: withoutPersons(String(message)) };
  const { msg, err, ...fields } = message as Record<string, unknown>;
  return {
    ...common,
    ...flat(fields),
    msg: withoutPersons(typeof msg === 'string' ? msg : ''),
    ...(err === undefined ? {} : { err: described(err) }),
  };
}

/** Only plain values: whoever logs an object cannot know what hangs on it. */
function flat(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
      .map(([name, value]) => [name, typeof value === 'string' ? withoutPersons(value) : value]),
  );
}

function described(error: unknown, depth = 0): object {
  if (!(error instanceof Error)) return { type: typeof error, message: withoutPersons(String(error)) };
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return {
    type: error.name === 'Error' ? error.constructor.name : error.name,
    message: withoutPersons(error.message),
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof constraint === 'string' ? { constraint } : {}),
    stack: withoutPersons(error.stack ?? ''),
    ...(error.cause === undefined || depth >= 3 ? {} : { cause: described(error.cause, depth + 1) }),
  };
}

const mailAddress = /[^\s@<>()"'`,;:=/]+@[^\s@<>()"'`,;:=/]+\.[^\s@<>()"'`,;:=/]+/g;
const credential = /\b(Bearer\s+|token=|password=|\/feeds\/|:\/\/[^\s:/@]*:)[^\s&@"']+/gi;

function withoutPersons(text: string): string {
  return text.replace(credential, '$1[removed]').replace(mailAddress, '[address]');
}
