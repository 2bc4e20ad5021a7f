import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createInflateRaw, inflateRaw } from 'node:zlib';
import type { SpooledFile } from './spooled-file';

const inflate = promisify(inflateRaw);

interface Entry {
  readonly name: string;
  readonly encrypted: boolean;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly offset: number;
}

const endSize = 22;
const longestComment = 65_535;
/** Bounds of what is read of an archive; office documents stay far below. */
const mostDirectoryBytes = 4 * 1024 * 1024;
const mostEntries = 10_000;
const mostTextBytes = 1024 * 1024;
/** How much of a part is unpacked at a time, in bytes. */
const pieceBytes = 64 * 1024;
/** What all parts may be together when they are unpacked, in bytes: more is meant to fill the reader's disk or memory. */
export const mostUnpackedBytes = 512 * 1024 * 1024;

/** Why an archive is not taken; the message completes "the file ...". */
export class ArchiveFault extends Error {
  override readonly name = 'ArchiveFault';
}

const broken = (): ArchiveFault => new ArchiveFault('is damaged or not complete');

/**
 * The parts of a package of an office program, which is a ZIP archive. What counts is the directory at its end, as for
 * the programs that open it; only single small parts are ever unpacked, and only up to a bound.
 */
export class OfficeArchive {
  private constructor(
    private readonly file: SpooledFile,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  /** @throws {ArchiveFault} when it is no sound archive */
  static async open(file: SpooledFile): Promise<OfficeArchive> {
    const end = await findEnd(file);
    const count = end.record.readUInt16LE(10);
    const directorySize = end.record.readUInt32LE(12);
    const directoryAt = end.record.readUInt32LE(16);
    // The directory stands right before its end record: nothing is hidden between them, and no part of a larger whole.
    if (directoryAt + directorySize !== end.at || end.record.readUInt16LE(8) !== count) throw broken();
    if (count === 0 || count > mostEntries || directorySize > mostDirectoryBytes) throw broken();
    const entries = readDirectory(await file.read(directoryAt, directorySize), count);
    if ([...entries.values()].some(({ encrypted }) => encrypted))
      throw new ArchiveFault('is protected by a password');
    const unpacked = [...entries.values()].reduce((sum, entry) => sum + entry.unpacked, 0);
    if (unpacked > mostUnpackedBytes) throw new ArchiveFault('would become far too large when it is opened');
    return new OfficeArchive(file, entries);
  }

  /** Names of the parts, as they are written. */
  get names(): readonly string[] {
    return [...this.entries.values()].map(({ name }) => name);
  }

  has(name: string): boolean {
    return this.entries.has(name.toLowerCase());
  }

  /**
   * The bytes of a part, piece by piece, never more of them than the directory says.
   * @throws {ArchiveFault} when there is no such part, or it is broken or longer than it claims
   */
  async *bytes(name: string): AsyncGenerator<Buffer> {
    const entry = this.entries.get(name.toLowerCase());
    if (!entry || (entry.method !== 0 && entry.method !== 8)) throw broken();
    const packed = Readable.from(this.packed(entry, await this.startOf(entry)));
    const plain = entry.method === 0 ? packed : packed.pipe(createInflateRaw({ chunkSize: pieceBytes }));
    packed.on('error', (error) => plain.destroy(error));
    let length = 0;
    try {
      for await (const piece of plain) {
        length += (piece as Buffer).length;
        if (length > entry.unpacked) throw broken();
        yield piece as Buffer;
      }
    } catch (error) {
      throw error instanceof ArchiveFault || !isZlibError(error) ? error : broken();
    } finally {
      packed.destroy();
      plain.destroy();
    }
    if (length !== entry.unpacked) throw broken();
  }

  /** The text of a small part. @throws {ArchiveFault} when there is no such part, or it is too large or broken */
  async text(name: string): Promise<string> {
    const entry = this.entries.get(name.toLowerCase());
    if (!entry || entry.unpacked > mostTextBytes || entry.packed > mostTextBytes) throw broken();
    const packed = await this.file.read(await this.startOf(entry), entry.packed);
    if (packed.length !== entry.packed) throw broken();
    if (entry.method === 0) return packed.toString('utf8');
    if (entry.method !== 8) throw broken();
    const bytes = await inflate(packed, { maxOutputLength: mostTextBytes }).catch(() => {
      throw broken();
    });
    return (bytes as Buffer).toString('utf8');
  }

  /** Where the bytes of a part begin. @throws {ArchiveFault} */
  private async startOf(entry: Entry): Promise<number> {
    const head = await this.file.read(entry.offset, 30);
    if (head.length < 30 || head.readUInt32LE(0) !== 0x04034b50) throw broken();
    const nameLength = head.readUInt16LE(26);
    const ownName = await this.file.read(entry.offset + 30, nameLength);
    if (ownName.toString('utf8') !== entry.name) throw broken();
    return entry.offset + 30 + nameLength + head.readUInt16LE(28);
  }

  private async *packed({ packed }: Entry, start: number): AsyncGenerator<Buffer> {
    for (let read = 0; read < packed;) {
      const piece = await this.file.read(start + read, Math.min(pieceBytes, packed - read));
      if (piece.length === 0) throw broken();
      read += piece.length;
      yield piece;
    }
  }
}

function isZlibError(error: unknown): boolean {
  return String((error as NodeJS.ErrnoException).code).startsWith('Z_');
}

async function findEnd(file: SpooledFile): Promise<{ record: Buffer; at: number }> {
  const tailAt = Math.max(0, file.size - endSize - longestComment);
  const tail = await file.read(tailAt, endSize + longestComment);
  for (let at = tail.length - endSize; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== 0x06054b50) continue;
    // The comment ends where the file ends.
    if (at + endSize + tail.readUInt16LE(at + 20) === tail.length)
      return { record: tail.subarray(at, at + endSize), at: tailAt + at };
  }
  throw broken();
}

function readDirectory(directory: Buffer, count: number): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50) throw broken();
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28);
    const next = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    if (next > directory.length) throw broken();
    const name = directory.toString('utf8', at + 46, nameEnd);
    // Parts are found without regard to case; two of one name would be read differently by different programs.
    const key = name.toLowerCase();
    if (entries.has(key) || !isSoundName(name)) throw broken();
    entries.set(key, {
      name,
      encrypted: (directory.readUInt16LE(at + 8) & 1) !== 0,
      method: directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20),
      unpacked: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    });
    at = next;
  }
  if (at !== directory.length) throw broken();
  return entries;
}

/** A name that stays within the folder in which somebody unpacks it. */
function isSoundName(name: string): boolean {
  return !/^[/\\]|\\|^[A-Za-z]:|(^|\/)\.\.(\/|$)|\0/.test(name) && name !== '';
}
