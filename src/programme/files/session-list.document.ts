import { flow, gap, paragraph, sideBySide, type Row } from '../../platform/documents/flow';
import type { Page } from '../../platform/documents/pdf';
import { setText, type Span, type TextStyle } from '../../platform/documents/typesetting';
import type { ProgrammeWords } from './programme-files.words';
import type { ItemTexts, RoleGroup, SessionTexts } from './session-texts';
import { ink, type Sheet } from './sheet';

export interface ListedDay {
  /** "Monday, 21 October 2019" */
  readonly heading: string;
  readonly sessions: readonly SessionTexts[];
}

const columnGap = 26;
/** Narrower than this, a column of text is tiresome. */
const leastColumn = 330;
/** Where the times stand, left of the texts. */
const timeWidth = 68;
/** Up to this height, a session is not divided between two columns. */
const keptTogether = 150;

const styles = {
  heading: { size: 15, weight: 'bold', lineHeight: 1.3 },
  day: { size: 11.5, weight: 'bold', lineHeight: 1.35 },
  title: { size: 9.5, weight: 'bold', lineHeight: 1.28 },
  time: { size: 8.5, weight: 'bold', lineHeight: 1.43 },
  text: { size: 8.5, lineHeight: 1.36 },
  meta: { size: 8, color: ink.grey, lineHeight: 1.34 },
  itemTitle: { size: 8.5, weight: 'bold', lineHeight: 1.34 },
  itemTime: { size: 8, lineHeight: 1.42 },
} as const satisfies Record<string, TextStyle>;

/** All sessions by day with all that is known of them, in columns that go on from page to page. */
export function* listPages(
  days: readonly ListedDay[],
  heading: string,
  sheet: Sheet,
  words: ProgrammeWords,
): Generator<Page> {
  const whole = sheet.right - sheet.left;
  const columns = Math.max(1, Math.floor((whole + columnGap) / (leastColumn + columnGap)));
  const width = (whole - columnGap * (columns - 1)) / columns;
  const top = sheet.top + 26;
  const frames = flow(rowsOf(days, width, words), (index) => ({
    x: sheet.left + (index % columns) * (width + columnGap),
    y: top,
    height: sheet.bottom - top,
  }));
  const title = {
    kind: 'text' as const,
    x: sheet.left,
    y: sheet.top,
    block: setText(heading, whole, styles.heading, { lines: 1 }),
  };
  let first = true;
  for (const items of sideBySide(frames, columns)) {
    yield {
      width: sheet.width,
      height: sheet.height,
      items: [first ? { ...title, is: { role: 'H1' } } : title, ...items],
      ...(first ? { bookmark: heading } : {}),
    };
    first = false;
  }
}

function* rowsOf(days: readonly ListedDay[], width: number, words: ProgrammeWords): Generator<Row> {
  for (const { heading, sessions } of days) {
    yield gap(14);
    yield dayRow(heading, width);
    const again = dayRow(words.continued(heading), width);
    for (const [index, session] of sessions.entries()) {
      if (index > 0) yield between(width);
      yield* sessionRows(session, width, words, again);
    }
  }
}

function dayRow(heading: string, width: number): Row {
  const block = setText(heading, width, styles.day);
  const height = block.height + 7;
  return {
    height,
    keepWithNext: true,
    items: (x, y) => [
      { kind: 'text', x, y, block, is: { role: 'H2' } },
      {
        kind: 'rule',
        x1: x,
        y1: y + block.height + 1.5,
        x2: x + width,
        y2: y + block.height + 1.5,
        thickness: 0.8,
        color: ink.black,
      },
    ],
  };
}

/** A fine line between two sessions. */
function between(width: number): Row {
  return {
    height: 11,
    gap: true,
    keepWithNext: true,
    items: (x, y) => [
      { kind: 'rule', x1: x, y1: y + 5, x2: x + width, y2: y + 5, thickness: 0.3, color: ink.line },
    ],
  };
}

