import { button, facts, line, mailBody, note, paragraph } from '../communications/mail-body';
import { defineNotice } from '../communications/notice';
import { placeholders } from '../communications/templates/placeholder.rules';

export interface ReaderAskedProps {
  readonly event: string;
  readonly author: string;
  readonly authorTitle: string;
  readonly occasion: string | undefined;
  readonly readingSeconds: number | undefined;
  /** The page on which the reader answers; absent for whoever has no link of their own. */
  readonly url: string | undefined;
}

const minutes = (seconds: number): number => Math.max(1, Math.ceil(seconds / 60));

/** Whose message it is cannot be named: the subject is seen by those who see that a mail went out. */
const readerPlaceholders = placeholders<ReaderAskedProps>(({ text }) => ({
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
  confidential: true,
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
        ...(p.url === undefined
          ? [paragraph('Please reply to this message to say whether you accept.')]
          : [paragraph('Please tell us whether you accept.'), button('Accept or decline', p.url)]),
        note(
          p.url === undefined
            ? 'The text is under embargo until it has been delivered; you will receive it from the secretariat.'
            : 'The text is under embargo until it has been delivered; you will receive it when you have accepted. The link is yours alone: whoever has it can answer in your name.',
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
        ...(p.url === undefined
          ? [paragraph('Просим ответить на это письмо и сообщить о Вашем согласии.')]
          : [paragraph('Просим сообщить о Вашем согласии.'), button('Согласиться или отказаться', p.url)]),
        note(
          p.url === undefined
            ? 'До оглашения текст не разглашается; Вы получите его от секретариата.'
            : 'До оглашения текст не разглашается; Вы получите его, как только согласитесь. Ссылка предназначена только для Вас: каждый, у кого она есть, может ответить от Вашего имени.',
        ),
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
        ...(p.url === undefined
          ? [paragraph('敬请回复本邮件，告知您是否接受。')]
          : [paragraph('敬请告知您是否接受。'), button('接受或谢绝', p.url)]),
        note(
          p.url === undefined
            ? '贺信在宣读之前不对外公布，文本由秘书处提供。'
            : '贺信在宣读之前不对外公布；您接受后即可收到文本。链接仅供您本人使用：持有者可代您答复。',
        ),
      ),
    }),
  },
});
