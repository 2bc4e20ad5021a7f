import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import type { BadgeRevocationsView, BadgeRevocationView, EntryBlockView } from './badge.view';
import { checkInProblems } from './check-in.errors';

interface RevocationRow extends Record<string, unknown> {
  registration_id: string;
  revision: number;
  reason: string;
  by_name: string;
  at: Date;
}

interface BlockRow extends Record<string, unknown> {
  registration_id: string;
  display_name: string;
  reason: string;
  by_name: string;
  at: Date;
}

const blocks: ListDefinition<BlockRow, EntryBlockView> = {
  select: 'b.registration_id, p.display_name, b.reason, b.by_name, b.at',
  from: 'entry_blocks b JOIN registrations r ON r.id = b.registration_id JOIN persons p ON p.id = r.person_id',
  id: 'b.id',
  sorts: { at: { expression: 'b.at', type: 'timestamptz' } },
  defaultSort: '-at',
  view: (row) => ({
    registrationId: row.registration_id,
    name: row.display_name,
    reason: row.reason,
    byName: row.by_name,
    at: row.at.toISOString(),
  }),
};

/** Badges that are lost, and people whom an officer keeps out. Both stay on record. */
@Injectable()
export class BadgesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes the badge of a registration worthless: its next revision is the good one. @throws 404
   */
  async revoke(
    eventId: string,
    registrationId: string,
    reason: string,
    by: Principal,
  ): Promise<BadgeRevocationView> {
    const row = await this.db.one<RevocationRow>(
      `WITH raised AS (
         UPDATE registrations SET badge_revision = badge_revision + 1, version = version + 1, updated_at = $5
          WHERE id = $2 AND event_id = $1 RETURNING id, badge_revision - 1 AS revoked)
       INSERT INTO badge_revocations (event_id, registration_id, revision, reason, by_name, at)
       SELECT $1, id, revoked, $3, $4, $5 FROM raised RETURNING registration_id, revision, reason, by_name, at`,
      [eventId, registrationId, reason, by.name, this.clock.now()],
    );
    if (!row) throw httpProblems.notFound('There is no such registration here.');
    return toRevocationView(row);
  }

  /** The badges of a registration that were lost, the last one first. @throws 404 */
  async revocations(eventId: string, registrationId: string): Promise<BadgeRevocationsView> {
    await this.assertRegistration(eventId, registrationId);
    const rows = await this.db.query<RevocationRow>(
      `SELECT registration_id, revision, reason, by_name, at FROM badge_revocations WHERE registration_id = $1 ORDER BY revision DESC`,
      [registrationId],
    );
    return { items: rows.map(toRevocationView) };
  }

  /** Keeps somebody out from now on. Said twice, the second reason is what stands. @throws 404 */
  async block(
    eventId: string,
    registrationId: string,
    reason: string,
    by: Principal,
  ): Promise<EntryBlockView> {
    await this.assertRegistration(eventId, registrationId);
    const now = this.clock.now();
    await this.db.transaction(async () => {
      await this.lift(eventId, registrationId, by);
      await this.db.query(
        `INSERT INTO entry_blocks (id, event_id, registration_id, reason, by_name, at) VALUES ($1, $2, $3, $4, $5, $6)`,
        [newId(), eventId, registrationId, reason, by.name, now],
      );
    });
    return this.blockOf(eventId, registrationId);
  }

  /** Lets somebody in again. @throws 404 when nobody keeps them out */
  async unblock(eventId: string, registrationId: string, by: Principal): Promise<void> {
    if (!(await this.lift(eventId, registrationId, by)))
      throw checkInProblems.entryNotBlocked('There is nothing to lift.');
  }

  /** Why somebody is kept out. @throws 404 when nobody keeps them out */
  async blockOf(eventId: string, registrationId: string): Promise<EntryBlockView> {
    const row = await this.db.one<BlockRow>(
      `SELECT ${blocks.select} FROM ${blocks.from} WHERE b.registration_id = $1 AND b.event_id = $2 AND b.lifted_at IS NULL`,
      [registrationId, eventId],
    );
    if (!row)
      throw checkInProblems.entryNotBlocked('The person can come in where their registration lets them.');
    return blocks.view(row);
  }

  /** Everybody who is kept out of an event. */
  blocked(eventId: string, query: PageQuery): Promise<Page<EntryBlockView>> {
    return page(this.db, blocks, query, [
      when(eventId, 'b.event_id = ?'),
      { sql: 'b.lifted_at IS NULL', values: [] },
    ]);
  }

  private async lift(eventId: string, registrationId: string, by: Principal): Promise<boolean> {
    const { rowCount } = await this.db.execute(
      `UPDATE entry_blocks SET lifted_at = $3, lifted_by = $4 WHERE registration_id = $2 AND event_id = $1 AND lifted_at IS NULL`,
      [eventId, registrationId, this.clock.now(), by.name],
    );
    return rowCount === 1;
  }

  private async assertRegistration(eventId: string, id: string): Promise<void> {
    const found = await this.db.one('SELECT 1 FROM registrations WHERE id = $1 AND event_id = $2', [
      id,
      eventId,
    ]);
    if (!found) throw httpProblems.notFound('There is no such registration here.');
  }
}

function toRevocationView(row: RevocationRow): BadgeRevocationView {
  return {
    registrationId: row.registration_id,
    revision: row.revision,
    reason: row.reason,
    byName: row.by_name,
    at: row.at.toISOString(),
  };
}
