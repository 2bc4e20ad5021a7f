import { Injectable } from '@nestjs/common';
import type { EventScope } from '../access/event-scope';
import { staffRoles } from '../access/roles';
import { hiddenFrom } from '../events/events.queries';
import { Database } from '../platform/database/database';
import { containing, page, when, type ListDefinition } from '../platform/database/list';
import type { Page } from '../platform/http/page';
import { httpProblems } from '../platform/http/problem';
import type { Principal } from '../platform/http/request-context';
import type { SiteVisitQuery } from './site-visit.input';
import { toSiteVisitView, type SiteVisitRow, type SiteVisitView } from './site-visit.view';

const siteVisits = (staff: boolean): ListDefinition<SiteVisitRow, SiteVisitView> => ({
  select: 'v.*, o.name AS host',
  from: 'site_visits v JOIN organisations o ON o.id = v.organisation_id',
  id: 'v.id',
  sorts: { title: { expression: 'v.title', type: 'text' } },
  defaultSort: 'title',
  view: (row) => toSiteVisitView(row, staff),
});

/** A departure on which somebody has a place, as their agenda needs it. */
export interface BookedDeparture {
  readonly registrationId: string;
  readonly bookingId: string;
  readonly departureId: string;
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  /** Name of the host. */
  readonly host: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly meetingPoint: string;
  readonly address: string | null;
  /** Which coach to board: the one on which they have a seat, or the only one of the departure. */
  readonly coach: string | null;
  /** Its number plate. */
  readonly plate: string | null;
  /** Who counts heads on it, and how to reach that person; of the coach on which they have a seat. */
  readonly marshal: string | null;
  readonly marshalPhone: string | null;
  /** State of the booking. */
  readonly state: string;
  /** Raised when start, end or meeting point changed, or the departure was cancelled; SEQUENCE of the calendar entry. */
  readonly sequence: number;
}

/** Reads of site visits, and what higher modules may know of departures. */
@Injectable()
export class SiteVisitsQueries {
  constructor(private readonly db: Database) {}

  /** Whether the event has this departure. */
  async hasDeparture(eventId: string, id: string): Promise<boolean> {
    const found = await this.db.one('SELECT 1 FROM departures WHERE event_id = $1 AND id = $2', [
      eventId,
      id,
    ]);
    return found !== undefined;
  }

  list(event: EventScope, query: SiteVisitQuery, principal: Principal): Promise<Page<SiteVisitView>> {
    assertVisible(event, principal);
    return page(this.db, siteVisits(isStaff(principal)), query, [
      when(event.id, 'v.event_id = ?'),
      when(query.organisationId, 'v.organisation_id = ?'),
      when(
        query.q && containing(query.q),
        'v.title ILIKE ? OR v.titles::text ILIKE ? OR v.site ILIKE ? OR o.name ILIKE ?',
      ),
    ]);
  }

  /** @throws 404 */
  async siteVisit(event: EventScope, id: string, principal: Principal): Promise<SiteVisitView> {
    assertVisible(event, principal);
    const list = siteVisits(isStaff(principal));
    const row = await this.db.one<SiteVisitRow>(
      `SELECT ${list.select} FROM ${list.from} WHERE v.event_id = $1 AND v.id = $2`,
      [event.id, id],
    );
    if (!row) throw httpProblems.notFound('There is no such site visit in this event.');
    return list.view(row);
  }

  /** The departures on which these registrations have a place, in order of their start; one query for all of them. */
  async bookedDepartures(
    eventId: string,
    registrationIds: readonly string[],
  ): Promise<(BookedDeparture & Record<string, unknown>)[]> {
    return this.db.query<BookedDeparture & Record<string, unknown>>(
      `SELECT b.registration_id AS "registrationId", b.id AS "bookingId", d.id AS "departureId", v.title, v.titles, o.name AS host,
              d.starts_at AS "startsAt", d.ends_at AS "endsAt", d.meeting_point AS "meetingPoint", v.address,
              c.label AS coach, c.plate, c.marshal, c.marshal_phone AS "marshalPhone",
              b.state, d.calendar_sequence AS sequence
         FROM bookings b
         JOIN departures d ON d.id = b.departure_id
         JOIN site_visits v ON v.id = b.site_visit_id
         JOIN organisations o ON o.id = v.organisation_id
         LEFT JOIN coaches c ON c.departure_id = d.id AND (c.id = b.coach_id OR (b.coach_id IS NULL AND jsonb_array_length(d.coaches) = 1))
        WHERE b.registration_id = ANY ($2::uuid[]) AND b.event_id = $1
          AND b.state IN ('confirmed', 'cleared', 'boarded', 'returned') AND d.state <> 'cancelled'
        ORDER BY d.starts_at, b.id`,
      [eventId, registrationIds],
    );
  }

  /**
   * Of which departures messages tell that are about these things: bookings, departures and their changes and delays,
   * allocations. By kind and id of the thing, with a space between.
   */
  async departuresAbout(
    subjects: readonly { readonly kind: string; readonly id: string }[],
  ): Promise<Map<string, Set<string>>> {
    const rows = await this.db.query<{ about: string; departure_id: string }>(
      `SELECT DISTINCT m.kind || ' ' || m.id AS about, d.departure_id
         FROM unnest($1::text[], $2::uuid[]) AS m (kind, id) CROSS JOIN LATERAL (
           SELECT m.id AS departure_id WHERE m.kind = 'departure'
            UNION ALL
           SELECT b.departure_id FROM bookings b WHERE m.kind = 'booking' AND b.id = m.id
            UNION ALL
           SELECT c.departure_id FROM departure_changes c WHERE m.kind = 'departure_change' AND c.id = m.id
            UNION ALL
           SELECT b.departure_id FROM departure_change_people p JOIN bookings b ON b.id = p.booking_id
            WHERE m.kind = 'departure_change' AND p.change_id = m.id
            UNION ALL
           SELECT y.departure_id FROM departure_delays y WHERE m.kind = 'delay' AND y.id = m.id
            UNION ALL
           SELECT (move ->> 'departureId')::uuid FROM departure_delays y, jsonb_array_elements(y.moves) move
            WHERE m.kind = 'delay' AND y.id = m.id
            UNION ALL
           SELECT (wish ->> 'departureId')::uuid FROM allocation_results x, jsonb_array_elements(x.wishes) wish
            WHERE m.kind = 'allocation' AND x.allocation_id = m.id AND wish ->> 'departureId' IS NOT NULL
         ) d`,
      [subjects.map(({ kind }) => kind), subjects.map(({ id }) => id)],
    );
    const about = new Map<string, Set<string>>();
    for (const { about: subject, departure_id: id } of rows) {
      const ids = about.get(subject);
      if (ids) ids.add(id);
      else about.set(subject, new Set([id]));
    }
    return about;
  }
}

/** Whether the caller works on the event. */
export function isStaff(principal: Principal): boolean {
  return principal.administrator || staffRoles.some((role) => principal.roles.includes(role));
}

/** @throws 404 while the event is a draft and the caller does not work on it */
export function assertVisible(event: EventScope, principal: Principal): void {
  if (hiddenFrom(event, principal)) throw httpProblems.notFound('There is no such event.');
}
