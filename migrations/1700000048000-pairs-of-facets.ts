import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The inverted indexes over what the search knows of registrations. */
const indexes = [
  { name: 'registration_search_keys_idx', where: '' },
  { name: 'registration_search_sample_idx', where: 'WHERE sampled' },
  {
    name: 'registration_search_glance_idx',
    where: 'WHERE sampled AND get_byte(uuid_send(registration_id), 14) < 16',
  },
];

/** What stands in the columns that one filters by; with or without a key for each pair of them. */
function rows(facets: (plain: string) => string): string {
  const plain = `search_facets(r.event_id, ARRAY['state:' || r.state, 'category:' || r.category_id, 'delegation:' || r.delegation_id,
                 'organisation:' || n.organisation, 'nationality:' || p.nationality, 'locale:' || r.locale, 'part:' || r.part_in_delegation,
                 'step:' || r.waiting_step, CASE WHEN r.held_since IS NOT NULL THEN 'held:true' END, 'decider:' || r.waiting_role, 'priority:' || r.priority, 'external:' || r.external_id,
                 CASE WHEN r.reapproval_since IS NOT NULL THEN 'reapproval' END]
                 || search_answers(r.answers || COALESCE((
                      SELECT jsonb_object_agg(one.key, one.value) FROM form_answers a CROSS JOIN LATERAL jsonb_each(a.answers) one
                       WHERE a.registration_id = r.id), '{}')))`;
  return `
    CREATE OR REPLACE VIEW registration_search_rows AS
      SELECT r.id AS registration_id, r.event_id, r.created_at, n.name, r.code, n.organisation, w.words,
             search_word_keys(r.event_id, w.words, n.name, n.organisation) AS word_keys,
             ${facets(plain)} AS facet_keys
        FROM registrations r JOIN persons p ON p.id = r.person_id
       CROSS JOIN LATERAL (SELECT search_words(p.family_name || ' ' || p.given_name) AS name,
                                  COALESCE(search_words(r.organisation_name), '') AS organisation OFFSET 0) n
       CROSS JOIN LATERAL (SELECT search_sorted(concat_ws(' ', p.words, n.organisation, '#' || lower(r.code),
                                                          '#' || lower(substr(r.code, 5)))) AS words OFFSET 0) w`;
}

/** How rows follow their registrations; a new state alone, the most frequent change, is written without reading anything else. */
function follow(otherState: string): string {
  return `
    CREATE OR REPLACE FUNCTION registrations_found() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE ids uuid[];
      BEGIN
        IF TG_OP = 'INSERT' THEN
          SELECT array_agg(id) INTO ids FROM now_so;
          IF cardinality(ids) < 20 THEN RETURN NULL; END IF;
        ELSE
          UPDATE registration_search s
             SET facet_keys = ${otherState}
            FROM now_so n JOIN before_so b ON b.id = n.id
           WHERE s.registration_id = n.id AND n.state <> b.state;
          SELECT array_agg(n.id) INTO ids FROM now_so n JOIN before_so b ON b.id = n.id JOIN registration_search s ON s.registration_id = n.id
           WHERE (n.category_id, n.delegation_id, n.part_in_delegation, n.organisation_name, n.locale, n.answers, n.code, n.person_id,
                  n.waiting_step, n.waiting_role, n.priority, n.external_id, n.reapproval_since)
              IS DISTINCT FROM
                 (b.category_id, b.delegation_id, b.part_in_delegation, b.organisation_name, b.locale, b.answers, b.code, b.person_id,
                  b.waiting_step, b.waiting_role, b.priority, b.external_id, b.reapproval_since);
        END IF;
        IF ids IS NOT NULL THEN PERFORM refresh_registration_search(ids); END IF;
        RETURN NULL;
      END
    $$`;
}

const stateKey = (row: string): string => `search_facets(n.event_id, ARRAY['state:' || ${row}.state])`;

/**
 * Several frequent filters together - a state, a category, a nationality and an answer - are the one question whose cost
 * grew with the list: the index had to go through every registration of each. It gets a key for each pair of what is often
 * asked for together, so that it goes through those who have both.
 */
