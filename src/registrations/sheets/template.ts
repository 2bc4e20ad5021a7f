import type { DataValidation, WriteSheet } from 'hucre/xlsx';
import { sheet, spreadsheet, type SheetColumn } from '../../platform/documents/spreadsheet';
import { isCountry } from '../../platform/http/fields';
import { columnName } from '../../platform/sheets/sheet-source';
import { inLanguage } from '../../platform/text';
import { titleOf, type AskedCategory, type SheetColumnOf } from './sheet.columns';
import { sheetWords } from './sheets.words';

interface Allowed {
  readonly column: string;
  readonly value: string;
  readonly meaning: string;
}

/** Rows for which programs offer the allowed values. */
const offered = 5000;

/**
 * An empty sheet with the columns that an import reads, and a second one with what can stand in some of them; programs
 * offer these values in the cells.
 */
export function template(
  { title, at, timeZone }: { readonly title: string; readonly at: Date; readonly timeZone: string },
  columns: readonly SheetColumnOf[],
  categories: readonly AskedCategory[],
  locales: readonly string[],
  language: string,
): Promise<Buffer> {
  const words = sheetWords(language);
  const shown = columns.filter(({ ignored }) => !ignored);
  const allowed: Allowed[] = [];
  const validations: DataValidation[] = [];
  for (const [index, column] of shown.entries()) {
    const values = allowedIn(column, categories, locales, language);
    if (values.length === 0) continue;
    const first = allowed.length + 2;
    const head = titleOf(column, language);
    allowed.push(...values.map((one) => ({ ...one, column: head })));
    const name = columnName(index);
    // Several choices stand in one cell, separated by semicolons: a list of single ones would refuse that.
    if (column.fields.some(({ kind }) => kind === 'choices')) continue;
    validations.push({
      type: 'list',
      formula1: `'${words.allowedValues}'!$B$${first}:$B$${allowed.length + 1}`,
      allowBlank: true,
      showErrorMessage: false,
      range: `${name}2:${name}${offered}`,
    });
  }
  const heads: SheetColumn<never>[] = shown.map((column) => ({
    head: `${titleOf(column, language)}${column.required ? ' *' : ''}`,
    kind: isDayColumn(column) ? 'day' : isNumberColumn(column) ? 'number' : 'text',
    width: 20,
    oneLine: true,
    value: () => null,
  }));
  const text = (head: string, width: number, value: (one: Allowed) => string): SheetColumn<Allowed> => ({
    head,
    kind: 'text',
    width,
    value,
  });
  const entry: WriteSheet = {
    ...sheet<never>({ name: words.registrations, columns: heads, rows: [], timeZone }),
    dataValidations: validations,
  };
  return spreadsheet({
    title: `${title}: ${words.registrations}`,
    createdAt: at,
    sheets: [
      entry,
      sheet<Allowed>({
        name: words.allowedValues,
        timeZone,
        rows: allowed,
        columns: [
          text(words.column, 28, ({ column }) => column),
          text(words.value, 28, ({ value }) => value),
          text(words.meaning, 48, ({ meaning }) => meaning),
        ],
      }),
    ],
  });
}

function isDayColumn({ own, fields }: SheetColumnOf): boolean {
  return own === 'birthDate' || (fields.length > 0 && fields.every(({ kind }) => kind === 'day'));
}

function isNumberColumn({ fields }: SheetColumnOf): boolean {
  return fields.length > 0 && fields.every(({ kind }) => kind === 'number');
}

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** What can stand in a column, with what it means. */
function allowedIn(
  { own, fields }: SheetColumnOf,
  categories: readonly AskedCategory[],
  locales: readonly string[],
  language: string,
): Omit<Allowed, 'column'>[] {
  const { yes, no } = sheetWords(language);
  if (own === 'category')
    return categories.map(({ code, title, titles }) => ({
      value: code,
      meaning: inLanguage(title, titles, language),
    }));
  if (own === 'language') {
    const names = new Intl.DisplayNames(language, { type: 'language' });
    return locales.map((value) => ({ value, meaning: names.of(value) ?? value }));
  }
  if (own === 'nationality' || fields.some(({ kind }) => kind === 'country')) {
    const names = new Intl.DisplayNames(language, { type: 'region' });
    return letters
      .flatMap((first) => letters.map((second) => first + second))
      .filter(isCountry)
      .map((value) => ({ value, meaning: names.of(value) ?? value }));
  }
  if (fields.some(({ kind }) => kind === 'consent'))
    return [yes, no].map((value) => ({ value, meaning: value }));
  const options = new Map(
    fields.flatMap(({ options: all = [] }) =>
      all.map(({ value, label, labels }) => [value, inLanguage(label, labels, language)] as const),
    ),
  );
  return [...options].map(([value, meaning]) => ({ value, meaning }));
}
