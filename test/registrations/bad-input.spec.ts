import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';
import { askToRegister, makeCategory, makeForm, makeQuota, personInput, register } from './support';

/** What goes wrong when people register, and what they are told. */
describe('a registration that cannot be taken', () => {
  let app: TestApp;
  let event: TestEvent;
  let category: { id: string };
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
    category = await makeCategory(event);
    await makeForm(event, category.id, [
      { key: 'nights', kind: 'number', label: 'Nights in the hotel', required: 'never' },
      { key: 'arrival', kind: 'day', label: 'Day of arrival', required: 'never' },
      {
        key: 'diet',
        kind: 'choice',
        label: 'Diet',
        required: 'never',
        options: [{ value: 'vegan', label: 'Vegan' }],
      },
    ]);
  });

  const registrations = async (): Promise<number> =>
    (await app.db.one<{ n: number }>('SELECT count(*)::integer AS n FROM registrations'))!.n;
  const persons = async (): Promise<number> =>
    (await app.db.one<{ n: number }>('SELECT count(*)::integer AS n FROM persons'))!.n;

  test.each([
    ['a null character in a name', { person: { familyName: 'Li\u0000Na' } }, '/person/familyName'],
    ['a line break in a name', { person: { givenName: 'Na\nCc: all' } }, '/person/givenName'],
    ['a bell in a name', { person: { familyName: 'Li\u0007' } }, '/person/familyName'],
    [
      'a mark that turns the writing around',
      { person: { familyName: 'gro.\u202egniB' } },
      '/person/familyName',
    ],
    ['marks that isolate', { person: { nativeName: '\u2066李娜\u2069' } }, '/person/nativeName'],
    ['half of a character', { person: { familyName: 'Li\ud83d' } }, '/person/familyName'],
    ['a name of blanks', { person: { familyName: '   ' } }, '/person/familyName'],
    ['a name of 10,000 letters', { person: { familyName: 'a'.repeat(10_000) } }, '/person/familyName'],
    ['an address that is none', { person: { email: 'anna at ministry' } }, '/person/email'],
    ['a country that is none', { person: { nationality: 'XX' } }, '/person/nationality'],
    ['a number that is a word', { answers: { nights: 'three' } }, '/answers/nights'],
    ['a day that is not in the calendar', { answers: { arrival: '2019-02-30' } }, '/answers/arrival'],
    ['a choice that is not offered', { answers: { diet: 'steak' } }, '/answers/diet'],
    ['an answer to a question of another form', { answers: { visa: 'yes' } }, '/answers/visa'],
    ['a language that is none', { locale: 'klingon-is-none' }, '/locale'],
  ])('%s is pointed at', async (_, { person = {}, ...changes }: Record<string, any>, pointer) => {
    const before = [await registrations(), await persons()];
    const { status, body } = await askToRegister(app.api, event, category.id, {
      person: personInput(person as object),
      ...changes,
    });
    expect([status, body.errors.map((error: { pointer: string }) => error.pointer)]).toEqual([
      422,
      [pointer],
    ]);
    // Something that a person can read, in a sentence that follows the name of the field.
    expect(body.errors[0].message).toMatch(/^(must|is|has|needs|belongs|does)\b.+/);
    expect([await registrations(), await persons()]).toEqual(before);
  });

  test('a text of 10 MB is too large, whatever is in it', async () => {
    const { status, body } = await askToRegister(app.api, event, category.id, {
      answers: { diet: 'a'.repeat(10 * 1024 * 1024) },
    });
    expect([status, body.code]).toEqual([413, 'too-large']);
  });

  test('a field that nobody knows is refused by its name', async () => {
    const { status, body } = await askToRegister(app.api, event, category.id, { vip: true });
    expect([status, body.errors[0].pointer]).toEqual([400, '/vip']);
  });

  test('a full category is no refusal: the person waits, and is told so', async () => {
    const quota = await makeQuota(event, 1);
    const small = await makeCategory(event, { quotaIds: [quota.id] });
    const [first, second] = [
      await register(app.api, event, small.id),
      await register(app.api, event, small.id),
    ];
    expect([first.state, second.state]).toEqual(['confirmed', 'waitlisted']);
  });

  test('the same person twice is told to be registered already, with nothing of the first one shown', async () => {
    const person = personInput();
    const first = await register(app.api, event, category.id, { person });
    const { status, body } = await askToRegister(app.api, event, category.id, { person });
    expect([status, body.code]).toEqual([409, 'already-registered']);
    expect(JSON.stringify(body)).not.toContain(first.code);
    expect(JSON.stringify(body)).not.toContain(first.id);
  });

  test('names that look strange and are names are taken as they are', async () => {
    const names = [
      'O’Brien-Smith',
      'ʻAbd al-Raḥmān',
      'Нурсұлтан',
      '欧阳娜娜',
      'Ng',
      "D'Aiuto",
      'Nguyễn',
      'ᠪᠣᠯᠣᠷ',
    ];
    const made = [];
    for (const familyName of names) {
      const { id } = await register(app.api, event, category.id, { person: personInput({ familyName }) });
      made.push((await event.staff.get(`${event.path}/registrations/${id}`)).body.person.familyName);
    }
    expect(made).toEqual(names);
  });
});
