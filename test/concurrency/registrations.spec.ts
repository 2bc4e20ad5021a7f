import { startApp, type TestApp } from '../support/app';
import { deadlocks } from '../support/database';
import { makeEvent } from '../support/factories';
import {
  askToRegister,
  makeCategory,
  makeForm,
  makeQuota,
  personInput,
  register,
} from '../registrations/support';

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

  test('60 people who change to an option with 7 places at once, while 60 others register for it: 7 have it', async () => {
    const event = await makeEvent(app);
    const category = await makeCategory(event);
    const dinner = {
      key: 'dinner',
      kind: 'choice',
      label: 'Dinner',
      required: 'never',
      options: [
        { value: 'fish', label: 'Fish', places: 7 },
        { value: 'tofu', label: 'Tofu' },
      ],
    };
    await makeForm(event, category.id, [dinner]);
    const people = [];
    for (let n = 0; n < 60; n += 1)
      people.push(await register(app.api, event, category.id, { answers: { dinner: 'tofu' } }));
    const answers = { dinner: 'fish' };
    const [changed, registered] = await Promise.all([
      Promise.all(
        people.map(({ id, version }) =>
          event.staff.patch(`${event.path}/registrations/${id}`, { answers }, version),
        ),
      ),
      Promise.all(Array.from({ length: 60 }, () => askToRegister(app.api, event, category.id, { answers }))),
    ]);
    expect([...new Set(changed.map(({ status }) => status))].sort()).toEqual(
      changed.some(({ status }) => status === 200) ? [200, 409] : [409],
    );
    expect([...new Set(registered.map(({ status }) => status))]).toEqual([201]);
    const chosen =
      changed.filter(({ status }) => status === 200).length +
      registered.filter(({ body }) => body.state === 'confirmed').length;
    expect(chosen).toBe(7);
    const rows = await app.db.query<{ id: string }>('SELECT id FROM quotas WHERE event_id = $1', [event.id]);
    expect(await quotaOf(rows[0]!.id)).toEqual({ taken: 7, held: 7 });
  });

  test('a form that is saved again and again while people register counts every one of them', async () => {
    const event = await makeEvent(app);
    const category = await makeCategory(event);
    const dinner = (places: number): object => ({
      key: 'dinner',
      kind: 'choice',
      label: 'Dinner',
      required: 'never',
      options: [{ value: 'fish', label: 'Fish', places }],
    });
    const form = await makeForm(event, category.id, [dinner(100)]);
    const saving = async (): Promise<number[]> => {
      const statuses = [];
      for (let version = 1; version <= 8; version += 1) {
        const fields = version % 3 === 0 ? [] : [dinner(100 + version)];
        statuses.push(
          (await event.staff.patch(`${event.path}/forms/${form.id}`, { fields }, version)).status,
        );
      }
      return statuses;
    };
    const [saved, registered] = await Promise.all([
      saving(),
      Promise.all(
        Array.from({ length: 80 }, () =>
          askToRegister(event.staff, event, category.id, { answers: { dinner: 'fish' } }),
        ),
      ),
    ]);
    expect(saved).toEqual(Array(8).fill(200));
    // Whoever came while the question was not there is told so.
    expect(registered.filter(({ status }) => status !== 201 && status !== 422)).toEqual([]);
    const taken = registered.filter(({ status }) => status === 201).length;
    const rows = await app.db.query<{ id: string }>('SELECT id FROM quotas WHERE event_id = $1', [event.id]);
    expect(await quotaOf(rows[0]!.id)).toEqual({ taken, held: taken });
  });

  test('none of this was a deadlock, which the database would have ended by force', async () => {
    expect(await deadlocks(app.db)).toBe(0);
  });
});
