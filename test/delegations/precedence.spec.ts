import * as fc from 'fast-check';
import {
  orderOfPrecedence,
  precedenceOrders,
  type PrecedenceEntry,
} from '../../src/delegations/precedence.rules';

const delegation = (
  name: string,
  names: Record<string, string> = {},
  rankClass = 1,
  delegationId = name,
): PrecedenceEntry => ({ delegationId, organisationId: name, rankClass, name, names });

const states = [
  delegation('Russia', { ru: 'Россия', zh: '俄罗斯' }),
  delegation('Afghanistan', { ru: 'Афганистан', zh: '阿富汗' }),
  delegation('United Arab Emirates', { ru: 'ОАЭ', zh: '阿拉伯联合酋长国' }),
  delegation('China', { ru: 'Китай', zh: '中国' }),
  delegation('Armenia', { ru: 'Армения', zh: '亚美尼亚' }),
  delegation('Azerbaijan', { ru: 'Азербайджан', zh: '阿塞拜疆' }),
  delegation('Kazakhstan', { ru: 'Казахстан', zh: '哈萨克斯坦' }),
];

const names = (order: 'en' | 'ru' | 'zh'): string[] =>
  orderOfPrecedence(states, order).map(({ nameInOrder }) => nameInOrder);

describe('order of precedence', () => {
  test('by the English alphabet', () => {
    expect(names('en')).toEqual([
      'Afghanistan',
      'Armenia',
      'Azerbaijan',
      'China',
      'Kazakhstan',
      'Russia',
      'United Arab Emirates',
    ]);
  });

  test('the same delegations by the Russian alphabet', () => {
    expect(names('ru')).toEqual([
      'Азербайджан',
      'Армения',
      'Афганистан',
      'Казахстан',
      'Китай',
      'ОАЭ',
      'Россия',
    ]);
  });

  test('the same delegations by pinyin', () => {
    expect(names('zh')).toEqual([
      '阿富汗',
      '阿拉伯联合酋长国',
      '阿塞拜疆',
      '俄罗斯',
      '哈萨克斯坦',
      '亚美尼亚',
      '中国',
    ]);
  });

  test('rank class comes before the alphabet', () => {
    const lines = orderOfPrecedence(
      [delegation('Alpha', {}, 3), delegation('Zulu', {}, 1), delegation('Mike', {}, 2)],
      'en',
    );
    expect(lines.map(({ name, position }) => [name, position])).toEqual([
      ['Zulu', 1],
      ['Mike', 2],
      ['Alpha', 3],
    ]);
  });

  test('each line says why, and says so when the name is in another language', () => {
    const [first, second] = orderOfPrecedence(
      [delegation('China Telecom', {}, 2), delegation('Rostelecom', { ru: 'Ростелеком' }, 2)],
      'ru',
    );
    // Cyrillic stands before Latin in Russian (CLDR).
    expect([first!.explanation, second!.explanation]).toEqual([
      'Rank class 2, and within it “Ростелеком” in Russian alphabetical order.',
      'Rank class 2, and within it “China Telecom” in Russian alphabetical order. It has no official name in Russian, so its own name was used.',
    ]);
  });

  test('is the same however the delegations come in, also when names are equal', () => {
    const entry = fc.record({
      delegationId: fc.uuid(),
      organisationId: fc.uuid(),
      rankClass: fc.integer({ min: 1, max: 3 }),
      name: fc.constantFrom('China', 'Китай', '中国', 'Россия', 'Éire', 'Eire', ''),
      names: fc.constant({}),
    });
    fc.assert(
      fc.property(
        fc
          .uniqueArray(entry, { selector: ({ delegationId }) => delegationId, maxLength: 12 })
          .chain((entries) =>
            fc.tuple(fc.constant(entries), fc.shuffledSubarray(entries, { minLength: entries.length })),
          ),
        fc.constantFrom(...precedenceOrders),
        ([entries, shuffled], order) => {
          expect(orderOfPrecedence(shuffled, order)).toEqual(orderOfPrecedence(entries, order));
        },
      ),
    );
  });
});
