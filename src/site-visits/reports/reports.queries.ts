import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import type { ChangeKind } from '../changes/change.view';
import { FeedbackQueries } from '../feedback/feedback.queries';
import { AttendanceQueries } from './attendance.queries';
import type { DepartureReportView, VisitReportView } from './report.view';

interface VisitRow extends Record<string, unknown> {
  title: string;
  titles: Record<string, string>;
  host: string;
  host_names: Record<string, string>;
  address: string | null;
}

interface ReportRow extends Record<string, unknown> {
  id: string;
  state: string;
  starts_at: Date;
  ends_at: Date;
  departed_at: Date | null;
  returned_at: Date | null;
  meeting_point: string;
  guide: string | null;
  seats: number;
  refused: number;
  cancelled_late: number;
  changes: {
    kind: ChangeKind;
    reason: string | null;
    reasons: Record<string, string>;
    people: number;
    at: string;
  }[];
  report: string | null;
}

/** Reports of visits, put together from what is on record. */
@Injectable()
export class ReportsQueries {
  constructor(
    private readonly db: Database,
    private readonly attendance: AttendanceQueries,
    private readonly feedback: FeedbackQueries,
  ) {}

  /** How one departure was. @throws 404 */
  async ofDeparture(eventId: string, id: string): Promise<VisitReportView> {
    const row = await this.db.one<{ site_visit_id: string }>(
      'SELECT site_visit_id FROM departures WHERE event_id = $1 AND id = $2',
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such departure in this event.');
    return this.read(eventId, row.site_visit_id, id);
  }

  /** How a visit was, over all its departures that have left or were cancelled. @throws 404 */
  ofVisit(eventId: string, siteVisitId: string): Promise<VisitReportView> {
    return this.read(eventId, siteVisitId, null);
  }

  private async read(
    eventId: string,
    siteVisitId: string,
    departureId: string | null,
  ): Promise<VisitReportView> {
    const visit = await this.db.one<VisitRow>(
      `SELECT v.title, v.titles, o.name AS host, o.names AS host_names, v.address
         FROM site_visits v JOIN organisations o ON o.id = v.organisation_id WHERE v.event_id = $1 AND v.id = $2`,
      [eventId, siteVisitId],
    );
    if (!visit) throw httpProblems.notFound('There is no such site visit in this event.');
    const departures = await this.departures(siteVisitId, departureId);
    const said = await this.feedback.said(departures.map(({ id }) => id));
    const of = departureId === null ? await this.attendance.ofVisit(eventId, siteVisitId) : undefined;
    const reports: DepartureReportView[] = [];
    for (const row of departures)
      reports.push({
        ...reportOf(row),
        ...said.get(row.id)!,
        attendance:
          of?.departures.find((one) => one.departureId === row.id) ??
          (await this.attendance.ofDeparture(eventId, row.id)),
      });
    const whole = of ?? reports[0]!.attendance;
    return {
      siteVisitId,
      title: visit.title,
      titles: visit.titles,
      host: visit.host,
      hostNames: visit.host_names,
      address: visit.address,
      numbers: whole.numbers,
      delegations: whole.delegations,
      departures: reports,
    };
  }

  private departures(siteVisitId: string, departureId: string | null): Promise<ReportRow[]> {
    return this.db.query<ReportRow>(
      `SELECT d.id, d.state, d.starts_at, d.ends_at, d.meeting_point, d.guide, d.seats, d.report,
              (SELECT max(t.at) FROM transition_records t WHERE t.subject_id = d.id AND t.transition = 'depart') AS departed_at,
              (SELECT max(t.at) FROM transition_records t WHERE t.subject_id = d.id AND t.transition = 'return') AS returned_at,
              (SELECT count(*)::integer FROM bookings b WHERE b.departure_id = d.id AND b.state = 'refused') AS refused,
              (SELECT count(*)::integer FROM bookings b
                WHERE b.departure_id = d.id AND b.state = 'cancelled' AND d.state <> 'cancelled'
                  AND EXISTS (SELECT 1 FROM transition_records t WHERE t.subject_id = b.id AND t.transition = 'cancel'
                                AND t.from_state IN ('confirmed', 'cleared') AND t.at >= d.cut_off_at)) AS cancelled_late,
              (SELECT COALESCE(json_agg(json_build_object('kind', c.kind, 'reason', c.reason, 'reasons', c.reasons,
                        'people', (SELECT count(*) FROM departure_change_people p WHERE p.change_id = c.id),
                        'at', c.created_at) ORDER BY c.created_at, c.id), '[]')
                 FROM departure_changes c WHERE c.departure_id = d.id OR c.becomes ->> 'departureId' = d.id::text AND c.kind = 'merged') AS changes
         FROM departures d
        WHERE d.site_visit_id = $1
          AND CASE WHEN $2::uuid IS NULL THEN d.state IN ('departed', 'returned', 'reported', 'cancelled') ELSE d.id = $2 END
        ORDER BY d.starts_at, d.id`,
      [siteVisitId, departureId],
    );
  }
}

function reportOf(row: ReportRow): Omit<DepartureReportView, 'attendance' | 'host' | 'participants'> {
  return {
    departureId: row.id,
    state: row.state,
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    departedAt: row.departed_at?.toISOString() ?? null,
    returnedAt: row.returned_at?.toISOString() ?? null,
    meetingPoint: row.meeting_point,
    guide: row.guide,
    seats: row.seats,
    refused: row.refused,
    cancelledLate: row.cancelled_late,
    changes: row.changes.map((change) => ({ ...change, at: new Date(change.at).toISOString() })),
    report: row.report,
  };
}
