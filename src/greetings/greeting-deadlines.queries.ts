import { Injectable } from '@nestjs/common';
import { namedAs } from '../people/person.view';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database/database';
import { awaited } from './greeting.workflow';
import { hasReadingSql } from './readings/readings.sql';

/** What somebody still owes to a message of greetings. Nothing of its words is in it. */
export interface GreetingDeadline {
  /** Say whether one reads it; hand in one's own. */
  readonly kind: 'reading' | 'greeting';
  readonly personId: string;
  /** The message. */
  readonly subjectId: string;
  /** Name of the author. */
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly dueAt: Date;
}

/** Which deadlines of messages of greetings bind persons who are registered. */
@Injectable()
export class GreetingDeadlines {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * What these persons still owe: whoever is asked to read has until the session begins, as the released programme has it;
   * whoever is to hand in a message, as its author or for the author, until it is due, and after that too. Who that is, name
   * and address say together. One statement.
   */
  async of(eventId: string, personIds: readonly string[]): Promise<GreetingDeadline[]> {
    return this.db.query<GreetingDeadline & Record<string, unknown>>(
      `SELECT 'reading' AS kind, asked.person_id AS "personId", g.id AS "subjectId", g.author_name AS title, g.author_names AS titles,
              s.starts_at AS "dueAt"
         FROM greetings g
        CROSS JOIN LATERAL (SELECT g.reader_person_id AS person_id WHERE g.reader_state = 'asked'
                            UNION SELECT g.deputy_person_id WHERE g.deputy_state = 'asked') asked
         JOIN releases l ON l.event_id = g.event_id AND l.state = 'released'
         JOIN release_sessions s ON s.release_id = l.id AND s.session_id = g.session_id
        WHERE g.event_id = $1 AND asked.person_id = ANY ($2::uuid[]) AND ${hasReadingSql} AND s.starts_at > $3
       UNION ALL
       SELECT 'greeting', p.id, g.id, g.author_name, g.author_names, g.due_at
         FROM greetings g JOIN persons p ON p.id = ANY ($2::uuid[])
        WHERE g.event_id = $1 AND g.state = ANY ($4::text[]) AND g.due_at IS NOT NULL AND g.requested_at IS NOT NULL
          AND ((lower(g.contact_email) = lower(p.email) AND (${namedAs('g.contact_name')} OR ${namedAs('g.author_name')}))
            OR EXISTS (SELECT 1 FROM greeting_contacts k JOIN organisation_contacts c ON c.id = k.contact_id
                        WHERE k.greeting_id = g.id AND lower(c.email) = lower(p.email) AND ${namedAs('c.name')}))
        ORDER BY "personId", "dueAt", "subjectId"`,
      [eventId, personIds, this.clock.now(), awaited],
    );
  }
}
