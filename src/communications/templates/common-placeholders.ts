import { inLanguage } from '../../platform/text';
import type { EventScope } from '../../access/event-scope';
import type { NoticeRecipient } from '../notice';
import { placeholders } from './placeholder.rules';

/** What every mail is about: an event, and whoever reads it. */
export interface MailOccasion {
  readonly event: EventScope;
  readonly recipient: NoticeRecipient;
}

/** What the words of every template can name. */
export const commonPlaceholders = placeholders<MailOccasion>(({ text, date, days }) => ({
  'event.title': text(
    'Title of the event.',
    { en: 'Infoforum-China 2019', ru: 'Инфофорум-Китай 2019', zh: '2019年中国信息论坛' },
    ({ event }, { language }) => event.titles[language] ?? event.title,
  ),
  'event.city': text(
    'City of the event.',
    { en: 'Shenzhen', ru: 'Шэньчжэнь', zh: '深圳' },
    ({ event }, { language }) => inLanguage(event.city, event.cities, language),
  ),
  'event.start': date('First day of the event.', '2019-10-21', ({ event }) => event.startDate),
  'event.end': date('Last day of the event.', '2019-10-25', ({ event }) => event.endDate),
  'event.days': days(
    'From the first day of the event to the last.',
    { first: '2019-10-21', last: '2019-10-25' },
    ({ event }) => ({ first: event.startDate, last: event.endDate }),
  ),
  'person.name': text(
    'Name of the reader.',
    { en: 'Aigerim Bekova', ru: 'Анна Соколова', zh: '李娜' },
    ({ recipient }) => recipient.name,
  ),
}));
