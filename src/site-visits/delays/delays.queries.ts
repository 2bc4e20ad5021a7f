import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { waysOf } from '../../programme/planning/planning.rules';
import type { Cascade, DelayClash, DelayFollower, DelayMove, Following } from './delay.rules';
import type { DelayClashView, DelayPlanView, DelayView } from './delay.view';

interface DelayRow extends Record<string, unknown> {
  id: string;
  departure_id: string;
  reason: string;
  cascade: Cascade;
  moves: DelayMove[];
  followers: DelayFollower[];
  clashes: DelayClash[];
  told: number;
  by_name: string;
  created_at: Date;
}

/** An announcement and what is in it, without the names. */
export type DelayFacts = Pick<DelayRow, 'moves' | 'followers' | 'clashes' | 'told'>;

const delays: ListDefinition<DelayRow, DelayRow> = {
  select: 'l.*',
  from: 'departure_delays l',
  id: 'l.id',
  sorts: { createdAt: { expression: 'l.created_at', type: 'timestamptz' } },
  defaultSort: '-createdAt',
  view: (row) => row,
};

interface Frame extends Record<string, unknown> {
  buffer_minutes: number;
  rooms: { id: string; venueId: string | null }[];
  buffers: { oneId: string; otherId: string; minutes: number; severity: 'hard' | 'soft' }[];
}

/** Reads of departures that go late, and what a delay has to know. */
@Injectable()
export class DelaysQueries {
  constructor(private readonly db: Database) {}

  async list(eventId: string, departureId: string, query: PageQuery): Promise<Page<DelayView>> {
    const { items, ...rest } = await page(this.db, delays, query, [
      when(eventId, 'l.event_id = ?'),
      when(departureId, 'l.departure_id = ?'),
    ]);
    return { items: await this.named(items), ...rest };
  }

  /** @throws 404 */
  async delay(eventId: string, departureId: string, id: string): Promise<DelayView> {
    const row = await this.db.one<DelayRow>(
      `SELECT * FROM departure_delays WHERE event_id = $1 AND departure_id = $2 AND id = $3`,
      [eventId, departureId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such announcement of this departure.');
    return (await this.named([row]))[0]!;
  }

  /** What follows from a delay, with the titles of departures and the names of people. */
  async plan(facts: DelayFacts): Promise<DelayPlanView> {
    return (await this.withNames([facts]))[0]!;
  }

  /**
   * The departures of an event that a delay may concern, with their people: those that are under way or ahead and start no
   * more than a day after `from`, in the order of their ids.
   */
  around(eventId: string, from: Date): Promise<Following[]> {
    return this.db.query<Following & Record<string, unknown>>(
      `SELECT d.id, d.site_visit_id AS "siteVisitId", d.state, d.starts_at AS "startsAt", d.ends_at AS "endsAt",
              ARRAY(SELECT upper(regexp_replace(c.plate, '[[:space:]·.-]', '', 'g')) FROM coaches c
                     WHERE c.departure_id = d.id AND c.plate IS NOT NULL) AS plates,
              ARRAY(SELECT b.registration_id::text FROM bookings b
                     WHERE b.departure_id = d.id AND b.state IN ('confirmed', 'cleared', 'boarded')) AS people
         FROM departures d
        WHERE d.event_id = $1 AND d.state IN ('planned', 'open', 'closed', 'cleared', 'departed')
          AND d.starts_at >= $2 AND d.starts_at < $2::timestamptz + interval '24 hours'
        ORDER BY d.id`,
      [eventId, from],
    );
  }

  /** Minutes between two places of an event, and the longest of all ways in milliseconds. */
  async ways(eventId: string): Promise<{
    wayBetween: (oneId: string | null, otherId: string | null) => number;
    longestWay: number;
  }> {
    const frame = (await this.db.one<Frame>(
      `SELECT e.buffer_minutes,
              (SELECT COALESCE(json_agg(json_build_object('id', r.id, 'venueId', r.venue_id)), '[]') FROM rooms r WHERE r.event_id = e.id) AS rooms,
              (SELECT COALESCE(json_agg(json_build_object('oneId', b.one_id, 'otherId', b.other_id, 'minutes', b.minutes,
                 'severity', b.severity)), '[]') FROM buffers b WHERE b.event_id = e.id) AS buffers
         FROM events e WHERE e.id = $1`,
      [eventId],
    ))!;
    const { wayBetween, longestWay } = waysOf({
      event: { bufferMinutes: frame.buffer_minutes },
      rooms: frame.rooms,
      buffers: frame.buffers,
    });
    return { wayBetween: (oneId, otherId) => wayBetween(oneId, otherId).minutes, longestWay };
  }

  private async named(rows: readonly DelayRow[]): Promise<DelayView[]> {
    const plans = await this.withNames(rows);
    return rows.map((row, index) => ({
      id: row.id,
      departureId: row.departure_id,
      reason: row.reason,
      cascade: row.cascade,
      byName: row.by_name,
      createdAt: row.created_at.toISOString(),
      ...plans[index]!,
    }));
  }

  private async withNames(all: readonly DelayFacts[]): Promise<DelayPlanView[]> {
    const departureIds = all.flatMap(({ moves, followers }) =>
      [...moves, ...followers].map(({ departureId }) => departureId),
    );
    const registrationIds = all.flatMap(({ clashes }) => clashes.map(({ registrationId }) => registrationId));
    const titles = new Map(
      (
        await this.db.query<{ id: string; title: string }>(
          `SELECT d.id, v.title FROM departures d JOIN site_visits v ON v.id = d.site_visit_id WHERE d.id = ANY ($1::uuid[])`,
          [departureIds],
        )
      ).map(({ id, title }) => [id, title]),
    );
    const people = new Map(
      (
        await this.db.query<{ id: string; code: string; name: string }>(
          `SELECT r.id, r.code, p.display_name AS name FROM registrations r JOIN persons p ON p.id = r.person_id WHERE r.id = ANY ($1::uuid[])`,
          [registrationIds],
        )
      ).map((one) => [one.id, one]),
    );
    return all.map(({ moves, followers, clashes, told }) => ({
      moves: moves.map((move) => ({ ...move, title: titles.get(move.departureId)! })),
      followers: followers.map((one) => ({ ...one, title: titles.get(one.departureId)! })),
      clashes: clashes.flatMap((clash) => {
        const person = people.get(clash.registrationId);
        return person ? [toClashView(clash, person)] : [];
      }),
      told,
    }));
  }
}

function toClashView(
  { departureId, registrationId, kind, subjectId, title, startsAt, endsAt }: DelayClash,
  { code, name }: { readonly code: string; readonly name: string },
): DelayClashView {
  return { departureId, registrationId, code, name, kind, subjectId, title, startsAt, endsAt };
}
