import * as fc from 'fast-check';
import { differences } from '../../src/delegations/precedence/precedence-differences.rules';
import {
  exceptionRules,
  faultsOfRules,
  hostPlaces,
  inOrder,
  orderOfPrecedence,
  plainRules,
  precedenceOrders,
  type PrecedenceEntry,
  type PrecedenceException,
  type PrecedenceOrder,
  type PrecedenceRules,
} from '../../src/delegations/precedence/precedence.rules';
import { explanationOf } from '../../src/delegations/precedence/precedence.words';
import { states } from './states';

const rules = (order: PrecedenceOrder, changes: Partial<PrecedenceRules> = {}): PrecedenceRules => ({
  ...inOrder(plainRules('en'), order),
  ...changes,
});

/** Delegations of the states, China being the host; the id is the country. */
const delegations: readonly PrecedenceEntry[] = states.map(({ country, official, short }) => ({
  delegationId: country,
  organisationId: country,
  rankClass: 1,
  name: official.en,
  nameLanguage: 'en',
  names: { ru: official.ru, zh: official.zh },
  shortName: short.en,
  shortNames: { ru: short.ru, zh: short.zh },
  host: country === 'CN',
}));

const delegation = (name: string, changes: Partial<PrecedenceEntry> = {}): PrecedenceEntry => ({
  delegationId: name,
  organisationId: name,
  rankClass: 1,
  name,
  nameLanguage: 'en',
  names: {},
  shortName: null,
  shortNames: {},
  host: false,
  ...changes,
});

const exception = (
  delegationId: string,
  rule: PrecedenceException['rule'],
  where: string | number,
): PrecedenceException => ({
  delegationId,
  rule,
  otherId: typeof where === 'string' ? where : null,
  position: typeof where === 'number' ? where : null,
  reason: 'By agreement.',
});

/** Countries in their order, as one line. */
const order = (by: PrecedenceRules, entries: readonly PrecedenceEntry[] = delegations): string =>
  orderOfPrecedence(entries, by)
    .lines.map(({ delegationId }) => delegationId)
    .join(' ');
const names = (by: PrecedenceRules): string[] =>
  orderOfPrecedence(delegations, by).lines.map(({ nameInOrder }) => nameInOrder);

