import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Delegations with their quotas and members. */
export class Delegations1700000009000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE delegations (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL CONSTRAINT delegations_event_fkey REFERENCES events ON DELETE CASCADE,
        state text NOT NULL,
        organisation_id uuid NOT NULL CONSTRAINT delegations_organisation_fkey REFERENCES organisations,
        reference text,
        focal_point_name text NOT NULL,
        focal_point_email text NOT NULL,
        locale text NOT NULL,
        nominations_close_at timestamptz(3),
        rank_class integer NOT NULL CONSTRAINT delegations_rank_class_check CHECK (rank_class > 0),
        head_exempt boolean NOT NULL,
        head_registration_id uuid CONSTRAINT delegations_head_fkey REFERENCES registrations ON DELETE SET NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        CONSTRAINT delegations_organisation_key UNIQUE (event_id, organisation_id),
        CONSTRAINT delegations_reference_key UNIQUE (event_id, reference),
        CONSTRAINT delegations_event_id_key UNIQUE (event_id, id)
      )`);
    await runner.query(`CREATE INDEX delegations_rank_idx ON delegations (event_id, rank_class, id)`);
    await runner.query(
      `CREATE INDEX delegations_head_idx ON delegations (head_registration_id) WHERE head_registration_id IS NOT NULL`,
    );
    // taken is the number of members of the category that count: never more than there are places.
    await runner.query(`
      CREATE TABLE delegation_quotas (
        event_id uuid NOT NULL,
        delegation_id uuid NOT NULL,
        category_id uuid NOT NULL,
        places integer NOT NULL,
        taken integer NOT NULL DEFAULT 0,
        PRIMARY KEY (delegation_id, category_id),
        CONSTRAINT delegation_quotas_delegation_fkey FOREIGN KEY (event_id, delegation_id) REFERENCES delegations (event_id, id) ON DELETE CASCADE,
        CONSTRAINT delegation_quotas_category_fkey FOREIGN KEY (event_id, category_id) REFERENCES categories (event_id, id),
        CONSTRAINT delegation_quotas_taken_check CHECK (taken >= 0 AND taken <= places)
      )`);
    await runner.query(
      `CREATE INDEX delegation_quotas_category_idx ON delegation_quotas (event_id, category_id)`,
    );
    await runner.query(`
      CREATE TABLE delegation_members (
        registration_id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        delegation_id uuid NOT NULL,
        category_id uuid NOT NULL,
        part text NOT NULL CONSTRAINT delegation_members_part_check CHECK (part IN
          ('head', 'deputy_head', 'member', 'adviser', 'interpreter', 'aide', 'security', 'press')),
        counted boolean NOT NULL,
        created_at timestamptz(3) NOT NULL,
        CONSTRAINT delegation_members_registration_fkey FOREIGN KEY (event_id, registration_id) REFERENCES registrations (event_id, id) ON DELETE CASCADE,
        CONSTRAINT delegation_members_delegation_fkey FOREIGN KEY (event_id, delegation_id) REFERENCES delegations (event_id, id)
      )`);
    await runner.query(
      `CREATE INDEX delegation_members_delegation_idx ON delegation_members (delegation_id)`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX delegation_members_head_key ON delegation_members (delegation_id) WHERE part = 'head'`,
    );
    await runner.query(
      `ALTER TABLE registrations ADD CONSTRAINT registrations_delegation_fkey FOREIGN KEY (delegation_id) REFERENCES delegations`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE registrations DROP CONSTRAINT registrations_delegation_fkey`);
    for (const table of ['delegation_members', 'delegation_quotas', 'delegations'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
