import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database';
import { containing, page, when, type ListDefinition } from '../platform/database/list';
import type { Page, PageQuery } from '../platform/http/page';
import { httpProblems } from '../platform/http/problem';
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
  due_at: Date | null;
}

/**
 * The instant of a rule `r` of an event `e`, from the data as they are: a thing that moves takes its reminders with
 * it, and what is cancelled or not released has none.
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
    dueAt: row.due_at?.toISOString() ?? null,
  }),
};

const occurrences: ListDefinition<
  { id: string; due_at: Date; outcome: string; at: Date },
  ReminderOccurrenceView
> = {
  select: 'o.id, o.due_at, o.outcome, o.at',
  from: 'reminder_occurrences o',
  id: 'o.id',
  sorts: { dueAt: { expression: 'o.due_at', type: 'timestamptz' } },
  defaultSort: '-dueAt',
  view: (row) => ({
    id: row.id,
    dueAt: row.due_at.toISOString(),
    outcome: row.outcome,
    at: row.at.toISOString(),
  }),
};

export interface DueReminder extends Record<string, unknown> {
  rule_id: string;
  event_id: string;
  due_at: Date;
  /** Too late to make sense: the anchor of a reminder "before" has passed, it lapsed, or the rule was not in force yet. */
  missed: boolean;
}

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

  /** Rules that are due and of which that is not on record. */
  due(now: Date, limit: number): Promise<DueReminder[]> {
    return this.db.query<DueReminder>(
      `SELECT r.id AS rule_id, r.event_id, t.due_at,
              (t.due_at < $1::timestamptz - make_interval(mins => r.lapses_after_minutes)
               OR (r.offset_minutes < 0 AND t.anchor_at <= $1) OR t.due_at < r.in_force_since) AS missed
         FROM reminder_rules r JOIN events e ON e.id = r.event_id
        CROSS JOIN LATERAL (SELECT ${anchorAt} AS anchor_at) a
        CROSS JOIN LATERAL (SELECT a.anchor_at, a.anchor_at + make_interval(mins => r.offset_minutes) AS due_at) t
        WHERE r.active AND e.state IN ('published', 'running', 'closed') AND t.due_at <= $1
          AND NOT EXISTS (SELECT 1 FROM reminder_occurrences o WHERE o.rule_id = r.id AND o.due_at = t.due_at)
        ORDER BY t.due_at, r.id LIMIT $2`,
      [now, limit],
    );
  }

  /** The rules to which these occurrences belong, by occurrence. */
  async rulesOfOccurrences(ids: readonly string[]): Promise<Map<string, RuleRow>> {
    const found = await this.db.query<RuleRow & { occurrence_id: string }>(
      `SELECT o.id AS occurrence_id, r.* FROM reminder_occurrences o JOIN reminder_rules r ON r.id = o.rule_id WHERE o.id = ANY($1)`,
      [ids],
    );
    return new Map(found.map((row) => [row.occurrence_id, row]));
  }
}
