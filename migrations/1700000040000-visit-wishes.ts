import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Wishes for visits, what the allocation of a visit has to keep to, and seats that are kept for some. */
export class VisitWishes1700000040000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE site_visits
        DROP CONSTRAINT site_visits_booking_mode_check,
        ADD CONSTRAINT site_visits_booking_mode_check CHECK (booking_mode IN ('first_come', 'allocation')),
        ADD COLUMN wishes_close_at timestamptz(3),
        ADD COLUMN heads_first boolean NOT NULL DEFAULT false,
        ADD COLUMN delegation_most integer CONSTRAINT site_visits_delegation_most_check CHECK (delegation_most > 0),
        ADD COLUMN delegation_least integer CONSTRAINT site_visits_delegation_least_check CHECK (delegation_least > 0),
        ADD COLUMN allocated_at timestamptz(3),
        ADD CONSTRAINT site_visits_shares_check CHECK (delegation_least <= delegation_most)`);
    await runner.query(`
      CREATE TABLE wish_rules (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT wish_rules_event_key UNIQUE CONSTRAINT wish_rules_event_fkey REFERENCES events ON DELETE CASCADE,
        closes_at timestamptz(3),
        most_wishes integer NOT NULL CONSTRAINT wish_rules_most_wishes_check CHECK (most_wishes BETWEEN 1 AND 50),
        most_places integer CONSTRAINT wish_rules_most_places_check CHECK (most_places > 0),
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE wish_lists (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT wish_lists_event_fkey REFERENCES events ON DELETE CASCADE,
        registration_id uuid NOT NULL CONSTRAINT wish_lists_registration_key UNIQUE,
        changed_by text NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT wish_lists_registration_fkey FOREIGN KEY (event_id, registration_id)
          REFERENCES registrations (event_id, id) ON DELETE CASCADE,
        CONSTRAINT wish_lists_event_id_key UNIQUE (event_id, id)
      )`);
    await runner.query(`CREATE INDEX wish_lists_event_idx ON wish_lists (event_id, created_at, id)`);
    await runner.query(`
      CREATE TABLE wishes (
        event_id uuid NOT NULL,
        list_id uuid NOT NULL,
        site_visit_id uuid NOT NULL,
        rank integer NOT NULL CONSTRAINT wishes_rank_check CHECK (rank > 0),
        PRIMARY KEY (list_id, site_visit_id),
        CONSTRAINT wishes_rank_key UNIQUE (list_id, rank),
        -- Of one event, whoever writes the row.
        CONSTRAINT wishes_list_fkey FOREIGN KEY (event_id, list_id) REFERENCES wish_lists (event_id, id) ON DELETE CASCADE,
        CONSTRAINT wishes_site_visit_fkey FOREIGN KEY (event_id, site_visit_id) REFERENCES site_visits (event_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX wishes_site_visit_idx ON wishes (site_visit_id)`);
    await runner.query(`
      ALTER TABLE departures ADD CONSTRAINT departures_event_id_key UNIQUE (event_id, id),
        ADD COLUMN kept integer NOT NULL DEFAULT 0 CONSTRAINT departures_kept_check CHECK (kept >= 0)`);
    await runner.query(`
      CREATE TABLE kept_seats (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        departure_id uuid NOT NULL,
        delegation_id uuid,
        category_id uuid,
        seats integer NOT NULL CONSTRAINT kept_seats_seats_check CHECK (seats > 0),
        kept_until timestamptz(3) NOT NULL,
        state text NOT NULL CONSTRAINT kept_seats_state_check CHECK (state IN ('kept', 'released')),
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT kept_seats_departure_fkey FOREIGN KEY (event_id, departure_id) REFERENCES departures (event_id, id) ON DELETE CASCADE,
        CONSTRAINT kept_seats_delegation_fkey FOREIGN KEY (event_id, delegation_id) REFERENCES delegations (event_id, id) ON DELETE CASCADE,
        CONSTRAINT kept_seats_category_fkey FOREIGN KEY (event_id, category_id) REFERENCES categories (event_id, id) ON DELETE CASCADE,
        CONSTRAINT kept_seats_for_check CHECK (num_nonnulls(delegation_id, category_id) = 1)
      )`);
    await runner.query(`CREATE INDEX kept_seats_departure_idx ON kept_seats (departure_id, created_at, id)`);
    await runner.query(
      `CREATE INDEX kept_seats_until_idx ON kept_seats (kept_until, id) WHERE state = 'kept'`,
    );
    // The number on the departure spares everybody who books where nothing is kept from looking here.
    await runner.query(`
      CREATE FUNCTION count_kept_seats() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          UPDATE departures d SET kept = (SELECT COALESCE(sum(k.seats), 0) FROM kept_seats k WHERE k.departure_id = d.id AND k.state = 'kept')
           WHERE d.id = COALESCE(NEW.departure_id, OLD.departure_id);
          RETURN NULL;
        END
      $$`);
    await runner.query(`
      CREATE TRIGGER kept_seats_counted AFTER INSERT OR UPDATE OR DELETE ON kept_seats
        FOR EACH ROW EXECUTE FUNCTION count_kept_seats()`);
    // What is kept and whom a place is for. Volatile, so that it sees what was committed while the departure was waited for.
    await runner.query(`
      CREATE FUNCTION kept_seats_open(the_departure uuid)
        RETURNS TABLE (delegation_id uuid, category_id uuid, open integer) LANGUAGE sql VOLATILE AS $$
        SELECT k.delegation_id, k.category_id, greatest(0, k.seats - (
                 SELECT count(*) FROM bookings b JOIN registrations r ON r.id = b.registration_id
                  WHERE b.departure_id = k.departure_id AND b.state IN ('confirmed', 'cleared', 'boarded', 'returned', 'no_show')
                    AND (r.delegation_id = k.delegation_id OR r.category_id = k.category_id)))::integer
          FROM kept_seats k WHERE k.departure_id = the_departure AND k.state = 'kept' ORDER BY k.created_at, k.id
      $$`);
    await runner.query(`
      CREATE FUNCTION seats_open_to(the_departure uuid, the_registration uuid, OUT seats integer, OUT own boolean) LANGUAGE sql VOLATILE AS $$
        SELECT d.seats - d.taken - least(d.seats - d.taken, k.open) + k.own, k.own > 0
          FROM departures d
         CROSS JOIN LATERAL (
           SELECT COALESCE(sum(o.open), 0)::integer AS open,
                  (count(*) FILTER (WHERE o.open > 0 AND (r.delegation_id = o.delegation_id OR r.category_id = o.category_id)))::integer AS own
             FROM registrations r LEFT JOIN kept_seats_open(the_departure) o ON true
            WHERE r.id = the_registration) k
         WHERE d.id = the_departure
      $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION seats_open_to(uuid, uuid)`);
    await runner.query(`DROP FUNCTION kept_seats_open(uuid)`);
    for (const table of ['kept_seats', 'wishes', 'wish_lists', 'wish_rules'])
      await runner.query(`DROP TABLE ${table}`);
    await runner.query(`DROP FUNCTION count_kept_seats()`);
    await runner.query(`ALTER TABLE departures DROP COLUMN kept, DROP CONSTRAINT departures_event_id_key`);
    await runner.query(
      `UPDATE site_visits SET booking_mode = 'first_come' WHERE booking_mode <> 'first_come'`,
    );
    await runner.query(`
      ALTER TABLE site_visits
        DROP COLUMN wishes_close_at, DROP COLUMN heads_first, DROP COLUMN delegation_most, DROP COLUMN delegation_least,
        DROP COLUMN allocated_at,
        DROP CONSTRAINT site_visits_booking_mode_check,
        ADD CONSTRAINT site_visits_booking_mode_check CHECK (booking_mode IN ('first_come'))`);
  }
}
