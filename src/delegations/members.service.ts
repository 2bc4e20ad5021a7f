import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database/database';
import { assertVersion } from '../platform/http/concurrency';
import { httpProblems } from '../platform/http/problem';
import type { Principal } from '../platform/http/request-context';
import { WorkflowEngine } from '../platform/workflow/engine';
import { PeopleService } from '../people/people.service';
import { registrationWorkflow } from '../registrations/registration.workflow';
import { RegistrationsService } from '../registrations/registrations.service';
import { delegationProblems } from './delegation.errors';
import type { MemberDecisionInput, MemberInput } from './delegation.input';
import type { MemberView } from './delegation.view';
import { delegationStaff } from './delegation.workflow';
import { DelegationsQueries } from './delegations.queries';

/** States in which members come and go. */
const open = new Set(['invited', 'accepted', 'returned', 'nominated']);

interface Locked extends Record<string, unknown> {
  state: string;
  nominations_close_at: Date | null;
  head_exempt: boolean;
  organisation: string;
}

/**
 * Members of delegations. Whoever changes them holds the lock of the delegation's row, and each place is taken by a
 * guarded update behind a CHECK, so that no place is given twice.
 */
@Injectable()
export class Members {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly queries: DelegationsQueries,
    private readonly registrations: RegistrationsService,
    private readonly people: PeopleService,
  ) {}

  /**
   * Nominates somebody: their registration is begun, and confirmed when the delegation is accredited.
   * @throws 409 when no place is left, nominations are closed or there is a head already
   */
  async add(eventId: string, delegationId: string, input: MemberInput, by: Principal): Promise<MemberView> {
    return this.db.transaction(async () => {
      const delegation = await this.lock(eventId, delegationId);
      this.mustBeOpen(delegation, by);
      await this.mayName(eventId, input, by);
      const categoryId = input.categoryId.toLowerCase();
      const counted = !(input.part === 'head' && delegation.head_exempt);
      if (input.part === 'head') await this.mustHaveNoHead(delegationId);
      if (counted) await this.takePlace(delegationId, categoryId);
      const { person, personId, part, locale } = input;
      const { id } = await this.registrations.register({
        eventId,
        categoryId,
        person,
        personId,
        locale,
        delegationId,
        partInDelegation: part,
        organisationName: delegation.organisation,
        asDraft: true,
        by,
      });
      await this.db.query(
        `INSERT INTO delegation_members (registration_id, event_id, delegation_id, category_id, part, counted, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [id, eventId, delegationId, categoryId, part, counted, this.clock.now()],
      );
      if (part === 'head')
        await this.db.query('UPDATE delegations SET head_registration_id = $2 WHERE id = $1', [
          delegationId,
          id,
        ]);
      return this.queries.member(eventId, delegationId, id);
    });
  }

  /** Takes a member out: the registration is called off and the place is free again. @throws 404, 409, 412 */
  async remove(
    eventId: string,
    delegationId: string,
    registrationId: string,
    version: number,
    by: Principal,
  ): Promise<void> {
    await this.db.transaction(async () => {
      const delegation = await this.lock(eventId, delegationId);
      const member = await this.queries.member(eventId, delegationId, registrationId);
      this.mustBeOpen(delegation, by);
      assertVersion(member.version, version);
      await this.engine.apply(registrationWorkflow, registrationId, {
        transition: 'cancel',
        principal: by,
        scopeId: eventId,
      });
      await this.forget(delegationId, registrationId);
    });
  }

  /**
   * Decides about a member at the step of approval that waits for the focal point.
   * @throws 403 where it waits for somebody else, 404, 409, 422 for a refusal without a reason
   */
  async decide(
    eventId: string,
    delegationId: string,
    registrationId: string,
    { decision, ...more }: MemberDecisionInput,
  ): Promise<MemberView> {
    return this.db.transaction(async () => {
      const { state } = await this.queries.member(eventId, delegationId, registrationId);
      const settled: readonly string[] = registrationWorkflow.transitions.reapprove.from;
      await this.engine.apply(registrationWorkflow, registrationId, {
        transition: decision === 'approve' && settled.includes(state) ? 'reapprove' : decision,
        comment: more.comment,
        input: more.step === undefined ? {} : { step: more.step },
        scopeId: eventId,
      });
      return this.queries.member(eventId, delegationId, registrationId);
    });
  }

  /** A registration was called off, refused or let go: if it was a member's, the delegation has its place back. */
  async left(registrationId: string): Promise<void> {
    const member = await this.db.one<{ event_id: string; delegation_id: string }>(
      'SELECT event_id, delegation_id FROM delegation_members WHERE registration_id = $1',
      [registrationId],
    );
    if (!member) return;
    await this.lock(member.event_id, member.delegation_id);
    await this.forget(member.delegation_id, registrationId);
  }

  /** Whether the delegation has a member. */
  async any(delegationId: string): Promise<boolean> {
    const member = await this.db.one('SELECT 1 FROM delegation_members WHERE delegation_id = $1 LIMIT 1', [
      delegationId,
    ]);
    return member !== undefined;
  }

  /** Counts the members of a locked delegation into its quotas; the CHECK refuses more than there are places. */
  async recount(delegationId: string): Promise<void> {
    await this.db.query(
      `UPDATE delegation_quotas q SET taken = (SELECT count(*) FROM delegation_members m
          WHERE m.delegation_id = q.delegation_id AND m.category_id = q.category_id AND m.counted)
        WHERE q.delegation_id = $1`,
      [delegationId],
    );
  }

  private async forget(delegationId: string, registrationId: string): Promise<void> {
    await this.db.query('DELETE FROM delegation_members WHERE registration_id = $1', [registrationId]);
    await this.db.query(
      'UPDATE delegations SET head_registration_id = NULL WHERE id = $1 AND head_registration_id = $2',
      [delegationId, registrationId],
    );
    await this.recount(delegationId);
  }

  /** With no quota at all there is no limit; otherwise a category that is not listed has no places. */
  private async takePlace(delegationId: string, categoryId: string): Promise<void> {
    const { rowCount } = await this.db.execute(
      'UPDATE delegation_quotas SET taken = taken + 1 WHERE delegation_id = $1 AND category_id = $2 AND taken < places',
      [delegationId, categoryId],
    );
    if (rowCount === 1) return;
    const limited = await this.db.one('SELECT 1 FROM delegation_quotas WHERE delegation_id = $1 LIMIT 1', [
      delegationId,
    ]);
    if (limited)
      throw delegationProblems.delegationQuotaFull({
        detail: 'Take another member out first, or ask the protocol officer for a further place.',
        errors: [{ pointer: '/categoryId', code: 'full', message: 'has no place left for this delegation' }],
      });
  }

  private async mustHaveNoHead(delegationId: string): Promise<void> {
    const head = await this.db.one(
      `SELECT 1 FROM delegation_members WHERE delegation_id = $1 AND part = 'head'`,
      [delegationId],
    );
    if (head)
      throw delegationProblems.delegationHeadExists({
        detail: 'Take the present head out first.',
        errors: [{ pointer: '/part', code: 'taken', message: 'is that of another member' }],
      });
  }

  /** Persons outlive events: a focal point describes people, and staff name those who are known in the event. */
  private async mayName(eventId: string, { personId }: MemberInput, by: Principal): Promise<void> {
    if (personId === undefined) return;
    if (!isStaff(by))
      throw delegationProblems.delegationPersonNotYours({
        detail: 'Send the person instead of an id.',
        errors: [{ pointer: '/personId', code: 'staff-only', message: 'is for staff' }],
      });
    await this.people.person(eventId, personId);
  }

  private mustBeOpen(delegation: Locked, by: Principal): void {
    if (!open.has(delegation.state))
      throw delegationProblems.delegationNotOpen(`The delegation is ${delegation.state}.`);
    const closesAt = delegation.nominations_close_at;
    if (!isStaff(by) && closesAt !== null && this.clock.now() >= closesAt)
      throw delegationProblems.delegationNominationsClosed('Ask the protocol officer.');
  }

  private async lock(eventId: string, delegationId: string): Promise<Locked> {
    const row = await this.db.one<Locked>(
      `SELECT d.state, d.nominations_close_at, d.head_exempt, o.name AS organisation
         FROM delegations d JOIN organisations o ON o.id = d.organisation_id WHERE d.event_id = $1 AND d.id = $2 FOR UPDATE OF d`,
      [eventId, delegationId],
    );
    if (!row) throw httpProblems.notFound('There is no such delegation in this event.');
    return row;
  }
}

function isStaff(by: Principal): boolean {
  return by.administrator || delegationStaff.some((role) => by.roles.includes(role));
}
