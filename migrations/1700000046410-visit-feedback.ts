import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What those who went and the hosts say of a departure. */
export class VisitFeedback1700000046410 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE site_visits ADD COLUMN feedback_days integer NOT NULL DEFAULT 14
        CONSTRAINT site_visits_feedback_days_check CHECK (feedback_days BETWEEN 1 AND 365)`);
    await runner.query(`
      CREATE TABLE visit_feedback (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        departure_id uuid NOT NULL,
        booking_id uuid NOT NULL CONSTRAINT visit_feedback_booking_key UNIQUE
          CONSTRAINT visit_feedback_booking_fkey REFERENCES bookings ON DELETE CASCADE,
        rating integer NOT NULL CONSTRAINT visit_feedback_rating_check CHECK (rating BETWEEN 1 AND 5),
        recommends boolean,
        remarks text,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT visit_feedback_departure_fkey FOREIGN KEY (event_id, departure_id)
          REFERENCES departures (event_id, id) ON DELETE CASCADE
      )`);
    await runner.query(
      `CREATE INDEX visit_feedback_departure_idx ON visit_feedback (departure_id, created_at, id)`,
    );
    await runner.query(`
      CREATE TABLE host_feedback (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        departure_id uuid NOT NULL CONSTRAINT host_feedback_departure_key UNIQUE,
        rating integer NOT NULL CONSTRAINT host_feedback_rating_check CHECK (rating BETWEEN 1 AND 5),
        came integer CONSTRAINT host_feedback_came_check CHECK (came >= 0),
        remarks text,
        given_by text NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT host_feedback_departure_fkey FOREIGN KEY (event_id, departure_id)
          REFERENCES departures (event_id, id) ON DELETE CASCADE
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['host_feedback', 'visit_feedback']) await runner.query(`DROP TABLE ${table}`);
    await runner.query(`ALTER TABLE site_visits DROP COLUMN feedback_days`);
  }
}
