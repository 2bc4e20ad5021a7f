import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the tables need of the server: search by fragments, exclusion over ids, and ids that sort by time made in SQL. */
export class CommonFunctions1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE EXTENSION IF NOT EXISTS pg_trgm`);
    await runner.query(`CREATE EXTENSION IF NOT EXISTS btree_gist`);
    // UUIDv7 (RFC 9562): 48 bits of milliseconds, version 7, the rest random. PostgreSQL has its own from 18 on.
    await runner.query(`
      CREATE FUNCTION uuid_v7(at timestamptz) RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
        SELECT encode(
          set_bit(set_bit(
            overlay(uuid_send(gen_random_uuid()) PLACING substring(int8send(floor(extract(epoch FROM at) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
            52, 1), 53, 1), 'hex')::uuid
      $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION uuid_v7(timestamptz)`);
  }
}
