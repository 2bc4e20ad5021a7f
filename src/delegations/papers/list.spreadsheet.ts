import { sheet, spreadsheet, type SheetColumn } from '../../platform/documents/spreadsheet';
import { inLanguage } from '../../platform/text';
import {
  flagsOf,
  listDifferences,
  sectionsOf,
  type CorrigendumContent,
  type DelegationsContent,
  type Line,
  type ListContent,
  type Section,
} from './content.rules';
import { titleOf, valueOf, type DocumentFacts } from './list.document';
import { documentWords, type DocumentWords } from './official-document.words';

const text = <T>(head: string, width: number, value: (row: T) => string | null): SheetColumn<T> => ({
  head,
  kind: 'text',
  width,
  value: (row) => value(row) || null,
});

/** A list, what amends one, or the flags, as a workbook in a language. */
export async function documentSpreadsheet(
  facts: DocumentFacts,
  content: ListContent | CorrigendumContent | DelegationsContent,
  language: string,
): Promise<Buffer> {
  const { event } = content;
  const words = documentWords(language, event.timeZone, event.city);
  const title = titleOf(facts, content, words);
  const name = sheetName(words.kinds[facts.kind === 'corrigendum' ? 'corrigendum' : facts.kind]);
  const made =
    content.kind === 'list'
      ? listSheet(name, content, language, words)
      : content.kind === 'corrigendum'
        ? differencesSheet(name, content, language, words)
        : flagsSheet(name, content, language, words);
  return spreadsheet({
    title: `${inLanguage(event.title, event.titles, language)}: ${title}`,
    createdAt: facts.at,
    sheets: [made],
  });
}

/** Names of sheets have at most 31 characters and none of these. */
function sheetName(name: string): string {
  return name.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31);
}

interface ListRow {
  readonly number: number;
  readonly section: Section;
  readonly line: Line;
}

function listSheet(name: string, { event, list }: ListContent, language: string, words: DocumentWords) {
  const rows = sectionsOf(list, language)
    .flatMap((section) => section.lines.map((line) => ({ section, line })))
    .map((row, index): ListRow => ({ number: index + 1, ...row }));
  const { columns } = words;
  return sheet<ListRow>({
    name,
    timeZone: event.timeZone,
    rows,
    columns: [
      { head: columns.number, kind: 'number', width: 6, value: ({ number }) => number },
      text(columns.section, 40, ({ section }) => section.heading.text),
      text(columns.country, 9, ({ section }) => section.country),
      text(columns.part, 22, ({ line }) => (line.part === null ? null : words.part(line.part))),
      text(columns.formOfAddress, 14, ({ line }) => line.formOfAddress),
      text(columns.name, 28, ({ line }) => line.name),
      text(columns.beside, 24, ({ line }) => line.beside),
      text(columns.post, 36, ({ line }) => line.post),
      text(columns.organisation, 36, ({ line }) => line.organisation),
      text(columns.pending, 24, ({ line, section }) =>
        words.list([
          ...(section.heading.pending ? [words.fields.section] : []),
          ...line.pending.map((field) => words.fields[field]),
        ]),
      ),
    ],
  });
}

interface ChangeRow {
  readonly change: string;
  readonly section: string;
  readonly name: string;
  readonly field: string | null;
  readonly was: string | null;
  readonly now: string | null;
}

function differencesSheet(
  name: string,
  { event, before, list }: CorrigendumContent,
  language: string,
  words: DocumentWords,
) {
  const { participants, headings } = listDifferences(before, list, language);
  const { columns } = words;
  const rows: ChangeRow[] = [
    ...headings.map(({ before: was, now }) => ({
      change: words.changes.renamed,
      section: now,
      name: '',
      field: null,
      was,
      now,
    })),
    ...participants.flatMap(({ change, fields, before: was, now }): ChangeRow[] => {
      const line = (now ?? was)!;
      const row = { change: words.changes[change], section: line.section, name: line.name };
      if (change !== 'changed') return [{ ...row, field: null, was: null, now: line.post }];
      return fields.map((field) => ({
        ...row,
        field: words.fields[field],
        was: valueOf(was!, field, words),
        now: valueOf(now!, field, words),
      }));
    }),
  ];
  return sheet<ChangeRow>({
    name,
    timeZone: event.timeZone,
    rows,
    columns: [
      text(columns.change, 14, ({ change }) => change),
      text(columns.section, 40, ({ section }) => section),
      text(columns.name, 28, (row) => row.name),
      text(columns.field, 22, ({ field }) => field),
      text(columns.was, 40, ({ was }) => was),
      text(columns.now, 40, ({ now }) => now),
    ],
  });
}

function flagsSheet(
  name: string,
  { event, list }: DelegationsContent,
  language: string,
  words: DocumentWords,
) {
  const { columns } = words;
  return sheet<ReturnType<typeof flagsOf>[number]>({
    name,
    timeZone: event.timeZone,
    rows: flagsOf(list, language),
    columns: [
      { head: columns.number, kind: 'number', width: 6, value: ({ position }) => position },
      text(columns.code, 8, ({ country }) => country),
      text(
        columns.flag,
        30,
        ({ country, state }) => state ?? (country === null ? words.ownFlag : words.countryName(country)),
      ),
      text(columns.delegations, 60, ({ delegations }) => delegations.map((one) => one.text).join('; ')),
    ],
  });
}
