import { Injectable } from '@nestjs/common';
import { OrganisationRecord } from '../people/organisation-record.service';
import { OrganisationReferences } from '../people/organisation-references.service';
import { publicNow } from './publication/embargo.rules';

/**
 * Greetings as what organisations sent, and as what their delegates read after all. Only that they are there, how far they
 * are, how long, by whom delivered and whether thanked for: the texts are under embargo. Of a later edition than that in
 * which somebody looks, only what was delivered, is public or was declined (see greeting.circle.ts).
 */
@Injectable()
export class GreetingsOfOrganisations {
  constructor(references: OrganisationReferences, record: OrganisationRecord) {
    record.register({
      kind: 'greeting_sent',
      detailed: true,
      sql: `SELECT g.event_id, g.organisation_id, g.id, g.author_name AS title, g.state, g.delivered_at AS at,
                   jsonb_strip_nulls(jsonb_build_object('readingSeconds', g.reading_seconds, 'lengthMinutes', g.length_minutes,
                     'thanked', CASE WHEN g.delivered_at IS NOT NULL THEN (l.id IS NOT NULL)::integer END)) AS figures,
                   jsonb_strip_nulls(jsonb_build_object('authorTitle', g.author_title, 'language', g.language, 'mode', g.mode,
                     'deliveredBy', g.delivered_by, 'extent', g.extent, 'thankedAt', to_char(l.sent_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))) AS details
              FROM asked JOIN greetings g USING (organisation_id) JOIN editions USING (event_id)
              LEFT JOIN greeting_thanks l ON l.greeting_id = g.id
             WHERE editions.start_date <= (SELECT start_date FROM events WHERE id = $1)
                OR g.state IN ('delivered', 'published', 'declined') OR (${publicNow})`,
    });
    record.register({
      kind: 'greeting_read',
      sql: `SELECT g.event_id, d.organisation_id, g.id, g.author_name AS title, g.state, g.delivered_at AS at, '{}'::jsonb AS figures
              FROM asked JOIN delegations d USING (organisation_id) JOIN editions USING (event_id)
              JOIN greetings g ON g.event_id = d.event_id AND g.delivered_at IS NOT NULL
              JOIN LATERAL (SELECT v.person_id FROM greeting_deliveries v WHERE v.greeting_id = g.id ORDER BY v.number DESC LIMIT 1) v
                ON v.person_id IS NOT NULL
              JOIN registrations r ON r.event_id = g.event_id AND r.person_id = v.person_id AND r.delegation_id = d.id
             WHERE r.state NOT IN ('cancelled', 'rejected', 'expired')`,
    });
    references.register({ table: 'greetings', column: 'organisation_id', versioned: true });
  }
}
