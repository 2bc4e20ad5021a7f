/**
 * Importing a workbook of many people, measured against a bare COPY of the same rows into a plain table.
 *
 *   npm run build && node bench/import.mjs [rows] [rounds] [places]
 *
 * `rows` (100000) of made-up people with a form of three questions, `rounds` (1), and, if it is given, how many `places`
 * a quota over their category has. Each round imports into a new event, then sends the same sheet again, then exports.
 * The worker is a process of its own, on a PostgreSQL of its own with default durability; its memory (VmHWM and VmRSS)
 * and the delay of its event loop are its own words. What came of it is counted in the database before a figure is
 * printed. Writes bench/results/import.json.
 */
import { fork } from 'node:child_process';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(import.meta.url);
const root = path.resolve(path.dirname(here), '..');
const require = createRequire(import.meta.url);
const ours = (file) => require(path.join(root, 'dist/src', file));
const head = [
  'externalId',
  'category',
  'givenName',
  'familyName',
  'nativeName',
  'email',
  'nationality',
  'post',
  'organisation',
  'diet',
  'arrives',
  'photos',
];

const personOf = (n) => [
  `M-${n}`,
  'delegate',
  `Given${n % 977}`,
  `Family${n}`,
  n % 3 === 0 ? `李${n}` : null,
  `p${n}@ministry.example`,
  ['CN', 'RU', 'KZ', 'UZ'][n % 4],
  n % 2 === 0 ? 'Deputy Director' : 'Adviser',
  `Ministry ${n % 200}`,
  n % 5 === 0 ? 'Vegetarian' : 'Anything',
  '2019-10-20',
  n % 2 === 0 ? 'yes' : 'no',
];

if (process.argv[2] === '--worker') await work(JSON.parse(process.argv[3]), process.argv[4]);
else await measure();

/** The program that imports; its parent asks it for what it has seen since it was asked last. */
async function work(connection, storageDir) {
  const { createApp } = ours('app.js');
  const { loadConfig } = ours('platform/config.js');
  const { connectionOptions } = ours('platform/database/connection.js');
  const { Database } = ours('platform/database/database.js');
  const { Imports } = ours('platform/imports/imports.service.js');
  const { Exports } = ours('platform/imports/exports.service.js');
  const { StoredFiles } = ours('platform/storage/stored-files.js');
  const config = loadConfig({ NODE_ENV: 'test', LOG_LEVEL: 'warn' });
  const app = await createApp({
    config: { ...config, appSecret: 'a secret that only the benchmark has, long enough', storageDir },
    connection: connectionOptions(connection),
    logger: ['error', 'warn'],
  });
  await app.listen(0, '127.0.0.1');
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const principal = {
    kind: 'staff',
    id: '0199f3a0-0000-7000-8000-00000000000a',
    name: 'Bench',
    administrator: true,
    roles: [],
  };
  let peak = 0;
  setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20).unref();
  const acts = {
    begin: () => {
      globalThis.gc?.();
      peak = process.memoryUsage.rss();
      delay.reset();
      delay.enable();
      return { rss: peak };
    },
    end: () => {
      delay.disable();
      return {
        peak: Math.max(peak, process.memoryUsage.rss()),
        p50: delay.percentile(50) / 1e6,
        p99: delay.percentile(99) / 1e6,
        max: delay.max / 1e6,
      };
    },
    import: async ({ eventId, file, name, mediaType, dryRun }) => {
      const size = fs.statSync(file).size;
      const id = await app.get(StoredFiles).add({
        name,
        mediaType,
        size,
        sha256: '0'.repeat(64),
        eventId,
        createdBy: principal.id,
        open: () => fs.createReadStream(file),
      });
      const options = { dryRun, mode: 'all_or_nothing', unknownColumns: 'refuse', language: 'en' };
      return (
        await app.get(Imports).begin('registrations', { eventId, principal, options, file: { id, name } })
      ).id;
    },
    export: async ({ eventId, format }) =>
      (
        await app
          .get(Exports)
          .begin(
            'registrations',
            { eventId, principal, options: { language: 'en', sort: 'createdAt' } },
            { format, confidential: true },
          )
      ).id,
    facts: async () => app.get(Database).one('SELECT 1 AS one'),
  };
  process.on('message', async ({ act, with: given }) => {
    try {
      process.send({ answer: await acts[act](given) });
    } catch (error) {
      process.send({ failure: String(error?.stack ?? error) });
    }
  });
  process.send({ answer: 'ready' });
}

