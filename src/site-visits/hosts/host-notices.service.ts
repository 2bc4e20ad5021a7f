import { Injectable } from '@nestjs/common';
import { Accounts } from '../../access/accounts.service';
import { organisers } from '../../access/roles';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
  type NoticeDefinition,
} from '../../communications/notice';
import { Notices } from '../../communications/notices.service';
import { mailLanguage } from '../../communications/words';
import { Database } from '../../platform/database/database';
import { inLanguage } from '../../platform/text';
import { openQuestion } from './host-answers.service';
import {
  hostAsked,
  hostLink,
  hostOverdue,
  hostQuestions,
  hostReminded,
  hostReplied,
  type HostAskedProps,
  type HostLinkProps,
  type HostTaskProps,
} from './host.notices';
import { contactsOf, hostColumns, Hosts, hostTables, type HostRow } from './hosts.service';

interface DepartureOfHost extends HostRow {
  readonly departure_id: string;
  readonly state: string;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly answer_by: Date | null;
  readonly undecided: number;
  readonly questions: number;
}

const noLink = new Withheld('The reader is no contact of the host any more, or the link was revoked.');
const left: ReadonlySet<string> = new Set(['departed', 'returned', 'reported', 'cancelled']);

/** Mails between hosts and the coordinators of visits. They say how many people they are about, never whom or why. */
@Injectable()
export class HostNotices {
  constructor(
    private readonly db: Database,
    private readonly hosts: Hosts,
    private readonly accounts: Accounts,
    private readonly notices: Notices,
  ) {}

  /** Sends a mail about a departure to everybody at its host. Answers how many there are. */
  async tellHost(
    notice: NoticeDefinition<HostAskedProps>,
    about: { eventId: string; siteVisitId: string; departureId: string },
    cause: string,
  ): Promise<number> {
    const row = await this.hosts.one(about.eventId, about.siteVisitId);
    const contacts = row ? contactsOf(row) : [];
    await this.notices.send(notice, contacts, {
      eventId: about.eventId,
      cause,
      subject: { kind: 'departure', id: about.departureId },
    });
    return contacts.length;
  }

  /** Sends a mail about a departure to the coordinators of visits; where there is none, to the organisers. */
  async tellCoordinators(
    notice: NoticeDefinition<HostTaskProps>,
    about: { eventId: string; departureId: string },
    cause: string,
  ): Promise<void> {
    const { locales } = (await this.db.one<{ locales: string[] }>(
      'SELECT locales FROM events WHERE id = $1',
      [about.eventId],
    ))!;
    const named = await this.accounts.withRoles(about.eventId, ['visit_coordinator']);
    const staff = named.length > 0 ? named : await this.accounts.withRoles(about.eventId, organisers);
    await this.notices.send(
      notice,
      staff.map(({ name, email }) => ({ name, email, locale: locales[0] ?? 'en' })),
      { eventId: about.eventId, cause, subject: { kind: 'departure', id: about.departureId } },
    );
  }

  @ComposesNotice(hostLink)
  async link(messages: readonly MessageToCompose[]): Promise<ComposedNotices<HostLinkProps>> {
    const rows = await this.hosts.many(messages.map(({ subject }) => subject.id));
    const addressOf = await this.hosts.addresses(rows);
    const composed = new Map<string, HostLinkProps | Withheld>();
    for (const { messageId, subject, recipient } of messages) {
      const row = rows.find(({ id }) => id === subject.id);
      if (!row) continue;
      const url = addressOf(row, recipient.email);
      const language = mailLanguage(recipient.locale, row.locales);
      composed.set(
        messageId,
        url === undefined
          ? noLink
          : {
              event: inLanguage(row.event_title, row.event_titles, language),
              visit: inLanguage(row.title, row.titles, language),
              url,
            },
      );
    }
    return composed;
  }

