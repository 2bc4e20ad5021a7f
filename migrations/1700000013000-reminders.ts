import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rules by which people are reminded, and what became of each time that they were due. */
export class Reminders1700000013000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE reminder_rules (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT reminder_rules_event_fkey REFERENCES events ON DELETE CASCADE,
        title text NOT NULL,
        anchor text NOT NULL CONSTRAINT reminder_rules_anchor_check CHECK (anchor IN
          ('event_start', 'event_end', 'registration_closes', 'session', 'departure')),
        anchor_id uuid,
        offset_minutes integer NOT NULL,
        lapses_after_minutes integer NOT NULL CONSTRAINT reminder_rules_lapses_check CHECK (lapses_after_minutes > 0),
        audience jsonb NOT NULL,
        texts jsonb NOT NULL,
        active boolean NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT reminder_rules_anchor_id_check CHECK ((anchor IN ('session', 'departure')) = (anchor_id IS NOT NULL))
      )`);
    await runner.query(`CREATE INDEX reminder_rules_event_idx ON reminder_rules (event_id, title, id)`);
    await runner.query(`
      CREATE TABLE reminder_occurrences (
        id uuid PRIMARY KEY,
        rule_id uuid NOT NULL CONSTRAINT reminder_occurrences_rule_fkey REFERENCES reminder_rules ON DELETE CASCADE,
        due_at timestamptz(3) NOT NULL,
        outcome text NOT NULL CONSTRAINT reminder_occurrences_outcome_check CHECK (outcome IN ('sent', 'missed')),
        at timestamptz(3) NOT NULL,
        -- What is due at an instant happens once, whichever process finds it first.
        CONSTRAINT reminder_occurrences_once UNIQUE (rule_id, due_at)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE reminder_occurrences`);
    await runner.query(`DROP TABLE reminder_rules`);
  }
}
