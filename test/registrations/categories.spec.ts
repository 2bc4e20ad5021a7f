import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, type TestEvent } from '../support/factories';
import { askToRegister, makeCategory, makeQuota, register } from './support';

describe('categories and forms', () => {
  let app: TestApp;
  let event: TestEvent;
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
  });

  const fields = [
    {
      key: 'diet',
      kind: 'choice',
      label: 'Food',
      labels: { ru: 'Питание' },
      required: true,
      options: [{ value: 'meat', label: 'Meat' }],
    },
    { key: 'arrival', kind: 'day', label: 'Arrival', required: false },
  ];

  test('the public sees only the categories and forms in which it can register', async () => {
    const own = await makeEvent(app);
    const open = await makeCategory(own);
    const closed = await makeCategory(own, { selfRegistration: false });
    const [openForm, closedForm] = [
      await make(own.staff, `${own.path}/forms`, { categoryId: open.id, fields }),
      await make(own.staff, `${own.path}/forms`, { categoryId: closed.id, fields: [] }),
    ];
    const ids = async (api: typeof app.api, what: string): Promise<string[]> =>
      (await api.get(`${own.path}/${what}`)).body.items.map((one: { id: string }) => one.id).sort();
    expect(await ids(app.api, 'categories')).toEqual([open.id]);
    expect(await ids(app.api, 'forms')).toEqual([openForm.id]);
    expect(await ids(own.staff, 'categories')).toEqual([open.id, closed.id].sort());
    expect((await app.api.get(`${own.path}/categories/${closed.id}`)).status).toBe(404);
    expect((await app.api.get(`${own.path}/forms/${closedForm.id}`)).status).toBe(404);
    expect((await app.api.get(`${own.path}/forms/${openForm.id}`)).body.fields).toEqual(fields);
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

  test('answers are held against the form in force; the registration keeps the version that it answered', async () => {
    const category = await makeCategory(event);
    const form = await make(event.staff, `${event.path}/forms`, { categoryId: category.id, fields });
    const wrong = await askToRegister(app.api, event, category.id, {
      answers: { diet: 'soup', colour: 'red', arrival: '2019-10-32' },
    });
    expect([
      wrong.status,
      wrong.body.code,
      wrong.body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]),
    ]).toEqual([
      422,
      'answers-invalid',
      [
        ['/answers/diet', 'choice'],
        ['/answers/colour', 'unknown'],
        ['/answers/arrival', 'day'],
        ['/answers/diet', 'required'],
      ],
    ]);
    const silent = await askToRegister(app.api, event, category.id);
    expect(silent.body.errors.map(({ code }: { code: string }) => code)).toEqual(['required']);
    const first = await register(app.api, event, category.id, { answers: { diet: 'meat' } });
    const saved = await event.staff.patch(
      `${event.path}/forms/${form.id}`,
      { fields: [...fields, { key: 'visa', kind: 'consent', label: 'Visa', required: true }] },
      1,
    );
    expect([saved.status, saved.body.version]).toEqual([200, 2]);
    const second = await register(app.api, event, category.id, { answers: { diet: 'meat', visa: true } });
    const shown = async (id: string): Promise<unknown[]> => {
      const { body } = await event.staff.get(`${event.path}/registrations/${id}`);
      return [body.formVersion, body.answers];
    };
    expect(await shown(first.id)).toEqual([1, { diet: 'meat' }]);
    expect(await shown(second.id)).toEqual([2, { diet: 'meat', visa: true }]);
    expect((await event.staff.delete(`${event.path}/forms/${form.id}`, 2)).body.code).toBe('form-in-use');
    const versions = await app.db.query(
      'SELECT number FROM form_versions WHERE form_id = $1 ORDER BY number',
      [form.id],
    );
    expect(versions).toEqual([{ number: 1 }, { number: 2 }]);
  });

  test('staff leave questions open; the person answers them later', async () => {
    const category = await makeCategory(event, { approval: 'review' });
    await make(event.staff, `${event.path}/forms`, { categoryId: category.id, fields });
    const { id } = await register(event.staff, event, category.id, { asDraft: true });
    const path = `${event.path}/registrations/${id}`;
    const wrong = await event.staff.patch(path, { answers: { diet: 'soup' } }, 1);
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([422, '/answers/diet']);
    const changed = await event.staff.patch(path, { answers: { diet: 'meat' } }, 1);
    expect([changed.body.answers, changed.body.version]).toEqual([{ diet: 'meat' }, 2]);
  });

  test.each([
    ['a key twice', [fields[1], fields[1]], '/fields/1/key'],
    ['a choice of nothing', [{ ...fields[0], options: [] }], '/fields/0/options'],
    ['an unknown kind', [{ ...fields[1], kind: 'colour' }], '/fields/0/kind'],
    ['a key with a blank', [{ ...fields[1], key: 'my key' }], '/fields/0/key'],
  ])('a form with %s is refused', async (_, wrong, pointer) => {
    const category = await makeCategory(event);
    const answer = await event.staff.post(`${event.path}/forms`, { categoryId: category.id, fields: wrong });
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body.errors)).toContain(pointer);
  });

  test('a form belongs to one category of the same event', async () => {
    const foreign = await makeCategory(await makeEvent(app));
    const answer = await event.staff.post(`${event.path}/forms`, { categoryId: foreign.id, fields });
    expect([answer.status, answer.body.code]).toEqual([422, 'category-unknown']);
    const category = await makeCategory(event);
    await make(event.staff, `${event.path}/forms`, { categoryId: category.id, fields });
    const second = await event.staff.post(`${event.path}/forms`, { categoryId: category.id, fields });
    expect([second.status, second.body.code]).toEqual([409, 'form-exists']);
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
      },
    ]);
  });
});
