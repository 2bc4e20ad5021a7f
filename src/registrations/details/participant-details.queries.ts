import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import type { ParticipantDetailsView } from './participant-details.view';

const companion = (registration: string, relation: string): string =>
  `(SELECT json_build_object('registrationId', g.id, 'name', p.display_name, 'state', g.state, 'relation', ${relation})
      FROM registrations g JOIN persons p ON p.id = g.person_id WHERE g.id = ${registration})`;

/** Reads of what categories ask of their people. */
@Injectable()
export class ParticipantDetailsQueries {
  constructor(private readonly db: Database) {}

  /** @throws 404 */
  async of(eventId: string, registrationId: string): Promise<ParticipantDetailsView> {
    const row = await this.db.one<ParticipantDetailsView & Record<string, unknown>>(
      `SELECT r.id AS "registrationId", COALESCE(d.version, 0) AS version, c.asks, ${companion('d.accompanies_id', 'd.relation')} AS accompanies,
              COALESCE((SELECT json_agg(json_build_object('registrationId', o.registration_id, 'name', p.display_name, 'state', g.state,
                                                           'relation', o.relation) ORDER BY g.sort_name, g.id)
                          FROM participant_details o JOIN registrations g ON g.id = o.registration_id JOIN persons p ON p.id = g.person_id
                         WHERE o.accompanies_id = r.id), '[]') AS "accompaniedBy",
              COALESCE(d.languages, '[]') AS languages, ${companion('d.serves_id', 'NULL')} AS serves, COALESCE(d.armed, false) AS armed,
              d.medium, d.press_card AS "pressCard"
         FROM registrations r JOIN categories c ON c.id = r.category_id LEFT JOIN participant_details d ON d.registration_id = r.id
        WHERE r.event_id = $1 AND r.id = $2`,
      [eventId, registrationId],
    );
    if (!row) throw httpProblems.notFound('There is no such registration here.');
    return row;
  }
}
