import { Inject, Injectable } from '@nestjs/common';
import { DelegationDeadlines } from '../delegations/delegation-deadlines.queries';
import { EventsQueries } from '../events/events.queries';
import { GreetingDeadlines } from '../greetings/greeting-deadlines.queries';
import { GreetingsQueries } from '../greetings/greetings.queries';
import { CONFIG, type Config } from '../platform/config';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database/database';
import { calendarFile, type CalendarEntry } from '../platform/documents/calendar';
import { httpProblems } from '../platform/http/problem';
import type { Principal } from '../platform/http/request-context';
import { readMailAddress } from '../communications/mime';
import { mailLanguage } from '../communications/words';
import { inLanguage } from '../platform/text';
import { ProgrammeQueries } from '../programme/programme.queries';
import { RoleDeadlines } from '../programme/roles/role-deadlines.queries';
import { RegistrationDeadlines } from '../registrations/registration-deadlines.queries';
import { RegistrationsQueries } from '../registrations/registrations.queries';
import { SignUpsQueries } from '../registrations/sign-ups/sign-ups.queries';
import { TravelQueries } from '../registrations/travel/travel.queries';
import { SiteVisitsQueries } from '../site-visits/site-visits.queries';
import { VisitDeadlines } from '../site-visits/visit-deadlines.queries';
import type { EventScope } from '../access/event-scope';
import {
  agendaReader,
  withoutAuthors,
  type AgendaItem,
  type AgendaOwner,
  type AgendaSources,
} from './agenda.rules';
import { itemDetails } from './agenda.words';
import { isSame, sequenceOf, type EntryContent, type Standing } from './changes/agenda-entry.rules';
import { AgendaEntries } from './changes/agenda-entries.service';
import { deadlineReader, deadlinesWithoutAuthors, type AgendaDeadline, type Due } from './deadline.rules';
import { deadlineInWords, deadlineWords } from './deadline.words';
import type { FallenAway } from './feeds/feed.rules';

export interface PersonalAgenda {
  readonly event: EventScope;
  readonly owner: AgendaOwner & { readonly name: string; readonly email: string; readonly locale: string };
  readonly items: readonly AgendaItem[];
  /** What the person has still to do, the first one first. */
  readonly deadlines: readonly AgendaDeadline[];
  /** IANA zone in which the person wants to see the times too. */
  readonly ownTimeZone?: string;
}

/** How an agenda is asked for. */
export interface AgendaAsked {
  /** Instead of the language of the person. */
  readonly locale?: string | undefined;
  readonly timeZone?: string | undefined;
}

