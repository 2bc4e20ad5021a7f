import type { Sentence } from '../events/editions/edition.words';

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
