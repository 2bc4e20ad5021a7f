import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Letters of thanks to the authors of messages, and the words in which an event writes them. */
export class GreetingThanks1700000047210 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE greeting_thanks_templates (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT greeting_thanks_templates_event_fkey REFERENCES events ON DELETE CASCADE,
        language text NOT NULL,
        salutation text NOT NULL,
        body text NOT NULL,
        closing text NOT NULL,
        signatory_name text,
        signatory_post text,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT greeting_thanks_templates_language_key UNIQUE (event_id, language)
      )`);
    await runner.query(`
      CREATE TABLE greeting_thanks (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT greeting_thanks_event_fkey REFERENCES events ON DELETE CASCADE,
        greeting_id uuid NOT NULL CONSTRAINT greeting_thanks_greeting_fkey REFERENCES greetings ON DELETE CASCADE,
        language text NOT NULL,
        document jsonb NOT NULL,
        emails text[] NOT NULL,
        sent_by text NOT NULL,
        sent_by_name text NOT NULL,
        sent_at timestamptz(3) NOT NULL,
        CONSTRAINT greeting_thanks_greeting_key UNIQUE (greeting_id)
      )`);
    await runner.query(`CREATE INDEX greeting_thanks_event_idx ON greeting_thanks (event_id)`);
    await runner.query(
      `CREATE TRIGGER greeting_thanks_stay BEFORE UPDATE ON greeting_thanks FOR EACH ROW EXECUTE FUNCTION greeting_records_stay()`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE greeting_thanks`);
    await runner.query(`DROP TABLE greeting_thanks_templates`);
  }
}
