import { MailPace } from '../../src/communications/pace/mail-pace.service';
import { newId } from '../../src/platform/database/base.entity';
import { loadConfig } from '../../src/platform/config';
import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';
import { startMailServer, type MailServer } from './mail-server';
import { recipient, sampleNotice, send } from './sample-notices';

let app: TestApp;
let server: MailServer;
let event: TestEvent;

const { mail } = loadConfig({ NODE_ENV: 'test' });

beforeAll(async () => {
  server = await startMailServer();
  app = await startApp({
    config: {
      smtpUrl: server.url,
      mailOnlyTo: ['*'],
      mail: {
        ...mail,
        ratePerMinute: 60,
        domainRatePerMinute: 30,
        domainRates: new Map([['slow.example', 4]]),
      },
    },
  });
  event = await makeEvent(app);
});

beforeEach(async () => {
  server.accepted.length = 0;
  await app.db.query('DELETE FROM messages');
  await app.db.query('DELETE FROM mail_rates');
});

const arrived = (domain: string): number =>
  server.accepted.filter(({ to }) => to[0]!.endsWith(`@${domain}`)).length;

const people = (count: number, domain: string) =>
  Array.from({ length: count }, (_, i) => recipient({ email: `person-${i}@${domain}` }));

const later = async (seconds: number): Promise<void> => {
  app.clock.advance(seconds * 1000);
  await app.settled();
};

it('hands over what a minute allows at once, the rest in its turn, and none of that counts as an attempt', async () => {
  const sample = sampleNotice(app);
  await send(app, event.id, sample, people(10, 'slow.example'));
  await app.settled();
  expect(arrived('slow.example')).toBe(4);
  const waiting = await app.db.query<{ attempts: number; pause: number; detail: string }>(
    `SELECT attempts, extract(epoch FROM next_attempt_at - $1)::float8 AS pause, detail FROM messages WHERE state = 'pending' ORDER BY next_attempt_at`,
    [app.clock.now()],
  );
  expect(waiting).toEqual(
    [15, 30, 45, 60, 75, 90].map((pause) => ({
      attempts: 0,
      pause,
      detail: 'It waits for its turn: slow.example (4 mails a minute).',
    })),
  );
  await later(14);
  expect(arrived('slow.example')).toBe(4);
  await later(1);
  expect(arrived('slow.example')).toBe(5);
  await later(75);
  expect(arrived('slow.example')).toBe(10);
  const records = await app.db.query<{ n: number }>(
    `SELECT count(*)::integer AS n FROM transition_records r JOIN messages m ON m.id = r.subject_id WHERE m.kind = $1 AND r.transition = 'defer' GROUP BY m.id`,
    [sample.notice.kind],
  );
  expect(records.map(({ n }) => n)).toEqual([1, 1, 1, 1, 1, 1]);
});

it('keeps no other domain waiting behind a slow one', async () => {
  await send(app, event.id, sampleNotice(app), [
    ...people(40, 'slow.example'),
    ...people(20, 'quick.example'),
  ]);
  await app.settled();
  expect([arrived('slow.example'), arrived('quick.example')]).toEqual([4, 20]);
});

it('keeps to the limit of the sender over all domains', async () => {
  const domains = ['a.example', 'b.example', 'c.example', 'd.example'];
  await send(
    app,
    event.id,
    sampleNotice(app),
    domains.flatMap((domain) => people(20, domain)),
  );
  await app.settled();
  expect(server.accepted.length).toBe(60);
  await later(10);
  expect(server.accepted.length).toBe(70);
  await later(10);
  expect(server.accepted.length).toBe(80);
});

it('counts over all processes, whoever asks and however many at once', async () => {
  const pace = app.app.get(MailPace);
  const asked = await Promise.all(
    Array.from({ length: 10 }, () =>
      pace.place(
        Array.from({ length: 7 }, () => ({ id: newId(), email: 'x@many.example', placed: 0 as const })),
      ),
    ),
  );
  const turns = asked.flatMap((later) =>
    [...later.values()].map(({ at }) => at.getTime() - app.clock.now().getTime()),
  );
  // Thirty at once, then one every two seconds, each place once.
  expect(turns.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => (i + 1) * 2000));
});

it('asks a message that has its place no second time, and one that is put off by the server again', async () => {
  const sample = sampleNotice(app);
  server.decide(({ to }) => (to[0] === 'person-0@slow.example' ? '450 later' : undefined));
  await send(app, event.id, sample, people(1, 'slow.example'));
  await app.settled();
  const next = async () =>
    Number(
      (await app.db.one<{ at: string }>(
        `SELECT extract(epoch FROM next_at - $1)::text AS at FROM mail_rates WHERE key = 'domain:slow.example'`,
        [app.clock.now()],
      ))!.at,
    );
  expect(await next()).toBe(-45);
  server.decide(() => undefined);
  await later(60);
  expect({ arrived: arrived('slow.example'), next: await next() }).toEqual({ arrived: 1, next: -45 });
});

it('forgets limits that hold nobody', async () => {
  await send(app, event.id, sampleNotice(app), people(3, 'quick.example'));
  await app.settled();
  await later(180);
  expect(await app.db.query('SELECT * FROM mail_rates')).toEqual([]);
});
