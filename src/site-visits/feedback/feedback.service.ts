import { Inject, Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
} from '../../communications/notice';
import { Notices } from '../../communications/notices.service';
import { Clock } from '../../platform/clock';
import { CONFIG, type Config } from '../../platform/config';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal, type Principal } from '../../platform/http/request-context';
import { RegistrationsQueries } from '../../registrations/registrations.queries';
import { ChangeNotices } from '../changes/change-notices.service';
import { contactsOf, holderKey, Hosts } from '../hosts/hosts.service';
import { siteVisitProblems } from '../site-visits.errors';
import type { FeedbackInput, HostFeedbackInput } from './feedback.input';
import { hostFeedbackAsked, participantFeedbackAsked, type FeedbackNotice } from './feedback.notices';
import { FeedbackQueries } from './feedback.queries';
import { closesAt } from './feedback.rules';
import type { HostVisitsView, OwnFeedbackListView } from './feedback.view';

interface OverRow extends Record<string, unknown> {
  id: string;
  event_id: string;
  site_visit_id: string;
  state: string;
  title: string;
  titles: Record<string, string>;
  host: string;
  contact_name: string | null;
  contact_email: string | null;
  locale: string;
  starts_at: Date;
  ends_at: Date;
  feedback_days: number;
}

/** SQL for departures with what is said about them when somebody is asked. */
const over = `SELECT d.id, d.event_id, d.site_visit_id, d.state, v.title, v.titles, o.name AS host, v.contact_name, v.contact_email,
       e.locales[1] AS locale, d.starts_at, d.ends_at, v.feedback_days
  FROM departures d JOIN site_visits v ON v.id = d.site_visit_id JOIN organisations o ON o.id = v.organisation_id JOIN events e ON e.id = d.event_id`;

const hasReturned = (state: string): boolean => state === 'returned' || state === 'reported';

