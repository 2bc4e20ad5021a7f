/** What stands in one cell, as its file says it. */
export type SheetCell =
  | { readonly kind: 'text'; readonly value: string }
  /** A number that is no date. */
  | { readonly kind: 'number'; readonly value: number }
  /** A day, YYYY-MM-DD, or null for a number that is shown as a date and is none. */
  | { readonly kind: 'day'; readonly value: string | null }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** What cannot be taken: the message completes "the cell ...". */
  | { readonly kind: 'fault'; readonly message: string };

export interface SheetRow {
  /** Counted as the program counts that shows the file to people: the first one is 1. */
  readonly number: number;
  /** By column, from 0; what is empty is undefined. */
  readonly cells: readonly (SheetCell | undefined)[];
}

/** Rows of a table, some at a time, in their order; rows without anything in them are left out. */
export interface SheetSource {
  readonly rows: AsyncIterable<readonly SheetRow[]>;
}

/** Why a table cannot be read; the message is a sentence that says what to do. */
export class SheetFault extends Error {
  override readonly name = 'SheetFault';
}

/** How much is read of a table. */
export interface SheetLimits {
  readonly rows: number;
  readonly columns: number;
  /** In characters. */
  readonly cell: number;
}

export const usualLimits: SheetLimits = { rows: 200_000, columns: 250, cell: 32_767 };

/** @throws {SheetFault} for a row beyond the last that is read */
export function mustBeWithin(limits: SheetLimits, row: number): void {
  if (row > limits.rows)
    throw new SheetFault(
      `The sheet has more than ${limits.rows} rows. Delete rows that only look empty, or send it in several parts.`,
    );
}

/** What a column is called where the file is shown: A, B, … Z, AA. */
export function columnName(index: number): string {
  let name = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
}

/** The index of a column by its name; −1 for what is none. */
export function columnIndex(name: string): number {
  let index = 0;
  for (let at = 0; at < name.length; at += 1) {
    const code = name.charCodeAt(at) - 64;
    if (code < 1 || code > 26) return -1;
    index = index * 26 + code;
  }
  return index - 1;
}
