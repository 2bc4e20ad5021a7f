/**
 * The list of registrations over HTTP, searched and filtered in every order, at 10,000 and at 1,000,000 registrations of one
 * event.
 *
 *   npm run build && node bench/search.mjs [calls] [rounds] [registrations...]
 *
 * `calls` of each case in each round (10), `rounds` (5), and how many registrations there are (10000 1000000). One
 * PostgreSQL with default durability, a database and a server for each size; the sizes take turns within each case. Names
 * are spread as they are among people: 7 % Wang, 6.5 % Li, and a long tail of rare ones, in three scripts. Before a case is
 * measured its first page is compared with what a scan of all rows finds. Prints the medians and their ratio, what a
 * registration costs with and without what the search keeps, and writes bench/results/search.json.
 */
import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(import.meta.url);
const root = path.resolve(path.dirname(here), '..');
const require = createRequire(import.meta.url);
const ours = (file) => require(path.join(root, 'dist/src', file));

const eventId = '0199f3a0-0000-7000-8000-000000000001';
const categoryId = (k) => `0199f3b${k}-0000-7000-8000-000000000001`;
const token = `ps.${Buffer.alloc(32, 7).toString('base64url')}`;
const digestOf = (text) => createHash('sha256').update(text).digest('base64url');

/** What is asked, and what a scan finds it by: a condition over registrations `r`, persons `p` and search rows `s`. */
const beginning = (...words) => words.map((word) => `s.words ~ '(^| |#)${word}'`).join(' AND ');
const cases = [
  { name: 'everything', ask: {}, scan: 'true' },
  { name: 'rare name', ask: { q: 'quillfeather' }, scan: beginning('quillfeather') },
  { name: 'common surname (7 %)', ask: { q: 'WANG' }, scan: beginning('wang') },
  {
    name: 'surname and given name, other order',
    ask: { q: 'xiulan wang' },
    scan: beginning('xiulan', 'wang'),
  },
  { name: 'with diacritics (1 %)', ask: { q: 'Müller' }, scan: beginning('muller') },
  { name: 'one letter', ask: { q: 'm' }, scan: beginning('m') },
  { name: 'two letters', ask: { q: 'wa' }, scan: beginning('wa') },
  { name: 'one Chinese character (6.5 %)', ask: { q: '李' }, scan: `s.words LIKE '%李%'` },
  { name: 'a rarer Chinese character', ask: { q: '唅' }, scan: `s.words LIKE '%唅%'` },
  { name: 'Cyrillic (2 %)', ask: { q: 'ИВАНОВ' }, scan: beginning('иванов') },
  { name: 'no match', ask: { q: 'zzyzxq' }, scan: 'false' },
  { name: 'code', ask: { q: 'ZZZZ-26S8' }, scan: `r.code = 'ZZZZ26S8'` },
  { name: 'address', ask: { q: 'quill@feather.example' }, scan: `p.email = 'quill@feather.example'` },
  { name: 'organisation of 10 %', ask: { q: 'rostelecom' }, scan: beginning('rostelecom') },
  { name: 'state of 90 %', ask: { state: 'confirmed' }, scan: `r.state = 'confirmed'` },
  { name: 'state of 1 %', ask: { state: 'draft' }, scan: `r.state = 'draft'` },
  {
    name: 'category of 10 %',
    ask: { categoryId: categoryId(3) },
    scan: `r.category_id = '${categoryId(3)}'`,
  },
  {
    name: 'state, category, nationality, answer',
    ask: { state: 'submitted', categoryId: categoryId(4), nationality: 'DE', answer: 'diet=vegan' },
    scan: `r.state = 'submitted' AND r.category_id = '${categoryId(4)}' AND p.nationality = 'DE' AND r.answers ->> 'diet' = 'vegan'`,
  },
  {
    name: 'organisation, state, category',
    ask: { organisationName: 'ROSTELECOM Group', state: 'draft', categoryId: categoryId(4) },
    scan: `r.organisation_name = 'Rostelecom Group' AND r.state = 'draft' AND r.category_id = '${categoryId(4)}'`,
  },
  {
    name: 'common surname, category, answer',
    ask: { q: 'wang', categoryId: categoryId(2), answer: 'diet=halal' },
    scan: `${beginning('wang')} AND r.category_id = '${categoryId(2)}' AND r.answers ->> 'diet' = 'halal'`,
  },
  {
    name: 'whole organisation',
    ask: { organisationName: 'ROSTELECOM Group' },
    scan: `r.organisation_name = 'Rostelecom Group'`,
  },
];
const orders = { '-createdAt': 'created_at DESC', name: 'name', code: 'code', organisation: 'organisation' };

