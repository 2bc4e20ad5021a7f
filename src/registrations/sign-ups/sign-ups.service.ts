import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { assertVersion } from '../../platform/http/concurrency';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal, systemPrincipal } from '../../platform/http/request-context';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { registrationProblems } from '../registration.errors';
import { Commitments } from './commitments.service';
import { Seats } from './seats.service';
import { SignUpNotices } from './sign-up-notices.service';
import { signUpProblems } from './sign-up.errors';
import type { SignUpInput } from './sign-up.input';
import { signUpNotNeeded, signUpPromoted, signUpSessionCancelled } from './sign-up.notices';
import {
  assertMaySignUp,
  clashing,
  givingWay,
  keptOut,
  type HeldSeat,
  type OfferedSession,
} from './sign-up.rules';
import type { SignUpInLineView, SignUpRow } from './sign-up.view';
import { activeStates, signUpWorkflow } from './sign-up.workflow';
import { SignUpsQueries } from './sign-ups.queries';

interface ParticipantRow extends Record<string, unknown> {
  state: string;
  categoryId: string;
}

/** Somebody who waits and could have a seat. */
interface Waiting extends Record<string, unknown> {
  id: string;
  event_id: string;
  registration_id: string;
  queue_number: number;
  /** How many seats of the session are free. */
  free: number;
}

interface Ending extends Record<string, unknown> {
  id: string;
  sessionId: string;
  registrationId: string;
  releaseId: string;
  /** Whether the session takes place, and needs no seats any more. */
  takesPlace: boolean;
}

interface Following extends HeldSeat, Record<string, unknown> {
  registrationId: string;
  state: string;
}

/** How many sign-ups, or the sign-ups of how many participants, one transaction moves on. */
const chunk = 50;

/** How many of a line are looked at at once. */
const lookAhead = 200;

/**
 * Writes of sign-ups. Every act locks in the same order: the visible release, registrations, sign-ups, seats, each kind by
 * its ids; so no two acts wait for each other.
 */
