import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { Outbox } from '../../platform/outbox/outbox';
import { WorkflowEngine } from '../../platform/workflow/engine';
import type { TransitionContext } from '../../platform/workflow/binding';
import { Commitments } from '../../registrations/sign-ups/commitments.service';
import { Seats } from '../../registrations/sign-ups/seats.service';
import { promoteNext } from '../departures/departures.jobs';
import { siteVisitProblems } from '../site-visits.errors';
import {
  bookingCancelled,
  bookingConfirmed,
  bookingPromoted,
  bookingWaitlisted,
} from '../site-visits.notices';
import { BookingNotices } from './booking-notices.service';
import { clashing, seated } from './booking.rules';
import type { BookingRow } from './booking.view';
import { bookingChanged, bookingWorkflow } from './booking.workflow';
import { BookingsQueries } from './bookings.queries';

interface Outcome extends Record<string, unknown> {
  readonly free: boolean;
  readonly queue_last: number;
  readonly seats_left: boolean;
  readonly during: string;
}

type Step = TransitionContext<BookingRow>;

/** The code behind the workflow of bookings. Every place is taken and given back here, by statements that lock the departure. */
@Injectable()
export class BookingSteps {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly notices: BookingNotices,
    private readonly commitments: Commitments,
    private readonly seats: Seats,
    engine: WorkflowEngine,
    queries: BookingsQueries,
  ) {
    engine.bind<
      keyof typeof bookingWorkflow.states,
      keyof typeof bookingWorkflow.transitions,
      keyof typeof bookingWorkflow.conditions,
      keyof typeof bookingWorkflow.effects,
      BookingRow
    >(bookingWorkflow, {
      conditions: {
        beforeCutOff: ({ row }) => this.departureIs(row, `state = 'open' AND cut_off_at > $2`),
        noClash: ({ row }) => this.isFree(row),
        notLeft: ({ row }) => this.departureIs(row, `state NOT IN ('departed', 'returned', 'reported')`),
        boarding: ({ row }) => this.departureIs(row, `state IN ('closed', 'cleared', 'departed')`),
        onTheWay: ({ row }) => this.departureIs(row, `state IN ('departed', 'returned')`),
      },
      choose: {
        allocate: (step) => this.allocate(step),
        promote: (step) => this.promote(step),
      },
      sets: {
        choose: { allocate: (steps) => this.allocateAll(steps) },
        effects: { tellPerson: (steps) => this.tellPeople(steps) },
      },
      effects: {
        givePlaceOn: (step) => this.givePlaceOn(step),
        tellPerson: (step) => this.tellPeople([step]),
        tellPromoted: ({ row, recordId }) => notices.tell(bookingPromoted, row, recordId),
        tellCancelled: (step) => this.tellCancelled(step),
      },
      view: (id, eventId) => queries.booking(eventId, id),
      fact: bookingChanged,
    });
  }

  /**
   * Takes a free place or the next number in the line, decided and counted under one lock of the departure. Whoever
   * comes while others wait goes to the end of the line, even if a place has just fallen free.
   */
  private async allocate({ row, set }: Step): Promise<'confirmed' | 'waitlisted'> {
    // In a statement of its own: one that locks and counts would have to queue once more behind those who wait for it,
    // while bookings that are being written hold a share in the departure's key.
    await this.db.query('SELECT FROM departures WHERE id = $1 FOR NO KEY UPDATE', [row.departure_id]);
    const outcome = await this.db.one<Outcome>(
      `WITH locked AS (
         SELECT id, kept, taken < seats AS has_seat, waiting = 0 AS nobody_waits FROM departures
          WHERE id = $1 AND state = 'open' AND cut_off_at > $2
       )
       UPDATE departures d
          SET taken = d.taken + CASE WHEN seat.free THEN 1 ELSE 0 END,
              waiting = d.waiting + CASE WHEN seat.free THEN 0 ELSE 1 END,
              queue_last = d.queue_last + CASE WHEN seat.free THEN 0 ELSE 1 END
         FROM locked
        CROSS JOIN LATERAL (
          SELECT CASE WHEN locked.kept = 0 THEN locked.has_seat AND locked.nobody_waits
                      -- Those who wait cannot take a seat that is kept for others.
                      ELSE (SELECT o.seats > 0 AND (locked.nobody_waits OR o.own) FROM seats_open_to(locked.id, $3) o) END AS free
          OFFSET 0) seat
        WHERE d.id = locked.id
       RETURNING seat.free, d.queue_last, d.taken < d.seats AS seats_left, tstzrange(d.starts_at, d.ends_at)::text AS during`,
      [row.departure_id, this.clock.now(), row.registration_id],
    );
    if (!outcome) throw siteVisitProblems.departureNotOpen('Booking was closed just now.');
    // Again from the locked departure: it may have been moved since the booking was written.
    set({ during: outcome.during });
    if (outcome.free) return 'confirmed';
    set({ queue_number: outcome.queue_last });
    if (outcome.seats_left) await this.promise(row.departure_id);
    return 'waitlisted';
  }

  /** The same for those who came together, in their order: what is free goes to the first of them. */
  private async allocateAll(steps: readonly Step[]): Promise<('confirmed' | 'waitlisted')[]> {
    const departures = [...new Set(steps.map(({ row }) => row.departure_id))].sort();
    const chosen = new Map<Step, 'confirmed' | 'waitlisted'>();
    for (const departureId of departures) {
      const coming = steps.filter(({ row }) => row.departure_id === departureId);
      await this.db.query('SELECT FROM departures WHERE id = $1 FOR NO KEY UPDATE', [departureId]);
      const outcome = await this.db.one<Outcome & { given: number }>(
        `UPDATE departures d
            SET taken = d.taken + n.given, waiting = d.waiting + $3 - n.given, queue_last = d.queue_last + $3 - n.given
           FROM (SELECT id, CASE WHEN waiting = 0 THEN LEAST($3::integer, GREATEST(0, seats - taken)) ELSE 0 END AS given
                   FROM departures WHERE id = $1 AND kept = 0 AND state = 'open' AND cut_off_at > $2) n
          WHERE d.id = n.id
         RETURNING n.given, d.queue_last, d.taken < d.seats AS seats_left, tstzrange(d.starts_at, d.ends_at)::text AS during`,
        [departureId, this.clock.now(), coming.length],
      );
      if (!outcome) {
        // Whom a seat is kept for is another question for each of them; and so is what is closed by now.
        for (const step of coming) chosen.set(step, await this.allocate(step));
        continue;
      }
      const { given, during } = outcome;
      const firstNumber = outcome.queue_last - (coming.length - given) + 1;
      for (const [index, step] of coming.entries()) {
        step.set({ during });
        if (index >= given) step.set({ queue_number: firstNumber + index - given });
        chosen.set(step, index < given ? 'confirmed' : 'waitlisted');
      }
      if (given < coming.length && outcome.seats_left) await this.promise(departureId);
    }
    return steps.map((step) => chosen.get(step)!);
  }

  private async promote({ row, now }: Step): Promise<'confirmed'> {
    await this.commitments.hold([row.registration_id]);
    // Again, because something may have been given to the participant before they were held.
    if (!(await this.isFree(row))) throw clashing();
    const { rowCount } = await this.db.execute(
      `UPDATE departures SET taken = taken + 1, waiting = waiting - 1
        WHERE id = $1 AND taken < seats AND state = 'open' AND cut_off_at > $2
          AND (kept = 0 OR (SELECT o.seats > 0 FROM seats_open_to(id, $3) o))`,
      [row.departure_id, now, row.registration_id],
    );
    if (rowCount === 0)
      throw siteVisitProblems.noPlaceFree('Cancel another booking first, or raise the number of places.');
    return 'confirmed';
  }

  private async givePlaceOn({ row, from, now }: Step): Promise<void> {
    const departure = await this.db.one<{ wanted: boolean }>(
      `UPDATE departures SET taken = taken - $2, waiting = waiting - $3 WHERE id = $1
       RETURNING state = 'open' AND cut_off_at > $4 AND waiting > 0 AND taken < seats AS wanted`,
      [row.departure_id, seated.includes(from) ? 1 : 0, from === 'waitlisted' ? 1 : 0, now],
    );
    if (departure?.wanted) await this.promise(row.departure_id);
    // The time is free in which the participant could not take a seat in a session.
    if (seated.includes(from)) await this.seats.promiseWaiting([row.registration_id]);
  }

  /** Tells each whether they have a place or wait for one. */
  private async tellPeople(steps: readonly Step[]): Promise<void> {
    for (const [state, notice] of [
      ['confirmed', bookingConfirmed],
      ['waitlisted', bookingWaitlisted],
    ] as const)
      await this.notices.tellEach(
        notice,
        steps.filter(({ to }) => to === state),
      );
  }

  private promise(departureId: string): Promise<void> {
    return this.outbox.enqueue(promoteNext, { departureId }, { key: departureId });
  }

  /** When the whole departure is cancelled, that is what its people are told, all at once. */
  private async tellCancelled({ row, recordId }: Step): Promise<void> {
    if (await this.departureIs(row, `state <> 'cancelled'`))
      await this.notices.tell(bookingCancelled, row, recordId);
  }

  private async departureIs(row: BookingRow, condition: string): Promise<boolean> {
    const values: unknown[] = [row.departure_id];
    if (condition.includes('$2')) values.push(this.clock.now());
    return (
      (await this.db.one(`SELECT 1 FROM departures WHERE id = $1 AND ${condition}`, values)) !== undefined
    );
  }

  private async isFree(row: BookingRow): Promise<boolean> {
    const clash = await this.db.one(
      `SELECT 1 FROM bookings b JOIN bookings other USING (registration_id)
        WHERE b.id = $1 AND other.id <> b.id AND other.during && b.during AND other.state IN ('confirmed', 'cleared', 'boarded')
       UNION ALL
       SELECT 1 FROM bookings b JOIN sign_ups u USING (registration_id)
        WHERE b.id = $1 AND u.during && b.during AND u.state = 'confirmed'
       LIMIT 1`,
      [row.id],
    );
    return clash === undefined;
  }
}
