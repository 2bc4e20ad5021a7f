import { withNestedQuotes } from '../../src/platform/text';

describe('quotations within quotations', () => {
  test.each([
    [
      'ru',
      'Секретариат «Форума «Инфофорум» в «Шэньчжэне»»',
      'Секретариат «Форума „Инфофорум“ в „Шэньчжэне“»',
    ],
    ['en', 'of “The “Digital” Silk Road”', 'of “The ‘Digital’ Silk Road”'],
    ['zh', '“会议“信息””', '“会议‘信息’”'],
    ['ru', '«Один» и «другой»', '«Один» и «другой»'],
  ])('have marks of their own in %s', (language, text, expected) => {
    expect(withNestedQuotes(text, language)).toBe(expected);
  });

  test.each(['«Без конца «вот', 'конец» без начала', '»«'])(
    'stay as they are where marks do not match: %s',
    (text) => {
      expect(withNestedQuotes(text, 'ru')).toBe(text);
    },
  );

  test('stay as they are in a language whose marks nobody has told', () => {
    expect(withNestedQuotes('«a «b» c»', 'fr')).toBe('«a «b» c»');
  });
});
