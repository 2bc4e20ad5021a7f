import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whom the changes of a release concerned beyond those with a role in it, as it was when it was released; and how often its
 * instants were worked out again because the rules of its time zone had changed.
 */
export class PeopleConcerned1700000022000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Kept, because a place in a session that a release cancels is gone soon after.
    await runner.query(`
      CREATE TABLE release_attendees (
        release_id uuid NOT NULL CONSTRAINT release_attendees_release_fkey REFERENCES releases ON DELETE CASCADE,
        session_id uuid NOT NULL,
        person_id uuid NOT NULL,
        attends_as text NOT NULL,
        display_name text NOT NULL,
        PRIMARY KEY (release_id, session_id, person_id, attends_as)
      )`);
    await runner.query(`CREATE INDEX release_attendees_person_idx ON release_attendees (person_id)`);
    await runner.query(`ALTER TABLE releases ADD COLUMN times_revised integer NOT NULL DEFAULT 0`);
    await runner.query(`
      CREATE TRIGGER release_attendees_immutable BEFORE UPDATE ON release_attendees
        FOR EACH ROW EXECUTE FUNCTION refuse_change_of_release()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE releases DROP COLUMN times_revised`);
    await runner.query(`DROP TABLE release_attendees`);
  }
}
