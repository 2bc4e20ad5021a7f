import { startApp, type TestApp } from '../support/app';
import { eventInput, makeEvent } from '../support/factories';

describe('events', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  test('an administrator makes an event as a draft, which the public does not see', async () => {
    const made = await app.admin.post(
      'events',
      eventInput({ slug: 'first', titles: { ru: 'Инфофорум-Китай 2019' } }),
    );
    expect(made.status).toBe(201);
    expect(made.headers.get('etag')).toBe('"1"');
    expect(made.headers.get('location')).toBe(`/api/v1/events/${made.body.id}`);
    expect(made.body).toMatchObject({
      state: 'draft',
      slug: 'first',
      version: 1,
      startDate: '2019-10-21',
      timeZone: 'Asia/Shanghai',
      titles: { ru: 'Инфофорум-Китай 2019' },
    });
    expect((await app.api.get('events/first')).status).toBe(404);
    expect((await app.admin.get('events/first')).body).toEqual(made.body);
  });

  test('publishing shows it, by id and by slug, and is done once however often it is asked for', async () => {
    const event = await makeEvent(app);
    const again = await app.admin.move(`events/${event.slug}`, 'publish');
    expect(again.status).toBe(200);
    expect((await app.api.get(`events/${event.slug}`)).body).toEqual(
      (await app.api.get(`events/${event.id}`)).body,
    );
    const history = await event.staff.get(`events/${event.slug}/history`);
    expect(history.body.items.map((record: { transition: string }) => record.transition)).toEqual([
      'create',
      'publish',
    ]);
  });

  test('a transition that is not possible answers 409 with what is', async () => {
    const event = await makeEvent(
      app,
      { startDate: '2030-01-01', endDate: '2030-01-02' },
      { published: false },
    );
    const answer = await event.staff.move(event.path, 'close');
    expect(answer.status).toBe(409);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toMatchObject({
      code: 'transition-not-possible',
      state: 'draft',
      allowed: ['publish', 'cancel'],
    });
  });

  test('changing needs the version that was read', async () => {
    const event = await makeEvent(app, { startDate: '2030-01-01', endDate: '2030-01-02' });
    const { version } = (await app.api.get(event.path)).body;
    expect((await event.staff.patch(event.path, { city: 'Moscow' })).status).toBe(428);
    expect((await event.staff.patch(event.path, { city: 'Moscow' }, version - 1)).status).toBe(412);
    const changed = await event.staff.patch(event.path, { city: 'Moscow' }, version);
    expect([changed.status, changed.body.city, changed.body.version]).toEqual([200, 'Moscow', version + 1]);
  });

  test.each([
    ['an unknown field', { colour: 'red' }, 400, '/colour'],
    ['a last day before the first', { endDate: '2019-10-20' }, 422, '/endDate'],
    ['a day that does not exist', { startDate: '2019-02-30' }, 422, '/startDate'],
    ['an unknown time zone', { timeZone: 'Mars/Olympus' }, 422, '/timeZone'],
    ['an unknown country', { country: 'XX' }, 422, '/country'],
    ['no language', { locales: 'en' }, 422, '/locales'],
    ['a slug with spaces', { slug: 'my forum' }, 422, '/slug'],
    ['a title that turns the writing around', { title: 'Forum \u202egnihton' }, 422, '/title'],
  ])('%s is refused at its field', async (_, changes, status, pointer) => {
    const answer = await app.admin.post('events', eventInput(changes));
    expect(answer.status).toBe(status);
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });

  test('a slug that is taken is 409', async () => {
    const { slug } = await makeEvent(app);
    const answer = await app.admin.post('events', eventInput({ slug }));
    expect([answer.status, answer.body.code]).toEqual([409, 'slug-taken']);
  });

  test('staff of one event are nobody in another', async () => {
    const one = await makeEvent(app);
    const other = await makeEvent(app);
    expect((await one.staff.get(`${other.path}/rooms`)).status).toBe(404);
    expect((await app.api.get(`${other.path}/rooms`)).status).toBe(401);
    const auditor = await app.staff(one.id, 'auditor');
    expect((await auditor.post(`${one.path}/rooms`, { name: 'Hall', capacity: 10 })).status).toBe(403);
  });

  // Last, because it moves the clock of the whole file.
  test('the clock starts it on its first day and closes it after its last, at the place of the event', async () => {
    const event = await makeEvent(app, {
      timeZone: 'Asia/Shanghai',
      startDate: '2019-10-21',
      endDate: '2019-10-25',
    });
    await app.at('2019-10-20T15:59:00Z');
    expect((await app.api.get(event.path)).body.state).toBe('published');
    await app.at('2019-10-20T16:00:00Z');
    expect((await app.api.get(event.path)).body.state).toBe('running');
    await app.at('2019-10-25T16:00:00Z');
    expect((await app.api.get(event.path)).body.state).toBe('closed');
    const history = await event.staff.get(`${event.path}/history`);
    expect(
      history.body.items.map((record: { transition: string; byKind: string }) => [
        record.transition,
        record.byKind,
      ]),
    ).toEqual([
      ['create', 'staff'],
      ['publish', 'staff'],
      ['start', 'system'],
      ['close', 'system'],
    ]);
  });
});
