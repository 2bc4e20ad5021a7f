import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Series and events, with their venues, rooms and partners. */
export class Events1700000005000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE series (
        id uuid PRIMARY KEY,
        name text NOT NULL CONSTRAINT series_name_key UNIQUE,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE events (
        id uuid PRIMARY KEY,
        state text NOT NULL,
        slug text NOT NULL CONSTRAINT events_slug_key UNIQUE,
        series_id uuid CONSTRAINT events_series_fkey REFERENCES series,
        edition integer,
        title text NOT NULL,
        titles jsonb NOT NULL DEFAULT '{}',
        theme text,
        start_date date NOT NULL,
        end_date date NOT NULL,
        time_zone text NOT NULL,
        city text NOT NULL,
        country text NOT NULL,
        locales text[] NOT NULL CONSTRAINT events_locales_check CHECK (cardinality(locales) > 0),
        registration_opens_at timestamptz(3),
        registration_closes_at timestamptz(3),
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT events_days_check CHECK (start_date <= end_date),
        CONSTRAINT events_registration_check CHECK (registration_opens_at < registration_closes_at),
        CONSTRAINT events_edition_key UNIQUE (series_id, edition)
      )`);
    await runner.query(`CREATE INDEX events_start_date_idx ON events (start_date, id)`);
    await runner.query(
      `CREATE INDEX events_clocks_idx ON events (state) WHERE state IN ('published', 'running')`,
    );
    await runner.query(
      `ALTER TABLE staff_roles ADD CONSTRAINT staff_roles_event_fkey FOREIGN KEY (event_id) REFERENCES events ON DELETE CASCADE`,
    );
    await runner.query(
      `ALTER TABLE access_links ADD CONSTRAINT access_links_event_fkey FOREIGN KEY (event_id) REFERENCES events ON DELETE CASCADE`,
    );
    await runner.query(`
      CREATE TABLE venues (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT venues_event_fkey REFERENCES events ON DELETE CASCADE,
        name text NOT NULL,
        address text,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT venues_name_key UNIQUE (event_id, name)
      )`);
    await runner.query(`
      CREATE TABLE rooms (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT rooms_event_fkey REFERENCES events ON DELETE CASCADE,
        venue_id uuid CONSTRAINT rooms_venue_fkey REFERENCES venues,
        name text NOT NULL,
        capacity integer NOT NULL CONSTRAINT rooms_capacity_check CHECK (capacity > 0),
        interpretation text[] NOT NULL DEFAULT '{}',
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT rooms_name_key UNIQUE (event_id, name)
      )`);
    await runner.query(`
      CREATE TABLE partners (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT partners_event_fkey REFERENCES events ON DELETE CASCADE,
        organisation_id uuid NOT NULL CONSTRAINT partners_organisation_fkey REFERENCES organisations,
        role text NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT partners_role_key UNIQUE (event_id, organisation_id, role)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE access_links DROP CONSTRAINT access_links_event_fkey`);
    await runner.query(`ALTER TABLE staff_roles DROP CONSTRAINT staff_roles_event_fkey`);
    for (const table of ['partners', 'rooms', 'venues', 'events', 'series'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
