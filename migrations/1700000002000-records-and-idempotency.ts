import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The record of every change of state, and the answers that an Idempotency-Key can ask for again. */
export class RecordsAndIdempotency1700000002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE transition_records (
        id uuid PRIMARY KEY,
        workflow text NOT NULL,
        subject_id uuid NOT NULL,
        event_id uuid NOT NULL,
        transition text NOT NULL,
        from_state text,
        to_state text NOT NULL,
        actor_kind text NOT NULL CONSTRAINT transition_records_actor_kind_check CHECK (actor_kind IN ('staff', 'link', 'anonymous', 'system')),
        actor_id text NOT NULL,
        actor_name text NOT NULL,
        comment text,
        data jsonb NOT NULL DEFAULT '{}',
        request_id text,
        at timestamptz(3) NOT NULL
      )`);
    await runner.query(
      `CREATE INDEX transition_records_subject_idx ON transition_records (subject_id, at, id)`,
    );
    await runner.query(`CREATE INDEX transition_records_event_idx ON transition_records (event_id, at, id)`);
    await runner.query(`
      CREATE TABLE idempotency_keys (
        owner text NOT NULL,
        key text NOT NULL,
        fingerprint text NOT NULL,
        status integer,
        body text,
        created_at timestamptz(3) NOT NULL,
        PRIMARY KEY (owner, key)
      )`);
    await runner.query(`CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE idempotency_keys`);
    await runner.query(`DROP TABLE transition_records`);
  }
}
