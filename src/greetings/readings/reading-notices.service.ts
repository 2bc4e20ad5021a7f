import { Injectable } from '@nestjs/common';
import { Accounts } from '../../access/accounts.service';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
  type NoticeRecipient,
} from '../../communications/notice';
import { Notices } from '../../communications/notices.service';
import { mailLanguage } from '../../communications/words';
import { Database } from '../../platform/database/database';
import { inLanguage } from '../../platform/text';
import { RegistrationsQueries } from '../../registrations/registrations.queries';
import type { DeliveryMode } from '../greeting.rules';
import type { ReadingConflictView } from './reading-conflict.view';
import { ReadingConflicts } from './reading-conflicts.service';
import { ReadingLinks } from './reading-links.service';
import { isToBeRead } from './readings.sql';
import {
  greetingDeputyAsked,
  greetingReaderElsewhere,
  greetingReaderMissing,
  type DeputyAskedProps,
  type PlaceProps,
  type ReaderElsewhereProps,
  type ReaderMissingProps,
} from './reading.notices';

interface Told extends Record<string, unknown> {
  id: string;
  event_id: string;
  state: string;
  mode: DeliveryMode | null;
  author_name: string;
  author_names: Record<string, string>;
  author_title: string;
  author_titles: Record<string, string>;
  reading_seconds: number | null;
  reader_person_id: string | null;
  reader_state: string | null;
  reader_name: string | null;
  deputy_person_id: string | null;
  deputy_state: 'asked' | 'declined' | 'cancelled' | null;
  deputy_name: string | null;
  session_id: string | null;
  position: number | null;
  session_title: string | null;
  session_titles: Record<string, string> | null;
  starts_at: Date | null;
  ends_at: Date | null;
  title: string;
  titles: Record<string, string>;
  locales: string[];
}

const over: ReadonlySet<string> = new Set(['delivered', 'published', 'declined', 'withdrawn']);

/** Tells people who reads what; never what stands in it. */
@Injectable()
export class ReadingNotices {
  constructor(
    private readonly db: Database,
    private readonly notices: Notices,
    private readonly accounts: Accounts,
    private readonly registrations: RegistrationsQueries,
    private readonly conflicts: ReadingConflicts,
    private readonly links: ReadingLinks,
  ) {}

  /** Asks the deputy to read, because the reader does not. */
  async askDeputy(eventId: string, greetingId: string, personId: string, cause: string): Promise<void> {
    await this.notices.send(greetingDeputyAsked, await this.persons(eventId, [personId]), {
      eventId,
      cause,
      subject: { kind: 'greeting', id: greetingId },
    });
  }

  /** Tells protocol that nobody reads a message now. */
  async tellProtocol(eventId: string, greetingId: string, cause: string): Promise<void> {
    await this.notices.send(greetingReaderMissing, await this.protocol(eventId), {
      eventId,
      cause,
      subject: { kind: 'greeting', id: greetingId },
    });
  }

  /** Tells protocol of readers who cannot be there, once for each thing that is in the way. */
  async tellConflicts(
    eventId: string,
    conflicts: ReadonlyMap<string, readonly ReadingConflictView[]>,
  ): Promise<void> {
    const found = [...conflicts].filter(([, ofOne]) => ofOne.length > 0);
    if (found.length === 0) return;
    const protocol = await this.protocol(eventId);
    for (const [greetingId, ofOne] of found)
      for (const { personId, code, startsAt, endsAt } of ofOne)
        await this.notices.send(greetingReaderElsewhere, protocol, {
          eventId,
          cause: `${greetingId} ${personId} ${code} ${startsAt ?? ''} ${endsAt ?? ''}`,
          subject: { kind: 'greeting', id: greetingId },
        });
  }

  /** These people, as mails about readings reach them. */
  async persons(eventId: string, personIds: readonly string[]): Promise<NoticeRecipient[]> {
    const persons = await this.db.query<{ id: string; name: string; email: string; locale: string }>(
      'SELECT id, display_name AS name, email, locale FROM persons WHERE id = ANY ($1::uuid[])',
      [personIds],
    );
    const registered = await this.registrations.registrationsOfPersons(eventId, personIds);
    return persons.map(({ id, ...person }) => {
      const registration = registered.find(({ personId }) => personId === id);
      return registration
        ? {
            personId: id,
            registrationId: registration.registrationId,
            ...person,
            locale: registration.locale,
          }
        : { personId: id, ...person };
    });
  }

  @ComposesNotice(greetingDeputyAsked)
  async composeDeputyAsked(
    messages: readonly MessageToCompose[],
  ): Promise<ComposedNotices<DeputyAskedProps>> {
    const pages = await this.links.pagesOf(messages);
    return this.composed(messages, (greeting, { messageId, recipient }) =>
      greeting.deputy_person_id === recipient.personId && greeting.deputy_state === 'asked'
        ? {
            ...placeOf(greeting, recipient.locale),
            readingSeconds: greeting.reading_seconds ?? undefined,
            url: pages.get(messageId),
          }
        : new Withheld('The deputy is no longer asked, or has answered.'),
    );
  }

