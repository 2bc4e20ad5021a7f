import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import type { Problem } from '../../platform/http/problem';
import { systemPrincipal } from '../../platform/http/request-context';
import { Outbox } from '../../platform/outbox/outbox';
import { WorkflowEngine } from '../../platform/workflow/engine';
import type { TransitionContext } from '../../platform/workflow/binding';
import { Commitments } from '../../registrations/sign-ups/commitments.service';
import { Seats } from '../../registrations/sign-ups/seats.service';
import { promoteNext } from '../departures/departures.jobs';
import { ClearanceRemarkInput, RefusalInput } from '../hosts/clearance.input';
import { assertRefusalWhole } from '../hosts/clearance.rules';
import { HostAnswers, type Answer } from '../hosts/host-answers.service';
import { siteVisitProblems } from '../site-visits.errors';
import {
  bookingCancelled,
  bookingConfirmed,
  bookingNotReceived,
  bookingPromoted,
  bookingWaitlisted,
} from '../site-visits.notices';
import { PromoteInput, type OverrideInput } from '../manifests/manifest.input';
import { isFrozen } from '../manifests/manifest.rules';
import { ManifestsService } from '../manifests/manifests.service';
import { AllocateInput } from './booking.input';
import { BookingNotices } from './booking-notices.service';
import { AttendanceInput, ReinstateInput } from './booking.input';
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

/** New numbers in the waiting list, by booking. */
export class Requeued {
  constructor(readonly numbers: ReadonlyMap<string, number>) {}
}

