import { Injectable } from '@nestjs/common';
import { Accounts } from '../../access/accounts.service';
import { EditionParts } from './edition-parts.service';

/** Parts of an event that this module itself has. */
@Injectable()
export class EventsEdition {
  constructor(parts: EditionParts, accounts: Accounts) {
    parts.register({
      name: 'staff',
      means: 'Who works on the event, in the same roles; closed accounts are not.',
      copy: async (work) => {
        const given = await accounts.takeOver(work.plan.sourceId, work.plan.eventId);
        work.wrote(
          'staff',
          given.map(({ name }) => ({ name, at: null })),
        );
      },
    });
    parts.register({
      name: 'partners',
      means: 'Organisations with their parts in the event.',
      copy: async (work) => {
        await work.write(
          'partners',
          `INSERT INTO partners (id, event_id, organisation_id, role, created_at, updated_at)
           SELECT id_in_copy(p.id, plan.event_id), plan.event_id, p.organisation_id, p.role, plan.now, plan.now
             FROM plan JOIN partners p ON p.event_id = plan.source_id
           RETURNING id, (SELECT o.name FROM organisations o WHERE o.id = organisation_id) AS name, NULL::timestamptz AS at`,
        );
      },
    });
    parts.register({
      name: 'venues',
      means: 'Venues, and rooms with what they hold and their booths.',
      copy: async (work) => {
        await work.write(
          'venues',
          `INSERT INTO venues (id, event_id, name, address, created_at, updated_at)
           SELECT id_in_copy(v.id, plan.event_id), plan.event_id, v.name, v.address, plan.now, plan.now
             FROM plan JOIN venues v ON v.event_id = plan.source_id
           RETURNING id, name, NULL::timestamptz AS at`,
        );
        await work.write(
          'rooms',
          `INSERT INTO rooms (id, event_id, venue_id, name, capacity, interpretation, created_at, updated_at)
           SELECT id_in_copy(r.id, plan.event_id), plan.event_id, v.id, r.name, r.capacity, r.interpretation, plan.now, plan.now
             FROM plan JOIN rooms r ON r.event_id = plan.source_id
             LEFT JOIN venues v ON v.id = id_in_copy(r.venue_id, plan.event_id)
           RETURNING id, name, NULL::timestamptz AS at`,
        );
      },
    });
  }
}
