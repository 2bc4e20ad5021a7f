import { StartUpError } from '../platform/start-up-error';

/** What puts texts of a language in order: `Intl.Collator`, or what a test has instead. */
export type MakeCollator = (locale: string) => Pick<Intl.Collator, 'compare'>;

/** Writes the name of January in a language: `Intl.DateTimeFormat`, or what a test has instead. */
export type MakeMonth = (locale: string) => string;

/**
 * Two texts in the order of a language, chosen so that no other order has them so: neither that of code points nor that
 * of a Node without the data of this language.
 */
const pairs: readonly {
  readonly title: string;
  readonly locale: string;
  readonly first: string;
  readonly second: string;
}[] = [
  // In Russian Cyrillic stands before Latin.
  { title: 'Russian', locale: 'ru', first: 'Яна', second: 'Zeta' },
  // Běijīng before Shànghǎi; by code point and by strokes it is the other way round.
  { title: 'Chinese by pinyin', locale: 'zh-u-co-pinyin', first: '北京', second: '上海' },
  // Four strokes before seven; by code point and by pinyin (wáng, bó) it is the other way round.
  { title: 'Chinese by strokes', locale: 'zh-u-co-stroke', first: '王', second: '伯' },
];

/**
 * Delegations, names and lists are put in order, and dates are written, in the languages of the forum; a Node without
 * the data for them would do it wrongly and silently.
 * @throws {StartUpError} that names the orders which this Node does not know, and says what to do
 */
export function checkLanguages(
  collator: MakeCollator = (locale) => new Intl.Collator(locale),
  january: MakeMonth = (locale) =>
    new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' }).format(new Date(0)),
): void {
  const unknown = pairs
    .filter(({ locale, first, second }) => collator(locale).compare(first, second) >= 0)
    .map(({ title }) => `cannot put ${title} in order`);
  if (january('ru') !== 'январь') unknown.push('cannot write dates in Russian');
  if (unknown.length === 0) return;
  throw new StartUpError(
    `This Node.js has not the data of all languages (small ICU), so it ${unknown.join(', ')}: install one with full ICU, as from nodejs.org, and leave NODE_ICU_DATA unset.`,
  );
}
