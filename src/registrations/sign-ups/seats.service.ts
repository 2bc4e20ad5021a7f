import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import { Outbox } from '../../platform/outbox/outbox';
import { giveSeatsWay, promoteNext, settleSignUps } from './session-seats.jobs';
import type { OfferedSession } from './sign-up.rules';

interface OfferedRow extends OfferedSession, Record<string, unknown> {
  inStep: boolean;
}

/** The seats of sessions, kept as the visible release says. How many are taken is counted by the database itself. */
@Injectable()
export class Seats {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {}

  /**
   * A session as people see it, for as long as the transaction lasts: no other release becomes visible until it ends. Its
   * seats are what the release says, also when nobody has heard of that yet.
   * @throws 404 for a session that is not in the visible release
   */
  async offered(eventId: string, sessionId: string): Promise<OfferedSession> {
    const releaseId = await this.holdVisibleRelease(eventId);
    const session = await this.db.one<OfferedRow>(
      `SELECT s.capacity, s.starts_at AS "startsAt", s.ends_at AS "endsAt", s.category_ids AS "categoryIds",
              (t.capacity, t.starts_at, t.ends_at) IS NOT DISTINCT FROM (s.capacity, s.starts_at, s.ends_at) AS "inStep"
         FROM release_sessions s LEFT JOIN session_seats t ON t.session_id = s.session_id
        WHERE s.release_id = $1 AND s.session_id = $2`,
      [releaseId ?? null, sessionId],
    );
    if (!session) throw httpProblems.notFound('There is no such session in the programme.');
    if (session.capacity !== null && !session.inStep) await this.take(eventId, sessionId);
    return session;
  }

  /**
   * Brings the seats of an event in step with what people see now, and promises that its sign-ups follow. Only seats are
   * locked here: sign-ups come before their seats in the order in which everything is locked.
   */
  async keepInStep(eventId: string): Promise<void> {
    await this.db.transaction(async () => {
      // Two facts about one event follow each other here, so that the later one sees what the earlier one wrote.
      await this.db.query('SELECT 1 FROM events WHERE id = $1 FOR NO KEY UPDATE', [eventId]);
      await this.db.query(
        'SELECT 1 FROM session_seats WHERE event_id = $1 ORDER BY session_id FOR NO KEY UPDATE',
        [eventId],
      );
      await this.take(eventId, null);
      await this.db.query(
        `UPDATE session_seats t SET capacity = NULL, version = t.version + 1, updated_at = $2
          WHERE t.event_id = $1 AND t.capacity IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM releases r JOIN release_sessions s ON s.release_id = r.id
                             WHERE r.event_id = t.event_id AND r.state = 'released' AND s.session_id = t.session_id
                               AND s.capacity IS NOT NULL)`,
        [eventId, this.clock.now()],
      );
      await this.outbox.enqueue(settleSignUps, { eventId }, { key: eventId });
    });
  }

  /** Promises that free seats of the event are given to those who wait. */
  async promiseFree(eventId: string): Promise<void> {
    await this.db.transaction(async () => {
      const rows = await this.db.query<{ session_id: string }>(
        'SELECT session_id FROM session_seats WHERE event_id = $1 AND waiting > 0 AND taken < capacity',
        [eventId],
      );
      await this.promise(rows.map(({ session_id }) => session_id));
    });
  }

  /**
   * Promises that participants are thought of again wherever they wait: a time is free in which they were elsewhere. Not
   * only where a seat is free by what is seen here: one may be given back this moment by somebody who does not know yet.
   */
  async promiseWaiting(registrationIds: readonly string[], more: readonly string[] = []): Promise<void> {
    const rows = await this.db.query<{ session_id: string }>(
      `SELECT DISTINCT session_id FROM sign_ups WHERE registration_id = ANY ($1::uuid[]) AND state = 'waitlisted'`,
      [registrationIds],
    );
    await this.promise([...more, ...rows.map(({ session_id }) => session_id)]);
  }

  /** Promises that participants give up seats at whose time they are elsewhere by now: a module above has agreed it. */
  async promiseGivingWay(eventId: string, registrationIds: readonly string[]): Promise<void> {
    if (registrationIds.length === 0) return;
    await this.outbox.enqueue(giveSeatsWay, { eventId, registrationIds: [...registrationIds] });
  }

  /** Promises that free seats of these sessions are given on. In one order, so that no two wait for each other. */
  async promise(sessionIds: readonly string[]): Promise<void> {
    for (const sessionId of [...new Set(sessionIds)].sort())
      await this.outbox.enqueue(promoteNext, { sessionId }, { key: sessionId });
  }

  /** Takes over what the visible release says of the sessions that need seats: of one, or of all of the event. */
  private async take(eventId: string, sessionId: string | null): Promise<void> {
    await this.db.query(
      `INSERT INTO session_seats AS t (session_id, event_id, capacity, starts_at, ends_at, created_at, updated_at)
       SELECT s.session_id, r.event_id, s.capacity, s.starts_at, s.ends_at, $3, $3
         FROM releases r JOIN release_sessions s ON s.release_id = r.id
        WHERE r.event_id = $1 AND r.state = 'released' AND s.capacity IS NOT NULL AND ($2::uuid IS NULL OR s.session_id = $2)
        ORDER BY s.session_id
       ON CONFLICT (session_id) DO UPDATE
         SET capacity = excluded.capacity, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
             version = t.version + 1, updated_at = excluded.updated_at
         WHERE (t.capacity, t.starts_at, t.ends_at) IS DISTINCT FROM (excluded.capacity, excluded.starts_at, excluded.ends_at)`,
      [eventId, sessionId, this.clock.now()],
    );
  }

  /**
   * The release that people see, if there is one, held so that it stays that. Somebody may be releasing right now: then
   * another one is to be seen when that is done, which the statement that waited does not find.
   */
  private async holdVisibleRelease(eventId: string): Promise<string | undefined> {
    const seen = `SELECT id FROM releases WHERE event_id = $1 AND state = 'released'`;
    for (;;) {
      const held = await this.db.one<{ id: string }>(`${seen} FOR SHARE`, [eventId]);
      if (held) return held.id;
      if (!(await this.db.one(seen, [eventId]))) return undefined;
    }
  }
}
