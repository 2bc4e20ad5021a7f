import { Inject, Injectable } from '@nestjs/common';
import { Links } from '../../access/links.service';
import type { MessageToCompose } from '../../communications/notice';
import { Clock } from '../../platform/clock';
import { CONFIG, type Config } from '../../platform/config';
import { Database } from '../../platform/database/database';
import type { Principal } from '../../platform/http/request-context';

interface Subject extends Record<string, unknown> {
  person_id: string;
  name: string;
  registration_id: string | null;
  role_id: string | null;
  closes_at: Date;
}

/** The links by which readers and interpreters reach what is theirs: that of their registration, or of a part in the programme. */
@Injectable()
export class ReadingLinks {
  constructor(
    private readonly db: Database,
    private readonly links: Links,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The event for which a link of a reader is good, and the language of whoever holds it; undefined for any other link. */
  async scopeOf({ kind, subject }: Principal): Promise<{ eventId: string; locale: string } | undefined> {
    if (kind !== 'link' || subject === undefined) return undefined;
    return this.db.one<{ eventId: string; locale: string }>(
      `SELECT r.event_id AS "eventId", p.locale FROM registrations r JOIN persons p ON p.id = r.person_id
        WHERE $2 = 'registration' AND r.id = $1
        UNION ALL
       SELECT o.event_id, p.locale FROM session_roles o JOIN persons p ON p.id = o.person_id WHERE $2 = 'session_role' AND o.id = $1`,
      [subject.id, subject.kind],
    );
  }

  /**
   * Addresses of the pages on which those answer, and find their copies, to whom these messages go; by message. None for
   * whoever has no link of their own.
   */
  async pagesOf(messages: readonly MessageToCompose[]): Promise<Map<string, string>> {
    const address = this.config.publicUrl.replace(/\/$/, '');
    const pages = new Map<string, string>();
    for (const eventId of new Set(messages.map((message) => message.eventId))) {
      const ofEvent = messages.filter((message) => message.eventId === eventId);
      const persons = new Set(ofEvent.flatMap(({ recipient }) => recipient.personId ?? []));
      const tokens = await this.tokens(eventId, [...persons]);
      for (const { messageId, recipient } of ofEvent) {
        const token = tokens.get(recipient.personId ?? '');
        if (token !== undefined) pages.set(messageId, `${address}/reading?token=${token}`);
      }
    }
    return pages;
  }

  /** The person whose link this is, while their registration or their part is good; undefined for everybody else. */
  async personOf(eventId: string, { kind, subject }: Principal): Promise<string | undefined> {
    if (kind !== 'link' || subject === undefined) return undefined;
    const row = await this.db.one<{ person_id: string }>(
      `SELECT person_id FROM registrations
        WHERE $3 = 'registration' AND id = $2 AND event_id = $1 AND state NOT IN ('cancelled', 'rejected', 'expired')
        UNION ALL
       SELECT o.person_id FROM session_roles o
        WHERE $3 = 'session_role' AND o.id = $2 AND o.event_id = $1 AND o.state IN ('asked', 'accepted')`,
      [eventId, subject.id, subject.kind],
    );
    return row?.person_id;
  }

  /** The tokens of these people in an event, good until the end of its last day; made where there are none. */
  async tokens(eventId: string, personIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.db.query<Subject>(
      `SELECT p.id AS person_id, p.display_name AS name, r.id AS registration_id, o.id AS role_id,
              (e.end_date + 1)::timestamp AT TIME ZONE e.time_zone AS closes_at
         FROM persons p JOIN events e ON e.id = $1
         LEFT JOIN LATERAL (SELECT id FROM registrations WHERE event_id = $1 AND person_id = p.id
                              AND state NOT IN ('cancelled', 'rejected', 'expired') ORDER BY id LIMIT 1) r ON true
         LEFT JOIN LATERAL (SELECT o.id FROM session_roles o
                             WHERE o.event_id = $1 AND o.person_id = p.id AND o.state IN ('asked', 'accepted') ORDER BY o.id LIMIT 1) o ON true
        WHERE p.id = ANY ($2::uuid[])`,
      [eventId, personIds],
    );
    const tokens = new Map<string, string>();
    const now = this.clock.now();
    for (const kind of ['registration', 'session_role'] as const) {
      const subjects = rows
        .filter(({ closes_at: closesAt }) => closesAt > now)
        .filter((row) => (row.registration_id === null) === (kind === 'session_role'))
        .flatMap((row) => {
          const id = row.registration_id ?? row.role_id;
          return id === null ? [] : [{ id, name: row.name, personId: row.person_id }];
        });
      if (subjects.length === 0) continue;
      const made = await this.links.tokens(kind, eventId, subjects, rows[0]!.closes_at);
      for (const { id, personId } of subjects) tokens.set(personId, made.get(id)!);
    }
    return tokens;
  }
}
