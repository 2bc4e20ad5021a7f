import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A mail that did not arrive is a task until somebody has seen to it: it was sent again, or the person was reached
 * another way.
 */
export class MailsThatSomebodyHasSeenTo1700000049600 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE messages ADD COLUMN acknowledged_at timestamptz(3)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE messages DROP COLUMN acknowledged_at`);
  }
}