/** What a calendar that is fetched again and again says beside the agenda. */
export interface FeedFacts {
  /** When it last said something else. */
  readonly changedAt: Date;
  readonly gone: readonly FallenAway[];
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

/** How often a calendar is to fetch an agenda that it follows, as a duration (ISO 8601). */
const refreshEvery = 'PT1H';

/** So many milliseconds before it is due a deadline begins in a calendar. */
const deadlineMs = 1_800_000;

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
    private readonly travel: TravelQueries,
    private readonly roleDeadlines: RoleDeadlines,
    private readonly registrationDeadlines: RegistrationDeadlines,
    private readonly delegationDeadlines: DelegationDeadlines,
    private readonly visitDeadlines: VisitDeadlines,
    private readonly greetingDeadlines: GreetingDeadlines,
  ) {
    const from = readMailAddress(config.mailFrom);
    this.organizer = { name: from.name, email: from.address };
  }

  /** Everything from which the agendas of these people are made. */
  async sources(eventId: string, owners: readonly AgendaOwner[]): Promise<AgendaSources> {
    const personIds = owners.map(({ personId }) => personId);
    const registrationIds = owners.map(({ registrationId }) => registrationId);
    const [sessions, duties, seats, departures, readings, journeys] = await this.db.together([
      () => this.programme.releasedSessions(eventId),
      () => this.programme.duties(eventId, personIds),
      () => this.signUps.taken(eventId, registrationIds),
      () => this.visits.bookedDepartures(eventId, registrationIds),
      () => this.greetings.readings(eventId, personIds),
      () => this.travel.journeys(eventId, registrationIds),
    ]);
    return { sessions, duties, seats, departures, readings, journeys };
  }

  /** What is still to be done by these people and has a date. One statement a module, however many people there are. */
  async due(eventId: string, owners: readonly AgendaOwner[]): Promise<Due[]> {
    const personIds = owners.map(({ personId }) => personId);
    const registrationIds = owners.map(({ registrationId }) => registrationId);
    const all = await Promise.all<readonly Due[]>([
      this.registrationDeadlines.of(eventId, registrationIds),
      this.roleDeadlines.of(eventId, personIds),
      this.delegationDeadlines.of(eventId, registrationIds),
      this.visitDeadlines.of(eventId, registrationIds),
      this.greetingDeadlines.of(eventId, personIds),
    ]);
    return all.flat();
  }

  /**
   * The agenda of one registration, in the language that is asked for or that of the person.
   * @throws 404 when the event has no such registration, or it is not one that takes part
   */
  async agenda(event: EventScope, registrationId: string, asked: AgendaAsked = {}): Promise<PersonalAgenda> {
    const [owner] = await this.registrations.participants(event.id, {
      registrationIds: [registrationId],
      states: withAgenda,
      limit: 1,
    });
    if (!owner) throw httpProblems.notFound('There is no such registration here.');
    return this.assembled(event, { ...owner, locale: asked.locale ?? owner.locale }, asked.timeZone);
  }

  /** The agenda of somebody who is known already, in the language that stands with them. */
  async assembled(
    event: EventScope,
    owner: PersonalAgenda['owner'],
    timeZone?: string,
  ): Promise<PersonalAgenda> {
    const [sources, due, standing] = await Promise.all([
      this.sources(event.id, [owner]),
      this.due(event.id, [owner]),
      this.entries.standing([owner.registrationId]),
    ]);
    const read = agendaReader(sources);
    return {
      event,
      owner,
      items: numbered(read(owner, owner.locale), standing.get(owner.registrationId)!, (other) =>
        read(owner, other),
      ),
      deadlines: deadlineReader(due, this.clock.now())(owner, owner.locale),
      ...(timeZone === undefined || timeZone === event.timeZone ? {} : { ownTimeZone: timeZone }),
    };
  }

  /** The same as this caller may see it: whose message somebody reads is not for every desk. @throws 404 */
  async shown(
    event: EventScope,
    registrationId: string,
    principal: Principal,
    asked: AgendaAsked = {},
  ): Promise<PersonalAgenda> {
    const agenda = await this.agenda(event, registrationId, asked);
    if (this.greetings.knowsWhose(principal)) return agenda;
    const { items, deadlines } = agenda;
    return { ...agenda, items: withoutAuthors(items), deadlines: deadlinesWithoutAuthors(deadlines) };
  }

  /** The agenda to which a participant's own link leads. */
  async agendaOfLink(registrationId: string, asked: AgendaAsked = {}): Promise<PersonalAgenda> {
    const eventId = await this.registrations.eventOf(registrationId);
    const event = eventId === undefined ? undefined : await this.events.find(eventId);
    if (!event) throw httpProblems.notFound('This agenda does not exist any more.');
    return this.agenda(event, registrationId, asked);
  }

  /**
   * The agenda as a calendar file that is fetched, with the deadlines as entries that keep nobody busy. In files that are
   * mailed they are not: nothing would take them out again once they are done. `feed` is for a calendar that fetches the file
   * again and again.
   */
  calendar({ event, owner, items, deadlines }: PersonalAgenda, feed?: FeedFacts): string {
    const words = deadlineWords[mailLanguage(owner.locale)];
    const at = feed?.changedAt ?? this.clock.now();
    const common = { lastModified: at, organizer: this.organizer };
    return calendarFile({
      method: 'PUBLISH',
      ...headOf(event, owner),
      ...(feed ? { refreshEvery } : {}),
      entries: [
        ...this.entriesOf(
          owner,
          'PUBLISH',
          items.map((item) => ({ uid: item.uid, sequence: item.sequence, content: item })),
          at,
        ),
        ...deadlines.map((deadline) => ({
          ...common,
          uid: deadline.uid,
          sequence: 0,
          start: new Date(deadline.dueAt.getTime() - deadlineMs),
          end: deadline.dueAt,
          summary: words.inCalendar(deadlineInWords(deadline, mailLanguage(owner.locale))),
          transparent: true,
        })),
        ...(feed?.gone ?? []).map(({ uid, sequence, title, place, startsAt, endsAt }) => ({
          ...common,
          uid,
          sequence,
          start: new Date(startsAt),
          end: new Date(endsAt),
          summary: title,
          status: 'CANCELLED' as const,
          ...(place === null ? {} : { location: place }),
        })),
      ],
    });
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
    return calendarFile({
      method,
      ...headOf(event, owner),
      entries: this.entriesOf(owner, method, lines, at),
    });
  }

  private entriesOf(
    { name, email, locale }: CalendarOwner,
    method: 'PUBLISH' | 'REQUEST' | 'CANCEL',
    lines: readonly CalendarLine[],
    at: Date,
  ): CalendarEntry[] {
    const language = mailLanguage(locale);
    // What is published names who does it and asks nobody (RFC 5546, 3.2.1).
    const parties = {
      organizer: this.organizer,
      ...(method === 'PUBLISH' ? {} : { attendee: { name, email } }),
    };
    return lines.map(({ uid, sequence, content }) => ({
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
    }));
  }
}

/** How a calendar is called in the language of its reader. */
function headOf(
  event: EventScope,
  { locale }: Pick<CalendarOwner, 'locale'>,
): { name: string; timeZone: string } {
  return { name: inLanguage(event.title, event.titles, locale), timeZone: event.timeZone };
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
