/**
 * How long a file of badges takes, and what others notice of it while it is made.
 *
 *   npm run build && node bench/badges.mjs [badges] [rounds]
 *
 * So many people (1000) with names in Latin, Cyrillic and Chinese letters are confirmed at an event; their badges are asked
 * for over HTTP as one job, `rounds` times (5), from a server that does both, requests and jobs. Meanwhile somebody asks for
 * the event again and again. Each file must have a page for everybody. Prints the medians, and writes
 * bench/results/badges.json. Everything runs on a PostgreSQL of its own.
 */
import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(import.meta.url);
const root = path.resolve(path.dirname(here), '..');
const require = createRequire(import.meta.url);
const ours = (file) => require(path.join(root, 'dist/src', file));

const eventId = '0199f3a0-0000-7000-8000-000000000001';
const categoryId = '0199f3a0-0000-7000-8000-000000000002';
const slug = 'bench';
const token = `ps.${Buffer.alloc(32, 7).toString('base64url')}`;
const digestOf = (text) => createHash('sha256').update(text).digest('base64url');

if (process.argv[2] === '--server') await serve(JSON.parse(process.argv[3]), process.argv[4]);
else await measure();

/** The whole program, in a process of its own; tells its parent where it listens, and how its event loop fared. */
async function serve(connection, storageDir) {
  const { createApp } = ours('app.js');
  const { loadConfig } = ours('platform/config.js');
  const { connectionOptions } = ours('platform/database/connection.js');
  const config = loadConfig({ NODE_ENV: 'test', LOG_LEVEL: 'silent', RATE_LIMIT_PER_MINUTE: '10000000' });
  const app = await createApp({
    config: { ...config, appSecret: 'a secret that only the benchmark has, long enough', storageDir },
    connection: connectionOptions(connection),
    logger: false,
  });
  await app.listen(0, '127.0.0.1');
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let cpu = process.cpuUsage();
  process.on('message', (word) => {
    if (word === 'begin') {
      delay.reset();
      delay.enable();
      cpu = process.cpuUsage();
      process.send({ begun: true });
    } else {
      delay.disable();
      const { user, system } = process.cpuUsage(cpu);
      process.send({
        delay: { p50: delay.percentile(50) / 1e6, p99: delay.percentile(99) / 1e6, most: delay.max / 1e6 },
        cpu: (user + system) / 1e6,
        memory: process.memoryUsage().rss / 1024 / 1024,
      });
    }
  });
  process.send({ port: app.getHttpServer().address().port });
}

async function measure() {
  const [badges = 1000, rounds = 5] = process.argv.slice(2).map(Number);
  const { startEmbeddedPostgres } = ours('platform/database/embedded-postgres.js');
  const { migrate } = ours('platform/database/migrate.js');
  const { connectionOptions } = ours('platform/database/connection.js');
  const { Client } = require('pg');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plenary-bench-'));
  fs.chmodSync(folder, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(folder, 'postgres'), durable: true });
  const results = [];
  let child;
  try {
    const connection = { ...postgres.connection, database: 'bench' };
    const admin = new Client({ ...postgres.connection, database: 'postgres' });
    await admin.connect();
    await admin.query('CREATE DATABASE bench');
    await admin.end();
    await migrate(connectionOptions(connection));
    const client = new Client(connection);
    await client.connect();
    await fill(client, badges);
    await client.end();
    child = fork(here, ['--server', JSON.stringify(connection), path.join(folder, 'files')]);
    const { port } = await said(child);
    // The first round only warms up: compilers, plans, fonts.
    for (let round = -1; round < rounds; round += 1) {
      const result = await print(child, port, badges);
      if (round >= 0) results.push(result);
    }
  } finally {
    child?.kill();
    await postgres.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
  report(results, badges);
  fs.mkdirSync(path.join(root, 'bench/results'), { recursive: true });
  fs.writeFileSync(
    path.join(root, 'bench/results/badges.json'),
    `${JSON.stringify({ at: new Date().toISOString(), cores: os.availableParallelism(), cpu: os.cpus()[0]?.model, node: process.versions.node, badges, rounds, results }, null, 2)}\n`,
  );
}

function said(child) {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
}

async function ask(child, word) {
  child.send(word);
  return said(child);
}

