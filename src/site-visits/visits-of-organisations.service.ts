import { Injectable } from '@nestjs/common';
import { OrganisationRecord } from '../people/organisation-record.service';
import { OrganisationReferences } from '../people/organisation-references.service';

/** Visits as what organisations hosted: with the groups that went, and how many were on board. */
@Injectable()
export class VisitsOfOrganisations {
  constructor(references: OrganisationReferences, record: OrganisationRecord) {
    record.register({
      kind: 'visit_hosted',
      sql: `SELECT v.event_id, v.organisation_id, v.id, v.title, NULL::text AS state, NULL::timestamptz AS at,
                   jsonb_build_object('departures', (SELECT count(*) FROM departures d WHERE d.site_visit_id = v.id AND d.state <> 'cancelled')) AS figures
              FROM asked JOIN site_visits v USING (organisation_id) JOIN editions USING (event_id)`,
    });
    references.register({ table: 'site_visits', column: 'organisation_id', versioned: true });
  }
}
