import { mailLanguage } from '../communications/words';
import { inLanguage } from '../platform/text';
import { isOpenTo } from '../programme/programme.rules';
import type { Journey } from '../registrations/travel/travel.queries';
import { travelTitle } from '../registrations/travel/travel.words';

/** What a person's agenda is made of: rows of several people at once, as the modules below give them. */
export interface AgendaSources {
  readonly sessions: readonly {
    readonly id: string;
    readonly title: string;
    readonly titles: Readonly<Record<string, string>>;
    readonly kind: string;
    readonly startsAt: Date;
    readonly endsAt: Date;
    readonly room: string | null;
    readonly sequence: number;
    /** How many seats there are, if it needs seats. */
    readonly capacity: number | null;
    /** Categories that may attend; none: everybody. */
    readonly categoryIds: readonly string[];
  }[];
  readonly duties: readonly {
    readonly personId: string;
    readonly sessionId: string;
    readonly role: string;
  }[];
  /** Seats in sessions that need them. */
  readonly seats: readonly {
    readonly registrationId: string;
    readonly sessionId: string;
  }[];
  readonly departures: readonly {
    readonly registrationId: string;
    readonly departureId: string;
    readonly title: string;
    readonly titles: Readonly<Record<string, string>>;
    readonly host: string;
    readonly startsAt: Date;
    readonly endsAt: Date;
    readonly meetingPoint: string | null;
    readonly address: string | null;
    readonly coach: string | null;
    readonly plate?: string | null;
    readonly marshal?: string | null;
    readonly marshalPhone?: string | null;
    readonly state: string;
    readonly sequence: number;
  }[];
  readonly readings: readonly {
    readonly personId: string;
    readonly sessionId: string;
    readonly role: string;
    readonly authorName: string;
  }[];
  /** How they come and leave, as far as that is known. */
  readonly journeys: readonly Journey[];
}

export interface AgendaOwner {
  readonly registrationId: string;
  readonly personId: string;
  readonly categoryId: string;
}

/** Something that a person does in a session: a role of the programme, or the reading of a message of greetings. */
export interface Duty {
  readonly role: string;
  /** Author of the message that is read. */
  readonly author?: string;
}

export interface AgendaItem {
  readonly kind: 'session' | 'visit' | 'arrival' | 'departure';
  /** The session, the departure of the visit; of somebody's own arrival and departure, their registration. */
  readonly subjectId: string;
  /** Stable over all versions of the agenda (RFC 5545 UID). */
  readonly uid: string;
  /** Raised when what a calendar shows of it changes (RFC 5546). */
  readonly sequence: number;
  readonly title: string;
  readonly startsAt: Date;
  /** The same as the start for what is an instant only: an arrival, a departure. */
  readonly endsAt: Date;
  /** Room, address, airport. */
  readonly place: string | null;
  readonly meetingPoint: string | null;
  readonly coach: string | null;
  /** Number plate of the coach. */
  readonly plate: string | null;
  /** Who counts heads on it, with a telephone number if there is one. */
  readonly marshal: string | null;
  readonly duties: readonly Duty[];
}

/** Bookings that put a visit on somebody's agenda; a place on the waiting list does not. */
const binding = new Set(['confirmed', 'cleared', 'boarded', 'returned']);

/** Reads the agenda of one person from sources that hold those of many. */
export type AgendaReader = (owner: AgendaOwner, locale: string) => AgendaItem[];

/**
 * Prepares the sources once, and answers how to read anybody's agenda from them, in order of time: what is open to
 * them, where they have a seat, what they have to do, the visits on which they have a place, how they come and leave. Pure, so that the agenda
 * that was told and the one that is true now can be compared.
 */
