import { Injectable } from '@nestjs/common';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { signUpProblems } from './sign-up.errors';
import type { Commitment, Time } from './sign-up.rules';
import { lastSeenSession } from './sign-ups.queries';

/** Participants of an event, and a time. */
export interface CommitmentsQuery extends Time {
  readonly eventId: string;
  readonly registrationIds: readonly string[];
}

/** What a module above knows of the time of participants. */
export interface CommitmentSource {
  /** What binds these participants at some instant of this time; one answer for all of them. */
  commitments(query: CommitmentsQuery): Promise<readonly Commitment[]>;
}

interface SessionTime extends Time, Record<string, unknown> {
  eventId: string;
}

/**
 * What else binds participants at the time of a session: seats in other sessions, parts in the released programme, and
 * what modules above say. A place on a visit to a company stands in the way of a seat; visits stand above registrations.
 */
@Injectable()
export class Commitments {
  private readonly sources: CommitmentSource[] = [];

  constructor(private readonly db: Database) {}

  register(source: CommitmentSource): void {
    this.sources.push(source);
  }

  /**
   * Keeps everybody else from giving these participants a seat or a place until the transaction ends. It does not wait: who
   * asks has locked what is given already, and everybody else locks registrations first.
   * @throws 409 when somebody else holds one of them
   */
  async hold(registrationIds: readonly string[]): Promise<void> {
    await this.db
      .query('SELECT 1 FROM registrations WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE NOWAIT', [
        registrationIds,
      ])
      .catch((error: unknown) => {
        if (isSqlError(error, sqlState.lockNotAvailable))
          throw signUpProblems.participantBusy('Look at the participant again in a moment, then repeat it.');
        throw error;
      });
  }

  /** What binds these participants at the time of a session, besides the session itself. */
  async besides(sessionId: string, registrationIds: readonly string[]): Promise<Commitment[]> {
    const session = await this.db.one<SessionTime>(
      `SELECT event_id AS "eventId", starts_at AS "startsAt", ends_at AS "endsAt" FROM session_seats WHERE session_id = $1`,
      [sessionId],
    );
    if (!session || registrationIds.length === 0) return [];
    return (await this.at({ ...session, registrationIds })).filter(
      ({ subjectId }) => subjectId !== sessionId,
    );
  }

  /** What binds these participants at some instant of this time. */
  async at(query: CommitmentsQuery): Promise<Commitment[]> {
    return [...(await this.seats(query)), ...(await this.elsewhere(query))];
  }

  /** What binds these participants beside the seats that they have. */
  async elsewhere(query: CommitmentsQuery): Promise<Commitment[]> {
    const found = await this.parts(query);
    for (const source of this.sources) found.push(...(await source.commitments(query)));
    return found;
  }

  /**
   * The seats of these participants. A session that a release has just moved binds at both of its times until those who
   * sit in it were moved, too.
   */
  seats({ eventId, registrationIds, startsAt, endsAt }: CommitmentsQuery): Promise<Commitment[]> {
    return this.db.query<Commitment & Record<string, unknown>>(
      `SELECT u.registration_id AS "registrationId", 'seat' AS kind, u.session_id AS "subjectId", s.title, s.titles,
              t.starts_at AS "startsAt", t.ends_at AS "endsAt", s.room_id AS "placeId"
         FROM sign_ups u JOIN session_seats t ON t.session_id = u.session_id CROSS JOIN ${lastSeenSession('u')}
        WHERE u.event_id = $1 AND u.registration_id = ANY ($2::uuid[]) AND u.state = 'confirmed'
          AND (u.during && tstzrange($3, $4) OR tstzrange(t.starts_at, t.ends_at) && tstzrange($3, $4))
        ORDER BY t.starts_at, u.id`,
      [eventId, registrationIds, startsAt, endsAt],
    );
  }

  private parts({ eventId, registrationIds, startsAt, endsAt }: CommitmentsQuery): Promise<Commitment[]> {
    return this.db.query<Commitment & Record<string, unknown>>(
      `SELECT DISTINCT g.id AS "registrationId", 'part' AS kind, s.session_id AS "subjectId", s.title, s.titles,
              s.starts_at AS "startsAt", s.ends_at AS "endsAt", s.room_id AS "placeId"
         FROM registrations g
         JOIN releases r ON r.event_id = g.event_id AND r.state = 'released'
         JOIN release_roles p ON p.release_id = r.id AND p.person_id = g.person_id
         JOIN release_sessions s ON s.release_id = r.id AND s.session_id = p.session_id
        WHERE g.event_id = $1 AND g.id = ANY ($2::uuid[]) AND s.starts_at < $4 AND s.ends_at > $3
        ORDER BY "startsAt", "subjectId"`,
      [eventId, registrationIds, startsAt, endsAt],
    );
  }
}
