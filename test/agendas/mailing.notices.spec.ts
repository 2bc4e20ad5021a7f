import { announcementNotice, newsNotice } from '../../src/agendas/mailings/mailing.notices';
import { frameMail } from '../../src/communications/layout';
import { topicNames } from '../../src/communications/preferences/mail-topics.words';
import { mailLanguages, wordsFor, type MailLanguage } from '../../src/communications/words';
import { expectGolden } from '../mails/golden';

const frame: Record<MailLanguage, { reader: string; event: string; line: string }> = {
  en: { reader: 'Aigerim Bekova', event: 'Infoforum-China 2019', line: '21-25 October 2019, Shenzhen' },
  ru: { reader: 'Анна Соколова', event: 'Инфофорум-Китай 2019', line: '21–25 октября 2019 г., Шэньчжэнь' },
  zh: { reader: '李娜', event: '2019年中国信息论坛', line: '2019年10月21日至25日，深圳' },
};
const said: Record<MailLanguage, { subject: string; text: string }> = {
  en: {
    subject: 'The opening ceremony moves to Hall B',
    text: 'The opening ceremony takes place in Hall B, not in the Main Hall; the time stays the same, and so does everything else on that day.\n\nDoors open at 08:30.\nBring your badge.',
  },
  ru: {
    subject: 'Церемония открытия переносится в зал Б',
    text: 'Церемония открытия состоится в зале Б, а не в Главном зале; время начала не меняется.\n\nДвери открываются в 08:30.\nВозьмите с собой бейдж.',
  },
  zh: {
    subject: '开幕式改在B厅举行',
    text: '开幕式改在B厅举行，不在主会场；时间不变。\n\n8:30开始入场。\n请佩戴参会证。',
  },
};

const mailOf = (
  language: MailLanguage,
  props: { subject: string; text: string },
  notice = announcementNotice,
  choice?: { topic: string; url: string },
) => {
  const words = wordsFor(language, 'Asia/Shanghai', '');
  const { reader, event, line } = frame[language];
  return frameMail(
    notice.render[language](props, words),
    {
      recipientName: reader,
      eventTitle: event,
      eventLine: line,
      contact: 'secretariat@forum.example',
      ...(choice ? { choice } : {}),
    },
    words,
  );
};

describe('an announcement', () => {
  test.each(mailLanguages)('reads in %s as it was approved', (language) => {
    const { subject, text } = mailOf(language, said[language]);
    expectGolden(`mailings.announcement.${language}.txt`, `Subject: ${subject}\n\n${text}`);
  });

  test.each(mailLanguages)('that can be refused says in %s how', (language) => {
    const choice = {
      topic: topicNames[language].news,
      url: 'https://forum.example/mail-preferences?token=pl.1',
    };
    const { subject, text } = mailOf(language, said[language], newsNotice, choice);
    expectGolden(`mailings.news.${language}.txt`, `Subject: ${subject}\n\n${text}`);
  });

  test('keeps paragraphs and line breaks, and takes nothing for markup, a link or the end of the mail', () => {
    const { subject, text, html } = mailOf('en', {
      subject: 'Hall B\r\nBcc: everybody@example.org',
      text: 'One <b>bold</b> &amp;\r\nhttps://evil.example\n\n\n-- \nThree\u202e',
    });
    expect(subject).toBe('Hall B Bcc: everybody@example.org');
    expect(html).toContain(
      '<bdi>One &lt;b>bold&lt;/b> &amp;amp;</bdi><br/><bdi>https:\u200b//evil\u200b.example</bdi></p>',
    );
    expect(html).toContain('<p style="margin:0 0 16px"><bdi>--</bdi><br/><bdi>Three</bdi></p>');
    expect(html).not.toContain('<b>');
    expect(text).toContain('One <b>bold</b> &amp;\nhttps:\u200b//evil\u200b.example\n\n--\nThree\n');
    // The signature of the mail is the only one.
    expect(text.split('\n').filter((line) => line === '-- ')).toHaveLength(1);
  });
});
