import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Categories of participants with their forms and quotas, registrations, and check-ins. */
export class Registrations1700000008000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Keys over (event_id, id) let other tables refer to a thing of the same event only.
    await runner.query(`
      CREATE TABLE quotas (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT quotas_event_fkey REFERENCES events ON DELETE CASCADE,
        title text NOT NULL,
        capacity integer NOT NULL,
        taken integer NOT NULL DEFAULT 0,
        offer_hours integer NOT NULL DEFAULT 48 CONSTRAINT quotas_offer_hours_check CHECK (offer_hours > 0),
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT quotas_taken_check CHECK (taken >= 0 AND taken <= capacity),
        CONSTRAINT quotas_title_key UNIQUE (event_id, title),
        CONSTRAINT quotas_event_id_key UNIQUE (event_id, id)
      )`);
    await runner.query(`
      CREATE TABLE categories (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT categories_event_fkey REFERENCES events ON DELETE CASCADE,
        code text NOT NULL,
        title text NOT NULL,
        titles jsonb NOT NULL DEFAULT '{}',
        approval text NOT NULL CONSTRAINT categories_approval_check CHECK (approval IN ('automatic', 'review')),
        self_registration boolean NOT NULL,
        quota_id uuid,
        badge_colour text,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT categories_quota_fkey FOREIGN KEY (event_id, quota_id) REFERENCES quotas (event_id, id),
        CONSTRAINT categories_code_key UNIQUE (event_id, code),
        CONSTRAINT categories_event_id_key UNIQUE (event_id, id)
      )`);
    await runner.query(`CREATE INDEX categories_quota_idx ON categories (quota_id)`);
    await runner.query(`
      CREATE TABLE forms (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT forms_event_fkey REFERENCES events ON DELETE CASCADE,
        category_id uuid NOT NULL CONSTRAINT forms_category_key UNIQUE,
        fields jsonb NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT forms_category_fkey FOREIGN KEY (event_id, category_id) REFERENCES categories (event_id, id) ON DELETE CASCADE
      )`);
    // Every version that was ever in force: answers stay readable with the questions that they answer.
    await runner.query(`
      CREATE TABLE form_versions (
        form_id uuid NOT NULL CONSTRAINT form_versions_form_fkey REFERENCES forms ON DELETE CASCADE,
        number integer NOT NULL,
        fields jsonb NOT NULL,
        created_at timestamptz(3) NOT NULL,
        PRIMARY KEY (form_id, number)
      )`);
    // held_quota_id: the quota in which the registration has a place now. quotas.taken counts exactly these rows.
    await runner.query(`
      CREATE TABLE registrations (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT registrations_event_fkey REFERENCES events ON DELETE CASCADE,
        state text NOT NULL,
        code text COLLATE "C" NOT NULL,
        category_id uuid NOT NULL,
        person_id uuid NOT NULL CONSTRAINT registrations_person_fkey REFERENCES persons,
        identity_key text NOT NULL,
        sort_name text NOT NULL,
        locale text NOT NULL,
        organisation_name text,
        delegation_id uuid,
        part_in_delegation text,
        form_id uuid,
        form_version integer,
        answers jsonb NOT NULL DEFAULT '{}',
        answers_complete boolean NOT NULL,
        priority integer NOT NULL DEFAULT 0,
        held_quota_id uuid,
        waitlisted_at timestamptz(3),
        offer_expires_at timestamptz(3),
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT registrations_category_fkey FOREIGN KEY (event_id, category_id) REFERENCES categories (event_id, id),
        CONSTRAINT registrations_form_fkey FOREIGN KEY (form_id, form_version) REFERENCES form_versions (form_id, number),
        CONSTRAINT registrations_held_quota_fkey FOREIGN KEY (event_id, held_quota_id) REFERENCES quotas (event_id, id),
        CONSTRAINT registrations_code_key UNIQUE (event_id, code),
        CONSTRAINT registrations_event_id_key UNIQUE (event_id, id),
        CONSTRAINT registrations_held_check CHECK (held_quota_id IS NULL OR state IN ('offered', 'confirmed')),
        CONSTRAINT registrations_waitlisted_check CHECK (state <> 'waitlisted' OR waitlisted_at IS NOT NULL),
        CONSTRAINT registrations_offered_check CHECK ((state = 'offered') = (offer_expires_at IS NOT NULL))
      )`);
    const active = `state NOT IN ('cancelled', 'rejected', 'expired')`;
    await runner.query(
      `CREATE UNIQUE INDEX registrations_person_key ON registrations (event_id, person_id) WHERE ${active}`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX registrations_identity_key ON registrations (event_id, identity_key) WHERE ${active}`,
    );
    await runner.query(`CREATE INDEX registrations_person_idx ON registrations (person_id)`);
    await runner.query(
      `CREATE INDEX registrations_created_at_idx ON registrations (event_id, created_at, id)`,
    );
    await runner.query(`CREATE INDEX registrations_name_idx ON registrations (event_id, sort_name, id)`);
    await runner.query(
      `CREATE INDEX registrations_state_idx ON registrations (event_id, state, created_at, id)`,
    );
    await runner.query(
      `CREATE INDEX registrations_category_idx ON registrations (category_id, state, created_at, id)`,
    );
    await runner.query(
      `CREATE INDEX registrations_delegation_idx ON registrations (delegation_id) WHERE delegation_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX registrations_line_idx ON registrations (category_id, priority DESC, waitlisted_at, id) WHERE state = 'waitlisted'`,
    );
    await runner.query(
      `CREATE INDEX registrations_offers_idx ON registrations (offer_expires_at) WHERE state = 'offered'`,
    );
    // Names are searched from their beginning too: two Chinese characters are a whole name, and too short for trigrams.
    await runner.query(
      `CREATE INDEX persons_native_name_idx ON persons (native_name text_pattern_ops) WHERE native_name IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX persons_family_name_idx ON persons (lower(family_name) text_pattern_ops)`,
    );
    await runner.query(`CREATE INDEX persons_email_prefix_idx ON persons (lower(email) text_pattern_ops)`);
    await runner.query(`
      CREATE TABLE check_ins (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT check_ins_event_fkey REFERENCES events ON DELETE CASCADE,
        registration_id uuid NOT NULL,
        day date NOT NULL,
        at timestamptz(3) NOT NULL,
        client_id text,
        by_name text NOT NULL,
        undone_at timestamptz(3),
        undone_by text,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT check_ins_registration_fkey FOREIGN KEY (event_id, registration_id) REFERENCES registrations (event_id, id) ON DELETE CASCADE,
        CONSTRAINT check_ins_client_key UNIQUE (event_id, client_id)
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX check_ins_day_key ON check_ins (registration_id, day) WHERE undone_at IS NULL`,
    );
    await runner.query(`CREATE INDEX check_ins_at_idx ON check_ins (event_id, at, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const index of ['persons_email_prefix_idx', 'persons_family_name_idx', 'persons_native_name_idx'])
      await runner.query(`DROP INDEX ${index}`);
    for (const table of ['check_ins', 'registrations', 'form_versions', 'forms', 'categories', 'quotas'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
