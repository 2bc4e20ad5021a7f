import { StringDecoder } from 'node:string_decoder';
import { ArchiveFault, OfficeArchive } from '../storage/office-archive';
import type { SpooledFile } from '../storage/spooled-file';
import {
  columnIndex,
  columnName,
  mustBeWithin,
  SheetFault,
  usualLimits,
  type SheetCell,
  type SheetLimits,
  type SheetRow,
  type SheetSource,
} from './sheet-source';
import { XmlFault, XmlScanner, type XmlAttributes, type XmlListener } from './xml-scanner';

/** Bytes that the texts of a workbook may have together: they have to be at hand while its sheet is read. */
const mostTextBytes = 64 * 1024 * 1024;

/**
 * The rows of the first sheet of a workbook (ECMA-376) that is not hidden. It is read from the disk as it is needed, so
 * that memory does not depend on how long it is.
 *
 * The reader of the library that writes our sheets hands formulas out as their last result and does not tell cells that
 * are merged, and it reads on when nobody takes its rows; what a secretary sends has to be told apart.
 * @throws {SheetFault}
 */
export async function openWorkbook(file: SpooledFile, limits = usualLimits): Promise<SheetSource> {
  try {
    const archive = await OfficeArchive.open(file);
    const parts = await partsOf(archive);
    const sheet = await surveyOf(archive, parts.sheet);
    const texts = parts.texts === undefined ? undefined : await textsOf(archive, parts.texts);
    const styles = parts.styles === undefined ? [] : await stylesOf(archive, parts.styles);
    return { rows: rowsOf(archive, { ...parts, ...sheet, texts, styles }, limits) };
  } catch (error) {
    throw explained(error);
  }
}

interface Parts {
  readonly sheet: string;
  readonly texts: string | undefined;
  readonly styles: string | undefined;
  /** Whether days are counted from 1904 on. */
  readonly from1904: boolean;
}

/** Cells that are one: corners of a rectangle, from 0, with its name. */
interface Merged {
  readonly name: string;
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];
}

function explained(error: unknown): unknown {
  if (error instanceof ArchiveFault || error instanceof XmlFault)
    return new SheetFault(
      `The workbook cannot be read: it ${error.message}. Open it, save it again as .xlsx, and send that.`,
    );
  return error;
}

/** Reads a part of the archive to its end. */
async function scan(archive: OfficeArchive, part: string, listener: XmlListener): Promise<void> {
  const scanner = new XmlScanner(listener);
  const decoder = new StringDecoder('utf8');
  for await (const piece of archive.bytes(part)) scanner.read(decoder.write(piece));
  scanner.read(decoder.end());
  scanner.end();
}

const ignore = (): void => undefined;

/** Where a target leads that stands in the relations of a part. */
function resolve(from: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1);
  const path = from.split('/').slice(0, -1);
  for (const step of target.split('/')) {
    if (step === '..') path.pop();
    else if (step !== '.') path.push(step);
  }
  return path.join('/');
}

interface Relation {
  readonly id: string;
  readonly type: string;
  readonly target: string;
}

async function relationsOf(archive: OfficeArchive, part: string): Promise<Relation[]> {
  const relations: Relation[] = [];
  const at = part.lastIndexOf('/') + 1;
  const name = `${part.slice(0, at)}_rels/${part.slice(at)}.rels`;
  if (!archive.has(name)) return [];
  await scan(archive, name, {
    open: (element, attributes) => {
      if (element !== 'Relationship' || attributes['TargetMode'] === 'External') return;
      relations.push({
        id: attributes['Id'] ?? '',
        type: (attributes['Type'] ?? '').split('/').pop()!,
        target: resolve(part, attributes['Target'] ?? ''),
      });
    },
    close: ignore,
    text: ignore,
  });
  return relations;
}

