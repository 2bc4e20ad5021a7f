import { Injectable } from '@nestjs/common';
import { EditionParts } from '../events/editions/edition-parts.service';
import { movedWallTime } from '../events/editions/edition.rules';
import type { Sentence } from '../events/editions/edition.words';

/** SQL for an instant in JSON (a text or null) of the same wall time, where the row `plan` moves it to. */
const movedText = (text: string): string =>
  `to_jsonb(to_char((${movedWallTime(`(${text})::timestamptz`)}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`;

/** SQL for a list of form `f` in which the instant at a path of each entry is moved. */
const movedList = (list: string, path: string): string => `(
  SELECT COALESCE(jsonb_agg(CASE WHEN one #>> '${path}' IS NULL THEN one
                                 ELSE jsonb_set(one, '${path}', ${movedText(`one #>> '${path}'`)}) END ORDER BY place), '[]')
    FROM jsonb_array_elements(f.${list}) WITH ORDINALITY AS e (one, place))`;

const movedFields = movedList('fields', '{required,from}');
const movedGroups = movedList('groups', '{editableUntil}');

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
      means:
        'Quotas with all their places free, categories, and the newest version of their forms, whose dates move with the event.',
      copy: async (work) => {
        await work.write(
          'categories',
          `INSERT INTO categories (id, event_id, code, title, titles, approval, self_registration, delegation_entry, badge_colour,
                                   badge_at_home, asks, minimum_age, most_per_person, most_per_delegation, takes_seat,
                                   approval_steps, four_eyes, transfer_until, created_at, updated_at)
           SELECT id_in_copy(c.id, plan.event_id), plan.event_id, c.code, c.title, c.titles, c.approval, c.self_registration,
                  c.delegation_entry, c.badge_colour, c.badge_at_home, c.asks, c.minimum_age, c.most_per_person,
                  c.most_per_delegation, c.takes_seat, c.approval_steps, c.four_eyes, ${movedWallTime('c.transfer_until')},
                  plan.now, plan.now
             FROM plan JOIN categories c ON c.event_id = plan.source_id
           RETURNING id, title AS name, NULL::timestamptz AS at`,
        );
        await work.follow(
          `INSERT INTO access_zones (id, event_id, code, title, titles, colour, place, created_at, updated_at)
           SELECT id_in_copy(z.id, plan.event_id), plan.event_id, z.code, z.title, z.titles, z.colour, z.place, plan.now, plan.now
             FROM plan JOIN access_zones z ON z.event_id = plan.source_id`,
        );
        // What was given to one person is not given again.
        await work.follow(
          `INSERT INTO zone_grants (id, event_id, zone_id, category_id, valid_from, valid_until, reason, given_by, created_at, updated_at)
           SELECT id_in_copy(g.id, plan.event_id), plan.event_id, id_in_copy(g.zone_id, plan.event_id), id_in_copy(g.category_id, plan.event_id),
                  ${movedWallTime('g.valid_from')}, ${movedWallTime('g.valid_until')}, g.reason, g.given_by, plan.now, plan.now
             FROM plan JOIN zone_grants g ON g.event_id = plan.source_id AND g.category_id IS NOT NULL`,
        );
        await work.write(
          'forms',
          `INSERT INTO forms (id, event_id, purpose, title, titles, fields, groups, opens_at, deadline, created_at, updated_at)
           SELECT id_in_copy(f.id, plan.event_id), plan.event_id, f.purpose, f.title, f.titles, ${movedFields}, ${movedGroups},
                  ${movedWallTime('f.opens_at')}, ${movedWallTime('f.deadline')}, plan.now, plan.now
             FROM plan JOIN forms f ON f.event_id = plan.source_id
           RETURNING id, COALESCE(title, (
             SELECT min(c.title) FROM plan JOIN form_categories s ON s.event_id = plan.source_id JOIN categories c ON c.id = s.category_id
              WHERE id_in_copy(s.form_id, plan.event_id) = forms.id), '') AS name, deadline AS at`,
        );
        await work.follow(
          `INSERT INTO form_versions (form_id, number, fields, created_at)
           SELECT f.id, f.version, f.fields, f.created_at FROM plan JOIN forms f ON f.event_id = plan.event_id`,
        );
        await work.follow(
          `INSERT INTO form_categories (event_id, form_id, category_id, purpose)
           SELECT plan.event_id, f.id, c.id, f.purpose FROM plan JOIN form_categories s ON s.event_id = plan.source_id
             JOIN forms f ON f.id = id_in_copy(s.form_id, plan.event_id)
             JOIN categories c ON c.id = id_in_copy(s.category_id, plan.event_id)`,
        );
        await work.write(
          'quotas',
          `INSERT INTO quotas (id, event_id, title, capacity, offer_hours, counts_everybody, holds_nominations, nominations_until,
                               nominations_remind_days, form_id, created_at, updated_at)
           SELECT id_in_copy(q.id, plan.event_id), plan.event_id, q.title, q.capacity, q.offer_hours, q.counts_everybody,
                  q.holds_nominations, ${movedWallTime('q.nominations_until')}, q.nominations_remind_days, f.id, plan.now, plan.now
             FROM plan JOIN quotas q ON q.event_id = plan.source_id
             LEFT JOIN forms f ON f.id = id_in_copy(q.form_id, plan.event_id)
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
        await work.follow(
          `INSERT INTO quota_categories (event_id, quota_id, category_id)
           SELECT plan.event_id, q.id, c.id FROM plan JOIN quota_categories s ON s.event_id = plan.source_id
             JOIN quotas q ON q.id = id_in_copy(s.quota_id, plan.event_id)
             JOIN categories c ON c.id = id_in_copy(s.category_id, plan.event_id)`,
        );
      },
      reschedule: async (work) => {
        if (!work.moves) return;
        // What has opened is not closed again.
        await work.write(
          'forms',
          `UPDATE forms f SET fields = ${movedFields}, groups = ${movedGroups}, opens_at = CASE WHEN f.opens_at > plan.now THEN ${movedWallTime('f.opens_at')} ELSE f.opens_at END,
                  deadline = ${movedWallTime('f.deadline')}, version = f.version + 1, updated_at = plan.now
             FROM plan WHERE f.event_id = plan.event_id
              AND (f.opens_at IS NOT NULL OR f.deadline IS NOT NULL OR jsonb_path_exists(f.fields, '$[*].required.from')
                   OR jsonb_path_exists(f.groups, '$[*].editableUntil ? (@ != null)'))
           RETURNING f.id, COALESCE(f.title, (SELECT min(c.title) FROM form_categories s JOIN categories c ON c.id = s.category_id
                                               WHERE s.form_id = f.id), '') AS name, f.deadline AS at`,
        );
        await work.follow(
          `INSERT INTO form_versions (form_id, number, fields, created_at)
           SELECT f.id, f.version, f.fields, plan.now FROM plan JOIN forms f ON f.event_id = plan.event_id
            WHERE NOT EXISTS (SELECT 1 FROM form_versions v WHERE v.form_id = f.id AND v.number = f.version)`,
        );
        await work.write(
          'categories',
          `UPDATE categories c SET transfer_until = ${movedWallTime('c.transfer_until')}, version = c.version + 1, updated_at = plan.now
             FROM plan WHERE c.event_id = plan.event_id AND c.transfer_until IS NOT NULL
           RETURNING c.id, c.title AS name, c.transfer_until AS at`,
        );
        // In the order in which all lock them.
        await work.select(
          `SELECT q.id FROM plan JOIN quotas q ON q.event_id = plan.event_id AND q.nominations_until IS NOT NULL
            ORDER BY q.id FOR NO KEY UPDATE OF q`,
        );
        await work.write(
          'quotas',
          `UPDATE quotas q SET nominations_until = ${movedWallTime('q.nominations_until')}, nominations_let_go_at = NULL,
                  version = q.version + 1, updated_at = plan.now
             FROM plan WHERE q.event_id = plan.event_id AND q.nominations_until IS NOT NULL
           RETURNING q.id, q.title AS name, q.nominations_until AS at`,
        );
        await work.follow(
          `UPDATE answer_extensions x SET until = ${movedWallTime('x.until')} FROM plan, registrations r
            WHERE r.id = x.registration_id AND r.event_id = plan.event_id`,
        );
      },
    });
  }
}
