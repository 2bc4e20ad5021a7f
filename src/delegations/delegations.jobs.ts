import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database';
import { systemPrincipal } from '../platform/http/request-context';
import { defineJob, HandlesJob } from '../platform/jobs/define-job';
import { WorkflowEngine } from '../platform/workflow/engine';
import { waitsForDecision } from '../registrations/registration.rules';
import { registrationWorkflow } from '../registrations/registration.workflow';

/** Confirms the members of a delegation that was accredited. */
export const confirmMembers = defineJob<{ delegationId: string }>('delegations.confirm-members');

/** Calls off the members of a delegation that declined or was withdrawn. */
export const cancelMembers = defineJob<{ delegationId: string; why: string }>('delegations.cancel-members');

/** Background acts on the members of delegations. Each member is a transaction of its own; run again, it goes on. */
@Injectable()
export class DelegationJobs {
  constructor(
    private readonly db: Database,
    private readonly engine: WorkflowEngine,
  ) {}

  /**
   * Hands in what is only begun, then confirms; a full quota of the category puts a member on its waiting list. Where the
   * category names steps of approval, these decide: who accredits a delegation has not taken them. Whoever waits for another
   * decision (on hold) is confirmed when that has been made; whoever comes armed is approved by security.
   */
  @HandlesJob(confirmMembers)
  async confirm({ delegationId }: { delegationId: string }): Promise<void> {
    for (const { id, state } of await this.membersOf(delegationId))
      await this.db.transaction(async () => {
        let now = state;
        if (now === 'draft') {
          await this.move(id, 'submit');
          now = (await this.stateOf(id)) ?? now;
        }
        if (['submitted', 'under_review'].includes(now) && (await this.isForAccreditation(id)))
          await this.move(id, 'confirm');
      });
  }

  /** Also those who named the delegation and wait for its focal point: nobody would answer them. */
  @HandlesJob(cancelMembers)
  async cancel({ delegationId, why }: { delegationId: string; why: string }): Promise<void> {
    const alive = await this.db.query<{ id: string }>(
      `SELECT r.id FROM registrations r JOIN delegations d ON d.id = r.delegation_id
        WHERE r.delegation_id = $1 AND d.state IN ('declined', 'withdrawn') AND r.state = ANY ($2) ORDER BY r.created_at, r.id`,
      [delegationId, [...registrationWorkflow.transitions.cancel.from]],
    );
    for (const { id } of alive) await this.move(id, 'cancel', why);
  }

  /**
   * Members of an accredited delegation that wait: those who were nominated, and those who named it and were approved by its
   * focal point, who are under review since.
   */
  private membersOf(delegationId: string): Promise<{ id: string; state: string }[]> {
    return this.db.query<{ id: string; state: string }>(
      `SELECT r.id, r.state FROM delegation_members m JOIN delegations d ON d.id = m.delegation_id JOIN registrations r ON r.id = m.registration_id
        WHERE m.delegation_id = $1 AND d.state = 'accredited'
          AND (r.state IN ('draft', 'submitted') OR (r.state = 'under_review' AND r.delegation_entry = 'by_participant' AND r.waiting_role IS DISTINCT FROM 'focal_point'))
        ORDER BY m.created_at, r.id`,
      [delegationId],
    );
  }

  /** Whether the accreditation of the delegation is what confirms a member: no steps, and no other decision to wait for. */
  private async isForAccreditation(id: string): Promise<boolean> {
    const row = await this.db.one(
      `SELECT 1 FROM registrations r JOIN categories c ON c.id = r.category_id
        WHERE r.id = $1 AND (c.approval = 'automatic' OR c.approval_steps = '[]') AND NOT ${waitsForDecision}
            AND NOT EXISTS (SELECT 1 FROM participant_details p WHERE p.registration_id = r.id AND p.armed)`,
      [id],
    );
    return row !== undefined;
  }

  private async stateOf(id: string): Promise<string | undefined> {
    const row = await this.db.one<{ state: string }>('SELECT state FROM registrations WHERE id = $1', [id]);
    return row?.state;
  }

  private async move(id: string, transition: string, comment?: string): Promise<void> {
    await this.engine.apply(registrationWorkflow, id, { transition, comment, principal: systemPrincipal });
  }
}
