import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Promises written with the change that makes them (outbox), and the runs whose progress people read (job_runs). */
export class OutboxAndJobs1700000001000 implements MigrationInterface {
  readonly name = 'OutboxAndJobs1700000001000';

  async up(runner: QueryRunner): Promise<void> {
    // One row per job still owed. It is inserted with the change that owes it and deleted when the job is done, so the
    // queue behind it may lose everything: what stands here is handed to it again. Times here are of the real clock.
    // relay_at is exact: rounded, it could lie in the future of the relay that the commit wakes.
    await runner.query(`
      CREATE TABLE outbox (
        id          uuid PRIMARY KEY,
        kind        text NOT NULL,
        name        text NOT NULL,
        subscriber  text,
        queue       text NOT NULL,
        key         text,
        payload     jsonb NOT NULL,
        fact_id     uuid,
        happened_at timestamptz(3),
        created_at  timestamptz(3) NOT NULL DEFAULT now(),
        due_at      timestamptz NOT NULL DEFAULT now(),
        relay_at    timestamptz NOT NULL DEFAULT now(),
        relayed     integer NOT NULL DEFAULT 0,
        attempts    integer NOT NULL DEFAULT 0,
        failed_at   timestamptz(3),
        error       text,
        CONSTRAINT outbox_kind_known CHECK (kind IN ('job', 'fact')),
        CONSTRAINT outbox_fact_complete CHECK ((kind = 'fact') = (subscriber IS NOT NULL AND fact_id IS NOT NULL AND happened_at IS NOT NULL)),
        CONSTRAINT outbox_failure_explained CHECK ((failed_at IS NULL) = (error IS NULL))
      ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500)`);
    await runner.query('CREATE INDEX outbox_to_relay ON outbox (relay_at, id) WHERE failed_at IS NULL');
    await runner.query('CREATE INDEX outbox_dead ON outbox (failed_at) WHERE failed_at IS NOT NULL');
    await runner.query(
      'CREATE UNIQUE INDEX outbox_key_once ON outbox (name, key) WHERE key IS NOT NULL AND failed_at IS NULL',
    );

    await runner.query(`
      CREATE TABLE job_runs (
        id          uuid PRIMARY KEY,
        version     integer NOT NULL DEFAULT 1,
        created_at  timestamptz(3) NOT NULL,
        updated_at  timestamptz(3) NOT NULL,
        name        text NOT NULL,
        event_id    uuid,
        owner_id    text NOT NULL,
        state       text NOT NULL DEFAULT 'queued',
        done        integer NOT NULL DEFAULT 0,
        total       integer,
        counts      jsonb NOT NULL DEFAULT '{}',
        row_errors  jsonb NOT NULL DEFAULT '[]',
        result      jsonb,
        error       text,
        started_at  timestamptz(3),
        finished_at timestamptz(3),
        CONSTRAINT job_runs_state_known CHECK (state IN ('queued', 'active', 'completed', 'failed')),
        CONSTRAINT job_runs_done_counts CHECK (done >= 0 AND (total IS NULL OR total >= 0))
      )`);
    await runner.query('CREATE INDEX job_runs_of_owner ON job_runs (owner_id, id)');

    // Names this installation in a Redis that others may use as well.
    await runner.query(`
      CREATE TABLE installation (
        id       uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        only_one boolean NOT NULL DEFAULT true,
        CONSTRAINT installation_only_one UNIQUE (only_one),
        CONSTRAINT installation_only_one_row CHECK (only_one)
      )`);
    await runner.query('INSERT INTO installation DEFAULT VALUES');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE installation');
    await runner.query('DROP TABLE job_runs');
    await runner.query('DROP TABLE outbox');
  }
}
