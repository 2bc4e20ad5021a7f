import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What hosts have in their hands: lists of who comes, what amended them, in which form, and who fetched them. */
export class Manifests1700000046200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE manifest_forms (
        site_visit_id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        version integer NOT NULL,
        mark text CONSTRAINT manifest_forms_mark_check CHECK (char_length(mark) BETWEEN 1 AND 12),
        columns jsonb NOT NULL,
        languages text[] NOT NULL CONSTRAINT manifest_forms_languages_check
          CHECK (cardinality(languages) > 0 AND languages <@ ARRAY['en', 'ru', 'zh']),
        orientation text NOT NULL CONSTRAINT manifest_forms_orientation_check CHECK (orientation IN ('portrait', 'landscape')),
        formats text[] NOT NULL CONSTRAINT manifest_forms_formats_check
          CHECK (cardinality(formats) > 0 AND formats <@ ARRAY['pdf', 'xlsx']),
        coach_contact jsonb,
        CONSTRAINT manifest_forms_visit_fkey FOREIGN KEY (event_id, site_visit_id)
          REFERENCES site_visits (event_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`
      CREATE TABLE manifests (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        site_visit_id uuid NOT NULL,
        departure_id uuid NOT NULL,
        list_number integer NOT NULL,
        -- 0 for the list itself, 1, 2, … for what amends it.
        amendment integer NOT NULL CONSTRAINT manifests_amendment_check CHECK (amendment >= 0),
        frozen_at timestamptz(3) NOT NULL,
        made_by_kind text NOT NULL,
        made_by text NOT NULL,
        form jsonb NOT NULL,
        heading jsonb NOT NULL,
        heading_before jsonb,
        digest text NOT NULL,
        list_digest text NOT NULL,
        -- When the list was last compared with who goes; only for the list itself.
        checked_at timestamptz(3),
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT manifests_departure_fkey FOREIGN KEY (event_id, site_visit_id, departure_id)
          REFERENCES departures (event_id, site_visit_id, id) ON DELETE CASCADE,
        CONSTRAINT manifests_event_id_key UNIQUE (event_id, id),
        -- No number is given twice, whoever writes the row.
        CONSTRAINT manifests_number_key UNIQUE (site_visit_id, list_number, amendment),
        CONSTRAINT manifests_departure_key UNIQUE (departure_id, amendment)
      )`);
    await runner.query(`CREATE INDEX manifests_departure_idx ON manifests (departure_id, frozen_at, id)`);
    await runner.query(
      `CREATE INDEX manifests_checked_idx ON manifests (checked_at, id) WHERE amendment = 0`,
    );
    await runner.query(`CREATE INDEX manifests_visit_idx ON manifests (site_visit_id, frozen_at, id)`);
    await runner.query(`
      CREATE TABLE manifest_lines (
        manifest_id uuid NOT NULL,
        person_id uuid NOT NULL,
        event_id uuid NOT NULL,
        registration_id uuid NOT NULL,
        booking_id uuid NOT NULL,
        number integer NOT NULL CONSTRAINT manifest_lines_number_check CHECK (number > 0),
        change text NOT NULL CONSTRAINT manifest_lines_change_check CHECK (change IN ('added', 'removed', 'changed')),
        shown jsonb,
        shown_before jsonb,
        identity_id uuid,
        identity_before_id uuid,
        PRIMARY KEY (manifest_id, person_id),
        CONSTRAINT manifest_lines_manifest_fkey FOREIGN KEY (event_id, manifest_id)
          REFERENCES manifests (event_id, id) ON DELETE CASCADE,
        CONSTRAINT manifest_lines_registration_fkey FOREIGN KEY (event_id, registration_id)
          REFERENCES registrations (event_id, id) ON DELETE CASCADE,
        CONSTRAINT manifest_lines_sides_check CHECK ((change = 'added') = (shown_before IS NULL) AND (change = 'removed') = (shown IS NULL))
      )`);
    await runner.query(
      `CREATE INDEX manifest_lines_registration_idx ON manifest_lines (registration_id, manifest_id)`,
    );
    await runner.query(`CREATE INDEX manifest_lines_person_idx ON manifest_lines (person_id, manifest_id)`);
    await runner.query(`
      CREATE TABLE manifest_overrides (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        departure_id uuid NOT NULL CONSTRAINT manifest_overrides_departure_fkey REFERENCES departures ON DELETE CASCADE,
        act text NOT NULL CONSTRAINT manifest_overrides_act_check CHECK (act IN ('add', 'move')),
        person_id uuid,
        reason text NOT NULL,
        by_kind text NOT NULL,
        by_id text NOT NULL,
        by_name text NOT NULL,
        at timestamptz(3) NOT NULL,
        -- Once an amendment was made or not needed any more.
        settled_at timestamptz(3),
        manifest_id uuid,
        CONSTRAINT manifest_overrides_manifest_fkey FOREIGN KEY (event_id, manifest_id)
          REFERENCES manifests (event_id, id) ON DELETE CASCADE
      )`);
    await runner.query(
      `CREATE INDEX manifest_overrides_manifest_idx ON manifest_overrides (manifest_id) WHERE manifest_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX manifest_overrides_pending_idx ON manifest_overrides (departure_id) WHERE settled_at IS NULL`,
    );
    await runner.query(`
      CREATE TABLE manifest_downloads (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        departure_id uuid NOT NULL CONSTRAINT manifest_downloads_departure_fkey REFERENCES departures ON DELETE CASCADE,
        manifest_id uuid NOT NULL,
        copy_number integer NOT NULL,
        kind text NOT NULL CONSTRAINT manifest_downloads_kind_check CHECK (kind IN ('manifest', 'whole_list', 'coach_list')),
        format text NOT NULL CONSTRAINT manifest_downloads_format_check CHECK (format IN ('pdf', 'xlsx')),
        language text NOT NULL,
        by_kind text NOT NULL,
        by_id text NOT NULL,
        by_name text NOT NULL,
        at timestamptz(3) NOT NULL,
        CONSTRAINT manifest_downloads_manifest_fkey FOREIGN KEY (event_id, manifest_id)
          REFERENCES manifests (event_id, id) ON DELETE CASCADE,
        CONSTRAINT manifest_downloads_copy_key UNIQUE (departure_id, copy_number)
      )`);
    await runner.query(
      `CREATE INDEX manifest_downloads_manifest_idx ON manifest_downloads (manifest_id, at, id)`,
    );
    await runner.query(
      `CREATE INDEX manifest_downloads_departure_idx ON manifest_downloads (departure_id, at, id)`,
    );
    // What has left the house stands as it was said.
    await runner.query(`
      CREATE FUNCTION refuse_to_rewrite_a_manifest() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'a manifest that was frozen is not rewritten' USING ERRCODE = 'restrict_violation';
      END $$`);
    await runner.query(`
      CREATE TRIGGER manifests_stand BEFORE UPDATE ON manifests FOR EACH ROW
        WHEN ((OLD.list_number, OLD.amendment, OLD.frozen_at, OLD.form, OLD.heading, OLD.heading_before, OLD.digest, OLD.list_digest)
          IS DISTINCT FROM (NEW.list_number, NEW.amendment, NEW.frozen_at, NEW.form, NEW.heading, NEW.heading_before, NEW.digest, NEW.list_digest))
        EXECUTE FUNCTION refuse_to_rewrite_a_manifest()`);
    await runner.query(`
      CREATE TRIGGER manifest_lines_stand BEFORE UPDATE ON manifest_lines FOR EACH ROW
        EXECUTE FUNCTION refuse_to_rewrite_a_manifest()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'manifest_downloads',
      'manifest_overrides',
      'manifest_lines',
      'manifests',
      'manifest_forms',
    ])
      await runner.query(`DROP TABLE ${table}`);
    await runner.query(`DROP FUNCTION refuse_to_rewrite_a_manifest()`);
  }
}
