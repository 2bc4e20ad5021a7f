import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Versions of the texts of messages of greetings, who translates and who checks them, and remarks on them. */
export class GreetingTexts1700000047000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE greeting_texts (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT greeting_texts_event_fkey REFERENCES events ON DELETE CASCADE,
        greeting_id uuid NOT NULL CONSTRAINT greeting_texts_greeting_fkey REFERENCES greetings ON DELETE CASCADE,
        language text NOT NULL,
        number integer NOT NULL,
        authentic boolean NOT NULL,
        body text NOT NULL,
        reading_seconds integer NOT NULL,
        changes text,
        source text NOT NULL CONSTRAINT greeting_texts_source_check CHECK (source IN ('typed', 'docx', 'pdf')),
        file_id uuid CONSTRAINT greeting_texts_file_fkey REFERENCES stored_files,
        translated_from uuid CONSTRAINT greeting_texts_translated_from_fkey REFERENCES greeting_texts,
        author_kind text NOT NULL,
        author_id text NOT NULL,
        author_name text NOT NULL,
        created_at timestamptz(3) NOT NULL,
        CONSTRAINT greeting_texts_number_key UNIQUE (greeting_id, language, number),
        CONSTRAINT greeting_texts_file_check CHECK ((source = 'typed') = (file_id IS NULL)),
        CONSTRAINT greeting_texts_origin_check CHECK (authentic OR translated_from IS NOT NULL)
      )`);
    await runner.query(`CREATE INDEX greeting_texts_event_idx ON greeting_texts (event_id)`);
    await runner.query(
      `CREATE INDEX greeting_texts_file_idx ON greeting_texts (file_id) WHERE file_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX greeting_texts_translated_from_idx ON greeting_texts (translated_from) WHERE translated_from IS NOT NULL`,
    );
    // What was cleared, read out or objected to stays what it was.
    await runner.query(`
      CREATE FUNCTION greeting_texts_stay() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'a version of a text is never changed' USING ERRCODE = 'restrict_violation';
      END $$`);
    await runner.query(
      `CREATE TRIGGER greeting_texts_stay BEFORE UPDATE ON greeting_texts FOR EACH ROW EXECUTE FUNCTION greeting_texts_stay()`,
    );

    await runner.query(`
      ALTER TABLE greetings
        ADD COLUMN text_id uuid CONSTRAINT greetings_current_text_fkey REFERENCES greeting_texts,
        ADD COLUMN cleared_text_id uuid CONSTRAINT greetings_cleared_text_fkey REFERENCES greeting_texts,
        ADD COLUMN cleared_by_name text,
        ADD COLUMN cleared_at timestamptz(3),
        DROP CONSTRAINT greetings_text_check`);
    await runner.query(`
      ALTER TABLE greeting_translations
        ADD COLUMN text_id uuid CONSTRAINT greeting_translations_current_text_fkey REFERENCES greeting_texts,
        ADD COLUMN translator_id uuid CONSTRAINT greeting_translations_translator_fkey REFERENCES users ON DELETE SET NULL,
        ADD COLUMN checker_id uuid CONSTRAINT greeting_translations_checker_fkey REFERENCES users ON DELETE SET NULL,
        ADD COLUMN remark text,
        ADD CONSTRAINT greeting_translations_people_check CHECK (translator_id <> checker_id),
        DROP CONSTRAINT greeting_translations_text_check`);
    await runner.query(`
      INSERT INTO greeting_texts (id, event_id, greeting_id, language, number, authentic, body, reading_seconds, source, author_kind,
             author_id, author_name, created_at)
      SELECT gen_random_uuid(), event_id, id, language, 1, true, original_text, COALESCE(reading_seconds, 0), 'typed', 'system', 'system',
             'Plenary', COALESCE(received_at, updated_at)
        FROM greetings WHERE original_text IS NOT NULL`);
    await runner.query(
      `UPDATE greetings g SET text_id = t.id FROM greeting_texts t WHERE t.greeting_id = g.id AND t.authentic`,
    );
    await runner.query(`
      UPDATE greetings SET cleared_text_id = text_id
       WHERE state IN ('cleared', 'scheduled', 'delivered', 'published')`);
    await runner.query(`
      INSERT INTO greeting_texts (id, event_id, greeting_id, language, number, authentic, body, reading_seconds, source, translated_from,
             author_kind, author_id, author_name, created_at)
      SELECT gen_random_uuid(), t.event_id, t.greeting_id, t.language, 1, false, t.translated_text, COALESCE(t.reading_seconds, 0), 'typed',
             g.text_id, CASE WHEN t.drafted_by = 'system' THEN 'system' ELSE 'staff' END, COALESCE(t.drafted_by, 'system'),
             COALESCE(t.drafted_by_name, 'Plenary'), t.updated_at
        FROM greeting_translations t JOIN greetings g ON g.id = t.greeting_id WHERE t.translated_text IS NOT NULL`);
    await runner.query(`
      UPDATE greeting_translations t SET text_id = v.id FROM greeting_texts v
       WHERE v.greeting_id = t.greeting_id AND v.language = t.language AND NOT v.authentic`);
    await runner.query(`
      ALTER TABLE greetings DROP COLUMN original_text,
        ADD CONSTRAINT greetings_text_check CHECK ((text_id IS NULL) = (language IS NULL)),
        ADD CONSTRAINT greetings_cleared_check CHECK (state NOT IN ('cleared', 'scheduled', 'delivered', 'published') OR cleared_text_id IS NOT NULL)`);
    await runner.query(`
      ALTER TABLE greeting_translations DROP COLUMN translated_text,
        ADD CONSTRAINT greeting_translations_text_check CHECK (state = 'requested' OR text_id IS NOT NULL)`);
    await runner.query(
      `CREATE INDEX greetings_current_text_idx ON greetings (text_id) WHERE text_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX greetings_cleared_text_idx ON greetings (cleared_text_id) WHERE cleared_text_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX greeting_translations_current_text_idx ON greeting_translations (text_id) WHERE text_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX greeting_translations_translator_idx ON greeting_translations (translator_id) WHERE translator_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX greeting_translations_checker_idx ON greeting_translations (checker_id) WHERE checker_id IS NOT NULL`,
    );

    await runner.query(`
      CREATE TABLE greeting_remarks (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT greeting_remarks_event_fkey REFERENCES events ON DELETE CASCADE,
        greeting_id uuid NOT NULL CONSTRAINT greeting_remarks_greeting_fkey REFERENCES greetings ON DELETE CASCADE,
        text_id uuid NOT NULL CONSTRAINT greeting_remarks_text_fkey REFERENCES greeting_texts,
        paragraph integer CONSTRAINT greeting_remarks_paragraph_check CHECK (paragraph > 0),
        body text NOT NULL,
        author_id text NOT NULL,
        author_name text NOT NULL,
        settled_at timestamptz(3),
        settled_by_name text,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL
      )`);
    await runner.query(
      `CREATE INDEX greeting_remarks_greeting_idx ON greeting_remarks (greeting_id, created_at, id)`,
    );
    await runner.query(`CREATE INDEX greeting_remarks_event_idx ON greeting_remarks (event_id)`);
    await runner.query(`CREATE INDEX greeting_remarks_text_idx ON greeting_remarks (text_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE greeting_remarks`);
    await runner.query(`ALTER TABLE greetings ADD COLUMN original_text text, DROP CONSTRAINT greetings_cleared_check,
      DROP CONSTRAINT greetings_text_check`);
    await runner.query(
      `UPDATE greetings g SET original_text = t.body FROM greeting_texts t WHERE t.id = g.text_id`,
    );
    await runner.query(`
      ALTER TABLE greetings DROP COLUMN text_id, DROP COLUMN cleared_text_id, DROP COLUMN cleared_by_name, DROP COLUMN cleared_at,
        ADD CONSTRAINT greetings_text_check CHECK ((original_text IS NULL) = (language IS NULL))`);
    await runner.query(`ALTER TABLE greeting_translations ADD COLUMN translated_text text,
      DROP CONSTRAINT greeting_translations_people_check, DROP CONSTRAINT greeting_translations_text_check`);
    await runner.query(
      `UPDATE greeting_translations g SET translated_text = t.body FROM greeting_texts t WHERE t.id = g.text_id`,
    );
    // What was outdated has to be looked at again; there is no such state any more.
    await runner.query(`UPDATE greeting_translations SET state = 'drafted' WHERE state = 'outdated'`);
    await runner.query(`
      ALTER TABLE greeting_translations DROP COLUMN text_id, DROP COLUMN translator_id, DROP COLUMN checker_id, DROP COLUMN remark,
        ADD CONSTRAINT greeting_translations_text_check CHECK (state = 'requested' OR translated_text IS NOT NULL)`);
    await runner.query(`DROP TABLE greeting_texts`);
    await runner.query(`DROP FUNCTION greeting_texts_stay()`);
  }
}
