import type { Sentence } from '../../events/editions/edition.words';
import { baseLanguage, inLanguage } from '../../platform/text';
import type { HostPlace, PrecedenceLine, PrecedenceRules, Unmet } from './precedence.rules';

const languageNames = {
  en: new Intl.DisplayNames('en', { type: 'language' }),
  ru: new Intl.DisplayNames('ru', { type: 'language' }),
  zh: new Intl.DisplayNames('zh', { type: 'language' }),
};

const nameOf = (language: string, locale: keyof typeof languageNames): string =>
  languageNames[locale].of(baseLanguage(language)) ?? language;

/** The alphabet as an adverb: how names stand in order. */
function alphabet({ language, collation }: PrecedenceRules): Sentence {
  if (collation === 'pinyin')
    return {
      en: 'by pinyin, the Chinese alphabetical order',
      ru: 'по пиньиню — китайскому алфавитному порядку',
      zh: '按汉语拼音顺序',
    };
  if (collation === 'stroke')
    return {
      en: 'by the number of strokes, as is done in Chinese',
      ru: 'по числу черт китайских иероглифов',
      zh: '按汉字笔画数',
    };
  return {
    en: `in ${nameOf(language, 'en')} alphabetical order`,
    ru: `в алфавитном порядке (язык — ${nameOf(language, 'ru')})`,
    zh: `按${nameOf(language, 'zh')}字母顺序`,
  };
}

const hosts: Readonly<Record<Exclude<HostPlace, 'in_place'>, Sentence>> = {
  first: {
    en: 'As the host it stands first of all.',
    ru: 'Как принимающая сторона стоит первой из всех.',
    zh: '作为东道主，排在全体之首。',
  },
  last: {
    en: 'As the host it stands last of all.',
    ru: 'Как принимающая сторона стоит последней из всех.',
    zh: '作为东道主，排在全体之末。',
  },
  first_of_class: {
    en: 'As the host it stands first in its class.',
    ru: 'Как принимающая сторона стоит первой в своём ранге.',
    zh: '作为东道主，排在同等级之首。',
  },
  last_of_class: {
    en: 'As the host it stands last in its class.',
    ru: 'Как принимающая сторона стоит последней в своём ранге.',
    zh: '作为东道主，排在同等级之末。',
  },
};

const reasons: Readonly<Record<Unmet, Sentence>> = {
  absent: {
    en: 'Its place was fixed by hand, and it does not take part.',
    ru: 'Место назначено вручную, но делегация не участвует.',
    zh: '其位次已由人工指定，但该代表团不参加。',
  },
  other_absent: {
    en: 'The place fixed by hand cannot be kept: the delegation beside which it was to stand does not take part.',
    ru: 'Назначенное вручную место не соблюдено: делегация, рядом с которой она должна стоять, не участвует.',
    zh: '人工指定的位次无法执行：应与之相邻的代表团不参加。',
  },
  no_such_position: {
    en: 'The place fixed by hand cannot be kept: there is no such position among those who take part.',
    ru: 'Назначенное вручную место не соблюдено: среди участников нет такой позиции.',
    zh: '人工指定的位次无法执行：参加者中没有该位次。',
  },
  no_room: {
    en: 'The place fixed by hand cannot be kept: it does not go together with the other places fixed by hand.',
    ru: 'Назначенное вручную место не соблюдено: оно несовместимо с другими назначенными местами.',
    zh: '人工指定的位次无法执行：与其他人工指定的位次相冲突。',
  },
};

/** Why a place fixed by hand is not kept. */
export function unmetReason(why: Unmet): Sentence {
  return reasons[why];
}

/** What was fixed by hand of a place, and whether it is kept. */
function byHand({ exception, besideName: beside = '', unmet }: PrecedenceLine): Sentence | undefined {
  if (unmet !== undefined) return reasons[unmet];
  if (exception === undefined) return undefined;
  const { rule, position, reason } = exception;
  if (rule === 'at')
    return {
      en: `Fixed by hand at position ${position}: ${reason}`,
      ru: `Место ${position} назначено вручную: ${reason}`,
      zh: `由人工指定为第${position}位：${reason}`,
    };
  return rule === 'before'
    ? {
        en: `Fixed by hand directly before “${beside}”: ${reason}`,
        ru: `Вручную поставлена непосредственно перед «${beside}»: ${reason}`,
        zh: `由人工指定紧排在“${beside}”之前：${reason}`,
      }
    : {
        en: `Fixed by hand directly after “${beside}”: ${reason}`,
        ru: `Вручную поставлена сразу после «${beside}»: ${reason}`,
        zh: `由人工指定紧排在“${beside}”之后：${reason}`,
      };
}

/** Why a delegation stands where it stands. */
export function explanationOf(rules: PrecedenceRules, line: PrecedenceLine): Sentence {
  const { nameInOrder: name, rankClass } = line;
  const rank = rules.rankClasses.find((one) => one.class === rankClass);
  const titled = (locale: string, open: string, close: string): string =>
    rank ? `${open}${inLanguage(rank.title, rank.titles, locale)}${close}` : '';
  const how = alphabet(rules);
  const sentences: Sentence[] = [
    {
      en: `Rank class ${rankClass}${titled('en', ' (', ')')}, and within it “${name}” ${how.en}.`,
      ru: `Ранг ${rankClass}${titled('ru', ' (', ')')}, внутри ранга — «${name}» ${how.ru}.`,
      zh: `第${rankClass}等级${titled('zh', '（', '）')}，同等级内${how.zh}排列：“${name}”。`,
    },
  ];
  if (rules.startLetter !== null) {
    const letter = rules.startLetter;
    sentences.push({
      en: `The lot fell on “${letter}”, so the alphabet begins there${line.wrapped ? ', and this name comes round at its end' : ''}.`,
      ru: `Жребий выпал на «${letter}», алфавит начинается отсюда${line.wrapped ? ', и это название стоит в его конце' : ''}.`,
      zh: `抽签结果为“${letter}”，由此开始排列${line.wrapped ? '，该名称循环至末尾' : ''}。`,
    });
  }
  if (line.host && rules.hostPlace !== 'in_place') sentences.push(hosts[rules.hostPlace]);
  if (line.translationMissing)
    sentences.push({
      en: `It has no official name in ${nameOf(rules.language, 'en')}, so its own name was used.`,
      ru: `Официального названия на этом языке (${nameOf(rules.language, 'ru')}) нет, использовано собственное.`,
      zh: `该代表团没有${nameOf(rules.language, 'zh')}正式名称，故使用其原名。`,
    });
  const fixed = byHand(line);
  if (fixed) sentences.push(fixed);
  return {
    en: sentences.map(({ en }) => en).join(' '),
    ru: sentences.map(({ ru }) => ru).join(' '),
    zh: sentences.map(({ zh }) => zh).join(''),
  };
}
