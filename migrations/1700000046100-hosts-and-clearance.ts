import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Further contacts of hosts, what hosts are asked about departures, and what they say of people. */
export class HostsAndClearance1700000046100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE host_contacts (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        site_visit_id uuid NOT NULL,
        name text NOT NULL,
        email text NOT NULL,
        post text,
        locale text NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT host_contacts_site_visit_fkey FOREIGN KEY (event_id, site_visit_id)
          REFERENCES site_visits (event_id, id) ON DELETE CASCADE
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX host_contacts_email_key ON host_contacts (site_visit_id, lower(email))`,
    );
    await runner.query(`CREATE INDEX host_contacts_event_idx ON host_contacts (event_id)`);
    await runner.query(`
      CREATE TABLE host_requests (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT host_requests_event_fkey REFERENCES events ON DELETE CASCADE,
        site_visit_id uuid NOT NULL,
        departure_id uuid NOT NULL CONSTRAINT host_requests_departure_key UNIQUE,
        state text NOT NULL CONSTRAINT host_requests_state_check CHECK (state IN ('asked', 'reminded', 'overdue', 'answered', 'ended')),
        answer_by timestamptz(3) NOT NULL,
        remind_hours integer NOT NULL CONSTRAINT host_requests_remind_hours_check CHECK (remind_hours BETWEEN 0 AND 2160),
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT host_requests_departure_fkey FOREIGN KEY (event_id, site_visit_id, departure_id)
          REFERENCES departures (event_id, site_visit_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX host_requests_event_idx ON host_requests (event_id)`);
    await runner.query(
      `CREATE INDEX host_requests_open_idx ON host_requests (answer_by, id) WHERE state <> 'ended'`,
    );
    // Kept apart from the record of a booking, which all staff read: what a host says of a person is not for everybody.
    await runner.query(`
      CREATE TABLE host_answers (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        booking_id uuid NOT NULL CONSTRAINT host_answers_booking_fkey REFERENCES bookings ON DELETE CASCADE,
        person_id uuid NOT NULL CONSTRAINT host_answers_person_fkey REFERENCES persons ON DELETE CASCADE,
        answer text NOT NULL CONSTRAINT host_answers_answer_check CHECK (answer IN ('clear', 'refuse', 'ask', 'reply', 'reinstate')),
        code text CONSTRAINT host_answers_code_check CHECK (code IN ('nationality', 'document', 'security', 'capacity', 'late', 'other')),
        remark text,
        by_host boolean NOT NULL,
        by_name text NOT NULL,
        at timestamptz(3) NOT NULL,
        CONSTRAINT host_answers_code_given_check CHECK ((code IS NOT NULL) = (answer = 'refuse'))
      )`);
    await runner.query(`CREATE INDEX host_answers_booking_idx ON host_answers (booking_id, person_id, id)`);
    await runner.query(`CREATE INDEX host_answers_person_idx ON host_answers (person_id)`);
    await runner.query(
      `CREATE INDEX bookings_undecided_idx ON bookings (departure_id) WHERE state = 'confirmed'`,
    );
    await runner.query(`
      CREATE FUNCTION host_answers_stay() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'what a host has said stays as it was said';
      END $$`);
    await runner.query(
      `CREATE TRIGGER host_answers_stay BEFORE UPDATE ON host_answers FOR EACH ROW EXECUTE FUNCTION host_answers_stay()`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX bookings_undecided_idx`);
    for (const table of ['host_answers', 'host_requests', 'host_contacts'])
      await runner.query(`DROP TABLE ${table}`);
    await runner.query(`DROP FUNCTION host_answers_stay()`);
  }
}
