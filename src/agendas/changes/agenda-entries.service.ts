import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import {
  contentOf,
  fingerprintOf,
  readContent,
  type EntryContent,
  type Standing,
} from './agenda-entry.rules';
import type { AgendaItem } from '../agenda.rules';

/** Somebody who was told their agenda. */
export interface Told {
  readonly registrationId: string;
  readonly personId: string;
}

interface StandingRow extends Standing, Record<string, unknown> {
  readonly registrationId: string;
}

/** What people were told of the things on their agendas: the one place from which calendars have their numbers. */
@Injectable()
export class AgendaEntries {
  constructor(private readonly db: Database) {}

  /** Who was told, of an event or among some, in the order of their registrations; their rows are locked if that is asked for. */
  told(
    eventId: string,
    {
      afterId,
      among,
      limit,
      locked,
    }: {
      readonly afterId: string | undefined;
      readonly among: readonly string[] | undefined;
      readonly limit: number;
      readonly locked: boolean;
    },
  ): Promise<Told[]> {
    return this.db.query<Told & Record<string, unknown>>(
      `SELECT registration_id AS "registrationId", person_id AS "personId" FROM told_agendas
        WHERE event_id = $1 AND ($2::uuid IS NULL OR registration_id > $2)
          AND ($4::uuid[] IS NULL OR registration_id = ANY ($4)) ORDER BY registration_id LIMIT $3
        ${locked ? 'FOR UPDATE' : ''}`,
      [eventId, afterId ?? null, limit, among ?? null],
    );
  }

  /** Those of these registrations, or of these people, who were told. */
  toldAmong(
    eventId: string,
    registrationIds: readonly string[],
    personIds: readonly string[],
  ): Promise<Told[]> {
    return this.db.query<Told & Record<string, unknown>>(
      `SELECT registration_id AS "registrationId", person_id AS "personId" FROM told_agendas
        WHERE event_id = $1 AND registration_id = ANY ($2::uuid[])
        UNION
       SELECT registration_id, person_id FROM told_agendas WHERE event_id = $1 AND person_id = ANY ($3::uuid[])`,
      [eventId, registrationIds, personIds],
    );
  }

  async countTold(eventId: string): Promise<number> {
    const row = await this.db.one<{ n: number }>(
      `SELECT count(*)::integer AS n FROM told_agendas WHERE event_id = $1`,
      [eventId],
    );
    return row?.n ?? 0;
  }

  /** How things stand in the calendars of these registrations. */
  async standing(registrationIds: readonly string[]): Promise<Map<string, Standing[]>> {
    const rows = await this.db.query<StandingRow>(
      `SELECT registration_id AS "registrationId", uid, kind, subject_id AS "subjectId", locale, sequence, fingerprint,
              starts_at AS "startsAt", cancelled, told_by AS "toldBy"
         FROM agenda_entries WHERE registration_id = ANY ($1::uuid[]) ORDER BY registration_id, uid`,
      [registrationIds],
    );
    const standing = new Map<string, Standing[]>(registrationIds.map((id) => [id, []]));
    for (const { registrationId, ...one } of rows) standing.get(registrationId)!.push(one);
    return standing;
  }

  /** What calendars show under these fingerprints. */
  async contents(eventId: string, fingerprints: Iterable<string>): Promise<Map<string, EntryContent>> {
    const wanted = [...new Set(fingerprints)];
    if (wanted.length === 0) return new Map();
    const rows = await this.db.query<{ fingerprint: string; content: EntryContent }>(
      `SELECT fingerprint, content FROM agenda_contents WHERE event_id = $1 AND fingerprint = ANY ($2::uuid[])`,
      [eventId, wanted],
    );
    return new Map(rows.map(({ fingerprint, content }) => [fingerprint, readContent(content)]));
  }

