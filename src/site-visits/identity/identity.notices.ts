import { bullets, button, facts, line, mailBody, note, paragraph } from '../../communications/mail-body';
import { defineNotice } from '../../communications/notice';
import { placeholders } from '../../communications/templates/placeholder.rules';
import type { MailLanguage, Words } from '../../communications/words';
import { inLanguage } from '../../platform/text';
import type { DocumentType, IdentityField } from './identity.rules';
import { documentTypeWords, identityFieldWords } from './identity.words';

/** What a mail says that asks for the data of an identity document. */
export interface IdentityNotice {
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly host: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** Until when they can be handed in. */
  readonly dueAt: Date;
  /** What is still missing. */
  readonly missing: readonly IdentityField[];
  /** Kinds of documents that the host takes; none where it takes any, or asks for no kind. */
  readonly documents: readonly DocumentType[];
  /** Whether something was handed in before, and the host asks for more. */
  readonly more: boolean;
  /** Days after the visit at which the data are erased. */
  readonly keepDays: number;
  /** The person’s own page, with the token that signs them in. */
  readonly url: string;
}

const titleIn = (p: IdentityNotice, w: Words): string => inLanguage(p.title, p.titles, w.language);

const own = {
  en: {
    host: 'Host',
    visit: 'Visit',
    documents: 'Documents that are taken',
    open: 'Enter the data',
    ask: 'The host needs to know who comes. Please enter:',
    more: 'The host now needs to know more. Please enter what is still missing:',
    remind: 'These data are still missing, and without them the host may not let you in:',
    privacy: (days: string) =>
      `The data are encrypted. Only the host and the coordinator of the visits see them, you can see who did, and they are erased ${days} after the visit.`,
    days: { one: '# day', other: '# days' },
    link: 'This link is yours alone: whoever has it can hand data in for you. What you have entered is not shown there again.',
  },
  ru: {
    host: 'Принимающая сторона',
    visit: 'Посещение',
    documents: 'Какие документы принимаются',
    open: 'Ввести данные',
    ask: 'Принимающая сторона должна знать, кто приедет. Просим Вас указать:',
    more: 'Принимающей стороне теперь нужны ещё некоторые сведения. Просим Вас указать недостающее:',
    remind: 'Этих данных всё ещё нет, а без них принимающая сторона может Вас не пропустить:',
    privacy: (days: string) =>
      `Данные зашифрованы. Их видят только принимающая сторона и координатор посещений, Вы можете узнать, кто их смотрел; они будут удалены через ${days} после посещения.`,
    days: { one: '# день', few: '# дня', many: '# дней', other: '# дня' },
    link: 'Эта ссылка — только для Вас: по ней можно передать данные от Вашего имени. Введённое там больше не показывается.',
  },
  zh: {
    host: '接待单位',
    visit: '参观时间',
    documents: '可使用的证件',
    open: '填写信息',
    ask: '接待单位需要了解来访人员身份，请填写：',
    more: '接待单位现需补充信息，请填写尚缺内容：',
    remind: '以下信息尚未填写；如不填写，接待单位可能不予放行：',
    privacy: (days: string) =>
      `信息经加密保存，仅接待单位和参观协调员可以查看，您可以看到查看记录；信息将在参观结束${days}后删除。`,
    days: { other: '#天' },
    link: '该链接仅供您本人使用，持有链接者可代您提交信息。已填写的内容不会再次显示。',
  },
} as const satisfies Record<MailLanguage, object>;

const subjects: Readonly<Record<MailLanguage, Record<'asked' | 'reminder', (title: string) => string>>> = {
  en: {
    asked: (title) => `The host needs your data: ${title}`,
    reminder: (title) => `Still missing for your visit: ${title}`,
  },
  ru: {
    asked: (title) => `Принимающей стороне нужны Ваши данные: ${title}`,
    reminder: (title) => `Для посещения ещё нет Ваших данных: ${title}`,
  },
  zh: {
    asked: (title) => `接待单位需要您的信息：${title}`,
    reminder: (title) => `参观信息尚未填写：${title}`,
  },
};

const placeOn: Readonly<Record<MailLanguage, (p: IdentityNotice, w: Words) => ReturnType<typeof line>>> = {
  en: (p, w) => line`You have a place on the visit “${titleIn(p, w)}”.`,
  ru: (p, w) => line`У Вас есть место на посещение «${titleIn(p, w)}».`,
  zh: (p, w) => line`您已获得“${titleIn(p, w)}”参观活动的名额。`,
};

function mail(kind: 'asked' | 'reminder') {
  return (p: IdentityNotice, w: Words) => {
    const words = own[w.language];
    return {
      subject: subjects[w.language][kind](titleIn(p, w)),
      ...mailBody(
        paragraph(placeOn[w.language](p, w)),
        paragraph(kind === 'reminder' ? words.remind : p.more ? words.more : words.ask),
        bullets(p.missing.map((field) => identityFieldWords[w.language][field])),
        facts([
          [w.deadline, w.dateTime(p.dueAt)],
          [
            words.documents,
            p.documents.length === 0
              ? undefined
              : w.oneOf(p.documents.map((type) => documentTypeWords[w.language][type])),
          ],
          [words.host, p.host],
          [words.visit, w.period(p.startsAt, p.endsAt)],
        ]),
        button(words.open, p.url),
        note(words.privacy(w.count(p.keepDays, words.days))),
        note(words.link),
      ),
    };
  };
}

const identityPlaceholders = placeholders<IdentityNotice>(
  ({ text, period, instant, list, number, link }) => ({
    'visit.title': text(
      'Title of the visit.',
      { en: 'Huawei headquarters', ru: 'Штаб-квартира Huawei', zh: '华为总部' },
      titleIn,
    ),
    'visit.host': text('Who receives the visitors.', 'Huawei', (p) => p.host),
    'visit.period': period(
      'When it is.',
      { start: new Date('2019-10-23T01:00:00Z'), end: new Date('2019-10-23T04:00:00Z') },
      (p) => ({ start: p.startsAt, end: p.endsAt }),
    ),
    'identity.deadline': instant('Until when it is asked.', new Date('2019-10-15T10:00:00Z'), (p) => p.dueAt),
    'identity.missing': list(
      'What is missing.',
      { en: ['number of the document'], ru: ['номер документа'], zh: ['证件号码'] },
      (p, w) => p.missing.map((field) => identityFieldWords[w.language][field]),
    ),
    'identity.keptDays': number('For how many days after the visit it is kept.', 30, (p) => p.keepDays),
    'identity.page': link(
      'The reader’s own page.',
      'https://forum.example/identity?token=pl.1',
      (p) => p.url,
    ),
  }),
);

/** To somebody who has got a place: what the host has to know. */
export const identityAsked = defineNotice<IdentityNotice>({
  kind: 'visit-identity.asked',
  placeholders: identityPlaceholders,
  confidential: true,
  render: mail('asked'),
});

/** Before the deadline, to somebody of whom something is still missing. */
export const identityReminder = defineNotice<IdentityNotice>({
  kind: 'visit-identity.reminder',
  placeholders: identityPlaceholders,
  confidential: true,
  render: mail('reminder'),
});
