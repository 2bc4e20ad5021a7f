import { baseLanguage } from '../../platform/text';

/** A sentence for people, in the languages that the program speaks. */
export interface Sentence {
  readonly en: string;
  readonly ru: string;
  readonly zh: string;
}

/** A sentence in the language of `locale`, or in English. */
export function spoken(sentence: Sentence, locale: string): string {
  const language = baseLanguage(locale);
  return language === 'ru' || language === 'zh' ? sentence[language] : sentence.en;
}

/** "Monday, 21 October 2019", in the order of the language. */
function written(day: string, locale: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(at);
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(at);
  return locale === 'zh' ? `${date}${weekday}` : `${weekday}, ${date}`;
}

const both = (from: string, to: string, say: (from: string, to: string) => string, locale: string): string =>
  say(written(from, locale), written(to, locale));

/** Everything now falls on another day of the week than it did. */
export function weekdayChanged(from: string, to: string): Sentence {
  return {
    en: both(from, to, (a, b) => `${a} becomes ${b}: everything falls on another day of the week.`, 'en-GB'),
    ru: both(from, to, (a, b) => `Вместо дня «${a}» — «${b}»: все дни недели меняются.`, 'ru'),
    zh: both(from, to, (a, b) => `${a}改为${b}：各项安排的星期都会改变。`, 'zh'),
  };
}

/** The first day was moved to the weekday of the last edition. */
export function movedToWeekday(wanted: string, instead: string): Sentence {
  return {
    en: both(
      wanted,
      instead,
      (a, b) => `It begins on ${b} instead of ${a}, on the same day of the week as the last edition.`,
      'en-GB',
    ),
    ru: both(
      wanted,
      instead,
      (a, b) => `Начало перенесено: «${b}» вместо «${a}» — в тот же день недели, что и в прошлый раз.`,
      'ru',
    ),
    zh: both(wanted, instead, (a, b) => `开始日期由${a}调整为${b}，与上一届星期相同。`, 'zh'),
  };
}

/** The event has fewer days than it had. */
export const fewerDays: Sentence = {
  en: 'The event has fewer days than before; look at what took place on its last ones.',
  ru: 'Мероприятие стало короче; проверьте, что стояло в последние дни.',
  zh: '活动天数减少，请检查原先最后几天的安排。',
};

/** Registration was open and would open again later: it stays open. */
export const registrationStaysOpen: Sentence = {
  en: 'Registration is open already; the time at which it opened stays.',
  ru: 'Регистрация уже открыта; время её открытия не меняется.',
  zh: '报名已经开始，开始时间保持不变。',
};
