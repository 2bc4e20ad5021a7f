import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database/database';
import { assertVersion } from '../platform/http/concurrency';
import { httpProblems, Problem } from '../platform/http/problem';
import type { Principal } from '../platform/http/request-context';
import { Outbox } from '../platform/outbox/outbox';
import { WorkflowEngine } from '../platform/workflow/engine';
import { PeopleService } from '../people/people.service';
import { ParticipantDetailsService } from '../registrations/details/participant-details.service';
import { identityKey } from '../registrations/registration.rules';
import { registrationWorkflow } from '../registrations/registration.workflow';
import { RegistrationsService } from '../registrations/registrations.service';
import { Replacements } from '../registrations/replacements/replacements.service';
import { delegationProblems } from './delegation.errors';
import type { MemberDecisionInput, MemberInput, MemberPart, ReplacementInput } from './delegation.input';
import type { MemberView } from './delegation.view';
import {
  graceEndsAt,
  isDelegationStaff,
  takesApplications,
  takesMembers,
  timeliness,
} from './delegation.rules';
import { confirmMembers } from './delegations.jobs';
import { DelegationsQueries } from './delegations.queries';
import { RequirementDocuments } from './requirements/requirement-documents.service';
import { TakenSeats } from './seats/taken-seats.service';

interface Locked extends Record<string, unknown> {
  state: string;
  nominations_close_at: Date | null;
  head_exempt: boolean;
  grace_hours: number;
  organisation: string;
}

type KeepDouble = (
  eventId: string,
  delegationId: string,
  registrationId: string,
  input: MemberInput,
  by: Principal,
) => Promise<void>;

/**
 * Members of delegations: who is named, replaced, taken out and decided about. Whoever changes them holds the lock of the
 * delegation's row; {@link TakenSeats} counts them.
 */
