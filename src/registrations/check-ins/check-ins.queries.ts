import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { searchRegistrations } from '../registrations.queries';
import { toCheckInView, type CheckInRow, type CheckInView } from './check-in.view';

const checkIns: ListDefinition<CheckInRow, CheckInView> = {
  select: `i.id, i.version, i.registration_id, r.code, r.state, p.display_name, p.native_name, r.category_id, c.title AS category_title,
    r.organisation_name, r.delegation_id, r.locale, i.day, i.at`,
  from: `check_ins i JOIN registrations r ON r.id = i.registration_id JOIN categories c ON c.id = r.category_id
    JOIN persons p ON p.id = r.person_id`,
  id: 'i.id',
  sorts: { at: { expression: 'i.at', type: 'timestamptz' } },
  defaultSort: '-at',
  view: toCheckInView,
};

/** Reads of check-ins. */
@Injectable()
export class CheckInsQueries {
  constructor(private readonly db: Database) {}

  /** Check-ins of an event that were not undone. */
  list(eventId: string, query: PageQuery): Promise<Page<CheckInView>> {
    return page(this.db, checkIns, query, [
      when(eventId, 'i.event_id = ?'),
      { sql: 'i.undone_at IS NULL', values: [] },
      searchRegistrations(query.q),
    ]);
  }

  /** @throws 404, also for a check-in that was undone */
  async checkIn(eventId: string, id: string): Promise<CheckInView> {
    const row = await this.db.one<CheckInRow>(
      `SELECT ${checkIns.select} FROM ${checkIns.from} WHERE i.id = $1 AND i.event_id = $2 AND i.undone_at IS NULL`,
      [id, eventId],
    );
    if (!row) throw httpProblems.notFound('There is no such check-in here.');
    return toCheckInView(row);
  }
}
