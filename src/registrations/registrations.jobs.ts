import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database';
import { defineJob, HandlesJob } from '../platform/jobs/define-job';
import { systemPrincipal } from '../platform/http/request-context';
import { WorkflowEngine } from '../platform/workflow/engine';
import { registrationWorkflow } from './registration.workflow';

/** Calls off all registrations of an event that does not take place. */
export const cancelAll = defineJob<{ eventId: string }>('registrations.cancel-all');

const chunk = 200;

/** Background acts on registrations. */
@Injectable()
export class RegistrationJobs {
  constructor(
    private readonly db: Database,
    private readonly engine: WorkflowEngine,
  ) {}

  /** Each in a transaction of its own: the work goes on where it stopped, and holds nobody up. */
  @HandlesJob(cancelAll)
  async cancelAll({ eventId }: { eventId: string }): Promise<void> {
    const transition = 'cancel';
    for (;;) {
      const rows = await this.db.query<{ id: string }>(
        `SELECT r.id FROM registrations r JOIN events e ON e.id = r.event_id
          WHERE r.event_id = $1 AND e.state = 'cancelled' AND r.state = ANY($2) ORDER BY r.id LIMIT ${chunk}`,
        [eventId, registrationWorkflow.transitions[transition].from],
      );
      for (const { id } of rows) {
        await this.engine.apply(registrationWorkflow, id, {
          transition,
          comment: 'The event does not take place.',
          principal: systemPrincipal,
        });
      }
      if (rows.length < chunk) return;
    }
  }
}
