import LineBreaker from 'linebreak';
import { face, type Face, type Weight } from './fonts';
import { withKeptSpaces } from './line-ends';

/** How a paragraph is set. Lengths are in points (1/72 inch), as everywhere in documents. */
export interface TextStyle {
  readonly size: number;
  /** `regular` unless given. */
  readonly weight?: Weight;
  /** `#rrggbb`; black unless given. */
  readonly color?: string;
  /** Distance of the lines, in parts of the size; 1.3 unless given. */
  readonly lineHeight?: number;
  /** `left` unless given. */
  readonly align?: 'left' | 'right' | 'center';
  /** By how much the lines after the first one are set in. */
  readonly hanging?: number;
}

/** A part of a paragraph that stands out from its style. */
export interface Span {
  readonly text: string;
  readonly weight?: Weight;
  readonly color?: string;
  readonly size?: number;
}

/** A text in one font, at its place in a line. */
export interface Piece {
  readonly face: Face;
  readonly size: number;
  readonly color: string;
  readonly text: string;
  /** From the left edge of the block. */
  readonly x: number;
  readonly width: number;
}

export interface Line {
  readonly pieces: readonly Piece[];
  readonly width: number;
  readonly height: number;
  /** From the top of the line. */
  readonly baseline: number;
}

/** A text as it is set: which line says what, in which font. Pure data, from which a page is drawn and which tests read. */
export interface TextBlock {
  readonly lines: readonly Line[];
  /** Of the widest line. */
  readonly width: number;
  readonly height: number;
  /** Something was left out at the end, for which there is an ellipsis. */
  readonly cut: boolean;
  /** A word is wider than the block and was divided. */
  readonly divided: boolean;
  /** Characters for which there is no glyph; a box stands for each. */
  readonly missing: readonly string[];
}

const black = '#000000';

/** What breaks lines, joins or turns letters and is not seen itself. */
const invisible = /[\p{Cf}\p{Variation_Selector}]/gu;

/** What neither may nor needs to be printed; tabs and ends of lines may stay. */
const controls = /(?![\t\n])\p{Cc}/gu;

/** The text as it is measured and drawn. */
function tidy(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(controls, '')
    .replaceAll('\t', ' ')
    .replaceAll('\u202f', '\u00a0');
}

/** Text for which one look at every character can be spared: Latin and Cyrillic with their punctuation. */
const plain = /^[\u0020-\u007e\u00a0-\u017f\u0400-\u045f\u2013\u2014\u2018-\u201d\u2026\u2116]*$/;

/** Punctuation that has one form between letters and a wider one between Han characters. */
const shared = new Set(['‘', '’', '“', '”', '…', '—', '·']);

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

interface Run {
  readonly face: Face;
  readonly text: string;
}

/** How many words, and how many paragraphs, are remembered: the same ones are set in several sizes and widths. */
const remembered = { words: 20_000, paragraphs: 1_000 } as const;

function remember<V>(known: Map<string, V>, most: number, key: string, make: () => V): V {
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= most) known.clear();
  const made = make();
  known.set(key, made);
  return made;
}

/** A run with its widths in parts of the size. */
interface MeasuredRun extends Run {
  readonly em: number;
  /** Of the spaces at its end. */
  readonly space: number;
}

interface MeasuredText {
  readonly runs: readonly MeasuredRun[];
  readonly missing: readonly string[];
}

const knownTexts = new Map<string, MeasuredText>();

function measuredText(text: string, weight: Weight): MeasuredText {
  return remember(knownTexts, remembered.words, `${weight} ${text}`, () => {
    const missing = new Set<string>();
    const runs = runsOf(text, weight, missing).map((run) => ({
      ...run,
      em: run.face.width(run.text),
      space: run.face.width(spacesAtEnd(run.text)),
    }));
    return { runs, missing: [...missing] };
  });
}

function spacesAtEnd(text: string): string {
  return /[ \u3000]+$/.exec(text)?.[0] ?? '';
}

/** What stands between two places where a line may end, whatever its size. */
interface Word {
  readonly runs: readonly (MeasuredRun & { readonly span: number })[];
  /** A line ends here in any case. */
  readonly ends: boolean;
  /** The next word stays on the same line, unless they are too wide for one. */
  readonly keeps: boolean;
}

interface Words {
  readonly words: readonly Word[];
  readonly missing: readonly string[];
}

const knownParagraphs = new Map<string, Words>();

