import { Injectable } from '@nestjs/common';
import { Database, isSqlError, sqlState } from '../platform/database/database';
import { httpProblems } from '../platform/http/problem';
import { Outbox } from '../platform/outbox/outbox';
import { offerNext } from './registrations.jobs';
import { registrationProblems } from './registration.errors';

/** What came of asking for a place. */
export interface PlaceAnswer {
  /** Whether the registration may be confirmed. */
  readonly granted: boolean;
  /** The quota in which it holds a place now; none where places are not counted. */
  readonly heldQuotaId: string | null;
  /** For how many hours an offered place is held. */
  readonly offerHours: number;
}

interface TakenRow extends Record<string, unknown> {
  quota_id: string | null;
  held: string | null;
  free: boolean | null;
  offer_hours: number | null;
}

/** Where places are not counted, an offer is held as long as it usually is. */
const usualOfferHours = 48;

/**
 * The places of quotas. A place is taken and given back here only, under the lock of the quota's row and behind its
 * CHECK, so that it is never given twice; `quotas.taken` is the number of registrations that hold a place in it.
 */
@Injectable()
export class Places {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Takes a place for somebody of this category if one is free. While others wait, a free place is theirs: it goes to
   * somebody else only with `passingLine` (the next in line themselves, or an officer's decision).
   *
   * The quota's row is locked also when it is full: who then waits is seen by the transaction that frees a place next.
   */
  async take(categoryId: string, { passingLine = false } = {}): Promise<PlaceAnswer> {
    const row = await this.db.one<TakenRow>(
      `WITH category AS (SELECT quota_id FROM categories WHERE id = $1 FOR KEY SHARE),
            quota AS MATERIALIZED (
              SELECT q.id, q.offer_hours, q.taken < q.capacity AS free FROM quotas q WHERE q.id = (SELECT quota_id FROM category) FOR UPDATE),
            taken AS (
              UPDATE quotas q SET taken = q.taken + 1 FROM quota
               WHERE q.id = quota.id AND quota.free
                 AND ($2 OR NOT EXISTS (
                       SELECT 1 FROM categories c
                        CROSS JOIN LATERAL (SELECT 1 FROM registrations w WHERE w.category_id = c.id AND w.state = 'waitlisted'
                                             ORDER BY w.priority DESC, w.waitlisted_at, w.id LIMIT 1) first_in_line
                        WHERE c.quota_id = quota.id))
              RETURNING q.id)
       SELECT category.quota_id, taken.id AS held, quota.free, quota.offer_hours
         FROM category LEFT JOIN quota ON true LEFT JOIN taken ON true`,
      [categoryId, passingLine],
    );
    if (!row) throw new Error('a registration has no category');
    const granted = row.quota_id === null || row.held !== null;
    // A place is free and others wait for it: who comes last in line now may have come after they were looked for.
    if (!granted && row.free) await this.promiseOffers(row.quota_id!);
    return { granted, heldQuotaId: row.held, offerHours: row.offer_hours ?? usualOfferHours };
  }

  /** Gives a place back, and promises that it is offered to the next in line. */
  async giveBack(quotaId: string): Promise<void> {
    await this.db.query('UPDATE quotas SET taken = taken - 1 WHERE id = $1', [quotaId]);
    await this.promiseOffers(quotaId);
  }

  /** Promises that free places of a quota are offered to those who wait. */
  async promiseOffers(quotaId: string): Promise<void> {
    await this.outbox.enqueue(offerNext, { quotaId }, { key: quotaId });
  }

  /**
   * Keeps everybody else from registering in a category until the transaction ends.
   * @throws 404
   */
  async lockCategory(eventId: string, id: string): Promise<{ quotaId: string | null }> {
    const row = await this.db.one<{ quota_id: string | null }>(
      'SELECT quota_id FROM categories WHERE id = $1 AND event_id = $2 FOR UPDATE',
      [id, eventId],
    );
    if (!row) throw httpProblems.notFound('There is no such thing in this event.');
    return { quotaId: row.quota_id };
  }

  /**
   * Moves all places of a category, which must be locked, into another quota, or out of any (null).
   * @throws 409 when the quota has not as many free places
   */
  async moveTo(categoryId: string, quotaId: string | null): Promise<void> {
    const left = await this.db
      .query<{ quota_id: string }>(
        `WITH holders AS (
         SELECT id, held_quota_id FROM registrations WHERE category_id = $1 AND state IN ('offered', 'confirmed') FOR UPDATE),
       moved AS (
         UPDATE registrations r SET held_quota_id = $2 FROM holders h WHERE r.id = h.id RETURNING r.id),
       change AS (
         SELECT quota_id, sum(n)::integer AS n FROM (
           SELECT held_quota_id AS quota_id, -1 AS n FROM holders UNION ALL SELECT $2::uuid, 1 FROM moved) each
          WHERE quota_id IS NOT NULL GROUP BY quota_id)
       UPDATE quotas q SET taken = q.taken + change.n FROM change WHERE q.id = change.quota_id
       RETURNING q.id AS quota_id`,
        [categoryId, quotaId],
      )
      .catch((error: unknown) => {
        if (isSqlError(error, sqlState.checkViolation, 'quotas_taken_check'))
          throw registrationProblems.quotaFull(
            'The quota has not as many free places as the category has taken.',
          );
        throw error;
      });
    for (const { quota_id: id } of left) await this.promiseOffers(id);
    if (quotaId !== null && !left.some(({ quota_id: id }) => id === quotaId))
      await this.promiseOffers(quotaId);
  }
}
