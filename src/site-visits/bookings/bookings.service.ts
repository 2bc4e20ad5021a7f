import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { assertVersion } from '../../platform/http/concurrency';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal, systemPrincipal } from '../../platform/http/request-context';
import { WorkflowEngine } from '../../platform/workflow/engine';
import type { HouseRules } from '../site-visit.input';
import { isFrozen } from '../manifests/manifest.rules';
import { assertMayBookFor, endsWithReplacement, keptOut } from './booking.rules';
import type { BookingRow } from './booking.view';
import { bookingWorkflow } from './booking.workflow';

interface ParticipantRow extends Record<string, unknown> {
  state: string;
  nationality: string | null;
  birth_date: string | null;
}

/** A booking of a registration that has passed to another person, with what the host wants to know of that person. */
interface PassedOn extends ParticipantRow {
  readonly id: string;
  readonly departure_state: string;
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
 * Writes of bookings that are there; new ones are made at the {@link BookingCounter}. Every act locks in the same order:
 * registrations by their ids, bookings, departure; so no two acts wait for each other.
 */
@Injectable()
export class BookingsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
  ) {}

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
    const from = [...bookingWorkflow.transitions.cancel.from, 'boarded'];
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

  /** Cancels bookings of a departure that was cancelled; who is on board gets off before. */
  async cancelThese(bookings: readonly CancelledBooking[]): Promise<void> {
    await this.engine.applyAll(
      bookingWorkflow,
      bookings.flatMap(({ id, state }) => (state === 'boarded' ? id : [])),
      { transition: 'unboard', comment: 'The departure is cancelled.', principal: systemPrincipal },
    );
    const ids = bookings.map(({ id }) => id);
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
      `SELECT b.id, b.state, d.state AS departure_state, d.starts_at, d.cut_off_at, e.time_zone, v.house_rules, p.nationality, p.birth_date
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
      // Nobody is put on the coach silently: a coordinator can let the other person go, and says why.
      else if (isFrozen(row.departure_state) && house_rules.replacement !== 'kept')
        await this.cancelBySystem(id, 'The host has its list, with the person who does not come.');
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

  /** Takes back what is offered on a departure that takes no more bookings, and tells those who had still time to accept. */
  async withdrawOffers(departureId: string): Promise<void> {
    await this.db.transaction(async () => {
      const rows = await this.db.query<{ id: string }>(
        `SELECT b.id FROM bookings b JOIN departures d ON d.id = b.departure_id
          WHERE b.departure_id = $1 AND b.state = 'offered' AND d.state NOT IN ('planned', 'open') ORDER BY b.id FOR NO KEY UPDATE OF b`,
        [departureId],
      );
      await this.engine.applyAll(
        bookingWorkflow,
        rows.map(({ id }) => id),
        { transition: 'lapse', comment: 'Booking was closed.', principal: systemPrincipal },
      );
    });
  }

  private async cancelBySystem(id: string, comment: string): Promise<void> {
    await this.engine.apply(bookingWorkflow, id, {
      transition: 'cancel',
      comment,
      principal: systemPrincipal,
    });
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
