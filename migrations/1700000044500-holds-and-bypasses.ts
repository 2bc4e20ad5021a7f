import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The step at which a registration waits, as the search knows it and PostgreSQL writes it. */
const step = /\('step:'::text \|\| r\.waiting_step\)/;
/** That it is on hold, which is put behind that. */
const held = `, CASE WHEN r.held_since IS NOT NULL THEN 'held:true' END`;
const heldAsWritten =
  /,\s*CASE\s+WHEN \(?r\.held_since IS NOT NULL\)? THEN 'held:true'::text\s+ELSE NULL::text\s+END/;

/** Makes the rows of the search anew with one piece of them replaced; all else of them stays as it is. */
async function replaceInSearch(
  runner: QueryRunner,
  piece: RegExp,
  by: (found: string) => string,
): Promise<void> {
  const rows = (await runner.query(
    `SELECT pg_get_viewdef('registration_search_rows'::regclass) AS definition`,
  )) as { definition: string }[];
  const [found] = piece.exec(rows[0]!.definition) ?? [];
  if (found === undefined) throw new Error(`registration_search_rows has no ${String(piece)}`);
  await runner.query(
    `CREATE OR REPLACE VIEW registration_search_rows AS ${rows[0]!.definition.replace(found, by(found))}`,
  );
}

/**
 * Steps that are checks, outcomes beside approved and refused, and registrations on hold: who put one on hold, when and
 * why. A hold stands over the steps; it does not pass when a round begins anew.
 */
export class HoldsAndBypasses1700000044500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE categories SET approval_steps = (
        SELECT jsonb_agg(step || '{"kind": "approval"}' ORDER BY at) FROM jsonb_array_elements(approval_steps) WITH ORDINALITY AS s (step, at))
       WHERE approval_steps <> '[]'`);
    await runner.query(`
      ALTER TABLE approval_steps ADD COLUMN kind text NOT NULL DEFAULT 'approval'
          CONSTRAINT approval_steps_kind_check CHECK (kind IN ('check', 'approval')),
        DROP CONSTRAINT approval_steps_outcome_check,
        ADD CONSTRAINT approval_steps_outcome_check CHECK (outcome IN ('checked', 'approved', 'refused', 'bypassed')),
        ADD CONSTRAINT approval_steps_checked_check CHECK (outcome IS DISTINCT FROM 'checked' OR kind = 'check'),
        ADD CONSTRAINT approval_steps_bypassed_check CHECK (outcome IS DISTINCT FROM 'bypassed' OR comment IS NOT NULL)`);
    await runner.query(`DROP INDEX approval_steps_four_eyes_key`);
    await runner.query(
      `CREATE UNIQUE INDEX approval_steps_four_eyes_key ON approval_steps (registration_id, round, decided_by)
        WHERE four_eyes AND outcome IN ('checked', 'approved', 'bypassed')`,
    );
    await runner.query(`
      ALTER TABLE registrations ADD COLUMN held_since timestamptz(3),
        ADD COLUMN held_by_name text,
        ADD COLUMN held_reason text,
        ADD CONSTRAINT registrations_held_check CHECK (num_nulls(held_since, held_by_name, held_reason) IN (0, 3))`);
    await replaceInSearch(runner, step, (found) => found + held);
    await runner.query(`
      CREATE FUNCTION registrations_held() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE ids uuid[];
        BEGIN
          SELECT array_agg(n.id) INTO ids FROM now_so n JOIN before_so b ON b.id = n.id JOIN registration_search s ON s.registration_id = n.id
           WHERE (n.held_since IS NULL) <> (b.held_since IS NULL);
          IF ids IS NOT NULL THEN PERFORM refresh_registration_search(ids); END IF;
          RETURN NULL;
        END
      $$`);
    await runner.query(`
      CREATE TRIGGER registrations_held_on_update AFTER UPDATE ON registrations REFERENCING OLD TABLE AS before_so NEW TABLE AS now_so
        FOR EACH STATEMENT EXECUTE FUNCTION registrations_held()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER registrations_held_on_update ON registrations`);
    await runner.query(`DROP FUNCTION registrations_held()`);
    await replaceInSearch(runner, heldAsWritten, () => '');
    await runner.query(
      `ALTER TABLE registrations DROP COLUMN held_since, DROP COLUMN held_by_name, DROP COLUMN held_reason`,
    );
    // What was checked or bypassed was passed.
    await runner.query(
      `UPDATE approval_steps SET outcome = 'approved', four_eyes = four_eyes AND outcome <> 'bypassed' WHERE outcome IN ('checked', 'bypassed')`,
    );
    await runner.query(`DROP INDEX approval_steps_four_eyes_key`);
    await runner.query(`
      ALTER TABLE approval_steps DROP COLUMN kind, DROP CONSTRAINT approval_steps_bypassed_check,
        DROP CONSTRAINT approval_steps_outcome_check,
        ADD CONSTRAINT approval_steps_outcome_check CHECK (outcome IN ('approved', 'refused'))`);
    await runner.query(
      `CREATE UNIQUE INDEX approval_steps_four_eyes_key ON approval_steps (registration_id, round, decided_by)
        WHERE four_eyes AND outcome = 'approved'`,
    );
    await runner.query(`
      UPDATE categories SET approval_steps = (
        SELECT jsonb_agg(step - 'kind' ORDER BY at) FROM jsonb_array_elements(approval_steps) WITH ORDINALITY AS s (step, at))
       WHERE approval_steps <> '[]'`);
  }
}