describe('the same 25 delegations', () => {
  test('by official name in English', () => {
    expect(names(rules('en'))).toEqual([
      'Arab Republic of Egypt',
      'Democratic Socialist Republic of Sri Lanka',
      'Federal Democratic Republic of Ethiopia',
      'Federal Democratic Republic of Nepal',
      'Federative Republic of Brazil',
      'Islamic Republic of Afghanistan',
      'Islamic Republic of Iran',
      'Islamic Republic of Pakistan',
      'Kingdom of Cambodia',
      'Kingdom of Saudi Arabia',
      'Kyrgyz Republic',
      'Mongolia',
      'People’s Republic of China',
      'Republic of Armenia',
      'Republic of Azerbaijan',
      'Republic of Belarus',
      'Republic of India',
      'Republic of Kazakhstan',
      'Republic of South Africa',
      'Republic of Tajikistan',
      'Republic of Turkey',
      'Republic of Uzbekistan',
      'Russian Federation',
      'State of Qatar',
      'United Arab Emirates',
    ]);
  });

  test('by official name in Russian', () => {
    expect(names(rules('ru'))).toEqual([
      'Азербайджанская Республика',
      'Арабская Республика Египет',
      'Государство Катар',
      'Демократическая Социалистическая Республика Шри-Ланка',
      'Исламская Республика Афганистан',
      'Исламская Республика Иран',
      'Исламская Республика Пакистан',
      'Китайская Народная Республика',
      'Королевство Камбоджа',
      'Королевство Саудовская Аравия',
      'Кыргызская Республика',
      'Монголия',
      'Объединённые Арабские Эмираты',
      'Республика Армения',
      'Республика Беларусь',
      'Республика Индия',
      'Республика Казахстан',
      'Республика Таджикистан',
      'Республика Узбекистан',
      'Российская Федерация',
      'Турецкая Республика',
      'Федеративная Демократическая Республика Непал',
      'Федеративная Демократическая Республика Эфиопия',
      'Федеративная Республика Бразилия',
      'Южно-Африканская Республика',
    ]);
  });

  test('by official name in Chinese, by pinyin', () => {
    expect(names(rules('zh'))).toEqual([
      '阿富汗伊斯兰共和国',
      '阿拉伯埃及共和国',
      '阿拉伯联合酋长国',
      '阿塞拜疆共和国',
      '埃塞俄比亚联邦民主共和国',
      '巴基斯坦伊斯兰共和国',
      '巴西联邦共和国',
      '白俄罗斯共和国',
      '俄罗斯联邦',
      '哈萨克斯坦共和国',
      '吉尔吉斯共和国',
      '柬埔寨王国',
      '卡塔尔国',
      '蒙古国',
      '南非共和国',
      '尼泊尔联邦民主共和国',
      '沙特阿拉伯王国',
      '斯里兰卡民主社会主义共和国',
      '塔吉克斯坦共和国',
      '土耳其共和国',
      '乌兹别克斯坦共和国',
      '亚美尼亚共和国',
      '伊朗伊斯兰共和国',
      '印度共和国',
      '中华人民共和国',
    ]);
  });

  test('by official name in Chinese, by number of strokes', () => {
    expect(names(rules('zh-stroke'))).toEqual([
      '土耳其共和国',
      '中华人民共和国',
      '乌兹别克斯坦共和国',
      '巴西联邦共和国',
      '巴基斯坦伊斯兰共和国',
      '卡塔尔国',
      '尼泊尔联邦民主共和国',
      '白俄罗斯共和国',
      '亚美尼亚共和国',
      '伊朗伊斯兰共和国',
      '印度共和国',
      '吉尔吉斯共和国',
      '沙特阿拉伯王国',
      '阿拉伯埃及共和国',
      '阿拉伯联合酋长国',
      '阿富汗伊斯兰共和国',
      '阿塞拜疆共和国',
      '俄罗斯联邦',
      '南非共和国',
      '哈萨克斯坦共和国',
      '柬埔寨王国',
      '埃塞俄比亚联邦民主共和国',
      '斯里兰卡民主社会主义共和国',
      '塔吉克斯坦共和国',
      '蒙古国',
    ]);
  });

  test('by short name stand otherwise: Iran is no longer among the Islamic republics', () => {
    expect(order(rules('en', { nameForm: 'short' }))).toBe(
      'AF AM AZ BY BR KH CN EG ET IN IR KZ KG MN NP PK QA RU SA ZA LK TJ TR AE UZ',
    );
    expect(order(rules('ru', { nameForm: 'short' }))).toBe(
      'AZ AM AF BY BR EG IN IR KZ KH QA CN KG MN NP AE PK RU SA TJ TR UZ LK ET ZA',
    );
    expect(order(rules('zh', { nameForm: 'short' }))).toBe(
      'AF AE AZ EG ET PK BR BY RU KZ KG KH QA MN ZA NP SA LK TJ TR UZ AM IR IN CN',
    );
    expect(order(rules('zh-stroke', { nameForm: 'short' }))).toBe(
      'TR CN UZ BR PK QA NP BY AM IR IN KG SA AF AE AZ RU ZA KZ KH EG ET LK TJ MN',
    );
  });
});

