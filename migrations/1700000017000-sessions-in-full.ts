import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What sessions lacked: abstracts and the authentic language, the language of the floor, who may attend, what a session
 * needs, items with speakers of their own, roles that are asked for and answered, and the wall time that a session keeps
 * when the rules of its time zone change. Releases take all of it over.
 */
export class SessionsInFull1700000017000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE programme_sessions
        ADD COLUMN abstract text,
        ADD COLUMN abstracts jsonb NOT NULL DEFAULT '{}',
        ADD COLUMN authentic_language text,
        ADD COLUMN floor_languages text[] NOT NULL DEFAULT '{}',
        ADD COLUMN expected integer CONSTRAINT programme_sessions_expected_check CHECK (expected > 0),
        ADD COLUMN equipment text[] NOT NULL DEFAULT '{}',
        ADD COLUMN duration_minutes integer CONSTRAINT programme_sessions_duration_check CHECK (duration_minutes BETWEEN 1 AND 1440),
        ADD COLUMN local_starts_at timestamp(3),
        ADD COLUMN local_ends_at timestamp(3),
        ADD CONSTRAINT programme_sessions_event_id_key UNIQUE (event_id, id)`);

    // What the clock on the wall shows is what the programme says; the instant follows from it.
    await runner.query(`
      CREATE FUNCTION set_wall_times_of_session() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE zone text := (SELECT time_zone FROM events WHERE id = NEW.event_id);
        BEGIN
          NEW.local_starts_at := NEW.starts_at AT TIME ZONE zone;
          NEW.local_ends_at := NEW.ends_at AT TIME ZONE zone;
          RETURN NEW;
        END
      $$`);
    await runner.query(`UPDATE programme_sessions s SET local_starts_at = s.starts_at AT TIME ZONE e.time_zone,
        local_ends_at = s.ends_at AT TIME ZONE e.time_zone FROM events e WHERE e.id = s.event_id`);
    await runner.query(`
      CREATE TRIGGER programme_sessions_wall_times BEFORE INSERT OR UPDATE OF starts_at, ends_at ON programme_sessions
        FOR EACH ROW EXECUTE FUNCTION set_wall_times_of_session()`);

    // Who may attend; none: everybody. Of the session's event, whoever writes the row.
    await runner.query(`
      CREATE TABLE session_categories (
        event_id uuid NOT NULL,
        session_id uuid NOT NULL,
        category_id uuid NOT NULL,
        PRIMARY KEY (session_id, category_id),
        CONSTRAINT session_categories_session_fkey FOREIGN KEY (event_id, session_id)
          REFERENCES programme_sessions (event_id, id) ON DELETE CASCADE,
        CONSTRAINT session_categories_category_fkey FOREIGN KEY (event_id, category_id)
          REFERENCES categories (event_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX session_categories_category_idx ON session_categories (category_id)`);

    await runner.query(`
      CREATE TABLE session_items (
        id uuid PRIMARY KEY,
        session_id uuid NOT NULL CONSTRAINT session_items_session_fkey REFERENCES programme_sessions ON DELETE CASCADE,
        position integer NOT NULL,
        title text NOT NULL,
        titles jsonb NOT NULL DEFAULT '{}',
        abstract text,
        abstracts jsonb NOT NULL DEFAULT '{}',
        authentic_language text,
        duration_minutes integer CONSTRAINT session_items_duration_check CHECK (duration_minutes BETWEEN 1 AND 1440)
      )`);
    await runner.query(`CREATE INDEX session_items_session_idx ON session_items (session_id, position, id)`);

    // A role becomes a thing of its own: somebody is asked for it, and answers. Those that are there were agreed upon.
    await runner.query(`ALTER TABLE session_roles DROP CONSTRAINT session_roles_pkey`);
    await runner.query(`
      ALTER TABLE session_roles
        ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT session_roles_pkey PRIMARY KEY,
        ADD COLUMN event_id uuid,
        ADD COLUMN item_id uuid CONSTRAINT session_roles_item_fkey REFERENCES session_items ON DELETE CASCADE,
        ADD COLUMN state text NOT NULL DEFAULT 'accepted'
          CONSTRAINT session_roles_state_check CHECK (state IN ('asked', 'accepted', 'declined', 'replaced')),
        ADD COLUMN replaces_id uuid CONSTRAINT session_roles_replaces_fkey REFERENCES session_roles ON DELETE SET NULL,
        ADD COLUMN version integer NOT NULL DEFAULT 1,
        ADD COLUMN created_at timestamptz(3) NOT NULL DEFAULT now(),
        ADD COLUMN updated_at timestamptz(3) NOT NULL DEFAULT now()`);
    await runner.query(
      `UPDATE session_roles r SET event_id = s.event_id FROM programme_sessions s WHERE s.id = r.session_id`,
    );
    await runner.query(`
      ALTER TABLE session_roles
        ALTER COLUMN event_id SET NOT NULL,
        ALTER COLUMN id DROP DEFAULT,
        ALTER COLUMN state DROP DEFAULT,
        ALTER COLUMN created_at DROP DEFAULT,
        ALTER COLUMN updated_at DROP DEFAULT,
        ADD CONSTRAINT session_roles_event_fkey FOREIGN KEY (event_id) REFERENCES events ON DELETE CASCADE`);
    // Somebody has a role once, in a session or in one of its items; who was replaced may be asked again.
    await runner.query(`
      CREATE UNIQUE INDEX session_roles_once_key ON session_roles (session_id, item_id, person_id, role) NULLS NOT DISTINCT
        WHERE state <> 'replaced'`);
    await runner.query(`CREATE INDEX session_roles_event_idx ON session_roles (event_id, created_at, id)`);
    await runner.query(`CREATE INDEX session_roles_item_idx ON session_roles (item_id)`);
    await runner.query(`CREATE INDEX session_roles_replaces_idx ON session_roles (replaces_id)`);

    await runner.query(`
      ALTER TABLE release_sessions
        ADD COLUMN abstract text,
        ADD COLUMN abstracts jsonb NOT NULL DEFAULT '{}',
        ADD COLUMN authentic_language text,
        ADD COLUMN floor_languages text[] NOT NULL DEFAULT '{}',
        ADD COLUMN category_ids uuid[] NOT NULL DEFAULT '{}',
        ADD COLUMN items jsonb NOT NULL DEFAULT '[]',
        ADD COLUMN documents jsonb NOT NULL DEFAULT '[]',
        ADD COLUMN local_starts_at timestamp(3),
        ADD COLUMN local_ends_at timestamp(3)`);
    await runner.query(`UPDATE release_sessions s SET local_starts_at = s.starts_at AT TIME ZONE r.time_zone,
        local_ends_at = s.ends_at AT TIME ZONE r.time_zone FROM releases r WHERE r.id = s.release_id`);
    await runner.query(`
      ALTER TABLE release_sessions
        ALTER COLUMN local_starts_at SET NOT NULL,
        ALTER COLUMN local_ends_at SET NOT NULL`);
    await runner.query(`
      CREATE FUNCTION set_wall_times_of_release() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE zone text := (SELECT time_zone FROM releases WHERE id = NEW.release_id);
        BEGIN
          NEW.local_starts_at := NEW.starts_at AT TIME ZONE zone;
          NEW.local_ends_at := NEW.ends_at AT TIME ZONE zone;
          RETURN NEW;
        END
      $$`);
    await runner.query(`
      CREATE TRIGGER release_sessions_wall_times BEFORE INSERT ON release_sessions
        FOR EACH ROW EXECUTE FUNCTION set_wall_times_of_release()`);
    await runner.query(`DROP TRIGGER release_sessions_immutable ON release_sessions`);
    await runner.query(`
      CREATE TRIGGER release_sessions_immutable
        BEFORE UPDATE OF release_id, session_id, title, titles, kind, room_id, room_name, topics, languages, capacity, overridden,
          abstract, abstracts, authentic_language, floor_languages, category_ids, items, documents, local_starts_at, local_ends_at
        ON release_sessions FOR EACH ROW EXECUTE FUNCTION refuse_change_of_release()`);
    // The instant may be worked out again when a time zone got other rules; what it is on the wall may not change.
    await runner.query(`
      CREATE FUNCTION keep_wall_times_of_release() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE zone text := (SELECT time_zone FROM releases WHERE id = NEW.release_id);
        BEGIN
          IF NEW.starts_at AT TIME ZONE zone <> OLD.local_starts_at OR NEW.ends_at AT TIME ZONE zone <> OLD.local_ends_at THEN
            RAISE EXCEPTION 'what a release says does not change' USING ERRCODE = 'restrict_violation';
          END IF;
          RETURN NEW;
        END
      $$`);
    await runner.query(`
      CREATE TRIGGER release_sessions_keep_wall_times BEFORE UPDATE OF starts_at, ends_at ON release_sessions
        FOR EACH ROW EXECUTE FUNCTION keep_wall_times_of_release()`);

    // Checked at the end of a statement: one that moves all sessions of a room by an hour moves them one by one.
    await runner.query(`ALTER TABLE release_sessions DROP CONSTRAINT release_sessions_room_once`);
    await runner.query(`
      ALTER TABLE release_sessions ADD CONSTRAINT release_sessions_room_once EXCLUDE USING gist
        (release_id WITH =, room_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (NOT overridden AND room_id IS NOT NULL)
        DEFERRABLE INITIALLY IMMEDIATE`);

    await runner.query(`ALTER TABLE release_roles DROP CONSTRAINT release_roles_pkey`);
    await runner.query(`
      ALTER TABLE release_roles
        ADD COLUMN role_id uuid NOT NULL DEFAULT gen_random_uuid(),
        ADD COLUMN item_id uuid,
        ADD CONSTRAINT release_roles_pkey PRIMARY KEY (release_id, role_id)`);
    await runner.query(`ALTER TABLE release_roles ALTER COLUMN role_id DROP DEFAULT`);
    await runner.query(`CREATE INDEX release_roles_session_idx ON release_roles (release_id, session_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX release_roles_session_idx`);
    // Roles in items are what the tables before did not know.
    await runner.query(`DELETE FROM release_roles WHERE item_id IS NOT NULL`);
    await runner.query(`ALTER TABLE release_roles DROP CONSTRAINT release_roles_pkey, DROP COLUMN role_id, DROP COLUMN item_id,
        ADD CONSTRAINT release_roles_pkey PRIMARY KEY (release_id, session_id, person_id, role)`);
    await runner.query(`ALTER TABLE release_sessions DROP CONSTRAINT release_sessions_room_once`);
    await runner.query(`
      ALTER TABLE release_sessions ADD CONSTRAINT release_sessions_room_once EXCLUDE USING gist
        (release_id WITH =, room_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (NOT overridden AND room_id IS NOT NULL)`);
    for (const trigger of ['keep_wall_times', 'immutable', 'wall_times'])
      await runner.query(`DROP TRIGGER release_sessions_${trigger} ON release_sessions`);
    for (const name of ['keep_wall_times_of_release', 'set_wall_times_of_release'])
      await runner.query(`DROP FUNCTION ${name}()`);
    await runner.query(`
      ALTER TABLE release_sessions DROP COLUMN abstract, DROP COLUMN abstracts, DROP COLUMN authentic_language,
        DROP COLUMN floor_languages, DROP COLUMN category_ids, DROP COLUMN items, DROP COLUMN documents,
        DROP COLUMN local_starts_at, DROP COLUMN local_ends_at`);
    await runner.query(`
      CREATE TRIGGER release_sessions_immutable
        BEFORE UPDATE OF release_id, session_id, title, titles, kind, room_id, room_name, starts_at, ends_at, topics, languages, capacity, overridden
        ON release_sessions FOR EACH ROW EXECUTE FUNCTION refuse_change_of_release()`);

    await runner.query(`DELETE FROM session_roles WHERE item_id IS NOT NULL OR state <> 'accepted'`);
    await runner.query(`DROP INDEX session_roles_once_key`);
    await runner.query(`
      ALTER TABLE session_roles DROP CONSTRAINT session_roles_pkey CASCADE, DROP COLUMN id, DROP COLUMN event_id, DROP COLUMN item_id,
        DROP COLUMN state, DROP COLUMN replaces_id, DROP COLUMN version, DROP COLUMN created_at, DROP COLUMN updated_at,
        ADD CONSTRAINT session_roles_pkey PRIMARY KEY (session_id, person_id, role)`);
    await runner.query(`DROP TABLE session_items`);
    await runner.query(`DROP TABLE session_categories`);
    await runner.query(`DROP TRIGGER programme_sessions_wall_times ON programme_sessions`);
    await runner.query(`DROP FUNCTION set_wall_times_of_session()`);
    await runner.query(`
      ALTER TABLE programme_sessions DROP CONSTRAINT programme_sessions_event_id_key, DROP COLUMN abstract, DROP COLUMN abstracts,
        DROP COLUMN authentic_language, DROP COLUMN floor_languages, DROP COLUMN expected, DROP COLUMN equipment,
        DROP COLUMN duration_minutes, DROP COLUMN local_starts_at, DROP COLUMN local_ends_at`);
  }
}
