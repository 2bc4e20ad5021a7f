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

/** How many may choose an option of a form. */
export interface OptionPlaces {
  readonly question: string;
  readonly value: string;
  readonly places: number;
  /** What the quota is called, unless another one is. */
  readonly title: string;
  /** Where the number stands in the form (RFC 6901). */
  readonly pointer: string;
}

interface KeptQuota extends Record<string, unknown> {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly capacity: number;
  readonly question: string;
  readonly value: string;
}

/** Longest title of a quota, in characters. */
const titleLength = 100;

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
      if (counts || values.title !== undefined || values.capacity !== undefined)
        await this.mustBeKeptByHand(eventId, [id]);
      // Another time is a new one: what is nominated until then holds places again.
      const again = values.nominationsUntil === undefined ? {} : { nominationsLetGoAt: null };
      await this.quotas.update({ id, eventId }, version, { ...values, ...again }).catch(explain);
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
      await this.mustBeKeptByHand(eventId, [id]);
      if (row.used) throw registrationProblems.quotaInUse('Give its categories another quota first.');
      await this.quotas.remove({ id, eventId }, version);
    });
  }

  /**
   * Makes these the quotas that name a category. Those who are registered in it move along, or nothing changes.
   * @throws 409 when a quota has not as many places, 422 for a quota that the event does not have
   */
  async nameCategory(eventId: string, categoryId: string, quotaIds: readonly string[]): Promise<void> {
    await this.mustBeKeptByHand(eventId, quotaIds);
    await this.db.query(
      `DELETE FROM quota_categories s USING quotas q WHERE s.category_id = $1 AND NOT s.quota_id = ANY ($2::uuid[])
          AND q.id = s.quota_id AND q.form_id IS NULL`,
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

  /**
   * Makes the quotas that a form keeps those of its options whose places are limited. They count whoever of these
   * categories has chosen the option, also those who did so before. The event must be held.
   * @throws 409 at options with fewer places than are taken
   */
  async keepForForm(
    eventId: string,
    formId: string,
    categoryIds: readonly string[],
    wanted: readonly OptionPlaces[],
  ): Promise<void> {
    const kept = await this.db.query<KeptQuota>(
      `SELECT q.id, q.version, q.title, q.capacity, o.question, o.value FROM quotas q JOIN quota_options o ON o.quota_id = q.id
        WHERE q.form_id = $1 ORDER BY q.id FOR UPDATE OF q`,
      [formId],
    );
    const isSame = (one: OptionPlaces | KeptQuota, other: OptionPlaces | KeptQuota): boolean =>
      one.question === other.question && one.value === other.value;
    const gone = kept.filter((quota) => !wanted.some((option) => isSame(option, quota)));
    const added = wanted.filter((option) => !kept.some((quota) => isSame(option, quota)));
    if (gone.length > 0)
      await this.db.query('DELETE FROM quotas WHERE id = ANY ($1)', [gone.map(({ id }) => id)]);
    await this.mustHavePlaces(categoryIds, added);
    const taken = await this.titlesBeside(eventId, formId);
    for (const option of wanted) {
      const title = freeTitle(option.title, taken);
      const quota = kept.find((one) => isSame(option, one));
      if (!quota) await this.addKept(eventId, formId, categoryIds, option, title);
      else if (quota.title !== title || quota.capacity !== option.places)
        await this.changeKept(eventId, quota, option, title);
    }
    const moved = await this.moveKept(eventId, formId, categoryIds);
    if (moved || gone.length > 0 || added.length > 0) await this.places.recount(eventId);
  }

  /** Keeps everybody from registering at an event until the transaction ends: a registration holds a share in its row. */
  async holdEvent(eventId: string): Promise<void> {
    await this.db.query('SELECT 1 FROM events WHERE id = $1 FOR UPDATE', [eventId]);
  }

  /** @throws 409 for a quota that a form keeps */
  private async mustBeKeptByHand(eventId: string, ids: readonly string[]): Promise<void> {
    const kept = await this.db.one<{ title: string }>(
      'SELECT title FROM quotas WHERE event_id = $1 AND id = ANY ($2::uuid[]) AND form_id IS NOT NULL LIMIT 1',
      [eventId, ids],
    );
    if (kept)
      throw registrationProblems.quotaOfForm(
        `“${kept.title}” is kept by a form. Change the places of the option there.`,
      );
  }

  private async addKept(
    eventId: string,
    formId: string,
    categoryIds: readonly string[],
    { question, value, places }: OptionPlaces,
    title: string,
  ): Promise<void> {
    const id = await this.quotas.insert({ eventId, formId, title, capacity: places });
    await this.writeLists(eventId, id, { categoryIds, options: [{ question, value }] });
  }

  private async changeKept(
    eventId: string,
    { id, version, capacity }: KeptQuota,
    { places, pointer }: OptionPlaces,
    title: string,
  ): Promise<void> {
    await this.quotas
      .update({ id, eventId }, version, { title, capacity: places })
      .catch((error: unknown) => {
        if (isSqlError(error, sqlState.checkViolation, 'quotas_taken_check')) throw tooFew([pointer]);
        throw error;
      });
    if (places > capacity) await this.places.promiseOffers(id);
  }

  /** Lets the quotas of a form count these categories; answers whether they counted others before. */
  private async moveKept(eventId: string, formId: string, categoryIds: readonly string[]): Promise<boolean> {
    const removed = await this.db.execute(
      `DELETE FROM quota_categories s USING quotas q WHERE q.id = s.quota_id AND q.form_id = $1 AND NOT s.category_id = ANY ($2::uuid[])`,
      [formId, categoryIds],
    );
    const added = await this.db.execute(
      `INSERT INTO quota_categories (event_id, quota_id, category_id)
       SELECT $1, q.id, c FROM quotas q CROSS JOIN unnest($3::uuid[]) c WHERE q.form_id = $2 ON CONFLICT DO NOTHING`,
      [eventId, formId, categoryIds],
    );
    return (removed.rowCount ?? 0) + (added.rowCount ?? 0) > 0;
  }

  /** @throws 409 at options that more have chosen already than there are places */
  private async mustHavePlaces(
    categoryIds: readonly string[],
    options: readonly OptionPlaces[],
  ): Promise<void> {
    if (options.length === 0) return;
    const chosen = await this.queries.chosen(categoryIds, options);
    const short = options.filter(({ places }, index) => chosen[index]! > places);
    if (short.length > 0) throw tooFew(short.map(({ pointer }) => pointer));
  }

  /** Titles of the quotas of an event that are not kept by a form. */
  private async titlesBeside(eventId: string, formId: string): Promise<Set<string>> {
    const rows = await this.db.query<{ title: string }>(
      'SELECT title FROM quotas WHERE event_id = $1 AND form_id IS DISTINCT FROM $2',
      [eventId, formId],
    );
    return new Set(rows.map(({ title }) => title));
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

const tooFew = (pointers: readonly string[]) =>
  registrationProblems.capacityBelowTaken({
    detail:
      'More people have chosen this already. Let some of them choose otherwise first, or give more places.',
    errors: pointers.map((pointer) => ({
      pointer,
      code: 'taken',
      message: 'must not be below the places taken',
    })),
  });

/** A title that no other quota has, which it then has: the one that is wanted, with a number if need be. */
function freeTitle(wanted: string, taken: Set<string>): string {
  for (let n = 1; ; n += 1) {
    const ending = n === 1 ? '' : ` (${n})`;
    const title = `${[...wanted].slice(0, titleLength - ending.length).join('')}${ending}`;
    if (taken.has(title)) continue;
    taken.add(title);
    return title;
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
