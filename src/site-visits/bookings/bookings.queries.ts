import { Injectable } from '@nestjs/common';
import { personJson } from '../../people/person.view';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { Commitments, type CommitmentsQuery } from '../../registrations/sign-ups/commitments.service';
import type { Commitment } from '../../registrations/sign-ups/sign-up.rules';
import type { BookingQuery } from './booking.input';
import { toBookingView, type BookingListRow, type BookingView } from './booking.view';

const bookings: ListDefinition<BookingListRow, BookingView> = {
  select: `b.id, b.version, b.state, b.site_visit_id, b.departure_id, b.registration_id, b.queue_number, b.created_at, r.code, ${personJson} AS person`,
  from: 'bookings b JOIN registrations r ON r.id = b.registration_id JOIN persons p ON p.id = r.person_id',
  id: 'b.id',
  sorts: { createdAt: { expression: 'b.created_at', type: 'timestamptz' } },
  defaultSort: 'createdAt',
  view: toBookingView,
};

/** Reads of bookings. Tells whoever gives seats in sessions who is on a visit. */
@Injectable()
export class BookingsQueries {
  constructor(
    private readonly db: Database,
    commitments: Commitments,
  ) {
    commitments.register({ commitments: (query) => this.commitments(query) });
  }

  list(eventId: string, query: BookingQuery): Promise<Page<BookingView>> {
    return page(this.db, bookings, query, [
      when(eventId, 'b.event_id = ?'),
      when(query.departureId, 'b.departure_id = ?'),
      when(query.registrationId, 'b.registration_id = ?'),
      when(query.state, 'b.state = ?'),
      query.q === undefined || query.q === ''
        ? undefined
        : {
            sql: 'r.code = upper(?) OR strpos(lower(p.display_name), lower(?)) > 0 OR strpos(p.native_name, ?) > 0',
            values: [query.q, query.q, query.q],
          },
    ]);
  }

  /** @throws 404 */
  async booking(eventId: string, id: string): Promise<BookingView> {
    const row = await this.db.one<BookingListRow>(
      `SELECT ${bookings.select} FROM ${bookings.from} WHERE b.event_id = $1 AND b.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such booking in this event.');
    return bookings.view(row);
  }

  /** Some of an event, in the order of these ids. */
  async bookings(eventId: string, ids: readonly string[]): Promise<BookingView[]> {
    const rows = await this.db.query<BookingListRow>(
      `SELECT ${bookings.select} FROM ${bookings.from} WHERE b.event_id = $1 AND b.id = ANY ($2::uuid[])
        ORDER BY array_position($2::uuid[], b.id)`,
      [eventId, ids],
    );
    return rows.map(bookings.view);
  }

  private commitments({
    eventId,
    registrationIds,
    startsAt,
    endsAt,
  }: CommitmentsQuery): Promise<Commitment[]> {
    return this.db.query<Commitment & Record<string, unknown>>(
      `SELECT b.registration_id AS "registrationId", 'visit' AS kind, b.departure_id AS "subjectId", v.title, v.titles,
              d.starts_at AS "startsAt", d.ends_at AS "endsAt", v.id AS "placeId"
         FROM bookings b JOIN departures d ON d.id = b.departure_id JOIN site_visits v ON v.id = b.site_visit_id
        WHERE b.event_id = $1 AND b.registration_id = ANY ($2::uuid[]) AND b.state IN ('confirmed', 'cleared', 'boarded')
          AND b.during && tstzrange($3, $4)
        ORDER BY d.starts_at, b.id`,
      [eventId, registrationIds, startsAt, endsAt],
    );
  }
}
