import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Data of identity documents: what hosts ask, of whom, what was handed in (sealed), who looked, and what was erased. */
export class IdentityData1700000046000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE site_visits ADD COLUMN identity_rules jsonb`);
    // What a host asks of somebody of this nationality; who has none on record is asked what has no condition to meet.
    await runner.query(`
      CREATE FUNCTION identity_fields(rules jsonb, nationality text, required_only boolean) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
        SELECT coalesce(array_agg(f ->> 'field' ORDER BY n), '{}')
          FROM jsonb_array_elements(coalesce(rules -> 'fields', '[]')) WITH ORDINALITY AS x (f, n)
         WHERE NOT (required_only AND coalesce((f ->> 'optional')::boolean, false))
           AND (coalesce(jsonb_array_length(f -> 'nationalities'), 0) = 0 OR coalesce(f -> 'nationalities' ? nationality, false))
           AND NOT coalesce(f -> 'exceptNationalities' ? nationality, false)
      $$`);
    await runner.query(`
      CREATE FUNCTION identity_missing(rules jsonb, nationality text, given text[]) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
        SELECT coalesce(array_agg(f ORDER BY n), '{}')
          FROM unnest(identity_fields(rules, nationality, true)) WITH ORDINALITY AS x (f, n) WHERE NOT f = ANY (given)
      $$`);
    // So many hours before the cut-off; whoever is asked late has a day, but not beyond the departure.
    await runner.query(`
      CREATE FUNCTION identity_due(rules jsonb, cut_off_at timestamptz, starts_at timestamptz, asked_at timestamptz) RETURNS timestamptz
        LANGUAGE sql STABLE AS $$
        SELECT greatest(cut_off_at - make_interval(hours => coalesce((rules ->> 'dueHoursBeforeCutOff')::integer, 24)),
                        least(asked_at + interval '24 hours', starts_at))
      $$`);
    await runner.query(`
      CREATE TABLE identity_requests (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT identity_requests_event_fkey REFERENCES events ON DELETE CASCADE,
        site_visit_id uuid NOT NULL,
        registration_id uuid NOT NULL,
        person_id uuid NOT NULL CONSTRAINT identity_requests_person_fkey REFERENCES persons,
        asked_at timestamptz(3) NOT NULL,
        told_at timestamptz(3) NOT NULL,
        given text[] NOT NULL DEFAULT '{}',
        held boolean NOT NULL DEFAULT false,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT identity_requests_person_key UNIQUE (site_visit_id, registration_id, person_id),
        CONSTRAINT identity_requests_given_check CHECK (held OR given = '{}'),
        CONSTRAINT identity_requests_visit_fkey FOREIGN KEY (event_id, site_visit_id) REFERENCES site_visits (event_id, id) ON DELETE CASCADE,
        CONSTRAINT identity_requests_registration_fkey FOREIGN KEY (event_id, registration_id)
          REFERENCES registrations (event_id, id) ON DELETE CASCADE
      )`);
    await runner.query(
      `CREATE INDEX identity_requests_list_idx ON identity_requests (site_visit_id, created_at, id)`,
    );
    await runner.query(
      `CREATE INDEX identity_requests_registration_idx ON identity_requests (registration_id, created_at)`,
    );
    await runner.query(`CREATE INDEX identity_requests_person_idx ON identity_requests (person_id)`);
    await runner.query(`CREATE INDEX identity_requests_event_idx ON identity_requests (event_id)`);
    // Whatever has to be erased one day: few among many that were.
    await runner.query(`CREATE INDEX identity_requests_held_idx ON identity_requests (id) WHERE held`);
    await runner.query(`
      CREATE TABLE identity_erasures (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT identity_erasures_event_fkey REFERENCES events ON DELETE CASCADE,
        site_visit_id uuid NOT NULL,
        registration_id uuid NOT NULL,
        person_id uuid NOT NULL,
        reason text NOT NULL CONSTRAINT identity_erasures_reason_check CHECK (reason IN ('time_over', 'place_ended', 'not_needed', 'withdrawn')),
        fields text[] NOT NULL,
        records integer NOT NULL CONSTRAINT identity_erasures_records_check CHECK (records > 0),
        digest text NOT NULL,
        by_name text NOT NULL,
        due_at timestamptz(3),
        at timestamptz(3) NOT NULL
      )`);
    await runner.query(`CREATE INDEX identity_erasures_list_idx ON identity_erasures (event_id, at, id)`);
    await runner.query(`
      CREATE TABLE identity_records (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        request_id uuid NOT NULL CONSTRAINT identity_records_request_fkey REFERENCES identity_requests ON DELETE CASCADE,
        site_visit_id uuid NOT NULL,
        registration_id uuid NOT NULL,
        person_id uuid NOT NULL,
        number integer NOT NULL CONSTRAINT identity_records_number_check CHECK (number > 0),
        fields text[] NOT NULL,
        key_id text,
        sealed bytea,
        erasure_id uuid CONSTRAINT identity_records_erasure_fkey REFERENCES identity_erasures ON DELETE CASCADE,
        by_kind text NOT NULL,
        by_id text NOT NULL,
        by_name text NOT NULL,
        at timestamptz(3) NOT NULL,
        CONSTRAINT identity_records_number_key UNIQUE (request_id, number),
        -- Sealed, or erased with a proof; never both, and never neither.
        CONSTRAINT identity_records_erased_check CHECK (num_nulls(key_id, sealed) = CASE WHEN erasure_id IS NULL THEN 0 ELSE 2 END)
      )`);
    await runner.query(
      `CREATE INDEX identity_records_registration_idx ON identity_records (registration_id)`,
    );
    await runner.query(`CREATE INDEX identity_records_event_idx ON identity_records (event_id)`);
    await runner.query(
      `CREATE INDEX identity_records_erasure_idx ON identity_records (erasure_id) WHERE erasure_id IS NOT NULL`,
    );
    // Which key sealed what is asked at every start, and when keys are changed.
    await runner.query(
      `CREATE INDEX identity_records_key_idx ON identity_records (key_id, id) WHERE sealed IS NOT NULL`,
    );
    await runner.query(`
      CREATE FUNCTION identity_records_stay() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          -- The same under another key, or nothing with a proof: what was handed in never becomes something else.
          IF ROW(OLD.id, OLD.event_id, OLD.request_id, OLD.site_visit_id, OLD.registration_id, OLD.person_id, OLD.number, OLD.fields,
                 OLD.by_kind, OLD.by_id, OLD.by_name, OLD.at)
             IS DISTINCT FROM
             ROW(NEW.id, NEW.event_id, NEW.request_id, NEW.site_visit_id, NEW.registration_id, NEW.person_id, NEW.number, NEW.fields,
                 NEW.by_kind, NEW.by_id, NEW.by_name, NEW.at)
             OR OLD.erasure_id IS NOT NULL
             OR (NEW.sealed IS DISTINCT FROM OLD.sealed AND NEW.sealed IS NOT NULL AND NEW.key_id = OLD.key_id)
          THEN
            RAISE EXCEPTION 'identity data that were handed in are not changed' USING ERRCODE = 'check_violation', CONSTRAINT = 'identity_records_stay';
          END IF;
          RETURN NEW;
        END
      $$`);
    await runner.query(`
      CREATE TRIGGER identity_records_stay BEFORE UPDATE ON identity_records FOR EACH ROW EXECUTE FUNCTION identity_records_stay()`);
    await runner.query(`
      CREATE TABLE identity_looks (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT identity_looks_event_fkey REFERENCES events ON DELETE CASCADE,
        site_visit_id uuid NOT NULL,
        registration_id uuid NOT NULL,
        record_id uuid NOT NULL CONSTRAINT identity_looks_record_fkey REFERENCES identity_records ON DELETE CASCADE,
        purpose text NOT NULL,
        to_host boolean NOT NULL,
        by_kind text NOT NULL,
        by_id text NOT NULL,
        by_name text NOT NULL,
        at timestamptz(3) NOT NULL
      )`);
    await runner.query(`CREATE INDEX identity_looks_visit_idx ON identity_looks (site_visit_id, at, id)`);
    await runner.query(
      `CREATE INDEX identity_looks_registration_idx ON identity_looks (registration_id, at, id)`,
    );
    await runner.query(`CREATE INDEX identity_looks_record_idx ON identity_looks (record_id) WHERE to_host`);
    await runner.query(`CREATE INDEX identity_looks_event_idx ON identity_looks (event_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['looks', 'records', 'erasures', 'requests'])
      await runner.query(`DROP TABLE identity_${table}`);
    for (const name of [
      'records_stay()',
      'due(jsonb, timestamptz, timestamptz, timestamptz)',
      'missing(jsonb, text, text[])',
      'fields(jsonb, text, boolean)',
    ])
      await runner.query(`DROP FUNCTION identity_${name}`);
    await runner.query(`ALTER TABLE site_visits DROP COLUMN identity_rules`);
  }
}
