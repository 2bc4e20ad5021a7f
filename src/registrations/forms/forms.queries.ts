import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Database } from '../../platform/database/database';
import { page, when, type Condition, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { openCategory, openTo } from '../categories/categories.queries';
import { isRegistrar } from '../registration.workflow';
import type { FormQuery } from './form.input';
import type { FormField } from './form.rules';
import { toFieldViews, toFormView, type FormRow, type FormVersionView, type FormView } from './form.view';

/** SQL for how many more can choose the options of form `f` whose places are limited. */
export const freePlaces = `COALESCE((
  SELECT json_agg(json_build_object('question', o.question, 'value', o.value, 'free', greatest(0, q.capacity - q.taken)))
    FROM quotas q JOIN quota_options o ON o.quota_id = q.id WHERE q.form_id = f.id), '[]')`;

/** What is shown of forms: to whom they may be open only, or to those who see all. */
const columns = (open: boolean): string => `
  f.id, f.version, f.purpose, f.title, f.titles, f.opens_at, f.deadline, f.groups, f.fields, ${freePlaces} AS free,
  ARRAY(SELECT s.category_id FROM form_categories s JOIN categories c ON c.id = s.category_id
         WHERE s.form_id = f.id ${open ? `AND ${openCategory}` : ''} ORDER BY s.category_id) AS category_ids`;

const listFor = (open: boolean, manager: boolean): ListDefinition<FormRow, FormView> => ({
  select: columns(open),
  from: 'forms f',
  id: 'f.id',
  sorts: {
    category: {
      expression: `COALESCE((SELECT min(c.code) FROM form_categories s JOIN categories c ON c.id = s.category_id WHERE s.form_id = f.id), '')`,
      type: 'text',
    },
    title: { expression: `COALESCE(f.title, '')`, type: 'text' },
  },
  defaultSort: 'category',
  view: (row) => toFormView(row, manager),
});

/** Reads of the forms of an event. */
@Injectable()
export class FormsQueries {
  constructor(private readonly db: Database) {}

  /** Forms that the caller may see: all of them for staff, those with which one registers for everybody else. */
  async list(event: EventScope, principal: Principal, query: FormQuery): Promise<Page<FormView>> {
    const open = openForms(event, principal);
    return page(this.db, listFor(open !== undefined, isRegistrar(principal)), query, [
      when(event.id, 'f.event_id = ?'),
      when(query.purpose, 'f.purpose = ?'),
      when(
        query.categoryId,
        'EXISTS (SELECT 1 FROM form_categories s WHERE s.form_id = f.id AND s.category_id = ?)',
      ),
      open,
    ]);
  }

  /** @throws 404, also for a form that the caller may not see */
  async formFor(event: EventScope, principal: Principal, id: string): Promise<FormView> {
    const open = openForms(event, principal);
    const row = await this.row(event.id, id, open);
    return toFormView(row, isRegistrar(principal));
  }

  /** A form with all its questions. @throws 404 */
  async form(eventId: string, id: string): Promise<FormView> {
    return toFormView(await this.row(eventId, id), true);
  }

  /** A questionnaire as it once was in force. @throws 404 */
  async version(eventId: string, id: string, number: number, by: Principal): Promise<FormVersionView> {
    const row = await this.db.one<{ fields: FormField[]; created_at: Date }>(
      `SELECT v.fields, v.created_at FROM form_versions v JOIN forms f ON f.id = v.form_id
        WHERE f.event_id = $1 AND f.id = $2 AND v.number = $3`,
      [eventId, id, number],
    );
    if (!row) throw httpProblems.notFound('The form has no such version.');
    return {
      number,
      createdAt: row.created_at.toISOString(),
      fields: toFieldViews(row.fields, [], isRegistrar(by)),
    };
  }

  private async row(eventId: string, id: string, open?: Condition): Promise<FormRow> {
    const row = await this.db.one<FormRow>(
      `SELECT ${columns(open !== undefined)} FROM forms f WHERE f.event_id = $1 AND f.id = $2 ${open ? `AND ${open.sql}` : ''}`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such form in this event.');
    return row;
  }
}

/**
 * The condition under which somebody without a role in the event sees a form; none for staff.
 * @throws 404 when the event is not announced
 */
function openForms(event: EventScope, principal: Principal): Condition | undefined {
  const open = openTo(event, principal);
  return (
    open && {
      sql: `f.purpose = 'registration' AND EXISTS (
        SELECT 1 FROM form_categories s JOIN categories c ON c.id = s.category_id WHERE s.form_id = f.id AND ${open.sql})`,
      values: open.values,
    }
  );
}
