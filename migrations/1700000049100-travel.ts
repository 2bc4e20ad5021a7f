import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When and how people come, and when and how they leave. */
export class Travel1700000049100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const leg = (name: string): string => `
        ${name}_at timestamptz(3),
        ${name}_means text CONSTRAINT travel_plans_${name}_means_check CHECK (${name}_means IN ('flight', 'train', 'ship', 'coach', 'car', 'other')),
        ${name}_number text,
        ${name}_place text,
        ${name}_sequence integer NOT NULL DEFAULT 0,
        CONSTRAINT travel_plans_${name}_check CHECK (num_nulls(${name}_at, ${name}_means) IN (0, 2)
          AND (${name}_at IS NOT NULL OR num_nonnulls(${name}_number, ${name}_place) = 0))`;
    await runner.query(`
      CREATE TABLE travel_plans (
        registration_id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        ${leg('arrival')},
        ${leg('departure')},
        changed_by text NOT NULL,
        version integer NOT NULL DEFAULT 1,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT travel_plans_order_check CHECK (departure_at > arrival_at),
        CONSTRAINT travel_plans_registration_fkey FOREIGN KEY (event_id, registration_id)
          REFERENCES registrations (event_id, id) ON DELETE CASCADE
      )`);
    // Who is to be met at the airport today, and who is to be taken there.
    for (const name of ['arrival', 'departure'])
      await runner.query(
        `CREATE INDEX travel_plans_${name}_idx ON travel_plans (event_id, ${name}_at, registration_id) WHERE ${name}_at IS NOT NULL`,
      );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE travel_plans`);
  }
}
