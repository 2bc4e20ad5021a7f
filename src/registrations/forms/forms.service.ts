import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { registrationProblems } from '../registration.errors';
import type { FormChanges, FormFieldInput, FormInput } from './form.input';
import { faultsOfFields } from './form.rules';
import type { FormView } from './form.view';
import { FormsQueries } from './forms.queries';

/** Writes of the forms of an event. */
@Injectable()
export class FormsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly queries: FormsQueries,
  ) {}

  async add(eventId: string, { categoryId, fields }: FormInput): Promise<FormView> {
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
  async change(eventId: string, id: string, version: number, { fields }: FormChanges): Promise<FormView> {
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

  async remove(eventId: string, id: string, version: number): Promise<void> {
    await new Rows(this.db, this.clock, 'forms').remove({ id, eventId }, version).catch(explain);
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
  if (isSqlError(error, sqlState.uniqueViolation, 'forms_category_key'))
    throw registrationProblems.formExists('Change the form that is there; that makes a new version of it.');
  if (isSqlError(error, sqlState.foreignKeyViolation, 'registrations_form_fkey'))
    throw registrationProblems.formInUse('A form that somebody answered stays; change it instead.');
  if (isSqlError(error, sqlState.foreignKeyViolation, 'forms_category_fkey'))
    throw registrationProblems.categoryUnknown({
      detail: 'Choose a category of this event.',
      errors: [{ pointer: '/categoryId', code: 'unknown', message: 'is not a category of this event' }],
    });
  throw error;
}
