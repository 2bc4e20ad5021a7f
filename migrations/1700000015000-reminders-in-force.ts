import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tells the instant since which a rule is timed as it is from when its words were last corrected. */
export class RemindersInForce1700000015000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE reminder_rules ADD COLUMN in_force_since timestamptz(3)`);
    await runner.query(`UPDATE reminder_rules SET in_force_since = updated_at`);
    await runner.query(`ALTER TABLE reminder_rules ALTER COLUMN in_force_since SET NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE reminder_rules DROP COLUMN in_force_since`);
  }
}
