import { button, facts, line, mailBody, note, paragraph, type Block } from '../../communications/mail-body';
import { defineNotice } from '../../communications/notice';
import { placeholders } from '../../communications/templates/placeholder.rules';
import type { Words } from '../../communications/words';

export interface ReadingCopyProps {
  readonly event: string;
  readonly author: string;
  readonly authorTitle: string;
  readonly session: string | undefined;
  readonly when: { readonly startsAt: Date; readonly endsAt: Date } | undefined;
  readonly room: string | undefined;
  readonly position: number | undefined;
  /** Whether the reader has a copy of an earlier version. */
  readonly replaces: boolean;
  /** Whether it goes to the deputy, because the message is public and may have to be read. */
  readonly standsIn: boolean;
  /** Whether everybody may read the message already. */
  readonly isPublic: boolean;
  /** One for each language; without an address for whoever has no link of their own. */
  readonly copies: readonly { readonly language: string; readonly url: string | undefined }[];
}

/** Whose message it is cannot be named: the subject is seen by those who see that a mail went out. */
const copyPlaceholders = placeholders<ReadingCopyProps>(({ text, period, number, flag }) => ({
  'session.title': text(
    'Title of the session.',
    { en: 'Opening ceremony', ru: 'Церемония открытия', zh: '开幕式' },
    (p) => p.session,
  ),
  'session.period': period(
    'When it takes place.',
    { start: new Date('2019-10-21T01:00:00Z'), end: new Date('2019-10-21T02:00:00Z') },
    ({ when }) => when && { start: when.startsAt, end: when.endsAt },
  ),
  'session.room': text('Room of the session.', 'Main Hall', (p) => p.room),
  'reading.position': number('Place in the order of reading, counted from 1.', 2, (p) => p.position),
  'copy.replaces': flag('Whether it replaces an earlier copy.', false, (p) => p.replaces),
}));

/**
 * Tells the reader where the text is. The mail holds a link and no text: mail is forwarded, and kept by servers. Its subject
 * does not say whose message it is: subjects are read by those who see that a mail went out.
 */
export const greetingReadingCopy = defineNotice<ReadingCopyProps>({
  kind: 'greeting.reading-copy',
  placeholders: copyPlaceholders,
  confidential: true,
  render: {
    en: (p, w) => ({
      subject: `${p.replaces ? 'New version of your reading copy' : 'Your reading copy'}: ${p.event}`,
      ...mailBody(
        paragraph(
          p.replaces
            ? line`The text of the message of greetings of ${p.author}, ${p.authorTitle}, has changed. Please read from the new copy; the one that you have is superseded.`
            : p.standsIn
              ? line`You stand in for the reader of the message of greetings of ${p.author}, ${p.authorTitle}. Here is a copy, in large print, in case you are asked to read it.`
              : line`Thank you for reading the message of greetings of ${p.author}, ${p.authorTitle}, on the author’s behalf. Here is your copy, in large print.`,
        ),
        facts(placed(p, w, ['Session', 'Place in the order'])),
        ...buttons(p, w, (language) => `Reading copy: ${language}`),
        ...(withoutLink(p) ? [paragraph('You get the copy from the secretariat, on paper.')] : []),
        note(
          `${p.isPublic ? 'The message is public already.' : 'The text is under embargo until it is made public.'}${withoutLink(p) ? '' : ' The link is yours alone; do not pass it on.'}`,
        ),
      ),
    }),
    ru: (p, w) => ({
      subject: `${p.replaces ? 'Новая версия текста для чтения' : 'Текст для чтения'}: ${p.event}`,
      ...mailBody(
        paragraph(
          p.replaces
            ? line`Текст приветственного послания изменился. Автор: ${p.author}, ${p.authorTitle}. Читайте, пожалуйста, по новому экземпляру: прежний недействителен.`
            : p.standsIn
              ? line`Вы — запасной чтец приветственного послания. Автор: ${p.author}, ${p.authorTitle}. На случай, если Вас попросят его огласить, направляем экземпляр, напечатанный крупным шрифтом.`
              : line`Благодарим Вас за согласие огласить от имени автора приветственное послание. Автор: ${p.author}, ${p.authorTitle}. Ваш экземпляр напечатан крупным шрифтом.`,
        ),
        facts(placed(p, w, ['Сессия', 'Место в порядке оглашения'])),
        ...buttons(p, w, (language) => `Экземпляр для чтения: ${language}`),
        ...(withoutLink(p) ? [paragraph('Экземпляр на бумаге Вы получите в секретариате.')] : []),
        note(
          `${p.isPublic ? 'Послание уже опубликовано.' : 'До опубликования текст не разглашается.'}${withoutLink(p) ? '' : ' Ссылка предназначена только для Вас, не передавайте её.'}`,
        ),
      ),
    }),
    zh: (p, w) => ({
      subject: `${p.replaces ? '宣读本新版本' : '宣读本'}：${p.event}`,
      ...mailBody(
        paragraph(
          p.replaces
            ? line`${p.author}（${p.authorTitle}）的贺信文本已有更改。请使用新的宣读本，您手中的旧本已作废。`
            : p.standsIn
              ? line`您是${p.author}（${p.authorTitle}）贺信的候补宣读人。现奉上大字宣读本，以备需要时宣读。`
              : line`感谢您代${p.author}（${p.authorTitle}）宣读贺信。以下是您的大字宣读本。`,
        ),
        facts(placed(p, w, ['环节', '宣读顺序'])),
        ...buttons(p, w, (language) => `宣读本：${language}`),
        ...(withoutLink(p) ? [paragraph('宣读本请向秘书处领取纸质文本。')] : []),
        note(
          `${p.isPublic ? '贺信已公布。' : '贺信在正式公布之前不得外传。'}${withoutLink(p) ? '' : '链接仅供您本人使用，请勿转发。'}`,
        ),
      ),
    }),
  },
});

