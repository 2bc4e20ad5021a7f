import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { CategoriesQueries } from './categories.queries';
import type { CategoryChanges, CategoryInput } from './category.input';
import type { CategoryView } from './category.view';
import { QuotasService } from '../quotas/quotas.service';
import { registrationProblems } from '../registration.errors';
import { ZonesService } from '../zones/zones.service';

/** Writes of the categories of an event. */
@Injectable()
export class CategoriesService {
  private readonly categories: Rows;

  constructor(
    private readonly db: Database,
    clock: Clock,
    private readonly queries: CategoriesQueries,
    private readonly quotas: QuotasService,
    private readonly zones: ZonesService,
  ) {
    this.categories = new Rows(db, clock, 'categories');
  }

  async addCategory(eventId: string, { quotaIds, zones, ...values }: CategoryInput): Promise<CategoryView> {
    return this.db.transaction(async () => {
      if (quotaIds?.length) await this.quotas.holdEvent(eventId);
      const id = await this.categories.insert({ eventId, ...stored(values) }).catch(explain);
      if (quotaIds?.length) await this.quotas.nameCategory(eventId, id, quotaIds);
      if (zones?.length) await this.zones.nameForCategory(eventId, id, zones);
      return this.queries.category(eventId, id);
    });
  }

  /** Other quotas take the places along: they are given back there and taken here, or nothing changes (409). */
  async changeCategory(
    eventId: string,
    id: string,
    version: number,
    { quotaIds, zones, ...values }: CategoryChanges,
  ): Promise<CategoryView> {
    return this.db.transaction(async () => {
      if (quotaIds) await this.quotas.holdEvent(eventId);
      await this.categories.update({ id, eventId }, version, stored(values)).catch(explain);
      if (quotaIds) await this.quotas.nameCategory(eventId, id, quotaIds);
      if (zones) await this.zones.nameForCategory(eventId, id, zones);
      return this.queries.category(eventId, id);
    });
  }

  /** Removes a category with the forms that are for nobody else. @throws 404, 409, 412 */
  async removeCategory(eventId: string, id: string, version: number): Promise<void> {
    await this.db.transaction(async () => {
      await this.categories.remove({ id, eventId }, version).catch(explain);
      await this.db
        .query(
          `DELETE FROM forms f WHERE event_id = $1 AND NOT EXISTS (SELECT 1 FROM form_categories c WHERE c.form_id = f.id)`,
          [eventId],
        )
        .catch(explain);
    });
  }
}

/** A category as it is stored. @throws 422 for steps that cannot be told apart */
function stored<T extends Pick<CategoryChanges, 'approvalSteps' | 'approval'>>({
  approvalSteps,
  ...values
}: T): Record<string, unknown> {
  if (approvalSteps === undefined) return values;
  const keys = approvalSteps.map(({ key }) => key);
  const errors = keys.flatMap((key, index) =>
    keys.indexOf(key) < index
      ? [{ pointer: `/approvalSteps/${index}/key`, code: 'taken', message: 'is the key of an earlier step' }]
      : [],
  );
  if (errors.length > 0)
    throw registrationProblems.approvalStepsInvalid({ detail: 'Give each step a key of its own.', errors });
  const steps = approvalSteps.map(({ key, title, titles = {}, role, kind = 'approval' }) => ({
    key,
    title,
    titles,
    role,
    kind,
  }));
  return { ...values, approvalSteps: JSON.stringify(steps) };
}

function explain(error: unknown): never {
  if (isSqlError(error, sqlState.uniqueViolation, 'categories_code_key'))
    throw registrationProblems.categoryCodeTaken({
      detail: 'Choose another code, or change the category that is there.',
      errors: [{ pointer: '/code', code: 'taken', message: 'is the code of another category' }],
    });
  if (isSqlError(error, sqlState.foreignKeyViolation, 'registrations_category_fkey'))
    throw registrationProblems.categoryInUse(
      'A category in which somebody registered stays, for the record.',
    );
  for (const constraint of ['registrations_form_fkey', 'form_answers_form_fkey', 'answer_files_form_fkey'])
    if (isSqlError(error, sqlState.foreignKeyViolation, constraint))
      throw registrationProblems.categoryInUse(
        'People of another category have answered a form that would be for nobody. Give the form another category first.',
      );
  throw error;
}
