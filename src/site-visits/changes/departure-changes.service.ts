import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { assertVersion } from '../../platform/http/concurrency';
import { httpProblems, type FieldFault } from '../../platform/http/problem';
import { systemPrincipal } from '../../platform/http/request-context';
import { Outbox } from '../../platform/outbox/outbox';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { Commitments } from '../../registrations/sign-ups/commitments.service';
import type { Commitment } from '../../registrations/sign-ups/sign-up.rules';
import { Seats } from '../../registrations/sign-ups/seats.service';
import { Regrouped, Requeued } from '../bookings/booking-steps.service';
import { listed } from '../bookings/booking.rules';
import { bookingWorkflow } from '../bookings/booking.workflow';
import { coachSeatsOf, seatsOf } from '../departures/departure.rules';
import type { DepartureRow } from '../departures/departure.view';
import { departureWorkflow } from '../departures/departure.workflow';
import { promoteNext } from '../departures/departures.jobs';
import { DeparturesService } from '../departures/departures.service';
import { HostRequests } from '../hosts/host-requests.service';
import { isFrozen } from '../manifests/manifest.rules';
import { ManifestsService } from '../manifests/manifests.service';
import { siteVisitProblems } from '../site-visits.errors';
import type { Terms } from './alternative.rules';
import { AlternativesService } from './alternatives.service';
import { ChangeNotices } from './change-notices.service';
import { ChangeRecord, inTheWayOf, planOf, type Touched } from './change-record.service';
import type {
  MergeInput,
  MergePreviewInput,
  MoveInput,
  MovePreviewInput,
  ShrinkInput,
  ShrinkPreviewInput,
} from './change.input';
import type {
  ChangeKind,
  ChangeOutcome,
  ClashView,
  DepartureChangeView,
  MergePreviewView,
  MovePreviewView,
  ShrinkPreviewView,
  TouchedView,
} from './change.view';
import { DepartureGrip, type Aboard, type Held } from './departure-grip.service';
import { keptOpen, lastToCome, needed, type KeptFor, type Seated } from './seats.rules';

interface Clash extends Aboard {
  readonly commitments: readonly Commitment[];
}

/** Somebody who loses a place, with what stands in their way. */
interface Losing extends Aboard {
  readonly commitments?: readonly Commitment[];
}

/** States in which a departure has not left and can be changed. */
const changeable = new Set(['planned', 'open', 'closed', 'cleared']);

const hasSeat = ({ state }: Aboard): boolean => state !== 'waitlisted';
/** Whoever goes stands on the list of the host; whoever is only offered a place does not. */
const goes = ({ state }: Aboard): boolean => listed.includes(state);
/** Whoever is on board already stays there. */
const canLose = ({ state }: Aboard): boolean => ['offered', 'confirmed', 'cleared'].includes(state);
const isBound = ({ state }: Aboard): boolean => ['confirmed', 'cleared', 'boarded'].includes(state);

const touched = ({ bookingId, registrationId, code, name }: Aboard): TouchedView => ({
  bookingId,
  registrationId,
  code,
  name,
});

/**
 * Departures that are moved, made smaller or merged although people are on them. Who is touched can be seen before; nobody
 * loses a place without somebody having decided it, and everybody is told. Each act is one transaction.
 */