/** The departure to which bookings go, with the numbers of those who wait. */
export class Regrouped {
  constructor(
    readonly departureId: string,
    /** A range, as PostgreSQL writes it. */
    readonly during: string,
    readonly numbers: ReadonlyMap<string, number>,
  ) {}
}

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
    private readonly answers: HostAnswers,
    private readonly manifests: ManifestsService,
    private readonly engine: WorkflowEngine,
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
        beforeCutOff: (step) => this.takesBookings(step),
        noClash: ({ row }) => this.isFree(row),
        notLeft: ({ row }) => this.departureIs(row, `state NOT IN ('departed', 'returned', 'reported')`),
        boarding: ({ row }) =>
          this.departureIs(row, `state IN ('closed', 'cleared', 'departed', 'returned')`),
        onTheWay: ({ row }) => this.departureIs(row, `state IN ('departed', 'returned')`),
        hasLeft: ({ row }) => this.departureIs(row, `state IN ('departed', 'returned', 'reported')`),
        notLeftOrWaits: ({ row, principal }) =>
          (row.state === 'waitlisted' && principal.kind === 'system') ||
          this.departureIs(row, `state NOT IN ('departed', 'returned', 'reported')`),
        inTime: ({ row, now }) => row.offer_expires_at !== null && now < row.offer_expires_at,
      },
      choose: {
        allocate: (step) => this.allocate(step),
        promote: (step) => this.promote(step),
        refuse: ({ input }) => {
          assertRefusalWhole(input as RefusalInput);
          return 'refused';
        },
        reinstate: (step) => this.reinstate(step),
        accept: (step) => this.accept(step),
        requeue: ({ id, input, set }) => {
          set({ queue_number: (input as Requeued).numbers.get(id) });
          return 'waitlisted';
        },
        regroup: ({ row, input, set, note }) => {
          const { departureId, during, numbers } = input as Regrouped;
          const number = numbers.get(row.id);
          set({ departure_id: departureId, during, queue_number: number ?? row.queue_number });
          note({ from: row.departure_id, to: departureId });
          return row.state as 'waitlisted' | 'confirmed' | 'cleared' | 'offered';
        },
        correct: (step) => this.correct(step),
        board: async (step) => (await this.board([step]))[0]!,
        unboard: (step) => this.unboard(step),
      },
      sets: {
        choose: {
          allocate: (steps) => this.allocateAll(steps),
          board: (steps) => this.board(steps),
        },
        effects: {
          tellPerson: (steps) => this.tellPeople(steps),
          keepWord: (steps) => this.keepWord(steps),
        },
      },
      effects: {
        givePlaceOn: (step) => this.givePlaceOn(step),
        tellPerson: (step) => this.tellPeople([step]),
        tellPromoted: ({ row, recordId }) => notices.tell(bookingPromoted, row, recordId),
        tellCancelled: (step) => this.tellCancelled(step),
        tellNotReceived: ({ row, recordId }) => notices.tell(bookingNotReceived, row, recordId),
        keepWord: (step) => this.keepWord([step]),
        withdrawOthers: (step) => this.withdrawOthers(step),
      },
      inputs: {
        allocate: AllocateInput,
        promote: PromoteInput,
        clear: ClearanceRemarkInput,
        refuse: RefusalInput,
        reinstate: ReinstateInput,
        requeue: Requeued,
        regroup: Regrouped,
        correct: AttendanceInput,
      },
      view: (id, eventId) => queries.booking(eventId, id),
      fact: bookingChanged,
    });
  }

  /**
   * Takes a free place or the next number in the line, decided and counted under one lock of the departure. Whoever
   * comes while others wait goes to the end of the line, even if a place has just fallen free.
   */
  private async allocate({ row, set, input }: Step): Promise<'confirmed' | 'waitlisted'> {
    const { override } = input as AllocateInput;
    // In a statement of its own: one that locks and counts would have to queue once more behind those who wait for it,
    // while bookings that are being written hold a share in the departure's key.
    await this.db.query('SELECT FROM departures WHERE id = $1 FOR NO KEY UPDATE', [row.departure_id]);
    const outcome = await this.db.one<Outcome>(
      `WITH locked AS (
         SELECT id, kept, taken < seats AS has_seat, waiting = 0 AS nobody_waits FROM departures
          WHERE id = $1 AND CASE WHEN $4::boolean THEN state IN ('closed', 'cleared') ELSE state = 'open' AND cut_off_at > $2 END
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
      [row.departure_id, this.clock.now(), row.registration_id, override !== undefined],
    );
    if (!outcome) throw siteVisitProblems.departureNotOpen('Booking was closed just now.');
    if (override !== undefined) {
      // Nobody waits for a place that does not fall free by itself any more.
      if (!outcome.free) throw noPlace();
      await this.override(row, override);
    }
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

  private async promote({ row, now, input }: Step): Promise<'confirmed'> {
    const { override } = input as PromoteInput;
    await this.commitments.hold([row.registration_id]);
    // Again, because something may have been given to the participant before they were held.
    if (!(await this.isFree(row))) throw clashing();
    const { rowCount } = await this.db.execute(
      `UPDATE departures SET taken = taken + 1, waiting = waiting - 1
        WHERE id = $1 AND taken < seats
          AND CASE WHEN $4::boolean THEN state IN ('closed', 'cleared') ELSE state = 'open' AND cut_off_at > $2 END
          AND (kept = 0 OR (SELECT o.seats > 0 FROM seats_open_to(id, $3) o))`,
      [row.departure_id, now, row.registration_id, override !== undefined],
    );
    if (rowCount === 0) throw noPlace();
    if (override !== undefined) await this.override(row, override);
    return 'confirmed';
  }

  /** A place again for somebody whom the host does receive after all; once it has its list, by a word of the coordinator. */
  private async reinstate({ row, input }: Step): Promise<'confirmed'> {
    const { override } = input as ReinstateInput;
    await this.commitments.hold([row.registration_id]);
    if (!(await this.isFree(row))) throw clashing();
    const departure = await this.db.one<{ state: string }>(
      `UPDATE departures SET taken = taken + 1
        WHERE id = $1 AND taken < seats AND state IN ('open', 'closed', 'cleared')
          AND (kept = 0 OR (SELECT o.seats > 0 FROM seats_open_to(id, $2) o))
       RETURNING state`,
      [row.departure_id, row.registration_id],
    );
    if (!departure)
      throw siteVisitProblems.noPlaceFree('The place has gone to somebody else. Raise the number of places.');
    if (override !== undefined || isFrozen(departure.state)) await this.override(row, override);
    return 'confirmed';
  }

  /** What the host has said; all steps are of one request, and say the same. */
  private async keepWord(steps: readonly Step[]): Promise<void> {
    const { transition, input, principal } = steps[0]!;
    const ids = steps.map(({ id }) => id);
    await this.answers.keep(transition as Answer, ids, input as Partial<RefusalInput>, principal);
  }

  /** Puts on record who lets somebody go in spite of the cut-off, once the departure is locked. */
  private async override(row: BookingRow, override: OverrideInput | undefined): Promise<void> {
    const { state, person_id } = (await this.db.one<{ state: string; person_id: string }>(
      'SELECT d.state, r.person_id FROM departures d, registrations r WHERE d.id = $1 AND r.id = $2',
      [row.departure_id, row.registration_id],
    ))!;
    await this.manifests.override({ id: row.departure_id, eventId: row.event_id, state }, 'add', override, [
      person_id,
    ]);
  }

  /** Whether somebody who waits can get a place: until the cut-off, and afterwards if a coordinator says why. */
  private async takesBookings({ row, input, principal }: Step): Promise<boolean | string> {
    const { override } = input as PromoteInput;
    if (principal.kind === 'system' && override === undefined)
      return this.departureIs(row, `state = 'open' AND cut_off_at > $2`);
    const { state } = (await this.db.one<{ state: string }>('SELECT state FROM departures WHERE id = $1', [
      row.departure_id,
    ]))!;
    if (isFrozen(state))
      return (
        override !== undefined ||
        'The host has its list. If it must be, say why in "input": {"override": {"reason": "…"}}; the host is sent an amendment.'
      );
    return override === undefined && (await this.departureIs(row, `state = 'open' AND cut_off_at > $2`));
  }

  /** The place is held already; whether the person can still be there is looked at while nobody else gives them anything. */
  private async accept({ row }: Step): Promise<'confirmed'> {
    await this.commitments.hold([row.registration_id]);
    if (!(await this.isFree(row))) throw clashing();
    const other = await this.db.one<{ id: string; state: string }>(
      `SELECT id, state FROM bookings WHERE registration_id = $1 AND site_visit_id = $2 AND id <> $3
          AND state IN ('waitlisted', 'confirmed', 'cleared', 'boarded', 'returned')`,
      [row.registration_id, row.site_visit_id, row.id],
    );
    if (!other) return 'confirmed';
    if (other.state !== 'waitlisted')
      throw siteVisitProblems.visitAlreadyBooked(
        'One departure of a visit per person: cancel the other booking first.',
      );
    await this.engine.apply(bookingWorkflow, other.id, {
      transition: 'cancel',
      comment: 'The person has accepted a place on another departure of the visit.',
      principal: systemPrincipal,
      silent: true,
    });
    return 'confirmed';
  }

  /** What else was held for the same loss is free again. */
  private async withdrawOthers({ row }: Step): Promise<void> {
    if (row.offered_by === null) return;
    const others = await this.db.query<{ id: string }>(
      `SELECT id FROM bookings WHERE offered_by = $1 AND registration_id = $2 AND state = 'offered' AND id <> $3 ORDER BY departure_id`,
      [row.offered_by, row.registration_id, row.id],
    );
    for (const { id } of others)
      await this.engine.apply(bookingWorkflow, id, {
        transition: 'decline',
        comment: 'The person has accepted another place.',
        principal: systemPrincipal,
      });
  }

  /** Attendance as it was after all. Seats do not change: whoever had one and did not come had it all the same. */
  private async correct({ row, input, set, note }: Step): Promise<'returned' | 'no_show'> {
    const { went, excused = false } = input as AttendanceInput;
    if (went) {
      const other = await this.db.one(
        `SELECT 1 FROM bookings WHERE registration_id = $1 AND site_visit_id = $2 AND id <> $3
            AND state IN ('waitlisted', 'confirmed', 'cleared', 'boarded', 'returned')`,
        [row.registration_id, row.site_visit_id, row.id],
      );
      if (other)
        throw siteVisitProblems.visitAlreadyBooked(
          'The person has a booking on another departure of this visit; one of the two is not true.',
        );
    }
    set({ excused: !went && excused });
    note({ went, excused: !went && excused });
    return went ? 'returned' : 'no_show';
  }

  /**
   * Who was thought not to have come may have asked for another departure of the visit since. Who only waits there went after
   * all, and waits no more; who has a place there, or elsewhere at that time, is not on board here.
   */
  private async board(steps: readonly Step[]): Promise<'boarded'[]> {
    const late = steps.filter(({ from }) => from === 'no_show').map(({ id }) => id);
    if (late.length > 0) {
      const others = await this.db.query<{ id: string; waits: boolean; same_visit: boolean }>(
        `SELECT o.id, o.state = 'waitlisted' AS waits, o.site_visit_id = b.site_visit_id AS same_visit
           FROM bookings b JOIN bookings o ON o.registration_id = b.registration_id AND o.id <> b.id
          WHERE b.id = ANY ($1::uuid[])
            AND (o.site_visit_id = b.site_visit_id AND o.state IN ('waitlisted', 'confirmed', 'cleared', 'boarded', 'returned')
                 OR o.during && b.during AND o.state IN ('confirmed', 'cleared', 'boarded'))
          ORDER BY o.id FOR UPDATE OF o`,
        [late],
      );
      const place = others.find(({ waits }) => !waits);
      if (place)
        throw place.same_visit
          ? siteVisitProblems.visitAlreadyBooked(
              'The person has a place on another departure of this visit: cancel that one first.',
            )
          : clashing();
      await this.engine.applyAll(
        bookingWorkflow,
        others.map(({ id }) => id),
        {
          transition: 'cancel',
          comment: 'The person went with another departure of the visit after all.',
          principal: systemPrincipal,
          silent: true,
        },
      );
    }
    return steps.map(() => 'boarded');
  }

  /** Who is taken off again is what they were before; of a departure that has left, they did not come. */
  private async unboard({ row }: Step): Promise<'confirmed' | 'cleared' | 'no_show'> {
    if (await this.departureIs(row, `state IN ('departed', 'returned', 'reported')`)) return 'no_show';
    const record = await this.db.one<{ from_state: string }>(
      `SELECT from_state FROM transition_records WHERE subject_id = $1 AND transition = 'board' ORDER BY id DESC LIMIT 1`,
      [row.id],
    );
    return record?.from_state === 'cleared' ? 'cleared' : 'confirmed';
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
  private async tellCancelled({ row, from, silent, recordId, transition, now }: Step): Promise<void> {
    // Whoever does it silently tells in other words; nobody had what was only offered.
    if (silent || (from === 'offered' && !endsBeforeItsTime(transition, row, now))) return;
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

/** Whether an offer is withdrawn that would still be good by what its person was told. */
const endsBeforeItsTime = (transition: string, row: BookingRow, now: Date): boolean =>
  transition === 'lapse' && row.offer_expires_at !== null && now < row.offer_expires_at;

const noPlace = (): Problem =>
  siteVisitProblems.noPlaceFree('Cancel another booking first, or raise the number of places.');
