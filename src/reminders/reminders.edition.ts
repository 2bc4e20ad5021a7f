import { Injectable } from '@nestjs/common';
import { EditionParts, type EditionWork } from '../events/editions/edition-parts.service';
import type { Sentence } from '../events/editions/edition.words';

const namesWhatIsNotThere: Sentence = {
  en: 'They are timed by, addressed to, or in the words of what is not copied.',
  ru: 'Они привязаны к тому, что не копируется, обращены к таким адресатам или написаны по такому шаблону.',
  zh: '其时间、对象或模板涉及未复制的内容。',
};

/** The ids in a list of an audience, as they are in the copy; null where one of them is not there. */
const mapped = (list: string, table: string): string =>
  `(SELECT CASE WHEN bool_and(t.id IS NOT NULL) THEN jsonb_agg(t.id ORDER BY place) END
      FROM jsonb_array_elements_text(r.audience -> '${list}') WITH ORDINALITY AS given (id, place)
      LEFT JOIN ${table} t ON t.id = id_in_copy(given.id::uuid, plan.event_id))`;

/**
 * Rules whose anchor and audience are in the copy as they were in the last edition. A rule for some people never becomes
 * one for all: what cannot be carried over as it is stays behind.
 */
const copyable = `
  SELECT r.*, a.id AS new_anchor_id, audience.categories, audience.delegations
    FROM plan JOIN reminder_rules r ON r.event_id = plan.source_id
    LEFT JOIN LATERAL (
      SELECT s.id FROM programme_sessions s WHERE r.anchor = 'session' AND s.id = id_in_copy(r.anchor_id, plan.event_id)
      UNION ALL
      SELECT d.id FROM departures d WHERE r.anchor = 'departure' AND d.id = id_in_copy(r.anchor_id, plan.event_id)) a ON true
   CROSS JOIN LATERAL (
      SELECT ${mapped('categoryIds', 'categories')} AS categories, ${mapped('delegationIds', 'delegations')} AS delegations) audience
   WHERE (r.anchor_id IS NULL OR a.id IS NOT NULL)
     AND (NOT r.audience ? 'categoryIds' OR audience.categories IS NOT NULL)
     AND (NOT r.audience ? 'delegationIds' OR audience.delegations IS NOT NULL)
     AND NOT r.audience ? 'registrationIds' AND r.texts <> '{}'`;

/** Rules by which people are reminded in the next edition as they were in the last. */
@Injectable()
export class RemindersEdition {
  constructor(parts: EditionParts) {
    parts.register({
      name: 'reminders',
      means: 'Rules of reminders with their words, for those whose category or delegation is copied too.',
      uses: ['sessions', 'departures', 'categories', 'delegations'],
      copy: copyRules,
    });
  }
}

async function copyRules(work: EditionWork): Promise<void> {
  const copied = await work.write(
    'reminders',
    `INSERT INTO reminder_rules (id, event_id, title, anchor, anchor_id, deadline_kinds, by_day, offset_minutes, lapses_after_minutes, audience, texts, active,
            in_force_since, created_at, updated_at)
     SELECT id_in_copy(c.id, plan.event_id), plan.event_id, c.title, c.anchor, c.new_anchor_id, c.deadline_kinds, c.by_day, c.offset_minutes, c.lapses_after_minutes,
            jsonb_strip_nulls(jsonb_build_object('categoryIds', c.categories, 'delegationIds', c.delegations)), c.texts, c.active,
            plan.now, plan.now, plan.now
       FROM plan, (${copyable}) c
     RETURNING id, title AS name, NULL::timestamptz AS at`,
  );
  const [all] = await work.select<{ n: number }>(
    `SELECT count(*)::integer AS n FROM plan JOIN reminder_rules r ON r.event_id = plan.source_id`,
  );
  work.leaveOut('reminders', all!.n - copied.length, namesWhatIsNotThere);
}