/** Asks those who went, and the host, how it was; takes what they say until it closes. */
@Injectable()
export class FeedbackService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly houses: Hosts,
    private readonly notices: Notices,
    private readonly registrations: RegistrationsQueries,
    private readonly changes: ChangeNotices,
    private readonly queries: FeedbackQueries,
  ) {}

  /**
   * Asks everybody who went on a departure that is back, and its host; each once, also when somebody turns out to have gone
   * only later.
   */
  async ask(departureId: string): Promise<void> {
    const departure = await this.db.one<OverRow>(`${over} WHERE d.id = $1`, [departureId]);
    if (!departure || !hasReturned(departure.state)) return;
    if (this.clock.now() >= closesAt(departure.ends_at, departure.feedback_days)) return;
    const went = await this.db.query<{ registration_id: string }>(
      `SELECT registration_id FROM bookings WHERE departure_id = $1 AND state = 'returned'`,
      [departureId],
    );
    const options = {
      eventId: departure.event_id,
      cause: `feedback ${departureId}`,
      subject: { kind: 'departure', id: departureId },
    };
    if (went.length > 0) {
      const participants = await this.registrations.participants(departure.event_id, {
        registrationIds: went.map(({ registration_id }) => registration_id),
        limit: went.length,
      });
      await this.notices.send(
        participantFeedbackAsked,
        participants.map(({ registrationId, personId, name, email, locale }) => ({
          registrationId,
          personId,
          name,
          email,
          locale,
        })),
        options,
      );
    }
    const { contact_email: email, contact_name: name, locale } = departure;
    if (email !== null && went.length > 0)
      await this.notices.send(hostFeedbackAsked, [{ name: name ?? '', email, locale }], options);
  }

  @ComposesNotice(participantFeedbackAsked)
  async participants(messages: readonly MessageToCompose[]): Promise<ComposedNotices<FeedbackNotice>> {
    const departures = await this.departures(messages);
    const answers = await this.db.query<{ registration_id: string; departure_id: string; answered: boolean }>(
      `SELECT b.registration_id, b.departure_id, f.id IS NOT NULL AS answered
         FROM unnest($1::uuid[], $2::uuid[]) AS m (departure_id, registration_id)
         JOIN bookings b USING (departure_id, registration_id) LEFT JOIN visit_feedback f ON f.booking_id = b.id
        WHERE b.state = 'returned'`,
      [
        messages.map(({ subject }) => subject.id),
        messages.map(({ recipient }) => recipient.registrationId ?? null),
      ],
    );
    const key = (departureId: string, registrationId: unknown): string =>
      `${departureId} ${String(registrationId)}`;
    const answered = new Map(
      answers.map((row) => [key(row.departure_id, row.registration_id), row.answered]),
    );
    const pages = await this.changes.pages(messages);
    return this.compose(messages, departures, (message) => {
      const has = answered.get(key(message.subject.id, message.recipient.registrationId));
      if (has === undefined) return 'The person did not go, as it turned out.';
      return has
        ? 'The person has answered.'
        : { pageUrl: pages.get(message.recipient.registrationId!) ?? '' };
    });
  }

  @ComposesNotice(hostFeedbackAsked)
  async hosts(messages: readonly MessageToCompose[]): Promise<ComposedNotices<FeedbackNotice>> {
    const departures = await this.departures(messages);
    const visits = await this.houses.many([...departures.values()].map((row) => row.site_visit_id));
    const pages = new Map<string, string>();
    for (const row of departures.values()) {
      if (row.contact_email === null) continue;
      const visit = visits.find(({ id }) => id === row.site_visit_id)!;
      const contact = contactsOf(visit)[0]!;
      const tokenOf = await this.houses.tokens(visit, [contact]);
      const token = tokenOf({ id: visit.id, holder: holderKey(contact.email) });
      if (token !== undefined) pages.set(row.id, `${this.config.publicUrl}/visits?token=${token}`);
    }
    return this.compose(messages, departures, ({ subject, recipient }) => {
      const row = departures.get(subject.id)!;
      // The link answers for the host: it goes to no address that is not theirs any more.
      if (row.contact_email?.toLowerCase() !== recipient.email.toLowerCase())
        return 'The host has another contact now.';
      return { pageUrl: pages.get(subject.id)! };
    });
  }

  /** What a participant says of a departure on which they were. @throws 404, 409 when it is closed */
  async say(
    event: EventScope,
    bookingId: string,
    input: FeedbackInput,
    owner: Principal = currentPrincipal(),
  ): Promise<OwnFeedbackListView> {
    const booking = await this.db.one<{ registration_id: string; departure_id: string; state: string }>(
      'SELECT registration_id, departure_id, state FROM bookings WHERE event_id = $1 AND id = $2',
      [event.id, bookingId],
    );
    if (!booking) throw httpProblems.notFound('There is no such booking in this event.');
    assertOwn(booking.registration_id, owner);
    if (booking.state !== 'returned')
      throw siteVisitProblems.feedbackClosed('Only those who went on the visit can say how it was.');
    await this.assertOpen(event.id, booking.departure_id);
    await this.db.query(
      `INSERT INTO visit_feedback AS f (id, event_id, departure_id, booking_id, rating, recommends, remarks, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
       ON CONFLICT ON CONSTRAINT visit_feedback_booking_key DO UPDATE
         SET rating = excluded.rating, recommends = excluded.recommends, remarks = excluded.remarks,
             version = f.version + 1, updated_at = excluded.updated_at`,
      [
        newId(),
        event.id,
        booking.departure_id,
        bookingId,
        input.rating,
        input.recommends ?? null,
        input.remarks ?? null,
        this.clock.now(),
      ],
    );
    return this.queries.own(event.id, booking.registration_id);
  }

  /** What the host says of a group that was there. @throws 404, 409 when it is closed */
  async sayAsHost(
    event: EventScope,
    siteVisitId: string,
    departureId: string,
    input: HostFeedbackInput,
  ): Promise<HostVisitsView> {
    const departure = await this.db.one(
      'SELECT 1 FROM departures WHERE event_id = $1 AND site_visit_id = $2 AND id = $3',
      [event.id, siteVisitId, departureId],
    );
    if (!departure) throw httpProblems.notFound('There is no such departure of this site visit.');
    await this.assertOpen(event.id, departureId);
    await this.db.query(
      `INSERT INTO host_feedback AS f (id, event_id, departure_id, rating, came, remarks, given_by, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
       ON CONFLICT ON CONSTRAINT host_feedback_departure_key DO UPDATE
         SET rating = excluded.rating, came = excluded.came, remarks = excluded.remarks, given_by = excluded.given_by,
             version = f.version + 1, updated_at = excluded.updated_at`,
      [
        newId(),
        event.id,
        departureId,
        input.rating,
        input.came ?? null,
        input.remarks ?? null,
        currentPrincipal().name,
        this.clock.now(),
      ],
    );
    return this.queries.ofHost(event.id, siteVisitId);
  }

  private async assertOpen(eventId: string, departureId: string): Promise<void> {
    const departure = (await this.db.one<OverRow>(`${over} WHERE d.event_id = $1 AND d.id = $2`, [
      eventId,
      departureId,
    ]))!;
    if (!hasReturned(departure.state))
      throw siteVisitProblems.feedbackClosed('It can be said once the group is back.');
    const until = closesAt(departure.ends_at, departure.feedback_days);
    if (this.clock.now() >= until)
      throw siteVisitProblems.feedbackClosed(`It could be said until ${until.toISOString()}.`);
  }

  private async departures(messages: readonly MessageToCompose[]): Promise<Map<string, OverRow>> {
    const rows = await this.db.query<OverRow>(`${over} WHERE d.id = ANY ($1::uuid[])`, [
      [...new Set(messages.map(({ subject }) => subject.id))],
    ]);
    return new Map(rows.map((row) => [row.id, row]));
  }

  private compose(
    messages: readonly MessageToCompose[],
    departures: ReadonlyMap<string, OverRow>,
    about: (message: MessageToCompose) => { readonly pageUrl: string } | string,
  ): ComposedNotices<FeedbackNotice> {
    return new Map(
      messages.flatMap((message): [string, FeedbackNotice | Withheld][] => {
        const row = departures.get(message.subject.id);
        if (!row) return [];
        const until = closesAt(row.ends_at, row.feedback_days);
        const what = this.clock.now() >= until ? 'It can no longer be said.' : about(message);
        if (typeof what === 'string') return [[message.messageId, new Withheld(what)]];
        const { title, titles, host } = row;
        return [
          [
            message.messageId,
            { ...what, title, titles, host, startsAt: row.starts_at, endsAt: row.ends_at, closesAt: until },
          ],
        ];
      }),
    );
  }
}

/**
 * Lets only the person say and read what they said: not even staff can say it for them.
 * @throws 404 for everybody else
 */
export function assertOwn(registrationId: string, principal: Principal = currentPrincipal()): void {
  const { roles, subject } = principal;
  if (roles.includes('participant') && subject?.kind === 'registration' && subject.id === registrationId)
    return;
  throw httpProblems.notFound('There is no such thing here.');
}
