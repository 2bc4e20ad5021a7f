import type { SheetCell, SheetRow, SheetSource } from '../sheets/sheet-source';

/** Rows that were sent as objects, as a sheet: the names of their members are its columns, and their first row is 1. */
export function openRows(rows: readonly Readonly<Record<string, unknown>>[]): SheetSource {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const head: SheetRow = { number: 0, cells: names.map((value) => ({ kind: 'text', value })) };
  const sheet = rows.map((row, index) => ({
    number: index + 1,
    cells: names.map((name) => (Object.hasOwn(row, name) ? cellOf(row[name]) : undefined)),
  }));
  return {
    rows: (async function* () {
      yield [head, ...sheet];
    })(),
  };
}

function cellOf(value: unknown): SheetCell | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (typeof value === 'string') return { kind: 'text', value };
  if (typeof value === 'number') return { kind: 'number', value };
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  if (Array.isArray(value) && value.every((one) => typeof one === 'string'))
    return value.length === 0 ? undefined : { kind: 'text', value: value.join('; ') };
  return { kind: 'fault', message: 'must be text, a number, true or false, or a list of texts' };
}
