import { Inject, Injectable } from '@nestjs/common';
import { EventsQueries } from '../events/events.queries';
import { GreetingsQueries } from '../greetings/greetings.queries';
import { CONFIG, type Config } from '../platform/config';
import { Clock } from '../platform/clock';
import { calendarFile } from '../platform/documents/calendar';
import { httpProblems } from '../platform/http/problem';
import type { Principal } from '../platform/http/request-context';
import { readMailAddress } from '../communications/mime';
import { mailLanguage } from '../communications/words';
import { inLanguage } from '../platform/text';
import { ProgrammeQueries } from '../programme/programme.queries';
import { RegistrationsQueries } from '../registrations/registrations.queries';
import { SignUpsQueries } from '../registrations/sign-ups/sign-ups.queries';
import { SiteVisitsQueries } from '../site-visits/site-visits.queries';
import type { EventScope } from '../access/event-scope';
import {
  agendaReader,
  withoutAuthors,
  type AgendaItem,
  type AgendaOwner,
  type AgendaSources,
} from './agenda.rules';
import { itemDetails } from './agenda.words';

export interface PersonalAgenda {
  readonly event: EventScope;
  readonly owner: AgendaOwner & { readonly name: string; readonly email: string; readonly locale: string };
  readonly items: readonly AgendaItem[];
}

/** Who was refused, called off or let an offer go has no agenda any more; who still waits sees what is open to all. */
const withAgenda = ['draft', 'submitted', 'under_review', 'waitlisted', 'offered', 'confirmed'];

/** Reads over programme, seats, visits and greetings: the agendas of one person or of many, at the same number of queries. */
@Injectable()
export class AgendasQueries {
  private readonly organizer: { name: string; email: string };

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly programme: ProgrammeQueries,
    private readonly registrations: RegistrationsQueries,
    private readonly signUps: SignUpsQueries,
    private readonly visits: SiteVisitsQueries,
    private readonly greetings: GreetingsQueries,
  ) {
    const from = readMailAddress(config.mailFrom);
    this.organizer = { name: from.name, email: from.address };
  }

  /** Everything from which the agendas of these people are made. */
  async sources(eventId: string, owners: readonly AgendaOwner[]): Promise<AgendaSources> {
    const personIds = owners.map(({ personId }) => personId);
    const registrationIds = owners.map(({ registrationId }) => registrationId);
    const [sessions, duties, seats, departures, readings] = await Promise.all([
      this.programme.releasedSessions(eventId),
      this.programme.duties(eventId, personIds),
      this.signUps.taken(eventId, registrationIds),
      this.visits.bookedDepartures(eventId, registrationIds),
      this.greetings.readings(eventId, personIds),
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
    const sources = await this.sources(event.id, [owner]);
    const language = locale ?? owner.locale;
    return {
      event,
      owner: { ...owner, locale: language },
      items: agendaReader(sources)(owner, language),
    };
  }

  /** The same as this caller may see it: whose message somebody reads is not for every desk. @throws 404 */
  async shown(
    event: EventScope,
    registrationId: string,
    principal: Principal,
    locale?: string,
  ): Promise<PersonalAgenda> {
    const agenda = await this.agenda(event, registrationId, locale);
    return this.greetings.knowsWhose(principal) ? agenda : { ...agenda, items: withoutAuthors(agenda.items) };
  }

  /** The agenda to which a participant's own link leads. */
  async agendaOfLink(registrationId: string): Promise<PersonalAgenda> {
    const eventId = await this.registrations.eventOf(registrationId);
    const event = eventId === undefined ? undefined : await this.events.find(eventId);
    if (!event) throw httpProblems.notFound('This agenda does not exist any more.');
    return this.agenda(event, registrationId);
  }

  /** The agenda as a calendar file. A file that is fetched publishes; one that is mailed asks the calendar to take it over. */
  calendar({ event, owner, items }: PersonalAgenda, method: 'PUBLISH' | 'REQUEST'): string {
    const language = mailLanguage(owner.locale);
    const parties =
      method === 'REQUEST'
        ? { organizer: this.organizer, attendee: { name: owner.name, email: owner.email } }
        : {};
    const now = this.clock.now();
    return calendarFile({
      method,
      name: inLanguage(event.title, event.titles, owner.locale),
      timeZone: event.timeZone,
      entries: items.map((item) => ({
        uid: item.uid,
        sequence: item.sequence,
        start: item.startsAt,
        end: item.endsAt,
        summary: item.title,
        description: itemDetails(item, language).join('\n'),
        ...((item.meetingPoint ?? item.place) ? { location: item.meetingPoint ?? item.place! } : {}),
        lastModified: now,
        ...parties,
      })),
    });
  }
}