async function measure() {
  const [rows = 100_000, rounds = 1, places] = process.argv.slice(2).map(Number);
  const { startEmbeddedPostgres } = ours('platform/database/embedded-postgres.js');
  const { migrate } = ours('platform/database/migrate.js');
  const { connectionOptions } = ours('platform/database/connection.js');
  const { Client } = require('pg');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plenary-bench-'));
  fs.chmodSync(folder, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(folder, 'postgres'), durable: true });
  const results = [];
  let worker;
  try {
    await migrate(connectionOptions(postgres.connection));
    const client = new Client(postgres.connection);
    // When something fails, the server goes first; what failed is what is to be seen.
    client.on('error', () => undefined);
    await client.connect();
    const sheet = path.join(folder, 'people.xlsx');
    await writeSheet(sheet, rows);
    worker = fork(here, ['--worker', JSON.stringify(postgres.connection), path.join(folder, 'files')], {
      execArgv: ['--expose-gc'],
    });
    await answerOf(worker);
    const ask = (act, given) => (worker.send({ act, with: given }), answerOf(worker));
    for (let round = 0; round < rounds; round += 1) {
      const eventId = await fill(client, round, places);
      const copy = await bareCopy(client, rows);
      const result = { copy };
      const xlsx = {
        eventId,
        file: sheet,
        name: 'people.xlsx',
        mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      };
      const timed = async (name, act, given, check) => {
        const { rss } = await ask('begin');
        const begun = performance.now();
        const job = await finished(client, await ask(act, given));
        const seconds = (performance.now() - begun) / 1000;
        const seen = await ask('end');
        check(job);
        result[name] = {
          seconds,
          rowsPerSecond: rows / seconds,
          rssBefore: rss,
          peak: seen.peak,
          growth: seen.peak - rss,
          loop: { p50: seen.p50, p99: seen.p99, max: seen.max },
        };
      };
      const wants =
        (wanted) =>
        ({ counts }) => {
          for (const [name, count] of Object.entries(wanted))
            if (counts[name] !== count)
              throw new Error(`expected ${name} ${count}, got ${JSON.stringify(counts)}`);
        };
      await timed('rehearsal', 'import', { ...xlsx, dryRun: true }, wants({ created: rows }));
      await timed('import', 'import', { ...xlsx, dryRun: false }, wants({ created: rows }));
      await mustHold(client, eventId, rows, places);
      await timed('again', 'import', { ...xlsx, dryRun: false }, wants({ unchanged: rows }));
      await timed('exportXlsx', 'export', { eventId, format: 'xlsx' }, wants({ rows }));
      await timed('exportCsv', 'export', { eventId, format: 'csv' }, wants({ rows }));
      results.push(result);
    }
    await client.end();
  } finally {
    worker?.kill();
    await postgres.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
  print(rows, results);
  fs.mkdirSync(path.join(root, 'bench/results'), { recursive: true });
  fs.writeFileSync(
    path.join(root, 'bench/results/import.json'),
    `${JSON.stringify({ at: new Date().toISOString(), cores: os.availableParallelism(), cpu: os.cpus()[0]?.model, node: process.versions.node, rows, places: places ?? null, results }, null, 2)}\n`,
  );
}

async function answerOf(worker) {
  const [message] = await Promise.race([
    once(worker, 'message'),
    once(worker, 'exit').then(() => [{ failure: 'the worker ended' }]),
  ]);
  if (message.failure) throw new Error(message.failure);
  return message.answer;
}

async function writeSheet(file, rows) {
  const { writeXlsxStream } = await import('hucre/xlsx');
  const lines = function* () {
    yield head;
    for (let n = 1; n <= rows; n += 1) yield personOf(n);
  };
  const out = fs.createWriteStream(file);
  for await (const chunk of writeXlsxStream(lines(), { name: 'People', inlineStrings: false }))
    if (!out.write(chunk)) await once(out, 'drain');
  out.end();
  await once(out, 'finish');
}

/** An event that takes registrations, with a form. */
async function fill(client, round, places) {
  const id = (kind) => `0199f3a0-0000-7000-8000-0000000${round}00${kind}`;
  await client.query(
    `INSERT INTO events (id, state, slug, title, start_date, end_date, time_zone, city, country, locales, created_at, updated_at)
     VALUES ($1, 'published', $2, 'Bench', current_date + 100, current_date + 104, 'Asia/Shanghai', 'Shenzhen', 'CN', '{en,ru,zh}', now(), now())`,
    [id('01'), `bench-${round}`],
  );
  await client.query(
    `INSERT INTO categories (id, event_id, code, title, approval, self_registration, created_at, updated_at)
     VALUES ($1, $2, 'delegate', 'Delegates', 'automatic', true, now(), now())`,
    [id('02'), id('01')],
  );
  const fields = JSON.stringify([
    {
      key: 'diet',
      kind: 'choice',
      label: 'Food',
      required: 'always',
      options: [
        { value: 'all', label: 'Anything' },
        { value: 'vegetarian', label: 'Vegetarian' },
      ],
    },
    { key: 'arrives', kind: 'day', label: 'Arrival', required: 'never' },
    { key: 'photos', kind: 'consent', label: 'Photos', required: 'never' },
  ]);
  await client.query(
    `INSERT INTO forms (id, event_id, purpose, fields, created_at, updated_at) VALUES ($1, $2, 'registration', $3, now(), now())`,
    [id('03'), id('01'), fields],
  );
  await client.query(
    `INSERT INTO form_versions (form_id, number, fields, created_at) VALUES ($1, 1, $2, now())`,
    [id('03'), fields],
  );
  await client.query(
    `INSERT INTO form_categories (event_id, form_id, category_id, purpose) VALUES ($1, $2, $3, 'registration')`,
    [id('01'), id('03'), id('02')],
  );
  if (places) {
    await client.query(
      `INSERT INTO quotas (id, event_id, title, capacity, created_at, updated_at) VALUES ($1, $2, 'Hall', $3, now(), now())`,
      [id('04'), id('01'), places],
    );
    await client.query(`INSERT INTO quota_categories (event_id, quota_id, category_id) VALUES ($1, $2, $3)`, [
      id('01'),
      id('04'),
      id('02'),
    ]);
  }
  return id('01');
}