@Injectable()
export class Members {
  private keepDouble: KeepDouble | undefined;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly queries: DelegationsQueries,
    private readonly registrations: RegistrationsService,
    private readonly people: PeopleService,
    private readonly seats: TakenSeats,
    private readonly requirements: RequirementDocuments,
    private readonly replacements: Replacements,
    private readonly details: ParticipantDetailsService,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Nominates somebody: their registration is begun, and confirmed when the delegation is accredited.
   * @throws 409 when no place is left, nominations are closed or there is a head already
   */
  async add(eventId: string, delegationId: string, input: MemberInput, by: Principal): Promise<MemberView> {
    try {
      return await this.db.transaction(async () => {
        if (!isDelegationStaff(by)) await this.mustBeEntered(eventId, input.categoryId);
        return this.nominate(eventId, delegationId, input, by);
      });
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'already-registered' || !input.person) throw error;
      throw await this.explainDouble(eventId, delegationId, input, by);
    }
  }

  /**
   * Puts another person in the place of a member, who keeps it. A registration that is only begun is begun anew; one that
   * was handed in passes to the other person. What has to be redone is listed in the same transaction.
   * @throws 404, 409 when it cannot pass, nominations are closed, or the other person is registered, 412 when somebody else
   * was quicker
   */
  async replace(
    eventId: string,
    delegationId: string,
    registrationId: string,
    version: number,
    { person, locale, duties, reason, details }: ReplacementInput,
    by: Principal,
  ): Promise<MemberView> {
    const { part, categoryId } = await this.queries.member(eventId, delegationId, registrationId);
    const input: MemberInput = { person, categoryId, part: part as MemberPart };
    try {
      return await this.db.transaction(async () => {
        const delegation = await this.lock(eventId, delegationId);
        // Under the lock of the delegation: of two who replace the same member, the second has seen another one.
        const member = await this.queries.member(eventId, delegationId, registrationId);
        assertVersion(member.version, version);
        if (member.state !== 'draft') {
          await this.engine.apply(registrationWorkflow, registrationId, {
            transition: 'transfer',
            input: {
              person,
              insteadOf: member.personId,
              ...(locale === undefined ? {} : { locale }),
              ...(duties === undefined ? {} : { duties }),
            },
            comment: reason,
            principal: by,
            scopeId: eventId,
          });
          return this.queries.member(eventId, delegationId, registrationId);
        }
        this.mustBeOpen(delegation, by);
        await this.engine.apply(registrationWorkflow, registrationId, {
          transition: 'cancel',
          comment: 'Another person comes instead.',
          principal: by,
          scopeId: eventId,
        });
        await this.forget(delegationId, registrationId);
        const successor = await this.nominate(
          eventId,
          delegationId,
          {
            ...input,
            locale: locale ?? member.locale,
            details: details ?? (await this.details.given(registrationId)),
          },
          by,
        );
        const record = await this.engine.note(
          registrationWorkflow,
          { id: successor.id, scopeId: eventId, state: successor.state },
          { name: 'replace', comment: reason },
        );
        await this.replacements.begin({
          eventId,
          registrationId: successor.id,
          formerRegistrationId: registrationId,
          fromPersonId: member.personId,
          toPersonId: successor.personId,
          duties,
          reason,
          recordId: record,
          by,
        });
        return this.queries.member(eventId, delegationId, successor.id);
      });
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'already-registered') throw error;
      throw await this.explainDouble(eventId, delegationId, input, by);
    }
  }

  /** Who keeps a nomination of somebody that is registered elsewhere; called after all else was taken back. */
  onDouble(keep: KeepDouble): void {
    this.keepDouble = keep;
  }

  private async nominate(
    eventId: string,
    delegationId: string,
    input: MemberInput,
    by: Principal,
  ): Promise<MemberView> {
    return this.db.transaction(async () => {
      const delegation = await this.lock(eventId, delegationId);
      const isLate = this.mustBeOpen(delegation, by) === 'late';
      await this.mayName(eventId, input, by);
      const categoryId = input.categoryId.toLowerCase();
      const counted = await this.seats.take(delegationId, delegation.head_exempt, {
        categoryId,
        part: input.part,
      });
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
        details: input.details,
        asDraft: true,
        by,
      });
      await this.enter(eventId, delegationId, { registrationId: id, categoryId, part, counted, isLate });
      return this.queries.member(eventId, delegationId, id);
    });
  }

  /**
   * Makes a registration that named the delegation a member of it, with the part that was given to it; nothing, if it is one.
   * Its row is locked, and that of the delegation after it: elsewhere that order is the other one only for members.
   * @throws 409 when no place is left, the delegation takes no members now, or there is a head already
   */
  async join(eventId: string, registrationId: string, by: Principal): Promise<void> {
    const registration = await this.db.one<{
      delegation_id: string;
      category_id: string;
      part: MemberPart;
      created_at: Date;
      is_member: boolean;
    }>(
      `SELECT r.delegation_id, r.category_id, COALESCE(r.part_in_delegation, 'member') AS part, r.created_at,
              EXISTS (SELECT 1 FROM delegation_members m WHERE m.registration_id = r.id) AS is_member
         FROM registrations r WHERE r.id = $1`,
      [registrationId],
    );
    const { delegation_id: delegationId, category_id: categoryId, part, created_at: at } = registration!;
    if (registration!.is_member) return;
    const delegation = await this.lock(eventId, delegationId);
    const mayStill = delegation.state === 'accredited' && isDelegationStaff(by);
    if (!takesApplications.has(delegation.state) && !mayStill)
      throw delegationProblems.delegationNotOpen(
        `The delegation is ${delegation.state}. Ask the protocol officer.`,
      );
    const counted = await this.seats.take(delegationId, delegation.head_exempt, { categoryId, part });
    const isLate = timeliness(delegation.nominations_close_at, delegation.grace_hours, at) !== 'in-time';
    await this.db.query('UPDATE registrations SET part_in_delegation = $2 WHERE id = $1', [
      registrationId,
      part,
    ]);
    await this.enter(eventId, delegationId, { registrationId, categoryId, part, counted, isLate });
  }

  private async enter(
    eventId: string,
    delegationId: string,
    {
      registrationId,
      categoryId,
      part,
      counted,
      isLate,
    }: { registrationId: string; categoryId: string; part: MemberPart; counted: boolean; isLate: boolean },
  ): Promise<void> {
    await this.db.query(
      `INSERT INTO delegation_members (registration_id, event_id, delegation_id, category_id, part, counted, late, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [registrationId, eventId, delegationId, categoryId, part, counted, isLate, this.clock.now()],
    );
    await this.requirements.begin(eventId, { registrationId });
    if (part === 'head')
      await this.db.query('UPDATE delegations SET head_registration_id = $2 WHERE id = $1', [
        delegationId,
        registrationId,
      ]);
  }

  /** @throws 409 where people register themselves, and the focal point only decides about them */
  private async mustBeEntered(eventId: string, categoryId: string): Promise<void> {
    const byPerson = await this.db.one(
      `SELECT 1 FROM categories WHERE event_id = $1 AND id = $2 AND delegation_entry = 'by_participant'`,
      [eventId, categoryId],
    );
    if (byPerson)
      throw delegationProblems.delegationEntryByPerson({
        detail:
          'Let them register and name your delegation; then you approve them. Or ask the protocol officer to enter somebody.',
        errors: [
          {
            pointer: '/categoryId',
            code: 'by-person',
            message: 'is one in which people register themselves',
          },
        ],
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
    { decision, comment, step, note }: MemberDecisionInput,
  ): Promise<MemberView> {
    return this.db.transaction(async () => {
      const { state } = await this.queries.member(eventId, delegationId, registrationId);
      const settled: readonly string[] = registrationWorkflow.transitions.reapprove.from;
      await this.engine.apply(registrationWorkflow, registrationId, {
        transition: decision === 'approve' && settled.includes(state) ? 'reapprove' : decision,
        comment,
        input: { ...(step === undefined ? {} : { step }), ...(note === undefined ? {} : { note }) },
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

  /** Nothing stands in the way of a member any more: an accredited delegation's is confirmed. */
  async goOn(registrationId: string): Promise<void> {
    const row = await this.db.one<{ id: string }>(
      `SELECT d.id FROM delegation_members m JOIN delegations d ON d.id = m.delegation_id
        WHERE m.registration_id = $1 AND d.state = 'accredited'`,
      [registrationId],
    );
    if (row) await this.outbox.enqueue(confirmMembers, { delegationId: row.id });
  }

  /** Whether the delegation has a member. */
  async any(delegationId: string): Promise<boolean> {
    const member = await this.db.one('SELECT 1 FROM delegation_members WHERE delegation_id = $1 LIMIT 1', [
      delegationId,
    ]);
    return member !== undefined;
  }

  private async forget(delegationId: string, registrationId: string): Promise<void> {
    await this.requirements.forget(registrationId);
    await this.db.query('DELETE FROM delegation_members WHERE registration_id = $1', [registrationId]);
    await this.db.query(
      'UPDATE delegations SET head_registration_id = NULL WHERE id = $1 AND head_registration_id = $2',
      [delegationId, registrationId],
    );
    await this.seats.recount(delegationId);
  }

  /** Persons outlive events: a focal point describes people, and staff name those who are known in the event. */
  private async mayName(eventId: string, { personId }: MemberInput, by: Principal): Promise<void> {
    if (personId === undefined) return;
    if (!isDelegationStaff(by))
      throw delegationProblems.delegationPersonNotYours({
        detail: 'Send the person instead of an id.',
        errors: [{ pointer: '/personId', code: 'staff-only', message: 'is for staff' }],
      });
    await this.people.person(eventId, personId);
  }

  /** Whether it is in time, or late within the time of grace; staff are always in time. @throws 409 */
  private mustBeOpen(delegation: Locked, by: Principal): 'in-time' | 'late' {
    if (!takesMembers.has(delegation.state))
      throw delegationProblems.delegationNotOpen(`The delegation is ${delegation.state}.`);
    const closesAt = delegation.nominations_close_at;
    if (isDelegationStaff(by)) return 'in-time';
    const taken = timeliness(closesAt, delegation.grace_hours, this.clock.now());
    if (taken !== 'closed') return taken;
    throw delegationProblems.delegationNominationsClosed(
      `They were taken until ${graceEndsAt(closesAt, delegation.grace_hours)!.toISOString()}. Ask the protocol officer.`,
    );
  }

  /**
   * Why somebody who is registered cannot be nominated. Who else has nominated them is not for a delegation to know:
   * protocol is told, and decides.
   */
  private async explainDouble(
    eventId: string,
    delegationId: string,
    input: MemberInput,
    by: Principal,
  ): Promise<Problem> {
    const registration = await this.db.one<{ id: string; delegation_id: string | null; is_member: boolean }>(
      `SELECT id, delegation_id, EXISTS (SELECT 1 FROM delegation_members m WHERE m.registration_id = registrations.id) AS is_member
         FROM registrations WHERE event_id = $1 AND identity_key = $2 AND state NOT IN ('cancelled', 'rejected', 'expired')`,
      [eventId, identityKey(input.person!)],
    );
    if (registration?.delegation_id === delegationId && !registration.is_member)
      return delegationProblems.delegationPersonWaits({
        detail:
          'They have named your delegation themselves. Approve them among the applications, where nothing of what they said is lost.',
        errors: [
          { pointer: '/person', code: 'waits', message: 'has registered and waits for your approval' },
        ],
      });
    if (registration?.delegation_id === delegationId)
      return delegationProblems.delegationMemberExists({
        detail:
          'Somebody of this name with this address is a member already. If this is another person, give their date of birth, which tells the two apart.',
        errors: [{ pointer: '/person', code: 'taken', message: 'is a member of the delegation already' }],
      });
    if (registration) await this.keepDouble?.(eventId, delegationId, registration.id, input, by);
    return delegationProblems.delegationPersonRegistered({
      detail:
        'Protocol has been told, and decides; you need do nothing. If this is another person of the same name, give their date of birth, which tells the two apart.',
      errors: [{ pointer: '/person', code: 'registered', message: 'is registered for this event already' }],
    });
  }

  private async lock(eventId: string, delegationId: string): Promise<Locked> {
    const row = await this.db.one<Locked>(
      `SELECT d.state, d.nominations_close_at, d.head_exempt, d.grace_hours, o.name AS organisation
         FROM delegations d JOIN organisations o ON o.id = d.organisation_id WHERE d.event_id = $1 AND d.id = $2 FOR NO KEY UPDATE OF d`,
      [eventId, delegationId],
    );
    if (!row) throw httpProblems.notFound('There is no such delegation in this event.');
    return row;
  }
}
