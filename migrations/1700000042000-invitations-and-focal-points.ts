import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Invitations as they were sent, answers, focal points with a back-up, and what delegations must hand in. */
export class InvitationsAndFocalPoints1700000042000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Several people may hold links to one thing, each a link of their own.
    await runner.query(`
      ALTER TABLE access_links
        ADD COLUMN holder text NOT NULL DEFAULT '',
        ADD COLUMN revoked_by_name text`);
    await runner.query(`
      UPDATE access_links l SET holder = lower(d.focal_point_email) FROM delegations d WHERE l.kind = 'delegation' AND d.id = l.subject_id`);
    await runner.query(`
      ALTER TABLE delegations
        ADD COLUMN addressed_as text,
        ADD COLUMN backup_name text,
        ADD COLUMN backup_email text,
        ADD COLUMN backup_locale text,
        ADD COLUMN answer_by timestamptz(3),
        ADD COLUMN answered_by text CONSTRAINT delegations_answered_by_check CHECK (answered_by IN ('link', 'mail', 'paper', 'phone')),
        ADD COLUMN answered_on date,
        ADD COLUMN answer_file_id uuid CONSTRAINT delegations_answer_file_fkey REFERENCES stored_files,
        ADD COLUMN remind_days integer NOT NULL DEFAULT 7 CONSTRAINT delegations_remind_days_check CHECK (remind_days BETWEEN 0 AND 365),
        ADD COLUMN grace_hours integer NOT NULL DEFAULT 0 CONSTRAINT delegations_grace_hours_check CHECK (grace_hours BETWEEN 0 AND 720),
        ADD COLUMN answer_reminded_for timestamptz(3),
        ADD COLUMN answer_escalated_for timestamptz(3),
        ADD COLUMN nominations_reminded_for timestamptz(3),
        ADD COLUMN nominations_escalated_for timestamptz(3),
        ADD CONSTRAINT delegations_backup_check CHECK (num_nulls(backup_name, backup_email, backup_locale) IN (0, 3))`);
    await runner.query(
      `CREATE INDEX delegations_answer_file_idx ON delegations (answer_file_id) WHERE answer_file_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX delegations_answer_idx ON delegations (answer_by) WHERE state = 'invited' AND answer_by IS NOT NULL`,
    );
    await runner.query(`
      CREATE INDEX delegations_nominations_idx ON delegations (nominations_close_at)
        WHERE state IN ('accepted', 'returned') AND nominations_close_at IS NOT NULL`);
    await runner.query(`ALTER TABLE delegation_members ADD COLUMN late boolean NOT NULL DEFAULT false`);

    await runner.query(`
      CREATE TABLE invitations (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        delegation_id uuid NOT NULL,
        number integer NOT NULL CONSTRAINT invitations_number_check CHECK (number > 0),
        kind text NOT NULL CONSTRAINT invitations_kind_check CHECK (kind IN ('note_verbale', 'letter')),
        language text NOT NULL CONSTRAINT invitations_language_check CHECK (language IN ('en', 'ru', 'zh')),
        reference text NOT NULL,
        answer_by timestamptz(3),
        document jsonb NOT NULL,
        addressees jsonb NOT NULL,
        digest text NOT NULL,
        sent_by text NOT NULL,
        sent_by_name text NOT NULL,
        sent_at timestamptz(3) NOT NULL,
        CONSTRAINT invitations_number_key UNIQUE (delegation_id, number),
        CONSTRAINT invitations_delegation_fkey FOREIGN KEY (event_id, delegation_id) REFERENCES delegations (event_id, id)
      )`);
    await runner.query(`CREATE INDEX invitations_event_idx ON invitations (event_id)`);
    // The event takes its invitations along when it goes; nobody else changes what was sent.
    await runner.query(
      `ALTER TABLE invitations ADD CONSTRAINT invitations_event_fkey FOREIGN KEY (event_id) REFERENCES events ON DELETE CASCADE`,
    );
    await runner.query(`
      CREATE TRIGGER invitations_immutable BEFORE UPDATE OR DELETE ON invitations
        FOR EACH ROW EXECUTE FUNCTION refuse_change_of_record()`);

    await runner.query(`
      CREATE TABLE double_nominations (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        state text NOT NULL,
        delegation_id uuid NOT NULL,
        registration_id uuid NOT NULL,
        category_id uuid NOT NULL,
        part text NOT NULL,
        name text NOT NULL,
        nominated_by text NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT double_nominations_delegation_fkey FOREIGN KEY (event_id, delegation_id) REFERENCES delegations (event_id, id) ON DELETE CASCADE,
        CONSTRAINT double_nominations_registration_fkey FOREIGN KEY (event_id, registration_id) REFERENCES registrations (event_id, id) ON DELETE CASCADE
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX double_nominations_open_key ON double_nominations (delegation_id, registration_id) WHERE state = 'open'`,
    );
    await runner.query(
      `CREATE INDEX double_nominations_list_idx ON double_nominations (event_id, created_at, id)`,
    );
    await runner.query(
      `CREATE INDEX double_nominations_registration_idx ON double_nominations (registration_id)`,
    );

    await runner.query(`
      CREATE TABLE requirements (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT requirements_event_fkey REFERENCES events ON DELETE CASCADE,
        kind text NOT NULL CONSTRAINT requirements_kind_check CHECK (kind IN
          ('credentials_letter', 'note_verbale', 'photo', 'passport_page', 'visa', 'other')),
        concerns text NOT NULL CONSTRAINT requirements_concerns_check CHECK (concerns IN ('delegation', 'member')),
        title text NOT NULL,
        titles jsonb NOT NULL DEFAULT '{}',
        category_id uuid,
        delegation_id uuid,
        due_at timestamptz(3),
        remind_days integer NOT NULL CONSTRAINT requirements_remind_days_check CHECK (remind_days BETWEEN 0 AND 365),
        keep_days integer CONSTRAINT requirements_keep_days_check CHECK (keep_days BETWEEN 0 AND 3650),
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT requirements_event_id_key UNIQUE (event_id, id),
        CONSTRAINT requirements_category_fkey FOREIGN KEY (event_id, category_id) REFERENCES categories (event_id, id) ON DELETE CASCADE,
        CONSTRAINT requirements_delegation_fkey FOREIGN KEY (event_id, delegation_id) REFERENCES delegations (event_id, id) ON DELETE CASCADE,
        CONSTRAINT requirements_whose_check CHECK (category_id IS NULL OR concerns = 'member')
      )`);
    await runner.query(`CREATE INDEX requirements_list_idx ON requirements (event_id, title, id)`);
    await runner.query(
      `CREATE INDEX requirements_category_idx ON requirements (category_id) WHERE category_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX requirements_delegation_idx ON requirements (delegation_id) WHERE delegation_id IS NOT NULL`,
    );
    await runner.query(`
      CREATE TABLE requirement_documents (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        state text NOT NULL,
        requirement_id uuid NOT NULL,
        delegation_id uuid NOT NULL,
        registration_id uuid,
        file_id uuid CONSTRAINT requirement_documents_file_fkey REFERENCES stored_files,
        refused_file_id uuid CONSTRAINT requirement_documents_refused_fkey REFERENCES stored_files,
        handed_in_at timestamptz(3),
        handed_in_by text,
        reason text,
        reminded_for timestamptz(3),
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT requirement_documents_requirement_fkey FOREIGN KEY (event_id, requirement_id) REFERENCES requirements (event_id, id) ON DELETE CASCADE,
        CONSTRAINT requirement_documents_delegation_fkey FOREIGN KEY (event_id, delegation_id) REFERENCES delegations (event_id, id) ON DELETE CASCADE,
        CONSTRAINT requirement_documents_registration_fkey FOREIGN KEY (event_id, registration_id) REFERENCES registrations (event_id, id) ON DELETE CASCADE,
        CONSTRAINT requirement_documents_once_key UNIQUE NULLS NOT DISTINCT (requirement_id, delegation_id, registration_id)
      )`);
    await runner.query(
      `CREATE INDEX requirement_documents_delegation_idx ON requirement_documents (delegation_id, created_at, id)`,
    );
    await runner.query(
      `CREATE INDEX requirement_documents_state_idx ON requirement_documents (event_id, state, id)`,
    );
    for (const column of ['registration_id', 'file_id', 'refused_file_id'])
      await runner.query(
        `CREATE INDEX requirement_documents_${column}_idx ON requirement_documents (${column}) WHERE ${column} IS NOT NULL`,
      );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['requirement_documents', 'requirements', 'double_nominations', 'invitations'])
      await runner.query(`DROP TABLE ${table}`);
    await runner.query(`ALTER TABLE delegation_members DROP COLUMN late`);
    await runner.query(`DROP INDEX delegations_nominations_idx, delegations_answer_idx`);
    await runner.query(`
      ALTER TABLE delegations DROP CONSTRAINT delegations_backup_check,
        DROP COLUMN nominations_escalated_for, DROP COLUMN nominations_reminded_for, DROP COLUMN answer_escalated_for,
        DROP COLUMN answer_reminded_for, DROP COLUMN grace_hours, DROP COLUMN remind_days, DROP COLUMN answer_file_id,
        DROP COLUMN answered_on, DROP COLUMN answered_by, DROP COLUMN answer_by, DROP COLUMN backup_locale,
        DROP COLUMN backup_email, DROP COLUMN backup_name, DROP COLUMN addressed_as`);
    await runner.query(`ALTER TABLE access_links DROP COLUMN revoked_by_name, DROP COLUMN holder`);
  }
}
