import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';
import { faultsOf, makeCategory, makeForm, makeQuota, personWith, register } from './support';

/** Places per option of a form, which are kept as quotas. */
describe('places per option', () => {
  let app: TestApp;
  let event: TestEvent;
  let category: any;
  beforeAll(async () => {
    app = await startApp();
  });
  beforeEach(async () => {
    event = await makeEvent(app);
    category = await makeCategory(event);
  });

  const workshop = (ai: number | null, law: number | null = null): object => ({
    key: 'workshop',
    kind: 'choice',
    label: 'Workshop',
    required: 'never',
    options: [
      { value: 'ai', label: 'Intelligence', places: ai },
      { value: 'law', label: 'Law', places: law },
    ],
  });
  const pathOf = (id: string): string => `${event.path}/registrations/${id}`;
  const quotas = async (): Promise<any[]> => (await event.staff.get(`${event.path}/quotas`)).body.items;
  const account = async (): Promise<unknown[]> =>
    (await quotas()).map(({ title, capacity, taken }) => [title, capacity, taken]);
  const free = async (id: string): Promise<unknown[]> =>
    (await app.api.get(`${event.path}/forms/${id}`)).body.fields[0].options.map((one: any) => one.free);
  const change = (id: string, version: number, changes: object) =>
    event.staff.patch(`${event.path}/forms/${id}`, changes, version);

  test('are taken and given back with the answers, and everybody sees how many are free', async () => {
    const form = await makeForm(event, category.id, [workshop(2)]);
    expect(await account()).toEqual([['Workshop: Intelligence', 2, 0]]);
    expect((await quotas())[0]).toMatchObject({
      formId: form.id,
      categoryIds: [category.id],
      options: [{ question: 'workshop', value: 'ai' }],
    });
    expect(await free(form.id)).toEqual([2, null]);
    const { id, version } = await register(app.api, event, category.id, { answers: { workshop: 'ai' } });
    expect(await free(form.id)).toEqual([1, null]);
    const again = await app.api.get(`${event.path}/forms/${form.id}`, {
      headers: { 'if-none-match': '"1"' },
    });
    expect(again.status).toBe(200);
    const person = await personWith(app, event, id);
    await person.patch(pathOf(id), { answers: { workshop: 'law' } }, version);
    expect(await free(form.id)).toEqual([2, null]);
  });

  test('are refused at the question to whoever has a place and changes their mind too late', async () => {
    await makeForm(event, category.id, [workshop(1)]);
    await register(app.api, event, category.id, { answers: { workshop: 'ai' } });
    const { id, version } = await register(app.api, event, category.id, { answers: { workshop: 'law' } });
    const person = await personWith(app, event, id);
    const refused = await person.patch(pathOf(id), { answers: { workshop: 'ai' } }, version);
    expect(faultsOf(refused)).toEqual([409, 'quota-full', [['/answers/workshop', 'full']]]);
    expect((await person.get(pathOf(id))).body.answers).toEqual({ workshop: 'law' });
  });

  test('follow the form: more, fewer, none, another name, other categories', async () => {
    const form = await makeForm(event, category.id, [workshop(1)]);
    const waiting = [];
    for (let n = 0; n < 2; n += 1)
      waiting.push(await register(app.api, event, category.id, { answers: { workshop: 'ai' } }));
    expect(waiting.map(({ state }) => state)).toEqual(['confirmed', 'waitlisted']);
    expect((await change(form.id, 1, { fields: [workshop(2, 5)] })).status).toBe(200);
    await app.settled();
    expect(await account()).toEqual([
      ['Workshop: Intelligence', 2, 2],
      ['Workshop: Law', 5, 0],
    ]);
    const less = await change(form.id, 2, { fields: [workshop(1, 5)] });
    expect(faultsOf(less)).toEqual([409, 'capacity-below-taken', [['/fields/0/options/0/places', 'taken']]]);
    const other = await makeCategory(event);
    await register(app.api, event, other.id);
    await change(form.id, 2, { title: 'Programme', categoryIds: [category.id, other.id] });
    expect((await quotas()).map(({ title, categoryIds }) => [title, categoryIds])).toEqual([
      ['Programme: Workshop: Intelligence', [category.id, other.id].sort()],
      ['Programme: Workshop: Law', [category.id, other.id].sort()],
    ]);
    await change(form.id, 3, { fields: [workshop(null, 4)] });
    expect(await account()).toEqual([['Programme: Workshop: Law', 4, 0]]);
    expect((await register(app.api, event, category.id, { answers: { workshop: 'ai' } })).state).toBe(
      'confirmed',
    );
    await change(form.id, 4, { fields: [] });
    expect(await quotas()).toEqual([]);
  });

  test('count those who chose before there was a limit, or are refused where they are too few', async () => {
    const form = await makeForm(event, category.id, [workshop(null)]);
    for (let n = 0; n < 2; n += 1)
      await register(app.api, event, category.id, { answers: { workshop: 'ai' } });
    const few = await change(form.id, 1, { fields: [workshop(1, 1)] });
    expect(faultsOf(few)).toEqual([409, 'capacity-below-taken', [['/fields/0/options/0/places', 'taken']]]);
    expect(await quotas()).toEqual([]);
    await change(form.id, 1, { fields: [workshop(3, 1)] });
    expect(await account()).toEqual([
      ['Workshop: Intelligence', 3, 2],
      ['Workshop: Law', 1, 0],
    ]);
  });

  test('are given again to whoever waits when they are no longer limited', async () => {
    const form = await makeForm(event, category.id, [workshop(0)]);
    const waiting = await register(app.api, event, category.id, { answers: { workshop: 'ai' } });
    expect(waiting.state).toBe('waitlisted');
    await change(form.id, 1, { fields: [workshop(null)] });
    await app.settled();
    expect((await event.staff.get(pathOf(waiting.id))).body.state).toBe('offered');
  });

  test('are changed in the form only, and do not mix with the quotas that people keep', async () => {
    await makeQuota(event, 9, { title: 'Workshop: Intelligence' });
    await makeForm(event, category.id, [workshop(3)]);
    const [own, kept] = await quotas();
    expect([own.formId, kept.title, kept.capacity]).toEqual([null, 'Workshop: Intelligence (2)', 3]);
    const path = `${event.path}/quotas/${kept.id}`;
    for (const changes of [{ capacity: 4 }, { title: 'X' }, { categoryIds: [] }])
      expect((await event.staff.patch(path, changes, 1)).body.code).toBe('quota-of-form');
    expect((await event.staff.delete(path, 1)).body.code).toBe('quota-of-form');
    expect((await event.staff.patch(path, { offerHours: 24 }, 1)).body.offerHours).toBe(24);
    const elsewhere = await makeEvent(app);
    const foreign = await elsewhere.staff.patch(`${elsewhere.path}/quotas/${kept.id}`, { capacity: 4 }, 2);
    expect(foreign.status).toBe(404);
    const { body } = await event.staff.get(`${event.path}/categories/${category.id}`);
    expect(body.quotaIds).toEqual([]);
    const categoryPath = `${event.path}/categories/${category.id}`;
    expect((await event.staff.patch(categoryPath, { quotaIds: [own.id] }, 1)).body.quotaIds).toEqual([
      own.id,
    ]);
    expect((await quotas())[1].categoryIds).toEqual([category.id]);
    expect((await event.staff.patch(categoryPath, { quotaIds: [kept.id] }, 2)).body.code).toBe(
      'quota-of-form',
    );
  });

  test('go with the form that nobody answered', async () => {
    const form = await makeForm(event, category.id, [workshop(3, 3)]);
    expect((await event.staff.delete(`${event.path}/forms/${form.id}`, 1)).status).toBe(204);
    expect(await quotas()).toEqual([]);
  });
});
