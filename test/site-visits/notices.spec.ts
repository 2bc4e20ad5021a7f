import { frameMail } from '../../src/communications/layout';
import { mailLanguages, wordsFor, type MailLanguage } from '../../src/communications/words';
import {
  bookingCancelled,
  bookingConfirmed,
  bookingNotReceived,
  bookingPromoted,
  bookingWaitlisted,
  departureCancelled,
  type DepartureCancelledNotice,
} from '../../src/site-visits/site-visits.notices';
import { expectGolden } from '../mails/golden';

const content: DepartureCancelledNotice = {
  title: 'Huawei headquarters',
  titles: { ru: 'Штаб-квартира Huawei', zh: '华为总部' },
  host: 'Huawei',
  address: 'Bantian, Shenzhen',
  startsAt: new Date('2019-10-23T01:00:00Z'),
  endsAt: new Date('2019-10-23T04:30:00Z'),
  cutOffAt: new Date('2019-10-21T10:00:00Z'),
  meetingPoint: 'Hotel lobby, east entrance',
  coaches: ['Coach A', 'Coach B'],
  identityDocument: true,
  photographyForbidden: true,
  dress: 'Closed shoes',
  position: 3,
  reason: null,
  reasons: {},
  offers: [],
  pageUrl: 'https://plenary.example/visits?token=pl.token',
  alternatives: [{ startsAt: new Date('2019-10-24T01:00:00Z'), endsAt: new Date('2019-10-24T04:30:00Z') }],
};

const reader: Record<MailLanguage, string> = { en: 'Aigerim Bekova', ru: 'Анна Соколова', zh: '李娜' };

describe('mails about visits', () => {
  const notices = [
    bookingConfirmed,
    bookingWaitlisted,
    bookingPromoted,
    bookingCancelled,
    bookingNotReceived,
    departureCancelled,
  ];
  test.each(notices.flatMap((notice) => mailLanguages.map((language) => ({ notice, language }))))(
    '$notice.kind is what was approved, in $language',
    ({ notice, language }) => {
      const words = wordsFor(language, 'Asia/Shanghai', 'Shenzhen');
      const parts = (notice.render[language] as (p: DepartureCancelledNotice, w: typeof words) => any)(
        content,
        words,
      );
      const mail = frameMail(
        parts,
        {
          eventTitle: 'Infoforum-China 2019',
          contact: 'secretariat@plenary.example',
          recipientName: reader[language],
        },
        words,
      );
      expectGolden(`${notice.kind}.${language}.txt`, `Subject: ${mail.subject}\n\n${mail.text}`);
    },
  );
});
