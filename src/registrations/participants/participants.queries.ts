import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { hiddenFrom } from '../../events/events.queries';
import { Database } from '../../platform/database/database';
import { containing, page, when, type ListDefinition } from '../../platform/database/list';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import type { ListedParticipantView } from './participant.view';

type Row = ListedParticipantView & Record<string, unknown>;

const listed: ListDefinition<Row, ListedParticipantView> = {
  select: `r.id, p.display_name AS name, p.native_name AS "nativeName", r.organisation_name AS "organisationName",
    r.delegation_id AS "delegationId", r.part_in_delegation AS "partInDelegation", c.title AS "categoryTitle",
    c.titles AS "categoryTitles", r.list_visibility AS visibility`,
  from: 'registrations r JOIN persons p ON p.id = r.person_id JOIN categories c ON c.id = r.category_id',
  id: 'r.id',
  sorts: { name: { expression: 'r.sort_name', type: 'text' } },
  defaultSort: 'name',
  view: (row) => ({
    id: row.id,
    name: row.name,
    nativeName: row.nativeName,
    organisationName: row.organisationName,
    delegationId: row.delegationId,
    partInDelegation: row.partInDelegation,
    categoryTitle: row.categoryTitle,
    categoryTitles: row.categoryTitles,
    visibility: row.visibility,
  }),
};

/** The list of those who take part, as they let others see it. */
@Injectable()
export class ParticipantsQueries {
  constructor(private readonly db: Database) {}

  /**
   * Confirmed participants, by name, of whom the caller may know: everybody those who are public; staff, and those who take
   * part or have a delegation here, the others who are not hidden.
   * @throws 404 when the event is not announced
   */
  async listed(event: EventScope, by: Principal, query: PageQuery): Promise<Page<ListedParticipantView>> {
    if (hiddenFrom(event, by)) throw httpProblems.notFound('There is no such event.');
    const visibility = (await this.isAmongThem(event, by)) ? `<> 'hidden'` : `= 'public'`;
    // Names and organisations only: whoever is found by an address would be known to have it.
    return page(this.db, listed, query, [
      when(event.id, 'r.event_id = ?'),
      { sql: `r.state = 'confirmed' AND r.list_visibility ${visibility}`, values: [] },
      when(
        query.q && containing(query.q),
        'p.display_name ILIKE ? OR p.native_name ILIKE ? OR r.organisation_name ILIKE ?',
      ),
    ]);
  }

  private async isAmongThem(event: EventScope, by: Principal): Promise<boolean> {
    if (by.kind === 'staff') return by.administrator || by.roles.length > 0;
    if (by.kind !== 'link') return false;
    if (by.roles.includes('focal_point')) return true;
    if (!by.roles.includes('participant')) return false;
    const confirmed = await this.db.one(
      `SELECT 1 FROM registrations WHERE id = $1 AND event_id = $2 AND state = 'confirmed'`,
      [by.subject?.id, event.id],
    );
    return confirmed !== undefined;
  }
}
