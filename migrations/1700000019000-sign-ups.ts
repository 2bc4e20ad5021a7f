import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Seats of the sessions that need them, and the sign-ups for these. */
export class SignUps1700000019000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // What the visible release says of a session, beside what was given of it. No reference to the session of the draft:
    // that may be gone while people still see it, and the seats outlive both.
    await runner.query(`
      CREATE TABLE session_seats (
        session_id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT session_seats_event_fkey REFERENCES events ON DELETE CASCADE,
        -- Null: no seats are given, because the session is not seen any more or needs none.
        capacity integer CONSTRAINT session_seats_capacity_check CHECK (capacity > 0),
        taken integer NOT NULL DEFAULT 0,
        waiting integer NOT NULL DEFAULT 0,
        queue_last integer NOT NULL DEFAULT 0,
        starts_at timestamptz(3) NOT NULL,
        ends_at timestamptz(3) NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT session_seats_event_id_key UNIQUE (event_id, session_id),
        CONSTRAINT session_seats_counts_check CHECK (taken >= 0 AND waiting >= 0),
        CONSTRAINT session_seats_times_check CHECK (starts_at < ends_at)
      )`);
    await runner.query(`
      CREATE TABLE sign_ups (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT sign_ups_event_fkey REFERENCES events ON DELETE CASCADE,
        session_id uuid NOT NULL,
        registration_id uuid NOT NULL,
        state text NOT NULL CONSTRAINT sign_ups_state_check CHECK (state IN ('asked', 'waitlisted', 'confirmed', 'cancelled')),
        queue_number integer,
        during tstzrange NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        -- Of one event, whoever writes the row.
        CONSTRAINT sign_ups_session_fkey FOREIGN KEY (event_id, session_id) REFERENCES session_seats (event_id, session_id),
        CONSTRAINT sign_ups_registration_fkey FOREIGN KEY (event_id, registration_id)
          REFERENCES registrations (event_id, id) ON DELETE CASCADE,
        CONSTRAINT sign_ups_queue_check CHECK (state NOT IN ('waitlisted', 'confirmed') OR queue_number IS NOT NULL),
        -- Nobody is in two sessions at once. The times are a copy of the session's, because an exclusion sees one table.
        -- Checked at the end of a statement: one that moves a whole day by half an hour moves it row by row.
        CONSTRAINT sign_ups_no_clash EXCLUDE USING gist (registration_id WITH =, during WITH &&)
          WHERE (state = 'confirmed') DEFERRABLE INITIALLY IMMEDIATE
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX sign_ups_session_key ON sign_ups (session_id, registration_id) WHERE state <> 'cancelled'`,
    );
    await runner.query(`CREATE UNIQUE INDEX sign_ups_queue_key ON sign_ups (session_id, queue_number)`);
    // The line is short beside all who ever came.
    await runner.query(
      `CREATE INDEX sign_ups_line_idx ON sign_ups (session_id, queue_number) WHERE state = 'waitlisted'`,
    );
    await runner.query(`CREATE INDEX sign_ups_session_idx ON sign_ups (session_id, created_at, id)`);
    await runner.query(
      `CREATE INDEX sign_ups_registration_idx ON sign_ups (registration_id, created_at, id)`,
    );
    await runner.query(`CREATE INDEX sign_ups_event_idx ON sign_ups (event_id) WHERE state <> 'cancelled'`);

    // The counts follow from the sign-ups, whoever writes these.
    await runner.query(`
      CREATE FUNCTION count_session_seats() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
          more_taken integer := 0;
          more_waiting integer := 0;
        BEGIN
          IF TG_OP <> 'INSERT' THEN
            more_taken := more_taken - (OLD.state = 'confirmed')::integer;
            more_waiting := more_waiting - (OLD.state = 'waitlisted')::integer;
          END IF;
          IF TG_OP <> 'DELETE' THEN
            more_taken := more_taken + (NEW.state = 'confirmed')::integer;
            more_waiting := more_waiting + (NEW.state = 'waitlisted')::integer;
          END IF;
          IF TG_OP = 'UPDATE' AND NEW.session_id <> OLD.session_id THEN
            RAISE EXCEPTION 'a sign-up stays with its session' USING ERRCODE = 'restrict_violation';
          END IF;
          IF more_taken <> 0 OR more_waiting <> 0 THEN
            UPDATE session_seats SET taken = taken + more_taken, waiting = waiting + more_waiting
             WHERE session_id = COALESCE(NEW.session_id, OLD.session_id);
          END IF;
          RETURN NULL;
        END
      $$`);
    await runner.query(`
      CREATE TRIGGER sign_ups_counted AFTER INSERT OR DELETE OR UPDATE OF state, session_id ON sign_ups
        FOR EACH ROW EXECUTE FUNCTION count_session_seats()`);
    // The wall: no seat is given beyond the capacity. A CHECK cannot say that: when the capacity is lowered, who has a
    // seat keeps it, so more may be taken than there are; what must never happen is that one more is.
    await runner.query(`
      CREATE FUNCTION guard_session_seats() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          -- A row that is new has no old one; nothing was taken of it.
          IF NEW.taken > COALESCE(OLD.taken, 0) AND NEW.taken > COALESCE(NEW.capacity, 0) THEN
            RAISE EXCEPTION 'no seat of session % is free', NEW.session_id
              USING ERRCODE = 'check_violation', TABLE = 'session_seats', CONSTRAINT = 'session_seats_wall';
          END IF;
          RETURN NEW;
        END
      $$`);
    await runner.query(`
      CREATE TRIGGER session_seats_wall BEFORE INSERT OR UPDATE OF taken ON session_seats
        FOR EACH ROW EXECUTE FUNCTION guard_session_seats()`);

    // Programmes that people see already.
    await runner.query(`
      INSERT INTO session_seats (session_id, event_id, capacity, starts_at, ends_at, created_at, updated_at)
      SELECT s.session_id, r.event_id, s.capacity, s.starts_at, s.ends_at, now(), now()
        FROM releases r JOIN release_sessions s ON s.release_id = r.id
       WHERE r.state = 'released' AND s.capacity IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['sign_ups', 'session_seats']) await runner.query(`DROP TABLE ${table}`);
    for (const name of ['guard_session_seats', 'count_session_seats'])
      await runner.query(`DROP FUNCTION ${name}()`);
  }
}
