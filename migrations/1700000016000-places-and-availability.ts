import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Equipment of rooms; how long it takes from one place to the next; when persons and rooms are there at all. */
export class PlacesAndAvailability1700000016000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE rooms ADD COLUMN equipment text[] NOT NULL DEFAULT '{}'`);
    // Minutes between two different places of which nothing else is said.
    await runner.query(`
      ALTER TABLE events ADD COLUMN buffer_minutes integer NOT NULL DEFAULT 0
        CONSTRAINT events_buffer_minutes_check CHECK (buffer_minutes BETWEEN 0 AND 1440)`);

    // Everything that one can be at and has to leave for the next thing.
    await runner.query(`
      CREATE VIEW places AS
        SELECT event_id, id, 'room' AS kind, name FROM rooms
        UNION ALL SELECT event_id, id, 'venue', name FROM venues
        UNION ALL SELECT event_id, id, 'site_visit', title FROM site_visits`);

    // A pair has no direction: the smaller id stands first. A place with itself: the pause that a room needs between two
    // sessions. Places are of three tables, so a trigger does what a foreign key cannot.
    await runner.query(`
      CREATE TABLE buffers (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT buffers_event_fkey REFERENCES events ON DELETE CASCADE,
        one_id uuid NOT NULL,
        other_id uuid NOT NULL,
        minutes integer NOT NULL CONSTRAINT buffers_minutes_check CHECK (minutes BETWEEN 0 AND 1440),
        severity text NOT NULL CONSTRAINT buffers_severity_check CHECK (severity IN ('hard', 'soft')),
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT buffers_order_check CHECK (one_id <= other_id),
        CONSTRAINT buffers_pair_key UNIQUE (event_id, one_id, other_id)
      )`);
    await runner.query(`
      CREATE FUNCTION forget_buffers_of_place() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          DELETE FROM buffers WHERE event_id = OLD.event_id AND (one_id = OLD.id OR other_id = OLD.id);
          RETURN NULL;
        END
      $$`);
    for (const table of ['rooms', 'venues', 'site_visits'])
      await runner.query(`
        CREATE TRIGGER ${table}_forget_buffers AFTER DELETE ON ${table}
          FOR EACH ROW EXECUTE FUNCTION forget_buffers_of_place()`);

    // Windows in which a person or a room can be planned with. Whoever has none is always there.
    await runner.query(`
      CREATE TABLE availabilities (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT availabilities_event_fkey REFERENCES events ON DELETE CASCADE,
        person_id uuid CONSTRAINT availabilities_person_fkey REFERENCES persons ON DELETE CASCADE,
        room_id uuid CONSTRAINT availabilities_room_fkey REFERENCES rooms ON DELETE CASCADE,
        starts_at timestamptz(3) NOT NULL,
        ends_at timestamptz(3) NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT availabilities_one_subject_check CHECK (num_nonnulls(person_id, room_id) = 1),
        CONSTRAINT availabilities_order_check CHECK (starts_at < ends_at)
      )`);
    await runner.query(`CREATE INDEX availabilities_start_idx ON availabilities (event_id, starts_at, id)`);
    await runner.query(`CREATE INDEX availabilities_person_idx ON availabilities (person_id)`);
    await runner.query(`CREATE INDEX availabilities_room_idx ON availabilities (room_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE availabilities`);
    for (const table of ['rooms', 'venues', 'site_visits'])
      await runner.query(`DROP TRIGGER ${table}_forget_buffers ON ${table}`);
    await runner.query(`DROP FUNCTION forget_buffers_of_place()`);
    await runner.query(`DROP TABLE buffers`);
    await runner.query(`DROP VIEW places`);
    await runner.query(`ALTER TABLE events DROP COLUMN buffer_minutes`);
    await runner.query(`ALTER TABLE rooms DROP COLUMN equipment`);
  }
}