/** The same rows into a table with a primary key and nothing else, by COPY from a file that the server reads. */
async function bareCopy(client, rows) {
  const file = path.join(os.tmpdir(), `plenary-bench-copy-${process.pid}.tsv`);
  const out = fs.createWriteStream(file);
  for (let n = 1; n <= rows; n += 1)
    if (
      !out.write(
        `${personOf(n)
          .map((value) => value ?? '\\N')
          .join('\t')}\n`,
      )
    )
      await once(out, 'drain');
  out.end();
  await once(out, 'finish');
  fs.chmodSync(file, 0o644);
  try {
    await client.query(`DROP TABLE IF EXISTS bench_people`);
    await client.query(
      `CREATE TABLE bench_people (${head.map((name, index) => `"${name}" text${index === 0 ? ' PRIMARY KEY' : ''}`).join(', ')})`,
    );
    const begun = performance.now();
    await client.query(`COPY bench_people FROM '${file}'`);
    const seconds = (performance.now() - begun) / 1000;
    return { seconds, rowsPerSecond: rows / seconds };
  } finally {
    fs.rmSync(file, { force: true });
  }
}

async function finished(client, id) {
  for (;;) {
    const { rows } = await client.query(
      'SELECT state, counts, row_errors, error FROM job_runs WHERE id = $1',
      [id],
    );
    if (rows[0]?.state === 'completed') return rows[0];
    if (rows[0]?.state === 'failed') throw new Error(rows[0].error);
    await pause(20);
  }
}

/** What must be true after an import. */
async function mustHold(client, eventId, rows, places) {
  const { rows: found } = await client.query(
    `SELECT (SELECT count(*)::integer FROM registrations WHERE event_id = $1 AND state = 'confirmed') AS confirmed,
            (SELECT count(*)::integer FROM registrations WHERE event_id = $1 AND state = 'waitlisted') AS waiting,
            (SELECT count(*)::integer FROM transition_records WHERE event_id = $1) AS records`,
    [eventId],
  );
  const confirmed = places ? Math.min(places, rows) : rows;
  const wanted = { confirmed, waiting: rows - confirmed, records: 3 * rows };
  if (JSON.stringify(found[0]) !== JSON.stringify(wanted))
    throw new Error(`expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found[0])}`);
}

function print(rows, results) {
  const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  const mb = (bytes) => (bytes / 1024 / 1024).toFixed(0);
  console.log(
    `${rows.toLocaleString('en')} rows, ${results.length} rounds on ${os.availableParallelism()} cores, Node ${process.versions.node}`,
  );
  console.log(
    `${'bare COPY'.padEnd(14)} ${median(results.map(({ copy }) => copy.seconds))
      .toFixed(1)
      .padStart(7)} s`,
  );
  for (const name of ['rehearsal', 'import', 'again', 'exportXlsx', 'exportCsv']) {
    const all = results.map((result) => result[name]);
    const of = (value) => median(all.map(value));
    console.log(
      `${name.padEnd(14)} ${of(({ seconds }) => seconds)
        .toFixed(1)
        .padStart(7)} s  ${of(({ rowsPerSecond }) => rowsPerSecond)
        .toFixed(0)
        .padStart(7)} rows/s` +
        `  memory +${mb(of(({ growth }) => growth))} MB to ${mb(of(({ peak }) => peak))} MB` +
        `  loop p99 ${of(({ loop }) => loop.p99).toFixed(0)} ms, most ${of(({ loop }) => loop.max).toFixed(0)} ms`,
    );
  }
  const ratio = median(results.map((result) => result.copy.rowsPerSecond / result.import.rowsPerSecond));
  console.log(`an imported row costs ${ratio.toFixed(0)} of a bare COPY`);
}
