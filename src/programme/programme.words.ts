import type { Sentence } from '../events/editions/edition.words';
import { baseLanguage } from '../platform/text';

interface ConflictWords {
  room_twice(room: string, one: string, other: string): string;
  person_twice(person: string, one: string, other: string): string;
  outside_days(title: string): string;
  no_interpretation(title: string, languages: readonly string[], room: string): string;
  over_capacity(title: string, places: number, room: string, holds: number): string;
  no_time(title: string): string;
  no_room(title: string): string;
}

const named = (locale: string, tags: readonly string[]): string => {
  const names = new Intl.DisplayNames(locale, { type: 'language' });
  return new Intl.ListFormat(locale).format(tags.map((tag) => names.of(tag) ?? tag));
};

const english: ConflictWords = {
  room_twice: (room, one, other) => `${room} is taken twice at once: “${one}” and “${other}”.`,
  person_twice: (person, one, other) => `${person} is expected twice at once: “${one}” and “${other}”.`,
  outside_days: (title) => `“${title}” lies outside the days of the event.`,
  no_interpretation: (title, languages, room) =>
    `“${title}” promises ${named('en', languages)}, but ${room} has no interpretation for that.`,
  over_capacity: (title, places, room, holds) =>
    `“${title}” has ${places} places, but ${room} holds ${holds}.`,
  no_time: (title) => `“${title}” has no time yet.`,
  no_room: (title) => `“${title}” has no room yet.`,
};

const russian: ConflictWords = {
  room_twice: (room, one, other) => `${room}: одновременно стоят «${one}» и «${other}».`,
  person_twice: (person, one, other) => `${person}: одновременно назначены «${one}» и «${other}».`,
  outside_days: (title) => `«${title}»: время вне дней мероприятия.`,
  no_interpretation: (title, languages, room) =>
    `«${title}»: в зале «${room}» нет перевода на объявленные языки (${named('ru', languages)}).`,
  over_capacity: (title, places, room, holds) =>
    `«${title}»: мест объявлено ${places}, зал «${room}» вмещает ${holds}.`,
  no_time: (title) => `«${title}»: время ещё не назначено.`,
  no_room: (title) => `«${title}»: зал ещё не назначен.`,
};

const chinese: ConflictWords = {
  room_twice: (room, one, other) => `${room}同一时间被占用两次：“${one}”和“${other}”。`,
  person_twice: (person, one, other) => `${person}同一时间有两项安排：“${one}”和“${other}”。`,
  outside_days: (title) => `“${title}”不在活动日期之内。`,
  no_interpretation: (title, languages, room) =>
    `“${title}”承诺提供${named('zh', languages)}，但${room}没有相应的同声传译。`,
  over_capacity: (title, places, room, holds) => `“${title}”有${places}个名额，但${room}只能容纳${holds}人。`,
  no_time: (title) => `“${title}”尚未安排时间。`,
  no_room: (title) => `“${title}”尚未安排会议室。`,
};

const known: Readonly<Record<string, ConflictWords>> = { en: english, ru: russian, zh: chinese };

/** The sentences about conflicts in the language of `locale`, or in English. */
export function conflictWords(locale: string): ConflictWords {
  return known[baseLanguage(locale)] ?? english;
}

/** What is said about the programme of a copy, or of an event that was moved. */
export const editionWords = {
  outsideDays: {
    en: 'Outside the days of the event',
    ru: 'Вне дней мероприятия',
    zh: '不在活动日期之内',
  },
  openToAll: {
    en: 'Open to everybody now, because categories are not copied',
    ru: 'Теперь открыты для всех, так как категории не копируются',
    zh: '因未复制类别，现对所有人开放',
  },
  releaseStays: {
    en: 'People see the released programme with its old times until you release it again.',
    ru: 'Участники видят прежнее время, пока программа не выпущена заново.',
    zh: '在重新发布之前，与会者看到的仍是原定时间。',
  },
  declined: {
    en: 'They declined.',
    ru: 'Они отказались.',
    zh: '本人已谢绝。',
  },
  askAgain: {
    en: 'Ask these persons when they can come on the new days.',
    ru: 'Уточните у этих лиц, когда они смогут быть в новые дни.',
    zh: '请向有关人员确认其在新日期的可用时间。',
  },
} satisfies Record<string, Sentence>;

/** Something about sessions: some of them by their titles, and how many more there are. */
export function listOfSessions(about: Sentence, titles: readonly string[], more: number): Sentence {
  const list = (locale: string, open: string, close: string, others: string): string =>
    new Intl.ListFormat(locale).format([
      ...titles.map((title) => `${open}${title}${close}`),
      ...(more > 0 ? [others] : []),
    ]);
  return {
    en: `${about.en}: ${list('en-GB', '“', '”', `${more} more`)}.`,
    ru: `${about.ru}: ${list('ru', '«', '»', `ещё ${more}`)}.`,
    zh: `${about.zh}：${list('zh', '“', '”', `另有${more}场`)}。`,
  };
}
