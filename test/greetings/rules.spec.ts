import {
  pressLine,
  readingSeconds,
  titleLine,
  type DeliveryRecord,
} from '../../src/greetings/greeting.rules';

describe('estimated reading time', () => {
  test('English at 120 words a minute', () => {
    expect(readingSeconds('word '.repeat(240), 'en')).toBe(120);
    expect(readingSeconds('word '.repeat(120), 'en-GB')).toBe(60);
  });

  test('Russian at 100 words a minute, words with a hyphen counted once', () => {
    expect(readingSeconds('слово '.repeat(100), 'ru')).toBe(60);
    expect(readingSeconds('научно-технический '.repeat(100), 'ru')).toBe(60);
  });

  test('Chinese at 180 characters a minute, punctuation not counted, Latin names as words', () => {
    expect(readingSeconds('信'.repeat(180), 'zh')).toBe(60);
    expect(readingSeconds('信，'.repeat(180), 'zh-Hans')).toBe(60);
    expect(readingSeconds(`${'信'.repeat(180)}Plenary Forum`, 'zh')).toBe(62);
  });

  test('consecutive interpretation doubles it, simultaneous does not', () => {
    expect(readingSeconds('word '.repeat(120), 'en', 'consecutive')).toBe(120);
    expect(readingSeconds('word '.repeat(120), 'en', 'simultaneous')).toBe(60);
  });

  test('no text takes no time', () => {
    expect(readingSeconds('', 'en')).toBe(0);
    expect(readingSeconds(' — … ', 'ru')).toBe(0);
  });
});

const record: DeliveryRecord = {
  authorName: 'Vladimir Norov',
  authorNames: { ru: 'Владимир Норов', zh: '弗拉基米尔·诺罗夫' },
  authorTitle: 'Secretary-General',
  authorTitles: { ru: 'Генеральный секретарь', zh: '秘书长' },
  addressees: 'the participants of the conference',
  addresseesIn: { ru: 'участники конференции', zh: '与会者' },
  mode: 'read_on_behalf',
  deliveredBy: 'Baurzhan Imandosov',
  deliveredByNames: {},
  deliveredByPost: null,
  deliveredByPosts: {},
  place: 'Shenzhen',
  placeIn: {},
  // Ten minutes past midnight in Shenzhen, still the day before in Greenwich.
  deliveredAt: new Date('2019-10-20T16:10:00Z'),
  timeZone: 'Asia/Shanghai',
  extent: 'full',
};

describe('press line', () => {
  test('says in English, Russian and Chinese who delivered what to whom, with the day at the place of the event', () => {
    expect(pressLine(record, 'en')).toBe(
      'Message of greetings of Vladimir Norov, Secretary-General, to the participants of the conference, delivered on the author’s behalf by Baurzhan Imandosov, Shenzhen, 21 October 2019.',
    );
    expect(pressLine(record, 'ru')).toBe(
      'Приветственное послание. Автор: Владимир Норов, Генеральный секретарь. Адресат: участники конференции. От имени автора огласил(а): Baurzhan Imandosov. Shenzhen, 21 октября 2019 г.',
    );
    expect(pressLine(record, 'zh')).toBe(
      '弗拉基米尔·诺罗夫（秘书长）致与会者的贺信，由Baurzhan Imandosov代为宣读，Shenzhen，2019年10月21日。',
    );
  });

  test('says so when it was abridged', () => {
    expect(pressLine({ ...record, extent: 'abridged' }, 'en')).toContain(
      'by Baurzhan Imandosov, in abridged form, Shenzhen',
    );
    expect(pressLine({ ...record, extent: 'abridged' }, 'ru')).toContain('(с сокращениями)');
    expect(pressLine({ ...record, extent: 'abridged' }, 'zh')).toContain('（节选）');
  });

  test.each([
    ['in_person', 'delivered in person'],
    ['read_by_moderator', 'read out by Baurzhan Imandosov, the moderator'],
    ['video', 'delivered by video'],
    ['circulated', 'circulated in writing'],
  ] as const)('names the mode %s', (mode, words) => {
    expect(pressLine({ ...record, mode }, 'en')).toContain(words);
  });

  test('takes the words of the record where there are none in a language', () => {
    expect(titleLine({ ...record, authorNames: {}, authorTitles: {}, addresseesIn: {} }, 'zh')).toBe(
      'Vladimir Norov（Secretary-General）致the participants of the conference的贺信',
    );
  });
});
