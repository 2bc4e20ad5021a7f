import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { assertVersion } from '../../platform/http/concurrency';
import { httpProblems, type FieldFault } from '../../platform/http/problem';
import { programmeProblems } from '../programme.errors';
import { authenticFaults, floorFaults, languageFaults, timeFaults } from '../programme.rules';
import { SessionRoles } from '../roles/session-roles.service';
import type { SessionChanges, SessionInput, SessionItemInput } from './session.input';
import type { SessionView } from './session.view';
import { SessionsQueries } from './sessions.queries';

interface Current extends Record<string, unknown> {
  version: number;
  starts_at: Date | null;
  ends_at: Date | null;
  titles: Record<string, string>;
  authentic_language: string | null;
  languages: string[];
  floor_languages: string[];
}

type NewItem = Omit<SessionItemInput, 'id'> & { readonly id: string };

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
    private readonly roles: SessionRoles,
  ) {
    this.sessions = new Rows(db, clock, 'programme_sessions');
  }

  async add(event: EventScope, input: SessionInput): Promise<SessionView> {
    const { topicIds = [], roles = [], items = [], categoryIds = [], ...values } = input;
    const startsAt = instant(input.startsAt) ?? null;
    const endsAt = instant(input.endsAt) ?? null;
    return this.db.transaction(async () => {
      await this.check(event, { ...input, categoryIds }, { startsAt, endsAt }, []);
      const id = await this.sessions.insert({ eventId: event.id, ...values, startsAt, endsAt });
      await this.writeTopics(id, topicIds);
      await this.writeCategories(event.id, id, categoryIds);
      const kept = named(items);
      await this.writeItems(id, kept);
      await this.roles.replaceAll(event.id, id, [{ itemId: null, roles }, ...rolesOf(kept)]);
      return this.queries.session(event.id, id);
    });
  }

  /** Changes what is given; topics, categories, items and roles as a whole. @throws 404, 412, 422 */
  async change(
    event: EventScope,
    id: string,
    version: number,
    changes: SessionChanges,
  ): Promise<SessionView> {
    const { topicIds, roles, items, categoryIds, ...values } = changes;
    return this.db.transaction(async () => {
      const current = await this.locked(event.id, id, version);
      const given = { startsAt: instant(changes.startsAt), endsAt: instant(changes.endsAt) };
      // A session that lies outside because the event's days were changed can still be given another title.
      const moved = given.startsAt !== undefined || given.endsAt !== undefined;
      const times = {
        startsAt: given.startsAt === undefined ? current.starts_at : given.startsAt,
        endsAt: given.endsAt === undefined ? current.ends_at : given.endsAt,
      };
      const known = items?.some((item) => item.id !== undefined) ? await this.itemIds(id) : [];
      await this.check(event, withCurrent(changes, current), moved ? times : undefined, known);
      await this.sessions.update({ id, eventId: event.id }, version, { ...values, ...given });
      if (topicIds) {
        await this.db.query(`DELETE FROM session_topics WHERE session_id = $1`, [id]);
        await this.writeTopics(id, topicIds);
      }
      if (categoryIds) {
        await this.db.query(`DELETE FROM session_categories WHERE session_id = $1`, [id]);
        await this.writeCategories(event.id, id, categoryIds);
      }
      const kept = items && named(items);
      if (kept) {
        await this.roles.removeAll(
          event.id,
          id,
          kept.map((item) => item.id),
        );
        await this.writeItems(id, kept);
      }
      const parts = [...(roles ? [{ itemId: null, roles }] : []), ...(kept ? rolesOf(kept) : [])];
      if (parts.length > 0) await this.roles.replaceAll(event.id, id, parts);
      return this.queries.session(event.id, id);
    });
  }

  /** @throws 404, 412, and 409 when something else refers to it */
  async remove(eventId: string, id: string, version: number): Promise<void> {
    await this.db.transaction(async () => {
      await this.locked(eventId, id, version);
      await this.roles.removeAll(eventId, id);
      await this.sessions.remove({ id, eventId }, version).catch((error: unknown) => {
        if (isSqlError(error, sqlState.foreignKeyViolation))
          throw programmeProblems.sessionInUse('Take it out of what refers to it first.');
        throw error;
      });
    });
  }

  /**
   * Locks a session, after its roles: who hands a role over holds that one first, and then needs the session.
   * @throws 404, 412
   */
  private async locked(eventId: string, id: string, version: number): Promise<Current> {
    await this.db.query(
      `SELECT 1 FROM session_roles WHERE event_id = $1 AND session_id = $2 ORDER BY id FOR UPDATE`,
      [eventId, id],
    );
    const current = await this.db.one<Current>(
      `SELECT version, starts_at, ends_at, titles, authentic_language, languages, floor_languages
         FROM programme_sessions WHERE id = $1 AND event_id = $2 FOR UPDATE`,
      [id, eventId],
    );
    if (!current) throw httpProblems.notFound('There is no such session in this event.');
    assertVersion(current.version, version);
    return current;
  }

  private async writeTopics(id: string, topicIds: readonly string[]): Promise<void> {
    if (topicIds.length === 0) return;
    await this.db.query(
      `INSERT INTO session_topics (session_id, topic_id, position)
       SELECT $1, topic, position FROM unnest($2::uuid[]) WITH ORDINALITY AS given (topic, position)`,
      [id, topicIds],
    );
  }

  private async writeCategories(eventId: string, id: string, categoryIds: readonly string[]): Promise<void> {
    if (categoryIds.length === 0) return;
    await this.db
      .query(
        `INSERT INTO session_categories (event_id, session_id, category_id)
         SELECT $1, $2, category FROM unnest($3::uuid[]) AS given (category)`,
        [eventId, id, categoryIds],
      )
      .catch((error: unknown) => {
        if (!isSqlError(error, sqlState.foreignKeyViolation, 'session_categories_category_fkey')) throw error;
        throw programmeProblems.sessionInvalid({
          detail: 'Choose categories of this event.',
          errors: [
            { pointer: '/categoryIds', code: 'unknown', message: 'has a category that is not of this event' },
          ],
        });
      });
  }

  private async itemIds(sessionId: string): Promise<string[]> {
    const rows = await this.db.query<{ id: string }>('SELECT id FROM session_items WHERE session_id = $1', [
      sessionId,
    ]);
    return rows.map(({ id }) => id);
  }

  /** Makes these the items of the session, in this order; those that are not among them go, with their roles. */
  private async writeItems(sessionId: string, items: readonly NewItem[]): Promise<void> {
    await this.db.query(`DELETE FROM session_items WHERE session_id = $1 AND NOT id = ANY ($2::uuid[])`, [
      sessionId,
      items.map(({ id }) => id),
    ]);
    if (items.length === 0) return;
    await this.db.query(
      `INSERT INTO session_items (id, session_id, position, title, titles, abstract, abstracts, authentic_language, duration_minutes)
       SELECT i.id, $1, i.position, i.title, i.titles, i.abstract, i.abstracts, i."authenticLanguage", i."durationMinutes"
         FROM jsonb_to_recordset($2::jsonb) AS i (id uuid, position integer, title text, titles jsonb, abstract text, abstracts jsonb,
              "authenticLanguage" text, "durationMinutes" integer)
       ON CONFLICT (id) DO UPDATE SET position = excluded.position, title = excluded.title, titles = excluded.titles,
         abstract = excluded.abstract, abstracts = excluded.abstracts, authentic_language = excluded.authentic_language,
         duration_minutes = excluded.duration_minutes`,
      [
        sessionId,
        JSON.stringify(
          items.map((item, index) => ({
            id: item.id,
            position: index + 1,
            title: item.title,
            titles: item.titles ?? {},
            abstract: item.abstract,
            abstracts: item.abstracts ?? {},
            authenticLanguage: item.authenticLanguage,
            durationMinutes: item.durationMinutes,
          })),
        ),
      ],
    );
  }

  /** @throws 422 with every field at fault */
  private async check(
    event: EventScope,
    session: SessionChanges,
    times: { startsAt: Date | null; endsAt: Date | null } | undefined,
    knownItems: readonly string[],
  ): Promise<void> {
    const locale = event.locales[0]!;
    const errors: FieldFault[] = [
      ...(times ? timeFaults(times, event) : []),
      ...languageFaults(session.languages ?? []),
      ...floorFaults(session.floorLanguages, session.languages ?? []),
      ...authenticFaults(session, locale),
      ...(session.items ?? []).flatMap((item, index) =>
        authenticFaults(item, locale).map(at(`/items/${index}`)),
      ),
      ...itemFaults(session.items ?? [], knownItems),
      ...(await this.unknownThings(event.id, session)),
    ];
    if (errors.length === 0) return;
    const [first] = errors;
    throw programmeProblems.sessionInvalid({ detail: `${first!.pointer} ${first!.message}.`, errors });
  }

  /** Rooms and topics that are not of this event, persons whom nobody has entered, and what is named twice. */
  private async unknownThings(
    eventId: string,
    { roomId, topicIds = [], roles = [], items = [] }: SessionChanges,
  ): Promise<FieldFault[]> {
    const parts = [
      ...roles.map((role, index) => ({ ...role, pointer: `/roles/${index}`, where: 'session' })),
      ...items.flatMap((item, at) =>
        (item.roles ?? []).map((role, index) => ({
          ...role,
          pointer: `/items/${at}/roles/${index}`,
          where: String(at),
        })),
      ),
    ];
    if (!roomId && topicIds.length === 0 && parts.length === 0) return [];
    const known = (await this.db.one<{ room: boolean; topics: string[]; persons: string[] }>(
      `SELECT EXISTS (SELECT 1 FROM rooms WHERE event_id = $1 AND id = $2) AS room,
              ARRAY(SELECT id FROM topics WHERE event_id = $1 AND id = ANY ($3::uuid[])) AS topics,
              ARRAY(SELECT person_id FROM event_persons WHERE event_id = $1 AND person_id = ANY ($4::uuid[])) AS persons`,
      [eventId, roomId ?? null, topicIds, parts.map(({ personId }) => personId)],
    ))!;
    const topics = topicIds.map((id) => id.toLowerCase());
    const keys = parts.map(({ personId, role, where }) => `${where} ${personId.toLowerCase()} ${role}`);
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
      ...parts.flatMap(({ personId, pointer }, index) =>
        !known.persons.includes(personId.toLowerCase())
          ? [
              {
                pointer: `${pointer}/personId`,
                code: 'unknown',
                message: 'is nobody whom this event knows; enter the person first',
              },
            ]
          : keys.indexOf(keys[index]!) !== index
            ? [{ pointer, code: 'twice', message: 'has the person in this role already' }]
            : [],
      ),
    ];
  }
}

