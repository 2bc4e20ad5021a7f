import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';
import { statementsOf } from '../support/statements';
import { AnswersQueries } from '../../src/registrations/forms/answers.queries';
import {
  askToRegister,
  faultsOf,
  makeCategory,
  makeForm,
  personInput,
  personWith,
  register,
} from './support';

const text = (key: string, changes: object = {}): object => ({
  key,
  kind: 'text',
  label: key,
  required: 'never',
  ...changes,
});

/** Answers to the form with which one registers: by the public, by the person, by staff. */
describe('answers', () => {
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

  const pathOf = (id: string): string => `${event.path}/registrations/${id}`;
  const stored = async (id: string): Promise<any> => (await event.staff.get(pathOf(id))).body;

  test('from an instant on must be there; before it, they are known to be missing', async () => {
    await makeForm(event, category.id, [
      text('arrival', { required: { from: '2019-06-10T00:00:00+08:00' } }),
    ]);
    const missing = {
      key: 'arrival',
      label: 'arrival',
      pointer: '/answers/arrival',
      message: 'must be answered',
      requiredFrom: '2019-06-09T16:00:00.000Z',
    };
    const early = await register(app.api, event, category.id);
    expect([early.state, early.missing]).toEqual(['confirmed', [{ ...missing, due: false }]]);
    expect((await stored(early.id)).missing).toEqual([{ ...missing, due: false }]);
    await app.at('2019-06-09T16:00:00Z');
    const person = await personWith(app, event, early.id);
    const read = await person.get(pathOf(early.id), { headers: { 'if-none-match': `"${early.version}"` } });
    expect([read.status, read.body.missing]).toEqual([200, [{ ...missing, due: true }]]);
    const late = await askToRegister(app.api, event, category.id);
    expect(faultsOf(late)).toEqual([422, 'answers-invalid', [['/answers/arrival', 'required']]]);
    expect(faultsOf(await person.patch(pathOf(early.id), { answers: {} }, early.version))[0]).toBe(422);
    // What has nothing to do with the form can still be changed.
    expect((await person.patch(pathOf(early.id), { post: 'Director' }, early.version)).status).toBe(200);
    await app.at('2019-06-01T08:00:00Z');
  });

  test('are neither demanded nor taken where another answer says that they are not asked', async () => {
    await makeForm(event, category.id, [
      text('visa', { kind: 'consent' }),
      text('reason', { required: 'always', showIf: { key: 'visa', equals: true } }),
    ]);
    const plain = await register(app.api, event, category.id);
    expect(plain.missing).toEqual([]);
    const both = await askToRegister(app.api, event, category.id, { answers: { visa: false, reason: 'x' } });
    expect(faultsOf(both)).toEqual([422, 'answers-invalid', [['/answers/reason', 'hidden']]]);
    expect(both.body.errors[0].message).toBe('is only asked if the answer to the question visa is true');
    const { id, version } = await register(app.api, event, category.id, {
      answers: { visa: true, reason: 'A talk' },
    });
    const person = await personWith(app, event, id);
    const changed = await person.patch(pathOf(id), { answers: { visa: false } }, version);
    expect(changed.body.answers).toEqual({ visa: false });
  });

  describe('that only managers see', () => {
    beforeEach(async () => {
      await makeForm(event, category.id, [
        text('diet'),
        text('clearance', { managersOnly: true, required: 'always' }),
      ]);
    });

    test('are nowhere for the public and the person, and stay when the person answers', async () => {
      const asked = await askToRegister(app.api, event, category.id, { answers: { clearance: 'granted' } });
      expect(faultsOf(asked)).toEqual([422, 'answers-invalid', [['/answers/clearance', 'unknown']]]);
      const { id, version, missing } = await register(app.api, event, category.id, {
        answers: { diet: 'any' },
      });
      expect(missing).toEqual([]);
      const set = await event.staff.patch(
        pathOf(id),
        { answers: { diet: 'any', clearance: 'granted' } },
        version,
      );
      expect(set.body.answers).toEqual({ diet: 'any', clearance: 'granted' });
      const person = await personWith(app, event, id);
      const answers = [
        await person.get(pathOf(id)),
        await person.get(`${pathOf(id)}/forms`),
        await person.patch(pathOf(id), { answers: { diet: 'none' } }, version + 1),
        await person.patch(pathOf(id), { answers: { diet: 'none', clearance: 'refused' } }, version + 2),
        await person.move(pathOf(id), 'cancel'),
      ];
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 422, 200]);
      for (const { status, body } of answers)
        expect([status, JSON.stringify(body).includes('granted')]).toEqual([status, false]);
      expect(JSON.stringify(answers[1]!.body)).not.toContain('clearance');
      expect((await stored(id)).answers).toEqual({ diet: 'none', clearance: 'granted' });
    });

    test('are not shown to staff who decide nothing, nor to the person when they once were open', async () => {
      const { id, version } = await register(app.api, event, category.id);
      await event.staff.patch(pathOf(id), { answers: { clearance: 'granted' } }, version);
      const desk = await app.staff(event.id, 'check_in');
      expect((await desk.get(pathOf(id))).body.answers).toEqual({});
      expect((await desk.get(`${pathOf(id)}/forms`)).status).toBe(403);
      const { items } = (await event.staff.get(`${event.path}/forms?categoryId=${category.id}`)).body;
      // The new version does not have the question at all; the answer is to the old one.
      await event.staff.patch(`${event.path}/forms/${items[0].id}`, { fields: [text('diet')] }, 1);
      const person = await personWith(app, event, id);
      expect((await person.get(pathOf(id))).body.answers).toEqual({});
      expect((await stored(id)).answers).toEqual({ clearance: 'granted' });
    });
  });

  describe('of groups', () => {
    const until = '2019-07-01T00:00:00.000Z';
    const groups = [
      { key: 'meals', title: 'Meals', editableUntil: until },
      { key: 'stay', title: 'Stay', editableUntil: '2019-09-01T00:00:00.000Z' },
    ];
    let form: any;
    let registration: any;
    beforeEach(async () => {
      await app.at('2019-06-01T08:00:00Z');
      form = await makeForm(
        event,
        category.id,
        [text('diet', { group: 'meals' }), text('hotel', { group: 'stay' })],
        {
          groups,
        },
      );
      registration = await register(app.api, event, category.id, { answers: { diet: 'any', hotel: 'Sea' } });
    });
    afterEach(() => app.at('2019-06-01T08:00:00Z'));

    test('are changed by the person until the date of the group, and by staff after it', async () => {
      const path = pathOf(registration.id);
      const person = await personWith(app, event, registration.id);
      await app.at(until);
      const refused = await person.patch(
        path,
        { answers: { diet: 'none', hotel: 'Hill' } },
        registration.version,
      );
      expect(faultsOf(refused)).toEqual([422, 'answers-invalid', [['/answers/diet', 'closed']]]);
      expect(refused.body.errors[0].message).toBe(
        `could be changed until ${until}; ask the secretariat to change it`,
      );
      const other = await person.patch(path, { answers: { hotel: 'Hill' } }, registration.version);
      expect(other.body.answers).toEqual({ diet: 'any', hotel: 'Hill' });
      const staff = await event.staff.patch(path, { answers: { diet: 'none' } }, other.body.version);
      expect(staff.body.answers).toEqual({ diet: 'none' });
    });

    test('are open for longer to whoever was given more time, which the registration shows', async () => {
      const path = pathOf(registration.id);
      const person = await personWith(app, event, registration.id);
      await app.at('2019-07-02T00:00:00Z');
      const later = '2019-07-03T00:00:00.000Z';
      const body = { until: '2019-07-03T08:00:00+08:00', reason: 'The minister asked.' };
      const given = await event.staff.put(`${path}/extensions/meals`, body);
      expect([given.status, given.body]).toEqual([
        200,
        {
          group: 'meals',
          until: later,
          reason: body.reason,
          by: given.body.by,
          at: '2019-07-02T00:00:00.000Z',
        },
      ]);
      expect((await stored(registration.id)).extensions).toEqual([given.body]);
      const own = (await person.get(path)).body;
      expect(own.extensions).toEqual([{ ...given.body, reason: null, by: null }]);
      const formsSeen = (await person.get(`${path}/forms`)).body.items[0];
      expect(formsSeen.groups.map(({ key, editableUntil }: any) => [key, editableUntil])).toEqual([
        ['meals', later],
        ['stay', groups[1]!.editableUntil],
      ]);
      const changed = await person.patch(path, { answers: { diet: 'none' } }, own.version);
      expect(changed.body.answers).toEqual({ diet: 'none' });
      expect((await event.staff.delete(`${path}/extensions/meals`)).status).toBe(204);
      const version = (await stored(registration.id)).version;
      expect(faultsOf(await person.patch(path, { answers: {} }, version))[0]).toBe(200);
      expect((await person.patch(path, { answers: { diet: 'x' } }, version + 1)).status).toBe(422);
    });

    test('are given more time by those who decide about registrations, in the future, for what there is', async () => {
      const path = pathOf(registration.id);
      const body = { until: '2019-07-03T00:00:00Z', reason: 'Late flight' };
      const person = await personWith(app, event, registration.id);
      expect((await person.put(`${path}/extensions/meals`, body)).status).toBe(404);
      const desk = await app.staff(event.id, 'check_in');
      expect((await desk.put(`${path}/extensions/meals`, body)).status).toBe(403);
      expect((await event.staff.put(`${path}/extensions/flights`, body)).status).toBe(404);
      const past = await event.staff.put(`${path}/extensions/meals`, {
        ...body,
        until: '2019-06-01T08:00:00Z',
      });
      expect(faultsOf(past)).toEqual([422, 'extension-invalid', [['/until', 'past']]]);
      expect((await event.staff.put(`${path}/extensions/meals`, { until: body.until })).status).toBe(422);
      expect((await event.staff.delete(`${path}/extensions/meals`)).status).toBe(404);
      const other = await makeEvent(app);
      expect(
        (await other.staff.put(`${other.path}/registrations/${registration.id}/extensions/meals`, body))
          .status,
      ).toBe(404);
      expect((await event.staff.put(`${path}/extensions/${form.id.toUpperCase()}`, body)).body.group).toBe(
        form.id,
      );
    });
  });

  describe('that are the person’s own data', () => {
    const questions = [
      { key: 'born', kind: 'person', label: 'Born', required: 'always', property: 'birthDate' },
      { key: 'own', kind: 'person', label: 'Own script', required: 'never', property: 'nativeName' },
      text('diet'),
    ];

    test('are written to the person by the rules for persons, and not to the answers', async () => {
      await makeForm(event, category.id, questions);
      expect(faultsOf(await askToRegister(app.api, event, category.id))).toEqual([
        422,
        'answers-invalid',
        [['/answers/born', 'required']],
      ]);
      const wrong = await askToRegister(app.api, event, category.id, {
        answers: { born: '1980-13-01', own: 'x'.repeat(201) },
      });
      expect(faultsOf(wrong)[2]).toEqual([
        ['/answers/born', 'person'],
        ['/answers/own', 'person'],
      ]);
      const { id, version } = await register(app.api, event, category.id, {
        answers: { born: '1980-05-17', own: ' 李娜 ', diet: 'any' },
      });
      const seen = await stored(id);
      expect([seen.answers, seen.person.nativeName]).toEqual([{ diet: 'any' }, '李娜']);
      const person = await personWith(app, event, id);
      const form = async (): Promise<any> => (await person.get(`${pathOf(id)}/forms`)).body.items[0];
      expect((await form()).answers).toEqual({ born: '1980-05-17', own: '李娜', diet: 'any' });
      await person.patch(pathOf(id), { answers: { born: '1980-05-18', own: null } }, version);
      expect((await form()).answers).toEqual({ born: '1980-05-18', own: null });
      expect((await stored(id)).person.nativeName).toBe(null);
    });

    test('are there when the person was described with them, also a known one', async () => {
      await makeForm(event, category.id, questions);
      const described = { person: personInput({ birthDate: '1980-05-17', nativeName: 'Анна' }) };
      const first = await register(app.api, event, category.id, described);
      expect(first.missing).toEqual([]);
      const next = await makeEvent(app);
      const again = await makeCategory(next);
      await makeForm(next, again.id, questions);
      const { person } = await stored(first.id);
      const second = await next.staff.post(`${next.path}/registrations`, {
        categoryId: again.id,
        personId: person.id,
        answers: { own: 'Аня' },
      });
      expect([second.status, second.body.missing]).toEqual([201, []]);
      expect((await stored(first.id)).person.nativeName).toBe('Аня');
    });
  });

  test('of 10 MB are refused before anybody reads them, and those that are too long at their question', async () => {
    await makeForm(event, category.id, [text('note', { kind: 'long_text' })]);
    const { id, version } = await register(app.api, event, category.id);
    const person = await personWith(app, event, id);
    const huge = await person.patch(pathOf(id), { answers: { note: 'x'.repeat(10_000_000) } }, version);
    expect([huge.status, huge.body.code]).toEqual([413, 'too-large']);
    const long = await person.patch(pathOf(id), { answers: { note: 'x'.repeat(900_000) } }, version);
    expect(faultsOf(long)).toEqual([422, 'answers-invalid', [['/answers/note', 'long_text']]]);
    // Half a character cannot be stored.
    const half = await person.patch(pathOf(id), { answers: { note: 'a\ud800b' } }, version);
    expect(faultsOf(half)).toEqual([422, 'answers-invalid', [['/answers/note', 'long_text']]]);
    const many = Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`q${n}`, 1]));
    expect((await person.patch(pathOf(id), { answers: many }, version)).body.errors.length).toBe(20);
  });

  test('to a form of others are refused, and where a category has none, all are', async () => {
    await makeForm(event, category.id, [text('diet')]);
    const other = await makeCategory(event);
    const answer = await askToRegister(app.api, event, other.id, { answers: { diet: 'any' } });
    expect(faultsOf(answer)).toEqual([422, 'answers-invalid', [['/answers/diet', 'unknown']]]);
    const { id, version } = await register(app.api, event, other.id);
    expect((await event.staff.patch(pathOf(id), { answers: {} }, version)).status).toBe(200);
    expect(faultsOf(await event.staff.patch(pathOf(id), { answers: { diet: 'any' } }, version + 1))[0]).toBe(
      422,
    );
    expect((await event.staff.get(`${pathOf(id)}/forms`)).body.items).toEqual([]);
  });

  test('that are missing are found for whoever reminds people, a page at a time', async () => {
    await makeForm(event, category.id, [
      text('diet', { required: 'always' }),
      text('flight', { required: { from: '2019-09-01T00:00:00.000Z' } }),
      text('clearance', { required: 'always', managersOnly: true }),
    ]);
    const ids = [];
    for (const answers of [{}, { diet: 'any' }, { diet: 'any', flight: 'SU 1' }])
      ids.push((await register(event.staff, event, category.id, { answers })).id);
    const off = await register(event.staff, event, category.id);
    await event.staff.move(pathOf(off.id), 'cancel');
    await register(event.staff, event, (await makeCategory(event)).id);
    const queries = app.app.get(AnswersQueries);
    const { items, nextAfterId } = await queries.withMissingAnswers(event.id, null);
    expect([
      items.map(({ registrationId, missing, requiredFrom }) => [registrationId, missing, requiredFrom]),
      nextAfterId,
    ]).toEqual([
      [
        [ids[0], ['diet', 'flight'], null],
        [ids[1], ['flight'], new Date('2019-09-01T00:00:00Z')],
      ],
      null,
    ]);
    expect((await queries.withMissingAnswers(event.id, ids[0]!)).items.length).toBe(1);
    expect(await statementsOf(app.db, () => queries.withMissingAnswers(event.id, null))).toBe(1);
  });
});
