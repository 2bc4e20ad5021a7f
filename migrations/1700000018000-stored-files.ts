import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files that people send. Their bytes are elsewhere, under the id. */
export class StoredFiles1700000018000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // The event is no reference: the row outlives it until the bytes are gone.
    await runner.query(`
      CREATE TABLE stored_files (
        id uuid PRIMARY KEY,
        event_id uuid,
        name text NOT NULL,
        media_type text NOT NULL,
        size integer NOT NULL CONSTRAINT stored_files_size_check CHECK (size > 0),
        sha256 text NOT NULL CONSTRAINT stored_files_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$'),
        created_at timestamptz(3) NOT NULL,
        created_by text NOT NULL,
        kept_at timestamptz(3),
        unused_since timestamptz(3),
        leaving boolean NOT NULL DEFAULT false
      )`);
    await runner.query(`CREATE INDEX stored_files_leaving_idx ON stored_files (id) WHERE leaving`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE stored_files`);
  }
}