describe('a lot', () => {
  const short = { nameForm: 'short' } as const;
  test.each([
    ['en', 'K', 'KZ KG MN NP PK QA RU SA ZA LK TJ TR AE UZ AF AM AZ BY BR KH CN EG ET IN IR'],
    ['ru', 'к', 'KZ KH QA CN KG MN NP AE PK RU SA TJ TR UZ LK ET ZA AZ AM AF BY BR EG IN IR'],
    // No name begins with Ж: the next one in the alphabet does.
    ['ru', 'Ж', 'IN IR KZ KH QA CN KG MN NP AE PK RU SA TJ TR UZ LK ET ZA AZ AM AF BY BR EG'],
    ['zh', 'H', 'KZ KG KH QA MN ZA NP SA LK TJ TR UZ AM IR IN CN AF AE AZ EG ET PK BR BY RU'],
    ['zh', '土', 'TR UZ AM IR IN CN AF AE AZ EG ET PK BR BY RU KZ KG KH QA MN ZA NP SA LK TJ'],
    ['zh-stroke', '7', 'SA AF AE AZ RU ZA KZ KH EG ET LK TJ MN TR CN UZ BR PK QA NP BY AM IR IN KG'],
  ] as const)(
    'in %s on “%s” begins the alphabet there and goes around',
    (alphabet, startLetter, expected) => {
      expect(faultsOfRules(rules(alphabet, { ...short, startLetter }))).toEqual([]);
      expect(order(rules(alphabet, { ...short, startLetter }))).toBe(expected);
    },
  );

  test('goes around within each class of rank', () => {
    const entries = ['Alpha', 'Mike', 'Zulu'].flatMap((name) => [
      delegation(`${name} 1`),
      delegation(`${name} 2`, { rankClass: 2 }),
    ]);
    expect(
      orderOfPrecedence(entries, rules('en', { startLetter: 'B' })).lines.map(({ name }) => name),
    ).toEqual(['Mike 1', 'Zulu 1', 'Alpha 1', 'Mike 2', 'Zulu 2', 'Alpha 2']);
  });

  test.each([
    ['en', 'Ж'],
    ['en', 'AB'],
    ['ru', 'K'],
    ['zh', 'I'],
    ['zh', '7'],
    ['zh-stroke', 'H'],
    ['zh-stroke', '31'],
  ] as const)('in %s cannot fall on “%s”', (alphabet, startLetter) => {
    expect(
      faultsOfRules(rules(alphabet, { startLetter })).map(({ pointer, code }) => [pointer, code]),
    ).toEqual([['/startLetter', 'letter']]);
  });

  test('says nothing in another alphabet than that in which it was drawn', () => {
    const drawn = rules('ru', { startLetter: 'К' });
    expect(order(inOrder(drawn, 'ru'))).toBe(order(drawn));
    expect(order(inOrder(drawn, 'en'))).toBe(order(rules('en')));
  });
});

describe('the host', () => {
  const four = ['RU', 'CN', 'IN', 'UZ'].map((id) => delegations.find((one) => one.delegationId === id)!);
  const observer = delegation('ASEAN', { rankClass: 2 });
  test.each([
    ['in_place', 'CN IN UZ RU ASEAN'],
    ['first', 'CN IN UZ RU ASEAN'],
    ['last', 'IN UZ RU ASEAN CN'],
    ['first_of_class', 'CN IN UZ RU ASEAN'],
    ['last_of_class', 'IN UZ RU CN ASEAN'],
  ] as const)('%s', (hostPlace, expected) => {
    expect(order(rules('en', { hostPlace }), [...four, observer])).toBe(expected);
  });

  test('of a lower class comes first of all, or of its class, as the rules say', () => {
    const entries = [
      delegation('Alpha'),
      delegation('Beta', { rankClass: 2 }),
      delegation('Zulu', { rankClass: 2, host: true }),
    ];
    expect(order(rules('en', { hostPlace: 'first' }), entries)).toBe('Zulu Alpha Beta');
    expect(order(rules('en', { hostPlace: 'first_of_class' }), entries)).toBe('Alpha Zulu Beta');
  });
});

