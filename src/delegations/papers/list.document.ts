import { flow, gap, paragraph, type Row } from '../../platform/documents/flow';
import { keptPages, type Item, type Page, type PdfOptions } from '../../platform/documents/pdf';
import { setText, type Span, type TextStyle } from '../../platform/documents/typesetting';
import { inLanguage } from '../../platform/text';
import {
  isAddendum,
  isEmpty,
  listDifferences,
  sectionsOf,
  type CorrigendumContent,
  type EventOfDocument,
  type Line,
  type ListContent,
  type ListDifference,
  type Section,
} from './content.rules';
import type { DocumentKind } from './official-document.input';
import { documentWords, type DocumentWords } from './official-document.words';
import { asterisk, frameOf, ink, paper, textWidth } from './page';

/** What a document is called, and how far it has come. */
export interface DocumentFacts {
  readonly kind: DocumentKind;
  /** Null for a draft. */
  readonly number: number | null;
  /** When what it says was fixed; for a draft, now. */
  readonly at: Date;
  readonly languages: readonly string[];
}

/** What a document is called in a language. */
export function titleOf(
  { kind, number, languages }: DocumentFacts,
  content: { readonly kind: string },
  words: DocumentWords,
): string {
  if (kind === 'corrigendum') {
    const corrigendum = content as CorrigendumContent;
    const name = isAddendum(corrigendum, languages) ? words.addendum : words.kinds.corrigendum;
    return number === null ? name : words.amending(name, number, corrigendum.amends);
  }
  return number === null || kind === 'provisional_list'
    ? words.kinds[kind]
    : words.numbered(words.kinds[kind], number);
}

/** What stands above each page so that nobody takes it for something that it is not. */
export function markOf({ kind, number }: DocumentFacts, words: DocumentWords): string | undefined {
  return number === null ? words.draft : kind === 'provisional_list' ? words.provisional : undefined;
}

const styles = {
  title: { size: 17, weight: 'bold', lineHeight: 1.25 },
  event: { size: 11.5, color: ink.dark },
  fact: { size: 9, color: ink.dark },
  mark: { size: 11, weight: 'bold', color: ink.mark },
  section: { size: 11, weight: 'bold' },
  again: { size: 9, color: ink.grey },
  name: { size: 9.5 },
  small: { size: 8, color: ink.grey },
} as const satisfies Record<string, TextStyle>;

const numberWidth = 26;
const gutter = 12;
const nameWidth = 208;
const postLeft = numberWidth + nameWidth + gutter;
const postWidth = textWidth - postLeft;

