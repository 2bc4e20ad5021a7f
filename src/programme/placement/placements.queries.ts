import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { PlacementQuery } from './placement.input';
import { toPlacementView, type PlacementRow, type PlacementView } from './placement.view';

const placements: ListDefinition<PlacementRow, PlacementView> = {
  select: `p.id, p.version, p.event_id, p.state, p.request, p.digest, p.names, p.answer, p.failure, p.seconds, p.requested_by,
    p.created_at, e.locales, e.time_zone`,
  from: 'placements p JOIN events e ON e.id = p.event_id',
  id: 'p.id',
  sorts: { createdAt: { expression: 'p.created_at', type: 'timestamptz' } },
  defaultSort: '-createdAt',
  view: toPlacementView,
};

/** Reads of proposals for sessions without a place. */
@Injectable()
export class PlacementsQueries {
  constructor(private readonly db: Database) {}

  list(eventId: string, query: PlacementQuery): Promise<Page<PlacementView>> {
    return page(this.db, placements, query, [
      when(eventId, 'p.event_id = ?'),
      when(query.state, 'p.state = ?'),
    ]);
  }

  /** @throws 404 */
  async placement(eventId: string, id: string): Promise<PlacementView> {
    const row = await this.db.one<PlacementRow>(
      `SELECT ${placements.select} FROM ${placements.from} WHERE p.event_id = $1 AND p.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such proposal in this event.');
    return toPlacementView(row);
  }
}
