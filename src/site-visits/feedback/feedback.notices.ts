import { button, facts, line, mailBody, note, paragraph, type Block } from '../../communications/mail-body';
import { defineNotice } from '../../communications/notice';
import { placeholders } from '../../communications/templates/placeholder.rules';
import type { MailLanguage, Words } from '../../communications/words';
import { inLanguage } from '../../platform/text';

/** What mails that ask how a visit was say. */
export interface FeedbackNotice {
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly host: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly closesAt: Date;
  readonly pageUrl: string;
}

const own = {
  en: {
    host: 'Host',
    participantSubject: (title: string) => `How was it? ${title}`,
    participantText: (title: string) =>
      `You were on the visit “${title}”. How was it? Three questions, one minute.`,
    hostSubject: (title: string) => `How did the visit go? ${title}`,
    hostText: (title: string) =>
      `Thank you for receiving our participants on the visit “${title}”. How did it go, and how many came?`,
    answer: 'Answer',
    anonymous:
      'Nobody reads who wrote what: the host and other participants see answers only taken together, once there are enough of them.',
  },
  ru: {
    host: 'Принимающая сторона',
    participantSubject: (title: string) => `Как Вам посещение? ${title}`,
    participantText: (title: string) =>
      `Вы были на посещении «${title}». Как всё прошло? Три вопроса, одна минута.`,
    hostSubject: (title: string) => `Как прошло посещение? ${title}`,
    hostText: (title: string) =>
      `Благодарим Вас за приём наших участников на посещении «${title}». Как всё прошло и сколько человек приехало?`,
    answer: 'Ответить',
    anonymous:
      'Никто не узнает, кто что написал: принимающая сторона и другие участники видят ответы только вместе, когда их достаточно.',
  },
  zh: {
    host: '接待单位',
    participantSubject: (title: string) => `参观反馈：${title}`,
    participantText: (title: string) => `您参加了“${title}”参观活动。感受如何？只需一分钟回答三个问题。`,
    hostSubject: (title: string) => `接待反馈：${title}`,
    hostText: (title: string) =>
      `感谢贵单位接待我们的与会者参加“${title}”参观活动。活动进行得如何？实到多少人？`,
    answer: '填写反馈',
    anonymous: '您的反馈不记名：接待单位和其他与会者只能在答复足够多时看到汇总结果。',
  },
} as const satisfies Record<MailLanguage, Record<string, unknown>>;

const titleIn = (p: FeedbackNotice, w: Words): string => inLanguage(p.title, p.titles, w.language);

const occasion = (p: FeedbackNotice, w: Words): Block =>
  facts([
    [own[w.language].host, p.host],
    [w.when, w.period(p.startsAt, p.endsAt)],
    [w.deadline, w.dateTime(p.closesAt)],
  ]);

const feedbackPlaceholders = placeholders<FeedbackNotice>(({ text, period, instant, link }) => ({
  'visit.title': text(
    'Title of the visit.',
    { en: 'Huawei headquarters', ru: 'Штаб-квартира Huawei', zh: '华为总部' },
    titleIn,
  ),
  'visit.host': text('Who received the visitors.', 'Huawei', (p) => p.host),
  'visit.period': period(
    'When it was.',
    { start: new Date('2019-10-23T01:00:00Z'), end: new Date('2019-10-23T04:00:00Z') },
    (p) => ({ start: p.startsAt, end: p.endsAt }),
  ),
  'feedback.closes': instant(
    'Until when it can be answered.',
    new Date('2019-10-30T10:00:00Z'),
    (p) => p.closesAt,
  ),
  'feedback.page': link(
    'The reader’s own page.',
    'https://forum.example/feedback?token=pl.1',
    (p) => p.pageUrl,
  ),
}));

export const participantFeedbackAsked = defineNotice<FeedbackNotice>({
  kind: 'visit-feedback.participant',
  topic: 'feedback',
  placeholders: feedbackPlaceholders,
  render: (p, w) => ({
    subject: own[w.language].participantSubject(titleIn(p, w)),
    ...mailBody(
      paragraph(line`${own[w.language].participantText(titleIn(p, w))}`),
      occasion(p, w),
      button(own[w.language].answer, p.pageUrl),
      note(own[w.language].anonymous),
    ),
  }),
});

export const hostFeedbackAsked = defineNotice<FeedbackNotice>({
  kind: 'visit-feedback.host',
  placeholders: feedbackPlaceholders,
  render: (p, w) => ({
    subject: own[w.language].hostSubject(titleIn(p, w)),
    ...mailBody(
      paragraph(line`${own[w.language].hostText(titleIn(p, w))}`),
      occasion(p, w),
      button(own[w.language].answer, p.pageUrl),
    ),
  }),
});
