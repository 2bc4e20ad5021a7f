import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../platform/database/database';
import { WorkflowEngine } from '../platform/workflow/engine';
import { Sweeper } from '../platform/workflow/sweeper';
import { AddressBlocksQueries } from './blocks/address-blocks.queries';
import { messagesPerJob } from './delivery.jobs';
import { Ledger } from './ledger.service';
import { wireAddress } from './mail-domain';
import type { MessageState } from './message.entity';
import { messageWorkflow } from './message.workflow';
import { MessageQueries } from './messages.queries';
import { Notices } from './notices.service';

interface MessageRow {
  readonly email: string;
  readonly attention_since: Date | null;
}

/** The steps of a single message that people take, and the clock that tries again. */
@Injectable()
export class Messages implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly engine: WorkflowEngine,
    private readonly sweeper: Sweeper,
    private readonly ledger: Ledger,
    private readonly notices: Notices,
    private readonly queries: MessageQueries,
    private readonly blocks: AddressBlocksQueries,
  ) {}

  onModuleInit(): void {
    this.engine.bind<
      keyof typeof messageWorkflow.states,
      keyof typeof messageWorkflow.transitions,
      keyof typeof messageWorkflow.conditions,
      keyof typeof messageWorkflow.effects,
      MessageRow
    >(messageWorkflow, {
      conditions: {
        addressIsSound: ({ row }) => wireAddress(row.email) !== undefined,
        addressIsOpen: async ({ row, scopeId }) => {
          const address = { eventId: scopeId, email: row.email };
          return (await this.blocks.inForce([address]))(address)?.covers !== 'all';
        },
        needsSomebody: ({ row }) => row.attention_since !== null,
      },
      effects: { promiseDelivery: ({ id }) => this.notices.promise([id]) },
      choose: {
        cancel: (context) => {
          context.set({ ended_at: context.now, detail: context.comment ?? null });
          return 'cancelled';
        },
        bounce: (context) => {
          context.set({
            ended_at: context.now,
            detail: context.comment ?? null,
            attention_since: context.now,
          });
          return 'bounced';
        },
        retry: (context) => {
          context.set({
            attempts: 0,
            placed: 0,
            queued_at: null,
            next_attempt_at: null,
            ended_at: null,
            attention_since: null,
          });
          return 'pending';
        },
        set_aside: (context) => {
          context.set({ attention_since: null });
          return context.from as MessageState & ('failed' | 'bounced' | 'suppressed');
        },
      },
      view: (id, scopeId) => this.queries.message(scopeId, id),
    });
    this.sweeper.register('communications.overdue', () => this.promiseOverdue());
  }

  /** Promises again what is due for another attempt or was left behind; answers how many messages that were. */
  async promiseOverdue(): Promise<number> {
    return this.db.transaction(async () => {
      const ids = await this.ledger.overdue(messagesPerJob);
      await this.notices.promise(ids);
      return ids.length;
    });
  }
}
