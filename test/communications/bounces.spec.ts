import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { newId } from '../../src/platform/database/base.entity';
import { loadConfig } from '../../src/platform/config';
import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';
import { recipient, sampleNotice, send } from './sample-notices';

const folder = path.resolve(__dirname, '../../../test/communications/bounces');
const token = 'a token that only mail servers have';

let app: TestApp;
let event: TestEvent;

beforeAll(async () => {
  app = await startApp({
    config: { mail: { ...loadConfig({ NODE_ENV: 'test' }).mail, bounceToken: token } },
  });
  event = await makeEvent(app);
});

interface Sent extends Record<string, unknown> {
  readonly id: string;
  readonly email: string;
  readonly message_id_header: string;
}

/** Messages that have gone out, one to each of these addresses. */
async function sent(emails: readonly string[], sample = sampleNotice(app)): Promise<Sent[]> {
  await send(
    app,
    event.id,
    sample,
    emails.map((email) => recipient({ email })),
  );
  await app.settled();
  const rows = await app.db.query<Sent>(
    `SELECT id, email, message_id_header FROM messages WHERE kind = $1 AND state = 'sent' ORDER BY created_at DESC, id DESC`,
    [sample.notice.kind],
  );
  const found = emails.map((email) => rows.find((row) => row.email === email)!);
  expect(found.filter((one) => one !== undefined).length).toBe(emails.length);
  return found;
}

const address = (): string => `${newId()}@ministry.example`;

/** A sample with the names of this message in it. */
function sampleOf(file: string, { id, email, message_id_header }: Sent): Buffer {
  const text = readFileSync(path.join(folder, file)).toString('latin1');
  return Buffer.from(
    text
      // What is encoded has the names within.
      .replace(/(?<=base64\r?\n\r?\n)[A-Za-z0-9+/=\r\n]+/g, (encoded) =>
        Buffer.from(
          Buffer.from(encoded, 'base64')
            .toString('latin1')
            .replaceAll('{{TO}}', email)
            .replaceAll('{{MESSAGE_ID}}', message_id_header),
          'latin1',
        )
          .toString('base64')
          .replace(/.{76}/g, '$&\r\n')
          .concat('\r\n\r\n'),
      )
      .replaceAll('{{TO}}', email)
      .replaceAll('{{MESSAGE_ID}}', message_id_header)
      .replaceAll('{{VERP}}', id.replaceAll('-', '')),
    'latin1',
  );
}

const post = (raw: Buffer, headers: Record<string, string> = {}) =>
  fetch(`${app.url}/api/v1/mail/bounces`, {
    method: 'POST',
    headers: { 'content-type': 'message/rfc822', 'x-bounce-token': token, ...headers },
    body: new Uint8Array(raw),
  });

const handIn = async (
  raw: Buffer,
): Promise<{ outcome: string; severity: string | null; repeated: boolean }> => (await post(raw)).json();

const stateOf = async ({ id }: Sent): Promise<string> =>
  (await app.db.one<{ state: string }>('SELECT state FROM messages WHERE id = $1', [id]))!.state;

/** Messages that wait for somebody. */
const tasks = async (): Promise<string[]> =>
  (await event.staff.get(`${event.path}/tasks?kind=message.undelivered&limit=200`)).body.items.map(
    ({ subjectId }: { subjectId: string }) => subjectId,
  );

const blocksOf = async ({ email }: Sent) =>
  (
    await app.db.query<{ reason: string; covers: string }>(
      `SELECT reason, covers FROM address_blocks WHERE address = $1 AND state = 'active'`,
      [email],
    )
  ).map(({ reason, covers }) => `${reason}/${covers}`);

type Expected = [outcome: string, severity: string | null, state: string, ...blocks: string[]];

const hard: Expected = ['failed', 'hard', 'bounced', 'hard_bounce/all'];
const soft: Expected = ['failed', 'soft', 'bounced'];
const ignored: Expected = ['ignored', null, 'sent'];

