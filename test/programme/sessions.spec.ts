import { startApp, type TestApp } from '../support/app';
import { make } from '../support/factories';
import { makeForum, makePerson, makeSession, type TestForum } from './forum';

const nobody = '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11';

describe('the draft of the programme', () => {
  let app: TestApp;
  let forum: TestForum;
  beforeAll(async () => {
    app = await startApp();
    forum = await makeForum(app);
  });

  describe('topics', () => {
    test('are kept in their order, and change only under the version that was read', async () => {
      const own = await makeForum(app);
      const path = `${own.path}/topics`;
      const first = await make(own.staff, path, { title: 'Smart cities', titles: { zh: '智慧城市' } });
      const second = await make(own.staff, path, { title: 'Artificial intelligence' });
      expect([first.position, second.position]).toEqual([1, 2]);
      expect((await own.staff.patch(`${path}/${second.id}`, { position: 0 })).status).toBe(428);
      expect((await own.staff.patch(`${path}/${second.id}`, { position: 0 }, 7)).status).toBe(412);
      const changed = await own.staff.patch(`${path}/${second.id}`, { position: 0 }, 1);
      expect([changed.status, changed.body.version]).toEqual([200, 2]);
      expect((await own.staff.get(path)).body.items.map((topic: { id: string }) => topic.id)).toEqual([
        second.id,
        first.id,
      ]);
      expect((await own.staff.get(`${path}?q=智慧`)).body.items).toEqual([first]);
      expect((await own.staff.get(`${path}/${first.id}`)).body).toEqual(first);
      const twice = await own.staff.post(path, { title: 'Smart cities' });
      expect([twice.status, twice.body.code]).toEqual([409, 'topic-exists']);
      expect((await own.staff.delete(`${path}/${first.id}`, 1)).status).toBe(204);
      expect((await own.staff.get(`${path}/${first.id}`)).status).toBe(404);
    });

    test('one that a session has is not removed', async () => {
      const topic = await make(forum.staff, `${forum.path}/topics`, { title: 'Countering cybercrime' });
      await makeSession(forum, { topicIds: [topic.id] });
      const answer = await forum.staff.delete(`${forum.path}/topics/${topic.id}`, 1);
      expect([answer.status, answer.body.code]).toEqual([409, 'topic-in-use']);
    });
  });

  describe('persons', () => {
    test('are entered before they register, found by name in any script, and unknown in other events', async () => {
      const li = await make(forum.staff, `${forum.path}/persons`, {
        givenName: 'Na',
        familyName: 'Li',
        nativeName: '李娜',
        email: 'li.na@ministry.example',
      });
      expect(li).toMatchObject({ displayName: 'Na Li', nativeName: '李娜', post: null });
      for (const q of ['na li', '李', 'li.na@'])
        expect(
          (await forum.staff.get(`${forum.path}/persons?q=${encodeURIComponent(q)}`)).body.items,
        ).toEqual([li]);
      expect((await forum.staff.get(`${forum.path}/persons/${li.id}`)).body).toEqual(li);
      const other = await makeForum(app);
      expect((await other.staff.get(`${other.path}/persons/${li.id}`)).status).toBe(404);
      expect((await other.staff.get(`${other.path}/persons`)).body.items).toEqual([]);
      const checkIn = await app.staff(forum.id, 'check_in');
      expect((await checkIn.get(`${forum.path}/persons`)).status).toBe(403);
    });

    test('are listed by name, page by page', async () => {
      const own = await makeForum(app);
      for (const name of ['Chen', 'Anna', 'Boris']) await makePerson(own, name);
      const names: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const { body } = await own.staff.get(
          `${own.path}/persons?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`,
        );
        names.push(...body.items.map((person: { displayName: string }) => person.displayName));
        cursor = body.nextCursor as string | null;
      }
      expect(names).toEqual(['Anna', 'Boris', 'Chen']);
    });
  });

  describe('sessions', () => {
    test('one is made with all that belongs to it, and read as it was made', async () => {
      const topics = [
        await make(forum.staff, `${forum.path}/topics`, { title: 'Internet management' }),
        await make(forum.staff, `${forum.path}/topics`, { title: 'Digital customs' }),
      ];
      const [chair, speaker] = [await makePerson(forum, 'LI Na'), await makePerson(forum, 'Ivan IVANOV')];
      const made = await forum.staff.post(`${forum.path}/sessions`, {
        title: 'Smart logistics',
        titles: { ru: 'Умная логистика' },
        kind: 'panel',
        roomId: forum.hall,
        startsAt: '2019-10-22T14:00:00+08:00',
        endsAt: '2019-10-22T15:30:00+08:00',
        topicIds: [topics[1].id, topics[0].id],
        languages: ['en', 'zh-Hans'],
        roles: [
          { personId: chair, role: 'chair' },
          { personId: speaker, role: 'panellist' },
          { personId: chair, role: 'panellist', position: 9 },
        ],
        capacity: 60,
      });
      expect(made.status).toBe(201);
      expect(made.headers.get('location')).toBe(`/api/v1/${forum.path}/sessions/${made.body.id}`);
      expect(made.body).toEqual({
        id: made.body.id,
        version: 1,
        title: 'Smart logistics',
        titles: { ru: 'Умная логистика' },
        kind: 'panel',
        roomId: forum.hall,
        startsAt: '2019-10-22T06:00:00.000Z',
        endsAt: '2019-10-22T07:30:00.000Z',
        topicIds: [topics[1].id, topics[0].id],
        languages: ['en', 'zh-Hans'],
        roles: [
          { personId: chair, role: 'chair', position: 1, displayName: 'LI Na' },
          { personId: speaker, role: 'panellist', position: 2, displayName: 'Ivan IVANOV' },
          { personId: chair, role: 'panellist', position: 9, displayName: 'LI Na' },
        ].map((role, index) => ({ ...role, id: made.body.roles[index].id, state: 'accepted' })),
        capacity: 60,
        openToAll: false,
        abstract: null,
        abstracts: {},
        authenticLanguage: null,
        floorLanguages: [],
        expected: null,
        equipment: [],
        durationMinutes: 90,
        categoryIds: [],
        items: [],
      });
      const read = await forum.staff.get(`${forum.path}/sessions/${made.body.id}`);
      expect([read.body, read.headers.get('etag')]).toEqual([made.body, '"1"']);
    });

    test('one can be made before its time and room are known', async () => {
      const session = await make(forum.staff, `${forum.path}/sessions`, { title: 'Later', kind: 'workshop' });
      expect(session).toMatchObject({
        roomId: null,
        startsAt: null,
        endsAt: null,
        openToAll: true,
        roles: [],
      });
    });

    test('changing needs the version that was read, and replaces lists as a whole', async () => {
      const [li, ivanov] = [await makePerson(forum, 'LI Na'), await makePerson(forum, 'Ivan IVANOV')];
      const session = await makeSession(forum, { roles: [{ personId: li, role: 'chair' }] });
      const path = `${forum.path}/sessions/${session.id}`;
      expect((await forum.staff.patch(path, { title: 'New' })).status).toBe(428);
      expect((await forum.staff.patch(path, { title: 'New' }, 2)).status).toBe(412);
      const changed = await forum.staff.patch(path, { title: 'New', roomId: null, capacity: 30 }, 1);
      expect(changed.body).toEqual({
        ...session,
        version: 2,
        title: 'New',
        roomId: null,
        capacity: 30,
        openToAll: false,
      });
      const roles = { roles: [{ personId: ivanov, role: 'speaker' }] };
      expect((await forum.staff.put(`${path}/roles`, roles)).status).toBe(428);
      expect((await forum.staff.put(`${path}/roles`, roles, { ifMatch: 1 })).status).toBe(412);
      const replaced = await forum.staff.put(`${path}/roles`, roles, { ifMatch: 2 });
      expect([replaced.status, replaced.body.version, replaced.body.roles]).toEqual([
        200,
        3,
        [
          {
            id: replaced.body.roles[0].id,
            state: 'accepted',
            personId: ivanov,
            role: 'speaker',
            position: 1,
            displayName: 'Ivan IVANOV',
          },
        ],
      ]);
      expect((await forum.staff.delete(path, 2)).status).toBe(412);
      expect((await forum.staff.delete(path, 3)).status).toBe(204);
      expect((await forum.staff.get(path)).status).toBe(404);
    });

    test('two who change one session at once do not lose a change', async () => {
      const session = await makeSession(forum);
      const path = `${forum.path}/sessions/${session.id}`;
      const answers = await Promise.all(
        ['One', 'Two'].map((title) => forum.staff.patch(path, { title, topicIds: [] }, 1)),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    });

    test('the list is in the order of time, those without a time last, and filtered by what people filter by', async () => {
      const own = await makeForum(app);
      const person = await makePerson(own, 'LI Na');
      const topic = await make(own.staff, `${own.path}/topics`, { title: 'Smart cities' });
      const late = await makeSession(own, {
        title: 'Late',
        kind: 'panel',
        startsAt: '2019-10-23T09:00:00+08:00',
        endsAt: '2019-10-23T10:00:00+08:00',
        topicIds: [topic.id],
      });
      const open = await makeSession(own, { title: 'Open', startsAt: null, endsAt: null, roomId: null });
      const early = await makeSession(own, {
        title: 'Early',
        roomId: own.foyer,
        roles: [{ personId: person, role: 'reader' }],
      });
      const ids = async (query: string): Promise<string[]> =>
        (await own.staff.get(`${own.path}/sessions?${query}`)).body.items.map(({ id }: { id: string }) => id);
      expect(await ids('')).toEqual([early.id, late.id, open.id]);
      expect(await ids('kind=panel')).toEqual([late.id]);
      expect(await ids(`roomId=${own.foyer}`)).toEqual([early.id]);
      expect(await ids(`topicId=${topic.id}`)).toEqual([late.id]);
      expect(await ids(`personId=${person}`)).toEqual([early.id]);
      expect(await ids('q=pen')).toEqual([open.id]);
      const first = (await own.staff.get(`${own.path}/sessions?limit=2`)).body;
      expect(await ids(`limit=2&cursor=${first.nextCursor}`)).toEqual([open.id]);
    });

    test.each([
      ['an unknown kind', { kind: 'party' }, '/kind', 'isIn'],
      ['an end without a beginning', { startsAt: null }, '/startsAt', 'required'],
      ['a beginning without an end', { endsAt: null }, '/endsAt', 'required'],
      ['an end before the beginning', { endsAt: '2019-10-21T08:00:00+08:00' }, '/endsAt', 'order'],
      ['an end at the beginning', { endsAt: '2019-10-21T09:00:00+08:00' }, '/endsAt', 'order'],
      ['more than a day', { endsAt: '2019-10-22T09:00:01+08:00' }, '/endsAt', 'duration'],
      ['a beginning on the day before', { startsAt: '2019-10-20T23:59:00+08:00' }, '/startsAt', 'event_days'],
      [
        'an end on the day after',
        { startsAt: '2019-10-25T23:00:00+08:00', endsAt: '2019-10-26T00:01:00+08:00' },
        '/endsAt',
        'event_days',
      ],
      ['a room of nobody', { roomId: nobody }, '/roomId', 'unknown'],
      ['a topic of nobody', { topicIds: [nobody] }, '/topicIds/0', 'unknown'],
      ['a language that does not exist', { languages: ['en', 'xx'] }, '/languages/1', 'unknown'],
      ['a language twice', { languages: ['en', 'en'] }, '/languages/1', 'twice'],
      [
        'a person whom nobody entered',
        { roles: [{ personId: nobody, role: 'chair' }] },
        '/roles/0/personId',
        'unknown',
      ],
      ['an unknown role', { roles: [{ personId: nobody, role: 'guest' }] }, '/roles/0/role', 'isIn'],
      ['no places', { capacity: 0 }, '/capacity', 'min'],
    ])('%s is refused at its field', async (_, changes, pointer, code) => {
      const answer = await forum.staff.post(`${forum.path}/sessions`, {
        title: 'Refused',
        kind: 'panel',
        startsAt: '2019-10-21T09:00:00+08:00',
        endsAt: '2019-10-21T10:00:00+08:00',
        ...changes,
      });
      expect([answer.status, answer.body.errors[0].pointer, answer.body.errors[0].code]).toEqual([
        422,
        pointer,
        code,
      ]);
    });

    test('the last minute before midnight of the last day, at the place of the event, belongs to it', async () => {
      const session = await makeSession(forum, {
        startsAt: '2019-10-25T23:00:00+08:00',
        endsAt: '2019-10-26T00:00:00+08:00',
      });
      expect(session.endsAt).toBe('2019-10-25T16:00:00.000Z');
    });

    test('rooms, topics and sessions of another event are none of this one', async () => {
      const other = await makeForum(app);
      const topic = await make(other.staff, `${other.path}/topics`, { title: 'Theirs' });
      const theirs = await makeSession(other);
      const answer = await forum.staff.post(`${forum.path}/sessions`, {
        title: 'Mixed up',
        kind: 'panel',
        roomId: other.hall,
        topicIds: [topic.id],
      });
      expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
        '/roomId',
        '/topicIds/0',
      ]);
      expect((await forum.staff.get(`${forum.path}/sessions/${theirs.id}`)).status).toBe(404);
      expect(
        (await forum.staff.patch(`${forum.path}/sessions/${theirs.id}`, { title: 'Mine' }, 1)).status,
      ).toBe(404);
      expect((await forum.staff.delete(`${forum.path}/sessions/${theirs.id}`, 1)).status).toBe(404);
    });

    test('the same person twice in one role is refused', async () => {
      const person = await makePerson(forum, 'LI Na');
      const part = { personId: person, role: 'speaker' };
      const answer = await forum.staff.post(`${forum.path}/sessions`, {
        title: 'Twice',
        kind: 'panel',
        roles: [part, { ...part, personId: person.toUpperCase() }],
      });
      expect([answer.status, answer.body.errors]).toEqual([
        422,
        [{ pointer: '/roles/1', code: 'twice', message: 'has the person in this role already' }],
      ]);
    });

    test('a room in which something takes place is not removed', async () => {
      const own = await makeForum(app);
      await makeSession(own);
      expect((await own.staff.delete(`${own.path}/rooms/${own.hall}`, 1)).status).toBe(409);
    });

    test('the draft is for staff, and changed by those who work on the programme', async () => {
      expect((await app.api.get(`${forum.path}/sessions`)).status).toBe(401);
      const auditor = await app.staff(forum.id, 'auditor');
      expect((await auditor.get(`${forum.path}/sessions`)).status).toBe(200);
      expect((await auditor.post(`${forum.path}/sessions`, { title: 'X', kind: 'panel' })).status).toBe(403);
      const officer = await app.staff(forum.id, 'programme');
      expect((await officer.post(`${forum.path}/sessions`, { title: 'X', kind: 'panel' })).status).toBe(201);
    });
  });
});
