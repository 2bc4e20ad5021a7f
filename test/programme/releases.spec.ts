import ICAL from 'ical.js';
import { ProgrammeQueries } from '../../src/programme/programme.queries';
import { startApp, type TestApp } from '../support/app';
import { makeForum, makePerson, makeSession, release, type TestForum } from './forum';

/** Entries of a calendar file by UID, read by a parser that refuses what RFC 5545 does not know. */
function entriesOf(text: string): Map<string, { sequence: number; summary: string; event: ICAL.Event }> {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  return new Map(
    calendar.getAllSubcomponents('vevent').map((component) => {
      const event = new ICAL.Event(component, { strictExceptions: true });
      return [
        event.uid,
        { sequence: Number(component.getFirstPropertyValue('sequence')), summary: event.summary, event },
      ];
    }),
  );
}

describe('releases of the programme', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  const statesOf = async (forum: TestForum): Promise<[number, string][]> =>
    (await forum.staff.get(`${forum.path}/programme/releases`)).body.items.map(
      ({ number, state }: { number: number; state: string }) => [number, state],
    );

  test('before the first release there is no programme to see', async () => {
    const forum = await makeForum(app);
    await makeSession(forum);
    const answer = await app.api.get(`${forum.path}/programme`);
    expect([answer.status, answer.body.code]).toEqual([404, 'programme-not-released']);
    expect((await app.api.get(`${forum.path}/programme.ics`)).status).toBe(404);
  });

  test('a release shows everybody the draft as it was, with names and topics as they were', async () => {
    const forum = await makeForum(app);
    const topic = (
      await forum.staff.post(`${forum.path}/topics`, {
        title: 'Smart cities',
        titles: { ru: 'Умные города' },
      })
    ).body;
    const chair = await makePerson(forum, 'LI Na');
    const session = await makeSession(forum, {
      titles: { zh: '开幕式' },
      topicIds: [topic.id],
      languages: ['en', 'ru'],
      roles: [{ personId: chair, role: 'chair' }],
    });
    await makeSession(forum, { title: 'Not placed yet', startsAt: null, endsAt: null });
    const released = await release(forum, { comment: 'First' });
    expect(released).toMatchObject({
      number: 1,
      state: 'released',
      follows: null,
      comment: 'First',
      hardConflicts: 0,
      overrideReason: null,
      sessions: 1,
    });
    const answer = await app.api.get(`${forum.path}/programme`);
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"1"']);
    expect(answer.body).toEqual({
      event: forum.id,
      release: 1,
      releasedAt: '2019-06-01T08:00:00.000Z',
      timeZone: 'Asia/Shanghai',
      sessions: [
        {
          id: session.id,
          title: 'Trust in the digital future',
          titles: { zh: '开幕式' },
          kind: 'plenary',
          roomId: forum.hall,
          room: 'Main Hall',
          startsAt: '2019-10-21T01:00:00.000Z',
          endsAt: '2019-10-21T02:00:00.000Z',
          topics: [{ id: topic.id, title: 'Smart cities', titles: { ru: 'Умные города' } }],
          languages: ['en', 'ru'],
          capacity: null,
          abstract: null,
          abstracts: {},
          authenticLanguage: null,
          floorLanguages: [],
          categoryIds: [],
          items: [],
          documents: [],
          people: [{ role: 'chair', displayName: 'LI Na' }],
        },
      ],
    });
    const unchanged = await app.api.get(`${forum.path}/programme`, { headers: { 'if-none-match': '"1"' } });
    expect([unchanged.status, unchanged.body]).toEqual([304, '']);
  });

  test('work in the draft is not seen before it is released; older releases are for staff', async () => {
    const forum = await makeForum(app);
    const session = await makeSession(forum);
    await release(forum);
    const first = (await app.api.get(`${forum.path}/programme`)).body;
    await forum.staff.patch(`${forum.path}/sessions/${session.id}`, { title: 'Renamed' }, 1);
    await makeSession(forum, { title: 'Second', roomId: forum.foyer });
    await forum.staff.patch(`${forum.path}/rooms/${forum.hall}`, { name: 'Renamed hall' }, 1);
    expect((await app.api.get(`${forum.path}/programme`)).body).toEqual(first);
    await release(forum);
    const second = (await app.api.get(`${forum.path}/programme`)).body;
    expect(second.sessions.map((one: any) => [one.title, one.room])).toEqual([
      ['Renamed', 'Renamed hall'],
      ['Second', 'Foyer'],
    ]);
    expect((await forum.staff.get(`${forum.path}/programme?release=1`)).body).toEqual(first);
    expect((await app.api.get(`${forum.path}/programme?release=1`)).status).toBe(401);
    expect((await forum.staff.get(`${forum.path}/programme?release=3`)).status).toBe(404);
    expect(await statesOf(forum)).toEqual([
      [2, 'released'],
      [1, 'superseded'],
    ]);
  });

  test('the programme of an event that is not announced is for its staff only', async () => {
    const forum = await makeForum(app, {}, { published: false });
    await makeSession(forum);
    await release(forum);
    expect((await app.api.get(`${forum.path}/programme`)).status).toBe(404);
    expect((await app.api.get(`${forum.path}/programme.ics`)).status).toBe(404);
    expect((await forum.staff.get(`${forum.path}/programme`)).status).toBe(200);
  });

  test('a session that is removed from the draft stays in the releases that had it', async () => {
    const forum = await makeForum(app);
    const session = await makeSession(forum);
    await release(forum);
    expect((await forum.staff.delete(`${forum.path}/sessions/${session.id}`, 1)).status).toBe(204);
    expect((await app.api.get(`${forum.path}/programme`)).body.sessions).toHaveLength(1);
  });

  test('the database refuses to change what a release says', async () => {
    const forum = await makeForum(app);
    await makeSession(forum, { roles: [{ personId: await makePerson(forum, 'LI Na'), role: 'chair' }] });
    const { id } = await release(forum);
    await expect(
      app.db.query(`UPDATE release_sessions SET title = 'Forged' WHERE release_id = $1`, [id]),
    ).rejects.toThrow('what a release says does not change');
    await expect(
      app.db.query(`UPDATE release_roles SET display_name = 'Forged' WHERE release_id = $1`, [id]),
    ).rejects.toThrow('what a release says does not change');
  });

  describe('with a hard conflict', () => {
    let forum: TestForum;
    let sessions: string[];
    beforeAll(async () => {
      forum = await makeForum(app);
      sessions = [
        (await makeSession(forum, { title: 'One' })).id,
        (await makeSession(forum, { title: 'Two', startsAt: '2019-10-21T09:30:00+08:00' })).id,
      ];
    });

    test('a release is refused with the conflicts', async () => {
      const answer = await forum.staff.post(`${forum.path}/programme/releases`, {});
      expect([answer.status, answer.body.code]).toEqual([409, 'programme-has-conflicts']);
      expect(answer.body.conflicts).toEqual([
        {
          code: 'room_twice',
          severity: 'hard',
          sessions,
          persons: [],
          roomId: forum.hall,
          others: [],
          message: 'Main Hall is taken twice at once: “One” and “Two”.',
          messages: {
            en: 'Main Hall is taken twice at once: “One” and “Two”.',
            ru: 'Main Hall: одновременно стоят «One» и «Two».',
            zh: 'Main Hall同一时间被占用两次：“One”和“Two”。',
          },
          proposal: {
            sessionId: sessions[1],
            roomId: forum.foyer,
            startsAt: '2019-10-21T01:30:00.000Z',
            endsAt: '2019-10-21T02:00:00.000Z',
            message: '“Two” could go to Foyer at the same time.',
            messages: {
              en: '“Two” could go to Foyer at the same time.',
              ru: '«Two» можно перенести в зал «Foyer» в то же время.',
              zh: '“Two”可以在同一时间改到Foyer。',
            },
          },
        },
      ]);
      expect(await statesOf(forum)).toEqual([]);
    });

    test('a programme officer may not override it', async () => {
      const officer = await app.staff(forum.id, 'programme');
      const answer = await officer.post(`${forum.path}/programme/releases`, { overrideReason: 'Believe me' });
      expect([answer.status, answer.body.code]).toEqual([403, 'override-not-allowed']);
    });

    test('the database refuses it too, unless it is overridden', async () => {
      const twice = (overridden: boolean): Promise<unknown> =>
        app.db.transaction(async () => {
          const id = sessions[0];
          await app.db.query(
            `INSERT INTO releases (id, event_id, state, number, hard_conflicts, time_zone, released_at, created_at, updated_at)
             VALUES ($1, $2, 'draft', 99, 0, 'UTC', $3, $3, $3)`,
            [id, forum.id, app.clock.now()],
          );
          await app.db.query(
            `INSERT INTO release_sessions (release_id, session_id, title, titles, kind, room_id, starts_at, ends_at, topics, languages, overridden, sequence, changed_at)
             SELECT $1, session, 'x', '{}', 'panel', $3, '2019-10-21T01:00Z', '2019-10-21T02:00Z', '[]', '{}', $4, 0, $5 FROM unnest($2::uuid[]) AS session`,
            [id, sessions, forum.hall, overridden, app.clock.now()],
          );
          throw new Error('it was taken');
        });
      await expect(twice(false)).rejects.toThrow('release_sessions_room_once');
      await expect(twice(true)).rejects.toThrow('it was taken');
    });

    test('an organiser releases it all the same, with a reason that stays on record', async () => {
      const organiser = await app.staff(forum.id, 'organiser');
      const released = await release(forum, { overrideReason: 'The hall is divided' }, organiser);
      expect(released).toMatchObject({
        number: 1,
        state: 'released',
        hardConflicts: 1,
        overrideReason: 'The hall is divided',
      });
      const history = await forum.staff.get(`${forum.path}/programme/releases/${released.id}/history`);
      expect(
        history.body.items.map((record: { transition: string; comment: string }) => [
          record.transition,
          record.comment,
        ]),
      ).toEqual([
        ['create', null],
        ['release', 'The hall is divided'],
      ]);
    });
  });

  test('a reason to override is not kept when there is nothing to override', async () => {
    const forum = await makeForum(app);
    await makeSession(forum);
    expect(await release(forum, { overrideReason: 'To be safe' })).toMatchObject({
      hardConflicts: 0,
      overrideReason: null,
    });
  });

  test('the difference to the release before is data', async () => {
    const forum = await makeForum(app);
    const [li, ivanov] = [await makePerson(forum, 'LI Na'), await makePerson(forum, 'Ivan IVANOV')];
    const at = (hour: number): object => ({
      startsAt: `2019-10-22T${hour}:00:00+08:00`,
      endsAt: `2019-10-22T${hour}:30:00+08:00`,
    });
    const same = await makeSession(forum, { title: 'Same', ...at(10) });
    const moved = await makeSession(forum, { title: 'Moved', ...at(11), languages: ['en'] });
    const gone = await makeSession(forum, { title: 'Gone', ...at(12) });
    const spoken = await makeSession(forum, {
      title: 'Spoken',
      ...at(13),
      roles: [{ personId: li, role: 'speaker' }],
    });
    await release(forum);
    await forum.staff.patch(
      `${forum.path}/sessions/${moved.id}`,
      { ...at(15), roomId: forum.foyer, title: 'Moved and renamed', languages: ['en', 'ru'] },
      1,
    );
    await forum.staff.put(
      `${forum.path}/sessions/${spoken.id}/roles`,
      { roles: [{ personId: ivanov, role: 'speaker' }] },
      { ifMatch: 1 },
    );
    await forum.staff.delete(`${forum.path}/sessions/${gone.id}`, 1);
    const added = await makeSession(forum, { title: 'Added', ...at(16) });
    await release(forum);
    const { body } = await forum.staff.get(`${forum.path}/programme/releases/2/changes`);
    expect([body.release, body.since]).toEqual([2, 1]);
    expect(body.items.map((item: any) => [item.sessionId, item.changes])).toEqual([
      [gone.id, ['cancelled']],
      [spoken.id, ['people']],
      [moved.id, ['moved', 're_roomed', 're_titled', 'languages']],
      [added.id, ['added']],
    ]);
    expect(body.items[0].after).toBe(null);
    expect(body.items[1].before.people[0].displayName).toBe('LI Na');
    expect(body.items[1].after.people[0].displayName).toBe('Ivan IVANOV');
    expect([body.items[2].before.room, body.items[2].after.room]).toEqual(['Main Hall', 'Foyer']);
    expect(body.items.some((item: any) => item.sessionId === same.id)).toBe(false);
    const first = (await forum.staff.get(`${forum.path}/programme/releases/1/changes`)).body;
    expect([first.since, first.items.map((item: any) => item.changes)]).toEqual([
      null,
      [['added'], ['added'], ['added'], ['added']],
    ]);
  });

  test('a release that is withdrawn gives way to the one that people saw before', async () => {
    const forum = await makeForum(app);
    const session = await makeSession(forum);
    const path = `${forum.path}/programme/releases`;
    const ids: string[] = [];
    for (const title of ['One', 'Two', 'Three']) {
      const { version } = (await forum.staff.get(`${forum.path}/sessions/${session.id}`)).body;
      await forum.staff.patch(`${forum.path}/sessions/${session.id}`, { title }, version);
      ids.push((await release(forum)).id);
    }
    const seen = async (): Promise<unknown[]> => {
      const { status, body } = await app.api.get(`${forum.path}/programme`);
      return [status, body.release, body.sessions?.[0].title];
    };
    expect((await forum.staff.move(`${path}/${ids[2]}`, 'withdraw')).status).toBe(422);
    const withdrawn = await forum.staff.move(`${path}/${ids[2]}`, 'withdraw', { comment: 'Too early' });
    expect([withdrawn.status, withdrawn.body.state]).toEqual([200, 'superseded']);
    expect(await seen()).toEqual([200, 2, 'Two']);
    // What follows is compared with what people saw, and withdrawing it leads back there.
    const fourth = await release(forum);
    expect([fourth.number, fourth.follows]).toEqual([4, 2]);
    await forum.staff.move(`${path}/${fourth.id}`, 'withdraw', { comment: 'Again' });
    expect(await seen()).toEqual([200, 2, 'Two']);
    expect((await forum.staff.move(`${path}/${ids[0]}`, 'withdraw', { comment: 'No' })).status).toBe(409);
    await forum.staff.move(`${path}/${ids[1]}`, 'withdraw', { comment: 'And this' });
    expect(await seen()).toEqual([200, 1, 'One']);
    await forum.staff.move(`${path}/${ids[0]}`, 'withdraw', { comment: 'And the last' });
    expect(await seen()).toEqual([404, undefined, undefined]);
  });

  test('of two organisers who release at once one does; the other is told that there is nothing new', async () => {
    const forum = await makeForum(app);
    await makeSession(forum);
    const answers = await Promise.all(
      [await app.staff(forum.id, 'organiser'), await app.staff(forum.id, 'organiser')].map((organiser) =>
        organiser.post(`${forum.path}/programme/releases`, {}),
      ),
    );
    expect(answers.map(({ status, body }) => [status, body.code ?? body.number]).sort()).toEqual([
      [201, 1],
      [409, 'nothing-to-release'],
    ]);
    expect(await statesOf(forum)).toEqual([[1, 'released']]);
  });

  test('a release and a withdrawal at once leave one release to be seen, or none', async () => {
    const forum = await makeForum(app);
    const session = await makeSession(forum);
    await release(forum);
    let version = 1;
    const rename = async (): Promise<void> => {
      const title = `Version ${version + 1}`;
      const { body } = await forum.staff.patch(`${forum.path}/sessions/${session.id}`, { title }, version);
      version = body.version;
    };
    for (let round = 0; round < 8; round += 1) {
      await rename();
      const { id } = await release(forum);
      await rename();
      const [made, moved] = await Promise.all([
        forum.staff.post(`${forum.path}/programme/releases`, {}),
        forum.staff.move(`${forum.path}/programme/releases/${id}`, 'withdraw', { comment: 'Wrong one' }),
      ]);
      expect(made.status).toBe(201);
      expect([200, 409].includes(moved.status)).toBe(true);
      const released = (await statesOf(forum)).filter(([, state]) => state === 'released');
      expect(released).toEqual([[made.body.number, 'released']]);
    }
  });

  test('releasing twice under one Idempotency-Key makes one release', async () => {
    const forum = await makeForum(app);
    await makeSession(forum);
    const twice = await Promise.all(
      [1, 2].map(() =>
        forum.staff.post(`${forum.path}/programme/releases`, {}, { idempotencyKey: `release-${forum.id}` }),
      ),
    );
    expect(twice.map(({ status, body }) => [status, body.number])).toEqual([
      [201, 1],
      [201, 1],
    ]);
  });

  test('rights: programme officers release, auditors read, the desk does neither', async () => {
    const forum = await makeForum(app);
    await makeSession(forum);
    const auditor = await app.staff(forum.id, 'auditor');
    expect((await auditor.post(`${forum.path}/programme/releases`, {})).status).toBe(403);
    expect((await auditor.get(`${forum.path}/programme/releases`)).status).toBe(200);
    expect((await app.api.get(`${forum.path}/programme/releases`)).status).toBe(401);
    const officer = await app.staff(forum.id, 'programme');
    expect((await officer.post(`${forum.path}/programme/releases`, {})).status).toBe(201);
    const stranger = (await makeForum(app)).staff;
    expect((await stranger.get(`${forum.path}/programme/releases/1`)).status).toBe(404);
  });

  test('other modules read what people see, and the times of the draft', async () => {
    const forum = await makeForum(app);
    const [li, ivanov] = [await makePerson(forum, 'LI Na'), await makePerson(forum, 'Ivan IVANOV')];
    const session = await makeSession(forum, {
      kind: 'workshop',
      capacity: 20,
      roles: [
        { personId: li, role: 'chair' },
        { personId: ivanov, role: 'speaker' },
      ],
    });
    const queries = app.app.get(ProgrammeQueries);
    expect([await queries.releasedSessions(forum.id), await queries.duties(forum.id, null)]).toEqual([
      [],
      [],
    ]);
    await release(forum);
    await forum.staff.patch(`${forum.path}/sessions/${session.id}`, { title: 'Draft', roles: [] }, 1);
    expect(await queries.releasedSessions(forum.id)).toEqual([
      {
        id: session.id,
        title: 'Trust in the digital future',
        titles: {},
        kind: 'workshop',
        startsAt: new Date('2019-10-21T01:00:00Z'),
        endsAt: new Date('2019-10-21T02:00:00Z'),
        room: 'Main Hall',
        roomId: forum.hall,
        sequence: 0,
        changedAt: app.clock.now(),
        capacity: 20,
        categoryIds: [],
        openToAll: false,
      },
    ]);
    const duty = (personId: string, role: string): object => ({ personId, sessionId: session.id, role });
    expect(await queries.duties(forum.id, null)).toEqual([duty(li, 'chair'), duty(ivanov, 'speaker')]);
    expect(await queries.duties(forum.id, [ivanov])).toEqual([duty(ivanov, 'speaker')]);
    expect(await queries.duties(forum.id, [])).toEqual([]);
    expect((await queries.session(forum.id, session.id)).title).toBe('Draft');
    expect(await queries.sessionTimes(forum.id, [session.id])).toEqual([
      {
        id: session.id,
        title: 'Draft',
        titles: {},
        startsAt: new Date('2019-10-21T01:00:00Z'),
        endsAt: new Date('2019-10-21T02:00:00Z'),
        roomId: forum.hall,
        room: 'Main Hall',
      },
    ]);
  });

  describe('as a calendar file', () => {
    const calendarOf = async (forum: TestForum, query = ''): Promise<ReturnType<typeof entriesOf>> => {
      const answer = await app.api.get(`${forum.path}/programme.ics${query}`);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        200,
        'text/calendar; charset=utf-8',
      ]);
      return entriesOf(answer.body);
    };

    test('a session keeps its UID, and its SEQUENCE rises only when a calendar shows it differently', async () => {
      const forum = await makeForum(app);
      const steady = await makeSession(forum, { title: 'Steady' });
      const restless = await makeSession(forum, { title: 'Restless', roomId: forum.foyer });
      const sequences = async (): Promise<(number | undefined)[]> => {
        const entries = await calendarOf(forum);
        return [steady, restless].map(({ id }) => entries.get(`${id}@plenary`)?.sequence);
      };
      const change = async (changes: object): Promise<void> => {
        const { version } = (await forum.staff.get(`${forum.path}/sessions/${restless.id}`)).body;
        await forum.staff.patch(`${forum.path}/sessions/${restless.id}`, changes, version);
      };
      await release(forum);
      expect(await sequences()).toEqual([0, 0]);
      await change({ endsAt: '2019-10-21T11:00:00+08:00' });
      const second = await release(forum);
      expect(await sequences()).toEqual([0, 1]);
      await change({ languages: ['en'] });
      const third = await release(forum);
      expect(await sequences()).toEqual([0, 1]);
      // Back to what it was at first: calendars must hear of that under a higher number than they have.
      for (const { id } of [third, second])
        await forum.staff.move(`${forum.path}/programme/releases/${id}`, 'withdraw', { comment: 'Wrong' });
      expect(await sequences()).toEqual([0, 2]);
      const { version } = (await forum.staff.get(`${forum.path}/sessions/${restless.id}`)).body;
      await forum.staff.delete(`${forum.path}/sessions/${restless.id}`, version);
      await release(forum);
      // Struck out, not gone without a word.
      expect(await sequences()).toEqual([0, 3]);
    });

    test('titles and roles are in the language that is asked for', async () => {
      const forum = await makeForum(app, { titles: { ru: 'Инфофорум' } });
      const { id } = await makeSession(forum, {
        titles: { ru: 'Доверие' },
        roles: [{ personId: await makePerson(forum, 'LI Na'), role: 'chair' }],
      });
      await release(forum);
      const russian = (await calendarOf(forum, '?language=ru-RU')).get(`${id}@plenary`)!;
      expect([russian.summary, russian.event.description, russian.event.location]).toEqual([
        'Доверие',
        'Председатель: LI Na',
        'Main Hall',
      ]);
      expect((await calendarOf(forum)).get(`${id}@plenary`)!.summary).toBe('Trust in the digital future');
      expect((await app.api.get(`${forum.path}/programme.ics?language=nowhere!`)).status).toBe(400);
    });

    test('nine in the morning is nine in the morning on both sides of a change of the clock', async () => {
      const forum = await makeForum(app, {
        timeZone: 'Europe/Berlin',
        city: 'Berlin',
        country: 'DE',
        startDate: '2019-10-26',
        endDate: '2019-10-27',
      });
      const before = await makeSession(forum, {
        startsAt: '2019-10-26T09:00:00+02:00',
        endsAt: '2019-10-26T10:00:00+02:00',
      });
      const after = await makeSession(forum, {
        startsAt: '2019-10-27T09:00:00+01:00',
        endsAt: '2019-10-27T10:00:00+01:00',
      });
      // The day has 25 hours; its last one belongs to the event.
      await makeSession(forum, {
        startsAt: '2019-10-27T23:00:00+01:00',
        endsAt: '2019-10-28T00:00:00+01:00',
      });
      await release(forum);
      const entries = await calendarOf(forum);
      const localTime = (id: string): string =>
        new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', timeStyle: 'short' }).format(
          entries.get(`${id}@plenary`)!.event.startDate.toJSDate(),
        );
      expect([before, after].map(({ id }) => localTime(id))).toEqual(['09:00', '09:00']);
      expect((await app.api.get(`${forum.path}/programme`)).body.timeZone).toBe('Europe/Berlin');
    });
  });
});
