import { stringify } from 'csv-stringify';
import { writeXlsxStream, type CellValue } from 'hucre/xlsx';
import { Readable } from 'node:stream';
import { spreadsheetMediaType } from '../documents/spreadsheet';

/** Formats in which tables are handed out. */
export const sheetFormats = ['xlsx', 'csv'] as const;

export type SheetFormat = (typeof sheetFormats)[number];

export const sheetMediaTypes: Readonly<Record<SheetFormat, string>> = {
  xlsx: spreadsheetMediaType,
  csv: 'text/csv',
};

/** A value of a column: a text, a number, or a day (YYYY-MM-DD) in a column of days. */
export type SheetValue = string | number | null;

export interface WrittenColumn {
  readonly head: string;
  readonly kind: 'text' | 'number' | 'day';
  /** In characters. */
  readonly width: number;
}

const formats = { text: '@', number: 'General', day: 'yyyy-mm-dd' } as const;

const longestText = 32_767;

/**
 * A table as the bytes of a file, made while its rows come, so that memory does not depend on how many there are. In a
 * workbook a text is a text, whatever it begins with; in CSV, which has no kinds, what would be a formula is neutralised
 * by an apostrophe.
 */
export function writeSheet(
  format: SheetFormat,
  name: string,
  columns: readonly WrittenColumn[],
  rows: AsyncIterable<readonly SheetValue[]>,
): AsyncIterable<Buffer> {
  return format === 'xlsx' ? workbook(name, columns, rows) : table(columns, rows);
}

async function* workbook(
  name: string,
  columns: readonly WrittenColumn[],
  rows: AsyncIterable<readonly SheetValue[]>,
): AsyncGenerator<Buffer> {
  async function* cells(): AsyncGenerator<CellValue[]> {
    for await (const row of rows) yield row.map((value, index) => cell(value, columns[index]!.kind));
  }
  const stream = writeXlsxStream(cells(), {
    name,
    columns: columns.map(({ head, width, kind }) => ({
      header: head,
      width,
      style: { numFmt: formats[kind] },
    })),
    freezePane: { rows: 1 },
  });
  for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) yield Buffer.from(chunk);
}

function cell(value: SheetValue, kind: WrittenColumn['kind']): CellValue {
  if (typeof value !== 'string') return value;
  if (kind === 'day') return new Date(`${value}T00:00:00Z`);
  return value.length > longestText ? `${value.slice(0, longestText - 1)}…` : value;
}

async function* table(
  columns: readonly WrittenColumn[],
  rows: AsyncIterable<readonly SheetValue[]>,
): AsyncGenerator<Buffer> {
  async function* lines(): AsyncGenerator<readonly SheetValue[]> {
    yield columns.map(({ head }) => head);
    yield* rows;
  }
  // Programs know by the mark at the beginning that it is UTF-8.
  const writer = stringify({ bom: true, escape_formulas: true, record_delimiter: 'windows' });
  const source = Readable.from(lines());
  source.on('error', (error) => writer.destroy(error)).pipe(writer);
  for await (const chunk of writer) yield Buffer.from(chunk as Uint8Array);
}
