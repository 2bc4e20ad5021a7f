import { Injectable } from '@nestjs/common';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
  type NoticeDefinition,
  type NoticeRecipient,
} from '../../communications/notice';
import { Notices } from '../../communications/notices.service';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import type { TransitionContext } from '../../platform/workflow/binding';
import { RegistrationsQueries } from '../../registrations/registrations.queries';
import type { Coach } from '../departures/departure.rules';
import type { HouseRules } from '../site-visit.input';
import {
  bookingCancelled,
  bookingConfirmed,
  bookingPromoted,
  bookingWaitlisted,
  departureCancelled,
  type BookingNotice,
  type DepartureCancelledNotice,
} from '../site-visits.notices';
import type { BookingRow } from './booking.view';

interface DepartureContent extends Record<string, unknown> {
  id: string;
  title: string;
  titles: Record<string, string>;
  host: string;
  address: string | null;
  starts_at: Date;
  ends_at: Date;
  cut_off_at: Date;
  meeting_point: string;
  coaches: Coach[];
  house_rules: HouseRules;
}

interface BookingContent extends DepartureContent {
  state: string;
  position: number | null;
}

interface Alternative extends Record<string, unknown> {
  cancelled_id: string;
  starts_at: Date;
  ends_at: Date;
}

const departureColumns = `v.title, v.titles, o.name AS host, v.address, v.house_rules, d.starts_at, d.ends_at, d.cut_off_at, d.meeting_point, d.coaches`;
const departureTables = `departures d JOIN site_visits v ON v.id = d.site_visit_id JOIN organisations o ON o.id = v.organisation_id`;

