import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Readings of messages of greetings: places that are kept while nobody reads, deputies who are asked, the order of reading
 * from precedence with exceptions made by hand.
 */
export class Readings1700000047100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE greetings
        ADD COLUMN author_rank_class integer CONSTRAINT greetings_rank_class_check CHECK (author_rank_class > 0),
        ADD COLUMN reading_language text,
        ADD COLUMN deputy_state text,
        ADD COLUMN deputy_asked_at timestamptz(3),
        ADD COLUMN deputy_answered_at timestamptz(3),
        DROP CONSTRAINT greetings_reader_state_check,
        ADD CONSTRAINT greetings_reader_state_check CHECK (reader_state IN ('asked', 'accepted', 'declined', 'cancelled')),
        ADD CONSTRAINT greetings_deputy_state_check CHECK (deputy_state IN ('asked', 'declined', 'cancelled')),
        ADD CONSTRAINT greetings_deputy_asked_check CHECK (deputy_state IS NULL OR deputy_person_id IS NOT NULL)`);
    // A place is kept as long as the message can still be read there, also while it has no reader or its text is gone over.
    await runner.query(`
      UPDATE greetings SET session_id = NULL, position = NULL, mode = NULL
       WHERE state NOT IN ('scheduled', 'delivered', 'published', 'declined', 'withdrawn')`);
    await runner.query(`DROP INDEX greetings_position_key`);
    await runner.query(
      `CREATE UNIQUE INDEX greetings_position_key ON greetings (session_id, position) WHERE state NOT IN ('declined', 'withdrawn')`,
    );
    await runner.query(`
      CREATE TABLE reading_orders (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT reading_orders_event_fkey REFERENCES events ON DELETE CASCADE,
        session_id uuid NOT NULL CONSTRAINT reading_orders_session_fkey REFERENCES programme_sessions ON DELETE CASCADE,
        interpretation text CONSTRAINT reading_orders_interpretation_check CHECK (interpretation IN ('none', 'simultaneous', 'consecutive')),
        exceptions jsonb NOT NULL DEFAULT '[]',
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT reading_orders_session_key UNIQUE (session_id)
      )`);
    await runner.query(`CREATE INDEX reading_orders_event_idx ON reading_orders (event_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE reading_orders`);
    await runner.query(`DROP INDEX greetings_position_key`);
    await runner.query(
      `CREATE UNIQUE INDEX greetings_position_key ON greetings (session_id, position) WHERE state IN ('scheduled', 'delivered', 'published')`,
    );
    await runner.query(`UPDATE greetings SET reader_state = 'declined' WHERE reader_state = 'cancelled'`);
    await runner.query(`
      ALTER TABLE greetings
        DROP CONSTRAINT greetings_deputy_asked_check,
        DROP CONSTRAINT greetings_deputy_state_check,
        DROP CONSTRAINT greetings_reader_state_check,
        ADD CONSTRAINT greetings_reader_state_check CHECK (reader_state IN ('asked', 'accepted', 'declined')),
        DROP COLUMN deputy_answered_at,
        DROP COLUMN deputy_asked_at,
        DROP COLUMN deputy_state,
        DROP COLUMN reading_language,
        DROP COLUMN author_rank_class`);
  }
}
