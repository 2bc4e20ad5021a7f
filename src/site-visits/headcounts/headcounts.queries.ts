import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { HeadcountView } from '../departures/departure.view';
import type { HeadcountQuery, PassengerQuery } from './headcount.input';
import {
  coachOf,
  countsOf,
  missingOf,
  type BoardPerson,
  type HeadcountPoint,
  type HeadcountReason,
  type HeadcountWarning,
} from './headcount.rules';
import type { BoardView, CoachBoardView, HeadcountEntryView, PassengerView } from './headcount.view';

interface EntryRow extends Record<string, unknown> {
  id: string;
  version: number;
  point: HeadcountPoint;
  booking_id: string | null;
  name: string | null;
  state: string | null;
  coach_id: string | null;
  own_coach: string | null;
  at: Date;
  skew_ms: number;
  client_id: string;
  device_id: string | null;
  offline: boolean;
  counts: boolean;
  reason: HeadcountReason | null;
  warnings: HeadcountWarning[];
  by_name: string;
  undone_at: Date | null;
}

const entries: ListDefinition<EntryRow, HeadcountEntryView> = {
  select: 'h.*, b.state, c.label AS own_coach, p.display_name AS name',
  from: `headcounts h LEFT JOIN bookings b ON b.id = h.booking_id LEFT JOIN coaches c ON c.id = b.coach_id
    LEFT JOIN registrations r ON r.id = h.registration_id LEFT JOIN persons p ON p.id = r.person_id`,
  id: 'h.id',
  sorts: { at: { expression: 'h.at', type: 'timestamptz' } },
  defaultSort: 'at',
  view: (row) => ({
    id: row.id,
    version: row.version,
    point: row.point,
    bookingId: row.booking_id,
    name: row.name,
    state: row.state,
    coachId: row.coach_id,
    ownCoach: row.own_coach,
    at: row.at.toISOString(),
    skewMs: row.skew_ms,
    clientId: row.client_id,
    deviceId: row.device_id,
    offline: row.offline,
    counts: row.counts,
    reason: row.reason,
    warnings: row.warnings,
    byName: row.by_name,
    undoneAt: row.undone_at?.toISOString() ?? null,
  }),
};

type PassengerRow = PassengerView & Record<string, unknown>;

const passengers: ListDefinition<PassengerRow, PassengerView> = {
  select: `b.id AS "bookingId", r.code, p.display_name AS name, p.native_name AS "nativeName", r.organisation_name AS organisation, b.state,
    b.coach_id AS "coachId", c.label AS coach,
    ARRAY(SELECT h.point FROM headcounts h WHERE h.booking_id = b.id AND h.counts ORDER BY h.at, h.point) AS "countedAt"`,
  from: `bookings b JOIN registrations r ON r.id = b.registration_id JOIN persons p ON p.id = r.person_id
    LEFT JOIN coaches c ON c.id = b.coach_id`,
  id: 'b.id',
  sorts: { name: { expression: 'p.display_name', type: 'text' } },
  defaultSort: 'name',
  view: ({ bookingId, code, name, nativeName, organisation, state, coachId, coach, countedAt }) => ({
    bookingId,
    code,
    name,
    nativeName,
    organisation,
    state,
    coachId,
    coach,
    countedAt,
  }),
};

interface BoardRow extends Record<string, unknown> {
  id: string;
  title: string;
  state: string;
  seats: number;
  starts_at: Date;
  ends_at: Date;
  coaches: Pick<
    CoachBoardView,
    'coachId' | 'label' | 'plate' | 'seats' | 'marshal' | 'marshalPhone' | 'driverPhone'
  >[];
}

/** Reads of headcounts: no more of a person than a marshal needs. */
@Injectable()
export class HeadcountsQueries {
  constructor(private readonly db: Database) {}

  /** @throws 404 for a departure that does not exist */
  async list(eventId: string, departureId: string, query: HeadcountQuery): Promise<Page<HeadcountEntryView>> {
    await this.assertDeparture(eventId, departureId);
    return page(this.db, entries, query, [
      when(departureId, 'h.departure_id = ?'),
      when(query.point, 'h.point = ?'),
      when(query.refused, '(h.reason IS NOT NULL) = ?'),
      when(query.bookingId, 'h.booking_id = ?'),
    ]);
  }

