import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Until when a translation is needed, and for which deadline whoever works on it was reminded. */
export class DeadlinesOfTranslations1700000049720 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE greeting_translations
        ADD COLUMN due_at timestamptz(3),
        ADD COLUMN reminded_of timestamptz(3)`);
    await runner.query(
      `CREATE INDEX greeting_translations_due_idx ON greeting_translations (due_at) WHERE due_at IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE greeting_translations DROP COLUMN reminded_of, DROP COLUMN due_at`);
  }
}
