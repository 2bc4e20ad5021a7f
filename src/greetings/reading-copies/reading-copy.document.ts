import { mailLanguage, wordsFor } from '../../communications/words';
import { flow, gap, paragraph, type Row } from '../../platform/documents/flow';
import { keptPages, papers, type Item, type Page, type PdfOptions } from '../../platform/documents/pdf';
import { setText, type TextStyle } from '../../platform/documents/typesetting';
import { paragraphsOf } from '../texts/text.rules';
import { languageNamed, readingCopyWords } from './reading-copy.words';

/** All that a reading copy says. */
export interface ReadingCopyContent {
  /** Language of the text (BCP 47). */
  readonly language: string;
  readonly authentic: boolean;
  readonly text: string;
  readonly version: number;
  /** Number of the copy among all of the message. */
  readonly copy: number;
  readonly holder: string;
  readonly event: string;
  readonly author: string;
  readonly authorTitle: string;
  readonly addressees: string;
  /** Null of a text that is public; `until` is null where no instant was set, and it lasts until the publication. */
  readonly embargo: { readonly until: Date | null } | null;
  /** In which instants are printed. */
  readonly timeZone: string;
  /** When the version was cleared or the copy first handed out: the same copy is the same bytes. */
  readonly at: Date;
}

const [width, height] = papers.a4;
const left = 68;
const right = width - 68;
/** Where the head begins, and the text where the head has no more than two lines. */
const headTop = 62;
const highest = 118;
const bottom = height - 84;
const column = right - left;
const ink = '#000000';
const quiet = '#333333';
const mark = '#a00000';

/**
 * Sizes of the text. Large print is 18 points at least, for somebody who reads standing and looks up; where a smaller one of
 * these saves a page, it is one turn less.
 */
const sizes = [20, 19, 18] as const;
const between = 16;

const styles = {
  head: { size: 10, color: quiet },
  mark: { size: 14, weight: 'bold', color: mark, align: 'center' },
  longMark: { size: 10, weight: 'bold', color: mark, align: 'center' },
  page: { size: 14, weight: 'bold', color: ink, align: 'right' },
} as const satisfies Record<string, TextStyle>;

/** The styles of the author's words. */
function wordsIn(size: number) {
  const body: TextStyle = { size, lineHeight: 1.6, color: ink };
  return {
    body,
    addressees: { ...body, size: 18, lineHeight: 1.45 },
    salutation: { ...body, weight: 'bold' },
    signature: { ...body, weight: 'bold', lineHeight: 1.4 },
    post: { ...body, lineHeight: 1.4 },
  } satisfies Record<string, TextStyle>;
}

type Styles = ReturnType<typeof wordsIn>;

/** What a text is made of, for whoever reads it aloud. */
export interface TextParts {
  /** The author's own salutation; undefined when the text begins without one. */
  readonly salutation: string | undefined;
  readonly paragraphs: readonly string[];
  /** The author's name and post as the text itself has them at its end; undefined when it ends without. */
  readonly signature: string | undefined;
}

/**
 * Takes a text apart. A first paragraph that is short and ends like an address ("Dear participants,") is the salutation;
 * short last paragraphs in which the author's name stands are the signature. Nothing is left out.
 */
export function partsOfText(text: string, author: string): TextParts {
  const paragraphs = paragraphsOf(text);
  const [first] = paragraphs;
  const salutation =
    first !== undefined && paragraphs.length > 1 && first.length <= 160 && /[,!:，！：]$/.test(first)
      ? paragraphs.shift()
      : undefined;
  const short = (one: string | undefined): boolean => one !== undefined && one.length <= 160;
  const named = (one: string | undefined): boolean => short(one) && one!.includes(author);
  let signature: string | undefined;
  if (author !== '' && paragraphs.length > 1) {
    if (named(paragraphs.at(-1))) signature = paragraphs.pop();
    else if (paragraphs.length > 2 && short(paragraphs.at(-1)) && named(paragraphs.at(-2)))
      signature = paragraphs.splice(-2).join('\n');
  }
  return { salutation, paragraphs, signature };
}