/** A paragraph, cut where lines may end (UAX #14), and measured. */
function wordsOf(spans: readonly Span[], weight: Weight): Words {
  const key = spans.map((span) => `${span.weight ?? weight} ${span.text}`).join('\u0000');
  return remember(knownParagraphs, remembered.paragraphs, key, () => {
    const texts = spans.map(({ text }) => tidy(text));
    const whole = texts.join('');
    const kept = withKeptSpaces(whole);
    const missing = new Set<string>();
    const words: Word[] = [];
    const breaker = new LineBreaker(whole);
    let from = 0;
    for (let stop = breaker.nextBreak(); stop; stop = breaker.nextBreak()) {
      const runs: Word['runs'][number][] = [];
      let offset = 0;
      for (const [span, text] of texts.entries()) {
        const part = text.slice(Math.max(0, from - offset), Math.max(0, stop.position - offset));
        offset += text.length;
        if (part === '') continue;
        const known = measuredText(part.replaceAll('\n', ''), spans[span]!.weight ?? weight);
        for (const one of known.missing) missing.add(one);
        for (const run of known.runs) runs.push({ ...run, span });
      }
      const keeps = kept[stop.position - 1] !== whole[stop.position - 1];
      words.push({ runs, ends: stop.required && stop.position < whole.length, keeps });
      from = stop.position;
    }
    return { words, missing: [...missing] };
  });
}

/**
 * A text in runs of one font each. A letter and the marks on it stay together. A character that neither font has is
 * replaced by a box and put into `missing`.
 */
function runsOf(text: string, weight: Weight, missing: Set<string>): Run[] {
  const letters = face('text', weight);
  const visible = text.replace(invisible, '');
  if (visible === '') return [];
  if (plain.test(visible)) return [{ face: letters, text: visible }];
  const clusters = Array.from(graphemes.segment(visible), ({ segment }) => segment);
  const chosen = clusters.map((cluster): Run | undefined => {
    if (shared.has(cluster)) return undefined;
    if (hasAll(letters, cluster)) return { face: letters, text: cluster };
    const han = face('han', weight);
    if (hasAll(han, cluster)) return { face: han, text: cluster };
    missing.add(cluster);
    return { face: han, text: '□' };
  });
  const isHan = (run: Run | undefined): boolean =>
    run !== undefined && /[\p{sc=Han}\u3000-\u303f\uff00-\uffef]/u.test(run.text);
  const runs: { face: Face; text: string }[] = [];
  for (const [index, cluster] of clusters.entries()) {
    const run = chosen[index] ?? {
      face:
        isHan(nearest(chosen, index, -1)) || isHan(nearest(chosen, index, 1)) ? face('han', weight) : letters,
      text: cluster,
    };
    const last = runs.at(-1);
    if (last?.face === run.face) last.text += run.text;
    else runs.push({ ...run });
  }
  return runs;
}

function hasAll(font: Face, cluster: string): boolean {
  for (const character of cluster) if (!font.has(character.codePointAt(0)!)) return false;
  return true;
}

/** The next run in a direction that is more than shared punctuation. */
function nearest(chosen: readonly (Run | undefined)[], from: number, step: 1 | -1): Run | undefined {
  for (let index = from + step; index >= 0 && index < chosen.length; index += step)
    if (chosen[index] !== undefined) return chosen[index];
  return undefined;
}

interface Fragment {
  readonly face: Face;
  readonly size: number;
  readonly color: string;
  readonly text: string;
  readonly width: number;
}

/** What stands between two places where a line may end. */
interface Segment {
  readonly fragments: readonly Fragment[];
  /** Without the spaces at its end. */
  readonly width: number;
  /** Of the spaces at its end, which are not seen when a line ends with them. */
  readonly space: number;
  /** A line ends here in any case. */
  readonly ends: boolean;
}

type Style = TextStyle & { readonly weight: Weight; readonly color: string };

/** A word in the sizes and colours of its spans. */
function segmentOf({ runs, ends }: Word, spans: readonly Span[], style: Style): Segment {
  let width = 0;
  let space = 0;
  const fragments = runs.map((run): Fragment => {
    const { size = style.size, color = style.color } = spans[run.span]!;
    space = run.space * size;
    width += run.em * size;
    return { face: run.face, text: run.text, size, color, width: run.em * size };
  });
  return { fragments, width: width - space, space, ends };
}

/** Of a word with all that stays on its line. */
function keptWidth(words: readonly Word[], segments: readonly Segment[], from: number): number {
  let width = segments[from]!.width;
  for (let index = from; words[index]!.keeps && index + 1 < words.length; index += 1)
    width += segments[index]!.space + segments[index + 1]!.width;
  return width;
}

