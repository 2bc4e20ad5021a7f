import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database';
import { containing, page, when, type ListDefinition } from '../platform/database/list';
import type { Page, PageQuery } from '../platform/http/page';
import { httpProblems } from '../platform/http/problem';
import { reminderNotice } from './reminder.notices';
import type { EventInstants, Timing } from './reminder.rules';
import type { ReminderOccurrenceView, ReminderRuleView } from './reminder.view';

export interface RuleRow extends Record<string, unknown> {
  id: string;
  version: number;
  event_id: string;
  title: string;
  anchor: string;
  anchor_id: string | null;
  offset_minutes: number;
  lapses_after_minutes: number;
  audience: { categoryIds?: string[]; delegationIds?: string[]; registrationIds?: string[] };
  texts: Record<string, string>;
  active: boolean;
  deadline_kinds: string[];
  by_day: boolean;
  template_id: string | null;
  in_force_since: Date;
  looked_through: Date | null;
  due_at: Date | null;
}

interface InstantsRow {
  time_zone: string;
  event_starts: Date;
  event_ends: Date;
  registration_closes_at: Date | null;
}

/** A rule with what it is timed by. */
export interface RuleInForce {
  readonly row: RuleRow;
  readonly timing: Timing;
  readonly event: EventInstants;
  readonly timeZone: string;
}

/** A time that a rule is due, for something. */
export interface Time {
  readonly subjectId: string;
  readonly dueAt: Date;
}

export interface OccurrenceWithRule extends RuleInForce, Time {}

/** Of a draft nobody is reminded, nor of what was called off. */
const remindingStates = ['published', 'running', 'closed'];

/** The instants of an event `e` by which rules are timed; its days are those of the place where it is. */
const eventInstants = `e.start_date::timestamp AT TIME ZONE e.time_zone AS event_starts,
  (e.end_date + 1)::timestamp AT TIME ZONE e.time_zone AS event_ends, e.registration_closes_at`;

/**
 * The instant of a rule `r` of an event `e` that is the same for all, from the data as they are: what is cancelled or not
 * released has none.
 */
const anchorAt = `CASE r.anchor
  WHEN 'event_start' THEN e.start_date::timestamp AT TIME ZONE e.time_zone
  WHEN 'event_end' THEN (e.end_date + 1)::timestamp AT TIME ZONE e.time_zone
  WHEN 'registration_closes' THEN e.registration_closes_at
  WHEN 'session' THEN (SELECT s.starts_at FROM release_sessions s JOIN releases p ON p.id = s.release_id
                        WHERE p.event_id = r.event_id AND p.state = 'released' AND s.session_id = r.anchor_id)
  WHEN 'departure' THEN (SELECT d.starts_at FROM departures d WHERE d.id = r.anchor_id AND d.event_id = r.event_id AND d.state <> 'cancelled')
END`;

const rules: ListDefinition<RuleRow, ReminderRuleView> = {
  select: `r.*, ${anchorAt} + make_interval(mins => r.offset_minutes) AS due_at`,
  from: 'reminder_rules r JOIN events e ON e.id = r.event_id',
  id: 'r.id',
  sorts: { title: { expression: 'r.title', type: 'text' } },
  defaultSort: 'title',
  view: (row) => ({
    id: row.id,
    version: row.version,
    title: row.title,
    anchor: row.anchor,
    anchorId: row.anchor_id,
    offsetMinutes: row.offset_minutes,
    lapsesAfterMinutes: row.lapses_after_minutes,
    audience: row.audience,
    texts: row.texts,
    active: row.active,
    deadlineKinds: row.deadline_kinds,
    byDay: row.by_day,
    templateId: row.template_id,
    dueAt: row.due_at?.toISOString() ?? null,
  }),
};

const occurrences: ListDefinition<
  { id: string; subject_id: string; messages: number; due_at: Date; outcome: string; at: Date },
  ReminderOccurrenceView
> = {
  select: `o.id, o.subject_id, o.due_at, o.outcome, o.at,
    (SELECT count(*)::integer FROM messages m WHERE m.event_id = r.event_id AND m.kind = '${reminderNotice.kind}' AND m.cause = o.id::text) AS messages`,
  from: 'reminder_occurrences o JOIN reminder_rules r ON r.id = o.rule_id',
  id: 'o.id',
  sorts: { dueAt: { expression: 'o.due_at', type: 'timestamptz' } },
  defaultSort: '-dueAt',
  view: (row) => ({
    id: row.id,
    subjectId: row.subject_id,
    messages: row.messages,
    dueAt: row.due_at.toISOString(),
    outcome: row.outcome,
    at: row.at.toISOString(),
  }),
};

@Injectable()
export class RemindersQueries {
  constructor(private readonly db: Database) {}

