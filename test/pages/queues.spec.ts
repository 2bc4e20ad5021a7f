import { Accounts } from '../../src/access/accounts.service';
import { newId } from '../../src/platform/database/base.entity';
import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';

const password = 'a long phrase that only this test knows';
/** A rule that is not there any more: there is nothing to do. */
const ruleId = newId();
const browser = { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' };

describe('the page of the queues', () => {
  let app: TestApp;
  let event: TestEvent;
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
    const accounts = app.app.get(Accounts);
    await accounts.create({
      email: 'chief@installation.example',
      name: 'Chief',
      password,
      administrator: true,
    });
    await accounts.create({ email: 'clerk@secretariat.example', name: 'Clerk', password });
  });

  const go = (path: string, init: RequestInit = {}) =>
    fetch(app.url + path, { redirect: 'manual', ...init, headers: { ...browser, ...init.headers } });

  const signIn = (email: string, word = password, headers: Record<string, string> = {}) =>
    go('/sign-in', { method: 'POST', body: new URLSearchParams({ email, password: word }), headers });

  /** The cookie of somebody who has signed in. */
  const cookie = async (): Promise<string> =>
    (await signIn('chief@installation.example')).headers.get('set-cookie')!.split(';')[0]!;

  const asChief = async (path: string, method = 'GET', headers: Record<string, string> = {}) => {
    const answer = await go(path, { method, headers: { cookie: await cookie(), ...headers } });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text };
  };

  /** A job that was tried as often as it is worth: whoever waits for it waits in vain. */
  const setAside = async (): Promise<string> => {
    const id = newId();
    await app.db.execute(
      `INSERT INTO outbox (id, kind, name, queue, payload, failed_at, error, attempts)
       VALUES ($1, 'job', 'reminders.look', 'default', $2, now(), 'Error: the disk was full', 10)`,
      [id, JSON.stringify({ eventId: event.id, ruleId })],
    );
    return id;
  };

  test('is for administrators who have signed in: others are sent to the form, or refused', async () => {
    const page = await go('/queues');
    expect([page.status, page.headers.get('location')]).toEqual([303, '/sign-in']);
    const data = await go('/queues/api/queues');
    expect([data.status, await data.json()]).toMatchObject([401, { status: 401, detail: 'Sign in again.' }]);
    const bearer = await go('/queues/api/queues', {
      headers: { authorization: `Bearer ${app.admin.token}` },
    });
    expect(bearer.status).toBe(401);
    const form = await go('/sign-in', { headers: { 'accept-language': 'ru' } });
    expect([form.status, await form.text()]).toEqual([
      200,
      expect.stringContaining('Адрес электронной почты'),
    ]);
  });

  test.each([
    ['a wrong password', 'chief@installation.example', 'something else', 401, 'is wrong'],
    ['an address that is not known', 'nobody@installation.example', password, 401, 'is wrong'],
    ['an account without the right', 'clerk@secretariat.example', password, 403, 'not an administrator'],
  ])('lets nobody in with %s', async (_, email, word, status, says) => {
    const answer = await signIn(email, word);
    const text = await answer.text();
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([status, null]);
    expect(text).toContain(says);
    expect(text).toContain(`value="${email}"`);
    expect(text).not.toContain(word);
  });

  test('keeps the session in a cookie that no script reads and no other site sends', async () => {
    const answer = await signIn('chief@installation.example');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/queues']);
    const parts = answer.headers.get('set-cookie')!.split('; ');
    expect(parts[0]).toMatch(/^plenary_queues=ps\.[\w-]{40,}$/);
    expect(parts.slice(1).sort()).toEqual(['HttpOnly', 'Max-Age=43200', 'Path=/queues', 'SameSite=Strict']);
  });

  test('shows what waits and what was set aside, with the reason, and has it tried again', async () => {
    const id = await setAside();
    const page = await asChief('/queues');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).toContain('<div id="root">');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    const script = /src="(static\/js\/main[^"]+)"/.exec(page.text)![1]!;
    expect((await asChief(`/queues/${script}`)).status).toBe(200);

    const { queues } = JSON.parse(
      (await asChief('/queues/api/queues?activeQueue=default&status=failed&page=1&jobsPerPage=10')).text,
    );
    const shown = queues.find(({ name }: { name: string }) => name === 'default');
    expect(shown.counts).toEqual({ active: 0, waiting: 0, delayed: expect.any(Number), failed: 1 });
    expect(shown.jobs).toMatchObject([
      {
        id,
        name: 'reminders.look',
        failedReason: 'Error: the disk was full',
        attempts: 10,
        data: { eventId: event.id, ruleId },
      },
    ]);
    const retried = await asChief(`/queues/api/queues/default/${id}/retry`, 'PUT', {
      'sec-fetch-site': 'same-origin',
    });
    expect(retried.status).toBe(204);
    await app.settled();
    expect(await app.db.query('SELECT 1 FROM outbox WHERE id = $1', [id])).toEqual([]);
  });

  test('throws nothing away, and does nothing that comes from another site', async () => {
    const id = await setAside();
    for (const path of [
      'default/obliterate',
      'default/empty',
      'default/pause',
      `default/${id}/clean`,
      'default/clean/failed',
    ]) {
      const { status } = await asChief(`/queues/api/queues/${path}`, 'PUT', {
        'sec-fetch-site': 'same-origin',
      });
      expect([path, status]).toEqual([path, 403]);
    }
    const foreign = await asChief(`/queues/api/queues/default/${id}/retry`, 'PUT', {
      'sec-fetch-site': 'cross-site',
    });
    expect(foreign.status).toBe(403);
    expect(await app.db.query('SELECT error FROM outbox WHERE id = $1', [id])).toEqual([
      { error: 'Error: the disk was full' },
    ]);
  });

  test('is left by a button, after which the session is worth nothing', async () => {
    const held = await cookie();
    const asked = await go('/queues/sign-out', { headers: { cookie: held } });
    expect([asked.status, (await asked.text()).includes('action="/queues/sign-out"')]).toEqual([200, true]);
    expect((await go('/queues/api/queues', { headers: { cookie: held } })).status).toBe(200);
    const left = await go('/queues/sign-out', { method: 'POST', headers: { cookie: held } });
    expect([left.status, left.headers.get('location')]).toEqual([303, '/sign-in']);
    expect((await go('/queues/api/queues', { headers: { cookie: held } })).status).toBe(401);
  });
});