/** Tells interpreters where the text is, because the author allows it. */
export const greetingInterpreterCopy = defineNotice<ReadingCopyProps>({
  kind: 'greeting.interpreter-copy',
  placeholders: copyPlaceholders,
  confidential: true,
  render: {
    en: (p, w) => ({
      subject: `${p.replaces ? 'New version for interpreters' : 'Text for interpreters'}: ${p.event}`,
      ...mailBody(
        paragraph(
          p.replaces
            ? line`The text of the message of greetings of ${p.author}, ${p.authorTitle}, has changed. The copy that you have is superseded.`
            : line`The author allows that interpreters see the message of greetings of ${p.author}, ${p.authorTitle}, in advance.`,
        ),
        facts(placed(p, w, ['Session', 'Place in the order'])),
        ...buttons(p, w, (language) => `Text: ${language}`),
        note(
          `${p.isPublic ? 'The message is public already.' : 'The text is under embargo until it is made public.'} The link is yours alone; do not pass it on.`,
        ),
      ),
    }),
    ru: (p, w) => ({
      subject: `${p.replaces ? 'Новая версия для переводчиков' : 'Текст для переводчиков'}: ${p.event}`,
      ...mailBody(
        paragraph(
          p.replaces
            ? line`Текст приветственного послания изменился. Автор: ${p.author}, ${p.authorTitle}. Прежний экземпляр недействителен.`
            : line`Автор разрешает переводчикам заранее ознакомиться с приветственным посланием. Автор: ${p.author}, ${p.authorTitle}.`,
        ),
        facts(placed(p, w, ['Сессия', 'Место в порядке оглашения'])),
        ...buttons(p, w, (language) => `Текст: ${language}`),
        note(
          `${p.isPublic ? 'Послание уже опубликовано.' : 'До опубликования текст не разглашается.'} Ссылка предназначена только для Вас, не передавайте её.`,
        ),
      ),
    }),
    zh: (p, w) => ({
      subject: `${p.replaces ? '口译用文本新版本' : '口译用文本'}：${p.event}`,
      ...mailBody(
        paragraph(
          p.replaces
            ? line`${p.author}（${p.authorTitle}）的贺信文本已有更改，您手中的旧本已作废。`
            : line`作者同意口译员提前阅读${p.author}（${p.authorTitle}）的贺信。`,
        ),
        facts(placed(p, w, ['环节', '宣读顺序'])),
        ...buttons(p, w, (language) => `文本：${language}`),
        note(`${p.isPublic ? '贺信已公布。' : '贺信在正式公布之前不得外传。'}链接仅供您本人使用，请勿转发。`),
      ),
    }),
  },
});

const withoutLink = ({ copies }: ReadingCopyProps): boolean => copies.every(({ url }) => url === undefined);

function buttons({ copies }: ReadingCopyProps, w: Words, say: (language: string) => string): Block[] {
  return copies.flatMap(({ language, url }) =>
    url === undefined ? [] : [button(say(w.languageName(language)), url)],
  );
}

function placed(
  { session, when, room, position }: ReadingCopyProps,
  w: Words,
  [sessionLabel, positionLabel]: readonly [string, string],
): [string, string | undefined][] {
  return [
    [sessionLabel, session],
    [w.when, when && w.period(when.startsAt, when.endsAt)],
    [w.room, room],
    [positionLabel, position === undefined ? undefined : String(position)],
  ];
}
