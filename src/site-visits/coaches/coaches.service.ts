import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { httpProblems } from '../../platform/http/problem';
import { Outbox } from '../../platform/outbox/outbox';
import { promoteNext } from '../departures/departures.jobs';
import { isAmended, isFrozen } from '../manifests/manifest.rules';
import { ManifestsService } from '../manifests/manifests.service';
import { siteVisitProblems } from '../site-visits.errors';
import { visitChanged } from '../visit-changed.facts';
import { coachProblems } from './coach.errors';
import type { CoachChanges, CoachInput } from './coach.input';
import { seatPassengers, type CoachWithRoom, type Passenger } from './coach.rules';
import type { CoachDetailView, CoachSeatView, SeatingView } from './coach.view';
import { CoachesQueries } from './coaches.queries';

/** SQL for the states of bookings in which somebody can have a seat on a coach. */
const onBoardStates = `('confirmed', 'cleared', 'boarded', 'returned')`;

/** Writes of coaches, and who sits on which. The database counts the seats, and lets nobody have one too many. */
@Injectable()
export class CoachesService {
  private readonly coaches: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly queries: CoachesQueries,
    private readonly outbox: Outbox,
    private readonly manifests: ManifestsService,
  ) {
    this.coaches = new Rows(db, clock, 'coaches');
  }

  /**
   * Gives a departure these coaches and no others. One that had its label before stays, with those who sit on it and with
   * what the list does not name. Runs in the transaction of whoever changes the departure, which has locked it.
   */
  async replace(eventId: string, departureId: string, inputs: readonly CoachInput[]): Promise<void> {
    const labels = inputs.map(({ label }) => label);
    const twice = labels.findIndex((label, index) => labels.indexOf(label) !== index);
    if (twice >= 0)
      throw coachProblems.coachLabelTwice({
        detail: `Two coaches are called “${labels[twice]}”; participants could not tell them apart.`,
        errors: [
          { pointer: `/coaches/${twice}/label`, code: 'unique', message: 'must differ from all others' },
        ],
      });
    const rows = await Promise.all(
      inputs.map(async (input, index) => ({
        id: newId(),
        position: index + 1,
        ...columnsOf(await this.withMarshal(eventId, input, `/coaches/${index}/marshalUserId`)),
      })),
    );
    await this.giveBack(departureId, inputs);
    await this.db
      .query(
        `WITH gone AS (DELETE FROM coaches WHERE departure_id = $2 AND NOT label = ANY ($4::text[]))
         INSERT INTO coaches (id, event_id, departure_id, label, position, seats, plate, company, driver, driver_phone, marshal_user_id,
                marshal, marshal_phone, created_at, updated_at)
         SELECT n.id, $1, $2, n.label, n.position, n.seats, n.plate, n.company, n.driver, n.driver_phone, n.marshal_user_id, n.marshal,
                n.marshal_phone, $5, $5
           FROM jsonb_populate_recordset(NULL::coaches, $3::jsonb) n
         ON CONFLICT (departure_id, label) DO UPDATE
            SET position = excluded.position, seats = excluded.seats, plate = excluded.plate, marshal = excluded.marshal,
                company = COALESCE(excluded.company, coaches.company), driver = COALESCE(excluded.driver, coaches.driver),
                driver_phone = COALESCE(excluded.driver_phone, coaches.driver_phone),
                marshal_user_id = CASE WHEN excluded.marshal IS NOT DISTINCT FROM coaches.marshal
                  THEN COALESCE(excluded.marshal_user_id, coaches.marshal_user_id) ELSE excluded.marshal_user_id END,
                marshal_phone = CASE WHEN excluded.marshal IS NOT DISTINCT FROM coaches.marshal
                  THEN COALESCE(excluded.marshal_phone, coaches.marshal_phone) ELSE excluded.marshal_phone END,
                version = coaches.version + 1, updated_at = excluded.updated_at`,
        [eventId, departureId, JSON.stringify(rows), labels, this.clock.now()],
      )
      .catch(explain);
    const { state } = (await this.db.one<{ state: string }>('SELECT state FROM departures WHERE id = $1', [
      departureId,
    ]))!;
    if (isFrozen(state)) await this.seatAll(departureId, false);
    await this.tellChanged(departureId);
  }

  /** @throws 404 for a departure that does not exist, 409 when it can no longer be changed or has a coach of that label */
  async add(event: EventScope, departureId: string, input: CoachInput): Promise<CoachDetailView> {
    const values = await this.withMarshal(event.id, input, '/marshalUserId');
    return this.db.transaction(async () => {
      await this.lockDeparture(event.id, departureId);
      const { last } = (await this.db.one<{ last: number }>(
        `SELECT COALESCE(max(position), 0) AS last FROM coaches WHERE departure_id = $1`,
        [departureId],
      ))!;
      const id = await this.coaches
        .insert({ eventId: event.id, departureId, position: last + 1, ...values })
        .catch(explain);
      await this.touch(departureId);
      return this.queries.coach(event.id, departureId, id);
    });
  }

  /** @throws 404, 412, 409 when more people have a seat on it, or on the departure, than would be left */
  async change(
    event: EventScope,
    departureId: string,
    id: string,
    version: number,
    changes: CoachChanges,
  ): Promise<CoachDetailView> {
    const values = await this.withMarshal(event.id, changes, '/marshalUserId');
    return this.db.transaction(async () => {
      await this.lockDeparture(event.id, departureId);
      await this.coaches.update({ id, departureId }, version, { ...values }).catch(explain);
      await this.touch(departureId);
      return this.queries.coach(event.id, departureId, id);
    });
  }

  /** Takes a coach away; those who sat on it have no seat on a coach any more, and keep their place on the departure. */
  async remove(event: EventScope, departureId: string, id: string, version: number): Promise<void> {
    await this.db.transaction(async () => {
      await this.lockSeats(departureId);
      await this.lockDeparture(event.id, departureId);
      await this.coaches.remove({ id, departureId }, version).catch(explain);
      await this.touch(departureId);
    });
  }

  /**
   * Gives everybody who has a place a seat on a coach, delegations together. Those who have one keep it, or give it back
   * first when `afresh` is asked for, unless somebody put them there by hand.
   */
  async seat(event: EventScope, departureId: string, afresh: boolean): Promise<SeatingView> {
    return this.db.transaction(async () => {
      await this.lockSeats(departureId);
      await this.lockDeparture(event.id, departureId);
      const { seated, split, unseated } = await this.seatAll(departureId, afresh);
      return {
        seated,
        splitDelegations: [...split],
        unseated: [...unseated],
        coaches: await this.queries.all(departureId),
      };
    });
  }

  /** The same for the departure of somebody who has got a place on it, if its booking has closed. */
  async seatLate(bookingId: string): Promise<void> {
    const row = await this.db.one<{ departure_id: string }>(
      `SELECT b.departure_id FROM bookings b JOIN departures d ON d.id = b.departure_id
        WHERE b.id = $1 AND b.coach_id IS NULL AND b.state IN ('confirmed', 'cleared') AND d.state IN ('closed', 'cleared')`,
      [bookingId],
    );
    if (row) await this.seatClosed(row.departure_id);
  }

  /** The same when booking has closed, for a departure that has coaches. */
  async seatClosed(departureId: string): Promise<void> {
    await this.db.transaction(async () => {
      await this.lockSeats(departureId);
      const row = await this.db.one(
        `SELECT 1 FROM departures WHERE id = $1 AND state IN ('closed', 'cleared') FOR NO KEY UPDATE`,
        [departureId],
      );
      if (row) await this.seatAll(departureId, false);
    });
  }

  /**
   * Puts somebody on a coach, or takes them off.
   * @throws 404 for a booking that is not on the departure, 409 when it has no place or the coach is full, 422 for a coach
   * of another departure
   */
  async place(
    event: EventScope,
    departureId: string,
    bookingId: string,
    coachId: string | null,
  ): Promise<CoachSeatView> {
    return this.db.transaction(async () => {
      const booking = await this.db.one<{ state: string }>(
        `SELECT state FROM bookings WHERE event_id = $1 AND departure_id = $2 AND id = $3 FOR NO KEY UPDATE`,
        [event.id, departureId, bookingId],
      );
      if (!booking) throw httpProblems.notFound('There is no such booking on this departure.');
      if (!onBoardStates.includes(`'${booking.state}'`))
        throw coachProblems.coachSeatNotPossible(
          `The booking is ${booking.state.replaceAll('_', ' ')}; only who has a place has a seat on a coach.`,
        );
      await this.db
        .query(`UPDATE bookings SET coach_id = $2, coach_by_hand = $2::uuid IS NOT NULL WHERE id = $1`, [
          bookingId,
          coachId,
        ])
        .catch(explain);
      await this.tellChanged(departureId);
      return { bookingId, coachId, byHand: coachId !== null };
    });
  }

  /** Gives back the seats on coaches that these do not name any more, and those of whom a coach holds no more: the last come. */
  private async giveBack(departureId: string, coaches: readonly CoachInput[]): Promise<void> {
    await this.db.query(
      `UPDATE bookings SET coach_id = NULL, coach_by_hand = false
        WHERE id IN (
          SELECT s.id FROM (
            SELECT b.id, c.label, row_number() OVER (PARTITION BY c.id ORDER BY b.coach_by_hand DESC, b.created_at, b.id) AS place
              FROM bookings b JOIN coaches c ON c.id = b.coach_id WHERE b.departure_id = $1) s
            LEFT JOIN unnest($2::text[], $3::integer[]) AS n (label, seats) ON n.label = s.label
           WHERE s.place > COALESCE(n.seats, 0))`,
      [departureId, coaches.map(({ label }) => label), coaches.map(({ seats }) => seats)],
    );
  }

  private async seatAll(
    departureId: string,
    afresh: boolean,
  ): Promise<{ seated: number; split: readonly string[]; unseated: readonly string[] }> {
    if (afresh)
      await this.db.query(
        `UPDATE bookings SET coach_id = NULL WHERE departure_id = $1 AND coach_id IS NOT NULL AND NOT coach_by_hand`,
        [departureId],
      );
    const coaches = await this.db.query<CoachWithRoom & Record<string, unknown>>(
      `SELECT c.id, c.seats - c.taken AS free,
              (SELECT COALESCE(jsonb_object_agg(t.delegation_id, t.n), '{}')
                 FROM (SELECT r.delegation_id, count(*) AS n FROM bookings b JOIN registrations r ON r.id = b.registration_id
                        WHERE b.coach_id = c.id AND r.delegation_id IS NOT NULL GROUP BY r.delegation_id) t) AS groups
         FROM coaches c WHERE c.departure_id = $1 ORDER BY c.position, c.id FOR NO KEY UPDATE`,
      [departureId],
    );
    if (coaches.length === 0) return { seated: 0, split: [], unseated: [] };
    const passengers = await this.db.query<Passenger & Record<string, unknown>>(
      `SELECT b.id AS "bookingId", r.delegation_id AS "groupId" FROM bookings b JOIN registrations r ON r.id = b.registration_id
        WHERE b.departure_id = $1 AND b.coach_id IS NULL AND b.state IN ('confirmed', 'cleared', 'boarded') ORDER BY b.id`,
      [departureId],
    );
    const { placed, split, unseated } = seatPassengers(passengers, coaches);
    await this.db.query(
      `UPDATE bookings b SET coach_id = n.coach_id FROM unnest($1::uuid[], $2::uuid[]) AS n (id, coach_id) WHERE b.id = n.id`,
      [placed.map(({ bookingId }) => bookingId), placed.map(({ coachId }) => coachId)],
    );
    if (afresh || placed.length > 0) await this.tellChanged(departureId);
    return { seated: placed.length, split, unseated };
  }

  /** Bookings before their departure: the order in which every act locks them. */
  private async lockSeats(departureId: string): Promise<void> {
    await this.db.query(
      `SELECT 1 FROM bookings WHERE departure_id = $1 AND state IN ${onBoardStates} ORDER BY id FOR NO KEY UPDATE`,
      [departureId],
    );
  }

  private async lockDeparture(eventId: string, id: string): Promise<void> {
    const row = await this.db.one<{ state: string }>(
      `SELECT state FROM departures WHERE event_id = $1 AND id = $2 FOR NO KEY UPDATE`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such departure in this event.');
    if (['returned', 'reported', 'cancelled'].includes(row.state))
      throw siteVisitProblems.departureOver(`The departure is ${row.state}; only its record can be read.`);
  }

  /** What is shown of the departure has changed: who waits may have a place now, and the host has the plates. */
  private async touch(departureId: string): Promise<void> {
    const [row] = await this.db.query<{ state: string; wanted: boolean }>(
      `UPDATE departures SET version = version + 1, updated_at = $2 WHERE id = $1
       RETURNING state, state = 'open' AND waiting > 0 AND taken < seats AS wanted`,
      [departureId, this.clock.now()],
    );
    if (row!.wanted) await this.outbox.enqueue(promoteNext, { departureId }, { key: departureId });
    if (isAmended(row!.state)) await this.manifests.promise([departureId]);
    await this.tellChanged(departureId);
  }

  /** Participants see their coach with its plate and marshal on their agendas. */
  private async tellChanged(departureId: string): Promise<void> {
    const row = await this.db.one<{ event_id: string }>('SELECT event_id FROM departures WHERE id = $1', [
      departureId,
    ]);
    if (row) await this.outbox.tell(visitChanged, { eventId: row.event_id, departureId });
  }

  /** The input with the name of the account that is meant. @throws 422 for an account that does not work on the event */
  private async withMarshal<T extends CoachChanges>(eventId: string, input: T, pointer: string): Promise<T> {
    if (input.marshalUserId == null) return input;
    const user = await this.db.one<{ name: string }>(
      `SELECT u.name FROM users u WHERE u.id = $2 AND u.disabled_at IS NULL
          AND EXISTS (SELECT 1 FROM staff_roles s WHERE s.user_id = u.id AND s.event_id = $1)`,
      [eventId, input.marshalUserId],
    );
    if (!user)
      throw coachProblems.marshalUnknown({
        detail: 'Choose an account that has a role in the event, or write a name in "marshal".',
        errors: [{ pointer, code: 'unknown', message: 'is nobody who works on the event' }],
      });
    return input.marshal == null ? { ...input, marshal: user.name } : input;
  }
}

