import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The record of the shifts of a programme, and the order in which buffers are listed. */
export class Shifts1700000016500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // No reference to the sessions: the record stays when they are gone.
    await runner.query(`
      CREATE TABLE programme_shifts (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT programme_shifts_event_fkey REFERENCES events ON DELETE CASCADE,
        starts_from timestamptz(3) NOT NULL,
        starts_until timestamptz(3) NOT NULL,
        minutes integer NOT NULL CONSTRAINT programme_shifts_minutes_check CHECK (minutes BETWEEN -720 AND 720 AND minutes <> 0),
        room_ids uuid[],
        session_ids uuid[] NOT NULL,
        people integer NOT NULL,
        everybody boolean NOT NULL,
        comment text,
        actor_kind text NOT NULL,
        actor_id text NOT NULL,
        actor_name text NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL
      )`);
    await runner.query(
      `CREATE INDEX programme_shifts_created_idx ON programme_shifts (event_id, created_at, id)`,
    );
    await runner.query(`CREATE INDEX buffers_created_idx ON buffers (event_id, created_at, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX buffers_created_idx`);
    await runner.query(`DROP TABLE programme_shifts`);
  }
}
