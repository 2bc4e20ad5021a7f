import { Links } from '../../src/access/links.service';
import type { Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { makeEvent, serial, type TestEvent } from '../support/factories';
import { makeCategory, makeForm, personInput, personWith, recordOf, register } from './support';

describe('what a person lets others know', () => {
  let app: TestApp;
  let event: TestEvent;
  let categoryId: string;
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
    categoryId = (await makeCategory(event)).id;
  });

  const pathOf = (id: string): string => `${event.path}/registrations/${id}`;
  const namesFor = async (by: Api, q = ''): Promise<string[]> =>
    (await by.get(`${event.path}/participants?q=${encodeURIComponent(q)}`)).body.items.map(
      ({ name }: { name: string }) => name,
    );

  test('the list shows nobody unless they want it, and each to whom they want', async () => {
    const tag = `Kin${serial()}`;
    const made: Record<string, any> = {};
    for (const visibility of ['hidden', 'participants', 'public'])
      made[visibility] = await register(app.api, event, categoryId, {
        person: personInput({ givenName: visibility, familyName: tag }),
        organisationName: 'Rostelecom',
        ...(visibility === 'hidden' ? {} : { listVisibility: visibility }),
      });
    const reviewed = await makeCategory(event, { approval: 'review' });
    const waiting = await register(app.api, event, reviewed.id, {
      person: personInput({ givenName: 'waiting', familyName: tag }),
      listVisibility: 'public',
    });
    const tokens = await app.app
      .get(Links)
      .tokens('delegation', event.id, [{ id: waiting.id, name: 'Focal' }], new Date('2100-01-01'));
    const both = [`participants ${tag}`, `public ${tag}`];
    expect([
      await namesFor(app.api, tag),
      await namesFor(await personWith(app, event, made['hidden'].id), tag),
      await namesFor(await personWith(app, event, waiting.id), tag),
      await namesFor(app.api.as(tokens.get(waiting.id)!), tag),
      await namesFor(await app.staff(event.id, 'auditor'), tag),
      await namesFor(await app.staff(undefined), tag),
    ]).toEqual([[`public ${tag}`], both, [`public ${tag}`], both, both, [`public ${tag}`]]);
    const elsewhere = await makeEvent(app);
    const other = await register(app.api, elsewhere, (await makeCategory(elsewhere)).id);
    expect(await namesFor(await personWith(app, elsewhere, other.id), tag)).toEqual([`public ${tag}`]);
    const [entry] = (await app.api.get(`${event.path}/participants?q=${tag}`)).body.items;
    expect(entry).toEqual({
      id: made['public'].id,
      name: `public ${tag}`,
      nativeName: null,
      organisationName: 'Rostelecom',
      delegationId: null,
      partInDelegation: null,
      categoryTitle: 'Delegates',
      categoryTitles: {},
      visibility: 'public',
    });
  });

  test('nobody is found by an address, and an event that is not announced has no list', async () => {
    const person = personInput();
    await register(app.api, event, categoryId, { person, listVisibility: 'public' });
    expect(await namesFor(app.api, String(person['email']))).toEqual([]);
    const draft = await makeEvent(app, {}, { published: false });
    expect((await app.api.get(`${draft.path}/participants`)).status).toBe(404);
  });

  test('the person changes it by the link, on record; staff can only hide', async () => {
    const tag = `Sight${serial()}`;
    const { id } = await register(app.api, event, categoryId, { person: personInput({ familyName: tag }) });
    const me = await personWith(app, event, id);
    const set = async (by: Api, listVisibility: string) =>
      by.patch(pathOf(id), { listVisibility }, (await event.staff.get(pathOf(id))).body.version);
    const refused = await set(event.staff, 'public');
    expect([refused.status, refused.body.code]).toEqual([403, 'visibility-not-yours']);
    const made = await event.staff.post(`${event.path}/registrations`, {
      categoryId,
      person: personInput(),
      listVisibility: 'participants',
    });
    expect([made.status, made.body.code]).toEqual([403, 'visibility-not-yours']);
    expect((await set(me, 'public')).body.listVisibility).toBe('public');
    expect(await namesFor(app.api, tag)).toEqual([`Anna ${tag}`]);
    expect((await set(event.staff, 'hidden')).status).toBe(200);
    expect(await namesFor(app.api, tag)).toEqual([]);
    expect((await recordOf(event, id)).slice(-2)).toEqual([
      ['set_list_visibility', 'confirmed', 'link'],
      ['set_list_visibility', 'confirmed', 'staff'],
    ]);
  });

  test('a consent is withdrawn at any time, on record, also where the form asks for it and is closed', async () => {
    const category = await makeCategory(event);
    const form = await makeForm(
      event,
      category.id,
      [
        { key: 'photos', kind: 'consent', label: 'May we show photographs?', required: 'always' },
        { key: 'diet', kind: 'text', label: 'Diet', required: 'never' },
      ],
      { deadline: '2019-06-02T00:00:00Z' },
    );
    const { id } = await register(app.api, event, category.id, { answers: { photos: true, diet: 'fish' } });
    const me = await personWith(app, event, id);
    const given = async (): Promise<unknown> => (await me.get(`${pathOf(id)}/consents`)).body.items;
    const consent = { formId: form.id, key: 'photos', label: 'May we show photographs?', labels: {} };
    expect(await given()).toEqual([{ ...consent, given: true, asked: true }]);
    const before = app.clock.now();
    app.clock.set('2019-06-03T00:00:00Z');
    const closed = await me.patch(
      pathOf(id),
      { answers: { diet: 'fish', photos: false } },
      (await event.staff.get(pathOf(id))).body.version,
    );
    expect(closed.status).toBe(422);
    expect((await me.delete(`${pathOf(id)}/consents/photos`)).status).toBe(204);
    expect((await me.delete(`${pathOf(id)}/consents/photos`)).status).toBe(204);
    expect((await me.delete(`${pathOf(id)}/consents/diet`)).body.code).toBe('consent-unknown');
    app.clock.set(before);
    expect(await given()).toEqual([{ ...consent, given: false, asked: true }]);
    const now = (await event.staff.get(pathOf(id))).body;
    expect([now.answers, now.missing.map(({ key }: { key: string }) => key)]).toEqual([
      { diet: 'fish' },
      ['photos'],
    ]);
    const { items } = (await event.staff.get(`${pathOf(id)}/history`)).body;
    const last = items.at(-1);
    expect([last.transition, last.byKind, last.data]).toEqual([
      'withdraw_consent',
      'link',
      { formId: form.id, formVersion: 1, questions: ['photos'] },
    ]);
    expect(
      items.filter(({ transition }: { transition: string }) => transition === last.transition),
    ).toHaveLength(1);
    const stranger = await personWith(app, event, (await register(app.api, event, categoryId)).id);
    expect((await stranger.delete(`${pathOf(id)}/consents/photos`)).status).toBe(404);
  });
});
