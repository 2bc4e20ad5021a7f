import type { CalendarEntry } from '../../platform/documents/calendar';
import { inLanguage } from '../../platform/text';
import type { StoredItem } from '../programme.queries';
import { sessionUid } from '../programme.rules';
import type { ProgrammeWords } from './programme-files.words';

/** What a calendar shows of a session. */
export type CalendarSession = Pick<
  StoredItem,
  'id' | 'title' | 'titles' | 'startsAt' | 'endsAt' | 'room' | 'topics' | 'people' | 'sequence' | 'changedAt'
>;

/** A session that people saw in a calendar and do not see there any more, as they saw it last. */
export interface GoneSession extends CalendarSession {
  /** It takes place all the same, in another room or under another topic. */
  readonly takesPlace: boolean;
}

/** The sessions of a release as entries of a calendar, with titles and roles in `language` where there are such. */
export function calendarEntries(
  items: readonly CalendarSession[],
  language: string,
  words: ProgrammeWords,
): CalendarEntry[] {
  return items.map((item) => ({
    uid: sessionUid(item.id),
    sequence: item.sequence,
    start: item.startsAt,
    end: item.endsAt,
    summary: inLanguage(item.title, item.titles, language),
    lastModified: item.changedAt,
    categories: item.topics.map((topic) => inLanguage(topic.title, topic.titles, language)),
    ...(item.room === null ? {} : { location: item.room }),
    ...(item.people.length === 0 ? {} : { description: inWords(item, words) }),
  }));
}

/** Who does what, line by line; who does the same in several parts of a session is named once. */
function inWords({ people }: CalendarSession, words: ProgrammeWords): string {
  return [
    ...new Set(people.map(({ role, displayName }) => words.labelled(words.role(role), displayName))),
  ].join('\n');
}

/**
 * Sessions that are not in this calendar any more, struck out (RFC 5546): programs that fetch a calendar keep what
 * merely vanishes from it.
 */
export function struckOutEntries(
  gone: readonly GoneSession[],
  language: string,
  words: ProgrammeWords,
): CalendarEntry[] {
  return calendarEntries(gone, language, words).map((entry, index) => ({
    ...entry,
    status: 'CANCELLED',
    // Some programs do not strike out; then the title says it.
    summary: gone[index]!.takesPlace
      ? words.elsewhereNow(entry.summary)
      : words.labelled(words.cancelled, entry.summary),
  }));
}
