import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { assertVersion } from '../../platform/http/concurrency';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal, systemPrincipal } from '../../platform/http/request-context';
import { Outbox } from '../../platform/outbox/outbox';
import type { TransitionContext } from '../../platform/workflow/binding';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { Commitments } from '../../registrations/sign-ups/commitments.service';
import { Seats } from '../../registrations/sign-ups/seats.service';
import { isFrozen } from '../manifests/manifest.rules';
import { ManifestsService } from '../manifests/manifests.service';
import { ChangeRecord, planOf } from '../changes/change-record.service';
import { AlternativesService } from '../changes/alternatives.service';
import { CoachesService } from '../coaches/coaches.service';
import { Departing } from '../headcounts/departing.service';
import { siteVisitProblems } from '../site-visits.errors';
import { isStaff } from '../site-visits.queries';
import {
  DepartInput,
  DepartureCancelInput,
  DepartureReportInput,
  DepartureReturnInput,
  type DepartureChanges,
  type DepartureInput,
} from './departure.input';
import { coachSeatsOf, seatsOf, timeFaults } from './departure.rules';
import type { DepartureRow, DepartureView } from './departure.view';
import { departureChanged, departureMoved, departureWorkflow } from './departure.workflow';
import { cancelBookings, promoteNext } from './departures.jobs';
import { DeparturesQueries } from './departures.queries';

interface DepartureTimes {
  readonly startsAt?: string | Date;
  readonly endsAt?: string | Date;
  readonly cutOffAt?: string | Date;
}

/** States in which a departure has not left, and can be changed. */
const changeable = new Set(['planned', 'open', 'closed', 'cleared']);

/** Writes of departures, and the code behind their workflow. */
@Injectable()
export class DeparturesService {
  private readonly departures: Rows;

  constructor(
    private readonly db: Database,
    clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly outbox: Outbox,
    private readonly queries: DeparturesQueries,
    private readonly seats: Seats,
    private readonly commitments: Commitments,
    private readonly manifests: ManifestsService,
    private readonly record: ChangeRecord,
    private readonly alternatives: AlternativesService,
    private readonly coaches: CoachesService,
    departing: Departing,
  ) {
    this.departures = new Rows(db, clock, 'departures');
    engine.bind<
      keyof typeof departureWorkflow.states,
      keyof typeof departureWorkflow.transitions,
      'beforeCutOff' | 'nobodyAboard',
      'cancelBookings' | 'freezeManifest' | 'recordNoShows' | 'recordReturns',
      DepartureRow
    >(departureWorkflow, {
      conditions: {
        beforeCutOff: ({ row, now }) => now < row.cut_off_at,
        nobodyAboard: async ({ id, principal }) =>
          principal.kind === 'system' || ((await departing.aboard(id)) ?? true),
      },
      effects: {
        cancelBookings: (context) => this.cancelBookings(context),
        freezeManifest: ({ id, principal }) => manifests.freeze(id, principal),
        recordNoShows: ({ id, input }) => departing.recordNoShows(id, input),
        recordReturns: ({ id, input }) => departing.recordReturns(id, input),
      },
      choose: {
        depart: async (context) => {
          context.note(await departing.leave(context.id, context.input));
          return 'departed' as const;
        },
        return: async (context) => {
          context.note(await departing.comeBack(context.id, context.input));
          return 'returned' as const;
        },
        report: ({ input, set }) => {
          set({ report: (input as DepartureReportInput).report });
          return 'reported';
        },
        cancel: (context) => {
          context.set({ calendar_sequence: Number(context.row['calendar_sequence']) + 1 });
          return 'cancelled';
        },
      },
      inputs: {
        depart: DepartInput,
        return: DepartureReturnInput,
        report: DepartureReportInput,
        cancel: DepartureCancelInput,
      },
      view: (id, eventId) => queries.view(eventId, id, isStaff(currentPrincipal())),
      fact: departureChanged,
    });
  }

  async add(event: EventScope, siteVisitId: string, input: DepartureInput): Promise<DepartureView> {
    const { coaches = [], keptBack = 0, capacity, ...values } = input;
    const times = timesOf(event, input);
    const coachSeats = coachSeatsOf(coaches);
    return this.db.transaction(async () => {
      const id = await this.departures
        .insert({
          eventId: event.id,
          siteVisitId,
          state: departureWorkflow.initial,
          ...values,
          ...times,
          capacity,
          coachSeats,
          keptBack,
          seats: seatsOf({ capacity, coachSeats, keptBack }),
        })
        .catch(explain);
      await this.coaches.replace(event.id, id, coaches);
      await this.engine.begin(departureWorkflow, { id, scopeId: event.id });
      return this.queries.view(event.id, id, true);
    });
  }

