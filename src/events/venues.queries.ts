import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database';
import { containing, page, when, type ListDefinition } from '../platform/database/list';
import type { Page, PageQuery } from '../platform/http/page';
import { httpProblems } from '../platform/http/problem';
import type { PartnerView, RoomView, VenueView } from './venue.view';

type Row<V> = V & Record<string, unknown>;

const venues: ListDefinition<Row<VenueView>, VenueView> = {
  select: 'v.id, v.version, v.name, v.address',
  from: 'venues v',
  id: 'v.id',
  sorts: { name: { expression: 'v.name', type: 'text' } },
  defaultSort: 'name',
  view: ({ id, version, name, address }) => ({ id, version, name, address }),
};

const rooms: ListDefinition<Row<RoomView>, RoomView> = {
  select: 'r.id, r.version, r.name, r.capacity, r.venue_id AS "venueId", r.interpretation, r.equipment',
  from: 'rooms r',
  id: 'r.id',
  sorts: {
    name: { expression: 'r.name', type: 'text' },
    capacity: { expression: 'r.capacity', type: 'integer' },
  },
  defaultSort: 'name',
  view: ({ id, version, name, capacity, venueId, interpretation, equipment }) => ({
    id,
    version,
    name,
    capacity,
    venueId,
    interpretation,
    equipment,
  }),
};

const partners: ListDefinition<Row<PartnerView>, PartnerView> = {
  select: 'p.id, p.version, p.organisation_id AS "organisationId", o.name AS organisation, p.role',
  from: 'partners p JOIN organisations o ON o.id = p.organisation_id',
  id: 'p.id',
  sorts: { organisation: { expression: 'o.name', type: 'text' } },
  defaultSort: 'organisation',
  view: ({ id, version, organisationId, organisation, role }) => ({
    id,
    version,
    organisationId,
    organisation,
    role,
  }),
};

/** Reads of venues, rooms and partners of an event. */
@Injectable()
export class VenuesQueries {
  constructor(private readonly db: Database) {}

  venues(eventId: string, query: PageQuery): Promise<Page<VenueView>> {
    return page(this.db, venues, query, [
      when(eventId, 'v.event_id = ?'),
      when(query.q && containing(query.q), 'v.name ILIKE ?'),
    ]);
  }

  rooms(eventId: string, query: PageQuery): Promise<Page<RoomView>> {
    return page(this.db, rooms, query, [
      when(eventId, 'r.event_id = ?'),
      when(query.q && containing(query.q), 'r.name ILIKE ?'),
    ]);
  }

  partners(eventId: string, query: PageQuery): Promise<Page<PartnerView>> {
    return page(this.db, partners, query, [
      when(eventId, 'p.event_id = ?'),
      when(query.q && containing(query.q), 'o.name ILIKE ?'),
    ]);
  }

  /** Names of the organisations that organise an event, and of those that do so together with them. */
  async organisers(eventId: string): Promise<string[]> {
    const rows = await this.db.query<{ name: string }>(
      `SELECT o.name FROM partners p JOIN organisations o ON o.id = p.organisation_id
        WHERE p.event_id = $1 AND p.role IN ('organiser', 'co_organiser') ORDER BY p.role DESC, o.name`,
      [eventId],
    );
    return rows.map(({ name }) => name);
  }

  venue(eventId: string, id: string): Promise<VenueView> {
    return this.one(venues, 'v', eventId, id);
  }

  room(eventId: string, id: string): Promise<RoomView> {
    return this.one(rooms, 'r', eventId, id);
  }

  partner(eventId: string, id: string): Promise<PartnerView> {
    return this.one(partners, 'p', eventId, id);
  }

  private async one<V>(
    list: ListDefinition<Row<V>, V>,
    alias: string,
    eventId: string,
    id: string,
  ): Promise<V> {
    const row = await this.db.one<Row<V>>(
      `SELECT ${list.select} FROM ${list.from} WHERE ${alias}.event_id = $1 AND ${alias}.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such thing in this event.');
    return list.view(row);
  }
}
