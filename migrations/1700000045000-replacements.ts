import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Replacements on record: who came in whose place, and line by line what has to be redone. */
export class Replacements1700000045000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE replacements (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        state text NOT NULL CONSTRAINT replacements_state_check CHECK (state IN ('open', 'done', 'overtaken')),
        registration_id uuid NOT NULL,
        former_registration_id uuid NOT NULL,
        delegation_id uuid,
        from_person_id uuid NOT NULL CONSTRAINT replacements_from_person_fkey REFERENCES persons,
        to_person_id uuid NOT NULL CONSTRAINT replacements_to_person_fkey REFERENCES persons,
        duties text NOT NULL CONSTRAINT replacements_duties_check CHECK (duties IN ('ask', 'hand_back')),
        reason text,
        record_id uuid NOT NULL,
        made_by text NOT NULL,
        made_by_kind text NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT replacements_persons_check CHECK (from_person_id <> to_person_id),
        CONSTRAINT replacements_event_id_key UNIQUE (event_id, id),
        CONSTRAINT replacements_registration_fkey FOREIGN KEY (event_id, registration_id) REFERENCES registrations (event_id, id) ON DELETE CASCADE,
        CONSTRAINT replacements_former_fkey FOREIGN KEY (event_id, former_registration_id) REFERENCES registrations (event_id, id) ON DELETE CASCADE
      )`);
    // Of all that replaced somebody in one registration, one is still being seen to.
    await runner.query(
      `CREATE UNIQUE INDEX replacements_open_key ON replacements (registration_id) WHERE state = 'open'`,
    );
    await runner.query(`CREATE INDEX replacements_list_idx ON replacements (event_id, created_at, id)`);
    await runner.query(
      `CREATE INDEX replacements_registration_idx ON replacements (registration_id, created_at)`,
    );
    await runner.query(`CREATE INDEX replacements_former_idx ON replacements (former_registration_id)`);
    await runner.query(`CREATE INDEX replacements_from_idx ON replacements (from_person_id)`);
    await runner.query(`CREATE INDEX replacements_to_idx ON replacements (to_person_id)`);
    await runner.query(
      `CREATE INDEX replacements_delegation_idx ON replacements (delegation_id, created_at, id) WHERE delegation_id IS NOT NULL`,
    );

    // told: addresses of those who were told of the line, by which their mails are filled.
    await runner.query(`
      CREATE TABLE replacement_lines (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        replacement_id uuid NOT NULL,
        position integer NOT NULL,
        state text NOT NULL CONSTRAINT replacement_lines_state_check CHECK (state IN ('open', 'done', 'not_needed')),
        kind text NOT NULL CONSTRAINT replacement_lines_kind_check CHECK (kind ~ '^[a-z][a-z_]*$'),
        subject_kind text NOT NULL,
        subject_id uuid NOT NULL,
        title text NOT NULL,
        titles jsonb NOT NULL DEFAULT '{}',
        detail text,
        path text NOT NULL,
        outcome text,
        responsible text NOT NULL,
        told text[] NOT NULL DEFAULT '{}',
        closed_at timestamptz(3),
        closed_by text,
        note text,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT replacement_lines_closed_check CHECK ((state = 'open') = (closed_at IS NULL)),
        CONSTRAINT replacement_lines_replacement_fkey FOREIGN KEY (event_id, replacement_id) REFERENCES replacements (event_id, id) ON DELETE CASCADE
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX replacement_lines_position_key ON replacement_lines (replacement_id, position)`,
    );
    await runner.query(`CREATE INDEX replacement_lines_subject_idx ON replacement_lines (subject_id, kind)`);
    await runner.query(
      `CREATE INDEX replacement_lines_open_idx ON replacement_lines (event_id, kind) WHERE state = 'open'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE replacement_lines');
    await runner.query('DROP TABLE replacements');
  }
}
