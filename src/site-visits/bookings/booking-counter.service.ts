import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { MicroBatch } from '../../platform/database/micro-batch';
import { httpProblems, Problem } from '../../platform/http/problem';
import {
  actingFor,
  currentPrincipal,
  currentRequest,
  systemPrincipal,
} from '../../platform/http/request-context';
import type { Author } from '../../platform/workflow/binding';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { registrationProblems } from '../../registrations/registration.errors';
import { Commitments } from '../../registrations/sign-ups/commitments.service';
import { inTheWay, type Commitment } from '../../registrations/sign-ups/sign-up.rules';
import type { HouseRules } from '../site-visit.input';
import { siteVisitProblems } from '../site-visits.errors';
import {
  assertMayBookFor,
  clashing,
  keptOut,
  mayBookForOthers,
  standingInTheWay,
  type OtherBooking,
} from './booking.rules';
import type { OverrideInput } from '../manifests/manifest.input';
import { isFrozen } from '../manifests/manifest.rules';
import { mayOverride, overrideFault } from '../manifests/manifests.service';
import { AllocateInput, type BookingInput } from './booking.input';
import type { BookingView } from './booking.view';
import { bookingWorkflow } from './booking.workflow';
import { BookingsQueries } from './bookings.queries';

/** What somebody wants at the counter. */
interface Wanted {
  readonly event: EventScope;
  readonly departureId: string;
  readonly registrationId: string;
  /** Why the person goes although booking is over. */
  readonly override?: OverrideInput | undefined;
  readonly by: Author;
}

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
  id: string;
  state: string;
  nationality: string | null;
  birth_date: string | null;
}

/** One departure lets one transaction in at a time; so many bookings in one keep each answer within a few heartbeats. */
const batching = { inFlight: 1, most: 100 } as const;

/**
 * Where places on departures are booked. A departure's row is locked by whoever takes a place, so in a rush everybody would
 * queue for it, each with a transaction of their own; those who come to the counter together go through it together, in
 * the order in which they came, and each gets an answer of their own.
 */
