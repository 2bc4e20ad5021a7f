import { Injectable } from '@nestjs/common';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
} from '../communications/notice';
import { Notices } from '../communications/notices.service';
import { mailLanguage } from '../communications/words';
import { Database } from '../platform/database/database';
import { inLanguage } from '../platform/text';
import { RegistrationsQueries } from '../registrations/registrations.queries';
import {
  greetingReaderAsked,
  greetingRequested,
  type ReaderAskedProps,
  type RequestedProps,
} from './greeting.notices';

interface Told extends Record<string, unknown> {
  id: string;
  state: string;
  author_name: string;
  author_names: Record<string, string>;
  author_title: string;
  author_titles: Record<string, string>;
  languages: string[];
  occasion: string | null;
  length_minutes: number | null;
  due_at: Date | null;
  reading_seconds: number | null;
  reader_person_id: string | null;
  reader_state: string | null;
  title: string;
  titles: Record<string, string>;
  start_date: string;
  end_date: string;
  locales: string[];
}

/** Tells people about messages of greetings; never what stands in them. */
@Injectable()
export class GreetingNotices {
  constructor(
    private readonly db: Database,
    private readonly notices: Notices,
    private readonly registrations: RegistrationsQueries,
  ) {}

  /** Asks the organisation's contact for the message, if there is an address. */
  async tellContact(
    eventId: string,
    greetingId: string,
    cause: string,
    contact: { contactName?: string | null; contactEmail?: string | null; contactLocale?: string | null },
  ): Promise<void> {
    if (!contact.contactEmail) return;
    await this.notices.send(
      greetingRequested,
      [
        {
          name: contact.contactName ?? '',
          email: contact.contactEmail,
          locale: contact.contactLocale ?? (await this.firstLanguage(eventId)),
        },
      ],
      { eventId, cause, subject: { kind: 'greeting', id: greetingId } },
    );
  }

  /** Asks the reader. */
  async tellReader(eventId: string, greetingId: string, personId: string, cause: string): Promise<void> {
    const person = await this.db.one<{ name: string; email: string; locale: string }>(
      'SELECT display_name AS name, email, locale FROM persons WHERE id = $1',
      [personId],
    );
    if (!person) return;
    const [registered] = await this.registrations.registrationsOfPersons(eventId, [personId]);
    const recipient = registered
      ? { personId, registrationId: registered.registrationId, ...person, locale: registered.locale }
      : { personId, ...person };
    await this.notices.send(greetingReaderAsked, [recipient], {
      eventId,
      cause,
      subject: { kind: 'greeting', id: greetingId },
    });
  }

  @ComposesNotice(greetingRequested)
  async composeRequested(messages: readonly MessageToCompose[]): Promise<ComposedNotices<RequestedProps>> {
    const greetings = await this.greetings(messages);
    const composed = new Map<string, RequestedProps | Withheld>();
    for (const { messageId, subject, recipient } of messages) {
      const greeting = greetings.get(subject.id);
      if (!greeting) continue;
      const said = saidTo(greeting, recipient.locale);
      composed.set(
        messageId,
        greeting.state === 'requested'
          ? {
              ...said,
              days: { first: greeting.start_date, last: greeting.end_date },
              languages: greeting.languages,
              lengthMinutes: greeting.length_minutes ?? undefined,
              dueAt: greeting.due_at ?? undefined,
            }
          : new Withheld('The author has answered already.'),
      );
    }
    return composed;
  }

  @ComposesNotice(greetingReaderAsked)
  async composeReaderAsked(
    messages: readonly MessageToCompose[],
  ): Promise<ComposedNotices<ReaderAskedProps>> {
    const greetings = await this.greetings(messages);
    const composed = new Map<string, ReaderAskedProps | Withheld>();
    for (const { messageId, subject, recipient } of messages) {
      const greeting = greetings.get(subject.id);
      if (!greeting) continue;
      const waits = greeting.reader_person_id === recipient.personId && greeting.reader_state === 'asked';
      composed.set(
        messageId,
        waits
          ? { ...saidTo(greeting, recipient.locale), readingSeconds: greeting.reading_seconds ?? undefined }
          : new Withheld('This reader is no longer asked, or has answered.'),
      );
    }
    return composed;
  }

  private async greetings(messages: readonly MessageToCompose[]): Promise<Map<string, Told>> {
    const rows = await this.db.query<Told>(
      `SELECT g.id, g.state, g.author_name, g.author_names, g.author_title, g.author_titles, g.languages, g.occasion, g.length_minutes, g.due_at,
              g.reading_seconds, g.reader_person_id, g.reader_state, e.title, e.titles, e.start_date, e.end_date, e.locales
         FROM greetings g JOIN events e ON e.id = g.event_id WHERE g.id = ANY ($1)`,
      [[...new Set(messages.map(({ subject }) => subject.id))]],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  private async firstLanguage(eventId: string): Promise<string> {
    const event = await this.db.one<{ locales: string[] }>('SELECT locales FROM events WHERE id = $1', [
      eventId,
    ]);
    return event?.locales[0] ?? 'en';
  }
}

/** What both notices say, in the language in which the program writes to this reader. */
function saidTo(
  greeting: Told,
  locale: string,
): { event: string; author: string; authorTitle: string; occasion: string | undefined } {
  const language = mailLanguage(locale);
  return {
    event: inLanguage(greeting.title, greeting.titles, language),
    author: inLanguage(greeting.author_name, greeting.author_names, language),
    authorTitle: inLanguage(greeting.author_title, greeting.author_titles, language),
    occasion: greeting.occasion ?? undefined,
  };
}
