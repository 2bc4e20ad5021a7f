import { Injectable } from '@nestjs/common';
import { OrganisationRecord } from '../people/organisation-record.service';
import { OrganisationReferences } from '../people/organisation-references.service';

/**
 * Greetings as what organisations sent, and as what their delegates read. Only that they are there and how far they
 * are: the texts are under embargo.
 */
@Injectable()
export class GreetingsOfOrganisations {
  constructor(references: OrganisationReferences, record: OrganisationRecord) {
    record.register({
      kind: 'greeting_sent',
      sql: `SELECT g.event_id, g.organisation_id, g.id, g.author_name AS title, g.state, g.delivered_at AS at, '{}'::jsonb AS figures
              FROM asked JOIN greetings g USING (organisation_id) JOIN editions USING (event_id)`,
    });
    record.register({
      kind: 'greeting_read',
      sql: `SELECT g.event_id, d.organisation_id, g.id, g.author_name AS title, g.state, g.delivered_at AS at, '{}'::jsonb AS figures
              FROM asked JOIN delegations d USING (organisation_id) JOIN editions USING (event_id)
              JOIN greetings g ON g.event_id = d.event_id AND g.reader_person_id IS NOT NULL
              JOIN registrations r ON r.event_id = g.event_id AND r.person_id = g.reader_person_id AND r.delegation_id = d.id
             WHERE g.delivered_at IS NOT NULL AND r.state NOT IN ('cancelled', 'rejected', 'expired')`,
    });
    references.register({ table: 'greetings', column: 'organisation_id', versioned: true });
  }
}
