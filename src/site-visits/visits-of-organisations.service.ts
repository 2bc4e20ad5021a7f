import { Injectable } from '@nestjs/common';
import { OrganisationRecord } from '../people/organisation-record.service';
import { OrganisationReferences } from '../people/organisation-references.service';

/** Visits as what organisations hosted: how many groups were planned, and how many people went. */
@Injectable()
export class VisitsOfOrganisations {
  constructor(references: OrganisationReferences, record: OrganisationRecord) {
    record.register({
      kind: 'visit_hosted',
      sql: `SELECT v.event_id, v.organisation_id, v.id, v.title, NULL::text AS state, NULL::timestamptz AS at,
                   (SELECT jsonb_build_object('departures', count(*), 'visitors', COALESCE(sum((SELECT count(*) FROM bookings b
                             WHERE b.departure_id = d.id AND b.state IN ('boarded', 'returned'))), 0))
                      FROM departures d WHERE d.site_visit_id = v.id AND d.state <> 'cancelled') AS figures
              FROM asked JOIN site_visits v USING (organisation_id) JOIN editions USING (event_id)`,
    });
    references.register({ table: 'site_visits', column: 'organisation_id', versioned: true });
  }
}
