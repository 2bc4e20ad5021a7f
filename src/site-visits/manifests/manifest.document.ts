import { flow, gap, paragraph, table, type Row, type TableStyle } from '../../platform/documents/flow';
import { keptPages, papers, type Item, type Page, type PdfOptions } from '../../platform/documents/pdf';
import { setText, type Span, type TextStyle } from '../../platform/documents/typesetting';
import type { Paper, PaperColumn, PaperLine } from './manifest.paper';

const ink = { dark: '#333333', grey: '#666666', line: '#c8c8c8', alert: '#a00000', mark: '#e9e9e9' } as const;

const margin = { side: 42, top: 58, bottom: 56 } as const;

const styles = {
  title: { size: 15, weight: 'bold', lineHeight: 1.25 },
  visit: { size: 12, color: ink.dark },
  fact: { size: 9.5 },
  note: { size: 9.5, weight: 'bold', color: ink.alert },
  section: { size: 11, weight: 'bold' },
  edge: { size: 7.5, color: ink.dark },
  mark: { size: 44, weight: 'bold', color: ink.mark, align: 'center', lineHeight: 1.35 },
} as const satisfies Record<string, TextStyle>;

const tableStyle: TableStyle = {
  head: { size: 8, weight: 'bold' },
  cell: { size: 9 },
  padding: 3,
  gutter: 8,
  rule: ink.line,
};

/** How much room columns get, one beside the other. */
const weights: Readonly<Partial<Record<PaperColumn, number>>> = {
  coach: 8,
  number: 3,
  name: 16,
  nativeName: 12,
  givenName: 10,
  familyName: 11,
  formOfAddress: 7,
  post: 17,
  delegation: 19,
  part: 10,
  nationality: 10,
  category: 10,
  code: 7,
  signature: 14,
  remarks: 14,
  'identity.fullName': 17,
  'identity.birthPlace': 12,
  'identity.employer': 15,
  'identity.sex': 4,
};
const usualWeight = 10;
const weightOf = (field: PaperColumn): number => weights[field] ?? usualWeight;

/** A list of visitors, what amends one, or the list for a coach, as pages that bear the name of whose copy it is. */
export function manifestDocument(paper: Paper): PdfOptions {
  const { words, title, visit, event } = paper;
  const [short, long] = papers.a4;
  const [width, height] = paper.orientation === 'portrait' ? [short, long] : [long, short];
  const room = width - 2 * margin.side;
  const pages = function* (): Generator<Page> {
    const frames = flow(rowsOf(paper, room), () => ({
      x: margin.side,
      y: margin.top,
      height: height - margin.top - margin.bottom,
    }));
    for (const items of frames) yield { width, height, items };
  };
  const mark = markOf(paper, width, height);
  const line = (
    text: string,
    x: number,
    y: number,
    wide: number,
    align: 'left' | 'right' = 'left',
  ): Item => ({
    kind: 'text',
    x,
    y,
    block: setText(text, wide, { ...styles.edge, align }, { lines: 1 }),
  });
  return {
    title: `${visit}: ${title}`,
    language: words.language,
    author: event,
    createdAt: paper.fixedAt,
    pages: keptPages(pages),
    // First, so that it lies below what is written.
    frame: (page, number, of) => [
      mark,
      line(event, margin.side, 28, room / 2 - 8),
      line(title, margin.side + room / 2, 28, room / 2, 'right'),
      {
        kind: 'rule',
        x1: margin.side,
        y1: 42,
        x2: width - margin.side,
        y2: 42,
        thickness: 0.6,
        color: '#000000',
      },
      line(paper.copy.line, margin.side, height - 44, room - 90),
      line(
        [words.own.private, ...unprintable(page, words.unprintable)].join(' '),
        margin.side,
        height - 33,
        room - 90,
      ),
      line(words.page(number, of), width - margin.side - 84, height - 44, 84, 'right'),
    ],
  };
}

/** The name, the time and the number across the page, light enough to be read through. */
function markOf({ copy }: Paper, width: number, height: number): Item {
  const degrees = (Math.atan2(height, width) * 180) / Math.PI;
  const across = Math.hypot(width, height) * 0.82;
  const block = setText(copy.mark, across, styles.mark, { lines: 6 });
  return {
    kind: 'slanted',
    x: (width - across) / 2,
    y: (height - block.height) / 2,
    width: across,
    height: block.height,
    degrees,
    items: [{ kind: 'text', x: 0, y: 0, block }],
  };
}

function unprintable({ items }: Page, say: (codes: string) => string): string[] {
  const clusters = new Set(items.flatMap((item) => (item.kind === 'text' ? item.block.missing : [])));
  const codes = [...new Set([...clusters].flatMap((cluster) => Array.from(cluster)))].map(
    (character) => `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`,
  );
  return codes.length === 0 ? [] : [say(codes.join(' '))];
}

function* rowsOf(paper: Paper, room: number): Generator<Row> {
  yield paragraph(paper.title, room, styles.title, { is: { role: 'H1' }, keepWithNext: true });
  yield paragraph(paper.visit, room, styles.visit, { keepWithNext: true });
  yield gap(6);
  for (const [label, value] of paper.facts)
    yield paragraph([{ text: `${label}: `, color: ink.grey }, { text: value }], room, styles.fact);
  if (paper.notes.length > 0) yield gap(4);
  for (const text of paper.notes) yield paragraph(text, room, styles.note);
  if (paper.differences.length > 0) {
    yield* section(paper.words.own.departure, room);
    for (const { label, before, now } of paper.differences)
      yield paragraph([{ text: `${label}: `, color: ink.grey }, ...instead(before, now)], room, styles.fact);
  }
  if (!paper.isAmendment) {
    yield gap(10);
    if (paper.lines.length === 0) yield paragraph(paper.words.own.nobody, room, styles.fact);
    else yield* tableOf(paper, paper.lines, room);
    return;
  }
  for (const change of ['added', 'removed', 'changed'] as const) {
    const some = paper.lines.filter((line) => line.change === change);
    if (some.length === 0) continue;
    yield* section(paper.words.own.changes[change], room);
    yield* tableOf(paper, some, room);
  }
}

function* section(text: string, room: number): Generator<Row> {
  yield gap(12);
  yield paragraph(text, room, styles.section, { is: { role: 'H2' }, keepWithNext: true });
  yield gap(2);
}

function tableOf(paper: Paper, lines: readonly PaperLine[], room: number): Generator<Row> {
  const { columns } = paper;
  const sum = columns.reduce((all, { field }) => all + weightOf(field), 0);
  const free = room - tableStyle.gutter * (columns.length - 1);
  return table(
    columns.map(({ field, head }) => ({ head, width: (free * weightOf(field)) / sum })),
    lines.map((line) => columns.map((_, index) => cellOf(line, index))),
    tableStyle,
  );
}

function cellOf({ now, before }: PaperLine, index: number): string | readonly Span[] {
  if (now === null || before === null) return (now ?? before)![index]!;
  return now[index] === before[index] ? now[index]! : instead(before[index]!, now[index]!);
}

const instead = (before: string, now: string): Span[] => [
  { text: before === '' ? '' : `${before} `, color: ink.grey },
  { text: `→ ${now}`, weight: 'bold' },
];
