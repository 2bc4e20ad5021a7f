import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { httpProblems } from '../../platform/http/problem';
import { assertVersion } from '../../platform/http/concurrency';
import { registrationProblems } from '../registration.errors';
import { Places } from './places.service';
import type { QuotaChanges, QuotaInput, QuotaOptionInput } from './quota.input';
import type { QuotaView } from './quota.view';
import { QuotasQueries } from './quotas.queries';

interface Lists {
  readonly categoryIds?: readonly string[] | undefined;
  readonly delegationIds?: readonly string[] | undefined;
  readonly options?: readonly QuotaOptionInput[] | undefined;
}

/** Writes of quotas: how many places there are, and whom they count. */
@Injectable()
export class QuotasService {
  private readonly quotas: Rows;

  constructor(
    private readonly db: Database,
    clock: Clock,
    private readonly queries: QuotasQueries,
    private readonly places: Places,
  ) {
    this.quotas = new Rows(db, clock, 'quotas');
  }

  /** Adds a quota; those who are registered already count in it. @throws 409 when they are more than it has places */
  async add(eventId: string, input: QuotaInput): Promise<QuotaView> {
    const { categoryIds, delegationIds, options, ...values } = input;
    return this.db.transaction(async () => {
      await this.holdEvent(eventId);
      const id = await this.quotas.insert({ eventId, ...values }).catch(explain);
      await this.writeLists(eventId, id, { categoryIds, delegationIds, options });
      await this.places.recount(eventId);
      return this.queries.quota(eventId, id);
    });
  }

  /** A raised capacity goes to those who wait; other lists take the places along, or nothing changes (409). */
  async change(eventId: string, id: string, version: number, changes: QuotaChanges): Promise<QuotaView> {
    const { categoryIds, delegationIds, options, ...values } = changes;
    const counts = [categoryIds, delegationIds, options, values.countsEverybody].some(
      (list) => list !== undefined,
    );
    return this.db.transaction(async () => {
      if (counts) await this.holdEvent(eventId);
      await this.quotas.update({ id, eventId }, version, { ...values }).catch(explain);
      if (counts) {
        await this.writeLists(eventId, id, { categoryIds, delegationIds, options });
        await this.places.recount(eventId);
      }
      if (changes.capacity !== undefined) await this.places.promiseOffers(id);
      return this.queries.quota(eventId, id);
    });
  }

  /** Removes a quota in which nobody counts and that names no category. @throws 404, 409, 412 */
  async remove(eventId: string, id: string, version: number): Promise<void> {
    await this.db.transaction(async () => {
      await this.holdEvent(eventId);
      const row = await this.db.one<{ version: number; used: boolean }>(
        `SELECT version, EXISTS (SELECT 1 FROM quota_categories s WHERE s.quota_id = q.id)
             OR EXISTS (SELECT 1 FROM registration_places p WHERE p.quota_id = q.id) AS used
           FROM quotas q WHERE id = $1 AND event_id = $2 FOR UPDATE`,
        [id, eventId],
      );
      if (!row) throw httpProblems.notFound('There is no such quota in this event.');
      assertVersion(row.version, version);
      if (row.used) throw registrationProblems.quotaInUse('Give its categories another quota first.');
      await this.quotas.remove({ id, eventId }, version);
    });
  }

  /**
   * Makes these the quotas that name a category. Those who are registered in it move along, or nothing changes.
   * @throws 409 when a quota has not as many places, 422 for a quota that the event does not have
   */
  async nameCategory(eventId: string, categoryId: string, quotaIds: readonly string[]): Promise<void> {
    await this.db.query(
      `DELETE FROM quota_categories WHERE category_id = $1 AND NOT quota_id = ANY ($2::uuid[])`,
      [categoryId, quotaIds],
    );
    await this.db
      .query(
        `INSERT INTO quota_categories (event_id, quota_id, category_id) SELECT $1, quota, $2 FROM unnest($3::uuid[]) AS given (quota)
         ON CONFLICT DO NOTHING`,
        [eventId, categoryId, quotaIds],
      )
      .catch(explain);
    await this.places.recount(eventId);
  }

  /** Keeps everybody from registering at an event until the transaction ends: a registration holds a share in its row. */
  async holdEvent(eventId: string): Promise<void> {
    await this.db.query('SELECT 1 FROM events WHERE id = $1 FOR UPDATE', [eventId]);
  }

  private async writeLists(eventId: string, id: string, lists: Lists): Promise<void> {
    if (lists.categoryIds) {
      await this.db.query('DELETE FROM quota_categories WHERE quota_id = $1', [id]);
      await this.db
        .query(
          `INSERT INTO quota_categories (event_id, quota_id, category_id) SELECT DISTINCT $1::uuid, $2::uuid, c FROM unnest($3::uuid[]) c`,
          [eventId, id, lists.categoryIds],
        )
        .catch(explain);
    }
    if (lists.delegationIds) {
      await this.db.query('DELETE FROM quota_delegations WHERE quota_id = $1', [id]);
      await this.db
        .query(
          `INSERT INTO quota_delegations (event_id, quota_id, delegation_id) SELECT DISTINCT $1::uuid, $2::uuid, d FROM unnest($3::uuid[]) d`,
          [eventId, id, lists.delegationIds],
        )
        .catch(explain);
    }
    if (lists.options) {
      await this.db.query('DELETE FROM quota_options WHERE quota_id = $1', [id]);
      await this.db.query(
        `INSERT INTO quota_options (quota_id, question, value) SELECT DISTINCT $1::uuid, question, value FROM unnest($2::text[], $3::text[]) AS o (question, value)`,
        [id, lists.options.map(({ question }) => question), lists.options.map(({ value }) => value)],
      );
    }
  }
}

const unknown = (pointer: string, what: string) =>
  registrationProblems.quotaListUnknown({
    detail: `Choose ${what} of this event.`,
    errors: [{ pointer, code: 'unknown', message: `has one that is not of this event` }],
  });

function explain(error: unknown): never {
  if (isSqlError(error, sqlState.uniqueViolation, 'quotas_title_key'))
    throw registrationProblems.quotaTitleTaken({
      detail: 'Choose another title.',
      errors: [{ pointer: '/title', code: 'taken', message: 'is the title of another quota' }],
    });
  if (isSqlError(error, sqlState.checkViolation, 'quotas_taken_check'))
    throw registrationProblems.capacityBelowTaken({
      detail: 'Cancel registrations first, or choose a capacity that is not below the places that are taken.',
      errors: [{ pointer: '/capacity', code: 'taken', message: 'must not be below the places taken' }],
    });
  if (isSqlError(error, sqlState.foreignKeyViolation, 'quota_categories_quota_fkey'))
    throw registrationProblems.quotaUnknown({
      detail: 'Choose quotas of this event.',
      errors: [
        { pointer: '/quotaIds', code: 'unknown', message: 'has one that is not a quota of this event' },
      ],
    });
  if (isSqlError(error, sqlState.foreignKeyViolation, 'quota_categories_category_fkey'))
    throw unknown('/categoryIds', 'categories');
  if (isSqlError(error, sqlState.foreignKeyViolation, 'quota_delegations_delegation_fkey'))
    throw unknown('/delegationIds', 'delegations');
  throw error;
}
