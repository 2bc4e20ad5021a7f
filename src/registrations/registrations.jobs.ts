import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database';
import { defineJob, HandlesJob } from '../platform/jobs/define-job';
import { systemPrincipal } from '../platform/http/request-context';
import { Outbox } from '../platform/outbox/outbox';
import { WorkflowEngine } from '../platform/workflow/engine';
import { registrationWorkflow } from './registration.workflow';

/** Offers the free places of a quota to those who wait for them. */
export const offerNext = defineJob<{ quotaId: string }>('registrations.offer-next', { transactional: true });

/** Calls off all registrations of an event that does not take place. */
export const cancelAll = defineJob<{ eventId: string }>('registrations.cancel-all');

/** Places that one job offers; with more free ones, another job follows. */
const offersAtOnce = 100;

const chunk = 200;

/** Background acts on registrations. */
@Injectable()
export class RegistrationJobs {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly engine: WorkflowEngine,
  ) {}

  /**
   * In the order of the line: by priority, then by who has waited longest. The quota's row is locked, so that two such
   * jobs do not pass each other.
   */
  @HandlesJob(offerNext)
  async offerNext({ quotaId }: { quotaId: string }): Promise<void> {
    const quota = await this.db.one<{ free: number }>(
      `SELECT q.capacity - q.taken AS free FROM quotas q JOIN events e ON e.id = q.event_id
        WHERE q.id = $1 AND e.state IN ('draft', 'published', 'running') FOR UPDATE OF q`,
      [quotaId],
    );
    if (!quota || quota.free <= 0) return;
    // NOWAIT: who holds one of these rows may be waiting for the quota. This job fails then and is tried again; skipping
    // the row instead would pass the person over.
    const next = await this.db.query<{ id: string }>(
      `SELECT r.id FROM registrations r JOIN categories c ON c.id = r.category_id
        WHERE c.quota_id = $1 AND r.state = 'waitlisted'
        ORDER BY r.priority DESC, r.waitlisted_at, r.id LIMIT $2 FOR UPDATE OF r NOWAIT`,
      [quotaId, Math.min(quota.free, offersAtOnce)],
    );
    for (const { id } of next)
      await this.engine.apply(registrationWorkflow, id, { transition: 'offer', principal: systemPrincipal });
    if (quota.free > offersAtOnce && next.length === offersAtOnce)
      await this.outbox.enqueue(offerNext, { quotaId }, { key: quotaId });
  }

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
