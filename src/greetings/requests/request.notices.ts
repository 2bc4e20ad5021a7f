import { button, facts, line, mailBody, note, paragraph, type Block } from '../../communications/mail-body';
import { defineNotice } from '../../communications/notice';
import { authorPlaceholders } from '../greeting.placeholders';
import { placeholders } from '../../communications/templates/placeholder.rules';
import type { MailLanguage, Words } from '../../communications/words';

const ownLink: Readonly<Record<MailLanguage, string>> = {
  en: 'The link is for you alone: whoever has it can answer in your name. It shows nobody the text that you have sent.',
  ru: 'Ссылка предназначена только Вам: каждый, у кого она есть, может ответить от Вашего имени. Присланный Вами текст по ней никому не виден.',
  zh: '此链接仅供您本人使用：持有者可代您答复。通过此链接无法看到您已提交的贺信内容。',
};

export interface RequestedProps {
  readonly event: string;
  readonly days: { readonly first: string; readonly last: string };
  readonly author: string;
  readonly authorTitle: string;
  readonly languages: readonly string[];
  readonly occasion: string | undefined;
  readonly lengthMinutes: number | undefined;
  readonly dueAt: Date | undefined;
  /** The page on which the contact answers. */
  readonly url: string;
}

const requestedPlaceholders = placeholders<RequestedProps>((makers) => {
  const { text, instant, list, number, link } = makers;
  return {
    ...authorPlaceholders(makers),
    'greeting.occasion': text(
      'For which occasion, if that was said.',
      { en: 'Opening ceremony', ru: 'Церемония открытия', zh: '开幕式' },
      (p) => p.occasion,
    ),
    'greeting.languages': list(
      'Languages in which it is welcome.',
      { en: ['English', 'Russian'], ru: ['Английский', 'Русский'], zh: ['英语', '俄语'] },
      (p, w) => p.languages.map((language) => w.languageName(language)),
    ),
    'greeting.minutes': number('How long it may be when read aloud, in minutes.', 3, (p) => p.lengthMinutes),
    'greeting.deadline': instant(
      'Until when it is asked for, if that was said.',
      new Date('2019-10-01T10:00:00Z'),
      (p) => p.dueAt,
    ),
    'greeting.page': link(
      'The reader’s own page.',
      'https://forum.example/greeting?token=pl.1',
      (p) => p.url,
    ),
  };
});

const owedPlaceholders = placeholders<OwedText>((makers) => {
  const { text, instant, flag } = makers;
  return {
    ...authorPlaceholders(makers),
    'greeting.occasion': text(
      'For which occasion, if that was said.',
      { en: 'Opening ceremony', ru: 'Церемония открытия', zh: '开幕式' },
      (p) => p.occasion,
    ),
    'greeting.promised': flag('Whether it was promised.', true, (p) => p.promised),
    'greeting.overdue': flag('Whether its time has passed.', false, (p) => p.overdue),
    'greeting.deadline': instant('Until when it is due.', new Date('2019-10-01T10:00:00Z'), (p) => p.dueAt),
  };
});

const reminderPlaceholders = placeholders<ReminderProps>(({ link }) => ({
  ...owedPlaceholders,
  'greeting.page': link('The reader’s own page.', 'https://forum.example/greeting?token=pl.1', (p) => p.url),
}));

/** Asks an organisation for a message of greetings from its head. */
export const greetingRequested = defineNotice<RequestedProps>({
  kind: 'greeting.requested',
  placeholders: requestedPlaceholders,
  confidential: true,
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
          'Please tell us whether the message will come, and send its text in its original language: as a Word or PDF file, or typed. It stays under embargo until it has been delivered.',
        ),
        button('Answer or send the text', p.url),
        note(ownLink.en),
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
          'Просим сообщить, ожидать ли послания, и прислать его текст на языке оригинала: файлом Word или PDF либо набрав его на странице. До оглашения текст не разглашается.',
        ),
        button('Ответить или прислать текст', p.url),
        note(ownLink.ru),
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
        paragraph(
          '敬请告知可否惠赐贺信，并提供贺信原文：可上传Word或PDF文件，也可直接输入。贺信在宣读之前不对外公布。',
        ),
        button('答复或提交贺信', p.url),
        note(ownLink.zh),
      ),
    }),
  },
});

/** A text that is awaited, as those are told who could see to it. */
export interface OwedText {
  readonly event: string;
  readonly author: string;
  readonly authorTitle: string;
  readonly occasion: string | undefined;
  /** Whether it was promised. */
  readonly promised: boolean;
  readonly dueAt: Date;
  readonly overdue: boolean;
}

export interface ReminderProps extends OwedText {
  readonly url: string;
}

export interface AwaitedProps extends OwedText {
  /** Through whom the author was asked. */
  readonly contacts: readonly string[];
}

const owedFacts = (p: OwedText, w: Words, names: { author: string; occasion: string }): Block =>
  facts([
    [names.author, w.language === 'zh' ? `${p.author}（${p.authorTitle}）` : `${p.author}, ${p.authorTitle}`],
    [names.occasion, p.occasion],
    [w.deadline, w.dateTime(p.dueAt)],
  ]);

