import type { PressLanguage } from '../greeting.rules';

/** What stands around a published message, in the languages in which the program can write. */
export interface PublicationWords {
  readonly language: PressLanguage;
  /** Of the author's own words. */
  readonly original: string;
  /** Of a translation; `language` is a name. */
  readonly translation: (language: string) => string;
  readonly summary: string;
  readonly fullText: string;
  readonly abridged: string;
  readonly toBeDelivered: string;
  readonly corrections: string;
  readonly correction: (number: number, day: string) => string;
  readonly textBefore: (language: string) => string;
  readonly summaryBefore: (language: string) => string;
  readonly recordBefore: string;
  readonly published: (day: string, edition: number, corrected: string | undefined) => string;
  readonly page: (number: number, of: number) => string;
  readonly unprintable: (codes: string) => string;
  /** Name of a language, as it stands in a sentence. */
  readonly languageName: (language: string) => string;
}

const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

function namesIn(locale: string): (language: string) => string {
  const names = new Intl.DisplayNames(locale, { type: 'language' });
  return (language) => names.of(language) ?? language;
}

const inEnglish = namesIn('en');
const inRussian = namesIn('ru');
const inChinese = namesIn('zh-CN');

export const publicationWords: Readonly<Record<PressLanguage, PublicationWords>> = {
  en: {
    language: 'en',
    original: 'Original, authentic text',
    translation: (language) => `Translation; the authentic text is in ${inEnglish(language)}`,
    summary: 'Summary',
    fullText: 'Full text',
    abridged: 'It was delivered in abridged form; the text here is the full one.',
    toBeDelivered: 'The message is still to be delivered.',
    corrections: 'Corrections',
    correction: (number, day) => `Correction ${number}, ${day}`,
    textBefore: (language) => `Text before (${inEnglish(language)})`,
    summaryBefore: (language) => `Summary before (${inEnglish(language)})`,
    recordBefore: 'Record of the delivery before',
    published: (day, edition, corrected) =>
      corrected === undefined
        ? `Published on ${day}.`
        : `Published on ${day}. Edition ${edition}, corrected on ${corrected}.`,
    page: (number, of) => `Page ${number} of ${of}`,
    unprintable: (codes) => `Characters that cannot be printed here: ${codes}`,
    languageName: inEnglish,
  },
  ru: {
    language: 'ru',
    original: 'Оригинал, аутентичный текст',
    translation: (language) => `Перевод; язык аутентичного текста: ${inRussian(language)}`,
    summary: 'Краткое содержание',
    fullText: 'Полный текст',
    abridged: 'Послание оглашено с сокращениями; здесь приводится полный текст.',
    toBeDelivered: 'Послание ещё не оглашено.',
    corrections: 'Исправления',
    correction: (number, day) => `Исправление ${number}, ${day}`,
    textBefore: (language) => `Прежний текст (язык: ${inRussian(language)})`,
    summaryBefore: (language) => `Прежнее краткое содержание (язык: ${inRussian(language)})`,
    recordBefore: 'Прежняя запись об оглашении',
    published: (day, edition, corrected) =>
      corrected === undefined
        ? `Опубликовано: ${day}`
        : `Опубликовано: ${day}. Редакция ${edition}, исправлено: ${corrected}`,
    page: (number, of) => `Страница ${number} из ${of}`,
    unprintable: (codes) => `Символы, которые невозможно напечатать: ${codes}`,
    languageName: (language) => capital(inRussian(language)),
  },
  zh: {
    language: 'zh',
    original: '原文（作准文本）',
    translation: (language) => `译文；以${inChinese(language)}文本为准`,
    summary: '摘要',
    fullText: '全文',
    abridged: '宣读时有删节；此处为全文。',
    toBeDelivered: '贺信尚未宣读。',
    corrections: '更正',
    correction: (number, day) => `更正${number}，${day}`,
    textBefore: (language) => `更正前的文本（${inChinese(language)}）`,
    summaryBefore: (language) => `更正前的摘要（${inChinese(language)}）`,
    recordBefore: '更正前的宣读记录',
    published: (day, edition, corrected) =>
      corrected === undefined
        ? `发布日期：${day}`
        : `发布日期：${day}。第${edition}版，更正日期：${corrected}`,
    page: (number, of) => `第${number}页，共${of}页`,
    unprintable: (codes) => `无法打印的字符：${codes}`,
    languageName: inChinese,
  },
};
