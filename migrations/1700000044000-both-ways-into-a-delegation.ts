import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How people come into a delegation: named by its focal point, or by themselves and confirmed by it. Seats that move within
 * a delegation, and places that are held for nominations until a time.
 */
export class BothWaysIntoADelegation1700000044000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE categories ADD COLUMN delegation_entry text NOT NULL DEFAULT 'by_focal_point'
        CONSTRAINT categories_delegation_entry_check CHECK (delegation_entry IN ('by_focal_point', 'by_participant', 'both'))`);
    await runner.query(`
      ALTER TABLE registrations ADD COLUMN delegation_entry text
        CONSTRAINT registrations_delegation_entry_check
          CHECK (delegation_entry IS NULL OR (delegation_entry IN ('by_focal_point', 'by_participant') AND delegation_id IS NOT NULL))`);
    await runner.query(
      `UPDATE registrations SET delegation_entry = 'by_focal_point' WHERE delegation_id IS NOT NULL`,
    );
    await runner.query(`
      CREATE INDEX registrations_applications_idx ON registrations (delegation_id, created_at, id)
        WHERE delegation_entry = 'by_participant' OR waiting_role = 'focal_point'`);
    await runner.query(`
      ALTER TABLE delegations
        ADD COLUMN moves_seats boolean NOT NULL DEFAULT false,
        ADD COLUMN applications_due_at timestamptz(3)`);
    await runner.query(
      `CREATE INDEX delegations_applications_idx ON delegations (applications_due_at) WHERE applications_due_at IS NOT NULL`,
    );
    await runner.query(`ALTER TABLE double_nominations ADD COLUMN by_person boolean NOT NULL DEFAULT false`);
    await runner.query(`
      ALTER TABLE quotas
        ADD COLUMN nominations_until timestamptz(3),
        ADD COLUMN nominations_remind_days integer NOT NULL DEFAULT 3
          CONSTRAINT quotas_nominations_remind_days_check CHECK (nominations_remind_days BETWEEN 0 AND 365),
        ADD COLUMN nominations_reminded_for timestamptz(3),
        ADD COLUMN nominations_let_go_at timestamptz(3)`);
    await runner.query(`
      CREATE INDEX quotas_nominations_idx ON quotas (nominations_until)
        WHERE holds_nominations AND nominations_until IS NOT NULL AND nominations_let_go_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX quotas_nominations_idx`);
    await runner.query(`
      ALTER TABLE quotas DROP COLUMN nominations_let_go_at, DROP COLUMN nominations_reminded_for,
        DROP COLUMN nominations_remind_days, DROP COLUMN nominations_until`);
    await runner.query(`ALTER TABLE double_nominations DROP COLUMN by_person`);
    await runner.query(`DROP INDEX delegations_applications_idx`);
    await runner.query(`ALTER TABLE delegations DROP COLUMN applications_due_at, DROP COLUMN moves_seats`);
    await runner.query(`DROP INDEX registrations_applications_idx`);
    await runner.query(`ALTER TABLE registrations DROP COLUMN delegation_entry`);
    await runner.query(`ALTER TABLE categories DROP COLUMN delegation_entry`);
  }
}
