import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Approval in steps, approval that is asked for again, and notes of those who decide. */
export class Approval1700000034000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE categories ADD COLUMN approval_steps jsonb NOT NULL DEFAULT '[]',
        ADD COLUMN four_eyes boolean NOT NULL DEFAULT false`);

    // waiting_step and waiting_role: at which step of the present round it waits, and for whose decision.
    // reapproval_since: since when what was approved is to be approved again, with the questions that were answered anew.
    await runner.query(`
      ALTER TABLE registrations ADD COLUMN approval_round integer NOT NULL DEFAULT 0,
        ADD COLUMN waiting_step text,
        ADD COLUMN waiting_role text,
        ADD COLUMN reapproval_since timestamptz(3),
        ADD COLUMN reapproval_questions text[] NOT NULL DEFAULT '{}',
        ADD CONSTRAINT registrations_waiting_check CHECK ((waiting_step IS NULL) = (waiting_role IS NULL)),
        ADD CONSTRAINT registrations_reapproval_check CHECK (reapproval_since IS NULL OR waiting_step IS NOT NULL)`);

    // The steps as they were when the round began: what is changed in the category holds for later rounds.
    await runner.query(`
      CREATE TABLE approval_steps (
        registration_id uuid NOT NULL CONSTRAINT approval_steps_registration_fkey REFERENCES registrations ON DELETE CASCADE,
        round integer NOT NULL,
        position integer NOT NULL,
        key text NOT NULL,
        title text NOT NULL,
        titles jsonb NOT NULL DEFAULT '{}',
        role text NOT NULL,
        four_eyes boolean NOT NULL,
        outcome text CONSTRAINT approval_steps_outcome_check CHECK (outcome IN ('approved', 'refused')),
        decided_at timestamptz(3),
        decided_by text,
        decided_by_name text,
        acted_for boolean NOT NULL DEFAULT false,
        comment text,
        PRIMARY KEY (registration_id, round, position),
        CONSTRAINT approval_steps_decided_check CHECK (num_nulls(outcome, decided_at, decided_by, decided_by_name) IN (0, 4))
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX approval_steps_four_eyes_key ON approval_steps (registration_id, round, decided_by)
        WHERE four_eyes AND outcome = 'approved'`,
    );

    await runner.query(`
      CREATE TABLE decision_notes (
        id uuid PRIMARY KEY,
        registration_id uuid NOT NULL CONSTRAINT decision_notes_registration_fkey REFERENCES registrations ON DELETE CASCADE,
        person_id uuid NOT NULL CONSTRAINT decision_notes_person_fkey REFERENCES persons,
        transition text NOT NULL,
        step text,
        note text NOT NULL,
        by_name text NOT NULL,
        at timestamptz(3) NOT NULL
      )`);
    await runner.query(
      `CREATE INDEX decision_notes_registration_idx ON decision_notes (registration_id, id)`,
    );
    await runner.query(`CREATE INDEX decision_notes_person_idx ON decision_notes (person_id)`);

    // Whoever waits for a decision now waits for one by those who decide about registrations.
    await runner.query(`
      INSERT INTO approval_steps (registration_id, round, position, key, title, titles, role, four_eyes)
      SELECT r.id, 1, 1, 'review', 'Review', '{"ru": "Рассмотрение", "zh": "审核"}', 'registrar', false
        FROM registrations r JOIN categories c ON c.id = r.category_id
       WHERE r.state IN ('submitted', 'under_review')`);
    await runner.query(`
      UPDATE registrations SET approval_round = 1, waiting_step = 'review', waiting_role = 'registrar'
       WHERE state IN ('submitted', 'under_review')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE decision_notes`);
    await runner.query(`DROP TABLE approval_steps`);
    await runner.query(`
      ALTER TABLE registrations DROP COLUMN approval_round, DROP COLUMN waiting_step, DROP COLUMN waiting_role,
        DROP COLUMN reapproval_since, DROP COLUMN reapproval_questions`);
    await runner.query(`ALTER TABLE categories DROP COLUMN approval_steps, DROP COLUMN four_eyes`);
  }
}
