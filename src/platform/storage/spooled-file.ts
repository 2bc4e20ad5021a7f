import { createHash, randomUUID, type Hash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Readable } from 'node:stream';

/** How much is read at a time, in bytes. */
const pieceBytes = 64 * 1024;

/**
 * Bytes of an upload while they are looked at, on the disk and not in memory. The file has no name in the folder once it
 * is open, so that nothing is left behind, however the process ends.
 */
export class SpooledFile {
  private length = 0;
  private readonly hash: Hash = createHash('sha256');
  private digest: string | undefined;

  private constructor(private readonly handle: fs.FileHandle) {}

  static async create(): Promise<SpooledFile> {
    const file = path.join(os.tmpdir(), `plenary-upload-${randomUUID()}`);
    const handle = await fs.open(file, 'wx+', 0o600);
    await fs.unlink(file);
    return new SpooledFile(handle);
  }

  /** All that comes from `source`. */
  static async of(source: AsyncIterable<Buffer>): Promise<SpooledFile> {
    const file = await SpooledFile.create();
    try {
      for await (const chunk of source) await file.append(chunk);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Length so far, in bytes. */
  get size(): number {
    return this.length;
  }

  /** SHA-256 of all of it, in hexadecimal; nothing can be appended any more. */
  get sha256(): string {
    return (this.digest ??= this.hash.digest('hex'));
  }

  async append(chunk: Buffer): Promise<void> {
    this.hash.update(chunk);
    for (let from = 0; from < chunk.length;) {
      const { bytesWritten } = await this.handle.write(chunk, from, chunk.length - from, this.length);
      from += bytesWritten;
      this.length += bytesWritten;
    }
  }

  /** `length` bytes from `position` on, fewer at the end of the file. */
  async read(position: number, length: number): Promise<Buffer> {
    const wanted = Math.max(0, Math.min(length, this.length - position));
    const bytes = Buffer.alloc(wanted);
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await this.handle.read(bytes, filled, wanted - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  }

  /** All of it, from the beginning; the file stays open. */
  open(): Readable {
    return this.handle.createReadStream({ start: 0, autoClose: false });
  }

  /** All of it, piece by piece. Whoever stops before the end leaves the file as it is, which a stream would not. */
  async *pieces(): AsyncGenerator<Buffer> {
    for (let at = 0; at < this.length; at += pieceBytes) yield await this.read(at, pieceBytes);
  }

  /** Lets go of it; after that it is nowhere. */
  async close(): Promise<void> {
    await this.handle.close();
  }
}
