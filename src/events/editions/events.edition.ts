import { Injectable } from '@nestjs/common';
import { Accounts } from '../../access/accounts.service';
import { EditionParts, type EditionWork } from './edition-parts.service';
import type { Sentence } from './edition.words';

const placeIsNotCopied: Sentence = {
  en: 'One of the two places is not copied.',
  ru: 'Одно из двух мест не копируется.',
  zh: '两处地点之一未复制。',
};

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
      means: 'Venues, and rooms with what they hold, their booths and equipment.',
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
          `INSERT INTO rooms (id, event_id, venue_id, name, capacity, interpretation, equipment, created_at, updated_at)
           SELECT id_in_copy(r.id, plan.event_id), plan.event_id, v.id, r.name, r.capacity, r.interpretation, r.equipment, plan.now, plan.now
             FROM plan JOIN rooms r ON r.event_id = plan.source_id
             LEFT JOIN venues v ON v.id = id_in_copy(r.venue_id, plan.event_id)
           RETURNING id, name, NULL::timestamptz AS at`,
        );
      },
    });
    parts.register({
      name: 'buffers',
      means: 'How long it takes from one place to another, where both places are copied.',
      uses: ['venues', 'site_visits'],
      copy: copyBuffers,
    });
  }
}

async function copyBuffers(work: EditionWork): Promise<void> {
  const copied = await work.write(
    'buffers',
    `INSERT INTO buffers (id, event_id, one_id, other_id, minutes, severity, created_at, updated_at)
     SELECT id_in_copy(b.id, plan.event_id), plan.event_id, least(one.id, other.id), greatest(one.id, other.id), b.minutes, b.severity,
            plan.now, plan.now
       FROM plan JOIN buffers b ON b.event_id = plan.source_id
       JOIN places one ON one.event_id = plan.event_id AND one.id = id_in_copy(b.one_id, plan.event_id)
       JOIN places other ON other.event_id = plan.event_id AND other.id = id_in_copy(b.other_id, plan.event_id)
     RETURNING id, (SELECT string_agg(p.name, ' – ' ORDER BY p.name) FROM places p
                     WHERE p.event_id = buffers.event_id AND p.id IN (one_id, other_id)) AS name, NULL::timestamptz AS at`,
  );
  const [all] = await work.select<{ n: number }>(
    `SELECT count(*)::integer AS n FROM plan JOIN buffers b ON b.event_id = plan.source_id`,
  );
  work.leaveOut('buffers', all!.n - copied.length, placeIsNotCopied);
}
