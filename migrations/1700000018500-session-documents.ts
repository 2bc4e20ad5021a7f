import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Documents of sessions in the draft, and which files releases name. */
export class SessionDocuments1700000018500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE session_documents (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        session_id uuid NOT NULL,
        file_id uuid NOT NULL CONSTRAINT session_documents_file_fkey REFERENCES stored_files,
        title text NOT NULL,
        titles jsonb NOT NULL DEFAULT '{}',
        language text,
        audience text NOT NULL CONSTRAINT session_documents_audience_check CHECK (audience IN ('public', 'participants', 'staff')),
        position integer NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT session_documents_session_fkey FOREIGN KEY (event_id, session_id)
          REFERENCES programme_sessions (event_id, id) ON DELETE CASCADE
      )`);
    await runner.query(
      `CREATE INDEX session_documents_position_idx ON session_documents (session_id, position, id)`,
    );
    await runner.query(`CREATE INDEX session_documents_file_idx ON session_documents (file_id)`);
    // A release names documents in its sessions; here the database knows that their files have to stay.
    await runner.query(`
      CREATE TABLE release_files (
        release_id uuid NOT NULL CONSTRAINT release_files_release_fkey REFERENCES releases ON DELETE CASCADE,
        file_id uuid NOT NULL CONSTRAINT release_files_file_fkey REFERENCES stored_files,
        PRIMARY KEY (release_id, file_id)
      )`);
    await runner.query(`CREATE INDEX release_files_file_idx ON release_files (file_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE release_files`);
    await runner.query(`DROP TABLE session_documents`);
  }
}
