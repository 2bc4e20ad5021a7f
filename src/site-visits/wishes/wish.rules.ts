import type { FieldFault } from '../../platform/http/problem';
import { mailLanguages, type MailLanguage } from '../../communications/words';
import { baseLanguage, inLanguage } from '../../platform/text';
import type { Bar } from '../allocations/allocation.rules';
import { barOf, shortageOf, type Circumstances, type Shortage, type Wisher } from './circumstances.rules';
import type { ObstacleView, PossibleVisitView } from './wish.view';
import { barSentences, type AboutBar } from './wish.words';

/** How many wishes one can have where the event says nothing. */
export const usualMostWishes = 6;

/** A visit of the event, as far as a list of wishes asks. */
export interface ListedVisit {
  readonly id: string;
  readonly bookingMode: string;
  /** Until when it can be wished for; null without a deadline. */
  readonly closesAt: Date | null;
}

/** All that is wrong with a list, by field; nothing for one that can be taken. */
export function wishFaults(
  ids: readonly string[],
  visits: ReadonlyMap<string, ListedVisit>,
  most: number,
): FieldFault[] {
  const faults = ids.flatMap((id, index): FieldFault[] => {
    const pointer = `/siteVisitIds/${index}`;
    const visit = visits.get(id);
    if (!visit) return [{ pointer, code: 'unknown', message: 'is not a site visit of this event' }];
    if (ids.indexOf(id) !== index)
      return [{ pointer, code: 'twice', message: 'is in the list already; name each visit once' }];
    if (visit.bookingMode !== 'allocation')
      return [{ pointer, code: 'first_come', message: 'goes to who comes first; book a departure of it' }];
    return [];
  });
  if (ids.length > most)
    faults.push({
      pointer: '/siteVisitIds',
      code: 'too_many',
      message: `must have at most ${most} visits`,
    });
  return faults;
}

/** Visits for which wishes are closed, and whose place in the list is another than before: by their position, or removed. */
export function closedFaults(
  before: readonly string[],
  after: readonly string[],
  visits: ReadonlyMap<string, ListedVisit>,
  now: Date,
): FieldFault[] {
  const closed = (id: string): boolean => {
    const closesAt = visits.get(id)?.closesAt;
    return closesAt != null && closesAt <= now;
  };
  const faults = after.flatMap((id, index): FieldFault[] =>
    closed(id) && before[index] !== id
      ? [
          {
            pointer: `/siteVisitIds/${index}`,
            code: 'closed',
            message: 'cannot be wished for any more, or be given another place in the list',
          },
        ]
      : [],
  );
  for (const [index, id] of before.entries())
    if (closed(id) && !after.includes(id))
      faults.push({
        pointer: '/siteVisitIds',
        code: 'closed',
        message: `must keep the visit ${id} at place ${index + 1}: its deadline has passed`,
      });
  return faults;
}

/** A reason in every language in which the program writes, first of all in that of the reader. */
export function obstacle(
  code: Bar['code'] | Shortage,
  locale: string,
  about: (language: MailLanguage) => AboutBar,
): ObstacleView {
  const messages = Object.fromEntries(
    mailLanguages.map((language) => [language, barSentences[language][code](about(language))]),
  );
  return { code, message: messages[baseLanguage(locale)] ?? messages['en']!, messages };
}

/** What is possible for a participant as things stand, for each visit and departure. */
export function possibilities(around: Circumstances, wisher: Wisher, locale: string): PossibleVisitView[] {
  return around.visits.map((visit) => {
    const departures = around.departures
      .filter(({ visitId }) => visitId === visit.id)
      .map((departure) => {
        const bar = barOf(around, wisher, departure);
        const code = bar?.code ?? shortageOf(around, wisher, departure);
        const duty = wisher.commitments.find(({ subjectId }) => subjectId === bar?.by);
        return {
          departureId: departure.id,
          startsAt: departure.startsAt.toISOString(),
          endsAt: departure.endsAt.toISOString(),
          possible: code === undefined,
          obstacle:
            code === undefined
              ? null
              : obstacle(code, locale, (language) => ({
                  title: duty && inLanguage(duty.title, duty.titles, language),
                  age: bar?.by,
                })),
        };
      });
    return {
      siteVisitId: visit.id,
      title: visit.title,
      titles: { ...visit.titles },
      host: visit.host,
      possible: departures.some(({ possible }) => possible),
      open: visit.closesAt === null || visit.closesAt > around.now,
      closesAt: visit.closesAt?.toISOString() ?? null,
      departures,
    };
  });
}
