import { withKeptSpaces } from '../../src/platform/documents/line-ends';
import { setText, textOf } from '../../src/platform/documents/typesetting';

/** Where a line is not ended, as a tilde. */
const kept = (text: string): string => withKeptSpaces(text).replaceAll('\u00a0', '~');

describe('spaces at which no line ends', () => {
  test.each([
    ['a number and what it counts', 'приехали 25 делегаций', 'приехали 25~делегаций'],
    ['a date', '21 октября 2019 г. в зале', '21~октября 2019~г. в~зале'],
    ['thousands', 'более 3 000 участников', 'более 3~000~участников'],
    ['the sign of a number', 'экземпляр № 2 из списка', 'экземпляр №~2~из списка'],
    ['per cents', 'рост на 15 % за год', 'рост на 15~%~за год'],
    [
      'initials before a surname',
      'приветствие В. И. Норова участникам',
      'приветствие В.~И.~Норова участникам',
    ],
    ['initials after a surname', 'докладчик Норов В. И. выступил', 'докладчик Норов~В.~И. выступил'],
    ['abbreviations', 'г. Шэньчжэнь, ул. Мира, и т. д.', 'г.~Шэньчжэнь, ул.~Мира, и~т.~д.'],
    ['words of one letter', 'мир и согласие в регионе', 'мир и~согласие в~регионе'],
    ['a dash', 'доверие — основа', 'доверие~— основа'],
  ])('are those of %s', (_, text, expected) => {
    expect(kept(text)).toBe(expected);
  });

  test('are thousands only where nothing is in Cyrillic', () => {
    expect(kept('On 21 October 3 000 people — a record — came to V. I. Norov')).toBe(
      'On 21 October 3~000 people — a record — came to V. I. Norov',
    );
  });

  test('are not those between sentences', () => {
    expect(kept('Это Россия. Здесь живут люди. Мы вместе.')).toBe('Это Россия. Здесь живут люди. Мы вместе.');
  });
});

describe('a paragraph in Russian', () => {
  const style = { size: 10 };
  const text = 'Форум состоялся 21 октября 2019 г. при участии В. И. Норова и 3 000 гостей из 25 стран.';

  test('never ends a line between a number and its word, whatever its width, and says every word as it was', () => {
    for (let width = 90; width <= 300; width += 5) {
      const said = textOf(setText(text, width, style));
      const lines = said.split('\n');
      for (const line of lines.slice(0, -1))
        expect([width, line]).toEqual([width, line.replace(/(\d|№|В\.|И\.| и)$/, '')]);
      expect(lines.map((line) => line.trim()).join(' ')).toBe(text);
    }
  });

  test('breaks at such a space rather than within a word where the line is too short for both', () => {
    const block = setText('1000 чрезвычайных', 80, style);
    expect([textOf(block), block.divided]).toEqual(['1000\nчрезвычайных', false]);
  });
});
