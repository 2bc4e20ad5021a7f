import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { containing, page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { TravellerQuery } from './travel.input';
import type { TravelDirection, TravelMeans } from './travel.rules';
import type { TravellerView, TravelLegView, TravelView } from './travel.view';

/** One way of a person, as their agenda needs it. */
export interface Journey {
  readonly registrationId: string;
  readonly direction: TravelDirection;
  readonly at: Date;
  readonly means: TravelMeans;
  readonly number: string | null;
  readonly place: string | null;
  /** SEQUENCE of the calendar entry. */
  readonly sequence: number;
}

interface LegRow extends Record<string, unknown> {
  readonly at: Date;
  readonly means: string;
  readonly number: string | null;
  readonly place: string | null;
}

interface TravellerRow extends LegRow {
  readonly registration_id: string;
  readonly code: string;
  readonly name: string;
  readonly delegation_id: string | null;
}

const travellers = (leg: TravelDirection): ListDefinition<TravellerRow, TravellerView> => ({
  select: `t.registration_id, r.code, p.display_name AS name, r.delegation_id, t.${leg}_at AS at, t.${leg}_means AS means,
    t.${leg}_number AS number, t.${leg}_place AS place`,
  from: 'travel_plans t JOIN registrations r ON r.id = t.registration_id JOIN persons p ON p.id = r.person_id',
  id: 't.registration_id',
  sorts: { at: { expression: `t.${leg}_at`, type: 'timestamptz' } },
  defaultSort: 'at',
  view: (row) => ({
    ...toLeg(row),
    registrationId: row.registration_id,
    code: row.code,
    name: row.name,
    delegationId: row.delegation_id,
  }),
});

const toLeg = ({ at, means, number, place }: LegRow): TravelLegView => ({
  at: new Date(at).toISOString(),
  means,
  number,
  place,
});

const legJson = (leg: TravelDirection): string =>
  `CASE WHEN t.${leg}_at IS NOT NULL THEN json_build_object('at', t.${leg}_at, 'means', t.${leg}_means, 'number', t.${leg}_number,
     'place', t.${leg}_place) END AS ${leg}`;

/** Reads of how people come and leave. */
@Injectable()
export class TravelQueries {
  constructor(private readonly db: Database) {}

  /** @throws 404 */
  async of(eventId: string, registrationId: string): Promise<TravelView> {
    const row = await this.db.one<{ version: number; arrival: LegRow | null; departure: LegRow | null }>(
      `SELECT COALESCE(t.version, 0) AS version, ${legJson('arrival')}, ${legJson('departure')}
         FROM registrations r LEFT JOIN travel_plans t ON t.registration_id = r.id WHERE r.event_id = $1 AND r.id = $2`,
      [eventId, registrationId],
    );
    if (!row) throw httpProblems.notFound('There is no such registration here.');
    return {
      registrationId,
      version: row.version,
      arrival: row.arrival && toLeg(row.arrival),
      departure: row.departure && toLeg(row.departure),
    };
  }

  /** Who arrives or leaves when: of those who take part. */
  travellers(
    eventId: string,
    { direction, from, before, ...query }: TravellerQuery,
  ): Promise<Page<TravellerView>> {
    return page(this.db, travellers(direction), query, [
      when(eventId, 't.event_id = ?'),
      { sql: `t.${direction}_at IS NOT NULL AND r.state = 'confirmed'`, values: [] },
      when(from, `t.${direction}_at >= ?`),
      when(before, `t.${direction}_at < ?`),
      when(
        query.q && containing(query.q),
        `p.display_name ILIKE ? OR r.code ILIKE ? OR t.${direction}_number ILIKE ? OR t.${direction}_place ILIKE ?`,
      ),
    ]);
  }

  /** How these participants come and leave, in order of time; one query for all of them. */
  async journeys(eventId: string, registrationIds: readonly string[]): Promise<Journey[]> {
    return this.db.query<Journey & Record<string, unknown>>(
      `SELECT t.registration_id AS "registrationId", leg.* FROM travel_plans t
        CROSS JOIN LATERAL (VALUES
          ('arrival', t.arrival_at, t.arrival_means, t.arrival_number, t.arrival_place, t.arrival_sequence),
          ('departure', t.departure_at, t.departure_means, t.departure_number, t.departure_place, t.departure_sequence)
        ) AS leg (direction, at, means, number, place, sequence)
        WHERE t.event_id = $1 AND t.registration_id = ANY ($2::uuid[]) AND leg.at IS NOT NULL
        ORDER BY leg.at, t.registration_id`,
      [eventId, registrationIds],
    );
  }
}
