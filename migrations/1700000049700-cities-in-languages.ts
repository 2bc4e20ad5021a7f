import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The name of an event's city in further languages, for letters and lines for the press. */
export class CitiesInLanguages1700000049700 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE events ADD COLUMN cities jsonb NOT NULL DEFAULT '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE events DROP COLUMN cities`);
  }
}