  @ComposesNotice(greetingReaderMissing)
  async composeReaderMissing(
    messages: readonly MessageToCompose[],
  ): Promise<ComposedNotices<ReaderMissingProps>> {
    return this.composed(messages, (greeting, { recipient }) => {
      if (greeting.reader_state === 'accepted' || greeting.reader_state === 'asked')
        return new Withheld('Somebody reads it, or has been asked since.');
      return {
        ...placeOf(greeting, recipient.locale),
        why: (greeting.reader_state ?? 'nobody') as ReaderMissingProps['why'],
        reader: greeting.reader_name ?? undefined,
        deputy:
          greeting.deputy_name === null || greeting.deputy_state === null
            ? undefined
            : { name: greeting.deputy_name, state: greeting.deputy_state },
      };
    });
  }

  @ComposesNotice(greetingReaderElsewhere)
  async composeReaderElsewhere(
    messages: readonly MessageToCompose[],
  ): Promise<ComposedNotices<ReaderElsewhereProps>> {
    const conflicts = new Map<string, readonly ReadingConflictView[]>();
    const told = [...(await this.greetings(messages)).values()];
    for (const eventId of new Set(told.map(({ event_id: id }) => id))) {
      const places = told
        .filter((one) => one.event_id === eventId && isToBeRead(one))
        .map((one) => ({
          greetingId: one.id,
          sessionId: one.session_id!,
          personId: one.reader_person_id!,
          part: 'reader' as const,
        }));
      for (const [id, found] of await this.conflicts.of(eventId, places)) conflicts.set(id, found);
    }
    return this.composed(messages, (greeting, { recipient }) => {
      const found = conflicts.get(greeting.id) ?? [];
      if (found.length === 0) return new Withheld('Nothing is in the way any more.');
      const language = mailLanguage(recipient.locale, greeting.locales);
      return {
        ...placeOf(greeting, recipient.locale),
        conflicts: found.map(({ messages: said }) => said[language]!),
      };
    });
  }

  private async composed<P>(
    messages: readonly MessageToCompose[],
    say: (greeting: Told, message: MessageToCompose) => P | Withheld,
  ): Promise<ComposedNotices<P>> {
    const greetings = await this.greetings(messages);
    const composed = new Map<string, P | Withheld>();
    for (const message of messages) {
      const greeting = greetings.get(message.subject.id);
      if (!greeting) continue;
      composed.set(
        message.messageId,
        over.has(greeting.state) ? new Withheld('Nobody has to read it any more.') : say(greeting, message),
      );
    }
    return composed;
  }

  private async greetings(messages: readonly MessageToCompose[]): Promise<Map<string, Told>> {
    const rows = await this.db.query<Told>(
      `SELECT g.id, g.event_id, g.state, g.mode, g.author_name, g.author_names, g.author_title, g.author_titles, g.reading_seconds,
              g.reader_person_id, g.reader_state, r.display_name AS reader_name, g.deputy_person_id, g.deputy_state,
              d.display_name AS deputy_name, g.session_id, g.position, s.title AS session_title, s.titles AS session_titles, s.starts_at,
              s.ends_at, e.title, e.titles, e.locales
         FROM greetings g JOIN events e ON e.id = g.event_id
         LEFT JOIN programme_sessions s ON s.id = g.session_id
         LEFT JOIN persons r ON r.id = g.reader_person_id
         LEFT JOIN persons d ON d.id = g.deputy_person_id
        WHERE g.id = ANY ($1::uuid[])`,
      [[...new Set(messages.map(({ subject }) => subject.id))]],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  private async protocol(eventId: string): Promise<NoticeRecipient[]> {
    const officers = await this.accounts.withRoles(eventId, ['protocol']);
    const event = await this.db.one<{ locale: string }>(
      'SELECT locales[1] AS locale FROM events WHERE id = $1',
      [eventId],
    );
    return officers.map(({ name, email }) => ({ name, email, locale: event!.locale }));
  }
}

/** What every mail says, in the language in which the program writes to this reader. */
function placeOf(greeting: Told, locale: string): PlaceProps {
  const language = mailLanguage(locale, greeting.locales);
  const { position, starts_at: startsAt, ends_at: endsAt } = greeting;
  return {
    event: inLanguage(greeting.title, greeting.titles, language),
    author: inLanguage(greeting.author_name, greeting.author_names, language),
    authorTitle: inLanguage(greeting.author_title, greeting.author_titles, language),
    place:
      position === null
        ? undefined
        : {
            session: inLanguage(greeting.session_title ?? '', greeting.session_titles ?? {}, language),
            position,
          },
    when: startsAt && endsAt ? { startsAt, endsAt } : undefined,
  };
}
