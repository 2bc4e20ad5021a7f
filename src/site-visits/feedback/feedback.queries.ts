import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import { closesAt, fewestShown, totalsOf, type Answered } from './feedback.rules';
import type {
  DepartureFeedbackView,
  FeedbackTotalsView,
  HostFeedbackView,
  HostVisitsView,
  OwnFeedbackListView,
} from './feedback.view';

interface HostRow extends Record<string, unknown> {
  departure_id: string;
  rating: number;
  came: number | null;
  remarks: string | null;
  given_by: string;
  updated_at: Date;
}

interface OwnRow extends Record<string, unknown> {
  booking_id: string;
  departure_id: string;
  title: string;
  titles: Record<string, string>;
  starts_at: Date;
  ends_at: Date;
  feedback_days: number;
  rating: number | null;
  recommends: boolean | null;
  remarks: string | null;
}

/** What was said of departures. Nowhere is it said by whom, but to themselves. */
@Injectable()
export class FeedbackQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** The visits on which a participant was, with what they said. */
  async own(eventId: string, registrationId: string): Promise<OwnFeedbackListView> {
    const rows = await this.db.query<OwnRow>(
      `SELECT b.id AS booking_id, d.id AS departure_id, v.title, v.titles, d.starts_at, d.ends_at, v.feedback_days,
              f.rating, f.recommends, f.remarks
         FROM bookings b JOIN departures d ON d.id = b.departure_id JOIN site_visits v ON v.id = d.site_visit_id
         LEFT JOIN visit_feedback f ON f.booking_id = b.id
        WHERE b.event_id = $1 AND b.registration_id = $2 AND b.state = 'returned' AND d.state IN ('returned', 'reported')
        ORDER BY d.starts_at, b.id`,
      [eventId, registrationId],
    );
    return {
      items: rows.map((row) => {
        const until = closesAt(row.ends_at, row.feedback_days);
        return {
          bookingId: row.booking_id,
          departureId: row.departure_id,
          title: row.title,
          titles: row.titles,
          startsAt: row.starts_at.toISOString(),
          closesAt: until.toISOString(),
          open: this.clock.now() < until,
          rating: row.rating,
          recommends: row.recommends,
          remarks: row.remarks,
        };
      }),
    };
  }

  /** For staff: everything that was said, of whom nobody can tell. @throws 404 */
  async ofDeparture(eventId: string, departureId: string): Promise<DepartureFeedbackView> {
    const row = await this.db.one<{ ends_at: Date; feedback_days: number }>(
      `SELECT d.ends_at, v.feedback_days FROM departures d JOIN site_visits v ON v.id = d.site_visit_id
        WHERE d.event_id = $1 AND d.id = $2`,
      [eventId, departureId],
    );
    if (!row) throw httpProblems.notFound('There is no such departure in this event.');
    const said = await this.said([departureId], 1);
    return {
      departureId,
      ...said.get(departureId)!,
      closesAt: closesAt(row.ends_at, row.feedback_days).toISOString(),
    };
  }

  /** For the host: the groups that were there, with what was said of them once enough people have. @throws 404 */
  async ofHost(eventId: string, siteVisitId: string): Promise<HostVisitsView> {
    const visit = await this.db.one<{ title: string; titles: Record<string, string>; feedback_days: number }>(
      'SELECT title, titles, feedback_days FROM site_visits WHERE event_id = $1 AND id = $2',
      [eventId, siteVisitId],
    );
    if (!visit) throw httpProblems.notFound('There is no such site visit in this event.');
    const rows = await this.db.query<{ id: string; starts_at: Date; ends_at: Date; went: number }>(
      `SELECT d.id, d.starts_at, d.ends_at,
              (SELECT count(*)::integer FROM bookings b WHERE b.departure_id = d.id AND b.state = 'returned') AS went
         FROM departures d WHERE d.site_visit_id = $1 AND d.state IN ('returned', 'reported') ORDER BY d.starts_at, d.id`,
      [siteVisitId],
    );
    const said = await this.said(rows.map(({ id }) => id));
    return {
      title: visit.title,
      titles: visit.titles,
      items: rows.map(({ id, starts_at, ends_at, went }) => {
        const until = closesAt(ends_at, visit.feedback_days);
        const { participants, host } = said.get(id)!;
        return {
          departureId: id,
          startsAt: starts_at.toISOString(),
          endsAt: ends_at.toISOString(),
          went,
          participants,
          own: host,
          closesAt: until.toISOString(),
          open: this.clock.now() < until,
        };
      }),
    };
  }

  /** What was said of departures, shown from so many answers on. */
  async said(
    departureIds: readonly string[],
    fewest: number = fewestShown,
  ): Promise<ReadonlyMap<string, { participants: FeedbackTotalsView; host: HostFeedbackView | null }>> {
    const answers = await this.db.query<Answered & { departure_id: string } & Record<string, unknown>>(
      'SELECT departure_id, rating, recommends, remarks FROM visit_feedback WHERE departure_id = ANY ($1::uuid[])',
      [departureIds],
    );
    const hosts = await this.db.query<HostRow>(
      'SELECT departure_id, rating, came, remarks, given_by, updated_at FROM host_feedback WHERE departure_id = ANY ($1::uuid[])',
      [departureIds],
    );
    return new Map(
      departureIds.map((id) => [
        id,
        {
          participants: toTotals(
            answers.filter(({ departure_id }) => departure_id === id),
            fewest,
          ),
          host: toHost(hosts.find(({ departure_id }) => departure_id === id)),
        },
      ]),
    );
  }
}

function toTotals(answers: readonly Answered[], fewest: number): FeedbackTotalsView {
  const { answers: count, rating, ratings, recommend, remarks } = totalsOf(answers, fewest);
  return {
    answers: count,
    ratingTenths: rating === null ? null : Math.round(rating * 10),
    ratings: ratings && [...ratings],
    recommend: recommend && { ...recommend },
    remarks: remarks && [...remarks],
  };
}

function toHost(row: HostRow | undefined): HostFeedbackView | null {
  if (!row) return null;
  const { rating, came, remarks, given_by: by, updated_at } = row;
  return { rating, came, remarks, by, at: updated_at.toISOString() };
}
