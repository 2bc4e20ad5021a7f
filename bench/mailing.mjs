/**
 * Sending everybody their agenda: 20,000 people in three languages, each with a calendar file, to an SMTP server in a
 * process of its own that accepts everything.
 *
 *   npm run build && node bench/mailing.mjs [people] [rounds]
 *
 * `people` (20000), `rounds` (5). A is this program as a user runs it, on a PostgreSQL with default durability: the agendas
 * are composed from the programme, each message is a row of the ledger with its states, queued, rendered and sent. B is a
 * bare nodemailer pool with as many connections that composes and sends mails with the same parts (taken from what A sent)
 * and keeps nothing. They take turns. After each round the server has counted: every person once, no Message-ID twice; and
 * the ledger of A says "sent" for each. Prints mails a second of both, CPU per mail, the ratio, and the most memory that A
 * had, and writes bench/results/mailing.json.
 */
import * as net from 'node:net';
import { fileURLToPath } from 'node:url';
import { keep, median, ours, require, said, spread, withPostgres } from './support.mjs';

const here = fileURLToPath(import.meta.url);
const eventId = '0199f3a0-0000-7000-8000-000000000001';
const slug = 'bench';
const sessions = 40;
const lanes = 5;

if (process.argv[2] === '--sink') sink();
else if (process.argv[2] === '--program') await program(JSON.parse(process.argv[3]), Number(process.argv[4]));
else if (process.argv[2] === '--bare') await bare(Number(process.argv[3]));
else await measure();

/** Accepts every mail, counts whom each was for, and keeps one of each language. */
function sink() {
  let recipients = new Map();
  let ids = new Set();
  let samples = new Map();
  const server = net.createServer((socket) => {
    let waiting = '';
    let body = null;
    let to = '';
    const say = (line) => socket.write(`${line}\r\n`);
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.on('error', () => undefined);
    say('220 sink ESMTP');
    socket.on('data', (text) => {
      waiting += text;
      for (;;) {
        if (body !== null) {
          const end = waiting.indexOf('\r\n.\r\n');
          if (end < 0) return;
          const mail = waiting.slice(0, end);
          waiting = waiting.slice(end + 5);
          body = null;
          const head = mail.slice(0, mail.indexOf('\r\n\r\n'));
          recipients.set(to, (recipients.get(to) ?? 0) + 1);
          ids.add(/^Message-ID: (\S+)/im.exec(head)?.[1]);
          const language = /^Content-Language: (\w+)/im.exec(head)?.[1];
          if (language && !samples.has(language)) samples.set(language, mail);
          say('250 2.0.0 Ok');
          continue;
        }
        const end = waiting.indexOf('\r\n');
        if (end < 0) return;
        const line = waiting.slice(0, end);
        waiting = waiting.slice(end + 2);
        const verb = line.slice(0, 4).toUpperCase();
        if (verb === 'EHLO') socket.write('250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n');
        else if (verb === 'RCPT') {
          to = /<([^>]*)>/.exec(line)[1];
          say('250 2.1.5 Ok');
        } else if (verb === 'DATA') {
          body = '';
          say('354 go on');
        } else if (verb === 'QUIT') {
          say('221 2.0.0 Bye');
          socket.end();
        } else say('250 2.0.0 Ok');
      }
    });
  });
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
  process.on('message', (question) => {
    if (question === 'count')
      return process.send({ mails: [...recipients.values()].reduce((a, b) => a + b, 0) });
    const twice = [...recipients.values()].filter((count) => count > 1).length;
    process.send({ people: recipients.size, twice, ids: ids.size, samples: [...samples] });
    [recipients, ids, samples] = [new Map(), new Set(), new Map()];
  });
}

