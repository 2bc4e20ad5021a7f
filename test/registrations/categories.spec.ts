import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';
import { makeCategory, makeQuota, register } from './support';

describe('categories', () => {
  let app: TestApp;
  let event: TestEvent;
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
  });

  test('the public sees only those in which it can register', async () => {
    const own = await makeEvent(app);
    const open = await makeCategory(own);
    const closed = await makeCategory(own, { selfRegistration: false });
    const ids = async (api: typeof app.api): Promise<string[]> =>
      (await api.get(`${own.path}/categories`)).body.items.map((one: { id: string }) => one.id).sort();
    expect(await ids(app.api)).toEqual([open.id]);
    expect(await ids(own.staff)).toEqual([open.id, closed.id].sort());
    expect((await app.api.get(`${own.path}/categories/${closed.id}`)).status).toBe(404);
    expect((await event.staff.get(`${own.path}/categories/${closed.id}`)).status).toBe(404);
    expect((await app.api.get(`${own.path}/quotas`)).status).toBe(401);
  });

  test('a code is taken once in an event, and a category in which somebody registered stays', async () => {
    const category = await makeCategory(event);
    const twice = await event.staff.post(`${event.path}/categories`, {
      code: category.code,
      title: 'Again',
      approval: 'review',
      selfRegistration: false,
    });
    expect([twice.status, twice.body.errors[0].pointer]).toEqual([409, '/code']);
    const path = `${event.path}/categories/${category.id}`;
    expect((await event.staff.patch(path, { titles: { ru: 'Делегаты' } }, 1)).body).toMatchObject({
      version: 2,
      titles: { ru: 'Делегаты' },
    });
    expect((await event.staff.patch(path, { title: 'X' }, 1)).status).toBe(412);
    await register(app.api, event, category.id);
    expect((await event.staff.delete(path, 2)).body.code).toBe('category-in-use');
    const unused = await makeCategory(event);
    expect((await event.staff.delete(`${event.path}/categories/${unused.id}`, 1)).status).toBe(204);
    const programme = await app.staff(event.id, 'programme');
    expect((await programme.patch(path, { title: 'X' }, 2)).status).toBe(403);
  });

  test('a quota says what counts in it', async () => {
    const quota = await makeQuota(event, 2);
    const instant = await makeCategory(event, { quotaIds: [quota.id] });
    const reviewed = await makeCategory(event, { quotaIds: [quota.id], approval: 'review' });
    for (const { id } of [instant, instant, instant, reviewed]) await register(app.api, event, id);
    const { body } = await event.staff.get(`${event.path}/quotas?q=${encodeURIComponent(quota.title)}`);
    expect(body.items).toEqual([
      {
        id: quota.id,
        version: 1,
        title: quota.title,
        capacity: 2,
        offerHours: 48,
        countsEverybody: false,
        holdsNominations: false,
        nominationsUntil: null,
        nominationsRemindDays: 3,
        nominationsLetGoAt: null,
        categoryIds: [instant.id, reviewed.id].sort(),
        delegationIds: [],
        options: [],
        taken: 2,
        free: 0,
        confirmed: 2,
        offered: 0,
        nominated: 0,
        pending: 1,
        waitlisted: 1,
        overbooked: 0,
        formId: null,
      },
    ]);
  });
});
