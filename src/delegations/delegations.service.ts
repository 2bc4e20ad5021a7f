import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Database, isSqlError, sqlState } from '../platform/database/database';
import { Rows } from '../platform/database/rows';
import { assertVersion } from '../platform/http/concurrency';
import { httpProblems } from '../platform/http/problem';
import { Outbox } from '../platform/outbox/outbox';
import { WorkflowEngine } from '../platform/workflow/engine';
import { delegationProblems } from './delegation.errors';
import type { DelegationChanges, DelegationInput, DelegationQuotaInput } from './delegation.input';
import type { DelegationRow, DelegationView } from './delegation.view';
import { delegationChanged, delegationStaff, delegationWorkflow } from './delegation.workflow';
import { cancelMembers, confirmMembers } from './delegations.jobs';
import { DelegationsQueries } from './delegations.queries';
import { Members } from './members.service';

/** Writes of delegations that are not transitions, and the code behind their workflow. */
@Injectable()
export class DelegationsService {
  private readonly delegations: Rows;

  constructor(
    private readonly db: Database,
    clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly queries: DelegationsQueries,
    private readonly members: Members,
    outbox: Outbox,
  ) {
    this.delegations = new Rows(db, clock, 'delegations');
    engine.bind<
      keyof typeof delegationWorkflow.states,
      keyof typeof delegationWorkflow.transitions,
      keyof typeof delegationWorkflow.conditions,
      keyof typeof delegationWorkflow.effects,
      DelegationRow
    >(delegationWorkflow, {
      conditions: {
        hasMembers: ({ id }) => members.any(id),
        inTime: ({ row, now, principal }) =>
          principal.administrator ||
          delegationStaff.some((role) => principal.roles.includes(role)) ||
          row.nominations_close_at === null ||
          now < row.nominations_close_at,
      },
      effects: {
        confirmMembers: ({ id }) => outbox.enqueue(confirmMembers, { delegationId: id }),
        cancelMembers: ({ id, transition }) =>
          outbox.enqueue(cancelMembers, {
            delegationId: id,
            why: transition === 'decline' ? 'The delegation has declined.' : 'The delegation was withdrawn.',
          }),
      },
      view: (id, eventId) => queries.delegation(eventId, id),
      fact: delegationChanged,
    });
  }

  /** @throws 409 when the organisation has a delegation, 422 for an unknown organisation or category */
  async create(eventId: string, { quotas, ...input }: DelegationInput): Promise<DelegationView> {
    return this.db.transaction(async () => {
      const rankClass = input.rankClass ?? (await this.rankClassOf(input.organisationId));
      const id = await this.delegations
        .insert({
          eventId,
          state: delegationWorkflow.initial,
          ...input,
          rankClass,
          headExempt: input.headExempt ?? false,
        })
        .catch(explain);
      await this.setQuotas(eventId, id, quotas ?? []);
      await this.engine.begin(delegationWorkflow, { id, scopeId: eventId });
      return this.queries.delegation(eventId, id);
    });
  }

  /** @throws 409 when the delegation has more members than a new quota allows */
  async change(
    eventId: string,
    id: string,
    version: number,
    { quotas, ...changes }: DelegationChanges,
  ): Promise<DelegationView> {
    return this.db.transaction(async () => {
      const before = await this.locked(eventId, id, version);
      await this.delegations.update({ id, eventId }, version, { ...changes });
      if (changes.headExempt !== undefined && changes.headExempt !== before.head_exempt)
        await this.db.query(
          `UPDATE delegation_members SET counted = $2 WHERE delegation_id = $1 AND part = 'head'`,
          [id, !changes.headExempt],
        );
      if (quotas !== undefined) await this.setQuotas(eventId, id, quotas);
      else await this.members.recount(id).catch(explain);
      return this.queries.delegation(eventId, id);
    });
  }

  /** @throws 409 when it has or had members */
  async remove(eventId: string, id: string, version: number): Promise<void> {
    await this.delegations.remove({ id, eventId }, version).catch((error: unknown) => {
      if (isSqlError(error, sqlState.foreignKeyViolation))
        throw delegationProblems.delegationInUse('Withdraw it instead; then the record says why.');
      throw error;
    });
  }

