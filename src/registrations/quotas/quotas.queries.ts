import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { containing, page, when, type ListDefinition } from '../../platform/database/list';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { QuotaView } from './quota.view';

type Row = QuotaView &
  Record<string, unknown> & { nominations_until: Date | null; nominations_let_go_at: Date | null };

/**
 * The account of a quota. What is taken and who waits stands in its row; of those who hold a place only the few who have
 * an offer or a nomination are counted, and what is left is confirmed.
 */
const quotas: ListDefinition<Row, QuotaView> = {
  select: `q.id, q.version, q.title, q.capacity, q.offer_hours AS "offerHours", q.counts_everybody AS "countsEverybody",
    q.holds_nominations AS "holdsNominations", q.nominations_until, q.nominations_remind_days AS "nominationsRemindDays", q.nominations_let_go_at,
    ARRAY(SELECT s.category_id FROM quota_categories s WHERE s.quota_id = q.id ORDER BY s.category_id) AS "categoryIds",
    ARRAY(SELECT s.delegation_id FROM quota_delegations s WHERE s.quota_id = q.id ORDER BY s.delegation_id) AS "delegationIds",
    (SELECT COALESCE(json_agg(json_build_object('question', s.question, 'value', s.value) ORDER BY s.question, s.value), '[]')
       FROM quota_options s WHERE s.quota_id = q.id) AS options,
    q.taken, greatest(0, q.capacity - q.taken) AS free, q.taken - open.offered - open.nominated AS confirmed,
    open.offered, open.nominated, open.pending, q.waiting AS waitlisted, q.overbooked, q.form_id AS "formId"`,
  from: `quotas q CROSS JOIN LATERAL (
      SELECT COALESCE(sum(p.places) FILTER (WHERE r.state = 'offered'), 0)::integer AS offered,
             COALESCE(sum(p.places) FILTER (WHERE r.state <> 'offered'), 0)::integer AS nominated,
             count(*) FILTER (WHERE p.places = 0 AND r.state IN ('submitted', 'under_review'))::integer AS pending
        FROM registrations r JOIN registration_places p ON p.registration_id = r.id AND p.quota_id = q.id
       WHERE r.event_id = q.event_id AND r.state IN ('draft', 'submitted', 'under_review', 'offered')) open`,
  id: 'q.id',
  sorts: { title: { expression: 'q.title', type: 'text' } },
  defaultSort: 'title',
  view: (row) => ({
    id: row.id,
    version: row.version,
    title: row.title,
    capacity: row.capacity,
    offerHours: row.offerHours,
    countsEverybody: row.countsEverybody,
    holdsNominations: row.holdsNominations,
    nominationsUntil: row.nominations_until?.toISOString() ?? null,
    nominationsRemindDays: row.nominationsRemindDays,
    nominationsLetGoAt: row.nominations_let_go_at?.toISOString() ?? null,
    categoryIds: row.categoryIds,
    delegationIds: row.delegationIds,
    options: row.options,
    taken: row.taken,
    free: row.free,
    confirmed: row.confirmed,
    offered: row.offered,
    nominated: row.nominated,
    pending: row.pending,
    waitlisted: row.waitlisted,
    overbooked: row.overbooked,
    formId: row.formId,
  }),
};

/** Reads of quotas and of the account of their places. */
@Injectable()
export class QuotasQueries {
  constructor(private readonly db: Database) {}

  quotas(eventId: string, query: PageQuery): Promise<Page<QuotaView>> {
    return page(this.db, quotas, query, [
      when(eventId, 'q.event_id = ?'),
      when(query.q && containing(query.q), 'q.title ILIKE ?'),
    ]);
  }

  /** @throws 404 */
  async quota(eventId: string, id: string): Promise<QuotaView> {
    const row = await this.db.one<Row>(
      `SELECT ${quotas.select} FROM ${quotas.from} WHERE q.event_id = $1 AND q.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such quota in this event.');
    return quotas.view(row);
  }

  /** How many registrations hold a place, or are held one by an offer, and have chosen these options of a form. */
  async chosen(
    categoryIds: readonly string[],
    options: readonly { readonly question: string; readonly value: string }[],
  ): Promise<number[]> {
    const rows = await this.db.query<{ n: number }>(
      `WITH held AS MATERIALIZED (
         SELECT r.places, all_answers(r.id, r.answers) AS given FROM registrations r
          WHERE r.category_id = ANY ($1::uuid[]) AND r.state IN ('offered', 'confirmed'))
       SELECT COALESCE(sum(h.places), 0)::integer AS n
         FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS o (question, value, place)
         LEFT JOIN held h ON h.given ->> o.question = o.value
                OR (jsonb_typeof(h.given -> o.question) = 'array' AND h.given -> o.question ? o.value)
        GROUP BY o.place ORDER BY o.place`,
      [categoryIds, options.map(({ question }) => question), options.map(({ value }) => value)],
    );
    return rows.map(({ n }) => n);
  }
}
