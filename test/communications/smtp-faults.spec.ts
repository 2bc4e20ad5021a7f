import { newId } from '../../src/platform/database/base.entity';
import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';
import { startScriptedServer, type Script, type ScriptedServer } from './scripted-server';
import { recipient, sampleNotice, send } from './sample-notices';
import { loadConfig } from '../../src/platform/config';

let app: TestApp;
let server: ScriptedServer;
let event: TestEvent;

const { mail } = loadConfig({ NODE_ENV: 'test' });

beforeAll(async () => {
  server = await startScriptedServer();
  app = await startApp({
    config: {
      smtpUrl: server.url,
      mailOnlyTo: ['*'],
      // Idle is longer by far: on a busy machine it must not come before the others.
      mail: { ...mail, connectTimeoutMs: 400, greetingTimeoutMs: 400, idleTimeoutMs: 1500 },
    },
  });
  event = await makeEvent(app);
});

beforeEach(async () => {
  await server.reset();
  // What an earlier test has left waiting would come in between.
  await app.db.query('DELETE FROM messages');
});

interface Row extends Record<string, unknown> {
  readonly state: string;
  readonly attempts: number;
  readonly detail: string | null;
  readonly pause: number | null;
  readonly message_id_header: string;
}

/** Sends to these people and answers what became of each message, with the seconds until it is tried again. */
async function sendTo(
  emails: readonly string[],
  script: Script,
): Promise<{ rows: Row[]; read: () => Promise<Row[]> }> {
  const sample = sampleNotice(app);
  server.behave(script);
  await send(
    app,
    event.id,
    sample,
    emails.map((email) => recipient({ name: email, email })),
  );
  await app.settled();
  const read = () =>
    app.db.query<Row>(
      `SELECT state, attempts, detail, extract(epoch FROM next_attempt_at - $2)::float8 AS pause, message_id_header
         FROM messages WHERE kind = $1 ORDER BY name`,
      [sample.notice.kind, app.clock.now()],
    );
  return { rows: await read(), read };
}

const later = async (minutes: number): Promise<void> => {
  app.clock.advance(minutes * 60_000);
  await app.settled();
};

const one = (name = 'li.na'): string => `${name}@ministry.example`;

describe('a server that is not about the mail', () => {
  it.each<[string, Script, RegExp]>([
    ['does not greet', { greeting: () => 'silence' }, /[Gg]reeting never received/],
    ['hangs up instead of greeting', { greeting: () => 'hang-up' }, /connection was closed/],
    ['greets with 554', { greeting: () => '554 no service here' }, /554 no service here/],
    ['greets with 421', { greeting: () => '421 too busy' }, /421 too busy/],
    ['refuses the sender', { mail: () => '550 5.7.1 sender not allowed' }, /sender not allowed/],
    ['has no room for the moment', { mail: () => '452 4.3.1 out of storage' }, /out of storage/],
    [
      'offers TLS and cannot do it',
      { ehlo: ['STARTTLS'], startTls: (socket) => socket.end('this is no TLS\r\n') },
      /TLS|SSL|wrong version|closed/i,
    ],
    [
      'offers TLS and then says nothing',
      { ehlo: ['STARTTLS'], startTls: () => undefined },
      /TLS|time|STARTTLS/i,
    ],
  ])(
    '%s: everything waits, nothing counts as tried, and nothing went out in clear',
    async (_, script, said) => {
      const { rows, read } = await sendTo([one('a'), one('b'), one('c')], script);
      expect(rows.map(({ state, attempts, pause }) => ({ state, attempts, pause }))).toEqual(
        rows.map(() => ({ state: 'pending', attempts: 0, pause: 60 })),
      );
      expect(rows.every(({ detail }) => said.test(detail!))).toBe(true);
      expect(server.got).toEqual([]);
      server.behave({});
      await later(1);
      expect((await read()).map(({ state }) => state)).toEqual(['sent', 'sent', 'sent']);
    },
  );

  it('is waited for with growing pauses, three days long', async () => {
    const { read } = await sendTo([one()], { greeting: () => '421 come back' });
    const pauses: number[] = [];
    for (let tries = 0; tries < 8; tries += 1) {
      const [{ pause }] = (await read()) as [Row];
      pauses.push(Math.round(pause!));
      await later(pause! / 60);
    }
    expect(pauses).toEqual([60, 60, 60, 60, 60, 75, 94, 117]);
    await later(3 * 24 * 60);
    const [{ state, attempts, detail }] = (await read()) as [Row];
    expect({ state, attempts, detail }).toEqual({
      state: 'failed',
      attempts: 1,
      detail: expect.stringMatching(/^Given up after three days: .*421 come back/),
    });
  });
});

