import { Injectable } from '@nestjs/common';
import { OrganisationRecord } from '../people/organisation-record.service';
import { OrganisationReferences } from '../people/organisation-references.service';

/** What organisations are in events: which events are editions of one forum, and who had a part in them. */
@Injectable()
export class EventsOfOrganisations {
  constructor(references: OrganisationReferences, record: OrganisationRecord) {
    record.registerEditions(
      `SELECT e.id AS event_id, e.title, e.edition, e.start_date, e.end_date
         FROM events here JOIN events e ON e.id = here.id OR e.series_id = here.series_id WHERE here.id = $1::uuid`,
    );
    record.register({
      kind: 'partner',
      sql: `SELECT p.event_id, p.organisation_id, p.id, p.role AS title, NULL::text AS state, NULL::timestamptz AS at, '{}'::jsonb AS figures
              FROM asked JOIN partners p USING (organisation_id) JOIN editions USING (event_id)`,
    });
    references.register({
      table: 'partners',
      column: 'organisation_id',
      versioned: true,
      twin: `EXISTS (SELECT 1 FROM partners own WHERE own.organisation_id = $1 AND own.event_id = t.event_id AND own.role = t.role)`,
    });
  }
}