async function partsOf(archive: OfficeArchive): Promise<Parts> {
  const workbook = (await relationsOf(archive, '')).find(({ type }) => type === 'officeDocument')?.target;
  if (workbook === undefined) throw new ArchiveFault('is damaged or not complete');
  const sheets: { id: string; hidden: boolean }[] = [];
  let from1904 = false;
  await scan(archive, workbook, {
    open: (element, attributes) => {
      if (element === 'workbookPr') from1904 = isTrue(attributes['date1904']);
      if (element === 'sheet')
        sheets.push({
          id: attributes['id'] ?? '',
          hidden: /hidden/i.test(attributes['state'] ?? ''),
        });
    },
    close: ignore,
    text: ignore,
  });
  const relations = await relationsOf(archive, workbook);
  const part = (type: string): string | undefined => relations.find((one) => one.type === type)?.target;
  const shown = sheets.find(({ hidden }) => !hidden);
  const sheet = relations.find(({ id, type }) => id === shown?.id && type === 'worksheet')?.target;
  if (sheet === undefined) throw new SheetFault('The workbook has no sheet that is shown.');
  return { sheet, texts: part('sharedStrings'), styles: part('styles'), from1904 };
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}

/** What has to be known of a sheet before its rows are read, and stands after them. */
async function surveyOf(archive: OfficeArchive, part: string): Promise<{ merged: Merged[] }> {
  const merged: Merged[] = [];
  // Found in the bytes: to tell every element would take as long as reading it.
  let tail = '';
  const take = (text: string): void => {
    for (const [, name] of text.matchAll(
      /<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*["']([A-Z]+\d+:[A-Z]+\d+)["']/g,
    )) {
      const [, left, top, right, bottom] = /^([A-Z]+)(\d+):([A-Z]+)(\d+)$/.exec(name!)!;
      merged.push({
        name: name!,
        rows: [Number(top) - 1, Number(bottom) - 1],
        columns: [columnIndex(left!), columnIndex(right!)],
      });
      if (merged.length > mostMerged)
        throw new SheetFault(`The sheet has more than ${mostMerged} merged cells. Unmerge them.`);
    }
  };
  for await (const piece of archive.bytes(part)) {
    const text = tail + piece.toString('latin1');
    if (text.includes('mergeCell')) take(text);
    const last = text.lastIndexOf('<');
    tail = last < 0 || text.length - last > 200 ? '' : text.slice(last);
    // What was taken is not taken again.
    if (tail.includes('>')) tail = '';
  }
  return { merged };
}

const mostMerged = 1000;

/** Texts that several cells share, together as bytes: a million short strings of their own would take far more. */
class SharedTexts {
  private readonly starts: number[] = [0];
  private bytes = Buffer.alloc(64 * 1024);
  private length = 0;

  add(text: string): void {
    const size = Buffer.byteLength(text);
    if (this.length + size > mostTextBytes)
      throw new SheetFault('The workbook has too much text to be read at once. Send it in several parts.');
    if (this.length + size > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + size));
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    this.length += this.bytes.write(text, this.length);
    this.starts.push(this.length);
  }

  at(index: number): string | undefined {
    const [start, end] = [this.starts[index], this.starts[index + 1]];
    return start === undefined || end === undefined ? undefined : this.bytes.toString('utf8', start, end);
  }
}

async function textsOf(archive: OfficeArchive, part: string): Promise<SharedTexts> {
  const texts = new SharedTexts();
  let text = '';
  let inText = false;
  let phonetic = false;
  await scan(archive, part, {
    open: (element) => {
      if (element === 'si') text = '';
      else if (element === 't') inText = !phonetic;
      else if (element === 'rPh') phonetic = true;
    },
    close: (element) => {
      if (element === 'si') texts.add(unescaped(text));
      else if (element === 't') inText = false;
      else if (element === 'rPh') phonetic = false;
    },
    text: (piece) => {
      // A little more than a cell can hold, so that what is too long is seen to be.
      if (inText && text.length <= usualLimits.cell) text += piece;
    },
  });
  return texts;
}