@Injectable()
export class BookingCounter {
  private readonly lines = new Map<string, MicroBatch<Wanted, BookingView | Error>>();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly queries: BookingsQueries,
    private readonly commitments: Commitments,
  ) {}

  /**
   * Books a place for a confirmed participant, or one in the waiting list, in one transaction.
   * @throws 404 for what does not exist for the caller, 409 with the reason why it is not possible
   */
  async book(
    event: EventScope,
    departureId: string,
    { registrationId, override }: BookingInput,
  ): Promise<BookingView> {
    const principal = currentPrincipal();
    assertMayBookFor(principal, registrationId);
    const wanted: Wanted = {
      event,
      departureId: departureId.toLowerCase(),
      registrationId: registrationId.toLowerCase(),
      override,
      by: { principal, requestId: currentRequest()?.requestId ?? null },
    };
    // What is part of a transaction cannot go with others, and whoever overrides the cut-off acts in their own name.
    const isAlone = this.db.inTransaction || override !== undefined;
    const [outcome] = isAlone ? await this.bookAll([wanted]) : [await this.queue(wanted)];
    if (outcome instanceof Error) throw outcome;
    return outcome!;
  }

  private async queue(wanted: Wanted): Promise<BookingView | Error> {
    const key = `${wanted.event.id} ${wanted.departureId}`;
    let line = this.lines.get(key);
    if (!line) {
      line = new MicroBatch((all) => this.bookAll(all), batching);
      this.lines.set(key, line);
    }
    try {
      return await line.add(wanted);
    } finally {
      if (line.isIdle && this.lines.get(key) === line) this.lines.delete(key);
    }
  }

  /** Books for all who want a place on one departure. Who comes twice is seen to once more after the others. */
  private async bookAll(wanted: readonly Wanted[]): Promise<(BookingView | Error)[]> {
    const first = new Map<string, Wanted>();
    for (const one of wanted) if (!first.has(one.registrationId)) first.set(one.registrationId, one);
    const outcomes = new Map(await this.bookEach([...first.values()]));
    const again = wanted.filter((one) => first.get(one.registrationId) !== one);
    // What becomes of them is theirs alone: what was committed before stands.
    for (const one of again)
      for (const [, outcome] of await this.bookEach([one]).catch((error: Error) => [[one, error] as const]))
        outcomes.set(one, outcome);
    return wanted.map((one) => outcomes.get(one)!);
  }

  private bookEach(wanted: readonly Wanted[]): Promise<[Wanted, BookingView | Error][]> {
    const [{ event, departureId, by, override }] = wanted as [Wanted];
    const principal = override === undefined ? systemPrincipal : by.principal;
    // The program gives the places; who asked for each stands in the record of the booking.
    return actingFor(principal, { requestId: by.requestId ?? '', scopeId: event.id }, () =>
      this.db.transaction(async () => {
        const departure = await this.wantedDeparture(event.id, departureId);
        const participants = await this.lockParticipants(event.id, wanted);
        const ids = [...participants.keys()];
        const others = await this.others(ids, departure);
        const seats = await this.seats(event.id, ids, departure);
        const outcomes = new Map<Wanted, BookingView | Error>();
        for (const one of wanted) {
          const { registrationId } = one;
          const refusal = this.refusal(one, departure, participants.get(registrationId), {
            others: others.get(registrationId) ?? [],
            seats: seats.get(registrationId) ?? [],
          });
          if (refusal) outcomes.set(one, refusal);
        }
        const going = wanted.filter((one) => !outcomes.has(one));
        // Nobody else is in this transaction who could be harmed by what one of them meets.
        const booked = await this.give(departure, going).catch((error: unknown) => {
          if (wanted.length > 1) throw error;
          return explain(error);
        });
        for (const [index, view] of booked.entries()) outcomes.set(going[index]!, view);
        return wanted.map((one) => [one, outcomes.get(one)!]);
      }),
    );
  }

  /** Writes the bookings and gives each a place, or one in the waiting list, in their order. */
  private async give(departure: WantedDeparture, going: readonly Wanted[]): Promise<BookingView[]> {
    if (going.length === 0) return [];
    const [{ event, override }] = going as [Wanted];
    const ids = going.map(() => newId());
    const authors = new Map(ids.map((id, index) => [id, going[index]!.by]));
    // Before the bookings share in the departure's key: whoever changes the departure as a whole would wait for that share,
    // and the bookings for the departure.
    await this.db.query('SELECT FROM departures WHERE id = $1 FOR NO KEY UPDATE', [departure.id]);
    await this.db.query(
      `INSERT INTO bookings (id, event_id, site_visit_id, departure_id, registration_id, state, during, version, created_at, updated_at)
       SELECT b.id, $1, $2, $3, b.registration, $4, $5, 1, $6, $6 FROM unnest($7::uuid[], $8::uuid[]) AS b (id, registration)`,
      [
        event.id,
        departure.site_visit_id,
        departure.id,
        bookingWorkflow.initial,
        `[${departure.starts_at.toISOString()},${departure.ends_at.toISOString()})`,
        this.clock.now(),
        ids,
        going.map(({ registrationId }) => registrationId),
      ],
    );
    await this.engine.beginAll(
      bookingWorkflow,
      ids.map((id) => ({ id, scopeId: event.id, by: authors.get(id)! })),
    );
    await this.engine.applyAll(bookingWorkflow, ids, {
      transition: 'allocate',
      principal: systemPrincipal,
      input: Object.assign(new AllocateInput(), override && { override }),
      requestOf: (id) => authors.get(id)!.requestId,
    });
    return this.queries.bookings(event.id, ids);
  }

  /** Why somebody cannot have a place, if that is so. */
  private refusal(
    { event, by, override }: Wanted,
    departure: WantedDeparture,
    participant: ParticipantRow | undefined,
    { others, seats }: { others: readonly OtherBooking[]; seats: readonly Commitment[] },
  ): Problem | undefined {
    if (!participant)
      return registrationProblems.registrationUnknown({
        detail: 'Choose a registration of this event.',
        errors: [
          { pointer: '/registrationId', code: 'unknown', message: 'is not a registration of this event' },
        ],
      });
    const isOverridden = override !== undefined || (isFrozen(departure.state) && mayOverride(by.principal));
    const fault = isOverridden ? overrideFault(departure, override, by.principal) : undefined;
    if (fault) return fault;
    if (departure.state !== 'open' && !isOverridden)
      return siteVisitProblems.departureNotOpen(
        `The departure is ${departure.state}; bookings are taken while it is open.`,
      );
    if (this.clock.now() >= departure.cut_off_at && !isOverridden)
      return siteVisitProblems.departureNotOpen(`Booking closed at ${departure.cut_off_at.toISOString()}.`);
    // As long as the places are still to be shared out among all who wish for them.
    const areShared = departure.booking_mode === 'allocation' && departure.allocated_at === null;
    if (areShared && !mayBookForOthers(by.principal))
      return siteVisitProblems.placesAreAllocated(
        'Put the visit on your list of wishes. What is left after the allocation can be booked.',
      );
    if (participant.state !== 'confirmed')
      return registrationProblems.registrationNotConfirmed(
        `The registration is ${participant.state.replaceAll('_', ' ')}; visits can be booked once it is confirmed.`,
      );
    return (
      keptOut(
        departure.house_rules,
        { nationality: participant.nationality, birthDate: participant.birth_date },
        departure.starts_at,
        event.timeZone,
      ) ??
      standingInTheWay(departure, others) ??
      (seats.length > 0 ? siteVisitProblems.bookingClashes(inTheWay(seats)) : undefined)
    );
  }

  /** @throws 404 */
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

  /** Those of the event, by the ids of their registrations, locked in that order. */
  private async lockParticipants(
    eventId: string,
    wanted: readonly Wanted[],
  ): Promise<Map<string, ParticipantRow>> {
    const rows = await this.db.query<ParticipantRow>(
      `SELECT r.id, r.state, p.nationality, p.birth_date FROM registrations r JOIN persons p ON p.id = r.person_id
        WHERE r.event_id = $1 AND r.id = ANY ($2::uuid[]) ORDER BY r.id FOR NO KEY UPDATE OF r`,
      [eventId, wanted.map(({ registrationId }) => registrationId)],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  private async others(
    registrationIds: readonly string[],
    departure: WantedDeparture,
  ): Promise<Map<string, OtherBooking[]>> {
    const rows = await this.db.query<OtherBooking & { registration_id: string }>(
      `SELECT registration_id, departure_id, site_visit_id, state, during && tstzrange($2, $3) AS clashes FROM bookings
        WHERE registration_id = ANY ($1::uuid[]) AND state NOT IN ('wished', 'cancelled') ORDER BY created_at, id`,
      [registrationIds, departure.starts_at, departure.ends_at],
    );
    return grouped(rows, ({ registration_id: id }) => id);
  }

  /** Seats in sessions at that time. */
  private async seats(
    eventId: string,
    registrationIds: readonly string[],
    { starts_at: startsAt, ends_at: endsAt }: WantedDeparture,
  ): Promise<Map<string, Commitment[]>> {
    const seats = await this.commitments.seats({ eventId, registrationIds, startsAt, endsAt });
    return grouped(seats, ({ registrationId }) => registrationId);
  }
}

function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
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
