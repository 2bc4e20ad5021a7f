import { colToLetter, writeXlsx, type CellStyle, type CellValue, type WriteSheet } from 'hucre/xlsx';
import { Temporal } from 'temporal-polyfill';

/**
 * What stands in a column. Instants are dates and times as a clock at the place of the event shows them: they can be
 * sorted, filtered and reckoned with, and are not texts.
 */
export type ColumnKind = 'text' | 'number' | 'day' | 'time' | 'instant';

export interface SheetColumn<T> {
  readonly head: string;
  readonly kind: ColumnKind;
  /** In characters. */
  readonly width: number;
  /** Long texts are not broken into lines, so that rows stay low. */
  readonly oneLine?: boolean;
  value(row: T): string | number | Date | null;
}

export interface SheetContent<T> {
  readonly name: string;
  readonly columns: readonly SheetColumn<T>[];
  readonly rows: readonly T[];
  /** IANA zone in which instants are shown. */
  readonly timeZone: string;
}

export interface SpreadsheetOptions {
  readonly title: string;
  /** When what it says was fixed. The same content with the same date is the same bytes. */
  readonly createdAt: Date;
  readonly sheets: readonly WriteSheet[];
}

export const spreadsheetMediaType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const formats: Readonly<Record<ColumnKind, string>> = {
  text: '@',
  number: '0',
  day: 'yyyy-mm-dd',
  time: 'hh:mm',
  instant: 'yyyy-mm-dd hh:mm',
};

/** The longest text that a cell can hold. */
const longestText = 32_767;

const headStyle: CellStyle = {
  font: { bold: true },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'EEEEEE' } },
  alignment: { vertical: 'top', wrapText: true },
};

/**
 * One sheet: the head stays in sight and on each printed page, columns can be filtered. A text is a text, also when it
 * begins like a formula.
 */
export function sheet<T>({ name, columns, rows, timeZone }: SheetContent<T>): WriteSheet {
  return {
    name,
    columns: columns.map(({ width, kind, oneLine }) => ({
      width,
      style: {
        numFmt: formats[kind],
        alignment: { vertical: 'top', wrapText: kind === 'text' && oneLine !== true },
      },
    })),
    rows: [
      columns.map(({ head }) => head),
      ...rows.map((row) => columns.map((column) => cell(column.value(row), column.kind, timeZone))),
    ],
    cells: new Map(columns.map(({ head }, index) => [`0,${index}`, { value: head, style: headStyle }])),
    freezePane: { rows: 1 },
    autoFilter: { range: `A1:${colToLetter(columns.length - 1)}${rows.length + 1}` },
    pageSetup: {
      paperSize: 'a4',
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: '$1:$1',
    },
  };
}

function cell(value: string | number | Date | null, kind: ColumnKind, timeZone: string): CellValue {
  if (value instanceof Date) return onTheWall(value, kind === 'day', timeZone);
  if (typeof value === 'string' && value.length > longestText) return `${value.slice(0, longestText - 1)}…`;
  return value;
}

/** Spreadsheets know no time zones: an instant as a clock on the wall shows it, written as if that were UTC. */
function onTheWall(instant: Date, dayOnly: boolean, timeZone: string): Date {
  const local = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);
  const { year, month, day, hour, minute, second } = local;
  return new Date(
    dayOnly ? Date.UTC(year, month - 1, day) : Date.UTC(year, month - 1, day, hour, minute, second),
  );
}

/** A workbook (XLSX) of some sheets. */
export async function spreadsheet({ title, createdAt, sheets }: SpreadsheetOptions): Promise<Buffer> {
  const bytes = await writeXlsx({
    sheets: [...sheets],
    properties: { title, creator: 'Plenary', created: createdAt, modified: createdAt },
    defaultFont: { name: 'Calibri', size: 10 },
  });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
