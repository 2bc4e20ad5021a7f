import { facts, line, mailBody, note, paragraph } from '../communications/mail-body';
import { defineNotice } from '../communications/notice';

export interface RequestedProps {
  readonly event: string;
  readonly days: { readonly first: string; readonly last: string };
  readonly author: string;
  readonly authorTitle: string;
  readonly languages: readonly string[];
  readonly occasion: string | undefined;
  readonly lengthMinutes: number | undefined;
  readonly dueAt: Date | undefined;
}

/** Asks an organisation for a message of greetings from its head. */
export const greetingRequested = defineNotice<RequestedProps>({
  kind: 'greeting.requested',
  render: {
    en: (p, w) => ({
      subject: `Request for a message of greetings: ${p.event}`,
      ...mailBody(
        paragraph(
          line`It would be an honour for the participants of ${p.event} to receive a message of greetings from ${p.author}, ${p.authorTitle}.`,
        ),
        facts([
          [w.when, w.days(p.days.first, p.days.last)],
          ['Occasion', p.occasion],
          ['Languages', w.list(p.languages.map((language) => w.languageName(language)))],
          [
            'Length',
            p.lengthMinutes === undefined
              ? undefined
              : w.count(p.lengthMinutes, {
                  one: '# minute when read aloud',
                  other: '# minutes when read aloud',
                }),
          ],
          [w.deadline, p.dueAt && w.dateTime(p.dueAt)],
        ]),
        paragraph(
          'Please reply to this message to say whether the message will come, and send its text in its original language. It stays under embargo until it has been delivered.',
        ),
      ),
    }),
    ru: (p, w) => ({
      subject: `Просьба о приветственном послании: ${p.event}`,
      ...mailBody(
        paragraph(
          line`Участники мероприятия «${p.event}» почтут за честь получить приветственное послание. Автор: ${p.author}, ${p.authorTitle}.`,
        ),
        facts([
          [w.when, w.days(p.days.first, p.days.last)],
          ['Повод', p.occasion],
          ['Языки', w.list(p.languages.map((language) => w.languageName(language)))],
          [
            'Продолжительность',
            p.lengthMinutes === undefined
              ? undefined
              : w.count(p.lengthMinutes, {
                  one: '# минута чтения вслух',
                  few: '# минуты чтения вслух',
                  many: '# минут чтения вслух',
                  other: '# минуты чтения вслух',
                }),
          ],
          [w.deadline, p.dueAt && w.dateTime(p.dueAt)],
        ]),
        paragraph(
          'Просим ответить на это письмо: сообщите, ожидать ли послания, и пришлите его текст на языке оригинала. До оглашения текст не разглашается.',
        ),
      ),
    }),
    zh: (p, w) => ({
      subject: `恳请惠赐贺信：${p.event}`,
      ...mailBody(
        paragraph(line`谨代表“${p.event}”全体与会者，恳请${p.author}（${p.authorTitle}）惠赐贺信。`),
        facts([
          [w.when, w.days(p.days.first, p.days.last)],
          ['场合', p.occasion],
          ['语言', w.list(p.languages.map((language) => w.languageName(language)))],
          [
            '篇幅',
            p.lengthMinutes === undefined
              ? undefined
              : w.count(p.lengthMinutes, { other: '宣读时间约#分钟' }),
          ],
          [w.deadline, p.dueAt && w.dateTime(p.dueAt)],
        ]),
        paragraph('敬请回复本邮件，告知可否惠赐贺信，并附上贺信原文。贺信在宣读之前不对外公布。'),
      ),
    }),
  },
});

export interface ReaderAskedProps {
  readonly event: string;
  readonly author: string;
  readonly authorTitle: string;
  readonly occasion: string | undefined;
  readonly readingSeconds: number | undefined;
}

const minutes = (seconds: number): number => Math.max(1, Math.ceil(seconds / 60));

/** Asks somebody to read a message on its author's behalf. */
export const greetingReaderAsked = defineNotice<ReaderAskedProps>({
  kind: 'greeting.reader-asked',
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
