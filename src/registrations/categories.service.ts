import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { newId } from '../platform/database/base.entity';
import { Database, isSqlError, sqlState } from '../platform/database/database';
import { Rows } from '../platform/database/rows';
import { CategoriesQueries } from './categories.queries';
import type {
  CategoryChanges,
  CategoryInput,
  FormChanges,
  FormFieldInput,
  FormInput,
  QuotaChanges,
  QuotaInput,
} from './category.input';
import type { CategoryView, FormView, QuotaView } from './category.view';
import { faultsOfFields } from './form.rules';
import { Places } from './places.service';
import { registrationProblems } from './registration.errors';

/** Writes of the categories, forms and quotas of an event. */
@Injectable()
export class CategoriesService {
  private readonly categories: Rows;
  private readonly quotas: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly queries: CategoriesQueries,
    private readonly places: Places,
  ) {
    this.categories = new Rows(db, clock, 'categories');
    this.quotas = new Rows(db, clock, 'quotas');
  }

  async addCategory(eventId: string, input: CategoryInput): Promise<CategoryView> {
    const id = await this.categories.insert({ eventId, ...input }).catch(explain);
    return this.queries.category(eventId, id);
  }

  /** Another quota takes the places along: they are given back there and taken here, or nothing changes (409). */
  async changeCategory(
    eventId: string,
    id: string,
    version: number,
    changes: CategoryChanges,
  ): Promise<CategoryView> {
    return this.db.transaction(async () => {
      const before = await this.places.lockCategory(eventId, id);
      await this.categories.update({ id, eventId }, version, { ...changes }).catch(explain);
      if (changes.quotaId !== undefined && changes.quotaId !== before.quotaId)
        await this.places.moveTo(id, changes.quotaId);
      return this.queries.category(eventId, id);
    });
  }

  async removeCategory(eventId: string, id: string, version: number): Promise<void> {
    await this.categories.remove({ id, eventId }, version).catch(explain);
  }

  async addForm(eventId: string, { categoryId, fields }: FormInput): Promise<FormView> {
    const questions = checked(fields);
    const id = newId();
    await this.db
      .query(
        `WITH form AS (
           INSERT INTO forms (id, event_id, category_id, fields, created_at, updated_at) VALUES ($1, $2, $3, $4::jsonb, $5, $5) RETURNING id)
         INSERT INTO form_versions (form_id, number, fields, created_at) SELECT id, 1, $4::jsonb, $5 FROM form`,
        [id, eventId, categoryId, questions, this.clock.now()],
      )
      .catch(explain);
    return this.queries.form(eventId, id);
  }

  /** Puts a new version of the questions in force; registrations keep the version that they answered. */
  async changeForm(eventId: string, id: string, version: number, { fields }: FormChanges): Promise<FormView> {
    const questions = checked(fields);
    return this.db.transaction(async () => {
      await new Rows(this.db, this.clock, 'forms').update({ id, eventId }, version, {});
      await this.db.query(
        `WITH form AS (UPDATE forms SET fields = $2::jsonb WHERE id = $1 RETURNING id, version, updated_at)
         INSERT INTO form_versions (form_id, number, fields, created_at) SELECT id, version, $2::jsonb, updated_at FROM form`,
        [id, questions],
      );
      return this.queries.form(eventId, id);
    });
  }

  async removeForm(eventId: string, id: string, version: number): Promise<void> {
    await new Rows(this.db, this.clock, 'forms').remove({ id, eventId }, version).catch(explain);
  }

  async addQuota(eventId: string, input: QuotaInput): Promise<QuotaView> {
    const id = await this.quotas.insert({ eventId, ...input }).catch(explain);
    return this.queries.quota(eventId, id);
  }

  /** A raised capacity goes to those who wait. */
  async changeQuota(eventId: string, id: string, version: number, changes: QuotaChanges): Promise<QuotaView> {
    return this.db.transaction(async () => {
      await this.quotas.update({ id, eventId }, version, { ...changes }).catch(explain);
      if (changes.capacity !== undefined) await this.places.promiseOffers(id);
      return this.queries.quota(eventId, id);
    });
  }

  async removeQuota(eventId: string, id: string, version: number): Promise<void> {
    await this.quotas.remove({ id, eventId }, version).catch((error: unknown) => {
      if (isSqlError(error, sqlState.foreignKeyViolation))
        throw registrationProblems.quotaInUse('Give its categories another quota first.');
      throw error;
    });
  }
}

/** The questions as they are stored. */
function checked(fields: FormFieldInput[]): string {
  const errors = faultsOfFields(fields);
  if (errors.length === 0) return JSON.stringify(fields);
  throw registrationProblems.formFieldsInvalid({
    detail: `${errors[0]!.pointer} ${errors[0]!.message}.`,
    errors,
  });
}

function explain(error: unknown): never {
  if (isSqlError(error, sqlState.uniqueViolation, 'categories_code_key'))
    throw registrationProblems.categoryCodeTaken({
      detail: 'Choose another code, or change the category that is there.',
      errors: [{ pointer: '/code', code: 'taken', message: 'is the code of another category' }],
    });
  if (isSqlError(error, sqlState.uniqueViolation, 'quotas_title_key'))
    throw registrationProblems.quotaTitleTaken({
      detail: 'Choose another title.',
      errors: [{ pointer: '/title', code: 'taken', message: 'is the title of another quota' }],
    });
  if (isSqlError(error, sqlState.uniqueViolation, 'forms_category_key'))
    throw registrationProblems.formExists('Change the form that is there; that makes a new version of it.');
  if (isSqlError(error, sqlState.checkViolation, 'quotas_taken_check'))
    throw registrationProblems.capacityBelowTaken({
      detail: 'Cancel registrations first, or choose a capacity that is not below the places that are taken.',
      errors: [{ pointer: '/capacity', code: 'taken', message: 'must not be below the places taken' }],
    });
  if (isSqlError(error, sqlState.foreignKeyViolation, 'categories_quota_fkey'))
    throw registrationProblems.quotaUnknown({
      detail: 'Choose a quota of this event.',
      errors: [{ pointer: '/quotaId', code: 'unknown', message: 'is not a quota of this event' }],
    });
  if (isSqlError(error, sqlState.foreignKeyViolation, 'registrations_category_fkey'))
    throw registrationProblems.categoryInUse(
      'A category in which somebody registered stays, for the record.',
    );
  if (isSqlError(error, sqlState.foreignKeyViolation, 'registrations_form_fkey'))
    throw registrationProblems.formInUse('A form that somebody answered stays; change it instead.');
  if (isSqlError(error, sqlState.foreignKeyViolation, 'forms_category_fkey'))
    throw registrationProblems.categoryUnknown({
      detail: 'Choose a category of this event.',
      errors: [{ pointer: '/categoryId', code: 'unknown', message: 'is not a category of this event' }],
    });
  throw error;
}
