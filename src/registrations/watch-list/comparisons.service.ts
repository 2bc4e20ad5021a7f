import { Injectable } from '@nestjs/common';
import { bestLikeness, personFormsJson, type NameForms } from '../../people/name-likeness.rules';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { systemPrincipal } from '../../platform/http/request-context';
import { defineJob, HandlesJob, type JobContext } from '../../platform/jobs/define-job';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { Sweeper } from '../../platform/workflow/sweeper';
import { DocumentDigests } from './document-digests.service';
import { documentKeysIn, likeEntry } from './watch-list.rules';
import { watchListMatchWorkflow } from './watch-list-match.workflow';

/** Compares everybody who is registered with entries that are new or have changed. */
export const compareEntries = defineJob<{ eventId: string; entryIds: string[] }>(
  'registrations.compare-entries',
);

/** Registrations that are compared at a time. */
const batch = 500;

/** Share of the trigrams that two names have in common before anybody looks closer. */
const leastTrigrams = 0.35;

const noId = '00000000-0000-0000-0000-000000000000';

const ended = `('cancelled', 'rejected', 'expired')`;

interface PersonRow extends Record<string, unknown> {
  id: string;
  forms: NameForms[];
  birth_date: string | null;
  nationality: string | null;
  answers: Record<string, unknown>;
}

interface PairRow extends Record<string, unknown> {
  registration_id: string;
  entry_id: string;
  forms: NameForms[];
  birth_date: string | null;
  nationality: string | null;
  document_digest: string | null;
  /** Digest of all that is compared, but the documents of the person. */
  digest: string;
}

interface Found {
  readonly registrationId: string;
  readonly entryId: string;
  readonly score: number;
  readonly reasons: readonly string[];
  readonly digest: string;
}

interface KnownRow extends Record<string, unknown> {
  id: string;
  state: string;
  registration_id: string;
  entry_id: string;
  digest: string;
}

/**
 * Compares those who are registered with the watch list, in sets and in the background: nobody who registers, is named or
 * changes a name waits for it, whether they are like somebody or not. One comparison of an event after the other.
 */
