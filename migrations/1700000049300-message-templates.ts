import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Words of an event's own for its mails, in versions that nobody changes, and which mail went out in which of them. */
export class MessageTemplates1700000049300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE message_templates (
        id uuid PRIMARY KEY,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        event_id uuid NOT NULL CONSTRAINT message_templates_event_fkey REFERENCES events ON DELETE CASCADE,
        kind text,
        name text NOT NULL,
        removed_at timestamptz(3),
        removed_by text,
        removed_by_name text,
        CONSTRAINT message_templates_removed_check CHECK ((removed_at IS NULL) = (removed_by IS NULL) AND (removed_at IS NULL) = (removed_by_name IS NULL))
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX message_templates_kind_key ON message_templates (event_id, kind) WHERE kind IS NOT NULL AND removed_at IS NULL`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX message_templates_name_key ON message_templates (event_id, lower(name)) WHERE removed_at IS NULL`,
    );
    await runner.query(`CREATE INDEX message_templates_event_idx ON message_templates (event_id, name, id)`);
    await runner.query(`
      CREATE TABLE message_template_versions (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT message_template_versions_event_fkey REFERENCES events ON DELETE CASCADE,
        template_id uuid NOT NULL CONSTRAINT message_template_versions_template_fkey REFERENCES message_templates ON DELETE CASCADE,
        number integer NOT NULL CONSTRAINT message_template_versions_number_check CHECK (number > 0),
        name text NOT NULL,
        subject jsonb NOT NULL,
        body jsonb NOT NULL,
        changes text[] NOT NULL,
        comment text,
        restored_from integer,
        saved_by text NOT NULL,
        saved_by_name text NOT NULL,
        saved_at timestamptz(3) NOT NULL,
        CONSTRAINT message_template_versions_number_key UNIQUE (template_id, number),
        CONSTRAINT message_template_versions_restored_check CHECK (restored_from < number)
      )`);
    await runner.query(
      `CREATE INDEX message_template_versions_event_idx ON message_template_versions (event_id)`,
    );
    // A mail says in which version it was written; so a version is what it was.
    await runner.query(`
      CREATE FUNCTION message_template_versions_stay() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'a version of a template is never changed' USING ERRCODE = 'restrict_violation';
      END $$`);
    await runner.query(`
      CREATE TRIGGER message_template_versions_stay BEFORE UPDATE ON message_template_versions FOR EACH ROW
      EXECUTE FUNCTION message_template_versions_stay()`);
    await runner.query(`
      CREATE TABLE message_template_tests (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT message_template_tests_event_fkey REFERENCES events ON DELETE CASCADE,
        version_id uuid NOT NULL CONSTRAINT message_template_tests_version_fkey REFERENCES message_template_versions ON DELETE CASCADE,
        registration_id uuid,
        language text NOT NULL,
        sent_by text NOT NULL,
        sent_at timestamptz(3) NOT NULL
      )`);
    await runner.query(`CREATE INDEX message_template_tests_event_idx ON message_template_tests (event_id)`);
    await runner.query(
      `CREATE INDEX message_template_tests_version_idx ON message_template_tests (version_id)`,
    );
    await runner.query(
      `CREATE INDEX message_template_tests_sent_by_idx ON message_template_tests (sent_by, sent_at)`,
    );
    await runner.query(`
      ALTER TABLE messages
        ADD COLUMN template_version_id uuid CONSTRAINT messages_template_version_fkey REFERENCES message_template_versions,
        ADD COLUMN template_fault text,
        ADD CONSTRAINT messages_template_check CHECK (template_fault IS NULL OR template_version_id IS NOT NULL)`);
    await runner.query(
      `CREATE INDEX messages_template_version_idx ON messages (template_version_id) WHERE template_version_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX messages_template_fault_idx ON messages (template_version_id) WHERE template_fault IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE messages DROP CONSTRAINT messages_template_check, DROP COLUMN template_fault, DROP COLUMN template_version_id`);
    await runner.query(`DROP TABLE message_template_tests`);
    await runner.query(`DROP TABLE message_template_versions`);
    await runner.query(`DROP FUNCTION message_template_versions_stay()`);
    await runner.query(`DROP TABLE message_templates`);
  }
}
