import type { Readable } from 'node:stream';

/** Bytes that can be read from their beginning, as often as it takes to store them. */
export interface Content {
  /** Length in bytes. */
  readonly size: number;
  readonly mediaType: string;
  open(): Readable;
}

/**
 * Where the bytes of files are kept. It knows nothing but keys, which the program makes (UUIDs, never anything that
 * somebody sent) and bytes; what a file is called and who may see it stands in the database.
 *
 * Failures are problems (503) that say that the storage could not be reached or written.
 */
export abstract class Storage {
  /** Where that is, for people. */
  abstract readonly place: string;

  /** Stores the bytes under the key. Once this has ended they survive a crash; before, nobody finds half of them. */
  abstract put(key: string, content: Content): Promise<void>;

  /** The bytes under the key, to be read to their end or destroyed, or undefined when there are none. */
  abstract get(key: string): Promise<Readable | undefined>;

  /** Removes whatever is left under the key, also of a `put` that did not end. There need not be anything. */
  abstract remove(key: string): Promise<void>;

  abstract exists(key: string): Promise<boolean>;

  /**
   * Tries to store, read and remove something.
   * @throws {StartUpError} that says what to do when that is not possible
   */
  abstract check(): Promise<void>;
}

/** @throws when `key` is not a UUID, as all keys are: nothing else may ever become part of a path. */
export function checkKey(key: string): void {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(key))
    throw new Error(`"${key}" is no key of a file`);
}
