import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Deputy readers hold reading copies of what is public. */
export class DeputiesHoldCopies1700000049710 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE reading_copies DROP CONSTRAINT reading_copies_holder_check,
        ADD CONSTRAINT reading_copies_holder_check CHECK (holder_kind IN ('reader', 'deputy', 'interpreter', 'staff'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE reading_copies SET holder_kind = 'reader' WHERE holder_kind = 'deputy'`);
    await runner.query(`
      ALTER TABLE reading_copies DROP CONSTRAINT reading_copies_holder_check,
        ADD CONSTRAINT reading_copies_holder_check CHECK (holder_kind IN ('reader', 'interpreter', 'staff'))`);
  }
}
