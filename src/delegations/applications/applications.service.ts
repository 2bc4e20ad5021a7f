import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { defineJob, HandlesJob } from '../../platform/jobs/define-job';
import { Outbox } from '../../platform/outbox/outbox';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { DelegationHost, type Application } from '../../registrations/delegation-host.service';
import { registrationProblems } from '../../registrations/registration.errors';
import { registrationWorkflow } from '../../registrations/registration.workflow';
import { delegationProblems } from '../delegation.errors';
import { isDelegationStaff, takesApplications, timeliness } from '../delegation.rules';
import { DoubleNominations } from '../focal-points/double-nominations.service';
import { Members } from '../members.service';
import type { ApplicationDecisionInput } from './application.input';
import type { ApplicationView } from './application.view';
import { ApplicationsQueries } from './applications.queries';

/** Somebody waits for the focal point of a delegation, who is to be told. */
export const collectApplications = defineJob<{ delegationId: string }>('delegations.collect-applications', {
  transactional: true,
});

/** For so long those who come are collected before the focal point is told of all of them, in minutes. */
export const collectingMinutes = 15;

/**
 * People who register themselves and name a delegation. Whoever decides about one holds the lock of the registration, and
 * takes that of the delegation after it; see {@link Members.join}.
 */
@Injectable()
export class Applications {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly queries: ApplicationsQueries,
    host: DelegationHost,
    members: Members,
    doubles: DoubleNominations,
    outbox: Outbox,
  ) {
    host.register({
      admit: (application) => this.admit(application),
      join: (eventId, registrationId, by) => members.join(eventId, registrationId, by),
      waits: (delegationId) => outbox.enqueue(collectApplications, { delegationId }),
      keepDouble: ({ eventId, delegationId, registrationId, categoryId, name }) =>
        doubles.keep({
          eventId,
          delegationId,
          registrationId,
          categoryId,
          name,
          part: 'member',
          nominatedBy: name,
          byPerson: true,
        }),
    });
  }

  /**
   * Decides about somebody who waits for the focal point.
   * @throws 404, 409 where nobody waits for it or the delegation has no place left, 422 for a refusal without a reason
   */
  async decide(
    eventId: string,
    delegationId: string,
    registrationId: string,
    { decision, comment, step, note, part }: ApplicationDecisionInput,
    by: Principal,
  ): Promise<ApplicationView> {
    return this.db.transaction(async () => {
      const row = await this.db.one<{ state: string; waiting_step: string; waiting_role: string | null }>(
        `SELECT state, waiting_step, waiting_role FROM registrations
          WHERE id = $3 AND event_id = $1 AND delegation_id = $2 FOR UPDATE`,
        [eventId, delegationId, registrationId],
      );
      if (!row) throw httpProblems.notFound('Nobody like that has named this delegation.');
      // The first of two who decide at once is what counts.
      if (row.waiting_role !== 'focal_point')
        throw delegationProblems.delegationNotWaiting(
          `The registration is ${row.state.replaceAll('_', ' ')}, and does not wait for the focal point.`,
        );
      const application = await this.queries.application(eventId, delegationId, registrationId);
      if (decision === 'approve' && part !== undefined) await this.givePart(application, part);
      const settled: readonly string[] = registrationWorkflow.transitions.reapprove.from;
      // Staff may have a say in other steps too: here it is that of the focal point.
      const named = step ?? (by.kind === 'link' ? undefined : row.waiting_step);
      await this.engine.apply(registrationWorkflow, registrationId, {
        transition: decision === 'approve' && settled.includes(row.state) ? 'reapprove' : decision,
        comment,
        input: {
          ...(named === undefined ? {} : { step: named }),
          ...(note === undefined ? {} : { note }),
        },
        scopeId: eventId,
      });
      return this.queries.application(eventId, delegationId, registrationId);
    });
  }

  /** Those who come within some minutes are one mail. */
  @HandlesJob(collectApplications)
  async collect({ delegationId }: { delegationId: string }): Promise<void> {
    const dueAt = new Date(this.clock.now().getTime() + collectingMinutes * 60_000);
    await this.db.query(
      'UPDATE delegations SET applications_due_at = $2 WHERE id = $1 AND applications_due_at IS NULL',
      [delegationId, dueAt],
    );
  }

  private async givePart({ id, part: kept }: ApplicationView, part: string): Promise<void> {
    if (kept !== null && kept !== part)
      throw delegationProblems.delegationPartKept({
        detail: 'Leave the part out: it is a member already, who waits again.',
        errors: [{ pointer: '/part', code: 'kept', message: `must be ${kept}, or left out` }],
      });
    await this.db.query('UPDATE registrations SET part_in_delegation = $2 WHERE id = $1', [id, part]);
  }

  /**
   * Whether a delegation can be named. It is held against being withdrawn until the registration is made, so that whoever
   * takes it out finds everybody who named it.
   */
  private async admit({ eventId, delegationId, by }: Application): Promise<{ organisation: string }> {
    const row = await this.db.one<{
      state: string;
      nominations_close_at: Date | null;
      grace_hours: number;
      organisation: string;
    }>(
      `SELECT d.state, d.nominations_close_at, d.grace_hours, o.name AS organisation
         FROM delegations d JOIN organisations o ON o.id = d.organisation_id
        WHERE d.event_id = $1 AND d.id = $2 FOR KEY SHARE OF d`,
      [eventId, delegationId],
    );
    const isOpen = row !== undefined && takesApplications.has(row.state);
    if (row === undefined || (!isOpen && row.state !== 'accredited'))
      throw registrationProblems.namedDelegationUnknown({
        detail:
          'Choose one of the delegations that can be named, or ask the focal point of your organisation.',
        errors: [{ pointer: '/delegationId', code: 'unknown', message: 'is none that can be named here' }],
      });
    const inTime =
      isDelegationStaff(by) ||
      timeliness(row.nominations_close_at, row.grace_hours, this.clock.now()) !== 'closed';
    if (!isOpen || !inTime)
      throw registrationProblems.namedDelegationClosed({
        detail: 'Its list of members is closed. Ask the focal point of your delegation.',
        errors: [{ pointer: '/delegationId', code: 'closed', message: 'takes no further names' }],
      });
    return { organisation: row.organisation };
  }
}
