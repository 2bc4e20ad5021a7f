import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Site visits, their departures and the bookings on them. */
export class SiteVisits1700000010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE site_visits (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT site_visits_event_fkey REFERENCES events ON DELETE CASCADE,
        organisation_id uuid NOT NULL CONSTRAINT site_visits_organisation_fkey REFERENCES organisations,
        site text NOT NULL,
        title text NOT NULL,
        titles jsonb NOT NULL DEFAULT '{}',
        about text,
        address text,
        languages text[] NOT NULL DEFAULT '{}',
        house_rules jsonb NOT NULL,
        booking_mode text NOT NULL CONSTRAINT site_visits_booking_mode_check CHECK (booking_mode IN ('first_come')),
        contact_name text,
        contact_email text,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT site_visits_title_key UNIQUE (event_id, title),
        CONSTRAINT site_visits_event_id_key UNIQUE (event_id, id)
      )`);
    await runner.query(`
      CREATE TABLE departures (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT departures_event_fkey REFERENCES events ON DELETE CASCADE,
        site_visit_id uuid NOT NULL,
        state text NOT NULL CONSTRAINT departures_state_check CHECK (state IN
          ('planned', 'open', 'closed', 'cleared', 'departed', 'returned', 'reported', 'cancelled')),
        starts_at timestamptz(3) NOT NULL,
        ends_at timestamptz(3) NOT NULL,
        cut_off_at timestamptz(3) NOT NULL,
        meeting_point text NOT NULL,
        guide text,
        coaches jsonb NOT NULL DEFAULT '[]',
        capacity integer NOT NULL CONSTRAINT departures_capacity_check CHECK (capacity > 0),
        coach_seats integer CONSTRAINT departures_coach_seats_check CHECK (coach_seats > 0),
        kept_back integer NOT NULL DEFAULT 0 CONSTRAINT departures_kept_back_check CHECK (kept_back >= 0),
        seats integer NOT NULL,
        taken integer NOT NULL DEFAULT 0,
        waiting integer NOT NULL DEFAULT 0 CONSTRAINT departures_waiting_check CHECK (waiting >= 0),
        queue_last integer NOT NULL DEFAULT 0,
        calendar_sequence integer NOT NULL DEFAULT 0,
        report text,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT departures_site_visit_fkey FOREIGN KEY (event_id, site_visit_id) REFERENCES site_visits (event_id, id),
        CONSTRAINT departures_visit_id_key UNIQUE (event_id, site_visit_id, id),
        CONSTRAINT departures_order_check CHECK (starts_at < ends_at AND cut_off_at <= starts_at),
        -- What the host allows, the coaches hold and the coordinator keeps back, whoever writes the row.
        CONSTRAINT departures_seats_check CHECK
          (seats = greatest(0, least(capacity, coalesce(coach_seats, capacity)) - kept_back)),
        -- The wall: no place is ever given twice.
        CONSTRAINT departures_taken_check CHECK (taken BETWEEN 0 AND seats)
      )`);
    await runner.query(`CREATE INDEX departures_event_idx ON departures (event_id, starts_at, id)`);
    await runner.query(`CREATE INDEX departures_visit_idx ON departures (site_visit_id, starts_at, id)`);
    await runner.query(
      `CREATE INDEX departures_cut_off_idx ON departures (cut_off_at, id) WHERE state = 'open'`,
    );
    await runner.query(`
      CREATE TABLE bookings (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT bookings_event_fkey REFERENCES events ON DELETE CASCADE,
        site_visit_id uuid NOT NULL,
        departure_id uuid NOT NULL,
        registration_id uuid NOT NULL,
        state text NOT NULL CONSTRAINT bookings_state_check CHECK (state IN
          ('wished', 'waitlisted', 'confirmed', 'cleared', 'refused', 'boarded', 'returned', 'no_show', 'cancelled')),
        queue_number integer,
        during tstzrange NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        -- Of one event and one visit, whoever writes the row.
        CONSTRAINT bookings_departure_fkey FOREIGN KEY (event_id, site_visit_id, departure_id)
          REFERENCES departures (event_id, site_visit_id, id),
        CONSTRAINT bookings_registration_fkey FOREIGN KEY (event_id, registration_id)
          REFERENCES registrations (event_id, id) ON DELETE CASCADE,
        CONSTRAINT bookings_queue_check CHECK (state <> 'waitlisted' OR queue_number IS NOT NULL),
        -- Nobody is in two places at once. The times are a copy of the departure's, because an exclusion sees one table.
        CONSTRAINT bookings_no_clash EXCLUDE USING gist (registration_id WITH =, during WITH &&)
          WHERE (state IN ('confirmed', 'cleared', 'boarded'))
      )`);
    await runner.query(`
      CREATE UNIQUE INDEX bookings_departure_key ON bookings (departure_id, registration_id)
       WHERE state NOT IN ('cancelled', 'refused')`);
    // One departure of a visit per person; who missed theirs may try another.
    await runner.query(`
      CREATE UNIQUE INDEX bookings_visit_key ON bookings (site_visit_id, registration_id)
       WHERE state IN ('waitlisted', 'confirmed', 'cleared', 'boarded', 'returned')`);
    await runner.query(`CREATE INDEX bookings_departure_idx ON bookings (departure_id, created_at, id)`);
    await runner.query(`CREATE INDEX bookings_event_idx ON bookings (event_id, created_at, id)`);
    await runner.query(
      `CREATE INDEX bookings_registration_idx ON bookings (registration_id, created_at, id)`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX bookings_queue_key ON bookings (departure_id, queue_number) WHERE state = 'waitlisted'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['bookings', 'departures', 'site_visits']) await runner.query(`DROP TABLE ${table}`);
  }
}