@Injectable()
export class DepartureChangesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly outbox: Outbox,
    private readonly grip: DepartureGrip,
    private readonly departures: DeparturesService,
    private readonly commitments: Commitments,
    private readonly seats: Seats,
    private readonly alternatives: AlternativesService,
    private readonly record: ChangeRecord,
    private readonly notices: ChangeNotices,
    private readonly manifests: ManifestsService,
    private readonly requests: HostRequests,
  ) {}

  /** Who has something else to do at another time. @throws 404 */
  async previewMove(event: EventScope, id: string, input: MovePreviewInput): Promise<MovePreviewView> {
    await this.departure(event.id, id);
    const people = (await this.grip.people([id])).filter(isBound);
    const clashes = await this.clashes(event.id, people, spanOf(input), [id]);
    return { people: people.length, clashes: clashes.map(toClash) };
  }

  /**
   * Moves a departure. Of those who have something else to do at the new time each one is kept or released by name.
   * @throws 404, 409 while somebody is not decided about, or cannot be kept
   */
  async move(event: EventScope, id: string, version: number, input: MoveInput): Promise<DepartureChangeView> {
    const terms = this.alternatives.terms(input.alternatives);
    const open = await this.alternatives.candidates(event.id, [id], terms);
    return this.grip.hold(event.id, [id], open, async (held) => {
      const departure = this.changeable(held, id, version);
      const clashes = await this.clashes(event.id, held.people.filter(isBound), spanOf(input), [id]);
      const losing = decided(clashes, input, false);
      const kept = clashes.filter((one) => !losing.includes(one));
      const { startsAt, endsAt, cutOffAt, meetingPoint } = input;
      const changeId = await this.engine.note(departureWorkflow, noted(departure), {
        name: 'move',
        comment: input.reason,
        data: { was: planOf(departure), released: losing.length },
      });
      const offers = terms && (await this.offers(event.id, departure, losing, terms, open));
      await this.release(losing, 'The departure was moved to a time at which the person is elsewhere.');
      await this.departures.change(
        event,
        id,
        version,
        {
          startsAt,
          endsAt,
          ...(cutOffAt === undefined ? {} : { cutOffAt }),
          ...(meetingPoint === undefined ? {} : { meetingPoint }),
          ...(isFrozen(departure.state) ? { override: { reason: input.reason } } : {}),
        },
        { seatsGiveWay: true },
      );
      await this.seatsGiveWay(event.id, kept);
      const lost = new Set(losing.map(({ bookingId }) => bookingId));
      const ways = new Map(clashes.map(({ bookingId, commitments }) => [bookingId, commitments]));
      return this.finish(event, changeId, 'moved', departure, id, input, terms, offers ?? [], [
        ...held.people
          .filter(({ bookingId }) => !lost.has(bookingId))
          .map((one): Touched => ({
            ...one,
            outcome: one.state === 'waitlisted' ? 'waiting' : 'kept',
            inTheWay: inTheWayOf(ways.get(one.bookingId) ?? []),
          })),
        ...touchedBy(losing, offers ?? [], () => 'released'),
      ]);
    });
  }

  /** Who would lose the place with fewer seats. Nothing is written. @throws 404, 422 */
  async previewShrink(event: EventScope, id: string, input: ShrinkPreviewInput): Promise<ShrinkPreviewView> {
    const departure = await this.departure(event.id, id);
    const people = (await this.grip.people([id])).filter(hasSeat);
    const kept = await this.kept([id]);
    const seats = seatsAfter(departure, input);
    const losing = choose(people, kept, seats, input);
    const staying = people.filter((one) => !losing.includes(one));
    return {
      seats,
      taken: people.length,
      kept: keptOpen(people.map(toSeated), kept),
      tooMany: Math.max(0, needed(people.map(toSeated), kept) - seats),
      stillTooMany: Math.max(0, needed(staying.map(toSeated), kept) - seats),
      losing: losing.map(touched),
    };
  }

  /**
   * Makes a departure smaller than what is taken. Those who are chosen go to the head of the waiting list while there is one,
   * or are offered other places.
   * @throws 404, 422, 409 when still too many would have a place
   */
  async shrink(
    event: EventScope,
    id: string,
    version: number,
    input: ShrinkInput,
  ): Promise<DepartureChangeView> {
    const terms = this.alternatives.terms(input.alternatives);
    const open = await this.alternatives.candidates(event.id, [id], terms);
    return this.grip.hold(event.id, [id], open, async (held) => {
      const departure = this.changeable(held, id, version);
      const people = held.people.filter(hasSeat);
      const kept = await this.kept([id]);
      const seats = seatsAfter(departure, input);
      const losing = choose(people, kept, seats, input);
      assertSuffices(people, losing, kept, seats);
      const changeId = await this.engine.note(departureWorkflow, noted(departure), {
        name: 'shrink',
        comment: input.reason,
        data: { was: planOf(departure), seats, losing: losing.length },
      });
      const inOrder = people.filter((one) => losing.includes(one));
      const offers = terms ? await this.offers(event.id, departure, inOrder, terms, open) : [];
      const offered = new Set(offers.map(({ registrationId }) => registrationId));
      const waits = departure.state === 'open' && this.clock.now() < departure.cut_off_at;
      // Whoever only had an offer never had a place that could be given back to them.
      const requeued = inOrder.filter(
        ({ registrationId, state }) => waits && !offered.has(registrationId) && state !== 'offered',
      );
      await this.release(
        inOrder.filter((one) => !requeued.includes(one)),
        'There are fewer places than planned.',
      );
      if (isFrozen(departure.state))
        await this.manifests.decided(
          frozen(departure),
          'remove',
          input.reason,
          await this.personsOf(inOrder.filter(goes)),
        );
      await this.requeue(departure, held.people, requeued);
      const { capacity, keptBack, coaches } = input;
      await this.departures.change(event, id, version, {
        ...(capacity === undefined ? {} : { capacity }),
        ...(keptBack === undefined ? {} : { keptBack }),
        ...(coaches === undefined ? {} : { coaches }),
      });
      return this.finish(
        event,
        changeId,
        'shrunk',
        departure,
        id,
        input,
        terms,
        offers,
        touchedBy(inOrder, offers, (one) => (requeued.includes(one) ? 'waiting' : 'released')),
      );
    });
  }

  /** What it would mean if the group went with another one. Nothing is written. @throws 404, 422 */
  async previewMerge(
    event: EventScope,
    id: string,
    { intoId }: MergePreviewInput,
  ): Promise<MergePreviewView> {
    const from = await this.departure(event.id, id);
    const into = await this.departure(event.id, intoId);
    assertMergeable(from, into);
    const people = await this.grip.people([id, intoId]);
    const { coming, there } = sides(people, from, into);
    const clashes = await this.clashes(event.id, coming.filter(isBound), spanOfRow(into), [id, intoId]);
    const all = [...there, ...coming].filter(hasSeat).map(toSeated);
    const kept = await this.kept([id, intoId]);
    return {
      seats: into.seats,
      taken: there.filter(hasSeat).length,
      kept: keptOpen(all, kept),
      coming: coming.filter(hasSeat).length,
      waiting: coming.filter((one) => !hasSeat(one)).length,
      tooMany: Math.max(0, needed(all, kept) - into.seats),
      clashes: clashes.map(toClash),
    };
  }

  /**
   * Lets a group go with another one of the same visit: everybody keeps the place that they have, with one booking; the
   * waiting lists become one, in the order of arrival; seats that are kept stay kept. The departure that is left is
   * cancelled.
   * @throws 404, 422, 409 when there are too few seats, and while somebody is not decided about, or cannot be kept
   */
  async merge(
    event: EventScope,
    id: string,
    version: number,
    input: MergeInput,
  ): Promise<DepartureChangeView> {
    const { intoId } = input;
    const terms = this.alternatives.terms(input.alternatives);
    const candidates = await this.alternatives.candidates(event.id, [id], terms);
    const open = candidates.filter((one) => one !== intoId);
    return this.grip.hold(event.id, [id, intoId], open, async (held) => {
      const from = this.changeable(held, id, version);
      const into = held.departures.get(intoId)!;
      assertMergeable(from, into);
      const { coming, there, double } = sides(held.people, from, into);
      const clashes = await this.clashes(event.id, coming.filter(isBound), spanOfRow(into), [id, intoId]);
      const losing = decided(
        coming
          .filter(canLose)
          .map(
            (one) =>
              clashes.find(({ bookingId }) => bookingId === one.bookingId) ?? { ...one, commitments: [] },
          ),
        input,
        true,
      );
      const lost = new Set(losing.map(({ bookingId }) => bookingId));
      const staying = coming.filter(({ bookingId }) => !lost.has(bookingId));
      assertRoom(into, [...there, ...staying].filter(hasSeat).map(toSeated), await this.kept([id, intoId]));
      const changeId = await this.engine.note(departureWorkflow, noted(from), {
        name: 'merge',
        comment: input.reason,
        data: { into: intoId, coming: staying.length, released: losing.length },
      });
      await this.engine.note(departureWorkflow, noted(into), {
        name: 'merge',
        comment: input.reason,
        data: { from: id, coming: staying.length },
      });
      if (isFrozen(into.state) && staying.some(goes))
        await this.manifests.override(
          frozen(into),
          'add',
          { reason: input.reason },
          await this.personsOf(staying.filter(goes)),
        );
      const offers = terms ? await this.offers(event.id, from, losing, terms, open) : [];
      await this.release(double, 'The person has a place with the other group.', 'decline');
      await this.release(losing, 'The group goes together with another one.');
      await this.regroup(from, into, staying, there);
      await this.requests.takeAlong(event.id, id, intoId, input.reason);
      await this.engine.apply(departureWorkflow, id, {
        transition: 'cancel',
        comment: input.reason,
        scopeId: event.id,
        // Everybody is told what becomes of them by another mail.
        silent: true,
      });
      await this.seatsGiveWay(
        event.id,
        clashes.filter(({ bookingId }) => !lost.has(bookingId)),
      );
      const ways = new Map(clashes.map(({ bookingId, commitments }) => [bookingId, commitments]));
      return this.finish(event, changeId, 'merged', from, intoId, input, terms, offers, [
        ...staying.map((one): Touched => ({
          ...one,
          outcome: one.state === 'waitlisted' ? 'waiting' : 'kept',
          inTheWay: inTheWayOf(ways.get(one.bookingId) ?? []),
        })),
        ...touchedBy(losing, offers, () => 'released'),
      ]);
    });
  }

  private async finish(
    event: EventScope,
    changeId: string,
    kind: ChangeKind,
    was: DepartureRow,
    becomesId: string,
    told: { readonly reason: string; readonly reasons?: Record<string, string> },
    terms: Terms | undefined,
    offers: Awaited<ReturnType<AlternativesService['find']>>,
    people: readonly Touched[],
  ): Promise<DepartureChangeView> {
    await this.record.write({
      id: changeId,
      eventId: event.id,
      departureId: was.id,
      kind,
      reason: told.reason,
      reasons: told.reasons ?? {},
      was: planOf(was),
      becomes: planOf(await this.departure(event.id, becomesId)),
      terms,
    });
    await this.alternatives.keep(event.id, changeId, offers);
    await this.record.touch(event.id, changeId, people);
    await this.notices.tell(
      kind,
      event.id,
      changeId,
      people.map(({ registrationId }) => registrationId),
    );
    return this.record.one(event.id, changeId);
  }

  /** Whoever keeps the place gives up a seat in a session at that time. */
  private async seatsGiveWay(eventId: string, kept: readonly Clash[]): Promise<void> {
    const seated = kept.filter(({ commitments }) => commitments.some(({ kind }) => kind === 'seat'));
    await this.seats.promiseGivingWay(
      eventId,
      seated.map(({ registrationId }) => registrationId),
    );
  }

  private offers(
    eventId: string,
    departure: DepartureRow,
    losing: readonly Aboard[],
    terms: Terms,
    open: readonly string[],
  ) {
    return this.alternatives.find(
      eventId,
      { departureId: departure.id, siteVisitId: departure.site_visit_id },
      losing.map(({ registrationId }) => registrationId),
      terms,
      open,
    );
  }

  private async release(
    people: readonly Aboard[],
    comment: string,
    transition: 'cancel' | 'decline' = 'cancel',
  ): Promise<void> {
    await this.engine.applyAll(
      bookingWorkflow,
      people.map(({ bookingId }) => bookingId),
      { transition, comment, principal: systemPrincipal, silent: true },
    );
  }

  /** Puts people before everybody who waits, in the order in which they came. */
  private async requeue(
    departure: DepartureRow,
    people: readonly Aboard[],
    losing: readonly Aboard[],
  ): Promise<void> {
    if (losing.length === 0) return;
    const first = Math.min(
      1,
      ...people.flatMap(({ state, queueNumber }) => (state === 'waitlisted' ? [queueNumber!] : [])),
    );
    await this.engine.applyAll(
      bookingWorkflow,
      losing.map(({ bookingId }) => bookingId),
      {
        transition: 'requeue',
        comment: 'There are fewer places than planned.',
        principal: systemPrincipal,
        input: new Requeued(
          new Map(losing.map(({ bookingId }, index) => [bookingId, first - losing.length + index])),
        ),
      },
    );
    await this.db.query('UPDATE departures SET taken = taken - $2, waiting = waiting + $2 WHERE id = $1', [
      departure.id,
      losing.length,
    ]);
    // The time is free in which they could not take a seat in a session.
    await this.seats.promiseWaiting(losing.map(({ registrationId }) => registrationId));
  }

  /** Takes bookings along to another departure, and makes one waiting list of two. */
  private async regroup(
    from: DepartureRow,
    into: DepartureRow,
    coming: readonly Aboard[],
    there: readonly Aboard[],
  ): Promise<void> {
    const waiting = [...coming, ...there].filter(({ state }) => state === 'waitlisted').sort(byArrival);
    // Higher than any number that was ever given: no two are the same at any moment.
    const base = Math.max(Number(from['queue_last']), Number(into['queue_last']));
    const numbers = new Map(waiting.map(({ bookingId }, index) => [bookingId, base + index + 1]));
    const standing = there.filter(({ state }) => state === 'waitlisted');
    await this.db.query(
      `UPDATE bookings b SET queue_number = n.number, updated_at = $3, version = version + 1
         FROM unnest($1::uuid[], $2::integer[]) AS n (id, number) WHERE b.id = n.id`,
      [
        standing.map(({ bookingId }) => bookingId),
        standing.map(({ bookingId }) => numbers.get(bookingId)!),
        this.clock.now(),
      ],
    );
    await this.db.query(
      `UPDATE kept_seats SET departure_id = $2, version = version + 1, updated_at = $3 WHERE departure_id = $1 AND state = 'kept'`,
      [from.id, into.id, this.clock.now()],
    );
    await this.engine.applyAll(
      bookingWorkflow,
      coming.map(({ bookingId }) => bookingId),
      {
        transition: 'regroup',
        comment: 'The group goes together with another one.',
        principal: systemPrincipal,
        input: new Regrouped(
          into.id,
          `[${into.starts_at.toISOString()},${into.ends_at.toISOString()})`,
          numbers,
        ),
      },
    );
    const seated = coming.filter(hasSeat).length;
    await this.db.query('UPDATE departures SET taken = 0, waiting = 0, kept = 0 WHERE id = $1', [from.id]);
    await this.db.query(
      'UPDATE departures SET taken = taken + $2, waiting = waiting + $3, queue_last = $4 WHERE id = $1',
      [into.id, seated, coming.length - seated, base + waiting.length],
    );
    await this.seats.promiseWaiting(coming.map(({ registrationId }) => registrationId));
    await this.outbox.enqueue(promoteNext, { departureId: into.id }, { key: into.id });
  }

  private async clashes(
    eventId: string,
    people: readonly Aboard[],
    { startsAt, endsAt }: { readonly startsAt: Date; readonly endsAt: Date },
    ownIds: readonly string[],
  ): Promise<Clash[]> {
    // Times out of order are refused when the departure is changed; nothing can be asked about them.
    if (people.length === 0 || endsAt <= startsAt) return [];
    const all = await this.commitments.at({
      eventId,
      registrationIds: people.map(({ registrationId }) => registrationId),
      startsAt,
      endsAt,
    });
    const others = all.filter(({ kind, subjectId }) => kind !== 'visit' || !ownIds.includes(subjectId));
    return people.flatMap((one) => {
      const commitments = others.filter(({ registrationId }) => registrationId === one.registrationId);
      return commitments.length === 0 ? [] : [{ ...one, commitments }];
    });
  }

  private async personsOf(people: readonly Aboard[]): Promise<string[]> {
    const rows = await this.db.query<{ person_id: string }>(
      'SELECT DISTINCT person_id FROM registrations WHERE id = ANY ($1::uuid[]) ORDER BY person_id',
      [people.map(({ registrationId }) => registrationId)],
    );
    return rows.map(({ person_id }) => person_id);
  }

  private kept(departureIds: readonly string[]): Promise<KeptFor[]> {
    return this.db.query<KeptFor & Record<string, unknown>>(
      `SELECT delegation_id AS "delegationId", category_id AS "categoryId", seats FROM kept_seats
        WHERE departure_id = ANY ($1::uuid[]) AND state = 'kept' ORDER BY created_at, id`,
      [departureIds],
    );
  }

  private async departure(eventId: string, id: string): Promise<DepartureRow> {
    const row = await this.db.one<DepartureRow>('SELECT * FROM departures WHERE event_id = $1 AND id = $2', [
      eventId,
      id,
    ]);
    if (!row) throw httpProblems.notFound('There is no such departure in this event.');
    return row;
  }

  private changeable({ departures }: Held, id: string, version: number): DepartureRow {
    const row = departures.get(id)!;
    assertVersion(row.version, version);
    if (!changeable.has(row.state))
      throw siteVisitProblems.departureOver(`The departure is ${row.state}; only its record can be read.`);
    return row;
  }
}

