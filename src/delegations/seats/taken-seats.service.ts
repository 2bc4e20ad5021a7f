import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { delegationProblems } from '../delegation.errors';
import type { MemberPart } from '../delegation.input';

/**
 * Counts members into the places of their delegation. Whoever calls holds the lock of the delegation's row, and each place
 * is taken by a guarded update behind a CHECK, so that no place is given twice.
 */
@Injectable()
export class TakenSeats {
  constructor(private readonly db: Database) {}

  /** Takes the place of a part in a locked delegation; answers whether it counts. @throws 409 */
  async take(
    delegationId: string,
    headExempt: boolean,
    { categoryId, part }: { categoryId: string; part: MemberPart },
  ): Promise<boolean> {
    const counted = !(part === 'head' && headExempt) && (await this.counts(categoryId));
    if (part === 'head') await this.mustHaveNoHead(delegationId);
    if (counted) await this.takePlace(delegationId, categoryId);
    return counted;
  }

  /** Counts the members of a locked delegation into its quotas; the CHECK refuses more than there are places. */
  async recount(delegationId: string): Promise<void> {
    await this.db.query(
      `UPDATE delegation_quotas q SET taken = (SELECT count(*) FROM delegation_members m
          WHERE m.delegation_id = q.delegation_id AND m.category_id = q.category_id AND m.counted)
        WHERE q.delegation_id = $1`,
      [delegationId],
    );
  }

  /** With no quota at all there is no limit; otherwise a category that is not listed has no places. */
  private async takePlace(delegationId: string, categoryId: string): Promise<void> {
    const { rowCount } = await this.db.execute(
      'UPDATE delegation_quotas SET taken = taken + 1 WHERE delegation_id = $1 AND category_id = $2 AND taken < places',
      [delegationId, categoryId],
    );
    if (rowCount === 1) return;
    const limited = await this.db.one('SELECT 1 FROM delegation_quotas WHERE delegation_id = $1 LIMIT 1', [
      delegationId,
    ]);
    if (limited)
      throw delegationProblems.delegationQuotaFull({
        detail: 'Take another member out first, or ask the protocol officer for a further place.',
        errors: [{ pointer: '/categoryId', code: 'full', message: 'has no place left for this delegation' }],
      });
  }

  /** Whether people of a category count in the quotas of delegations. */
  private async counts(categoryId: string): Promise<boolean> {
    const row = await this.db.one<{ takes_seat: boolean }>(
      'SELECT takes_seat FROM categories WHERE id = $1',
      [categoryId],
    );
    return row?.takes_seat ?? true;
  }

  private async mustHaveNoHead(delegationId: string): Promise<void> {
    const head = await this.db.one(
      `SELECT 1 FROM delegation_members WHERE delegation_id = $1 AND part = 'head'`,
      [delegationId],
    );
    if (head)
      throw delegationProblems.delegationHeadExists({
        detail: 'Take the present head out first.',
        errors: [{ pointer: '/part', code: 'taken', message: 'is that of another member' }],
      });
  }
}
