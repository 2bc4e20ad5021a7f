import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Addresses at which calendars follow people's agendas. */
export class AgendaFeeds1700000049110 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE agenda_feeds (
        registration_id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        -- Whose agenda the address shows: not that of whoever takes the registration over.
        person_id uuid NOT NULL CONSTRAINT agenda_feeds_person_fkey REFERENCES persons,
        -- Random; with the secret of the installation it makes the token, which is not stored, only its digest.
        seed text NOT NULL,
        digest text NOT NULL CONSTRAINT agenda_feeds_digest_key UNIQUE,
        made_at timestamptz(3) NOT NULL,
        revoked_at timestamptz(3),
        revoked_by text,
        -- What the address showed last, and what fell away since.
        tag text,
        changed_at timestamptz(3),
        shown jsonb NOT NULL DEFAULT '[]',
        gone jsonb NOT NULL DEFAULT '[]',
        CONSTRAINT agenda_feeds_shown_check CHECK (num_nulls(tag, changed_at) IN (0, 2)),
        CONSTRAINT agenda_feeds_registration_fkey FOREIGN KEY (event_id, registration_id)
          REFERENCES registrations (event_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX agenda_feeds_event_idx ON agenda_feeds (event_id)`);
    await runner.query(`CREATE INDEX agenda_feeds_person_idx ON agenda_feeds (person_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE agenda_feeds`);
  }
}
