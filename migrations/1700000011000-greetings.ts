import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Messages of greetings and their translations. */
export class Greetings1700000011000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE greetings (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT greetings_event_fkey REFERENCES events ON DELETE CASCADE,
        state text NOT NULL,
        author_name text NOT NULL,
        author_names jsonb NOT NULL DEFAULT '{}',
        author_title text NOT NULL,
        author_titles jsonb NOT NULL DEFAULT '{}',
        organisation_id uuid CONSTRAINT greetings_organisation_fkey REFERENCES organisations,
        addressees text NOT NULL,
        addressees_in jsonb NOT NULL DEFAULT '{}',
        occasion text,
        languages text[] NOT NULL DEFAULT '{}',
        due_at timestamptz(3),
        length_minutes integer CONSTRAINT greetings_length_check CHECK (length_minutes > 0),
        contact_name text,
        contact_email text,
        contact_locale text,
        language text,
        original_text text,
        summary text,
        reading_seconds integer,
        received_at timestamptz(3),
        reader_person_id uuid CONSTRAINT greetings_reader_fkey REFERENCES persons,
        deputy_person_id uuid CONSTRAINT greetings_deputy_fkey REFERENCES persons,
        reader_state text CONSTRAINT greetings_reader_state_check CHECK (reader_state IN ('asked', 'accepted', 'declined')),
        reader_asked_at timestamptz(3),
        reader_answered_at timestamptz(3),
        session_id uuid CONSTRAINT greetings_session_fkey REFERENCES programme_sessions,
        position integer CONSTRAINT greetings_position_check CHECK (position > 0),
        mode text CONSTRAINT greetings_mode_check CHECK (mode IN ('in_person', 'read_on_behalf', 'read_by_moderator', 'video', 'circulated')),
        delivered_by text,
        delivered_at timestamptz(3),
        delivered_where text,
        extent text CONSTRAINT greetings_extent_check CHECK (extent IN ('full', 'abridged')),
        published_at timestamptz(3),
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT greetings_reader_check CHECK ((reader_person_id IS NULL) = (reader_state IS NULL)),
        CONSTRAINT greetings_deputy_check CHECK (deputy_person_id <> reader_person_id),
        CONSTRAINT greetings_text_check CHECK ((original_text IS NULL) = (language IS NULL)),
        CONSTRAINT greetings_place_check CHECK ((session_id IS NULL) = (position IS NULL)),
        CONSTRAINT greetings_delivered_check CHECK (state NOT IN ('delivered', 'published') OR (delivered_at IS NOT NULL AND extent IS NOT NULL)),
        CONSTRAINT greetings_read_by_accepted_check CHECK (state <> 'scheduled' OR mode <> 'read_on_behalf' OR reader_state = 'accepted')
      )`);
    await runner.query(`CREATE INDEX greetings_author_idx ON greetings (event_id, author_name, id)`);
    // Two messages never have the same place in the order of reading.
    await runner.query(
      `CREATE UNIQUE INDEX greetings_position_key ON greetings (session_id, position) WHERE state IN ('scheduled', 'delivered', 'published')`,
    );
    await runner.query(
      `CREATE INDEX greetings_delivered_at_idx ON greetings (event_id, delivered_at, id) WHERE state = 'published'`,
    );
    await runner.query(
      `CREATE INDEX greetings_reader_idx ON greetings (reader_person_id) WHERE reader_person_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX greetings_deputy_idx ON greetings (deputy_person_id) WHERE deputy_person_id IS NOT NULL`,
    );
    await runner.query(`
      CREATE TABLE greeting_translations (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT greeting_translations_event_fkey REFERENCES events ON DELETE CASCADE,
        greeting_id uuid NOT NULL CONSTRAINT greeting_translations_greeting_fkey REFERENCES greetings ON DELETE CASCADE,
        state text NOT NULL,
        language text NOT NULL,
        translated_text text,
        reading_seconds integer,
        drafted_by text,
        drafted_by_name text,
        checked_by_name text,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT greeting_translations_language_key UNIQUE (greeting_id, language),
        CONSTRAINT greeting_translations_text_check CHECK (state = 'requested' OR translated_text IS NOT NULL)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE greeting_translations`);
    await runner.query(`DROP TABLE greetings`);
  }
}
