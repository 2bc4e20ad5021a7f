import type { Item, TextRole } from './pdf';
import { setText, type Line, type Span, type TextBlock, type TextStyle } from './typesetting';

/** Something of a height that is placed below what came before it: a paragraph, a row of a table, a gap. */
export interface Row {
  readonly height: number;
  items(x: number, y: number): Item[];
  /** It does not stand last where the next row stands on another page. */
  readonly keepWithNext?: boolean;
  /** It is left out at the top of a page or column. */
  readonly gap?: boolean;
  /** It is divided only when a page of its own would not be enough. */
  readonly whole?: boolean;
  /** What is said again above it when it comes first on a page or column. */
  readonly resume?: readonly Row[];
  /** As much of it as fits into a height, and the rest; undefined when nothing does. */
  split?(height: number): readonly [Row, Row] | undefined;
}

/** Where rows are placed: a column, or a whole page. */
export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

const tolerance = 0.001;

/**
 * Places rows one below the other into the frames in turn, as many frames as it takes, and answers what stands in each
 * frame. Rows that keep together go on together. What is too high for a whole frame is divided; a row that cannot be
 * divided is never cut.
 */
export function* flow(rows: Iterable<Row>, frameOf: (index: number) => Frame): Generator<Item[]> {
  let index = 0;
  let frame = frameOf(0);
  let items: Item[] = [];
  let used = 0;
  let empty = true;
  const place = (row: Row): void => {
    if (empty && row.gap) return;
    items.push(...row.items(frame.x, frame.y + used));
    used += row.height;
    empty &&= row.gap === true;
  };
  const next = (first: Row): Item[] => {
    const done = items;
    index += 1;
    frame = frameOf(index);
    items = [];
    used = 0;
    for (const row of first.resume ?? []) place(row);
    empty = true;
    return done;
  };
  const fits = (height: number): boolean => used + height <= frame.height + tolerance;
  for (const chunk of chunks(rows)) {
    const waiting = [...chunk];
    // Not even a frame of its own is enough for all of it.
    let isTooHigh = false;
    while (waiting.length > 0) {
      const height = waiting.reduce((sum, row) => sum + row.height, 0);
      if (fits(height)) {
        for (const row of waiting.splice(0)) place(row);
        continue;
      }
      const last = waiting.at(-1)!;
      const room = frame.height - used - (height - last.height);
      const parts = last.whole && !isTooHigh ? undefined : last.split?.(room);
      if (parts) {
        waiting.splice(-1, 1, parts[0]);
        for (const row of waiting.splice(0)) place(row);
        waiting.push(parts[1]);
        yield next(parts[1]);
      } else if (!empty) {
        // A gap before what goes on is not needed there.
        while (waiting[0]?.gap) waiting.shift();
        if (waiting.length > 0) yield next(waiting[0]!);
      } else {
        isTooHigh = true;
        const row = waiting.shift()!;
        const divided = fits(row.height) ? undefined : row.split?.(frame.height - used);
        place(divided?.[0] ?? row);
        if (!divided) continue;
        waiting.unshift(divided[1]);
        yield next(divided[1]);
      }
    }
  }
  if (!empty) yield items;
}