const noted = (row: DepartureRow) => ({ id: row.id, scopeId: row.event_id, state: row.state });

const frozen = (row: DepartureRow) => ({ id: row.id, eventId: row.event_id, state: row.state });

const toSeated = ({ bookingId, registrationId, delegationId, categoryId, state }: Aboard): Seated => ({
  bookingId,
  registrationId,
  delegationId,
  categoryId,
  offered: state === 'offered',
});

const spanOf = ({ startsAt, endsAt }: MovePreviewInput) => ({
  startsAt: new Date(startsAt),
  endsAt: new Date(endsAt),
});

const spanOfRow = ({ starts_at, ends_at }: DepartureRow) => ({ startsAt: starts_at, endsAt: ends_at });

/** Nobody can be on two visits at once; a seat gives way, and about a part in the programme people can be asked. */
const mustBeReleased = ({ commitments }: Clash): boolean => commitments.some(({ kind }) => kind === 'visit');

function toClash(clash: Clash): ClashView {
  return {
    ...touched(clash),
    inTheWay: inTheWayOf(clash.commitments),
    mustBeReleased: mustBeReleased(clash),
  };
}

/**
 * Who is released by a decision about everybody who has something else to do. With `others`, also some who have not may be
 * named.
 */
function decided(
  all: readonly Clash[],
  { keep = [], release = [] }: { readonly keep?: readonly string[]; readonly release?: readonly string[] },
  others: boolean,
): Clash[] {
  const clashes = all.filter(({ commitments }) => commitments.length > 0);
  const faults: FieldFault[] = [
    ...keep.flatMap((id, index): FieldFault[] =>
      release.includes(id)
        ? [{ pointer: `/keep/${index}`, code: 'twice', message: 'is to be released, too' }]
        : [],
    ),
    ...release.flatMap((id, index): FieldFault[] =>
      (others ? all : clashes).some(({ registrationId }) => registrationId === id)
        ? []
        : [
            {
              pointer: `/release/${index}`,
              code: 'unknown',
              message: others
                ? 'has no place on this departure that could be taken back'
                : 'has nothing else to do at that time, or no place on this departure',
            },
          ],
    ),
  ];
  if (faults.length > 0)
    throw siteVisitProblems.decisionsInvalid({
      detail: faults.map(({ pointer, message }) => `${pointer} ${message}.`).join(' '),
      errors: faults,
    });
  const impossible = clashes.filter((clash) => keep.includes(clash.registrationId) && mustBeReleased(clash));
  const open = clashes.filter(
    ({ registrationId }) => !keep.includes(registrationId) && !release.includes(registrationId),
  );
  if (impossible.length > 0)
    throw siteVisitProblems.departureClashes({
      detail: `${countOf(impossible.length)} cannot be kept: on another visit at that time. Release them, or cancel their other booking first.`,
      extra: { clashes: impossible.map(toClash) },
    });
  if (open.length > 0)
    throw siteVisitProblems.departureClashes({
      detail: `${countOf(open.length)} would have something else to do at that time. Name each of them in "keep" or in "release".`,
      extra: { clashes: open.map(toClash) },
    });
  return all.filter(({ registrationId }) => release.includes(registrationId));
}

