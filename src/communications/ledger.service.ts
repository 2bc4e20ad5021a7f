import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { newId } from '../platform/database/base.entity';
import { Database } from '../platform/database/database';
import { systemPrincipal } from '../platform/http/request-context';
import { toCompose, type MessageIdentityRow, type MessageOfKind } from './composer.service';
import type { Placed } from './pace/mail-pace.service';

/** A message that this run has taken up. */
export interface ClaimedMessage extends MessageOfKind {
  readonly attempts: number;
  readonly queuedAt: Date;
  /** Which limits it has been given a place by already. */
  readonly placed: Placed;
}

interface ClaimedRow extends MessageIdentityRow {
  readonly attempts: number;
  readonly queued_at: Date;
  readonly placed: Placed;
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
  /** What it said, and in which language; undefined where only its reader may see it. */
  readonly said?: { readonly language: string; readonly text: string };
  /** When to try again, for one that was put back. */
  readonly nextAttemptAt?: Date;
  /** For one that was put back through no fault of its own: this was no attempt. */
  readonly noAttempt?: boolean;
  /** For one whose turn comes later: the limits by which it has its place. */
  readonly placed?: Placed;
  /** Whether somebody has to see to it, although it was withheld as it should be. */
  readonly needsSomebody?: boolean;
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
   * message that is skipped because somebody looks at it just now would have no job any more. What is held stays behind,
   * marked; whoever lifts the hold waits until that is written.
   */
  async claim(ids: readonly string[], run: string): Promise<ClaimedMessage[]> {
    const now = this.clock.now();
    const rows = await this.db.query<ClaimedRow & Record<string, unknown>>(
      `WITH holds AS MATERIALIZED (
         SELECT event_id, kind, cause FROM message_holds
          WHERE lifted_at IS NULL AND event_id IN (SELECT event_id FROM messages WHERE id = ANY($1::uuid[])) FOR SHARE
       ), found AS (
         SELECT id, event_id, kind, cause, state FROM messages
          WHERE id = ANY($1::uuid[])
            AND (state = 'pending' AND coalesce(next_attempt_at, $2) <= $2 OR state = 'queued' AND claimed_until <= $2)
          ORDER BY id FOR UPDATE
       ), held AS (
         SELECT id, state FROM found f WHERE EXISTS (
           SELECT 1 FROM holds h WHERE h.event_id = f.event_id AND coalesce(h.kind, f.kind) = f.kind AND coalesce(h.cause, f.cause) = f.cause)
       ), due AS (
         SELECT id, event_id, state FROM found WHERE id NOT IN (SELECT id FROM held)
       ), kept AS (
         UPDATE messages m SET held_at = $2, next_attempt_at = NULL, updated_at = $2, version = m.version + 1
           FROM held WHERE m.id = held.id AND held.state = 'pending'
       ), claimed AS (
         UPDATE messages m
            SET state = 'queued', queued_at = coalesce(m.queued_at, $2), claimed_by = $3, claimed_until = $4,
                attempts = m.attempts + 1, next_attempt_at = NULL, held_at = NULL, updated_at = $2, version = m.version + 1
           FROM due WHERE m.id = due.id
         RETURNING m.id, m.event_id, m.kind, m.cause, m.subject_kind, m.subject_id, m.person_id, m.registration_id,
                   m.name, m.email, m.locale, m.attempts, m.queued_at, m.placed
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
    return rows.map((row) => ({
      ...toCompose(row),
      attempts: row.attempts,
      queuedAt: row.queued_at,
      placed: row.placed,
    }));
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
         SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $12::uuid[],
                              $13::boolean[], $14::smallint[], $15::boolean[], $16::uuid[], $17::text[], $18::text[], $19::text[])
             AS o (id, detail, subject, next_attempt_at, record_id, no_attempt, placed, needs_somebody, template_version_id, template_fault, language, said)
       ), settled AS (
         UPDATE messages m
            SET state = $5, detail = o.detail, subject_line = coalesce(o.subject, m.subject_line),
                template_version_id = coalesce(o.template_version_id, m.template_version_id), template_fault = o.template_fault, next_attempt_at = o.next_attempt_at,
                claimed_by = NULL, claimed_until = NULL, updated_at = $6, version = m.version + 1,
                sent_at = CASE WHEN $5 = 'sent' THEN $6 ELSE m.sent_at END,
                ended_at = CASE WHEN $5 IN ('failed', 'suppressed') THEN $6 END,
                attempts = m.attempts - CASE WHEN o.no_attempt THEN 1 ELSE 0 END, placed = o.placed,
                attention_since = CASE WHEN o.needs_somebody THEN $6 END
           FROM outcome o WHERE m.id = o.id AND m.state = 'queued' AND m.claimed_by = $7
         RETURNING m.id, m.event_id, o.detail, o.record_id, o.language, o.said
       ), kept AS (
         INSERT INTO message_texts (message_id, language, text) SELECT id, language, said FROM settled WHERE said IS NOT NULL
         ON CONFLICT (message_id) DO UPDATE SET language = excluded.language, text = excluded.text
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
        outcomes.map(({ noAttempt }) => noAttempt ?? false),
        outcomes.map(({ placed }) => placed ?? 0),
        outcomes.map(({ needsSomebody }) => to === 'failed' || (needsSomebody ?? false)),
        outcomes.map(({ template }) => template?.versionId ?? null),
        outcomes.map(({ template }) => template?.fault ?? null),
        outcomes.map(({ said }) => said?.language ?? null),
        outcomes.map(({ said }) => said?.text ?? null),
      ],
    );
    return rowCount ?? 0;
  }

  /** Makes due what was held and is not any more; its jobs come with the next look at what is overdue. */
  async letGo(eventId: string): Promise<void> {
    await this.db.execute(
      `UPDATE messages m SET held_at = NULL, next_attempt_at = $2, updated_at = $2, version = m.version + 1
        WHERE m.event_id = $1 AND m.state = 'pending' AND m.held_at IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM message_holds h WHERE h.event_id = m.event_id AND h.lifted_at IS NULL
             AND coalesce(h.kind, m.kind) = m.kind AND coalesce(h.cause, m.cause) = m.cause)`,
      [eventId, this.clock.now()],
    );
  }

  /** Calls off messages of a kind and a cause that wait, at most so many; answers how many those were. */
  async cancel(eventId: string, kind: string, cause: string, reason: string, limit: number): Promise<number> {
    const { rowCount } = await this.db.execute(
      `WITH waiting AS (
         SELECT id FROM messages WHERE event_id = $1 AND kind = $2 AND cause = $3 AND state = 'pending' ORDER BY id LIMIT $4 FOR UPDATE
       ), cancelled AS (
         UPDATE messages m SET state = 'cancelled', detail = $5, ended_at = $6, next_attempt_at = NULL, held_at = NULL, updated_at = $6,
                version = m.version + 1
           FROM waiting w WHERE m.id = w.id AND m.state = 'pending' RETURNING m.id
       )
       INSERT INTO transition_records (id, workflow, subject_id, event_id, transition, from_state, to_state, actor_kind, actor_id, actor_name, comment, data, at)
       SELECT ($10::uuid[])[row_number() OVER ()], 'message', id, $1, 'cancel', 'pending', 'cancelled', $7, $8, $9, $5, '{}', $6 FROM cancelled`,
      [
        eventId,
        kind,
        cause,
        limit,
        reason.slice(0, 1000),
        this.clock.now(),
        systemPrincipal.kind,
        systemPrincipal.id,
        systemPrincipal.name,
        recordIds(limit),
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
