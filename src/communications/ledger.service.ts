import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { newId } from '../platform/database/base.entity';
import { Database } from '../platform/database/database';
import { systemPrincipal } from '../platform/http/request-context';
import { toCompose, type MessageIdentityRow, type MessageOfKind } from './composer.service';

/** A message that this run has taken up. */
export interface ClaimedMessage extends MessageOfKind {
  readonly attempts: number;
  readonly queuedAt: Date;
}

interface ClaimedRow extends MessageIdentityRow {
  readonly attempts: number;
  readonly queued_at: Date;
}

/** How long a run may keep a message without a sign of life before another one takes it over. */
export const leaseMs = 45_000;

/** What became of a message in a run. */
export interface Outcome {
  readonly id: string;
  /** Answer of the mail server, or why it was not sent. */
  readonly detail: string;
  /** Subject of the mail as it went out. */
  readonly subject?: string;
  /** In the words of which version of a template it went out, and why those could not be used. */
  readonly template?: { readonly versionId: string; readonly fault?: string };
  /** When to try again, for one that was put back. */
  readonly nextAttemptAt?: Date;
}

export type Ending = keyof typeof endings;

const endings = { send: 'sent', defer: 'pending', fail: 'failed', suppress: 'suppressed' } as const;

/**
 * The steps of many messages at once, each with its record, each one statement. They are those of
 * `message.workflow.ts`, for sets: a forum of 2,000 people must not cost 6,000 transactions.
 */
@Injectable()
export class Ledger {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes up those of the messages that wait, and those whose run died. Not SKIP LOCKED: the ids are given, and a
   * message that is skipped because somebody looks at it just now would have no job any more.
   */
  async claim(ids: readonly string[], run: string): Promise<ClaimedMessage[]> {
    const now = this.clock.now();
    const rows = await this.db.query<ClaimedRow & Record<string, unknown>>(
      `WITH due AS (
         SELECT id, event_id, state FROM messages
          WHERE id = ANY($1::uuid[])
            AND (state = 'pending' AND coalesce(next_attempt_at, $2) <= $2 OR state = 'queued' AND claimed_until <= $2)
          ORDER BY id FOR UPDATE
       ), claimed AS (
         UPDATE messages m
            SET state = 'queued', queued_at = coalesce(m.queued_at, $2), claimed_by = $3, claimed_until = $4,
                attempts = m.attempts + 1, next_attempt_at = NULL, updated_at = $2, version = m.version + 1
           FROM due WHERE m.id = due.id
         RETURNING m.id, m.event_id, m.kind, m.cause, m.subject_kind, m.subject_id, m.person_id, m.registration_id,
                   m.name, m.email, m.locale, m.attempts, m.queued_at
       ), recorded AS (
         INSERT INTO transition_records (id, workflow, subject_id, event_id, transition, from_state, to_state, actor_kind, actor_id, actor_name, data, at)
         SELECT ($8::uuid[])[row_number() OVER ()], 'message', id, event_id, 'queue', 'pending', 'queued', $5, $6, $7, '{}', $2 FROM due WHERE state = 'pending'
       )
       SELECT * FROM claimed ORDER BY id`,
      [
        ids,
        now,
        run,
        new Date(now.getTime() + leaseMs),
        systemPrincipal.kind,
        systemPrincipal.id,
        systemPrincipal.name,
        recordIds(ids.length),
      ],
    );
    return rows.map((row) => ({ ...toCompose(row), attempts: row.attempts, queuedAt: row.queued_at }));
  }

  /** Says that the run lives; answers until when the messages are its own. */
  async renew(run: string): Promise<Date> {
    const now = this.clock.now();
    const until = new Date(now.getTime() + leaseMs);
    await this.db.execute(
      `UPDATE messages SET claimed_until = $3 WHERE claimed_by = $1 AND state = 'queued' AND claimed_until > $2`,
      [run, now, until],
    );
    return until;
  }

