import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { containing, page, when, type ListDefinition } from '../../platform/database/list';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { PlannedSession } from '../programme.rules';
import type { RoleQuery, SessionQuery } from './session.input';
import { toRoleView, type RoleRow, type RoleView } from '../roles/session-role.view';
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

/** The parts of persons in session `s` and in its items, in order, as JSON; not of those who were replaced. */
const peopleOf = `(SELECT COALESCE(json_agg(json_build_object('id', r.id, 'personId', r.person_id, 'role', r.role, 'state', r.state,
    'position', r.position, 'displayName', p.display_name, 'itemId', r.item_id) ORDER BY r.position, p.display_name, r.person_id, r.role), '[]')
  FROM session_roles r JOIN persons p ON p.id = r.person_id WHERE r.session_id = s.id AND r.state <> 'replaced')`;

/** The items of session `s`, in order, as JSON. */
const itemsOf = `(SELECT COALESCE(json_agg(json_build_object('id', i.id, 'title', i.title, 'titles', i.titles, 'abstract', i.abstract,
    'abstracts', i.abstracts, 'authenticLanguage', i.authentic_language, 'durationMinutes', i.duration_minutes) ORDER BY i.position, i.id), '[]')
  FROM session_items i WHERE i.session_id = s.id)`;

/** The documents of session `s`, in order, as JSON. */
const documentsOf = `(SELECT COALESCE(json_agg(json_build_object('id', d.id, 'fileId', d.file_id, 'title', d.title, 'titles', d.titles,
    'language', d.language, 'audience', d.audience, 'name', f.name, 'mediaType', f.media_type, 'size', f.size) ORDER BY d.position, d.id), '[]')
  FROM session_documents d JOIN stored_files f ON f.id = d.file_id WHERE d.session_id = s.id)`;

/** Room `r` with what planning has to know of it, as JSON. */
export const plannedRoom = `json_build_object('id', r.id, 'name', r.name, 'capacity', r.capacity, 'interpretation', r.interpretation,
  'equipment', r.equipment, 'venueId', r.venue_id)`;

const categoriesOf = `ARRAY(SELECT c.category_id FROM session_categories c WHERE c.session_id = s.id ORDER BY c.category_id)`;

const sessions: ListDefinition<SessionRow, SessionView> = {
  select: `s.*, ${peopleOf} AS people, ${itemsOf} AS items, ${categoriesOf} AS category_ids,
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

const roles: ListDefinition<RoleRow & { display_name: string }, RoleView> = {
  select: 'r.*, p.display_name',
  from: 'session_roles r JOIN persons p ON p.id = r.person_id',
  id: 'r.id',
  sorts: { createdAt: { expression: 'r.created_at', type: 'timestamptz' } },
  defaultSort: 'createdAt',
  view: toRoleView,
};

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
      when(
        query.personId,
        `s.id IN (SELECT r.session_id FROM session_roles r WHERE r.person_id = ? AND r.state <> 'replaced')`,
      ),
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

  roles(eventId: string, query: RoleQuery): Promise<Page<RoleView>> {
    return page(this.db, roles, query, [
      when(eventId, 'r.event_id = ?'),
      when(query.state, 'r.state = ?'),
      when(query.sessionId, 'r.session_id = ?'),
      when(query.personId, 'r.person_id = ?'),
      when(query.q && containing(query.q), 'p.display_name ILIKE ?'),
    ]);
  }

  /** A role of a person in a session of the draft. @throws 404 */
  async role(eventId: string, id: string): Promise<RoleView> {
    const row = await this.db.one<RoleRow & { display_name: string }>(
      `SELECT ${roles.select} FROM ${roles.from} WHERE r.event_id = $1 AND r.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such role in this event.');
    return toRoleView(row);
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
    return this.db.query<PlannedSession & Record<string, unknown>>(
      `SELECT s.id, s.version, s.title, s.titles, s.abstract, s.abstracts, s.authentic_language AS "authenticLanguage", s.kind,
              s.starts_at AS "startsAt", s.ends_at AS "endsAt", s.duration_minutes AS "durationMinutes", s.languages,
              s.floor_languages AS "floorLanguages", s.capacity, s.expected, s.equipment, ${categoriesOf} AS "categoryIds",
              CASE WHEN r.id IS NOT NULL THEN ${plannedRoom} END AS room, ${peopleOf} AS people, ${itemsOf} AS items,
              ${documentsOf} AS documents,
              (SELECT COALESCE(json_agg(json_build_object('id', t.id, 'title', t.title, 'titles', t.titles) ORDER BY st.position), '[]')
                 FROM session_topics st JOIN topics t ON t.id = st.topic_id WHERE st.session_id = s.id) AS topics
         FROM programme_sessions s LEFT JOIN rooms r ON r.id = s.room_id
        WHERE s.event_id = $1 ORDER BY s.starts_at, s.id`,
      [eventId],
    );
  }
}
