import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database/database';
import { emailPattern } from '../platform/http/fields';
import { WorkflowEngine } from '../platform/workflow/engine';
import { Sweeper } from '../platform/workflow/sweeper';
import { Composer } from './composer.service';
import { messagesPerJob } from './delivery.jobs';
import { Ledger } from './ledger.service';
import { messageProblems } from './message.errors';
import type { MessageView } from './message.view';
import { messageWorkflow } from './message.workflow';
import { MessageQueries } from './messages.queries';
import { Notices } from './notices.service';
import { ResendRules } from './resend-rules.service';

interface MessageRow {
  readonly email: string;
  readonly state: 'failed' | 'bounced';
  readonly acknowledged_at: Date | null;
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
    private readonly clock: Clock,
    private readonly composer: Composer,
    private readonly resendRules: ResendRules,
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
        addressIsSound: ({ row }) => emailPattern.test(row.email),
        unseen: ({ row }) => row.acknowledged_at === null,
      },
      effects: { promiseDelivery: ({ id }) => this.notices.promise([id]) },
      choose: {
        cancel: (context) => {
          context.set({ ended_at: context.now, detail: context.comment ?? null, held_at: null });
          return 'cancelled';
        },
        bounce: (context) => {
          context.set({ ended_at: context.now, detail: context.comment ?? null });
          return 'bounced';
        },
        acknowledge: (context) => {
          context.set({ acknowledged_at: context.now });
          return context.row.state;
        },
        retry: (context) => {
          context.set({
            acknowledged_at: null,
            attempts: 0,
            queued_at: null,
            next_attempt_at: null,
            ended_at: null,
          });
          return 'pending';
        },
      },
      view: (id, scopeId) => this.queries.message(scopeId, id),
    });
    this.sweeper.register('communications.overdue', () => this.promiseOverdue());
  }

  /**
   * Sends somebody again what they were sent, as a message of its own: with what is true now, to the address that they
   * have now.
   * @throws 404; 409 when it has not gone out yet, or must not go out a second time
   */
  async resend(eventId: string, id: string): Promise<MessageView> {
    const message = await this.queries.message(eventId, id);
    const reason = ['sent', 'bounced', 'failed'].includes(message.state)
      ? this.composer.notice(message.kind)
        ? await this.resendRules.against(message)
        : 'Messages of this kind are no longer written.'
      : `It is ${message.state}; only what was sent, failed or came back is sent again.`;
    if (reason !== undefined) throw messageProblems.messageNotSentAgain({ detail: reason });
    return this.db.transaction(async () => {
      const person =
        message.personId === null
          ? undefined
          : await this.db.one<{ email: string | null }>('SELECT email FROM persons WHERE id = $1', [
              message.personId,
            ]);
      const again = await this.notices.again(id, person?.email ?? message.email);
      if (message.state !== 'sent')
        await this.db.execute(
          'UPDATE messages SET acknowledged_at = coalesce(acknowledged_at, $2) WHERE id = $1',
          [id, this.clock.now()],
        );
      return this.queries.message(eventId, again);
    });
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
