import { Injectable } from '@nestjs/common';
import { personJson } from '../../people/person.view';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { Participation } from '../../programme/planning/participation.service';
import type { Attendee } from '../../programme/programme.rules';
import type { SignUpQuery } from './sign-up.input';
import {
  toSignUpInLineView,
  toSignUpView,
  type SessionSeatsView,
  type SignUpInLineRow,
  type SignUpInLineView,
  type SignUpListRow,
  type SignUpView,
} from './sign-up.view';
import { activeStates } from './sign-up.workflow';

/** SQL: the session `s` of rows of `alias`, as people see it or as they last saw it. */
export const lastSeenSession = (alias: string): string => `LATERAL (
  SELECT x.title, x.titles, x.room_id, x.room_name, x.starts_at, x.ends_at FROM release_sessions x JOIN releases r ON r.id = x.release_id
   WHERE x.session_id = ${alias}.session_id ORDER BY (r.state = 'released') DESC, r.number DESC LIMIT 1) s`;

/** SQL: which place in its line a sign-up has; null for one that does not wait. */
export const placeInLine = (alias: string): string => `CASE WHEN ${alias}.state = 'waitlisted' THEN
  (SELECT count(*)::integer FROM sign_ups before
    WHERE before.session_id = ${alias}.session_id AND before.state = 'waitlisted' AND before.queue_number <= ${alias}.queue_number) END`;

const columns = `u.id, u.version, u.state, u.session_id, u.registration_id, u.queue_number, u.created_at, r.code, ${personJson} AS person`;
const tables =
  'sign_ups u JOIN registrations r ON r.id = u.registration_id JOIN persons p ON p.id = r.person_id';

const signUps: ListDefinition<SignUpInLineRow, SignUpInLineView> = {
  select: `${columns}, ${placeInLine('u')} AS place_in_line`,
  from: tables,
  id: 'u.id',
  sorts: { createdAt: { expression: 'u.created_at', type: 'timestamptz' } },
  defaultSort: 'createdAt',
  view: toSignUpInLineView,
};

/** A seat that somebody has. */
export interface TakenSeat {
  readonly registrationId: string;
  readonly sessionId: string;
}

/** Reads of sign-ups and seats. Tells the programme who has a seat in its sessions. */
@Injectable()
export class SignUpsQueries {
  constructor(
    private readonly db: Database,
    participation: Participation,
  ) {
    participation.register({ attendees: (eventId, personIds) => this.attendees(eventId, personIds) });
  }

  /** Sign-ups for a session, in order of arrival. */
  ofSession(eventId: string, sessionId: string, query: SignUpQuery): Promise<Page<SignUpInLineView>> {
    return page(this.db, signUps, query, [
      when(eventId, 'u.event_id = ?'),
      when(sessionId, 'u.session_id = ?'),
      when(query.state, 'u.state = ?'),
      query.q === undefined || query.q === ''
        ? undefined
        : {
            sql: 'r.code = upper(?) OR strpos(lower(p.display_name), lower(?)) > 0 OR strpos(p.native_name, ?) > 0',
            values: [query.q, query.q, query.q],
          },
    ]);
  }

  /** What a participant has signed up for. @throws 404 for a registration that the event does not have */
  async ofRegistration(
    eventId: string,
    registrationId: string,
    query: SignUpQuery,
  ): Promise<Page<SignUpInLineView>> {
    const known = await this.db.one('SELECT 1 FROM registrations WHERE event_id = $1 AND id = $2', [
      eventId,
      registrationId,
    ]);
    if (!known) throw httpProblems.notFound('There is no such registration here.');
    return page(this.db, signUps, query, [
      when(eventId, 'u.event_id = ?'),
      when(registrationId, 'u.registration_id = ?'),
      when(query.state, 'u.state = ?'),
    ]);
  }

  /** @throws 404 */
  async signUp(eventId: string, id: string, sessionId?: string): Promise<SignUpView> {
    const row = await this.db.one<SignUpListRow>(
      `SELECT ${columns} FROM ${tables} WHERE u.event_id = $1 AND u.id = $2 AND u.session_id = COALESCE($3, u.session_id)`,
      [eventId, id, sessionId ?? null],
    );
    if (!row) throw httpProblems.notFound('There is no such sign-up here.');
    return toSignUpView(row);
  }

  /** The sign-up of a participant for a session that has not ended, with its place in the line. */
  async active(sessionId: string, registrationId: string): Promise<SignUpInLineView | undefined> {
    const row = await this.db.one<SignUpInLineRow>(
      `SELECT ${signUps.select} FROM ${tables} WHERE u.session_id = $1 AND u.registration_id = $2 AND u.state = ANY ($3)`,
      [sessionId, registrationId, activeStates],
    );
    return row && toSignUpInLineView(row);
  }

  /** The seats of the sessions that people see now, in the order of time. What a release says is true from its release on. */
  async seats(eventId: string): Promise<SessionSeatsView[]> {
    return this.db.query<SessionSeatsView & Record<string, unknown>>(
      `SELECT s.session_id AS "sessionId", s.capacity, greatest(0, s.capacity - COALESCE(t.taken, 0)) AS free,
              COALESCE(t.waiting, 0) AS waiting
         FROM releases r
         JOIN release_sessions s ON s.release_id = r.id
         LEFT JOIN session_seats t ON t.session_id = s.session_id
        WHERE r.event_id = $1 AND r.state = 'released' AND s.capacity IS NOT NULL
        ORDER BY s.starts_at, s.session_id`,
      [eventId],
    );
  }

  /** The seats that these participants have; one query for all of them. */
  taken(eventId: string, registrationIds: readonly string[]): Promise<TakenSeat[]> {
    return this.db.query<TakenSeat & Record<string, unknown>>(
      `SELECT registration_id AS "registrationId", session_id AS "sessionId" FROM sign_ups
        WHERE event_id = $1 AND registration_id = ANY ($2::uuid[]) AND state = 'confirmed'
        ORDER BY registration_id, session_id`,
      [eventId, registrationIds],
    );
  }

  private attendees(eventId: string, personIds: readonly string[] | null): Promise<Attendee[]> {
    return this.db.query<Attendee & Record<string, unknown>>(
      `SELECT u.session_id AS "sessionId", p.id AS "personId", p.display_name AS "displayName", 'participant' AS as
         FROM ${tables} WHERE u.event_id = $1 AND u.state = 'confirmed'
          AND ($2::uuid[] IS NULL OR r.person_id = ANY ($2::uuid[])) ORDER BY u.session_id, p.id`,
      [eventId, personIds],
    );
  }
}
