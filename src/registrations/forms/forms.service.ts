import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { assertVersion } from '../../platform/http/concurrency';
import { httpProblems, type FieldFault } from '../../platform/http/problem';
import { QuotasService, type OptionPlaces } from '../quotas/quotas.service';
import { registrationProblems } from '../registration.errors';
import type { FieldGroupInput, FormChanges, FormFieldInput, FormInput } from './form.input';
import { faultsOfForm, type FieldGroup, type FormField, type FormPurpose } from './form.rules';
import type { FormView } from './form.view';
import { FormsQueries } from './forms.queries';
import { FollowUps } from './follow-ups.service';

/** A form as it is to be. */
interface Wanted {
  readonly purpose: FormPurpose;
  readonly title: string | null;
  readonly titles: Record<string, string>;
  readonly categoryIds: readonly string[];
  readonly opensAt: Date | null;
  readonly deadline: Date | null;
  readonly groups: readonly FieldGroup[];
  readonly fields: readonly FormField[];
}

/** Writes of the forms of an event. */
@Injectable()
export class FormsService {
  private readonly forms: Rows;

  constructor(
    private readonly db: Database,
    clock: Clock,
    private readonly queries: FormsQueries,
    private readonly quotas: QuotasService,
    private readonly followUps: FollowUps,
  ) {
    this.forms = new Rows(db, clock, 'forms');
  }

  /** @throws 409 when a category has such a form, or another one asks by the same names; 422 for what cannot be used */
  async add(eventId: string, input: FormInput): Promise<FormView> {
    const wanted: Wanted = {
      purpose: input.purpose ?? 'registration',
      title: input.title ?? null,
      titles: input.titles ?? {},
      categoryIds: categoriesOf(input),
      opensAt: instant(input.opensAt),
      deadline: instant(input.deadline),
      groups: groupsOf(input.groups ?? []),
      fields: fieldsOf(input.fields),
    };
    check(wanted);
    return this.db.transaction(async () => {
      await this.hold(eventId, wanted, false);
      await this.mustHaveOwnNames(wanted, undefined);
      const { purpose, title, titles, opensAt, deadline } = wanted;
      const id = await this.forms.insert({
        eventId,
        purpose,
        title,
        titles,
        opensAt,
        deadline,
        groups: JSON.stringify(wanted.groups),
        fields: JSON.stringify(wanted.fields),
      });
      await this.write(eventId, id, wanted);
      return this.queries.form(eventId, id);
    });
  }

  /**
   * Puts a new version in force; registrations keep the version that they answered.
   * @throws 404, 412, and as `add`
   */
  async change(eventId: string, id: string, version: number, changes: FormChanges): Promise<FormView> {
    return this.db.transaction(async () => {
      const now = await this.queries.form(eventId, id);
      assertVersion(now.version, version);
      const wanted: Wanted = {
        purpose: now.purpose,
        title: changes.title === undefined ? now.title : changes.title,
        titles: changes.titles ?? now.titles,
        categoryIds: changes.categoryIds ? categoriesOf(changes) : now.categoryIds,
        opensAt: instant(changes.opensAt === undefined ? now.opensAt : changes.opensAt),
        deadline: instant(changes.deadline === undefined ? now.deadline : changes.deadline),
        groups: changes.groups ? groupsOf(changes.groups) : now.groups,
        fields: changes.fields ? fieldsOf(changes.fields) : await this.fieldsInForce(id),
      };
      check(wanted);
      await this.hold(eventId, wanted, now.fields.some(isLimited));
      await this.mustHaveOwnNames(wanted, id);
      await this.forms.update({ id, eventId }, version, {
        title: wanted.title,
        titles: wanted.titles,
        opensAt: wanted.opensAt,
        deadline: wanted.deadline,
        groups: JSON.stringify(wanted.groups),
        fields: JSON.stringify(wanted.fields),
        // Whoever is asked only now is still to be told; who was told is not told twice.
        ...(changes.categoryIds || changes.opensAt !== undefined ? { announcedAt: null } : {}),
      });
      await this.write(eventId, id, wanted);
      return this.queries.form(eventId, id);
    });
  }

