import { flow, gap, paragraph, type Row } from '../../platform/documents/flow';
import { keptPages, papers, type Item, type Page, type PdfOptions } from '../../platform/documents/pdf';
import { setText, type TextStyle } from '../../platform/documents/typesetting';
import type { InvitationDocument, InvitationPart } from './invitation.words';

const [width, height] = papers.a4;
const left = 79;
const right = width - 71;
const top = 62;
const bottom = height - 74;
const column = right - left;
const ink = '#111111';
const quiet = '#444444';

const body: TextStyle = { size: 11.5, lineHeight: 1.5, color: ink };

const styles: Readonly<Record<InvitationPart['is'], TextStyle>> = {
  sender: { size: 13, weight: 'bold', align: 'center', color: ink },
  place: { size: 9.5, align: 'center', color: quiet },
  reference: { size: 10.5, color: ink },
  title: { size: 14, weight: 'bold', align: 'center', color: ink },
  date: { ...body, align: 'right' },
  address: { ...body, weight: 'bold', lineHeight: 1.4 },
  salutation: body,
  text: body,
  closing: body,
  signature: { ...body, weight: 'bold' },
};

/** What stands before each part, in points. */
const before: Readonly<Record<InvitationPart['is'], number>> = {
  sender: 0,
  place: 3,
  reference: 16,
  title: 26,
  date: 22,
  address: 18,
  salutation: 20,
  text: 11,
  closing: 11,
  signature: 44,
};

/** The paper of an invitation: the same words are the same bytes. */
export function invitationPdf(
  document: InvitationDocument,
  { author, sentAt }: { readonly author: string; readonly sentAt: Date },
): PdfOptions {
  return {
    title: document.title,
    language: document.language,
    author,
    createdAt: sentAt,
    pages: keptPages(() => pagesOf(document)),
    frame: (_, number, of) => (of > 1 ? [pageNumber(number, of)] : []),
  };
}

function pagesOf(document: InvitationDocument): Page[] {
  const isNote = document.kind === 'note_verbale';
  // The addressee of a note stands at the foot of its last page.
  const footed = isNote ? document.parts.filter(({ is }) => is === 'address') : [];
  const rows = document.parts
    .filter((part) => !footed.includes(part))
    .flatMap((part) => rowsOf(part, document));
  const pages = [...flow(rows, () => ({ x: left, y: top, height: bottom - top }))];
  for (const part of footed) placeAtFoot(pages, part);
  return pages.map((items) => ({ width, height, items }));
}

function rowsOf(part: InvitationPart, { kind, language }: InvitationDocument): Row[] {
  const { is, text } = part;
  const isNote = kind === 'note_verbale';
  const indented = isNote && (is === 'text' || is === 'closing');
  const row = paragraph(
    indented ? `${language === 'zh' ? '\u3000\u3000' : '\u2003\u2003'}${text}` : text,
    column,
    styles[is],
    { is: { role: is === 'title' || (is === 'sender' && !isNote) ? 'H1' : 'P' } },
  );
  return [
    gap(before[is]),
    is === 'place' || is === 'salutation' || is === 'sender' ? { ...row, keepWithNext: true } : row,
    ...(is === 'place' ? [gap(9), rule] : []),
  ];
}

/** The double line under the head. */
const rule: Row = {
  height: 3,
  items: (x, y) => [line(x, y, 1.4), line(x, y + 3, 0.5)],
};

function line(x: number, y: number, thickness: number): Item {
  return { kind: 'rule', x1: x, y1: y, x2: x + column, y2: y, thickness, color: ink };
}

function placeAtFoot(pages: Item[][], part: InvitationPart): void {
  const block = setText(part.text, column * 0.62, styles[part.is]);
  const last = pages.at(-1)!;
  const used = Math.max(...last.map((item) => (item.kind === 'text' ? item.y + item.block.height : 0)));
  const item: Item = { kind: 'text', x: left, y: bottom - block.height, block, is: { role: 'P' } };
  // Room for initials and the seal between the two.
  if (used + 64 <= item.y) last.push(item);
  else pages.push([{ ...item, y: top }]);
}

function pageNumber(number: number, of: number): Item {
  const block = setText(`${number} / ${of}`, column, { size: 9, align: 'center', color: quiet });
  return { kind: 'text', x: left, y: bottom + 26, block };
}
