import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Organisations and persons, which outlive any one event. */
export class People1700000004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE organisations (
        id uuid PRIMARY KEY,
        kind text NOT NULL CONSTRAINT organisations_kind_check CHECK (kind IN
          ('state', 'ministry', 'agency', 'intergovernmental_organisation', 'company', 'media', 'academia', 'ngo')),
        name text NOT NULL,
        short_name text,
        names jsonb NOT NULL DEFAULT '{}',
        country text,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL
      )`);
    await runner.query(`CREATE INDEX organisations_name_idx ON organisations (name, id)`);
    // The same organisation is not entered twice: one name within one country (or outside any).
    await runner.query(
      `CREATE UNIQUE INDEX organisations_name_country_key ON organisations (lower(name), COALESCE(country, ''))`,
    );
    await runner.query(`
      CREATE TABLE persons (
        id uuid PRIMARY KEY,
        given_name text NOT NULL,
        family_name text NOT NULL,
        display_name text NOT NULL,
        native_name text,
        form_of_address text,
        post text,
        nationality text,
        birth_date date,
        email text NOT NULL,
        locale text NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL
      )`);
    await runner.query(`CREATE INDEX persons_email_idx ON persons (lower(email))`);
    await runner.query(
      `CREATE INDEX persons_display_name_trgm_idx ON persons USING gin (lower(display_name) gin_trgm_ops)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE persons`);
    await runner.query(`DROP TABLE organisations`);
  }
}
