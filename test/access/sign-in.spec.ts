import { Accounts } from '../../src/access/accounts.service';
import { Links } from '../../src/access/links.service';
import { startApp, type TestApp } from '../support/app';
import { makeEvent } from '../support/factories';

const password = 'correct horse battery staple';

describe('sign-in', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
    await app.app.get(Accounts).create({ email: 'Anna@secretariat.example', name: 'Anna Petrova', password });
  });

  const signIn = (email: string, secret: string) => app.api.post('auth/login', { email, password: secret });

  test('the right password gives tokens that work, whatever the case of the address', async () => {
    const answer = await signIn('anna@secretariat.example', password);
    expect([answer.status, answer.body.expiresIn]).toEqual([200, 43_200]);
    expect((await app.api.as(answer.body.accessToken).get('auth/me')).body).toMatchObject({
      name: 'Anna Petrova',
      administrator: false,
      roles: [],
    });
  });

  test('a wrong password and an unknown address are answered alike', async () => {
    const wrong = await signIn('anna@secretariat.example', 'not the password');
    const unknown = await signIn('nobody@secretariat.example', 'not the password');
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    const { requestId: _one, ...first } = wrong.body;
    const { requestId: _two, ...second } = unknown.body;
    expect(first).toEqual(second);
  });

  test('a refresh token works once', async () => {
    const { refreshToken, accessToken } = (await signIn('anna@secretariat.example', password)).body;
    const renewed = await app.api.post('auth/refresh', { refreshToken });
    expect(renewed.status).toBe(200);
    expect((await app.api.post('auth/refresh', { refreshToken })).status).toBe(401);
    expect((await app.api.as(accessToken).get('auth/me')).status).toBe(401);
    expect((await app.api.as(renewed.body.accessToken).get('auth/me')).status).toBe(200);
  });

  test('after signing out the token is refused at the next request', async () => {
    const { accessToken } = (await signIn('anna@secretariat.example', password)).body;
    expect((await app.api.as(accessToken).post('auth/logout')).status).toBe(204);
    expect((await app.api.as(accessToken).get('auth/me')).status).toBe(401);
  });

  test('tokens expire', async () => {
    const { accessToken } = (await signIn('anna@secretariat.example', password)).body;
    app.clock.advance(43_200_000);
    expect((await app.api.as(accessToken).get('auth/me')).status).toBe(401);
  });

  test('what is stored opens nothing', async () => {
    const { accessToken, refreshToken } = (await signIn('anna@secretariat.example', password)).body;
    const rows = JSON.stringify([
      await app.db.query('SELECT * FROM sessions'),
      await app.db.query('SELECT * FROM users'),
    ]);
    for (const secret of [accessToken, refreshToken, password]) expect(rows).not.toContain(secret);
  });
});

describe('too many sign-ins', () => {
  test('are stopped for the account and the address, and allowed again after a minute', async () => {
    const app = await startApp({ config: { signInLimitPerMinute: 2 } });
    const attempt = (forwarded: string) =>
      app.api.post(
        'auth/login',
        { email: 'anna@secretariat.example', password: 'guess' },
        { headers: { 'x-forwarded-for': forwarded } },
      );
    const statuses = [];
    for (const address of ['10.0.0.1', '10.0.0.2', '10.0.0.3'])
      statuses.push((await attempt(address)).status);
    expect(statuses).toEqual([401, 401, 429]);
    app.clock.advance(60_000);
    expect((await attempt('10.0.0.4')).status).toBe(401);
  });
});

describe('staff of an event', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  test('an organiser gives roles and takes them away, and the event keeps an owner', async () => {
    const event = await makeEvent(app);
    const organiser = await app.staff(event.id, 'organiser');
    const given = await organiser.put(`${event.path}/staff`, {
      email: 'oleg@secretariat.example',
      name: 'Oleg Ivanov',
      roles: ['check_in', 'auditor'],
    });
    expect([given.status, given.body.roles]).toEqual([200, ['auditor', 'check_in']]);
    const removed = await organiser.delete(`${event.path}/staff/${given.body.userId}`);
    expect(removed.status).toBe(204);
    const names = (await organiser.get(`${event.path}/staff`)).body.items.map(
      (member: { name: string }) => member.name,
    );
    expect(names).not.toContain('Oleg Ivanov');
  });

  test('an auditor may look and not touch', async () => {
    const event = await makeEvent(app);
    const auditor = await app.staff(event.id, 'auditor');
    expect((await auditor.get(`${event.path}/staff`)).status).toBe(200);
    const refused = await auditor.put(`${event.path}/staff`, {
      email: 'eve@secretariat.example',
      name: 'Eve',
      roles: ['owner'],
    });
    expect([refused.status, refused.body.code]).toEqual([403, 'not-allowed']);
  });

  test('a forged, an expired and a revoked link are worth nothing', async () => {
    const event = await makeEvent(app);
    const links = app.app.get(Links);
    const subject = { id: event.id, name: 'LI Na' };
    const until = new Date(app.clock.now().getTime() + 60_000);
    const token = (await links.tokens('registration', event.id, [subject], until)).get(subject.id)!;
    const asked = (one: string) => app.api.as(one).get(`${event.path}/rooms`);
    // A good link does not open what it is not for, and says no more than that.
    expect((await asked(token)).status).toBe(404);
    expect((await asked(`${token.slice(0, -2)}xx`)).status).toBe(401);
    await links.revoke('registration', event.id);
    expect((await asked(token)).status).toBe(401);
    const second = (await links.tokens('registration', event.id, [subject], until)).get(subject.id)!;
    app.clock.advance(60_001);
    expect((await asked(second)).status).toBe(401);
  });
});
