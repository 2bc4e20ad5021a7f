import { mailLanguages, type MailLanguage } from '../../communications/words';
import { inLanguage } from '../../platform/text';
import { barSentences } from '../wishes/wish.words';
import type { AllocationNames } from './allocation.problem';
import type { UnmetCode, UnmetReason, WishOutcome } from './allocation.reasons';
import { barCodes, type BarCode } from './allocation.rules';

type OwnCode = Exclude<UnmetCode, BarCode>;

const sentences: Readonly<Record<MailLanguage, Readonly<Record<OwnCode, (title?: string) => string>>>> = {
  en: {
    clash_place: (title) =>
      `It is at the same time as your place on the visit “${title ?? ''}”, or too close to it.`,
    most_places: () => 'You have as many visits as one participant can have.',
    share: () => 'Your delegation has all the places there that one delegation can have.',
    kept: () => 'The places that are left are kept for others for the time being.',
    full_heads: () => 'All places went to heads of delegations, whom the host receives first.',
    full_no_show: (title) =>
      `All places went to participants who came to every visit on which they had a place; you come after them, because you did not come to “${title ?? ''}”.`,
    full_fair: () => 'All places went to participants who would otherwise have no visit at all.',
    full_rank: () => 'All places went to participants to whom this visit was dearer than it was to you.',
    full_lot: () =>
      'All places went to participants to whom this visit was at least as dear as it was to you; where nothing else decided, lots were drawn.',
    full_total: () =>
      'All places are taken; shared out like this, the wishes of all participants together are met best.',
  },
  ru: {
    clash_place: (title) =>
      `Время совпадает с посещением «${title ?? ''}», на которое у Вас есть место, или слишком близко к нему.`,
    most_places: () => 'У Вас уже столько посещений, сколько может быть у одного участника.',
    share: () => 'Ваша делегация уже заняла все места, которые может занять одна делегация.',
    kept: () => 'Оставшиеся места пока удерживаются для других.',
    full_heads: () =>
      'Все места заняли главы делегаций, которых принимающая сторона принимает в первую очередь.',
    full_no_show: (title) =>
      `Все места получили участники, которые приезжали на каждое посещение, где у них было место; Ваша очередь после них, потому что Вы не приехали на «${title ?? ''}».`,
    full_fair: () => 'Все места получили участники, у которых иначе не было бы ни одного посещения.',
    full_rank: () => 'Все места получили участники, для которых это посещение было важнее, чем для Вас.',
    full_lot: () =>
      'Все места получили участники, для которых это посещение было не менее важно, чем для Вас; при прочих равных решал жребий.',
    full_total: () =>
      'Все места заняты; при таком распределении пожелания всех участников вместе выполнены лучше всего.',
  },
  zh: {
    clash_place: (title) => `与您已获名额的“${title ?? ''}”参观活动时间冲突或间隔过短。`,
    most_places: () => '您的参观名额已达每位参加者的上限。',
    share: () => '贵代表团在该活动中的名额已达上限。',
    kept: () => '剩余名额暂时为其他人保留。',
    full_heads: () => '名额已全部给予代表团团长，接待单位优先接待团长。',
    full_no_show: (title) =>
      `名额已全部给予从未缺席参观的参加者；因您未参加“${title ?? ''}”，次序排在他们之后。`,
    full_fair: () => '名额已全部给予否则没有任何参观机会的参加者。',
    full_rank: () => '名额已全部给予志愿次序比您靠前的参加者。',
    full_lot: () => '名额已全部给予志愿次序不低于您的参加者；条件相同时以抽签决定。',
    full_total: () => '名额已满；如此分配，全体参加者的志愿总体上得到最好的满足。',
  },
};

const wishWords: Readonly<Record<MailLanguage, (rank: number) => string>> = {
  en(rank) {
    const word = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'][rank - 1];
    return word === undefined ? `Your wish number ${rank}` : `Your ${word} wish`;
  },
  ru(rank) {
    const word = ['первое', 'второе', 'третье', 'четвёртое', 'пятое', 'шестое'][rank - 1];
    return word === undefined ? `Ваше пожелание № ${rank}` : `Ваше ${word} пожелание`;
  },
  zh: (rank) => `您的第${['一', '二', '三', '四', '五', '六'][rank - 1] ?? rank}志愿`,
};

const isBar = (code: UnmetCode): code is BarCode => (barCodes as readonly string[]).includes(code);

/** Why a wish was not met, in a sentence. */
export function unmetSentence(reason: UnmetReason, names: AllocationNames, language: MailLanguage): string {
  const { code, by } = reason;
  const named = by === undefined ? undefined : names[by];
  const title = named && inLanguage(named.title, named.titles, language);
  return isBar(code) ? barSentences[language][code]({ title, age: by }) : sentences[language][code](title);
}

/** What became of a wish, in a sentence or two: "Your second wish could not be met. All places …". */
export function outcomeSentence(
  { rank, departureId, reasons }: WishOutcome,
  names: AllocationNames,
  language: MailLanguage,
): string {
  const because = [...new Set(reasons.map((reason) => unmetSentence(reason, names, language)))];
  if (rank === null)
    return {
      en: 'The coordinator of the visits has given you this place.',
      ru: 'Это место предоставил Вам координатор посещений.',
      zh: '该名额由参观协调员安排。',
    }[language];
  const wish = wishWords[language](rank);
  if (departureId !== null)
    return {
      en: `${wish} is met.`,
      ru: `${wish} выполнено.`,
      zh: `${wish}已满足。`,
    }[language];
  return {
    en: [`${wish} could not be met.`, ...because].join(' '),
    ru: [`${wish} выполнить не удалось.`, ...because].join(' '),
    zh: [`${wish}未能满足。`, ...because].join(''),
  }[language];
}

/** A text in every language in which the program writes. */
export function inEachLanguage(write: (language: MailLanguage) => string): Record<string, string> {
  return Object.fromEntries(mailLanguages.map((language) => [language, write(language)]));
}