  /** Removes a form that nobody answered, with the quotas that it keeps. @throws 404, 409, 412 */
  async remove(eventId: string, id: string, version: number): Promise<void> {
    await this.forms.remove({ id, eventId }, version).catch(explain);
  }

  /** What belongs to a form whose row was just written: its version, its categories, its quotas, who is told of it. */
  private async write(
    eventId: string,
    id: string,
    { purpose, title, categoryIds, fields }: Wanted,
  ): Promise<void> {
    await this.db.query(
      `INSERT INTO form_versions (form_id, number, fields, created_at) SELECT id, version, fields, updated_at FROM forms WHERE id = $1`,
      [id],
    );
    await this.db.query(
      `DELETE FROM form_categories WHERE form_id = $1 AND NOT category_id = ANY ($2::uuid[])`,
      [id, categoryIds],
    );
    await this.db
      .query(
        `INSERT INTO form_categories (event_id, form_id, category_id, purpose) SELECT $1, $2, c, $3 FROM unnest($4::uuid[]) c
         ON CONFLICT (form_id, category_id) DO NOTHING`,
        [eventId, id, purpose, categoryIds],
      )
      .catch(explain);
    await this.quotas.keepForForm(eventId, id, categoryIds, placesOf(fields, title));
    await this.followUps.announceSaved(id);
  }

