import type { Item, Page } from '../../platform/documents/pdf';
import { fitText, setText, type TextStyle } from '../../platform/documents/typesetting';
import type { ProgrammeWords } from './programme-files.words';

/** The event as the head of a document names it, in the language of the document. */
export interface ProgrammeHead {
  readonly title: string;
  readonly theme: string | null;
  /** "Shenzhen, China" */
  readonly place: string;
  /** "21–25 October 2019" */
  readonly days: string;
  /** "Programme, release 3, 1 October 2019" */
  readonly release: string;
  /** "All times: Shenzhen time, UTC+8" */
  readonly times: string;
}

/** The paper, lying on its long side, and where on it the programme stands. In points. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const margin = 34;
const headTop = 26;
const headHeight = 34;
const footHeight = 34;

export const ink = {
  black: '#000000',
  dark: '#333333',
  grey: '#555555',
  line: '#c8c8c8',
  edge: '#777777',
} as const;

export function sheetOf([short, long]: readonly [number, number]): Sheet {
  return {
    width: long,
    height: short,
    left: margin,
    right: long - margin,
    top: headTop + headHeight + 8,
    bottom: short - footHeight,
  };
}

const titleStyle: TextStyle = { size: 11, weight: 'bold', lineHeight: 1.35 };
/** A long title is set smaller before it is cut. */
const titleStyles = [titleStyle, { ...titleStyle, size: 9.5 }, { ...titleStyle, size: 8 }] as const;
const smallStyle: TextStyle = { size: 8.5, color: ink.dark, lineHeight: 1.35 };
const footStyle: TextStyle = { size: 7.5, color: ink.dark, lineHeight: 1.35 };

/** Head and foot of a page; in the foot also what is said about characters that cannot be printed. */
export function frameOf(
  sheet: Sheet,
  head: ProgrammeHead,
  words: ProgrammeWords,
): (page: Page, number: number, of: number) => Item[] {
  const width = sheet.right - sheet.left;
  const aside = width * 0.36;
  const right = { ...smallStyle, align: 'right' } as const;
  const line = (text: string, style: TextStyle, x: number, y: number, wide: number): Item => ({
    kind: 'text',
    x,
    y,
    block: setText(text, wide, style, { lines: 1 }),
  });
  const rule = (y: number, thickness: number): Item => ({
    kind: 'rule',
    x1: sheet.left,
    y1: y,
    x2: sheet.right,
    y2: y,
    thickness,
    color: ink.black,
  });
  const foot = sheet.bottom + 9;
  return (page, number, of) => [
    {
      kind: 'text',
      x: sheet.left,
      y: headTop,
      block: fitText(head.title, { width: width - aside - 16, height: 15 }, titleStyles),
    },
    ...(head.theme === null
      ? []
      : [line(head.theme, smallStyle, sheet.left, headTop + 16, width - aside - 16)]),
    line(head.release, right, sheet.right - aside, headTop + 2, aside),
    line(`${head.place} · ${head.days}`, right, sheet.right - aside, headTop + 16, aside),
    rule(headTop + headHeight, 0.8),
    line(head.times, footStyle, sheet.left, foot, width * 0.3),
    line(note(page, words), { ...footStyle, align: 'center' }, sheet.left + width * 0.25, foot, width * 0.55),
    line(words.page(number, of), { ...footStyle, align: 'right' }, sheet.right - 120, foot, 120),
  ];
}

/** What a reader has to know of the characters of a page that cannot be printed. */
function note(page: Page, words: ProgrammeWords): string {
  const missing = new Set(page.items.flatMap((item) => (item.kind === 'text' ? item.block.missing : [])));
  if (missing.size === 0) return '';
  const codes = [...new Set([...missing].flatMap((cluster) => Array.from(cluster, code)))];
  return words.unprintable(codes.join(' '));
}

function code(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}