describe('a mail that is put off', () => {
  it('by greylisting goes through when it comes again, and others are not kept waiting', async () => {
    const { rows, read } = await sendTo([one('a'), one('b')], {
      recipient: ({ to, nth }) =>
        to === one('a') && nth === 1 ? '451 4.7.1 greylisted, come again' : undefined,
    });
    expect(rows.map(({ state, attempts, pause }) => ({ state, attempts, pause }))).toEqual([
      { state: 'pending', attempts: 1, pause: 60 },
      { state: 'sent', attempts: 1, pause: null },
    ]);
    await later(1);
    expect((await read()).map(({ state, attempts }) => ({ state, attempts }))).toEqual([
      { state: 'sent', attempts: 2 },
      { state: 'sent', attempts: 1 },
    ]);
  });

  it('comes back after anything between hardly and twice the pause, as chance has it', async () => {
    const pauses: number[] = [];
    for (const chance of [0, 0.1, 0.5, 0.999]) {
      app.chance.value = chance;
      const { rows } = await sendTo([`${newId()}@ministry.example`], { recipient: () => '450 not now' });
      pauses.push(rows[0]!.pause!);
    }
    app.chance.value = 0.5;
    expect(pauses).toEqual([20, 20, 60, 119.88]);
  });

  it('is given up after ten attempts, but not within a day, however chance falls', async () => {
    app.chance.value = 0.1;
    const { read } = await sendTo([one()], { end: () => '451 not now' });
    const begun = app.clock.now().getTime();
    let row = (await read())[0]!;
    for (let tries = 0; tries < 40 && row.state === 'pending'; tries += 1) {
      await later(row.pause! / 60);
      row = (await read())[0]!;
    }
    app.chance.value = 0.5;
    const hours = (app.clock.now().getTime() - begun) / 3_600_000;
    expect({ state: row.state, attempts: row.attempts, aDay: hours >= 24 && hours < 27 }).toEqual({
      state: 'failed',
      attempts: 20,
      aDay: true,
    });
  }, 120_000);
});

describe('a mail that is refused', () => {
  it.each<[string, Script]>([
    ['at the recipient', { recipient: () => '550 we do not want this' }],
    ['at DATA', { data: () => '554 no mails here' }],
    ['after its last line', { end: () => '554 5.6.0 not like this' }],
    ['because it is too large', { mail: () => '552 5.3.4 too large' }],
    [
      'by an answer in pieces',
      { end: () => ({ pieces: ['5', '54', '-not ', 'like\r\n', '554 thi', 's\r', '\n'] }) },
    ],
  ])('%s fails at once and waits for somebody', async (_, script) => {
    const email = `${newId()}@ministry.example`;
    const { rows } = await sendTo([email], script);
    expect(rows.map(({ state, attempts, pause }) => ({ state, attempts, pause }))).toEqual([
      { state: 'failed', attempts: 1, pause: null },
    ]);
    const tasks = await event.staff.get(`${event.path}/tasks?kind=message.undelivered&limit=200`);
    expect(tasks.body.items.map(({ title }: { title: string }) => title)).toEqual([`${email} <${email}>`]);
  });

  it('because there is no such address blocks the address', async () => {
    const email = `${newId()}@ministry.example`;
    await sendTo([email], { recipient: () => '550 5.1.1 no such user here' });
    const second = await sendTo([email], {});
    expect(second.rows.map(({ state, attempts }) => ({ state, attempts }))).toEqual([
      { state: 'suppressed', attempts: 1 },
    ]);
    expect(second.rows[0]!.detail).toMatch(
      /^The address is blocked since 2019-0\d-\d\d, .*550 5\.1\.1 no such user/,
    );
    expect(server.got).toEqual([]);
  });

  it('because the session is in disorder is tried again', async () => {
    const { rows } = await sendTo([one()], { recipient: () => '503 bad sequence' });
    expect(rows.map(({ state, attempts }) => ({ state, attempts }))).toEqual([
      { state: 'pending', attempts: 1 },
    ]);
  });
});

describe('a server that falls silent', () => {
  it.each<[string, Script, number]>([
    ['after the recipient', { recipient: () => 'silence' }, 0],
    ['at DATA', { data: () => 'silence' }, 0],
    ['after the last line', { end: () => 'silence' }, 1],
    ['by hanging up after the last line', { end: () => 'hang-up' }, 1],
    ['by hanging up at DATA', { data: () => 'hang-up' }, 0],
  ])('%s: the mail is tried again, later and later, with the same Message-ID', async (_, script, had) => {
    const { rows, read } = await sendTo([one()], script);
    expect(rows.map(({ state, attempts, pause }) => ({ state, attempts, pause }))).toEqual([
      { state: 'pending', attempts: 1, pause: 60 },
    ]);
    await later(1);
    const [{ attempts, pause }] = (await read()) as [Row];
    expect({ attempts, pause }).toEqual({ attempts: 2, pause: 300 });
    server.behave({});
    await later(5);
    expect((await read()).map((row) => row.state)).toEqual(['sent']);
    const ids = server.got.map(({ raw }) => /^Message-ID: (\S+)/im.exec(raw)![1]);
    expect(ids).toEqual(Array.from({ length: 2 * had + 1 }, () => rows[0]!.message_id_header));
  });

  it('at one mail goes on with the others', async () => {
    const people = Array.from({ length: 12 }, (_, i) => one(`person-${10 + i}`));
    const { rows } = await sendTo(people, { end: ({ to }) => (to === people[3] ? 'silence' : undefined) });
    expect(rows.map(({ state }) => state)).toEqual(people.map((_, i) => (i === 3 ? 'pending' : 'sent')));
  });

  it('at every mail is not asked with the rest, which counts as no attempt', async () => {
    const people = Array.from({ length: 30 }, (_, i) => one(`person-${10 + i}`));
    const { rows } = await sendTo(people, { recipient: () => 'silence' });
    const tried = rows.filter(({ attempts }) => attempts === 1).length;
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['pending']));
    expect(tried).toBeGreaterThanOrEqual(mail.connections);
    expect(tried).toBeLessThan(2 * mail.connections);
    expect(rows.filter(({ attempts }) => attempts === 0).length).toBe(30 - tried);
  });
});

