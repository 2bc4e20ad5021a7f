import { Injectable } from '@nestjs/common';
import { namedAs } from '../people/person.view';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database/database';

/** What a delegation still owes, and by when, to one of those whom it concerns. */
export interface DelegationDeadline {
  /** Of a member: a document. Of whoever acts for a delegation: its answer, its nominations, its documents. */
  readonly kind: 'document' | 'delegation_answer' | 'nominations' | 'delegation_document';
  readonly registrationId: string;
  /** The document, or the delegation. */
  readonly subjectId: string;
  /** Of the document, or of the organisation. */
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly dueAt: Date;
}

const missing = `x.state IN ('missing', 'incomplete', 'refused')`;
const stillOn = `d.state NOT IN ('declined', 'withdrawn')`;

/** Which deadlines of delegations bind those who are registered. */
@Injectable()
export class DelegationDeadlines {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * What is missing of these registrations that has a date, overdue documents too: they can still be handed in. Whoever is
   * registered themselves and acts for a delegation also has what it owes: who that is, name and address say together, since
   * several people may share one address. One statement.
   */
  async of(eventId: string, registrationIds: readonly string[]): Promise<DelegationDeadline[]> {
    return this.db.query<DelegationDeadline & Record<string, unknown>>(
      `WITH acting AS (
         SELECT r.id AS registration_id, d.id, d.state, d.answer_by, d.nominations_close_at, o.name, o.names
           FROM registrations r JOIN persons p ON p.id = r.person_id
           JOIN delegations d ON d.event_id = r.event_id AND ${stillOn}
            AND ((lower(d.focal_point_email) = lower(p.email) AND ${namedAs('d.focal_point_name')})
              OR (lower(d.backup_email) = lower(p.email) AND ${namedAs('d.backup_name')}))
           JOIN organisations o ON o.id = d.organisation_id
          WHERE r.event_id = $1 AND r.id = ANY ($2::uuid[]))
       SELECT 'document' AS kind, x.registration_id AS "registrationId", x.id AS "subjectId", q.title, q.titles, q.due_at AS "dueAt"
         FROM requirement_documents x JOIN requirements q ON q.id = x.requirement_id JOIN delegations d ON d.id = x.delegation_id
         JOIN delegation_members m ON m.registration_id = x.registration_id AND m.delegation_id = x.delegation_id
        WHERE x.event_id = $1 AND x.registration_id = ANY ($2::uuid[]) AND ${missing} AND q.due_at IS NOT NULL AND ${stillOn}
       UNION ALL
       SELECT 'delegation_answer', a.registration_id, a.id, a.name, a.names, a.answer_by FROM acting a
        WHERE a.state = 'invited' AND a.answer_by > $3
       UNION ALL
       SELECT 'nominations', a.registration_id, a.id, a.name, a.names, a.nominations_close_at FROM acting a
        WHERE a.state IN ('accepted', 'returned') AND a.nominations_close_at > $3
       UNION ALL
       SELECT 'delegation_document', a.registration_id, x.id, q.title, q.titles, q.due_at
         FROM acting a JOIN requirement_documents x ON x.delegation_id = a.id AND x.registration_id IS NULL AND ${missing}
         JOIN requirements q ON q.id = x.requirement_id WHERE q.due_at IS NOT NULL
        ORDER BY "registrationId", "dueAt", "subjectId"`,
      [eventId, registrationIds, this.clock.now()],
    );
  }
}
