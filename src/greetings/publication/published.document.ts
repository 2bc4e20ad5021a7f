import { flow, gap, paragraph, type Row } from '../../platform/documents/flow';
import { keptPages, papers, type Item, type Page, type PdfOptions } from '../../platform/documents/pdf';
import { setText, type TextStyle } from '../../platform/documents/typesetting';
import { inLanguage } from '../../platform/text';
import { pressDay } from '../greeting.rules';
import { linesOf, wordsLanguage } from './publication.rules';
import { eventTitleOf, type PublishedCorrectionView, type PublishedTextView } from './publication.view';
import { publicationWords, type PublicationWords } from './publication.words';
import type { PublishedGreeting } from './published.queries';

const [width, height] = papers.a4;
const left = 76;
const right = width - 76;
const top = 72;
const bottom = height - 78;
const column = right - left;

const ink = '#111111';
const quiet = '#4a4a4a';
const line = '#b8b8b8';

const styles = {
  event: { size: 9.5, color: quiet, align: 'center' },
  title: { size: 15, weight: 'bold', align: 'center', lineHeight: 1.35, color: ink },
  press: { size: 10, color: quiet, align: 'center', lineHeight: 1.45 },
  status: { size: 9.5, weight: 'bold', color: quiet },
  heading: { size: 11.5, weight: 'bold', color: ink },
  summary: { size: 10.5, lineHeight: 1.45, color: ink },
  text: { size: 11.5, lineHeight: 1.55, color: ink },
  label: { size: 9.5, weight: 'bold', color: quiet },
  before: { size: 9.5, lineHeight: 1.4, color: quiet },
  foot: { size: 8, color: quiet },
} as const satisfies Record<string, TextStyle>;

/** A published message to print, in one language; what was corrected stands at its end with what was there before. */
export function publishedPdf({ row, view }: PublishedGreeting, text: PublishedTextView): PdfOptions {
  const words = publicationWords[wordsLanguage(text.language)];
  const day = (instant: string): string => pressDay(new Date(instant), words.language, row.time_zone);
  const event = eventTitleOf(row, text.language);
  const rows = function* (): Generator<Row> {
    yield paragraph(event, column, styles.event);
    yield gap(16);
    yield paragraph(text.title, column, styles.title, { is: { role: 'H1' } });
    yield gap(10);
    yield paragraph(view.pressLines?.[words.language] ?? words.toBeDelivered, column, styles.press);
    if (view.extent === 'abridged') {
      yield gap(4);
      yield paragraph(words.abridged, column, styles.press);
    }
    yield gap(14);
    yield ruleRow;
    yield gap(10);
    yield paragraph(
      text.authentic ? words.original : words.translation(view.language),
      column,
      styles.status,
    );
    if (text.summary !== null) {
      yield* headed(words.summary);
      yield* paragraphs(text.summary, styles.summary, 5);
    }
    if (text.text !== null) {
      yield* headed(words.fullText);
      yield* paragraphs(text.text, styles.text, 8);
    }
    if (view.corrections.length > 0) {
      yield gap(22);
      yield ruleRow;
      yield gap(4);
      yield* headed(words.corrections);
      for (const correction of view.corrections) yield* correctionRows(correction, words, day(correction.at));
    }
  };
  const pages = function* (): Generator<Page> {
    for (const items of flow(rows(), () => ({ x: left, y: top, height: bottom - top })))
      yield { width, height, items };
  };
  const published = words.published(
    day(view.publishedAt),
    view.edition,
    view.correctedAt === null ? undefined : day(view.correctedAt),
  );
  return {
    title: text.title,
    language: text.language,
    author: view.author,
    subject: event,
    createdAt: new Date(view.correctedAt ?? view.publishedAt),
    pages: keptPages(pages),
    frame: (page, number, of) => frame(page, published, words, number, of),
  };
}

function* headed(text: string): Generator<Row> {
  yield gap(12);
  yield paragraph(text, column, styles.heading, { is: { role: 'H2' }, keepWithNext: true });
  yield { ...gap(5), keepWithNext: true };
}

function* paragraphs(body: string, style: TextStyle, between: number, indent = 0): Generator<Row> {
  for (const [index, lines] of linesOf(body).entries()) {
    if (index > 0) yield gap(between);
    yield paragraph(lines.join('\n'), column, style, { indent });
  }
}

function* correctionRows(
  { number, language, reason, reasons, was }: PublishedCorrectionView,
  words: PublicationWords,
  day: string,
): Generator<Row> {
  if (number > 1) yield gap(10);
  yield paragraph(words.correction(number, day), column, styles.label, {
    is: { role: 'H3' },
    keepWithNext: true,
  });
  yield paragraph(inLanguage(reason, reasons, words.language), column, styles.summary);
  const former: (readonly [string, string | null])[] = [
    [language === null ? '' : words.textBefore(language), was.text],
    [language === null ? '' : words.summaryBefore(language), was.summary],
    [words.recordBefore, was.pressLines?.[words.language] ?? null],
  ];
  for (const [label, body] of former) {
    if (body === null) continue;
    yield gap(7);
    yield paragraph(label, column, styles.label, { indent: 14, keepWithNext: true });
    yield* paragraphs(body, styles.before, 4, 14);
  }
}

const ruleRow: Row = {
  height: 1,
  items: (x, y) => [{ kind: 'rule', x1: x, y1: y, x2: x + column, y2: y, thickness: 0.5, color: line }],
};

function frame(page: Page, published: string, words: PublicationWords, number: number, of: number): Item[] {
  const foot = (text: string, style: TextStyle, x: number, wide: number, y: number): Item => ({
    kind: 'text',
    x,
    y,
    block: setText(text, wide, style, { lines: 1 }),
  });
  const y = bottom + 28;
  const missing = missingOf(page.items);
  return [
    { kind: 'rule', x1: left, y1: bottom + 20, x2: right, y2: bottom + 20, thickness: 0.4, color: line },
    foot(published, styles.foot, left, column - 110, y),
    foot(words.page(number, of), { ...styles.foot, align: 'right' }, right - 106, 106, y),
    ...(missing.length > 0
      ? [foot(words.unprintable(missing.join(' ')), styles.foot, left, column, y + 12)]
      : []),
  ];
}

/** Characters of which the fonts have no picture. */
function missingOf(items: readonly Item[]): string[] {
  const clusters = items.flatMap((item) => (item.kind === 'text' ? item.block.missing : []));
  const codes = [...new Set(clusters)].flatMap((cluster) =>
    Array.from(
      cluster,
      (character) => `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`,
    ),
  );
  return [...new Set(codes)].slice(0, 20);
}
