import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import type { EventScope } from '../../access/event-scope';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import {
  inOrder,
  isSortable,
  orderOfPrecedence,
  plainRules,
  type Precedence,
  type PrecedenceEntry,
  type PrecedenceLine,
  type PrecedenceOrder,
  type PrecedenceRules,
} from './precedence.rules';
import { explanationOf, unmetReason } from './precedence.words';
import { differences } from './precedence-differences.rules';
import {
  toRulesOfFreezeView,
  type PrecedenceDifferencesView,
  type PrecedenceFreezeSummaryView,
  type PrecedenceFreezeView,
  type PrecedenceFrozenLineView,
  type PrecedenceLineView,
  type PrecedenceRulesView,
  type PrecedenceView,
} from './precedence.view';

interface RuleSetRow extends Record<string, unknown> {
  number: number;
  rules: PrecedenceRules;
  changed_by_name: string;
  changed_at: Date;
}

interface FreezeRow extends Record<string, unknown> {
  id: string;
  number: number;
  purpose: string;
  title: string | null;
  rules_version: number;
  asked_order: PrecedenceOrder | null;
  frozen_by_name: string;
  frozen_at: Date;
  count: number;
}

const toRulesView = (row: RuleSetRow): PrecedenceRulesView => ({
  version: row.number,
  ...toRulesOfFreezeView(row.rules),
  changedBy: row.changed_by_name,
  changedAt: row.changed_at.toISOString(),
});

const toSummary = (row: FreezeRow): PrecedenceFreezeSummaryView => ({
  id: row.id,
  number: row.number,
  purpose: row.purpose,
  title: row.title,
  rulesVersion: row.rules_version,
  order: row.asked_order,
  count: row.count,
  frozenBy: row.frozen_by_name,
  frozenAt: row.frozen_at.toISOString(),
});

const ruleSets: ListDefinition<RuleSetRow, PrecedenceRulesView> = {
  select: 's.number, s.rules, s.changed_by_name, s.changed_at',
  from: 'precedence_rule_sets s',
  id: 's.id',
  sorts: { version: { expression: 's.number', type: 'integer' } },
  defaultSort: '-version',
  view: toRulesView,
};

const freezes: ListDefinition<FreezeRow, PrecedenceFreezeSummaryView> = {
  select: `f.id, f.number, f.purpose, f.title, f.rules_version, f.asked_order, f.frozen_by_name, f.frozen_at,
    jsonb_array_length(f.lines) AS count`,
  from: 'precedence_freezes f',
  id: 'f.id',
  sorts: { number: { expression: 'f.number', type: 'integer' } },
  defaultSort: '-number',
  view: toSummary,
};

/** The rules that apply, and the order that follows from them. */
export interface Ordered {
  readonly version: number;
  readonly rules: PrecedenceRules;
  readonly precedence: Precedence;
}

/** Reads of the order of precedence, its rules, and what was frozen of it. */
@Injectable()
export class PrecedenceQueries {
  constructor(private readonly db: Database) {}

  /** The order by the rules of the event, in another alphabet if one is asked for. */
  async precedence(event: EventScope, order?: PrecedenceOrder): Promise<PrecedenceView> {
    const { version, rules, precedence } = await this.order(event, order);
    return {
      rulesVersion: version,
      language: rules.language,
      collation: rules.collation,
      items: precedence.lines.map((line) => toLineView(rules, line)),
      unmet: precedence.unmet.map(({ delegationId, why }) => ({
        delegationId,
        explanation: unmetReason(why).en,
        explanations: { ...unmetReason(why) },
      })),
    };
  }