const countOf = (count: number): string => (count === 1 ? 'One participant' : `${count} participants`);

function touchedBy(
  losing: readonly Losing[],
  offers: readonly { readonly registrationId: string }[],
  otherwise: (one: Losing) => ChangeOutcome,
): Touched[] {
  const offered = new Set(offers.map(({ registrationId }) => registrationId));
  return losing.map((one) => ({
    ...one,
    outcome: offered.has(one.registrationId) ? 'offered' : otherwise(one),
    inTheWay: inTheWayOf(one.commitments ?? []),
  }));
}

/** @throws 422 when the places are not fewer */
function seatsAfter(row: DepartureRow, { capacity, keptBack, coaches }: ShrinkPreviewInput): number {
  const seats = seatsOf({
    capacity: capacity ?? row.capacity,
    coachSeats: coaches === undefined ? row.coach_seats : coachSeatsOf(coaches),
    keptBack: keptBack ?? row.kept_back,
  });
  if (seats < row.seats) return seats;
  throw siteVisitProblems.shrinkInvalid({
    detail: `${row.seats} places can be booked now, and ${seats} could then. Lower capacity, raise keptBack or take coaches away; to have more places, change the departure.`,
    errors: [
      { pointer: '/capacity', code: 'not_fewer', message: `must leave fewer than ${row.seats} places` },
    ],
  });
}

