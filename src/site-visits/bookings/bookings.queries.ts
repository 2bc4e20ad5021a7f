import { Injectable } from '@nestjs/common';
import { personJson } from '../../people/person.view';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
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

/** Reads of bookings. */
@Injectable()
export class BookingsQueries {
  constructor(private readonly db: Database) {}

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
}
