import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { CategoriesQueries, openTo } from '../categories.queries';
import type { FormQuery } from './form.input';
import type { FormView } from './form.view';

type Row = FormView & Record<string, unknown>;

const forms: ListDefinition<Row, FormView> = {
  select: 'f.id, f.version, f.category_id AS "categoryId", f.fields',
  from: 'forms f JOIN categories c ON c.id = f.category_id',
  id: 'f.id',
  sorts: { category: { expression: 'c.code', type: 'text' } },
  defaultSort: 'category',
  view: ({ id, version, categoryId, fields }) => ({ id, version, categoryId, fields }),
};

/** Reads of the forms of an event. */
@Injectable()
export class FormsQueries {
  constructor(
    private readonly db: Database,
    private readonly categories: CategoriesQueries,
  ) {}

  /** Forms of the categories that the caller may see. */
  async list(event: EventScope, principal: Principal, query: FormQuery): Promise<Page<FormView>> {
    return page(this.db, forms, query, [
      when(event.id, 'f.event_id = ?'),
      when(query.categoryId, 'f.category_id = ?'),
      openTo(event, principal),
    ]);
  }

  /** @throws 404, also for the form of a category that the caller may not see */
  async formFor(event: EventScope, principal: Principal, id: string): Promise<FormView> {
    const form = await this.form(event.id, id);
    await this.categories.categoryFor(event, principal, form.categoryId);
    return form;
  }

  /** @throws 404 */
  async form(eventId: string, id: string): Promise<FormView> {
    const row = await this.db.one<Row>(
      `SELECT ${forms.select} FROM ${forms.from} WHERE f.event_id = $1 AND f.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such form in this event.');
    return forms.view(row);
  }
}
