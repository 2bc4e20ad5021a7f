import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of which event an event is a copy, and the ids that things have in a copy. */
export class Editions1700000021000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE events ADD COLUMN copied_from_id uuid CONSTRAINT events_copied_from_fkey REFERENCES events ON DELETE SET NULL`,
    );
    await runner.query(
      `CREATE INDEX events_copied_from_idx ON events (copied_from_id) WHERE copied_from_id IS NOT NULL`,
    );
    // The id of a thing in a copy of its event follows from both, so that what refers to it is copied by one statement
    // too. In the form of a UUIDv7 (RFC 9562): the time is that of the copy's id, the rest a digest instead of chance.
    await runner.query(`
      CREATE FUNCTION id_in_copy(original uuid, copy uuid) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT encode(
          set_byte(set_byte(b, 6, get_byte(b, 6) & 15 | 112), 8, get_byte(b, 8) & 63 | 128), 'hex')::uuid
        FROM (SELECT substring(uuid_send(copy) FROM 1 FOR 6)
                  || substring(sha256(uuid_send(original) || uuid_send(copy)) FROM 1 FOR 10)) made (b)
      $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION id_in_copy(uuid, uuid)`);
    await runner.query(`ALTER TABLE events DROP COLUMN copied_from_id`);
  }
}
