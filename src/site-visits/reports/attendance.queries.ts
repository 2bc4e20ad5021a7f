import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import type {
  AttendanceNumbersView,
  AttendanceView,
  AttendeeView,
  DelegationAttendanceView,
  Presence,
  VisitAttendanceView,
} from './attendance.view';

interface AttendeeRow extends Record<string, unknown> {
  departure_id: string;
  booking_id: string;
  registration_id: string;
  code: string;
  name: string;
  native_name: string | null;
  delegation_id: string | null;
  delegation: string | null;
  delegation_names: Record<string, string> | null;
  presence: Presence;
  why: string | null;
  transition: string | null;
  at: Date;
}

/** Who went, as the bookings say it: whoever counts heads changes these. */
@Injectable()
export class AttendanceQueries {
  constructor(private readonly db: Database) {}

  /** @throws 404 */
  async ofDeparture(eventId: string, id: string): Promise<AttendanceView> {
    const departure = await this.db.one('SELECT 1 FROM departures WHERE event_id = $1 AND id = $2', [
      eventId,
      id,
    ]);
    if (!departure) throw httpProblems.notFound('There is no such departure in this event.');
    return attendanceOf(id, await this.rows([id]));
  }

  /** Over all departures of a visit that have left. @throws 404 */
  async ofVisit(eventId: string, siteVisitId: string): Promise<VisitAttendanceView> {
    const visit = await this.db.one('SELECT 1 FROM site_visits WHERE event_id = $1 AND id = $2', [
      eventId,
      siteVisitId,
    ]);
    if (!visit) throw httpProblems.notFound('There is no such site visit in this event.');
    const departures = await this.db.query<{ id: string }>(
      `SELECT id FROM departures WHERE site_visit_id = $1 AND state IN ('departed', 'returned', 'reported') ORDER BY starts_at, id`,
      [siteVisitId],
    );
    const rows = await this.rows(departures.map(({ id }) => id));
    return {
      siteVisitId,
      numbers: numbersOf(rows),
      delegations: delegationsOf(rows),
      departures: departures.map(({ id }) =>
        attendanceOf(
          id,
          rows.filter(({ departure_id }) => departure_id === id),
        ),
      ),
    };
  }

  private rows(departureIds: readonly string[]): Promise<AttendeeRow[]> {
    return this.db.query<AttendeeRow>(
      `SELECT b.departure_id, b.id AS booking_id, b.registration_id, r.code, p.display_name AS name, p.native_name, r.delegation_id,
              o.name AS delegation, o.names AS delegation_names, t.comment AS why, t.transition, COALESCE(t.at, b.updated_at) AS at,
              CASE b.state WHEN 'returned' THEN 'went' WHEN 'boarded' THEN 'on_the_way'
                WHEN 'no_show' THEN CASE WHEN b.excused THEN 'excused' ELSE 'absent' END ELSE 'not_counted' END AS presence
         FROM bookings b JOIN registrations r ON r.id = b.registration_id JOIN persons p ON p.id = r.person_id
         LEFT JOIN delegations g ON g.id = r.delegation_id LEFT JOIN organisations o ON o.id = g.organisation_id
         LEFT JOIN LATERAL (SELECT comment, transition, at FROM transition_records
                             WHERE subject_id = b.id AND transition IN ('board', 'return', 'miss', 'correct') ORDER BY id DESC LIMIT 1) t ON true
        WHERE b.departure_id = ANY ($1::uuid[]) AND b.state IN ('confirmed', 'cleared', 'boarded', 'returned', 'no_show')
        ORDER BY p.display_name, b.id`,
      [departureIds],
    );
  }
}

function attendanceOf(departureId: string, rows: readonly AttendeeRow[]): AttendanceView {
  return {
    departureId,
    numbers: numbersOf(rows),
    delegations: delegationsOf(rows),
    people: rows.map((row): AttendeeView => ({
      bookingId: row.booking_id,
      registrationId: row.registration_id,
      code: row.code,
      name: row.name,
      nativeName: row.native_name,
      delegationId: row.delegation_id,
      presence: row.presence,
      why: row.why,
      corrected: row.transition === 'correct',
      at: row.at.toISOString(),
    })),
  };
}

function numbersOf(rows: readonly AttendeeRow[]): AttendanceNumbersView {
  const count = (wanted: Presence): number => rows.filter(({ presence }) => presence === wanted).length;
  return {
    booked: rows.length,
    went: count('went'),
    onTheWay: count('on_the_way'),
    absent: count('absent'),
    excused: count('excused'),
    notCounted: count('not_counted'),
  };
}

/** By name; those who are of no delegation last. */
function delegationsOf(rows: readonly AttendeeRow[]): DelegationAttendanceView[] {
  const groups = new Map<string | null, AttendeeRow[]>();
  for (const row of rows) groups.set(row.delegation_id, [...(groups.get(row.delegation_id) ?? []), row]);
  return [...groups]
    .map(([delegationId, members]) => ({
      delegationId,
      name: members[0]!.delegation,
      names: members[0]!.delegation_names ?? {},
      numbers: numbersOf(members),
    }))
    .sort((a, b) =>
      a.name === null ? 1 : b.name === null ? -1 : a.name < b.name ? -1 : a.name > b.name ? 1 : 0,
    );
}
