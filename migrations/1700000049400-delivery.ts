import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How fast mails go out, what came back, who may not be written to and who does not want what. */
export class Delivery1700000049400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE messages
        ADD COLUMN placed smallint NOT NULL DEFAULT 0 CONSTRAINT messages_placed CHECK (placed BETWEEN 0 AND 2),
        ADD COLUMN attention_since timestamptz(3)`);
    // What did not arrive until now waits for somebody, too.
    await runner.query(
      `UPDATE messages SET attention_since = coalesce(ended_at, updated_at)
        WHERE state IN ('failed', 'bounced') OR state = 'suppressed' AND detail = 'The address is not one mail address.'`,
    );
    await runner.query(`
      ALTER TABLE messages ADD CONSTRAINT messages_attention
        CHECK (attention_since IS NULL OR state IN ('failed', 'bounced', 'suppressed'))`);
    await runner.query(
      `CREATE INDEX messages_undelivered ON messages (event_id, attention_since, id) WHERE attention_since IS NOT NULL`,
    );
    // Reports that name nothing but an address.
    await runner.query(
      `CREATE INDEX messages_by_address ON messages (lower(email), sent_at) WHERE sent_at IS NOT NULL`,
    );
    await runner.query(`
      CREATE TABLE mail_rates (
        key text NOT NULL,
        next_at timestamptz NOT NULL,
        CONSTRAINT mail_rates_pkey PRIMARY KEY (key)
      )`);
    await runner.query(`
      CREATE TABLE mail_bounces (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        digest text NOT NULL,
        kind text NOT NULL,
        severity text,
        message_id uuid,
        event_id uuid,
        proven boolean NOT NULL,
        detail text NOT NULL,
        applied_at timestamptz(3),
        CONSTRAINT mail_bounces_pkey PRIMARY KEY (id),
        CONSTRAINT mail_bounces_once UNIQUE (digest),
        CONSTRAINT mail_bounces_message FOREIGN KEY (message_id) REFERENCES messages (id) ON DELETE CASCADE,
        CONSTRAINT mail_bounces_event FOREIGN KEY (event_id) REFERENCES events (id) ON DELETE CASCADE,
        CONSTRAINT mail_bounces_kind CHECK (kind IN ('failed', 'delayed', 'complaint', 'other')),
        CONSTRAINT mail_bounces_severity CHECK ((kind = 'failed') = (severity IS NOT NULL) AND severity IN ('hard', 'soft')),
        CONSTRAINT mail_bounces_of_event CHECK ((message_id IS NULL) = (event_id IS NULL))
      )`);
    await runner.query(`CREATE INDEX mail_bounces_by_message ON mail_bounces (message_id)`);
    await runner.query(`CREATE INDEX mail_bounces_by_event ON mail_bounces (event_id, created_at)`);
    await runner.query(
      `CREATE INDEX mail_bounces_waiting ON mail_bounces (id) WHERE applied_at IS NULL AND message_id IS NOT NULL`,
    );
    await runner.query(`CREATE INDEX mail_bounces_by_age ON mail_bounces (created_at)`);
    await runner.query(`
      CREATE TABLE address_blocks (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        event_id uuid NOT NULL,
        address text NOT NULL,
        state text NOT NULL,
        reason text NOT NULL,
        covers text NOT NULL,
        detail text NOT NULL,
        message_id uuid,
        lapses_at timestamptz(3),
        ended_at timestamptz(3),
        CONSTRAINT address_blocks_pkey PRIMARY KEY (id),
        CONSTRAINT address_blocks_event FOREIGN KEY (event_id) REFERENCES events (id) ON DELETE CASCADE,
        CONSTRAINT address_blocks_message FOREIGN KEY (message_id) REFERENCES messages (id) ON DELETE SET NULL,
        CONSTRAINT address_blocks_state CHECK (state IN ('active', 'lifted', 'lapsed')),
        CONSTRAINT address_blocks_ended CHECK ((state = 'active') = (ended_at IS NULL)),
        CONSTRAINT address_blocks_reason CHECK (reason IN ('hard_bounce', 'soft_bounces', 'complaint', 'staff')),
        CONSTRAINT address_blocks_covers CHECK (covers IN ('all', 'optional'))
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX address_blocks_active ON address_blocks (event_id, address, covers) WHERE state = 'active'`,
    );
    await runner.query(`CREATE INDEX address_blocks_newest ON address_blocks (event_id, created_at, id)`);
    await runner.query(`CREATE INDEX address_blocks_by_message ON address_blocks (message_id)`);
    await runner.query(
      `CREATE INDEX address_blocks_lapsing ON address_blocks (lapses_at) WHERE state = 'active' AND lapses_at IS NOT NULL`,
    );
    await runner.query(`
      CREATE TABLE mail_preferences (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        event_id uuid NOT NULL,
        holder text NOT NULL,
        refused text[] NOT NULL,
        way text NOT NULL,
        CONSTRAINT mail_preferences_pkey PRIMARY KEY (id),
        CONSTRAINT mail_preferences_of UNIQUE (event_id, holder),
        CONSTRAINT mail_preferences_event FOREIGN KEY (event_id) REFERENCES events (id) ON DELETE CASCADE,
        CONSTRAINT mail_preferences_holder CHECK (holder ~ '^(person|registration|address):[0-9a-f-]{36}$'),
        CONSTRAINT mail_preferences_way CHECK (way IN ('one_click', 'page', 'link'))
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE mail_preferences`);
    await runner.query(`DROP TABLE address_blocks`);
    await runner.query(`DROP TABLE mail_bounces`);
    await runner.query(`DROP TABLE mail_rates`);
    await runner.query(`DROP INDEX messages_by_address`);
    await runner.query(`DROP INDEX messages_undelivered`);
    await runner.query(`ALTER TABLE messages DROP COLUMN attention_since, DROP COLUMN placed`);
  }
}
