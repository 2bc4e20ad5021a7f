import { frameMail } from '../../src/communications/layout';
import {
  bullets,
  button,
  facts,
  heading,
  line,
  mailBody,
  note,
  paragraph,
  quotation,
} from '../../src/communications/mail-body';
import type { MailParts, RenderNotice } from '../../src/communications/notice';
import { mailLanguages, wordsFor, type MailLanguage } from '../../src/communications/words';
import { readFileSync } from 'node:fs';
import { expectGolden } from './golden';
import { layoutFile, layoutSource } from './make-layout';

interface Sample {
  readonly visit: string;
  readonly start: Date;
  readonly end: Date;
  readonly meetingPoint: string;
  readonly remarks: string;
  readonly places: number;
}

const sample: Sample = {
  visit: 'Huawei Headquarters',
  start: new Date('2019-10-23T01:00:00Z'),
  end: new Date('2019-10-23T04:30:00Z'),
  meetingPoint: 'Hotel lobby, east entrance',
  remarks: 'Bring your passport.\nNo photographs inside.',
  places: 3,
};

const notices: Record<MailLanguage, RenderNotice<Sample>> = {
  en: (p, w) => ({
    subject: `Your place: ${p.visit}`,
    ...mailBody(
      paragraph(line`Your place on the visit to ${p.visit} is confirmed.`),
      facts([
        [w.when, w.period(p.start, p.end)],
        [w.meetingPoint, p.meetingPoint],
        [w.room, undefined],
      ]),
      paragraph('The host asks you to note:'),
      quotation(p.remarks),
      button('See your agenda', 'https://forum.example/agenda?a=1&b=2'),
      heading('Also'),
      bullets([
        line`${w.count(p.places, { one: '# place is', other: '# places are' })} left.`,
        'Tell your colleagues.',
      ]),
      note(w.calendarAttached),
    ),
  }),
  ru: (p, w) => ({
    subject: `Ваше место: ${p.visit}`,
    ...mailBody(
      paragraph(line`Ваше место на посещении «${p.visit}» подтверждено.`),
      facts([
        [w.when, w.period(p.start, p.end)],
        [w.meetingPoint, p.meetingPoint],
      ]),
      quotation(p.remarks),
      button('Открыть программу', 'https://forum.example/agenda?a=1&b=2'),
      bullets([
        line`Осталось ${w.count(p.places, { one: '# место', few: '# места', many: '# мест', other: '# места' })}.`,
      ]),
      note(w.calendarAttached),
    ),
  }),
  zh: (p, w) => ({
    subject: `您的名额：${p.visit}`,
    ...mailBody(
      paragraph(line`您参加“${p.visit}”参观的名额已确认。`),
      facts([
        [w.when, w.period(p.start, p.end)],
        [w.meetingPoint, p.meetingPoint],
      ]),
      quotation(p.remarks),
      button('查看日程', 'https://forum.example/agenda?a=1&b=2'),
      bullets([line`剩余${w.count(p.places, { other: '#个名额' })}。`]),
      note(w.calendarAttached),
    ),
  }),
};

const title: Record<MailLanguage, string> = {
  en: 'Infoforum-China 2019',
  ru: 'Инфофорум-Китай 2019',
  zh: '中国信息论坛2019',
};
const reader: Record<MailLanguage, string> = {
  en: 'Aigerim Bekova',
  ru: 'Анна Петровна Соколова',
  zh: '李娜',
};

const frame = (language: MailLanguage, recipientName: string) => {
  const words = wordsFor(language, 'Asia/Shanghai', 'Shenzhen');
  return {
    words,
    frame: {
      eventTitle: title[language],
      eventLine: `${words.days('2019-10-21', '2019-10-25')}, Shenzhen`,
      contact: 'secretariat@plenary.example',
      recipientName,
    },
  };
};

const framed = (language: MailLanguage, parts: MailParts, recipientName = reader[language]) => {
  const { words, frame: around } = frame(language, recipientName);
  return frameMail(parts, around, words);
};

describe('the layout', () => {
  it('is what MJML makes of its sources; `npm run mails` makes it anew', async () => {
    expect(readFileSync(layoutFile, 'utf8')).toBe(await layoutSource());
  });

  it('loads nothing from anywhere, and has no place into which nothing is put', () => {
    const mail = framed('ru', notices.ru(sample, frame('ru', '').words));
    expect(/<(img|link|script|iframe|object)\b|@import|url\(|\[\[/i.test(mail.html)).toBe(false);
    const addresses = [...mail.html.matchAll(/https?:\/\/[^"'\s<)]+/g)].map(([address]) => address);
    expect([...new Set(addresses)]).toEqual([
      'http://www.w3.org/1999/xhtml',
      'https://forum.example/agenda?a=1&amp;b=2',
    ]);
  });

  it('goes in the direction of what each line says', () => {
    const mail = framed('en', {
      subject: 'x',
      ...mailBody(quotation('مرحبا\nHello'), facts([['Where', 'قاعة <b>']])),
    });
    expect(mail.html).toContain('<html lang="en" dir="ltr"');
    expect(mail.html).toContain(
      '<div dir="auto"><bdi>مرحبا</bdi></div><div dir="auto"><bdi>Hello</bdi></div>',
    );
    expect(mail.html).toContain('<bdi>قاعة &lt;b></bdi>');
  });
});

describe('the frame of a mail', () => {
  it.each(mailLanguages)('is what was approved, in %s', (language) => {
    const mail = framed(language, notices[language](sample, frame(language, '').words));
    expectGolden(`frame.${language}.html`, mail.html);
    expectGolden(`frame.${language}.txt`, `Subject: ${mail.subject}\n\n${mail.text}`);
  });

  it('makes neither markup nor a link of what somebody typed', () => {
    const hostile = '<img src=x onerror=alert(1)> www.win.example http://win.example a@win.example';
    const body = mailBody(paragraph(line`About ${hostile}`), facts([['Where', hostile]]), quotation(hostile));
    const mail = framed('en', { subject: hostile, ...body }, hostile);
    expect(mail.html).not.toContain('<img');
    expect([...mail.html.matchAll(/<a /g)].length).toBe(1);
    expect(mail.html).toContain('<a href="mailto:secretariat@plenary.example"');
    const body2 = `${mail.html.slice(mail.html.indexOf('<body'))}${mail.text}`;
    expect(/win\.example|:\/\/win|a@win/.test(body2)).toBe(false);
  });

  it('keeps a subject in one line, without control characters and marks of direction, and at most 200 characters', () => {
    const { subject } = framed('en', {
      subject: `Hello\r\nBcc: evil@win.example\u202e\u0000 ${'x'.repeat(300)}`,
      ...mailBody(paragraph('x')),
    });
    expect(subject.startsWith('Hello Bcc: evil@win.example x')).toBe(true);
    expect([...subject].length).toBe(200);
  });

  it('keeps the direction of a name that is written from right to left', () => {
    const mail = framed('en', { subject: 'x', ...mailBody(paragraph('x')) }, 'علی رضایی');
    expect(mail.html).toContain('Dear <bdi>علی رضایی</bdi>,');
    expect(mail.text.startsWith('Dear \u2068علی رضایی\u2069,')).toBe(true);
  });

  it('speaks to a participant whose name is not known', () => {
    expect(
      framed('en', { subject: 'x', ...mailBody(paragraph('x')) }, '').text.startsWith('Dear participant,'),
    ).toBe(true);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', '//win.example', 'forum.example'])(
    'refuses a button that leads to %s',
    (url) => {
      expect(() => button('Go', url)).toThrow('http and https');
    },
  );
});
