import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lines of replacements about readings name the session in which something is read, and not whose message it is. */
export class LinesWithoutAuthors1700000049730 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE replacement_lines l SET title = COALESCE(s.title, ''), titles = COALESCE(s.titles, '{}')
        FROM greetings g LEFT JOIN programme_sessions s ON s.id = g.session_id
       WHERE l.kind = 'greeting_reading' AND g.id = l.subject_id`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE replacement_lines l SET title = g.author_name, titles = g.author_names
        FROM greetings g WHERE l.kind = 'greeting_reading' AND g.id = l.subject_id`);
  }
}
