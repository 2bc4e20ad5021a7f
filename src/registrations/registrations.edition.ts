import { Injectable } from '@nestjs/common';
import { EditionParts } from '../events/editions/edition-parts.service';

/** What the next edition can take over of registration: how it is set up, and nobody who registered. */
@Injectable()
export class RegistrationsEdition {
  constructor(parts: EditionParts) {
    parts.register({
      name: 'categories',
      means: 'Quotas with all their places free, categories, and the newest version of their forms.',
      copy: async (work) => {
        await work.write(
          'quotas',
          `INSERT INTO quotas (id, event_id, title, capacity, offer_hours, created_at, updated_at)
           SELECT id_in_copy(q.id, plan.event_id), plan.event_id, q.title, q.capacity, q.offer_hours, plan.now, plan.now
             FROM plan JOIN quotas q ON q.event_id = plan.source_id
           RETURNING id, title AS name, NULL::timestamptz AS at`,
        );
        await work.write(
          'categories',
          `INSERT INTO categories (id, event_id, code, title, titles, approval, self_registration, quota_id, badge_colour, created_at, updated_at)
           SELECT id_in_copy(c.id, plan.event_id), plan.event_id, c.code, c.title, c.titles, c.approval, c.self_registration,
                  q.id, c.badge_colour, plan.now, plan.now
             FROM plan JOIN categories c ON c.event_id = plan.source_id
             LEFT JOIN quotas q ON q.id = id_in_copy(c.quota_id, plan.event_id)
           RETURNING id, title AS name, NULL::timestamptz AS at`,
        );
        await work.write(
          'forms',
          `INSERT INTO forms (id, event_id, category_id, fields, created_at, updated_at)
           SELECT id_in_copy(f.id, plan.event_id), plan.event_id, c.id, f.fields, plan.now, plan.now
             FROM plan JOIN forms f ON f.event_id = plan.source_id
             JOIN categories c ON c.id = id_in_copy(f.category_id, plan.event_id)
           RETURNING id, (SELECT c.title FROM categories c WHERE c.id = category_id) AS name, NULL::timestamptz AS at`,
        );
        await work.follow(
          `INSERT INTO form_versions (form_id, number, fields, created_at)
           SELECT f.id, f.version, f.fields, f.created_at FROM plan JOIN forms f ON f.event_id = plan.event_id`,
        );
      },
    });
  }
}
