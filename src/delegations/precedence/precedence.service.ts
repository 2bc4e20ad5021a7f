import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { assertVersion } from '../../platform/http/concurrency';
import type { Principal } from '../../platform/http/request-context';
import { baseLanguage } from '../../platform/text';
import { precedenceProblems } from './precedence.errors';
import type { PrecedenceFreezeInput, PrecedenceRulesInput } from './precedence.input';
import { PrecedenceQueries, toFrozenLineView } from './precedence.queries';
import { faultsOfRules, type PrecedenceRules, type RuleFault } from './precedence.rules';
import type { PrecedenceFreezeView, PrecedenceRulesView } from './precedence.view';

/** Sets the rules of precedence, and freezes the order that follows from them. Neither is ever changed afterwards. */
@Injectable()
export class PrecedenceService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly queries: PrecedenceQueries,
  ) {}

  /** Sets the rules, as a whole and as the next version. @throws 412; 422 for rules that do not go together */
  async setRules(
    event: EventScope,
    version: number,
    input: PrecedenceRulesInput,
    by: Principal,
  ): Promise<PrecedenceRulesView> {
    const rules = complete(input);
    return this.db.transaction(async () => {
      await this.oneAtATime(event.id);
      assertVersion((await this.queries.inForce(event)).version, version);
      const faults = [...faultsOfRules(rules), ...(await this.unknown(event.id, rules))];
      if (faults.length > 0)
        throw precedenceProblems.precedenceRulesFaulty({
          detail: 'Put right what is named, then set the rules again.',
          errors: faults,
        });
      await this.db.query(
        `INSERT INTO precedence_rule_sets (id, event_id, number, rules, changed_by, changed_by_name, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [newId(), event.id, version + 1, JSON.stringify(rules), by.id, by.name, this.clock.now()],
      );
      return this.queries.rules(event);
    });
  }

  /** Keeps the order as it is now, with its rules and all names, under the next number of the event. */
  async freeze(
    event: EventScope,
    { purpose, title, order }: PrecedenceFreezeInput,
    by: Principal,
  ): Promise<PrecedenceFreezeView> {
    return this.db.transaction(async () => {
      await this.oneAtATime(event.id);
      const { version, rules, precedence } = await this.queries.order(event, order);
      const id = newId();
      await this.db.query(
        `INSERT INTO precedence_freezes (id, event_id, number, purpose, title, rules_version, asked_order, rules, lines, frozen_by,
                frozen_by_name, frozen_at)
         SELECT $1, $2, COALESCE(max(number), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM precedence_freezes WHERE event_id = $2`,
        [
          id,
          event.id,
          purpose,
          title ?? null,
          version,
          order ?? null,
          JSON.stringify(rules),
          JSON.stringify(precedence.lines.map((line) => toFrozenLineView(rules, line))),
          by.id,
          by.name,
          this.clock.now(),
        ],
      );
      return this.queries.freeze(event.id, id);
    });
  }

  /** So that no version and no number is given twice, and a freeze has the rules that it names. */
  private async oneAtATime(eventId: string): Promise<void> {
    await this.db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `precedence of ${eventId}`,
    ]);
  }

  /** What the rules name and is not there. */
  private async unknown(eventId: string, rules: PrecedenceRules): Promise<RuleFault[]> {
    const named = rules.exceptions.flatMap(({ delegationId, otherId }) =>
      [delegationId, otherId ?? []].flat(),
    );
    const rows = await this.db.query<{ id: string }>(
      'SELECT id FROM delegations WHERE event_id = $1 AND id = ANY ($2)',
      [eventId, named],
    );
    const known = new Set(rows.map(({ id }) => id));
    const faults: RuleFault[] = [];
    rules.exceptions.forEach(({ delegationId, otherId }, index) => {
      for (const [field, id] of [
        ['delegationId', delegationId],
        ['otherId', otherId],
      ] as const)
        if (id !== null && !known.has(id))
          faults.push({
            pointer: `/exceptions/${index}/${field}`,
            code: 'unknown',
            message: 'is not a delegation of this event',
          });
    });
    const host = rules.hostOrganisationId;
    if (host !== null && !(await this.db.one('SELECT 1 FROM organisations WHERE id = $1', [host])))
      faults.push({ pointer: '/hostOrganisationId', code: 'unknown', message: 'is not an organisation' });
    return faults;
  }
}

/** Rules with everything that was left out as it is meant then. */
function complete(input: PrecedenceRulesInput): PrecedenceRules {
  const chinese = baseLanguage(input.language) === 'zh';
  return {
    rankClasses: (input.rankClasses ?? []).map((one) => ({
      class: one.class,
      title: one.title,
      titles: one.titles ?? {},
    })),
    language: input.language,
    collation: input.collation ?? (chinese ? 'pinyin' : 'standard'),
    nameForm: input.nameForm ?? 'official',
    startLetter: input.startLetter ?? null,
    lot: input.lot ?? null,
    hostPlace: input.hostPlace ?? 'in_place',
    hostOrganisationId: input.hostOrganisationId?.toLowerCase() ?? null,
    exceptions: (input.exceptions ?? []).map((one) => ({
      delegationId: one.delegationId.toLowerCase(),
      rule: one.rule,
      otherId: one.otherId?.toLowerCase() ?? null,
      position: one.position ?? null,
      reason: one.reason,
    })),
  };
}
