import { SetMetadata } from '@nestjs/common';

export interface JobOptions {
  /** The line in which the job waits: `mail` for what talks to mail servers, so that a slow one holds up nothing else. */
  readonly queue?: 'default' | 'mail';
  /** How many jobs of this kind a process runs at once. Such a job waits in a line of its own. */
  readonly concurrency?: number;
  /** How often it is tried before it is set aside for a person to look at (10). */
  readonly attempts?: number;
  /** Pause before the second attempt, in milliseconds (1000); it doubles with each attempt and varies at random. */
  readonly backoffMs?: number;
  /** Longest pause between two attempts, in milliseconds (one hour). */
  readonly maxBackoffMs?: number;
  /**
   * The handler runs in one transaction with the removal of the promise, so its effects on the database happen exactly
   * once, even when two workers run it at the same time. Only for what stays within the database.
   */
  readonly transactional?: boolean;
}

/**
 * A kind of background work. Its data are ids and small parameters only: no names, addresses or texts of people. The
 * handler reads what it needs when it runs, checks again that the work is still wanted, acts and marks that it did;
 * unless the job is transactional, it may run more than once.
 */
export interface JobDefinition<D extends object> {
  readonly name: string;
  readonly queue: string;
  readonly concurrency: number | undefined;
  readonly attempts: number;
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  readonly transactional: boolean;
  /** Only carries the type of the data. */
  readonly data?: D;
}

/** What a handler knows about the attempt in which it runs, and how it reports. */
export interface JobContext {
  /** The same at every attempt; the id of the run if people follow this job. */
  readonly id: string;
  /** Counts from 1. */
  readonly attempt: number;
  readonly lastAttempt: boolean;
  /** Aborted when the process is about to stop and will not wait any longer. */
  readonly signal: AbortSignal;
  /** How far the work is, in pieces of work. Written at most every 200 ms. */
  progress(done: number, total: number): Promise<void>;
  /** What was done so far, by name, for example `{ created: 12, updated: 3 }`. */
  counts(counts: Readonly<Record<string, number>>): Promise<void>;
  /** A fault in one row of what the person sent in; `row` counts as in their file. Only the first 500 are kept. */
  rowError(row: number, message: string, pointer?: string): Promise<void>;
  /** What the work brought about, for example where to fetch a file. */
  result(value: object): Promise<void>;
}

/** Thrown by a handler when trying again cannot help: the job is set aside at once. */
export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure';
}

/** Declares a kind of background work. Names are unique in the program, for example `registrations.import`. */
export function defineJob<D extends object>(name: string, options: JobOptions = {}): JobDefinition<D> {
  checkName(name);
  return Object.freeze({
    name,
    queue: options.concurrency === undefined ? (options.queue ?? 'default') : name,
    concurrency: options.concurrency,
    attempts: options.attempts ?? 10,
    backoffMs: options.backoffMs ?? 1000,
    maxBackoffMs: options.maxBackoffMs ?? 3_600_000,
    transactional: options.transactional ?? false,
  });
}

/** Names stand in identifiers of the queue, where a colon separates. */
export function checkName(name: string): void {
  if (!/^[a-z][a-z0-9]*([._-][a-z0-9]+)*$/i.test(name)) {
    throw new Error(`"${name}" cannot be a name here: use letters, digits and single . _ - between them`);
  }
}

export const HANDLES_JOB = Symbol('handles job');

type Handler<D extends object> = (data: D, context: JobContext) => Promise<void>;
/** A decorator for methods that can be called as `F`. */
export type MethodOf<F> = <T extends F>(
  target: object,
  property: string | symbol,
  descriptor: TypedPropertyDescriptor<T>,
) => void;

/** Marks the one method that does the work of this kind, on a provider of any module. */
export function HandlesJob<D extends object>(definition: JobDefinition<D>): MethodOf<Handler<D>> {
  return (target, property, descriptor) => {
    SetMetadata(HANDLES_JOB, definition)(target, property, descriptor);
  };
}
