import { sheet, spreadsheet, type SheetColumn } from '../../platform/documents/spreadsheet';
import type { Paper, PaperColumn, PaperLine } from './manifest.paper';

const widths: Readonly<Partial<Record<PaperColumn, number>>> = {
  number: 6,
  name: 28,
  nativeName: 20,
  post: 36,
  delegation: 36,
  signature: 24,
  remarks: 30,
};

interface SheetRow {
  readonly change: string;
  readonly cells: readonly string[];
}

/** A list of visitors, or what amends one, as a workbook with a sheet that says whose copy it is. */
export async function manifestSpreadsheet(paper: Paper): Promise<Buffer> {
  const { words, columns, isAmendment } = paper;
  const { own } = words;
  const list = sheet<SheetRow>({
    name: sheetName(paper.reference),
    timeZone: words.timeZone,
    rows: paper.lines.flatMap((line) => rowsOf(line, paper)),
    columns: [
      ...(isAmendment ? [text<SheetRow>(own.change, 18, ({ change }) => change)] : []),
      ...columns.map(({ field, head }, index): SheetColumn<SheetRow> =>
        field === 'number'
          ? { head, kind: 'number', width: 6, value: ({ cells }) => Number(cells[index]) }
          : text(head, widths[field] ?? 16, ({ cells }) => cells[index]!),
      ),
    ],
  });
  const facts = sheet<readonly [string, string]>({
    name: sheetName(own.departure),
    timeZone: words.timeZone,
    rows: [
      ...paper.facts,
      ...paper.differences.map(({ label, before, now }) => [label, own.was(before, now)] as const),
      ...paper.notes.map((note) => ['', note] as const),
    ],
    columns: [text(paper.visit, 28, ([label]) => label), text(paper.title, 80, ([, value]) => value)],
  });
  const copy = sheet<readonly [string, string]>({
    name: sheetName(own.copyFor),
    timeZone: words.timeZone,
    rows: [...paper.copy.facts, ['', own.private]],
    columns: [text(own.copyFor, 28, ([label]) => label), text(paper.title, 80, ([, value]) => value)],
  });
  const headerFooter = {
    oddHeader: `&L${plain(paper.title)}&R${plain(paper.event)}`,
    oddFooter: `&L${plain(paper.copy.line)}&R&P / &N`,
  };
  return spreadsheet({
    title: `${paper.visit}: ${paper.title}`,
    createdAt: paper.fixedAt,
    sheets: [list, facts, copy].map((one) => ({ ...one, headerFooter })),
  });
}

function rowsOf(line: PaperLine, { isAmendment, words }: Paper): SheetRow[] {
  if (!isAmendment) return [{ change: '', cells: line.now! }];
  const { changes } = words.own;
  if (line.change !== 'changed') return [{ change: changes[line.change], cells: (line.now ?? line.before)! }];
  return [
    { change: `${changes.changed}: ${words.was}`, cells: line.before! },
    { change: `${changes.changed}: ${words.now}`, cells: line.now! },
  ];
}

const text = <T>(head: string, width: number, value: (row: T) => string): SheetColumn<T> => ({
  head,
  kind: 'text',
  width,
  value: (row) => value(row) || null,
});

/** Names of sheets have at most 31 characters and none of these. */
const sheetName = (name: string): string => name.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31);

/** Heads and feet are written in a language of their own, in which an ampersand begins a command; at most 255 characters. */
const plain = (words: string): string => words.replaceAll('&', '&&').slice(0, 120);
