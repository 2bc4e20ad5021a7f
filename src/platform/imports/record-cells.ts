import { isDay } from '../http/fields';
import { columnName, type SheetCell, type SheetRow } from '../sheets/sheet-source';
import type { Header } from './header';
import type { RowFault } from './import-column';

/** A whole number in a cell is exact up to fifteen digits; programs that show sheets make zeros of the others. */
const exactUpTo = 1e15;

/** The cells of one row by the keys of their columns, read as what they are meant to be. What is none is a fault. */
export class RecordCells {
  readonly faults: RowFault[] = [];

  constructor(
    private readonly header: Header,
    readonly row: SheetRow,
  ) {}

  /** Whether the sheet has such a column. */
  has(column: string): boolean {
    return this.header.columns.has(column);
  }

  /** Keys of the columns that the sheet has. */
  get columns(): IterableIterator<string> {
    return this.header.columns.keys();
  }

  isEmpty(column: string): boolean {
    return this.cell(column) === undefined;
  }

  fault(column: string | undefined, message: string): void {
    this.faults.push({ column, message });
  }

  /** A text, also of a number: a code, a telephone number. */
  text(column: string): string | undefined {
    const cell = this.cell(column);
    if (cell === undefined) return undefined;
    switch (cell.kind) {
      case 'text':
        return cell.value;
      case 'number':
        if (Math.abs(cell.value) < exactUpTo) return String(cell.value);
        return this.wrong(
          column,
          'is a number so long that its last digits are lost; format the cell as text and enter it again',
        );
      case 'boolean':
        return cell.value ? 'TRUE' : 'FALSE';
      case 'day':
        return this.wrong(
          column,
          'was made a date by the program; format the cell as text and enter it again',
        );
      default:
        return this.wrong(column, cell.message);
    }
  }

  number(column: string): number | undefined {
    const cell = this.cell(column);
    if (cell === undefined) return undefined;
    if (cell.kind === 'number') return cell.value;
    const text = cell.kind === 'text' ? cell.value.normalize('NFKC').replace(/[\s\u00a0]/g, '') : '';
    if (/^[+-]?\d{1,15}([.,]\d{1,10})?$/.test(text)) return Number(text.replace(',', '.'));
    return this.wrong(column, cell.kind === 'fault' ? cell.message : 'must be a number');
  }

  /** A day, YYYY-MM-DD. What can be read in two ways, such as 03/04/2019, is none. */
  day(column: string): string | undefined {
    const cell = this.cell(column);
    if (cell === undefined) return undefined;
    if (cell.kind === 'fault') return this.wrong(column, cell.message);
    const day = cell.kind === 'day' ? cell.value : cell.kind === 'text' ? readDay(cell.value) : undefined;
    if (day !== undefined && day !== null && isDay(day)) return day;
    return this.wrong(
      column,
      cell.kind === 'number'
        ? 'is a number; format the cell as a date, or write the day as 2019-10-21'
        : 'must be a day such as 2019-10-21 or 21.10.2019',
    );
  }

  boolean(column: string): boolean | undefined {
    const cell = this.cell(column);
    if (cell === undefined) return undefined;
    if (cell.kind === 'boolean') return cell.value;
    const text =
      cell.kind === 'text' || cell.kind === 'number' ? String(cell.value).trim().toLowerCase() : '';
    if (yes.has(text)) return true;
    if (no.has(text)) return false;
    return this.wrong(column, cell.kind === 'fault' ? cell.message : 'must be yes or no');
  }

  private cell(column: string): SheetCell | undefined {
    const index = this.header.columns.get(column);
    return index === undefined ? undefined : this.row.cells[index];
  }

  private wrong(column: string, message: string): undefined {
    const at = `${columnName(this.header.columns.get(column)!)}${this.row.number}`;
    this.fault(column, `${message} (cell ${at})`);
    return undefined;
  }
}

const yes = new Set(['yes', 'true', '1', 'да', 'истина', '是', 'x', '✓']);
const no = new Set(['no', 'false', '0', 'нет', 'ложь', '否', '-']);

function readDay(text: string): string | undefined {
  const plain = text.normalize('NFKC').trim();
  const [, y, m, d] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(plain) ?? [];
  if (y !== undefined) return joined(y, m!, d!);
  const [, day, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(plain) ?? [];
  return day === undefined ? undefined : joined(year!, month!, day);
}

const joined = (year: string, month: string, day: string): string =>
  `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;

/** What stood in a cell, as text, for whoever gets the row back. */
export function shown(cell: SheetCell | undefined): string {
  if (cell === undefined || cell.kind === 'fault' || cell.value === null) return '';
  return String(cell.value);
}
