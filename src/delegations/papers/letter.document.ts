import { flow, gap, paragraph, type Row } from '../../platform/documents/flow';
import { keptPages, type Page, type PdfOptions } from '../../platform/documents/pdf';
import { setText, type TextStyle } from '../../platform/documents/typesetting';
import { inLanguage } from '../../platform/text';
import { delegationName, lineOf, type LetterContent } from './content.rules';
import { dayOf, fullName, markOf, type DocumentFacts } from './list.document';
import { referenceOf } from './official-document.view';
import { documentWords } from './official-document.words';
import { asterisk, frameOf, ink, paper, textWidth } from './page';

const styles = {
  issuer: { size: 13, weight: 'bold' },
  title: { size: 15, weight: 'bold' },
  text: { size: 11, lineHeight: 1.45 },
  label: { size: 9.5, color: ink.grey },
  value: { size: 11 },
  verify: { size: 8.5, color: ink.dark, lineHeight: 1.4 },
} as const satisfies Record<string, TextStyle>;

const labelWidth = 140;

/** A letter about somebody, in a language: who they are as far as is known, and how it can be verified. */
export function letterDocument(facts: DocumentFacts, content: LetterContent, language: string): PdfOptions {
  const { event, person, delegation, category } = content;
  const words = documentWords(language, event.timeZone, event.city);
  const isVisa = facts.kind === 'visa_support_letter';
  const eventTitle = inLanguage(event.title, event.titles, language);
  const title = words.kinds[facts.kind];
  const reference = referenceOf(facts.kind, facts.number, event.startDate) ?? words.none;
  const days = words.days(event.startDate, event.endDate);
  const place = words.place(event.city, words.countryName(event.country));
  const line = lineOf(person, language);
  const { labels } = words.letter;
  const pending = (what: (typeof line.pending)[number], text: string): string =>
    text !== '' && line.pending.includes(what) ? text + asterisk : text;
  const named = delegation === null ? undefined : delegationName(delegation, language);
  const signatory = inLanguage(content.signatory ?? '', content.signatories, language);
  const signatoryPost = inLanguage(content.signatoryPost ?? '', content.signatoryPosts, language);
  const lines: readonly (readonly [string, string])[] = [
    ...(isVisa
      ? ([
          [labels.familyName, person.familyName],
          [labels.givenName, person.givenName],
        ] as const)
      : ([
          [
            labels.name,
            fullName(line, words)
              .map(({ text }) => text)
              .join(''),
          ],
        ] as const)),
    ...(isVisa
      ? ([
          [labels.nationality, person.nationality === null ? '' : words.countryName(person.nationality)],
        ] as const)
      : []),
    ...(isVisa
      ? ([
          [labels.birthDate, person.birthDate === null ? '' : words.days(person.birthDate, person.birthDate)],
        ] as const)
      : []),
    [labels.post, pending('post', line.post)],
    ...(named === undefined
      ? ([[labels.organisation, pending('organisation', line.organisation)]] as const)
      : ([[labels.delegation, named.pending ? named.text + asterisk : named.text]] as const)),
    [labels.category, inLanguage(category.title, category.titles, language)],
  ];
  const rows = function* (): Generator<Row> {
    yield paragraph(
      inLanguage(content.issuer ?? words.secretariat(eventTitle), content.issuers, language),
      textWidth,
      styles.issuer,
    );
    yield gap(14);
    yield paragraph(words.letter.number(reference), textWidth, styles.value);
    yield paragraph(dayOf(facts.at, event.timeZone, words), textWidth, styles.value);
    yield space(22);
    yield paragraph(content.addressee ?? words.letter.toWhom, textWidth, styles.value);
    yield space(22);
    yield paragraph(title, textWidth, styles.title, { is: { role: 'H1' } });
    yield space(10);
    const body = isVisa ? words.letter.supports : words.letter.confirms;
    yield paragraph(body(eventTitle, days, place), textWidth, styles.text);
    yield space(12);
    for (const [label, value] of lines) if (value !== '') yield pairRow(label, value);
    if (isVisa) {
      yield space(12);
      yield paragraph(words.letter.asks, textWidth, styles.text);
    }
    yield space(44);
    yield signatureRow();
    if (signatory !== '') yield paragraph(signatory, textWidth, { ...styles.value, weight: 'bold' });
    if (signatoryPost !== '') yield paragraph(signatoryPost, textWidth, styles.value);
    yield space(30);
    if (facts.number !== null)
      yield paragraph(
        words.letter.verify(content.verification.url, reference, content.verification.code),
        textWidth,
        styles.verify,
      );
  };
  const pages = function* (): Generator<Page> {
    const frames = flow(rows(), () => ({
      x: paper.left,
      y: paper.top + 6,
      height: paper.bottom - paper.top - 6,
    }));
    for (const items of frames) yield { width: paper.width, height: paper.height, items };
  };
  return {
    title: `${title} ${reference}`,
    language: words.language,
    author: inLanguage(content.issuer ?? eventTitle, content.issuers, language),
    createdAt: facts.at,
    pages: keptPages(pages),
    frame: frameOf(
      {
        event: eventTitle,
        title: words.letter.number(reference),
        mark: markOf(facts, words),
        legend: words.pending,
      },
      words,
    ),
  };
}

function space(height: number): Row {
  return { height, items: () => [] };
}

function pairRow(label: string, value: string): Row {
  const left = setText(label, labelWidth - 10, styles.label);
  const right = setText(value, textWidth - labelWidth, styles.value);
  return {
    height: Math.max(left.height, right.height) + 5,
    items: (x, y) => [
      { kind: 'text', x, y: y + 1.5, block: left, is: { role: 'P' } },
      { kind: 'text', x: x + labelWidth, y, block: right, is: { role: 'P' } },
    ],
  };
}

/** Where somebody signs by hand. */
function signatureRow(): Row {
  return {
    height: 8,
    keepWithNext: true,
    items: (x, y) => [{ kind: 'rule', x1: x, y1: y, x2: x + 190, y2: y, thickness: 0.5, color: ink.black }],
  };
}
