import { Temporal } from 'temporal-polyfill';
import { inLanguage } from '../../platform/text';
import type { ReleaseItem } from '../releases/release.rules';
import type {
  LinkedItemView,
  LinkedPlaceView,
  LinkedProgrammeView,
  LinkedSessionView,
  LinkedThingView,
} from './linked-data.view';
import type { Released } from './programme.document';
import type { GoneSession } from './programme.calendar';
import { programmeWords } from './programme-files.words';
import { sessionTexts } from './session-texts';

/** What is told of an event besides its programme. */
export interface LinkedContext {
  /** Address of the event. */
  readonly address: string;
  /** The event does not take place. */
  readonly cancelled: boolean;
  readonly locales: readonly string[];
  readonly organisers: readonly string[];
  readonly series: string | null;
  readonly gone: readonly GoneSession[];
  /** When sessions were to begin before, by id. */
  readonly earlierStarts: ReadonlyMap<string, readonly Date[]>;
}

const inPerson = 'https://schema.org/OfflineEventAttendanceMode';

/** The programme in the words of schema.org: an `Event` with its sessions as events of it. */
export function linkedProgramme(
  { event, timeZone, items }: Released,
  language: string,
  context: LinkedContext,
): LinkedProgrammeView {
  const { address, cancelled, organisers, series, gone, earlierStarts } = context;
  const organizer = things('Organization', organisers);
  const place: LinkedPlaceView = {
    '@type': 'Place',
    '@id': `${address}#place`,
    name: event.city,
    address: { '@type': 'PostalAddress', addressLocality: event.city, addressCountry: event.country },
  };
  const placeOf = (room: string | null): LinkedPlaceView =>
    room === null
      ? place
      : {
          '@type': 'Place',
          name: room,
          containedInPlace: { '@id': `${address}#place` },
          address: place.address!,
        };
  const at = (instant: Date): string => withOffset(instant, timeZone);
  const words = programmeWords(language, timeZone, event.city);
  const session = (item: ReleaseItem): LinkedSessionView => {
    const texts = sessionTexts(item, language, words);
    const before = earlierStarts.get(item.id) ?? [];
    const description = texts.abstract;
    const topics = things('Thing', texts.topics);
    const people = things(
      'Person',
      texts.people.flatMap(({ names }) => names),
    );
    const parts = texts.items.map((one): LinkedItemView => {
      const speakers = things(
        'Person',
        one.people.flatMap(({ names }) => names),
      );
      return {
        '@type': 'Event',
        '@id': `urn:uuid:${one.id}`,
        name: one.title,
        ...(one.abstract === null ? {} : { description: one.abstract }),
        ...(one.startsAt === null ? {} : { startDate: at(one.startsAt) }),
        ...(speakers.length === 0 ? {} : { performer: speakers }),
      };
    });
    return {
      '@type': 'Event',
      '@id': `urn:uuid:${item.id}`,
      name: texts.title,
      ...(description === null ? {} : { description }),
      startDate: at(item.startsAt),
      endDate: at(item.endsAt),
      ...(before.length === 0 ? {} : { previousStartDate: before.map(at) }),
      eventStatus: cancelled
        ? 'https://schema.org/EventCancelled'
        : before.length === 0
          ? 'https://schema.org/EventScheduled'
          : 'https://schema.org/EventRescheduled',
      eventAttendanceMode: inPerson,
      location: placeOf(item.room),
      ...(item.languages.length === 0 ? {} : { inLanguage: [...item.languages] }),
      ...(topics.length === 0 ? {} : { about: topics }),
      ...(people.length === 0 ? {} : { performer: people }),
      ...(organizer.length === 0 ? {} : { organizer }),
      ...(item.capacity === null ? {} : { maximumAttendeeCapacity: item.capacity }),
      ...(parts.length === 0 ? {} : { subEvent: parts }),
      superEvent: { '@id': address },
    };
  };
  const struckOut = (item: GoneSession): LinkedSessionView => ({
    '@type': 'Event',
    '@id': `urn:uuid:${item.id}`,
    name: inLanguage(item.title, item.titles, language),
    startDate: at(item.startsAt),
    endDate: at(item.endsAt),
    eventStatus: 'https://schema.org/EventCancelled',
    eventAttendanceMode: inPerson,
    location: placeOf(item.room),
    ...(organizer.length === 0 ? {} : { organizer }),
    superEvent: { '@id': address },
  });
  return {
    '@context': 'https://schema.org',
    '@type': 'Event',
    '@id': address,
    name: inLanguage(event.title, event.titles, language),
    ...(event.theme === null ? {} : { description: event.theme }),
    startDate: event.startDate,
    endDate: event.endDate,
    eventStatus: cancelled ? 'https://schema.org/EventCancelled' : 'https://schema.org/EventScheduled',
    eventAttendanceMode: inPerson,
    location: place,
    inLanguage: [...context.locales],
    ...(organizer.length === 0 ? {} : { organizer }),
    ...(series === null ? {} : { superEvent: { '@type': 'EventSeries', name: series } }),
    subEvent: [...items.map(session), ...gone.map(struckOut)],
  };
}

/** Things of a type by their names, each once. */
function things(type: string, names: readonly string[]): LinkedThingView[] {
  return [...new Set(names)].map((name) => ({ '@type': type, name }));
}

/** "2019-10-21T09:00:00+08:00": the time of an instant at a place, with its distance from UTC. */
function withOffset(instant: Date, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(timeZone)
    .toString({ timeZoneName: 'never', smallestUnit: 'second' });
}

/** JSON that can stand within a page: nothing in it ends the element that holds it. */
export function embeddable(value: object): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