export class PairsOfFacets1700000048000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // The lowest three bits of a key say with what it is paired: 1, states and categories, with everything that is paired;
    // 2, nationalities and languages, with these and among each other; 3, what there is a lot of, with 1 alone; 4 is a pair.
    await runner.query(`
      CREATE OR REPLACE FUNCTION search_facets(event uuid, facets text[]) RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
        DECLARE
          seed bigint := uuid_hash_extended(event, 7);
          keys bigint[] := '{}';
          facet text;
        BEGIN
          FOREACH facet IN ARRAY facets LOOP
            IF facet IS NOT NULL THEN
              keys := keys || ((hashtextextended(facet, seed) & ~7::bigint) | CASE split_part(facet, ':', 1)
                WHEN 'state' THEN 1 WHEN 'category' THEN 1 WHEN 'nationality' THEN 2 WHEN 'locale' THEN 2
                WHEN 'answer' THEN 3 WHEN 'delegation' THEN 3 WHEN 'organisation' THEN 3 WHEN 'part' THEN 3 ELSE 0 END);
            END IF;
          END LOOP;
          RETURN keys;
        END
      $$`);
    await runner.query(`
      CREATE FUNCTION search_pair(one bigint, other bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT (hashint8extended(LEAST(one, other), GREATEST(one, other)) & ~7::bigint) | 4
      $$`);
    await runner.query(`
      CREATE FUNCTION search_pairs(event uuid, these text[], others text[]) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT ARRAY(SELECT search_pair(one, other) FROM unnest(search_facets(event, these)) one, unnest(search_facets(event, others)) other)
      $$`);
    await runner.query(`
      CREATE FUNCTION search_with_pairs(keys bigint[]) RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
        DECLARE
          plain bigint[] := '{}';
          pairs bigint[] := '{}';
          one bigint;
          other bigint;
        BEGIN
          FOREACH one IN ARRAY keys LOOP
            CONTINUE WHEN one & 7 = 4;
            FOREACH other IN ARRAY plain LOOP
              IF (one & 7 = 1 AND other & 7 > 0) OR (other & 7 = 1 AND one & 7 > 0) OR (one & 7 = 2 AND other & 7 = 2) THEN
                pairs := pairs || search_pair(one, other);
              END IF;
            END LOOP;
            plain := plain || one;
          END LOOP;
          RETURN plain || pairs;
        END
      $$`);
    await this.become(
      runner,
      rows((plain) => `search_with_pairs(${plain})`),
      follow(`search_with_pairs(array_replace(s.facet_keys, (${stateKey('b')})[1], (${stateKey('n')})[1]))`),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION search_facets(event uuid, facets text[]) RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
        DECLARE
          seed bigint := uuid_hash_extended(event, 7);
          keys bigint[] := '{}';
          facet text;
        BEGIN
          FOREACH facet IN ARRAY facets LOOP
            IF facet IS NOT NULL THEN keys := keys || hashtextextended(facet, seed); END IF;
          END LOOP;
          RETURN keys;
        END
      $$`);
    await this.become(
      runner,
      rows((plain) => plain),
      follow(`array_replace(s.facet_keys, (${stateKey('b')})[1], (${stateKey('n')})[1])`),
    );
    for (const name of [
      'search_with_pairs(bigint[])',
      'search_pairs(uuid, text[], text[])',
      'search_pair(bigint, bigint)',
    ])
      await runner.query(`DROP FUNCTION ${name}`);
  }

  /** Defines what the keys are and writes them anew; the indexes are made afterwards, in a tenth of the time. */
  private async become(runner: QueryRunner, view: string, trigger: string): Promise<void> {
    await runner.query(view);
    await runner.query(trigger);
    for (const { name } of indexes) await runner.query(`DROP INDEX ${name}`);
    await runner.query(`
      UPDATE registration_search s SET facet_keys = n.facet_keys FROM registration_search_rows n WHERE n.registration_id = s.registration_id`);
    for (const { name, where } of indexes)
      await runner.query(
        `CREATE INDEX ${name} ON registration_search USING gin (word_keys, facet_keys) ${where}`,
      );
  }
}