const samples: Readonly<Record<string, Expected>> = {
  'postfix-user-unknown.eml': hard,
  'postfix-delayed.eml': ['delayed', null, 'sent'],
  'exim-4-97-unrouteable.eml': hard,
  'exim-old-without-report.eml': hard,
  'sendmail-host-unknown.eml': hard,
  'exchange-recipient-not-found.eml': hard,
  'office365-access-denied.eml': hard,
  'gmail-no-such-user.eml': hard,
  'gmail-over-quota.eml': soft,
  'qmail-qsbmf.eml': hard,
  'yandex-no-such-user.eml': hard,
  'mail-ru-user-not-found.eml': hard,
  'qq-mailbox-not-found-gbk.eml': hard,
  'netease-163-user-not-found-gbk.eml': hard,
  'netease-126-mailbox-full-gbk.eml': soft,
  'domino-not-listed.eml': hard,
  'mailbox-full-retried-out.eml': soft,
  'policy-reject-spam.eml': soft,
  'message-too-large.eml': soft,
  'forwarded-to-a-dead-address.eml': soft,
  'forwarded-with-original-recipient.eml': soft,
  'nested-report.eml': hard,
  'verp-without-the-mail.eml': hard,
  'address-only.eml': ['failed', 'hard', 'bounced'],
  'internationalized-rfc6533.eml': soft,
  'malformed-no-boundary.eml': soft,
  'malformed-status-without-action.eml': hard,
  'malformed-bytes.eml': ignored,
  'arf-complaint.eml': ['complaint', null, 'sent', 'complaint/optional'],
  'arf-not-spam.eml': ignored,
  'out-of-office-en.eml': ignored,
  'out-of-office-ru.eml': ignored,
  'out-of-office-zh.eml': ignored,
  'out-of-office-from-postmaster.eml': ignored,
  'read-receipt-mdn.eml': ignored,
  'delivered-receipt.eml': ignored,
  'letter-of-a-person.eml': ignored,
  'of-somebody-else.eml': ['unmatched', 'hard', 'sent'],
};

describe('a report', () => {
  let messages: Map<string, Sent>;
  beforeAll(async () => {
    const files = Object.keys(samples);
    const made = await sent(files.map(() => address()));
    messages = new Map(files.map((file, index) => [file, made[index]!]));
  });

  it('is tried for each sample that there is', () => {
    expect(readdirSync(folder).toSorted()).toEqual(Object.keys(samples).toSorted());
  });

  it.each(Object.entries(samples))('%s', async (file, [outcome, severity, state, ...blocks]) => {
    const message = messages.get(file)!;
    const said = await handIn(sampleOf(file, message));
    expect({ ...said, state: await stateOf(message), blocks: await blocksOf(message) }).toEqual({
      outcome,
      severity,
      repeated: false,
      state,
      blocks,
    });
  });

  it('stands at the message with the words of the server, and waits for somebody', async () => {
    const { id, email } = messages.get('yandex-no-such-user.eml')!;
    const message = await event.staff.get(`${event.path}/messages/${id}`);
    expect({ state: message.body.state, detail: message.body.detail }).toEqual({
      state: 'bounced',
      detail: '550 5.7.1 No such user!',
    });
    expect(await tasks()).toContain(id);
    const block = await event.staff.get(`${event.path}/address-blocks?q=${email}`);
    expect(
      block.body.items.map(({ messageId, reason }: Record<string, unknown>) => ({ messageId, reason })),
    ).toEqual([{ messageId: id, reason: 'hard_bounce' }]);
  });

  it('that says that it takes longer stands in the history', async () => {
    const { id } = messages.get('postfix-delayed.eml')!;
    const history = await event.staff.get(`${event.path}/messages/${id}/history`);
    const last = history.body.items.at(-1);
    expect({ transition: last.transition, by: last.byKind, to: last.to }).toEqual({
      transition: 'report_delay',
      by: 'system',
      to: 'sent',
    });
    expect(last.comment).toMatch(/Connection timed out/);
  });
});

