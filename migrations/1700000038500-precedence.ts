import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rules of precedence in versions, and orders that were frozen because something used them. */
export class Precedence1700000038500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE precedence_rule_sets (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT precedence_rule_sets_event_fkey REFERENCES events ON DELETE CASCADE,
        number integer NOT NULL CONSTRAINT precedence_rule_sets_number_check CHECK (number > 0),
        rules jsonb NOT NULL,
        changed_by text NOT NULL,
        changed_by_name text NOT NULL,
        changed_at timestamptz(3) NOT NULL,
        CONSTRAINT precedence_rule_sets_number_key UNIQUE (event_id, number)
      )`);
    await runner.query(`
      CREATE TABLE precedence_freezes (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT precedence_freezes_event_fkey REFERENCES events ON DELETE CASCADE,
        number integer NOT NULL CONSTRAINT precedence_freezes_number_check CHECK (number > 0),
        purpose text NOT NULL CONSTRAINT precedence_freezes_purpose_check CHECK (purpose IN
          ('seating', 'flags', 'speaking', 'reading', 'list')),
        title text,
        rules_version integer NOT NULL,
        asked_order text,
        rules jsonb NOT NULL,
        lines jsonb NOT NULL,
        frozen_by text NOT NULL,
        frozen_by_name text NOT NULL,
        frozen_at timestamptz(3) NOT NULL,
        CONSTRAINT precedence_freezes_number_key UNIQUE (event_id, number)
      )`);
    // What was used stays as it was used; only with its event does it go.
    await runner.query(`
      CREATE FUNCTION refuse_change_of_record() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'DELETE' AND pg_trigger_depth() > 1 THEN RETURN OLD; END IF;
        RAISE EXCEPTION '% is a record, which is never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
      END $$`);
    for (const table of ['precedence_rule_sets', 'precedence_freezes'])
      await runner.query(`
        CREATE TRIGGER ${table}_immutable BEFORE UPDATE OR DELETE ON ${table}
          FOR EACH ROW EXECUTE FUNCTION refuse_change_of_record()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE precedence_freezes`);
    await runner.query(`DROP TABLE precedence_rule_sets`);
    await runner.query(`DROP FUNCTION refuse_change_of_record()`);
  }
}
