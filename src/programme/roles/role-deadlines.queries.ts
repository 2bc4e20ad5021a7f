import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';

/** A role for which somebody is asked and has not answered. */
export interface RoleDeadline {
  readonly kind: 'role';
  readonly personId: string;
  /** The role. */
  readonly subjectId: string;
  /** Of the session. */
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  /** Until when an answer is taken. */
  readonly dueAt: Date;
}

/** Which answers people still owe about roles. */
@Injectable()
export class RoleDeadlines {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Roles of these persons that wait for their answer, which is taken until the session begins, or the event ends while that
   * is not decided. Whoever is entered as asked and was not written to yet owes none. One statement.
   */
  async of(eventId: string, personIds: readonly string[]): Promise<RoleDeadline[]> {
    return this.db.query<RoleDeadline & Record<string, unknown>>(
      `SELECT 'role' AS kind, r.person_id AS "personId", r.id AS "subjectId", s.title, s.titles, due.at AS "dueAt"
         FROM session_roles r JOIN programme_sessions s ON s.id = r.session_id JOIN events e ON e.id = r.event_id
        CROSS JOIN LATERAL (SELECT COALESCE(s.starts_at, (e.end_date + 1)::timestamp AT TIME ZONE e.time_zone)::timestamptz(3) AS at) due
        WHERE r.event_id = $1 AND r.person_id = ANY ($2::uuid[]) AND r.state = 'asked'
          AND e.state IN ('published', 'running') AND due.at > $3
          AND NOT COALESCE((SELECT (t.data -> 'enteredOnly')::boolean FROM transition_records t
                             WHERE t.subject_id = r.id AND t.to_state = 'asked' ORDER BY t.id DESC LIMIT 1), false)
        ORDER BY due.at, r.id`,
      [eventId, personIds, this.clock.now()],
    );
  }
}