function measured(fragments: readonly Fragment[]): Omit<Segment, 'ends'> {
  const whole = fragments.reduce((sum, { width }) => sum + width, 0);
  const last = fragments.at(-1);
  const space = last ? last.face.width(spacesAtEnd(last.text)) * last.size : 0;
  return { fragments, width: whole - space, space };
}

const ellipsis = '…';

/**
 * Sets a paragraph into lines of a width. A line ends where Unicode lets it (UAX #14): between words, between Han
 * characters, not before punctuation that closes nor after punctuation that opens. A word that is wider than the block
 * is divided, between syllables where there are some. With `lines`, what does not fit into so many gives way to an
 * ellipsis, and the block says that it is `cut`.
 */
export function setText(
  content: string | readonly Span[],
  width: number,
  textStyle: TextStyle,
  { lines: most = Infinity }: { lines?: number } = {},
): TextBlock {
  const style = { weight: 'regular' as const, color: black, ...textStyle };
  const spans = typeof content === 'string' ? [{ text: content }] : content;
  const { words, missing } = wordsOf(spans, style.weight);
  const indent = (line: number): number => (line === 0 ? 0 : (style.hanging ?? 0));
  const rows: Fragment[][] = [];
  let row: Fragment[] = [];
  let used = 0;
  let divided = false;
  const room = (): number => width - indent(rows.length);
  const close = (): void => {
    rows.push(row);
    row = [];
    used = 0;
  };
  const place = ({ fragments, width: wide, space }: Omit<Segment, 'ends'>): void => {
    row.push(...fragments);
    used += wide + space;
  };
  const segments = words.map((word) => segmentOf(word, spans, style));
  for (const [index, word] of words.entries()) {
    let segment: Segment | undefined = segments[index]!;
    const group = keptWidth(words, segments, index);
    // Sums of fractions: what fits to a thousandth fits.
    const asOne = group <= width - indent(rows.length + 1) + 0.001 ? group : segment.width;
    if (row.length > 0 && used + asOne > room() + 0.001) close();
    while (segment && segment.width > room() + 0.001) {
      divided = true;
      const [head, rest]: [Omit<Segment, 'ends'>, Segment | undefined] = divide(segment, room());
      place(head);
      segment = rest;
      if (segment) close();
    }
    if (segment) place(segment);
    if (word.ends) close();
  }
  if (row.length > 0 || rows.length === 0) close();
  const cut = rows.length > most;
  if (cut) {
    rows.length = Math.max(1, most);
    rows[rows.length - 1] = shortened(rows.at(-1)!, width - indent(rows.length - 1), style);
  }
  const lines = rows.map((fragments, index) => toLine(fragments, style, width, indent(index)));
  return {
    lines,
    width: Math.max(...lines.map((line) => line.width)),
    height: lines.reduce((sum, { height }) => sum + height, 0),
    cut,
    divided,
    missing,
  };
}

/** As much of a segment as fits, at least one character, and the rest of it. */
function divide(segment: Segment, width: number): [Omit<Segment, 'ends'>, Segment | undefined] {
  const clusters = characters(segment.fragments);
  const hyphenAfter = (count: number): string =>
    /[\p{sc=Latin}\p{sc=Cyrillic}]$/u.test(clusters[count - 1]!.text) &&
    /^[\p{sc=Latin}\p{sc=Cyrillic}]/u.test(clusters[count]?.text ?? '')
      ? '-'
      : '';
  const head = (count: number): Fragment[] => {
    const taken = clusters.slice(0, count);
    const hyphen = hyphenAfter(count);
    return joined(hyphen === '' ? taken : [...taken, hyphenOf(taken.at(-1)!)]);
  };
  const widthOf = (fragments: readonly Fragment[]): number =>
    fragments.reduce((sum, one) => sum + one.width, 0);
  let most = 1;
  while (most < clusters.length && widthOf(head(most + 1)) <= width) most += 1;
  if (most === clusters.length) return [segment, undefined];
  const letters = clusters.map(({ text }) => text.toLowerCase());
  let count = most;
  while (count > most / 2 && !betweenSyllables(letters, count)) count -= 1;
  if (!betweenSyllables(letters, count)) count = most;
  return [measured(head(count)), { ...measured(joined(clusters.slice(count))), ends: segment.ends }];
}

/** Fragments in one font and style as one; its width is the sum of theirs. */
function joined(fragments: readonly Fragment[]): Fragment[] {
  const result: { -readonly [K in keyof Fragment]: Fragment[K] }[] = [];
  for (const fragment of fragments) {
    const last = result.at(-1);
    if (last?.face === fragment.face && last.size === fragment.size && last.color === fragment.color) {
      last.text += fragment.text;
      last.width += fragment.width;
    } else result.push({ ...fragment });
  }
  return result;
}