@Injectable()
export class SignUpsService {
  private readonly signUps: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly queries: SignUpsQueries,
    private readonly seats: Seats,
    private readonly commitments: Commitments,
    private readonly notices: SignUpNotices,
  ) {
    this.signUps = new Rows(db, clock, 'sign_ups');
  }

  /**
   * Gives a confirmed participant a seat in a session, or a place in the line. Whoever is signed up gets the same answer
   * again.
   * @throws 404 for a session that nobody sees, 409 with what is in the way
   */
  async signUp(
    event: EventScope,
    sessionId: string,
    { registrationId }: SignUpInput,
  ): Promise<SignUpInLineView> {
    assertMaySignUp(currentPrincipal(), registrationId);
    return this.db.transaction(async () => {
      const session = await this.seats.offered(event.id, sessionId);
      const participant = await this.lockParticipant(event.id, registrationId);
      const known = await this.queries.active(sessionId, registrationId);
      if (known) return known;
      const refusal = keptOut(session, participant, event, this.clock.now());
      if (refusal) throw refusal;
      if (participant.state !== 'confirmed')
        throw registrationProblems.registrationNotConfirmed(
          `The registration is ${participant.state.replaceAll('_', ' ')}; seats are given once it is confirmed.`,
        );
      await this.assertFree(event.id, sessionId, registrationId, session);
      const id = await this.signUps.insert({
        eventId: event.id,
        sessionId,
        registrationId,
        state: signUpWorkflow.initial,
        during: `[${session.startsAt.toISOString()},${session.endsAt.toISOString()})`,
      });
      await this.engine.begin(signUpWorkflow, { id, scopeId: event.id });
      await this.engine.apply(signUpWorkflow, id, { transition: 'allocate', principal: systemPrincipal });
      return (await this.queries.active(sessionId, registrationId))!;
    });
  }

  /** Gives a sign-up up, for its participant or for staff. */
  async cancel(event: EventScope, sessionId: string, id: string, version: number): Promise<void> {
    await this.db.transaction(async () => {
      const row = await this.db.one<SignUpRow>(
        'SELECT * FROM sign_ups WHERE event_id = $1 AND session_id = $2 AND id = $3 FOR UPDATE',
        [event.id, sessionId, id],
      );
      if (!row) throw httpProblems.notFound('There is no such sign-up here.');
      assertMaySignUp(currentPrincipal(), row.registration_id);
      assertVersion(row.version, version);
      await this.engine.apply(signUpWorkflow, id, { transition: 'cancel', scopeId: event.id });
    });
  }

  /** Ends what a registration has signed up for, except for what is over: the registration has ended, and tells that itself. */
  async endOf(registrationId: string): Promise<void> {
    const rows = await this.db.query<{ id: string; sessionId: string }>(
      `SELECT u.id, u.session_id AS "sessionId" FROM sign_ups u JOIN session_seats t ON t.session_id = u.session_id
        WHERE u.registration_id = $1 AND u.state = ANY ($2) AND t.ends_at > $3 ORDER BY u.id FOR NO KEY UPDATE OF u`,
      [registrationId, activeStates, this.clock.now()],
    );
    for (const { id } of bySession(rows)) await this.cancelBySystem(id, 'The registration has ended.');
  }

  /**
   * Ends some of the sign-ups for sessions that a release has cancelled, or that need no seats any more, and tells the
   * participants. Answers whether there may be more.
   */
  async endSome(eventId: string): Promise<boolean> {
    return this.db.transaction(async () => {
      // A programme that was withdrawn altogether says nothing of any session: only a release that lacks it cancels it.
      const rows = await this.db.query<Ending>(
        `SELECT u.id, u.session_id AS "sessionId", u.registration_id AS "registrationId", r.id AS "releaseId",
                EXISTS (SELECT 1 FROM release_sessions s WHERE s.release_id = r.id AND s.session_id = u.session_id) AS "takesPlace"
           FROM session_seats t
           JOIN releases r ON r.event_id = t.event_id AND r.state = 'released'
           JOIN sign_ups u ON u.session_id = t.session_id
          WHERE t.event_id = $1 AND t.capacity IS NULL AND t.ends_at > $2 AND u.state = ANY ($3)
          ORDER BY u.id LIMIT ${chunk} FOR NO KEY UPDATE OF u`,
        [eventId, this.clock.now(), activeStates],
      );
      for (const { id, takesPlace } of bySession(rows))
        await this.cancelBySystem(
          id,
          takesPlace ? 'The session needs no seats any more.' : 'The session is cancelled.',
        );
      for (const sessionId of new Set(rows.map((row) => row.sessionId))) {
        const here = rows.filter((row) => row.sessionId === sessionId);
        await this.notices.tellAll(here[0]!.takesPlace ? signUpNotNeeded : signUpSessionCancelled, {
          eventId,
          sessionId,
          registrationIds: here.map(({ registrationId }) => registrationId),
          cause: `${here[0]!.releaseId} ${sessionId}`,
        });
      }
      return rows.length > 0;
    });
  }

  /**
   * Moves the sign-ups of some participants to the times at which their sessions take place now, and puts those who would
   * be in two places at once back in line. Answers whether there may be more.
   *
   * All sign-ups of a participant move together: a day that is shifted by half an hour brings nobody into two places.
   */
  async moveSome(eventId: string): Promise<boolean> {
    const concerned = await this.concerned(eventId);
    if (concerned.length === 0) return false;
    await this.moveThese(eventId, concerned);
    return true;
  }

  /** Puts these participants back in line where they are elsewhere by now; a module above has agreed something with them. */
  async moveThese(eventId: string, concerned: readonly string[]): Promise<void> {
    await this.db.transaction(async () => {
      await this.lockAll(concerned);
      const all = await this.db.query<Following>(
        `SELECT u.id, u.registration_id AS "registrationId", u.session_id AS "sessionId", u.state, u.created_at AS since,
                t.starts_at AS "startsAt", t.ends_at AS "endsAt", u.during <> tstzrange(t.starts_at, t.ends_at) AS moved
           FROM sign_ups u JOIN session_seats t ON t.session_id = u.session_id
          WHERE u.registration_id = ANY ($1::uuid[]) AND u.state = ANY ($2)`,
        [concerned, activeStates],
      );
      const displaced = await this.displacedOf(eventId, concerned, all);
      for (const { id } of bySession(displaced))
        await this.engine.apply(signUpWorkflow, id, { transition: 'displace', principal: systemPrincipal });
      const moved = all.filter((one) => one.moved);
      await this.db.query(
        `UPDATE sign_ups u SET during = tstzrange(m.starts_at, m.ends_at)
           FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) AS m (id, starts_at, ends_at) WHERE u.id = m.id`,
        [moved.map(({ id }) => id), moved.map(({ startsAt }) => startsAt), moved.map(({ endsAt }) => endsAt)],
      );
    });
  }

  /**
   * Gives free seats of a session to the first in line who can take them, and tells them; answers whether there may be
   * more to do. Who cannot take one is passed over and stays where they are.
   */
  async promoteSome(sessionId: string): Promise<boolean> {
    const first = await this.nextInLine(sessionId);
    if (first.length === 0) return false;
    return this.db.transaction(async () => {
      await this.lockAll(
        first.map(({ registration_id }) => registration_id),
        first.map(({ id }) => id),
      );
      await this.db.query('SELECT 1 FROM session_seats WHERE session_id = $1 FOR NO KEY UPDATE', [sessionId]);
      // Somebody may have given up, or got a place elsewhere, since the look; then the next look finds another.
      const still = await this.nextInLine(
        sessionId,
        first.map(({ id }) => id),
      );
      for (const { id } of still)
        await this.engine.apply(signUpWorkflow, id, { transition: 'promote', principal: systemPrincipal });
      await this.notices.tellAll(signUpPromoted, {
        eventId: first[0]!.event_id,
        sessionId,
        registrationIds: still.map(({ registration_id }) => registration_id),
        cause: newId(),
      });
      return true;
    });
  }

  private async cancelBySystem(id: string, comment: string): Promise<void> {
    await this.engine.apply(signUpWorkflow, id, {
      transition: 'cancel',
      comment,
      principal: systemPrincipal,
    });
  }

  private async lockParticipant(eventId: string, registrationId: string): Promise<ParticipantRow> {
    const participant = await this.db.one<ParticipantRow>(
      `SELECT state, category_id AS "categoryId" FROM registrations WHERE event_id = $1 AND id = $2 FOR NO KEY UPDATE`,
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

  /** @throws 409 for somebody who has a part in the session, or is elsewhere at that time */
  private async assertFree(
    eventId: string,
    sessionId: string,
    registrationId: string,
    { startsAt, endsAt }: OfferedSession,
  ): Promise<void> {
    const found = await this.commitments.at({
      eventId,
      registrationIds: [registrationId],
      startsAt,
      endsAt,
    });
    const elsewhere = found.filter(({ subjectId }) => subjectId !== sessionId);
    if (elsewhere.length > 0) throw clashing(elsewhere);
    if (found.length > 0)
      throw signUpProblems.hasPartInSession(
        'The session is on the agenda of the participant, who has a part in it.',
      );
  }

  /** Locks registrations, and sign-ups of theirs: the named ones, or all. */
  private async lockAll(
    registrationIds: readonly string[],
    signUpIds: readonly string[] | null = null,
  ): Promise<void> {
    await this.db.query(
      'SELECT 1 FROM registrations WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE',
      [registrationIds],
    );
    await this.db.query(
      `SELECT 1 FROM sign_ups WHERE registration_id = ANY ($1::uuid[]) AND ($2::uuid[] IS NULL OR id = ANY ($2::uuid[]))
          AND state = ANY ($3) ORDER BY id FOR UPDATE`,
      [registrationIds, signUpIds, activeStates],
    );
  }

  /** Participants whose sessions have other times than their sign-ups, or who have a part in something at the same time. */
  private async concerned(eventId: string): Promise<string[]> {
    const rows = await this.db.query<{ registration_id: string }>(
      `SELECT u.registration_id FROM sign_ups u JOIN session_seats t ON t.session_id = u.session_id
        WHERE u.event_id = $1 AND u.state = ANY ($2) AND t.capacity IS NOT NULL AND u.during <> tstzrange(t.starts_at, t.ends_at)
       UNION
       SELECT u.registration_id
         FROM releases r
         JOIN release_roles p ON p.release_id = r.id
         JOIN release_sessions s ON s.release_id = r.id AND s.session_id = p.session_id
         JOIN registrations g ON g.event_id = r.event_id AND g.person_id = p.person_id
         JOIN sign_ups u ON u.registration_id = g.id AND u.session_id <> p.session_id
         JOIN session_seats t ON t.session_id = u.session_id
        WHERE r.event_id = $1 AND r.state = 'released' AND u.state = 'confirmed' AND t.capacity IS NOT NULL AND t.ends_at > $3
          AND s.starts_at < t.ends_at AND s.ends_at > t.starts_at
       ORDER BY registration_id LIMIT ${chunk}`,
      [eventId, activeStates, this.clock.now()],
    );
    return rows.map(({ registration_id }) => registration_id);
  }

  /** The seats that participants cannot keep. */
  private async displacedOf(
    eventId: string,
    registrationIds: readonly string[],
    all: readonly Following[],
  ): Promise<Following[]> {
    const held = all.filter(({ state }) => state === 'confirmed');
    if (held.length === 0) return [];
    const elsewhere = await this.commitments.elsewhere({
      eventId,
      registrationIds,
      startsAt: new Date(Math.min(...held.map(({ startsAt }) => startsAt.getTime()))),
      endsAt: new Date(Math.max(...held.map(({ endsAt }) => endsAt.getTime()))),
    });
    const gone = new Set(
      registrationIds.flatMap((id) =>
        givingWay(
          held.filter(({ registrationId }) => registrationId === id),
          elsewhere.filter(({ registrationId }) => registrationId === id),
        ).map((seat) => seat.id),
      ),
    );
    return held.filter(({ id }) => gone.has(id));
  }

  /**
   * The first in line who can have a seat now, as many as there are free ones, at most a chunk; of `among`, if given. Who
   * is elsewhere at that time is passed over.
   */
  private async nextInLine(sessionId: string, among: readonly string[] | null = null): Promise<Waiting[]> {
    const able: Waiting[] = [];
    for (let after: number | null = null; ;) {
      const line: Waiting[] = await this.db.query<Waiting>(
        `SELECT u.id, u.event_id, u.registration_id, u.queue_number, t.capacity - t.taken AS free
           FROM session_seats t
           JOIN events e ON e.id = t.event_id
           JOIN releases r ON r.event_id = t.event_id AND r.state = 'released'
           JOIN release_sessions s ON s.release_id = r.id AND s.session_id = t.session_id
           JOIN sign_ups u ON u.session_id = t.session_id
           JOIN registrations g ON g.id = u.registration_id
          WHERE t.session_id = $1 AND t.taken < t.capacity AND t.starts_at > $2 AND e.state IN ('draft', 'published', 'running')
            AND u.state = 'waitlisted' AND ($3::integer IS NULL OR u.queue_number > $3) AND ($4::uuid[] IS NULL OR u.id = ANY ($4))
            AND g.state = 'confirmed' AND (s.category_ids = '{}' OR g.category_id = ANY (s.category_ids))
          ORDER BY u.queue_number LIMIT ${lookAhead}`,
        [sessionId, this.clock.now(), after, among],
      );
      if (line.length === 0) return able;
      const bound = new Set(
        (
          await this.commitments.besides(
            sessionId,
            line.map(({ registration_id }) => registration_id),
          )
        ).map(({ registrationId }) => registrationId),
      );
      able.push(...line.filter(({ registration_id }) => !bound.has(registration_id)));
      const wanted = Math.min(line[0]!.free, chunk);
      if (able.length >= wanted) return able.slice(0, wanted);
      if (line.length < lookAhead) return able;
      after = line.at(-1)!.queue_number;
    }
  }
}

/** In the order of their sessions, in which the seats of these are locked. */
function bySession<T extends { readonly sessionId: string }>(rows: readonly T[]): T[] {
  return [...rows].sort((a, b) => (a.sessionId < b.sessionId ? -1 : Number(a.sessionId > b.sessionId)));
}