/** Those who lose the place. @throws 422 for somebody who has none, and for more people than have to */
function choose(
  people: readonly Aboard[],
  kept: readonly KeptFor[],
  seats: number,
  { choose: how, registrationIds = [] }: ShrinkPreviewInput,
): Aboard[] {
  const byId = new Map(people.map((one) => [one.bookingId, one]));
  if (how === 'last_come') {
    const onBoard = people.filter((one) => !canLose(one));
    const free = people.filter(canLose);
    return lastToCome([...onBoard, ...free].map(toSeated), kept, seats)
      .map(({ bookingId }) => byId.get(bookingId)!)
      .filter(canLose);
  }
  const errors = registrationIds.flatMap((id, index): FieldFault[] => {
    const pointer = `/registrationIds/${index}`;
    if (registrationIds.indexOf(id) !== index)
      return [{ pointer, code: 'twice', message: 'is in the list already' }];
    return people.some((one) => one.registrationId === id && canLose(one))
      ? []
      : [{ pointer, code: 'unknown', message: 'has no place on this departure that could be taken back' }];
  });
  const losing = registrationIds.flatMap((id) => people.filter((one) => one.registrationId === id));
  const staying = people.filter((one) => !losing.includes(one));
  if (errors.length === 0 && losing.length > 0 && needed(staying.map(toSeated), kept) < seats)
    errors.push({
      pointer: '/registrationIds',
      code: 'too_many',
      message: 'names more people than have to give up their place',
    });
  if (errors.length > 0)
    throw siteVisitProblems.shrinkInvalid({
      detail: errors.map(({ pointer, message }) => `${pointer} ${message}.`).join(' '),
      errors,
    });
  return losing;
}

