import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { ClearanceFindings } from './clearance-findings.service';
import type { ClearanceQuery, DepartureClearanceQuery } from './clearance.input';
import {
  toClearanceView,
  toDepartureClearanceView,
  toWordView,
  type ClearanceInFullView,
  type ClearanceRow,
  type ClearanceView,
  type DepartureClearanceRow,
  type DepartureClearanceView,
  type WordRow,
} from './clearance.view';
import { lastWord } from './host-answers.service';

/** SQL over a booking `b`, its registration `r` and the last word `w`: what has to be the same for a decision to be about it. */
export const markOf = `left(md5(concat_ws(' ', b.id, b.version, r.person_id, w.id)), 16)`;

/** SQL over a booking `b` and the last word `w`: what is decided. Who has left stays what they were. */
const decision = `CASE b.state WHEN 'refused' THEN 'refused' WHEN 'cleared' THEN 'cleared' WHEN 'confirmed' THEN 'undecided'
  ELSE CASE WHEN w.answer = 'clear' THEN 'cleared' ELSE 'undecided' END END`;

/** States of those with a place, or who would have one if they were received. */
const withPlace = `('confirmed', 'cleared', 'refused', 'boarded', 'returned', 'no_show')`;

const tables = `bookings b JOIN registrations r ON r.id = b.registration_id JOIN persons p ON p.id = r.person_id
  JOIN departures d ON d.id = b.departure_id JOIN site_visits v ON v.id = b.site_visit_id JOIN events e ON e.id = b.event_id
  LEFT JOIN LATERAL (${lastWord}) w ON true`;

const columns = `b.id AS booking_id, b.departure_id, p.display_name AS name, p.native_name, p.form_of_address, p.nationality, p.birth_date,
  COALESCE(r.organisation_name, (SELECT o.name FROM delegations g JOIN organisations o ON o.id = g.organisation_id WHERE g.id = r.delegation_id))
    AS organisation,
  p.post, ${decision} AS decision, to_json(w) AS last, ${markOf} AS mark, v.house_rules, d.starts_at, e.time_zone`;

const people: ListDefinition<ClearanceRow, ClearanceRow> = {
  select: columns,
  from: tables,
  id: 'b.id',
  sorts: {
    name: { expression: 'p.display_name', type: 'text' },
    createdAt: { expression: 'b.created_at', type: 'timestamptz' },
  },
  defaultSort: 'name',
  view: (row) => row,
};

const due = 'COALESCE(q.answer_by, d.starts_at)';

const departures: ListDefinition<DepartureClearanceRow, DepartureClearanceView> = {
  select: `d.id AS departure_id, d.site_visit_id, v.title, v.titles, d.state, d.starts_at, d.ends_at, d.cut_off_at,
    n.undecided, n.cleared, n.refused, n.questions, n.mark, q.id AS request_id, q.state AS request, q.answer_by`,
  from: `departures d JOIN site_visits v ON v.id = d.site_visit_id
    LEFT JOIN host_requests q ON q.departure_id = d.id
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE ${decision} = 'undecided')::integer AS undecided,
             count(*) FILTER (WHERE ${decision} = 'cleared')::integer AS cleared,
             count(*) FILTER (WHERE b.state = 'refused')::integer AS refused,
             count(*) FILTER (WHERE w.answer = 'ask' AND b.state = 'confirmed')::integer AS questions,
             left(md5(COALESCE(string_agg(${markOf}, ' ' ORDER BY b.id) FILTER (WHERE b.state = 'confirmed'), '')), 16) AS mark
        FROM bookings b JOIN registrations r ON r.id = b.registration_id LEFT JOIN LATERAL (${lastWord}) w ON true
       WHERE b.departure_id = d.id AND b.state IN ${withPlace}) n`,
  id: 'd.id',
  sorts: {
    due: { expression: due, type: 'timestamptz' },
    startsAt: { expression: 'd.starts_at', type: 'timestamptz' },
  },
  defaultSort: 'due',
  view: toDepartureClearanceView,
};

