import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What stands in people's calendars, and how they are told of what changes there. */
export class AgendaChanges1700000049000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Whose calendar it is: a registration may have passed to another person since.
    await runner.query(`
      CREATE TABLE told_agendas (
        registration_id uuid NOT NULL CONSTRAINT told_agendas_pkey PRIMARY KEY,
        event_id uuid NOT NULL,
        person_id uuid NOT NULL,
        told_at timestamptz(3) NOT NULL,
        CONSTRAINT told_agendas_registration_fkey FOREIGN KEY (event_id, registration_id)
          REFERENCES registrations (event_id, id) ON DELETE CASCADE
      )`);
    // In the order in which they are walked through; and of one person.
    await runner.query(`CREATE INDEX told_agendas_event_idx ON told_agendas (event_id, registration_id)`);
    await runner.query(`CREATE INDEX told_agendas_person_idx ON told_agendas (person_id)`);
    // What many calendars show alike is kept once.
    await runner.query(`
      CREATE TABLE agenda_contents (
        event_id uuid NOT NULL CONSTRAINT agenda_contents_event_fkey REFERENCES events ON DELETE CASCADE,
        fingerprint uuid NOT NULL,
        content jsonb NOT NULL,
        CONSTRAINT agenda_contents_pkey PRIMARY KEY (event_id, fingerprint)
      )`);
    // No foreign key to the contents, which are never removed: a session that 100,000 attend would have its one row locked
    // by all who write.
    await runner.query(`
      CREATE TABLE agenda_entries (
        registration_id uuid NOT NULL CONSTRAINT agenda_entries_told_fkey REFERENCES registrations ON DELETE CASCADE,
        uid text NOT NULL,
        event_id uuid NOT NULL,
        kind text NOT NULL,
        subject_id text NOT NULL,
        locale text NOT NULL,
        sequence integer NOT NULL CONSTRAINT agenda_entries_sequence_check CHECK (sequence >= 0),
        fingerprint uuid NOT NULL,
        starts_at timestamptz(3) NOT NULL,
        cancelled boolean NOT NULL,
        told_by uuid NOT NULL,
        told_at timestamptz(3) NOT NULL,
        CONSTRAINT agenda_entries_pkey PRIMARY KEY (registration_id, uid)
      )`);
    await runner.query(`
      CREATE FUNCTION agenda_entries_rise() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'the sequence of % must rise', NEW.uid USING ERRCODE = 'check_violation';
      END $$`);
    // A calendar ignores what comes under a number that it has already.
    await runner.query(`
      CREATE TRIGGER agenda_entries_rise BEFORE UPDATE ON agenda_entries
        FOR EACH ROW WHEN (NEW.sequence <= OLD.sequence) EXECUTE FUNCTION agenda_entries_rise()`);
    await runner.query(`
      CREATE TABLE agenda_changes (
        id uuid NOT NULL CONSTRAINT agenda_changes_pkey PRIMARY KEY,
        event_id uuid NOT NULL,
        registration_id uuid NOT NULL,
        person_id uuid NOT NULL,
        lines jsonb NOT NULL,
        told_at timestamptz(3) NOT NULL,
        CONSTRAINT agenda_changes_registration_fkey FOREIGN KEY (event_id, registration_id)
          REFERENCES registrations (event_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX agenda_changes_registration_idx ON agenda_changes (registration_id)`);
    await runner.query(`
      CREATE TABLE agenda_watches (
        event_id uuid NOT NULL CONSTRAINT agenda_watches_pkey PRIMARY KEY
          CONSTRAINT agenda_watches_event_fkey REFERENCES events ON DELETE CASCADE,
        version integer NOT NULL DEFAULT 0,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        enabled boolean NOT NULL DEFAULT true,
        quiet_minutes integer NOT NULL DEFAULT 10
          CONSTRAINT agenda_watches_quiet_minutes_check CHECK (quiet_minutes BETWEEN 0 AND 60),
        held boolean NOT NULL DEFAULT false,
        first_changed_at timestamptz(3),
        last_changed_at timestamptz(3),
        CONSTRAINT agenda_watches_changed_check CHECK ((first_changed_at IS NULL) = (last_changed_at IS NULL)),
        CONSTRAINT agenda_watches_order_check CHECK (first_changed_at <= last_changed_at)
      )`);
    await runner.query(
      `CREATE INDEX agenda_watches_changed_idx ON agenda_watches (first_changed_at) WHERE first_changed_at IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'agenda_watches',
      'agenda_changes',
      'agenda_entries',
      'agenda_contents',
      'told_agendas',
    ])
      await runner.query(`DROP TABLE ${table}`);
    await runner.query(`DROP FUNCTION agenda_entries_rise()`);
  }
}
