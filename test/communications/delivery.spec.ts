import { Delivery } from '../../src/communications/delivery.service';
import { newId } from '../../src/platform/database/base.entity';
import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';
import { startMailServer, type MailServer } from './mail-server';
import { recipient, sampleNotice, send } from './sample-notices';

let app: TestApp;
let server: MailServer;
let event: TestEvent;

beforeAll(async () => {
  server = await startMailServer();
  app = await startApp({ config: { smtpUrl: server.url, mailOnlyTo: ['*'] } });
  event = await makeEvent(app);
});

beforeEach(() => {
  server.decide(() => undefined);
  server.accepted.length = 0;
  server.refused.length = 0;
});

const later = async (minutes: number): Promise<void> => {
  app.clock.advance(minutes * 60_000);
  await app.settled();
};

const states = async (kind: string): Promise<string[]> =>
  (
    await app.db.query<{ state: string }>(`SELECT state FROM messages WHERE kind = $1 ORDER BY name, id`, [
      kind,
    ])
  ).map(({ state }) => state);

const onlyMessage = async (kind: string) =>
  (await app.db.one<{
    id: string;
    state: string;
    attempts: number;
    detail: string;
    message_id_header: string;
    subject_line: string | null;
  }>(`SELECT * FROM messages WHERE kind = $1`, [kind]))!;

