import { facts, line, mailBody, note, paragraph } from '../communications/mail-body';
import { defineNotice } from '../communications/notice';
import { placeholders } from '../communications/templates/placeholder.rules';

export interface ReaderAskedProps {
  readonly event: string;
  readonly author: string;
  readonly authorTitle: string;
  readonly occasion: string | undefined;
  readonly readingSeconds: number | undefined;
}

const minutes = (seconds: number): number => Math.max(1, Math.ceil(seconds / 60));

const readerPlaceholders = placeholders<ReaderAskedProps>(({ text }) => ({
  'greeting.author': text(
    'Author of the message of greetings.',
    { en: 'Vladimir Norov', ru: 'Владимир Норов', zh: '弗拉基米尔·诺罗夫' },
    (p) => p.author,
  ),
  'greeting.authorTitle': text(
    'Office of the author.',
    { en: 'Secretary-General', ru: 'Генеральный секретарь', zh: '秘书长' },
    (p) => p.authorTitle,
  ),
  'greeting.occasion': text(
    'For which occasion, if that was said.',
    { en: 'Opening ceremony', ru: 'Церемония открытия', zh: '开幕式' },
    (p) => p.occasion,
  ),
}));

/** Asks somebody to read a message on its author's behalf. */
export const greetingReaderAsked = defineNotice<ReaderAskedProps>({
  kind: 'greeting.reader-asked',
  placeholders: readerPlaceholders,
  render: {
    en: (p, w) => ({
      subject: `Will you read a message of greetings? ${p.event}`,
      ...mailBody(
        paragraph(
          line`You are asked to read the message of greetings of ${p.author}, ${p.authorTitle}, on the author’s behalf at ${p.event}.`,
        ),
        facts([
          ['Occasion', p.occasion],
          [
            'Length',
            p.readingSeconds === undefined
              ? undefined
              : w.count(minutes(p.readingSeconds), { one: 'about # minute', other: 'about # minutes' }),
          ],
        ]),
        paragraph('Please reply to this message to say whether you accept.'),
        note(
          'The text is under embargo until it has been delivered; you will receive it from the secretariat.',
        ),
      ),
    }),
    ru: (p, w) => ({
      subject: `Просьба огласить приветственное послание: ${p.event}`,
      ...mailBody(
        paragraph(
          line`Просим Вас огласить от имени автора приветственное послание на мероприятии «${p.event}». Автор: ${p.author}, ${p.authorTitle}.`,
        ),
        facts([
          ['Повод', p.occasion],
          [
            'Продолжительность',
            p.readingSeconds === undefined
              ? undefined
              : w.count(minutes(p.readingSeconds), {
                  one: 'около # минуты',
                  few: 'около # минут',
                  many: 'около # минут',
                  other: 'около # минуты',
                }),
          ],
        ]),
        paragraph('Просим ответить на это письмо и сообщить о Вашем согласии.'),
        note('До оглашения текст не разглашается; Вы получите его от секретариата.'),
      ),
    }),
    zh: (p, w) => ({
      subject: `诚邀您代为宣读贺信：${p.event}`,
      ...mailBody(
        paragraph(line`诚邀您在“${p.event}”上代为宣读${p.author}（${p.authorTitle}）的贺信。`),
        facts([
          ['场合', p.occasion],
          [
            '篇幅',
            p.readingSeconds === undefined
              ? undefined
              : w.count(minutes(p.readingSeconds), { other: '约#分钟' }),
          ],
        ]),
        paragraph('敬请回复本邮件，告知您是否接受。'),
        note('贺信在宣读之前不对外公布，文本由秘书处提供。'),
      ),
    }),
  },
});