describe('places fixed by hand', () => {
  const letters = ['A', 'B', 'C', 'D', 'E'].map((name) => delegation(name));
  const by = (...exceptions: PrecedenceException[]): [string, Record<string, string>] => {
    const set = rules('en', { exceptions });
    expect(faultsOfRules(set)).toEqual([]);
    const { lines, unmet } = orderOfPrecedence(letters, set);
    return [
      lines.map(({ delegationId }) => delegationId).join(''),
      Object.fromEntries(unmet.map(({ delegationId, why }) => [delegationId, why])),
    ];
  };

  test('are at a position, or directly before or after another one', () => {
    expect(by(exception('E', 'at', 1))).toEqual(['EABCD', {}]);
    expect(by(exception('A', 'at', 5))).toEqual(['BCDEA', {}]);
    expect(by(exception('A', 'after', 'D'))).toEqual(['BCDAE', {}]);
    expect(by(exception('E', 'before', 'B'))).toEqual(['AEBCD', {}]);
  });

  test('hold together: who is fixed beside one that is fixed goes along, and nobody comes between', () => {
    expect(by(exception('E', 'at', 2), exception('A', 'before', 'E'))).toEqual(['AEBCD', {}]);
    expect(by(exception('A', 'after', 'C'), exception('B', 'after', 'A'))).toEqual(['CABDE', {}]);
    // C and D stand together, so neither can be in the one place before the position that is fixed.
    expect(by(exception('D', 'after', 'C'), exception('A', 'at', 5), exception('E', 'at', 2))).toEqual([
      'BECDA',
      {},
    ]);
  });

  test('that cannot be kept are said, and change nothing', () => {
    expect(by(exception('A', 'at', 6))).toEqual(['ABCDE', { A: 'no_such_position' }]);
    expect(by(exception('A', 'after', 'Z'))).toEqual(['ABCDE', { A: 'other_absent' }]);
    expect(by(exception('Z', 'at', 1))).toEqual(['ABCDE', { Z: 'absent' }]);
    expect(by(exception('A', 'before', 'B'), exception('C', 'before', 'D'), exception('E', 'at', 2))).toEqual(
      ['ABCDE', { E: 'no_room' }],
    );
  });

  test.each([
    [
      'two for one delegation',
      [exception('A', 'at', 1), exception('A', 'at', 2)],
      '/exceptions/1/delegationId',
      'twice',
    ],
    [
      'one position for two',
      [exception('A', 'at', 1), exception('B', 'at', 1)],
      '/exceptions/1/position',
      'taken',
    ],
    [
      'two directly after one',
      [exception('A', 'after', 'C'), exception('B', 'after', 'C')],
      '/exceptions/1/otherId',
      'taken',
    ],
    [
      'one between two that are together',
      [exception('A', 'after', 'C'), exception('B', 'before', 'A')],
      '/exceptions/1/otherId',
      'taken',
    ],
    [
      'a circle',
      [exception('A', 'after', 'B'), exception('B', 'after', 'C'), exception('C', 'after', 'A')],
      '/exceptions/2/otherId',
      'circle',
    ],
    ['one beside itself', [exception('A', 'after', 'A')], '/exceptions/0/otherId', 'same'],
    [
      'a position for one beside another',
      [{ ...exception('A', 'after', 'B'), position: 1 }],
      '/exceptions/0/position',
      'unwanted',
    ],
    [
      'another for a position',
      [{ ...exception('A', 'at', 1), otherId: 'B' }],
      '/exceptions/0/otherId',
      'unwanted',
    ],
    ['no position', [{ ...exception('A', 'at', 1), position: null }], '/exceptions/0/position', 'missing'],
    ['no other', [{ ...exception('A', 'before', 'B'), otherId: null }], '/exceptions/0/otherId', 'missing'],
  ])('are refused: %s', (_, exceptions, pointer, code) => {
    expect(faultsOfRules(rules('en', { exceptions })).map((fault) => [fault.pointer, fault.code])).toEqual([
      [pointer, code],
    ]);
  });
});

describe('rules', () => {
  test('put rank class before the alphabet', () => {
    const entries = [
      delegation('Alpha', { rankClass: 3 }),
      delegation('Zulu'),
      delegation('Mike', { rankClass: 2 }),
    ];
    expect(order(rules('en'), entries)).toBe('Zulu Mike Alpha');
  });

  test('take the authentic name where it is in the language, and mark names that are in another', () => {
    const kazakh = delegation('KZ', {
      name: 'Қазақстан',
      nameLanguage: 'kk',
      names: { 'ru-RU': 'Казахстан' },
    });
    const found = (by: PrecedenceRules): [string, boolean] => {
      const [line] = orderOfPrecedence([kazakh], by).lines;
      return [line!.nameInOrder, line!.translationMissing];
    };
    expect(found({ ...plainRules('kk') })).toEqual(['Қазақстан', false]);
    expect(found(rules('ru'))).toEqual(['Казахстан', false]);
    expect(found(rules('zh'))).toEqual(['Қазақстан', true]);
  });

  test('that do not go together are refused', () => {
    const faults = (changes: Partial<PrecedenceRules>): string[] =>
      faultsOfRules(rules('en', changes)).map(({ pointer, code }) => `${pointer} ${code}`);
    expect(faults({ language: 'tlh' })).toEqual(['/language unknown']);
    expect(faults({ collation: 'stroke' })).toEqual(['/collation language']);
    expect(faults({ language: 'zh' })).toEqual(['/collation language']);
    const heads = { class: 1, title: 'Heads of state', titles: {} };
    expect(faults({ rankClasses: [heads, heads] })).toEqual(['/rankClasses/1/class twice']);
  });
});

