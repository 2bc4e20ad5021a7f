import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reading copies of messages of greetings: who has which, numbered, with every handing out, and which interpreters may have one. */
export class ReadingCopies1700000047150 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE greetings
        ADD COLUMN interpreters_in_advance boolean NOT NULL DEFAULT false,
        ADD COLUMN interpreters_allowed_by text,
        ADD CONSTRAINT greetings_interpreters_check CHECK (interpreters_in_advance OR interpreters_allowed_by IS NULL)`);
    await runner.query(`
      CREATE TABLE greeting_interpreters (
        greeting_id uuid NOT NULL CONSTRAINT greeting_interpreters_greeting_fkey REFERENCES greetings ON DELETE CASCADE,
        person_id uuid NOT NULL CONSTRAINT greeting_interpreters_person_fkey REFERENCES persons,
        created_at timestamptz(3) NOT NULL,
        PRIMARY KEY (greeting_id, person_id)
      )`);
    await runner.query(`CREATE INDEX greeting_interpreters_person_idx ON greeting_interpreters (person_id)`);
    await runner.query(`
      CREATE TABLE reading_copies (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT reading_copies_event_fkey REFERENCES events ON DELETE CASCADE,
        greeting_id uuid NOT NULL CONSTRAINT reading_copies_greeting_fkey REFERENCES greetings ON DELETE CASCADE,
        number integer NOT NULL,
        language text NOT NULL,
        text_key text NOT NULL,
        text_version integer NOT NULL,
        holder text NOT NULL,
        holder_kind text NOT NULL CONSTRAINT reading_copies_holder_check CHECK (holder_kind IN ('reader', 'interpreter', 'staff')),
        holder_name text NOT NULL,
        created_at timestamptz(3) NOT NULL,
        CONSTRAINT reading_copies_number_key UNIQUE (greeting_id, number),
        CONSTRAINT reading_copies_holder_key UNIQUE (greeting_id, language, text_key, holder)
      )`);
    await runner.query(`CREATE INDEX reading_copies_event_idx ON reading_copies (event_id)`);
    await runner.query(`
      CREATE TABLE reading_copy_handouts (
        id uuid PRIMARY KEY,
        copy_id uuid NOT NULL CONSTRAINT reading_copy_handouts_copy_fkey REFERENCES reading_copies ON DELETE CASCADE,
        to_kind text NOT NULL,
        to_id text NOT NULL,
        to_name text NOT NULL,
        at timestamptz(3) NOT NULL
      )`);
    await runner.query(
      `CREATE INDEX reading_copy_handouts_copy_idx ON reading_copy_handouts (copy_id, at, id)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE reading_copy_handouts`);
    await runner.query(`DROP TABLE reading_copies`);
    await runner.query(`DROP TABLE greeting_interpreters`);
    await runner.query(`
      ALTER TABLE greetings DROP CONSTRAINT greetings_interpreters_check,
        DROP COLUMN interpreters_allowed_by, DROP COLUMN interpreters_in_advance`);
  }
}
