import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The revision of a badge that is good, who was given another one, whom an officer keeps out, and what the desk should know. */
export class Badges1700000030500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE registrations
        ADD COLUMN badge_revision integer NOT NULL DEFAULT 1
          CONSTRAINT registrations_badge_revision_check CHECK (badge_revision BETWEEN 1 AND 65535),
        ADD COLUMN desk_note text`);
    await runner.query(`
      CREATE TABLE badge_revocations (
        event_id uuid NOT NULL,
        registration_id uuid NOT NULL,
        revision integer NOT NULL,
        reason text NOT NULL,
        by_name text NOT NULL,
        at timestamptz(3) NOT NULL,
        PRIMARY KEY (registration_id, revision),
        CONSTRAINT badge_revocations_registration_fkey FOREIGN KEY (event_id, registration_id)
          REFERENCES registrations (event_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`
      CREATE TABLE entry_blocks (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        registration_id uuid NOT NULL,
        reason text NOT NULL,
        by_name text NOT NULL,
        at timestamptz(3) NOT NULL,
        lifted_at timestamptz(3),
        lifted_by text,
        CONSTRAINT entry_blocks_registration_fkey FOREIGN KEY (event_id, registration_id)
          REFERENCES registrations (event_id, id) ON DELETE CASCADE
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX entry_blocks_once_key ON entry_blocks (registration_id) WHERE lifted_at IS NULL`,
    );
    await runner.query(`CREATE INDEX entry_blocks_at_idx ON entry_blocks (event_id, at, id)`);
    await runner.query(
      `CREATE INDEX entry_blocks_registration_idx ON entry_blocks (registration_id, at, id)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE entry_blocks`);
    await runner.query(`DROP TABLE badge_revocations`);
    await runner.query(`ALTER TABLE registrations DROP COLUMN desk_note, DROP COLUMN badge_revision`);
  }
}