describe('each line says why', () => {
  const say = (entry: PrecedenceEntry, by: PrecedenceRules, others: PrecedenceEntry[] = []): object => {
    const { lines } = orderOfPrecedence([entry, ...others], by);
    return explanationOf(
      by,
      lines.find(({ delegationId }) => delegationId === entry.delegationId)!,
    );
  };

  test('in three languages', () => {
    expect(say(delegation('China Telecom', { rankClass: 2 }), rules('en'))).toEqual({
      en: 'Rank class 2, and within it “China Telecom” in English alphabetical order.',
      ru: 'Ранг 2, внутри ранга — «China Telecom» в алфавитном порядке (язык — английский).',
      zh: '第2等级，同等级内按英语字母顺序排列：“China Telecom”。',
    });
  });

  test('with class, lot, host, missing translation and what was fixed by hand', () => {
    const host = delegation('Alpha', { host: true });
    const other = delegation('Бета', { nameLanguage: 'ru' });
    const full = rules('ru', {
      rankClasses: [{ class: 1, title: 'Ministers', titles: { ru: 'Министры', zh: '部长' } }],
      startLetter: 'Б',
      hostPlace: 'last_of_class',
      exceptions: [{ ...exception('Alpha', 'before', 'Бета'), reason: 'Chairs this year.' }],
    });
    expect(say(host, full, [other])).toEqual({
      en: 'Rank class 1 (Ministers), and within it “Alpha” in Russian alphabetical order. The lot fell on “Б”, so the alphabet begins there. As the host it stands last in its class. It has no official name in Russian, so its own name was used. Fixed by hand directly before “Бета”: Chairs this year.',
      ru: 'Ранг 1 (Министры), внутри ранга — «Alpha» в алфавитном порядке (язык — русский). Жребий выпал на «Б», алфавит начинается отсюда. Как принимающая сторона стоит последней в своём ранге. Официального названия на этом языке (русский) нет, использовано собственное. Вручную поставлена непосредственно перед «Бета»: Chairs this year.',
      zh: '第1等级（部长），同等级内按俄语字母顺序排列：“Alpha”。抽签结果为“Б”，由此开始排列。作为东道主，排在同等级之末。该代表团没有俄语正式名称，故使用其原名。由人工指定紧排在“Бета”之前：Chairs this year.',
    });
  });

  test('also when what was fixed by hand cannot be kept', () => {
    const far = rules('zh', { exceptions: [exception('Alpha', 'at', 9)] });
    expect(say(delegation('Alpha', { names: { zh: '阿尔法' } }), far)).toEqual({
      en: 'Rank class 1, and within it “阿尔法” by pinyin, the Chinese alphabetical order. The place fixed by hand cannot be kept: there is no such position among those who take part.',
      ru: 'Ранг 1, внутри ранга — «阿尔法» по пиньиню — китайскому алфавитному порядку. Назначенное вручную место не соблюдено: среди участников нет такой позиции.',
      zh: '第1等级，同等级内按汉语拼音顺序排列：“阿尔法”。人工指定的位次无法执行：参加者中没有该位次。',
    });
  });
});

