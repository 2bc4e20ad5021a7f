import { createWriteStream } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { newId } from '../database/base.entity';
import { httpProblems } from '../http/problem';
import { StartUpError } from '../start-up-error';
import { checkKey, Storage, type Content } from './storage';

/**
 * Files in a folder of this machine, or one that the network shares. Each is written under a temporary name, forced to
 * the disk and renamed, so that a name means a whole file. Subfolders keep any one folder small.
 */
export class LocalFolder extends Storage {
  constructor(private readonly folder: string) {
    super();
  }

  get place(): string {
    return this.folder;
  }

  async put(key: string, content: Content): Promise<void> {
    const file = this.fileOf(key);
    const part = partOf(file);
    try {
      await fs.mkdir(path.dirname(file), { recursive: true });
      await pipeline(content.open(), createWriteStream(part, { mode: 0o600, flush: true }));
      await fs.rename(part, file);
      await syncFolder(path.dirname(file));
    } catch (error) {
      await fs.rm(part, { force: true }).catch(() => undefined);
      throw unavailable('written', error);
    }
  }

  async get(key: string): Promise<Readable | undefined> {
    const file = this.fileOf(key);
    try {
      // Opened here and not by the stream: once it is open it can be read to its end, even if it is removed meanwhile.
      return (await fs.open(file, 'r')).createReadStream();
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw unavailable('read', error);
    }
  }

  async remove(key: string): Promise<void> {
    const file = this.fileOf(key);
    try {
      await fs.rm(partOf(file), { force: true });
      await fs.rm(file, { force: true });
    } catch (error) {
      if (!isAbsent(error)) throw unavailable('changed', error);
    }
  }

  async exists(key: string): Promise<boolean> {
    const file = this.fileOf(key);
    try {
      return (await fs.stat(file)).isFile();
    } catch (error) {
      if (isAbsent(error)) return false;
      throw unavailable('read', error);
    }
  }

  async check(): Promise<void> {
    const key = newId();
    const probe = Buffer.from('plenary');
    try {
      await this.put(key, {
        size: probe.length,
        mediaType: 'text/plain',
        open: () => Readable.from([probe]),
      });
      await this.remove(key);
      // The subfolder of the probe goes too, unless it holds files by now.
      await fs.rmdir(path.dirname(this.fileOf(key))).catch(() => undefined);
    } catch (error) {
      const { code, message } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
      const why = isFull(code) ? 'the disk is full' : (code ?? message);
      throw new StartUpError(
        `The folder of uploaded files ${this.folder} cannot be written (${why}): give this user the right to write there, or set STORAGE_DIR to another folder.`,
      );
    }
  }

  /** Ids begin with the time they were made at, so it is their end that spreads them evenly. */
  private fileOf(key: string): string {
    checkKey(key);
    return path.join(this.folder, key.slice(-2), key);
  }
}

const partOf = (file: string): string => `${file}.part`;

/** A rename is only safe from a crash once the folder is on the disk. Not every system can do that to a folder. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await fs.open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    await handle.close();
  }
}

function isAbsent(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function isFull(code: string | undefined): boolean {
  return code === 'ENOSPC' || code === 'EDQUOT';
}

function unavailable(done: 'written' | 'read' | 'changed', cause: unknown): Error {
  const detail = isFull((cause as NodeJS.ErrnoException).code)
    ? 'The disk for files is full. Nothing was kept; tell your administrator.'
    : `The folder of files cannot be ${done}. Nothing was changed; tell your administrator.`;
  return httpProblems.unavailable({ detail, headers: { 'retry-after': '60' }, cause });
}
