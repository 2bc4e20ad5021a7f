import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Registrations that pass to another person, and who is shown in the list of participants. */
export class TransfersAndVisibility1700000034500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE categories ADD COLUMN transfer_until timestamptz(3)`);

    // transfer_record_id: the record of the last transfer. What stands before it in the history is not the present person's.
    await runner.query(`
      ALTER TABLE registrations ADD COLUMN transfers integer NOT NULL DEFAULT 0,
        ADD COLUMN transfer_record_id uuid,
        ADD COLUMN list_visibility text NOT NULL DEFAULT 'hidden'
          CONSTRAINT registrations_list_visibility_check CHECK (list_visibility IN ('hidden', 'participants', 'public'))`);
    await runner.query(
      `CREATE INDEX registrations_listed_idx ON registrations (event_id, sort_name, id)
        WHERE state = 'confirmed' AND list_visibility <> 'hidden'`,
    );
    await runner.query(
      `CREATE INDEX registrations_listed_publicly_idx ON registrations (event_id, sort_name, id)
        WHERE state = 'confirmed' AND list_visibility = 'public'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE registrations DROP COLUMN transfers, DROP COLUMN transfer_record_id, DROP COLUMN list_visibility`,
    );
    await runner.query(`ALTER TABLE categories DROP COLUMN transfer_until`);
  }
}
