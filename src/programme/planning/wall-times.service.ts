import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { Outbox } from '../../platform/outbox/outbox';
import { Sweeper } from '../../platform/workflow/sweeper';
import { programmeReleased } from '../programme.facts';

/** How long a process waits until it looks again, in milliseconds: rules of time zones change a few times a year. */
const lookEveryMs = 3_600_000;

/** Events whose programme can still take place. */
const stillToCome = `e.state IN ('draft', 'published', 'running')`;

/** Whether session `s` does not show any more what was said, and there is an instant in `zone` that does. */
const isOff = (zone: string): string =>
  `(${['starts_at', 'ends_at'].map((at) => `s.${at} AT TIME ZONE ${zone} <> s.local_${at}`).join(' OR ')})
   AND ${['starts_at', 'ends_at'].map((at) => `(s.local_${at} AT TIME ZONE ${zone}) AT TIME ZONE ${zone} = s.local_${at}`).join(' AND ')}`;

/**
 * Keeps sessions at the time that the programme says. A session at 09:00 is at 09:00 on the wall of its place; which
 * instant that is follows from the rules of the time zone, and governments change these, sometimes within weeks. When the
 * database has learnt of other rules, the instants are worked out again; what was said stays as it was said.
 */
@Injectable()
export class WallTimes {
  private looksAgainAt = 0;

  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    sweeper: Sweeper,
  ) {
    sweeper.register('wall times of the programme', async (now) => {
      if (now.getTime() < this.looksAgainAt) return 0;
      this.looksAgainAt = now.getTime() + lookEveryMs;
      return this.keep(now);
    });
  }

  /** Works out again what does not show any more what was said; answers how many sessions that were. */
  async keep(now: Date): Promise<number> {
    // Nearly always there is none; then nothing is locked and nothing written.
    const concerned = await this.db.query<{ id: string }>(
      `SELECT e.id FROM events e
        WHERE ${stillToCome}
          AND (EXISTS (SELECT 1 FROM programme_sessions s WHERE s.event_id = e.id AND ${isOff('e.time_zone')})
               OR EXISTS (SELECT 1 FROM releases r JOIN release_sessions s ON s.release_id = r.id
                           WHERE r.event_id = e.id AND ${isOff('r.time_zone')}))
        ORDER BY e.id`,
    );
    let kept = 0;
    for (const { id } of concerned) kept += await this.db.transaction(() => this.keepEvent(id, now));
    return kept;
  }

  private async keepEvent(eventId: string, now: Date): Promise<number> {
    // As shifts, placements and releases do it: one of them at a time changes the programme of an event as a whole.
    await this.db.query(`SELECT 1 FROM events WHERE id = $1 FOR NO KEY UPDATE`, [eventId]);
    const drafts = await this.db.execute(
      `UPDATE programme_sessions s
          SET starts_at = s.local_starts_at AT TIME ZONE e.time_zone, ends_at = s.local_ends_at AT TIME ZONE e.time_zone,
              version = s.version + 1, updated_at = $2
         FROM events e
        WHERE e.id = $1 AND s.event_id = e.id AND ${isOff('e.time_zone')}`,
      [eventId, now],
    );
    // Calendars hold instants: what moved goes out under a number higher than any before.
    const released = await this.db.query<{ release_id: string; number: number; state: string }>(
      `WITH highest AS (
         SELECT s.session_id, max(s.sequence) AS sequence
           FROM releases r JOIN release_sessions s ON s.release_id = r.id WHERE r.event_id = $1 GROUP BY s.session_id
       )
       UPDATE release_sessions s
          SET starts_at = s.local_starts_at AT TIME ZONE r.time_zone, ends_at = s.local_ends_at AT TIME ZONE r.time_zone,
              sequence = h.sequence + 1, changed_at = $2
         FROM releases r, highest h
        WHERE r.event_id = $1 AND s.release_id = r.id AND h.session_id = s.session_id AND ${isOff('r.time_zone')}
       RETURNING r.id AS release_id, r.number, r.state`,
      [eventId, now],
    );
    await this.db.query(`UPDATE releases SET times_revised = times_revised + 1 WHERE id = ANY ($1::uuid[])`, [
      [...new Set(released.map((row) => row.release_id))],
    ]);
    const seen = released.find(({ state }) => state === 'released');
    if (seen)
      await this.outbox.tell(programmeReleased, {
        eventId,
        releaseId: seen.release_id,
        number: seen.number,
      });
    return (drafts.rowCount ?? 0) + released.length;
  }
}
