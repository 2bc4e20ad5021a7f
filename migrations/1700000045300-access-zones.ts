import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Zones of an event, who may go into them and when; codes that stood on categories become zones. */
export class AccessZones1700000045300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE access_zones (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT access_zones_event_fkey REFERENCES events ON DELETE CASCADE,
        code text NOT NULL CONSTRAINT access_zones_code_check CHECK (char_length(code) BETWEEN 1 AND 6),
        title text NOT NULL,
        titles jsonb NOT NULL DEFAULT '{}',
        colour text CONSTRAINT access_zones_colour_check CHECK (colour ~ '^#[0-9A-Fa-f]{6}$'),
        place text,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT access_zones_event_id_key UNIQUE (event_id, id),
        CONSTRAINT access_zones_code_key UNIQUE (event_id, code)
      )`);
    await runner.query(`
      CREATE TABLE zone_grants (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        zone_id uuid NOT NULL,
        category_id uuid,
        registration_id uuid,
        valid_from timestamptz(3),
        valid_until timestamptz(3),
        reason text,
        given_by text NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT zone_grants_whose_check CHECK (num_nonnulls(category_id, registration_id) = 1),
        CONSTRAINT zone_grants_times_check CHECK (valid_from < valid_until),
        CONSTRAINT zone_grants_zone_fkey FOREIGN KEY (event_id, zone_id) REFERENCES access_zones (event_id, id),
        CONSTRAINT zone_grants_category_fkey FOREIGN KEY (event_id, category_id) REFERENCES categories (event_id, id) ON DELETE CASCADE,
        CONSTRAINT zone_grants_registration_fkey FOREIGN KEY (event_id, registration_id) REFERENCES registrations (event_id, id) ON DELETE CASCADE
      )`);
    // One zone may be given for several times, but the same time only once.
    await runner.query(`
      CREATE UNIQUE INDEX zone_grants_once_key ON zone_grants (COALESCE(category_id, registration_id), zone_id,
        COALESCE(valid_from, '-infinity'), COALESCE(valid_until, 'infinity'))`);
    await runner.query(`CREATE INDEX zone_grants_zone_idx ON zone_grants (zone_id, created_at, id)`);
    await runner.query(`CREATE INDEX zone_grants_event_idx ON zone_grants (event_id, created_at, id)`);
    await runner.query(
      `CREATE INDEX zone_grants_category_idx ON zone_grants (category_id) WHERE category_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX zone_grants_registration_idx ON zone_grants (registration_id) WHERE registration_id IS NOT NULL`,
    );
    await runner.query(`
      ALTER TABLE check_in_points ADD COLUMN zone_id uuid,
        ADD CONSTRAINT check_in_points_zone_fkey FOREIGN KEY (event_id, zone_id) REFERENCES access_zones (event_id, id)`);
    await runner.query(
      `CREATE INDEX check_in_points_zone_idx ON check_in_points (zone_id) WHERE zone_id IS NOT NULL`,
    );

    await runner.query(`
      INSERT INTO access_zones (id, event_id, code, title, created_at, updated_at)
      SELECT gen_random_uuid(), event_id, code, code, min(created_at), min(created_at)
        FROM (SELECT c.event_id, z.code, c.created_at FROM categories c CROSS JOIN unnest(c.zones) AS z (code)) x GROUP BY event_id, code`);
    await runner.query(`
      INSERT INTO zone_grants (id, event_id, zone_id, category_id, given_by, created_at, updated_at)
      SELECT gen_random_uuid(), c.event_id, z.id, c.id, 'Plenary', c.created_at, c.created_at
        FROM categories c JOIN access_zones z ON z.event_id = c.event_id AND z.code = ANY (c.zones)`);
    await runner.query(`ALTER TABLE categories DROP COLUMN zones`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE categories ADD COLUMN zones text[] NOT NULL DEFAULT '{}'`);
    await runner.query(`
      UPDATE categories c SET zones = ARRAY(SELECT DISTINCT z.code FROM zone_grants g JOIN access_zones z ON z.id = g.zone_id
                                             WHERE g.category_id = c.id ORDER BY z.code)`);
    await runner.query(`ALTER TABLE check_in_points DROP COLUMN zone_id`);
    await runner.query('DROP TABLE zone_grants');
    await runner.query('DROP TABLE access_zones');
  }
}