  /** Takes every delegation of an event out, because the event does not take place. */
  async withdrawAll(eventId: string, comment: string): Promise<void> {
    const open = await this.db.query<{ id: string }>(
      `SELECT id FROM delegations WHERE event_id = $1 AND state = ANY ($2) ORDER BY id`,
      [eventId, [...delegationWorkflow.transitions.withdraw.from]],
    );
    for (const { id } of open)
      await this.engine.apply(delegationWorkflow, id, { transition: 'withdraw', comment });
  }

  /** The class of rank that delegations of an organisation have. @throws 422 when nobody has said */
  private async rankClassOf(organisationId: string): Promise<number> {
    const organisation = await this.db.one<{ rank_class: number | null }>(
      'SELECT rank_class FROM organisations WHERE id = $1',
      [organisationId],
    );
    if (!organisation) throw unknownOrganisation();
    if (organisation.rank_class !== null) return organisation.rank_class;
    throw delegationProblems.delegationRankClassMissing({
      detail: 'Give it here, or give the organisation one that all its delegations have.',
      errors: [
        { pointer: '/rankClass', code: 'missing', message: 'is needed, since its organisation has none' },
      ],
    });
  }

  /** Replaces the quotas of a delegation, counting the members that it has. */
  private async setQuotas(
    eventId: string,
    id: string,
    quotas: readonly DelegationQuotaInput[],
  ): Promise<void> {
    const categoryIds = quotas.map(({ categoryId }) => categoryId.toLowerCase());
    const twice = categoryIds.findIndex((categoryId, index) => categoryIds.indexOf(categoryId) !== index);
    if (twice >= 0)
      throw delegationProblems.delegationCategoryTwice({
        detail: 'List each category once.',
        errors: [{ pointer: `/quotas/${twice}/categoryId`, code: 'twice', message: 'is listed before' }],
      });
    await this.db.query('DELETE FROM delegation_quotas WHERE delegation_id = $1', [id]);
    await this.db
      .query(
        `INSERT INTO delegation_quotas (event_id, delegation_id, category_id, places, taken)
         SELECT $1, $2, q.category_id, q.places,
                (SELECT count(*) FROM delegation_members m WHERE m.delegation_id = $2 AND m.category_id = q.category_id AND m.counted)
           FROM unnest($3::uuid[], $4::integer[]) AS q (category_id, places)`,
        [eventId, id, categoryIds, quotas.map(({ places }) => places)],
      )
      .catch(explain);
    const over =
      quotas.length > 0 &&
      (await this.db.one(
        `SELECT 1 FROM delegation_members m WHERE m.delegation_id = $1 AND m.counted
            AND NOT EXISTS (SELECT 1 FROM delegation_quotas q WHERE q.delegation_id = $1 AND q.category_id = m.category_id)`,
        [id],
      ));
    if (over) throw belowTaken();
  }

  private async locked(eventId: string, id: string, version: number): Promise<{ head_exempt: boolean }> {
    const row = await this.db.one<{ version: number; head_exempt: boolean }>(
      'SELECT version, head_exempt FROM delegations WHERE event_id = $1 AND id = $2 FOR UPDATE',
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such delegation in this event.');
    assertVersion(row.version, version);
    return row;
  }
}

const belowTaken = () =>
  delegationProblems.delegationQuotaBelowTaken('Remove members first, or leave them their places.');

const unknownOrganisation = () =>
  delegationProblems.delegationOrganisationUnknown({
    detail: 'Make the organisation first.',
    errors: [{ pointer: '/organisationId', code: 'unknown', message: 'does not exist' }],
  });

function explain(error: unknown): never {
  if (isSqlError(error, sqlState.uniqueViolation, 'delegations_organisation_key'))
    throw delegationProblems.delegationExists({
      detail: 'Use the delegation that is there.',
      errors: [
        { pointer: '/organisationId', code: 'taken', message: 'has a delegation at this event already' },
      ],
    });
  if (isSqlError(error, sqlState.foreignKeyViolation, 'delegations_organisation_fkey'))
    throw unknownOrganisation();
  if (isSqlError(error, sqlState.foreignKeyViolation, 'delegation_quotas_category_fkey'))
    throw delegationProblems.delegationCategoryUnknown({
      detail: 'Choose categories of this event.',
      errors: [
        { pointer: '/quotas', code: 'unknown', message: 'names a category that is not of this event' },
      ],
    });
  if (isSqlError(error, sqlState.checkViolation, 'delegation_quotas_taken_check')) throw belowTaken();
  throw error;
}