  /** Keeps what these things show. What is there already is left alone, so it may be done before the transaction that needs it. */
  async keep(eventId: string, items: Iterable<AgendaItem>): Promise<void> {
    const contents = new Map<string, string>();
    for (const item of items) {
      const content = contentOf(item);
      contents.set(fingerprintOf(content), JSON.stringify(content));
    }
    // In one order, so that two who keep the same wait for each other once.
    const rows = [...contents].sort(([one], [other]) => (one < other ? -1 : 1));
    if (rows.length === 0) return;
    await this.db.query(
      `INSERT INTO agenda_contents (event_id, fingerprint, content)
       SELECT $1, n.fingerprint, n.content FROM unnest($2::uuid[], $3::jsonb[]) AS n (fingerprint, content)
        WHERE NOT EXISTS (SELECT 1 FROM agenda_contents c WHERE c.event_id = $1 AND c.fingerprint = n.fingerprint)
       ON CONFLICT DO NOTHING`,
      [eventId, rows.map(([fingerprint]) => fingerprint), rows.map(([, content]) => content)],
    );
  }

  /**
   * Writes that these people were told, and how things stand in their calendars since. What somebody else has raised
   * meanwhile stays as it is. Joins the transaction of the caller; locks in the order of registrations.
   */
  async write(
    eventId: string,
    told: readonly Told[],
    standing: readonly (Standing & { readonly registrationId: string })[],
    at: Date,
  ): Promise<void> {
    const people = told.toSorted((one, other) => (one.registrationId < other.registrationId ? -1 : 1));
    await this.db.query(
      `INSERT INTO told_agendas (registration_id, event_id, person_id, told_at)
       SELECT n.registration_id, $1, n.person_id, $4 FROM unnest($2::uuid[], $3::uuid[]) AS n (registration_id, person_id)
       ON CONFLICT (registration_id) DO UPDATE SET person_id = excluded.person_id, told_at = excluded.told_at`,
      [
        eventId,
        people.map(({ registrationId }) => registrationId),
        people.map(({ personId }) => personId),
        at,
      ],
    );
    if (standing.length === 0) return;
    const key = ({ registrationId, uid }: { registrationId: string; uid: string }) =>
      `${registrationId} ${uid}`;
    const rows = standing.toSorted((one, other) => (key(one) < key(other) ? -1 : 1));
    await this.db.query(
      `INSERT INTO agenda_entries AS e (registration_id, uid, event_id, kind, subject_id, locale, sequence, fingerprint, starts_at,
              cancelled, told_by, told_at)
       SELECT n.registration_id, n.uid, $1, n.kind, n.subject_id, n.locale, n.sequence, n.fingerprint, n.starts_at, n.cancelled,
              n.told_by, $2
         FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::integer[], $9::uuid[], $10::timestamptz[],
                     $11::boolean[], $12::uuid[])
           AS n (registration_id, uid, kind, subject_id, locale, sequence, fingerprint, starts_at, cancelled, told_by)
       ON CONFLICT (registration_id, uid) DO UPDATE
          SET kind = excluded.kind, subject_id = excluded.subject_id, locale = excluded.locale, sequence = excluded.sequence,
              fingerprint = excluded.fingerprint, starts_at = excluded.starts_at, cancelled = excluded.cancelled,
              told_by = excluded.told_by, told_at = excluded.told_at
        WHERE e.sequence < excluded.sequence`,
      [
        eventId,
        at,
        rows.map(({ registrationId }) => registrationId),
        rows.map(({ uid }) => uid),
        rows.map(({ kind }) => kind),
        rows.map(({ subjectId }) => subjectId),
        rows.map(({ locale }) => locale),
        rows.map(({ sequence }) => sequence),
        rows.map(({ fingerprint }) => fingerprint),
        rows.map(({ startsAt }) => startsAt),
        rows.map(({ cancelled }) => cancelled),
        rows.map(({ toldBy }) => toldBy),
      ],
    );
  }

  /** These people have nothing to do any more with the registrations that they had: nobody was told their agenda. */
  async forget(told: readonly Told[]): Promise<void> {
    if (told.length === 0) return;
    await this.db.query(
      `DELETE FROM told_agendas t USING unnest($1::uuid[], $2::uuid[]) AS n (registration_id, person_id)
        WHERE t.registration_id = n.registration_id AND t.person_id = n.person_id`,
      [told.map(({ registrationId }) => registrationId), told.map(({ personId }) => personId)],
    );
  }
}
