import { frameMail } from '../../src/communications/layout';
import type { NoticeDefinition } from '../../src/communications/notice';
import { mailLanguages, wordsFor, type MailLanguage, type Words } from '../../src/communications/words';
import {
  hostAsked,
  hostLink,
  hostOverdue,
  hostQuestions,
  hostReminded,
  hostReplied,
} from '../../src/site-visits/hosts/host.notices';
import { expectGolden } from '../mails/golden';

const said: Record<MailLanguage, { reader: string; event: string; visit: string }> = {
  en: { reader: 'Wang Fang', event: 'Infoforum-China 2019', visit: 'Huawei headquarters' },
  ru: { reader: 'Анна Соколова', event: 'Инфофорум-Китай 2019', visit: 'Штаб-квартира Huawei' },
  zh: { reader: '王芳', event: '2019年中国信息论坛', visit: '华为总部' },
};

describe('mails between hosts and coordinators', () => {
  const notices = [
    hostLink,
    hostAsked,
    hostReminded,
    hostReplied,
    hostQuestions,
    hostOverdue,
  ] as NoticeDefinition<any>[];
  test.each(notices.flatMap((notice) => mailLanguages.map((language) => ({ notice, language }))))(
    '$notice.kind is what was approved, in $language',
    ({ notice, language }) => {
      const { reader, event, visit } = said[language];
      const words: Words = wordsFor(language, 'Asia/Shanghai', 'Shenzhen');
      const content = {
        event,
        visit,
        host: 'Huawei',
        startsAt: new Date('2019-10-23T01:00:00Z'),
        endsAt: new Date('2019-10-23T04:30:00Z'),
        people: 21,
        answerBy: new Date('2019-10-22T04:00:00Z'),
        url: 'https://forum.example/api/v1/events/forum/site-visits/1/host?token=pl.1.x',
      };
      const mail = frameMail(
        notice.render[language](content, words),
        { eventTitle: event, contact: 'secretariat@plenary.example', recipientName: reader },
        words,
      );
      expectGolden(`${notice.kind}.${language}.txt`, `Subject: ${mail.subject}\n\n${mail.text}`);
    },
  );
});
