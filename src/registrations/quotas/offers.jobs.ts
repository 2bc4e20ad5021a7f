import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { systemPrincipal } from '../../platform/http/request-context';
import { defineJob, HandlesJob } from '../../platform/jobs/define-job';
import { Outbox } from '../../platform/outbox/outbox';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { registrationWorkflow } from '../registration.workflow';

/** Offers the free places of a quota to those who wait for them. */
export const offerNext = defineJob<{ quotaId: string }>('registrations.offer-next', { transactional: true });

/** Offers a place to those who wait at an event and count in no quota any more: nothing keeps them from it. */
export const offerUncounted = defineJob<{ eventId: string }>('registrations.offer-uncounted', {
  transactional: true,
});

/** Places that one job offers; with more free ones, another job follows. */
const offersAtOnce = 100;

/** Gives the places that fall free to those who wait. */
@Injectable()
export class Offers {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly engine: WorkflowEngine,
  ) {}

  /**
   * In the order of the line: by priority, then by who has waited longest. Who needs a place in another quota too, and
   * there is none, is passed over and keeps their place in line; so is a group for which there are too few. One such job
   * of an event at a time, so that two do not pass each other.
   */
  @HandlesJob(offerNext)
  async offerNext({ quotaId }: { quotaId: string }): Promise<void> {
    const quota = await this.db.one<{ event_id: string }>(
      `SELECT q.event_id FROM quotas q JOIN events e ON e.id = q.event_id
        WHERE q.id = $1 AND e.state IN ('draft', 'published', 'running')`,
      [quotaId],
    );
    if (!quota) return;
    await this.db.query(`SELECT pg_advisory_xact_lock(hashtextextended('registrations.offers ' || $1, 0))`, [
      quota.event_id,
    ]);
    const account = await this.db.one<{ free: number }>(
      `SELECT capacity - taken AS free FROM quotas WHERE id = $1`,
      [quotaId],
    );
    const free = account?.free ?? 0;
    if (free <= 0) return;
    // NOWAIT: who holds one of these rows may be waiting for the quota. This job fails then and is tried again; skipping
    // the row instead would pass the person over.
    const next = await this.db.query<{ id: string; places: number }>(
      `SELECT r.id, r.places FROM registrations r
        WHERE r.event_id = $3 AND r.state = 'waitlisted'
          AND EXISTS (SELECT 1 FROM registration_places p WHERE p.registration_id = r.id AND p.quota_id = $1)
          AND NOT EXISTS (SELECT 1 FROM registration_places p JOIN quotas q ON q.id = p.quota_id
                           WHERE p.registration_id = r.id AND q.capacity - q.taken < r.places)
        ORDER BY r.priority DESC, r.waitlisted_at, r.id LIMIT $2 FOR NO KEY UPDATE OF r NOWAIT`,
      [quotaId, Math.min(free, offersAtOnce), quota.event_id],
    );
    let offered = 0;
    for (const { id } of next) if (await this.offer(id)) offered += 1;
    // Some may have found their other quota taken by those before them; who comes after them may have none.
    if (offered > 0 && (next.length === offersAtOnce || offered < next.length))
      await this.outbox.enqueue(offerNext, { quotaId }, { key: quotaId });
  }

  @HandlesJob(offerUncounted)
  async offerUncounted({ eventId }: { eventId: string }): Promise<void> {
    const waiting = await this.db.query<{ id: string }>(
      `SELECT r.id FROM registrations r JOIN events e ON e.id = r.event_id
        WHERE r.event_id = $1 AND r.state = 'waitlisted' AND e.state IN ('draft', 'published', 'running')
          AND NOT EXISTS (SELECT 1 FROM registration_places p WHERE p.registration_id = r.id)
        ORDER BY r.priority DESC, r.waitlisted_at, r.id LIMIT ${offersAtOnce} FOR NO KEY UPDATE OF r NOWAIT`,
      [eventId],
    );
    for (const { id } of waiting)
      await this.engine.apply(registrationWorkflow, id, { transition: 'offer', principal: systemPrincipal });
    if (waiting.length === offersAtOnce)
      await this.outbox.enqueue(offerUncounted, { eventId }, { key: eventId });
  }

  /** Offers one registration its places; answers whether they were there. */
  private async offer(id: string): Promise<boolean> {
    const fits = await this.db.one(
      `SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM registration_places p JOIN quotas q ON q.id = p.quota_id
          JOIN registrations r ON r.id = p.registration_id WHERE p.registration_id = $1 AND q.capacity - q.taken < r.places)`,
      [id],
    );
    if (!fits) return false;
    await this.engine.apply(registrationWorkflow, id, { transition: 'offer', principal: systemPrincipal });
    return true;
  }
}