/** Tells participants what became of their bookings, and fills those mails with what is true when they go out. */
@Injectable()
export class BookingNotices {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly notices: Notices,
    private readonly registrations: RegistrationsQueries,
  ) {}

  /** Tells the participant of a booking, in the transaction of the step with this record. */
  async tell(notice: NoticeDefinition<BookingNotice>, row: BookingRow, recordId: string): Promise<void> {
    await this.send(notice, row.event_id, [row.registration_id], recordId, { kind: 'booking', id: row.id });
  }

  /** Tells those of several bookings of one event, each in the step and the request that are theirs. */
  async tellEach(
    notice: NoticeDefinition<BookingNotice>,
    steps: readonly Pick<TransitionContext<BookingRow>, 'row' | 'recordId' | 'requestId'>[],
  ): Promise<void> {
    if (steps.length === 0) return;
    const eventId = steps[0]!.row.event_id;
    const stepOf = new Map(steps.map((step) => [step.row.registration_id, step]));
    const recipients = await this.recipients(eventId, [...stepOf.keys()]);
    await this.notices.sendEach(
      notice,
      eventId,
      recipients.map((recipient) => {
        const { row, recordId, requestId } = stepOf.get(recipient.registrationId)!;
        return { recipient, cause: recordId, subject: { kind: 'booking', id: row.id }, requestId };
      }),
    );
  }

  /** Tells participants of a departure that it does not take place. */
  async tellDepartureCancelled(
    departureId: string,
    registrationIds: readonly string[],
    recordId: string,
  ): Promise<void> {
    if (registrationIds.length === 0) return;
    const { event_id } = (await this.db.one<{ event_id: string }>(
      'SELECT event_id FROM departures WHERE id = $1',
      [departureId],
    ))!;
    await this.send(departureCancelled, event_id, registrationIds, recordId, {
      kind: 'departure',
      id: departureId,
    });
  }

  @ComposesNotice(bookingConfirmed)
  confirmed(messages: readonly MessageToCompose[]): Promise<ComposedNotices<BookingNotice>> {
    return this.compose(messages, ['confirmed', 'cleared']);
  }

  @ComposesNotice(bookingWaitlisted)
  waitlisted(messages: readonly MessageToCompose[]): Promise<ComposedNotices<BookingNotice>> {
    return this.compose(messages, ['waitlisted']);
  }

  @ComposesNotice(bookingPromoted)
  promoted(messages: readonly MessageToCompose[]): Promise<ComposedNotices<BookingNotice>> {
    return this.compose(messages, ['confirmed', 'cleared']);
  }

  @ComposesNotice(bookingCancelled)
  cancelled(messages: readonly MessageToCompose[]): Promise<ComposedNotices<BookingNotice>> {
    return this.compose(messages, ['cancelled', 'refused']);
  }

  @ComposesNotice(departureCancelled)
  async departuresCancelled(
    messages: readonly MessageToCompose[],
  ): Promise<ComposedNotices<DepartureCancelledNotice>> {
    const ids = [...new Set(messages.map(({ subject }) => subject.id))];
    const rows = await this.db.query<DepartureContent>(
      `SELECT d.id, ${departureColumns} FROM ${departureTables} WHERE d.id = ANY ($1::uuid[])`,
      [ids],
    );
    const alternatives = await this.db.query<Alternative>(
      `SELECT c.id AS cancelled_id, a.starts_at, a.ends_at
         FROM departures c
        CROSS JOIN LATERAL (SELECT starts_at, ends_at FROM departures
                             WHERE site_visit_id = c.site_visit_id AND state = 'open' AND cut_off_at > $2 AND taken < seats AND waiting = 0
                             ORDER BY starts_at, id LIMIT 5) a
        WHERE c.id = ANY ($1::uuid[]) ORDER BY a.starts_at`,
      [ids, this.clock.now()],
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    return new Map(
      messages.flatMap(({ messageId, subject }) => {
        const row = byId.get(subject.id);
        if (!row) return [];
        const others = alternatives.filter(({ cancelled_id }) => cancelled_id === row.id);
        return [
          [
            messageId,
            {
              ...contentOf(row),
              alternatives: others.map((other) => ({ startsAt: other.starts_at, endsAt: other.ends_at })),
            },
          ] as const,
        ];
      }),
    );
  }

  private async compose(
    messages: readonly MessageToCompose[],
    states: readonly string[],
  ): Promise<ComposedNotices<BookingNotice>> {
    const rows = await this.db.query<BookingContent>(
      `SELECT b.id, b.state, ${departureColumns},
              CASE WHEN b.state = 'waitlisted' THEN
                (SELECT count(*)::integer FROM bookings before
                  WHERE before.departure_id = b.departure_id AND before.state = 'waitlisted' AND before.queue_number <= b.queue_number)
              END AS position
         FROM ${departureTables} JOIN bookings b ON b.departure_id = d.id WHERE b.id = ANY ($1::uuid[])`,
      [messages.map(({ subject }) => subject.id)],
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    return new Map(
      messages.flatMap(({ messageId, subject }): [string, BookingNotice | Withheld][] => {
        const row = byId.get(subject.id);
        if (!row) return [];
        if (!states.includes(row.state))
          return [[messageId, new Withheld(`The booking is ${row.state.replaceAll('_', ' ')} by now.`)]];
        return [[messageId, { ...contentOf(row), position: row.position }]];
      }),
    );
  }

  private async send<P extends object>(
    notice: NoticeDefinition<P>,
    eventId: string,
    registrationIds: readonly string[],
    cause: string,
    subject: { readonly kind: string; readonly id: string },
  ): Promise<void> {
    await this.notices.send(notice, await this.recipients(eventId, registrationIds), {
      eventId,
      cause,
      subject,
    });
  }

  private async recipients(
    eventId: string,
    registrationIds: readonly string[],
  ): Promise<(NoticeRecipient & { registrationId: string })[]> {
    const participants = await this.registrations.participants(eventId, {
      registrationIds,
      limit: registrationIds.length,
    });
    return participants.map(({ registrationId, personId, name, email, locale }) => ({
      registrationId,
      personId,
      name,
      email,
      locale,
    }));
  }
}

function contentOf(row: DepartureContent): BookingNotice {
  return {
    title: row.title,
    titles: row.titles,
    host: row.host,
    address: row.address,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    cutOffAt: row.cut_off_at,
    meetingPoint: row.meeting_point,
    coaches: row.coaches.map(({ label }) => label),
    identityDocument: row.house_rules.identityDocument,
    photographyForbidden: row.house_rules.photography === 'forbidden',
    dress: row.house_rules.dress ?? null,
    position: null,
  };
}