/** A reading copy in one language. Pages turn at the end of a paragraph, or of a sentence in one that is longer than a page. */
export function readingCopyPdf(content: ReadingCopyContent): PdfOptions {
  const { author, at, language } = content;
  const own = mailLanguage(language);
  const words = readingCopyWords(own);
  const until = content.embargo?.until;
  const embargoEnd = until ? wordsFor(own, content.timeZone, '').dateTime(until) : undefined;
  const head = headOf(content);
  return {
    title: `${words.title}: ${author}`,
    language,
    author,
    createdAt: at,
    pages: keptPages(() => pagesOf(content, head.top)),
    frame: (page, number, of) => {
      const missing = missingOf(page);
      return [
        ...(content.embargo ? embargoed(words.embargo(embargoEnd)) : []),
        ...head.items,
        { kind: 'rule', x1: left, y1: head.rule, x2: right, y2: head.rule, thickness: 0.8, color: ink },
        { kind: 'rule', x1: left, y1: bottom + 18, x2: right, y2: bottom + 18, thickness: 0.8, color: ink },
        line(words.holder(content.holder), styles.head, left, bottom + 28, column * 0.6),
        line(words.page(number, of), styles.page, left + column * 0.5, bottom + 26, column * 0.5),
        ...(missing.length > 0
          ? [line(words.unprintable(missing.join(' ')), styles.head, left, bottom + 46, column)]
          : []),
      ];
    },
  };
}

interface Head {
  readonly items: readonly Item[];
  /** Height of the line below it. */
  readonly rule: number;
  /** Where the text begins. */
  readonly top: number;
}

/** What stands above the text on every page: which text this is, and which copy of it; as many lines as it takes. */
function headOf({ event, author, language, authentic, version, copy }: ReadingCopyContent): Head {
  const own = mailLanguage(language);
  const words = readingCopyWords(own);
  const numbered = `${words.copy(copy)} · ${words.version(version)}`;
  const [open, close, comma] = own === 'zh' ? ['（', '）', '，'] : [' (', ')', ', '];
  const which = [
    version > 1 ? `${numbered}${open}${words.replaces}${close}` : numbered,
    `${languageNamed(own, language)}${comma}${authentic ? words.authentic : words.translation}`,
  ];
  const wide = Math.min(
    column * 0.48,
    Math.max(...which.map((text) => setText(text, column, styles.head, { lines: 1 }).width)) + 1,
  );
  const ofCopy = stacked(which, right - wide, wide, { ...styles.head, align: 'right' });
  const ofText = stacked([event, words.onBehalf(author)], left, column - wide - 16, styles.head);
  const rule = Math.max(ofCopy.end, ofText.end) + 4;
  return { items: [...ofText.items, ...ofCopy.items], rule, top: Math.max(highest, rule + 20) };
}

/** Texts one below the other, each in at most three lines. */
function stacked(
  texts: readonly string[],
  x: number,
  wide: number,
  style: TextStyle,
): { readonly items: readonly Item[]; readonly end: number } {
  const items: Item[] = [];
  let y = headTop;
  for (const text of texts) {
    const block = setText(text, wide, style, { lines: 3 });
    items.push({ kind: 'text', x, y, block });
    y += block.height + 3;
  }
  return { items, end: y };
}

function pagesOf(content: ReadingCopyContent, top: number): Page[] {
  const frame = { x: left, y: top, height: bottom - top };
  // More rows: more paragraphs that go on over a page.
  const [best] = sizes
    .map((size) => {
      const rows = [...rowsOf(content, wordsIn(size), frame.height)];
      return { size, rows: rows.length, pages: [...flow(rows, () => frame)] };
    })
    .sort((a, b) => a.pages.length - b.pages.length || a.rows - b.rows || b.size - a.size);
  return best!.pages.map((items) => ({ width, height, items }));
}

