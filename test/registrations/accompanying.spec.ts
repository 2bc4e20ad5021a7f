import type { Answer, Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, type TestEvent } from '../support/factories';
import { png } from '../support/files';
import { makeDelegation, memberInput, type MadeDelegation } from '../delegations/support';
import { askToRegister, makeCategory, personInput, register } from './support';

describe('people with rules of their own', () => {
  let app: TestApp;
  let event: TestEvent;
  let delegates: string;
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
    delegates = (await makeCategory(event)).id;
  });

  const pathOf = ({ id }: { id: string }): string => `${event.path}/registrations/${id}`;
  const stateOf = async (one: { id: string }): Promise<string> =>
    (await event.staff.get(pathOf(one))).body.state;
  const asked = (categoryId: string, details?: object, person: object = {}): Promise<Answer> =>
    askToRegister(event.staff, event, categoryId, { details, person: personInput(person) });
  const faultsOf = ({ status, body }: Answer): unknown[] => [
    status,
    ...(body.errors ?? []).map(({ pointer, code }: any) => `${pointer} ${code}`),
  ];
  const nominate = (delegation: MadeDelegation, categoryId: string, changes: object = {}): Promise<any> =>
    make(event.staff, `${delegation.path}/members`, memberInput(categoryId, changes));
  const spouses = (changes: object = {}): Promise<any> =>
    makeCategory(event, { asks: ['accompanies'], takesSeat: false, ...changes });

  test('a category says what it asks; what is missing, not asked or wrong is named', async () => {
    const category = await spouses({ mostPerPerson: 1, minimumAge: 16 });
    expect(category).toMatchObject({
      asks: ['accompanies'],
      minimumAge: 16,
      mostPerPerson: 1,
      mostPerDelegation: null,
      takesSeat: false,
    });
    const host = await register(event.staff, event, delegates);
    const adult = { birthDate: '1990-05-17' };
    expect(faultsOf(await asked(category.id, undefined, adult))).toEqual([
      422,
      '/details/accompaniesId required',
      '/details/relation required',
    ]);
    const fitting = { accompaniesId: host.id, relation: 'spouse' };
    expect(faultsOf(await asked(category.id, { ...fitting, armed: true }, adult))).toEqual([
      422,
      '/details/armed not-asked',
    ]);
    expect(faultsOf(await asked(delegates, fitting))).toEqual([
      422,
      '/details/accompaniesId not-asked',
      '/details/relation not-asked',
    ]);
    expect(faultsOf(await asked(category.id, { ...fitting, accompaniesId: event.id }, adult))).toEqual([
      422,
      '/details/accompaniesId unknown',
    ]);
    // Sixteen on the first day of the event, 21 October 2019, and not a day less.
    expect(faultsOf(await asked(category.id, fitting))).toEqual([422, '/person/birthDate required']);
    expect(faultsOf(await asked(category.id, fitting, { birthDate: '2003-10-22' }))).toEqual([
      422,
      '/person/birthDate too-young',
    ]);
    const made = await asked(category.id, fitting, { birthDate: '2003-10-21' });
    expect(made.status).toBe(201);
    const { body } = await event.staff.get(`${pathOf(made.body)}/details`);
    expect(body).toMatchObject({
      version: 1,
      asks: ['accompanies'],
      accompanies: { registrationId: host.id, relation: 'spouse', state: 'confirmed' },
    });
    expect((await event.staff.get(`${pathOf(host)}/details`)).body.accompaniedBy).toMatchObject([
      { registrationId: made.body.id, relation: 'spouse' },
    ]);
    const second = await asked(category.id, fitting, adult);
    expect([second.status, second.body.code]).toEqual([409, 'accompanying-full']);
    const child = await event.staff.move(pathOf(made.body), 'transfer', {
      input: { person: personInput({ birthDate: '2010-01-01' }) },
    });
    expect(faultsOf(child)).toEqual([422, '/person/birthDate too-young']);
    const chained = await asked(category.id, { ...fitting, accompaniesId: made.body.id }, adult);
    expect(faultsOf(chained)).toEqual([422, '/details/accompaniesId chain']);
  });

  test('of many who would accompany one person at once, as many do as are allowed', async () => {
    const category = await spouses({ mostPerPerson: 2 });
    const host = await register(event.staff, event, delegates);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => asked(category.id, { accompaniesId: host.id, relation: 'child' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409, 409, 409]);
  });

  test('accompanying persons take no seat of their delegation, and no more come than it may bring', async () => {
    const category = await spouses({ mostPerDelegation: 2, selfRegistration: false });
    const delegation = await makeDelegation(event, { quotas: [{ categoryId: delegates, places: 2 }] });
    const other = await makeDelegation(event);
    const [one, two] = [await nominate(delegation, delegates), await nominate(delegation, delegates)];
    const bring = (whom: { id: string }, of = delegation): Promise<Answer> =>
      event.staff.post(
        `${of.path}/members`,
        memberInput(category.id, { details: { accompaniesId: whom.id, relation: 'spouse' } }),
      );
    expect((await bring(one)).status).toBe(201);
    expect((await bring(two)).status).toBe(201);
    expect((await bring(one)).body.code).toBe('accompanying-full');
    expect((await event.staff.get(delegation.path)).body).toMatchObject({
      memberCount: 4,
      quotas: [{ categoryId: delegates, places: 2, taken: 2 }],
    });
    // Of another delegation nobody is named, nor told about.
    expect(faultsOf(await bring(one, other))).toEqual([422, '/details/accompaniesId unknown']);
  });

  test('they leave with the one whom they accompany', async () => {
    const category = await spouses();
    const host = await register(event.staff, event, delegates);
    const { body: spouse } = await asked(category.id, { accompaniesId: host.id, relation: 'spouse' });
    await event.staff.move(pathOf(host), 'cancel');
    await app.settled();
    expect(await stateOf(spouse)).toBe('cancelled');
    const { items } = (await event.staff.get(`${pathOf(spouse)}/history`)).body;
    expect(items.at(-1)).toMatchObject({
      transition: 'cancel',
      byKind: 'system',
      comment: 'The person who was accompanied does not take part.',
    });
    const late = await asked(category.id, { accompaniesId: host.id, relation: 'child' });
    expect(faultsOf(late)).toEqual([422, '/details/accompaniesId ended']);
  });

  test('whoever comes instead brings their own: those of the first person are called off, and listed', async () => {
    const category = await spouses();
    const host = await register(event.staff, event, delegates);
    const { body: spouse } = await asked(
      category.id,
      { accompaniesId: host.id, relation: 'spouse' },
      { givenName: 'Anna', familyName: 'Accompanying' },
    );
    const passed = await event.staff.move(pathOf(host), 'transfer', { input: { person: personInput() } });
    expect(passed.status).toBe(200);
    expect(await stateOf(spouse)).toBe('cancelled');
    const list = (await event.staff.get(`${event.path}/replacements?registrationId=${host.id}`)).body.items;
    const { lines } = (await event.staff.get(`${event.path}/replacements/${list[0].id}`)).body;
    expect(lines.find(({ kind }: any) => kind === 'companion')).toMatchObject({
      state: 'done',
      outcome: 'ended',
      title: 'Anna Accompanying',
      detail: 'spouse',
    });
  });

  test('interpreters say between which languages; press for which medium', async () => {
    const interpreters = await makeCategory(event, { asks: ['languages', 'serves'] });
    const press = await makeCategory(event, { asks: ['medium', 'press_card'] });
    const host = await register(event.staff, event, delegates);
    expect(faultsOf(await asked(interpreters.id, {}))).toEqual([422, '/details/languages required']);
    expect(faultsOf(await asked(interpreters.id, { languages: [{ from: 'ru', to: 'ru' }] }))).toEqual([
      422,
      '/details/languages/0/to same',
    ]);
    const { body: interpreter } = await asked(interpreters.id, {
      languages: [{ from: 'ru', to: 'zh' }],
      servesId: host.id,
    });
    expect((await event.staff.get(`${pathOf(interpreter)}/details`)).body).toMatchObject({
      languages: [{ from: 'ru', to: 'zh' }],
      serves: { registrationId: host.id },
    });
    expect(faultsOf(await asked(press.id, { medium: 'Xinhua' }))).toEqual([
      422,
      '/details/pressCard required',
    ]);
    const { body: journalist } = await asked(press.id, { medium: 'Xinhua', pressCard: 'IFJ 118-204' });
    const changed = await event.staff.put(
      `${pathOf(journalist)}/details`,
      { medium: 'Xinhua News Agency', pressCard: 'IFJ 118-204' },
      { ifMatch: 1 },
    );
    expect([changed.status, changed.body.medium, changed.body.version]).toEqual([
      200,
      'Xinhua News Agency',
      2,
    ]);
    const stale = await event.staff.put(
      `${pathOf(journalist)}/details`,
      { medium: 'Other', pressCard: '1' },
      { ifMatch: 1 },
    );
    expect(stale.status).toBe(412);
    const auditor = await app.staff(event.id, 'auditor');
    const theirs = await auditor.put(`${pathOf(journalist)}/details`, {}, { ifMatch: 2 });
    expect(theirs.status).toBe(403);
  });

  describe('security that comes armed', () => {
    let guards: string;
    let officer: Api;
    beforeAll(async () => {
      guards = (await makeCategory(event, { asks: ['armed'] })).id;
      officer = await app.staff(event.id, 'security');
    });

    test('is approved by security, also where everybody else gets a place at once', async () => {
      const { body: unarmed } = await asked(guards, { armed: false });
      expect(unarmed.state).toBe('confirmed');
      const { body: armed } = await asked(guards, { armed: true });
      expect(armed.state).toBe('submitted');
      const desk = await app.staff(event.id, 'registration_desk');
      expect((await desk.move(pathOf(armed), 'approve')).status).toBe(403);
      const approved = await officer.move(pathOf(armed), 'approve');
      expect([approved.status, approved.body.state]).toEqual([200, 'confirmed']);
      // Who takes arms later is to be approved again, and keeps the place.
      const later = await event.staff.put(`${pathOf(unarmed)}/details`, { armed: true }, { ifMatch: 1 });
      expect(later.status).toBe(200);
      expect((await event.staff.get(pathOf(unarmed))).body).toMatchObject({
        state: 'confirmed',
        approvalStep: 'armed',
        approvalRole: 'security',
      });
    });

    test('hands in the permit first; nobody else is asked for one', async () => {
      await make(event.staff, `${event.path}/requirements`, {
        kind: 'weapon_permit',
        concerns: 'member',
        title: 'Weapon permit',
      });
      const delegation = await makeDelegation(event);
      const armed = await nominate(delegation, guards, { part: 'security', details: { armed: true } });
      const unarmed = await nominate(delegation, guards, { part: 'security', details: { armed: false } });
      const documents = async (): Promise<any[]> =>
        (await event.staff.get(`${delegation.path}/documents`)).body.items;
      expect((await documents()).map(({ registrationId }) => registrationId)).toEqual([armed.id]);
      await event.staff.move(pathOf(armed), 'submit');
      const early = await officer.move(pathOf(armed), 'approve');
      expect([early.status, early.body.code]).toEqual([409, 'step-not-ready']);
      expect(early.body.detail).toContain('Weapon permit');
      const [{ id }] = (await documents()) as [{ id: string }];
      await event.staff.upload(`${delegation.path}/documents/${id}/file`, { name: 'permit.png', bytes: png });
      expect((await officer.move(pathOf(armed), 'approve')).status).toBe(200);
      await event.staff.put(`${pathOf(unarmed)}/details`, { armed: true }, { ifMatch: 1 });
      expect((await documents()).map(({ registrationId }) => registrationId).sort()).toEqual(
        [armed.id, unarmed.id].sort(),
      );
    });

    test('is asked again, and approved again, when another person comes instead', async () => {
      const { body: armed } = await asked(guards, { armed: true });
      await officer.move(pathOf(armed), 'approve');
      await event.staff.move(pathOf(armed), 'transfer', { input: { person: personInput() } });
      expect((await event.staff.get(pathOf(armed))).body.approvalRole).toBe('security');
      const list = `${event.path}/replacements?registrationId=${armed.id}`;
      const [{ id }] = (await event.staff.get(list)).body.items;
      const line = async (): Promise<any> =>
        (await event.staff.get(`${event.path}/replacements/${id}`)).body.lines.find(
          ({ kind }: any) => kind === 'details',
        );
      expect((await line()).state).toBe('open');
      await event.staff.put(`${pathOf(armed)}/details`, { armed: false }, { ifMatch: 1 });
      expect((await line()).state).toBe('done');
    });

    test('does not slip through when a whole delegation is accredited', async () => {
      const delegation = await makeDelegation(event);
      const armed = await nominate(delegation, guards, { part: 'security', details: { armed: true } });
      for (const step of ['accept', 'nominate', 'accredit'])
        expect((await event.staff.move(delegation.path, step)).status).toBe(200);
      await app.settled();
      expect(await stateOf(armed)).toBe('submitted');
    });
  });
});