/** The list of participants, or what amends one, in a language. The same content gives the same bytes. */
export function listDocument(
  facts: DocumentFacts,
  content: ListContent | CorrigendumContent,
  language: string,
): PdfOptions {
  const { event } = content;
  const words = documentWords(language, event.timeZone, event.city);
  const title = titleOf(facts, content, words);
  const eventTitle = inLanguage(event.title, event.titles, language);
  const rows = function* (): Generator<Row> {
    yield* titleRows(title, event, facts, words, language);
    yield* content.kind === 'list'
      ? listRows(content, language, words)
      : differenceRows(content, language, words);
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

/** What a document begins with: its name, the event, and of when it is. */
export function* titleRows(
  title: string,
  event: EventOfDocument,
  facts: DocumentFacts,
  words: DocumentWords,
  language: string,
): Generator<Row> {
  yield paragraph(title, textWidth, styles.title, { is: { role: 'H1' }, keepWithNext: true });
  yield gap(4);
  yield paragraph(inLanguage(event.title, event.titles, language), textWidth, styles.event, {
    keepWithNext: true,
  });
  const where = words.place(event.city, words.countryName(event.country));
  yield paragraph(`${where} · ${words.days(event.startDate, event.endDate)}`, textWidth, styles.event, {
    keepWithNext: true,
  });
  yield gap(5);
  const isFixed = facts.number !== null && facts.kind !== 'provisional_list';
  const mark = markOf(facts, words);
  yield paragraph(
    [
      ...(mark === undefined ? [] : [{ text: `${mark} · `, weight: 'bold' as const, color: ink.mark }]),
      { text: isFixed ? dayOf(facts.at, event.timeZone, words) : words.asOf(words.dateTime(facts.at)) },
    ],
    textWidth,
    styles.fact,
    { keepWithNext: true },
  );
}

/** "1 October 2019", as a calendar at the place of the event shows it. */
export function dayOf(at: Date, timeZone: string, words: DocumentWords): string {
  const day = at.toLocaleDateString('sv', { timeZone });
  return words.days(day, day);
}

function* listRows({ list }: ListContent, language: string, words: DocumentWords): Generator<Row> {
  const sections = sectionsOf(list, language);
  const people = sections.reduce((sum, { lines }) => sum + lines.length, 0);
  const delegations = sections.filter(({ isDelegation }) => isDelegation).length;
  const { freeze } = list.orders[language]!;
  if (people === 0) {
    yield gap(14);
    yield paragraph(words.nobody, textWidth, styles.fact);
    return;
  }
  const order = freeze === null ? words.orderNotFrozen : words.order(freeze);
  const count = words.inAll(words.count(people, words.people), words.count(delegations, words.delegations));
  yield paragraph(
    delegations === 0 ? words.count(people, words.people) : count + words.between + order,
    textWidth,
    styles.fact,
  );
  yield gap(10);
  let number = 0;
  for (const section of sections) {
    yield* sectionRows(section, number, words);
    number += section.lines.length;
  }
}

function* sectionRows({ heading, lines }: Section, before: number, words: DocumentWords): Generator<Row> {
  const title = heading.pending ? heading.text + asterisk : heading.text;
  yield gap(9);
  yield headingRow(title, styles.section, { is: { role: 'H2' }, keepWithNext: true });
  const again = headingRow(words.continued(title), styles.again, {});
  let number = before;
  for (const line of lines) {
    number += 1;
    yield { ...lineRow(String(number), line, words), resume: [again] };
  }
}

/** A heading with a line below it. */
function headingRow(
  text: string,
  style: TextStyle,
  options: { is?: { role: 'H2' | 'P' }; keepWithNext?: boolean },
): Row {
  const { is = { role: 'P' as const }, keepWithNext = false } = options;
  const block = setText(text, textWidth, style);
  return {
    height: block.height + 5,
    keepWithNext,
    items: (x, y) => [
      { kind: 'text', x, y, block, is },
      {
        kind: 'rule',
        x1: x,
        y1: y + block.height + 2,
        x2: x + textWidth,
        y2: y + block.height + 2,
        thickness: 0.5,
        color: ink.black,
      },
    ],
  };
}

const marked = (line: Line, what: Line['pending'][number], text: string): string =>
  text !== '' && line.pending.includes(what) ? text + asterisk : text;

/** The name with its form of address, as the language puts them together. */
export function fullName(line: Line, words: DocumentWords): Span[] {
  const address = marked(line, 'formOfAddress', line.formOfAddress);
  const [before = '', after = ''] = address === '' ? [] : words.named(address, '\u0000').split('\u0000');
  // What follows the name belongs to it; the sign stands behind both.
  const sign = line.pending.includes('name') ? asterisk : '';
  return [
    ...(before === '' ? [] : [{ text: before }]),
    { text: after === '' ? line.name + sign : line.name, weight: 'bold' as const },
    ...(after === '' ? [] : [{ text: after + sign }]),
    ...(line.beside === null ? [] : [{ text: words.beside(line.beside), color: ink.grey }]),
  ];
}

/** Post and organisation, each in a line of its own. */
function occupation(line: Line): string {
  return [marked(line, 'post', line.post), marked(line, 'organisation', line.organisation)]
    .filter((text) => text !== '')
    .join('\n');
}

function lineRow(number: string, line: Line, words: DocumentWords): Row {
  const blocks = [
    { x: 0, block: setText(number, numberWidth - 6, styles.small), drop: 1.6 },
    { x: numberWidth, block: setText(fullName(line, words), nameWidth, styles.name), drop: 0 },
    { x: postLeft, block: setText(occupation(line), postWidth, styles.name), drop: 0 },
  ];
  const part = line.part === null || line.part === 'member' ? '' : words.part(line.part);
  const partBlock = part === '' ? undefined : setText(part, nameWidth, styles.small);
  const height = Math.max(blocks[1]!.block.height + (partBlock?.height ?? 0), blocks[2]!.block.height) + 5;
  return {
    height,
    items: (x, y): Item[] => [
      ...blocks
        .filter(({ block }) => block.lines.length > 0)
        .map(({ x: left, block, drop }): Item => ({
          kind: 'text',
          x: x + left,
          y: y + 2 + drop,
          block,
          is: { role: 'P' },
        })),
      ...(partBlock === undefined
        ? []
        : [
            {
              kind: 'text' as const,
              x: x + numberWidth,
              y: y + 2 + blocks[1]!.block.height,
              block: partBlock,
              is: { role: 'P' as const },
            },
          ]),
    ],
  };
}

/** What is to be added, taken out and read otherwise. */
function* differenceRows(
  content: CorrigendumContent,
  language: string,
  words: DocumentWords,
): Generator<Row> {
  const found = listDifferences(content.before, content.list, language);
  yield gap(12);
  if (isEmpty(found)) {
    yield paragraph(words.noChanges, textWidth, styles.fact);
    return;
  }
  if (found.headings.length > 0) {
    yield gap(9);
    yield headingRow(words.changes.renamed, styles.section, { is: { role: 'H2' }, keepWithNext: true });
    for (const { before, now } of found.headings)
      yield paragraph(words.forRead(before, now), textWidth, styles.name);
  }
  for (const change of ['added', 'removed', 'changed'] as const) {
    const some = found.participants.filter((one) => one.change === change);
    if (some.length === 0) continue;
    yield gap(12);
    yield headingRow(words.changes[change], styles.section, { is: { role: 'H2' }, keepWithNext: true });
    let section: string | undefined;
    for (const one of some) {
      const line = (one.now ?? one.before)!;
      if (line.section !== section) {
        yield gap(4);
        yield paragraph(line.section, textWidth, { ...styles.name, color: ink.grey }, { keepWithNext: true });
      }
      section = line.section;
      if (change !== 'changed') yield lineRow('', line, words);
      else yield* changeRows(one, words);
    }
  }
}

function* changeRows({ before, now, fields }: ListDifference, words: DocumentWords): Generator<Row> {
  yield { ...lineRow('', now!, words), keepWithNext: true };
  for (const field of fields) {
    const [was, is] = [before!, now!].map((line) => valueOf(line, field, words));
    yield paragraph(`${words.fields[field]}: ${words.forRead(was!, is!)}`, textWidth, styles.small, {
      indent: numberWidth,
    });
  }
  yield gap(4);
}

/** What a line says in a field, in the words of the language. */
export function valueOf(
  line: Line & { readonly section: string },
  field: ListDifference['fields'][number],
  words: DocumentWords,
): string {
  const value = field === 'part' && line.part !== null ? words.part(line.part) : line[field];
  return value === null || value === '' ? words.none : value;
}
