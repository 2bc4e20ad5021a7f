import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who was seen where on the day of a visit, departures that go late, and a word to whoever watches the board. */
export class Headcounts1700000046310 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE headcounts (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        departure_id uuid NOT NULL,
        point text NOT NULL CONSTRAINT headcounts_point_check CHECK (point IN ('boarding', 'gate', 'back')),
        booking_id uuid CONSTRAINT headcounts_booking_fkey REFERENCES bookings ON DELETE CASCADE,
        registration_id uuid,
        coach_id uuid CONSTRAINT headcounts_coach_fkey REFERENCES coaches ON DELETE SET NULL,
        at timestamptz(3) NOT NULL,
        skew_ms integer NOT NULL DEFAULT 0,
        client_id text NOT NULL,
        device_id text,
        offline boolean NOT NULL,
        counts boolean NOT NULL DEFAULT false,
        boarded boolean NOT NULL DEFAULT false,
        reason text,
        warnings text[] NOT NULL DEFAULT '{}',
        elsewhere_id uuid CONSTRAINT headcounts_elsewhere_fkey REFERENCES departures ON DELETE SET NULL,
        by_name text NOT NULL,
        undone_at timestamptz(3),
        undone_by text,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT headcounts_departure_fkey FOREIGN KEY (event_id, departure_id) REFERENCES departures (event_id, id) ON DELETE CASCADE,
        CONSTRAINT headcounts_registration_fkey FOREIGN KEY (event_id, registration_id) REFERENCES registrations (event_id, id) ON DELETE CASCADE,
        -- One scan is one row, however often a phone sends it.
        CONSTRAINT headcounts_client_key UNIQUE (event_id, client_id),
        CONSTRAINT headcounts_reason_check CHECK ((reason IS NULL) = (booking_id IS NOT NULL)),
        CONSTRAINT headcounts_counts_check CHECK (NOT counts OR (reason IS NULL AND undone_at IS NULL))
      )`);
    // The wall: nobody is counted twice at a point, whoever scanned them.
    await runner.query(
      `CREATE UNIQUE INDEX headcounts_once_key ON headcounts (booking_id, point) WHERE counts`,
    );
    await runner.query(`CREATE INDEX headcounts_departure_idx ON headcounts (departure_id, at, id)`);
    await runner.query(`CREATE INDEX headcounts_booking_idx ON headcounts (booking_id, point)`);
    await runner.query(`CREATE INDEX headcounts_registration_idx ON headcounts (event_id, registration_id)`);
    await runner.query(
      `CREATE INDEX headcounts_coach_idx ON headcounts (coach_id) WHERE coach_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX headcounts_elsewhere_idx ON headcounts (elsewhere_id) WHERE elsewhere_id IS NOT NULL`,
    );
    await runner.query(`
      CREATE TABLE departure_delays (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        departure_id uuid NOT NULL,
        reason text NOT NULL,
        cascade text NOT NULL CONSTRAINT departure_delays_cascade_check CHECK (cascade IN ('none', 'coach', 'all')),
        moves jsonb NOT NULL,
        followers jsonb NOT NULL,
        clashes jsonb NOT NULL,
        told integer NOT NULL,
        by_name text NOT NULL,
        created_at timestamptz(3) NOT NULL,
        CONSTRAINT departure_delays_departure_fkey FOREIGN KEY (event_id, departure_id) REFERENCES departures (event_id, id) ON DELETE CASCADE
      )`);
    await runner.query(
      `CREATE INDEX departure_delays_departure_idx ON departure_delays (departure_id, created_at, id)`,
    );
    // The database itself says that a board has changed, whichever process and whatever act changed it; not for those who
    // come for a place, of whom there may be thousands at once.
    await runner.query(`
      CREATE FUNCTION tell_departure_board() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_notify('departure_board', (COALESCE(to_jsonb(NEW), to_jsonb(OLD)) ->> TG_ARGV[0]));
          RETURN NULL;
        END
      $$`);
    await runner.query(`
      CREATE TRIGGER headcounts_tell_board AFTER INSERT OR UPDATE OR DELETE ON headcounts
        FOR EACH ROW EXECUTE FUNCTION tell_departure_board('departure_id')`);
    await runner.query(`
      CREATE TRIGGER bookings_tell_board AFTER UPDATE ON bookings FOR EACH ROW
        WHEN ((OLD.state IS DISTINCT FROM NEW.state AND OLD.state <> 'wished') OR OLD.coach_id IS DISTINCT FROM NEW.coach_id)
        EXECUTE FUNCTION tell_departure_board('departure_id')`);
    await runner.query(`
      CREATE TRIGGER departures_tell_board AFTER UPDATE ON departures FOR EACH ROW
        WHEN ((OLD.state, OLD.starts_at, OLD.ends_at, OLD.coaches) IS DISTINCT FROM (NEW.state, NEW.starts_at, NEW.ends_at, NEW.coaches))
        EXECUTE FUNCTION tell_departure_board('id')`);
    await runner.query(`
      CREATE TRIGGER coaches_tell_board AFTER UPDATE OF driver, driver_phone, marshal_phone ON coaches
        FOR EACH ROW EXECUTE FUNCTION tell_departure_board('departure_id')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER coaches_tell_board ON coaches`);
    await runner.query(`DROP TRIGGER departures_tell_board ON departures`);
    await runner.query(`DROP TRIGGER bookings_tell_board ON bookings`);
    await runner.query(`DROP TABLE departure_delays`);
    await runner.query(`DROP TABLE headcounts`);
    await runner.query(`DROP FUNCTION tell_departure_board()`);
  }
}
