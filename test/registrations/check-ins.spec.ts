import type { Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';
import { makeCategory, personInput, register } from './support';

describe('check-in', () => {
  let app: TestApp;
  let event: TestEvent;
  let desk: Api;
  let categoryId: string;
  beforeAll(async () => {
    // 23:30 at the place of the event, on the second day.
    app = await startApp({ now: '2019-10-22T15:30:00Z' });
    event = await makeEvent(app);
    desk = await app.staff(event.id, 'check_in');
    categoryId = (await makeCategory(event, { badgeColour: '#17456E' })).id;
  });

  const come = (code: string, more: object = {}, by = desk) =>
    by.post(`${event.path}/check-ins`, { code, ...more });

  test('lets a confirmed person in and tells the desk who it is', async () => {
    const person = personInput({ givenName: 'Na', familyName: 'Li', nativeName: '李娜' });
    const { code, id } = await register(app.api, event, categoryId, {
      person,
      locale: 'zh',
      organisationName: 'Huawei',
    });
    const answer = await come(`${code.slice(0, 4).toLowerCase()}-${code.slice(4)}`);
    expect([answer.status, answer.body]).toEqual([
      201,
      {
        id: expect.any(String),
        version: 1,
        registrationId: id,
        code,
        state: 'confirmed',
        name: 'Na Li',
        nativeName: '李娜',
        categoryId,
        categoryTitle: 'Delegates',
        categoryColour: '#17456E',
        organisationName: 'Huawei',
        delegationId: null,
        delegationName: null,
        partInDelegation: null,
        locale: 'zh',
        note: null,
        missing: [],
        facts: [],
        pointId: expect.any(String),
        direction: 'in',
        day: '2019-10-22',
        at: '2019-10-22T15:30:00.000Z',
        leftAt: null,
        deviceId: null,
        byName: expect.stringMatching(/^Staff /),
        offline: false,
        counts: true,
        conflict: null,
      },
    ]);
    expect((await desk.get(`${event.path}/check-ins/${answer.body.id}`)).body).toEqual(answer.body);
  });

  test('refuses an unknown code, one that is not confirmed, and one who is in, each with its reason', async () => {
    const unknown = await come('22222222');
    expect([unknown.status, unknown.body.reason]).toEqual([404, 'unknown_code']);
    const reviewed = await makeCategory(event, { approval: 'review' });
    const waiting = await register(app.api, event, reviewed.id);
    const refused = await come(waiting.code);
    expect([refused.status, refused.body.reason, refused.body.registration.state]).toEqual([
      409,
      'not_confirmed',
      'submitted',
    ]);
    const { code } = await register(app.api, event, categoryId);
    const first = await come(code);
    const second = await come(code);
    expect([second.status, second.body.reason, second.body.checkedInAt, second.body.checkInId]).toEqual([
      409,
      'already_in',
      '2019-10-22T15:30:00.000Z',
      first.body.id,
    ]);
    const other = await makeEvent(app);
    const elsewhere = await other.staff.post(`${other.path}/check-ins`, { code });
    expect([elsewhere.status, elsewhere.body.reason]).toEqual([404, 'unknown_code']);
  });

  test('counts once however many scanners see the person at once, and a day is a day at the place', async () => {
    const { code } = await register(app.api, event, categoryId);
    const scans = await Promise.all(Array.from({ length: 8 }, () => come(code)));
    expect(scans.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
    const before = await come(code, { at: '2019-10-21T15:59:59Z' });
    expect([before.status, before.body.day]).toEqual([201, '2019-10-21']);
    const same = await come(code, { at: '2019-10-21T16:00:00Z' });
    expect([same.status, same.body.reason]).toEqual([409, 'already_in']);
    const ahead = await come(code, { at: '2019-10-22T16:00:00Z' });
    expect([ahead.status, ahead.body.reason, ahead.body.errors[0].pointer]).toEqual([
      422,
      'clock_skew',
      '/at',
    ]);
  });

  test('a scan that is sent again answers what it answered first', async () => {
    const { code } = await register(app.api, event, categoryId);
    const scan = { clientId: `gate-1-${code}` };
    const first = await come(code, scan);
    const again = await come(code, scan);
    expect([again.status, again.body]).toEqual([201, first.body]);
    const stranger = await register(app.api, event, categoryId);
    const reused = await come(stranger.code, scan);
    expect([reused.status, reused.body.code, reused.body.reason]).toEqual([
      409,
      'check-in-client-id-reused',
      'client_id_reused',
    ]);
  });

  test('can be undone, and then the person comes in again', async () => {
    const { code } = await register(app.api, event, categoryId);
    const { id } = (await come(code)).body;
    const path = `${event.path}/check-ins/${id}`;
    expect((await desk.delete(path)).status).toBe(428);
    expect((await desk.delete(path, 1)).status).toBe(204);
    expect((await desk.get(path)).status).toBe(404);
    expect((await desk.delete(path, 2)).status).toBe(404);
    const again = await come(code);
    expect(again.status).toBe(201);
    const { body } = await desk.get(`${event.path}/check-ins?q=${code}`);
    expect(body.items.map((one: { id: string }) => one.id)).toEqual([again.body.id]);
  });

  test('is for the desk only', async () => {
    const { code } = await register(app.api, event, categoryId);
    expect((await come(code, {}, app.api)).status).toBe(401);
    expect((await come(code, {}, await app.staff(event.id, 'programme'))).status).toBe(403);
    expect((await come(code, {}, await app.staff(undefined))).status).toBe(404);
  });
});
