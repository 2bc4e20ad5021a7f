import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { MessageState } from '../message.entity';
import type { MessageHoldQuery, OutboxGroupQuery } from './message-hold.input';
import type { MessageHoldView, OutboxGroupView, OutboxKindView } from './message-hold.view';

/** SQL: whether a hold is in force for messages of `alias`. */
const isHeld = (alias: string): string => `EXISTS (
  SELECT 1 FROM message_holds h WHERE h.event_id = ${alias}.event_id AND h.lifted_at IS NULL
     AND COALESCE(h.kind, ${alias}.kind) = ${alias}.kind AND COALESCE(h.cause, ${alias}.cause) = ${alias}.cause)`;

interface HoldRow extends Record<string, unknown> {
  id: string;
  kind: string | null;
  cause: string | null;
  belongs_to: string;
  reason: string;
  placed_by_name: string;
  placed_at: Date;
  lifted_by_name: string | null;
  lifted_at: Date | null;
}

const holds: ListDefinition<HoldRow, MessageHoldView> = {
  select: 'h.*',
  from: 'message_holds h',
  id: 'h.id',
  sorts: { placedAt: { expression: 'h.placed_at', type: 'timestamptz' } },
  defaultSort: '-placedAt',
  view: (row) => ({
    id: row.id,
    kind: row.kind,
    cause: row.cause,
    belongsTo: row.belongs_to,
    reason: row.reason,
    placedBy: row.placed_by_name,
    placedAt: row.placed_at.toISOString(),
    liftedBy: row.lifted_by_name,
    liftedAt: row.lifted_at?.toISOString() ?? null,
  }),
};

interface GroupRow extends Record<string, unknown> {
  kind: string;
  cause: string;
  waiting: number;
  under_way: number;
  held: boolean;
  oldest_at: Date;
  next_attempt_at: Date | null;
  first_id: string;
}

const counts = `count(*) FILTER (WHERE m.state = 'pending')::integer AS waiting,
  count(*) FILTER (WHERE m.state = 'queued')::integer AS under_way,
  min(m.created_at) AS oldest_at, min(m.next_attempt_at) AS next_attempt_at`;

const groups: ListDefinition<GroupRow, OutboxGroupView> = {
  select: `g.*, ${isHeld('g')} AS held`,
  from: `(SELECT m.event_id, m.kind, m.cause, ${counts}, min(m.id::text)::uuid AS first_id
            FROM messages m WHERE m.state IN ('pending', 'queued') GROUP BY m.event_id, m.kind, m.cause) g`,
  id: 'g.first_id',
  sorts: {
    waiting: { expression: 'g.waiting', type: 'integer' },
    oldestAt: { expression: 'g.oldest_at', type: 'timestamptz' },
  },
  defaultSort: '-waiting',
  view: (row) => ({
    kind: row.kind,
    cause: row.cause,
    waiting: row.waiting,
    held: row.held,
    underWay: row.under_way,
    oldestAt: row.oldest_at.toISOString(),
    nextAttemptAt: row.next_attempt_at?.toISOString() ?? null,
    exampleId: row.first_id,
  }),
};

/** What is about to go out, and what became of what went out. Costs as much as there is to go out. */
@Injectable()
export class OutboxQueries {
  constructor(private readonly db: Database) {}

  /** What is about to go out, by kind. */
  async kinds(eventId: string): Promise<OutboxKindView[]> {
    const rows = await this.db.query<GroupRow & { causes: number; held_count: number }>(
      `SELECT m.kind, ${counts}, count(DISTINCT m.cause)::integer AS causes,
              count(*) FILTER (WHERE m.state = 'pending' AND ${isHeld('m')})::integer AS held_count
         FROM messages m WHERE m.event_id = $1 AND m.state IN ('pending', 'queued') GROUP BY m.kind ORDER BY m.kind`,
      [eventId],
    );
    return rows.map((row) => ({
      kind: row.kind,
      waiting: row.waiting,
      held: row.held_count,
      underWay: row.under_way,
      causes: row.causes,
      oldestAt: row.oldest_at.toISOString(),
      nextAttemptAt: row.next_attempt_at?.toISOString() ?? null,
    }));
  }

  /** What is about to go out, by kind and cause, the largest group first. */
  groups(eventId: string, query: OutboxGroupQuery): Promise<Page<OutboxGroupView>> {
    return page(this.db, groups, query, [
      when(eventId, 'g.event_id = ?'),
      when(query.kind, 'g.kind = ?'),
      when(query.held, `${isHeld('g')} = ?`),
    ]);
  }

  /** The holds of an event, the last one first. */
  holds(eventId: string, query: MessageHoldQuery): Promise<Page<MessageHoldView>> {
    return page(this.db, holds, query, [
      when(eventId, 'h.event_id = ?'),
      when(query.inForce, '(h.lifted_at IS NULL) = ?'),
    ]);
  }

  /** @throws 404 */
  async hold(eventId: string, id: string): Promise<MessageHoldView> {
    const row = await this.db.one<HoldRow>(
      'SELECT h.* FROM message_holds h WHERE h.event_id = $1 AND h.id = $2',
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such hold in this event.');
    return holds.view(row);
  }

  /** How many messages of a kind and a cause are in which state; states with none are left out. */
  async states(eventId: string, kind: string, cause: string): Promise<Partial<Record<MessageState, number>>> {
    const rows = await this.db.query<{ state: MessageState; n: number }>(
      `SELECT state, count(*)::integer AS n FROM messages WHERE event_id = $1 AND kind = $2 AND cause = $3 GROUP BY state`,
      [eventId, kind, cause],
    );
    return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
  }
}
