import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { assertVersion } from '../../platform/http/concurrency';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal, systemPrincipal } from '../../platform/http/request-context';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { registrationProblems } from '../../registrations/registration.errors';
import { Commitments } from '../../registrations/sign-ups/commitments.service';
import { inTheWay } from '../../registrations/sign-ups/sign-up.rules';
import type { HouseRules } from '../site-visit.input';
import { siteVisitProblems } from '../site-visits.errors';
import {
  assertMayBookFor,
  clashing,
  endsWithReplacement,
  keptOut,
  mayBookForOthers,
  standingInTheWay,
  type OtherBooking,
} from './booking.rules';
import type { BookingInput } from './booking.input';
import type { BookingRow, BookingView } from './booking.view';
import { bookingWorkflow } from './booking.workflow';
import { BookingsQueries } from './bookings.queries';

interface WantedDeparture extends Record<string, unknown> {
  id: string;
  site_visit_id: string;
  state: string;
  starts_at: Date;
  ends_at: Date;
  cut_off_at: Date;
  house_rules: HouseRules;
  booking_mode: string;
  allocated_at: Date | null;
}

interface ParticipantRow extends Record<string, unknown> {
  state: string;
  nationality: string | null;
  birth_date: string | null;
}

/** A booking of a registration that has passed to another person, with what the host wants to know of that person. */
interface PassedOn extends ParticipantRow {
  readonly id: string;
  readonly starts_at: Date;
  readonly cut_off_at: Date;
  readonly time_zone: string;
  readonly house_rules: HouseRules;
}

/** A booking on a departure that was cancelled. */
export interface CancelledBooking {
  readonly id: string;
  readonly registrationId: string;
  readonly state: string;
}

/** How many bookings one transaction cancels when a departure is cancelled. */
const chunk = 50;

/**
 * Writes of bookings. Every act locks in the same order: registration, bookings, departure; so no two acts wait for
 * each other.
 */
