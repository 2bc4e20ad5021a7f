import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Zones and printing at home on categories; badges that were printed, and the files of many badges. */
export class BadgePrints1700000035000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE categories
        ADD COLUMN zones text[] NOT NULL DEFAULT '{}',
        ADD COLUMN badge_at_home boolean NOT NULL DEFAULT false`);
    await runner.query(`
      CREATE TABLE badge_prints (
        id uuid PRIMARY KEY,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
        chosen jsonb NOT NULL,
        layout text NOT NULL CONSTRAINT badge_prints_layout_check CHECK (layout IN ('a6', 'a4_fold')),
        language text NOT NULL,
        sort_by text NOT NULL CONSTRAINT badge_prints_sort_check CHECK (sort_by IN ('name', 'delegation', 'category')),
        requested_by text NOT NULL,
        job_id uuid NOT NULL,
        badges integer,
        file_id uuid CONSTRAINT badge_prints_file_fkey REFERENCES stored_files (id),
        expires_at timestamptz(3)
      )`);
    await runner.query(`CREATE INDEX badge_prints_created_idx ON badge_prints (event_id, created_at, id)`);
    await runner.query(
      `CREATE INDEX badge_prints_file_idx ON badge_prints (file_id) WHERE file_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX badge_prints_expires_idx ON badge_prints (expires_at) WHERE file_id IS NOT NULL`,
    );
    await runner.query(`
      CREATE TABLE printed_badges (
        registration_id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        revision integer NOT NULL,
        content text NOT NULL,
        times integer NOT NULL,
        print_id uuid CONSTRAINT printed_badges_print_fkey REFERENCES badge_prints (id) ON DELETE SET NULL,
        by_name text NOT NULL,
        at timestamptz(3) NOT NULL,
        CONSTRAINT printed_badges_registration_fkey FOREIGN KEY (event_id, registration_id)
          REFERENCES registrations (event_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX printed_badges_print_idx ON printed_badges (print_id)`);
    await runner.query(
      `CREATE INDEX printed_badges_registration_idx ON printed_badges (event_id, registration_id)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE printed_badges`);
    await runner.query(`DROP TABLE badge_prints`);
    await runner.query(`ALTER TABLE categories DROP COLUMN badge_at_home, DROP COLUMN zones`);
  }
}
