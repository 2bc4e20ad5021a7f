import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts, their sessions, their roles in events, and links for people without an account. */
export class Access1700000003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE users (
        id uuid PRIMARY KEY,
        email text NOT NULL,
        name text NOT NULL,
        password_hash text,
        administrator boolean NOT NULL,
        disabled_at timestamptz(3),
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL
      )`);
    await runner.query(`CREATE UNIQUE INDEX users_email_key ON users (lower(email))`);
    await runner.query(`
      CREATE TABLE sessions (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT sessions_user_fkey REFERENCES users ON DELETE CASCADE,
        access_digest text NOT NULL CONSTRAINT sessions_access_digest_key UNIQUE,
        refresh_digest text NOT NULL CONSTRAINT sessions_refresh_digest_key UNIQUE,
        access_expires_at timestamptz(3) NOT NULL,
        refresh_expires_at timestamptz(3) NOT NULL,
        created_at timestamptz(3) NOT NULL
      )`);
    await runner.query(`CREATE INDEX sessions_user_idx ON sessions (user_id)`);
    // The event lives in a module above; its foreign key is added by the migration that makes the table.
    await runner.query(`
      CREATE TABLE staff_roles (
        event_id uuid NOT NULL,
        user_id uuid NOT NULL CONSTRAINT staff_roles_user_fkey REFERENCES users ON DELETE CASCADE,
        role text NOT NULL,
        created_at timestamptz(3) NOT NULL,
        PRIMARY KEY (event_id, user_id, role)
      )`);
    await runner.query(`CREATE INDEX staff_roles_user_idx ON staff_roles (user_id)`);
    await runner.query(`
      CREATE TABLE access_links (
        id uuid PRIMARY KEY,
        kind text NOT NULL CONSTRAINT access_links_kind_check CHECK (kind IN ('registration', 'delegation', 'site_visit')),
        event_id uuid NOT NULL,
        subject_id uuid NOT NULL,
        name text NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        revoked_at timestamptz(3),
        created_at timestamptz(3) NOT NULL
      )`);
    await runner.query(`CREATE INDEX access_links_subject_idx ON access_links (subject_id, kind)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['access_links', 'staff_roles', 'sessions', 'users'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
