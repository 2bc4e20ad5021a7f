import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Organisations with parents, names in any language, contacts by function, and the record of those that were one. */
export class OrganisationsInFull1700000038000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE organisations
        ADD COLUMN parent_id uuid CONSTRAINT organisations_parent_fkey REFERENCES organisations,
        ADD COLUMN name_language text NOT NULL DEFAULT 'en',
        ADD COLUMN short_names jsonb NOT NULL DEFAULT '{}',
        ADD COLUMN rank_class integer CONSTRAINT organisations_rank_class_check CHECK (rank_class > 0)`);
    await runner.query(
      `CREATE INDEX organisations_parent_idx ON organisations (parent_id, name, id) WHERE parent_id IS NOT NULL`,
    );
    await runner.query(`CREATE INDEX organisations_kind_idx ON organisations (kind, name, id)`);
    await runner.query(
      `CREATE INDEX organisations_country_idx ON organisations (country, name, id) WHERE country IS NOT NULL`,
    );
    // Found by the words of any of its names, in any language.
    await runner.query(`ALTER TABLE organisations DROP COLUMN words`);
    await runner.query(`
      ALTER TABLE organisations ADD COLUMN words text COLLATE "C" NOT NULL GENERATED ALWAYS AS (search_sorted(
        search_words(name || ' ' || COALESCE(short_name, '') || ' ' || jsonb_path_query_array(names, '$.*')::text
                     || ' ' || jsonb_path_query_array(short_names, '$.*')::text))) STORED`);
    await runner.query(
      `CREATE INDEX organisations_words_idx ON organisations USING gin (words gin_trgm_ops)`,
    );

    // Whoever changes who stands under whom does it one after the other: two changes that are each right can close a
    // circle together. Held until the end of the transaction.
    await runner.query(`
      CREATE FUNCTION lock_organisation_tree() RETURNS void LANGUAGE sql VOLATILE AS $$
        SELECT pg_advisory_xact_lock(hashtextextended('tree of organisations', 0))
      $$`);
    // Each statement of a volatile function looks anew, so after the lock it sees what the others have committed.
    await runner.query(`
      CREATE FUNCTION guard_organisation_tree() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
      DECLARE
        levels_above integer;
        levels_below integer;
        in_circle boolean;
      BEGIN
        PERFORM lock_organisation_tree();
        WITH RECURSIVE up (id, parent_id, level) AS (
          SELECT o.id, o.parent_id, 1 FROM organisations o WHERE o.id = NEW.parent_id
          UNION ALL
          SELECT o.id, o.parent_id, up.level + 1 FROM up JOIN organisations o ON o.id = up.parent_id
           WHERE up.id <> NEW.id AND up.level < 20
        ) SELECT max(level), bool_or(id = NEW.id) INTO levels_above, in_circle FROM up;
        IF in_circle THEN
          RAISE EXCEPTION 'an organisation would stand under itself'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'organisations_circle_check', TABLE = 'organisations';
        END IF;
        WITH RECURSIVE down (id, level) AS (
          SELECT NEW.id, 1
          UNION ALL
          SELECT o.id, down.level + 1 FROM down JOIN organisations o ON o.parent_id = down.id WHERE down.level < 20
        ) SELECT max(level) INTO levels_below FROM down;
        IF levels_above + levels_below > 5 THEN
          RAISE EXCEPTION 'organisations would stand more than five levels deep'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'organisations_depth_check', TABLE = 'organisations';
        END IF;
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER organisations_tree_insert AFTER INSERT ON organisations
        FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION guard_organisation_tree()`);
    await runner.query(`
      CREATE TRIGGER organisations_tree_update AFTER UPDATE OF parent_id ON organisations
        FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL AND NEW.parent_id IS DISTINCT FROM OLD.parent_id)
        EXECUTE FUNCTION guard_organisation_tree()`);

    await runner.query(`
      CREATE TABLE organisation_contacts (
        id uuid PRIMARY KEY,
        organisation_id uuid NOT NULL CONSTRAINT organisation_contacts_organisation_fkey REFERENCES organisations ON DELETE CASCADE,
        function text NOT NULL CONSTRAINT organisation_contacts_function_check CHECK (function IN
          ('focal_point', 'backup_focal_point', 'head_of_protocol', 'secretary', 'press', 'liaison', 'visits', 'security', 'other')),
        name text NOT NULL,
        form_of_address text,
        post text,
        email text,
        phone text,
        locale text NOT NULL,
        valid_from date,
        valid_until date,
        note text,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT organisation_contacts_reachable_check CHECK (email IS NOT NULL OR phone IS NOT NULL),
        CONSTRAINT organisation_contacts_days_check CHECK (valid_from <= valid_until),
        -- The focal point is the one channel: one at a time, whoever else there is stands behind.
        CONSTRAINT organisation_contacts_focal_point_excl EXCLUDE USING gist
          (organisation_id WITH =, daterange(valid_from, valid_until, '[]') WITH &&) WHERE (function = 'focal_point')
      )`);
    await runner.query(
      `CREATE INDEX organisation_contacts_list_idx ON organisation_contacts (organisation_id, name, id)`,
    );
    // The organisation that went is not there any more, so its id refers to nothing.
    await runner.query(`
      CREATE TABLE organisation_merges (
        id uuid PRIMARY KEY,
        organisation_id uuid NOT NULL CONSTRAINT organisation_merges_organisation_fkey REFERENCES organisations,
        gone_id uuid NOT NULL CONSTRAINT organisation_merges_gone_key UNIQUE,
        gone jsonb NOT NULL,
        moved jsonb NOT NULL,
        reason text NOT NULL,
        merged_by text NOT NULL,
        merged_by_name text NOT NULL,
        merged_at timestamptz(3) NOT NULL
      )`);
    await runner.query(
      `CREATE INDEX organisation_merges_organisation_idx ON organisation_merges (organisation_id, merged_at, id)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE organisation_merges`);
    await runner.query(`DROP TABLE organisation_contacts`);
    await runner.query(`DROP TRIGGER organisations_tree_update ON organisations`);
    await runner.query(`DROP TRIGGER organisations_tree_insert ON organisations`);
    await runner.query(`DROP FUNCTION guard_organisation_tree()`);
    await runner.query(`DROP FUNCTION lock_organisation_tree()`);
    for (const index of ['words', 'country', 'kind', 'parent'])
      await runner.query(`DROP INDEX organisations_${index}_idx`);
    await runner.query(`ALTER TABLE organisations DROP COLUMN words`);
    await runner.query(`
      ALTER TABLE organisations ADD COLUMN words text COLLATE "C" NOT NULL GENERATED ALWAYS AS (search_sorted(
        search_words(name || ' ' || COALESCE(short_name, '') || ' ' || jsonb_path_query_array(names, '$.*')::text))) STORED`);
    await runner.query(`
      ALTER TABLE organisations DROP COLUMN rank_class, DROP COLUMN short_names, DROP COLUMN name_language, DROP COLUMN parent_id`);
  }
}
