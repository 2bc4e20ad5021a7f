import { columnName, SheetFault, type SheetRow } from '../sheets/sheet-source';
import type { ImportColumn } from './import-column';

/** The first row of a sheet that names columns. */
export interface Header {
  readonly row: number;
  /** What stands in it, by column. */
  readonly titles: readonly string[];
  /** Column of the sheet by key of what it is. */
  readonly columns: ReadonlyMap<string, number>;
}

/** Rows before the one with the names: a title, who made it and when. */
const rowsBefore = 10;

/** So many unknown columns are named. */
const told = 20;

/** A name as it is compared: without case, spaces around and a star for what is required. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\u00a0]+/gu, ' ')
    .replace(/ ?\* ?$/, '')
    .trim();

/** Finds columns by their names, in any language. */
export class HeaderReader {
  private readonly known = new Map<string, Set<ImportColumn>>();
  private tried = 0;

  constructor(
    private readonly columns: readonly ImportColumn[],
    private readonly unknown: 'refuse' | 'ignore',
  ) {
    for (const column of columns)
      for (const name of [column.key, ...Object.values(column.labels)]) {
        const same = this.known.get(plain(name)) ?? new Set();
        this.known.set(plain(name), same.add(column));
      }
  }

  /**
   * Reads a row as the one with the names; undefined for a row that names nothing, of which a few may stand before it.
   * @throws {SheetFault}
   */
  read(row: SheetRow): Header | undefined {
    const titles = Array.from(row.cells, (cell) => (cell?.kind === 'text' ? cell.value.trim() : ''));
    if (!titles.some((title) => title !== '' && this.known.has(plain(title)))) {
      this.tried += 1;
      if (this.tried >= rowsBefore) throw this.none();
      return undefined;
    }
    const columns = new Map<string, number>();
    const strange: string[] = [];
    for (const [index, title] of titles.entries()) {
      const cell = row.cells[index];
      if (cell?.kind === 'fault')
        throw new SheetFault(`The cell ${columnName(index)}${row.number} ${cell.message}.`);
      if (title === '') continue;
      const column = this.named(title);
      if (!column) {
        strange.push(`“${title.slice(0, 60)}” (${columnName(index)})`);
        continue;
      }
      if (columns.has(column.key))
        throw new SheetFault(
          `Two columns are “${title}”: ${columnName(columns.get(column.key)!)} and ${columnName(index)}. Keep one of them.`,
        );
      columns.set(column.key, index);
    }
    if (strange.length > 0 && this.unknown === 'refuse') throw this.strange(strange);
    const missing = this.columns.filter(({ key, required }) => required && !columns.has(key));
    if (missing.length > 0)
      throw new SheetFault(
        `Columns are missing: ${missing.map(spoken).join(', ')}. A sheet with all columns is to be had as a template.`,
      );
    return { row: row.number, titles, columns };
  }

  none(): SheetFault {
    return new SheetFault(`No row with the names of columns was found. Known are: ${this.list()}.`);
  }

  private named(title: string): ImportColumn | undefined {
    const exact = this.columns.find(({ key }) => key === title);
    if (exact) return exact;
    const found = [...(this.known.get(plain(title)) ?? [])];
    if (found.length > 1)
      throw new SheetFault(
        `“${title}” can be several columns. Write which one: ${found.map(({ key }) => key).join(', ')}.`,
      );
    return found[0];
  }

  private strange(names: readonly string[]): SheetFault {
    const more = names.length > told ? `, and ${names.length - told} more` : '';
    return new SheetFault(
      `There are no such columns: ${names.slice(0, told).join(', ')}${more}. Known are: ${this.list()}. Rename or delete them, or have unknown columns ignored.`,
    );
  }

  private list(): string {
    return this.columns
      .filter(({ ignored }) => !ignored)
      .map(spoken)
      .join(', ');
  }
}

function spoken({ key, labels }: ImportColumn): string {
  const label = labels['en'] ?? Object.values(labels)[0];
  return label === undefined || label === key ? key : `${label} (${key})`;
}