/** Reads of what hosts have decided and have still to decide. For the host itself and for coordinators only. */
@Injectable()
export class ClearancesQueries {
  constructor(
    private readonly db: Database,
    private readonly findings: ClearanceFindings,
  ) {}

  /** People with a place on a visit. */
  async list(eventId: string, siteVisitId: string, query: ClearanceQuery): Promise<Page<ClearanceView>> {
    const found = await page(this.db, people, query, [
      {
        sql: `b.event_id = ? AND b.site_visit_id = ? AND b.state IN ${withPlace}`,
        values: [eventId, siteVisitId],
      },
      when(query.departureId, 'b.departure_id = ?'),
      when(query.decision, `${decision} = ?`),
      when(query.questions, `(COALESCE(w.answer = 'ask', false) AND b.state = 'confirmed') = ?`),
      query.q === undefined || query.q === ''
        ? undefined
        : {
            sql: 'strpos(lower(p.display_name), lower(?)) > 0 OR strpos(p.native_name, ?) > 0',
            values: [query.q, query.q],
          },
    ]);
    const more = await this.findings.of(found.items.map((row) => row.booking_id));
    return { ...found, items: found.items.map((row) => toClearanceView(row, more.get(row.booking_id))) };
  }

  /** @throws 404 */
  async one(eventId: string, siteVisitId: string, bookingId: string): Promise<ClearanceInFullView> {
    const row = await this.db.one<ClearanceRow>(
      `SELECT ${columns} FROM ${tables} WHERE b.event_id = $1 AND b.site_visit_id = $2 AND b.id = $3 AND b.state IN ${withPlace}`,
      [eventId, siteVisitId, bookingId],
    );
    if (!row) throw httpProblems.notFound('There is nobody with such a place on this visit.');
    const words = await this.db.query<WordRow>(
      `SELECT a.id, a.answer, a.code, a.remark, a.by_host, a.by_name, a.at::text AS at
         FROM host_answers a JOIN bookings b ON b.id = a.booking_id JOIN registrations r ON r.id = b.registration_id
        WHERE b.id = $1 AND a.person_id = r.person_id ORDER BY a.id`,
      [bookingId],
    );
    const more = await this.findings.of([bookingId]);
    return { ...toClearanceView(row, more.get(bookingId)), words: words.map(toWordView) };
  }

  /** Departures with how far their hosts are, those that are due first. */
  departures(event: EventScope, query: DepartureClearanceQuery): Promise<Page<DepartureClearanceView>> {
    return page(this.db, departures, query, [
      when(event.id, 'd.event_id = ?'),
      query.waiting === false
        ? { sql: `d.state <> 'cancelled'`, values: [] }
        : {
            sql: `d.state IN ('open', 'closed', 'cleared') AND EXISTS (SELECT 1 FROM bookings b WHERE b.departure_id = d.id AND b.state = 'confirmed')`,
            values: [],
          },
      when(query.q, 'strpos(lower(v.title), lower(?)) > 0'),
    ]);
  }

  /** The departures of one visit, by their start. */
  async ofVisit(siteVisitId: string): Promise<DepartureClearanceView[]> {
    const rows = await this.db.query<DepartureClearanceRow>(
      `SELECT ${departures.select} FROM ${departures.from} WHERE d.site_visit_id = $1 AND d.state <> 'planned' ORDER BY d.starts_at, d.id`,
      [siteVisitId],
    );
    return rows.map(toDepartureClearanceView);
  }

  /** The mark of all who are undecided on a departure of a visit, as it is now; none where there is no such departure. */
  async markOfDeparture(siteVisitId: string, departureId: string): Promise<string | undefined> {
    const row = await this.db.one<{ mark: string }>(
      `SELECT n.mark FROM ${departures.from} WHERE d.site_visit_id = $1 AND d.id = $2`,
      [siteVisitId, departureId],
    );
    return row?.mark;
  }
}
