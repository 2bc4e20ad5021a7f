import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { Participation, type ParticipationSource } from '../../programme/planning/participation.service';
import type { Attendee, Gap } from '../../programme/programme.rules';
import { Commitments, type CommitmentsQuery } from '../../registrations/sign-ups/commitments.service';
import type { Commitment } from '../../registrations/sign-ups/sign-up.rules';
import { readerMissingSql } from '../greeting.view';
import { dutiesSql, hasReadingSql } from './readings.sql';

/**
 * Tells the programme who reads a message in which of its sessions. All staff read what is wrong with the programme, so
 * nothing of the message goes with it: neither author nor text, only its id, which opens it to those who work on it.
 */
@Injectable()
export class Readings implements ParticipationSource {
  constructor(
    private readonly db: Database,
    participation: Participation,
    commitments: Commitments,
  ) {
    participation.register(this);
    commitments.register({ commitments: (query) => this.commitments(query) });
  }

  /**
   * Readers and their deputies of messages that are still to be read, unless they have declined or do not come. One
   * statement.
   */
  async attendees(eventId: string, personIds: readonly string[] | null): Promise<Attendee[]> {
    return this.db.query<Attendee & Record<string, unknown>>(
      `SELECT g.session_id AS "sessionId", p.id AS "personId", p.display_name AS "displayName",
              CASE r.part WHEN 'reader' THEN 'reader' ELSE 'deputy_reader' END AS "as",
              json_build_object('kind', 'greeting', 'id', g.id) AS subject
         FROM greetings g
        CROSS JOIN LATERAL ${dutiesSql} AS r
         JOIN persons p ON p.id = r.person_id
        WHERE g.event_id = $1 AND ${hasReadingSql} AND ($2::uuid[] IS NULL OR p.id = ANY ($2::uuid[]))
        ORDER BY g.session_id, g.position, r.part DESC`,
      [eventId, personIds],
    );
  }

  /**
   * Places in orders of reading for which nobody has accepted to read. Hard when somebody who had accepted does not take part
   * any more; who withdraws, or has not answered yet, leaves a warning: protocol has been told.
   */
  async gaps(eventId: string): Promise<Gap[]> {
    return this.db.query<Gap & Record<string, unknown>>(
      `SELECT g.session_id AS "sessionId", CASE WHEN g.reader_state = 'cancelled' THEN 'hard' ELSE 'soft' END AS severity,
              json_build_object('kind', 'greeting', 'id', g.id) AS subject
         FROM greetings g WHERE g.event_id = $1 AND g.session_id IS NOT NULL AND ${readerMissingSql}
        ORDER BY g.session_id, g.position`,
      [eventId],
    );
  }

  /** When these participants read, as the visible release has the session. Names the session only, never the message. */
  private commitments({
    eventId,
    registrationIds,
    startsAt,
    endsAt,
  }: CommitmentsQuery): Promise<Commitment[]> {
    return this.db.query<Commitment & Record<string, unknown>>(
      `SELECT DISTINCT m.id AS "registrationId", 'reading' AS kind, s.session_id AS "subjectId", s.title, s.titles,
              s.starts_at AS "startsAt", s.ends_at AS "endsAt", s.room_id AS "placeId"
         FROM greetings g
        CROSS JOIN LATERAL ${dutiesSql} AS d
         JOIN registrations m ON m.event_id = g.event_id AND m.person_id = d.person_id
         JOIN releases r ON r.event_id = g.event_id AND r.state = 'released'
         JOIN release_sessions s ON s.release_id = r.id AND s.session_id = g.session_id
        WHERE g.event_id = $1 AND m.id = ANY ($2::uuid[]) AND ${hasReadingSql}
          AND s.starts_at < $4 AND s.ends_at > $3
        ORDER BY "startsAt", "subjectId"`,
      [eventId, registrationIds, startsAt, endsAt],
    );
  }
}
