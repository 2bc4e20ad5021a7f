import { mailLanguages, wordsFor, type MailLanguage, type Words } from '../../communications/words';
import { baseLanguage, inLanguage } from '../../platform/text';
import type { PlacementNames } from './placement.problem';
import type { LeftOutReason, PlacedReason } from './placement.reasons';
import type { Span, Unfit } from './placement.rules';

type Reason = LeftOutReason | PlacedReason;

/** How a language names what a reason is about, and how much of the possible places it takes away. */
interface Telling {
  readonly quoted: (ids: readonly string[]) => string;
  readonly named: (ids: readonly string[]) => string;
  readonly times: (spans: readonly Span[]) => string;
  readonly minutes: (count: number) => string;
}

type Sentences = (reason: Reason, tell: Telling) => string;

const lacks: Readonly<Record<MailLanguage, Readonly<Record<Unfit, string>>>> = {
  en: {
    too_small: 'too small',
    no_booths: 'not all booths',
    no_equipment: 'not all equipment',
    other_room: 'another room was chosen',
  },
  ru: {
    too_small: 'мало мест',
    no_booths: 'не все кабины перевода',
    no_equipment: 'не всё оборудование',
    other_room: 'выбран другой зал',
  },
  zh: {
    too_small: '座位不够',
    no_booths: '同传间不全',
    no_equipment: '设备不全',
    other_room: '已指定其他会议室',
  },
};

const english: Sentences = (reason, { quoted, named, times, minutes }) => {
  const share = (one: { places: number; of: number }): string =>
    ` (${one.places} of ${one.of} possible places)`;
  switch (reason.code) {
    case 'no_duration':
      return 'Nobody has said yet how long it lasts.';
    case 'no_room':
      return reason.nearest.length === 0
        ? 'There is no room to choose from.'
        : `No room suits it. The nearest: ${reason.nearest.map((room) => `${named([room.roomId])} (${room.lacks.map((one) => lacks.en[one]).join(', ')})`).join('; ')}.`;
    case 'no_time':
      return `It lasts ${minutes(reason.minutes)}; the longest time without interruption is ${minutes(reason.longest)}.`;
    case 'few_rooms':
      return `Only these rooms suit it: ${named(reason.roomIds)}.`;
    case 'person_away':
      return reason.there.length === 0
        ? `${named([reason.personId])} is not there${share(reason)}.`
        : `${named([reason.personId])} is there only ${times(reason.there)}${share(reason)}.`;
    case 'person_engaged':
      return `${named([reason.personId])} is out: ${quoted(reason.engagementIds)}${share(reason)}.`;
    case 'person_taken':
      return `${named([reason.personId])} is in ${quoted(reason.sessionIds)}${share(reason)}.`;
    case 'room_closed':
      return `${named([reason.roomId])} is open only ${times(reason.open)}${share(reason)}.`;
    case 'room_taken':
      return `${named([reason.roomId])} is taken by ${quoted(reason.sessionIds)}${share(reason)}.`;
    case 'topic_taken':
      return `${quoted(reason.sessionIds)} is about the same topic, “${named([reason.topicId])}”${share(reason)}.`;
    case 'not_beside':
      return `Nothing can be beside ${quoted(reason.sessionIds)}${share(reason)}.`;
    case 'only_room':
      return 'It is the only room that suits it.';
    case 'smallest_room':
      return 'It is the smallest room that suits it.';
    case 'smaller_rooms_taken':
      return `The smaller rooms that suit it are taken then: ${named(reason.roomIds)}.`;
    case 'day_of_topic':
      return `On the same day as others about “${named([reason.topicId])}”: ${quoted(reason.sessionIds)}.`;
    case 'parallel_topic':
      return `At the same time as another about “${named([reason.topicId])}”, because there was no better place: ${quoted(reason.sessionIds)}.`;
  }
};

const russian: Sentences = (reason, { quoted, named, times, minutes }) => {
  const share = (one: { places: number; of: number }): string =>
    ` (${one.places} из ${one.of} возможных мест)`;
  switch (reason.code) {
    case 'no_duration':
      return 'Продолжительность ещё не указана.';
    case 'no_room':
      return reason.nearest.length === 0
        ? 'Нет залов, из которых можно выбрать.'
        : `Ни один зал не подходит. Ближе всего: ${reason.nearest.map((room) => `${named([room.roomId])} (${room.lacks.map((one) => lacks.ru[one]).join(', ')})`).join('; ')}.`;
    case 'no_time':
      return `Продолжительность — ${minutes(reason.minutes)}, самый длинный свободный промежуток — ${minutes(reason.longest)}.`;
    case 'few_rooms':
      return `Подходят только эти залы: ${named(reason.roomIds)}.`;
    case 'person_away':
      return reason.there.length === 0
        ? `${named([reason.personId])}: отсутствует${share(reason)}.`
        : `${named([reason.personId])}: может быть только ${times(reason.there)}${share(reason)}.`;
    case 'person_engaged':
      return `${named([reason.personId])}: на выезде, ${quoted(reason.engagementIds)}${share(reason)}.`;
    case 'person_taken':
      return `${named([reason.personId])}: участвует в ${quoted(reason.sessionIds)}${share(reason)}.`;
    case 'room_closed':
      return `${named([reason.roomId])}: открыт только ${times(reason.open)}${share(reason)}.`;
    case 'room_taken':
      return `${named([reason.roomId])}: занят, ${quoted(reason.sessionIds)}${share(reason)}.`;
    case 'topic_taken':
      return `На ту же тему «${named([reason.topicId])}»: ${quoted(reason.sessionIds)}${share(reason)}.`;
    case 'not_beside':
      return `Параллельно ничего не ставится: ${quoted(reason.sessionIds)}${share(reason)}.`;
    case 'only_room':
      return 'Это единственный подходящий зал.';
    case 'smallest_room':
      return 'Это самый маленький из подходящих залов.';
    case 'smaller_rooms_taken':
      return `Подходящие залы поменьше в это время заняты: ${named(reason.roomIds)}.`;
    case 'day_of_topic':
      return `В тот же день на тему «${named([reason.topicId])}»: ${quoted(reason.sessionIds)}.`;
    case 'parallel_topic':
      return `Одновременно на тему «${named([reason.topicId])}», так как лучшего места не нашлось: ${quoted(reason.sessionIds)}.`;
  }
};