describe('reports', () => {
  it('count once, however often they are handed in, also at once', async () => {
    const [message] = (await sent([address()])) as [Sent];
    const raw = sampleOf('postfix-user-unknown.eml', message);
    const answers = await Promise.all([1, 2, 3, 4].map(() => handIn(raw)));
    expect(answers.filter(({ repeated }) => !repeated).length).toBe(1);
    expect(new Set(answers.map(({ outcome, severity }) => `${outcome} ${severity}`))).toEqual(
      new Set(['failed hard']),
    );
    const history = await event.staff.get(`${event.path}/messages/${message.id}/history`);
    expect(
      history.body.items.filter(({ transition }: { transition: string }) => transition === 'bounce').length,
    ).toBe(1);
  });

  it('are taken as JSON, too', async () => {
    const [message] = (await sent([address()])) as [Sent];
    const answer = await app.api.post(
      'mail/bounces',
      { raw: sampleOf('gmail-no-such-user.eml', message).toString('base64') },
      { headers: { 'x-bounce-token': token } },
    );
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 200,
      body: { outcome: 'failed', severity: 'hard', repeated: false },
    });
  });

  it('are taken only from whoever has the token, and nothing else is taken in their form', async () => {
    const [message] = (await sent([address()])) as [Sent];
    const raw = sampleOf('postfix-user-unknown.eml', message);
    const statuses = await Promise.all([
      post(raw, { 'x-bounce-token': 'wrong' }),
      post(raw, { 'x-bounce-token': `${token}x` }),
      post(raw, { 'x-bounce-token': '' }),
      fetch(`${app.url}/api/v1/events`, {
        method: 'POST',
        headers: { 'content-type': 'message/rfc822' },
        body: 'From: x',
      }),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([401, 401, 401, 415]);
    const unreadable = await app.api.post(
      'mail/bounces',
      { raw: '***' },
      { headers: { 'x-bounce-token': token } },
    );
    expect(unreadable.status).toBe(422);
    expect(await stateOf(message)).toBe('sent');
  });

  it('that name an address only never block it, for anybody can write one', async () => {
    const [message] = (await sent([address()])) as [Sent];
    const raw = sampleOf('address-only.eml', message);
    await handIn(raw);
    await handIn(Buffer.concat([raw, Buffer.from('\r\nonce more')]));
    expect(await blocksOf(message)).toEqual([]);
  });

  it('fit no message where two went to the address', async () => {
    const email = address();
    await sent([email]);
    const [message] = (await sent([email])) as [Sent];
    expect(await handIn(sampleOf('address-only.eml', message))).toMatchObject({ outcome: 'unmatched' });
  });

  it('of three mails that came back softly block the address for two weeks', async () => {
    const email = address();
    const first = await sent([email]);
    await handIn(sampleOf('mailbox-full-retried-out.eml', first[0]!));
    await handIn(sampleOf('gmail-over-quota.eml', first[0]!));
    await handIn(sampleOf('policy-reject-spam.eml', first[0]!));
    expect(await blocksOf(first[0]!)).toEqual([]);
    const more = [(await sent([email]))[0]!, (await sent([email]))[0]!];
    for (const message of more) await handIn(sampleOf('mailbox-full-retried-out.eml', message));
    expect(await blocksOf(first[0]!)).toEqual(['soft_bounces/all']);
    app.clock.advance(14 * 86_400_000);
    await app.settled();
    expect(await blocksOf(first[0]!)).toEqual([]);
    expect((await sent([email]))[0]).toBeDefined();
  });

  it('that come before the mail stands as sent are applied when it does', async () => {
    const [message] = (await sent([address()])) as [Sent];
    await app.db.query(
      `UPDATE messages SET state = 'queued', claimed_by = $2, claimed_until = '2100-01-01' WHERE id = $1`,
      [message.id, newId()],
    );
    expect(await handIn(sampleOf('postfix-user-unknown.eml', message))).toMatchObject({ outcome: 'failed' });
    await app.settled();
    expect(await stateOf(message)).toBe('queued');
    await app.db.query(
      `UPDATE messages SET state = 'sent', claimed_by = NULL, claimed_until = NULL WHERE id = $1`,
      [message.id],
    );
    app.clock.advance(1000);
    await app.settled();
    expect({ state: await stateOf(message), blocks: await blocksOf(message) }).toEqual({
      state: 'bounced',
      blocks: ['hard_bounce/all'],
    });
  });
});

