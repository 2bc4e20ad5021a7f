import { Injectable } from '@nestjs/common';
import { personJson } from '../../people/person.view';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { AllocationQuery, AllocationResultQuery } from './allocation.input';
import {
  toAllocationResultView,
  toAllocationView,
  type AllocationResultRow,
  type AllocationResultView,
  type AllocationRow,
  type AllocationView,
} from './allocation.view';

const allocations: ListDefinition<AllocationRow, AllocationView> = {
  select: `a.id, a.version, a.event_id, a.state, a.request, a.digest, a.names, a.answer, a.failure, a.seconds, a.based_on,
    a.requested_by, a.created_at`,
  from: 'allocations a',
  id: 'a.id',
  sorts: { createdAt: { expression: 'a.created_at', type: 'timestamptz' } },
  defaultSort: '-createdAt',
  view: toAllocationView,
};

/** SQL: the departures in a result of `alias`, in one order; null where there is no such row. */
const departuresOf = (alias: string): string =>
  `(CASE WHEN ${alias}.registration_id IS NOT NULL THEN ARRAY(SELECT w ->> 'departureId' FROM jsonb_array_elements(${alias}.wishes) w
      WHERE w ->> 'departureId' IS NOT NULL ORDER BY 1) END)`;

const results: ListDefinition<AllocationResultRow, AllocationResultView> = {
  select: `x.allocation_id, x.registration_id, r.code, ${personJson} AS person, r.locale, x.wishes, a.names, ${departuresOf('b')} AS before`,
  from: `allocation_results x JOIN allocations a ON a.id = x.allocation_id
    JOIN registrations r ON r.id = x.registration_id JOIN persons p ON p.id = r.person_id
    LEFT JOIN allocation_results b ON b.allocation_id = a.based_on AND b.registration_id = x.registration_id`,
  id: 'x.registration_id',
  sorts: { name: { expression: 'r.sort_name', type: 'text' } },
  defaultSort: 'name',
  view: toAllocationResultView,
};

/** Reads of allocations. */
@Injectable()
export class AllocationsQueries {
  constructor(private readonly db: Database) {}

  list(eventId: string, query: AllocationQuery): Promise<Page<AllocationView>> {
    return page(this.db, allocations, query, [
      when(eventId, 'a.event_id = ?'),
      when(query.state, 'a.state = ?'),
    ]);
  }

  /** @throws 404 */
  async allocation(eventId: string, id: string): Promise<AllocationView> {
    const row = await this.db.one<AllocationRow>(
      `SELECT ${allocations.select} FROM ${allocations.from} WHERE a.event_id = $1 AND a.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such allocation in this event.');
    return toAllocationView(row);
  }

  /** What each person gets in a run, by name. @throws 404 for a run that there is not */
  async results(
    eventId: string,
    id: string,
    query: AllocationResultQuery,
  ): Promise<Page<AllocationResultView>> {
    await this.allocation(eventId, id);
    const got = `EXISTS (SELECT 1 FROM jsonb_array_elements(x.wishes) w WHERE w ->> 'departureId' IS NOT NULL)`;
    return page(this.db, results, query, [
      when(id, 'x.allocation_id = ?'),
      when(query.registrationId, 'x.registration_id = ?'),
      when(
        query.departureId,
        `EXISTS (SELECT 1 FROM jsonb_array_elements(x.wishes) w WHERE w ->> 'departureId' = ?)`,
      ),
      when(
        query.changed,
        `(a.based_on IS NOT NULL AND ${departuresOf('b')} IS DISTINCT FROM ${departuresOf('x')}) = ?`,
      ),
      when(query.served, `${got} = ?`),
      query.q === undefined || query.q === ''
        ? undefined
        : {
            sql: 'r.code = upper(?) OR strpos(lower(p.display_name), lower(?)) > 0 OR strpos(p.native_name, ?) > 0',
            values: [query.q, query.q, query.q],
          },
    ]);
  }

  /** What became of the wishes of one participant in the allocation that was accepted last. @throws 404 before there is one */
  async outcome(eventId: string, registrationId: string): Promise<AllocationResultView> {
    const row = await this.db.one<AllocationResultRow>(
      `SELECT ${results.select} FROM ${results.from}
        WHERE a.event_id = $1 AND x.registration_id = $2 AND a.state = 'accepted' ORDER BY a.updated_at DESC, a.id DESC LIMIT 1`,
      [eventId, registrationId],
    );
    if (!row) throw httpProblems.notFound('No places have been shared out among these wishes yet.');
    return toAllocationResultView({ ...row, before: null });
  }
}
