import type { MigrationInterface, QueryRunner } from 'typeorm';

const before = `('event_start', 'event_end', 'registration_closes', 'session', 'departure')`;
const now = `('event_start', 'event_end', 'registration_closes', 'session', 'departure', 'first_item', 'deadline', 'document', 'offer')`;

/**
 * Rules are timed by what is different for each person too: every session or departure on their agenda, the first of all,
 * what they still owe, an offer that waits. So each time that a rule is due has a subject, and a rule says when it is to be
 * looked at next and until when it was looked at.
 */
export class RemindersOfAnything1700000049500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE reminder_rules
        DROP CONSTRAINT reminder_rules_anchor_check,
        ADD CONSTRAINT reminder_rules_anchor_check CHECK (anchor IN ${now}),
        DROP CONSTRAINT reminder_rules_anchor_id_check,
        ADD CONSTRAINT reminder_rules_anchor_id_check CHECK (anchor IN ('session', 'departure') OR anchor_id IS NULL),
        ADD COLUMN deadline_kinds text[] NOT NULL DEFAULT '{}',
        ADD COLUMN by_day boolean NOT NULL DEFAULT false,
        ADD COLUMN template_id uuid CONSTRAINT reminder_rules_template_fkey REFERENCES message_templates ON DELETE SET NULL,
        ADD COLUMN next_look_at timestamptz(3),
        ADD COLUMN looked_through timestamptz(3)`);
    // What was due until now is on record, and not gone through again; but for what was promised and is not yet done: those
    // who have been told already are not told twice, because the record of that time stays the same.
    await runner.query(`
      UPDATE reminder_rules r SET looked_through = now()
       WHERE NOT EXISTS (SELECT 1 FROM outbox b JOIN reminder_occurrences o ON o.id = (b.payload ->> 'occurrenceId')::uuid
                          WHERE b.name = 'reminders.send' AND o.rule_id = r.id)`);
    await runner.query(`DELETE FROM outbox WHERE name = 'reminders.send'`);
    await runner.query(`CREATE INDEX reminder_rules_looks_idx ON reminder_rules (next_look_at) WHERE active`);
    await runner.query(`ALTER TABLE reminder_occurrences ADD COLUMN subject_id uuid`);
    await runner.query(
      `UPDATE reminder_occurrences o SET subject_id = coalesce(r.anchor_id, r.event_id) FROM reminder_rules r WHERE r.id = o.rule_id`,
    );
    await runner.query(`
      ALTER TABLE reminder_occurrences
        ALTER COLUMN subject_id SET NOT NULL,
        DROP CONSTRAINT reminder_occurrences_once,
        ADD CONSTRAINT reminder_occurrences_once UNIQUE (rule_id, due_at, subject_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DELETE FROM reminder_rules WHERE anchor NOT IN ${before} OR anchor IN ('session', 'departure') AND anchor_id IS NULL`,
    );
    await runner.query(`
      ALTER TABLE reminder_occurrences
        DROP CONSTRAINT reminder_occurrences_once,
        DROP COLUMN subject_id,
        ADD CONSTRAINT reminder_occurrences_once UNIQUE (rule_id, due_at)`);
    await runner.query(`DROP INDEX reminder_rules_looks_idx`);
    await runner.query(`
      ALTER TABLE reminder_rules
        DROP COLUMN looked_through, DROP COLUMN next_look_at, DROP COLUMN template_id, DROP COLUMN by_day, DROP COLUMN deadline_kinds,
        DROP CONSTRAINT reminder_rules_anchor_id_check,
        ADD CONSTRAINT reminder_rules_anchor_id_check CHECK ((anchor IN ('session', 'departure')) = (anchor_id IS NOT NULL)),
        DROP CONSTRAINT reminder_rules_anchor_check,
        ADD CONSTRAINT reminder_rules_anchor_check CHECK (anchor IN ${before})`);
  }
}
