import { startApp, type TestApp } from '../support/app';
import { makeEvent } from '../support/factories';
import { makeCategory, register } from '../registrations/support';

describe('what the search keeps', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  test('is right when people are renamed while their registrations move on in two events', async () => {
    const [first, second] = [await makeEvent(app), await makeEvent(app)];
    const [one, two] = [(await makeCategory(first)).id, (await makeCategory(second)).id];
    const people: { id: string; elsewhere: string; personId: string }[] = [];
    for (let n = 0; n < 20; n += 1) {
      const { id } = await register(app.api, first, one);
      const personId = (await first.staff.get(`${first.path}/registrations/${id}`)).body.person.id;
      const other = await register(second.staff, second, two, { person: undefined, personId });
      people.push({ id, personId, elsewhere: other.id });
    }
    const done = await Promise.all(
      people.flatMap(({ id, elsewhere, personId }, n) => [
        first.staff
          .move(`${first.path}/registrations/${id}`, 'cancel', { comment: 'ill' })
          .then(({ status }) => status),
        app.db
          .query(`UPDATE persons SET display_name = 'Renamed ' || $2 WHERE id = $1`, [personId, n])
          .then(() => 200),
        second.staff
          .move(`${second.path}/registrations/${elsewhere}`, 'cancel', { comment: 'ill' })
          .then(({ status }) => status),
      ]),
    );
    expect(done.filter((status) => status !== 200)).toEqual([]);
    const columns =
      'registration_id, event_id, created_at, name, code, organisation, words, word_keys, facet_keys';
    expect(
      await app.db.query(
        `SELECT ${columns} FROM registration_search_rows EXCEPT SELECT ${columns} FROM registration_search`,
      ),
    ).toEqual([]);
    expect(
      (await first.staff.get(`${first.path}/registrations?q=renamed&state=cancelled`)).body.items.length,
    ).toBe(20);
  });
});
