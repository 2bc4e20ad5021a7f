import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Forms for several categories, follow-up forms with answers of their own, files as answers, groups of questions with
 * dates and extensions of these, quotas that are kept by the options of a form, and the removal of answers in time.
 */
export class FormsInFull1700000033000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE forms
        ADD COLUMN purpose text NOT NULL DEFAULT 'registration'
          CONSTRAINT forms_purpose_check CHECK (purpose IN ('registration', 'follow_up')),
        ADD COLUMN title text,
        ADD COLUMN titles jsonb NOT NULL DEFAULT '{}',
        ADD COLUMN groups jsonb NOT NULL DEFAULT '[]',
        ADD COLUMN opens_at timestamptz(3),
        ADD COLUMN deadline timestamptz(3),
        ADD COLUMN announced_at timestamptz(3),
        ADD CONSTRAINT forms_title_check CHECK (purpose = 'registration' OR title IS NOT NULL),
        ADD CONSTRAINT forms_event_id_key UNIQUE (event_id, id),
        ADD CONSTRAINT forms_purpose_key UNIQUE (id, purpose)`);
    await runner.query(`ALTER TABLE forms ALTER COLUMN purpose DROP DEFAULT`);
    await runner.query(
      `CREATE INDEX forms_announced_idx ON forms (opens_at) WHERE purpose = 'follow_up' AND announced_at IS NULL`,
    );
    await runner.query(`
      CREATE TABLE form_categories (
        event_id uuid NOT NULL,
        form_id uuid NOT NULL,
        category_id uuid NOT NULL,
        purpose text NOT NULL,
        PRIMARY KEY (form_id, category_id),
        CONSTRAINT form_categories_form_fkey FOREIGN KEY (event_id, form_id) REFERENCES forms (event_id, id) ON DELETE CASCADE,
        CONSTRAINT form_categories_purpose_fkey FOREIGN KEY (form_id, purpose) REFERENCES forms (id, purpose) ON DELETE CASCADE,
        CONSTRAINT form_categories_category_fkey FOREIGN KEY (event_id, category_id)
          REFERENCES categories (event_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX form_categories_category_idx ON form_categories (category_id)`);
    await runner.query(
      `CREATE UNIQUE INDEX form_categories_registration_key ON form_categories (category_id) WHERE purpose = 'registration'`,
    );
    await runner.query(`
      INSERT INTO form_categories (event_id, form_id, category_id, purpose) SELECT event_id, id, category_id, purpose FROM forms`);
    await runner.query(`ALTER TABLE forms DROP COLUMN category_id`);
    // Whether a question must be answered was yes or no.
    for (const table of ['forms', 'form_versions'])
      await runner.query(`
        UPDATE ${table} SET fields = (
          SELECT COALESCE(jsonb_agg(f || jsonb_build_object('required', CASE WHEN f ->> 'required' = 'true' THEN 'always' ELSE 'never' END)
                                    ORDER BY place), '[]')
            FROM jsonb_array_elements(fields) WITH ORDINALITY AS e (f, place))`);

    await runner.query(`
      CREATE TABLE form_answers (
        registration_id uuid NOT NULL CONSTRAINT form_answers_registration_fkey REFERENCES registrations ON DELETE CASCADE,
        form_id uuid NOT NULL,
        form_version integer NOT NULL,
        answers jsonb NOT NULL,
        complete boolean NOT NULL,
        purged text[] NOT NULL DEFAULT '{}',
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        PRIMARY KEY (registration_id, form_id),
        CONSTRAINT form_answers_form_fkey FOREIGN KEY (form_id, form_version) REFERENCES form_versions (form_id, number)
      )`);
    await runner.query(
      `CREATE INDEX form_answers_form_idx ON form_answers (form_id, form_version, registration_id)`,
    );
    await runner.query(`ALTER TABLE registrations ADD COLUMN purged text[] NOT NULL DEFAULT '{}'`);
    await runner.query(
      `CREATE INDEX registrations_form_idx ON registrations (form_id, form_version, id) WHERE form_id IS NOT NULL`,
    );
    await runner.query(`
      CREATE TABLE answer_files (
        registration_id uuid NOT NULL CONSTRAINT answer_files_registration_fkey REFERENCES registrations ON DELETE CASCADE,
        form_id uuid NOT NULL CONSTRAINT answer_files_form_fkey REFERENCES forms,
        question text NOT NULL,
        file_id uuid NOT NULL CONSTRAINT answer_files_file_fkey REFERENCES stored_files,
        PRIMARY KEY (registration_id, form_id, question)
      )`);
    await runner.query(`CREATE INDEX answer_files_file_idx ON answer_files (file_id)`);
    await runner.query(`CREATE INDEX answer_files_form_idx ON answer_files (form_id)`);
    await runner.query(`
      CREATE TABLE answer_extensions (
        registration_id uuid NOT NULL CONSTRAINT answer_extensions_registration_fkey REFERENCES registrations ON DELETE CASCADE,
        group_key text NOT NULL,
        until timestamptz(3) NOT NULL,
        reason text NOT NULL,
        by_name text NOT NULL,
        at timestamptz(3) NOT NULL,
        PRIMARY KEY (registration_id, group_key)
      )`);
    await runner.query(`
      CREATE TABLE answer_purges (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT answer_purges_event_fkey REFERENCES events ON DELETE CASCADE,
        form_id uuid NOT NULL,
        form_version integer NOT NULL,
        question text NOT NULL,
        due_at timestamptz(3) NOT NULL,
        count integer NOT NULL,
        done boolean NOT NULL,
        at timestamptz(3) NOT NULL,
        CONSTRAINT answer_purges_form_fkey FOREIGN KEY (form_id, form_version) REFERENCES form_versions (form_id, number) ON DELETE CASCADE,
        CONSTRAINT answer_purges_once UNIQUE (form_id, form_version, question, due_at)
      )`);
    await runner.query(`CREATE INDEX answer_purges_at_idx ON answer_purges (event_id, at, id)`);

    // Everything that somebody answered, whatever the form; no two forms of the same people have a question of one name.
    await runner.query(`
      CREATE FUNCTION all_answers(registration uuid, own jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
        SELECT own || COALESCE((SELECT jsonb_object_agg(one.key, one.value)
                                  FROM form_answers a CROSS JOIN LATERAL jsonb_each(a.answers) one WHERE a.registration_id = registration), '{}')
      $$`);
    // Places per option are quotas; those that a form keeps go with it.
    await runner.query(`
      ALTER TABLE quotas ADD COLUMN form_id uuid,
        ADD CONSTRAINT quotas_form_fkey FOREIGN KEY (event_id, form_id) REFERENCES forms (event_id, id) ON DELETE CASCADE`);
    await runner.query(`CREATE INDEX quotas_form_idx ON quotas (form_id) WHERE form_id IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE quotas DROP COLUMN form_id`);
    await runner.query(`DROP FUNCTION all_answers(uuid, jsonb)`);
    for (const table of ['answer_purges', 'answer_extensions', 'answer_files', 'form_answers'])
      await runner.query(`DROP TABLE ${table}`);
    await runner.query(`DROP INDEX registrations_form_idx`);
    await runner.query(`ALTER TABLE registrations DROP COLUMN purged`);
    await runner.query(`DELETE FROM forms WHERE purpose = 'follow_up'`);
    // What only managers saw must not become visible; what a form could not ask then is not asked.
    for (const table of ['forms', 'form_versions'])
      await runner.query(`
        UPDATE ${table} SET fields = (
          SELECT COALESCE(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                   'key', f -> 'key', 'kind', f -> 'kind', 'label', f -> 'label', 'labels', f -> 'labels', 'required', f ->> 'required' = 'always',
                   'options', (SELECT jsonb_agg(o - 'places' ORDER BY n) FROM jsonb_array_elements(f -> 'options') WITH ORDINALITY AS x (o, n))))
                 ORDER BY place) FILTER (WHERE f ->> 'kind' NOT IN ('file', 'person') AND f -> 'managersOnly' IS DISTINCT FROM 'true'), '[]')
            FROM jsonb_array_elements(fields) WITH ORDINALITY AS e (f, place))`);
    // A form was that of one category: the others get copies.
    await runner.query(`ALTER TABLE forms ADD COLUMN category_id uuid`);
    await runner.query(`
      UPDATE forms f SET category_id = (SELECT min(c.category_id::text)::uuid FROM form_categories c WHERE c.form_id = f.id)`);
    const copy = 'md5(c.form_id::text || c.category_id::text)::uuid';
    const others = 'form_categories c JOIN forms f ON f.id = c.form_id AND f.category_id <> c.category_id';
    await runner.query(`
      INSERT INTO forms (id, event_id, category_id, purpose, fields, version, created_at, updated_at)
      SELECT ${copy}, f.event_id, c.category_id, f.purpose, f.fields, f.version, f.created_at, f.updated_at FROM ${others}`);
    await runner.query(`
      INSERT INTO form_versions (form_id, number, fields, created_at)
      SELECT ${copy}, v.number, v.fields, v.created_at FROM ${others} JOIN form_versions v ON v.form_id = f.id`);
    await runner.query(`
      UPDATE registrations r SET form_id = ${copy} FROM ${others} WHERE r.form_id = f.id AND r.category_id = c.category_id`);
    await runner.query(`
      UPDATE registrations r SET form_id = NULL, form_version = NULL FROM forms f WHERE f.id = r.form_id AND f.category_id IS NULL`);
    await runner.query(`DELETE FROM forms WHERE category_id IS NULL`);
    await runner.query(`DROP TABLE form_categories`);
    await runner.query(`
      ALTER TABLE forms ALTER COLUMN category_id SET NOT NULL,
        ADD CONSTRAINT forms_category_key UNIQUE (category_id),
        ADD CONSTRAINT forms_category_fkey FOREIGN KEY (event_id, category_id) REFERENCES categories (event_id, id) ON DELETE CASCADE,
        DROP COLUMN purpose, DROP COLUMN title, DROP COLUMN titles, DROP COLUMN groups, DROP COLUMN opens_at, DROP COLUMN deadline,
        DROP COLUMN announced_at, DROP CONSTRAINT forms_event_id_key`);
  }
}