@Injectable()
export class Comparisons {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly digests: DocumentDigests,
    sweeper: Sweeper,
  ) {
    sweeper.register('watch list', () => this.compareQueued());
  }

  /** Compares a batch of those who are new or have changed, and answers how many there were. */
  private async compareQueued(): Promise<number> {
    return this.db.transaction(async () => {
      const rows = await this.db.query<{ event_id: string; registration_id: string }>(
        `WITH taken AS (SELECT id FROM watch_list_queue ORDER BY id LIMIT ${batch} FOR UPDATE SKIP LOCKED)
         DELETE FROM watch_list_queue q USING taken WHERE q.id = taken.id RETURNING q.event_id, q.registration_id`,
      );
      const byEvent = new Map<string, Set<string>>();
      for (const { event_id: eventId, registration_id: id } of rows)
        byEvent.set(eventId, (byEvent.get(eventId) ?? new Set()).add(id));
      for (const eventId of [...byEvent.keys()].sort())
        await this.compare(eventId, [...byEvent.get(eventId)!]);
      return rows.length;
    });
  }

  @HandlesJob(compareEntries)
  async compareAll(
    { eventId, entryIds }: { eventId: string; entryIds: string[] },
    { signal }: JobContext,
  ): Promise<void> {
    for (let after = noId; ;) {
      signal.throwIfAborted();
      const ids = await this.db.transaction(async () => {
        const rows = await this.db.query<{ id: string }>(
          `SELECT id FROM registrations WHERE event_id = $1 AND id > $2 ORDER BY id LIMIT ${batch}`,
          [eventId, after],
        );
        await this.compare(
          eventId,
          rows.map(({ id }) => id),
          entryIds,
        );
        return rows.map(({ id }) => id);
      });
      if (ids.length < batch) return;
      after = ids.at(-1)!;
    }
  }

  /** Compares registrations with all entries, or with some, and keeps what came of it. */
  private async compare(
    eventId: string,
    ids: readonly string[],
    entryIds?: readonly string[],
  ): Promise<void> {
    if (ids.length === 0) return;
    await this.db.query(`SELECT pg_advisory_xact_lock(hashtextextended('watch list ' || $1, 0))`, [eventId]);
    const people = await this.db.query<PersonRow>(
      `SELECT r.id, ${personFormsJson} AS forms, p.birth_date, p.nationality,
              COALESCE((SELECT jsonb_object_agg(a.form_id || '.' || one.key, one.value) FROM form_answers a
                         CROSS JOIN LATERAL jsonb_each(a.answers) one WHERE a.registration_id = r.id), '{}') || r.answers AS answers
         FROM registrations r JOIN persons p ON p.id = r.person_id WHERE r.id = ANY ($1::uuid[]) AND r.state NOT IN ${ended}`,
      [ids],
    );
    const found = await this.alike(eventId, people, entryIds);
    await this.keep(eventId, ids, found, entryIds);
  }

  private async alike(
    eventId: string,
    people: readonly PersonRow[],
    entryIds: readonly string[] | undefined,
  ): Promise<Found[]> {
    const documents = new Map(
      people.map(({ id, answers }) => [id, documentKeysIn(answers).map((key) => this.digests.of(key))]),
    );
    const names = people.flatMap(({ id, forms }) => forms.map((form) => ({ id, ...form })));
    const numbers = [...documents].flatMap(([id, all]) => all.map((digest) => ({ id, digest })));
    // By the trigrams and not by the event, which would be to read the whole list for each name.
    await this.db.query(
      `SELECT set_config('pg_trgm.similarity_threshold', $1, true), set_config('enable_seqscan', 'off', true)`,
      [String(leastTrigrams)],
    );
    const pairs = await this.db.query<PairRow>(
      `WITH pairs AS (
         SELECT s.id AS registration_id, w.entry_id
           FROM unnest($2::uuid[], $4::text[]) AS s (id, sounds) JOIN watch_list_names w ON w.sounds % s.sounds
          WHERE $7::uuid[] IS NULL OR w.entry_id = ANY ($7)
         UNION
         SELECT s.id, w.entry_id
           FROM unnest($2::uuid[], $3::text[]) AS s (id, words) JOIN watch_list_names w ON w.event_id = $1 AND w.words = s.words
          WHERE $7::uuid[] IS NULL OR w.entry_id = ANY ($7)
         UNION
         SELECT d.id, n.id FROM unnest($5::uuid[], $6::text[]) AS d (id, digest)
           JOIN watch_list_entries n ON n.event_id = $1 AND n.document_digest = d.digest
          WHERE $7::uuid[] IS NULL OR n.id = ANY ($7))
       SELECT x.registration_id, n.id AS entry_id, f.forms, n.birth_date, n.nationality, n.document_digest,
              md5(jsonb_build_array(p.given_name, p.family_name, p.display_name, p.native_name, p.birth_date, p.nationality,
                                    f.forms::jsonb, n.birth_date, n.nationality, n.document_digest)::text) AS digest
         FROM pairs x JOIN watch_list_entries n ON n.id = x.entry_id JOIN events e ON e.id = n.event_id
         JOIN registrations r ON r.id = x.registration_id JOIN persons p ON p.id = r.person_id
        CROSS JOIN LATERAL (SELECT json_agg(json_build_object('said', w.name, 'words', w.words, 'sounds', w.sounds) ORDER BY w.position) AS forms FROM watch_list_names w WHERE w.entry_id = n.id) f
        WHERE n.event_id = $1 AND n.removed_at IS NULL
          AND (n.valid_until IS NULL OR n.valid_until >= ($8::timestamptz AT TIME ZONE e.time_zone)::date)`,
      [
        eventId,
        names.map(({ id }) => id),
        names.map(({ words }) => words),
        names.map(({ sounds }) => sounds),
        numbers.map(({ id }) => id),
        numbers.map(({ digest }) => digest),
        entryIds ?? null,
        this.clock.now(),
      ],
    );
    const personOf = new Map(people.map((person) => [person.id, person]));
    return pairs.flatMap((pair): Found[] => {
      const person = personOf.get(pair.registration_id)!;
      const sameDocument =
        pair.document_digest !== null && documents.get(person.id)!.includes(pair.document_digest);
      const like = likeEntry(
        bestLikeness(person.forms, pair.forms),
        { birthDate: person.birth_date, nationality: person.nationality },
        { birthDate: pair.birth_date, nationality: pair.nationality },
        sameDocument,
      );
      if (!like) return [];
      return [
        {
          registrationId: person.id,
          entryId: pair.entry_id,
          score: like.score,
          reasons: like.reasons,
          digest: sameDocument ? `${pair.digest} document` : pair.digest,
        },
      ];
    });
  }

  /**
   * Keeps what was found: new matches are open; those of which something has changed are open again, whatever was decided;
   * what is undecided and not alike any more lapses.
   */
  private async keep(
    eventId: string,
    ids: readonly string[],
    found: readonly Found[],
    entryIds: readonly string[] | undefined,
  ): Promise<void> {
    const known = await this.db.query<KnownRow>(
      `SELECT id, state, registration_id, entry_id, digest FROM watch_list_matches
        WHERE registration_id = ANY ($1::uuid[]) AND ($2::uuid[] IS NULL OR entry_id = ANY ($2)) ORDER BY id FOR UPDATE`,
      [ids, entryIds ?? null],
    );
    const key = (registrationId: string, entryId: string): string => `${registrationId} ${entryId}`;
    const knownOf = new Map(known.map((row) => [key(row.registration_id, row.entry_id), row]));
    const foundOf = new Map(found.map((one) => [key(one.registrationId, one.entryId), one]));

    const made = found.filter((one) => !knownOf.has(key(one.registrationId, one.entryId)));
    const madeIds = made.map(() => newId());
    if (made.length > 0)
      await this.db.query(
        `INSERT INTO watch_list_matches (id, event_id, state, registration_id, entry_id, score, reasons, digest, created_at, updated_at)
         SELECT m.id, $1, $2, m.registration_id, m.entry_id, m.score, string_to_array(m.reasons, ' '), m.digest, $3, $3
           FROM unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::integer[], $8::text[], $9::text[])
             AS m (id, registration_id, entry_id, score, reasons, digest)`,
        [
          eventId,
          watchListMatchWorkflow.initial,
          this.clock.now(),
          madeIds,
          made.map(({ registrationId }) => registrationId),
          made.map(({ entryId }) => entryId),
          made.map(({ score }) => score),
          made.map(({ reasons }) => reasons.join(' ')),
          made.map(({ digest }) => digest),
        ],
      );
    await this.engine.beginAll(
      watchListMatchWorkflow,
      madeIds.map((id) => ({ id, scopeId: eventId })),
    );

    const changed = known.flatMap((row) => {
      const now = foundOf.get(key(row.registration_id, row.entry_id));
      return now && (now.digest !== row.digest || row.state === 'lapsed') ? [{ row, now }] : [];
    });
    await this.engine.applyAll(
      watchListMatchWorkflow,
      changed.filter(({ row }) => row.state !== 'open').map(({ row }) => row.id),
      { transition: 'reopen', principal: systemPrincipal },
    );
    if (changed.length > 0)
      await this.db.query(
        `UPDATE watch_list_matches m SET score = c.score, reasons = string_to_array(c.reasons, ' '), digest = c.digest, updated_at = $5,
                version = m.version + 1
           FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::text[]) AS c (id, score, reasons, digest) WHERE m.id = c.id`,
        [
          changed.map(({ row }) => row.id),
          changed.map(({ now }) => now.score),
          changed.map(({ now }) => now.reasons.join(' ')),
          changed.map(({ now }) => now.digest),
          this.clock.now(),
        ],
      );

    const gone = known.filter(
      (row) => row.state === 'open' && !foundOf.has(key(row.registration_id, row.entry_id)),
    );
    await this.engine.applyAll(
      watchListMatchWorkflow,
      gone.map(({ id }) => id),
      { transition: 'lapse', principal: systemPrincipal },
    );
  }
}