@Injectable()
export class BookingsService {
  private readonly bookings: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly queries: BookingsQueries,
    private readonly commitments: Commitments,
  ) {
    this.bookings = new Rows(db, clock, 'bookings');
  }

  /** Books a place for a confirmed participant, or one in the waiting list, in one transaction. */
  async book(event: EventScope, departureId: string, { registrationId }: BookingInput): Promise<BookingView> {
    assertMayBookFor(currentPrincipal(), registrationId);
    return this.db.transaction(async () => {
      const departure = await this.wantedDeparture(event.id, departureId);
      const participant = await this.lockParticipant(event.id, registrationId);
      this.assertTakesBookings(departure);
      assertNotShared(departure);
      if (participant.state !== 'confirmed')
        throw registrationProblems.registrationNotConfirmed(
          `The registration is ${participant.state.replaceAll('_', ' ')}; visits can be booked once it is confirmed.`,
        );
      const refusal =
        keptOut(
          departure.house_rules,
          { nationality: participant.nationality, birthDate: participant.birth_date },
          departure.starts_at,
          event.timeZone,
        ) ?? standingInTheWay(departure, await this.others(registrationId, departure));
      if (refusal) throw refusal;
      await this.assertNoSeat(event.id, registrationId, departure);
      const id = await this.bookings
        .insert({
          eventId: event.id,
          siteVisitId: departure.site_visit_id,
          departureId,
          registrationId,
          state: bookingWorkflow.initial,
          during: `[${departure.starts_at.toISOString()},${departure.ends_at.toISOString()})`,
        })
        .catch(explain);
      await this.engine.begin(bookingWorkflow, { id, scopeId: event.id });
      await this.engine
        .apply(bookingWorkflow, id, { transition: 'allocate', principal: systemPrincipal })
        .catch(explain);
      return this.queries.booking(event.id, id);
    });
  }

  /** Gives a booking up, for its participant or for staff. */
  async cancel(event: EventScope, departureId: string, id: string, version: number): Promise<void> {
    await this.db.transaction(async () => {
      const row = await this.db.one<BookingRow>(
        `SELECT * FROM bookings WHERE event_id = $1 AND departure_id = $2 AND id = $3 FOR UPDATE`,
        [event.id, departureId, id],
      );
      if (!row) throw httpProblems.notFound('There is no such booking on this departure.');
      assertMayBookFor(currentPrincipal(), row.registration_id);
      assertVersion(row.version, version);
      await this.engine.apply(bookingWorkflow, id, { transition: 'cancel', scopeId: event.id });
    });
  }

  /** Gives one free place to the first in line who can take it; answers whether there may be more to do. */
  async promoteOne(departureId: string): Promise<boolean> {
    const first = await this.nextInLine(departureId);
    if (!first) return false;
    return this.db.transaction(async () => {
      // The registration before the booking, as in `book`: of two places at one time only one can be given.
      await this.db.query('SELECT 1 FROM registrations WHERE id = $1 FOR NO KEY UPDATE', [
        first.registration_id,
      ]);
      await this.db.query('SELECT 1 FROM bookings WHERE id = $1 FOR UPDATE', [first.id]);
      // Somebody may have given up, or booked elsewhere, since the look; then the next look finds another.
      const still = await this.nextInLine(departureId, first.id);
      if (still)
        await this.engine.apply(bookingWorkflow, first.id, {
          transition: 'promote',
          principal: systemPrincipal,
        });
      return true;
    });
  }

  /**
   * Some of the bookings of a departure that was cancelled, in the order of arrival, with their registrations locked before
   * them; none when all are cancelled.
   */
  async holdSome(departureId: string): Promise<CancelledBooking[]> {
    const some = `SELECT b.registration_id FROM bookings b JOIN departures d ON d.id = b.departure_id
        WHERE b.departure_id = $1 AND d.state = 'cancelled' AND b.state = ANY ($2) ORDER BY b.id LIMIT ${chunk}`;
    const { from } = bookingWorkflow.transitions.cancel;
    await this.db.query(`SELECT 1 FROM registrations WHERE id IN (${some}) ORDER BY id FOR NO KEY UPDATE`, [
      departureId,
      from,
    ]);
    return this.db.query<CancelledBooking & Record<string, unknown>>(
      `SELECT b.id, b.registration_id AS "registrationId", b.state FROM bookings b JOIN departures d ON d.id = b.departure_id
        WHERE b.departure_id = $1 AND d.state = 'cancelled' AND b.state = ANY ($2)
        ORDER BY b.id LIMIT ${chunk} FOR NO KEY UPDATE OF b`,
      [departureId, from],
    );
  }

  /** Cancels bookings of a departure that was cancelled. */
  async cancelThese(ids: readonly string[]): Promise<void> {
    await this.engine.applyAll(bookingWorkflow, ids, {
      transition: 'cancel',
      comment: 'The departure is cancelled.',
      principal: systemPrincipal,
    });
  }

  /** Cancels what a registration has booked and has not gone to yet: it has ended. */
  async cancelOf(registrationId: string): Promise<void> {
    const rows = await this.db.query<{ id: string }>(
      `SELECT b.id FROM bookings b JOIN departures d ON d.id = b.departure_id
        WHERE b.registration_id = $1 AND b.state = ANY ($2) AND d.state NOT IN ('departed', 'returned', 'reported')
        ORDER BY b.departure_id FOR NO KEY UPDATE OF b`,
      [registrationId, bookingWorkflow.transitions.cancel.from],
    );
    for (const { id } of rows) await this.cancelBySystem(id, 'The registration has ended.');
  }

  /**
   * The registration has passed to another person: the places stay, but hosts have not agreed to that person yet, and some
   * do not receive them. What a host said of the first person is not said of the other.
   */
  async passOn(registrationId: string, fromPersonId: string): Promise<void> {
    await this.db.query('SELECT 1 FROM registrations WHERE id = $1 FOR NO KEY UPDATE', [registrationId]);
    const refused = await this.db.query<{ id: string; scopeId: string; state: string }>(
      `DELETE FROM bookings WHERE registration_id = $1 AND state = 'refused' RETURNING id, event_id AS "scopeId", state`,
      [registrationId],
    );
    await this.engine.endAll(
      bookingWorkflow,
      refused.map((row) => ({ ...row, data: { registrationId, personId: fromPersonId } })),
    );
    const rows = await this.db.query<PassedOn>(
      `SELECT b.id, b.state, d.starts_at, d.cut_off_at, e.time_zone, v.house_rules, p.nationality, p.birth_date
         FROM bookings b JOIN departures d ON d.id = b.departure_id JOIN site_visits v ON v.id = d.site_visit_id
         JOIN events e ON e.id = b.event_id JOIN registrations r ON r.id = b.registration_id JOIN persons p ON p.id = r.person_id
        WHERE b.registration_id = $1 AND b.state IN ('wished', 'waitlisted', 'offered', 'confirmed', 'cleared')
          AND d.state NOT IN ('departed', 'returned', 'reported')
        ORDER BY b.departure_id FOR NO KEY UPDATE OF b`,
      [registrationId],
    );
    for (const row of rows) {
      const { id, state, starts_at, time_zone, house_rules, nationality, birth_date } = row;
      if (state === 'offered')
        await this.cancelBySystem(id, 'The place was offered to the person who does not come.');
      else if (endsWithReplacement(house_rules, row.cut_off_at, this.clock.now()))
        await this.cancelBySystem(id, 'The host takes nobody in the place of somebody who does not come.');
      else if (keptOut(house_rules, { nationality, birthDate: birth_date }, starts_at, time_zone))
        await this.cancelBySystem(id, 'The house rules keep out the person to whom the registration passed.');
      else if (state === 'cleared')
        await this.engine.apply(bookingWorkflow, id, {
          transition: 'recheck',
          comment: 'The registration has passed to another person.',
          principal: systemPrincipal,
        });
    }
  }

  private async cancelBySystem(id: string, comment: string): Promise<void> {
    await this.engine.apply(bookingWorkflow, id, {
      transition: 'cancel',
      comment,
      principal: systemPrincipal,
    });
  }

  private async wantedDeparture(eventId: string, id: string): Promise<WantedDeparture> {
    const departure = await this.db.one<WantedDeparture>(
      `SELECT d.id, d.site_visit_id, d.state, d.starts_at, d.ends_at, d.cut_off_at, v.house_rules, v.booking_mode,
              v.allocated_at
         FROM departures d JOIN site_visits v ON v.id = d.site_visit_id WHERE d.event_id = $1 AND d.id = $2`,
      [eventId, id],
    );
    if (!departure) throw httpProblems.notFound('There is no such departure in this event.');
    return departure;
  }

  private async lockParticipant(eventId: string, registrationId: string): Promise<ParticipantRow> {
    const participant = await this.db.one<ParticipantRow>(
      `SELECT r.state, p.nationality, p.birth_date FROM registrations r JOIN persons p ON p.id = r.person_id
        WHERE r.event_id = $1 AND r.id = $2 FOR NO KEY UPDATE OF r`,
      [eventId, registrationId],
    );
    if (!participant)
      throw registrationProblems.registrationUnknown({
        detail: 'Choose a registration of this event.',
        errors: [
          { pointer: '/registrationId', code: 'unknown', message: 'is not a registration of this event' },
        ],
      });
    return participant;
  }

  private assertTakesBookings({ state, cut_off_at }: WantedDeparture): void {
    if (state !== 'open')
      throw siteVisitProblems.departureNotOpen(
        `The departure is ${state}; bookings are taken while it is open.`,
      );
    if (this.clock.now() >= cut_off_at)
      throw siteVisitProblems.departureNotOpen(`Booking closed at ${cut_off_at.toISOString()}.`);
  }

  private others(registrationId: string, departure: WantedDeparture): Promise<OtherBooking[]> {
    return this.db.query<OtherBooking & Record<string, unknown>>(
      `SELECT departure_id, site_visit_id, state, during && tstzrange($2, $3) AS clashes FROM bookings
        WHERE registration_id = $1 AND state NOT IN ('wished', 'cancelled') ORDER BY created_at, id`,
      [registrationId, departure.starts_at, departure.ends_at],
    );
  }

  /** @throws 409 for somebody who has a seat in a session at that time */
  private async assertNoSeat(
    eventId: string,
    registrationId: string,
    { starts_at: startsAt, ends_at: endsAt }: WantedDeparture,
  ): Promise<void> {
    const seats = await this.commitments.seats({
      eventId,
      registrationIds: [registrationId],
      startsAt,
      endsAt,
    });
    if (seats.length > 0) throw siteVisitProblems.bookingClashes(inTheWay(seats));
  }

  /** The first in line who can go, while a place is free and the cut-off has not passed; with `id`, only if it is that one. */
  private nextInLine(
    departureId: string,
    id?: string,
  ): Promise<{ id: string; registration_id: string } | undefined> {
    return this.db.one<{ id: string; registration_id: string }>(
      `SELECT b.id, b.registration_id
         FROM bookings b
         JOIN departures d ON d.id = b.departure_id
         JOIN registrations r ON r.id = b.registration_id
        WHERE b.departure_id = $1 AND b.state = 'waitlisted' AND ($3::uuid IS NULL OR b.id = $3)
          AND d.state = 'open' AND d.cut_off_at > $2 AND d.taken < d.seats AND r.state = 'confirmed'
          AND (d.kept = 0 OR (SELECT o.seats > 0 FROM seats_open_to(d.id, r.id) o))
          AND NOT EXISTS (SELECT 1 FROM bookings other
                           WHERE other.registration_id = b.registration_id AND other.id <> b.id
                             AND other.state IN ('confirmed', 'cleared', 'boarded') AND other.during && b.during)
          AND NOT EXISTS (SELECT 1 FROM sign_ups u
                           WHERE u.registration_id = b.registration_id AND u.state = 'confirmed' AND u.during && b.during)
        ORDER BY b.queue_number LIMIT 1`,
      [departureId, this.clock.now(), id ?? null],
    );
  }
}

/** @throws 409 for participants as long as the places are still to be shared out among all who wish for them */
function assertNotShared({ booking_mode, allocated_at }: WantedDeparture): void {
  const principal = currentPrincipal();
  if (booking_mode !== 'allocation' || allocated_at !== null || mayBookForOthers(principal)) return;
  throw siteVisitProblems.placesAreAllocated(
    'Put the visit on your list of wishes. What is left after the allocation can be booked.',
  );
}

/** The walls of the database, in words; met only when two acts on one registration passed every look before them. */
function explain(error: unknown): never {
  if (isSqlError(error, sqlState.exclusionViolation, 'bookings_no_clash')) throw clashing();
  if (isSqlError(error, sqlState.uniqueViolation, 'bookings_departure_key'))
    throw siteVisitProblems.alreadyBooked('The booking is there.');
  if (isSqlError(error, sqlState.uniqueViolation, 'bookings_visit_key'))
    throw siteVisitProblems.visitAlreadyBooked(
      'One departure of a visit per person: cancel the other booking first.',
    );
  throw error;
}
