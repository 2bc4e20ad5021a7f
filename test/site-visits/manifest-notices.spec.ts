import { frameMail } from '../../src/communications/layout';
import { mailLanguages, wordsFor, type MailLanguage } from '../../src/communications/words';
import {
  coachListSent,
  manifestAmended,
  manifestFrozen,
  type CoachListNotice,
  type HostAmendmentNotice,
} from '../../src/site-visits/manifests/manifest.notices';
import { expectGolden } from '../mails/golden';

const content: HostAmendmentNotice & CoachListNotice = {
  reference: 'HW-2/1',
  list: 'HW-2',
  title: 'Huawei headquarters',
  titles: { ru: 'Штаб-квартира Huawei', zh: '华为总部' },
  startsAt: new Date('2019-10-23T01:00:00Z'),
  endsAt: new Date('2019-10-23T04:30:00Z'),
  meetingPoint: 'Hotel lobby, east entrance',
  coaches: ['Coach A (粤B·12345)', 'Coach B'],
  people: 38,
  cancelled: false,
  url: 'https://forum.example/manifests?token=pl.token',
  added: 2,
  removed: 1,
  changed: 0,
  moved: true,
  again: true,
  attachments: [],
};

const reader: Record<MailLanguage, string> = { en: 'Wang Fang', ru: 'Анна Соколова', zh: '王芳' };

const cases = [
  { name: 'manifest.frozen', notice: manifestFrozen, changes: { reference: 'HW-2' } },
  { name: 'manifest.amended', notice: manifestAmended, changes: {} },
  {
    name: 'manifest.amended.cancelled',
    notice: manifestAmended,
    changes: { added: 0, removed: 38, people: 0, cancelled: true },
  },
  { name: 'manifest.coach-list', notice: coachListSent, changes: { reference: 'HW-2', again: false } },
  { name: 'manifest.coach-list.again', notice: coachListSent, changes: {} },
];

describe('mails about lists of visitors', () => {
  test.each(cases.flatMap((one) => mailLanguages.map((language) => ({ ...one, language }))))(
    '$name is what was approved, in $language',
    ({ name, notice, changes, language }) => {
      const words = wordsFor(language, 'Asia/Shanghai', 'Shenzhen');
      const render = notice.render[language] as (p: object, w: typeof words) => any;
      const mail = frameMail(
        render({ ...content, ...changes }, words),
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
