import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Quotas over categories, delegations and chosen options, in any number at once; places for a group; the line of those
 * who wait, counted where it is locked.
 */
export class QuotasOverAnything1700000032000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Whom a quota counts: everybody, or those who match each of its lists that is not empty.
    await runner.query(`
      ALTER TABLE quotas
        ADD COLUMN counts_everybody boolean NOT NULL DEFAULT false,
        ADD COLUMN holds_nominations boolean NOT NULL DEFAULT false,
        ADD COLUMN waiting integer NOT NULL DEFAULT 0 CONSTRAINT quotas_waiting_check CHECK (waiting >= 0),
        ADD COLUMN overbooked integer NOT NULL DEFAULT 0 CONSTRAINT quotas_overbooked_check CHECK (overbooked >= 0),
        DROP CONSTRAINT quotas_taken_check,
        -- The wall: no place is given beyond the capacity, except those that an officer gave beyond it and that are counted so.
        ADD CONSTRAINT quotas_taken_check CHECK (taken >= 0 AND taken <= capacity + overbooked)`);
    await runner.query(`
      CREATE TABLE quota_categories (
        event_id uuid NOT NULL,
        quota_id uuid NOT NULL,
        category_id uuid NOT NULL,
        PRIMARY KEY (quota_id, category_id),
        CONSTRAINT quota_categories_quota_fkey FOREIGN KEY (event_id, quota_id) REFERENCES quotas (event_id, id) ON DELETE CASCADE,
        CONSTRAINT quota_categories_category_fkey FOREIGN KEY (event_id, category_id) REFERENCES categories (event_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX quota_categories_category_idx ON quota_categories (category_id)`);
    await runner.query(`
      CREATE TABLE quota_delegations (
        event_id uuid NOT NULL,
        quota_id uuid NOT NULL,
        delegation_id uuid NOT NULL,
        PRIMARY KEY (quota_id, delegation_id),
        CONSTRAINT quota_delegations_quota_fkey FOREIGN KEY (event_id, quota_id) REFERENCES quotas (event_id, id) ON DELETE CASCADE,
        CONSTRAINT quota_delegations_delegation_fkey FOREIGN KEY (event_id, delegation_id)
          REFERENCES delegations (event_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX quota_delegations_delegation_idx ON quota_delegations (delegation_id)`);
    await runner.query(`
      CREATE TABLE quota_options (
        quota_id uuid NOT NULL CONSTRAINT quota_options_quota_fkey REFERENCES quotas ON DELETE CASCADE,
        question text NOT NULL,
        value text NOT NULL,
        PRIMARY KEY (quota_id, question, value)
      )`);
    await runner.query(`
      INSERT INTO quota_categories (event_id, quota_id, category_id)
      SELECT event_id, quota_id, id FROM categories WHERE quota_id IS NOT NULL`);

    await runner.query(`
      CREATE FUNCTION quotas_counting(event uuid, category uuid, delegation uuid, given jsonb) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
        SELECT q.id FROM quotas q
         CROSS JOIN LATERAL (SELECT count(*) AS all_of, count(*) FILTER (WHERE s.category_id = category) AS own
                               FROM quota_categories s WHERE s.quota_id = q.id) c
         CROSS JOIN LATERAL (SELECT count(*) AS all_of, count(*) FILTER (WHERE s.delegation_id = delegation) AS own
                               FROM quota_delegations s WHERE s.quota_id = q.id) d
         CROSS JOIN LATERAL (SELECT count(*) AS all_of, count(*) FILTER (WHERE given ->> s.question = s.value
                                OR (jsonb_typeof(given -> s.question) = 'array' AND given -> s.question ? s.value)) AS own
                               FROM quota_options s WHERE s.quota_id = q.id) o
         WHERE q.event_id = event AND (q.counts_everybody OR c.all_of + d.all_of + o.all_of > 0)
           AND (c.all_of = 0 OR c.own > 0) AND (d.all_of = 0 OR d.own > 0) AND (o.all_of = 0 OR o.own > 0)
      $$`);

    // places: those of the registration, and those that are kept for its group.
    await runner.query(`
      ALTER TABLE registrations
        ADD COLUMN places integer NOT NULL DEFAULT 1 CONSTRAINT registrations_places_check CHECK (places BETWEEN 1 AND 20),
        ADD COLUMN group_id uuid CONSTRAINT registrations_group_fkey REFERENCES registrations ON DELETE SET NULL,
        ADD COLUMN group_until timestamptz(3)`);
    await runner.query(
      `CREATE INDEX registrations_group_idx ON registrations (group_id) WHERE group_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX registrations_group_until_idx ON registrations (group_until) WHERE group_until IS NOT NULL`,
    );

    // In which quotas a registration counts, and how many places it holds there now. quotas.taken is the sum of these.
    await runner.query(`
      CREATE TABLE registration_places (
        registration_id uuid NOT NULL CONSTRAINT registration_places_registration_fkey REFERENCES registrations ON DELETE CASCADE,
        quota_id uuid NOT NULL CONSTRAINT registration_places_quota_fkey REFERENCES quotas ON DELETE CASCADE,
        places integer NOT NULL DEFAULT 0 CONSTRAINT registration_places_places_check CHECK (places >= 0),
        PRIMARY KEY (registration_id, quota_id)
      )`);
    await runner.query(
      `CREATE INDEX registration_places_quota_idx ON registration_places (quota_id, registration_id)`,
    );
    await runner.query(`
      INSERT INTO registration_places (registration_id, quota_id, places)
      SELECT r.id, q, (r.held_quota_id IS NOT DISTINCT FROM q)::integer
        FROM registrations r CROSS JOIN LATERAL quotas_counting(r.event_id, r.category_id, r.delegation_id, r.answers) q`);
    await runner.query(`
      UPDATE quotas q SET waiting = (SELECT count(*) FROM registration_places p JOIN registrations r ON r.id = p.registration_id
        WHERE p.quota_id = q.id AND r.state = 'waitlisted')`);

    await runner.query(`ALTER TABLE registrations DROP COLUMN held_quota_id`);
    await runner.query(`ALTER TABLE categories DROP COLUMN quota_id`);
    await runner.query(`DROP INDEX registrations_line_idx`);
    await runner.query(
      `CREATE INDEX registrations_line_idx ON registrations (event_id, priority DESC, waitlisted_at, id) WHERE state = 'waitlisted'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX registrations_line_idx`);
    await runner.query(
      `CREATE INDEX registrations_line_idx ON registrations (category_id, priority DESC, waitlisted_at, id) WHERE state = 'waitlisted'`,
    );
    // A category counted in one quota then: the first of those that name it.
    await runner.query(`
      ALTER TABLE categories ADD COLUMN quota_id uuid,
        ADD CONSTRAINT categories_quota_fkey FOREIGN KEY (event_id, quota_id) REFERENCES quotas (event_id, id)`);
    await runner.query(`CREATE INDEX categories_quota_idx ON categories (quota_id)`);
    await runner.query(`
      UPDATE categories c SET quota_id = (SELECT min(s.quota_id::text)::uuid FROM quota_categories s WHERE s.category_id = c.id)`);
    await runner.query(`
      ALTER TABLE registrations ADD COLUMN held_quota_id uuid,
        ADD CONSTRAINT registrations_held_quota_fkey FOREIGN KEY (event_id, held_quota_id) REFERENCES quotas (event_id, id),
        ADD CONSTRAINT registrations_held_check CHECK (held_quota_id IS NULL OR state IN ('offered', 'confirmed'))`);
    await runner.query(`
      UPDATE registrations r SET held_quota_id = c.quota_id FROM categories c
       WHERE c.id = r.category_id AND r.state IN ('offered', 'confirmed')`);
    await runner.query(`DROP TABLE registration_places`);
    await runner.query(
      `ALTER TABLE registrations DROP COLUMN places, DROP COLUMN group_id, DROP COLUMN group_until`,
    );
    await runner.query(`DROP FUNCTION quotas_counting(uuid, uuid, uuid, jsonb)`);
    for (const table of ['quota_options', 'quota_delegations', 'quota_categories'])
      await runner.query(`DROP TABLE ${table}`);
    await runner.query(`
      UPDATE quotas q SET taken = (SELECT count(*) FROM registrations r WHERE r.held_quota_id = q.id),
        capacity = greatest(capacity, (SELECT count(*) FROM registrations r WHERE r.held_quota_id = q.id))`);
    await runner.query(`
      ALTER TABLE quotas DROP CONSTRAINT quotas_taken_check, DROP COLUMN counts_everybody, DROP COLUMN holds_nominations,
        DROP COLUMN waiting, DROP COLUMN overbooked,
        ADD CONSTRAINT quotas_taken_check CHECK (taken >= 0 AND taken <= capacity)`);
  }
}
