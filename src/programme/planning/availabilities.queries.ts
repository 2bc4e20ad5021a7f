import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { containing, page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { AvailabilityQuery } from './availability.input';
import { toAvailabilityView, type AvailabilityRow, type AvailabilityView } from './availability.view';

const availabilities: ListDefinition<AvailabilityRow, AvailabilityView> = {
  select: 'a.*, COALESCE(p.display_name, r.name) AS name',
  from: 'availabilities a LEFT JOIN persons p ON p.id = a.person_id LEFT JOIN rooms r ON r.id = a.room_id',
  id: 'a.id',
  sorts: { startsAt: { expression: 'a.starts_at', type: 'timestamptz' } },
  defaultSort: 'startsAt',
  view: toAvailabilityView,
};

/** Reads of the times in which persons and rooms can be planned with. */
@Injectable()
export class AvailabilitiesQueries {
  constructor(private readonly db: Database) {}

  list(eventId: string, query: AvailabilityQuery): Promise<Page<AvailabilityView>> {
    return page(this.db, availabilities, query, [
      when(eventId, 'a.event_id = ?'),
      when(query.personId, 'a.person_id = ?'),
      when(query.roomId, 'a.room_id = ?'),
      when(query.q && containing(query.q), 'p.display_name ILIKE ? OR r.name ILIKE ?'),
    ]);
  }

  /** @throws 404 */
  async one(eventId: string, id: string): Promise<AvailabilityView> {
    const row = await this.db.one<AvailabilityRow>(
      `SELECT ${availabilities.select} FROM ${availabilities.from} WHERE a.event_id = $1 AND a.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such time of availability in this event.');
    return toAvailabilityView(row);
  }
}
