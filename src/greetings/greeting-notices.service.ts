import { Inject, Injectable } from '@nestjs/common';
import { Accounts } from '../access/accounts.service';
import { Links } from '../access/links.service';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
} from '../communications/notice';
import { Notices } from '../communications/notices.service';
import { mailLanguage } from '../communications/words';
import { Clock } from '../platform/clock';
import { CONFIG, type Config } from '../platform/config';
import { Database } from '../platform/database/database';
import { inLanguage } from '../platform/text';
import { RegistrationsQueries } from '../registrations/registrations.queries';
import { greetingReaderAsked, type ReaderAskedProps } from './greeting.notices';
import { awaited } from './greeting.workflow';
import { ReadingLinks } from './readings/reading-links.service';
import type { ReminderAudience } from './requests/request.input';
import {
  greetingAwaited,
  greetingReminder,
  greetingRequested,
  type AwaitedProps,
  type OwedText,
  type ReminderProps,
  type RequestedProps,
} from './requests/request.notices';
import { Requests } from './requests/requests.service';

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
  links_until: Date;
}

/** Tells people about messages of greetings; never what stands in them. */
@Injectable()
export class GreetingNotices {
  constructor(
    private readonly db: Database,
    private readonly notices: Notices,
    private readonly registrations: RegistrationsQueries,
    private readonly requests: Requests,
    private readonly accounts: Accounts,
    private readonly links: Links,
    private readonly readingLinks: ReadingLinks,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Asks for the message through all contacts who have an address. Answers whether there is one. */
  async tellContacts(eventId: string, greetingId: string, cause: string): Promise<boolean> {
    const contacts = (await this.requests.recipients([greetingId])).get(greetingId) ?? [];
    if (contacts.length > 0)
      await this.notices.send(greetingRequested, contacts, {
        eventId,
        cause,
        subject: { kind: 'greeting', id: greetingId },
      });
    return contacts.length > 0;
  }

  /** Reminds the contacts, or the protocol officers; these too where nobody is there who could be reminded. */
  async remind(
    eventId: string,
    greetingId: string,
    audience: ReminderAudience,
    cause: string,
  ): Promise<void> {
    const subject = { kind: 'greeting', id: greetingId };
    const contacts =
      audience === 'contact' ? ((await this.requests.recipients([greetingId])).get(greetingId) ?? []) : [];
    if (contacts.length > 0) {
      await this.notices.send(greetingReminder, contacts, { eventId, cause, subject });
      return;
    }
    const protocol = await this.accounts.withRoles(eventId, ['protocol']);
    const officers = protocol.length > 0 ? protocol : await this.accounts.withRoles(eventId, ['owner']);
    const locale = await this.firstLanguage(eventId);
    await this.notices.send(
      greetingAwaited,
      officers.map(({ name, email }) => ({ name, email, locale })),
      { eventId, cause, subject },
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
    const urls = await this.urls(messages, greetings);
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
              url: urls.get(messageId)!,
            }
          : new Withheld('The author has answered already.'),
      );
    }
    return composed;
  }

  @ComposesNotice(greetingReminder)
  async composeReminder(messages: readonly MessageToCompose[]): Promise<ComposedNotices<ReminderProps>> {
    const greetings = await this.greetings(messages);
    const urls = await this.urls(messages, greetings);
    const composed = new Map<string, ReminderProps | Withheld>();
    for (const { messageId, subject, recipient } of messages) {
      const greeting = greetings.get(subject.id);
      if (greeting)
        composed.set(
          messageId,
          this.isAwaited(greeting)
            ? { ...this.owed(greeting, recipient.locale), url: urls.get(messageId)! }
            : notAwaited(),
        );
    }
    return composed;
  }

  @ComposesNotice(greetingAwaited)
  async composeAwaited(messages: readonly MessageToCompose[]): Promise<ComposedNotices<AwaitedProps>> {
    const greetings = await this.greetings(messages);
    const asked = await this.requests.recipients([...greetings.keys()]);
    const composed = new Map<string, AwaitedProps | Withheld>();
    for (const { messageId, subject, recipient } of messages) {
      const greeting = greetings.get(subject.id);
      if (greeting)
        composed.set(
          messageId,
          this.isAwaited(greeting)
            ? {
                ...this.owed(greeting, recipient.locale),
                contacts: (asked.get(subject.id) ?? []).map(({ name, email }) =>
                  name === '' ? email : `${name} (${email})`,
                ),
              }
            : notAwaited(),
        );
    }
    return composed;
  }

  private isAwaited({ state, due_at: dueAt }: Told): boolean {
    return awaited.includes(state) && dueAt !== null;
  }

  private owed(greeting: Told, locale: string): OwedText {
    return {
      ...saidTo(greeting, locale),
      promised: greeting.state === 'promised',
      dueAt: greeting.due_at!,
      overdue: greeting.due_at! < this.clock.now(),
    };
  }

  /** The page of each message's reader, by their own link: good until the day after the event. */
  private async urls(
    messages: readonly MessageToCompose[],
    greetings: ReadonlyMap<string, Told>,
  ): Promise<Map<string, string>> {
    const urls = new Map<string, string>();
    for (const eventId of new Set(messages.map((message) => message.eventId))) {
      const ofEvent = messages.filter((message) => message.eventId === eventId);
      const until = greetings.get(ofEvent[0]!.subject.id)?.links_until;
      if (!until) continue;
      const holders = new Map(
        ofEvent.map(({ subject, recipient }) => {
          const holder = recipient.email.toLowerCase();
          return [
            `${subject.id} ${holder}`,
            { id: subject.id, name: recipient.name || recipient.email, holder },
          ];
        }),
      );
      const tokenOf = await this.links.tokensOfHolders('greeting', eventId, [...holders.values()], until);
      for (const { messageId, subject, recipient } of ofEvent) {
        const token = tokenOf({ id: subject.id, holder: recipient.email.toLowerCase() });
        urls.set(messageId, `${this.config.publicUrl.replace(/\/$/, '')}/greeting?token=${token ?? ''}`);
      }
    }
    return urls;
  }

  @ComposesNotice(greetingReaderAsked)
  async composeReaderAsked(
    messages: readonly MessageToCompose[],
  ): Promise<ComposedNotices<ReaderAskedProps>> {
    const greetings = await this.greetings(messages);
    const pages = await this.readingLinks.pagesOf(messages);
    const composed = new Map<string, ReaderAskedProps | Withheld>();
    for (const { messageId, subject, recipient } of messages) {
      const greeting = greetings.get(subject.id);
      if (!greeting) continue;
      const waits = greeting.reader_person_id === recipient.personId && greeting.reader_state === 'asked';
      composed.set(
        messageId,
        waits
          ? {
              ...saidTo(greeting, recipient.locale),
              readingSeconds: greeting.reading_seconds ?? undefined,
              url: pages.get(messageId),
            }
          : new Withheld('This reader is no longer asked, or has answered.'),
      );
    }
    return composed;
  }

  private async greetings(messages: readonly MessageToCompose[]): Promise<Map<string, Told>> {
    const rows = await this.db.query<Told>(
      `SELECT g.id, g.state, g.author_name, g.author_names, g.author_title, g.author_titles, g.languages, g.occasion, g.length_minutes, g.due_at,
              g.reading_seconds, g.reader_person_id, g.reader_state, e.title, e.titles, e.start_date, e.end_date, e.locales,
              ((e.end_date + 1)::timestamp AT TIME ZONE e.time_zone) AS links_until
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

const notAwaited = (): Withheld => new Withheld('The text is here, or it is not awaited any more.');

/** What the notices say, in the language in which the program writes to this reader. */
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