  @ComposesNotice(hostAsked)
  asked(messages: readonly MessageToCompose[]): Promise<ComposedNotices<HostAskedProps>> {
    return this.toHosts(messages);
  }

  @ComposesNotice(hostReminded)
  reminded(messages: readonly MessageToCompose[]): Promise<ComposedNotices<HostAskedProps>> {
    return this.toHosts(messages);
  }

  @ComposesNotice(hostReplied)
  replied(messages: readonly MessageToCompose[]): Promise<ComposedNotices<HostAskedProps>> {
    return this.toHosts(messages);
  }

  @ComposesNotice(hostQuestions)
  questions(messages: readonly MessageToCompose[]): Promise<ComposedNotices<HostTaskProps>> {
    return this.toCoordinators(messages, ({ questions }) => questions);
  }

  @ComposesNotice(hostOverdue)
  overdue(messages: readonly MessageToCompose[]): Promise<ComposedNotices<HostTaskProps>> {
    return this.toCoordinators(messages, ({ undecided }) => undecided);
  }

  private async toHosts(messages: readonly MessageToCompose[]): Promise<ComposedNotices<HostAskedProps>> {
    const rows = await this.departures(messages);
    const addressOf = await this.hosts.addresses(rows);
    return this.compose(
      messages,
      rows,
      ({ undecided }) => undecided,
      (row, props, email) => {
        const url = addressOf(row, email);
        return url === undefined ? noLink : { ...props, url };
      },
    );
  }

  private async toCoordinators(
    messages: readonly MessageToCompose[],
    people: (row: DepartureOfHost) => number,
  ): Promise<ComposedNotices<HostTaskProps>> {
    const rows = await this.departures(messages);
    return this.compose(messages, rows, people, (row, props) => ({ ...props, host: row.host }));
  }

  private compose<P extends object>(
    messages: readonly MessageToCompose[],
    rows: readonly DepartureOfHost[],
    people: (row: DepartureOfHost) => number,
    finish: (row: DepartureOfHost, props: Omit<HostAskedProps, 'url'>, email: string) => P | Withheld,
  ): ComposedNotices<P> {
    const composed = new Map<string, P | Withheld>();
    for (const { messageId, subject, recipient } of messages) {
      const row = rows.find(({ departure_id: id }) => id === subject.id);
      if (!row) continue;
      const language = mailLanguage(recipient.locale, row.locales);
      if (left.has(row.state)) composed.set(messageId, new Withheld(`The departure is ${row.state} by now.`));
      else if (people(row) === 0)
        composed.set(messageId, new Withheld('Nobody waits for the word of the host any more.'));
      else
        composed.set(
          messageId,
          finish(
            row,
            {
              event: inLanguage(row.event_title, row.event_titles, language),
              visit: inLanguage(row.title, row.titles, language),
              startsAt: row.starts_at,
              endsAt: row.ends_at,
              people: people(row),
              answerBy: row.answer_by ?? undefined,
            },
            recipient.email,
          ),
        );
    }
    return composed;
  }

  private departures(messages: readonly MessageToCompose[]): Promise<DepartureOfHost[]> {
    return this.db.query<DepartureOfHost>(
      `SELECT ${hostColumns}, d.id AS departure_id, d.state, d.starts_at, d.ends_at,
              (SELECT q.answer_by FROM host_requests q WHERE q.departure_id = d.id AND q.state <> 'ended') AS answer_by,
              (SELECT count(*)::integer FROM bookings b WHERE b.departure_id = d.id AND b.state = 'confirmed') AS undecided,
              (SELECT count(*)::integer FROM bookings b JOIN registrations r ON r.id = b.registration_id
                WHERE b.departure_id = d.id AND b.state = 'confirmed' AND ${openQuestion}) AS questions
         FROM ${hostTables} JOIN departures d ON d.site_visit_id = v.id WHERE d.id = ANY ($1::uuid[])`,
      [[...new Set(messages.map(({ subject }) => subject.id))]],
    );
  }
}
