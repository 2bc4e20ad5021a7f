import { randomUUID } from 'node:crypto';
import { Participation } from '../../src/programme/planning/participation.service';
import type { Attendee } from '../../src/programme/programme.rules';
import { startApp, type TestApp } from '../support/app';
import { make } from '../support/factories';
import { statementsOf } from '../support/statements';
import { makeForum, makePerson, makeSession, release, type TestForum } from './forum';

/** What is different between the programme of then and of now, by how much, and whom it concerns. */
describe('changes of the programme', () => {
  let app: TestApp;
  /** Who has a seat, as a module above would say. */
  let seated: Attendee[] = [];
  beforeAll(async () => {
    app = await startApp();
    app.app.get(Participation).register({ attendees: async () => seated });
  });
  beforeEach(() => {
    seated = [];
  });

  const at = (hour: number, minutes = 0): string =>
    `2019-10-22T${String(hour).padStart(2, '0')}:${String(minutes).padStart(2, '0')}:00+08:00`;
  const change = async (forum: TestForum, id: string, changes: object): Promise<void> => {
    const path = `${forum.path}/sessions/${id}`;
    const { version } = (await forum.staff.get(path)).body;
    const { status, body } = await forum.staff.patch(path, changes, version);
    if (status !== 200) throw new Error(JSON.stringify(body));
  };
  const changes = async (forum: TestForum, path: string): Promise<any> => {
    const { status, body } = await forum.staff.get(`${forum.path}/programme/${path}`);
    expect([path, status]).toEqual([path, 200]);
    return body;
  };

  test.each([
    ['later as a whole', [11, 30], [12, 30], { start: 30, end: 30, duration: 0 }],
    ['to an earlier time', [9, 0], [10, 0], { start: -120, end: -120, duration: 0 }],
    ['to a later end', [11, 0], [12, 15], { start: 0, end: 15, duration: 15 }],
    ['to a later beginning', [11, 20], [12, 0], { start: 20, end: 0, duration: -20 }],
  ])('a session that moves %s says by how many minutes', async (_, start, end, moved) => {
    const forum = await makeForum(app);
    const session = await makeSession(forum, { startsAt: at(11), endsAt: at(12) });
    await release(forum);
    await change(forum, session.id, { startsAt: at(start[0]!, start[1]), endsAt: at(end[0]!, end[1]) });
    await release(forum);
    const { items } = await changes(forum, 'releases/2/changes');
    expect(items.map((item: any) => [item.changes, item.moved])).toEqual([[['moved'], moved]]);
  });

  test('any two releases can be compared, in either direction', async () => {
    const forum = await makeForum(app);
    const first = await makeSession(forum, { title: 'First', startsAt: at(9), endsAt: at(10) });
    await release(forum);
    await change(forum, first.id, { title: 'First, renamed' });
    await release(forum);
    const second = await makeSession(forum, { title: 'Second', startsAt: at(11), endsAt: at(12) });
    await release(forum);
    const codes = async (path: string): Promise<unknown> => {
      const { release: number, since, items } = await changes(forum, path);
      return [number, since, items.map((item: any) => [item.sessionId, item.changes])];
    };
    expect(await codes('releases/3/changes')).toEqual([3, 2, [[second.id, ['added']]]]);
    expect(await codes('releases/3/changes?since=1')).toEqual([
      3,
      1,
      [
        [first.id, ['re_titled']],
        [second.id, ['added']],
      ],
    ]);
    expect(await codes('releases/1/changes?since=3')).toEqual([
      1,
      3,
      [
        [first.id, ['re_titled']],
        [second.id, ['cancelled']],
      ],
    ]);
    expect(await codes('releases/2/changes?since=2')).toEqual([2, 2, []]);
    expect((await forum.staff.get(`${forum.path}/programme/releases/3/changes?since=9`)).status).toBe(404);
    expect((await forum.staff.get(`${forum.path}/programme/releases/3/changes?since=none`)).status).toBe(400);
  });

  describe('name the people whom they concern', () => {
    test('those with a role before or after, each once with all that they do', async () => {
      const forum = await makeForum(app);
      const [li, ivanov, asked] = [
        await makePerson(forum, 'LI Na'),
        await makePerson(forum, 'Ivan IVANOV'),
        await makePerson(forum, 'Asel ASKAR'),
      ];
      const session = await makeSession(forum, {
        kind: 'workshop',
        capacity: 20,
        startsAt: at(9),
        endsAt: at(10),
        roles: [{ personId: li, role: 'chair' }],
        items: [{ title: 'Talk', roles: [{ personId: li, role: 'speaker' }] }],
      });
      await release(forum);
      const { items } = (await forum.staff.get(`${forum.path}/sessions/${session.id}`)).body;
      await change(forum, session.id, {
        roles: [
          { personId: ivanov, role: 'chair' },
          { personId: asked, role: 'panellist', state: 'asked' },
        ],
        items: [{ ...items[0], roles: [{ personId: li, role: 'speaker' }] }],
      });
      await release(forum);
      const [changed] = (await changes(forum, 'releases/2/changes')).items;
      expect(changed.changes).toEqual(['people']);
      // Who is asked and has not answered is not announced: nothing changed for them that was told.
      expect(changed.concerns).toEqual({
        people: [
          { personId: ivanov, displayName: 'Ivan IVANOV', as: ['chair'] },
          { personId: li, displayName: 'LI Na', as: ['chair', 'speaker'] },
        ],
        everybody: false,
        categoryIds: [],
      });
    });

    test('those with a seat, also after the session was cancelled and the seats are gone', async () => {
      const forum = await makeForum(app);
      const session = await makeSession(forum, {
        kind: 'workshop',
        capacity: 20,
        startsAt: at(9),
        endsAt: at(10),
      });
      const other = await makeSession(forum, {
        kind: 'workshop',
        capacity: 20,
        startsAt: at(9),
        endsAt: at(10),
        roomId: forum.foyer,
      });
      await release(forum);
      seated = [session.id, other.id].map((sessionId) => ({
        sessionId,
        personId: randomUUID(),
        displayName: 'Bolat SERIK',
        as: 'participant',
      }));
      await forum.staff.delete(`${forum.path}/sessions/${session.id}`, 1);
      const [planned] = (await changes(forum, 'changes')).items;
      expect([planned.changes, planned.concerns.people.map(({ displayName }: any) => displayName)]).toEqual([
        ['cancelled'],
        ['Bolat SERIK'],
      ]);
      await release(forum);
      const [{ personId }] = seated as [Attendee];
      seated = [];
      const { items } = await changes(forum, 'releases/2/changes');
      expect(items.map((item: any) => [item.sessionId, item.concerns.people])).toEqual([
        [session.id, [{ personId, displayName: 'Bolat SERIK', as: ['participant'] }]],
      ]);
    });

    test('and say to whom a session is open without a name', async () => {
      const forum = await makeForum(app);
      const press = await make(forum.staff, `${forum.path}/categories`, {
        code: 'press',
        title: 'Press',
        approval: 'automatic',
        selfRegistration: true,
      });
      await makeSession(forum, { title: 'For all', startsAt: at(9), endsAt: at(10) });
      await makeSession(forum, {
        title: 'Briefing',
        startsAt: at(11),
        endsAt: at(12),
        categoryIds: [press.id],
      });
      await makeSession(forum, { title: 'Coaches', kind: 'visit_block', startsAt: at(13), endsAt: at(14) });
      const { items } = await changes(forum, 'changes');
      expect(
        items.map((item: any) => [item.after.title, item.concerns.everybody, item.concerns.categoryIds]),
      ).toEqual([
        ['For all', true, []],
        ['Briefing', false, [press.id]],
        ['Coaches', false, []],
      ]);
    });
  });

  describe('of the draft, before they are released', () => {
    test('are what the release then says', async () => {
      const forum = await makeForum(app);
      const session = await makeSession(forum, { startsAt: at(9), endsAt: at(10) });
      const first = await changes(forum, 'changes');
      expect([first.since, first.items.map((item: any) => item.changes)]).toEqual([null, [['added']]]);
      await release(forum, { digest: first.digest });
      expect((await changes(forum, 'changes')).items).toEqual([]);
      await change(forum, session.id, { startsAt: at(10), endsAt: at(11) });
      const planned = await changes(forum, 'changes');
      await release(forum, { digest: planned.digest });
      expect((await changes(forum, 'releases/2/changes')).items).toEqual(planned.items);
    });

    test('what was looked at is released, or nothing', async () => {
      const forum = await makeForum(app);
      const session = await makeSession(forum, { startsAt: at(9), endsAt: at(10) });
      const { digest } = await changes(forum, 'changes');
      await change(forum, session.id, { title: 'Somebody else was faster' });
      const refused = await forum.staff.post(`${forum.path}/programme/releases`, { digest });
      expect([refused.status, refused.body.code]).toEqual([409, 'draft-changed']);
      expect((await forum.staff.get(`${forum.path}/programme/releases`)).body.items).toEqual([]);
      await release(forum, { digest: (await changes(forum, 'changes')).digest });
    });

    test('are not for everybody', async () => {
      const forum = await makeForum(app);
      expect((await app.api.get(`${forum.path}/programme/changes`)).status).toBe(401);
      expect((await (await makeForum(app)).staff.get(`${forum.path}/programme/changes`)).status).toBe(404);
    });
  });

  test('a release that would say the same again is refused', async () => {
    const forum = await makeForum(app);
    const empty = await forum.staff.post(`${forum.path}/programme/releases`, {});
    expect([empty.status, empty.body.code]).toEqual([409, 'nothing-to-release']);
    await makeSession(forum);
    await release(forum);
    const again = await forum.staff.post(`${forum.path}/programme/releases`, {});
    expect([again.status, again.body.code, again.body.detail]).toEqual([
      409,
      'nothing-to-release',
      'The draft says the same as release 1, which people see.',
    ]);
  });

  test('a release of 500 sessions with 2,000 roles is one transaction of as many statements as one of a session', async () => {
    const [small, large] = [await makeForum(app), await makeForum(app)];
    const fill = async (forum: TestForum, count: number): Promise<void> => {
      const persons = await app.db.query<{ id: string }>(
        `INSERT INTO persons (id, given_name, family_name, display_name, email, locale, created_at, updated_at)
         SELECT gen_random_uuid(), 'A', 'B', 'Person ' || n, 'p@ministry.example', 'en', now(), now() FROM generate_series(1, 4) n RETURNING id`,
      );
      await app.db.query(
        `INSERT INTO programme_sessions (id, event_id, title, kind, starts_at, ends_at, created_at, updated_at)
         SELECT gen_random_uuid(), $1, 'Session ' || n, 'panel', '2019-10-21T00:00Z'::timestamptz + n * interval '10 minutes',
                '2019-10-21T00:10Z'::timestamptz + n * interval '10 minutes', now(), now() FROM generate_series(0, $2 - 1) n`,
        [forum.id, count],
      );
      await app.db.query(
        `INSERT INTO session_roles (id, event_id, session_id, person_id, role, position, state, created_at, updated_at)
         SELECT gen_random_uuid(), s.event_id, s.id, p, 'speaker', 1, 'accepted', now(), now()
           FROM programme_sessions s, unnest($2::uuid[]) p WHERE s.event_id = $1`,
        [forum.id, persons.map(({ id }) => id)],
      );
    };
    await fill(small, 1);
    await fill(large, 500);
    await app.settled();
    const cost = async (forum: TestForum): Promise<number> => {
      const statements = await statementsOf(app.db, () => release(forum));
      await app.settled();
      return statements;
    };
    const [one, many] = [await cost(small), await cost(large)];
    expect([one > 5, many]).toEqual([true, one]);
    const { body } = await app.api.get(`${large.path}/programme`);
    expect([body.sessions.length, body.sessions[499].people.length]).toEqual([500, 4]);
  });
});
