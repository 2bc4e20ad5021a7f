import { flow, gap, table } from '../../platform/documents/flow';
import { keptPages, type Item, type Page, type PdfOptions } from '../../platform/documents/pdf';
import { fitText, setText, type TextBlock, type TextStyle } from '../../platform/documents/typesetting';
import { inLanguage } from '../../platform/text';
import {
  flagsOf,
  inOrderOf,
  secondLanguage,
  shortDelegationName,
  type DelegationsContent,
} from './content.rules';
import { markOf, titleOf, titleRows, type DocumentFacts } from './list.document';
import { documentWords } from './official-document.words';
import { asterisk, frameOf, ink, paper, textWidth } from './page';

const sizes = (from: number, to: number, weight: 'bold' | 'regular'): [TextStyle, ...TextStyle[]] => {
  const all: TextStyle[] = [];
  for (let size = from; size >= to; size -= 4) all.push({ size, weight, align: 'center', lineHeight: 1.15 });
  return all as [TextStyle, ...TextStyle[]];
};
const bigSizes = sizes(84, 24, 'bold');
const smallSizes = sizes(40, 16, 'regular');

/**
 * Signs for tables, one on a page: folded in the middle they stand like a tent and say the same on both sides. The
 * language of the document stands above a second one in another script.
 */
export function signsDocument(
  facts: DocumentFacts,
  content: DelegationsContent,
  language: string,
): PdfOptions {
  const { event, list, languages } = content;
  const words = documentWords(language, event.timeZone, event.city);
  const second = secondLanguage(language, languages);
  const eventTitle = inLanguage(event.title, event.titles, language);
  const mark = facts.number === null ? words.draft : undefined;
  const middle = paper.height / 2;
  const pages = function* (): Generator<Page> {
    for (const delegation of inOrderOf(list, language)) {
      const name = shortDelegationName(delegation, language).text;
      const other = second === undefined ? name : shortDelegationName(delegation, second).text;
      const side = sideOf(name, other === name ? undefined : other, middle);
      yield {
        width: paper.width,
        height: paper.height,
        bookmark: name,
        items: [
          { kind: 'turned', x: 0, y: 0, width: paper.width, height: middle, items: side.map(asDecoration) },
          ...side.map((item) => ({ ...item, y: item.y + middle })),
          { kind: 'rule', x1: 0, y1: middle, x2: 16, y2: middle, thickness: 0.5, color: ink.grey, dash: 3 },
          {
            kind: 'rule',
            x1: paper.width - 16,
            y1: middle,
            x2: paper.width,
            y2: middle,
            thickness: 0.5,
            color: ink.grey,
            dash: 3,
          },
          ...(mark === undefined
            ? []
            : [
                {
                  kind: 'text' as const,
                  x: paper.left,
                  y: paper.height - 22,
                  block: setText(
                    mark,
                    textWidth,
                    { size: 9, color: ink.mark, align: 'center' },
                    { lines: 1 },
                  ),
                },
              ]),
        ],
      };
    }
  };
  return {
    title: `${eventTitle}: ${titleOf(facts, content, words)}`,
    language: words.language,
    author: eventTitle,
    createdAt: facts.at,
    pages: keptPages(pages),
  };
}

type Text = Extract<Item, { kind: 'text' }>;

/** The other side says the same once more, which nobody has to hear twice. */
function asDecoration({ kind, x, y, block }: Text): Text {
  return { kind, x, y, block };
}

/** One side of the sign, half a page high. */
function sideOf(name: string, other: string | undefined, height: number): Text[] {
  const width = paper.width - 72;
  const big = fitText(name, { width, height: height * (other === undefined ? 0.75 : 0.5) }, bigSizes);
  const small =
    other === undefined ? undefined : fitText(other, { width, height: height * 0.26 }, smallSizes);
  const gapBetween = small === undefined ? 0 : 14;
  const top = (height - big.height - gapBetween - (small?.height ?? 0)) / 2;
  const at = (block: TextBlock, y: number): Text => ({ kind: 'text', x: 36, y, block, is: { role: 'P' } });
  return [at(big, top), ...(small === undefined ? [] : [at(small, top + big.height + gapBetween)])];
}

const cell: TextStyle = { size: 10 };

/** The flags from the first to the last, with the delegations for which they are hoisted. */
export function flagsDocument(
  facts: DocumentFacts,
  content: DelegationsContent,
  language: string,
): PdfOptions {
  const { event, list } = content;
  const words = documentWords(language, event.timeZone, event.city);
  const title = titleOf(facts, content, words);
  const eventTitle = inLanguage(event.title, event.titles, language);
  const { freeze } = list.orders[language]!;
  const rows = function* () {
    yield* titleRows(title, event, facts, words, language);
    yield gap(2);
    const order = freeze === null ? words.orderNotFrozen : words.order(freeze);
    yield setTextRow(order);
    yield gap(12);
    yield* table(
      [
        { head: words.columns.number, width: 28, align: 'right' },
        { head: words.columns.code, width: 36 },
        { head: words.columns.flag, width: 150 },
        { head: words.columns.delegations, width: textWidth - 28 - 36 - 150 - 30 },
      ],
      flagsOf(list, language).map(({ position, country, state, delegations }) => [
        String(position),
        country ?? words.none,
        state ?? (country === null ? words.ownFlag : words.countryName(country)),
        delegations.map((one) => (one.pending ? one.text + asterisk : one.text)).join('\n'),
      ]),
      { head: { size: 8.5, weight: 'bold' }, cell, padding: 4, gutter: 10, rule: ink.line },
    );
  };
  const pages = function* (): Generator<Page> {
    const frames = flow(rows(), () => ({ x: paper.left, y: paper.top, height: paper.bottom - paper.top }));
    for (const items of frames) yield { width: paper.width, height: paper.height, items };
  };
  return {
    title: `${eventTitle}: ${title}`,
    language: words.language,
    author: eventTitle,
    createdAt: facts.at,
    pages: keptPages(pages),
    frame: frameOf({ event: eventTitle, title, mark: markOf(facts, words), legend: words.pending }, words),
  };
}

function setTextRow(text: string) {
  const block = setText(text, textWidth, { size: 9, color: ink.dark });
  return {
    height: block.height,
    items: (x: number, y: number): Item[] => [{ kind: 'text', x, y, block, is: { role: 'P' } }],
  };
}
