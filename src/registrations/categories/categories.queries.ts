import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { hiddenFrom } from '../../events/events.queries';
import { Database } from '../../platform/database/database';
import { containing, page, when, type Condition, type ListDefinition } from '../../platform/database/list';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import type { CategoryView } from './category.view';

type Row<V> = V & Record<string, unknown>;

const categories: ListDefinition<Row<CategoryView>, CategoryView> = {
  select: `c.id, c.version, c.code, c.title, c.titles, c.approval, c.self_registration AS "selfRegistration", c.delegation_entry AS "delegationEntry",
    c.badge_colour AS "badgeColour",
    c.approval_steps AS "approvalSteps", c.four_eyes AS "fourEyes", c.transfer_until AS "transferUntil",
    ARRAY(SELECT z.code FROM zone_grants g JOIN access_zones z ON z.id = g.zone_id
           WHERE g.category_id = c.id AND g.valid_from IS NULL AND g.valid_until IS NULL ORDER BY z.code) AS zones, c.badge_at_home AS "badgeAtHome",
    c.asks, c.minimum_age AS "minimumAge", c.most_per_person AS "mostPerPerson", c.most_per_delegation AS "mostPerDelegation",
    c.takes_seat AS "takesSeat",
    ARRAY(SELECT s.quota_id FROM quota_categories s JOIN quotas q ON q.id = s.quota_id
           WHERE s.category_id = c.id AND q.form_id IS NULL ORDER BY s.quota_id) AS "quotaIds"`,
  from: 'categories c',
  id: 'c.id',
  sorts: {
    code: { expression: 'c.code', type: 'text' },
    title: { expression: 'c.title', type: 'text' },
  },
  defaultSort: 'code',
  view: ({
    id,
    version,
    code,
    title,
    titles,
    approval,
    selfRegistration,
    delegationEntry,
    quotaIds,
    badgeColour,
    approvalSteps,
    fourEyes,
    transferUntil,
    zones,
    badgeAtHome,
    asks,
    minimumAge,
    mostPerPerson,
    mostPerDelegation,
    takesSeat,
  }) => ({
    id,
    version,
    code,
    title,
    titles,
    approval,
    selfRegistration,
    delegationEntry,
    quotaIds,
    badgeColour,
    approvalSteps,
    fourEyes,
    transferUntil: transferUntil === null ? null : new Date(transferUntil).toISOString(),
    zones,
    badgeAtHome,
    asks,
    minimumAge,
    mostPerPerson,
    mostPerDelegation,
    takesSeat,
  }),
};

/** Reads of the categories of an event. */
@Injectable()
export class CategoriesQueries {
  constructor(private readonly db: Database) {}

  /** Categories that the caller may see: all of them for staff, those that are open to the public for everybody else. */
  async categories(event: EventScope, principal: Principal, query: PageQuery): Promise<Page<CategoryView>> {
    return page(this.db, categories, query, [
      when(event.id, 'c.event_id = ?'),
      openTo(event, principal),
      when(query.q && containing(query.q), 'c.title ILIKE ? OR c.titles::text ILIKE ? OR c.code ILIKE ?'),
    ]);
  }

  /** @throws 404, also for a category that the caller may not see */
  async categoryFor(event: EventScope, principal: Principal, id: string): Promise<CategoryView> {
    const category = await this.category(event.id, id);
    const isOpen = category.selfRegistration || category.delegationEntry !== 'by_focal_point';
    if (openTo(event, principal) && !isOpen) throw missing();
    return category;
  }

  /** @throws 404 */
  async category(eventId: string, id: string): Promise<CategoryView> {
    const row = await this.db.one<Row<CategoryView>>(
      `SELECT ${categories.select} FROM ${categories.from} WHERE c.event_id = $1 AND c.id = $2`,
      [eventId, id],
    );
    if (!row) throw missing();
    return categories.view(row);
  }
}

/** SQL for whether people can register in category `c` themselves, with or without a delegation. */
export const openCategory = `(c.self_registration OR c.delegation_entry <> 'by_focal_point')`;

const missing = () => httpProblems.notFound('There is no such thing in this event.');

/**
 * The condition under which somebody without a role in the event sees a category; none for staff.
 * @throws 404 when the event is not announced
 */
export function openTo(event: EventScope, principal: Principal): Condition | undefined {
  if (hiddenFrom(event, principal)) throw httpProblems.notFound('There is no such event.');
  if (principal.administrator || (principal.kind === 'staff' && principal.roles.length > 0)) return undefined;
  return { sql: openCategory, values: [] };
}
