/**
 * Check-in over HTTP, measured against the least that a server could do: raw Fastify and pg, one prepared statement that
 * finds the code and marks it.
 *
 *   npm run build && node bench/check-in.mjs [check-ins] [rounds] [registrations...]
 *
 * `check-ins` for each server and round (8000), `rounds` (3), and how many registrations there are (10000 1000000).
 * Everything runs on a PostgreSQL of its own with default durability. The servers take turns, each in a process of its
 * own; every answer must be the check-in that was asked for, and the rows are counted in the end. Prints ratios, and
 * writes bench/results/check-in.json.
 *
 * raw            finds and marks, nothing else
 * raw, guarded   the same behind what the API must do for each call: find the event, the caller and the caller's roles
 * Plenary        the API: guard, validation, rules, everything that the desk sees, idempotency, in and out
 */
import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(import.meta.url);
const root = path.resolve(path.dirname(here), '..');
const require = createRequire(import.meta.url);
const ours = (file) => require(path.join(root, 'dist/src', file));

const eventId = '0199f3a0-0000-7000-8000-000000000001';
const slug = 'bench';
const secret = 'a secret that only the benchmark has, long enough';
const token = `ps.${Buffer.alloc(32, 7).toString('base64url')}`;
const digestOf = (text) => createHash('sha256').update(text).digest('base64url');
/** The code of a registration by its number. */
const codeOf = (n) => n.toString(32).toUpperCase().padStart(8, '0');

if (process.argv[2] === '--server') await serve(process.argv[3], JSON.parse(process.argv[4]));
else await measure();

/** One of the servers, in a process of its own; tells its parent where it listens. */
async function serve(which, connection) {
  const port =
    which === 'plenary' ? await servePlenary(connection) : await serveRaw(connection, which === 'guarded');
  process.on('message', () => process.send({ cpu: process.cpuUsage() }));
  process.send({ port });
}

async function servePlenary(connection) {
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
    config: { ...config, appSecret: secret },
    connection: connectionOptions(connection),
    logger: false,
  });
  await app.listen(0, '127.0.0.1');
  return app.getHttpServer().address().port;
}