  /** Writes what became of messages that this run holds; what another run has taken over meanwhile is left alone. */
  async settle(transition: Ending, run: string, outcomes: readonly Outcome[]): Promise<number> {
    if (outcomes.length === 0) return 0;
    const now = this.clock.now();
    const to = endings[transition];
    const { rowCount } = await this.db.execute(
      `WITH outcome AS (
         SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $12::uuid[], $13::uuid[], $14::text[])
             AS o (id, detail, subject, next_attempt_at, record_id, template_version_id, template_fault)
       ), settled AS (
         UPDATE messages m
            SET state = $5, detail = o.detail, subject_line = coalesce(o.subject, m.subject_line),
                template_version_id = coalesce(o.template_version_id, m.template_version_id), template_fault = o.template_fault, next_attempt_at = o.next_attempt_at,
                claimed_by = NULL, claimed_until = NULL, updated_at = $6, version = m.version + 1,
                sent_at = CASE WHEN $5 = 'sent' THEN $6 ELSE m.sent_at END,
                ended_at = CASE WHEN $5 IN ('failed', 'suppressed') THEN $6 END
           FROM outcome o WHERE m.id = o.id AND m.state = 'queued' AND m.claimed_by = $7
         RETURNING m.id, m.event_id, o.detail, o.record_id
       )
       INSERT INTO transition_records (id, workflow, subject_id, event_id, transition, from_state, to_state, actor_kind, actor_id, actor_name, comment, data, at)
       SELECT record_id, 'message', id, event_id, $8, 'queued', $5, $9, $10, $11, detail, '{}', $6 FROM settled`,
      [
        outcomes.map(({ id }) => id),
        outcomes.map(({ detail }) => detail.slice(0, 1000)),
        outcomes.map(({ subject }) => subject ?? null),
        outcomes.map(({ nextAttemptAt }) => nextAttemptAt ?? null),
        to,
        now,
        run,
        transition,
        systemPrincipal.kind,
        systemPrincipal.id,
        systemPrincipal.name,
        recordIds(outcomes.length),
        outcomes.map(({ template }) => template?.versionId ?? null),
        outcomes.map(({ template }) => template?.fault ?? null),
      ],
    );
    return rowCount ?? 0;
  }

  /**
   * Finds what is due for another attempt, and what a dead run left behind; answers their ids. They are marked, so
   * that the next look does not find them again while their job waits.
   */
  async overdue(limit: number): Promise<string[]> {
    const now = this.clock.now();
    const rows = await this.db.query<{ id: string }>(
      `WITH due AS (
         SELECT id, event_id, state FROM messages
          WHERE state IN ('pending', 'queued') AND coalesce(next_attempt_at, claimed_until) <= $1
          ORDER BY coalesce(next_attempt_at, claimed_until), id LIMIT $2 FOR UPDATE SKIP LOCKED
       ), recorded AS (
         INSERT INTO transition_records (id, workflow, subject_id, event_id, transition, from_state, to_state, actor_kind, actor_id, actor_name, comment, data, at)
         SELECT ($6::uuid[])[row_number() OVER ()], 'message', id, event_id, 'defer', 'queued', 'pending', $3, $4, $5, 'The process that was sending it died.', '{}', $1
           FROM due WHERE state = 'queued'
       )
       UPDATE messages m
          SET state = 'pending', next_attempt_at = NULL, claimed_by = NULL, claimed_until = NULL, updated_at = $1, version = m.version + 1
         FROM due WHERE m.id = due.id
       RETURNING m.id`,
      [now, limit, systemPrincipal.kind, systemPrincipal.id, systemPrincipal.name, recordIds(limit)],
    );
    return rows.map(({ id }) => id);
  }
}

/** Ids of records: made here, because those of one millisecond must sort in the order in which things happened. */
function recordIds(count: number): string[] {
  return Array.from({ length: count }, () => newId());
}