if (process.argv[2] === '--server') await serve(JSON.parse(process.argv[3]));
else await measure();

async function serve(connection) {
  const { createApp } = ours('app.js');
  const { loadConfig } = ours('platform/config.js');
  const { connectionOptions } = ours('platform/database/connection.js');
  const config = loadConfig({
    NODE_ENV: 'test',
    ROLE: 'api',
    LOG_LEVEL: 'silent',
    RATE_LIMIT_PER_MINUTE: '10000000',
  });
  const app = await createApp({
    config: { ...config, appSecret: 'a secret that only the benchmark has, long enough' },
    connection: connectionOptions(connection),
    logger: false,
  });
  await app.listen(0, '127.0.0.1');
  process.send({ port: app.getHttpServer().address().port });
}

async function measure() {
  const [calls = 10, rounds = 5, ...given] = process.argv.slice(2).map(Number);
  const sizes = given.length > 0 ? given : [10_000, 1_000_000];
  const { startEmbeddedPostgres } = ours('platform/database/embedded-postgres.js');
  const { migrate } = ours('platform/database/migrate.js');
  const { connectionOptions } = ours('platform/database/connection.js');
  const { Client } = require('pg');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plenary-bench-'));
  fs.chmodSync(folder, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(folder, 'postgres'), durable: true });
  const at = [];
  try {
    const admin = new Client({ ...postgres.connection, database: 'postgres' });
    await admin.connect();
    for (const size of sizes) {
      const connection = { ...postgres.connection, database: `bench_${size}` };
      await admin.query(`CREATE DATABASE bench_${size}`);
      await migrate(connectionOptions(connection));
      const client = new Client(connection);
      await client.connect();
      await fill(client, size);
      const child = fork(here, ['--server', JSON.stringify(connection)]);
      const port = await new Promise((resolve, reject) => {
        child.once('message', (said) => resolve(said.port));
        child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
      });
      at.push({ size, client, child, url: `http://127.0.0.1:${port}/api/v1/events/bench/registrations` });
    }
    await admin.end();
    const results = await compare(at, calls, rounds);
    const writes = await registering(at[0], rounds);
    report(results, writes, sizes, { calls, rounds });
  } finally {
    for (const { child, client } of at) {
      child.kill();
      await client.end();
    }
    await postgres.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** An event with its staff, and so many people who registered for it, made by the database itself. */
async function fill(client, size) {
  const begun = performance.now();
  await client.query(
    `SET synchronous_commit = off; SET work_mem = '256MB'; SET maintenance_work_mem = '1GB'; SET jit = off`,
  );
  await client.query(
    `INSERT INTO events (id, state, slug, title, start_date, end_date, time_zone, city, country, locales, created_at, updated_at)
     VALUES ($1, 'published', 'bench', 'Bench', current_date + 1, current_date + 3, 'UTC', 'Shenzhen', 'CN', '{en,ru,zh}', now(), now())`,
    [eventId],
  );
  const { rows } = await client.query(
    `INSERT INTO users (id, email, name, administrator, created_at, updated_at)
     VALUES (gen_random_uuid(), 'desk@bench.example', 'Desk', false, now(), now()) RETURNING id`,
  );
  await client.query(
    `INSERT INTO staff_roles (event_id, user_id, role, created_at) VALUES ($1, $2, 'organiser', now())`,
    [eventId, rows[0].id],
  );
  await client.query(
    `INSERT INTO sessions (id, user_id, access_digest, refresh_digest, access_expires_at, refresh_expires_at, created_at)
     VALUES (gen_random_uuid(), $1, $2, $3, now() + interval '1 day', now() + interval '1 day', now())`,
    [rows[0].id, digestOf(token), digestOf(randomBytes(32))],
  );
  for (let k = 0; k < 10; k += 1)
    await client.query(
      `INSERT INTO categories (id, event_id, code, title, approval, self_registration, created_at, updated_at)
       VALUES ($1, $2, 'c' || $3::text, 'Category ' || $3::text, 'automatic', true, now(), now())`,
      [categoryId(k), eventId, k],
    );
  await client.query(`
    CREATE FUNCTION bench_word(n integer, syllables integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
      SELECT string_agg(('{ka,lo,mi,ne,ru,sa,to,vi,zo,pe,da,ge,hu,bo,fa,ji}'::text[])[1 + ((abs(hashint4(n)) >> (4 * k)) & 15)], '')
        FROM generate_series(0, syllables - 1) k $$;
    CREATE FUNCTION bench_chance(n integer) RETURNS double precision LANGUAGE sql IMMUTABLE AS $$
      SELECT (hashint4(n)::bigint + 2147483648) / 4294967296.0::double precision $$`);
  await client.query('ALTER TABLE registrations DISABLE TRIGGER USER');
  await client.query(
    `CREATE UNLOGGED TABLE bench_people AS
     SELECT n, md5(n::text) AS h, bench_chance(n) AS u, bench_chance(n + 77777777) AS v, bench_chance(n + 55555555) AS w
       FROM generate_series(1, $1::integer) n`.replace('$1', String(size)),
  );
  await client.query(`
    INSERT INTO persons (id, given_name, family_name, display_name, native_name, nationality, email, locale, created_at, updated_at)
    SELECT ('0199f3a1' || substr(h, 9))::uuid, given, family, given || ' ' || family, native, ('{CN,RU,DE,FR,KZ,UZ}'::text[])[1 + (v * 5.99)::integer % 6],
           CASE WHEN n = 5000 THEN 'quill@feather.example' ELSE lower(given) || '.' || n || '@' || ('{ministry,mail,un}'::text[])[1 + n % 3] || '.example' END,
           'en', now(), now()
      FROM bench_people
     CROSS JOIN LATERAL (SELECT
       CASE WHEN n = 5000 THEN 'Quillfeather' WHEN u < 0.07 THEN 'Wang' WHEN u < 0.135 THEN 'Li' WHEN u < 0.18 THEN 'Zhang' WHEN u < 0.2 THEN 'Ivanov'
            WHEN u < 0.21 THEN 'Müller' ELSE initcap(bench_word((power(w, 3) * 100000)::integer, 4)) END AS family,
       CASE WHEN v < 0.005 THEN 'Xiulan' WHEN v < 0.03 THEN 'Anna' ELSE initcap(bench_word(500000 + (power(v, 2) * 3000)::integer, 3)) END AS given,
       CASE WHEN u < 0.07 THEN '王' WHEN u < 0.135 THEN '李' WHEN u < 0.18 THEN '张' WHEN u < 0.2 THEN 'Иванов ' END
         || CASE WHEN u < 0.18 THEN chr(20000 + (w * 2000)::integer) ELSE 'Пётр' END AS native OFFSET 0) name`);
  await client.query(`
    INSERT INTO registrations (id, event_id, state, code, category_id, person_id, identity_key, sort_name, locale, organisation_name, answers,
      answers_complete, created_at, updated_at)
    SELECT ('0199f3a2' || substr(h, 9))::uuid, '${eventId}', CASE WHEN v < 0.9 THEN 'confirmed' WHEN v < 0.95 THEN 'submitted' WHEN v < 0.99 THEN 'cancelled' ELSE 'draft' END,
           upper(translate(lpad(to_hex(n), 8, '0'), '01abcdef', 'ZYXWVUTS')), ('0199f3b' || floor(w * 10) || '-0000-7000-8000-000000000001')::uuid,
           ('0199f3a1' || substr(h, 9))::uuid, h, h, 'en', CASE WHEN n % 10 = 3 THEN 'Rostelecom Group' ELSE 'Ministry of ' || initcap(bench_word(n % 2000, 4)) END,
           jsonb_build_object('diet', ('{none,vegetarian,vegan,halal}'::text[])[1 + n % 4]), true, now() - n * interval '1 second', now()
      FROM bench_people`);
  // The rows at once, and the indexes afterwards: what the triggers would do one by one.
  await client.query(
    'DROP INDEX registration_search_keys_idx, registration_search_sample_idx, registration_search_glance_idx',
  );
  await client.query(`
    INSERT INTO registration_search (registration_id, event_id, created_at, name, code, organisation, words, word_keys, facet_keys)
    SELECT * FROM registration_search_rows ORDER BY created_at`);
  await client.query(
    'CREATE INDEX registration_search_keys_idx ON registration_search USING gin (word_keys, facet_keys)',
  );
  await client.query(
    'CREATE INDEX registration_search_sample_idx ON registration_search USING gin (word_keys, facet_keys) WHERE sampled',
  );
  await client.query(
    'CREATE INDEX registration_search_glance_idx ON registration_search USING gin (word_keys, facet_keys) WHERE sampled AND get_byte(uuid_send(registration_id), 14) < 16',
  );
  await client.query('ALTER TABLE registrations ENABLE TRIGGER USER');
  await client.query('DROP TABLE bench_people');
  await client.query('VACUUM ANALYZE');
  await client.query('CHECKPOINT');
  process.stderr.write(
    `${size} registrations made in ${((performance.now() - begun) / 1000).toFixed(0)} s\n`,
  );
}

async function ask(url, parameters) {
  const begun = performance.now();
  const response = await fetch(`${url}?${new URLSearchParams(parameters)}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const body = await response.json();
  if (response.status !== 200)
    throw new Error(`${JSON.stringify(parameters)} was answered with ${JSON.stringify(body)}`);
  return { ms: performance.now() - begun, body };
}

/** Every case in every order, at its first page and at its hundredth where there is one. */
async function compare(at, calls, rounds) {
  const results = [];
  for (const { name, ask: asked, scan } of cases)
    for (const [sort, by] of Object.entries(orders)) {
      const pages = at.map(() => [{ ...asked, sort }]);
      const found = [];
      for (const [k, { client, url }] of at.entries()) {
        const first = await ask(url, { ...asked, sort });
        const { rows } = await client.query(
          `SELECT r.id FROM registration_search s JOIN registrations r ON r.id = s.registration_id JOIN persons p ON p.id = r.person_id
            WHERE ${scan} ORDER BY s.${by}, r.id ${by.endsWith('DESC') ? 'DESC' : ''} LIMIT 50`,
        );
        const [got, wanted] = [first.body.items.map(({ id }) => id), rows.map(({ id }) => id)];
        if (got.join() !== wanted.join()) throw new Error(`${name} by ${sort}: not what a scan finds`);
        found[k] = got.length;
        // To the hundredth page in steps of four: the same cursors, fewer of them.
        let { nextCursor } = (await ask(url, { ...asked, sort, limit: 150 })).body;
        for (let page = 3; nextCursor !== null && page < 99; page += 4)
          ({ nextCursor } = (await ask(url, { ...asked, sort, limit: 200, cursor: nextCursor })).body);
        if (nextCursor !== null) pages[k].push({ ...asked, sort, cursor: nextCursor });
      }
      for (const page of [0, 1]) {
        const times = at.map(() => []);
        for (let round = -1; round < rounds; round += 1)
          for (const [k, { url }] of at.entries()) {
            const parameters = pages[k][page];
            if (!parameters) continue;
            for (let call = 0; call < calls; call += 1) {
              const { ms } = await ask(url, parameters);
              // The first round only warms up: plans and caches.
              if (round >= 0) times[k].push(ms);
            }
          }
        if (times.every((list) => list.length === 0)) continue;
        const result = {
          name,
          sort,
          page: page === 0 ? 1 : 100,
          found,
          times,
        };
        results.push(result);
        process.stderr.write(`${line(result)}\n`);
      }
    }
  return results;
}

/** What a registration costs with the search kept in step, as a ratio to one without. */
async function registering({ client, url }, rounds) {
  const times = { with: [], without: [] };
  let n = 0;
  for (let round = -1; round < rounds; round += 1)
    for (const which of ['with', 'without']) {
      for (const table of ['registrations', 'persons'])
        for (const trigger of table === 'persons'
          ? ['persons_found_on_update']
          : [
              'registration_found_at_the_end',
              'registrations_found_on_insert',
              'registrations_found_on_update',
            ])
          await client.query(
            `ALTER TABLE ${table} ${which === 'with' ? 'ENABLE' : 'DISABLE'} TRIGGER ${trigger}`,
          );
      for (let call = 0; call < 100; call += 1) {
        n += 1;
        const begun = performance.now();
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            categoryId: categoryId(1),
            organisationName: 'Ministry of Digital Development',
            person: {
              givenName: 'Anna',
              familyName: `Petrova ${n}`,
              nativeName: 'Анна Петрова',
              email: `anna.${n}@ministry.example`,
            },
          }),
        });
        await response.text();
        if (response.status !== 201) throw new Error(`a registration was answered with ${response.status}`);
        if (round >= 0) times[which].push(performance.now() - begun);
      }
    }
  return times;
}

function median(values) {
  return values.length === 0 ? NaN : values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function line({ name, sort, page, found, times }) {
  const medians = times.map(median);
  const ratio = medians[medians.length - 1] / medians[0];
  return [
    name.padEnd(38),
    sort.padEnd(13),
    `page ${page}`.padEnd(9),
    found.join('/').padEnd(7),
    medians.map((ms) => (Number.isNaN(ms) ? '–' : ms.toFixed(1)).padStart(7)).join(''),
    (Number.isNaN(ratio) ? '–' : ratio.toFixed(2)).padStart(7),
  ].join(' ');
}

function report(results, writes, sizes, { calls, rounds }) {
  console.log(
    `${rounds} rounds of ${calls} calls on ${os.availableParallelism()} cores, Node ${process.versions.node}`,
  );
  console.log(
    `medians in ms at ${sizes.map((size) => size.toLocaleString('en')).join(' and ')} registrations, and their ratio\n`,
  );
  for (const result of results) console.log(line(result));
  const ratios = results
    .map(({ times }) => median(times[times.length - 1]) / median(times[0]))
    .filter((ratio) => !Number.isNaN(ratio));
  console.log(
    `\nmedian of the ratios ${median(ratios).toFixed(2)}, up to 1.2 in ${ratios.filter((ratio) => ratio <= 1.2).length} of ${ratios.length}`,
  );
  const cost = median(writes.with) / median(writes.without);
  console.log(
    `a registration: ${median(writes.with).toFixed(1)} ms, ${cost.toFixed(2)} of one without the search`,
  );
  fs.mkdirSync(path.join(root, 'bench/results'), { recursive: true });
  fs.writeFileSync(
    path.join(root, 'bench/results/search.json'),
    `${JSON.stringify(
      {
        at: new Date().toISOString(),
        cores: os.availableParallelism(),
        cpu: os.cpus()[0]?.model,
        node: process.versions.node,
        calls,
        rounds,
        sizes,
        registering: { with: median(writes.with), without: median(writes.without), ratio: cost },
        results: results.map(({ times, ...result }) => ({
          ...result,
          p50: times.map(median),
          ratio: median(times[times.length - 1]) / median(times[0]),
        })),
      },
      null,
      2,
    )}\n`,
  );
}
