import { catalogues, mailLanguage, mailLanguages, wordsFor } from '../../src/communications/words';

const start = new Date('2019-10-21T01:00:00Z');
const end = new Date('2019-10-21T02:30:00Z');

describe('words', () => {
  it('are there in every language, none of them empty or left in another language', () => {
    for (const language of mailLanguages) {
      for (const [key, word] of Object.entries(catalogues[language]) as [
        string,
        string | ((...args: string[]) => string),
      ][]) {
        const text = typeof word === 'string' ? word : word('A', 'B');
        expect(`${language} ${key}: ${text.trim()}`).not.toBe(`${language} ${key}: `);
        if (language !== 'en' && !['withZone', 'dayAndTime'].includes(key)) {
          expect(`${key}: ${String(/\p{Script=Cyrillic}|\p{Script=Han}/u.test(text))}`).toBe(`${key}: true`);
        }
      }
    }
  });

  it.each([
    ['en', 'en'],
    ['ru-RU', 'ru'],
    ['zh-Hant-TW', 'zh'],
    ['ZH', 'zh'],
    ['kk', 'en'],
    ['', 'en'],
  ])('are those of the language that somebody who prefers "%s" reads', (locale, language) => {
    expect(mailLanguage(locale)).toBe(language);
  });

  it('are those of the event for somebody whose language the program does not know', () => {
    expect(mailLanguage('kk', ['ru', 'zh'])).toBe('ru');
    expect(mailLanguage('kk', ['ky', 'zh-Hans'])).toBe('zh');
    expect(mailLanguage('zh', ['ru'])).toBe('zh');
  });

  it.each([
    ['en', 'Shenzhen', 'Monday, 21 October 2019, 09:00–10:30 (Shenzhen time, UTC+8)'],
    ['ru', 'Shenzhen', 'понедельник, 21 октября 2019 г., 09:00–10:30 (время: Китай, UTC+8)'],
    ['ru', 'Шэньчжэнь', 'понедельник, 21 октября 2019 г., 09:00–10:30 (время: Шэньчжэнь, UTC+8)'],
    ['zh', 'Shenzhen', '2019年10月21日星期一 09:00–10:30（中国时间，UTC+8）'],
    ['zh', '深圳', '2019年10月21日星期一 09:00–10:30（深圳时间，UTC+8）'],
  ] as const)('name the time zone of a period, in %s at %s', (language, city, text) => {
    expect(wordsFor(language, 'Asia/Shanghai', city).period(start, end)).toBe(text);
  });

  it('show both days of a period that goes over midnight', () => {
    const late = new Date('2019-10-21T17:30:00Z');
    expect(wordsFor('en', 'Asia/Shanghai', 'Shenzhen').period(start, late)).toBe(
      'Monday, 21 October 2019, 09:00 – Tuesday, 22 October 2019, 01:30 (Shenzhen time, UTC+8)',
    );
  });

  it('follow a zone through a change of clocks', () => {
    const words = wordsFor('en', 'Europe/Berlin', 'Berlin');
    expect(words.dateTime(new Date('2025-10-26T00:30:00Z'))).toBe(
      'Sunday, 26 October 2025, 02:30 (Berlin time, UTC+2)',
    );
    expect(words.dateTime(new Date('2025-10-26T01:30:00Z'))).toBe(
      'Sunday, 26 October 2025, 02:30 (Berlin time, UTC+1)',
    );
  });

  it('show a day as that day, whatever the zone', () => {
    expect(wordsFor('en', 'Pacific/Kiritimati').day('2019-10-21')).toBe('Monday, 21 October 2019');
    expect(wordsFor('en', 'Pacific/Pago_Pago').day('2019-10-21')).toBe('Monday, 21 October 2019');
  });

  it.each([
    ['en', '2019-10-21', '2019-10-25', '21–25 October 2019'],
    ['en', '2019-10-30', '2019-11-02', '30 October – 2 November 2019'],
    ['en', '2019-10-21', '2019-10-21', '21 October 2019'],
    ['ru', '2019-10-21', '2019-10-25', '21–25 октября 2019 г.'],
    ['zh', '2019-10-21', '2019-10-25', '2019年10月21日至25日'],
    ['zh', '2019-10-30', '2019-11-02', '2019年10月30日至11月2日'],
    ['zh', '2019-12-30', '2020-01-02', '2019年12月30日至2020年1月2日'],
    ['zh', '2019-10-21', '2019-10-21', '2019年10月21日'],
  ] as const)('say in %s from %s to %s', (language, first, last, text) => {
    expect(wordsFor(language, 'Asia/Shanghai').days(first, last)).toBe(text);
  });

  it('count as each language does', () => {
    const places = { one: '# место', few: '# места', many: '# мест', other: '# места' };
    const ru = wordsFor('ru', 'Europe/Moscow');
    expect([1, 3, 5, 11, 21, 22].map((n) => ru.count(n, places))).toEqual([
      '1 место',
      '3 места',
      '5 мест',
      '11 мест',
      '21 место',
      '22 места',
    ]);
    expect([1, 2].map((n) => wordsFor('en', 'UTC').count(n, { one: '# place', other: '# places' }))).toEqual([
      '1 place',
      '2 places',
    ]);
    expect(wordsFor('zh', 'UTC').count(3, { other: '#个名额' })).toBe('3个名额');
  });
});
