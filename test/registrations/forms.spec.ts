import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, type TestEvent } from '../support/factories';
import { askToRegister, faultsOf, makeCategory, makeForm, personWith, register } from './support';

/** Forms as they are set up, and who sees what of them. */
describe('forms', () => {
  let app: TestApp;
  let event: TestEvent;
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
  });

  const diet = {
    key: 'diet',
    kind: 'choice',
    label: 'Food',
    labels: { ru: 'Питание' },
    help: 'All meals are served without pork.\nAsk the cook.',
    helps: { ru: 'Свинину не подаём.' },
    required: 'always',
    options: [{ value: 'meat', label: 'Meat', labels: { ru: 'Мясо' } }],
  };
  const arrival = { key: 'arrival', kind: 'day', label: 'Arrival', required: 'never' };
  const fields = [diet, arrival];
  const travel = { purpose: 'follow_up', title: 'Travel' };
  const formPath = (id: string): string => `${event.path}/forms/${id}`;

  test('hold all that is needed to show them and to check answers', async () => {
    const category = await makeCategory(event);
    const all = [
      { ...diet, group: 'meals', keepDays: 30 },
      { key: 'visa', kind: 'consent', label: 'Do you need a visa?', required: 'never' },
      {
        key: 'passport',
        kind: 'file',
        label: 'Passport',
        required: { from: '2019-09-01T00:00:00+08:00' },
        showIf: { key: 'visa', equals: true },
        accept: ['pdf'],
        maxBytes: 1000,
      },
      { key: 'birth', kind: 'person', label: 'Date of birth', required: 'never', property: 'birthDate' },
      { key: 'clearance', kind: 'text', label: 'Clearance', required: 'never', managersOnly: true },
    ];
    const groups = [
      { key: 'meals', title: 'Meals', titles: { ru: 'Питание' }, editableUntil: '2019-10-01T18:00:00+08:00' },
      { key: 'rest', title: 'The rest' },
    ];
    const made = await makeForm(event, category.id, all, { groups, deadline: '2019-10-02T00:00:00Z' });
    expect(made).toEqual({
      id: made.id,
      version: 1,
      purpose: 'registration',
      title: null,
      titles: {},
      categoryIds: [category.id],
      opensAt: null,
      deadline: '2019-10-02T00:00:00.000Z',
      groups: [
        { ...groups[0], editableUntil: '2019-10-01T10:00:00.000Z' },
        { ...groups[1], editableUntil: null },
      ],
      fields: [
        { ...all[0], options: [{ ...diet.options[0], places: null, free: null }] },
        all[1],
        { ...all[2], required: { from: '2019-08-31T16:00:00.000Z' } },
        all[3],
        all[4],
      ],
    });
    expect((await event.staff.get(formPath(made.id))).body).toEqual(made);
  });

  test('still take yes and no for what must be answered, and a category by itself', async () => {
    const category = await makeCategory(event);
    const made = await make(event.staff, `${event.path}/forms`, {
      categoryId: category.id,
      fields: [
        { ...arrival, required: true },
        { ...arrival, key: 'departure', required: false },
      ],
    });
    expect([made.categoryIds, made.fields.map(({ required }: any) => required)]).toEqual([
      [category.id],
      ['always', 'never'],
    ]);
    const both = await event.staff.post(`${event.path}/forms`, {
      categoryId: category.id,
      categoryIds: [category.id],
      fields,
    });
    expect(faultsOf(both)).toEqual([422, 'form-fields-invalid', [['/categoryId', 'twice']]]);
  });

  test('are shown to the public as far as it can register with them, and without what managers see', async () => {
    const own = await makeEvent(app);
    const open = await makeCategory(own);
    const closed = await makeCategory(own, { selfRegistration: false });
    const secret = { ...arrival, key: 'clearance', managersOnly: true };
    const shared = await makeForm(own, [open.id, closed.id], [...fields, secret]);
    const inside = await makeForm(own, (await makeCategory(own, { selfRegistration: false })).id, []);
    const later = await makeForm(own, open.id, [{ ...arrival, key: 'flight' }], travel);
    const ids = async (api: typeof app.api, query = ''): Promise<string[]> =>
      (await api.get(`${own.path}/forms${query}`)).body.items.map((one: { id: string }) => one.id).sort();
    expect(await ids(app.api)).toEqual([shared.id]);
    expect(await ids(own.staff)).toEqual([shared.id, inside.id, later.id].sort());
    expect(await ids(own.staff, '?purpose=follow_up')).toEqual([later.id]);
    expect(await ids(own.staff, `?categoryId=${closed.id}`)).toEqual([shared.id]);
    for (const { id } of [inside, later])
      expect((await app.api.get(`${own.path}/forms/${id}`)).status).toBe(404);
    const { body } = await app.api.get(`${own.path}/forms/${shared.id}`);
    expect([body.categoryIds, body.fields.map(({ key }: any) => key)]).toEqual([
      [open.id],
      ['diet', 'arrival'],
    ]);
    const desk = await app.staff(own.id, 'check_in');
    expect((await desk.get(`${own.path}/forms/${shared.id}`)).body.fields.length).toBe(2);
    expect((await own.staff.get(`${own.path}/forms/${shared.id}`)).body.fields.length).toBe(3);
    expect((await event.staff.get(`${own.path}/forms/${inside.id}`)).status).toBe(404);
  });

  test('are set up by those whose work it is, in their own event', async () => {
    const category = await makeCategory(event);
    const { id } = await makeForm(event, category.id, fields);
    const programme = await app.staff(event.id, 'programme');
    expect((await programme.patch(formPath(id), { fields }, 1)).status).toBe(403);
    expect((await app.api.patch(formPath(id), { fields }, 1)).status).toBe(401);
    const elsewhere = await makeEvent(app);
    expect((await elsewhere.staff.patch(formPath(id), { fields }, 1)).status).toBe(404);
    expect((await elsewhere.staff.patch(`${elsewhere.path}/forms/${id}`, { fields }, 1)).status).toBe(404);
    const registration = await register(app.api, event, category.id, { answers: { diet: 'meat' } });
    const person = await personWith(app, event, registration.id);
    expect((await person.patch(formPath(id), { fields }, 1)).status).toBe(404);
  });

  describe('have versions:', () => {
    test('the registration keeps the one that it answered, which can be read', async () => {
      const category = await makeCategory(event);
      const form = await makeForm(event, category.id, fields);
      const wrong = await askToRegister(app.api, event, category.id, {
        answers: { diet: 'soup', colour: 'red', arrival: '2019-10-32' },
      });
      expect(faultsOf(wrong)).toEqual([
        422,
        'answers-invalid',
        [
          ['/answers/colour', 'unknown'],
          ['/answers/diet', 'choice'],
          ['/answers/arrival', 'day'],
        ],
      ]);
      const silent = await askToRegister(app.api, event, category.id);
      expect(faultsOf(silent)).toEqual([422, 'answers-invalid', [['/answers/diet', 'required']]]);
      const first = await register(app.api, event, category.id, { answers: { diet: 'meat' } });
      const saved = await event.staff.patch(
        formPath(form.id),
        { fields: [...fields, { key: 'visa', kind: 'consent', label: 'Visa', required: true }] },
        1,
      );
      expect([saved.status, saved.body.version]).toEqual([200, 2]);
      const second = await register(app.api, event, category.id, { answers: { diet: 'meat', visa: true } });
      const shown = async (id: string): Promise<unknown[]> => {
        const { body } = await event.staff.get(`${event.path}/registrations/${id}`);
        return [body.formVersion, body.answers, body.missing.map(({ key }: any) => key)];
      };
      expect(await shown(first.id)).toEqual([1, { diet: 'meat' }, ['visa']]);
      expect(await shown(second.id)).toEqual([2, { diet: 'meat', visa: true }, []]);
      expect((await event.staff.delete(formPath(form.id), 2)).body.code).toBe('form-in-use');
      const keysOf = async (number: string): Promise<unknown> => {
        const { status, body } = await event.staff.get(`${formPath(form.id)}/versions/${number}`);
        return status === 200 ? body.fields.map(({ key }: any) => key) : status;
      };
      expect([await keysOf('1'), await keysOf('2'), await keysOf('3'), await keysOf('x')]).toEqual([
        ['diet', 'arrival'],
        ['diet', 'arrival', 'visa'],
        404,
        404,
      ]);
      expect((await app.api.get(`${formPath(form.id)}/versions/1`)).status).toBe(401);
    });

    test('what is left out of a change stays, and two who change at once do not lose anything', async () => {
      const category = await makeCategory(event);
      const { id } = await makeForm(event, category.id, fields, { titles: { ru: 'Анкета' } });
      const titled = await event.staff.patch(formPath(id), { title: 'Questions' }, 1);
      expect(titled.body).toMatchObject({
        version: 2,
        title: 'Questions',
        titles: { ru: 'Анкета' },
        categoryIds: [category.id],
        fields: [{ key: 'diet', required: 'always' }, { key: 'arrival' }],
      });
      expect((await event.staff.patch(formPath(id), { title: 'Others' }, 1)).status).toBe(412);
      const { body } = await event.staff.get(`${formPath(id)}/versions/2`);
      expect(body.fields.length).toBe(2);
    });
  });

  test('leave questions open to staff; the person answers them later', async () => {
    const category = await makeCategory(event, { approval: 'review' });
    await makeForm(event, category.id, fields);
    const { id, version } = await register(event.staff, event, category.id, { asDraft: true });
    const path = `${event.path}/registrations/${id}`;
    const wrong = await event.staff.patch(path, { answers: { diet: 'soup' } }, version);
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([422, '/answers/diet']);
    const person = await personWith(app, event, id);
    const early = await person.move(path, 'submit');
    expect([early.status, early.body.code]).toEqual([409, 'transition-not-possible']);
    expect(early.body.detail).toContain('/answers/diet must be answered');
    const changed = await person.patch(path, { answers: { diet: 'meat' } }, version);
    expect([changed.body.answers, changed.body.version]).toEqual([{ diet: 'meat' }, version + 1]);
    expect((await person.move(path, 'submit')).body.state).toBe('submitted');
  });

  test.each([
    ['a key twice', { fields: [arrival, arrival] }, '/fields/1/key'],
    ['a choice of nothing', { fields: [{ ...diet, options: [] }] }, '/fields/0/options'],
    ['an unknown kind', { fields: [{ ...arrival, kind: 'colour' }] }, '/fields/0/kind'],
    ['a key with a blank', { fields: [{ ...arrival, key: 'my key' }] }, '/fields/0/key'],
    [
      'no word on what must be answered',
      { fields: [{ ...arrival, required: 'maybe' }] },
      '/fields/0/required',
    ],
    [
      'a day for an instant',
      { fields: [{ ...arrival, required: { from: '2019-09-01' } }] },
      '/fields/0/required',
    ],
    [
      'more than an instant',
      { fields: [{ ...arrival, required: { from: '2019-09-01T00:00:00Z', to: 1 } }] },
      '/fields/0/required',
    ],
    [
      'a question that hangs on a later one',
      { fields: [{ ...arrival, showIf: { key: 'diet', equals: 'meat' } }, diet] },
      '/fields/0/showIf/key',
    ],
    [
      'a condition that is an object',
      { fields: [diet, { ...arrival, showIf: { key: 'diet', equals: {} } }] },
      '/fields/1/showIf/equals',
    ],
    [
      'a condition that no answer can be',
      { fields: [arrival, { ...arrival, key: 'q', showIf: { key: 'arrival', equals: 'a\u0000' } }] },
      '/fields/1/showIf/equals',
    ],
    ['half a character in a label', { fields: [{ ...arrival, label: 'a\ud800' }] }, '/fields/0/label'],
    ['a group of which nobody knows', { fields: [{ ...arrival, group: 'meals' }] }, '/fields/0/group'],
    [
      'places below none',
      { fields: [{ ...diet, options: [{ ...diet.options[0], places: -1 }] }] },
      '/fields/0/options/0/places',
    ],
    [
      'a deadline before its opening',
      { ...travel, opensAt: '2019-09-02T00:00:00Z', deadline: '2019-09-02T00:00:00Z' },
      '/deadline',
    ],
    ['an opening of its own, for registration', { opensAt: '2019-09-02T00:00:00Z' }, '/opensAt'],
    ['no title, for those who have a place', { purpose: 'follow_up' }, '/title'],
    ['nobody whom it asks', { categoryIds: [] }, '/categoryIds'],
  ])('with %s are refused where it stands', async (_, wrong, pointer) => {
    const category = await makeCategory(event);
    const answer = await event.staff.post(`${event.path}/forms`, {
      categoryIds: [category.id],
      fields,
      ...wrong,
    });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((fault: { pointer: string }) => fault.pointer)).toEqual([pointer]);
    expect((await event.staff.get(`${event.path}/forms?categoryId=${category.id}`)).body.items).toEqual([]);
  });

  describe('are for categories of the same event:', () => {
    test('one of them for registration, and several others', async () => {
      const foreign = await makeCategory(await makeEvent(app));
      const answer = await event.staff.post(`${event.path}/forms`, { categoryIds: [foreign.id], fields });
      expect(faultsOf(answer)).toEqual([422, 'category-unknown', [['/categoryIds', 'unknown']]]);
      const [category, other] = [await makeCategory(event), await makeCategory(event)];
      const first = await makeForm(event, [category.id, other.id], fields);
      const second = await event.staff.post(`${event.path}/forms`, { categoryId: category.id, fields });
      expect([second.status, second.body.code]).toEqual([409, 'form-exists']);
      await makeForm(event, category.id, [{ ...arrival, key: 'flight' }], travel);
      await makeForm(event, [category.id, other.id], [{ ...arrival, key: 'hotel' }], travel);
      // Given to fewer, it makes room for another one.
      await event.staff.patch(formPath(first.id), { categoryIds: [other.id] }, 1);
      expect((await makeForm(event, category.id, fields)).categoryIds).toEqual([category.id]);
    });

    test('no two of them ask the same people by the same names', async () => {
      const [category, other] = [await makeCategory(event), await makeCategory(event)];
      const groups = [{ key: 'meals', title: 'Meals' }];
      await makeForm(event, category.id, fields, { groups });
      const follow = { ...travel, categoryIds: [other.id], fields: [arrival], groups };
      const made = await make(event.staff, `${event.path}/forms`, follow);
      const same = await event.staff.post(`${event.path}/forms`, { ...follow, categoryIds: [category.id] });
      const expected = [
        409,
        'form-key-taken',
        [
          ['/fields/0/key', 'taken'],
          ['/groups/0/key', 'taken'],
        ],
      ];
      expect(faultsOf(same)).toEqual(expected);
      const moved = await event.staff.patch(formPath(made.id), { categoryIds: [other.id, category.id] }, 1);
      expect(faultsOf(moved)).toEqual(expected);
    });

    test('and go with the last of them', async () => {
      const [category, other] = [await makeCategory(event), await makeCategory(event)];
      const form = await makeForm(event, [category.id, other.id], fields);
      await event.staff.delete(`${event.path}/categories/${category.id}`, 1);
      expect((await event.staff.get(formPath(form.id))).body.categoryIds).toEqual([other.id]);
      expect((await event.staff.delete(`${event.path}/categories/${other.id}`, 1)).status).toBe(204);
      expect((await event.staff.get(formPath(form.id))).status).toBe(404);
    });
  });
});
