import type { MigrationInterface, QueryRunner } from 'typeorm';

// Code points, written as the escapes that PostgreSQL's regular expressions know.
/** Marks over and under letters, and what is not seen: joiners, directions, selectors of variants. */
const marks = String.raw`\u00AD\u0300-\u036F\u0483-\u0489\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0610-\u061A\u0640\u064B-\u065F\u0670\u06D6-\u06DC\u1AB0-\u1AFF\u1DC0-\u1DFF\u200B-\u200F\u202A-\u202E\u2060-\u2069\u20D0-\u20F0\uFE00-\uFE0F\uFE20-\uFE2F\uFEFF`;
/** What stands between words. */
const separators = String.raw`\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00B4\u00B6-\u00B9\u00BB-\u00BF\u00D7\u00F7\u05BE\u060C\u061B\u061F\u066A-\u066D\u06D4\u0964\u0965\u2000-\u206F\u20A0-\u20CF\u2100-\u2BFF\u2E00-\u2E7F\u3000-\u3004\u3008-\u3020\u3030\u303D-\u303F\u30FB\uFE10-\uFE6F\uFFFC\uFFFD`;
/** Scripts that are written without spaces: Thai, Lao, Myanmar, Khmer, Chinese, Japanese, Korean. */
const unspaced = String.raw`\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3005-\u3007\u3021-\u302F\u3031-\u303C\u3040-\u30FA\u30FC-\u4DBF\u4E00-\u9FFF\uA960-\uA97F\uAC00-\uD7FF\uF900-\uFAFF\U00020000-\U0003FFFF`;
/** Letters that are a letter and a stroke to Unicode, not a letter with a mark; then the apostrophes, which go. */
const strokes = ['łøđıħŧŋðəɓɗƙɨʉαά', 'lodihtndebdkiuαα'] as const;
const apostrophes = `''’‘ʼʻ\`ʹ′`;

/** How many of the first characters of a word are kept as a key; what is asked beyond them is compared with the words themselves. */
const lengths = '{1,2,3,4,6,8,12}';
/** The same for codes and for what follows the @, which are marked as such (`#`, `@`): nobody asks for them by one letter. */
const markedLengths = '{5,9,13}';

/** By which persons were searched before. */
const personIndexes = [
  { name: 'persons_display_name_trgm_idx', over: 'USING gin (lower(display_name) gin_trgm_ops)' },
  {
    name: 'persons_native_name_idx',
    over: '(native_name text_pattern_ops) WHERE native_name IS NOT NULL',
  },
  { name: 'persons_family_name_idx', over: '(lower(family_name) text_pattern_ops)' },
  { name: 'persons_email_prefix_idx', over: '(lower(email) text_pattern_ops)' },
];

/**
 * Registrations, findable. What is searched and filtered is kept in a narrow table that the database itself keeps in step,
 * whoever writes: beginnings of words and values of filters are keys of one inverted index, one row in 64 is a sample that
 * tells how many match before anything is read, and each order of the list is an index.
 */
