import { Inject, Injectable } from '@nestjs/common';
import type { EventScope } from '../access/event-scope';
import { Links } from '../access/links.service';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
} from '../communications/notice';
import { Notices } from '../communications/notices.service';
import { EventsQueries } from '../events/events.queries';
import { CONFIG, type Config } from '../platform/config';
import { Clock } from '../platform/clock';
import { inLanguage } from '../platform/text';
import { RegistrationsQueries, type Participant } from '../registrations/registrations.queries';
import { Replacements } from '../registrations/replacements/replacements.service';
import { agendaNotice, type AgendaNotice } from './agenda.notices';
import { agendaReader } from './agenda.rules';
import { AgendasQueries } from './agendas.queries';
import { deadlineReader } from './deadline.rules';
import { AgendaFeeds } from './feeds/agenda-feeds.service';

/** How long the link in an agenda opens it, in days after it was sent. */
const linkDays = 90;

/** Sends people their agendas. */
@Injectable()
export class AgendasService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly notices: Notices,
    private readonly links: Links,
    private readonly events: EventsQueries,
    private readonly registrations: RegistrationsQueries,
    private readonly agendas: AgendasQueries,
    private readonly replacements: Replacements,
    private readonly feeds: AgendaFeeds,
  ) {}

  /**
   * Writes messages with the own agenda to these people, those who have none of this cause yet, in the transaction of the
   * caller. Answers how many were promised.
   */
  async tell(eventId: string, people: readonly Participant[], cause: string): Promise<number> {
    const sent = await this.notices.send(agendaNotice, people, {
      eventId,
      cause,
      subject: { kind: 'event', id: eventId },
    });
    await this.replacements.settle(people.map(({ registrationId }) => registrationId));
    return sent;
  }

  /** What the agendas of these people would say, by registration; without the link that signs its reader in. */
  async samples(event: EventScope, people: readonly Participant[]): Promise<Map<string, AgendaNotice>> {
    const [sources, due] = await Promise.all([
      this.agendas.sources(event.id, people),
      this.agendas.due(event.id, people),
    ]);
    const [read, readDeadlines] = [agendaReader(sources), deadlineReader(due, this.clock.now())];
    return new Map(
      people.map((owner) => [
        owner.registrationId,
        {
          eventTitle: inLanguage(event.title, event.titles, owner.locale),
          items: read(owner, owner.locale),
          deadlines: readDeadlines(owner, owner.locale),
          pageUrl: `${this.config.publicUrl}/agenda`,
        },
      ]),
    );
  }

  /** Fills agenda messages with what is true when they go out. Who does not take part any more gets none. */
  @ComposesNotice(agendaNotice)
  async compose(messages: readonly MessageToCompose[]): Promise<ComposedNotices<AgendaNotice>> {
    const composed = new Map<string, AgendaNotice | Withheld>();
    for (const eventId of new Set(messages.map((message) => message.eventId))) {
      const ofEvent = messages.filter((message) => message.eventId === eventId);
      const event = await this.events.find(eventId);
      if (!event) continue;
      const ids = ofEvent.flatMap(({ recipient }) => recipient.registrationId ?? []);
      const owners = new Map(
        (
          await this.registrations.participants(eventId, {
            registrationIds: ids,
            states: ['confirmed'],
            limit: ids.length,
          })
        ).map((owner) => [owner.registrationId, owner]),
      );
      const read = agendaReader(await this.agendas.sources(eventId, [...owners.values()]));
      const due = await this.agendas.due(eventId, [...owners.values()]);
      const readDeadlines = deadlineReader(due, this.clock.now());
      const feeds = await this.feeds.addresses(eventId, [...owners.values()]);
      const pages = await this.pageAddresses(eventId, [...owners.values()]);
      for (const { messageId, recipient } of ofEvent) {
        const owner = owners.get(recipient.registrationId ?? '');
        if (!owner) {
          composed.set(messageId, new Withheld('The person does not take part any more.'));
          continue;
        }
        const items = read(owner, recipient.locale);
        const deadlines = readDeadlines(owner, recipient.locale);
        const agenda = { event, owner: { ...owner, locale: recipient.locale }, items, deadlines };
        const webcalUrl = feeds.get(owner.registrationId);
        composed.set(messageId, {
          eventTitle: inLanguage(event.title, event.titles, recipient.locale),
          items,
          deadlines,
          pageUrl: pages.get(owner.registrationId)!,
          ...(webcalUrl === undefined ? {} : { webcalUrl }),
          ...(items.length > 0 ? { calendar: this.agendas.calendar(agenda, 'REQUEST') } : {}),
        });
      }
    }
    return composed;
  }

  /** Addresses of the pages that show these people their agendas, by registration. Each opens that one agenda only. */
  async pageAddresses(
    eventId: string,
    owners: readonly { registrationId: string; name: string }[],
  ): Promise<Map<string, string>> {
    const expires = new Date(this.clock.now().getTime() + linkDays * 86_400_000);
    const subjects = owners.map(({ registrationId, name }) => ({ id: registrationId, name }));
    const tokens = await this.links.tokens('registration', eventId, subjects, expires);
    return new Map(
      [...tokens].map(([registrationId, token]) => [
        registrationId,
        `${this.config.publicUrl}/agenda?token=${token}`,
      ]),
    );
  }
}
