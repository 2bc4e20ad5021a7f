import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';
import { askToRegister, makeCategory, makeQuota, personInput, recordOf, register } from './support';

describe('registrations', () => {
  let app: TestApp;
  let event: TestEvent;
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
  });

  describe('registering', () => {
    test('in a category that needs no review is confirmed at once, in three recorded steps', async () => {
      const category = await makeCategory(event);
      const answer = await askToRegister(app.api, event, category.id, {
        person: personInput({ givenName: 'Li', familyName: 'Na', nativeName: '李娜' }),
        locale: 'zh',
        organisationName: 'Huawei',
      });
      expect(answer.status).toBe(201);
      expect(answer.body).toEqual({
        id: expect.any(String),
        code: expect.stringMatching(/^[2-9A-HJKMNP-TV-Z]{8}$/),
        state: 'confirmed',
        categoryId: category.id,
        version: 3,
      });
      expect(await recordOf(event, answer.body.id)).toEqual([
        ['create', 'draft', 'anonymous'],
        ['submit', 'submitted', 'anonymous'],
        ['confirm', 'confirmed', 'system'],
      ]);
      const shown = (await event.staff.get(`${event.path}/registrations/${answer.body.id}`)).body;
      expect(shown).toMatchObject({
        state: 'confirmed',
        categoryCode: category.code,
        locale: 'zh',
        organisationName: 'Huawei',
        person: { displayName: 'Li Na', nativeName: '李娜' },
        answers: {},
        formVersion: null,
        delegationId: null,
      });
    });

    test('in a category that needs review waits until it is taken up and approved', async () => {
      const category = await makeCategory(event, { approval: 'review' });
      const { id, state } = await register(app.api, event, category.id);
      expect(state).toBe('submitted');
      const path = `${event.path}/registrations/${id}`;
      expect((await event.staff.move(path, 'review')).body.state).toBe('under_review');
      expect((await event.staff.move(path, 'approve')).body.state).toBe('confirmed');
      const again = await event.staff.move(path, 'approve');
      expect([again.status, again.body.state, again.body.version]).toEqual([200, 'confirmed', 4]);
    });
  });

  test('lists by state, category, name and code', async () => {
    const other = await makeEvent(app);
    const quota = await makeQuota(other, 1);
    const category = await makeCategory(other, { quotaId: quota.id });
    const first = await register(app.api, other, category.id, {
      person: personInput({ givenName: 'Na', familyName: 'Li', nativeName: '李娜' }),
    });
    const second = await register(app.api, other, category.id, {
      person: personInput({ givenName: 'Boris', familyName: 'Aleksandrov' }),
    });
    const found = async (query: string): Promise<string[]> =>
      (await other.staff.get(`${other.path}/registrations?${query}`)).body.items.map(
        (one: { id: string }) => one.id,
      );
    expect(await found('')).toEqual([second.id, first.id]);
    expect(await found('sort=name')).toEqual([second.id, first.id]);
    expect(await found('sort=-name')).toEqual([first.id, second.id]);
    expect(await found('state=waitlisted')).toEqual([second.id]);
    expect(await found('state=confirmed,waitlisted&sort=createdAt')).toEqual([first.id, second.id]);
    expect(await found(`categoryId=${category.id}&limit=1&sort=name`)).toEqual([second.id]);
    expect(await found(`q=${encodeURIComponent('李')}`)).toEqual([first.id]);
    expect(await found('q=ksandr')).toEqual([second.id]);
    expect(await found('q=li')).toEqual([first.id]);
    expect(await found(`q=${first.code.slice(0, 4).toLowerCase()}`)).toEqual([first.id]);
    expect(await found('q=%25')).toEqual([]);
  });
});