function* rowsOf(content: ReadingCopyContent, own: Styles, pageHeight: number): Generator<Row> {
  const words = readingCopyWords(mailLanguage(content.language));
  const { salutation, paragraphs, signature } = partsOfText(content.text, content.author);
  const head: Row[] = [
    { ...paragraph(words.to(content.addressees), column, own.addressees), whole: true, keepWithNext: true },
    gap(between),
  ];
  if (salutation !== undefined)
    head.push(
      { ...paragraph(salutation, column, own.salutation), whole: true, keepWithNext: true },
      gap(between),
    );
  const headHeight = heightOf(head);
  const first = [...spoken(paragraphs[0] ?? '', own, pageHeight, headHeight)];
  // A first paragraph that fits on a page, but not below this, has the next page to itself.
  const isApart = headHeight + (first[0]?.height ?? 0) > pageHeight;
  yield* head.map((row) => (isApart ? { ...row, keepWithNext: false } : row));
  const signed = signatureOf(content, signature, own);
  const signedHeight = heightOf(signed);
  for (const [index, one] of paragraphs.entries()) {
    const parts = index === 0 ? first : [...spoken(one, own, pageHeight, 0)];
    const isLast = index === paragraphs.length - 1;
    for (const [at, row] of parts.entries()) {
      // The signature does not stand on a page of its own where that can be helped.
      const above = index === 0 && at === 0 && !isApart ? headHeight : 0;
      const keeps = isLast && at === parts.length - 1 && above + row.height + signedHeight <= pageHeight;
      yield keeps ? { ...row, keepWithNext: true } : row;
    }
    if (!isLast) yield gap(between);
  }
  yield* signed;
}

const heightOf = (rows: readonly Row[]): number => rows.reduce((sum, { height: one }) => sum + one, 0);

/**
 * A paragraph as rows that each stay on one page: as a whole, or as many of its sentences as a page holds; below what stands
 * `above` on the first one.
 */
function* spoken(text: string, { body }: Styles, pageHeight: number, above: number): Generator<Row> {
  const row = (part: string): Row => ({ ...paragraph(part, column, body), whole: true });
  const all = row(text);
  if (all.height <= pageHeight) return yield all;
  let room = pageHeight - above;
  let taken = '';
  for (const { segment } of new Intl.Segmenter('und', { granularity: 'sentence' }).segment(text)) {
    if (taken !== '' && row((taken + segment).trim()).height > room) {
      yield row(taken.trim());
      taken = '';
      room = pageHeight;
    }
    taken += segment;
  }
  if (taken.trim() !== '') yield row(taken.trim());
}

/** The author's name and post: as the text has them, or else as the secretariat knows them. */
function signatureOf(
  { author, authorTitle }: ReadingCopyContent,
  ofText: string | undefined,
  own: Styles,
): Row[] {
  const lines =
    ofText === undefined
      ? [paragraph(author, column, own.signature), paragraph(authorTitle, column, own.post)]
      : [paragraph(ofText, column, own.signature)];
  return [
    gap(between * 1.5),
    ...lines.map((row, index): Row => ({ ...row, whole: true, keepWithNext: index < lines.length - 1 })),
  ];
}

/** The mark that nobody overlooks: a frame with the words, on every page. */
function embargoed(text: string): Item[] {
  const block =
    text.length <= 40
      ? setText(text, column, styles.mark, { lines: 1 })
      : setText(text, column, styles.longMark, { lines: 2 });
  return [
    { kind: 'box', x: left, y: 26, width: column, height: 26, stroke: mark, thickness: 1.2 },
    { kind: 'text', x: left, y: 26 + (26 - block.height) / 2, block },
  ];
}

function line(text: string, style: TextStyle, x: number, y: number, wide: number): Item {
  return { kind: 'text', x, y, block: setText(text, wide, style, { lines: 1 }) };
}

/** Characters on a page for which there is no glyph, as code points. */
function missingOf({ items }: Page): string[] {
  const clusters = new Set(items.flatMap((item) => (item.kind === 'text' ? item.block.missing : [])));
  return [...clusters].flatMap((cluster) =>
    Array.from(cluster, (one) => `U+${one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`),
  );
}
