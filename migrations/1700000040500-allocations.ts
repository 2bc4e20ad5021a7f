import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Runs that share places on visits out among those who wish for them, with their whole input, and what each person gets. */
export class Allocations1700000040500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE allocations (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT allocations_event_fkey REFERENCES events ON DELETE CASCADE,
        state text NOT NULL CONSTRAINT allocations_state_check CHECK (state IN ('requested', 'proposed', 'failed', 'accepted', 'discarded')),
        request jsonb NOT NULL,
        problem jsonb NOT NULL,
        digest text NOT NULL,
        names jsonb NOT NULL,
        answer jsonb,
        failure text,
        seconds double precision,
        based_on uuid CONSTRAINT allocations_based_on_fkey REFERENCES allocations ON DELETE SET NULL,
        requested_by text NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT allocations_answer_check CHECK ((state IN ('proposed', 'accepted')) <= (answer IS NOT NULL)),
        CONSTRAINT allocations_event_id_key UNIQUE (event_id, id)
      )`);
    await runner.query(`CREATE INDEX allocations_created_at_idx ON allocations (event_id, created_at, id)`);
    // The wall: one at a time.
    await runner.query(
      `CREATE UNIQUE INDEX allocations_running_key ON allocations (event_id) WHERE state = 'requested'`,
    );
    await runner.query(`
      CREATE TABLE allocation_results (
        event_id uuid NOT NULL,
        allocation_id uuid NOT NULL,
        registration_id uuid NOT NULL,
        wishes jsonb NOT NULL,
        PRIMARY KEY (allocation_id, registration_id),
        CONSTRAINT allocation_results_allocation_fkey FOREIGN KEY (event_id, allocation_id)
          REFERENCES allocations (event_id, id) ON DELETE CASCADE,
        CONSTRAINT allocation_results_registration_fkey FOREIGN KEY (event_id, registration_id)
          REFERENCES registrations (event_id, id) ON DELETE CASCADE
      )`);
    await runner.query(
      `CREATE INDEX allocation_results_registration_idx ON allocation_results (registration_id)`,
    );
    // What somebody wished, and why they got what they got, is theirs: whoever takes the registration over begins anew.
    await runner.query(`
      CREATE FUNCTION forget_wishes() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        DELETE FROM wish_lists WHERE registration_id = NEW.id;
        DELETE FROM allocation_results WHERE registration_id = NEW.id;
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER registrations_forget_wishes AFTER UPDATE OF person_id ON registrations
        FOR EACH ROW WHEN (NEW.person_id <> OLD.person_id) EXECUTE FUNCTION forget_wishes()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER registrations_forget_wishes ON registrations`);
    await runner.query(`DROP FUNCTION forget_wishes()`);
    for (const table of ['allocation_results', 'allocations']) await runner.query(`DROP TABLE ${table}`);
  }
}