function assertSuffices(
  people: readonly Aboard[],
  losing: readonly Aboard[],
  kept: readonly KeptFor[],
  seats: number,
): void {
  const staying = people.filter((one) => !losing.includes(one)).map(toSeated);
  const tooMany = needed(staying, kept) - seats;
  if (tooMany <= 0) return;
  const open = keptOpen(staying, kept);
  throw siteVisitProblems.stillTooMany({
    detail: `${staying.length} people would have one of ${seats} places${open > 0 ? `, and ${open} seats are kept for others` : ''}: ${tooMany} too many. Name ${tooMany} more in registrationIds${open > 0 ? ', or let kept seats go first' : ''}.`,
    extra: { seats, staying: staying.length, kept: open, tooMany },
  });
}

/** @throws 422 for departures of different visits, 409 for one that has left */
function assertMergeable(from: DepartureRow, into: DepartureRow): void {
  if (from.id === into.id || from.site_visit_id !== into.site_visit_id)
    throw siteVisitProblems.mergeInvalid({
      detail: 'Choose another departure of the same visit.',
      errors: [{ pointer: '/intoId', code: 'other', message: 'must be another departure of the same visit' }],
    });
  for (const { state } of [from, into])
    if (!changeable.has(state))
      throw siteVisitProblems.departureOver(`One of the departures is ${state}; who goes on it is settled.`);
}