/** Rows that keep together. */
function* chunks(rows: Iterable<Row>): Generator<Row[]> {
  let chunk: Row[] = [];
  for (const row of rows) {
    chunk.push(row);
    if (row.keepWithNext) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** Fewest lines of a paragraph that stand alone at the end or the beginning of a page. */
const fewestLines = 2;

/** A paragraph that goes on in the next frame when it has to, with at least two lines on either side. */
export function paragraph(
  content: string | readonly Span[],
  width: number,
  style: TextStyle,
  options: { is?: TextRole; indent?: number } & Pick<Row, 'keepWithNext' | 'resume'> = {},
): Row {
  const { is = { role: 'P' as const }, indent = 0, ...rest } = options;
  return ofBlock(setText(content, width - indent, style), indent, is, rest);
}

function ofBlock(
  block: TextBlock,
  indent: number,
  is: TextRole,
  rest: Pick<Row, 'keepWithNext' | 'resume'>,
): Row {
  return {
    ...rest,
    height: block.height,
    items: (x, y) => [{ kind: 'text', x: x + indent, y, block, is }],
    split: (height) => {
      let count = linesWithin(block.lines, height);
      if (block.lines.length - count < fewestLines) count = block.lines.length - fewestLines;
      if (count < fewestLines) return undefined;
      const [head, tail] = [block.lines.slice(0, count), block.lines.slice(count)];
      return [ofBlock(ofLines(block, head), indent, is, {}), ofBlock(ofLines(block, tail), indent, is, rest)];
    },
  };
}

function linesWithin(lines: readonly Line[], height: number): number {
  let sum = 0;
  let count = 0;
  while (count < lines.length && sum + lines[count]!.height <= height + tolerance) {
    sum += lines[count]!.height;
    count += 1;
  }
  return count;
}

/** The same block with some of its lines. */
function ofLines(block: TextBlock, lines: readonly Line[]): TextBlock {
  return { ...block, lines, height: lines.reduce((sum, { height }) => sum + height, 0) };
}

/** A gap, which is left out at the top of a page. */
export function gap(height: number): Row {
  return { height, gap: true, keepWithNext: true, items: () => [] };
}

export interface TableColumn {
  readonly head: string;
  readonly width: number;
  readonly align?: TextStyle['align'];
}

/** How a table looks. */
export interface TableStyle {
  readonly head: TextStyle;
  readonly cell: TextStyle;
  /** Between a line and the text, above and below. */
  readonly padding: number;
  /** Between two columns. */
  readonly gutter: number;
  readonly rule: string;
}

/**
 * The rows of a table, made as they are asked for. Its head is said again on every page; a row stays on one page unless
 * it is higher than that.
 */
export function* table(
  columns: readonly TableColumn[],
  rows: Iterable<readonly (string | readonly Span[])[]>,
  style: TableStyle,
): Generator<Row> {
  const line = (cells: readonly (string | readonly Span[])[], text: TextStyle): TextBlock[] =>
    columns.map(({ width, align }, index) =>
      setText(cells[index] ?? '', width, { ...text, ...(align === undefined ? {} : { align }) }),
    );
  const head = tableRow(
    columns,
    line(
      columns.map((column) => column.head),
      style.head,
    ),
    style,
    { thickness: 0.8, keepWithNext: true },
  );
  let first = true;
  for (const cells of rows) {
    if (first) yield head;
    first = false;
    yield tableRow(columns, line(cells, style.cell), style, { thickness: 0.25, resume: [head] });
  }
}

function tableRow(
  columns: readonly TableColumn[],
  cells: readonly TextBlock[],
  style: TableStyle,
  { thickness, ...rest }: { thickness: number } & Pick<Row, 'keepWithNext' | 'resume'>,
): Row {
  const { padding, gutter, rule } = style;
  const height = Math.max(...cells.map((cell) => cell.height)) + 2 * padding;
  const whole = columns.reduce((sum, { width }) => sum + width, 0) + gutter * (columns.length - 1);
  return {
    ...rest,
    height,
    whole: true,
    items: (x, y) => {
      let left = x;
      const texts = cells.map((block, index): Item => {
        const item: Item = { kind: 'text', x: left, y: y + padding, block, is: { role: 'P' } };
        left += columns[index]!.width + gutter;
        return item;
      });
      const at = y + height;
      return [...texts, { kind: 'rule', x1: x, y1: at, x2: x + whole, y2: at, thickness, color: rule }];
    },
    split: (room) => {
      const counts = cells.map((cell) => linesWithin(cell.lines, room - 2 * padding));
      // Whoever still has something to say must have said something.
      if (counts.some((count, index) => count === 0 && cells[index]!.lines.length > 0)) return undefined;
      const parts = ([0, 1] as const).map((side) =>
        tableRow(
          columns,
          cells.map((cell, index) =>
            ofLines(cell, side === 0 ? cell.lines.slice(0, counts[index]) : cell.lines.slice(counts[index])),
          ),
          style,
          { thickness, ...(side === 0 ? {} : rest) },
        ),
      );
      return [parts[0]!, parts[1]!];
    },
  };
}

/** Puts what stands in the frames onto pages that have several of them side by side. */
export function* sideBySide(frames: Iterable<Item[]>, columns: number): Generator<Item[]> {
  let page: Item[] = [];
  let count = 0;
  for (const items of frames) {
    page.push(...items);
    count += 1;
    if (count % columns > 0) continue;
    yield page;
    page = [];
  }
  if (count % columns > 0) yield page;
}
