import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ledger of messages, and the built-in mailbox for installations without a mail server. */
export class Communications1700000006000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE messages (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        event_id uuid NOT NULL,
        kind text NOT NULL,
        cause text NOT NULL,
        subject_kind text NOT NULL,
        subject_id text NOT NULL,
        recipient text NOT NULL,
        person_id uuid,
        registration_id uuid,
        name text NOT NULL,
        email text NOT NULL,
        locale text NOT NULL,
        channel text NOT NULL,
        state text NOT NULL,
        subject_line text,
        message_id_header text NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        detail text,
        next_attempt_at timestamptz(3),
        claimed_by uuid,
        claimed_until timestamptz(3),
        queued_at timestamptz(3),
        sent_at timestamptz(3),
        ended_at timestamptz(3),
        CONSTRAINT messages_pkey PRIMARY KEY (id),
        CONSTRAINT messages_event FOREIGN KEY (event_id) REFERENCES events (id) ON DELETE CASCADE,
        CONSTRAINT messages_once UNIQUE (event_id, kind, cause, recipient),
        CONSTRAINT messages_channel CHECK (channel IN ('mail')),
        CONSTRAINT messages_state CHECK (state IN ('pending', 'queued', 'sent', 'failed', 'bounced', 'suppressed', 'cancelled')),
        CONSTRAINT messages_claim CHECK ((state = 'queued') = (claimed_by IS NOT NULL) AND (claimed_by IS NULL) = (claimed_until IS NULL)),
        CONSTRAINT messages_sent CHECK (state NOT IN ('sent', 'bounced') OR sent_at IS NOT NULL)
      )`);
    // Lists of an event, newest first, all or in one state.
    await runner.query(`CREATE INDEX messages_newest ON messages (event_id, created_at, id)`);
    await runner.query(`CREATE INDEX messages_by_state ON messages (event_id, state, created_at, id)`);
    // What somebody was told.
    await runner.query(
      `CREATE INDEX messages_by_registration ON messages (registration_id) WHERE registration_id IS NOT NULL`,
    );
    await runner.query(`CREATE INDEX messages_by_person ON messages (person_id) WHERE person_id IS NOT NULL`);
    // Search by any part of a name or an address.
    await runner.query(
      `CREATE INDEX messages_search ON messages USING gin (lower(name || ' ' || email) gin_trgm_ops)`,
    );
    // What is due for another attempt, or was left behind by a process that died: few among many.
    await runner.query(`
      CREATE INDEX messages_overdue ON messages ((coalesce(next_attempt_at, claimed_until)))
       WHERE state IN ('pending', 'queued')`);
    await runner.query(`
      CREATE TABLE mailbox_mails (
        id uuid NOT NULL,
        message_id uuid NOT NULL,
        to_address text NOT NULL,
        to_name text NOT NULL,
        subject text NOT NULL,
        at timestamptz(3) NOT NULL,
        raw bytea NOT NULL,
        CONSTRAINT mailbox_mails_pkey PRIMARY KEY (id),
        CONSTRAINT mailbox_mails_message UNIQUE (message_id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE mailbox_mails`);
    await runner.query(`DROP TABLE messages`);
  }
}
