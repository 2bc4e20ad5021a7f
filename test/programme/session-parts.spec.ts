import { startApp, type TestApp } from '../support/app';
import { make } from '../support/factories';
import { makeForum, makePerson, makeSession, release, type TestForum } from './forum';

/** What a session consists of beyond its time and place: items, roles that are asked for, texts, languages, audience. */
describe('the parts of a session', () => {
  let app: TestApp;
  let forum: TestForum;
  beforeAll(async () => {
    app = await startApp();
    forum = await makeForum(app);
  });

  const programme = async (of: TestForum): Promise<any> => (await app.api.get(`${of.path}/programme`)).body;
  const fault = async (body: object): Promise<unknown[]> => {
    const answer = await forum.staff.post(`${forum.path}/sessions`, {
      title: 'Trust',
      kind: 'panel',
      languages: ['en', 'ru'],
      ...body,
    });
    return [answer.status, ...(answer.body.errors ?? []).map(({ pointer, code }: any) => [pointer, code])];
  };

  describe('items', () => {
    test('have titles, lengths and speakers of their own, in the draft and in a release', async () => {
      const own = await makeForum(app);
      const [chair, speaker] = [await makePerson(own, 'LI Na'), await makePerson(own, 'Ivan IVANOV')];
      const session = await makeSession(own, {
        roles: [{ personId: chair, role: 'chair' }],
        items: [
          {
            title: 'Certificates without a centre',
            titles: { ru: 'Сертификаты без центра' },
            abstract: 'Who vouches for whom.',
            authenticLanguage: 'ru',
            durationMinutes: 20,
            roles: [{ personId: speaker, role: 'speaker' }],
          },
          { title: 'Questions' },
        ],
      });
      expect(session.items.map((item: any) => [item.title, item.durationMinutes, item.roles.length])).toEqual(
        [
          ['Certificates without a centre', 20, 1],
          ['Questions', null, 0],
        ],
      );
      expect(session.roles.map((role: any) => role.displayName)).toEqual(['LI Na']);
      await release(own);
      const [shown] = (await programme(own)).sessions;
      expect(shown.people).toEqual([{ role: 'chair', displayName: 'LI Na' }]);
      expect(shown.items).toEqual([
        {
          id: session.items[0].id,
          title: 'Certificates without a centre',
          titles: { ru: 'Сертификаты без центра' },
          abstract: 'Who vouches for whom.',
          abstracts: {},
          authenticLanguage: 'ru',
          durationMinutes: 20,
          people: [{ role: 'speaker', displayName: 'Ivan IVANOV' }],
        },
        {
          id: session.items[1].id,
          title: 'Questions',
          titles: {},
          abstract: null,
          abstracts: {},
          authenticLanguage: null,
          durationMinutes: null,
          people: [],
        },
      ]);
    });

    test('that are named by their id are kept, with who has accepted; the others go', async () => {
      const [li, ivanov] = [await makePerson(forum, 'LI Na'), await makePerson(forum, 'Ivan IVANOV')];
      const session = await makeSession(forum, {
        items: [
          { title: 'First', roles: [{ personId: li, role: 'speaker', state: 'asked' }] },
          { title: 'Second', roles: [{ personId: ivanov, role: 'speaker' }] },
        ],
      });
      const [first] = session.items;
      const changed = await forum.staff.patch(
        `${forum.path}/sessions/${session.id}`,
        {
          items: [
            { title: 'New' },
            { id: first.id, title: 'First renamed', roles: [{ personId: li, role: 'speaker' }] },
          ],
        },
        1,
      );
      expect(changed.status).toBe(200);
      expect(changed.body.items.map(({ title }: any) => title)).toEqual(['New', 'First renamed']);
      expect(changed.body.items[1]).toEqual({ ...first, title: 'First renamed' });
      const removed = await forum.staff.get(`${forum.path}/session-roles?personId=${ivanov}`);
      expect(removed.body.items).toEqual([]);
    });

    test('of another session, or named twice, are refused', async () => {
      const other = await makeSession(forum, { items: [{ title: 'Elsewhere' }] });
      const session = await makeSession(forum, { items: [{ title: 'Here' }] });
      const answer = await forum.staff.patch(
        `${forum.path}/sessions/${session.id}`,
        {
          items: [
            { id: other.items[0].id, title: 'Taken' },
            { id: session.items[0].id, title: 'One' },
            { id: session.items[0].id, title: 'Two' },
          ],
        },
        1,
      );
      expect([answer.status, answer.body.errors.map(({ pointer, code }: any) => [pointer, code])]).toEqual([
        422,
        [
          ['/items/0/id', 'unknown'],
          ['/items/2/id', 'twice'],
        ],
      ]);
      expect((await forum.staff.get(`${forum.path}/sessions/${other.id}`)).body).toEqual(other);
    });
  });

  describe('roles', () => {
    const roleOf = (session: any): string => `${forum.path}/session-roles/${session.roles[0].id}`;

    test('who is asked is not announced before they accept, and is not while they decline', async () => {
      const own = await makeForum(app);
      const li = await makePerson(own, 'LI Na');
      const session = await makeSession(own, { roles: [{ personId: li, role: 'speaker', state: 'asked' }] });
      const role = `${own.path}/session-roles/${session.roles[0].id}`;
      const announced = async (): Promise<string[]> => {
        await release(own);
        return (await programme(own)).sessions[0].people.map(({ displayName }: any) => displayName);
      };
      expect(await announced()).toEqual([]);
      expect((await own.staff.move(role, 'accept')).body.state).toBe('accepted');
      expect(await announced()).toEqual(['LI Na']);
      expect((await own.staff.move(role, 'decline')).body.state).toBe('declined');
      expect(await announced()).toEqual([]);
      const { body: history } = await own.staff.get(`${role}/history`);
      expect(history.items.map(({ transition, to }: any) => [transition, to])).toEqual([
        ['create', 'asked'],
        ['accept', 'accepted'],
        ['decline', 'declined'],
      ]);
    });

    test('somebody takes a role over: the one is replaced, the other is asked, and the record says so', async () => {
      const [li, ivanov] = [await makePerson(forum, 'LI Na'), await makePerson(forum, 'Ivan IVANOV')];
      const session = await makeSession(forum, { roles: [{ personId: li, role: 'moderator' }] });
      const path = roleOf(session);
      const replaced = await forum.staff.move(path, 'replace', { input: { personId: ivanov } });
      expect([replaced.status, replaced.body.state]).toEqual([200, 'replaced']);
      const { body: now } = await forum.staff.get(`${forum.path}/sessions/${session.id}`);
      expect(now.roles).toEqual([
        {
          id: now.roles[0].id,
          state: 'asked',
          personId: ivanov,
          role: 'moderator',
          position: 1,
          displayName: 'Ivan IVANOV',
        },
      ]);
      const { body: roles } = await forum.staff.get(`${forum.path}/session-roles?sessionId=${session.id}`);
      expect(roles.items.map((role: any) => [role.displayName, role.state, role.replacesId])).toEqual([
        ['LI Na', 'replaced', null],
        ['Ivan IVANOV', 'asked', session.roles[0].id],
      ]);
      const { body: history } = await forum.staff.get(`${path}/history`);
      expect(history.items.at(-1)).toMatchObject({
        transition: 'replace',
        data: { personId: ivanov },
      });
    });

    test('are not handed to somebody who has them already, nor to nobody', async () => {
      const [li, ivanov] = [await makePerson(forum, 'LI Na'), await makePerson(forum, 'Ivan IVANOV')];
      const session = await makeSession(forum, {
        roles: [
          { personId: li, role: 'panellist' },
          { personId: ivanov, role: 'panellist' },
        ],
      });
      const path = roleOf(session);
      const taken = await forum.staff.move(path, 'replace', { input: { personId: ivanov } });
      expect([taken.status, taken.body.code]).toEqual([409, 'role-taken']);
      const unknown = await forum.staff.move(path, 'replace', {
        input: { personId: '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11' },
      });
      expect([unknown.status, unknown.body.errors[0].pointer]).toEqual([422, '/input/personId']);
      expect((await forum.staff.get(path)).body.state).toBe('accepted');
    });

    test('somebody who was replaced can be asked again later', async () => {
      const [li, ivanov] = [await makePerson(forum, 'LI Na'), await makePerson(forum, 'Ivan IVANOV')];
      const session = await makeSession(forum, { roles: [{ personId: li, role: 'chair' }] });
      await forum.staff.move(roleOf(session), 'replace', { input: { personId: ivanov } });
      const again = await forum.staff.put(
        `${forum.path}/sessions/${session.id}/roles`,
        { roles: [{ personId: li, role: 'chair', state: 'asked' }] },
        { ifMatch: 1 },
      );
      expect(again.body.roles.map((role: any) => [role.displayName, role.state])).toEqual([
        ['LI Na', 'asked'],
      ]);
    });

    test('those that are named again keep the answer that was given', async () => {
      const li = await makePerson(forum, 'LI Na');
      const session = await makeSession(forum, { roles: [{ personId: li, role: 'chair', state: 'asked' }] });
      await forum.staff.move(roleOf(session), 'decline');
      const again = await forum.staff.put(
        `${forum.path}/sessions/${session.id}/roles`,
        { roles: [{ personId: li, role: 'chair', position: 7 }] },
        { ifMatch: 1 },
      );
      expect(again.body.roles).toEqual([{ ...session.roles[0], state: 'declined', position: 7 }]);
    });

    test('one person has one role once, in the session and in each item', async () => {
      const li = await makePerson(forum, 'LI Na');
      const role = { personId: li, role: 'speaker' };
      expect(await fault({ roles: [role, role] })).toEqual([422, ['/roles/1', 'twice']]);
      expect(await fault({ items: [{ title: 'One', roles: [role, role] }] })).toEqual([
        422,
        ['/items/0/roles/1', 'twice'],
      ]);
      expect(
        (
          await fault({
            roles: [role],
            items: [
              { title: 'One', roles: [role] },
              { title: 'Two', roles: [role] },
            ],
          })
        )[0],
      ).toBe(201);
    });

    test('are for persons whom the event knows, not for those of another', async () => {
      const stranger = await makePerson(await makeForum(app), 'Somebody Else');
      expect(await fault({ roles: [{ personId: stranger, role: 'chair' }] })).toEqual([
        422,
        ['/roles/0/personId', 'unknown'],
      ]);
      const session = await makeSession(forum, {
        roles: [{ personId: await makePerson(forum, 'LI Na'), role: 'chair' }],
      });
      const handed = await forum.staff.move(roleOf(session), 'replace', { input: { personId: stranger } });
      expect([handed.status, handed.body.errors[0].pointer]).toEqual([422, '/input/personId']);
    });

    test('a person who does not know the event’s programme cannot move them', async () => {
      const session = await makeSession(forum, {
        roles: [{ personId: await makePerson(forum, 'LI Na'), role: 'chair', state: 'asked' }],
      });
      const desk = await app.staff(forum.id, 'registration_desk');
      expect((await desk.move(roleOf(session), 'accept')).status).toBe(403);
      const stranger = await app.staff((await makeForum(app)).id);
      expect((await stranger.move(roleOf(session), 'accept')).status).toBe(404);
    });
  });

  describe('texts and languages', () => {
    test('the authentic language is one in which there is a title', async () => {
      expect(await fault({ authenticLanguage: 'ru' })).toEqual([422, ['/authenticLanguage', 'unknown']]);
      expect((await fault({ authenticLanguage: 'en' }))[0]).toBe(201);
      const session = await makeSession(forum, { titles: { ru: 'Доверие' }, authenticLanguage: 'ru' });
      expect(session.authenticLanguage).toBe('ru');
      const path = `${forum.path}/sessions/${session.id}`;
      const answer = await forum.staff.patch(path, { titles: { zh: '信任' } }, 1);
      expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, '/authenticLanguage']);
      const both = await forum.staff.patch(path, { titles: { zh: '信任' }, authenticLanguage: 'zh' }, 1);
      expect([both.status, both.body.authenticLanguage]).toEqual([200, 'zh']);
    });

    test('what is spoken on the floor is among the languages of the session', async () => {
      expect(await fault({ floorLanguages: ['zh'] })).toEqual([422, ['/floorLanguages/0', 'unknown']]);
      expect(await fault({ floorLanguages: ['en', 'en'] })).toEqual([422, ['/floorLanguages/1', 'twice']]);
      const session = await makeSession(forum, { languages: ['en', 'ru'], floorLanguages: ['ru'] });
      const answer = await forum.staff.patch(
        `${forum.path}/sessions/${session.id}`,
        { languages: ['en', 'zh'] },
        1,
      );
      expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, '/floorLanguages/0']);
    });

    test('only what is not spoken on the floor needs a booth', async () => {
      const own = await makeForum(app);
      const room = await make(own.staff, `${own.path}/rooms`, {
        name: 'Studio',
        capacity: 40,
        interpretation: ['ru'],
      });
      const session = await makeSession(own, { roomId: room.id, languages: ['en', 'ru'] });
      const codes = async (): Promise<string[]> =>
        (await own.staff.get(`${own.path}/programme/conflicts`)).body.items.map(({ code }: any) => code);
      expect(await codes()).toEqual(['no_interpretation']);
      await own.staff.patch(`${own.path}/sessions/${session.id}`, { floorLanguages: ['en'] }, 1);
      expect(await codes()).toEqual([]);
    });

    test('abstracts go out with a release, and another abstract is a difference', async () => {
      const own = await makeForum(app);
      const session = await makeSession(own, { abstract: 'On trust.', abstracts: { ru: 'О доверии.' } });
      await release(own);
      expect((await programme(own)).sessions[0]).toMatchObject({
        abstract: 'On trust.',
        abstracts: { ru: 'О доверии.' },
      });
      await own.staff.patch(
        `${own.path}/sessions/${session.id}`,
        { abstract: 'On trust,\nand its loss.' },
        1,
      );
      await release(own);
      const { body } = await own.staff.get(`${own.path}/programme/releases/2/changes`);
      expect(body.items.map(({ changes }: any) => changes)).toEqual([['abstract']]);
    });
  });

  describe('who may attend', () => {
    test('are categories of the event', async () => {
      const own = await makeForum(app);
      const category = await make(own.staff, `${own.path}/categories`, {
        code: 'press',
        title: 'Press',
        approval: 'automatic',
        selfRegistration: true,
      });
      const session = await makeSession(own, { kind: 'plenary', categoryIds: [category.id] });
      expect([session.categoryIds, session.openToAll]).toEqual([[category.id], false]);
      await release(own);
      expect((await programme(own)).sessions[0].categoryIds).toEqual([category.id]);
      expect(await fault({ categoryIds: [category.id] })).toEqual([422, ['/categoryIds', 'unknown']]);
    });
  });

  test('how long a session lasts is planned before it has a time, and follows from it afterwards', async () => {
    const session = await makeSession(forum, { startsAt: null, endsAt: null, durationMinutes: 45 });
    expect(session.durationMinutes).toBe(45);
    const placed = await forum.staff.patch(
      `${forum.path}/sessions/${session.id}`,
      { startsAt: '2019-10-24T09:00:00+08:00', endsAt: '2019-10-24T10:00:00+08:00' },
      1,
    );
    expect(placed.body.durationMinutes).toBe(60);
  });
});
