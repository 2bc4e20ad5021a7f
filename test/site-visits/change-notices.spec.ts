import { frameMail } from '../../src/communications/layout';
import type { MailParts } from '../../src/communications/notice';
import { mailLanguages, wordsFor, type MailLanguage, type Words } from '../../src/communications/words';
import {
  departureMergedNotice,
  departureMovedNotice,
  departureShrunkNotice,
  type ChangeNotice,
} from '../../src/site-visits/changes/change.notices';
import {
  hostFeedbackAsked,
  participantFeedbackAsked,
  type FeedbackNotice,
} from '../../src/site-visits/feedback/feedback.notices';
import { departureCancelled, type DepartureCancelledNotice } from '../../src/site-visits/site-visits.notices';
import { expectGolden } from '../mails/golden';

const visit = {
  title: 'Huawei headquarters',
  titles: { ru: 'Штаб-квартира Huawei', zh: '华为总部' },
  host: 'Huawei',
};
const offers = [
  {
    ...visit,
    startsAt: new Date('2019-10-24T01:00:00Z'),
    endsAt: new Date('2019-10-24T04:00:00Z'),
    holdUntil: new Date('2019-10-20T10:00:00Z'),
  },
  {
    title: 'Tencent headquarters',
    titles: { ru: 'Штаб-квартира Tencent', zh: '腾讯总部' },
    startsAt: new Date('2019-10-24T06:00:00Z'),
    endsAt: new Date('2019-10-24T08:00:00Z'),
    holdUntil: new Date('2019-10-20T10:00:00Z'),
  },
];
const why = {
  reason: 'The host can receive fewer people than planned.',
  reasons: {
    ru: 'Принимающая сторона сможет принять меньше гостей, чем планировалось.',
    zh: '接待单位可接待的人数少于原计划。',
  },
  pageUrl: 'https://plenary.example/visits?token=pl.token',
};
const plan = {
  startsAt: new Date('2019-10-23T01:00:00Z'),
  endsAt: new Date('2019-10-23T04:30:00Z'),
  meetingPoint: 'Hotel lobby, east entrance',
};
const later = {
  ...plan,
  startsAt: new Date('2019-10-24T06:00:00Z'),
  endsAt: new Date('2019-10-24T09:00:00Z'),
};
const change: ChangeNotice = {
  ...visit,
  ...why,
  offers: [],
  outcome: 'kept',
  was: plan,
  becomes: later,
  position: null,
  inTheWay: [],
};
const duty = {
  title: 'Panel on trust',
  titles: { ru: 'Панель о доверии', zh: '信任专题讨论' },
  startsAt: new Date('2019-10-24T07:00:00Z'),
  endsAt: new Date('2019-10-24T08:00:00Z'),
};
const cancelled: DepartureCancelledNotice = {
  ...visit,
  ...why,
  ...plan,
  offers,
  alternatives: [],
  address: null,
  cutOffAt: new Date('2019-10-21T10:00:00Z'),
  coaches: [],
  identityDocument: false,
  photographyForbidden: false,
  dress: null,
  position: null,
};
const feedback: FeedbackNotice = {
  ...visit,
  startsAt: plan.startsAt,
  endsAt: plan.endsAt,
  closesAt: new Date('2019-11-06T04:30:00Z'),
  pageUrl: why.pageUrl,
};

const reader: Record<MailLanguage, string> = { en: 'Aigerim Bekova', ru: 'Анна Соколова', zh: '李娜' };

type Write = (language: MailLanguage, words: Words) => MailParts;
const cases: Readonly<Record<string, Write>> = {
  'departure.moved': (l, w) => departureMovedNotice.render[l](change, w),
  'departure.moved.clash': (l, w) => departureMovedNotice.render[l]({ ...change, inTheWay: [duty] }, w),
  'departure.moved.released': (l, w) =>
    departureMovedNotice.render[l]({ ...change, outcome: 'offered', inTheWay: [duty], offers }, w),
  'departure.shrunk': (l, w) =>
    departureShrunkNotice.render[l]({ ...change, outcome: 'waiting', becomes: plan, position: 2 }, w),
  'departure.shrunk.offered': (l, w) =>
    departureShrunkNotice.render[l](
      { ...change, outcome: 'offered', becomes: plan, offers: offers.slice(0, 1) },
      w,
    ),
  'departure.merged': (l, w) => departureMergedNotice.render[l](change, w),
  'departure.merged.waiting': (l, w) =>
    departureMergedNotice.render[l]({ ...change, outcome: 'waiting', position: 4 }, w),
  'departure.cancelled.offers': (l, w) => departureCancelled.render[l](cancelled, w),
  'visit-feedback.participant': (l, w) => participantFeedbackAsked.render[l](feedback, w),
  'visit-feedback.host': (l, w) => hostFeedbackAsked.render[l](feedback, w),
};

describe('mails about changed departures, and those that ask how it was', () => {
  test.each(
    Object.entries(cases).flatMap(([name, write]) =>
      mailLanguages.map((language) => ({ name, write, language })),
    ),
  )('$name is what was approved, in $language', ({ name, write, language }) => {
    const words = wordsFor(language, 'Asia/Shanghai', 'Shenzhen');
    const mail = frameMail(
      write(language, words),
      {
        eventTitle: 'Infoforum-China 2019',
        contact: 'secretariat@plenary.example',
        recipientName: reader[language],
      },
      words,
    );
    expectGolden(`${name}.${language}.txt`, `Subject: ${mail.subject}\n\n${mail.text}`);
  });
});
