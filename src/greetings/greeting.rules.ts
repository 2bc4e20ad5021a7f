import { inLanguage } from '../platform/text';

/** How a message reaches its hearers. */
export const deliveryModes = [
  'in_person',
  'read_on_behalf',
  'read_by_moderator',
  'video',
  'circulated',
] as const;

export type DeliveryMode = (typeof deliveryModes)[number];

export const deliveryExtents = ['full', 'abridged'] as const;

export type DeliveryExtent = (typeof deliveryExtents)[number];

/** How what is said in the hall is interpreted. */
export const interpretationModes = ['none', 'simultaneous', 'consecutive'] as const;

export type InterpretationMode = (typeof interpretationModes)[number];

/**
 * Speed of a text that is read aloud so that interpreters can follow, per minute: words, and characters where a language
 * is written without spaces.
 *
 * English 120 words and Chinese 180 characters (a character is a syllable) are the upper ends of what C. Li calls optimal
 * for interpretation: 100 to 120 words, 150 to 180 syllables ("Coping Strategies for Fast Delivery in Simultaneous
 * Interpretation", Journal of Specialised Translation 13, 2010). Russian, and every language of which nothing is said
 * here, is taken at 100 words: an assumption, on the slow side, because Russian puts more into each word.
 */
const wordsPerMinute: Readonly<Record<string, number>> = { en: 120, ru: 100 };
const otherWordsPerMinute = 100;
const charactersPerMinute = 180;

const withoutSpaces = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;
const word = /[\p{L}\p{N}]+(?:[’'\-.,:]?[\p{L}\p{N}]+)*/gu;

/**
 * Time that it takes to read a text aloud, in seconds, rounded up. Chinese characters and words in other scripts are
 * counted each at their own speed, so a Chinese text may contain Latin names. Consecutive interpretation doubles it.
 */
export function readingSeconds(
  text: string,
  language: string,
  interpretation: InterpretationMode = 'none',
): number {
  const characters = text.match(withoutSpaces)?.length ?? 0;
  const words = text.replace(withoutSpaces, ' ').match(word)?.length ?? 0;
  const speed = wordsPerMinute[language.split('-')[0]!] ?? otherWordsPerMinute;
  const once = Math.ceil((characters / charactersPerMinute + words / speed) * 60);
  return interpretation === 'consecutive' ? once * 2 : once;
}

/** What a press line is made from: the record of a delivery. */
export interface DeliveryRecord {
  readonly authorName: string;
  readonly authorNames: Readonly<Record<string, string>>;
  readonly authorTitle: string;
  readonly authorTitles: Readonly<Record<string, string>>;
  readonly addressees: string;
  readonly addresseesIn: Readonly<Record<string, string>>;
  readonly mode: DeliveryMode;
  readonly deliveredBy: string | null;
  readonly deliveredByNames: Readonly<Record<string, string>>;
  readonly deliveredByPost: string | null;
  readonly deliveredByPosts: Readonly<Record<string, string>>;
  readonly place: string;
  readonly placeIn: Readonly<Record<string, string>>;
  readonly deliveredAt: Date;
  readonly timeZone: string;
  readonly extent: DeliveryExtent;
}

export const pressLanguages = ['en', 'ru', 'zh'] as const;

export type PressLanguage = (typeof pressLanguages)[number];

/** Who writes to whom. */
export type TitleFacts = Pick<
  DeliveryRecord,
  'authorName' | 'authorNames' | 'authorTitle' | 'authorTitles' | 'addressees' | 'addresseesIn'
>;

/** Line above a message: who writes to whom. */
export function titleLine(record: TitleFacts, language: PressLanguage): string {
  const author = inLanguage(record.authorName, record.authorNames, language);
  const title = inLanguage(record.authorTitle, record.authorTitles, language);
  const addressees = inLanguage(record.addressees, record.addresseesIn, language);
  switch (language) {
    case 'en':
      return `Message of greetings of ${author}, ${title}, to ${addressees}`;
    // Names and posts stay in the nominative, because nobody but their bearer knows how they are declined.
    case 'ru':
      return `Приветственное послание. Автор: ${author}, ${title}. Адресат: ${addressees}`;
    case 'zh':
      return `${author}（${title}）致${addressees}的贺信`;
  }
}

const howEn = (mode: DeliveryMode, by: string): string =>
  ({
    in_person: 'delivered in person',
    read_on_behalf: `delivered on the author’s behalf by ${by}`,
    read_by_moderator: `read out by ${by}, the moderator`,
    video: 'delivered by video',
    circulated: 'circulated in writing',
  })[mode];

const howRu = (mode: DeliveryMode, by: string): string =>
  ({
    in_person: 'Оглашено автором лично',
    read_on_behalf: `От имени автора огласил(а): ${by}`,
    read_by_moderator: `Оглашено модератором: ${by}`,
    video: 'Видеообращение',
    circulated: 'Распространено в письменном виде',
  })[mode];

const howZh = (mode: DeliveryMode, by: string): string =>
  ({
    in_person: '由本人宣读',
    read_on_behalf: `由${by}代为宣读`,
    read_by_moderator: `由主持人${by}宣读`,
    video: '以视频方式发表',
    circulated: '以书面形式分发',
  })[mode];

/** Who delivered it, with the post where it is on record: "Baurzhan Imandosov, Representative of the SCO Secretariat". */
export function delivererLine(
  record: Pick<DeliveryRecord, 'deliveredBy' | 'deliveredByNames' | 'deliveredByPost' | 'deliveredByPosts'>,
  language: PressLanguage,
): string {
  const name = inLanguage(record.deliveredBy ?? '', record.deliveredByNames, language);
  const post = inLanguage(record.deliveredByPost ?? '', record.deliveredByPosts, language);
  if (name === '' || post === '') return name;
  return language === 'zh' ? `${name}（${post}）` : `${name}, ${post}`;
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** "21 October 2019": the day of an instant at a place. */
export function pressDay(instant: Date, language: PressLanguage, timeZone: string): string {
  return day(instant, { en: 'en-GB', ru: 'ru', zh: 'zh-CN' }[language], timeZone);
}

function day(instant: Date, locale: string, timeZone: string): string {
  const key = `${locale} ${timeZone}`;
  let format = dayFormats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone });
    dayFormats.set(key, format);
  }
  return format.format(instant);
}

/** One sentence for the press, made from the record of the delivery and nothing else, with the day at the place of the event. */
export function pressLine(record: DeliveryRecord, language: PressLanguage): string {
  const { mode, deliveredAt, timeZone, extent } = record;
  const by = delivererLine(record, language);
  const place = inLanguage(record.place, record.placeIn, language);
  const title = titleLine(record, language);
  switch (language) {
    case 'en':
      return `${title}, ${howEn(mode, by)}${extent === 'abridged' ? ', in abridged form' : ''}, ${place}, ${pressDay(deliveredAt, language, timeZone)}.`;
    case 'ru':
      return `${title}. ${howRu(mode, by)}${extent === 'abridged' ? ' (с сокращениями)' : ''}. ${place}, ${pressDay(deliveredAt, language, timeZone)}`;
    case 'zh':
      return `${title}，${howZh(mode, by)}${extent === 'abridged' ? '（节选）' : ''}，${place}，${pressDay(deliveredAt, language, timeZone)}。`;
  }
}