/** Reminds a contact that the text is awaited. */
export const greetingReminder = defineNotice<ReminderProps>({
  kind: 'greeting.reminder',
  placeholders: reminderPlaceholders,
  confidential: true,
  render: {
    en: (p, w) => ({
      subject: `${p.overdue ? 'Overdue' : 'Reminder'}: message of greetings for ${p.event}`,
      ...mailBody(
        paragraph(
          p.promised
            ? line`The participants of ${p.event} look forward to the message of greetings that was promised.`
            : line`We have not yet heard whether ${p.event} may count on a message of greetings.`,
        ),
        owedFacts(p, w, { author: 'Author', occasion: 'Occasion' }),
        paragraph(
          p.overdue
            ? 'The deadline has passed. Please send the text, or tell us that it will not come: it still has to be translated and cleared.'
            : 'Please send the text by then, so that it can be translated and cleared.',
        ),
        button('Answer or send the text', p.url),
        note(ownLink.en),
      ),
    }),
    ru: (p, w) => ({
      subject: `${p.overdue ? 'Срок истёк' : 'Напоминание'}: приветственное послание, ${p.event}`,
      ...mailBody(
        paragraph(
          p.promised
            ? line`Участники мероприятия «${p.event}» ждут обещанного приветственного послания.`
            : line`Мы пока не знаем, ожидать ли приветственного послания для мероприятия «${p.event}».`,
        ),
        owedFacts(p, w, { author: 'Автор', occasion: 'Повод' }),
        paragraph(
          p.overdue
            ? 'Срок истёк. Просим прислать текст или сообщить, что его не будет: его ещё предстоит перевести и согласовать.'
            : 'Просим прислать текст к этому сроку, чтобы его успели перевести и согласовать.',
        ),
        button('Ответить или прислать текст', p.url),
        note(ownLink.ru),
      ),
    }),
    zh: (p, w) => ({
      subject: `${p.overdue ? '已逾期' : '提醒'}：${p.event}贺信`,
      ...mailBody(
        paragraph(
          p.promised
            ? line`“${p.event}”全体与会者期待贵方此前应允的贺信。`
            : line`“${p.event}”能否收到贺信，尚未得到贵方答复。`,
        ),
        owedFacts(p, w, { author: '作者', occasion: '场合' }),
        paragraph(
          p.overdue
            ? '截止时间已过。敬请提交贺信原文，或告知无法提供：贺信尚需翻译和审定。'
            : '敬请在此之前提交贺信原文，以便翻译和审定。',
        ),
        button('答复或提交贺信', p.url),
        note(ownLink.zh),
      ),
    }),
  },
});

/** Tells a protocol officer that a text is not here and that its contacts have not helped. */
export const greetingAwaited = defineNotice<AwaitedProps>({
  kind: 'greeting.awaited',
  placeholders: owedPlaceholders,
  render: {
    en: (p, w) => ({
      subject: `${p.overdue ? 'Overdue' : 'Awaited'}: message of greetings of ${p.author}`,
      ...mailBody(
        paragraph(
          p.promised
            ? line`The message of greetings for ${p.event} was promised, and its text is not here.`
            : line`The message of greetings for ${p.event} was asked for, and nobody has answered.`,
        ),
        owedFacts(p, w, { author: 'Author', occasion: 'Occasion' }),
        facts([['Asked through', p.contacts.length > 0 ? w.list(p.contacts) : 'nobody with an address']]),
        paragraph('Please call them, move the deadline, or withdraw the message.'),
      ),
    }),
    ru: (p, w) => ({
      subject: `${p.overdue ? 'Срок истёк' : 'Ожидается'}: приветственное послание, автор: ${p.author}`,
      ...mailBody(
        paragraph(
          p.promised
            ? line`Приветственное послание для мероприятия «${p.event}» было обещано, но текста пока нет.`
            : line`Приветственное послание для мероприятия «${p.event}» запрошено, но ответа нет.`,
        ),
        owedFacts(p, w, { author: 'Автор', occasion: 'Повод' }),
        facts([['Запрошено через', p.contacts.length > 0 ? w.list(p.contacts) : 'адресов нет']]),
        paragraph('Просим позвонить им, перенести срок или снять послание.'),
      ),
    }),
    zh: (p, w) => ({
      subject: `${p.overdue ? '已逾期' : '待收'}：${p.author}的贺信`,
      ...mailBody(
        paragraph(
          p.promised
            ? line`“${p.event}”的贺信已获应允，但原文尚未收到。`
            : line`已为“${p.event}”恳请贺信，但尚无答复。`,
        ),
        owedFacts(p, w, { author: '作者', occasion: '场合' }),
        facts([['联系人', p.contacts.length > 0 ? w.list(p.contacts) : '没有可用的邮箱']]),
        paragraph('请致电联系、调整截止时间，或撤销该贺信。'),
      ),
    }),
  },
});