/** How a number is shown. */
type Style = 'number' | 'day';

/** Numbers of built-in formats that show a day (ECMA-376-1, 18.8.30), also those of Chinese, Japanese and Korean. */
const builtInDays: ReadonlySet<number> = new Set([
  14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 34, 35, 36, 50, 51, 52, 53, 54, 57, 58,
]);

async function stylesOf(archive: OfficeArchive, part: string): Promise<Style[]> {
  const styles: Style[] = [];
  const own = new Map<number, boolean>();
  let inCells = false;
  await scan(archive, part, {
    open: (element, attributes) => {
      if (element === 'numFmt')
        own.set(Number(attributes['numFmtId']), showsDay(attributes['formatCode'] ?? ''));
      else if (element === 'cellXfs') inCells = true;
      else if (element === 'xf' && inCells) {
        const format = Number(attributes['numFmtId'] ?? 0);
        styles.push((own.get(format) ?? builtInDays.has(format)) ? 'day' : 'number');
      }
    },
    close: (element) => {
      if (element === 'cellXfs') inCells = false;
    },
    text: ignore,
  });
  return styles;
}

/** Whether a format shows a year or a day: not in quotes, in brackets or after a backslash. */
function showsDay(format: string): boolean {
  return /[yd年日]/i.test(format.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '').replace(/general/i, ''));
}

/** `_x000D_` stands for a character that XML cannot have (ECMA-376-1, 22.4.2.4). */
function unescaped(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-F]{4})_/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
}

interface Sheet extends Omit<Parts, 'texts' | 'styles'> {
  readonly merged: readonly Merged[];
  readonly texts: SharedTexts | undefined;
  readonly styles: readonly Style[];
}

async function* rowsOf(
  archive: OfficeArchive,
  { sheet, ...known }: Sheet,
  limits: SheetLimits,
): AsyncGenerator<readonly SheetRow[]> {
  const reader = new RowReader(known, limits);
  const scanner = new XmlScanner(reader);
  const decoder = new StringDecoder('utf8');
  try {
    for await (const piece of archive.bytes(sheet)) {
      scanner.read(decoder.write(piece));
      const rows = reader.taken();
      if (rows.length > 0) yield rows;
    }
    scanner.end();
  } catch (error) {
    throw explained(error);
  }
}

/** Makes rows of the elements of a sheet. */
class RowReader implements XmlListener {
  private rows: SheetRow[] = [];
  private number = 0;
  private cells: (SheetCell | undefined)[] = [];
  private filled = false;
  private column = -1;
  private type = 'n';
  private style = 0;
  private value = '';
  private hasFormula = false;
  /** Whether text belongs to the value of the cell. */
  private inValue = false;
  private inSheet = false;
  private phonetic = false;

  constructor(
    private readonly sheet: Omit<Sheet, 'sheet'>,
    private readonly limits: SheetLimits,
  ) {}