const named = (items: readonly SessionItemInput[]): NewItem[] =>
  items.map((item) => ({ ...item, id: item.id?.toLowerCase() ?? newId() }));

const rolesOf = (items: readonly NewItem[]) => items.map(({ id, roles = [] }) => ({ itemId: id, roles }));

const at =
  (prefix: string) =>
  (fault: FieldFault): FieldFault => ({ ...fault, pointer: `${prefix}${fault.pointer}` });

/** What is given, with what else is there of that on which it depends. */
function withCurrent(changes: SessionChanges, current: Current): SessionChanges {
  const { titles, authenticLanguage, languages, floorLanguages } = changes;
  return {
    ...changes,
    ...(authenticLanguage !== undefined || titles !== undefined
      ? {
          titles: titles ?? current.titles,
          authenticLanguage: authenticLanguage === undefined ? current.authentic_language : authenticLanguage,
        }
      : {}),
    ...(languages !== undefined || floorLanguages !== undefined
      ? {
          languages: languages ?? current.languages,
          floorLanguages: floorLanguages ?? current.floor_languages,
        }
      : {}),
  };
}

/** Items that are to be kept and are not there, or are named twice. */
function itemFaults(items: readonly SessionItemInput[], known: readonly string[]): FieldFault[] {
  const ids = items.map(({ id }) => id?.toLowerCase());
  return ids.flatMap((id, index) => {
    if (id === undefined) return [];
    const pointer = `/items/${index}/id`;
    if (!known.includes(id))
      return [
        { pointer, code: 'unknown', message: 'is not an item of this session; leave it out for a new one' },
      ];
    if (ids.indexOf(id) !== index) return [{ pointer, code: 'twice', message: 'is in the list already' }];
    return [];
  });
}