async function serveRaw(connection, guarded) {
  const { default: fastify } = await import('fastify');
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({ ...connection, max: 16 });
  const app = fastify();
  const query = (name, text, values) => pool.query({ name, text, values });
  app.post('/api/v1/events/:event/check-ins', async (request, reply) => {
    let event = eventId;
    if (guarded) {
      const found = await query('event', 'SELECT * FROM events WHERE slug = $1', [request.params.event]);
      event = found.rows[0].id;
      const caller = await query(
        'caller',
        `SELECT u.id, u.name, u.administrator, ARRAY(SELECT role FROM staff_roles r WHERE r.user_id = u.id AND r.event_id = $3) AS roles
           FROM sessions s JOIN users u ON u.id = s.user_id
          WHERE s.access_digest = $1 AND s.access_expires_at > $2 AND u.disabled_at IS NULL`,
        [digestOf(request.headers.authorization.slice(7)), new Date(), event],
      );
      if (!caller.rows[0]) return reply.status(401).send();
    }
    const { rows } = await query(
      'mark',
      `UPDATE bench_tickets SET checked_in_at = $3 WHERE event_id = $1 AND code = $2 AND checked_in_at IS NULL
       RETURNING id, code, display_name, category_id, organisation_name, locale, checked_in_at`,
      [event, request.body.code, new Date()],
    );
    if (rows[0]) return reply.status(201).send(rows[0]);
    const known = await query(
      'known',
      'SELECT id, checked_in_at FROM bench_tickets WHERE event_id = $1 AND code = $2',
      [event, request.body.code],
    );
    return reply.status(known.rows[0] ? 409 : 404).send(known.rows[0] ?? {});
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return app.server.address().port;
}

async function measure() {
  const [times = 8000, rounds = 3, ...given] = process.argv.slice(2).map(Number);
  const sizes = given.length > 0 ? given : [10_000, 1_000_000];
  const { startEmbeddedPostgres } = ours('platform/database/embedded-postgres.js');
  const { migrate } = ours('platform/database/migrate.js');
  const { connectionOptions } = ours('platform/database/connection.js');
  const { Client } = require('pg');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plenary-bench-'));
  fs.chmodSync(folder, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(folder, 'postgres'), durable: true });
  const results = {};
  try {
    for (const size of sizes) {
      const connection = { ...postgres.connection, database: `bench_${size}` };
      const admin = new Client({ ...postgres.connection, database: 'postgres' });
      await admin.connect();
      await admin.query(`CREATE DATABASE bench_${size}`);
      await admin.end();
      await migrate(connectionOptions(connection));
      const client = new Client(connection);
      await client.connect();
      await fill(client, size);
      const servers = {};
      for (const which of ['raw', 'guarded', 'plenary']) servers[which] = await start(which, connection);
      results[size] = await compare(client, servers, size, { times, rounds });
      for (const { child } of Object.values(servers)) child.kill();
      await client.end();
    }
  } finally {
    await postgres.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
  print(results, rounds);
  fs.mkdirSync(path.join(root, 'bench/results'), { recursive: true });
  fs.writeFileSync(
    path.join(root, 'bench/results/check-in.json'),
    `${JSON.stringify({ at: new Date().toISOString(), cores: os.availableParallelism(), cpu: os.cpus()[0]?.model, node: process.versions.node, times, rounds, results }, null, 2)}\n`,
  );
}

/** An event that runs now, somebody at its desk, and so many confirmed registrations; the same people for the raw server. */
async function fill(client, size) {
  process.stderr.write(`filling ${size} registrations\n`);
  const today = new Date().toISOString().slice(0, 10);
  await client.query(
    `INSERT INTO events (id, state, slug, title, start_date, end_date, time_zone, city, country, locales, created_at, updated_at)
     VALUES ($1, 'running', $2, 'Bench', $3::date - 1, $3::date + 1, 'UTC', 'Shenzhen', 'CN', '{en,ru,zh}', now(), now())`,
    [eventId, slug, today],
  );
  const { rows } = await client.query(
    `INSERT INTO users (id, email, name, administrator, created_at, updated_at)
     VALUES (gen_random_uuid(), 'desk@bench.example', 'Desk', false, now(), now()) RETURNING id`,
  );
  await client.query(
    `INSERT INTO staff_roles (event_id, user_id, role, created_at) VALUES ($1, $2, 'check_in', now())`,
    [eventId, rows[0].id],
  );
  await client.query(
    `INSERT INTO sessions (id, user_id, access_digest, refresh_digest, access_expires_at, refresh_expires_at, created_at)
     VALUES (gen_random_uuid(), $1, $2, $3, now() + interval '1 day', now() + interval '1 day', now())`,
    [rows[0].id, digestOf(token), digestOf(randomBytes(32))],
  );
  await client.query(
    `INSERT INTO categories (id, event_id, code, title, approval, self_registration, created_at, updated_at)
     VALUES ($1, $2, 'delegate', 'Delegates', 'automatic', true, now(), now())`,
    ['0199f3a0-0000-7000-8000-000000000002', eventId],
  );
  await client.query(`CREATE FUNCTION bench_id(kind text, n integer) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (kind || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$`);
  await client.query(
    `INSERT INTO persons (id, given_name, family_name, display_name, native_name, email, locale, created_at, updated_at)
     SELECT bench_id('0199f3a1', n), 'Given', 'Family' || n, 'Given Family' || n, CASE WHEN n % 3 = 0 THEN '李' || n END,
            'p' || n || '@bench.example', 'en', now(), now()
       FROM generate_series(1, $1::integer) n`,
    [size],
  );
  const codes = Array.from({ length: size }, (_, n) => codeOf(n + 1));
  for (let from = 0; from < size; from += 100_000)
    await client.query(
      `INSERT INTO registrations (id, event_id, state, code, category_id, person_id, identity_key, sort_name, locale, organisation_name,
         answers_complete, created_at, updated_at)
       SELECT bench_id('0199f3a2', n), $1, 'confirmed', code, '0199f3a0-0000-7000-8000-000000000002', bench_id('0199f3a1', n), n::text,
              'family' || n || ' given', 'en', 'Ministry ' || n % 200, true, now(), now()
         FROM unnest($2::text[]) WITH ORDINALITY AS c(code, k) CROSS JOIN LATERAL (SELECT ($3 + k)::integer AS n) numbered`,
      [eventId, codes.slice(from, from + 100_000), from],
    );
  await client.query(`CREATE TABLE bench_tickets (id uuid PRIMARY KEY, event_id uuid NOT NULL, code text COLLATE "C" NOT NULL,
    display_name text NOT NULL, category_id uuid NOT NULL, organisation_name text, locale text NOT NULL, checked_in_at timestamptz,
    UNIQUE (event_id, code))`);
  await client.query(`INSERT INTO bench_tickets SELECT r.id, r.event_id, r.code, p.display_name, r.category_id, r.organisation_name, r.locale, NULL
    FROM registrations r JOIN persons p ON p.id = r.person_id`);
  await client.query('VACUUM ANALYZE');
  await client.query('CHECKPOINT');
}

function start(which, connection) {
  return new Promise((resolve, reject) => {
    const child = fork(here, ['--server', which, JSON.stringify(connection)]);
    child.once('message', ({ port }) => resolve({ child, port }));
    child.once('exit', (code) => reject(new Error(`the server ${which} ended with ${code}`)));
  });
}

/** Lets the servers take turns, and counts what each did. Marks are taken back between the rounds, so that each begins alike. */
async function compare(client, servers, size, { times, rounds }) {
  const { rows: started } = await client.query('SELECT pg_backend_pid() AS pid');
  const postmaster = parentOf(started[0].pid);
  const rates = { raw: [], guarded: [], plenary: [] };
  const costs = { raw: [], guarded: [], plenary: [] };
  for (let round = -1; round < rounds; round += 1) {
    for (const [which, { child, port }] of Object.entries(servers)) {
      const before = { node: await nodeTime(child), postgres: postgresTime(postmaster) };
      // The first round only warms up: compilers, plans, caches.
      const done = await load(port, size, Math.min(times, size));
      const after = { node: await nodeTime(child), postgres: postgresTime(postmaster) };
      const { rows } = await client.query(
        which === 'plenary'
          ? `SELECT count(*)::integer AS n FROM check_ins WHERE counts AND direction = 'in'`
          : 'SELECT count(*)::integer AS n FROM bench_tickets WHERE checked_in_at IS NOT NULL',
      );
      if (rows[0].n !== done.count)
        throw new Error(`${which} answered ${done.count} times and marked ${rows[0].n}`);
      if (round >= 0) {
        rates[which].push(done.count / done.seconds);
        costs[which].push({
          node: (after.node - before.node) / done.count,
          postgres: (after.postgres - before.postgres) / done.count,
        });
      }
      await client.query('TRUNCATE check_ins');
      await client.query('UPDATE bench_tickets SET checked_in_at = NULL WHERE checked_in_at IS NOT NULL');
      await client.query('VACUUM ANALYZE bench_tickets, check_ins');
    }
  }
  return { rates, costs };
}

/** Microseconds that a server has computed so far. */
function nodeTime(child) {
  return new Promise((resolve) => {
    child.once('message', ({ cpu }) => resolve(cpu.user + cpu.system));
    child.send('cpu');
  });
}

/** The fields of a process in Linux, from its state on; undefined elsewhere. */
function statOf(pid) {
  try {
    return fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  } catch {
    return undefined;
  }
}

function parentOf(pid) {
  return Number(statOf(pid)?.[1]);
}

/** Microseconds that PostgreSQL has computed so far in all its processes; NaN where the system does not say. */
function postgresTime(postmaster) {
  const own = statOf(postmaster);
  if (!own) return NaN;
  // A hundred ticks a second; those of children that are gone are counted with their parent.
  let ticks = own.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const stat = statOf(pid);
    if (stat && Number(stat[1]) === postmaster) ticks += Number(stat[11]) + Number(stat[12]);
  }
  return ticks * 10_000;
}

/** Checks so many people in, one after the other over 16 connections. */
async function load(port, size, times) {
  // Codes in an order that is spread over the whole table.
  const step = 7919;
  let next = 0;
  let count = 0;
  const begun = performance.now();
  const one = async () => {
    const call = await caller(port);
    while (next < times) {
      const n = ((next * step) % size) + 1;
      next += 1;
      const body = JSON.stringify({ code: codeOf(n), clientId: `bench-${n}` });
      const status = await call(body);
      if (status !== 201) throw new Error(`a check-in was answered with ${status}`);
      count += 1;
    }
    call.end();
  };
  await Promise.all(Array.from({ length: 16 }, one));
  return { count, seconds: (performance.now() - begun) / 1000 };
}

/** The least client there is, so that it takes little of the cores that the servers need: one request at a time. */
function caller(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => resolve(call));
    socket.setNoDelay(true);
    let answered;
    let failed;
    let held = '';
    socket.on('data', (chunk) => {
      held += chunk.toString('latin1');
      const end = held.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = /content-length: (\d+)/i.exec(held.slice(0, end));
      if (!length || held.length < end + 4 + Number(length[1])) return;
      const status = Number(held.slice(9, 12));
      held = '';
      answered(status);
    });
    socket.on('error', (error) => failed?.(error));
    const call = (body) =>
      new Promise((resolve2, reject2) => {
        answered = resolve2;
        failed = reject2;
        socket.write(
          `POST /api/v1/events/${slug}/check-ins HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        );
      });
    call.end = () => socket.end();
  });
}

function print(results, rounds) {
  const total = ({ node, postgres }) => node + (Number.isNaN(postgres) ? 0 : postgres);
  const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  console.log(
    `${rounds} rounds on ${os.availableParallelism()} cores, Node ${process.versions.node}, ${os.type()} ${os.release()}`,
  );
  const sizes = Object.keys(results);
  for (const size of sizes) {
    const { rates, costs } = results[size];
    const ratios = (of, to) => rates[of].map((rate, index) => rate / rates[to][index]);
    const cheaper = (of, to) => costs[of].map((cost, index) => total(costs[to][index]) / total(cost));
    const line = (label, values) =>
      console.log(
        `${label.padEnd(44)} ${median(values).toFixed(2)}   (${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)})`,
      );
    console.log(`\n${Number(size).toLocaleString('en')} registrations: check-ins a second, as a ratio`);
    line('  Plenary to raw', ratios('plenary', 'raw'));
    line('  Plenary to raw, guarded', ratios('plenary', 'guarded'));
    line('  raw, guarded, to raw', ratios('guarded', 'raw'));
    console.log('check-ins for the same time of all processors, as a ratio');
    line('  Plenary to raw', cheaper('plenary', 'raw'));
    line('  Plenary to raw, guarded', cheaper('plenary', 'guarded'));
    for (const which of Object.keys(costs))
      console.log(
        `  ${which.padEnd(42)} ${median(costs[which].map(({ node }) => node)).toFixed(0)} µs Node + ${median(costs[which].map(({ postgres }) => postgres)).toFixed(0)} µs PostgreSQL`,
      );
  }
  if (sizes.length < 2) return;
  const [first, last] = [sizes[0], sizes[sizes.length - 1]];
  const cost = (size) => median(results[size].costs.plenary.map(total));
  console.log(
    `\nA check-in of Plenary with ${Number(last).toLocaleString('en')} registrations costs ${(cost(last) / cost(first)).toFixed(2)} of one with ${Number(first).toLocaleString('en')}`,
  );
}
