import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Database } from '../../platform/database/database';
import { containing, page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { assertVisible, isStaff } from '../site-visits.queries';
import type { EventDepartureQuery } from './departure.input';
import { toDepartureView, type DepartureRow, type DepartureView } from './departure.view';

const departures = (staff: boolean): ListDefinition<DepartureRow, DepartureView> => ({
  select: 'd.*, v.title, v.titles',
  from: 'departures d JOIN site_visits v ON v.id = d.site_visit_id',
  id: 'd.id',
  sorts: { startsAt: { expression: 'd.starts_at', type: 'timestamptz' } },
  defaultSort: 'startsAt',
  view: (row) => toDepartureView(row, staff),
});

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
}
