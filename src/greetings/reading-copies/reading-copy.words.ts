import { wordsFor, type MailLanguage } from '../../communications/words';

/** What a reading copy says beside the words of its author. */
export interface ReadingCopyWords {
  readonly title: string;
  /** `until` is the instant that was set; where there is none, a message is public with its delivery. */
  readonly embargo: (until: string | undefined) => string;
  readonly authentic: string;
  readonly translation: string;
  readonly to: (addressees: string) => string;
  readonly version: (number: number) => string;
  /** Said of a version that is not the first. */
  readonly replaces: string;
  readonly copy: (number: number) => string;
  readonly holder: (name: string) => string;
  readonly page: (number: number, of: number) => string;
  readonly onBehalf: (author: string) => string;
  readonly unprintable: (codes: string) => string;
}

const words: Readonly<Record<MailLanguage, ReadingCopyWords>> = {
  en: {
    title: 'Message of greetings',
    embargo: (until) => `EMBARGO until ${until ?? 'delivered'}`,
    authentic: 'authentic text',
    translation: 'translation',
    to: (addressees) => `To ${addressees}`,
    version: (number) => `Version ${number}`,
    replaces: 'replaces all earlier copies',
    copy: (number) => `Copy ${number}`,
    holder: (name) => `For ${name}`,
    page: (number, of) => `Page ${number} of ${of}`,
    onBehalf: (author) => `Reading copy: read on behalf of ${author}`,
    unprintable: (codes) => `Characters that cannot be printed: ${codes}`,
  },
  ru: {
    title: 'Приветственное послание',
    embargo: (until) => (until === undefined ? 'НЕ РАЗГЛАШАТЬ до оглашения' : `НЕ РАЗГЛАШАТЬ до: ${until}`),
    authentic: 'аутентичный текст',
    translation: 'перевод',
    to: (addressees) => `Адресат: ${addressees}`,
    version: (number) => `Версия ${number}`,
    replaces: 'заменяет все прежние экземпляры',
    copy: (number) => `Экземпляр № ${number}`,
    holder: (name) => `Для: ${name}`,
    page: (number, of) => `Страница ${number} из ${of}`,
    onBehalf: (author) => `Экземпляр для чтения. Автор: ${author}`,
    unprintable: (codes) => `Символы, которые нельзя напечатать: ${codes}`,
  },
  zh: {
    title: '贺信',
    embargo: (until) => (until === undefined ? '宣读之前不得公布' : `${until}之前不得公布`),
    authentic: '作准文本',
    translation: '译文',
    to: (addressees) => `致：${addressees}`,
    version: (number) => `第${number}版`,
    replaces: '取代此前所有文本',
    copy: (number) => `第${number}份`,
    holder: (name) => `持有人：${name}`,
    page: (number, of) => `第${number}页，共${of}页`,
    onBehalf: (author) => `宣读本：代${author}宣读`,
    unprintable: (codes) => `无法打印的字符：${codes}`,
  },
};

export function readingCopyWords(language: MailLanguage): ReadingCopyWords {
  return words[language];
}

/** A language, named in that of the copy. */
export function languageNamed(language: MailLanguage, tag: string): string {
  return wordsFor(language, 'UTC').languageName(tag);
}
