import { Injectable } from '@nestjs/common';
import { personJson, type PersonView } from '../../people/person.view';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { CircumstancesQueries } from './circumstances.queries';
import type { WishListQuery } from './wish.input';
import { possibilities, usualMostWishes } from './wish.rules';
import type { OwnWishListView, WishListView, WishRulesView, WishView } from './wish.view';

interface WishListRow extends Record<string, unknown> {
  registration_id: string;
  version: number | null;
  code: string;
  person: PersonView;
  locale: string;
  wishes: WishView[];
  changed_at: Date | null;
}

const wishesJson = `(SELECT COALESCE(json_agg(json_build_object('rank', w.place, 'siteVisitId', w.site_visit_id, 'title', w.title, 'titles', w.titles)
    ORDER BY w.place), '[]')
  FROM (SELECT w.site_visit_id, v.title, v.titles, row_number() OVER (ORDER BY w.rank) AS place
          FROM wishes w JOIN site_visits v ON v.id = w.site_visit_id WHERE w.list_id = l.id) w)`;

const wishLists: ListDefinition<WishListRow, WishListView> = {
  select: `l.id, r.id AS registration_id, l.version, r.code, ${personJson} AS person, r.locale, ${wishesJson} AS wishes, l.updated_at AS changed_at`,
  from: 'wish_lists l JOIN registrations r ON r.id = l.registration_id JOIN persons p ON p.id = r.person_id',
  id: 'l.id',
  sorts: { createdAt: { expression: 'l.created_at', type: 'timestamptz' } },
  defaultSort: 'createdAt',
  view: toWishListView,
};

function toWishListView(row: WishListRow): WishListView {
  return {
    registrationId: row.registration_id,
    version: row.version ?? 0,
    code: row.code,
    person: row.person,
    wishes: row.wishes,
    changedAt: row.changed_at?.toISOString() ?? null,
  };
}

/** Reads of wishes for visits. */
@Injectable()
export class WishesQueries {
  constructor(
    private readonly db: Database,
    private readonly circumstances: CircumstancesQueries,
  ) {}

  list(eventId: string, query: WishListQuery): Promise<Page<WishListView>> {
    return page(this.db, wishLists, query, [
      when(eventId, 'l.event_id = ?'),
      when(
        query.siteVisitId,
        'EXISTS (SELECT 1 FROM wishes w WHERE w.list_id = l.id AND w.site_visit_id = ?)',
      ),
      when(query.delegationId, 'r.delegation_id = ?'),
      query.q === undefined || query.q === ''
        ? undefined
        : {
            sql: 'r.code = upper(?) OR strpos(lower(p.display_name), lower(?)) > 0 OR strpos(p.native_name, ?) > 0',
            values: [query.q, query.q, query.q],
          },
    ]);
  }

  /** The wishes of a participant, with what is possible for them now. @throws 404 */
  async ofRegistration(eventId: string, registrationId: string): Promise<OwnWishListView> {
    const row = await this.db.one<WishListRow>(
      `SELECT r.id AS registration_id, l.version, r.code, ${personJson} AS person, r.locale, ${wishesJson} AS wishes, l.updated_at AS changed_at
         FROM registrations r JOIN persons p ON p.id = r.person_id LEFT JOIN wish_lists l ON l.registration_id = r.id
        WHERE r.event_id = $1 AND r.id = $2`,
      [eventId, registrationId],
    );
    if (!row) throw httpProblems.notFound('There is no such registration here.');
    const around = await this.circumstances.load(eventId, { registrationIds: [registrationId] });
    const [wisher] = around.wishers;
    return { ...toWishListView(row), visits: wisher ? possibilities(around, wisher, row.locale) : [] };
  }

  /** What holds for the wishes of an event. */
  async rules(eventId: string): Promise<WishRulesView> {
    const row = await this.db.one<{
      version: number;
      closes_at: Date | null;
      most_wishes: number;
      most_places: number | null;
      no_shows_last: boolean;
    }>(
      'SELECT version, closes_at, most_wishes, most_places, no_shows_last FROM wish_rules WHERE event_id = $1',
      [eventId],
    );
    return {
      eventId,
      version: row?.version ?? 0,
      closesAt: row?.closes_at?.toISOString() ?? null,
      mostWishes: row?.most_wishes ?? usualMostWishes,
      mostPlaces: row?.most_places ?? null,
      noShowsLast: row?.no_shows_last ?? false,
    };
  }
}
