import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { RegistrationSearch, searchRegistrations } from '../search/registration-search';
import { AdmissionQueries, pointColumns, type DeskPersonRow, type PointRow } from './admission.queries';
import { AdmissionRules } from './admission-rules.service';
import { takesCheckIns } from './admission.rules';
import { checkInProblems } from './check-in.errors';
import type { CandidateQuery, CheckInQuery, RefusalQuery } from './check-in.input';
import { placeOf } from './check-in-points.service';
import {
  toCandidateView,
  toCheckInView,
  toDeskPersonView,
  toRefusalView,
  type CandidateRow,
  type CandidateView,
  type CheckInRow,
  type CheckInView,
  type DeskPersonView,
  type RefusalRow,
  type RefusalView,
} from './check-in.view';

/** The columns of {@link CheckInRow} of a row `i`. */
export const checkInColumns = `i.id, i.version, i.registration_id, i.point_id, i.direction, i.day, i.at, i.left_at, i.device_id, i.by_name,
  i.offline, i.counts, i.conflict`;

const checkIns: ListDefinition<CheckInRow, CheckInRow> = {
  select: checkInColumns,
  from: 'check_ins i JOIN registrations r ON r.id = i.registration_id',
  id: 'i.id',
  sorts: { at: { expression: 'i.at', type: 'timestamptz' } },
  defaultSort: '-at',
  view: (row) => row,
};

const refusals: ListDefinition<RefusalRow, RefusalRow> = {
  select: `f.id, f.registration_id, f.point_id, f.reason, f.direction, f.at, f.device_id, f.by_name, f.offline, f.admitted`,
  from: 'check_in_refusals f LEFT JOIN registrations r ON r.id = f.registration_id',
  id: 'f.id',
  sorts: { at: { expression: 'f.at', type: 'timestamptz' } },
  defaultSort: '-at',
  view: (row) => row,
};

/** Reads of check-ins and refusals. */
@Injectable()
export class CheckInsQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly admission: AdmissionQueries,
    private readonly rules: AdmissionRules,
    private readonly search: RegistrationSearch,
  ) {}

  /** Check-ins of an event that were not undone. */
  async list(event: EventScope, query: CheckInQuery): Promise<Page<CheckInView>> {
    const found = await page(this.db, checkIns, query, [
      when(event.id, 'i.event_id = ?'),
      { sql: 'i.undone_at IS NULL', values: [] },
      when(query.pointId, 'i.point_id = ?'),
      when(query.registrationId, 'i.registration_id = ?'),
      when(query.direction, 'i.direction = ?'),
      when(query.day, 'i.day = ?'),
      when(query.withConflict, '(i.conflict IS NOT NULL) = ?'),
      searchRegistrations(event.id, query.q),
    ]);
    const people = await this.people(
      event,
      found.items.map((row) => row.registration_id),
    );
    return {
      ...found,
      items: found.items.map((row) => toCheckInView(row, people.get(row.registration_id)!)),
    };
  }

  /** @throws 404, also for a check-in that was undone */
  async checkIn(event: EventScope, id: string): Promise<CheckInView> {
    const row = await this.db.one<CheckInRow>(
      `SELECT ${checkInColumns} FROM check_ins i WHERE i.id = $1 AND i.event_id = $2 AND i.undone_at IS NULL`,
      [id, event.id],
    );
    if (!row) throw httpProblems.notFound('There is no such check-in here.');
    const people = await this.people(event, [row.registration_id]);
    return toCheckInView(row, people.get(row.registration_id)!);
  }

  /** Who was refused, the last ones first. */
  async refusals(event: EventScope, query: RefusalQuery): Promise<Page<RefusalView>> {
    const found = await page(this.db, refusals, query, [
      when(event.id, 'f.event_id = ?'),
      when(query.pointId, 'f.point_id = ?'),
      when(query.registrationId, 'f.registration_id = ?'),
      when(query.reason, 'f.reason = ?'),
      searchRegistrations(event.id, query.q),
    ]);
    const people = await this.people(
      event,
      found.items.flatMap((row) => row.registration_id ?? []),
    );
    return {
      ...found,
      items: found.items.map((row) =>
        toRefusalView(row, (row.registration_id && people.get(row.registration_id)) || null),
      ),
    };
  }

  /**
   * Who may be meant by a name, a code or an address, whether they are in at the point, and whether they would be let in.
   * @throws 404 when there is no such point
   */
  async candidates(event: EventScope, query: CandidateQuery): Promise<Page<CandidateView>> {
    const place = placeOf(query);
    const point = await this.db.one<PointRow>(
      `WITH point AS (${this.admission.point(place.key, '$2')}) SELECT ${pointColumns} FROM point`,
      [event.id, place.id],
    );
    if (!point) throw checkInProblems.checkInPointUnknown('There is no such check-in point in this event.');
    const { ids, ...found } = await this.search.page(event.id, { q: query.q, facets: [] }, query, 'name');
    const [rows, refused] = await Promise.all([
      this.db.query<CandidateRow & Record<string, unknown>>(
        `WITH point AS (${this.admission.point('id', '$2')}),
         moment AS (${this.admission.moment({
           at: '$4',
           zone: '$5',
           direction: `'in'`,
           revision: 'NULL',
           flaw: '$6',
           firstDay: '$7::date - 1',
           lastDay: '$8',
         })})
         SELECT ${this.admission.deskColumns}, ${this.admission.verdict} AS reason, e.id AS check_in_id, e.at AS checked_in_at, e.left_at
           FROM moment CROSS JOIN point CROSS JOIN registrations r JOIN persons p ON p.id = r.person_id
           JOIN categories c ON c.id = r.category_id
           LEFT JOIN check_ins e ON e.point_id = point.point_id AND e.registration_id = r.id AND e.blocks
             AND e.once_on IS NOT DISTINCT FROM CASE WHEN point.kind = 'day' THEN moment.day END
          WHERE r.event_id = $1 AND r.id = ANY ($3::uuid[])`,
        [
          event.id,
          point.point_id,
          ids,
          this.clock.now(),
          event.timeZone,
          takesCheckIns(event.state) ? null : 'event_not_running',
          event.startDate,
          event.endDate,
        ],
      ),
      this.rules.refusals(
        { eventId: event.id, kind: point.kind, sessionId: point.session_id },
        point.concerned,
        ids,
      ),
    ]);
    const byId = new Map(rows.map((row) => [row.registration_id, row]));
    return {
      ...found,
      items: ids.flatMap((id) => {
        const row = byId.get(id);
        return row ? [toCandidateView(row, refused.get(id))] : [];
      }),
    };
  }

  /** What the desk sees of these people now, by their registrations; one query for all of them. */
  async people(event: EventScope, registrationIds: readonly string[]): Promise<Map<string, DeskPersonView>> {
    if (registrationIds.length === 0) return new Map();
    const rows = await this.db.query<DeskPersonRow & Record<string, unknown>>(
      `SELECT ${this.admission.deskColumns}
         FROM (SELECT $3::timestamptz AS at, ($3::timestamptz AT TIME ZONE $4::text)::date AS day, $4::text AS zone) moment
        CROSS JOIN registrations r JOIN persons p ON p.id = r.person_id JOIN categories c ON c.id = r.category_id
        WHERE r.event_id = $1 AND r.id = ANY ($2::uuid[])`,
      [event.id, registrationIds, this.clock.now(), event.timeZone],
    );
    return new Map(rows.map((row) => [row.registration_id, toDeskPersonView(row)]));
  }
}