  /** The order of all delegations that have not declined or withdrawn. */
  async order(event: EventScope, order?: PrecedenceOrder): Promise<Ordered> {
    const inForce = await this.inForce(event);
    const rules = order === undefined ? inForce.rules : inOrder(inForce.rules, order);
    const entries = await this.db.query<PrecedenceEntry & Record<string, unknown>>(
      `SELECT d.id AS "delegationId", d.organisation_id AS "organisationId", d.rank_class AS "rankClass", o.name,
              o.name_language AS "nameLanguage", o.names, o.short_name AS "shortName", o.short_names AS "shortNames",
              CASE WHEN $2::uuid IS NULL THEN o.kind = 'state' AND o.country = e.country
                   -- The rules name the host as it was when they were set; meanwhile it may have turned out to be another.
                   ELSE o.id = COALESCE((SELECT m.organisation_id FROM organisation_merges m WHERE m.gone_id = $2), $2) END AS host
         FROM delegations d JOIN organisations o ON o.id = d.organisation_id JOIN events e ON e.id = d.event_id
        WHERE d.event_id = $1 AND d.state NOT IN ('declined', 'withdrawn')`,
      [event.id, rules.hostOrganisationId],
    );
    // Nothing is known of the country of what has none; it is no host.
    const known = entries.map((entry) => ({ ...entry, host: entry.host === true }));
    return { version: inForce.version, rules, precedence: orderOfPrecedence(known, rules) };
  }

  /** The rules in force; without any, the alphabet of the first language of the event that has one. */
  async inForce(event: EventScope): Promise<{ version: number; rules: PrecedenceRules }> {
    const row = await this.ruleSet(event.id);
    if (row) return { version: row.number, rules: row.rules };
    return { version: 0, rules: plainRules(event.locales.find(isSortable) ?? 'en') };
  }

  async rules(event: EventScope): Promise<PrecedenceRulesView> {
    const row = await this.ruleSet(event.id);
    if (row) return toRulesView(row);
    const { version, rules } = await this.inForce(event);
    return { version, ...toRulesOfFreezeView(rules), changedBy: null, changedAt: null };
  }

  versions(eventId: string, query: PageQuery): Promise<Page<PrecedenceRulesView>> {
    return page(this.db, ruleSets, query, [when(eventId, 's.event_id = ?')]);
  }

  freezes(eventId: string, query: PageQuery): Promise<Page<PrecedenceFreezeSummaryView>> {
    return page(this.db, freezes, query, [when(eventId, 'f.event_id = ?')]);
  }

  /** @throws 404 */
  async freeze(eventId: string, id: string): Promise<PrecedenceFreezeView> {
    const row = await this.db.one<FreezeRow & { rules: PrecedenceRules; lines: PrecedenceFrozenLineView[] }>(
      `SELECT ${freezes.select}, f.rules, f.lines FROM ${freezes.from} WHERE f.event_id = $1 AND f.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such frozen order in this event.');
    return { ...toSummary(row), rules: toRulesOfFreezeView(row.rules), items: row.lines };
  }

  /** What is different now from an order that was frozen, in the same alphabet. @throws 404 */
  async differences(event: EventScope, id: string): Promise<PrecedenceDifferencesView> {
    const freeze = await this.freeze(event.id, id);
    const { version, rules, precedence } = await this.order(
      event,
      (freeze.order ?? undefined) as PrecedenceOrder | undefined,
    );
    return {
      rulesChanged: !isDeepStrictEqual(toRulesOfFreezeView(rules), freeze.rules),
      rulesVersion: version,
      items: differences(
        freeze.items,
        precedence.lines.map((line) => toLineView(rules, line)),
      ),
    };
  }

  private ruleSet(eventId: string): Promise<RuleSetRow | undefined> {
    return this.db.one<RuleSetRow>(
      `SELECT ${ruleSets.select} FROM ${ruleSets.from} WHERE s.event_id = $1 ORDER BY s.number DESC LIMIT 1`,
      [eventId],
    );
  }
}

function toLineView(rules: PrecedenceRules, line: PrecedenceLine): PrecedenceLineView {
  const explanations = explanationOf(rules, line);
  return {
    position: line.position,
    delegationId: line.delegationId,
    organisationId: line.organisationId,
    name: line.nameInOrder,
    rankClass: line.rankClass,
    host: line.host,
    translationMissing: line.translationMissing,
    fixed: line.exception !== undefined && line.unmet === undefined,
    explanation: explanations.en,
    explanations: { ...explanations },
  };
}

/** A line with all names as they are now, so that it can be printed in each language ever after. */
export function toFrozenLineView(rules: PrecedenceRules, line: PrecedenceLine): PrecedenceFrozenLineView {
  return {
    ...toLineView(rules, line),
    officialName: line.name,
    names: { ...line.names },
    shortName: line.shortName,
    shortNames: { ...line.shortNames },
  };
}
