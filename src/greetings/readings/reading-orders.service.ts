import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { assertVersion } from '../../platform/http/concurrency';
import type { FieldFault } from '../../platform/http/problem';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { greetingProblems } from '../greeting.errors';
import { greetingWorkflow } from '../greeting.workflow';
import { GreetingsQueries } from '../greetings.queries';
import type { OrderApplyInput, OrderSettingsInput } from './reading-order.input';
import type { OrderView } from './reading-order.view';
import { ReadingOrdersQueries } from './reading-orders.queries';

/** Far beyond the last place that can be given: where messages stand while they change places. */
const aside = 1_000_000;

/** Writes of orders of reading: what is fixed by hand, and the order of precedence itself. */
@Injectable()
export class ReadingOrders {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly greetings: GreetingsQueries,
    private readonly queries: ReadingOrdersQueries,
  ) {}

  /**
   * Settles how a session is interpreted and which places are fixed by hand. No message moves by that.
   * @throws 412 when somebody else has changed it, 422 for messages that are not in this order
   */
  async settle(event: EventScope, version: number, input: OrderSettingsInput): Promise<OrderView> {
    return this.db.transaction(async () => {
      const sessionId = input.sessionId.toLowerCase();
      await this.greetings.session(event.id, sessionId, '/sessionId');
      await this.lock(sessionId);
      const { settled, rows } = await this.queries.read(event, sessionId);
      assertVersion(settled.version, version);
      const exceptions = input.exceptions.map(({ greetingId, position, reason }) => ({
        greetingId: greetingId.toLowerCase(),
        position,
        reason,
      }));
      const faults = faultsOf(exceptions, new Set(rows.map(({ id }) => id)));
      if (faults.length > 0)
        throw greetingProblems.readingExceptionsFaulty({
          detail: 'Put right what is named, then send all exceptions again.',
          errors: faults,
        });
      await this.db.query(
        `INSERT INTO reading_orders (id, event_id, session_id, interpretation, exceptions, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6)
         ON CONFLICT ON CONSTRAINT reading_orders_session_key DO UPDATE SET interpretation = EXCLUDED.interpretation,
           exceptions = EXCLUDED.exceptions, updated_at = EXCLUDED.updated_at, version = reading_orders.version + 1`,
        [
          newId(),
          event.id,
          sessionId,
          input.interpretation ?? null,
          JSON.stringify(exceptions),
          this.clock.now(),
        ],
      );
      return this.queries.order(event, { sessionId });
    });
  }

  /**
   * Puts the messages of a session in the order that precedence, and what is fixed by hand, give them: all in one
   * transaction. What was delivered stays where it is. Done again, nothing changes.
   * @throws 409 when the proposal is not the one that was seen
   */
  async apply(event: EventScope, { sessionId: given, greetingIds }: OrderApplyInput): Promise<OrderView> {
    return this.db.transaction(async () => {
      const sessionId = given.toLowerCase();
      await this.greetings.session(event.id, sessionId, '/sessionId');
      await this.lock(sessionId);
      const { rows, proposed, rulesVersion } = await this.queries.read(event, sessionId);
      const order = proposed.map(({ message }) => message.greetingId);
      if (greetingIds && greetingIds.map((id) => id.toLowerCase()).join() !== order.join())
        throw greetingProblems.readingOrderStale('Look at the proposal again: it is another one now.');
      const moved = proposed.filter(({ message, position }) => message.position !== position);
      if (moved.length > 0) {
        await this.move(moved.map(({ message, position }) => ({ id: message.greetingId, position })));
        const states = new Map(rows.map(({ id, state }) => [id, state]));
        await this.engine.noteAll(
          greetingWorkflow,
          moved.map(({ message: { greetingId: id } }) => ({ id, scopeId: event.id, state: states.get(id)! })),
          {
            name: 'reorder',
            data: {
              sessionId,
              rulesVersion,
              places: Object.fromEntries(
                moved.map(({ message, position }) => [message.greetingId, [message.position, position]]),
              ),
            },
          },
        );
      }
      return this.queries.order(event, { sessionId });
    });
  }

  /** Two messages never have one place, so they step aside before they take their new ones. */
  private async move(places: readonly { id: string; position: number }[]): Promise<void> {
    const ids = places.map(({ id }) => id);
    await this.db.query(`UPDATE greetings SET position = position + $2 WHERE id = ANY ($1::uuid[])`, [
      ids,
      aside,
    ]);
    await this.db.query(
      `UPDATE greetings g SET position = p.position, version = g.version + 1, updated_at = $3
         FROM unnest($1::uuid[], $2::integer[]) AS p (id, position) WHERE g.id = p.id`,
      [ids, places.map(({ position }) => position), this.clock.now()],
    );
  }

  /** Keeps everybody else from giving places in this session until the transaction ends. */
  private async lock(sessionId: string): Promise<void> {
    await this.db.query(`SELECT pg_advisory_xact_lock(hashtextextended('reading order ' || $1, 0))`, [
      sessionId,
    ]);
    await this.db.query(
      `SELECT 1 FROM greetings WHERE session_id = $1 AND state NOT IN ('declined', 'withdrawn') ORDER BY id FOR UPDATE`,
      [sessionId],
    );
  }
}

function faultsOf(exceptions: OrderSettingsInput['exceptions'], known: ReadonlySet<string>): FieldFault[] {
  const fixed = new Set<string>();
  const taken = new Set<number>();
  return exceptions.flatMap(({ greetingId, position }, index): FieldFault[] => {
    const faults: FieldFault[] = [];
    const at = `/exceptions/${index}`;
    if (!known.has(greetingId))
      faults.push({
        pointer: `${at}/greetingId`,
        code: 'unknown',
        message: 'has no place in the order of this session',
      });
    if (fixed.has(greetingId))
      faults.push({ pointer: `${at}/greetingId`, code: 'twice', message: 'has a fixed place already' });
    if (taken.has(position))
      faults.push({ pointer: `${at}/position`, code: 'taken', message: 'is fixed for another message' });
    fixed.add(greetingId);
    taken.add(position);
    return faults;
  });
}
