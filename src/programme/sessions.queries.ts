import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database';
import { containing, page, when, type ListDefinition } from '../platform/database/list';
import type { Page, PageQuery } from '../platform/http/page';
import { httpProblems } from '../platform/http/problem';
import type { PlannedSession } from './programme.rules';
import type { SessionQuery } from './session.input';
import { toSessionView, type SessionRow, type SessionView, type TopicView } from './session.view';

const topics: ListDefinition<TopicView & Record<string, unknown>, TopicView> = {
  select: 't.id, t.version, t.title, t.titles, t.position',
  from: 'topics t',
  id: 't.id',
  sorts: {
    position: { expression: 't.position', type: 'integer' },
    title: { expression: 't.title', type: 'text' },
  },
  defaultSort: 'position',
  view: ({ id, version, title, titles, position }) => ({ id, version, title, titles, position }),
};

/** The parts of persons in session `s`, in order, as JSON. */
const peopleOf = `(SELECT COALESCE(json_agg(json_build_object('personId', r.person_id, 'role', r.role, 'position', r.position,
    'displayName', p.display_name) ORDER BY r.position, p.display_name, r.person_id, r.role), '[]')
  FROM session_roles r JOIN persons p ON p.id = r.person_id WHERE r.session_id = s.id)`;

const sessions: ListDefinition<SessionRow, SessionView> = {
  select: `s.*, ${peopleOf} AS roles,
    ARRAY(SELECT st.topic_id FROM session_topics st WHERE st.session_id = s.id ORDER BY st.position) AS topic_ids`,
  from: 'programme_sessions s',
  id: 's.id',
  sorts: {
    startsAt: { expression: `COALESCE(s.starts_at, 'infinity'::timestamptz)`, type: 'timestamptz' },
    title: { expression: 's.title', type: 'text' },
  },
  defaultSort: 'startsAt',
  view: toSessionView,
};

interface PlannedRow extends Record<string, unknown> {
  id: string;
  title: string;
  titles: Record<string, string>;
  kind: string;
  room: PlannedSession['room'];
  interpretation: string[];
  starts_at: Date | null;
  ends_at: Date | null;
  languages: string[];
  capacity: number | null;
  topics: PlannedSession['topics'];
  people: PlannedSession['people'];
}

/** When and where a session of the draft takes place, as far as that is decided. */
export interface SessionTime {
  readonly id: string;
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly roomId: string | null;
  readonly room: string | null;
}

/** Reads of the draft: topics and sessions as they are worked on. */
@Injectable()
export class SessionsQueries {
  constructor(private readonly db: Database) {}

  topics(eventId: string, query: PageQuery): Promise<Page<TopicView>> {
    return page(this.db, topics, query, [
      when(eventId, 't.event_id = ?'),
      when(query.q && containing(query.q), 't.title ILIKE ? OR t.titles::text ILIKE ?'),
    ]);
  }

  /** @throws 404 */
  async topic(eventId: string, id: string): Promise<TopicView> {
    const row = await this.db.one<TopicView & Record<string, unknown>>(
      `SELECT ${topics.select} FROM topics t WHERE t.event_id = $1 AND t.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such topic in this event.');
    return topics.view(row);
  }

  sessions(eventId: string, query: SessionQuery): Promise<Page<SessionView>> {
    return page(this.db, sessions, query, [
      when(eventId, 's.event_id = ?'),
      when(query.kind, 's.kind = ?'),
      when(query.roomId, 's.room_id = ?'),
      when(query.topicId, 's.id IN (SELECT st.session_id FROM session_topics st WHERE st.topic_id = ?)'),
      when(query.personId, 's.id IN (SELECT r.session_id FROM session_roles r WHERE r.person_id = ?)'),
      when(query.q && containing(query.q), 's.title ILIKE ? OR s.titles::text ILIKE ?'),
    ]);
  }

  /** A session of the draft. @throws 404 */
  async session(eventId: string, id: string): Promise<SessionView> {
    const row = await this.db.one<SessionRow>(
      `SELECT ${sessions.select} FROM programme_sessions s WHERE s.event_id = $1 AND s.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such session in this event.');
    return toSessionView(row);
  }

  /** Times and rooms of these sessions of the draft, or of all of the event; in the order of time. */
  async sessionTimes(eventId: string, sessionIds: readonly string[] | null): Promise<SessionTime[]> {
    return this.db.query<SessionTime & Record<string, unknown>>(
      `SELECT s.id, s.title, s.titles, s.starts_at AS "startsAt", s.ends_at AS "endsAt", s.room_id AS "roomId", r.name AS room
         FROM programme_sessions s LEFT JOIN rooms r ON r.id = s.room_id
        WHERE s.event_id = $1 AND ($2::uuid[] IS NULL OR s.id = ANY ($2::uuid[]))
        ORDER BY s.starts_at, s.id`,
      [eventId, sessionIds],
    );
  }

  /** The whole draft, read by one statement, and so as it was at one moment; in the order of time. */
  async draft(eventId: string): Promise<PlannedSession[]> {
    const rows = await this.db.query<PlannedRow>(
      `SELECT s.id, s.title, s.titles, s.kind, s.starts_at, s.ends_at, s.languages, s.capacity,
              CASE WHEN r.id IS NOT NULL THEN json_build_object('id', r.id, 'name', r.name, 'capacity', r.capacity) END AS room,
              COALESCE(r.interpretation, '{}') AS interpretation, ${peopleOf} AS people,
              (SELECT COALESCE(json_agg(json_build_object('id', t.id, 'title', t.title, 'titles', t.titles) ORDER BY st.position), '[]')
                 FROM session_topics st JOIN topics t ON t.id = st.topic_id WHERE st.session_id = s.id) AS topics
         FROM programme_sessions s LEFT JOIN rooms r ON r.id = s.room_id
        WHERE s.event_id = $1 ORDER BY s.starts_at, s.id`,
      [eventId],
    );
    return rows.map(({ starts_at: startsAt, ends_at: endsAt, ...row }) => ({ ...row, startsAt, endsAt }));
  }
}
