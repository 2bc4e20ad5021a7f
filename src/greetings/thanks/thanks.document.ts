import { flow, gap, paragraph, type Row } from '../../platform/documents/flow';
import { keptPages, papers, type Item, type PdfOptions } from '../../platform/documents/pdf';
import { setText, type TextStyle } from '../../platform/documents/typesetting';
import type { ThanksLetter, ThanksPart } from './thanks.rules';

const [width, height] = papers.a4;
const left = 79;
const right = width - 71;
const top = 66;
const bottom = height - 74;
const column = right - left;
const ink = '#111111';

const body: TextStyle = { size: 11.5, lineHeight: 1.55, color: ink };

const styles: Readonly<Record<ThanksPart['is'], TextStyle>> = {
  sender: { size: 13, weight: 'bold', align: 'center', color: ink },
  date: { ...body, align: 'right' },
  address: { ...body, weight: 'bold', lineHeight: 1.4 },
  salutation: body,
  text: body,
  closing: body,
  signature: { ...body, weight: 'bold', lineHeight: 1.4 },
};

/** What stands before each part, in points. */
const before: Readonly<Record<ThanksPart['is'], number>> = {
  sender: 0,
  date: 30,
  address: 26,
  salutation: 26,
  text: 12,
  closing: 14,
  // Room to sign by hand.
  signature: 52,
};

/** The paper of a letter of thanks: the same words are the same bytes. */
export function thanksPdf(letter: ThanksLetter, author: string, at: Date): PdfOptions {
  return {
    title: letter.title,
    language: letter.language,
    author,
    createdAt: at,
    pages: keptPages(() =>
      [...flow(letter.parts.flatMap(rowsOf), () => ({ x: left, y: top, height: bottom - top }))].map(
        (items) => ({
          width,
          height,
          items,
        }),
      ),
    ),
    frame: (_, number, of) => (of > 1 ? [pageNumber(number, of)] : []),
  };
}

function rowsOf({ is, text }: ThanksPart): Row[] {
  const row = paragraph(text, column, styles[is], { is: { role: is === 'sender' ? 'H1' : 'P' } });
  return [
    gap(before[is]),
    // The closing never stands alone on a page, nor a salutation without what it begins.
    is === 'salutation' || is === 'closing' || is === 'sender' ? { ...row, keepWithNext: true } : row,
    ...(is === 'sender' ? [gap(9), rule] : []),
  ];
}

const rule: Row = {
  height: 2,
  items: (x, y) => [
    { kind: 'rule', x1: x, y1: y + 1, x2: x + column, y2: y + 1, thickness: 0.8, color: ink },
  ],
};

function pageNumber(number: number, of: number): Item {
  const block = setText(`${number} / ${of}`, column, { size: 9, align: 'center', color: '#444444' });
  return { kind: 'text', x: left, y: bottom + 26, block };
}