export class Search1700000037000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // The one definition of what is the same to somebody who searches. Plain ASCII, the most of it, takes the short way.
    await runner.query(String.raw`
      CREATE FUNCTION search_fold(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT CASE WHEN octet_length(said) = char_length(said) THEN translate(lower(said), '''${'`'}', '')
          ELSE normalize(replace(replace(replace(replace(translate(
            lower(regexp_replace(normalize(said, NFKD), '[${marks}]+', '', 'g')),
            '${strokes[0]}${apostrophes}', '${strokes[1]}'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), NFC) END
      $$`);
    // Its words, with one space between them.
    await runner.query(String.raw`
      CREATE FUNCTION search_words(said text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
        DECLARE folded text := regexp_replace(search_fold(said), '[${separators}]+', ' ', 'g');
        BEGIN
          IF octet_length(folded) > char_length(folded) THEN
            folded := regexp_replace(regexp_replace(folded, '([${unspaced}]+)', ' \1 ', 'g'), '  +', ' ', 'g');
          END IF;
          RETURN btrim(folded);
        END
      $$`);
    // An address: its parts as words, the whole, and what follows the @.
    await runner.query(String.raw`
      CREATE FUNCTION search_address(address text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
        DECLARE folded text := translate(search_fold(address), E' \t\n', '');
        BEGIN
          RETURN search_words(split_part(folded, '@', 1)) || ' ' || folded || ' @' || split_part(folded, '@', 2);
        END
      $$`);
    // What somebody asks for, as words: what has an @ is an address or the beginning of one. Of two words of which one begins
    // with the other, the longer says it all; ten words are enough.
    await runner.query(`
      CREATE FUNCTION search_tokens(asked text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        WITH words AS (
          SELECT DISTINCT word FROM regexp_split_to_table(search_fold(asked), '\\s+') piece
           CROSS JOIN LATERAL string_to_table(
             CASE WHEN piece ~ '^@....' OR (piece LIKE '%@_%' AND search_words(split_part(piece, '@', 1)) <> '') THEN piece
               ELSE search_words(piece) END, ' ') word
           WHERE word <> '')
        SELECT ARRAY(
          SELECT w.word FROM words w
           WHERE NOT EXISTS (SELECT FROM words longer WHERE longer.word <> w.word AND starts_with(longer.word, w.word))
           ORDER BY length(w.word) DESC, w.word COLLATE "C" LIMIT 10)
      $$`);
    // How a word that is asked for stands among those that are kept, each of which has a space on either side: as the
    // beginning of one, in scripts without spaces anywhere, and from four letters on as the beginning of a code.
    await runner.query(String.raw`
      CREATE FUNCTION search_patterns(word text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT CASE WHEN word ~ '^[${unspaced}]' THEN ARRAY['%' || plain || '%']
                    WHEN length(word) < 4 THEN ARRAY['% ' || plain || '%']
                    ELSE ARRAY['% ' || plain || '%', '% #' || plain || '%'] END
          FROM (SELECT regexp_replace(word, '([\\%_])', '\\\1', 'g') AS plain) one
      $$`);
    // Where a name stands among names, roughly: the two letters that it begins with, of Chinese characters one.
    await runner.query(`
      CREATE FUNCTION search_standing(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT left(name, CASE WHEN name >= chr(11904) COLLATE "C" THEN 1 ELSE 2 END)
      $$`);
    // In the "C" collation the first name that stands behind all of those.
    await runner.query(`
      CREATE FUNCTION search_standing_end(standing text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT standing || chr(CASE WHEN length(standing) < 2 AND standing < chr(11904) COLLATE "C" THEN 1 ELSE 1114111 END)
      $$`);
    // Pieces of words are numbers within an event, so that no other event is met: the beginnings of a word, or in scripts
    // without spaces every character and every two. Which of four numbers tells whether the person's name begins with the
    // piece (1), the organisation's (2), both or none: those who are found so stand together in that order of the list.
    // A word in another alphabet than the name goes with it all the same: who is Иванов stands at I. So its pieces are kept a
    // second time, with the letters that the name begins with. A loop, because it runs for every row that is written;
    // the words come sorted, so beginnings that are the same follow.
    await runner.query(String.raw`
      CREATE FUNCTION search_word_keys(event uuid, words text, name text, organisation text) RETURNS integer[]
        LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
        DECLARE
          seeds bigint[] := ARRAY[uuid_hash_extended(event, 0), uuid_hash_extended(event, 1), uuid_hash_extended(event, 2), uuid_hash_extended(event, 3)];
          keys integer[] := '{}';
          word text;
          before text := '';
          piece text;
          n integer;
          size integer;
          spot bigint := uuid_hash_extended(event, 4);
          stands text := search_standing(name);
        BEGIN
          FOREACH word IN ARRAY string_to_array(words, ' ') LOOP
            size := length(word);
            IF octet_length(word) > size AND word ~ '^[${unspaced}]' THEN
              FOR at IN 1 .. size LOOP
                FOR n IN 1 .. least(2, size - at + 1) LOOP
                  piece := substr(word, at, n);
                  keys := keys || (hashtextextended(piece,
                    seeds[1 + starts_with(name, piece)::integer + 2 * starts_with(organisation, piece)::integer]) % 2147483647)::integer;
                  IF NOT starts_with(name, piece) THEN
                    keys := keys || (hashtextextended(stands || '|' || piece, spot) % 2147483647)::integer;
                  END IF;
                END LOOP;
              END LOOP;
            ELSIF word ~ '^[^#@]+@' THEN
              -- A whole address: the words in it are keys already.
              CONTINUE;
            ELSE
              FOREACH n IN ARRAY CASE WHEN left(word, 1) IN ('#', '@') THEN '${markedLengths}' ELSE '${lengths}' END::integer[] LOOP
                EXIT WHEN n > size;
                piece := left(word, n);
                CONTINUE WHEN starts_with(before, piece);
                keys := keys || (hashtextextended(piece,
                  seeds[1 + starts_with(name, piece)::integer + 2 * starts_with(organisation, piece)::integer]) % 2147483647)::integer;
                IF octet_length(word) > size AND NOT starts_with(name, piece) THEN
                  keys := keys || (hashtextextended(stands || '|' || piece, spot) % 2147483647)::integer;
                END IF;
              END LOOP;
            END IF;
            before := word;
          END LOOP;
          RETURN keys;
        END
      $$`);
    // The first piece of a word that is asked for: what begins with it stands together where a list is sorted by that.
    await runner.query(String.raw`
      CREATE FUNCTION search_lead(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT CASE WHEN word LIKE '%@%' THEN word WHEN word ~ '^[${unspaced}]' THEN left(word, 2)
                    ELSE left(word, (SELECT max(n) FROM unnest('${lengths}'::integer[]) n WHERE n <= length(word))) END
      $$`);
    // The keys of a word that is asked for: of each row of them, one must be there. Of the four of its first piece those in
    // 'leads' count.
    await runner.query(String.raw`
      CREATE FUNCTION search_asked_keys(event uuid, word text, leads integer[]) RETURNS SETOF integer[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        WITH pieces (piece, with_code) AS (
          SELECT left(part, (SELECT max(n) FROM unnest('${lengths}'::integer[]) n WHERE n <= length(part))), part = word AND length(word) >= 4
            FROM string_to_table(CASE WHEN word LIKE '_%@%' THEN search_words(split_part(word, '@', 1)) ELSE word END, ' ') part
           WHERE part !~ '^[@${unspaced}]'
          UNION ALL
          SELECT left(word, (SELECT max(n) FROM unnest('${markedLengths}'::integer[]) n WHERE n <= length(word))), false
           WHERE word LIKE '@____%'
          UNION ALL
          SELECT substr(part, at, least(2, length(part))), false
            FROM string_to_table(CASE WHEN word LIKE '_%@%' THEN search_words(split_part(word, '@', 1)) ELSE word END, ' ') part
           CROSS JOIN generate_series(1, least(greatest(length(part) - 1, 1), 8)) at
           WHERE part ~ '^[${unspaced}]')
        SELECT ARRAY(
            SELECT (hashtextextended(piece, uuid_hash_extended(event, lead)) % 2147483647)::integer
              FROM unnest(CASE WHEN piece = search_lead(word) THEN leads ELSE '{0,1,2,3}' END) lead
            UNION ALL
            SELECT (hashtextextended('#' || left(word, CASE WHEN length(word) < 8 THEN 4 ELSE 8 END), uuid_hash_extended(event, 0))
                     % 2147483647)::integer WHERE with_code)
          FROM pieces WHERE piece IS NOT NULL
      $$`);
    // The keys of a word in another alphabet than the names, for names that stand at one of these places.
    await runner.query(`
      CREATE FUNCTION search_keys_standing(event uuid, word text, places text[]) RETURNS integer[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT ARRAY(SELECT (hashtextextended(standing || '|' || search_lead(word), uuid_hash_extended(event, 4)) % 2147483647)::integer
                       FROM unnest(places) standing)
      $$`);
    // Words, each once, in the order of their characters, with a space on either side.
    await runner.query(`
      CREATE FUNCTION search_sorted(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT ' ' || COALESCE(string_agg(DISTINCT word, ' ' ORDER BY word), '') || ' '
          FROM string_to_table(words, ' ') AS piece (plain) CROSS JOIN LATERAL (SELECT plain COLLATE "C" AS word) one WHERE plain <> ''
      $$`);
    await runner.query(`
      ALTER TABLE persons ADD COLUMN words text COLLATE "C" NOT NULL GENERATED ALWAYS AS (search_sorted(
        search_words(family_name || ' ' || given_name || ' ' || display_name || ' ' || COALESCE(native_name, '')) || ' ' || search_address(email))) STORED`);
    await runner.query(`
      ALTER TABLE organisations ADD COLUMN words text COLLATE "C" NOT NULL GENERATED ALWAYS AS (search_sorted(
        search_words(name || ' ' || COALESCE(short_name, '') || ' ' || jsonb_path_query_array(names, '$.*')::text))) STORED`);
    for (const index of personIndexes) await runner.query(`DROP INDEX ${index.name}`);

    // What one filters by, as numbers within an event.
    await runner.query(`
      CREATE FUNCTION search_facets(event uuid, facets text[]) RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
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
    // Answers that one filters by are short: options, countries, languages, days, yes and no.
    await runner.query(`
      CREATE FUNCTION search_answers(answers jsonb) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
        BEGIN
          IF answers = '{}' THEN RETURN '{}'; END IF;
          RETURN ARRAY(
            SELECT DISTINCT 'answer:' || a.key || '=' || one.said FROM jsonb_each(answers) a
             CROSS JOIN LATERAL (
               SELECT a.value #>> '{}' WHERE jsonb_typeof(a.value) NOT IN ('array', 'object', 'null')
               UNION ALL
               SELECT jsonb_array_elements_text(CASE WHEN jsonb_typeof(a.value) = 'array' THEN a.value ELSE '[]' END)) one (said)
             WHERE length(one.said) <= 60 LIMIT 200);
        END
      $$`);
    await runner.query(`
      CREATE TABLE registration_search (
        registration_id uuid PRIMARY KEY CONSTRAINT registration_search_registration_fkey REFERENCES registrations ON DELETE CASCADE,
        event_id uuid NOT NULL,
        created_at timestamptz(3) NOT NULL,
        name text COLLATE "C" NOT NULL,
        code text COLLATE "C" NOT NULL,
        organisation text COLLATE "C" NOT NULL,
        words text COLLATE "C" NOT NULL,
        word_keys integer[] NOT NULL,
        facet_keys bigint[] NOT NULL,
        sampled boolean NOT NULL GENERATED ALWAYS AS (get_byte(uuid_send(registration_id), 15) & 63 = 0) STORED
      )`);
    // What the rows should be. OFFSET 0: worked out once for all who use it.
    await runner.query(`
      CREATE VIEW registration_search_rows AS
        SELECT r.id AS registration_id, r.event_id, r.created_at, n.name, r.code, n.organisation, w.words,
               search_word_keys(r.event_id, w.words, n.name, n.organisation) AS word_keys,
               search_facets(r.event_id, ARRAY['state:' || r.state, 'category:' || r.category_id, 'delegation:' || r.delegation_id,
                 'organisation:' || n.organisation, 'nationality:' || p.nationality, 'locale:' || r.locale, 'part:' || r.part_in_delegation,
                 'step:' || r.waiting_step, 'decider:' || r.waiting_role, 'priority:' || r.priority, 'external:' || r.external_id,
                 CASE WHEN r.reapproval_since IS NOT NULL THEN 'reapproval' END]
                 || search_answers(r.answers || COALESCE((
                      SELECT jsonb_object_agg(one.key, one.value) FROM form_answers a CROSS JOIN LATERAL jsonb_each(a.answers) one
                       WHERE a.registration_id = r.id), '{}'))) AS facet_keys
          FROM registrations r JOIN persons p ON p.id = r.person_id
         CROSS JOIN LATERAL (SELECT search_words(p.family_name || ' ' || p.given_name) AS name,
                                    COALESCE(search_words(r.organisation_name), '') AS organisation OFFSET 0) n
         CROSS JOIN LATERAL (SELECT search_sorted(concat_ws(' ', p.words, n.organisation, '#' || lower(r.code),
                                                            '#' || lower(substr(r.code, 5)))) AS words OFFSET 0) w`);
    // Keeps rows in step, as one set. Whoever changes a person holds the person first and these rows next; so does whoever
    // changes a registration. What is written is read after both are held: a rename and a move at one time lose neither.
    await runner.query(`
      CREATE FUNCTION refresh_registration_search(ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
          -- What is written goes to a list first, which every search reads through: short, unless a whole set comes at once.
          PERFORM set_config('gin_pending_list_limit', CASE WHEN cardinality(ids) > 500 THEN '8MB' ELSE '512kB' END, true);
          PERFORM FROM persons p WHERE p.id IN (SELECT person_id FROM registrations WHERE id = ANY (ids)) ORDER BY p.id FOR NO KEY UPDATE;
          PERFORM FROM registration_search WHERE registration_id = ANY (ids) ORDER BY registration_id FOR UPDATE;
          INSERT INTO registration_search AS kept (registration_id, event_id, created_at, name, code, organisation, words, word_keys, facet_keys)
          SELECT * FROM registration_search_rows
           WHERE registration_id = ANY (ids)
          ON CONFLICT (registration_id) DO UPDATE SET created_at = excluded.created_at, name = excluded.name, code = excluded.code,
            organisation = excluded.organisation, words = excluded.words, word_keys = excluded.word_keys, facet_keys = excluded.facet_keys
           WHERE (kept.created_at, kept.name, kept.code, kept.organisation, kept.words, kept.facet_keys)
              IS DISTINCT FROM (excluded.created_at, excluded.name, excluded.code, excluded.organisation, excluded.words, excluded.facet_keys);
          IF cardinality(ids) > 500 THEN
            PERFORM gin_clean_pending_list('registration_search_keys_idx');
          END IF;
        END
      $$`);
    // Whoever is found by a name, a code, an address: for lists of what registrations have, in any order.
    await runner.query(`
      CREATE FUNCTION find_registrations(event uuid, asked text) RETURNS SETOF uuid LANGUAGE plpgsql STABLE AS $$
        DECLARE
          conditions text := '';
          word text;
          keys integer[];
        BEGIN
          FOREACH word IN ARRAY search_tokens(asked) LOOP
            FOR keys IN SELECT search_asked_keys(event, word, '{0,1,2,3}') LOOP
              conditions := conditions || format(' AND word_keys && %L::integer[]', keys);
            END LOOP;
            conditions := conditions || format(' AND words LIKE ANY (%L::text[])', search_patterns(word));
          END LOOP;
          IF conditions = '' THEN RETURN; END IF;
          RETURN QUERY EXECUTE 'SELECT registration_id FROM registration_search WHERE event_id = $1' || conditions USING event;
        END
      $$`);
    // Who registers passes through several states within one transaction: the row is made once, at its end. Whole sets are
    // written at once; what changes before there is a row needs none.
    await runner.query(`
      CREATE FUNCTION registration_found() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NOT EXISTS (SELECT FROM registration_search WHERE registration_id = NEW.id) THEN
            PERFORM refresh_registration_search(ARRAY[NEW.id]);
          END IF;
          RETURN NULL;
        END
      $$`);
    await runner.query(`
      CREATE CONSTRAINT TRIGGER registration_found_at_the_end AFTER INSERT ON registrations DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION registration_found()`);
    await runner.query(`
      CREATE FUNCTION registrations_found() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE ids uuid[];
        BEGIN
          IF TG_OP = 'INSERT' THEN
            SELECT array_agg(id) INTO ids FROM now_so;
            IF cardinality(ids) < 20 THEN RETURN NULL; END IF;
          ELSE
            -- A new state alone, the most frequent change, and made while others wait for a place: one number for another.
            UPDATE registration_search s
               SET facet_keys = array_replace(s.facet_keys, (search_facets(n.event_id, ARRAY['state:' || b.state]))[1],
                                              (search_facets(n.event_id, ARRAY['state:' || n.state]))[1])
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
      $$`);
    await runner.query(`
      CREATE FUNCTION persons_found() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE ids uuid[];
        BEGIN
          SELECT array_agg(r.id) INTO ids FROM now_so n JOIN before_so b ON b.id = n.id JOIN registrations r ON r.person_id = n.id
            JOIN registration_search s ON s.registration_id = r.id
           WHERE (n.given_name, n.family_name, n.words, n.nationality) IS DISTINCT FROM (b.given_name, b.family_name, b.words, b.nationality);
          IF ids IS NOT NULL THEN PERFORM refresh_registration_search(ids); END IF;
          RETURN NULL;
        END
      $$`);
    await runner.query(`
      CREATE FUNCTION form_answers_found() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE ids uuid[];
        BEGIN
          IF TG_OP = 'DELETE' THEN
            SELECT array_agg(DISTINCT registration_id) INTO ids FROM before_so JOIN registration_search s USING (registration_id);
          ELSE
            SELECT array_agg(DISTINCT registration_id) INTO ids FROM now_so JOIN registration_search s USING (registration_id);
          END IF;
          IF ids IS NOT NULL THEN PERFORM refresh_registration_search(ids); END IF;
          RETURN NULL;
        END
      $$`);
    const heard = {
      registrations: ['INSERT', 'UPDATE'],
      persons: ['UPDATE'],
      form_answers: ['INSERT', 'UPDATE', 'DELETE'],
    } as const;
    for (const [table, acts] of Object.entries(heard))
      for (const act of acts) {
        const seen = [
          act === 'INSERT' ? '' : 'OLD TABLE AS before_so',
          act === 'DELETE' ? '' : 'NEW TABLE AS now_so',
        ];
        await runner.query(`
          CREATE TRIGGER ${table}_found_on_${act.toLowerCase()} AFTER ${act} ON ${table} REFERENCING ${seen.join(' ')}
            FOR EACH STATEMENT EXECUTE FUNCTION ${table}_found()`);
      }

    await runner.query(`
      INSERT INTO registration_search (registration_id, event_id, created_at, name, code, organisation, words, word_keys, facet_keys)
      SELECT * FROM registration_search_rows`);
    for (const sort of ['created_at', 'name', 'code', 'organisation'])
      await runner.query(
        `CREATE INDEX registration_search_${sort}_idx ON registration_search (event_id, ${sort}, registration_id)`,
      );
    await runner.query(`
      CREATE INDEX registration_search_keys_idx ON registration_search USING gin (word_keys, facet_keys)`);
    // The sample, one in 64; and one in sixteen of it, which tells a very frequent value from others at once.
    await runner.query(`
      CREATE INDEX registration_search_sample_idx ON registration_search USING gin (word_keys, facet_keys) WHERE sampled`);
    await runner.query(`
      CREATE INDEX registration_search_glance_idx ON registration_search USING gin (word_keys, facet_keys)
        WHERE sampled AND get_byte(uuid_send(registration_id), 14) < 16`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const trigger of [
      'registration_found_at_the_end ON registrations',
      'registrations_found_on_insert ON registrations',
      'registrations_found_on_update ON registrations',
      'persons_found_on_update ON persons',
      'form_answers_found_on_insert ON form_answers',
      'form_answers_found_on_update ON form_answers',
      'form_answers_found_on_delete ON form_answers',
    ])
      await runner.query(`DROP TRIGGER ${trigger}`);
    await runner.query(`DROP VIEW registration_search_rows`);
    await runner.query(`DROP TABLE registration_search`);
    for (const index of personIndexes)
      await runner.query(`CREATE INDEX ${index.name} ON persons ${index.over}`);
    for (const table of ['organisations', 'persons'])
      await runner.query(`ALTER TABLE ${table} DROP COLUMN words`);
    for (const name of [
      'form_answers_found()',
      'persons_found()',
      'registrations_found()',
      'registration_found()',
      'find_registrations(uuid, text)',
      'refresh_registration_search(uuid[])',
      'search_sorted(text)',
      'search_patterns(text)',
      'search_answers(jsonb)',
      'search_facets(uuid, text[])',
      'search_keys_standing(uuid, text, text[])',
      'search_standing_end(text)',
      'search_asked_keys(uuid, text, integer[])',
      'search_lead(text)',
      'search_word_keys(uuid, text, text, text)',
      'search_standing(text)',
      'search_tokens(text)',
      'search_address(text)',
      'search_words(text)',
      'search_fold(text)',
    ])
      await runner.query(`DROP FUNCTION ${name}`);
  }
}
