import { createHash } from 'node:crypto';
import { Accounts } from '../../src/access/accounts.service';
import { startApp, type TestApp } from '../support/app';
import { eventInput } from '../support/factories';

describe('keys against doing something twice', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  const keys = async (): Promise<string[]> =>
    (await app.db.query<{ key: string }>('SELECT key FROM idempotency_keys ORDER BY key')).map(
      ({ key }) => key,
    );

  test('an answer is given again for two days, then the key is free', async () => {
    const input = eventInput();
    const first = await app.admin.post('events', input, { idempotencyKey: 'first' });
    expect(first.status).toBe(201);
    await app.at('2019-06-03T07:59:00Z');
    const again = await app.admin.post('events', input, { idempotencyKey: 'first' });
    expect([again.status, again.headers.get('idempotency-replayed'), again.body]).toEqual([
      201,
      'true',
      first.body,
    ]);
    await app.at('2019-06-03T09:00:00Z');
    expect(await keys()).toEqual([]);
    const other = await app.admin.post('events', eventInput(), { idempotencyKey: 'first' });
    expect([other.status, other.headers.get('idempotency-replayed')]).toEqual([201, null]);
    expect(other.body.id).not.toBe(first.body.id);
  });

  test('what is kept of a sign-in is neither its password nor its tokens, and the same answer comes again', async () => {
    const credentials = { email: 'keys@secretariat.example', password: 'correct horse battery staple' };
    await app.app.get(Accounts).create({ ...credentials, name: 'Anna Petrova' });
    const sent = () => app.api.post('auth/login', credentials, { idempotencyKey: 'sign-in' });
    const [first, second] = [await sent(), await sent()];
    expect([first.status, second.status, second.body]).toEqual([200, 200, first.body]);
    const kept = await app.db.one<{ fingerprint: string; body: string }>(
      `SELECT fingerprint, body FROM idempotency_keys WHERE key = 'sign-in'`,
    );
    const unkeyed = createHash('sha256')
      .update(`POST /api/v1/auth/login\n${JSON.stringify(credentials)}`)
      .digest('base64url');
    expect(kept!.fingerprint).not.toBe(unkeyed);
    const readable = Buffer.from(kept!.body, 'base64url').toString('latin1') + kept!.body;
    for (const secret of [first.body.accessToken, first.body.refreshToken])
      expect(readable).not.toContain(secret);
  });

  test('an answer that was moved to another key or changed is not given', async () => {
    const input = eventInput();
    await app.admin.post('events', input, { idempotencyKey: 'mine' });
    await app.admin.post('events', eventInput(), { idempotencyKey: 'theirs' });
    await app.db.query(
      `UPDATE idempotency_keys SET body = (SELECT body FROM idempotency_keys WHERE key = 'theirs') WHERE key = 'mine'`,
    );
    const moved = await app.admin.post('events', input, { idempotencyKey: 'mine' });
    expect([moved.status, moved.body.code]).toEqual([409, 'conflict']);
    await app.db.query(`UPDATE idempotency_keys SET body = 'AAAA' WHERE key = 'mine'`);
    expect((await app.admin.post('events', input, { idempotencyKey: 'mine' })).status).toBe(409);
    await app.db.query(`DELETE FROM idempotency_keys`);
  });

  test('only what is old is forgotten, and it is looked for once an hour', async () => {
    await app.at('2019-07-01T00:00:00Z');
    await app.admin.post('events', eventInput(), { idempotencyKey: 'old' });
    await app.at('2019-07-02T00:00:00Z');
    await app.admin.post('events', eventInput(), { idempotencyKey: 'young' });
    await app.at('2019-07-02T23:59:00Z');
    expect(await keys()).toEqual(['old', 'young']);
    await app.at('2019-07-03T00:58:59Z');
    expect(await keys()).toEqual(['old', 'young']);
    await app.at('2019-07-03T00:59:00Z');
    expect(await keys()).toEqual(['young']);
  });
});
