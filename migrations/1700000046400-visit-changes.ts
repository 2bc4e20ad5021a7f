import type { MigrationInterface, QueryRunner } from 'typeorm';

const states = `'wished', 'waitlisted', 'confirmed', 'cleared', 'refused', 'boarded', 'returned', 'no_show', 'cancelled'`;

/** In which states a booking has a seat, for the seats that are kept; the function is of 1700000040000. */
const keptSeatsOpen = (seated: string): string => `
  CREATE OR REPLACE FUNCTION kept_seats_open(the_departure uuid)
    RETURNS TABLE (delegation_id uuid, category_id uuid, open integer) LANGUAGE sql VOLATILE AS $$
    SELECT k.delegation_id, k.category_id, greatest(0, k.seats - (
             SELECT count(*) FROM bookings b JOIN registrations r ON r.id = b.registration_id
              WHERE b.departure_id = k.departure_id AND b.state IN (${seated})
                AND (r.delegation_id = k.delegation_id OR r.category_id = k.category_id)))::integer
      FROM kept_seats k WHERE k.departure_id = the_departure AND k.state = 'kept' ORDER BY k.created_at, k.id
  $$`;

/** What became of the people of a departure that was moved, shrunk, merged or cancelled; places held for them elsewhere. */
export class VisitChanges1700000046400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE departure_changes (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        departure_id uuid NOT NULL,
        kind text NOT NULL CONSTRAINT departure_changes_kind_check CHECK (kind IN ('moved', 'shrunk', 'merged', 'cancelled')),
        reason text,
        reasons jsonb NOT NULL DEFAULT '{}',
        was jsonb NOT NULL,
        becomes jsonb,
        hold_until timestamptz(3),
        most_alternatives integer NOT NULL DEFAULT 1
          CONSTRAINT departure_changes_most_alternatives_check CHECK (most_alternatives BETWEEN 1 AND 5),
        other_visits boolean NOT NULL DEFAULT false,
        changed_by text NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT departure_changes_departure_fkey FOREIGN KEY (event_id, departure_id)
          REFERENCES departures (event_id, id) ON DELETE CASCADE,
        CONSTRAINT departure_changes_event_id_key UNIQUE (event_id, id)
      )`);
    await runner.query(
      `CREATE INDEX departure_changes_departure_idx ON departure_changes (departure_id, created_at, id)`,
    );
    await runner.query(`
      CREATE TABLE departure_change_people (
        event_id uuid NOT NULL,
        change_id uuid NOT NULL,
        registration_id uuid NOT NULL,
        booking_id uuid NOT NULL,
        outcome text NOT NULL CONSTRAINT departure_change_people_outcome_check
          CHECK (outcome IN ('kept', 'waiting', 'offered', 'released')),
        in_the_way jsonb NOT NULL DEFAULT '[]',
        PRIMARY KEY (change_id, registration_id),
        CONSTRAINT departure_change_people_change_fkey FOREIGN KEY (event_id, change_id)
          REFERENCES departure_changes (event_id, id) ON DELETE CASCADE,
        CONSTRAINT departure_change_people_registration_fkey FOREIGN KEY (event_id, registration_id)
          REFERENCES registrations (event_id, id) ON DELETE CASCADE
      )`);
    await runner.query(
      `CREATE INDEX departure_change_people_registration_idx ON departure_change_people (registration_id)`,
    );
    await runner.query(`
      ALTER TABLE bookings
        DROP CONSTRAINT bookings_state_check,
        ADD CONSTRAINT bookings_state_check CHECK (state IN (${states}, 'offered')),
        ADD COLUMN offer_expires_at timestamptz(3),
        ADD COLUMN offered_by uuid CONSTRAINT bookings_offered_by_fkey REFERENCES departure_changes ON DELETE SET NULL,
        ADD COLUMN excused boolean NOT NULL DEFAULT false,
        -- Nothing is held for ever.
        ADD CONSTRAINT bookings_offer_check CHECK (state <> 'offered' OR offer_expires_at IS NOT NULL)`);
    await runner.query(
      `CREATE INDEX bookings_offer_idx ON bookings (offer_expires_at, id) WHERE state = 'offered'`,
    );
    await runner.query(
      `CREATE INDEX bookings_offered_by_idx ON bookings (offered_by) WHERE offered_by IS NOT NULL`,
    );
    await runner.query(keptSeatsOpen(`'offered', 'confirmed', 'cleared', 'boarded', 'returned', 'no_show'`));
    await runner.query(`ALTER TABLE wish_rules ADD COLUMN no_shows_last boolean NOT NULL DEFAULT false`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE wish_rules DROP COLUMN no_shows_last`);
    // What was held is given back.
    await runner.query(`
      UPDATE departures d SET taken = d.taken - o.n
        FROM (SELECT departure_id, count(*)::integer AS n FROM bookings WHERE state = 'offered' GROUP BY departure_id) o
       WHERE o.departure_id = d.id`);
    await runner.query(`UPDATE bookings SET state = 'cancelled' WHERE state = 'offered'`);
    await runner.query(keptSeatsOpen(`'confirmed', 'cleared', 'boarded', 'returned', 'no_show'`));
    await runner.query(`
      ALTER TABLE bookings DROP COLUMN offer_expires_at, DROP COLUMN offered_by, DROP COLUMN excused,
        DROP CONSTRAINT bookings_state_check,
        ADD CONSTRAINT bookings_state_check CHECK (state IN (${states}))`);
    for (const table of ['departure_change_people', 'departure_changes'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
