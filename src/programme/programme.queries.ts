import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database';
import { page, type ListDefinition } from '../platform/database/list';
import type { Page, PageQuery } from '../platform/http/page';
import { httpProblems } from '../platform/http/problem';
import { isOpenToAll, type Attendee } from './programme.rules';
import type { ReleaseItem, Told } from './releases/release.rules';
import {
  toReleaseView,
  type ReleaseListRow,
  type ReleaseRow,
  type ReleaseView,
} from './releases/release.view';
import type { SessionView } from './sessions/session.view';
import { SessionsQueries, type SessionTime } from './sessions/sessions.queries';

/** A session as delegates and the public see it. */
export interface ReleasedSession {
  readonly id: string;
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly kind: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** Name of the room. */
  readonly room: string | null;
  readonly roomId: string | null;
  /** SEQUENCE of the calendar entry (RFC 5546). */
  readonly sequence: number;
  /** When what a calendar shows of it last changed. */
  readonly changedAt: Date;
  /** How many can attend, if places must be booked. */
  readonly capacity: number | null;
  /** Categories of participants that may attend; none: everybody. */
  readonly categoryIds: readonly string[];
  /** Whether every participant can attend without a seat of their own. */
  readonly openToAll: boolean;
}

/** What a person does in a session of the newest release. */
export interface Duty {
  readonly personId: string;
  readonly sessionId: string;
  readonly role: string;
}

/** A session of a release, with what calendars were told about it. */
export type StoredItem = ReleaseItem & Told;

const releases: ListDefinition<ReleaseListRow, ReleaseView> = {
  select: `r.*, f.number AS follows,
    (SELECT count(*)::integer FROM release_sessions s WHERE s.release_id = r.id) AS sessions`,
  from: 'releases r LEFT JOIN releases f ON f.id = r.follows_id',
  id: 'r.id',
  sorts: { number: { expression: 'r.number', type: 'integer' } },
  defaultSort: '-number',
  view: toReleaseView,
};

/** Reads of what was released, and the narrow reads of the programme that other modules may call. */
@Injectable()
export class ProgrammeQueries {
  constructor(
    private readonly db: Database,
    private readonly draft: SessionsQueries,
  ) {}

  /** The sessions that people see now, in the order of time; none before the first release. */
  async releasedSessions(eventId: string): Promise<ReleasedSession[]> {
    const rows = await this.db.query<Omit<ReleasedSession, 'openToAll'> & Record<string, unknown>>(
      `SELECT s.session_id AS id, s.title, s.titles, s.kind, s.starts_at AS "startsAt", s.ends_at AS "endsAt",
              s.room_name AS room, s.room_id AS "roomId", s.sequence, s.changed_at AS "changedAt", s.capacity,
              s.category_ids AS "categoryIds"
         FROM releases r JOIN release_sessions s ON s.release_id = r.id
        WHERE r.event_id = $1 AND r.state = 'released' ORDER BY s.starts_at, s.session_id`,
      [eventId],
    );
    return rows.map((session) => ({ ...session, openToAll: isOpenToAll(session) }));
  }

  /** Who does what in the sessions that people see now: these persons, or everybody. */
  async duties(eventId: string, personIds: readonly string[] | null): Promise<Duty[]> {
    return this.db.query<Duty & Record<string, unknown>>(
      `SELECT p.person_id AS "personId", p.session_id AS "sessionId", p.role
         FROM releases r JOIN release_roles p ON p.release_id = r.id
        WHERE r.event_id = $1 AND r.state = 'released' AND ($2::uuid[] IS NULL OR p.person_id = ANY ($2::uuid[]))
        ORDER BY p.session_id, p.position, p.person_id, p.role`,
      [eventId, personIds],
    );
  }

  /** A session of the draft. @throws 404 */
  session(eventId: string, id: string): Promise<SessionView> {
    return this.draft.session(eventId, id);
  }

  /** Times and rooms of these sessions of the draft, or of all of the event. */
  sessionTimes(eventId: string, sessionIds: readonly string[] | null): Promise<SessionTime[]> {
    return this.draft.sessionTimes(eventId, sessionIds);
  }

  releases(eventId: string, query: PageQuery): Promise<Page<ReleaseView>> {
    return page(this.db, releases, query, [{ sql: 'r.event_id = ?', values: [eventId] }]);
  }

  /** A release by its number or id. @throws 404 */
  async release(eventId: string, which: string | number): Promise<ReleaseListRow> {
    const row = await this.db.one<ReleaseListRow>(
      `SELECT ${releases.select} FROM ${releases.from}
        WHERE r.event_id = $1 AND ${typeof which === 'number' ? 'r.number' : 'r.id'} = $2`,
      [eventId, which],
    );
    if (!row) throw httpProblems.notFound('There is no such release of the programme.');
    return row;
  }

  /** The release that people see now, if there is one. */
  current(eventId: string): Promise<ReleaseRow | undefined> {
    return this.db.one<ReleaseRow>(`SELECT * FROM releases WHERE event_id = $1 AND state = 'released'`, [
      eventId,
    ]);
  }

  /** The sessions of a release as they were released, in the order of time. */
  async items(releaseId: string): Promise<StoredItem[]> {
    return this.db.query<StoredItem & Record<string, unknown>>(
      `SELECT s.session_id AS id, s.title, s.titles, s.kind, s.room_id AS "roomId", s.room_name AS room,
              s.starts_at AS "startsAt", s.ends_at AS "endsAt", s.topics, s.languages, s.capacity, s.sequence,
              s.changed_at AS "changedAt", s.abstract, s.abstracts, s.authentic_language AS "authenticLanguage",
              s.floor_languages AS "floorLanguages", s.category_ids AS "categoryIds", s.items, s.documents,
              COALESCE(p.people, '[]') AS people
         FROM release_sessions s
         LEFT JOIN (
           SELECT session_id, json_agg(json_build_object('id', role_id, 'personId', person_id, 'role', role, 'position', position,
                    'displayName', display_name, 'itemId', item_id) ORDER BY position, display_name, person_id, role) AS people
             FROM release_roles WHERE release_id = $1 GROUP BY session_id
         ) p ON p.session_id = s.session_id
        WHERE s.release_id = $1 ORDER BY s.starts_at, s.session_id`,
      [releaseId],
    );
  }

  /**
   * Whom changes between two releases concerned beyond those with a role, as it was when each was released: those of
   * the releases after the older one, up to and with the newer one.
   */
  async attendeesBetween(eventId: string, one: number, other: number): Promise<Attendee[]> {
    return this.db.query<Attendee & Record<string, unknown>>(
      `SELECT DISTINCT ON (a.session_id, a.person_id, a.attends_as) a.session_id AS "sessionId", a.person_id AS "personId",
              a.display_name AS "displayName", a.attends_as AS "as"
         FROM release_attendees a JOIN releases r ON r.id = a.release_id
        WHERE r.event_id = $1 AND r.number > $2 AND r.number <= $3
        ORDER BY a.session_id, a.person_id, a.attends_as, r.number DESC`,
      [eventId, Math.min(one, other), Math.max(one, other)],
    );
  }

  /** The highest SEQUENCE under which each session of the event ever went out, by session. */
  async highestSequences(eventId: string): Promise<Map<string, number>> {
    const rows = await this.db.query<{ id: string; highest: number }>(
      `SELECT s.session_id AS id, max(s.sequence) AS highest
         FROM releases r JOIN release_sessions s ON s.release_id = r.id WHERE r.event_id = $1 GROUP BY s.session_id`,
      [eventId],
    );
    return new Map(rows.map(({ id, highest }) => [id, highest]));
  }
}
