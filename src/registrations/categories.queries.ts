import { Injectable } from '@nestjs/common';
import type { EventScope } from '../access/event-scope';
import { hiddenFrom } from '../events/events.queries';
import { Database } from '../platform/database/database';
import { containing, page, when, type Condition, type ListDefinition } from '../platform/database/list';
import type { Page, PageQuery } from '../platform/http/page';
import { httpProblems } from '../platform/http/problem';
import type { Principal } from '../platform/http/request-context';
import type { FormQuery } from './category.input';
import type { CategoryView, FormView } from './category.view';

type Row<V> = V & Record<string, unknown>;

const categories: ListDefinition<Row<CategoryView>, CategoryView> = {
  select: `c.id, c.version, c.code, c.title, c.titles, c.approval, c.self_registration AS "selfRegistration", c.badge_colour AS "badgeColour",
    ARRAY(SELECT s.quota_id FROM quota_categories s WHERE s.category_id = c.id ORDER BY s.quota_id) AS "quotaIds"`,
  from: 'categories c',
  id: 'c.id',
  sorts: {
    code: { expression: 'c.code', type: 'text' },
    title: { expression: 'c.title', type: 'text' },
  },
  defaultSort: 'code',
  view: ({ id, version, code, title, titles, approval, selfRegistration, quotaIds, badgeColour }) => ({
    id,
    version,
    code,
    title,
    titles,
    approval,
    selfRegistration,
    quotaIds,
    badgeColour,
  }),
};

const forms: ListDefinition<Row<FormView>, FormView> = {
  select: 'f.id, f.version, f.category_id AS "categoryId", f.fields',
  from: 'forms f JOIN categories c ON c.id = f.category_id',
  id: 'f.id',
  sorts: { category: { expression: 'c.code', type: 'text' } },
  defaultSort: 'category',
  view: ({ id, version, categoryId, fields }) => ({ id, version, categoryId, fields }),
};

/** Reads of the categories and forms of an event. */
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
    if (openTo(event, principal) && !category.selfRegistration) throw missing();
    return category;
  }

  /** @throws 404 */
  category(eventId: string, id: string): Promise<CategoryView> {
    return this.one(categories, 'c', eventId, id);
  }

  /** Forms of the categories that the caller may see. */
  async forms(event: EventScope, principal: Principal, query: FormQuery): Promise<Page<FormView>> {
    return page(this.db, forms, query, [
      when(event.id, 'f.event_id = ?'),
      when(query.categoryId, 'f.category_id = ?'),
      openTo(event, principal),
    ]);
  }

  /** @throws 404, also for the form of a category that the caller may not see */
  async formFor(event: EventScope, principal: Principal, id: string): Promise<FormView> {
    const form = await this.form(event.id, id);
    await this.categoryFor(event, principal, form.categoryId);
    return form;
  }

  /** @throws 404 */
  form(eventId: string, id: string): Promise<FormView> {
    return this.one(forms, 'f', eventId, id);
  }

  private async one<V>(
    list: ListDefinition<Row<V>, V>,
    alias: string,
    eventId: string,
    id: string,
  ): Promise<V> {
    const row = await this.db.one<Row<V>>(
      `SELECT ${list.select} FROM ${list.from} WHERE ${alias}.event_id = $1 AND ${alias}.id = $2`,
      [eventId, id],
    );
    if (!row) throw missing();
    return list.view(row);
  }
}

const missing = () => httpProblems.notFound('There is no such thing in this event.');

/**
 * The condition under which somebody without a role in the event sees a category; none for staff.
 * @throws 404 when the event is not announced
 */
function openTo(event: EventScope, principal: Principal): Condition | undefined {
  if (hiddenFrom(event, principal)) throw httpProblems.notFound('There is no such event.');
  if (principal.administrator || (principal.kind === 'staff' && principal.roles.length > 0)) return undefined;
  return { sql: 'c.self_registration', values: [] };
}
