import { Injectable } from '@nestjs/common';
import type { EventScope } from '../access/event-scope';
import { Clock } from '../platform/clock';
import { Database, isSqlError, sqlState } from '../platform/database/database';
import { Rows } from '../platform/database/rows';
import { assertVersion } from '../platform/http/concurrency';
import { httpProblems, type FieldFault } from '../platform/http/problem';
import { programmeProblems } from './programme.errors';
import { languageFaults, timeFaults } from './programme.rules';
import type { SessionChanges, SessionInput, SessionRoleInput } from './session.input';
import type { SessionView } from './session.view';
import { SessionsQueries } from './sessions.queries';

interface Times extends Record<string, unknown> {
  version: number;
  starts_at: Date | null;
  ends_at: Date | null;
}

const instant = (text: string | null | undefined): Date | null | undefined =>
  typeof text === 'string' ? new Date(text) : text;

/** Writes of sessions, which are the draft of the programme. Nobody but staff sees them before a release. */
@Injectable()
export class SessionsService {
  private readonly sessions: Rows;

  constructor(
    private readonly db: Database,
    clock: Clock,
    private readonly queries: SessionsQueries,
  ) {
    this.sessions = new Rows(db, clock, 'programme_sessions');
  }

  async add(event: EventScope, input: SessionInput): Promise<SessionView> {
    const { topicIds = [], roles = [], ...values } = input;
    const startsAt = instant(input.startsAt) ?? null;
    const endsAt = instant(input.endsAt) ?? null;
    return this.db.transaction(async () => {
      await this.check(event, input, { startsAt, endsAt });
      const id = await this.sessions.insert({ eventId: event.id, ...values, startsAt, endsAt });
      await this.writeTopics(id, topicIds);
      await this.writeRoles(id, roles);
      return this.queries.session(event.id, id);
    });
  }

  /** Changes what is given; topics and roles as a whole. @throws 404, 412, 422 */
  async change(
    event: EventScope,
    id: string,
    version: number,
    changes: SessionChanges,
  ): Promise<SessionView> {
    const { topicIds, roles, ...values } = changes;
    return this.db.transaction(async () => {
      const current = await this.db.one<Times>(
        `SELECT version, starts_at, ends_at FROM programme_sessions WHERE id = $1 AND event_id = $2 FOR UPDATE`,
        [id, event.id],
      );
      if (!current) throw httpProblems.notFound('There is no such session in this event.');
      assertVersion(current.version, version);
      const given = { startsAt: instant(changes.startsAt), endsAt: instant(changes.endsAt) };
      // A session that lies outside because the event's days were changed can still be given another title.
      const moved = given.startsAt !== undefined || given.endsAt !== undefined;
      const times = {
        startsAt: given.startsAt === undefined ? current.starts_at : given.startsAt,
        endsAt: given.endsAt === undefined ? current.ends_at : given.endsAt,
      };
      await this.check(event, changes, moved ? times : undefined);
      await this.sessions.update({ id, eventId: event.id }, version, { ...values, ...given });
      if (topicIds) {
        await this.db.query(`DELETE FROM session_topics WHERE session_id = $1`, [id]);
        await this.writeTopics(id, topicIds);
      }
      if (roles) {
        await this.db.query(`DELETE FROM session_roles WHERE session_id = $1`, [id]);
        await this.writeRoles(id, roles);
      }
      return this.queries.session(event.id, id);
    });
  }

  async remove(eventId: string, id: string, version: number): Promise<void> {
    await this.sessions.remove({ id, eventId }, version).catch((error: unknown) => {
      if (isSqlError(error, sqlState.foreignKeyViolation))
        throw programmeProblems.sessionInUse('Take it out of what refers to it first.');
      throw error;
    });
  }

  private async writeTopics(id: string, topicIds: readonly string[]): Promise<void> {
    if (topicIds.length === 0) return;
    await this.db.query(
      `INSERT INTO session_topics (session_id, topic_id, position)
       SELECT $1, topic, position FROM unnest($2::uuid[]) WITH ORDINALITY AS given (topic, position)`,
      [id, topicIds],
    );
  }

  private async writeRoles(id: string, roles: readonly SessionRoleInput[]): Promise<void> {
    if (roles.length === 0) return;
    await this.db.query(
      `INSERT INTO session_roles (session_id, person_id, role, position)
       SELECT $1, person, role, position FROM unnest($2::uuid[], $3::text[], $4::integer[]) AS given (person, role, position)`,
      [
        id,
        roles.map(({ personId }) => personId),
        roles.map(({ role }) => role),
        roles.map(({ position }, index) => position ?? index + 1),
      ],
    );
  }

  /** @throws 422 with every field at fault */
  private async check(
    event: EventScope,
    session: SessionChanges,
    times: { startsAt: Date | null; endsAt: Date | null } | undefined,
  ): Promise<void> {
    const errors: FieldFault[] = [
      ...(times ? timeFaults(times, event) : []),
      ...languageFaults(session.languages ?? []),
      ...(await this.unknownThings(event.id, session)),
    ];
    if (errors.length === 0) return;
    const [first] = errors;
    throw programmeProblems.sessionInvalid({ detail: `${first!.pointer} ${first!.message}.`, errors });
  }

  /** Rooms and topics that are not of this event, persons whom nobody has entered, and what is named twice. */
  private async unknownThings(
    eventId: string,
    { roomId, topicIds = [], roles = [] }: Pick<SessionChanges, 'roomId' | 'topicIds' | 'roles'>,
  ): Promise<FieldFault[]> {
    if (!roomId && topicIds.length === 0 && roles.length === 0) return [];
    const known = (await this.db.one<{ room: boolean; topics: string[]; persons: string[] }>(
      `SELECT EXISTS (SELECT 1 FROM rooms WHERE event_id = $1 AND id = $2) AS room,
              ARRAY(SELECT id FROM topics WHERE event_id = $1 AND id = ANY ($3::uuid[])) AS topics,
              ARRAY(SELECT id FROM persons WHERE id = ANY ($4::uuid[])) AS persons`,
      [eventId, roomId ?? null, topicIds, roles.map(({ personId }) => personId)],
    ))!;
    const topics = topicIds.map((id) => id.toLowerCase());
    const parts = roles.map(({ personId, role }) => `${personId.toLowerCase()} ${role}`);
    return [
      ...(roomId && !known.room
        ? [{ pointer: '/roomId', code: 'unknown', message: 'is not a room of this event' }]
        : []),
      ...topics.flatMap((id, index) =>
        !known.topics.includes(id)
          ? [{ pointer: `/topicIds/${index}`, code: 'unknown', message: 'is not a topic of this event' }]
          : topics.indexOf(id) !== index
            ? [{ pointer: `/topicIds/${index}`, code: 'twice', message: 'is in the list already' }]
            : [],
      ),
      ...roles.flatMap(({ personId }, index) =>
        !known.persons.includes(personId.toLowerCase())
          ? [{ pointer: `/roles/${index}/personId`, code: 'unknown', message: 'is not a known person' }]
          : parts.indexOf(parts[index]!) !== index
            ? [{ pointer: `/roles/${index}`, code: 'twice', message: 'has the person in this role already' }]
            : [],
      ),
    ];
  }
}
