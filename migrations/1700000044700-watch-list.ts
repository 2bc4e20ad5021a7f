import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The list of people about whom an officer has to decide, who is like them, and what was decided. */
export class WatchList1700000044700 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE watch_list_entries (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT watch_list_entries_event_fkey REFERENCES events ON DELETE CASCADE,
        birth_date date,
        nationality text,
        document_sealed text,
        document_digest text,
        reason text NOT NULL,
        source text NOT NULL,
        valid_until date,
        removed_at timestamptz(3),
        added_by text NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT watch_list_entries_event_id_key UNIQUE (event_id, id),
        CONSTRAINT watch_list_entries_document_check CHECK ((document_sealed IS NULL) = (document_digest IS NULL))
      )`);
    await runner.query(
      `CREATE INDEX watch_list_entries_list_idx ON watch_list_entries (event_id, created_at, id) WHERE removed_at IS NULL`,
    );
    await runner.query(
      `CREATE INDEX watch_list_entries_document_idx ON watch_list_entries (event_id, document_digest) WHERE document_digest IS NOT NULL`,
    );
    await runner.query(`
      CREATE TABLE watch_list_names (
        entry_id uuid NOT NULL,
        event_id uuid NOT NULL,
        position integer NOT NULL,
        name text NOT NULL,
        words text NOT NULL GENERATED ALWAYS AS (name_latin(name)) STORED,
        sounds text NOT NULL GENERATED ALWAYS AS (name_sounds(name)) STORED,
        PRIMARY KEY (entry_id, position),
        CONSTRAINT watch_list_names_entry_fkey FOREIGN KEY (event_id, entry_id) REFERENCES watch_list_entries (event_id, id) ON DELETE CASCADE
      )`);
    await runner.query(
      `CREATE INDEX watch_list_names_sounds_idx ON watch_list_names USING gin (sounds gin_trgm_ops)`,
    );
    await runner.query(`CREATE INDEX watch_list_names_words_idx ON watch_list_names (event_id, words)`);
    await runner.query(`
      CREATE TABLE watch_list_matches (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        state text NOT NULL,
        registration_id uuid NOT NULL,
        entry_id uuid NOT NULL,
        score integer NOT NULL CONSTRAINT watch_list_matches_score_check CHECK (score BETWEEN 0 AND 100),
        reasons text[] NOT NULL,
        digest text NOT NULL,
        decided_by text,
        decided_at timestamptz(3),
        decision text,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT watch_list_matches_once_key UNIQUE (registration_id, entry_id),
        CONSTRAINT watch_list_matches_registration_fkey FOREIGN KEY (event_id, registration_id) REFERENCES registrations (event_id, id) ON DELETE CASCADE,
        CONSTRAINT watch_list_matches_entry_fkey FOREIGN KEY (event_id, entry_id) REFERENCES watch_list_entries (event_id, id) ON DELETE CASCADE,
        CONSTRAINT watch_list_matches_decided_check CHECK (
          num_nulls(decided_by, decided_at, decision) = CASE WHEN state IN ('cleared', 'confirmed') THEN 0 ELSE 3 END)
      )`);
    // Asked about everybody who comes to a gate: small, because what is decided is not in it.
    await runner.query(
      `CREATE INDEX watch_list_matches_open_idx ON watch_list_matches (registration_id) WHERE state = 'open'`,
    );
    await runner.query(
      `CREATE INDEX watch_list_matches_list_idx ON watch_list_matches (event_id, created_at, id)`,
    );
    await runner.query(
      `CREATE INDEX watch_list_matches_score_idx ON watch_list_matches (event_id, score, id)`,
    );
    await runner.query(`CREATE INDEX watch_list_matches_entry_idx ON watch_list_matches (entry_id)`);
    await runner.query(`
      CREATE TABLE watch_list_looks (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT watch_list_looks_event_fkey REFERENCES events ON DELETE CASCADE,
        what text NOT NULL,
        seen uuid[] NOT NULL,
        by_id text NOT NULL,
        by_name text NOT NULL,
        at timestamptz(3) NOT NULL
      )`);
    await runner.query(`CREATE INDEX watch_list_looks_list_idx ON watch_list_looks (event_id, at, id)`);

    // Who is to be compared with the list. Only appended to, so that nobody who writes waits for whoever compares.
    await runner.query(`
      CREATE TABLE watch_list_queue (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        event_id uuid NOT NULL,
        registration_id uuid NOT NULL
      )`);
    await runner.query(`
      CREATE FUNCTION watch_registrations(ids uuid[]) RETURNS void LANGUAGE sql AS $$
        INSERT INTO watch_list_queue (event_id, registration_id)
        SELECT r.event_id, r.id FROM registrations r WHERE r.id = ANY (ids)
           AND EXISTS (SELECT FROM watch_list_entries e WHERE e.event_id = r.event_id AND e.removed_at IS NULL)
      $$`);
    await runner.query(`
      CREATE FUNCTION registrations_watched() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE ids uuid[];
        BEGIN
          IF TG_OP = 'INSERT' THEN
            SELECT array_agg(id) INTO ids FROM now_so;
          ELSE
            SELECT array_agg(n.id) INTO ids FROM now_so n JOIN before_so b ON b.id = n.id
             WHERE (n.person_id, n.answers) IS DISTINCT FROM (b.person_id, b.answers)
                OR (n.state <> b.state AND n.state IN ('cancelled', 'rejected', 'expired'));
          END IF;
          IF ids IS NOT NULL THEN PERFORM watch_registrations(ids); END IF;
          RETURN NULL;
        END
      $$`);
    await runner.query(`
      CREATE FUNCTION persons_watched() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE ids uuid[];
        BEGIN
          SELECT array_agg(r.id) INTO ids FROM now_so n JOIN before_so b ON b.id = n.id JOIN registrations r ON r.person_id = n.id
           WHERE (n.given_name, n.family_name, n.display_name, n.native_name, n.birth_date, n.nationality)
              IS DISTINCT FROM (b.given_name, b.family_name, b.display_name, b.native_name, b.birth_date, b.nationality);
          IF ids IS NOT NULL THEN PERFORM watch_registrations(ids); END IF;
          RETURN NULL;
        END
      $$`);
    await runner.query(`
      CREATE FUNCTION form_answers_watched() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE ids uuid[];
        BEGIN
          SELECT array_agg(DISTINCT registration_id) INTO ids FROM now_so;
          IF ids IS NOT NULL THEN PERFORM watch_registrations(ids); END IF;
          RETURN NULL;
        END
      $$`);
    for (const [table, act] of [
      ['registrations', 'INSERT'],
      ['registrations', 'UPDATE'],
      ['persons', 'UPDATE'],
      ['form_answers', 'INSERT'],
      ['form_answers', 'UPDATE'],
    ] as const)
      await runner.query(`
        CREATE TRIGGER ${table}_watched_on_${act.toLowerCase()} AFTER ${act} ON ${table}
          REFERENCING ${act === 'UPDATE' ? 'OLD TABLE AS before_so ' : ''}NEW TABLE AS now_so
          FOR EACH STATEMENT EXECUTE FUNCTION ${table}_watched()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const trigger of [
      'registrations_watched_on_insert ON registrations',
      'registrations_watched_on_update ON registrations',
      'persons_watched_on_update ON persons',
      'form_answers_watched_on_insert ON form_answers',
      'form_answers_watched_on_update ON form_answers',
    ])
      await runner.query(`DROP TRIGGER ${trigger}`);
    for (const name of [
      'form_answers_watched()',
      'persons_watched()',
      'registrations_watched()',
      'watch_registrations(uuid[])',
    ])
      await runner.query(`DROP FUNCTION ${name}`);
    for (const table of ['queue', 'looks', 'matches', 'names', 'entries'])
      await runner.query(`DROP TABLE watch_list_${table}`);
  }
}