export function agendaReader(sources: AgendaSources): AgendaReader {
  const dutiesOf = groupBy(sources.duties, ({ personId }) => personId);
  const readingsOf = groupBy(sources.readings, ({ personId }) => personId);
  const seatsOf = groupBy(sources.seats, ({ registrationId }) => registrationId);
  const departuresOf = groupBy(sources.departures, ({ registrationId }) => registrationId);
  const journeysOf = groupBy(sources.journeys, ({ registrationId }) => registrationId);
  return (owner, locale) => {
    const duties = dutiesBySession(dutiesOf.get(owner.personId) ?? [], readingsOf.get(owner.personId) ?? []);
    const seats = new Set((seatsOf.get(owner.registrationId) ?? []).map(({ sessionId }) => sessionId));
    const sessions = sources.sessions
      .filter(
        (session) => isOpenTo(session, owner.categoryId) || seats.has(session.id) || duties.has(session.id),
      )
      .map((session) => sessionItem(session, duties.get(session.id) ?? [], owner, locale));
    const booked = (departuresOf.get(owner.registrationId) ?? []).filter(({ state }) => binding.has(state));
    const visits = [...new Map(booked.map((departure) => [departure.departureId, departure])).values()].map(
      (departure) => visitItem(departure, owner, locale),
    );
    const journeys = (journeysOf.get(owner.registrationId) ?? []).map((journey) =>
      journeyItem(journey, owner, locale),
    );
    return [...sessions, ...visits, ...journeys].sort(
      (a, b) => a.startsAt.getTime() - b.startsAt.getTime() || (a.uid < b.uid ? -1 : 1),
    );
  };
}

/** An agenda for those who may know that somebody reads a message, and not whose. */
export function withoutAuthors(items: readonly AgendaItem[]): AgendaItem[] {
  return items.map((item) => ({ ...item, duties: item.duties.map(({ role }) => ({ role })) }));
}

/** The agendas of several people in one language, by registration. */
export function assembleAgendas(
  owners: readonly AgendaOwner[],
  sources: AgendaSources,
  locale: string,
): Map<string, AgendaItem[]> {
  const read = agendaReader(sources);
  return new Map(owners.map((owner) => [owner.registrationId, read(owner, locale)]));
}

/** What a person does, by session; the same duty once, however often it is on record. */
function dutiesBySession(
  roles: AgendaSources['duties'],
  readings: AgendaSources['readings'],
): Map<string, Duty[]> {
  const duties = new Map<string, Duty[]>();
  const add = (sessionId: string, duty: Duty): void => {
    const given = duties.get(sessionId) ?? [];
    if (given.some(({ role, author }) => role === duty.role && author === duty.author)) return;
    duties.set(sessionId, [...given, duty]);
  };
  for (const { sessionId, role } of roles) add(sessionId, { role });
  for (const { sessionId, role, authorName } of readings)
    add(sessionId, { role: role === 'deputy' ? 'deputy_reader' : 'reader', author: authorName });
  return duties;
}

function sessionItem(
  session: AgendaSources['sessions'][number],
  duties: readonly Duty[],
  owner: AgendaOwner,
  locale: string,
): AgendaItem {
  return {
    kind: 'session',
    subjectId: session.id,
    uid: `${session.id}.${owner.registrationId}@plenary`,
    sequence: session.sequence,
    title: inLanguage(session.title, session.titles, locale),
    startsAt: session.startsAt,
    endsAt: session.endsAt,
    place: session.room,
    meetingPoint: null,
    coach: null,
    plate: null,
    marshal: null,
    duties,
  };
}

function visitItem(
  departure: AgendaSources['departures'][number],
  owner: AgendaOwner,
  locale: string,
): AgendaItem {
  return {
    kind: 'visit',
    subjectId: departure.departureId,
    uid: `${departure.departureId}.${owner.registrationId}@plenary`,
    sequence: departure.sequence,
    title: inLanguage(departure.title, departure.titles, locale),
    startsAt: departure.startsAt,
    endsAt: departure.endsAt,
    place: departure.address ?? departure.host,
    meetingPoint: departure.meetingPoint,
    coach: departure.coach,
    plate: departure.plate ?? null,
    marshal: [departure.marshal, departure.marshalPhone].filter(Boolean).join(', ') || null,
    duties: [],
  };
}

function journeyItem(journey: Journey, { registrationId }: AgendaOwner, locale: string): AgendaItem {
  return {
    kind: journey.direction,
    subjectId: registrationId,
    uid: `${journey.direction}.${registrationId}@plenary`,
    sequence: journey.sequence,
    title: travelTitle(journey.direction, journey, mailLanguage(locale)),
    startsAt: journey.at,
    endsAt: journey.at,
    place: journey.place,
    meetingPoint: null,
    coach: null,
    plate: null,
    marshal: null,
    duties: [],
  };
}

function groupBy<T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}
