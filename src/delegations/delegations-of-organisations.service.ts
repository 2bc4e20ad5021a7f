import { Injectable } from '@nestjs/common';
import { OrganisationRecord } from '../people/organisation-record.service';
import { OrganisationReferences, type OrganisationMerge } from '../people/organisation-references.service';
import { Database } from '../platform/database/database';

/** Delegations as what organisations sent, and invitations as what they received. */
@Injectable()
export class DelegationsOfOrganisations {
  constructor(
    private readonly db: Database,
    references: OrganisationReferences,
    record: OrganisationRecord,
  ) {
    record.register({
      kind: 'delegation',
      sql: `SELECT d.event_id, d.organisation_id, d.id, o.name AS title, d.state, NULL::timestamptz AS at,
                   jsonb_build_object('members', (SELECT count(*) FROM delegation_members m WHERE m.delegation_id = d.id)) AS figures
              FROM asked JOIN delegations d USING (organisation_id) JOIN editions USING (event_id)
              JOIN organisations o ON o.id = d.organisation_id`,
    });
    record.register({
      kind: 'invitation',
      sql: `SELECT d.event_id, d.organisation_id, d.id, d.reference AS title, NULL::text AS state,
                   (SELECT min(m.sent_at) FROM messages m WHERE m.event_id = d.event_id AND m.kind = 'delegation.invited'
                       AND m.subject_id = d.id::text) AS at, '{}'::jsonb AS figures
              FROM asked JOIN delegations d USING (organisation_id) JOIN editions USING (event_id)
             WHERE d.reference IS NOT NULL`,
    });
    references.register({
      table: 'delegations',
      column: 'organisation_id',
      versioned: true,
      inTheWay: (merge) => this.bothAreThere(merge),
    });
  }

  /** An organisation has one delegation at an event; whose members go with whom is for people to say. */
  private async bothAreThere({ id, goneId }: OrganisationMerge): Promise<string[]> {
    const events = await this.db.query<{ title: string }>(
      `SELECT e.title FROM delegations one JOIN delegations other ON other.event_id = one.event_id JOIN events e ON e.id = one.event_id
        WHERE one.organisation_id = $1 AND other.organisation_id = $2 ORDER BY e.start_date, e.id`,
      [id, goneId],
    );
    return events.map(
      ({ title }) =>
        `Both have a delegation at “${title}”: remove the one there that never had a member. Two that both had members stay two organisations.`,
    );
  }
}
