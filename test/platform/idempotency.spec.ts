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
