import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Imports and exports of sheets, and the id under which a registration is known where it was imported from. */
export class ImportsAndExports1700000036000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE registrations ADD COLUMN external_id text`);
    await runner.query(
      `CREATE UNIQUE INDEX registrations_external_id_key ON registrations (event_id, external_id) WHERE external_id IS NOT NULL`,
    );
    // rows: what was sent as JSON instead of a file. report: what came of it, written with the rows that it is about.
    await runner.query(`
      CREATE TABLE imports (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT imports_event_fkey REFERENCES events ON DELETE CASCADE,
        kind text NOT NULL,
        options jsonb NOT NULL,
        file_name text,
        file_id uuid CONSTRAINT imports_file_fkey REFERENCES stored_files,
        rows jsonb,
        principal jsonb NOT NULL,
        job_id uuid,
        report jsonb,
        result_file_id uuid CONSTRAINT imports_result_file_fkey REFERENCES stored_files,
        expires_at timestamptz(3) NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE exports (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT exports_event_fkey REFERENCES events ON DELETE CASCADE,
        kind text NOT NULL,
        format text NOT NULL CONSTRAINT exports_format_check CHECK (format IN ('xlsx', 'csv')),
        options jsonb NOT NULL,
        principal jsonb NOT NULL,
        confidential boolean NOT NULL,
        job_id uuid,
        rows integer,
        file_id uuid CONSTRAINT exports_file_fkey REFERENCES stored_files,
        fetched integer NOT NULL DEFAULT 0,
        expires_at timestamptz(3),
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL
      )`);
    for (const table of ['imports', 'exports']) {
      await runner.query(`CREATE INDEX ${table}_event_idx ON ${table} (event_id, kind, created_at, id)`);
      await runner.query(`CREATE INDEX ${table}_file_idx ON ${table} (file_id) WHERE file_id IS NOT NULL`);
      await runner.query(`CREATE INDEX ${table}_expires_idx ON ${table} (expires_at)`);
    }
    await runner.query(
      `CREATE INDEX imports_result_file_idx ON imports (result_file_id) WHERE result_file_id IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE exports`);
    await runner.query(`DROP TABLE imports`);
    await runner.query(`ALTER TABLE registrations DROP COLUMN external_id`);
  }
}
