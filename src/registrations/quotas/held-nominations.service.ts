import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { defineFact } from '../../platform/outbox/define-fact';
import { Outbox } from '../../platform/outbox/outbox';
import { Sweeper } from '../../platform/workflow/sweeper';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { registrationWorkflow } from '../registration.workflow';
import { Places } from './places.service';

/** A quota holds places for nominations only a few days longer. */
export const nominationsHeldShortly = defineFact<{ quotaId: string; eventId: string; until: string }>(
  'quota.nominations-held-shortly',
);

/** SQL for a nomination `r` that nobody has answered. */
export const unanswered = `r.state IN ('draft', 'submitted', 'under_review')`;

/** Quotas that one sweep sees to at most; the next one follows at once. */
const batch = 100;

const holding = `q.holds_nominations AND q.nominations_until IS NOT NULL AND q.nominations_let_go_at IS NULL
  AND EXISTS (SELECT 1 FROM events e WHERE e.id = q.event_id AND e.state IN ('draft', 'published', 'running'))`;

/** Places that quotas hold for nominations until a time: whoever it concerns is told before, and then they are let go. */
@Injectable()
export class HeldNominations {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly engine: WorkflowEngine,
    private readonly places: Places,
    sweeper: Sweeper,
  ) {
    sweeper.register('places held for nominations a few days longer', (now) => this.tellBefore(now));
    sweeper.register('places held for nominations until now', (now) => this.letGo(now));
  }

  /** Tells of quotas whose time comes, once for each time that is set, as long as there is something to lose. */
  private async tellBefore(now: Date): Promise<number> {
    return this.db.transaction(async () => {
      const rows = await this.db.query<{ id: string; event_id: string; nominations_until: Date }>(
        `WITH due AS (
           SELECT q.id FROM quotas q
            WHERE ${holding} AND q.nominations_until > $1 AND q.nominations_until - make_interval(days => q.nominations_remind_days) <= $1
              AND q.nominations_reminded_for IS DISTINCT FROM q.nominations_until
              AND EXISTS (SELECT 1 FROM registration_places p JOIN registrations r ON r.id = p.registration_id
                           WHERE p.quota_id = q.id AND p.places > 0 AND ${unanswered})
            ORDER BY q.id LIMIT ${batch} FOR NO KEY UPDATE OF q SKIP LOCKED)
         UPDATE quotas q SET nominations_reminded_for = q.nominations_until FROM due WHERE q.id = due.id
         RETURNING q.id, q.event_id, q.nominations_until`,
        [now],
      );
      await this.outbox.tellMany(
        nominationsHeldShortly,
        rows.map(({ id, event_id: eventId, nominations_until: until }) => ({
          quotaId: id,
          eventId,
          until: until.toISOString(),
        })),
      );
      return rows.length;
    });
  }

  /** Lets the places go whose time is over, a quota in a transaction, and puts it into the history of each nomination. */
  private async letGo(now: Date): Promise<number> {
    const due = await this.db.query<{ id: string }>(
      `SELECT q.id FROM quotas q WHERE ${holding} AND q.nominations_until <= $1 ORDER BY q.nominations_until, q.id LIMIT ${batch}`,
      [now],
    );
    for (const { id } of due)
      await this.db.transaction(async () => {
        const gone = await this.places.letNominationsGo(id, now);
        await this.engine.noteAll(
          registrationWorkflow,
          gone.map(({ registrationId, eventId, state }) => ({ id: registrationId, scopeId: eventId, state })),
          { name: 'let_place_go', data: { quotaId: id } },
        );
      });
    return due.length;
  }
}
