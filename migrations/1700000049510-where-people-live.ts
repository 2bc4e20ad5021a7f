import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The time zone in which a person lives, so that nobody is woken by a reminder. */
export class WherePeopleLive1700000049510 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE persons ADD COLUMN time_zone text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE persons DROP COLUMN time_zone`);
  }
}
