import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { Sweeper } from '../../platform/workflow/sweeper';
import { addressKey } from '../mail-domain';
import type { AddressBlockCover, AddressBlockReason } from './address-block.entity';
import { addressBlockProblems } from './address-block.errors';
import type { AddressBlockInput } from './address-block.input';
import type { AddressBlockView } from './address-block.view';
import { addressBlockWorkflow } from './address-block.workflow';
import { AddressBlocksQueries } from './address-blocks.queries';

/** How long a block is kept after it ended, or after its event, in days: an address is personal data. */
const keptDays = 90;

export interface Blocking {
  readonly eventId: string;
  readonly address: string;
  readonly reason: AddressBlockReason;
  readonly covers: AddressBlockCover;
  readonly detail: string;
  readonly messageId?: string;
  readonly lapsesAt?: Date;
}

/** Keeps addresses from being written to, and lets them be written to again. */
@Injectable()
export class AddressBlocks implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly queries: AddressBlocksQueries,
    sweeper: Sweeper,
  ) {
    sweeper.register('communications.blocks', (now) => this.forget(now));
  }

  onModuleInit(): void {
    this.engine.bind(addressBlockWorkflow, {
      conditions: {},
      effects: {},
      choose: {
        lift: (context) => {
          context.set({ ended_at: context.now });
          return 'lifted';
        },
        lapse: (context) => {
          context.set({ ended_at: context.now });
          return 'lapsed';
        },
      },
      view: (id, scopeId) => this.queries.one(scopeId, id),
    });
  }

  /** Blocks an address by hand. @throws 409 when it is blocked already */
  async add(eventId: string, input: AddressBlockInput): Promise<AddressBlockView> {
    const id = await this.block({
      eventId,
      address: input.address,
      reason: 'staff',
      covers: input.covers ?? 'all',
      detail: input.detail,
      ...(input.lapsesAt === undefined ? {} : { lapsesAt: new Date(input.lapsesAt) }),
    });
    if (id === undefined) throw addressBlockProblems.addressIsBlocked('See the block that is there.');
    return this.queries.one(eventId, id);
  }

  /** Blocks an address unless it is. Answers the id of the new block. */
  async block(blocking: Blocking): Promise<string | undefined> {
    const { eventId, address, reason, covers, detail, messageId, lapsesAt } = blocking;
    return this.db.transaction(async () => {
      const id = newId();
      const { rowCount } = await this.db.execute(
        `INSERT INTO address_blocks (id, version, created_at, updated_at, event_id, address, state, reason, covers, detail, message_id, lapses_at)
         VALUES ($1, 1, $2, $2, $3, $4, 'active', $5, $6, $7, $8, $9)
         ON CONFLICT (event_id, address, covers) WHERE state = 'active' DO NOTHING`,
        [
          id,
          this.clock.now(),
          eventId,
          addressKey(address),
          reason,
          covers,
          detail.slice(0, 500),
          messageId ?? null,
          lapsesAt ?? null,
        ],
      );
      if (rowCount === 0) return undefined;
      await this.engine.begin(addressBlockWorkflow, { id, scopeId: eventId });
      return id;
    });
  }

  /** Forgets blocks that ended long ago, and those of events that did. */
  private async forget(now: Date): Promise<number> {
    const { rowCount } = await this.db.execute(
      `DELETE FROM address_blocks WHERE id IN (
         SELECT b.id FROM address_blocks b JOIN events e ON e.id = b.event_id
          WHERE least(b.ended_at, (e.end_date + 1)::timestamp AT TIME ZONE e.time_zone) < $1
          LIMIT 200 FOR UPDATE OF b SKIP LOCKED)`,
      [new Date(now.getTime() - keptDays * 86_400_000)],
    );
    return rowCount ?? 0;
  }
}