describe('a server that ends in the middle', () => {
  it('with 421 gets the rest later, nothing twice, nothing lost', async () => {
    let taken = 0;
    const people = Array.from({ length: 30 }, (_, i) => one(`person-${10 + i}`));
    const { rows, read } = await sendTo(people, {
      recipient: () => (taken >= 7 ? '421 4.3.2 shutting down' : undefined),
      end: () => {
        taken += 1;
        return undefined;
      },
    });
    const sent = rows.filter(({ state }) => state === 'sent').length;
    expect(sent).toBe(taken);
    expect(rows.filter(({ state, attempts }) => state === 'pending' && attempts === 0).length).toBe(
      30 - taken,
    );
    server.behave({});
    await later(1);
    expect(new Set((await read()).map(({ state }) => state))).toEqual(new Set(['sent']));
    expect(server.got.map(({ to }) => to).toSorted()).toEqual(people);
  });

  it('by accepting and hanging up each time sends everything once', async () => {
    const people = Array.from({ length: 8 }, (_, i) => one(`person-${i}`));
    const { rows, read } = await sendTo(people, { afterAccepting: (socket) => socket.end() });
    for (let round = 0; round < 3 && rows.length > 0; round += 1) await later(1);
    expect(new Set((await read()).map(({ state }) => state))).toEqual(new Set(['sent']));
    expect(server.got.map(({ to }) => to).toSorted()).toEqual(people);
  });

  it('that answers in pieces is understood', async () => {
    const { rows } = await sendTo([one()], {
      greeting: () => ({ pieces: ['22', '0-hel', 'lo\r\n22', '0 there\r', '\n'] }),
      recipient: () => ({ pieces: ['250', '-ye', 's\r\n250 ', 'indeed\r\n'] }),
      end: () => ({ pieces: ['250 2.0', '.0 ok as 12', '3\r\n'] }),
    });
    expect(rows.map(({ state, detail }) => ({ state, detail }))).toEqual([
      { state: 'sent', detail: '250 2.0.0 ok as 123' },
    ]);
  });
});

describe('addresses beyond ASCII', () => {
  it('are reached by the name that DNS has for their domain', async () => {
    const { rows } = await sendTo(['li.na@почта.рф', 'li.na@外交部.中国'], {});
    expect(rows.map(({ state }) => state)).toEqual(['sent', 'sent']);
    expect(server.got.map(({ to }) => to).toSorted()).toEqual([
      'li.na@xn--80a1acny.xn--p1ai',
      'li.na@xn--tlq87w5j9b.xn--fiqs8s',
    ]);
    expect(server.got.every(({ raw, to }) => raw.includes(`<${to}>`))).toBe(true);
  });

  it.each([
    '李娜@ministry.example',
    'li.na@mini stry.рф',
    'li.na@почта.рф/x',
    'li.na@a.рф, x@b.рф',
    'li.na@%61.рф',
  ])('cannot be written to as %s', async (email) => {
    const { rows } = await sendTo([email], {});
    expect(rows.map(({ state, detail }) => ({ state, detail }))).toEqual([
      { state: 'suppressed', detail: 'The address is not one mail address.' },
    ]);
    expect(server.got).toEqual([]);
  });
});

describe('a server that is slow for one domain', () => {
  it('does not keep others waiting: the domain has no more than its connections', async () => {
    const slow = Array.from({ length: 12 }, (_, i) => `person-${i}@slow.example`);
    const quick = Array.from({ length: 12 }, (_, i) => `person-${i}@quick.example`);
    let held = 0;
    let most = 0;
    let quickBefore = 0;
    const { rows } = await sendTo([...slow, ...quick], {
      recipient: ({ to }) => {
        if (!to.endsWith('@slow.example')) return undefined;
        held += 1;
        most = Math.max(most, held);
        return undefined;
      },
      end: ({ to }) => {
        if (to.endsWith('@slow.example')) {
          held -= 1;
          return { pieces: ['250 ', ...Array.from({ length: 2000 }, () => '.'), '\r\n'] };
        }
        if (server.got.filter((each) => each.to.endsWith('@slow.example')).length < slow.length)
          quickBefore += 1;
        return undefined;
      },
    });
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['sent']));
    expect(most).toBeLessThanOrEqual(mail.connectionsPerDomain);
    expect(quickBefore).toBe(quick.length);
    expect(server.connections.most).toBeLessThanOrEqual(mail.connections);
  });
});