const chinese: Sentences = (reason, { quoted, named, times, minutes }) => {
  const share = (one: { places: number; of: number }): string =>
    `（占${one.of}个可能位置中的${one.places}个）`;
  switch (reason.code) {
    case 'no_duration':
      return '尚未说明时长。';
    case 'no_room':
      return reason.nearest.length === 0
        ? '没有可供选择的会议室。'
        : `没有合适的会议室。最接近的是：${reason.nearest.map((room) => `${named([room.roomId])}（${room.lacks.map((one) => lacks.zh[one]).join('、')}）`).join('；')}。`;
    case 'no_time':
      return `时长${minutes(reason.minutes)}，而最长的连续空档为${minutes(reason.longest)}。`;
    case 'few_rooms':
      return `只有这些会议室合适：${named(reason.roomIds)}。`;
    case 'person_away':
      return reason.there.length === 0
        ? `${named([reason.personId])}不在场${share(reason)}。`
        : `${named([reason.personId])}只有${times(reason.there)}在场${share(reason)}。`;
    case 'person_engaged':
      return `${named([reason.personId])}外出参加${quoted(reason.engagementIds)}${share(reason)}。`;
    case 'person_taken':
      return `${named([reason.personId])}须出席${quoted(reason.sessionIds)}${share(reason)}。`;
    case 'room_closed':
      return `${named([reason.roomId])}只在${times(reason.open)}开放${share(reason)}。`;
    case 'room_taken':
      return `${named([reason.roomId])}已用于${quoted(reason.sessionIds)}${share(reason)}。`;
    case 'topic_taken':
      return `${quoted(reason.sessionIds)}主题同为“${named([reason.topicId])}”${share(reason)}。`;
    case 'not_beside':
      return `${quoted(reason.sessionIds)}期间不安排其他活动${share(reason)}。`;
    case 'only_room':
      return '这是唯一合适的会议室。';
    case 'smallest_room':
      return '这是合适的会议室中最小的一间。';
    case 'smaller_rooms_taken':
      return `较小的合适会议室届时已占用：${named(reason.roomIds)}。`;
    case 'day_of_topic':
      return `与“${named([reason.topicId])}”主题的其他场次同日：${quoted(reason.sessionIds)}。`;
    case 'parallel_topic':
      return `因没有更好的位置，与“${named([reason.topicId])}”主题的场次同时举行：${quoted(reason.sessionIds)}。`;
  }
};

const sentences: Readonly<Record<MailLanguage, Sentences>> = { en: english, ru: russian, zh: chinese };

/** So many things are named in one sentence; of more it is said how many they are. */
const mostNamed = 4;

const quotes: Readonly<Record<MailLanguage, readonly [string, string]>> = {
  en: ['“', '”'],
  ru: ['«', '»'],
  zh: ['“', '”'],
};

function tellingIn(words: Words, names: PlacementNames): Telling {
  const { language } = words;
  const nameOf = (id: string): string => {
    const known = names[id];
    return known ? inLanguage(known.name, known.names, language) : '?';
  };
  const listed = (ids: readonly string[], name: (id: string) => string): string => {
    const shown = ids.slice(0, mostNamed).map(name);
    const more = ids.length - shown.length;
    return words.list(more > 0 ? [...shown, `+${more}`] : shown);
  };
  const at = (minutes: number): Date => new Date(minutes * 60_000);
  return {
    quoted: (ids) => listed(ids, (id) => `${quotes[language][0]}${nameOf(id)}${quotes[language][1]}`),
    named: (ids) => listed(ids, nameOf),
    times: (spans) =>
      words.list(spans.slice(0, mostNamed).map(({ from, to }) => words.period(at(from), at(to)))),
    minutes: (count) =>
      language === 'zh'
        ? `${count}分钟`
        : language === 'ru'
          ? words.count(count, { one: '# минута', few: '# минуты', many: '# минут', other: '# минуты' })
          : words.count(count, { one: '# minute', other: '# minutes' }),
  };
}

/** Says why a session is where it is, or is left out, in each of these languages that the program writes. */
export function placementSpeaker(
  names: PlacementNames,
  locales: readonly string[],
  timeZone: string,
): (reason: Reason) => { readonly message: string; readonly messages: Record<string, string> } {
  const written = locales.flatMap((locale) => {
    const language = mailLanguages.find((known) => known === baseLanguage(locale));
    return language ? [{ locale, language }] : [];
  });
  const spoken = written.length > 0 ? written : [{ locale: 'en', language: 'en' as const }];
  const tell = new Map(
    spoken.map(({ language }) => [language, tellingIn(wordsFor(language, timeZone), names)]),
  );
  return (reason) => {
    const messages = Object.fromEntries(
      spoken.map(({ locale, language }) => [locale, sentences[language](reason, tell.get(language)!)]),
    );
    return { message: messages[spoken[0]!.locale]!, messages };
  };
}
