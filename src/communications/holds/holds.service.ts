import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { currentPrincipal } from '../../platform/http/request-context';
import { Ledger } from '../ledger.service';
import { holdProblems } from './message-hold.errors';
import type { MessageHoldInput } from './message-hold.input';
import type { MessageHoldView } from './message-hold.view';
import { OutboxQueries } from './outbox.queries';

/** Messages of one cause, which belong to something that has a life of its own. */
export interface CauseHeld {
  readonly eventId: string;
  readonly kind: string;
  readonly cause: string;
}

/**
 * Holds back what waits to be sent, and calls it off. A message that is being sent already goes out. What is held keeps
 * its place in the ledger; when the hold is lifted it is due at once.
 */
@Injectable()
export class Holds {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly queries: OutboxQueries,
  ) {}

  /** Holds what staff name. @throws 422 when nothing is named, 409 when just that is held by staff already */
  async place(eventId: string, { kind, cause, reason }: MessageHoldInput): Promise<MessageHoldView> {
    if (kind === undefined && cause === undefined)
      throw holdProblems.holdOfNothing({
        detail: 'Name a kind of message, a cause, or both.',
        errors: [{ pointer: '/kind', code: 'required', message: 'must be given when there is no cause' }],
      });
    const id = await this.insert(eventId, kind ?? null, cause ?? null, 'staff', reason);
    if (id === undefined)
      throw holdProblems.holdThereAlready('Staff hold just this already; lift that hold when it may go out.');
    return this.queries.hold(eventId, id);
  }

  /** Lifts a hold that staff placed. @throws 404, 409 for one that belongs to something else */
  async lift(eventId: string, id: string): Promise<void> {
    await this.db.transaction(async () => {
      const hold = await this.queries.hold(eventId, id);
      if (hold.belongsTo !== 'staff')
        throw holdProblems.holdNotByHand('Resume the mailing to which it belongs; its messages then go out.');
      await this.release(eventId, 'id = $2', [id]);
    });
  }

  /** Holds the messages of a cause as long as what they belong to is in some state. In the transaction of the caller. */
  async holdCause({ eventId, kind, cause }: CauseHeld, belongsTo: string, reason: string): Promise<void> {
    await this.insert(eventId, kind, cause, belongsTo, reason);
  }

  /** Lifts such a hold. In the transaction of the caller. */
  async releaseCause({ eventId, kind, cause }: CauseHeld, belongsTo: string): Promise<void> {
    await this.release(eventId, 'kind = $2 AND cause = $3 AND belongs_to = $4', [kind, cause, belongsTo]);
  }

  /** Calls off so many of the messages of a cause that wait, with their records; answers how many those were. */
  cancelWaiting({ eventId, kind, cause }: CauseHeld, reason: string, limit: number): Promise<number> {
    return this.ledger.cancel(eventId, kind, cause, reason, limit);
  }

  private async insert(
    eventId: string,
    kind: string | null,
    cause: string | null,
    belongsTo: string,
    reason: string,
  ): Promise<string | undefined> {
    const row = await this.db.one<{ id: string }>(
      `INSERT INTO message_holds (id, event_id, kind, cause, belongs_to, reason, placed_by_name, placed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (event_id, COALESCE(kind, ''), COALESCE(cause, ''), belongs_to) WHERE lifted_at IS NULL DO NOTHING RETURNING id`,
      [
        newId(),
        eventId,
        kind,
        cause,
        belongsTo,
        reason.slice(0, 500),
        currentPrincipal().name,
        this.clock.now(),
      ],
    );
    return row?.id;
  }

  /** Lifts holds, and makes due what no other hold keeps. Whoever claims messages meanwhile has the holds locked. */
  private async release(eventId: string, which: string, values: readonly unknown[]): Promise<void> {
    const now = this.clock.now();
    await this.db.execute(
      `UPDATE message_holds SET lifted_at = $${values.length + 2}, lifted_by_name = $${values.length + 3}
        WHERE event_id = $1 AND lifted_at IS NULL AND ${which}`,
      [eventId, ...values, now, currentPrincipal().name],
    );
    await this.ledger.letGo(eventId);
  }
}
