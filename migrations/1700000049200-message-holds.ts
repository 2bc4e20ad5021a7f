import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What waits can be held: messages of a kind, of a cause, or of both, until the hold is lifted. */
export class MessageHolds1700000049200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE message_holds (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT message_holds_event_fkey REFERENCES events ON DELETE CASCADE,
        kind text,
        cause text,
        belongs_to text NOT NULL,
        reason text NOT NULL,
        placed_by_name text NOT NULL,
        placed_at timestamptz(3) NOT NULL,
        lifted_by_name text,
        lifted_at timestamptz(3),
        CONSTRAINT message_holds_what_check CHECK (kind IS NOT NULL OR cause IS NOT NULL),
        CONSTRAINT message_holds_lifted_check CHECK ((lifted_at IS NULL) = (lifted_by_name IS NULL))
      )`);
    await runner.query(`
      CREATE UNIQUE INDEX message_holds_once ON message_holds (event_id, COALESCE(kind, ''), COALESCE(cause, ''), belongs_to)
       WHERE lifted_at IS NULL`);
    await runner.query(`CREATE INDEX message_holds_event_idx ON message_holds (event_id, placed_at, id)`);
    // Since when a message that was to be sent is held; it has no job, and gets one when the hold is lifted.
    await runner.query(`
      ALTER TABLE messages ADD COLUMN held_at timestamptz(3)
        CONSTRAINT messages_held CHECK (held_at IS NULL OR state IN ('pending', 'cancelled', 'suppressed'))`);
    await runner.query(
      `CREATE INDEX messages_held_idx ON messages (event_id, kind, cause) WHERE held_at IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    // The program of then does not know that they are held: they are due.
    await runner.query(
      `UPDATE messages SET next_attempt_at = now() WHERE held_at IS NOT NULL AND state = 'pending'`,
    );
    await runner.query(`ALTER TABLE messages DROP COLUMN held_at`);
    await runner.query(`DROP TABLE message_holds`);
  }
}
