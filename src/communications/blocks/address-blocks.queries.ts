import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { containing, page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { addressKey } from '../mail-domain';
import type { AddressBlockCover, AddressBlockReason } from './address-block.entity';
import type { AddressBlockQuery } from './address-block.input';
import { toAddressBlockView, type AddressBlockRow, type AddressBlockView } from './address-block.view';

const blocks: ListDefinition<AddressBlockRow, AddressBlockView> = {
  select: `b.id, b.event_id, b.version, b.address, b.state, b.reason, b.covers, b.detail, b.message_id, b.created_at, b.lapses_at, b.ended_at`,
  from: 'address_blocks b',
  id: 'b.id',
  sorts: { createdAt: { expression: 'b.created_at', type: 'timestamptz' } },
  defaultSort: '-createdAt',
  view: toAddressBlockView,
};

/** What stands in the way of a mail to an address. */
export interface BlockInForce {
  readonly id: string;
  readonly covers: AddressBlockCover;
  readonly reason: AddressBlockReason;
  readonly detail: string;
  readonly since: Date;
}

/** Addresses that may not be written to. */
@Injectable()
export class AddressBlocksQueries {
  constructor(private readonly db: Database) {}

  /** The blocks of an event, newest first. */
  list(eventId: string, query: AddressBlockQuery): Promise<Page<AddressBlockView>> {
    return page(this.db, blocks, query, [
      { sql: 'b.event_id = ?', values: [eventId] },
      when(query.state ?? ['active'], 'b.state = ANY(?)'),
      when(query.reason, 'b.reason = ?'),
      when(query.q === undefined ? undefined : containing(query.q.toLowerCase()), 'b.address LIKE ?'),
    ]);
  }

  /** @throws 404 */
  async one(eventId: string, id: string): Promise<AddressBlockView> {
    const row = await this.db.one<AddressBlockRow>(
      `SELECT ${blocks.select} FROM ${blocks.from} WHERE b.id = $1 AND b.event_id = $2`,
      [id, eventId],
    );
    if (!row) throw httpProblems.notFound('There is no such block in this event.');
    return toAddressBlockView(row);
  }

  /** What holds for these addresses now, each in its event: by event and {@link addressKey}, the widest one of each. */
  async inForce(
    addresses: readonly { readonly eventId: string; readonly email: string }[],
  ): Promise<(of: { readonly eventId: string; readonly email: string }) => BlockInForce | undefined> {
    const rows = await this.db.query<AddressBlockRow>(
      `SELECT DISTINCT ON (b.event_id, b.address) b.id, b.event_id, b.address, b.covers, b.reason, b.detail, b.created_at
         FROM unnest($1::uuid[], $2::text[]) AS w (event_id, address)
         JOIN address_blocks b ON b.event_id = w.event_id AND b.address = w.address AND b.state = 'active'
        ORDER BY b.event_id, b.address, b.covers`,
      [addresses.map(({ eventId }) => eventId), addresses.map(({ email }) => addressKey(email))],
    );
    const found = new Map(rows.map((row) => [`${row.event_id} ${row.address}`, row]));
    return ({ eventId, email }) => {
      const row = found.get(`${eventId} ${addressKey(email)}`);
      return (
        row && {
          id: row.id,
          covers: row.covers,
          reason: row.reason,
          detail: row.detail,
          since: row.created_at,
        }
      );
    };
  }
}