/** The input by the names of the columns. */
function columnsOf(input: CoachInput): Record<string, unknown> {
  return {
    label: input.label,
    seats: input.seats,
    plate: input.plate ?? null,
    company: input.company ?? null,
    driver: input.driver ?? null,
    driver_phone: input.driverPhone ?? null,
    marshal: input.marshal ?? null,
    marshal_phone: input.marshalPhone ?? null,
    marshal_user_id: input.marshalUserId ?? null,
  };
}

/** The walls of the database, in words. */
function explain(error: unknown): never {
  if (isSqlError(error, sqlState.uniqueViolation, 'coaches_label_key'))
    throw coachProblems.coachLabelTaken('Give each coach of a departure a label of its own.');
  if (isSqlError(error, sqlState.checkViolation, 'coaches_taken_check'))
    throw coachProblems.coachFull('Put some of its people on another coach first, or take a larger one.');
  if (isSqlError(error, sqlState.checkViolation, 'departures_taken_check'))
    throw siteVisitProblems.placesTaken(
      'More people have a place on the departure than its coaches would hold. Add another coach first, or cancel bookings.',
    );
  if (isSqlError(error, sqlState.foreignKeyViolation, 'bookings_coach_fkey'))
    throw coachProblems.coachUnknown({
      detail: 'Choose one of the coaches of this departure.',
      errors: [{ pointer: '/coachId', code: 'unknown', message: 'is not a coach of this departure' }],
    });
  throw error;
}
