import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who took people off a frozen list, and why, stands on the amendment as it does of those who were added. */
export class WordOnWhoIsTakenOff1700000048100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await allow(runner, ['add', 'move', 'remove']);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM manifest_overrides WHERE act = 'remove'`);
    await allow(runner, ['add', 'move']);
  }
}

async function allow(runner: QueryRunner, acts: readonly string[]): Promise<void> {
  await runner.query(`ALTER TABLE manifest_overrides DROP CONSTRAINT manifest_overrides_act_check`);
  await runner.query(
    `ALTER TABLE manifest_overrides ADD CONSTRAINT manifest_overrides_act_check
       CHECK (act IN (${acts.map((act) => `'${act}'`).join(', ')}))`,
  );
}
