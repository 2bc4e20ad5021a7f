/** A state with its official and its short name, in English, Russian and Chinese. */
export interface State {
  readonly country: string;
  readonly official: Readonly<Record<'en' | 'ru' | 'zh', string>>;
  readonly short: Readonly<Record<'en' | 'ru' | 'zh', string>>;
}

const state = (
  country: string,
  [en, ru, zh]: readonly [string, string, string],
  [shortEn, shortRu, shortZh]: readonly [string, string, string],
): State => ({ country, official: { en, ru, zh }, short: { en: shortEn, ru: shortRu, zh: shortZh } });

/** States of the SCO, of BRICS and their partners, as they were named in October 2019; in no order. */
export const states: readonly State[] = [
  state(
    'BR',
    ['Federative Republic of Brazil', 'Федеративная Республика Бразилия', '巴西联邦共和国'],
    ['Brazil', 'Бразилия', '巴西'],
  ),
  state(
    'UZ',
    ['Republic of Uzbekistan', 'Республика Узбекистан', '乌兹别克斯坦共和国'],
    ['Uzbekistan', 'Узбекистан', '乌兹别克斯坦'],
  ),
  state('RU', ['Russian Federation', 'Российская Федерация', '俄罗斯联邦'], ['Russia', 'Россия', '俄罗斯']),
  state(
    'LK',
    [
      'Democratic Socialist Republic of Sri Lanka',
      'Демократическая Социалистическая Республика Шри-Ланка',
      '斯里兰卡民主社会主义共和国',
    ],
    ['Sri Lanka', 'Шри-Ланка', '斯里兰卡'],
  ),
  state(
    'CN',
    ['People’s Republic of China', 'Китайская Народная Республика', '中华人民共和国'],
    ['China', 'Китай', '中国'],
  ),
  state(
    'KH',
    ['Kingdom of Cambodia', 'Королевство Камбоджа', '柬埔寨王国'],
    ['Cambodia', 'Камбоджа', '柬埔寨'],
  ),
  state(
    'AE',
    ['United Arab Emirates', 'Объединённые Арабские Эмираты', '阿拉伯联合酋长国'],
    ['United Arab Emirates', 'ОАЭ', '阿联酋'],
  ),
  state('IN', ['Republic of India', 'Республика Индия', '印度共和国'], ['India', 'Индия', '印度']),
  state(
    'IR',
    ['Islamic Republic of Iran', 'Исламская Республика Иран', '伊朗伊斯兰共和国'],
    ['Iran', 'Иран', '伊朗'],
  ),
  state(
    'KG',
    ['Kyrgyz Republic', 'Кыргызская Республика', '吉尔吉斯共和国'],
    ['Kyrgyzstan', 'Кыргызстан', '吉尔吉斯斯坦'],
  ),
  state(
    'AM',
    ['Republic of Armenia', 'Республика Армения', '亚美尼亚共和国'],
    ['Armenia', 'Армения', '亚美尼亚'],
  ),
  state(
    'EG',
    ['Arab Republic of Egypt', 'Арабская Республика Египет', '阿拉伯埃及共和国'],
    ['Egypt', 'Египет', '埃及'],
  ),
  state(
    'PK',
    ['Islamic Republic of Pakistan', 'Исламская Республика Пакистан', '巴基斯坦伊斯兰共和国'],
    ['Pakistan', 'Пакистан', '巴基斯坦'],
  ),
  state('MN', ['Mongolia', 'Монголия', '蒙古国'], ['Mongolia', 'Монголия', '蒙古']),
  state(
    'TJ',
    ['Republic of Tajikistan', 'Республика Таджикистан', '塔吉克斯坦共和国'],
    ['Tajikistan', 'Таджикистан', '塔吉克斯坦'],
  ),
  state(
    'SA',
    ['Kingdom of Saudi Arabia', 'Королевство Саудовская Аравия', '沙特阿拉伯王国'],
    ['Saudi Arabia', 'Саудовская Аравия', '沙特阿拉伯'],
  ),
  state(
    'BY',
    ['Republic of Belarus', 'Республика Беларусь', '白俄罗斯共和国'],
    ['Belarus', 'Беларусь', '白俄罗斯'],
  ),
  state(
    'ZA',
    ['Republic of South Africa', 'Южно-Африканская Республика', '南非共和国'],
    ['South Africa', 'ЮАР', '南非'],
  ),
  state(
    'AZ',
    ['Republic of Azerbaijan', 'Азербайджанская Республика', '阿塞拜疆共和国'],
    ['Azerbaijan', 'Азербайджан', '阿塞拜疆'],
  ),
  state(
    'KZ',
    ['Republic of Kazakhstan', 'Республика Казахстан', '哈萨克斯坦共和国'],
    ['Kazakhstan', 'Казахстан', '哈萨克斯坦'],
  ),
  state(
    'AF',
    ['Islamic Republic of Afghanistan', 'Исламская Республика Афганистан', '阿富汗伊斯兰共和国'],
    ['Afghanistan', 'Афганистан', '阿富汗'],
  ),
  state('QA', ['State of Qatar', 'Государство Катар', '卡塔尔国'], ['Qatar', 'Катар', '卡塔尔']),
  state('TR', ['Republic of Turkey', 'Турецкая Республика', '土耳其共和国'], ['Turkey', 'Турция', '土耳其']),
  state(
    'ET',
    [
      'Federal Democratic Republic of Ethiopia',
      'Федеративная Демократическая Республика Эфиопия',
      '埃塞俄比亚联邦民主共和国',
    ],
    ['Ethiopia', 'Эфиопия', '埃塞俄比亚'],
  ),
  state(
    'NP',
    [
      'Federal Democratic Republic of Nepal',
      'Федеративная Демократическая Республика Непал',
      '尼泊尔联邦民主共和国',
    ],
    ['Nepal', 'Непал', '尼泊尔'],
  ),
];