  /** @throws 404 */
  async entry(eventId: string, departureId: string, id: string): Promise<HeadcountEntryView> {
    const row = await this.db.one<EntryRow>(
      `SELECT ${entries.select} FROM ${entries.from} WHERE h.event_id = $1 AND h.departure_id = $2 AND h.id = $3`,
      [eventId, departureId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such record of this departure.');
    return entries.view(row);
  }

  /** Those who go, or should: to find somebody by name. @throws 404 for a departure that does not exist */
  async passengers(
    eventId: string,
    departureId: string,
    query: PassengerQuery,
  ): Promise<Page<PassengerView>> {
    await this.assertDeparture(eventId, departureId);
    return page(this.db, passengers, query, [
      when(departureId, 'b.departure_id = ?'),
      { sql: `b.state IN ('confirmed', 'cleared', 'boarded', 'returned', 'no_show')`, values: [] },
      when(query.coachId, 'b.coach_id = ?'),
      query.q === undefined || query.q === ''
        ? undefined
        : {
            sql: 'r.code = upper(?) OR strpos(lower(p.display_name), lower(?)) > 0 OR strpos(p.native_name, ?) > 0',
            values: [query.q, query.q, query.q],
          },
    ]);
  }

  /**
   * The board of a departure as it is now, by two statements. A board is a state and no log, so its id is the digest of what
   * it says: who has seen it already need not be told again.
   * @throws 404
   */
  async board(eventId: string, departureId: string): Promise<{ id: string; board: BoardView }> {
    const { departure, people } = await this.look(eventId, departureId);
    const board = boardOf(departure, people);
    return { id: createHash('sha256').update(JSON.stringify(board)).digest('base64url').slice(0, 22), board };
  }

  /** How many of a departure are where, and who is missing: in short what the board says. @throws 404 */
  async summary(eventId: string, departureId: string): Promise<HeadcountView> {
    const { departure, people } = await this.look(eventId, departureId);
    const counts = countsOf(people);
    return {
      departureId: departure.id,
      state: departure.state,
      seats: departure.seats,
      confirmed: counts.people,
      boarded: counts.boarding - counts.back,
      returned: counts.back,
      missing: missingOf(departure.state, people).map(
        ({ person: { bookingId, registrationId, code, name } }) => ({
          bookingId,
          registrationId,
          code,
          name,
        }),
      ),
    };
  }

  private async look(
    eventId: string,
    departureId: string,
  ): Promise<{ departure: BoardRow; people: BoardPerson[] }> {
    const departure = await this.db.one<BoardRow>(
      `SELECT d.id, v.title, d.state, d.seats, d.starts_at, d.ends_at,
              (SELECT COALESCE(json_agg(json_build_object('coachId', c.id, 'label', c.label, 'plate', c.plate, 'seats', c.seats,
                        'marshal', c.marshal, 'marshalPhone', c.marshal_phone, 'driverPhone', c.driver_phone) ORDER BY c.position, c.id), '[]')
                 FROM coaches c WHERE c.departure_id = d.id) AS coaches
         FROM departures d JOIN site_visits v ON v.id = d.site_visit_id WHERE d.event_id = $1 AND d.id = $2`,
      [eventId, departureId],
    );
    if (!departure) throw httpProblems.notFound('There is no such departure in this event.');
    const people = await this.db.query<BoardPerson & Record<string, unknown>>(
      `SELECT b.id AS "bookingId", b.registration_id AS "registrationId", r.code, p.display_name AS name, p.native_name AS "nativeName",
              r.organisation_name AS organisation, b.state, b.coach_id AS "coachId", seen."countedOnId", seen."gateAt", seen."backAt"
         FROM bookings b JOIN registrations r ON r.id = b.registration_id JOIN persons p ON p.id = r.person_id
        CROSS JOIN LATERAL (
          SELECT (array_agg(h.coach_id ORDER BY h.at DESC, h.id DESC) FILTER (WHERE h.coach_id IS NOT NULL))[1] AS "countedOnId",
                 min(h.at) FILTER (WHERE h.point = 'gate') AS "gateAt", min(h.at) FILTER (WHERE h.point = 'back') AS "backAt"
            FROM headcounts h WHERE h.booking_id = b.id AND h.counts) seen
        WHERE b.departure_id = $1 AND b.state IN ('confirmed', 'cleared', 'boarded', 'returned', 'no_show')
        ORDER BY p.display_name, b.id`,
      [departureId],
    );
    return { departure, people };
  }

  private async assertDeparture(eventId: string, id: string): Promise<void> {
    const found = await this.db.one('SELECT 1 FROM departures WHERE event_id = $1 AND id = $2', [
      eventId,
      id,
    ]);
    if (!found) throw httpProblems.notFound('There is no such departure in this event.');
  }
}

function boardOf(departure: BoardRow, people: readonly BoardPerson[]): BoardView {
  const missing = missingOf(departure.state, people);
  const onCoach = (
    coachId: string | null,
  ): Pick<CoachBoardView, keyof ReturnType<typeof countsOf> | 'missing'> => ({
    ...countsOf(people.filter((person) => coachOf(person) === coachId)),
    missing: missing.filter(({ person }) => coachOf(person) === coachId).length,
  });
  const coaches = departure.coaches.map((coach) => ({ ...coach, ...onCoach(coach.coachId) }));
  const others = onCoach(null);
  const nowhere = {
    coachId: null,
    label: null,
    plate: null,
    seats: null,
    marshal: null,
    marshalPhone: null,
    driverPhone: null,
  };
  return {
    departureId: departure.id,
    title: departure.title,
    state: departure.state,
    startsAt: departure.starts_at.toISOString(),
    endsAt: departure.ends_at.toISOString(),
    counts: countsOf(people),
    noShows: people.filter(({ state }) => state === 'no_show').length,
    coaches: others.people > 0 && coaches.length > 0 ? [...coaches, { ...nowhere, ...others }] : coaches,
    missing: missing.map(({ person, point }) => ({
      bookingId: person.bookingId,
      registrationId: person.registrationId,
      code: person.code,
      name: person.name,
      nativeName: person.nativeName,
      organisation: person.organisation,
      coachId: coachOf(person),
      point,
    })),
  };
}