/** The program as a user runs it, with an event and its people; sends everybody their agenda whenever it is told to. */
async function program(connection, port) {
  const { createApp } = ours('app.js');
  const { loadConfig } = ours('platform/config.js');
  const { connectionOptions } = ours('platform/database/connection.js');
  const { Accounts } = ours('access/accounts.service.js');
  const { Sessions } = ours('access/sessions.service.js');
  const app = await createApp({
    config: {
      ...loadConfig({
        NODE_ENV: 'test',
        LOG_LEVEL: 'silent',
        SMTP_URL: `smtp://127.0.0.1:${port}`,
        MAIL_ONLY_TO: '*',
        // As many connections for the one domain as for all, and no limit that a real server would ask for.
        MAIL_CONNECTIONS_PER_DOMAIN: String(lanes),
        MAIL_RATE_PER_MINUTE: '10000000',
        MAIL_DOMAIN_RATE_PER_MINUTE: '10000000',
        RATE_LIMIT_PER_MINUTE: '10000000',
      }),
      appSecret: 'a secret that only the benchmark has, long enough',
    },
    connection: connectionOptions(connection),
    logger: false,
  });
  await app.listen(0, '127.0.0.1');
  const userId = await app
    .get(Accounts)
    .create({ email: 'bench@plenary.example', name: 'Bench', administrator: true });
  const { accessToken } = await app.get(Sessions).open(userId);
  const base = `http://127.0.0.1:${app.getHttpServer().address().port}/api/v1/events/${slug}`;
  const call = async (method, path, body) => {
    const answer = await fetch(base + path, {
      method,
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  let most = 0;
  let cpu = process.cpuUsage();
  setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 100).unref();
  process.on('message', async (question) => {
    try {
      if (question === 'programme') {
        const room = await call('POST', '/rooms', { name: 'Hall', capacity: 5000 });
        for (let n = 0; n < sessions; n += 1) {
          const at = (minutes) =>
            new Date(Date.UTC(2030, 4, 6 + Math.floor(n / 8), 1, (n % 8) * 60 + minutes)).toISOString();
          await call('POST', '/sessions', {
            title: `Session ${n + 1}: trust in the digital future`,
            titles: {
              ru: `Заседание ${n + 1}: доверие в цифровом будущем`,
              zh: `第${n + 1}场会议：数字未来中的信任`,
            },
            kind: 'plenary',
            roomId: room.id,
            startsAt: at(0),
            endsAt: at(45),
          });
        }
        await call('POST', '/programme/releases', {});
        return process.send({ done: true });
      }
      if (question === 'end') {
        const { user, system } = process.cpuUsage(cpu);
        return process.send({ cpuMs: (user + system) / 1000, most });
      }
      most = process.memoryUsage.rss();
      cpu = process.cpuUsage();
      await call('POST', '/notices', { kind: 'agenda', audience: {} });
      process.send({ begun: true });
    } catch (error) {
      process.send({ error: error.message });
    }
  });
  process.send({ ready: true });
}

/** A bare pool: composes and sends, and keeps nothing. */
async function bare(port) {
  const { createTransport } = require('nodemailer');
  const { simpleParser } = require('mailparser');
  process.on('message', async ({ people, samples }) => {
    try {
      const parts = new Map();
      for (const [language, mail] of samples) {
        const parsed = await simpleParser(Buffer.from(mail, 'latin1'));
        const calendar = parsed.attachments.find(({ contentType }) => contentType === 'text/calendar');
        parts.set(language, {
          subject: parsed.subject,
          text: parsed.text,
          html: parsed.html,
          ics: calendar.content.toString('utf8'),
        });
      }
      const transporter = createTransport({
        host: '127.0.0.1',
        port,
        pool: true,
        maxConnections: lanes,
        maxMessages: Infinity,
      });
      const cpu = process.cpuUsage();
      const begun = performance.now();
      let next = 0;
      await Promise.all(
        Array.from({ length: lanes * 2 }, async () => {
          while (next < people.length) {
            const { email, name, locale } = people[next++];
            const { subject, text, html, ics } = parts.get(locale);
            await transporter.sendMail({
              from: { name: 'Plenary', address: 'secretariat@plenary.example' },
              to: { name, address: email },
              subject,
              text,
              html,
              textEncoding: 'base64',
              icalEvent: { method: 'REQUEST', filename: 'calendar.ics', content: ics },
            });
          }
        }),
      );
      const seconds = (performance.now() - begun) / 1000;
      const { user, system } = process.cpuUsage(cpu);
      transporter.close();
      process.send({ seconds, cpuMs: (user + system) / 1000 });
    } catch (error) {
      process.send({ error: error.message });
    }
  });
  process.send({ ready: true });
}

async function measure() {
  const [people = 20_000, rounds = 5] = process.argv.slice(2).map(Number);
  await withPostgres(async ({ client, connection, start }) => {
    const everybody = await fill(client, people);
    const server = start(here, '--sink');
    const { port } = await said(server);
    const own = start(here, '--program', JSON.stringify(connection), String(port));
    await said(own);
    own.send('programme');
    await said(own);
    const pool = start(here, '--bare', String(port));
    await said(pool);
    const ask = async (child, question) => {
      child.send(question);
      return said(child);
    };
    /** Everybody once, and nothing twice. */
    const counted = async (who) => {
      const { people: reached, twice, ids, samples } = await ask(server, 'all');
      if (reached !== people || twice !== 0 || ids !== people)
        throw new Error(`${who}: ${reached} of ${people} people, ${twice} of them twice, ${ids} Message-IDs`);
      return samples;
    };
    const results = { ours: [], bare: [] };
    for (let round = 0; round <= rounds; round += 1) {
      const begun = performance.now();
      await ask(own, 'send');
      for (let mails = 0; mails < people;) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        ({ mails } = await ask(server, 'count'));
      }
      const seconds = (performance.now() - begun) / 1000;
      const { cpuMs, most } = await ask(own, 'end');
      const samples = await counted('this program');
      for (let left = 1; left > 0;) {
        const { rows } = await client.query(
          `SELECT count(*)::integer AS n FROM messages WHERE state <> 'sent'`,
        );
        left = rows[0].n;
        if (left > 0) await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const other = await ask(pool, { people: everybody, samples });
      await counted('the bare pool');
      const line = {
        ours: { perSecond: people / seconds, cpuMs: cpuMs / people, mostMb: most / 2 ** 20 },
        bare: { perSecond: people / other.seconds, cpuMs: other.cpuMs / people },
      };
      process.stderr.write(
        `${round === 0 ? 'to warm up' : `round ${round}`}: ${line.ours.perSecond.toFixed(0)} mails/s, the bare pool ${line.bare.perSecond.toFixed(0)}; ${line.ours.mostMb.toFixed(0)} MB\n`,
      );
      if (round === 0) continue;
      results.ours.push(line.ours);
      results.bare.push(line.bare);
    }
    const of = (who, what) => results[who].map((one) => one[what]);
    const ratios = results.ours.map(({ perSecond }, n) => perSecond / results.bare[n].perSecond);
    console.log(
      `${people.toLocaleString('en')} agendas in three languages, ${rounds} rounds; medians\n` +
        `this program   ${median(of('ours', 'perSecond')).toFixed(0)} mails/s   ${median(of('ours', 'cpuMs')).toFixed(2)} ms CPU a mail   at most ${Math.max(...of('ours', 'mostMb')).toFixed(0)} MB\n` +
        `a bare pool    ${median(of('bare', 'perSecond')).toFixed(0)} mails/s   ${median(of('bare', 'cpuMs')).toFixed(2)} ms CPU a mail\n` +
        `ratio ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
    );
    keep('mailing', { people, rounds, sessions, ratio: spread(ratios), results });
  });
}

/** An event and its people, a third in each language. Answers whom to write to. */
async function fill(client, people) {
  await client.query(
    `INSERT INTO events (id, state, slug, title, start_date, end_date, time_zone, city, country, locales, created_at, updated_at)
     VALUES ($1, 'published', '${slug}', 'Bench', '2030-05-06', '2030-05-10', 'Asia/Shanghai', 'Shenzhen', 'CN', '{en,ru,zh}', now(), now())`,
    [eventId],
  );
  await client.query(
    `INSERT INTO categories (id, event_id, code, title, approval, self_registration, created_at, updated_at)
     VALUES ($1, $1, 'delegate', 'Delegates', 'automatic', true, now(), now())`,
    [eventId],
  );
  await client.query(
    `WITH people AS (
       INSERT INTO persons (id, given_name, family_name, display_name, email, locale, created_at, updated_at)
       SELECT uuid_v7(now()), 'Given', 'Family ' || n, 'Given Family ' || n, 'p' || n || '@mail.example', (ARRAY['en', 'ru', 'zh'])[1 + n % 3], now(), now()
         FROM generate_series(1, $2::integer) n
       RETURNING id, display_name, locale)
     INSERT INTO registrations (id, event_id, state, code, category_id, person_id, identity_key, sort_name, locale, answers_complete, created_at, updated_at)
     SELECT uuid_v7(now()), $1, 'confirmed', upper(translate(substr(md5(display_name), 1, 8), '01', 'YZ')), $1, id, display_name,
            lower(display_name), locale, true, now(), now()
       FROM people`,
    [eventId, people],
  );
  await client.query('VACUUM ANALYZE');
  const { rows } = await client.query('SELECT email, display_name AS name, locale FROM persons');
  return rows;
}
