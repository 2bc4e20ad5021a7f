import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Coaches become things of their own, with who drives and who counts; people have a seat on one of them. */
export class Coaches1700000046300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE coaches (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        departure_id uuid NOT NULL,
        label text NOT NULL,
        position integer NOT NULL,
        seats integer NOT NULL CONSTRAINT coaches_seats_check CHECK (seats > 0),
        taken integer NOT NULL DEFAULT 0,
        plate text,
        company text,
        driver text,
        driver_phone text,
        marshal_user_id uuid CONSTRAINT coaches_marshal_user_fkey REFERENCES users ON DELETE SET NULL,
        marshal text,
        marshal_phone text,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT coaches_departure_fkey FOREIGN KEY (event_id, departure_id) REFERENCES departures (event_id, id) ON DELETE CASCADE,
        CONSTRAINT coaches_label_key UNIQUE (departure_id, label),
        CONSTRAINT coaches_departure_id_key UNIQUE (departure_id, id),
        -- The wall: nobody is given a seat that is not there.
        CONSTRAINT coaches_taken_check CHECK (taken BETWEEN 0 AND seats)
      )`);
    await runner.query(`CREATE INDEX coaches_plate_idx ON coaches (event_id, plate) WHERE plate IS NOT NULL`);
    await runner.query(
      `CREATE INDEX coaches_marshal_user_idx ON coaches (marshal_user_id) WHERE marshal_user_id IS NOT NULL`,
    );
    await runner.query(`
      INSERT INTO coaches (id, event_id, departure_id, label, position, seats, plate, marshal, created_at, updated_at)
      SELECT gen_random_uuid(), d.event_id, d.id,
             (c.coach ->> 'label') || CASE WHEN row_number() OVER same > 1 THEN ' (' || row_number() OVER same || ')' ELSE '' END,
             c.place, (c.coach ->> 'seats')::integer, c.coach ->> 'plate', c.coach ->> 'marshal', d.created_at, d.updated_at
        FROM departures d CROSS JOIN LATERAL jsonb_array_elements(d.coaches) WITH ORDINALITY AS c (coach, place)
      WINDOW same AS (PARTITION BY d.id, c.coach ->> 'label' ORDER BY c.place)`);
    await runner.query(`
      ALTER TABLE bookings
        ADD COLUMN coach_id uuid,
        ADD COLUMN coach_by_hand boolean NOT NULL DEFAULT false,
        ADD CONSTRAINT bookings_coach_fkey FOREIGN KEY (departure_id, coach_id) REFERENCES coaches (departure_id, id)
          ON DELETE SET NULL (coach_id)`);
    await runner.query(`CREATE INDEX bookings_coach_idx ON bookings (coach_id) WHERE coach_id IS NOT NULL`);
    // What a departure says of its coaches is a copy: whoever lists departures need not look here.
    await runner.query(`
      CREATE FUNCTION copy_coaches() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          UPDATE departures d
             SET coaches = COALESCE(c.list, '[]'), coach_seats = c.seats,
                 seats = greatest(0, least(d.capacity, COALESCE(c.seats, d.capacity)) - d.kept_back)
            FROM (SELECT jsonb_agg(jsonb_build_object('label', label, 'seats', seats, 'plate', plate, 'marshal', marshal)
                           ORDER BY position, id) AS list, sum(seats)::integer AS seats
                    FROM coaches WHERE departure_id = COALESCE(NEW.departure_id, OLD.departure_id)) c
           WHERE d.id = COALESCE(NEW.departure_id, OLD.departure_id);
          RETURN NULL;
        END
      $$`);
    await runner.query(`
      CREATE TRIGGER coaches_copied AFTER INSERT OR DELETE OR UPDATE OF label, position, seats, plate, marshal ON coaches
        FOR EACH ROW EXECUTE FUNCTION copy_coaches()`);
    // Whoever has no place any more, or one on another departure, has no seat on a coach of this one.
    await runner.query(`
      CREATE FUNCTION leave_coach() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          NEW.coach_id := NULL;
          NEW.coach_by_hand := false;
          RETURN NEW;
        END
      $$`);
    await runner.query(`
      CREATE TRIGGER bookings_leave_coach BEFORE UPDATE ON bookings FOR EACH ROW
        WHEN (OLD.coach_id IS NOT NULL AND NEW.coach_id = OLD.coach_id
              AND (NEW.departure_id <> OLD.departure_id OR NEW.state NOT IN ('confirmed', 'cleared', 'boarded', 'returned')))
        EXECUTE FUNCTION leave_coach()`);
    await runner.query(`
      CREATE FUNCTION count_on_coach() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP <> 'INSERT' AND OLD.coach_id IS NOT NULL THEN
            UPDATE coaches SET taken = taken - 1 WHERE id = OLD.coach_id;
          END IF;
          IF TG_OP <> 'DELETE' AND NEW.coach_id IS NOT NULL THEN
            UPDATE coaches SET taken = taken + 1 WHERE id = NEW.coach_id;
          END IF;
          RETURN NULL;
        END
      $$`);
    for (const [act, when] of [
      ['INSERT', 'NEW.coach_id IS NOT NULL'],
      ['UPDATE', 'OLD.coach_id IS DISTINCT FROM NEW.coach_id'],
      ['DELETE', 'OLD.coach_id IS NOT NULL'],
    ] as const)
      await runner.query(`
        CREATE TRIGGER bookings_on_coach_${act.toLowerCase()} AFTER ${act} ON bookings FOR EACH ROW WHEN (${when})
          EXECUTE FUNCTION count_on_coach()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const trigger of [
      'bookings_on_coach_delete',
      'bookings_on_coach_update',
      'bookings_on_coach_insert',
      'bookings_leave_coach',
    ])
      await runner.query(`DROP TRIGGER ${trigger} ON bookings`);
    await runner.query(`DROP FUNCTION count_on_coach()`);
    await runner.query(`DROP FUNCTION leave_coach()`);
    await runner.query(`ALTER TABLE bookings DROP COLUMN coach_id, DROP COLUMN coach_by_hand`);
    // The copy that departures have stays, and is what it was before.
    await runner.query(`DROP TABLE coaches`);
    await runner.query(`DROP FUNCTION copy_coaches()`);
  }
}
