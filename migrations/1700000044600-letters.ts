import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Letters of delegations, read line by line, with the members that they name. */
export class Letters1700000044600 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // What was asked for before was not asked for with names in it.
    await runner.query(
      `ALTER TABLE requirements ADD COLUMN match_members boolean NOT NULL DEFAULT false,
        ADD CONSTRAINT requirements_match_check CHECK (NOT match_members OR concerns = 'delegation')`,
    );
    await runner.query(`
      CREATE TABLE letter_lines (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        state text NOT NULL,
        delegation_id uuid NOT NULL,
        document_id uuid NOT NULL CONSTRAINT letter_lines_document_fkey REFERENCES requirement_documents ON DELETE CASCADE,
        position integer NOT NULL CONSTRAINT letter_lines_position_check CHECK (position > 0),
        name text NOT NULL,
        post text,
        part text,
        registration_id uuid,
        matched_name text,
        how text,
        score integer,
        matched_by text,
        matched_at timestamptz(3),
        parted uuid[] NOT NULL DEFAULT '{}',
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT letter_lines_delegation_fkey FOREIGN KEY (event_id, delegation_id) REFERENCES delegations (event_id, id) ON DELETE CASCADE,
        CONSTRAINT letter_lines_registration_fkey FOREIGN KEY (event_id, registration_id) REFERENCES registrations (event_id, id) ON DELETE CASCADE,
        CONSTRAINT letter_lines_matched_check CHECK (
          num_nulls(registration_id, matched_name, matched_by, matched_at) = CASE WHEN state = 'matched' THEN 0 ELSE 4 END)
      )`);
    // A member is one line of a letter.
    await runner.query(
      `CREATE UNIQUE INDEX letter_lines_member_key ON letter_lines (document_id, registration_id) WHERE registration_id IS NOT NULL`,
    );
    await runner.query(`CREATE INDEX letter_lines_document_idx ON letter_lines (document_id, position, id)`);
    await runner.query(`CREATE INDEX letter_lines_list_idx ON letter_lines (event_id, created_at, id)`);
    await runner.query(`CREATE INDEX letter_lines_delegation_idx ON letter_lines (delegation_id)`);
    await runner.query(
      `CREATE INDEX letter_lines_registration_idx ON letter_lines (registration_id) WHERE registration_id IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE letter_lines`);
    await runner.query(`ALTER TABLE requirements DROP COLUMN match_members`);
    await runner.query(
      `UPDATE requirement_documents SET state = CASE state WHEN 'verified' THEN 'handed_in' ELSE 'refused' END WHERE state IN ('verified', 'incomplete')`,
    );
  }
}