  /**
   * Keeps others from giving the same people another form meanwhile, and where places are counted, everybody from
   * registering: the event first, then its categories, in the order of their ids.
   */
  private async hold(eventId: string, { categoryIds, fields }: Wanted, wasLimited: boolean): Promise<void> {
    if (wasLimited || fields.some(isLimited)) await this.quotas.holdEvent(eventId);
    await this.db.query(
      `SELECT 1 FROM categories WHERE event_id = $1 AND id = ANY ($2::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
      [eventId, categoryIds],
    );
  }

  /** @throws 409 when another form of the same people has a question or a group of such a name */
  private async mustHaveOwnNames(
    { purpose, categoryIds, fields, groups }: Wanted,
    id: string | undefined,
  ): Promise<void> {
    const taken = await this.db.query<{ list: string; key: string; title: string | null }>(
      `SELECT DISTINCT one.list, one.key, f.title
         FROM forms f
        CROSS JOIN LATERAL (
          SELECT 'fields' AS list, q ->> 'key' AS key FROM jsonb_array_elements(f.fields) q
          UNION ALL SELECT 'groups', g ->> 'key' FROM jsonb_array_elements(f.groups) g) one
        WHERE f.id IS DISTINCT FROM $2 AND NOT (f.purpose = 'registration' AND $5)
          AND EXISTS (SELECT 1 FROM form_categories s WHERE s.form_id = f.id AND s.category_id = ANY ($1::uuid[]))
          AND (one.list, one.key) IN (SELECT * FROM unnest($3::text[], $4::text[]))
        ORDER BY one.list, one.key`,
      [
        categoryIds,
        id ?? null,
        [...fields.map(() => 'fields'), ...groups.map(() => 'groups')],
        [...fields, ...groups].map(({ key }) => key),
        // Of these there is one a category; which, is another matter.
        purpose === 'registration',
      ],
    );
    if (taken.length === 0) return;
    const indexOf = {
      fields: (key: string) => fields.findIndex((one) => one.key === key),
      groups: (key: string) => groups.findIndex((one) => one.key === key),
    };
    throw registrationProblems.formKeyTaken({
      detail: 'Give it another key: answers of one person are told apart by it.',
      errors: taken.map(({ list, key, title }) => ({
        pointer: `/${list}/${indexOf[list as 'fields' | 'groups'](key)}/key`,
        code: 'taken',
        message: `stands in another form of these people: ${title ?? 'the one with which they register'}`,
      })),
    });
  }

  private async fieldsInForce(id: string): Promise<readonly FormField[]> {
    const row = await this.db.one<{ fields: FormField[] }>('SELECT fields FROM forms WHERE id = $1', [id]);
    if (!row) throw httpProblems.notFound('There is no such form in this event.');
    return row.fields;
  }
}

const instant = (text: string | null | undefined): Date | null => (text ? new Date(text) : null);

const isLimited = ({ options }: { readonly options?: readonly { places?: number | null }[] }): boolean =>
  options?.some(({ places }) => typeof places === 'number') ?? false;

function categoriesOf({
  categoryId,
  categoryIds,
}: {
  categoryId?: string;
  categoryIds?: string[];
}): string[] {
  if (categoryId !== undefined && categoryIds !== undefined)
    throw invalid([
      { pointer: '/categoryId', code: 'twice', message: 'cannot be given together with categoryIds' },
    ]);
  const ids = [...new Set([...(categoryIds ?? []), ...(categoryId ? [categoryId] : [])])].map((id) =>
    id.toLowerCase(),
  );
  if (ids.length > 0) return ids;
  throw invalid([{ pointer: '/categoryIds', code: 'required', message: 'must say whose people are asked' }]);
}

/** Instants as they are stored: whatever the offset was, in UTC. */
const inUtc = (text: string): string => new Date(text).toISOString();

function fieldsOf(fields: readonly FormFieldInput[]): FormField[] {
  return fields.map(({ required, ...field }) => ({
    ...field,
    required:
      typeof required === 'object'
        ? { from: inUtc(required.from) }
        : required === true
          ? 'always'
          : required === false
            ? 'never'
            : required,
  })) as FormField[];
}

function groupsOf(groups: readonly FieldGroupInput[]): FieldGroup[] {
  return groups.map(({ key, title, titles, editableUntil }) => ({
    key,
    title,
    ...(titles ? { titles } : {}),
    editableUntil: editableUntil ? inUtc(editableUntil) : null,
  }));
}

/** @throws 422 for a form that cannot be used like this */
function check({ purpose, title, opensAt, deadline, fields, groups }: Wanted): void {
  const faults = faultsOfForm({ fields, groups });
  if (purpose === 'follow_up' && title === null)
    faults.unshift({ pointer: '/title', code: 'required', message: 'must be given to a follow-up form' });
  if (purpose === 'registration' && opensAt !== null)
    faults.unshift({
      pointer: '/opensAt',
      code: 'purpose',
      message: 'belongs to follow-up forms; registration opens with the event',
    });
  if (opensAt && deadline && deadline <= opensAt)
    faults.unshift({ pointer: '/deadline', code: 'order', message: 'must be after opensAt' });
  if (faults.length > 0) throw invalid(faults);
}

/** The options whose places are limited. */
function placesOf(fields: readonly FormField[], title: string | null): OptionPlaces[] {
  return fields.flatMap(({ key, label, options = [] }, index) =>
    options.flatMap(({ value, label: option, places }, place) =>
      typeof places === 'number'
        ? [
            {
              question: key,
              value,
              places,
              title: [title, label, option].filter(Boolean).join(': '),
              pointer: `/fields/${index}/options/${place}/places`,
            },
          ]
        : [],
    ),
  );
}

const invalid = (errors: readonly FieldFault[]) =>
  registrationProblems.formFieldsInvalid({ detail: `${errors[0]!.pointer} ${errors[0]!.message}.`, errors });

function explain(error: unknown): never {
  if (isSqlError(error, sqlState.uniqueViolation, 'form_categories_registration_key'))
    throw registrationProblems.formExists('Change the form that is there; that makes a new version of it.');
  for (const constraint of ['registrations_form_fkey', 'form_answers_form_fkey', 'answer_files_form_fkey'])
    if (isSqlError(error, sqlState.foreignKeyViolation, constraint))
      throw registrationProblems.formInUse('A form that somebody answered stays; change it instead.');
  if (isSqlError(error, sqlState.foreignKeyViolation, 'form_categories_category_fkey'))
    throw registrationProblems.categoryUnknown({
      detail: 'Choose categories of this event.',
      errors: [
        { pointer: '/categoryIds', code: 'unknown', message: 'has one that is not a category of this event' },
      ],
    });
  throw error;
}
