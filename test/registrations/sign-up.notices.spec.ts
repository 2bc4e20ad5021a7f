import { frameMail } from '../../src/communications/layout';
import { mailLanguages, wordsFor, type MailLanguage } from '../../src/communications/words';
import {
  signUpCancelled,
  signUpConfirmed,
  signUpDisplaced,
  signUpNotNeeded,
  signUpPromoted,
  signUpSessionCancelled,
  signUpWaitlisted,
  type SignUpNotice,
} from '../../src/registrations/sign-ups/sign-up.notices';
import { expectGolden } from '../mails/golden';

const content: SignUpNotice = {
  title: 'Digital customs',
  titles: { ru: 'Цифровая таможня', zh: '数字海关' },
  room: 'Hall B',
  startsAt: new Date('2019-10-22T01:00:00Z'),
  endsAt: new Date('2019-10-22T02:30:00Z'),
  position: 3,
  inTheWay: [
    { title: 'Smart cities', titles: { ru: 'Умные города', zh: '智慧城市' } },
    { title: 'Huawei <b>headquarters</b>', titles: { ru: 'Штаб-квартира Huawei', zh: '华为总部' } },
  ],
};

const reader: Record<MailLanguage, string> = { en: 'Aigerim Bekova', ru: 'Анна Соколова', zh: '李娜' };

describe('mails about sign-ups', () => {
  const notices = [
    signUpConfirmed,
    signUpWaitlisted,
    signUpPromoted,
    signUpCancelled,
    signUpSessionCancelled,
    signUpNotNeeded,
    signUpDisplaced,
  ];
  const mailOf = (notice: (typeof notices)[number], language: MailLanguage, changes: object = {}) => {
    const words = wordsFor(language, 'Asia/Shanghai', 'Shenzhen');
    return frameMail(
      notice.render[language]({ ...content, ...changes }, words),
      {
        eventTitle: 'Infoforum-China 2019',
        contact: 'secretariat@plenary.example',
        recipientName: reader[language],
      },
      words,
    );
  };

  test.each(notices.flatMap((notice) => mailLanguages.map((language) => ({ notice, language }))))(
    '$notice.kind is what was approved, in $language',
    ({ notice, language }) => {
      const mail = mailOf(notice, language);
      expectGolden(`${notice.kind}.${language}.txt`, `Subject: ${mail.subject}\n\n${mail.text}`);
    },
  );

  test.each(mailLanguages)(
    'a session without a room has no line for it, and nothing in the way no list, in %s',
    (language) => {
      const mail = mailOf(signUpDisplaced, language, { room: null, inTheWay: [] });
      expect(mail.text).not.toContain(wordsFor(language, 'Asia/Shanghai', 'Shenzhen').room);
      expect(mail.text).not.toMatch(/^- \p{L}/mu);
    },
  );

  test('what users typed is never markup', () => {
    expect(mailOf(signUpDisplaced, 'en').html).not.toContain('<b>headquarters</b>');
  });
});