  /** Changes a departure; if it moves, the times of its bookings move with it, unless that puts somebody in two places. */
  async change(
    event: EventScope,
    id: string,
    version: number,
    changes: DepartureChanges,
    // Where it was decided about everybody: seats in sessions are given up by those who keep their place.
    { seatsGiveWay = false }: { readonly seatsGiveWay?: boolean } = {},
  ): Promise<DepartureView> {
    const { coaches, override, ...values } = changes;
    return this.db.transaction(async () => {
      // People change their seats with the coaches, and offers their time with the cut-off.
      if (
        [changes.startsAt, changes.endsAt, changes.cutOffAt].some((time) => time !== undefined) ||
        coaches !== undefined
      )
        await this.lockBookings(id);
      const row = await this.lock(event.id, id);
      assertVersion(row.version, version);
      if (!changeable.has(row.state))
        throw siteVisitProblems.departureOver(`The departure is ${row.state}; only its record can be read.`);
      const times = newTimes(event, row, changes);
      const places = {
        capacity: changes.capacity ?? row.capacity,
        coachSeats: coaches === undefined ? row.coach_seats : coachSeatsOf(coaches),
        keptBack: changes.keptBack ?? row.kept_back,
      };
      const seats = seatsOf(places);
      assertRoom(seats, row.taken);
      const resized = +times.startsAt !== +row.starts_at || +times.endsAt !== +row.ends_at;
      const moved =
        resized || (values.meetingPoint !== undefined && values.meetingPoint !== row.meeting_point);
      const departure = { id, eventId: event.id, state: row.state };
      if (isFrozen(row.state) ? moved : override !== undefined)
        await this.manifests.override(departure, 'move', override);
      if (resized) {
        // Those too who booked between the look at the bookings and the lock of the departure.
        await this.commitments.hold(await this.registrationsOn(id));
        await this.assertNoClash(id, times.startsAt, times.endsAt, seatsGiveWay);
      }
      await this.departures.update({ id, eventId: event.id }, version, {
        ...values,
        ...times,
        ...places,
        seats,
        ...(moved ? { calendarSequence: Number(row['calendar_sequence']) + 1 } : {}),
      });
      if (coaches !== undefined) await this.coaches.replace(event.id, id, coaches);
      if (resized) await this.moveBookings(id, times.startsAt, times.endsAt);
      // Nothing can be accepted after the cut-off.
      if (times.cutOffAt < row.cut_off_at)
        await this.db.query(
          `UPDATE bookings SET offer_expires_at = $2 WHERE departure_id = $1 AND state = 'offered' AND offer_expires_at > $2`,
          [id, times.cutOffAt],
        );
      if (isFrozen(row.state)) await this.manifests.promise([id]);
      if (moved) await this.outbox.tell(departureMoved, { eventId: event.id, departureId: id });
      if (row.state === 'open' && row.waiting > 0 && seats > row.taken)
        await this.outbox.enqueue(promoteNext, { departureId: id }, { key: id });
      return this.queries.view(event.id, id, true);
    });
  }

  /** Cancels every departure of an event that has not left: the event does not take place. */
  async cancelAll(eventId: string): Promise<void> {
    const rows = await this.db.query<{ id: string }>(
      `SELECT id FROM departures WHERE event_id = $1 AND state = ANY ($2) ORDER BY id`,
      [eventId, departureWorkflow.transitions.cancel.from],
    );
    for (const { id } of rows)
      await this.engine.apply(departureWorkflow, id, {
        transition: 'cancel',
        comment: 'The event is cancelled.',
        principal: systemPrincipal,
      });
  }

  /** Lets a departure wait for its host again if somebody on it is undecided: whoever has this booking. */
  async recheck(eventId: string, bookingId: string): Promise<void> {
    await this.db.transaction(async () => {
      const row = await this.db.one<{ id: string }>(
        `SELECT d.id FROM departures d JOIN bookings b ON b.departure_id = d.id
          WHERE d.event_id = $1 AND b.id = $2 AND b.state = 'confirmed' AND d.state = 'cleared' FOR UPDATE OF d`,
        [eventId, bookingId],
      );
      if (row)
        await this.engine.apply(departureWorkflow, row.id, {
          transition: 'recheck',
          principal: systemPrincipal,
        });
    });
  }

