import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Database } from '../../platform/database/database';
import { containing, page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { assertVisible, isStaff } from '../site-visits.queries';
import type { EventDepartureQuery } from './departure.input';
import {
  toDepartureView,
  type DepartureRow,
  type DepartureView,
  type HeadcountView,
  type MissingView,
} from './departure.view';

const departures = (staff: boolean): ListDefinition<DepartureRow, DepartureView> => ({
  select: 'd.*, v.title, v.titles',
  from: 'departures d JOIN site_visits v ON v.id = d.site_visit_id',
  id: 'd.id',
  sorts: { startsAt: { expression: 'd.starts_at', type: 'timestamptz' } },
  defaultSort: 'startsAt',
  view: (row) => toDepartureView(row, staff),
});

type HeadcountRow = Omit<HeadcountView, 'missing'> & { missing: MissingView[] | null } & Record<
    string,
    unknown
  >;

/** Reads of departures. */
@Injectable()
export class DeparturesQueries {
  constructor(private readonly db: Database) {}

  list(event: EventScope, query: EventDepartureQuery, principal: Principal): Promise<Page<DepartureView>> {
    assertVisible(event, principal);
    return page(this.db, departures(isStaff(principal)), query, [
      query.siteVisitId === undefined
        ? when(event.id, 'd.event_id = ?')
        : { sql: 'd.event_id = ? AND d.site_visit_id = ?', values: [event.id, query.siteVisitId] },
      when(query.state, 'd.state = ?'),
      when(query.q && containing(query.q), 'v.title ILIKE ? OR d.meeting_point ILIKE ?'),
    ]);
  }

  async departure(event: EventScope, id: string, principal: Principal): Promise<DepartureView> {
    assertVisible(event, principal);
    return this.view(event.id, id, isStaff(principal));
  }

  /** @throws 404 */
  async view(eventId: string, id: string, staff: boolean): Promise<DepartureView> {
    const list = departures(staff);
    const row = await this.db.one<DepartureRow>(
      `SELECT ${list.select} FROM ${list.from} WHERE d.event_id = $1 AND d.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such departure in this event.');
    return list.view(row);
  }

  /** @throws 404 */
  async headcount(eventId: string, id: string): Promise<HeadcountView> {
    const row = await this.db.one<HeadcountRow>(
      `SELECT d.id AS "departureId", d.state, d.seats,
              count(b.id) FILTER (WHERE b.state IN ('confirmed', 'cleared', 'boarded', 'returned'))::integer AS confirmed,
              count(b.id) FILTER (WHERE b.state = 'boarded')::integer AS boarded,
              count(b.id) FILTER (WHERE b.state = 'returned')::integer AS returned,
              json_agg(json_build_object('bookingId', b.id, 'registrationId', b.registration_id, 'code', r.code, 'name', p.display_name)
                       ORDER BY p.display_name, b.id)
                FILTER (WHERE b.state = ANY (CASE WHEN d.state IN ('open', 'closed', 'cleared') THEN ARRAY['confirmed', 'cleared']
                                                  WHEN d.state IN ('departed', 'returned') THEN ARRAY['boarded']
                                                  ELSE ARRAY[]::text[] END)) AS missing
         FROM departures d
         LEFT JOIN bookings b ON b.departure_id = d.id AND b.state IN ('confirmed', 'cleared', 'boarded', 'returned')
         LEFT JOIN registrations r ON r.id = b.registration_id
         LEFT JOIN persons p ON p.id = r.person_id
        WHERE d.event_id = $1 AND d.id = $2
        GROUP BY d.id`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such departure in this event.');
    return { ...row, missing: row.missing ?? [] };
  }
}