describe('whatever the delegations and the rules', () => {
  const someNames = ['China', 'Китай', '中国', 'Россия', 'Éire', 'Eire', 'Йемен', 'Ёж', '巴西', 'Z', ''];
  const entry = fc.record<PrecedenceEntry>({
    delegationId: fc.uuid(),
    organisationId: fc.uuid(),
    rankClass: fc.integer({ min: 1, max: 3 }),
    name: fc.constantFrom(...someNames),
    nameLanguage: fc.constantFrom('en', 'ru', 'zh', 'kk'),
    names: fc.dictionary(fc.constantFrom('en', 'ru', 'zh', 'zh-Hant'), fc.constantFrom(...someNames)),
    shortName: fc.option(fc.constantFrom(...someNames)),
    shortNames: fc.dictionary(fc.constantFrom('en', 'ru', 'zh'), fc.constantFrom(...someNames)),
    host: fc.boolean(),
  });
  const entries = fc.uniqueArray(entry, { selector: ({ delegationId }) => delegationId, maxLength: 12 });
  const lots: Readonly<Record<PrecedenceOrder, readonly string[]>> = {
    en: ['A', 'E', 'Z'],
    fr: ['E'],
    ru: ['Ё', 'Й', 'К', 'Я'],
    zh: ['B', 'H', 'Z', '巴', '中'],
    'zh-stroke': ['1', '4', '20', '中'],
  };
  const someRules = fc.constantFrom(...precedenceOrders).chain((alphabet) =>
    fc
      .record({
        nameForm: fc.constantFrom('official' as const, 'short' as const),
        hostPlace: fc.constantFrom(...hostPlaces),
        startLetter: fc.option(fc.constantFrom(...lots[alphabet])),
      })
      .map((changes) => rules(alphabet, changes)),
  );
  /** Delegations with rules whose exceptions are about them, as far as such rules can be set. */
  const cases = fc.tuple(entries, someRules).chain(([some, set]) => {
    const ids = [...some.map(({ delegationId }) => delegationId), 'gone'];
    const one = fc
      .tuple(
        fc.constantFrom(...ids),
        fc.constantFrom(...exceptionRules),
        fc.constantFrom(...ids),
        fc.integer({ min: 1, max: 13 }),
      )
      .map(([id, rule, other, position]) => exception(id, rule, rule === 'at' ? position : other));
    return fc.array(one, { maxLength: 6 }).map((wanted) => {
      const exceptions: PrecedenceException[] = [];
      for (const next of wanted)
        if (faultsOfRules({ ...set, exceptions: [...exceptions, next] }).length === 0) exceptions.push(next);
      return { entries: some, rules: { ...set, exceptions } };
    });
  });

  test('everybody stands in the order once, and it is the same however they come in', () => {
    fc.assert(
      fc.property(
        cases.chain((one) =>
          fc.tuple(fc.constant(one), fc.shuffledSubarray(one.entries, { minLength: one.entries.length })),
        ),
        ([{ entries: some, rules: set }, shuffled]) => {
          const ordered = orderOfPrecedence(some, set);
          expect(orderOfPrecedence(shuffled, set)).toEqual(ordered);
          expect(ordered.lines.map(({ delegationId }) => delegationId).sort()).toEqual(
            some.map(({ delegationId }) => delegationId).sort(),
          );
          expect(ordered.lines.map(({ position }) => position)).toEqual(some.map((_, index) => index + 1));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('a place fixed by hand is kept, or said not to be; and never without cause', () => {
    fc.assert(
      fc.property(cases, ({ entries: some, rules: set }) => {
        const { lines, unmet } = orderOfPrecedence(some, set);
        const at = new Map(lines.map(({ delegationId, position }) => [delegationId, position]));
        const why = new Map(unmet.map((one) => [one.delegationId, one.why]));
        for (const { delegationId, rule, otherId, position } of set.exceptions) {
          const reason = why.get(delegationId);
          if (!at.has(delegationId)) expect(reason).toBe('absent');
          else if (otherId !== null && !at.has(otherId)) expect(reason).toBe('other_absent');
          else if (rule === 'before')
            expect([reason, at.get(delegationId)]).toEqual([undefined, at.get(otherId!)! - 1]);
          else if (rule === 'after')
            expect([reason, at.get(delegationId)]).toEqual([undefined, at.get(otherId!)! + 1]);
          else if (reason === undefined) expect(at.get(delegationId)).toBe(position);
        }
        expect(
          [...why.keys()].filter((id) => !set.exceptions.some(({ delegationId }) => delegationId === id)),
        ).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('positions alone are always kept, and those without one stay in their order', () => {
    fc.assert(
      fc.property(
        entries.chain((some) =>
          fc.tuple(
            fc.constant(some),
            someRules,
            fc.shuffledSubarray(some.map(({ delegationId }) => delegationId)),
            fc.shuffledSubarray(
              some.map((_, index) => index + 1),
              { minLength: some.length },
            ),
          ),
        ),
        ([some, set, fixed, positions]) => {
          const exceptions = fixed.map((id, index) => exception(id, 'at', positions[index]!));
          const plain = orderOfPrecedence(some, set).lines.map(({ delegationId }) => delegationId);
          const { lines, unmet } = orderOfPrecedence(some, { ...set, exceptions });
          const ids = lines.map(({ delegationId }) => delegationId);
          expect(unmet).toEqual([]);
          expect(fixed.map((id) => ids.indexOf(id) + 1)).toEqual(positions.slice(0, fixed.length));
          const free = (id: string): boolean => !fixed.includes(id);
          expect(ids.filter(free)).toEqual(plain.filter(free));
        },
      ),
      { numRuns: 200 },
    );
  });

  test('a lot turns each class of rank around and changes nothing else', () => {
    fc.assert(
      fc.property(entries, someRules, (some, set) => {
        const still: PrecedenceRules = { ...set, hostPlace: 'in_place' };
        const classes = (by: PrecedenceRules): string[][] => {
          const { lines } = orderOfPrecedence(some, by);
          return [1, 2, 3].map((rank) =>
            lines.filter(({ rankClass }) => rankClass === rank).map(({ delegationId }) => delegationId),
          );
        };
        const before = classes({ ...still, startLetter: null });
        const after = classes(still);
        before.forEach((ids, index) => {
          const turned = after[index]!;
          const by = ids.indexOf(turned[0] ?? '');
          expect(turned).toEqual(ids.length === 0 ? [] : [...ids.slice(by), ...ids.slice(0, by)]);
        });
      }),
      { numRuns: 300 },
    );
  });

  test('between two orders as few are said to have moved as is possible', () => {
    const line = (delegationId: string, position: number, changes = {}): any => ({
      delegationId,
      position,
      name: delegationId,
      rankClass: 1,
      host: false,
      ...changes,
    });
    const lines = (ids: string): any[] => [...ids].map((id, index) => line(id, index + 1));
    expect(differences(lines('ABCDE'), lines('ABCDE'))).toEqual([]);
    expect(differences(lines('ABCDE'), lines('EABCD')).map(({ delegationId }) => delegationId)).toEqual([
      'E',
    ]);
    expect(differences(lines('ABC'), lines('XAC'))).toEqual([
      {
        delegationId: 'X',
        changes: ['new'],
        positionThen: null,
        positionNow: 1,
        nameThen: null,
        nameNow: 'X',
      },
      {
        delegationId: 'B',
        changes: ['gone'],
        positionThen: 2,
        positionNow: null,
        nameThen: 'B',
        nameNow: null,
      },
    ]);
    expect(differences([line('A', 1)], [line('A', 1, { name: 'Alpha', rankClass: 2, host: true })])).toEqual([
      {
        delegationId: 'A',
        changes: ['renamed', 'rank_class', 'host'],
        positionThen: 1,
        positionNow: 1,
        nameThen: 'A',
        nameNow: 'Alpha',
      },
    ]);
    fc.assert(
      fc.property(fc.shuffledSubarray([...'ABCDEFGH'], { minLength: 8 }), (shuffled) => {
        const moved = new Set(
          differences(lines('ABCDEFGH'), lines(shuffled.join(''))).map(({ delegationId }) => delegationId),
        );
        const stayed = shuffled.filter((id) => !moved.has(id));
        expect(stayed).toEqual(stayed.toSorted());
      }),
    );
  });
});
