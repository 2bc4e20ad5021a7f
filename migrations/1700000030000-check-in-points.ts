import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * To what one checks in, in and out, with whatever a scanner decided while it was offline; and who was refused. What
 * was recorded so far was one check-in a day: it becomes the point of that kind which each event has.
 */
export class CheckInPoints1700000030000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // A session is one of the released programme, whose sessions outlive those of the draft: no key leads there. Categories
    // stand in a list of the row: a table of them, emptied by the removal of a category, would let everybody in.
    await runner.query(`
      CREATE TABLE check_in_points (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT check_in_points_event_fkey REFERENCES events ON DELETE CASCADE,
        kind text NOT NULL CONSTRAINT check_in_points_kind_check CHECK (kind IN ('event', 'day', 'session', 'door')),
        is_default boolean NOT NULL DEFAULT false,
        session_id uuid,
        title text NOT NULL,
        titles jsonb NOT NULL DEFAULT '{}',
        category_ids uuid[] NOT NULL DEFAULT '{}',
        reentry boolean NOT NULL,
        records_out boolean NOT NULL,
        missing text NOT NULL CONSTRAINT check_in_points_missing_check CHECK (missing IN ('ignore', 'warn', 'refuse')),
        opens_at timestamptz(3),
        closes_at timestamptz(3),
        opens_minutes_before integer NOT NULL CONSTRAINT check_in_points_opens_check CHECK (opens_minutes_before BETWEEN 0 AND 1440),
        closes_minutes_after integer NOT NULL CONSTRAINT check_in_points_closes_check CHECK (closes_minutes_after BETWEEN 0 AND 1440),
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT check_in_points_session_check CHECK ((kind = 'session') = (session_id IS NOT NULL)),
        CONSTRAINT check_in_points_order_check CHECK (opens_at < closes_at),
        CONSTRAINT check_in_points_event_id_key UNIQUE (event_id, id)
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX check_in_points_default_key ON check_in_points (event_id) WHERE is_default`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX check_in_points_session_key ON check_in_points (event_id, session_id) WHERE session_id IS NOT NULL`,
    );
    // Every event has one point from its first moment on: scans need name no other.
    await runner.query(`
      CREATE FUNCTION give_event_a_check_in_point() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO check_in_points (id, event_id, kind, is_default, title, titles, reentry, records_out, missing, opens_minutes_before,
            closes_minutes_after, created_at, updated_at)
          VALUES (gen_random_uuid(), NEW.id, 'day', true, 'Each day', '{"ru": "Каждый день", "zh": "每日"}', true, false, 'warn', 60, 0,
            NEW.created_at, NEW.created_at);
          RETURN NULL;
        END
      $$`);
    await runner.query(`
      CREATE TRIGGER events_check_in_point AFTER INSERT ON events
        FOR EACH ROW EXECUTE FUNCTION give_event_a_check_in_point()`);
    await runner.query(`
      INSERT INTO check_in_points (id, event_id, kind, is_default, title, titles, reentry, records_out, missing, opens_minutes_before,
        closes_minutes_after, created_at, updated_at)
      SELECT gen_random_uuid(), id, 'day', true, 'Each day', '{"ru": "Каждый день", "zh": "每日"}', true, false, 'warn', 60, 0, now(), now()
        FROM events`);

    await runner.query(`DROP INDEX check_ins_day_key`);
    await runner.query(`
      ALTER TABLE check_ins
        ADD COLUMN point_id uuid,
        ADD COLUMN direction text NOT NULL DEFAULT 'in'
          CONSTRAINT check_ins_direction_check CHECK (direction IN ('in', 'out')),
        ADD COLUMN once_on date,
        ADD COLUMN device_id text,
        ADD COLUMN offline boolean NOT NULL DEFAULT false,
        ADD COLUMN counts boolean NOT NULL DEFAULT true,
        ADD COLUMN blocks boolean NOT NULL DEFAULT false,
        ADD COLUMN left_at timestamptz(3),
        ADD COLUMN conflict text`);
    await runner.query(`
      UPDATE check_ins i SET point_id = p.id, once_on = i.day, blocks = i.undone_at IS NULL
        FROM check_in_points p WHERE p.event_id = i.event_id`);
    // The keys over (event_id, id) hold a check-in to its event; a third one to the event itself would only cost time.
    await runner.query(`
      ALTER TABLE check_ins
        ALTER COLUMN point_id SET NOT NULL,
        ALTER COLUMN direction DROP DEFAULT,
        DROP CONSTRAINT check_ins_event_fkey,
        ADD CONSTRAINT check_ins_blocks_check CHECK (NOT blocks OR (direction = 'in' AND counts AND undone_at IS NULL)),
        ADD CONSTRAINT check_ins_point_fkey FOREIGN KEY (event_id, point_id) REFERENCES check_in_points (event_id, id)`);
    // The wall: nobody comes in twice, however many gates see the same badge at once.
    await runner.query(
      `CREATE UNIQUE INDEX check_ins_once_key ON check_ins (point_id, registration_id, once_on) NULLS NOT DISTINCT WHERE blocks`,
    );
    await runner.query(
      `CREATE INDEX check_ins_registration_idx ON check_ins (registration_id, point_id, at, id)`,
    );
    await runner.query(`CREATE INDEX check_ins_point_idx ON check_ins (point_id, at, id)`);

    await runner.query(`
      CREATE TABLE check_in_refusals (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        point_id uuid NOT NULL,
        registration_id uuid,
        reason text NOT NULL,
        direction text NOT NULL CONSTRAINT check_in_refusals_direction_check CHECK (direction IN ('in', 'out')),
        at timestamptz(3) NOT NULL,
        client_id text,
        device_id text,
        by_name text NOT NULL,
        offline boolean NOT NULL,
        admitted boolean NOT NULL,
        created_at timestamptz(3) NOT NULL,
        CONSTRAINT check_in_refusals_point_fkey FOREIGN KEY (event_id, point_id)
          REFERENCES check_in_points (event_id, id) ON DELETE CASCADE,
        CONSTRAINT check_in_refusals_registration_fkey FOREIGN KEY (event_id, registration_id)
          REFERENCES registrations (event_id, id) ON DELETE CASCADE,
        CONSTRAINT check_in_refusals_client_key UNIQUE (event_id, client_id)
      )`);
    await runner.query(`CREATE INDEX check_in_refusals_at_idx ON check_in_refusals (event_id, at, id)`);
    await runner.query(`CREATE INDEX check_in_refusals_point_idx ON check_in_refusals (point_id, at, id)`);
    await runner.query(
      `CREATE INDEX check_in_refusals_registration_idx ON check_in_refusals (registration_id, at)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE check_in_refusals`);
    // Only once a day, at the one point that every event has, was known before.
    await runner.query(`
      DELETE FROM check_ins i USING check_in_points p
       WHERE p.id = i.point_id AND (NOT p.is_default OR i.direction = 'out' OR NOT i.counts)`);
    await runner.query(`
      DELETE FROM check_ins i USING check_ins first
       WHERE first.registration_id = i.registration_id AND first.day = i.day AND first.undone_at IS NULL AND i.undone_at IS NULL
         AND (first.at, first.id) < (i.at, i.id)`);
    for (const index of ['check_ins_point_idx', 'check_ins_registration_idx', 'check_ins_once_key'])
      await runner.query(`DROP INDEX ${index}`);
    await runner.query(`
      ALTER TABLE check_ins DROP COLUMN point_id, DROP COLUMN direction, DROP COLUMN once_on, DROP COLUMN device_id,
        DROP COLUMN offline, DROP COLUMN counts, DROP COLUMN blocks, DROP COLUMN left_at, DROP COLUMN conflict,
        ADD CONSTRAINT check_ins_event_fkey FOREIGN KEY (event_id) REFERENCES events ON DELETE CASCADE`);
    await runner.query(
      `CREATE UNIQUE INDEX check_ins_day_key ON check_ins (registration_id, day) WHERE undone_at IS NULL`,
    );
    await runner.query(`DROP TRIGGER events_check_in_point ON events`);
    await runner.query(`DROP FUNCTION give_event_a_check_in_point()`);
    await runner.query(`DROP TABLE check_in_points`);
  }
}
