import { parse } from 'csv-parse';
import { Readable } from 'node:stream';
import type { SpooledFile } from '../storage/spooled-file';
import {
  columnName,
  mustBeWithin,
  SheetFault,
  usualLimits,
  type SheetCell,
  type SheetRow,
  type SheetSource,
} from './sheet-source';

/** Encodings in which programs save tables, as the Encoding Standard names them. */
export type TableEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1251' | 'gb18030';

/** So much of the beginning tells the separator, and the encoding where the file does not say it, in bytes. */
const sampleBytes = 256 * 1024;

/** Rows that are handed on at a time. */
const batch = 200;

/**
 * The rows of a file of separated values, in whatever of the usual encodings and with whatever separator it was saved.
 * A row is counted as a program that shows it does: a line break in quotes begins none.
 * @throws {SheetFault}
 */
export async function openTable(file: SpooledFile, limits = usualLimits): Promise<SheetSource> {
  const sample = await file.read(0, sampleBytes);
  const encoding = await encodingOf(file, sample);
  const { delimiter, isSaid } = delimiterOf(new TextDecoder(encoding).decode(sample));
  async function* rows(): AsyncGenerator<readonly SheetRow[]> {
    const parser = parse({
      delimiter,
      relax_column_count: true,
      skip_empty_lines: false,
      max_record_size: 4 * 1024 * 1024,
      from: isSaid ? 2 : 1,
    });
    const characters = Readable.from(decoded(file, encoding));
    characters.on('error', (error) => parser.destroy(error)).pipe(parser);
    let number = isSaid ? 1 : 0;
    let taken: SheetRow[] = [];
    try {
      for await (const record of parser as AsyncIterable<string[]>) {
        number += 1;
        mustBeWithin(limits, number);
        const cells = record.map((text, column) => cellOf(text, column, limits));
        if (cells.every((cell) => cell === undefined)) continue;
        taken.push({ number, cells });
        if (taken.length < batch) continue;
        yield taken;
        taken = [];
      }
    } catch (error) {
      throw explained(error);
    } finally {
      characters.destroy();
      parser.destroy();
    }
    if (taken.length > 0) yield taken;
  }
  return { rows: rows() };
}

function cellOf(
  text: string,
  column: number,
  limits: { readonly columns: number; readonly cell: number },
): SheetCell | undefined {
  if (text.trim() === '') return undefined;
  if (column >= limits.columns)
    throw new SheetFault(
      `The table has something in column ${columnName(column)}; at most ${limits.columns} columns are read. Delete the columns that are not needed.`,
    );
  if (text.length > limits.cell) return { kind: 'fault', message: `has more than ${limits.cell} characters` };
  // An apostrophe before what would be a formula keeps it from being one; it is no part of the text.
  return { kind: 'text', value: /^'[=+\-@\t\r＝＋－＠]/.test(text) ? text.slice(1) : text };
}

function explained(error: unknown): unknown {
  const { code, records = 0 } = error as { code?: string; records?: number };
  const row = records + 1;
  if (!code?.startsWith('CSV_')) return error;
  return new SheetFault(
    code === 'CSV_MAX_RECORD_SIZE' || code === 'CSV_QUOTE_NOT_CLOSED'
      ? `Row ${row} has no end: a quotation mark in it or before it is not closed.`
      : `Row ${row} cannot be read: a quotation mark in it stands alone. Write "" for a quotation mark within quotes.`,
  );
}

async function* decoded(file: SpooledFile, encoding: TableEncoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of file.pieces()) {
    const text = decoder.decode(chunk, { stream: true });
    if (text.includes('\0'))
      throw new SheetFault('The file is no table of text. Save it as .xlsx, or as CSV in UTF-8.');
    if (text !== '') yield text;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}

async function encodingOf(file: SpooledFile, sample: Buffer): Promise<TableEncoding> {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  for (let at = 0; at < Math.min(sample.length, 4096); at += 1) if (sample[at] === 0) zeros[at % 2]! += 1;
  const many = Math.min(sample.length, 4096) / 5;
  if (zeros[1]! > many && zeros[0] === 0) return 'utf-16le';
  if (zeros[0]! > many && zeros[1] === 0) return 'utf-16be';
  if (await isUtf8(file)) return 'utf-8';
  return cyrillicOrChinese(sample);
}

async function isUtf8(file: SpooledFile): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of file.pieces()) decoder.decode(chunk, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/**
 * Which of the two encodings with bytes beyond ASCII it is that bring no mark. Chinese is written in pairs whose first
 * byte is mostly that of one of the 3,755 frequent characters (GB 2312, rows 16 to 55: B0 to D7); small Cyrillic letters
 * are E0 to FF, and words have as often an odd number of letters as an even one.
 */
export function cyrillicOrChinese(bytes: Uint8Array): 'windows-1251' | 'gb18030' {
  let [pairs, frequent, odd] = [0, 0, 0];
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at]!;
    if (lead < 0x81) {
      at += 1;
      continue;
    }
    const trail = bytes[at + 1] ?? 0;
    if (trail < 0x40) {
      odd += trail >= 0x30 && trail <= 0x39 ? 0 : 1;
      at += 1;
      continue;
    }
    pairs += 1;
    if (lead >= 0xb0 && lead <= 0xd7 && trail >= 0xa1) frequent += 1;
    at += 2;
  }
  return frequent > (pairs + odd) / 2 ? 'gb18030' : 'windows-1251';
}

/** What separates the values: what the file says in its first line, or what stands most often in it outside of quotes. */
export function delimiterOf(text: string): { delimiter: string; isSaid: boolean } {
  const said = /^sep=(.)\r?\n/i.exec(text);
  if (said) return { delimiter: said[1]!, isSaid: true };
  const counts = new Map([
    [';', 0],
    ['\t', 0],
    [',', 0],
    ['|', 0],
  ]);
  let quoted = false;
  let any = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '\n' || character === '\r') {
      if (any) break;
    } else {
      if (character.trim() !== '') any = true;
      const count = counts.get(character);
      if (count !== undefined) counts.set(character, count + 1);
    }
  }
  const [delimiter] = [...counts].reduce((most, one) => (one[1] > most[1] ? one : most));
  return { delimiter, isSaid: false };
}
