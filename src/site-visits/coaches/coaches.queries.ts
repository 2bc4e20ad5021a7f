import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { toCoachDetailView, type CoachDetailRow, type CoachDetailView } from './coach.view';

const coaches: ListDefinition<CoachDetailRow, CoachDetailView> = {
  select: 'c.*',
  from: 'coaches c',
  id: 'c.id',
  sorts: {
    position: { expression: 'c.position', type: 'integer' },
    label: { expression: 'c.label', type: 'text' },
  },
  defaultSort: 'position',
  view: toCoachDetailView,
};

/** Reads of coaches. */
@Injectable()
export class CoachesQueries {
  constructor(private readonly db: Database) {}

  /** @throws 404 for a departure that does not exist */
  async list(eventId: string, departureId: string, query: PageQuery): Promise<Page<CoachDetailView>> {
    const found = await this.db.one('SELECT 1 FROM departures WHERE event_id = $1 AND id = $2', [
      eventId,
      departureId,
    ]);
    if (!found) throw httpProblems.notFound('There is no such departure in this event.');
    return page(this.db, coaches, query, [when(departureId, 'c.departure_id = ?')]);
  }

  /** All coaches of a departure, as they stand in the row. */
  async all(departureId: string): Promise<CoachDetailView[]> {
    const rows = await this.db.query<CoachDetailRow>(
      `SELECT * FROM coaches WHERE departure_id = $1 ORDER BY position, id`,
      [departureId],
    );
    return rows.map(toCoachDetailView);
  }

  /** @throws 404 */
  async coach(eventId: string, departureId: string, id: string): Promise<CoachDetailView> {
    const row = await this.db.one<CoachDetailRow>(
      `SELECT * FROM coaches WHERE event_id = $1 AND departure_id = $2 AND id = $3`,
      [eventId, departureId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such coach on this departure.');
    return toCoachDetailView(row);
  }
}
