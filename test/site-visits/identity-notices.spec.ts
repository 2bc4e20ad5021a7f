import { frameMail } from '../../src/communications/layout';
import { mailLanguages, wordsFor, type MailLanguage } from '../../src/communications/words';
import {
  identityAsked,
  identityReminder,
  type IdentityNotice,
} from '../../src/site-visits/identity/identity.notices';
import { expectGolden } from '../mails/golden';

const content: IdentityNotice = {
  title: 'Huawei headquarters',
  titles: { ru: 'Штаб-квартира Huawei', zh: '华为总部' },
  host: 'Huawei',
  startsAt: new Date('2019-10-23T01:00:00Z'),
  endsAt: new Date('2019-10-23T04:30:00Z'),
  dueAt: new Date('2019-10-20T10:00:00Z'),
  missing: ['fullName', 'documentType', 'documentNumber', 'validUntil'],
  documents: ['passport', 'diplomatic_passport'],
  more: false,
  keepDays: 30,
  url: 'https://plenary.example/visit-data?token=pl.x',
};

const reader: Record<MailLanguage, string> = { en: 'Aigerim Bekova', ru: 'Анна Соколова', zh: '李娜' };

describe('mails about identity data', () => {
  const variants = [
    { name: 'visit-identity.asked', notice: identityAsked, p: content },
    {
      name: 'visit-identity.asked.more',
      notice: identityAsked,
      p: { ...content, more: true, missing: ['birthDate'] as const, documents: [], keepDays: 1 },
    },
    { name: 'visit-identity.reminder', notice: identityReminder, p: content },
  ];
  test.each(variants.flatMap((variant) => mailLanguages.map((language) => ({ ...variant, language }))))(
    '$name is what was approved, in $language',
    ({ name, notice, p, language }) => {
      const words = wordsFor(language, 'Asia/Shanghai', 'Shenzhen');
      const mail = frameMail(
        notice.render[language](p, words),
        {
          eventTitle: 'Infoforum-China 2019',
          contact: 'secretariat@plenary.example',
          recipientName: reader[language],
        },
        words,
      );
      expectGolden(`${name}.${language}.txt`, `Subject: ${mail.subject}\n\n${mail.text}`);
    },
  );
});
