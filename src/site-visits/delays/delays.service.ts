import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal } from '../../platform/http/request-context';
import { Outbox } from '../../platform/outbox/outbox';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { Commitments } from '../../registrations/sign-ups/commitments.service';
import { Seats } from '../../registrations/sign-ups/seats.service';
import { timeFaults } from '../departures/departure.rules';
import { departureMoved, departureWorkflow } from '../departures/departure.workflow';
import { isFrozen } from '../manifests/manifest.rules';
import { ManifestsService } from '../manifests/manifests.service';
import { siteVisitProblems } from '../site-visits.errors';
import { delayProblems } from './delay.errors';
import type { DelayInput } from './delay.input';
import { DelayNotices } from './delay-notices.service';
import { clashesAfter, planDelay, type DelayClash, type DelayMove, type Following } from './delay.rules';
import type { DelayPlanView, DelayView } from './delay.view';
import { DelaysQueries, type DelayFacts } from './delays.queries';

/**
 * Departures that go late. Their people keep every place that they have: what they may miss is told to them and to those
 * who are responsible for it, once.
 */
@Injectable()
export class DelaysService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly outbox: Outbox,
    private readonly commitments: Commitments,
    private readonly seats: Seats,
    private readonly notices: DelayNotices,
    private readonly queries: DelaysQueries,
    private readonly manifests: ManifestsService,
  ) {}

  /** What announcing a delay would do: it is done, and taken back. @throws as {@link announce} */
  async preview(event: EventScope, departureId: string, input: DelayInput): Promise<DelayPlanView> {
    return this.db.rehearse(async () => {
      const { facts } = await this.do(event, departureId, input);
      return this.queries.plan(facts);
    });
  }

  /**
   * Moves a departure to later times, and those that wait for it if that is asked for, and tells everybody whom it concerns.
   * @throws 404, 409 for a departure that is over, 422 for times that are not later or outside of the event
   */
  async announce(event: EventScope, departureId: string, input: DelayInput): Promise<DelayView> {
    return this.db.transaction(async () => {
      const { id } = await this.do(event, departureId, input);
      return this.queries.delay(event.id, departureId, id);
    });
  }

  private async do(
    event: EventScope,
    departureId: string,
    input: DelayInput,
  ): Promise<{ id: string; facts: DelayFacts }> {
    const row = await this.db.one<{ starts_at: Date }>(
      'SELECT starts_at FROM departures WHERE event_id = $1 AND id = $2',
      [event.id, departureId],
    );
    if (!row) throw httpProblems.notFound('There is no such departure in this event.');
    await this.lock(await this.queries.around(event.id, row.starts_at));
    const around = await this.queries.around(event.id, row.starts_at);
    const departure = around.find(({ id }) => id === departureId);
    if (!departure || departure.state === 'planned') throw await this.isOver(departureId);
    const times = laterTimes(departure, input);
    const { wayBetween, longestWay } = await this.queries.ways(event.id);
    const { cascade = 'none' } = input;
    const { moves, followers } = planDelay(
      { departure, ...times },
      around.filter(({ id }) => id !== departureId),
      cascade,
      wayBetween,
    );
    assertWithin(event, moves);
    const byId = new Map(around.map((one) => [one.id, one]));
    const people = [...new Set(moves.flatMap((move) => byId.get(move.departureId)!.people))];
    // Those too who booked between the look and the lock of the departures.
    await this.commitments.hold(people);
    await this.move(moves);
    const clashes = await this.clashes(event.id, moves, byId, wayBetween, longestWay);
    const facts = { moves: [...moves], followers: [...followers], clashes, told: people.length };
    const id = await this.record(event, departure, input, facts);
    await this.notices.tell(event, id, people, facts);
    // The time before is free again, for a seat in a session that they could not take.
    await this.seats.promiseWaiting(people);
    return { id, facts };
  }

  /** Registrations before bookings before departures, each in the order of their ids: the order in which every act locks them. */
  private async lock(departures: readonly Following[]): Promise<void> {
    const ids = departures.map(({ id }) => id);
    await this.db.query(
      'SELECT 1 FROM registrations WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE',
      [[...new Set(departures.flatMap(({ people }) => people))]],
    );
    await this.db.query(
      `SELECT 1 FROM bookings WHERE departure_id = ANY ($1::uuid[]) AND state NOT IN ('cancelled', 'refused') ORDER BY id FOR NO KEY UPDATE`,
      [ids],
    );
    await this.db.query(
      'SELECT 1 FROM departures WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE',
      [ids],
    );
  }

  private async isOver(departureId: string) {
    const { state } = (await this.db.one<{ state: string }>('SELECT state FROM departures WHERE id = $1', [
      departureId,
    ]))!;
    return siteVisitProblems.departureOver(
      state === 'planned'
        ? 'The departure is only planned; change its times instead.'
        : `The departure is ${state}; only its record can be read.`,
    );
  }

  /**
   * Writes the times, the latest first. Somebody who has a place on two departures that overlap now keeps both: the copy of
   * the time that guards against a second place ends where their next one begins.
   */
  private async move(moves: readonly DelayMove[]): Promise<void> {
    const ids = moves.map(({ departureId }) => departureId);
    await this.db.query(`UPDATE bookings SET during = 'empty' WHERE departure_id = ANY ($1::uuid[])`, [ids]);
    const latestFirst = [...moves].sort((a, b) => (a.startsAt < b.startsAt ? 1 : -1));
    for (const { departureId, startsAt, endsAt } of latestFirst) {
      await this.db.query(
        `UPDATE departures SET starts_at = $2, ends_at = $3, calendar_sequence = calendar_sequence + 1, version = version + 1, updated_at = $4
          WHERE id = $1`,
        [departureId, startsAt, endsAt, this.clock.now()],
      );
      await this.db.query(
        `UPDATE bookings b SET during = tstzrange($2, greatest($2::timestamptz, least($3::timestamptz,
                (SELECT min(lower(o.during)) FROM bookings o
                  WHERE o.registration_id = b.registration_id AND o.id <> b.id AND o.state IN ('confirmed', 'cleared', 'boarded')
                    AND o.during && tstzrange($2, $3)))))
          WHERE b.departure_id = $1`,
        [departureId, startsAt, endsAt],
      );
    }
  }

  private async clashes(
    eventId: string,
    moves: readonly DelayMove[],
    departures: ReadonlyMap<string, Following>,
    wayBetween: (oneId: string | null, otherId: string | null) => number,
    longestWay: number,
  ): Promise<DelayClash[]> {
    const moved = new Set(moves.map(({ departureId }) => departureId));
    const found: DelayClash[] = [];
    for (const move of moves) {
      const { siteVisitId, people } = departures.get(move.departureId)!;
      const commitments = await this.commitments.at({
        eventId,
        registrationIds: people,
        startsAt: new Date(move.fromStartsAt),
        endsAt: new Date(Date.parse(move.endsAt) + longestWay),
      });
      const others = commitments.filter(({ kind, subjectId }) => kind !== 'visit' || !moved.has(subjectId));
      found.push(...clashesAfter(move, siteVisitId, others, wayBetween));
    }
    return found.sort(
      (a, b) =>
        a.startsAt.localeCompare(b.startsAt) ||
        a.subjectId.localeCompare(b.subjectId) ||
        a.registrationId.localeCompare(b.registrationId),
    );
  }

  private async record(
    event: EventScope,
    departure: Following,
    { reason, cascade = 'none' }: DelayInput,
    { moves, followers, clashes, told }: DelayFacts,
  ): Promise<string> {
    const id = newId();
    await this.db.query(
      `INSERT INTO departure_delays (id, event_id, departure_id, reason, cascade, moves, followers, clashes, told, by_name, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        id,
        event.id,
        departure.id,
        reason,
        cascade,
        JSON.stringify(moves),
        JSON.stringify(followers),
        JSON.stringify(clashes),
        told,
        currentPrincipal().name,
        this.clock.now(),
      ],
    );
    const states = await this.db.query<{ id: string; state: string }>(
      'SELECT id, state FROM departures WHERE id = ANY ($1::uuid[]) ORDER BY id',
      [moves.map(({ departureId }) => departureId)],
    );
    for (const { id: movedId, state } of states)
      if (isFrozen(state))
        await this.manifests.decided({ id: movedId, eventId: event.id, state }, 'move', reason);
    await this.engine.noteAll(
      departureWorkflow,
      states.map((one) => ({ ...one, scopeId: event.id })),
      { name: 'late', comment: reason, data: { delayId: id } },
    );
    await this.outbox.tellMany(
      departureMoved,
      moves.map(({ departureId }) => ({ eventId: event.id, departureId, told: true as const })),
    );
    return id;
  }
}

/** The times that are asked for. @throws 422 when neither is later, or one is earlier, or the group has left already */
function laterTimes(
  { state, startsAt, endsAt }: Following,
  input: DelayInput,
): { startsAt: Date; endsAt: Date } {
  if (input.startsAt !== undefined && state === 'departed')
    throw delayProblems.delayNotLater({
      detail: 'The group has left already; say when it is back.',
      errors: [{ pointer: '/startsAt', code: 'left', message: 'cannot be given once the group has left' }],
    });
  const start = input.startsAt === undefined ? startsAt : new Date(input.startsAt);
  const end =
    input.endsAt === undefined
      ? new Date(endsAt.getTime() + (start.getTime() - startsAt.getTime()))
      : new Date(input.endsAt);
  const errors = [
    ...(start < startsAt || (input.startsAt !== undefined && start <= startsAt && end <= endsAt)
      ? [{ pointer: '/startsAt', code: 'order', message: `must be after ${startsAt.toISOString()}` }]
      : []),
    ...(end < endsAt || (end <= endsAt && start <= startsAt)
      ? [{ pointer: '/endsAt', code: 'order', message: `must be after ${endsAt.toISOString()}` }]
      : []),
  ];
  if (errors.length > 0)
    throw delayProblems.delayNotLater({
      detail: `${errors.map(({ pointer, message }) => `${pointer} ${message}.`).join(' ')} To move the departure to an earlier time, change it instead.`,
      errors,
    });
  return { startsAt: start, endsAt: end };
}

/** @throws 422 when a departure would be moved too far from the days of the event, or end before it begins */
function assertWithin(event: EventScope, moves: readonly DelayMove[]): void {
  for (const move of moves) {
    const startsAt = new Date(move.startsAt);
    const errors = timeFaults({ startsAt, endsAt: new Date(move.endsAt), cutOffAt: startsAt }, event);
    if (errors.length > 0)
      throw siteVisitProblems.departureTimesInvalid({
        detail: errors.map(({ pointer, message }) => `${pointer} ${message}.`).join(' '),
        errors,
      });
  }
}
