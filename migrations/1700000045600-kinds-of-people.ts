import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Kinds of participants with rules of their own: accompanying persons, interpreters, security, press. */
export class KindsOfPeople1700000045600 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE categories
        ADD COLUMN asks text[] NOT NULL DEFAULT '{}' CONSTRAINT categories_asks_check
          CHECK (asks <@ ARRAY['accompanies', 'languages', 'serves', 'armed', 'medium', 'press_card']),
        ADD COLUMN minimum_age integer CONSTRAINT categories_minimum_age_check CHECK (minimum_age BETWEEN 0 AND 120),
        ADD COLUMN most_per_person integer CONSTRAINT categories_most_per_person_check CHECK (most_per_person BETWEEN 1 AND 20),
        ADD COLUMN most_per_delegation integer CONSTRAINT categories_most_per_delegation_check CHECK (most_per_delegation BETWEEN 0 AND 1000),
        ADD COLUMN takes_seat boolean NOT NULL DEFAULT true`);
    await runner.query(`
      CREATE TABLE participant_details (
        registration_id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        accompanies_id uuid,
        relation text CONSTRAINT participant_details_relation_check CHECK (relation IN ('spouse', 'partner', 'child', 'other')),
        languages jsonb NOT NULL DEFAULT '[]',
        serves_id uuid,
        armed boolean NOT NULL DEFAULT false,
        medium text,
        press_card text,
        version integer NOT NULL DEFAULT 1,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT participant_details_self_check CHECK (accompanies_id <> registration_id AND serves_id <> registration_id),
        CONSTRAINT participant_details_relation_given_check CHECK ((accompanies_id IS NULL) = (relation IS NULL)),
        CONSTRAINT participant_details_registration_fkey FOREIGN KEY (event_id, registration_id) REFERENCES registrations (event_id, id) ON DELETE CASCADE,
        CONSTRAINT participant_details_accompanies_fkey FOREIGN KEY (event_id, accompanies_id) REFERENCES registrations (event_id, id) ON DELETE CASCADE,
        CONSTRAINT participant_details_serves_fkey FOREIGN KEY (event_id, serves_id) REFERENCES registrations (event_id, id) ON DELETE CASCADE
      )`);
    await runner.query(
      `CREATE INDEX participant_details_accompanies_idx ON participant_details (accompanies_id) WHERE accompanies_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX participant_details_serves_idx ON participant_details (serves_id) WHERE serves_id IS NOT NULL`,
    );
    await runner.query(`CREATE INDEX participant_details_event_idx ON participant_details (event_id)`);
    await runner.query(`
      ALTER TABLE requirements DROP CONSTRAINT requirements_kind_check, ADD CONSTRAINT requirements_kind_check CHECK (kind IN
        ('credentials_letter', 'note_verbale', 'photo', 'passport_page', 'visa', 'weapon_permit', 'other'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE requirements SET kind = 'other' WHERE kind = 'weapon_permit'`);
    await runner.query(`
      ALTER TABLE requirements DROP CONSTRAINT requirements_kind_check, ADD CONSTRAINT requirements_kind_check CHECK (kind IN
        ('credentials_letter', 'note_verbale', 'photo', 'passport_page', 'visa', 'other'))`);
    await runner.query('DROP TABLE participant_details');
    await runner.query(`
      ALTER TABLE categories DROP COLUMN asks, DROP COLUMN minimum_age, DROP COLUMN most_per_person, DROP COLUMN most_per_delegation,
        DROP COLUMN takes_seat`);
  }
}
