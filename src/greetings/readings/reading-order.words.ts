import { explanationOf } from '../../delegations/precedence/precedence.words';
import type { PrecedenceRules } from '../../delegations/precedence/precedence.rules';
import { inLanguage } from '../../platform/text';
import type { ProposedPlace, RankSource } from './reading-order.rules';

/** A sentence in the three languages in which the program writes. */
export interface Said {
  readonly en: string;
  readonly ru: string;
  readonly zh: string;
}

const sources: Readonly<Record<RankSource, Said>> = {
  author: {
    en: 'The rank is the author’s own.',
    ru: 'Учтён ранг самого автора.',
    zh: '以作者本人的等级为准。',
  },
  delegation: {
    en: 'The rank is that of the organisation’s delegation.',
    ru: 'Учтён ранг делегации организации.',
    zh: '以该组织代表团的等级为准。',
  },
  none: {
    en: 'Neither the author nor a delegation of the organisation has a rank here, so it stands after those that have one.',
    ru: 'Ни у автора, ни у делегации организации ранга нет, поэтому место — после тех, у кого он есть.',
    zh: '作者及其组织的代表团均无等级，故排在有等级者之后。',
  },
};

/** Why a message stands where precedence puts it: after whom, by whose rank, and what was fixed by hand. */
export function placeExplained(
  rules: PrecedenceRules,
  place: ProposedPlace,
  before: ProposedPlace | undefined,
): Said {
  if (place.line === undefined)
    return {
      en: 'It has been delivered, and keeps its place.',
      ru: 'Послание уже оглашено и сохраняет своё место.',
      zh: '贺信已发表，位置不变。',
    };
  const previous = (language: string): string =>
    before ? inLanguage(before.message.author, before.message.authors, language) : '';
  const after: Said = before
    ? {
        en: `After the message of ${previous('en')}.`,
        ru: `После послания, автор которого — ${previous('ru')}.`,
        zh: `排在${previous('zh')}的贺信之后。`,
      }
    : { en: 'First.', ru: 'Первое.', zh: '排在首位。' };
  const parts: Said[] = [after];
  // Said below, for the position in this order.
  const { exception, unmet, ...line } = place.line;
  const beside =
    place.exception === undefined ? { exception, unmet } : { exception: undefined, unmet: undefined };
  if (place.rank !== 'none') parts.push(explanationOf(rules, { ...line, ...beside }));
  parts.push(sources[place.rank]);
  if (place.exception) parts.push(byHand(place.exception, place.kept));
  return {
    en: parts.map(({ en }) => en).join(' '),
    ru: parts.map(({ ru }) => ru).join(' '),
    zh: parts.map(({ zh }) => zh).join(''),
  };
}

function byHand({ position, reason }: { position: number; reason: string }, kept: boolean): Said {
  return kept
    ? {
        en: `Fixed by hand at place ${position}: ${reason}`,
        ru: `Место ${position} назначено вручную: ${reason}`,
        zh: `由人工指定为第${position}位：${reason}`,
      }
    : {
        en: `It was fixed by hand at place ${position}, which cannot be kept as things are: ${reason}`,
        ru: `Назначенное вручную место ${position} сейчас соблюсти нельзя: ${reason}`,
        zh: `由人工指定为第${position}位，目前无法执行：${reason}`,
      };
}
