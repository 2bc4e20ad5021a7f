import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { checkInProblems } from './check-in.errors';
import type { EntryBlockView } from './entry-block.view';

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

/** People whom an officer keeps out. What was lifted stays on record. */
@Injectable()
export class EntryBlocks {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

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
