import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Persons known in an event; topics and the draft of the programme; releases, which do not change any more. */
export class Programme1700000007000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Who was entered for which event: the staff of one event do not find the persons of another.
    await runner.query(`
      CREATE TABLE event_persons (
        event_id uuid NOT NULL CONSTRAINT event_persons_event_fkey REFERENCES events ON DELETE CASCADE,
        person_id uuid NOT NULL CONSTRAINT event_persons_person_fkey REFERENCES persons ON DELETE CASCADE,
        PRIMARY KEY (event_id, person_id)
      )`);
    await runner.query(`CREATE INDEX event_persons_person_idx ON event_persons (person_id)`);

    await runner.query(`
      CREATE TABLE topics (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT topics_event_fkey REFERENCES events ON DELETE CASCADE,
        title text NOT NULL,
        titles jsonb NOT NULL DEFAULT '{}',
        position integer NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT topics_title_key UNIQUE (event_id, title)
      )`);
    await runner.query(`CREATE INDEX topics_position_idx ON topics (event_id, position, id)`);
    // "sessions" are those of people who are signed in.
    await runner.query(`
      CREATE TABLE programme_sessions (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT programme_sessions_event_fkey REFERENCES events ON DELETE CASCADE,
        title text NOT NULL,
        titles jsonb NOT NULL DEFAULT '{}',
        kind text NOT NULL CONSTRAINT programme_sessions_kind_check CHECK (kind IN
          ('opening_ceremony', 'plenary', 'panel', 'keynote', 'workshop', 'round_table', 'exhibition', 'social', 'break', 'visit_block')),
        room_id uuid CONSTRAINT programme_sessions_room_fkey REFERENCES rooms,
        starts_at timestamptz(3),
        ends_at timestamptz(3),
        languages text[] NOT NULL DEFAULT '{}',
        capacity integer CONSTRAINT programme_sessions_capacity_check CHECK (capacity > 0),
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT programme_sessions_both_times_check CHECK ((starts_at IS NULL) = (ends_at IS NULL)),
        CONSTRAINT programme_sessions_times_check CHECK (starts_at < ends_at AND ends_at - starts_at <= interval '24 hours')
      )`);
    await runner.query(
      `CREATE INDEX programme_sessions_start_idx ON programme_sessions (event_id, COALESCE(starts_at, 'infinity'::timestamptz), id)`,
    );
    await runner.query(
      `CREATE INDEX programme_sessions_title_idx ON programme_sessions (event_id, title, id)`,
    );
    await runner.query(`CREATE INDEX programme_sessions_room_idx ON programme_sessions (room_id)`);
    await runner.query(`
      CREATE TABLE session_topics (
        session_id uuid NOT NULL CONSTRAINT session_topics_session_fkey REFERENCES programme_sessions ON DELETE CASCADE,
        topic_id uuid NOT NULL CONSTRAINT session_topics_topic_fkey REFERENCES topics,
        position integer NOT NULL,
        PRIMARY KEY (session_id, topic_id)
      )`);
    await runner.query(`CREATE INDEX session_topics_topic_idx ON session_topics (topic_id)`);
    await runner.query(`
      CREATE TABLE session_roles (
        session_id uuid NOT NULL CONSTRAINT session_roles_session_fkey REFERENCES programme_sessions ON DELETE CASCADE,
        person_id uuid NOT NULL CONSTRAINT session_roles_person_fkey REFERENCES persons,
        role text NOT NULL CONSTRAINT session_roles_role_check CHECK (role IN
          ('chair', 'moderator', 'speaker', 'panellist', 'rapporteur', 'reader')),
        position integer NOT NULL,
        PRIMARY KEY (session_id, person_id, role)
      )`);
    await runner.query(`CREATE INDEX session_roles_person_idx ON session_roles (person_id)`);

    await runner.query(`
      CREATE TABLE releases (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT releases_event_fkey REFERENCES events ON DELETE CASCADE,
        state text NOT NULL,
        number integer NOT NULL,
        follows_id uuid CONSTRAINT releases_follows_fkey REFERENCES releases,
        comment text,
        hard_conflicts integer NOT NULL,
        override_reason text,
        time_zone text NOT NULL,
        released_at timestamptz(3) NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT releases_number_key UNIQUE (event_id, number),
        CONSTRAINT releases_sound_check CHECK (state = 'draft' OR hard_conflicts = 0 OR override_reason IS NOT NULL),
        -- People see one release. Deferred, because the next one is released before the last one is superseded.
        CONSTRAINT releases_one_released EXCLUDE USING btree (event_id WITH =) WHERE (state = 'released') DEFERRABLE INITIALLY DEFERRED
      )`);
    await runner.query(`CREATE INDEX releases_follows_idx ON releases (follows_id)`);
    // No reference to rooms, topics and sessions of the draft: a release says what was, also when they are gone.
    await runner.query(`
      CREATE TABLE release_sessions (
        release_id uuid NOT NULL CONSTRAINT release_sessions_release_fkey REFERENCES releases ON DELETE CASCADE,
        session_id uuid NOT NULL,
        title text NOT NULL,
        titles jsonb NOT NULL,
        kind text NOT NULL,
        room_id uuid,
        room_name text,
        starts_at timestamptz(3) NOT NULL,
        ends_at timestamptz(3) NOT NULL,
        topics jsonb NOT NULL,
        languages text[] NOT NULL,
        capacity integer,
        overridden boolean NOT NULL,
        sequence integer NOT NULL,
        changed_at timestamptz(3) NOT NULL,
        PRIMARY KEY (release_id, session_id),
        CONSTRAINT release_sessions_times_check CHECK (starts_at < ends_at),
        -- Whoever overrides a conflict over a room says so, with a reason, on the release.
        CONSTRAINT release_sessions_room_once EXCLUDE USING gist
          (release_id WITH =, room_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (NOT overridden AND room_id IS NOT NULL)
      )`);
    await runner.query(`CREATE INDEX release_sessions_session_idx ON release_sessions (session_id)`);
    await runner.query(`
      CREATE TABLE release_roles (
        release_id uuid NOT NULL,
        session_id uuid NOT NULL,
        person_id uuid NOT NULL,
        role text NOT NULL,
        position integer NOT NULL,
        display_name text NOT NULL,
        PRIMARY KEY (release_id, session_id, person_id, role),
        CONSTRAINT release_roles_session_fkey FOREIGN KEY (release_id, session_id) REFERENCES release_sessions ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX release_roles_person_idx ON release_roles (person_id, release_id)`);
    await runner.query(`
      CREATE FUNCTION refuse_change_of_release() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'what a release says does not change' USING ERRCODE = 'restrict_violation';
        END
      $$`);
    // How often calendars were told (sequence, changed_at) goes on counting when a release is seen again.
    await runner.query(`
      CREATE TRIGGER release_sessions_immutable
        BEFORE UPDATE OF release_id, session_id, title, titles, kind, room_id, room_name, starts_at, ends_at, topics, languages, capacity, overridden
        ON release_sessions FOR EACH ROW EXECUTE FUNCTION refuse_change_of_release()`);
    await runner.query(`
      CREATE TRIGGER release_roles_immutable BEFORE UPDATE ON release_roles
        FOR EACH ROW EXECUTE FUNCTION refuse_change_of_release()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['release_roles', 'release_sessions', 'releases'])
      await runner.query(`DROP TABLE ${table}`);
    await runner.query(`DROP FUNCTION refuse_change_of_release()`);
    for (const table of ['session_roles', 'session_topics', 'programme_sessions', 'topics', 'event_persons'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
