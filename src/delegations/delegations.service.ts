import { Injectable } from '@nestjs/common';
import { Links } from '../access/links.service';
import { Clock } from '../platform/clock';
import { Database, isSqlError, sqlState } from '../platform/database/database';
import { Rows } from '../platform/database/rows';
import { assertVersion } from '../platform/http/concurrency';
import { httpProblems } from '../platform/http/problem';
import { currentPrincipal } from '../platform/http/request-context';
import { Outbox } from '../platform/outbox/outbox';
import type { TransitionContext } from '../platform/workflow/binding';
import { WorkflowEngine } from '../platform/workflow/engine';
import { delegationProblems } from './delegation.errors';
import {
  AnswerDetails,
  type BackupInput,
  type DelegationChanges,
  type DelegationInput,
  type DelegationQuotaInput,
} from './delegation.input';
import { isDelegationStaff, timeliness } from './delegation.rules';
import type { DelegationRow, DelegationView } from './delegation.view';
import { delegationChanged, delegationWorkflow } from './delegation.workflow';
import { cancelMembers, confirmMembers } from './delegations.jobs';
import { DelegationsQueries } from './delegations.queries';
import { holderKey } from './focal-points/focal-points.service';
import { AccreditInput } from './letters/letter.input';
import { LettersQueries } from './letters/letters.queries';
import { DelegationReminders } from './invitations/delegation-reminders.service';
import { Members } from './members.service';
import { TakenSeats } from './seats/taken-seats.service';
import { RequirementDocuments } from './requirements/requirement-documents.service';

interface LockedRow extends Record<string, unknown> {
  version: number;
  head_exempt: boolean;
  focal_point_name: string;
  focal_point_email: string;
  backup_name: string | null;
  backup_email: string | null;
}