describe('a blocked address', () => {
  it('gets nothing more until somebody lifts the block and says why; then what was withheld can be sent', async () => {
    const email = address();
    const [bounced] = (await sent([email.toUpperCase().replace('MINISTRY.EXAMPLE', 'Ministry.Example')])) as [
      Sent,
    ];
    await handIn(sampleOf('postfix-user-unknown.eml', { ...bounced, email }));
    const sample = sampleNotice(app);
    await send(app, event.id, sample, [recipient({ email })]);
    await app.settled();
    const list = await event.staff.get(`${event.path}/messages?state=suppressed&q=${email}`);
    const [task] = list.body.items;
    expect(await tasks()).toContain(task.id);
    const [{ id: blockId }] = (await event.staff.get(`${event.path}/address-blocks?q=${email}`)).body.items;
    expect(task.detail).toMatch(
      /^The address is blocked since .* a server said that it cannot be delivered to: .*5\.1\.1/,
    );
    const refused = await event.staff.move(`${event.path}/messages/${task.id}`, 'retry');
    expect({ status: refused.status, detail: refused.body.detail }).toEqual({
      status: 409,
      detail: expect.stringContaining('Lift the block of this address first'),
    });
    const silent = await event.staff.move(`${event.path}/address-blocks/${blockId}`, 'lift');
    expect(silent.status).toBe(422);
    const lifted = await event.staff.move(`${event.path}/address-blocks/${blockId}`, 'lift', {
      comment: 'The ministry has made the mailbox again.',
    });
    expect({ status: lifted.status, state: lifted.body.state }).toEqual({ status: 200, state: 'lifted' });
    const history = await event.staff.get(`${event.path}/address-blocks/${blockId}/history`);
    expect(
      history.body.items.map(({ transition, byKind, comment }: Record<string, unknown>) => ({
        transition,
        byKind,
        comment,
      })),
    ).toEqual([
      { transition: 'create', byKind: 'system', comment: null },
      { transition: 'lift', byKind: 'staff', comment: 'The ministry has made the mailbox again.' },
    ]);
    expect((await event.staff.move(`${event.path}/messages/${task.id}`, 'retry')).status).toBe(200);
    await app.settled();
    const after = await event.staff.get(`${event.path}/messages/${task.id}`);
    expect(await tasks()).not.toContain(task.id);
    expect(after.body.state).toBe('sent');
  });

  it('can be one that staff names, once, for a reason and a time, in its event only', async () => {
    const email = address();
    const input = {
      address: email.toUpperCase(),
      detail: 'The mission asked for it.',
      lapsesAt: '2019-12-01T00:00:00Z',
    };
    const made = await event.staff.post(`${event.path}/address-blocks`, input);
    expect({ status: made.status, address: made.body.address, reason: made.body.reason }).toEqual({
      status: 201,
      address: email,
      reason: 'staff',
    });
    const again = await event.staff.post(`${event.path}/address-blocks`, input);
    expect({ status: again.status, code: again.body.code }).toEqual({
      status: 409,
      code: 'address-is-blocked',
    });
    const other = await makeEvent(app);
    expect((await other.staff.get(`${other.path}/address-blocks/${made.body.id}`)).status).toBe(404);
    expect((await event.staff.get(`${event.path}/address-blocks/${made.body.id}`)).body.detail).toBe(
      input.detail,
    );
    const desk = await app.staff(event.id, 'registration_desk');
    expect((await desk.post(`${event.path}/address-blocks`, { ...input, address: address() })).status).toBe(
      403,
    );
    const sample = sampleNotice(app);
    await send(app, other.id, sample, [recipient({ email })]);
    await send(app, event.id, sample, [recipient({ email })]);
    await app.settled();
    const states = await app.db.query<{ event_id: string; state: string }>(
      'SELECT event_id, state FROM messages WHERE kind = $1',
      [sample.notice.kind],
    );
    expect(new Map(states.map(({ event_id, state }) => [event_id, state]))).toEqual(
      new Map([
        [other.id, 'sent'],
        [event.id, 'suppressed'],
      ]),
    );
  });

  it('by a complaint still gets what its reader must know', async () => {
    const email = address();
    const [message] = (await sent([email])) as [Sent];
    await handIn(sampleOf('arf-complaint.eml', message));
    const binding = sampleNotice(app);
    const optional = sampleNotice(app, { topic: 'feedback' });
    await send(app, event.id, binding, [recipient({ email })]);
    await send(app, event.id, optional, [recipient({ email })]);
    await app.settled();
    const rows = await app.db.query(
      'SELECT kind, state, attention_since IS NOT NULL AS task FROM messages WHERE kind = ANY ($1) ORDER BY created_at, id',
      [[binding.notice.kind, optional.notice.kind]],
    );
    expect(rows).toEqual([
      { kind: binding.notice.kind, state: 'sent', task: false },
      { kind: optional.notice.kind, state: 'suppressed', task: false },
    ]);
  });

  it('is forgotten 90 days after it ended, and what came back 90 days after the event', async () => {
    const left = async () =>
      (await app.db.one<{ blocks: number; bounces: number }>(
        `SELECT (SELECT count(*)::integer FROM address_blocks) AS blocks, (SELECT count(*)::integer FROM mail_bounces) AS bounces`,
      ))!;
    const before = await left();
    expect(before.blocks > 0 && before.bounces > 0).toBe(true);
    await app.at('2020-01-23T15:00:00Z');
    expect((await left()).blocks).toBeGreaterThan(0);
    await app.at('2020-01-24T17:00:00Z');
    expect(await left()).toEqual({ blocks: 0, bounces: 0 });
  });
});

