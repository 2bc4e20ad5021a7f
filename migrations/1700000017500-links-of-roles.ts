import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Links with which somebody who is asked for a role in a session answers without an account. */
export class LinksOfRoles1700000017500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE access_links DROP CONSTRAINT access_links_kind_check,
        ADD CONSTRAINT access_links_kind_check CHECK (kind IN ('registration', 'delegation', 'site_visit', 'session_role'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM access_links WHERE kind = 'session_role'`);
    await runner.query(`
      ALTER TABLE access_links DROP CONSTRAINT access_links_kind_check,
        ADD CONSTRAINT access_links_kind_check CHECK (kind IN ('registration', 'delegation', 'site_visit'))`);
  }
}
