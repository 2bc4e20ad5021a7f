import type { EventScope } from '../access/event-scope';
import { inLanguage } from '../platform/text';
import { wordsFor, type MailLanguage, type Words } from './words';

/** Where an event is, as far as mails and papers say it. */
export type EventPlace = Pick<EventScope, 'timeZone' | 'city' | 'cities'>;

/** The words of a language with the zone of an event, named by its city where that is known in the language. */
export function eventWords(event: EventPlace, language: MailLanguage): Words {
  return wordsFor(language, event.timeZone, inLanguage(event.city, event.cities, language));
}

/** "21-25 October 2019, Shenzhen", as each language writes it; the days alone of an event without a city. */
export function daysAndCity(
  event: EventPlace & Pick<EventScope, 'startDate' | 'endDate'>,
  words: Words,
): string {
  const days = words.days(event.startDate, event.endDate);
  const city = inLanguage(event.city, event.cities, words.language);
  return city === '' ? days : `${days}${words.language === 'zh' ? '，' : ', '}${city}`;
}