  list(eventId: string, query: PageQuery): Promise<Page<ReminderRuleView>> {
    return page(this.db, rules, query, [
      when(eventId, 'r.event_id = ?'),
      when(query.q && containing(query.q), 'r.title ILIKE ?'),
    ]);
  }

  /** @throws 404 */
  async rule(eventId: string, id: string): Promise<ReminderRuleView> {
    const row = await this.db.one<RuleRow>(
      `SELECT ${rules.select} FROM ${rules.from} WHERE r.event_id = $1 AND r.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such rule in this event.');
    return rules.view(row);
  }

  async occurrences(
    eventId: string,
    ruleId: string,
    query: PageQuery,
  ): Promise<Page<ReminderOccurrenceView>> {
    await this.rule(eventId, ruleId);
    return page(this.db, occurrences, query, [when(ruleId, 'o.rule_id = ?')]);
  }

  /**
   * Takes rules that have to be looked at, and answers them with their events. Until a look says when the next one is, they
   * are taken again in a minute.
   */
  async toLookAt(now: Date, limit: number): Promise<string[]> {
    const rows = await this.db.query<{ id: string }>(
      `UPDATE reminder_rules SET next_look_at = $1::timestamptz + interval '1 minute'
        WHERE id IN (SELECT r.id FROM reminder_rules r JOIN events e ON e.id = r.event_id
                      WHERE r.active AND e.state = ANY ($3) AND (r.next_look_at IS NULL OR r.next_look_at <= $1)
                      ORDER BY r.next_look_at NULLS FIRST, r.id LIMIT $2 FOR UPDATE OF r SKIP LOCKED)
       RETURNING id`,
      [now, limit, remindingStates],
    );
    return rows.map(({ id }) => id);
  }

  /** A rule that is in force, with the instants of its event; undefined when it is not, or the event is over. */
  async inForce(id: string): Promise<RuleInForce | undefined> {
    const row = await this.db.one<RuleRow & InstantsRow>(
      `SELECT r.*, e.time_zone, ${eventInstants} FROM reminder_rules r JOIN events e ON e.id = r.event_id
        WHERE r.id = $1 AND r.active AND e.state = ANY ($2)`,
      [id, remindingStates],
    );
    return row && { row, timing: timingOf(row), event: instantsOf(row), timeZone: row.time_zone };
  }

  /** The times that a rule was due for these subjects, as far as they are on record. */
  async known(ruleId: string, times: readonly Time[]): Promise<(Time & { readonly id: string })[]> {
    const rows = await this.db.query<{ id: string; subject_id: string; due_at: Date }>(
      `SELECT o.id, o.subject_id, o.due_at FROM reminder_occurrences o
         JOIN unnest($2::uuid[], $3::timestamptz[]) AS t (subject_id, due_at) USING (subject_id, due_at) WHERE o.rule_id = $1`,
      [ruleId, times.map(({ subjectId }) => subjectId), times.map(({ dueAt }) => dueAt)],
    );
    return rows.map(({ id, subject_id: subjectId, due_at: dueAt }) => ({ id, subjectId, dueAt }));
  }

  /** The times of rules to which these ids belong, by id. */
  async occurrencesWithRules(ids: readonly string[]): Promise<Map<string, OccurrenceWithRule>> {
    const found = await this.db.query<
      RuleRow & InstantsRow & { occurrence_id: string; subject_id: string; occurred_at: Date }
    >(
      `SELECT o.id AS occurrence_id, o.subject_id, o.due_at AS occurred_at, r.*, e.time_zone, ${eventInstants}
         FROM reminder_occurrences o JOIN reminder_rules r ON r.id = o.rule_id JOIN events e ON e.id = r.event_id WHERE o.id = ANY($1)`,
      [ids],
    );
    return new Map(
      found.map((row) => [
        row.occurrence_id,
        {
          row,
          timing: timingOf(row),
          event: instantsOf(row),
          timeZone: row.time_zone,
          subjectId: row.subject_id,
          dueAt: row.occurred_at,
        },
      ]),
    );
  }
}

function timingOf(row: RuleRow): Timing {
  return {
    anchor: row.anchor,
    anchorId: row.anchor_id,
    deadlineKinds: row.deadline_kinds,
    offsetMinutes: row.offset_minutes,
    lapsesAfterMinutes: row.lapses_after_minutes,
    byDay: row.by_day,
    inForceSince: row.in_force_since,
    lookedThrough: row.looked_through,
  };
}

function instantsOf(row: RuleRow & InstantsRow): EventInstants {
  return {
    id: row.event_id,
    starts: row.event_starts,
    ends: row.event_ends,
    registrationCloses: row.registration_closes_at,
  };
}