function sessionRows(session: SessionTexts, width: number, words: ProgrammeWords, day: Row): Row[] {
  const again = paragraph(words.continued(session.title), width, styles.meta, {
    indent: timeWidth,
    keepWithNext: true,
  });
  const resume = [day, again];
  const text = (content: string | readonly Span[], style: TextStyle, keepWithNext = false): Row =>
    paragraph(content, width, style, { indent: timeWidth, resume, keepWithNext });
  const details = [session.kind, session.room, session.languages, ...session.remarks].filter(
    (one) => one !== null,
  );
  // A session is often named after its topic.
  const topics = session.topics.filter((topic) => topic !== session.title);
  const facts = [
    ...(details.length === 0 ? [] : [text(details.join('\u00a0· '), styles.meta)]),
    ...(topics.length === 0
      ? []
      : [text(words.labelled(words.topics[topics.length === 1 ? 0 : 1], topics.join('; ')), styles.meta)]),
  ];
  const rows = [
    ...facts,
    ...passages(session.abstract).map((passage) => text(passage, styles.text)),
    ...session.people.map((group) => text(names(group, words), { ...styles.text, hanging: 10 })),
    ...session.items.flatMap((item) => itemRows(item, width, words, text)),
    ...(session.documents.length === 0
      ? []
      : [text(words.labelled(words.documents, session.documents.join('; ')), styles.meta)]),
  ];
  const title = sideways(
    session.time.replace('–', '–\u2060'),
    session.title,
    width,
    styles.time,
    styles.title,
  );
  const height = rows.reduce((sum, row) => sum + row.height, title.height);
  // What is short stays together; what is long is not torn apart right after its title.
  const together = height <= keptTogether ? rows.length : Math.min(rows.length, facts.length + 1);
  // The day goes on when a session begins in a new column; the session itself is new.
  return [
    { ...title, resume: [day], keepWithNext: rows.length > 0 },
    ...rows.map((row, index) => (index < together - 1 ? { ...row, keepWithNext: true } : row)),
  ];
}

/** A text in paragraphs, as its author divided it. */
function passages(text: string | null): string[] {
  return (text ?? '')
    .split(/\n\s*\n/)
    .map((passage) => passage.trim())
    .filter((passage) => passage !== '');
}

function names({ label, names: people }: RoleGroup, words: ProgrammeWords): Span[] {
  return [
    { text: words.labelled(label, ''), color: ink.grey },
    { text: people.map((name) => name.replaceAll(' ', '\u00a0')).join(words.and) },
  ];
}

function itemRows(
  item: ItemTexts,
  width: number,
  words: ProgrammeWords,
  text: (content: string | readonly Span[], style: TextStyle, keepWithNext?: boolean) => Row,
): Row[] {
  const time = item.startsAt === null ? '' : words.time(item.startsAt);
  const title = sideways(time, item.title, width, styles.itemTime, styles.itemTitle);
  const rest = [
    ...item.people.map((group) => text(names(group, words), { ...styles.text, hanging: 10 })),
    ...passages(item.abstract).map((passage) => text(passage, styles.text)),
  ];
  return [
    { height: 3, items: () => [], keepWithNext: true },
    { ...title, keepWithNext: rest.length > 0 },
    ...rest,
  ];
}

/** A time and, right of it, a title. */
function sideways(
  time: string,
  title: string,
  width: number,
  timeStyle: TextStyle,
  titleStyle: TextStyle,
): Row {
  const left = setText(time, timeWidth - 8, timeStyle);
  const right = setText(title, width - timeWidth, titleStyle);
  return {
    height: Math.max(left.height, right.height),
    items: (x, y) => [
      ...(time === '' ? [] : [{ kind: 'text' as const, x, y, block: left, is: { role: 'P' as const } }]),
      { kind: 'text', x: x + timeWidth, y, block: right, is: { role: 'H3' } },
    ],
  };
}
