import { Injectable } from '@nestjs/common';
import { EditionParts } from '../events/editions/edition-parts.service';
import type { Sentence } from '../events/editions/edition.words';

/** Without its delegations such a quota would count others than it did. */
const countsDelegations: Sentence = {
  en: 'They count certain delegations; set them up when these are known.',
  ru: 'Они относятся к отдельным делегациям; создайте их, когда состав делегаций станет известен.',
  zh: '这些名额只针对特定代表团；请在代表团确定后再设置。',
};

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
          `INSERT INTO quotas (id, event_id, title, capacity, offer_hours, counts_everybody, holds_nominations, created_at, updated_at)
           SELECT id_in_copy(q.id, plan.event_id), plan.event_id, q.title, q.capacity, q.offer_hours, q.counts_everybody,
                  q.holds_nominations, plan.now, plan.now
             FROM plan JOIN quotas q ON q.event_id = plan.source_id
            WHERE NOT EXISTS (SELECT 1 FROM quota_delegations d WHERE d.quota_id = q.id)
           RETURNING id, title AS name, NULL::timestamptz AS at`,
        );
        await work.follow(
          `INSERT INTO quota_options (quota_id, question, value)
           SELECT q.id, o.question, o.value FROM plan JOIN quotas old ON old.event_id = plan.source_id
             JOIN quota_options o ON o.quota_id = old.id JOIN quotas q ON q.id = id_in_copy(old.id, plan.event_id)`,
        );
        const [bound] = await work.select<{ n: number }>(
          `SELECT count(DISTINCT d.quota_id)::integer AS n FROM plan JOIN quota_delegations d ON d.event_id = plan.source_id`,
        );
        work.leaveOut('quotas', bound!.n, countsDelegations);
        await work.write(
          'categories',
          `INSERT INTO categories (id, event_id, code, title, titles, approval, self_registration, badge_colour, created_at, updated_at)
           SELECT id_in_copy(c.id, plan.event_id), plan.event_id, c.code, c.title, c.titles, c.approval, c.self_registration,
                  c.badge_colour, plan.now, plan.now
             FROM plan JOIN categories c ON c.event_id = plan.source_id
           RETURNING id, title AS name, NULL::timestamptz AS at`,
        );
        await work.follow(
          `INSERT INTO quota_categories (event_id, quota_id, category_id)
           SELECT plan.event_id, q.id, c.id FROM plan JOIN quota_categories s ON s.event_id = plan.source_id
             JOIN quotas q ON q.id = id_in_copy(s.quota_id, plan.event_id)
             JOIN categories c ON c.id = id_in_copy(s.category_id, plan.event_id)`,
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
