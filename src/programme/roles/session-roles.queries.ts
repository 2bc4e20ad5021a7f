import { Injectable } from '@nestjs/common';
import type { NoticeRecipient } from '../../communications/notice';
import { Database } from '../../platform/database/database';
import type { AskedRole } from './session-role.view';

/** A step in the life of a role, as its record says. */
export interface RoleRecord {
  readonly id: string;
  readonly from: string | null;
  readonly comment: string | null;
  /** Account or link of who did it. */
  readonly actorId: string;
  /** Name of the member of staff who did it; null for anybody else. */
  readonly staffName: string | null;
  /** What the person had; only in records of a role that went to somebody else or was taken away. */
  readonly ended: EndedRole | null;
  /** Whether the person was entered as asked, and not to be written to yet. */
  readonly enteredOnly: boolean;
}

/** A role that somebody had, with the titles of that time: nothing of it may be left. */
export interface EndedRole {
  readonly personId: string;
  readonly role: string;
  readonly sessionId: string;
  readonly itemId: string | null;
  readonly session: { readonly title: string; readonly titles: Readonly<Record<string, string>> };
  readonly item: { readonly title: string; readonly titles: Readonly<Record<string, string>> } | null;
}

/** Role `r` as an {@link EndedRole}, as JSON. */
export const endedRole = `json_build_object('personId', r.person_id, 'role', r.role, 'sessionId', r.session_id, 'itemId', r.item_id,
  'session', (SELECT json_build_object('title', s.title, 'titles', s.titles) FROM programme_sessions s WHERE s.id = r.session_id),
  'item', (SELECT json_build_object('title', i.title, 'titles', i.titles) FROM session_items i WHERE i.id = r.item_id))`;

/** Reads of roles for those who are asked for them: always one person's own, with what they have to know. */
@Injectable()
export class SessionRolesQueries {
  constructor(private readonly db: Database) {}

  /** Roles with their persons and occasions, by id; those that are not there any more are missing. */
  async asked(ids: readonly string[]): Promise<Map<string, AskedRole>> {
    const rows = await this.db.query<AskedRole & Record<string, unknown>>(
      `SELECT r.id, r.event_id AS "eventId", r.state, r.role, p.id AS "personId", p.display_name AS "displayName", p.email, p.locale,
              s.starts_at AS "startsAt", s.ends_at AS "endsAt", m.name AS room,
              json_build_object('title', s.title, 'titles', s.titles) AS session,
              CASE WHEN i.id IS NOT NULL THEN json_build_object('title', i.title, 'titles', i.titles) END AS item,
              json_build_object('title', e.title, 'titles', e.titles, 'city', e.city, 'timeZone', e.time_zone,
                'startDate', e.start_date::text, 'endDate', e.end_date::text, 'locales', e.locales) AS event,
              e.state AS "eventState", e.start_date::timestamp AT TIME ZONE e.time_zone AS "opensAt",
              (e.end_date + 1)::timestamp AT TIME ZONE e.time_zone AS "closesAt",
              (SELECT t.id FROM transition_records t WHERE t.subject_id = r.id AND t.to_state = r.state ORDER BY t.id DESC LIMIT 1) AS "recordId"
         FROM session_roles r JOIN persons p ON p.id = r.person_id JOIN programme_sessions s ON s.id = r.session_id
              JOIN events e ON e.id = r.event_id LEFT JOIN session_items i ON i.id = r.item_id LEFT JOIN rooms m ON m.id = s.room_id
        WHERE r.id = ANY ($1::uuid[])`,
      [[...new Set(ids)]],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** One of them. */
  async askedOne(id: string): Promise<AskedRole | undefined> {
    return (await this.asked([id])).get(id);
  }

  /** How a person is written to. */
  async person(id: string): Promise<NoticeRecipient | undefined> {
    return this.db.one<NoticeRecipient & Record<string, unknown>>(
      `SELECT id AS "personId", display_name AS name, email, locale FROM persons WHERE id = $1`,
      [id],
    );
  }

  /** Whether somebody is entered as asked and was not written to since. */
  async isEnteredOnly(roleId: string): Promise<boolean> {
    const last = await this.db.one<{ only: boolean | null }>(
      `SELECT (data -> 'enteredOnly')::boolean AS only FROM transition_records
        WHERE subject_id = $1 AND to_state = 'asked' ORDER BY id DESC LIMIT 1`,
      [roleId],
    );
    return last?.only === true;
  }

  /** Steps in the lives of roles, by the record's id. */
  async records(ids: readonly string[]): Promise<Map<string, RoleRecord>> {
    const rows = await this.db.query<RoleRecord & Record<string, unknown>>(
      `SELECT id, from_state AS "from", comment, actor_id AS "actorId", CASE WHEN actor_kind = 'staff' THEN actor_name END AS "staffName",
              data -> 'ended' AS ended, COALESCE((data -> 'enteredOnly')::boolean, false) AS "enteredOnly"
         FROM transition_records WHERE id = ANY ($1::uuid[])`,
      [[...new Set(ids)]],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Those of these roles, by record, that the person has again by now: taken away by mistake, and given back. */
  async givenBack(records: readonly RoleRecord[]): Promise<Set<string>> {
    const rows = await this.db.query<{ id: string }>(
      `SELECT g.id FROM jsonb_to_recordset($1::jsonb)
              AS g (id uuid, "personId" uuid, role text, "sessionId" uuid, "itemId" uuid)
        WHERE EXISTS (SELECT 1 FROM session_roles r WHERE r.session_id = g."sessionId" AND r.item_id IS NOT DISTINCT FROM g."itemId"
                         AND r.person_id = g."personId" AND r.role = g.role AND r.state IN ('asked', 'accepted'))`,
      [JSON.stringify(records.map(({ id, ended }) => ({ ...ended, id })))],
    );
    return new Set(rows.map(({ id }) => id));
  }
}
