import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Proposals of where and when the sessions could be that have no place yet, with the whole problem that they answer. */
export class Placements1700000020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE placements (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT placements_event_fkey REFERENCES events ON DELETE CASCADE,
        state text NOT NULL CONSTRAINT placements_state_check CHECK (state IN ('requested', 'proposed', 'failed', 'applied', 'discarded')),
        request jsonb NOT NULL,
        problem jsonb NOT NULL,
        digest text NOT NULL,
        names jsonb NOT NULL,
        answer jsonb,
        failure text,
        seconds double precision,
        requested_by text NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT placements_answer_check CHECK ((state IN ('proposed', 'applied')) <= (answer IS NOT NULL))
      )`);
    await runner.query(`CREATE INDEX placements_created_at_idx ON placements (event_id, created_at, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE placements`);
  }
}
