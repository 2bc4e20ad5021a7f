import { papers, type Item, type Page } from '../../platform/documents/pdf';
import { setText, type TextStyle } from '../../platform/documents/typesetting';
import type { DocumentWords } from './official-document.words';

export const ink = {
  black: '#000000',
  dark: '#333333',
  grey: '#555555',
  line: '#c8c8c8',
  mark: '#a00000',
} as const;

/** A4 upright. In points. */
export const paper = {
  width: papers.a4[0],
  height: papers.a4[1],
  left: 56,
  right: papers.a4[0] - 56,
  top: 66,
  bottom: papers.a4[1] - 58,
} as const;

export const textWidth = paper.right - paper.left;

/** What every page of a document says above and below. */
export interface PageHead {
  readonly event: string;
  readonly title: string;
  /** "PROVISIONAL": so that nobody takes a page for something that it is not. */
  readonly mark: string | undefined;
  /** What an asterisk means. */
  readonly legend: string | undefined;
}

const headStyle: TextStyle = { size: 8, color: ink.dark };
const footStyle: TextStyle = { size: 7.5, color: ink.dark };

/** Head and foot of a page; in the foot also what has to be known of characters that cannot be printed. */
export function frameOf(
  head: PageHead,
  words: DocumentWords,
): (page: Page, number: number, of: number) => Item[] {
  const line = (text: string, style: TextStyle, x: number, y: number, width: number): Item => ({
    kind: 'text',
    x,
    y,
    block: setText(text, width, style, { lines: 1 }),
  });
  const half = textWidth / 2 - 8;
  return (page, number, of) => {
    const missing = missingOf(page.items);
    const notes = [
      hasAsterisk(page.items) ? head.legend : undefined,
      missing.length > 0 ? words.unprintable(missing.join(' ')) : undefined,
    ];
    return [
      line(head.event, headStyle, paper.left, 34, half),
      line(head.title, { ...headStyle, align: 'right' }, paper.right - half, 34, half),
      ...(head.mark === undefined
        ? []
        : [
            line(
              head.mark,
              { size: 9, weight: 'bold', color: ink.mark, align: 'center' },
              paper.left,
              20,
              textWidth,
            ),
          ]),
      { kind: 'rule', x1: paper.left, y1: 48, x2: paper.right, y2: 48, thickness: 0.6, color: ink.black },
      line(
        notes.filter((note) => note !== undefined).join(' '),
        footStyle,
        paper.left,
        paper.bottom + 14,
        textWidth - 100,
      ),
      line(words.page(number, of), { ...footStyle, align: 'right' }, paper.right - 96, paper.bottom + 14, 96),
    ];
  };
}

function textsOf(items: readonly Item[]): Extract<Item, { kind: 'text' }>[] {
  return items.filter((item) => item.kind === 'text');
}

/** The sign of what waits for its translation; nothing else in a document ends like that. */
export const asterisk = '\u2060*';

function hasAsterisk(items: readonly Item[]): boolean {
  return textsOf(items).some(({ block }) =>
    block.lines.some(({ pieces }) => pieces.some(({ text }) => text.includes('*'))),
  );
}

function missingOf(items: readonly Item[]): string[] {
  const clusters = new Set(textsOf(items).flatMap(({ block }) => block.missing));
  return [...new Set([...clusters].flatMap((cluster) => Array.from(cluster, code)))];
}

function code(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}
