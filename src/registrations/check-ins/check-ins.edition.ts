import { Injectable } from '@nestjs/common';
import { EditionParts, type EditionWork } from '../../events/editions/edition-parts.service';
import { movedWallTime } from '../../events/editions/edition.rules';
import type { Sentence } from '../../events/editions/edition.words';

const ofSessions: Sentence = {
  en: 'They belong to sessions; the first scan of a session makes its point.',
  ru: 'Они относятся к заседаниям; пункт создаётся при первом сканировании на заседании.',
  zh: '它们属于各场会议；会议的首次扫码会自动建立签到点。',
};

/** A categories list of the source as the copy has it. */
const copiedCategories = `ARRAY(SELECT id_in_copy(c, plan.event_id) FROM unnest(p.category_ids) WITH ORDINALITY AS l(c, place) ORDER BY place)`;

const opensAt = movedWallTime('p.opens_at');

/** At the same time on the wall; where the clocks leap over one of the two, as long after it opens as it was. */
const closesAt = `CASE WHEN p.opens_at IS NULL OR ${movedWallTime('p.closes_at')} > ${opensAt} THEN ${movedWallTime('p.closes_at')}
  ELSE ${opensAt} + (p.closes_at - p.opens_at) END`;

/** Those that move: a time of their own is only what an event, a day or a door has. */
const timed = '(p.opens_at IS NOT NULL OR p.closes_at IS NOT NULL)';

/** What the next edition can take over of check-in: the points, and nobody who came. */
@Injectable()
export class CheckInsEdition {
  constructor(parts: EditionParts) {
    parts.register({
      name: 'check_in_points',
      means: 'Points at which people check in, with the categories that they let in.',
      needs: ['categories'],
      copy: (work) => this.copy(work),
      reschedule: (work) => this.move(work),
    });
  }

  private async copy(work: EditionWork): Promise<void> {
    await work.write(
      'check_in_points',
      `INSERT INTO check_in_points (id, event_id, kind, title, titles, category_ids, reentry, records_out, missing, opens_at, closes_at,
              opens_minutes_before, closes_minutes_after, zone_id, created_at, updated_at)
       SELECT id_in_copy(p.id, plan.event_id), plan.event_id, p.kind, p.title, p.titles, ${copiedCategories}, p.reentry, p.records_out,
              p.missing, ${opensAt}, ${closesAt}, p.opens_minutes_before, p.closes_minutes_after,
              id_in_copy(p.zone_id, plan.event_id), plan.now, plan.now
         FROM plan JOIN check_in_points p ON p.event_id = plan.source_id AND NOT p.is_default AND p.kind <> 'session'
       RETURNING id, title AS name, opens_at AS at`,
    );
    // The copy has its own point for each day from the moment on at which it was made.
    await work.follow(
      `UPDATE check_in_points d SET title = p.title, titles = p.titles, category_ids = ${copiedCategories}, reentry = p.reentry,
              records_out = p.records_out, missing = p.missing, opens_at = ${opensAt}, closes_at = ${closesAt}
         FROM plan JOIN check_in_points p ON p.event_id = plan.source_id AND p.is_default
        WHERE d.event_id = plan.event_id AND d.is_default`,
    );
    const [sessions] = await work.select<{ n: number }>(
      `SELECT count(*)::integer AS n FROM plan JOIN check_in_points p ON p.event_id = plan.source_id AND p.kind = 'session'`,
    );
    work.leaveOut('check_in_points', sessions!.n, ofSessions);
  }

  private async move(work: EditionWork): Promise<void> {
    if (!work.moves) return;
    await work.write(
      'check_in_points',
      `UPDATE check_in_points p SET opens_at = ${opensAt}, closes_at = ${closesAt}, version = p.version + 1,
              updated_at = plan.now
         FROM plan WHERE p.event_id = plan.event_id AND ${timed}
       RETURNING p.id, p.title AS name, p.opens_at AS at`,
    );
  }
}