  /** The rows since it was asked last. */
  taken(): SheetRow[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'sheetData') this.inSheet = true;
    if (!this.inSheet) return;
    if (name === 'c') this.beginCell(attributes);
    else if (name === 'v' || name === 't') this.inValue = !this.phonetic;
    else if (name === 'f') this.hasFormula = true;
    else if (name === 'rPh') this.phonetic = true;
    else if (name === 'row') this.beginRow(attributes);
  }

  close(name: string): void {
    if (!this.inSheet) return;
    if (name === 'c') this.endCell();
    else if (name === 'v' || name === 't') this.inValue = false;
    else if (name === 'rPh') this.phonetic = false;
    else if (name === 'row') this.endRow();
    else if (name === 'sheetData') this.inSheet = false;
  }

  text(piece: string): void {
    if (this.inValue && this.value.length <= this.limits.cell) this.value += piece;
  }

  private beginRow(attributes: XmlAttributes): void {
    const said = attributes['r'];
    const number = said === undefined ? this.number + 1 : Number(said);
    if (!Number.isInteger(number) || number <= this.number)
      throw new XmlFault('has rows that are not in order');
    this.number = number;
    this.cells = [];
    this.filled = false;
    this.column = -1;
  }

  private endRow(): void {
    for (const { name, rows, columns } of this.sheet.merged) {
      if (this.number - 1 < rows[0] || this.number - 1 > rows[1]) continue;
      for (let column = columns[0]; column <= Math.min(columns[1], this.limits.columns - 1); column += 1)
        this.cells[column] = {
          kind: 'fault',
          message: `is merged with others (${name}); unmerge them and fill each`,
        };
      this.filled = true;
    }
    if (!this.filled) return;
    mustBeWithin(this.limits, this.number);
    this.rows.push({ number: this.number, cells: this.cells });
  }

  private beginCell(attributes: XmlAttributes): void {
    const said = attributes['r'];
    const column = said === undefined ? this.column + 1 : columnIndex(said.replace(/\d+$/, ''));
    if (column <= this.column) throw new XmlFault('has cells that are not in order');
    this.column = column;
    this.type = attributes['t'] ?? 'n';
    this.style = Number(attributes['s'] ?? 0);
    this.value = '';
    this.hasFormula = false;
    this.inValue = false;
  }

  private endCell(): void {
    const cell = this.cell();
    if (cell === undefined) return;
    if (this.column >= this.limits.columns)
      throw new SheetFault(
        `The sheet has something in column ${columnName(this.column)}; at most ${this.limits.columns} columns are read. Delete the columns that are not needed.`,
      );
    this.cells[this.column] = cell;
    this.filled = true;
  }

  private cell(): SheetCell | undefined {
    const { type, value } = this;
    if (this.hasFormula)
      return {
        kind: 'fault',
        message: 'has a formula; enter its value instead (in Excel: copy, then paste special, values)',
      };
    if (value === '') return undefined;
    switch (type) {
      case 's': {
        const text = this.sheet.texts?.at(Number(value));
        if (text === undefined) throw new XmlFault('refers to a text that it does not have');
        return this.textCell(text);
      }
      case 'str':
        return this.textCell(unescaped(value));
      case 'inlineStr':
        return this.textCell(unescaped(value));
      case 'b':
        return { kind: 'boolean', value: isTrue(value) };
      case 'e':
        return { kind: 'fault', message: `holds the error ${value.slice(0, 20)} instead of a value` };
      case 'd':
        return { kind: 'day', value: /^\d{4}-\d{2}-\d{2}/.exec(value)?.[0] ?? null };
      default:
        return this.numberCell(Number(value));
    }
  }

  private textCell(text: string): SheetCell | undefined {
    if (text === '') return undefined;
    if (text.length > this.limits.cell)
      return { kind: 'fault', message: `has more than ${this.limits.cell} characters` };
    return { kind: 'text', value: text };
  }

  private numberCell(value: number): SheetCell {
    if (!Number.isFinite(value)) throw new XmlFault('has a number that is none');
    if (this.sheet.styles[this.style] !== 'day') return { kind: 'number', value };
    return { kind: 'day', value: dayOf(value, this.sheet.from1904) };
  }
}

const dayMs = 86_400_000;

/**
 * The day that a number stands for. Counted from 1900 on, 60 is 29 February 1900, which there never was; the days after
 * it are counted one too high. Null for what is no day.
 */
export function dayOf(serial: number, from1904: boolean): string | null {
  const days = Math.floor(serial);
  if (days < (from1904 ? 0 : 1) || days > 2_958_465 || (!from1904 && days === 60)) return null;
  const beginning = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days > 60 ? 30 : 31);
  return new Date(beginning + days * dayMs).toISOString().slice(0, 10);
}