describe('what was withheld because of its address', () => {
  it('is no task any more when somebody has seen to it, once', async () => {
    const sample = sampleNotice(app);
    await send(app, event.id, sample, [recipient({ email: 'no address' })]);
    await app.settled();
    const [task] = (await event.staff.get(`${event.path}/messages?kind=${sample.notice.kind}`)).body.items;
    expect({ state: task.state, detail: task.detail }).toEqual({
      state: 'suppressed',
      detail: 'The address is not one mail address.',
    });
    expect(await tasks()).toContain(task.id);
    const path = `${event.path}/messages/${task.id}`;
    expect((await event.staff.move(path, 'retry')).status).toBe(409);
    const seen = await event.staff.move(path, 'acknowledge', { comment: 'Told by telephone.' });
    expect({ status: seen.status, state: seen.body.state }).toEqual({ status: 200, state: 'suppressed' });
    expect(await tasks()).not.toContain(task.id);
    expect((await event.staff.move(path, 'acknowledge', { comment: 'Again.' })).status).toBe(409);
  });
});

it('are not taken where no token is set', async () => {
  const other = await startApp();
  const answer = await other.api.post(
    'mail/bounces',
    { raw: 'RnJvbTogeA==' },
    { headers: { 'x-bounce-token': '' } },
  );
  expect(answer.status).toBe(404);
});