describe('delivery', () => {
  it('sends each message once, in the language of its reader, from the secretariat to one recipient', async () => {
    const sample = sampleNotice(app);
    const people = [
      recipient({ name: 'Anna', email: 'anna@ministry.example' }),
      recipient({ name: 'Борис', email: 'boris@ministry.example', locale: 'ru' }),
      recipient({ name: '李娜', email: 'li.na@ministry.example', locale: 'zh-CN' }),
    ];
    expect(await send(app, event.id, sample, people)).toBe(3);
    await app.settled();
    expect(
      server.accepted.map(({ from, to }) => ({ from, to })).sort((a, b) => a.to[0]!.localeCompare(b.to[0]!)),
    ).toEqual(
      ['anna', 'boris', 'li.na'].map((name) => ({
        from: 'secretariat@plenary.example',
        to: [`${name}@ministry.example`],
      })),
    );
    expect(server.accepted.map(({ mail }) => mail.subject).sort()).toEqual([
      'About the programme [en]',
      'About the programme [ru]',
      'About the programme [zh]',
    ]);
    const russian = server.accepted.find(({ to }) => to[0]!.startsWith('boris'))!.mail;
    expect(russian.text!.startsWith('Здравствуйте, Борис!')).toBe(true);
    expect(russian.headers.get('auto-submitted')).toBe('auto-generated');
    expect(russian.headers.get('content-language')).toBe('ru');
    expect(await states(sample.notice.kind)).toEqual(['sent', 'sent', 'sent']);
    expect(sample.asked).toEqual([3]);
  });

  it('writes nothing the second time for the same cause and recipient, and again for another cause', async () => {
    const sample = sampleNotice(app);
    const person = recipient();
    const cause = newId();
    expect([
      await send(app, event.id, sample, [person], cause),
      await send(app, event.id, sample, [person, person], cause),
    ]).toEqual([1, 0]);
    expect(await send(app, event.id, sample, [person])).toBe(1);
    await app.settled();
    expect(server.accepted.length).toBe(2);
  });

  it('promises each of many messages once, however many statements and jobs that takes', async () => {
    const sample = sampleNotice(app);
    const people = Array.from({ length: 1201 }, (_, i) => recipient({ email: `many-${i}@ministry.example` }));
    const cause = newId();
    const promised = await app.db.transaction(async () => {
      const counts = [
        await send(app, event.id, sample, people, cause),
        await send(app, event.id, sample, people, cause),
      ];
      const jobs = await app.db.query<{ payload: { messageIds: string[] } }>(
        `SELECT payload FROM outbox WHERE name = 'communications.deliver'`,
      );
      await app.db.query(`DELETE FROM outbox WHERE name = 'communications.deliver'`);
      return {
        counts,
        sizes: jobs.map(({ payload }) => payload.messageIds.length).sort((a, b) => a - b),
        ids: new Set(jobs.flatMap(({ payload }) => payload.messageIds)).size,
      };
    });
    expect(promised).toEqual({ counts: [1201, 0], sizes: [1, 200, 200, 200, 200, 200, 200], ids: 1201 });
    await app.db.query(`DELETE FROM messages WHERE kind = $1`, [sample.notice.kind]);
  });

  it('sends nothing when the transaction that promised it is rolled back', async () => {
    const sample = sampleNotice(app);
    const failing = app.db.transaction(async () => {
      await send(app, event.id, sample, [recipient()]);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await app.settled();
    expect(server.accepted.length).toBe(0);
    expect(await states(sample.notice.kind)).toEqual([]);
  });

  it('says what is true when the mail leaves, and withholds what no longer applies', async () => {
    const sample = sampleNotice(app);
    sample.withheld.set('Gone', undefined).set('Cancelled', 'The registration was cancelled.');
    await app.db.transaction(async () => {
      await send(app, event.id, sample, [
        recipient({ name: 'Cancelled' }),
        recipient({ name: 'Gone' }),
        recipient({ name: 'Here' }),
      ]);
      sample.about = 'the new programme';
    });
    await app.settled();
    expect(server.accepted.map(({ mail }) => mail.subject)).toEqual(['About the new programme [en]']);
    const rows = await app.db.query(
      `SELECT name, state, detail FROM messages WHERE kind = $1 ORDER BY name`,
      [sample.notice.kind],
    );
    expect(rows.slice(0, 2)).toEqual([
      { name: 'Cancelled', state: 'suppressed', detail: 'The registration was cancelled.' },
      { name: 'Gone', state: 'suppressed', detail: 'It no longer applies.' },
    ]);
  });

  it('sends nothing twice when its job runs again, or twice at once', async () => {
    const sample = sampleNotice(app);
    await send(app, event.id, sample, [recipient(), recipient(), recipient()]);
    await app.settled();
    const ids = (
      await app.db.query<{ id: string }>(`SELECT id FROM messages WHERE kind = $1`, [sample.notice.kind])
    ).map(({ id }) => id);
    const deliver = () =>
      app.app.get(Delivery).deliver({ messageIds: ids }, { signal: new AbortController().signal });
    await deliver();
    expect(server.accepted.length).toBe(3);
    await app.db.query(`UPDATE messages SET state = 'pending', sent_at = NULL WHERE kind = $1`, [
      sample.notice.kind,
    ]);
    await Promise.all([deliver(), deliver(), deliver(), deliver()]);
    expect(server.accepted.length).toBe(6);
  });

  it('tries a message again when the server asks for it, with the same Message-ID, and records each step', async () => {
    const sample = sampleNotice(app);
    server.decide((_, attempt) => (attempt <= 2 ? '450 mailbox busy' : undefined));
    await send(app, event.id, sample, [recipient({ email: 'busy@ministry.example' })]);
    await app.settled();
    expect(await states(sample.notice.kind)).toEqual(['pending']);
    await later(0.5);
    expect(server.refused.length).toBe(1);
    await later(0.5);
    expect(server.refused.length).toBe(2);
    await later(5);
    expect(server.accepted.length).toBe(1);
    const message = await onlyMessage(sample.notice.kind);
    expect({ state: message.state, attempts: message.attempts }).toEqual({ state: 'sent', attempts: 3 });
    expect([...server.refused, ...server.accepted].map(({ mail }) => mail.messageId)).toEqual([
      message.message_id_header,
      message.message_id_header,
      message.message_id_header,
    ]);
    const history = await event.staff.get(`${event.path}/messages/${message.id}/history`);
    expect(
      history.body.items.map(
        ({ transition, to }: { transition: string; to: string }) => `${transition}:${to}`,
      ),
    ).toEqual([
      'create:pending',
      'queue:queued',
      'defer:pending',
      'queue:queued',
      'defer:pending',
      'queue:queued',
      'send:sent',
    ]);
  });

  it('gives up after more than 24 hours of "later"', async () => {
    const sample = sampleNotice(app);
    server.decide(() => '451 not now');
    await send(app, event.id, sample, [recipient({ email: 'never@ministry.example' })]);
    await app.settled();
    for (let hours = 0; hours < 30; hours += 1) await later(60);
    const { state, attempts, detail } = await onlyMessage(sample.notice.kind);
    expect({ state, attempts }).toEqual({ state: 'failed', attempts: 10 });
    expect(detail.startsWith('Given up after 10 attempts')).toBe(true);
  });

  it('fails a message that the server refuses, for somebody to see and to try again', async () => {
    const sample = sampleNotice(app);
    server.decide(({ to }) => (to[0]!.startsWith('unknown') ? '550 no such user here' : undefined));
    await send(app, event.id, sample, [
      recipient({ name: 'A', email: 'unknown@ministry.example' }),
      recipient({ name: 'B', email: 'known@ministry.example' }),
    ]);
    await app.settled();
    expect(await states(sample.notice.kind)).toEqual(['failed', 'sent']);
    const list = await event.staff.get(`${event.path}/messages?state=failed&kind=${sample.notice.kind}`);
    expect(
      list.body.items.map(({ name, detail }: { name: string; detail: string }) => ({
        name,
        refused: detail.includes('550'),
      })),
    ).toEqual([{ name: 'A', refused: true }]);
    server.decide(() => undefined);
    const retried = await event.staff.move(`${event.path}/messages/${list.body.items[0].id}`, 'retry');
    expect({ status: retried.status, state: retried.body.state }).toEqual({ status: 200, state: 'pending' });
    await app.settled();
    expect(await states(sample.notice.kind)).toEqual(['sent', 'sent']);
  });

  it('keeps everything while the server cannot be reached, and sends it when it is back', async () => {
    const sample = sampleNotice(app);
    await server.stop();
    await send(
      app,
      event.id,
      sample,
      Array.from({ length: 30 }, (_, i) => recipient({ email: `person-${i}@ministry.example` })),
    );
    await app.settled();
    expect(new Set(await states(sample.notice.kind))).toEqual(new Set(['pending']));
    await server.start();
    await later(2);
    expect(new Set(await states(sample.notice.kind))).toEqual(new Set(['sent']));
    expect(server.accepted.length).toBe(30);
  });

  it('takes over what a process left behind that died while sending', async () => {
    const sample = sampleNotice(app);
    server.decide(() => '450 later');
    await send(app, event.id, sample, [recipient()]);
    await app.settled();
    server.decide(() => undefined);
    await app.db.query(
      `UPDATE messages SET state = 'queued', next_attempt_at = NULL, claimed_by = $2, claimed_until = $3 WHERE kind = $1`,
      [sample.notice.kind, newId(), new Date(app.clock.now().getTime() + 40_000)],
    );
    await later(0.5);
    expect(server.accepted.length).toBe(0);
    await later(0.5);
    expect(await states(sample.notice.kind)).toEqual(['sent']);
  });

  it('tries again when the content could not be worked out', async () => {
    const sample = sampleNotice(app);
    sample.fails = true;
    await send(app, event.id, sample, [recipient()]);
    await app.settled();
    expect(await states(sample.notice.kind)).toEqual(['pending']);
    sample.fails = false;
    await later(1);
    expect(await states(sample.notice.kind)).toEqual(['sent']);
  });

  it.each([
    'a@x.example, evil@win.example',
    'a@x.example\r\nBcc: evil@win.example',
    'a@x.example\nX: 1',
    '"a b"@x.example',
    'a@x',
    'group: a@x.example;',
    'a@x.example evil@win.example',
    '',
  ])('refuses to write to %j, and says so in the ledger', async (email) => {
    const sample = sampleNotice(app);
    expect(await send(app, event.id, sample, [recipient({ email })])).toBe(0);
    await app.settled();
    const { state, detail } = await onlyMessage(sample.notice.kind);
    expect({ state, detail, sent: server.accepted.length }).toEqual({
      state: 'suppressed',
      detail: 'The address is not one mail address.',
      sent: 0,
    });
  });

  it.each([
    'Li\r\nBcc: evil@win.example',
    'Li" <evil@win.example>, "x',
    'Li <evil@win.example>',
    '=?utf-8?Q?=0D=0ABcc:_evil@win.example?=',
    '\u0000\u202eLi',
    'x'.repeat(2000),
  ])('writes to nobody else when somebody is called %j', async (name) => {
    const sample = sampleNotice(app);
    sample.about = name;
    await send(app, event.id, sample, [recipient({ name })]);
    await app.settled();
    const [{ to, mail, raw }] = server.accepted as [MailServer['accepted'][number]];
    expect({ count: server.accepted.length, to, bcc: mail.bcc, cc: mail.cc }).toEqual({
      count: 1,
      to: ['li.na@ministry.example'],
      bcc: undefined,
      cc: undefined,
    });
    expect(
      [mail.to]
        .flat()
        .flatMap((each) => each!.value)
        .map(({ address }) => address),
    ).toEqual(['li.na@ministry.example']);
    const headers = raw.slice(0, raw.indexOf('\r\n\r\n'));
    expect([...headers.matchAll(/^([\w-]+):/gm)].map((m) => m[1]!.toLowerCase()).sort()).toEqual(
      [
        'auto-submitted',
        'content-language',
        'content-type',
        'date',
        'from',
        'message-id',
        'mime-version',
        'subject',
        'to',
        'x-auto-response-suppress',
      ].sort(),
    );
  });

  it('keeps names and addresses out of the jobs', async () => {
    const sample = sampleNotice(app);
    await app.db.transaction(async () => {
      await send(app, event.id, sample, [
        recipient({ name: 'Marker Person', email: 'marker@ministry.example' }),
      ]);
      const promises = await app.db.query<{ payload: object }>(`SELECT payload FROM outbox`);
      expect(JSON.stringify(promises).includes('arker')).toBe(false);
      expect(promises.length > 0).toBe(true);
    });
  });
});
