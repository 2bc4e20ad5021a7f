import { Inject, Injectable } from '@nestjs/common';
import { EventsQueries } from '../events/events.queries';
import { GreetingsQueries } from '../greetings/greetings.queries';
import { CONFIG, type Config } from '../platform/config';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database/database';
import { calendarFile } from '../platform/documents/calendar';
import { httpProblems } from '../platform/http/problem';
import { readMailAddress } from '../communications/mime';
import { mailLanguage } from '../communications/words';
import { inLanguage } from '../platform/text';
import { ProgrammeQueries } from '../programme/programme.queries';
import { RegistrationsQueries } from '../registrations/registrations.queries';
import { SignUpsQueries } from '../registrations/sign-ups/sign-ups.queries';
import { SiteVisitsQueries } from '../site-visits/site-visits.queries';
import type { EventScope } from '../access/event-scope';
import { agendaReader, type AgendaItem, type AgendaOwner, type AgendaSources } from './agenda.rules';
import { itemDetails } from './agenda.words';
import { isSame, sequenceOf, type EntryContent, type Standing } from './changes/agenda-entry.rules';
import { AgendaEntries } from './changes/agenda-entries.service';

export interface PersonalAgenda {
  readonly event: EventScope;
  readonly owner: AgendaOwner & { readonly name: string; readonly email: string; readonly locale: string };
  readonly items: readonly AgendaItem[];
}

/** A thing as a calendar shows it, under its number there. */
export interface CalendarLine {
  readonly uid: string;
  readonly sequence: number;
  readonly content: EntryContent;
}

/** Whose calendar it is, and in which language. */
export interface CalendarOwner {
  readonly name: string;
  readonly email: string;
  readonly locale: string;
}

/** Who was refused, called off or let an offer go has no agenda any more; who still waits sees what is open to all. */
export const withAgenda: readonly string[] = [
  'draft',
  'submitted',
  'under_review',
  'waitlisted',
  'offered',
  'confirmed',
];

/** Reads over programme, seats, visits and greetings: the agendas of one person or of many, at the same number of queries. */
@Injectable()
export class AgendasQueries {
  private readonly organizer: { name: string; email: string };

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly programme: ProgrammeQueries,
    private readonly registrations: RegistrationsQueries,
    private readonly signUps: SignUpsQueries,
    private readonly visits: SiteVisitsQueries,
    private readonly greetings: GreetingsQueries,
    private readonly entries: AgendaEntries,
  ) {
    const from = readMailAddress(config.mailFrom);
    this.organizer = { name: from.name, email: from.address };
  }

  /** Everything from which the agendas of these people are made. */
  async sources(eventId: string, owners: readonly AgendaOwner[]): Promise<AgendaSources> {
    const personIds = owners.map(({ personId }) => personId);
    const registrationIds = owners.map(({ registrationId }) => registrationId);
    const [sessions, duties, seats, departures, readings] = await this.db.together([
      () => this.programme.releasedSessions(eventId),
      () => this.programme.duties(eventId, personIds),
      () => this.signUps.taken(eventId, registrationIds),
      () => this.visits.bookedDepartures(eventId, registrationIds),
      () => this.greetings.readings(eventId, personIds),
    ]);
    return { sessions, duties, seats, departures, readings };
  }

  /**
   * The agenda of one registration, in the given language or that of the person.
   * @throws 404 when the event has no such registration, or it is not one that takes part
   */
  async agenda(event: EventScope, registrationId: string, locale?: string): Promise<PersonalAgenda> {
    const [owner] = await this.registrations.participants(event.id, {
      registrationIds: [registrationId],
      states: withAgenda,
      limit: 1,
    });
    if (!owner) throw httpProblems.notFound('There is no such registration here.');
    const [sources, standing] = await Promise.all([
      this.sources(event.id, [owner]),
      this.entries.standing([registrationId]),
    ]);
    const language = locale ?? owner.locale;
    const read = agendaReader(sources);
    return {
      event,
      owner: { ...owner, locale: language },
      items: numbered(read(owner, language), standing.get(registrationId)!, (other) => read(owner, other)),
    };
  }

  /** The agenda to which a participant's own link leads. */
  async agendaOfLink(registrationId: string): Promise<PersonalAgenda> {
    const eventId = await this.registrations.eventOf(registrationId);
    const event = eventId === undefined ? undefined : await this.events.find(eventId);
    if (!event) throw httpProblems.notFound('This agenda does not exist any more.');
    return this.agenda(event, registrationId);
  }

  /** The agenda as a calendar file, for somebody who fetches it. */
  calendar({ event, owner, items }: PersonalAgenda): string {
    const lines = items.map((item) => ({ uid: item.uid, sequence: item.sequence, content: item }));
    return this.file(event, owner, 'PUBLISH', lines, this.clock.now());
  }

  /**
   * A calendar file of some things. One that is fetched publishes; one that is mailed asks the calendar to enter or to strike
   * out, and names who sends it and for whom it is.
   */
  file(
    event: EventScope,
    owner: CalendarOwner,
    method: 'PUBLISH' | 'REQUEST' | 'CANCEL',
    lines: readonly CalendarLine[],
    at: Date,
  ): string {
    const language = mailLanguage(owner.locale);
    // What is published names who does it and asks nobody (RFC 5546, 3.2.1).
    const parties = {
      organizer: this.organizer,
      ...(method === 'PUBLISH' ? {} : { attendee: { name: owner.name, email: owner.email } }),
    };
    return calendarFile({
      method,
      name: inLanguage(event.title, event.titles, owner.locale),
      timeZone: event.timeZone,
      entries: lines.map(({ uid, sequence, content }) => ({
        uid,
        sequence,
        start: content.startsAt,
        end: content.endsAt,
        summary: content.title,
        description: itemDetails(content, language).join('\n'),
        ...((content.meetingPoint ?? content.place)
          ? { location: content.meetingPoint ?? content.place! }
          : {}),
        ...(method === 'CANCEL' ? { status: 'CANCELLED' as const } : {}),
        lastModified: at,
        ...parties,
      })),
    });
  }
}

/** An agenda under the numbers that calendars have for it, or will get with the next mail about it. */
function numbered(
  items: readonly AgendaItem[],
  standing: readonly Standing[],
  readIn: (locale: string) => readonly AgendaItem[],
): AgendaItem[] {
  if (standing.length === 0) return [...items];
  const known = new Map(standing.map((one) => [one.uid, one]));
  const languages = new Map<string, Map<string, AgendaItem>>();
  return items.map((item) => {
    const was = known.get(item.uid);
    if (!was) return item;
    let theirs = languages.get(was.locale);
    if (!theirs)
      languages.set(was.locale, (theirs = new Map(readIn(was.locale).map((other) => [other.uid, other]))));
    return { ...item, sequence: sequenceOf(item, was, isSame(was, theirs.get(item.uid) ?? item)) };
  });
}
