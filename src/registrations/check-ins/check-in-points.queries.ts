import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { containing, page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { AdmissionQueries, type PointRow } from './admission.queries';
import { AdmissionRules } from './admission-rules.service';
import type { RefusalReason } from './admission.rules';
import { checkInProblems } from './check-in.errors';
import type { CheckInPointQuery } from './check-in-point.input';
import {
  toCheckInPointView,
  type CheckInFiguresView,
  type CheckInPointRow,
  type CheckInPointView,
} from './check-in-point.view';

const points: ListDefinition<CheckInPointRow, CheckInPointView> = {
  select: `p.id, p.version, p.kind, p.is_default, p.session_id, p.title, p.titles, p.category_ids, p.zone_id, p.reentry, p.records_out, p.missing,
    p.opens_minutes_before, p.closes_minutes_after,
    CASE WHEN p.kind = 'session' THEN s.starts_at - make_interval(mins => p.opens_minutes_before) ELSE p.opens_at END AS opens_at,
    CASE WHEN p.kind = 'session' THEN s.ends_at + make_interval(mins => p.closes_minutes_after) ELSE p.closes_at END AS closes_at`,
  from: `check_in_points p
    LEFT JOIN releases l ON p.session_id IS NOT NULL AND l.event_id = p.event_id AND l.state = 'released'
    LEFT JOIN release_sessions s ON s.release_id = l.id AND s.session_id = p.session_id`,
  id: 'p.id',
  sorts: {
    createdAt: { expression: 'p.created_at', type: 'timestamptz' },
    title: { expression: 'p.title', type: 'text' },
  },
  defaultSort: 'createdAt',
  view: toCheckInPointView,
};

interface FiguresRow extends PointRow {
  day: string;
  in_now: number;
  came_today: number;
  came_ever: number;
  confirmed: number;
  conflicts: number;
  refused: { reason: RefusalReason; count: number }[];
}

/** Reads of points at which people check in. */
@Injectable()
export class CheckInPointsQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly admission: AdmissionQueries,
    private readonly rules: AdmissionRules,
  ) {}

  list(eventId: string, query: CheckInPointQuery): Promise<Page<CheckInPointView>> {
    return page(this.db, points, query, [
      when(eventId, 'p.event_id = ?'),
      when(query.kind, 'p.kind = ?'),
      when(query.q && containing(query.q), 'p.title ILIKE ? OR p.titles::text ILIKE ?'),
    ]);
  }

  /** @throws 404 */
  async point(eventId: string, id: string): Promise<CheckInPointView> {
    const row = await this.db.one<CheckInPointRow>(
      `SELECT ${points.select} FROM ${points.from} WHERE p.id = $1 AND p.event_id = $2`,
      [id, eventId],
    );
    if (!row) throw checkInProblems.checkInPointUnknown('There is no such check-in point in this event.');
    return toCheckInPointView(row);
  }

  /**
   * Who is in and who came, now. Its cost grows with those who came to this point and those who are confirmed.
   * @throws 404
   */
  async figures(event: EventScope, id: string): Promise<CheckInFiguresView> {
    const now = this.clock.now();
    const row = await this.db.one<FiguresRow>(
      `WITH point AS (${this.admission.point('id', '$2')}),
       today AS (SELECT ($3::timestamptz AT TIME ZONE $4)::date AS day,
                        ($3::timestamptz AT TIME ZONE $4)::date::timestamp AT TIME ZONE $4 AS begins),
       came AS (
         SELECT count(DISTINCT i.registration_id)::integer AS came_ever,
                count(DISTINCT i.registration_id) FILTER (WHERE i.at >= today.begins)::integer AS came_today,
                count(*) FILTER (WHERE i.left_at IS NULL AND (i.once_on IS NULL OR i.once_on = today.day))::integer AS in_now
           FROM today CROSS JOIN check_ins i
          WHERE i.point_id = $2 AND i.direction = 'in' AND i.counts AND i.undone_at IS NULL),
       refused AS (
         SELECT reason, count(*)::integer AS count FROM today CROSS JOIN check_in_refusals f
          WHERE f.point_id = $2 AND f.at >= today.begins AND NOT f.admitted GROUP BY reason)
       SELECT point.*, today.day, came.*,
              (SELECT count(*)::integer FROM registrations r
                WHERE r.event_id = $1 AND r.state = 'confirmed' AND (${this.admission.personVerdict}) IS NULL) AS confirmed,
              (SELECT count(*)::integer FROM check_ins i
                WHERE i.point_id = $2 AND i.at >= today.begins AND i.conflict IS NOT NULL AND i.undone_at IS NULL)
                + (SELECT count(*)::integer FROM check_in_refusals f WHERE f.point_id = $2 AND f.at >= today.begins AND f.admitted)
                AS conflicts,
              COALESCE((SELECT json_agg(json_build_object('reason', reason, 'count', count) ORDER BY count DESC, reason) FROM refused), '[]')
                AS refused
         FROM point CROSS JOIN today CROSS JOIN came`,
      [event.id, id, now, event.timeZone],
    );
    if (!row) throw checkInProblems.checkInPointUnknown('There is no such check-in point in this event.');
    const place = { eventId: event.id, kind: row.kind, sessionId: row.session_id };
    return {
      pointId: id,
      asOf: now.toISOString(),
      day: row.day,
      inNow: row.records_out ? row.in_now : null,
      cameToday: row.came_today,
      cameEver: row.came_ever,
      expected: (await this.rules.expected(place, row.concerned)) ?? row.confirmed,
      conflicts: row.conflicts,
      refused: row.refused,
    };
  }
}
