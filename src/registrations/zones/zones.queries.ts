import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { containing, page, when, type ListDefinition } from '../../platform/database/list';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { ZoneGrantQuery } from './zone.input';
import type { ZoneGrantView, ZoneView } from './zone.view';

type ZoneRow = ZoneView & Record<string, unknown>;

interface GrantRow extends Record<string, unknown> {
  id: string;
  version: number;
  zone_id: string;
  code: string;
  category_id: string | null;
  registration_id: string | null;
  valid_from: Date | null;
  valid_until: Date | null;
  reason: string | null;
  given_by: string;
  created_at: Date;
}

const zones: ListDefinition<ZoneRow, ZoneView> = {
  select: `z.id, z.version, z.code, z.title, z.titles, z.colour, z.place,
    ARRAY(SELECT p.id FROM check_in_points p WHERE p.zone_id = z.id ORDER BY p.title, p.id) AS "pointIds"`,
  from: 'access_zones z',
  id: 'z.id',
  sorts: { code: { expression: 'z.code', type: 'text' } },
  defaultSort: 'code',
  view: ({ id, version, code, title, titles, colour, place, pointIds }) => ({
    id,
    version,
    code,
    title,
    titles,
    colour,
    place,
    pointIds,
  }),
};

const grants: ListDefinition<GrantRow, ZoneGrantView> = {
  select: `g.id, g.version, g.zone_id, z.code, g.category_id, g.registration_id, g.valid_from, g.valid_until, g.reason, g.given_by, g.created_at`,
  from: 'zone_grants g JOIN access_zones z ON z.id = g.zone_id',
  id: 'g.id',
  sorts: { givenAt: { expression: 'g.created_at', type: 'timestamptz' } },
  defaultSort: 'givenAt',
  view: (row) => ({
    id: row.id,
    version: row.version,
    zoneId: row.zone_id,
    zoneCode: row.code,
    categoryId: row.category_id,
    registrationId: row.registration_id,
    from: row.valid_from?.toISOString() ?? null,
    until: row.valid_until?.toISOString() ?? null,
    reason: row.reason,
    givenBy: row.given_by,
    givenAt: row.created_at.toISOString(),
  }),
};

/** Reads of zones, and of who may go into them. */
@Injectable()
export class ZonesQueries {
  constructor(private readonly db: Database) {}

  zones(eventId: string, query: PageQuery): Promise<Page<ZoneView>> {
    return page(this.db, zones, query, [
      when(eventId, 'z.event_id = ?'),
      when(query.q && containing(query.q), 'z.code ILIKE ? OR z.title ILIKE ? OR z.titles::text ILIKE ?'),
    ]);
  }

  /** @throws 404 */
  async zone(eventId: string, id: string): Promise<ZoneView> {
    const row = await this.db.one<ZoneRow>(
      `SELECT ${zones.select} FROM ${zones.from} WHERE z.event_id = $1 AND z.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such zone in this event.');
    return zones.view(row);
  }

  /** Who may go into a zone. @throws 404 */
  async grants(eventId: string, zoneId: string, query: ZoneGrantQuery): Promise<Page<ZoneGrantView>> {
    await this.zone(eventId, zoneId);
    return page(this.db, grants, query, [
      when(eventId, 'g.event_id = ?'),
      when(zoneId, 'g.zone_id = ?'),
      when(query.categoryId, 'g.category_id = ?'),
      when(query.registrationId, 'g.registration_id = ?'),
    ]);
  }

  /** All that somebody may go into: by the category, and by what was given to them. @throws 404 */
  async ofRegistration(
    eventId: string,
    registrationId: string,
    query: PageQuery,
  ): Promise<Page<ZoneGrantView>> {
    const row = await this.db.one<{ category_id: string }>(
      'SELECT category_id FROM registrations WHERE event_id = $1 AND id = $2',
      [eventId, registrationId],
    );
    if (!row) throw httpProblems.notFound('There is no such registration here.');
    return page(this.db, grants, query, [
      when(eventId, 'g.event_id = ?'),
      {
        sql: 'g.registration_id = ? OR g.category_id = ?',
        values: [registrationId, row.category_id],
      },
    ]);
  }

  /** @throws 404 */
  async grant(eventId: string, id: string): Promise<ZoneGrantView> {
    const row = await this.db.one<GrantRow>(
      `SELECT ${grants.select} FROM ${grants.from} WHERE g.event_id = $1 AND g.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('Nobody was given that in this event.');
    return grants.view(row);
  }
}