/**
 * Who comes along, who is there already, and offers that are void since the person has a place, or an offer, on both.
 * @throws 409 when people are on board already
 */
function sides(
  people: readonly Aboard[],
  from: DepartureRow,
  into: DepartureRow,
): { coming: Aboard[]; there: Aboard[]; double: Aboard[] } {
  const of = (id: string): Aboard[] => people.filter(({ departureId }) => departureId === id);
  const [froms, intos] = [of(from.id), of(into.id)];
  if (froms.some(({ state }) => state === 'boarded'))
    throw siteVisitProblems.departureOver('People of the departure are on board already.');
  const onBoth = (one: Aboard, others: readonly Aboard[]): Aboard | undefined =>
    others.find(({ registrationId }) => registrationId === one.registrationId);
  const double = [
    ...froms.filter((one) => one.state === 'offered' && onBoth(one, intos)),
    ...intos.filter((one) => {
      const other = onBoth(one, froms);
      return one.state === 'offered' && other !== undefined && other.state !== 'offered';
    }),
  ];
  return {
    coming: froms.filter((one) => !double.includes(one)),
    there: intos.filter((one) => !double.includes(one)),
    double,
  };
}

/** @throws 409 with how many are too many */
function assertRoom(into: DepartureRow, people: readonly Seated[], kept: readonly KeptFor[]): void {
  const tooMany = needed(people, kept) - into.seats;
  if (tooMany <= 0) return;
  const open = keptOpen(people, kept);
  throw siteVisitProblems.stillTooMany({
    detail: `${people.length} people would have one of ${into.seats} places${open > 0 ? `, and ${open} seats are kept for others` : ''}: ${tooMany} too many. Raise its places, or name ${tooMany} in "release".`,
    extra: { seats: into.seats, staying: people.length, kept: open, tooMany },
  });
}

/** Whoever was put at the head of a line stays there; all others as they came. */
function byArrival(a: Aboard, b: Aboard): number {
  const head = ({ queueNumber }: Aboard): number => Math.min(1, queueNumber!);
  return head(a) - head(b) || a.since.getTime() - b.since.getTime() || (a.bookingId < b.bookingId ? -1 : 1);
}