  private async lock(eventId: string, id: string): Promise<DepartureRow> {
    const row = await this.db.one<DepartureRow>(
      `SELECT * FROM departures WHERE event_id = $1 AND id = $2 FOR NO KEY UPDATE`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such departure in this event.');
    return row;
  }

  /**
   * Registrations before bookings before their departure: the order in which every act locks them, so that no two wait for
   * each other.
   */
  private async lockBookings(departureId: string): Promise<void> {
    await this.db.query(
      'SELECT 1 FROM registrations WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE',
      [await this.registrationsOn(departureId)],
    );
    await this.db.query(
      `SELECT id FROM bookings WHERE departure_id = $1 AND state NOT IN ('cancelled', 'refused') ORDER BY id FOR NO KEY UPDATE`,
      [departureId],
    );
  }

  private async registrationsOn(departureId: string): Promise<string[]> {
    const rows = await this.db.query<{ registration_id: string }>(
      `SELECT registration_id FROM bookings WHERE departure_id = $1 AND state IN ('confirmed', 'cleared', 'boarded')`,
      [departureId],
    );
    return rows.map(({ registration_id }) => registration_id);
  }

  /** Writes down how it was planned and on which terms its people are offered other places; the rest is done by the job. */
  private async cancelBookings({
    row,
    id,
    input,
    silent,
    recordId,
  }: TransitionContext<DepartureRow>): Promise<void> {
    // Merged with another one: who was on it has been taken along.
    if (silent) return;
    const { reason = null, reasons = {}, alternatives } = input as DepartureCancelInput;
    await this.record.write({
      id: recordId,
      eventId: row.event_id,
      departureId: id,
      kind: 'cancelled',
      reason,
      reasons,
      was: planOf(row),
      becomes: null,
      terms: this.alternatives.terms(alternatives),
    });
    await this.outbox.enqueue(cancelBookings, { departureId: id, recordId });
  }

  private async assertNoClash(
    departureId: string,
    startsAt: Date,
    endsAt: Date,
    seatsGiveWay: boolean,
  ): Promise<void> {
    const { clashes } = (await this.db.one<{ clashes: number }>(
      `SELECT count(*)::integer AS clashes FROM bookings b
        WHERE b.departure_id = $1 AND b.state IN ('confirmed', 'cleared', 'boarded')
          AND (EXISTS (SELECT 1 FROM bookings other
                        WHERE other.registration_id = b.registration_id AND other.departure_id <> b.departure_id
                          AND other.state IN ('confirmed', 'cleared', 'boarded')
                          AND other.during && tstzrange($2, $3))
               OR NOT $4 AND EXISTS (SELECT 1 FROM sign_ups u
                           WHERE u.registration_id = b.registration_id AND u.state = 'confirmed' AND u.during && tstzrange($2, $3)))`,
      [departureId, startsAt, endsAt, seatsGiveWay],
    ))!;
    if (clashes > 0) throw clash(clashes);
  }

  private async moveBookings(departureId: string, startsAt: Date, endsAt: Date): Promise<void> {
    const moved = await this.db
      .query<{ registration_id: string }>(
        `UPDATE bookings SET during = tstzrange($2, $3) WHERE departure_id = $1 RETURNING registration_id`,
        [departureId, startsAt, endsAt],
      )
      .catch((error: unknown) => {
        // Booked elsewhere since the look above: the exclusion holds whatever was seen.
        if (isSqlError(error, sqlState.exclusionViolation, 'bookings_no_clash')) throw clash(undefined);
        throw error;
      });
    // The time before is free again, for a seat in a session that they could not take.
    await this.seats.promiseWaiting(moved.map(({ registration_id }) => registration_id));
  }
}

function clash(count: number | undefined) {
  const who =
    count === undefined
      ? 'At least one participant'
      : count === 1
        ? 'One participant'
        : `${count} participants`;
  return siteVisitProblems.departureClashes({
    detail: `${who} of this departure would be elsewhere at that time, on another visit or in a session. Choose another time, or decide about each of them with POST …/move; its preview names them.`,
    extra: { clashes: count ?? null },
  });
}

function assertRoom(seats: number, taken: number): void {
  if (seats >= taken) return;
  throw siteVisitProblems.placesTaken({
    detail: `${taken} places are taken and this would leave ${seats}: ${taken - seats} people would lose theirs. Leave more places, or choose who with POST …/shrink; its preview names them.`,
    extra: { seats, taken, tooMany: taken - seats },
  });
}

/** The times after a change. Those that stay are not judged again: the days of the event may have changed since. */
function newTimes(
  event: EventScope,
  row: DepartureRow,
  { startsAt = row.starts_at, endsAt = row.ends_at, cutOffAt = row.cut_off_at }: DepartureTimes,
): { startsAt: Date; endsAt: Date; cutOffAt: Date } {
  if (startsAt === row.starts_at && endsAt === row.ends_at && cutOffAt === row.cut_off_at)
    return { startsAt, endsAt, cutOffAt };
  return timesOf(event, { startsAt, endsAt, cutOffAt });
}

function timesOf(
  event: EventScope,
  given: Required<DepartureTimes>,
): { startsAt: Date; endsAt: Date; cutOffAt: Date } {
  const times = {
    startsAt: new Date(given.startsAt),
    endsAt: new Date(given.endsAt),
    cutOffAt: new Date(given.cutOffAt),
  };
  const errors = timeFaults(times, event);
  if (errors.length > 0)
    throw siteVisitProblems.departureTimesInvalid({
      detail: errors.map(({ pointer, message }) => `${pointer} ${message}.`).join(' '),
      errors,
    });
  return times;
}

function explain(error: unknown): never {
  if (isSqlError(error, sqlState.foreignKeyViolation, 'departures_site_visit_fkey'))
    throw httpProblems.notFound('There is no such site visit in this event.');
  throw error;
}
