import { startApp, type TestApp } from '../support/app';
import { makeEvent } from '../support/factories';
import { askToRegister, makeCategory, makeQuota, personInput, register } from '../registrations/support';

describe('many at once', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  const states = async (eventId: string): Promise<Record<string, number>> => {
    const rows = await app.db.query<{ state: string; n: number }>(
      `SELECT state, count(*)::integer AS n FROM registrations WHERE event_id = $1 GROUP BY state`,
      [eventId],
    );
    return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
  };

  const quotaOf = async (id: string): Promise<{ taken: number; held: number } | undefined> =>
    app.db.one(
      `SELECT taken, (SELECT COALESCE(sum(places), 0)::integer FROM registration_places p WHERE p.quota_id = q.id) AS held FROM quotas q WHERE id = $1`,
      [id],
    );

  test('300 people for 20 places: 20 are confirmed, 280 wait, nobody gets an error', async () => {
    const event = await makeEvent(app);
    const quota = await makeQuota(event, 20);
    const categories = [
      await makeCategory(event, { quotaIds: [quota.id] }),
      await makeCategory(event, { quotaIds: [quota.id] }),
    ];
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, n) => askToRegister(app.api, event, categories[n % 2].id)),
    );
    expect([...new Set(answers.map(({ status }) => status))]).toEqual([201]);
    expect(answers.filter(({ body }) => body.state === 'confirmed').length).toBe(20);
    expect(answers.filter(({ body }) => body.state === 'waitlisted').length).toBe(280);
    expect(await states(event.id)).toEqual({ confirmed: 20, waitlisted: 280 });
    expect(await quotaOf(quota.id)).toEqual({ taken: 20, held: 20 });
    expect(new Set(answers.map(({ body }) => body.code)).size).toBe(300);
  });

  test('one person who clicks 20 times is registered once', async () => {
    const event = await makeEvent(app);
    const category = await makeCategory(event);
    const person = personInput();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => askToRegister(app.api, event, category.id, { person })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(409)]);
    expect(await states(event.id)).toEqual({ confirmed: 1 });
    const persons = await app.db.one<{ n: number }>(
      'SELECT count(*)::integer AS n FROM persons WHERE email = $1',
      [person['email']],
    );
    expect(persons?.n).toBe(1);
  });

  test('places that fall free while people come go to those who wait, and none is lost', async () => {
    const event = await makeEvent(app);
    const quota = await makeQuota(event, 10);
    const category = await makeCategory(event, { quotaIds: [quota.id] });
    const first = [];
    for (let n = 0; n < 10; n += 1) first.push(await register(app.api, event, category.id));
    const waiting = [];
    for (let n = 0; n < 5; n += 1) waiting.push(await register(app.api, event, category.id));
    const [cancelled] = await Promise.all([
      Promise.all(first.map(({ id }) => event.staff.move(`${event.path}/registrations/${id}`, 'cancel'))),
      Promise.all(Array.from({ length: 30 }, () => register(app.api, event, category.id))),
    ]);
    expect(cancelled.map(({ status }) => status)).toEqual(Array(10).fill(200));
    await app.settled();
    const { confirmed = 0, offered = 0, waitlisted, ...rest } = await states(event.id);
    expect([confirmed + offered, waitlisted, rest]).toEqual([10, 25, { cancelled: 10 }]);
    expect(await quotaOf(quota.id)).toEqual({ taken: 10, held: 10 });
    for (const { id } of waiting)
      expect((await event.staff.get(`${event.path}/registrations/${id}`)).body.state).toBe('offered');
  });

  test('two officers who approve the last place at once give it to one', async () => {
    const event = await makeEvent(app);
    const quota = await makeQuota(event, 1);
    const category = await makeCategory(event, { quotaIds: [quota.id], approval: 'review' });
    const [a, b] = [await register(app.api, event, category.id), await register(app.api, event, category.id)];
    const moved = await Promise.all(
      [a, b, a, b].map(({ id }) => event.staff.move(`${event.path}/registrations/${id}`, 'approve')),
    );
    expect(moved.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await states(event.id)).toEqual({ confirmed: 1, waitlisted: 1 });
    expect(await quotaOf(quota.id)).toEqual({ taken: 1, held: 1 });
  });
});