/** Writes of delegations that are not transitions, and the code behind their workflow. */
@Injectable()
export class DelegationsService {
  private readonly delegations: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly queries: DelegationsQueries,
    private readonly takenSeats: TakenSeats,
    private readonly links: Links,
    private readonly requirements: RequirementDocuments,
    private readonly letters: LettersQueries,
    members: Members,
    reminders: DelegationReminders,
    outbox: Outbox,
  ) {
    this.delegations = new Rows(db, clock, 'delegations');
    const answered = async (context: TransitionContext<DelegationRow>): Promise<void> => {
      const { answeredBy, answeredOn } = context.input as AnswerDetails;
      const by = context.principal.kind === 'link' ? 'link' : (answeredBy ?? null);
      context.set({
        answered_by: by,
        answered_on: answeredOn ?? (await this.today(context.scopeId)),
      });
      context.note({ answeredBy: by });
    };
    engine.bind<
      keyof typeof delegationWorkflow.states,
      keyof typeof delegationWorkflow.transitions,
      keyof typeof delegationWorkflow.conditions,
      keyof typeof delegationWorkflow.effects,
      DelegationRow
    >(delegationWorkflow, {
      conditions: {
        hasMembers: ({ id }) => members.any(id),
        lettersInOrder: (context) => this.lettersInOrder(context),
        inTime: ({ row, now, principal }) =>
          isDelegationStaff(principal) ||
          timeliness(row.nominations_close_at, row.grace_hours, now) !== 'closed',
        wasInvited: ({ row }) => row.reference !== null && row.answer_by !== null,
        // The clock comes when it is due, and after an outage notes that it came too late.
        isOpen: ({ row, now, principal }) =>
          principal.kind === 'system' ||
          (row.nominations_close_at !== null && now < row.nominations_close_at),
      },
      effects: {
        remindOfAnswer: ({ id, scopeId, row, now }) =>
          now < row.answer_by! ? reminders.remind('answer', scopeId, id, row.answer_by!) : undefined,
        tellUnanswered: ({ id, scopeId, row }) => reminders.escalate('answer', scopeId, id, row.answer_by!),
        remindOfNominations: ({ id, scopeId, row, now }) =>
          now < row.nominations_close_at!
            ? reminders.remind('nominations', scopeId, id, row.nominations_close_at!)
            : undefined,
        tellNotNominated: ({ id, scopeId, row }) =>
          reminders.escalate('nominations', scopeId, id, row.nominations_close_at!),
        confirmMembers: ({ id }) => outbox.enqueue(confirmMembers, { delegationId: id }),
        cancelMembers: ({ id, transition }) =>
          outbox.enqueue(cancelMembers, {
            delegationId: id,
            why: transition === 'decline' ? 'The delegation has declined.' : 'The delegation was withdrawn.',
          }),
      },
      choose: {
        accept: async (context) => {
          await answered(context);
          return 'accepted' as const;
        },
        decline: async (context) => {
          // Who has accepted and now declines answers anew.
          await answered(context);
          return 'declined' as const;
        },
        remind: (context) => {
          context.set({ answer_reminded_for: context.row.answer_by });
          if (context.now >= context.row.answer_by!)
            context.note({ skipped: 'It was too late to remind anybody.' });
          return 'invited';
        },
        escalate: ({ row, set }) => {
          set({ answer_escalated_for: row.answer_by });
          return 'invited';
        },
        remind_nominations: (context) => {
          const { row, now } = context;
          context.set({ nominations_reminded_for: row.nominations_close_at });
          if (now >= row.nominations_close_at!)
            context.note({ skipped: 'It was too late to remind anybody.' });
          return row.state === 'returned' ? 'returned' : 'accepted';
        },
        escalate_nominations: ({ row, set }) => {
          set({ nominations_escalated_for: row.nominations_close_at });
          return row.state === 'returned' ? 'returned' : 'accepted';
        },
      },
      inputs: { accept: AnswerDetails, decline: AnswerDetails, accredit: AccreditInput },
      view: (id, eventId) => queries.delegation(eventId, id),
      fact: delegationChanged,
    });
  }

  /** @throws 409 when the organisation has a delegation, 422 for an unknown organisation or category */
  async create(eventId: string, { quotas, backup, ...input }: DelegationInput): Promise<DelegationView> {
    return this.db.transaction(async () => {
      mustBeTwo(input.focalPointEmail, backup?.email);
      const rankClass = input.rankClass ?? (await this.rankClassOf(input.organisationId));
      const id = await this.delegations
        .insert({
          eventId,
          state: delegationWorkflow.initial,
          ...input,
          ...backupColumns(backup),
          rankClass,
          headExempt: input.headExempt ?? false,
          movesSeats: input.movesSeats ?? false,
        })
        .catch(explain);
      await this.setQuotas(eventId, id, quotas ?? []);
      await this.engine.begin(delegationWorkflow, { id, scopeId: eventId });
      await this.requirements.begin(eventId, { delegationId: id });
      return this.queries.delegation(eventId, id);
    });
  }

  /** @throws 409 when the delegation has more members than a new quota allows */
  async change(
    eventId: string,
    id: string,
    version: number,
    { quotas, backup, ...changes }: DelegationChanges,
  ): Promise<DelegationView> {
    return this.db.transaction(async () => {
      const before = await this.locked(eventId, id, version);
      mustBeTwo(
        changes.focalPointEmail ?? before.focal_point_email,
        backup === undefined ? before.backup_email : backup?.email,
      );
      await this.delegations.update({ id, eventId }, version, { ...changes, ...backupColumns(backup) });
      await this.endLinks(id, before, changes, backup);
      if (changes.headExempt !== undefined && changes.headExempt !== before.head_exempt)
        await this.db.query(
          `UPDATE delegation_members SET counted = $2 WHERE delegation_id = $1 AND part = 'head'`,
          [id, !changes.headExempt],
        );
      if (quotas !== undefined) await this.setQuotas(eventId, id, quotas);
      else await this.takenSeats.recount(id).catch(explain);
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

  /** Whoever acts for the delegation no more has a link no more; also where an address stays, and a person goes. */
  private async endLinks(
    id: string,
    before: LockedRow,
    { focalPointName, focalPointEmail }: DelegationChanges,
    backup: BackupInput | null | undefined,
  ): Promise<void> {
    const { name } = currentPrincipal();
    const end = (email: string) =>
      this.links.revokeHolder('delegation', id, { holder: holderKey(email) }, name);
    const differs = (now: string | undefined, was: string | null): boolean =>
      now !== undefined && now !== was;
    if (
      differs(focalPointName, before.focal_point_name) ||
      differs(focalPointEmail, before.focal_point_email)
    )
      await end(before.focal_point_email);
    if (backup === undefined || before.backup_email === null) return;
    if (backup === null || backup.name !== before.backup_name || backup.email !== before.backup_email)
      await end(before.backup_email);
  }

  /** Whether nothing is missing, or somebody says why that does not matter. */
  private async lettersInOrder({
    id,
    scopeId,
    input,
    comment,
    note,
  }: TransitionContext<DelegationRow>): Promise<boolean | string> {
    const { missing } = await this.letters.accreditation(scopeId, id);
    if (missing.length === 0) return true;
    const override = (input as AccreditInput).override === true;
    if (override && comment?.trim()) {
      note({ overridden: missing });
      return true;
    }
    const how = override
      ? 'Say why it is accredited all the same in “comment”.'
      : 'To accredit it all the same, send “override” in the input and the reason in “comment”.';
    return `${missing.join(' ')} ${how}`;
  }

  private async today(eventId: string): Promise<string> {
    const row = await this.db.one<{ day: string }>(
      `SELECT to_char($2::timestamptz AT TIME ZONE time_zone, 'YYYY-MM-DD') AS day FROM events WHERE id = $1`,
      [eventId, this.clock.now()],
    );
    return row!.day;
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

  private async locked(eventId: string, id: string, version: number): Promise<LockedRow> {
    const row = await this.db.one<LockedRow>(
      'SELECT version, head_exempt, focal_point_name, focal_point_email, backup_name, backup_email FROM delegations WHERE event_id = $1 AND id = $2 FOR UPDATE',
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such delegation in this event.');
    assertVersion(row.version, version);
    return row;
  }
}

/** The columns of a back-up; none where it stays as it is. */
function backupColumns(backup: BackupInput | null | undefined): Record<string, string | null> {
  if (backup === undefined) return {};
  return {
    backupName: backup?.name ?? null,
    backupEmail: backup?.email ?? null,
    backupLocale: backup?.locale ?? null,
  };
}

/** Two people with one link would be one in the record. */
function mustBeTwo(focalPoint: string, backup: string | null | undefined): void {
  if (!backup || holderKey(backup) !== holderKey(focalPoint)) return;
  throw delegationProblems.delegationBackupIsFocalPoint({
    detail: 'Each has a link of their own, which goes to an address of their own.',
    errors: [{ pointer: '/backup/email', code: 'taken', message: 'is the address of the focal point' }],
  });
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
