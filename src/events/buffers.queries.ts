import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database';
import { containing, page, when, type ListDefinition } from '../platform/database/list';
import type { Page } from '../platform/http/page';
import { httpProblems } from '../platform/http/problem';
import type { BufferQuery, PlaceQuery } from './buffer.input';
import type { BufferView, PlaceView } from './buffer.view';

const placeJson = (alias: string): string =>
  `json_build_object('id', ${alias}.id, 'kind', ${alias}.kind, 'name', ${alias}.name)`;

const buffers: ListDefinition<BufferView & Record<string, unknown>, BufferView> = {
  select: `b.id, b.version, json_build_array(${placeJson('one')}, ${placeJson('other')}) AS places, b.minutes, b.severity`,
  from: `buffers b JOIN places one ON one.event_id = b.event_id AND one.id = b.one_id
    JOIN places other ON other.event_id = b.event_id AND other.id = b.other_id`,
  id: 'b.id',
  sorts: {
    createdAt: { expression: 'b.created_at', type: 'timestamptz' },
    minutes: { expression: 'b.minutes', type: 'integer' },
  },
  defaultSort: 'createdAt',
  view: ({ id, version, places, minutes, severity }) => ({ id, version, places, minutes, severity }),
};

const places: ListDefinition<PlaceView & Record<string, unknown>, PlaceView> = {
  select: 'p.id, p.kind, p.name',
  from: 'places p',
  id: 'p.id',
  sorts: { name: { expression: 'p.name', type: 'text' } },
  defaultSort: 'name',
  view: ({ id, kind, name }) => ({ id, kind, name }),
};

/** Reads of the places of an event, and of the time that one needs between them. */
@Injectable()
export class BuffersQueries {
  constructor(private readonly db: Database) {}

  buffers(eventId: string, query: BufferQuery): Promise<Page<BufferView>> {
    return page(this.db, buffers, query, [
      when(eventId, 'b.event_id = ?'),
      when(query.placeId, 'b.one_id = ? OR b.other_id = ?'),
      when(query.q && containing(query.q), 'one.name ILIKE ? OR other.name ILIKE ?'),
    ]);
  }

  /** @throws 404 */
  async buffer(eventId: string, id: string): Promise<BufferView> {
    const row = await this.db.one<BufferView & Record<string, unknown>>(
      `SELECT ${buffers.select} FROM ${buffers.from} WHERE b.event_id = $1 AND b.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such buffer in this event.');
    return row;
  }

  places(eventId: string, query: PlaceQuery): Promise<Page<PlaceView>> {
    return page(this.db, places, query, [
      when(eventId, 'p.event_id = ?'),
      when(query.kind, 'p.kind = ?'),
      when(query.q && containing(query.q), 'p.name ILIKE ?'),
    ]);
  }

  /** What these places are, by their ids; those that are not of the event are left out. */
  async kinds(eventId: string, ids: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.db.query<{ id: string; kind: string }>(
      'SELECT id, kind FROM places WHERE event_id = $1 AND id = ANY ($2::uuid[])',
      [eventId, ids],
    );
    return new Map(rows.map(({ id, kind }) => [id, kind]));
  }
}