function hyphenOf(fragment: Fragment): Fragment {
  return { ...fragment, text: '-', width: fragment.face.width('-') * fragment.size };
}

/** The characters of fragments, each with its own width. */
function characters(fragments: readonly Fragment[]): Fragment[] {
  return fragments.flatMap((fragment) =>
    Array.from(graphemes.segment(fragment.text), ({ segment: text }) => ({
      ...fragment,
      text,
      width: fragment.face.width(text) * fragment.size,
    })),
  );
}

const vowels = /^[aeiouyàáâäåæèéêëìíîïòóôöøùúûüаеёиоуыэюяіїєўәөүұ]/u;

/**
 * Whether a word may be divided before the letter at `index`: at least two letters before and three after, a vowel in both
 * parts, a consonant before a vowel to begin with, and none of the signs that belong to the letter before.
 */
function betweenSyllables(letters: readonly string[], index: number): boolean {
  if (index < 2 || letters.length - index < 3) return false;
  const isVowel = (at: number): boolean => vowels.test(letters[at] ?? '');
  const isLetter = (at: number): boolean => /^\p{L}/u.test(letters[at] ?? '');
  if (!isLetter(index - 1) || !isLetter(index) || /^[ьъй]/.test(letters[index]!)) return !isLetter(index - 1);
  const vowelBefore = letters.slice(0, index).some((_, at) => isVowel(at));
  return vowelBefore && !isVowel(index) && isVowel(index + 1);
}

/** The beginning of a line with an ellipsis behind it. */
function shortened(fragments: readonly Fragment[], width: number, style: Style): Fragment[] {
  const last = fragments.at(-1);
  const letters = face('text', style.weight);
  const size = last?.size ?? style.size;
  const mark: Fragment = {
    face: letters,
    size,
    color: last?.color ?? style.color,
    text: ellipsis,
    width: letters.width(ellipsis) * size,
  };
  const clusters = characters(fragments);
  for (let count = clusters.length; count > 0; count -= 1) {
    if (/[\s,;:.，；：、。]$/.test(clusters[count - 1]!.text)) continue;
    const beginning = joined(clusters.slice(0, count));
    if (beginning.reduce((sum, one) => sum + one.width, mark.width) <= width) return [...beginning, mark];
  }
  return [mark];
}

/** Half of what is left around the letters stands above them. */
const capitalsTop = 0.86;

function toLine(fragments: readonly Fragment[], style: Style, width: number, indent: number): Line {
  const parts = withoutTrailingSpace(joined(fragments));
  const size = Math.max(style.size, ...parts.map((part) => part.size));
  const height = size * (style.lineHeight ?? 1.3);
  const wide = parts.reduce((sum, part) => sum + part.width, 0);
  let x = style.align === 'right' ? width - wide : style.align === 'center' ? (width - wide) / 2 : indent;
  const pieces = parts.map((part): Piece => {
    const piece = { ...part, x };
    x += part.width;
    return piece;
  });
  return { pieces, width: wide, height, baseline: (height - size) / 2 + size * capitalsTop };
}

function withoutTrailingSpace(fragments: Fragment[]): Fragment[] {
  const last = fragments.at(-1);
  const spaces = last ? spacesAtEnd(last.text) : '';
  if (!last || spaces === '') return fragments;
  const text = last.text.slice(0, last.text.length - spaces.length);
  const rest = fragments.slice(0, -1);
  if (text === '') return withoutTrailingSpace(rest);
  return [...rest, { ...last, text, width: last.width - last.face.width(spaces) * last.size }];
}

/**
 * Sets a text into a box: in the first of the styles (the largest first) in which all of it fits without dividing a
 * word, or else in the first in which it fits at all, or else in the last one with an ellipsis.
 */
export function fitText(
  content: string | readonly Span[],
  box: { readonly width: number; readonly height: number },
  styles: readonly [TextStyle, ...TextStyle[]],
): TextBlock {
  const tried = styles.map((style) => setText(content, box.width, style));
  const fits = (block: TextBlock): boolean => block.height <= box.height + 0.001;
  const found = tried.find((block) => fits(block) && !block.divided) ?? tried.find(fits);
  if (found) return found;
  const smallest = styles.at(-1)!;
  const lines = Math.max(1, Math.floor(box.height / (smallest.size * (smallest.lineHeight ?? 1.3)) + 0.001));
  return setText(content, box.width, smallest, { lines });
}

/** What a block says, line by line. */
export function textOf({ lines }: TextBlock): string {
  return lines.map(({ pieces }) => pieces.map(({ text }) => text).join('')).join('\n');
}
