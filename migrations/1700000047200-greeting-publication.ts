import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Until when a message is under embargo, how it was delivered, what was corrected after it became public. */
export class GreetingPublication1700000047200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE greetings
        ADD COLUMN embargo_until timestamptz(3),
        ADD COLUMN embargo_lifted_at timestamptz(3),
        ADD COLUMN embargo_lifted_by text,
        ADD COLUMN embargo_lifted_by_name text,
        ADD COLUMN summaries jsonb NOT NULL DEFAULT '{}',
        ADD CONSTRAINT greetings_lifted_check CHECK ((embargo_lifted_at IS NULL) = (embargo_lifted_by IS NULL)),
        ADD CONSTRAINT greetings_published_check CHECK (state <> 'published' OR published_at IS NOT NULL)`);
    await runner.query(
      `CREATE INDEX greetings_embargo_until_idx ON greetings (embargo_until) WHERE published_at IS NULL AND embargo_until IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX greetings_published_at_idx ON greetings (event_id, published_at, id) WHERE published_at IS NOT NULL`,
    );
    await runner.query(`DROP INDEX greetings_delivered_at_idx`);
    // What was once put on record stays there beside what puts it right.
    await runner.query(`
      CREATE FUNCTION greeting_records_stay() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'what is on record about a message of greetings is never changed' USING ERRCODE = 'restrict_violation';
      END $$`);
    await runner.query(`
      CREATE TABLE greeting_deliveries (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT greeting_deliveries_event_fkey REFERENCES events ON DELETE CASCADE,
        greeting_id uuid NOT NULL CONSTRAINT greeting_deliveries_greeting_fkey REFERENCES greetings ON DELETE CASCADE,
        number integer NOT NULL CONSTRAINT greeting_deliveries_number_check CHECK (number > 0),
        mode text NOT NULL,
        session_id uuid CONSTRAINT greeting_deliveries_session_fkey REFERENCES programme_sessions,
        person_id uuid CONSTRAINT greeting_deliveries_person_fkey REFERENCES persons,
        delivered_by text,
        delivered_by_names jsonb NOT NULL DEFAULT '{}',
        delivered_by_post text,
        delivered_by_posts jsonb NOT NULL DEFAULT '{}',
        delivered_at timestamptz(3) NOT NULL,
        delivered_where text,
        delivered_where_in jsonb NOT NULL DEFAULT '{}',
        extent text NOT NULL,
        languages text[] NOT NULL DEFAULT '{}',
        remark text,
        reason text,
        recorded_by text NOT NULL,
        recorded_by_name text NOT NULL,
        recorded_at timestamptz(3) NOT NULL,
        CONSTRAINT greeting_deliveries_number_key UNIQUE (greeting_id, number),
        CONSTRAINT greeting_deliveries_reason_check CHECK ((number = 1) = (reason IS NULL))
      )`);
    await runner.query(`CREATE INDEX greeting_deliveries_event_idx ON greeting_deliveries (event_id)`);
    await runner.query(
      `CREATE INDEX greeting_deliveries_session_idx ON greeting_deliveries (session_id) WHERE session_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX greeting_deliveries_person_idx ON greeting_deliveries (person_id) WHERE person_id IS NOT NULL`,
    );
    await runner.query(`
      INSERT INTO greeting_deliveries (id, event_id, greeting_id, number, mode, session_id, person_id, delivered_by, delivered_at, delivered_where,
             extent, recorded_by, recorded_by_name, recorded_at)
      SELECT gen_random_uuid(), event_id, id, 1, COALESCE(mode, 'circulated'), session_id,
             CASE WHEN mode = 'read_on_behalf' THEN reader_person_id END, delivered_by, delivered_at, delivered_where, extent,
             'system', 'Plenary', updated_at
        FROM greetings WHERE state IN ('delivered', 'published')`);
    await runner.query(`
      CREATE TABLE greeting_delivered_texts (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT greeting_delivered_texts_event_fkey REFERENCES events ON DELETE CASCADE,
        greeting_id uuid NOT NULL CONSTRAINT greeting_delivered_texts_greeting_fkey REFERENCES greetings ON DELETE CASCADE,
        language text NOT NULL,
        number integer NOT NULL CONSTRAINT greeting_delivered_texts_number_check CHECK (number > 0),
        cleared text NOT NULL,
        body text NOT NULL,
        remark text,
        recorded_by text NOT NULL,
        recorded_by_name text NOT NULL,
        recorded_at timestamptz(3) NOT NULL,
        CONSTRAINT greeting_delivered_texts_number_key UNIQUE (greeting_id, language, number)
      )`);
    await runner.query(
      `CREATE INDEX greeting_delivered_texts_event_idx ON greeting_delivered_texts (event_id)`,
    );
    await runner.query(`
      CREATE TABLE greeting_corrections (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT greeting_corrections_event_fkey REFERENCES events ON DELETE CASCADE,
        greeting_id uuid NOT NULL CONSTRAINT greeting_corrections_greeting_fkey REFERENCES greetings ON DELETE CASCADE,
        language text NOT NULL,
        number integer NOT NULL CONSTRAINT greeting_corrections_number_check CHECK (number > 0),
        text_before text,
        text_after text,
        summary_before text,
        summary_after text,
        reason text NOT NULL,
        reasons jsonb NOT NULL DEFAULT '{}',
        corrected_by text NOT NULL,
        corrected_by_name text NOT NULL,
        corrected_at timestamptz(3) NOT NULL,
        CONSTRAINT greeting_corrections_number_key UNIQUE (greeting_id, number),
        CONSTRAINT greeting_corrections_after_check CHECK (text_after IS NOT NULL OR summary_after IS NOT NULL)
      )`);
    await runner.query(`CREATE INDEX greeting_corrections_event_idx ON greeting_corrections (event_id)`);
    for (const table of ['greeting_deliveries', 'greeting_delivered_texts', 'greeting_corrections'])
      await runner.query(
        `CREATE TRIGGER ${table}_stay BEFORE UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION greeting_records_stay()`,
      );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE greeting_corrections`);
    await runner.query(`DROP TABLE greeting_delivered_texts`);
    await runner.query(`DROP TABLE greeting_deliveries`);
    await runner.query(`DROP FUNCTION greeting_records_stay()`);
    await runner.query(`DROP INDEX greetings_published_at_idx`);
    await runner.query(
      `CREATE INDEX greetings_delivered_at_idx ON greetings (event_id, delivered_at, id) WHERE state = 'published'`,
    );
    await runner.query(`
      ALTER TABLE greetings DROP COLUMN embargo_until, DROP COLUMN embargo_lifted_at, DROP COLUMN embargo_lifted_by,
        DROP COLUMN embargo_lifted_by_name, DROP COLUMN summaries, DROP CONSTRAINT greetings_published_check`);
  }
}
