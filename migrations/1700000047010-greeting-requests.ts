import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Requests for messages of greetings: through whom, with which reminders, answered by link. */
export class GreetingRequests1700000047010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE greetings ADD COLUMN requested_at timestamptz(3)`);
    // Those that were entered so far were asked when they were entered, unless they were taken over from another edition.
    await runner.query(`
      UPDATE greetings g SET requested_at = g.created_at
       WHERE EXISTS (SELECT 1 FROM messages m WHERE m.subject_id = g.id::text AND m.kind = 'greeting.requested')`);
    await runner.query(
      `CREATE INDEX greetings_due_at_idx ON greetings (due_at) WHERE state IN ('requested', 'promised')`,
    );
    await runner.query(`
      CREATE TABLE greeting_contacts (
        greeting_id uuid NOT NULL CONSTRAINT greeting_contacts_greeting_fkey REFERENCES greetings ON DELETE CASCADE,
        contact_id uuid NOT NULL CONSTRAINT greeting_contacts_contact_fkey REFERENCES organisation_contacts ON DELETE CASCADE,
        created_at timestamptz(3) NOT NULL,
        PRIMARY KEY (greeting_id, contact_id)
      )`);
    await runner.query(`CREATE INDEX greeting_contacts_contact_idx ON greeting_contacts (contact_id)`);
    await runner.query(`
      CREATE TABLE greeting_reminders (
        greeting_id uuid NOT NULL CONSTRAINT greeting_reminders_greeting_fkey REFERENCES greetings ON DELETE CASCADE,
        offset_hours integer NOT NULL CONSTRAINT greeting_reminders_offset_check CHECK (offset_hours BETWEEN -4320 AND 4320),
        audience text NOT NULL CONSTRAINT greeting_reminders_audience_check CHECK (audience IN ('contact', 'protocol')),
        done_at timestamptz(3),
        created_at timestamptz(3) NOT NULL,
        PRIMARY KEY (greeting_id, offset_hours, audience)
      )`);
    await runner.query(`
      INSERT INTO greeting_reminders (greeting_id, offset_hours, audience, created_at)
      SELECT g.id, r.offset_hours, r.audience, g.created_at FROM greetings g
       CROSS JOIN (VALUES (-168, 'contact'), (-24, 'contact'), (24, 'contact'), (72, 'protocol')) AS r (offset_hours, audience)`);
    await runner.query(`ALTER TABLE access_links DROP CONSTRAINT access_links_kind_check`);
    await runner.query(`ALTER TABLE access_links ADD CONSTRAINT access_links_kind_check
      CHECK (kind IN ('registration', 'delegation', 'site_visit', 'session_role', 'greeting'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM access_links WHERE kind = 'greeting'`);
    await runner.query(`ALTER TABLE access_links DROP CONSTRAINT access_links_kind_check`);
    await runner.query(`ALTER TABLE access_links ADD CONSTRAINT access_links_kind_check
      CHECK (kind IN ('registration', 'delegation', 'site_visit', 'session_role'))`);
    await runner.query(`DROP TABLE greeting_reminders`);
    await runner.query(`DROP TABLE greeting_contacts`);
    await runner.query(`DROP INDEX greetings_due_at_idx`);
    await runner.query(`ALTER TABLE greetings DROP COLUMN requested_at`);
  }
}
