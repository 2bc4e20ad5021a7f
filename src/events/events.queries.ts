import { Injectable } from '@nestjs/common';
import { EventScopes, type EventScope } from '../access/event-scope';
import { linkRoles } from '../access/roles';
import { containing, page, when, type ListDefinition } from '../platform/database/list';
import { Database } from '../platform/database/database';
import { MicroBatch } from '../platform/database/micro-batch';
import type { Page, PageQuery } from '../platform/http/page';
import { httpProblems } from '../platform/http/problem';
import type { Principal } from '../platform/http/request-context';
import type { EventQuery } from './event.input';
import { toEventView, type EventRow, type EventView, type SeriesView } from './event.view';

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const events: ListDefinition<EventRow, EventView> = {
  select: 'e.*',
  from: 'events e',
  id: 'e.id',
  sorts: {
    startDate: { expression: 'e.start_date', type: 'date' },
    title: { expression: 'e.title', type: 'text' },
  },
  defaultSort: '-startDate',
  view: toEventView,
};

const series: ListDefinition<SeriesView & Record<string, unknown>, SeriesView> = {
  select: 's.id, s.version, s.name',
  from: 'series s',
  id: 's.id',
  sorts: { name: { expression: 's.name', type: 'text' } },
  defaultSort: 'name',
  view: ({ id, version, name }) => ({ id, version, name }),
};

@Injectable()
export class EventsQueries extends EventScopes {
  private readonly lookups = new MicroBatch<string, EventScope | undefined>(
    (wanted) => this.findAll(wanted),
    { inFlight: 2, most: 200 },
  );

  constructor(private readonly db: Database) {
    super();
  }

  /** Every request about an event begins with this; those that come at once are one look. */
  override async find(idOrSlug: string): Promise<EventScope | undefined> {
    return this.db.inTransaction ? (await this.findAll([idOrSlug]))[0] : this.lookups.add(idOrSlug);
  }

  private async findAll(wanted: readonly string[]): Promise<(EventScope | undefined)[]> {
    const names = [...new Set(wanted.map((one) => (uuidPattern.test(one) ? one.toLowerCase() : one)))];
    const rows = await this.db.query<EventRow>(
      'SELECT * FROM events WHERE id = ANY ($1::uuid[]) OR slug = ANY ($2::text[])',
      [names.filter((one) => uuidPattern.test(one)), names.filter((one) => !uuidPattern.test(one))],
    );
    const found = new Map(rows.flatMap((row) => [row.id, row.slug].map((name) => [name, toScope(row)])));
    return wanted.map((one) => found.get(uuidPattern.test(one) ? one.toLowerCase() : one));
  }

  /** @throws 404 */
  async event(id: string): Promise<EventView> {
    const row = await this.db.one<EventRow>('SELECT * FROM events WHERE id = $1', [id]);
    if (!row) throw httpProblems.notFound('There is no such event.');
    return toEventView(row);
  }

  /** Events that the caller may see: those that are announced, and drafts only to those who work on them. */
  list(query: EventQuery, principal: Principal): Promise<Page<EventView>> {
    const visible = principal.administrator
      ? undefined
      : {
          sql: `e.state <> 'draft' OR EXISTS (SELECT 1 FROM staff_roles r WHERE r.event_id = e.id AND r.user_id::text = ?)`,
          values: [principal.id],
        };
    return page(this.db, events, query, [
      visible,
      when(query.state, 'e.state = ?'),
      when(query.series, 'e.series_id = ?'),
      when(query.q && containing(query.q), 'e.title ILIKE ? OR e.city ILIKE ? OR e.slug ILIKE ?'),
    ]);
  }

  seriesList(query: PageQuery): Promise<Page<SeriesView>> {
    return page(this.db, series, query, [when(query.q && containing(query.q), 's.name ILIKE ?')]);
  }

  /** @throws 404 */
  async series(id: string): Promise<SeriesView> {
    const row = await this.db.one<SeriesView & Record<string, unknown>>(
      'SELECT id, version, name FROM series WHERE id = $1',
      [id],
    );
    if (!row) throw httpProblems.notFound('There is no such series.');
    return row;
  }
}

/** Whether a draft must be hidden from this caller. Who is asked for a role in it sees only what they are asked for. */
export function hiddenFrom(event: EventScope, principal: Principal): boolean {
  return (
    event.state === 'draft' &&
    !principal.administrator &&
    principal.roles.every((role) => role === linkRoles.session_role)
  );
}

/** An event as the guard and the handlers need it. */
function toScope(row: EventRow): EventScope {
  return {
    id: row.id,
    slug: row.slug,
    title: row.title,
    titles: row.titles,
    state: row.state,
    timeZone: row.time_zone,
    startDate: row.start_date,
    endDate: row.end_date,
    city: row.city,
    cities: row.cities,
    locales: row.locales,
  };
}
