import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { Sweeper } from '../../platform/workflow/sweeper';
import { GreetingNotices } from '../greeting-notices.service';
import { awaited } from '../greeting.workflow';
import type { ReminderAudience } from './request.input';

interface DueRung extends Record<string, unknown> {
  event_id: string;
  greeting_id: string;
  audience: ReminderAudience;
  at: Date;
}

/** Rungs that one sweep takes at most; the next one follows at once. */
const batch = 200;

/**
 * Reminds those who owe a text. A rung is due when its distance from the deadline is reached; that is asked of the data,
 * so a deadline that moves takes its ladder along, and a rung that was done is due again only for an instant after that.
 * Of several that are due at once (the deadline came nearer, or nothing ran for a while) one mail is written. Nobody is
 * reminded of what was due before they were asked.
 */
@Injectable()
export class GreetingLadder {
  constructor(
    private readonly db: Database,
    private readonly notices: GreetingNotices,
    sweeper: Sweeper,
  ) {
    sweeper.register('reminders of greetings', (now) => this.sweep(now));
  }

  /** Each rung is marked in the transaction that promises its mail; two processes take different ones. */
  private sweep(now: Date): Promise<number> {
    return this.db.transaction(async () => {
      const due = await this.db.query<DueRung>(
        `WITH due AS (
           SELECT r.greeting_id, r.offset_hours, r.audience, g.event_id, g.due_at + make_interval(hours => r.offset_hours) AS at
             FROM greeting_reminders r JOIN greetings g ON g.id = r.greeting_id
            WHERE g.state = ANY ($2) AND g.requested_at IS NOT NULL
              AND g.due_at + make_interval(hours => r.offset_hours) <= $1
              AND g.due_at + make_interval(hours => r.offset_hours) > GREATEST(g.requested_at, r.done_at)
            ORDER BY at, r.greeting_id LIMIT ${batch} FOR UPDATE OF r SKIP LOCKED)
         UPDATE greeting_reminders r SET done_at = $1 FROM due
          WHERE r.greeting_id = due.greeting_id AND r.offset_hours = due.offset_hours AND r.audience = due.audience
         RETURNING due.event_id, r.greeting_id, r.audience, due.at`,
        [now, awaited],
      );
      const last = new Map<string, DueRung>();
      for (const rung of due.toSorted((a, b) => a.at.getTime() - b.at.getTime()))
        last.set(`${rung.greeting_id} ${rung.audience}`, rung);
      for (const rung of last.values())
        await this.notices.remind(
          rung.event_id,
          rung.greeting_id,
          rung.audience,
          `${rung.greeting_id} ${rung.audience} ${rung.at.toISOString()}`,
        );
      return due.length;
    });
  }
}