/** An event that runs now, somebody who prints, and people with names in three scripts. */
async function fill(client, count) {
  const today = new Date().toISOString().slice(0, 10);
  await client.query(
    `INSERT INTO events (id, state, slug, title, start_date, end_date, time_zone, city, country, locales, created_at, updated_at)
     VALUES ($1, 'running', $2, 'International Forum on Information Security', $3::date - 1, $3::date + 1, 'UTC', 'Shenzhen', 'CN', '{en,ru,zh}', now(), now())`,
    [eventId, slug, today],
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
  await client.query(
    `INSERT INTO categories (id, event_id, code, title, approval, self_registration, badge_colour, zones, created_at, updated_at)
     VALUES ($1, $2, 'delegate', 'Delegates', 'automatic', true, '#17456E', '{A,B2}', now(), now())`,
    [categoryId, eventId],
  );
  const pick = (list, n) => list[n % list.length];
  const families = Array.from('王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹');
  const given = Array.from('伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华建文晓慧颖志国红玉');
  const russian = [
    'Иванов',
    'Смирнова',
    'Кузнецов',
    'Преображенская',
    'Әлиев',
    'Раҳимзода',
    'Бердімұхамедов',
  ];
  const people = Array.from({ length: count }, (_, n) => ({
    display_name: `${pick(['Anna', 'Wei', 'Gulnara', 'Mehdi', 'Olga', 'Tariq'], n)} ${pick(['PETROVA', 'LI', 'NAZARBAEVA', 'HUSSAIN', 'OSPANOV'], n * 7)} ${n}`,
    native_name:
      n % 3 === 0
        ? pick(families, n) + pick(given, n * 3) + pick(given, n * 11)
        : n % 3 === 1
          ? `${pick(russian, n)} ${pick(['Анна', 'Пётр', 'Гүлнара', 'Ҷамшед'], n)}`
          : null,
    post: pick(['Deputy Director', 'Head of Division', 'Attaché', 'Principal Adviser'], n * 13),
    organisation: `Ministry of Communications ${n % 40}`,
  }));
  await client.query(
    `WITH named AS (
       INSERT INTO persons (id, given_name, family_name, display_name, native_name, post, email, locale, created_at, updated_at)
       SELECT gen_random_uuid(), 'Given', 'Family', display_name, native_name, post, 'p@bench.example', 'en', now(), now()
         FROM jsonb_to_recordset($1::jsonb) AS p (display_name text, native_name text, post text)
       RETURNING id, display_name)
     INSERT INTO registrations (id, event_id, state, code, category_id, person_id, identity_key, sort_name, locale, organisation_name,
       places, answers_complete, created_at, updated_at)
     SELECT gen_random_uuid(), $2, 'confirmed', upper(substr(md5(n.id::text), 1, 8)), $3, n.id, n.id::text, lower(n.display_name), 'en',
            p.organisation, 1, true, now(), now()
       FROM named n JOIN jsonb_to_recordset($1::jsonb) AS p (display_name text, organisation text) USING (display_name)`,
    [JSON.stringify(people), eventId, categoryId],
  );
  await client.query('VACUUM ANALYZE');
}

/** Asks for all badges, and meanwhile for the event again and again, until the job is over. */
async function print(child, port, badges) {
  const call = async (method, address, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${address}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new Error(`${method} ${address}: ${response.status} ${await response.text()}`);
    return response;
  };
  const job = async (id) => (await call('GET', `/api/v1/jobs/${id}`)).json();
  await ask(child, 'begin');
  const { id } = await (
    await call('POST', `/api/v1/events/${slug}/badges/prints`, { categoryId, order: 'name' })
  ).json();
  const waits = [];
  let state = await job(id);
  while (state.state === 'queued' || state.state === 'active') {
    const begun = performance.now();
    await call('GET', `/api/v1/events/${slug}`);
    waits.push(performance.now() - begun);
    await pause(10);
    state = await job(id);
  }
  const server = await ask(child, 'end');
  if (state.state !== 'completed' || state.counts.badges !== badges || state.errors.length > 0)
    throw new Error(`the job ended with ${JSON.stringify(state)}`);
  const file = Buffer.from(await (await call('GET', state.result.url)).arrayBuffer());
  waits.sort((one, other) => one - other);
  return {
    seconds: (Date.parse(state.finishedAt) - Date.parse(state.startedAt)) / 1000,
    cpuSeconds: server.cpu,
    bytes: file.length,
    eventLoopDelayMs: server.delay,
    requestMs: { p50: waits[Math.floor(waits.length * 0.5)], p99: waits[Math.floor(waits.length * 0.99)] },
    rssMb: server.memory,
  };
}

function report(results, badges) {
  const median = (of) => {
    const sorted = results.map(of).sort((one, other) => one - other);
    return sorted[Math.floor(sorted.length / 2)];
  };
  const lines = [
    [`${badges} badges as one job`, `${median((r) => r.seconds).toFixed(2)} s`],
    ['  computing time of the process', `${median((r) => r.cpuSeconds).toFixed(2)} s`],
    ['  file', `${(median((r) => r.bytes) / 1000).toFixed(0)} kB`],
    [
      '  event loop delay meanwhile, p50 / p99 / most',
      ['p50', 'p99', 'most'].map((key) => median((r) => r.eventLoopDelayMs[key]).toFixed(1)).join(' / ') +
        ' ms',
    ],
    [
      '  requests meanwhile, p50 / p99',
      ['p50', 'p99'].map((key) => median((r) => r.requestMs[key]).toFixed(1)).join(' / ') + ' ms',
    ],
    ['  memory of the process', `${median((r) => r.rssMb).toFixed(0)} MB`],
  ];
  for (const [what, figure] of lines) console.log(what.padEnd(50), figure);
}
