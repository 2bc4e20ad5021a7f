import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { EventsQueries } from '../../events/events.queries';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import { ProgrammeQueries } from '../programme.queries';
import type { ReleaseRow } from '../releases/release.view';
import type { CalendarSession, GoneSession } from './programme.calendar';
import type { Released } from './programme.document';

/** Which part of the programme a calendar shows. */
export interface CalendarPart {
  readonly topic?: string | undefined;
  readonly room?: string | undefined;
}

/** For how long a calendar shows that something has gone, in milliseconds: nobody's calendar looks less often. */
const shownAsGone = 30 * 24 * 60 * 60 * 1000;

/** Whether session `s` of a release belongs to the part: $3 is a room, $4 a list with a topic. */
const inPart = (s: string): string =>
  `($3::uuid IS NULL OR ${s}.room_id = $3::uuid) AND ($4::jsonb IS NULL OR ${s}.topics @> $4::jsonb)`;

const withTopic = (topic: string | undefined): string | null =>
  topic === undefined ? null : JSON.stringify([{ id: topic }]);

/** Reads for the files of the programme: a release with its event, and what people saw before it. */
@Injectable()
export class ProgrammeFilesQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly programme: ProgrammeQueries,
  ) {}

  /** A release with the event that it belongs to. */
  async released(event: EventScope, release: ReleaseRow): Promise<Released> {
    const [{ title, titles, theme, startDate, endDate, city, country }, items] = await Promise.all([
      this.events.event(event.id),
      this.programme.items(release.id),
    ]);
    return {
      event: { title, titles, theme, startDate, endDate, city, country },
      timeZone: release.time_zone,
      number: release.number,
      releasedAt: release.released_at,
      items,
    };
  }

  /** The sessions of a release that belong to a part of the programme. */
  async partOf(release: ReleaseRow, { room, topic }: CalendarPart): Promise<CalendarSession[]> {
    const items = await this.programme.items(release.id);
    return items.filter(
      ({ roomId, topics }) =>
        (room === undefined || roomId === room) &&
        (topic === undefined || topics.some(({ id }) => id === topic)),
    );
  }

  /**
   * The sessions that people saw in an earlier release, in this part of the programme, and do not see there now; those
   * that went in the last 30 days. In the order of time.
   *
   * A session that takes place elsewhere goes out under its own SEQUENCE, which rose when it moved. One that is nowhere
   * goes out under one more than it ever had; when it comes back, `nextTold` gives it a higher one still.
   */
  async gone(release: ReleaseRow, { room, topic }: CalendarPart): Promise<GoneSession[]> {
    return this.db.query<GoneSession & Record<string, unknown>>(
      `WITH seen AS (
         SELECT DISTINCT ON (s.session_id) s.release_id, s.session_id, r.updated_at AS gone_at
           FROM releases r JOIN release_sessions s ON s.release_id = r.id
          WHERE r.event_id = $1 AND r.state = 'superseded' AND ${inPart('s')}
          ORDER BY s.session_id, r.updated_at DESC, r.number DESC
       )
       SELECT s.session_id AS id, s.title, s.titles, s.starts_at AS "startsAt", s.ends_at AS "endsAt",
              s.room_name AS room, s.topics, now.session_id IS NOT NULL AS "takesPlace",
              COALESCE(now.sequence, 1 + (SELECT max(h.sequence) FROM releases r JOIN release_sessions h ON h.release_id = r.id
                                           WHERE r.event_id = $1 AND h.session_id = s.session_id)) AS sequence,
              GREATEST(seen.gone_at, now.changed_at) AS "changedAt",
              (SELECT COALESCE(json_agg(json_build_object('id', p.role_id, 'personId', p.person_id, 'role', p.role,
                        'position', p.position, 'displayName', p.display_name, 'itemId', p.item_id)
                        ORDER BY p.position, p.display_name, p.person_id, p.role), '[]')
                 FROM release_roles p WHERE p.release_id = s.release_id AND p.session_id = s.session_id) AS people
         FROM seen JOIN release_sessions s ON s.release_id = seen.release_id AND s.session_id = seen.session_id
         LEFT JOIN release_sessions now ON now.release_id = $2 AND now.session_id = s.session_id
        WHERE seen.gone_at > $5 AND (now.session_id IS NULL OR NOT (${inPart('now')}))
        ORDER BY s.starts_at, s.session_id`,
      [
        release.event_id,
        release.id,
        room ?? null,
        withTopic(topic),
        new Date(this.clock.now().getTime() - shownAsGone),
      ],
    );
  }

  /**
   * When sessions of a release were to begin before, as people saw it in earlier releases; the earliest first. Sessions
   * that were always to begin as they do now are not in it.
   */
  async earlierStarts(release: ReleaseRow): Promise<Map<string, Date[]>> {
    const rows = await this.db.query<{ id: string; starts: Date[] }>(
      `SELECT now.session_id AS id, array_agg(DISTINCT s.starts_at ORDER BY s.starts_at) AS starts
         FROM release_sessions now
         JOIN release_sessions s ON s.session_id = now.session_id AND s.starts_at <> now.starts_at
         JOIN releases r ON r.id = s.release_id AND r.event_id = $1 AND ($3 OR r.number < $4)
        WHERE now.release_id = $2 GROUP BY now.session_id`,
      // People saw what came after a release that is seen again; for an older one, only what came before it counts.
      [release.event_id, release.id, release.state === 'released', release.number],
    );
    return new Map(rows.map(({ id, starts }) => [id, starts]));
  }

  /**
   * The names of the room and the topic of a part, as they were released last.
   * @throws 404 when no release that people saw has such a room or topic
   */
  async namesOf(
    release: ReleaseRow,
    { room, topic }: CalendarPart,
  ): Promise<{ room?: string; topic?: { title: string; titles: Record<string, string> } }> {
    const newestFirst = `ORDER BY r.id = $2 DESC, r.updated_at DESC, r.number DESC LIMIT 1`;
    const roomRow =
      room === undefined
        ? undefined
        : await this.db.one<{ name: string }>(
            `SELECT s.room_name AS name FROM releases r JOIN release_sessions s ON s.release_id = r.id
              WHERE r.event_id = $1 AND s.room_id = $3 ${newestFirst}`,
            [release.event_id, release.id, room],
          );
    const topicRow =
      topic === undefined
        ? undefined
        : await this.db.one<{ title: string; titles: Record<string, string> }>(
            `SELECT t.topic ->> 'title' AS title, t.topic -> 'titles' AS titles
               FROM releases r JOIN release_sessions s ON s.release_id = r.id,
                    jsonb_array_elements(s.topics) AS t (topic)
              WHERE r.event_id = $1 AND t.topic ->> 'id' = $3::text ${newestFirst}`,
            [release.event_id, release.id, topic],
          );
    if (room !== undefined && !roomRow)
      throw httpProblems.notFound('There is no such room in the programme. Take its id from the programme.');
    if (topic !== undefined && !topicRow)
      throw httpProblems.notFound('There is no such topic in the programme. Take its id from the programme.');
    return { ...(roomRow ? { room: roomRow.name } : {}), ...(topicRow ? { topic: topicRow } : {}) };
  }
}
