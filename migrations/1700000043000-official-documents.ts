import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Official documents: lists of participants and what amends them, letters, table signs, flags; and what stands in them. */
export class OfficialDocuments1700000043000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE delegation_members ADD COLUMN seniority integer
        CONSTRAINT delegation_members_seniority_check CHECK (seniority > 0)`);
    await runner.query(`
      CREATE TABLE participant_texts (
        registration_id uuid NOT NULL,
        event_id uuid NOT NULL,
        language text NOT NULL,
        name text,
        form_of_address text,
        post text,
        organisation text,
        PRIMARY KEY (registration_id, language),
        CONSTRAINT participant_texts_registration_fkey FOREIGN KEY (event_id, registration_id)
          REFERENCES registrations (event_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`
      CREATE INDEX participant_texts_event_idx ON participant_texts (event_id)`);
    await runner.query(`
      CREATE TABLE document_settings (
        event_id uuid PRIMARY KEY CONSTRAINT document_settings_event_fkey REFERENCES events ON DELETE CASCADE,
        version integer NOT NULL,
        two_keys boolean NOT NULL,
        issuer text,
        issuers jsonb NOT NULL,
        signatory text,
        signatories jsonb NOT NULL,
        signatory_post text,
        signatory_posts jsonb NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE official_documents (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT official_documents_event_fkey REFERENCES events ON DELETE CASCADE,
        state text NOT NULL CONSTRAINT official_documents_state_check CHECK (state IN
          ('draft', 'prepared', 'released', 'superseded', 'revoked', 'discarded')),
        kind text NOT NULL CONSTRAINT official_documents_kind_check CHECK (kind IN
          ('provisional_list', 'final_list', 'corrigendum', 'table_signs', 'flags', 'confirmation_letter', 'visa_support_letter')),
        languages text[] NOT NULL,
        alphabet text NOT NULL,
        category_ids uuid[],
        addressee text,
        registration_id uuid,
        amends_id uuid,
        number integer CONSTRAINT official_documents_number_check CHECK (number > 0),
        content jsonb,
        freezes jsonb NOT NULL,
        two_keys boolean NOT NULL,
        prepared_by text,
        prepared_by_name text,
        prepared_at timestamptz(3),
        released_by text,
        released_by_name text,
        released_at timestamptz(3),
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT official_documents_event_id_key UNIQUE (event_id, id),
        CONSTRAINT official_documents_registration_fkey FOREIGN KEY (event_id, registration_id) REFERENCES registrations (event_id, id),
        CONSTRAINT official_documents_amends_fkey FOREIGN KEY (event_id, amends_id) REFERENCES official_documents (event_id, id),
        CONSTRAINT official_documents_prepared_check CHECK (state IN ('draft', 'discarded')
          OR (number IS NOT NULL AND content IS NOT NULL AND prepared_by IS NOT NULL AND prepared_at IS NOT NULL)),
        CONSTRAINT official_documents_keys_check CHECK (NOT two_keys OR released_by IS NULL OR released_by <> prepared_by)
      )`);
    // A corrigendum is counted within the list that it amends.
    await runner.query(`
      CREATE UNIQUE INDEX official_documents_number_key
        ON official_documents (event_id, kind, COALESCE(amends_id, event_id), number) WHERE number IS NOT NULL`);
    await runner.query(
      `CREATE INDEX official_documents_registration_idx ON official_documents (registration_id) WHERE registration_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX official_documents_amends_idx ON official_documents (amends_id) WHERE amends_id IS NOT NULL`,
    );
    await runner.query(`
      CREATE TABLE official_document_files (
        document_id uuid NOT NULL CONSTRAINT official_document_files_document_fkey REFERENCES official_documents ON DELETE CASCADE,
        language text NOT NULL,
        format text NOT NULL CONSTRAINT official_document_files_format_check CHECK (format IN ('pdf', 'xlsx')),
        file_id uuid NOT NULL CONSTRAINT official_document_files_file_fkey REFERENCES stored_files,
        PRIMARY KEY (document_id, language, format)
      )`);
    await runner.query(`CREATE INDEX official_document_files_file_idx ON official_document_files (file_id)`);
    // What was released says for ever what it said: only its state may go on. It goes with its event, and not otherwise.
    await runner.query(`
      CREATE FUNCTION guard_official_document() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'DELETE' THEN
          IF pg_trigger_depth() > 1 THEN RETURN OLD; END IF;
          RAISE EXCEPTION 'an official document is a record, which is never removed' USING ERRCODE = 'restrict_violation';
        END IF;
        IF OLD.state IN ('released', 'superseded', 'revoked') AND (
             NEW.state NOT IN ('released', 'superseded', 'revoked') OR
             to_jsonb(NEW) - '{state,version,updated_at}'::text[] IS DISTINCT FROM to_jsonb(OLD) - '{state,version,updated_at}'::text[]) THEN
          RAISE EXCEPTION 'an official document that was released is never changed' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
      END $$`);
    await runner.query(`
      CREATE TRIGGER official_documents_guard BEFORE UPDATE OR DELETE ON official_documents
        FOR EACH ROW EXECUTE FUNCTION guard_official_document()`);
    await runner.query(`
      CREATE FUNCTION guard_official_document_file() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'DELETE' AND pg_trigger_depth() > 1 THEN RETURN OLD; END IF;
        IF EXISTS (SELECT 1 FROM official_documents d WHERE d.state IN ('released', 'superseded', 'revoked')
                      AND d.id = CASE TG_OP WHEN 'INSERT' THEN NEW.document_id ELSE OLD.document_id END) THEN
          RAISE EXCEPTION 'the files of an official document that was released are never changed' USING ERRCODE = 'restrict_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
      END $$`);
    await runner.query(`
      CREATE TRIGGER official_document_files_guard BEFORE INSERT OR UPDATE OR DELETE ON official_document_files
        FOR EACH ROW EXECUTE FUNCTION guard_official_document_file()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE official_document_files`);
    await runner.query(`DROP TABLE official_documents`);
    await runner.query(`DROP FUNCTION guard_official_document_file()`);
    await runner.query(`DROP FUNCTION guard_official_document()`);
    await runner.query(`DROP TABLE document_settings`);
    await runner.query(`DROP TABLE participant_texts`);
    await runner.query(`ALTER TABLE delegation_members DROP COLUMN seniority`);
  }
}
