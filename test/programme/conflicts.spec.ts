import { currentRequest } from '../../src/platform/http/request-context';
import {
  bookingsPath,
  book,
  makeDeparture,
  makeParticipant,
  makeVisit,
  makeVisitedEvent,
} from '../site-visits/support';
import { canary, clearedGreeting, moved, withReader } from '../greetings/support';
import { startApp, type TestApp } from '../support/app';
import { make } from '../support/factories';
import { makeForum, makePerson, makeSession, release, type TestForum } from './forum';

describe('what is wrong with the draft', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  const conflictsOf = async (own: TestForum, query = ''): Promise<any> => {
    const { status, body } = await own.staff.get(`${own.path}/programme/conflicts${query}`);
    expect(status).toBe(200);
    return body;
  };
  const codesOf = async (own: TestForum, query = ''): Promise<string[]> =>
    (await conflictsOf(own, query)).items.map(({ code, severity }: any) => `${severity} ${code}`);
  const at = (from: string, to: string, day = 21): object => ({
    startsAt: `2019-10-${day}T${from}:00+08:00`,
    endsAt: `2019-10-${day}T${to}:00+08:00`,
  });

  /** A forum with visits: a hall, a foyer, somebody registered, and the way to book for them. */
  const makeVisitedForum = async () => {
    const event = await makeVisitedEvent(app);
    const hall = await make(event.staff, `${event.path}/rooms`, { name: 'Main Hall', capacity: 400 });
    const foyer = await make(event.staff, `${event.path}/rooms`, { name: 'Foyer', capacity: 100 });
    const forum = { ...event, hall: hall.id as string, foyer: foyer.id as string };
    const participant = async (
      displayName: string,
    ): Promise<{ registrationId: string; personId: string }> => {
      const { id } = await makeParticipant(app, event, { displayName });
      const { body } = await event.staff.get(`${event.path}/registrations/${id}`);
      return { registrationId: id, personId: body.person.id };
    };
    return { forum, participant };
  };

  test('a room and a person that are taken twice at once are hard; following one another is none', async () => {
    const own = await makeForum(app);
    const person = await makePerson(own, 'LI Na');
    const roles = [
      { personId: person, role: 'chair' },
      { personId: person, role: 'speaker' },
    ];
    const one = await makeSession(own, {
      title: 'One',
      titles: { ru: 'Первая' },
      ...at('09:00', '10:00'),
      roles,
    });
    const two = await makeSession(own, { title: 'Two', ...at('09:30', '10:30') });
    const three = await makeSession(own, {
      title: 'Three',
      ...at('10:00', '11:00', 22),
      roomId: own.foyer,
      roles,
    });
    const four = await makeSession(own, {
      title: 'Four',
      ...at('10:30', '12:00', 22),
      kind: 'workshop',
      capacity: 30,
      roles,
    });
    await makeSession(own, { title: 'Five', ...at('10:30', '11:30') });
    expect(await conflictsOf(own)).toEqual({
      total: 2,
      hard: 2,
      soft: 0,
      counts: [
        { code: 'room_twice', count: 1 },
        { code: 'person_twice', count: 1 },
      ],
      items: [
        {
          code: 'room_twice',
          severity: 'hard',
          sessions: [one.id, two.id],
          persons: [],
          roomId: own.hall,
          others: [],
          message: 'Main Hall is taken twice at once: “One” and “Two”.',
          messages: {
            en: 'Main Hall is taken twice at once: “One” and “Two”.',
            ru: 'Main Hall: одновременно стоят «Первая» и «Two».',
            zh: 'Main Hall同一时间被占用两次：“One”和“Two”。',
          },
          proposal: {
            sessionId: two.id,
            roomId: own.foyer,
            startsAt: '2019-10-21T01:30:00.000Z',
            endsAt: '2019-10-21T02:30:00.000Z',
            message: '“Two” could go to Foyer at the same time.',
            messages: {
              en: '“Two” could go to Foyer at the same time.',
              ru: '«Two» можно перенести в зал «Foyer» в то же время.',
              zh: '“Two”可以在同一时间改到Foyer。',
            },
          },
        },
        {
          code: 'person_twice',
          severity: 'hard',
          sessions: [three.id, four.id],
          persons: [person],
          roomId: null,
          others: [],
          message: 'LI Na is expected twice at once: “Three” and “Four”.',
          messages: {
            en: 'LI Na is expected twice at once: “Three” and “Four”.',
            ru: 'LI Na: одновременно назначены «Three» и «Four».',
            zh: 'LI Na同一时间有两项安排：“Three”和“Four”。',
          },
          proposal: {
            sessionId: four.id,
            roomId: own.hall,
            startsAt: '2019-10-22T03:00:00.000Z',
            endsAt: '2019-10-22T04:30:00.000Z',
            message: '“Four” could be at another time: Tuesday, 22 October 2019, 11:00–12:30.',
            messages: {
              en: '“Four” could be at another time: Tuesday, 22 October 2019, 11:00–12:30.',
              ru: '«Four» можно перенести на другое время: вторник, 22 октября 2019 г., 11:00–12:30.',
              zh: '“Four”可以改到2019年10月22日星期二 11:00–12:30。',
            },
          },
        },
      ],
    });
  });

  test('the ways out are taken as they are, and nothing is left', async () => {
    const own = await makeForum(app);
    const li = await makePerson(own, 'LI Na');
    const roles = [{ personId: li, role: 'speaker' }];
    await makeSession(own, { title: 'One', roles });
    await makeSession(own, { title: 'Two', roles });
    await makeSession(own, { title: 'Three', roomId: own.foyer, languages: ['en', 'ru'] });
    await makeSession(own, {
      title: 'Four',
      startsAt: null,
      endsAt: null,
      roomId: null,
      durationMinutes: 45,
    });
    const { items } = await conflictsOf(own);
    expect(items.map(({ code }: any) => code)).toEqual([
      'room_twice',
      'person_twice',
      'no_interpretation',
      'unplaced',
    ]);
    for (let left = items.length; left > 0; left -= 1) {
      const [{ proposal }] = (await conflictsOf(own)).items;
      const { sessionId, roomId, startsAt, endsAt } = proposal;
      const { version } = (await own.staff.get(`${own.path}/sessions/${sessionId}`)).body;
      const changed = await own.staff.patch(
        `${own.path}/sessions/${sessionId}`,
        { roomId, startsAt, endsAt },
        version,
      );
      expect(changed.status).toBe(200);
      if ((await conflictsOf(own)).items.length === 0) break;
    }
    expect((await conflictsOf(own)).items).toEqual([]);
  });

  test('is asked for by severity, kind and session; the counts are of all', async () => {
    const own = await makeForum(app);
    const one = await makeSession(own, { title: 'One', capacity: 500, equipment: ['stage'] });
    const two = await makeSession(own, { title: 'Two' });
    const three = await makeSession(own, { title: 'Three', roomId: null, ...at('14:00', '15:00') });
    const all = await conflictsOf(own);
    expect([all.total, all.hard, all.soft]).toEqual([4, 1, 3]);
    expect(all.counts).toEqual([
      { code: 'room_twice', count: 1 },
      { code: 'over_capacity', count: 1 },
      { code: 'no_equipment', count: 1 },
      { code: 'unplaced', count: 1 },
    ]);
    const asked = async (query: string): Promise<[string[], number]> => {
      const body = await conflictsOf(own, query);
      expect([body.hard, body.soft, body.counts]).toEqual([all.hard, all.soft, all.counts]);
      return [body.items.map(({ code }: any) => code), body.total];
    };
    expect(await asked('?severity=hard')).toEqual([['room_twice'], 1]);
    expect(await asked('?severity=soft&code=no_equipment')).toEqual([['no_equipment'], 1]);
    expect(await asked(`?sessionId=${three.id}`)).toEqual([['unplaced'], 1]);
    expect(await asked(`?sessionId=${two.id.toUpperCase()}`)).toEqual([['room_twice'], 1]);
    expect(await asked(`?sessionId=${one.id}&severity=soft`)).toEqual([['over_capacity', 'no_equipment'], 2]);
    for (const query of ['?severity=fatal', '?code=rain', '?sessionId=1'])
      expect([query, (await own.staff.get(`${own.path}/programme/conflicts${query}`)).status]).toEqual([
        query,
        400,
      ]);
  });

  test('of another event is none of this one, and nobody but staff reads it', async () => {
    const [own, other] = [await makeForum(app), await makeForum(app)];
    await makeSession(own);
    await makeSession(own);
    await makeSession(other);
    expect((await conflictsOf(other)).items).toEqual([]);
    expect((await other.staff.get(`${own.path}/programme/conflicts`)).status).toBe(404);
    expect((await app.api.get(`${own.path}/programme/conflicts`)).status).toBe(401);
  });

  test('a session that the event’s days no longer hold is a hard one, and can still be renamed', async () => {
    const own = await makeForum(app);
    const session = await makeSession(own);
    const { version } = (await own.staff.get(own.path)).body;
    await own.staff.patch(own.path, { startDate: '2019-10-22' }, version);
    const { items } = await conflictsOf(own);
    expect(items.map((item: any) => [item.code, item.severity, item.sessions])).toEqual([
      ['outside_days', 'hard', [session.id]],
    ]);
    const renamed = await own.staff.patch(`${own.path}/sessions/${session.id}`, { title: 'Other' }, 1);
    expect(renamed.status).toBe(200);
    const moved = await own.staff.patch(
      `${own.path}/sessions/${session.id}`,
      { endsAt: '2019-10-21T11:00:00+08:00' },
      2,
    );
    expect(moved.status).toBe(422);
  });

  test('missing interpretation, more places than the room has, and no place yet are soft', async () => {
    const own = await makeForum(app, { locales: ['ru', 'en'] });
    await makeSession(own, { title: 'Мало места', capacity: 500, languages: ['ru', 'en', 'zh-Hans'] });
    await makeSession(own, {
      title: 'Без перевода',
      roomId: own.foyer,
      languages: ['ru', 'en'],
    });
    await makeSession(own, {
      title: 'Один язык',
      roomId: own.foyer,
      languages: ['de'],
      ...at('11:00', '12:00'),
    });
    await makeSession(own, { title: 'Без зала', roomId: null, ...at('13:00', '14:00') });
    await makeSession(own, { title: 'Перерыв', kind: 'break', roomId: null, ...at('12:00', '13:00') });
    await makeSession(own, { title: 'Без времени', startsAt: null, endsAt: null });
    const { hard, soft, items } = await conflictsOf(own);
    expect([hard, soft]).toEqual([0, 4]);
    expect(items.map((item: any) => [item.code, item.message])).toEqual([
      ['over_capacity', '«Мало места»: мест объявлено 500, зал «Main Hall» вмещает 400.'],
      [
        'no_interpretation',
        '«Без перевода»: в зале «Foyer» нет перевода на объявленные языки (русский и английский).',
      ],
      ['unplaced', '«Без зала»: зал ещё не назначен.'],
      ['unplaced', '«Без времени»: время ещё не назначено.'],
    ]);
  });

  test('too little time for the way, or for the room, is as bad as its buffer says', async () => {
    const own = await makeForum(app, { bufferMinutes: 10 });
    const li = await makePerson(own, 'LI Na');
    const roles = [{ personId: li, role: 'speaker' }];
    await makeSession(own, { title: 'One', ...at('09:00', '10:00'), roles });
    await makeSession(own, { title: 'Two', roomId: own.foyer, ...at('10:05', '11:00'), roles });
    await makeSession(own, { title: 'Three', ...at('10:10', '11:00') });
    expect(await codesOf(own)).toEqual(['soft no_time_between']);
    const way = await make(own.staff, `${own.path}/buffers`, {
      placeIds: [own.hall, own.foyer],
      minutes: 20,
      severity: 'hard',
    });
    await make(own.staff, `${own.path}/buffers`, { placeIds: [own.hall, own.hall], minutes: 15 });
    const { items } = await conflictsOf(own);
    expect(items.map(({ message }: any) => message)).toEqual([
      'LI Na has 5 minutes from “One” to “Two”, and needs 20.',
      'Main Hall has 10 minutes between “One” and “Three”, and needs 15.',
    ]);
    expect((await own.staff.post(`${own.path}/programme/releases`, {})).status).toBe(409);
    await own.staff.patch(`${own.path}/buffers/${way.id}`, { minutes: 5 }, 1);
    expect(await codesOf(own)).toEqual(['soft no_turnaround']);
    await release(own);
  });

  test('a person or a room that is not there stops a release', async () => {
    const own = await makeForum(app);
    const li = await makePerson(own, 'LI Na');
    await makeSession(own, { roles: [{ personId: li, role: 'chair' }] });
    for (const subject of [{ personId: li }, { roomId: own.hall }])
      await make(own.staff, `${own.path}/availabilities`, { ...subject, ...at('09:30', '18:00') });
    const { items } = await conflictsOf(own);
    expect(
      items.map(({ code, severity, persons, roomId }: any) => [code, severity, persons, roomId]),
    ).toEqual([
      ['room_unavailable', 'hard', [], own.hall],
      ['person_unavailable', 'hard', [li], null],
    ]);
    expect(items[0].proposal).toMatchObject({ startsAt: '2019-10-21T01:30:00.000Z', roomId: own.hall });
    expect((await own.staff.post(`${own.path}/programme/releases`, {})).status).toBe(409);
    // Two times that touch are one.
    for (const subject of [{ personId: li }, { roomId: own.hall }])
      await make(own.staff, `${own.path}/availabilities`, { ...subject, ...at('08:00', '09:30') });
    expect((await conflictsOf(own)).items).toEqual([]);
  });

  test('who has not answered, and who has declined, is said until somebody does it', async () => {
    const own = await makeForum(app);
    const [li, ivanov] = [await makePerson(own, 'LI Na'), await makePerson(own, 'Ivan IVANOV')];
    const session = await makeSession(own, {
      title: 'One',
      roles: [{ personId: li, role: 'speaker', state: 'asked' }],
    });
    const role = `${own.path}/session-roles/${session.roles[0].id}`;
    const said = async (): Promise<unknown> =>
      (await conflictsOf(own)).items.map(({ message, persons, proposal }: any) => [
        message,
        persons,
        proposal,
      ]);
    expect(await said()).toEqual([['“One”: no answer yet from LI Na.', [li], null]]);
    await own.staff.move(role, 'decline');
    expect(await said()).toEqual([['“One”: declined by LI Na; nobody does it instead yet.', [li], null]]);
    await own.staff.move(role, 'replace', { input: { personId: ivanov, state: 'accepted' } });
    expect(await said()).toEqual([]);
  });

  describe('across modules', () => {
    test('a speaker who is on a coach at that time stops a release, until the place is given up', async () => {
      const { forum, participant } = await makeVisitedForum();
      const li = await participant('LI Na');
      const visit = await makeVisit(forum, { title: 'Huawei', titles: { ru: 'Хуавэй' } });
      const departure = await makeDeparture(forum, {}, { visitId: visit.id });
      const booking = await book(forum, departure.id, li.registrationId);
      const session = await makeSession(forum, {
        title: 'Panel',
        kind: 'panel',
        ...at('11:30', '12:30', 23),
        roles: [{ personId: li.personId, role: 'speaker' }],
      });
      const { items } = await conflictsOf(forum);
      expect(items).toEqual([
        {
          code: 'person_engaged',
          severity: 'hard',
          sessions: [session.id],
          persons: [li.personId],
          roomId: null,
          others: [{ kind: 'visit', id: departure.id }],
          message: 'LI Na is expected in “Panel” and is out at that time: “Huawei”.',
          messages: {
            en: 'LI Na is expected in “Panel” and is out at that time: “Huawei”.',
            ru: 'LI Na: участие в «Panel» совпадает по времени с выездом «Хуавэй».',
            zh: 'LI Na应出席“Panel”，但同一时间外出参加“Huawei”。',
          },
          proposal: expect.objectContaining({
            sessionId: session.id,
            roomId: forum.hall,
            startsAt: '2019-10-23T04:00:00.000Z',
          }),
        },
      ]);
      const refused = await forum.staff.post(`${forum.path}/programme/releases`, {});
      expect([refused.status, refused.body.code, refused.body.conflicts]).toEqual([
        409,
        'programme-has-conflicts',
        items,
      ]);
      expect(
        (await forum.staff.delete(`${bookingsPath(forum, departure.id)}/${booking.id}`, booking.version))
          .status,
      ).toBe(204);
      expect((await conflictsOf(forum)).items).toEqual([]);
    });

    test('who only waits for a place is not on the coach, and a departure that was cancelled takes nobody away', async () => {
      const { forum, participant } = await makeVisitedForum();
      const [li, ivanov] = [await participant('LI Na'), await participant('Ivan IVANOV')];
      const departure = await makeDeparture(forum, { capacity: 1 });
      const booking = await book(forum, departure.id, ivanov.registrationId);
      expect((await book(forum, departure.id, li.registrationId)).state).toBe('waitlisted');
      await makeSession(forum, {
        ...at('09:00', '10:00', 23),
        roles: [{ personId: li.personId, role: 'speaker' }],
      });
      expect(await codesOf(forum)).toEqual([]);
      // A place falls free, and goes to her.
      const path = `${bookingsPath(forum, departure.id)}/${booking.id}`;
      expect((await forum.staff.delete(path, booking.version)).status).toBe(204);
      await app.settled();
      expect(await codesOf(forum)).toEqual(['hard person_engaged']);
      await moved(forum.staff, `${forum.path}/departures/${departure.id}`, 'cancel', { comment: 'Strike' });
      expect((await conflictsOf(forum)).items).toEqual([]);
    });

    test('the way back from a visit takes its time', async () => {
      const { forum, participant } = await makeVisitedForum();
      const li = await participant('LI Na');
      const visit = await makeVisit(forum);
      const departure = await makeDeparture(forum, {}, { visitId: visit.id });
      await book(forum, departure.id, li.registrationId);
      await makeSession(forum, {
        ...at('12:20', '13:00', 23),
        roles: [{ personId: li.personId, role: 'speaker' }],
      });
      expect((await conflictsOf(forum)).items).toEqual([]);
      await make(forum.staff, `${forum.path}/buffers`, {
        placeIds: [visit.id, forum.hall],
        minutes: 30,
        severity: 'hard',
      });
      const { items } = await conflictsOf(forum);
      expect(items.map(({ code, severity, others }: any) => [code, severity, others])).toEqual([
        ['no_time_between', 'hard', [{ kind: 'visit', id: departure.id }]],
      ]);
    });

    test('who reads a message, and the deputy, is expected in its session; nothing of the message goes with it', async () => {
      const { forum, participant } = await makeVisitedForum();
      const session = await makeSession(forum, { title: 'Opening', ...at('11:00', '12:00', 23) });
      const greeting = await clearedGreeting(forum, {}, `${canary}.`);
      const greetingId = greeting.split('/').at(-1);
      const reader = await withReader(app, forum, greeting, true, 'Anna');
      const deputy = await participant('Boris');
      const { version } = (await forum.staff.get(greeting)).body;
      await forum.staff.put(
        `${greeting}/reader`,
        { personId: reader, deputyPersonId: deputy.personId },
        { ifMatch: version },
      );
      await moved(forum.staff, greeting, 'schedule', {
        input: { mode: 'read_on_behalf', sessionId: session.id, position: 1, readerPersonId: reader },
      });
      // The reader chairs another session at that time; the deputy is on a coach.
      const other = await makeSession(forum, {
        title: 'Panel',
        roomId: forum.foyer,
        ...at('11:30', '12:30', 23),
        roles: [{ personId: reader, role: 'chair' }],
      });
      const departure = await makeDeparture(forum);
      await book(forum, departure.id, deputy.registrationId);
      const auditor = await app.staff(forum.id, 'auditor');
      const { body } = await auditor.get(`${forum.path}/programme/conflicts`);
      const message = { kind: 'greeting', id: greetingId };
      expect(
        body.items.map(({ code, severity, sessions, persons, others }: any) => ({
          code,
          severity,
          sessions,
          persons,
          others,
        })),
      ).toEqual([
        {
          code: 'person_twice',
          severity: 'hard',
          sessions: [session.id, other.id],
          persons: [reader],
          others: [message],
        },
        {
          code: 'person_engaged',
          severity: 'hard',
          sessions: [session.id],
          persons: [deputy.personId],
          others: [{ kind: 'visit', id: departure.id }, message],
        },
      ]);
      const seen = JSON.stringify(body);
      for (const secret of [canary, 'Norov', 'Норов', '诺罗夫', 'Secretary-General'])
        expect(seen).not.toContain(secret);
      const refused = await forum.staff.post(`${forum.path}/programme/releases`, {});
      expect([refused.status, JSON.stringify(refused.body).includes('Norov')]).toEqual([409, false]);
      // Out of the order of reading, nobody is expected to read.
      await moved(forum.staff, greeting, 'unschedule', { comment: 'Later' });
      expect((await conflictsOf(forum)).items).toEqual([]);
    });

    test('an organiser overrides such a conflict with a reason; the room stays guarded', async () => {
      const { forum, participant } = await makeVisitedForum();
      const li = await participant('LI Na');
      const departure = await makeDeparture(forum);
      await book(forum, departure.id, li.registrationId);
      await makeSession(forum, {
        ...at('09:00', '10:00', 23),
        roles: [{ personId: li.personId, role: 'speaker' }],
      });
      const organiser = await app.staff(forum.id, 'organiser');
      const officer = await app.staff(forum.id, 'programme');
      const path = `${forum.path}/programme/releases`;
      expect((await officer.post(path, { overrideReason: 'By video' })).status).toBe(403);
      const released = await release(forum, { overrideReason: 'She speaks by video' }, organiser);
      expect([released.hardConflicts, released.overrideReason]).toEqual([1, 'She speaks by video']);
      expect(
        await app.db.query('SELECT overridden FROM release_sessions WHERE release_id = $1', [released.id]),
      ).toEqual([{ overridden: false }]);
    });
  });

  test('is found with as many statements for 300 sessions as for three', async () => {
    const statements = async (own: TestForum): Promise<number> => {
      const execute = app.db.execute.bind(app.db);
      let count = 0;
      app.db.execute = (...call: Parameters<typeof execute>) => {
        // Clocks and jobs go on meanwhile; they belong to no request.
        if (currentRequest()) count += 1;
        return execute(...call);
      };
      try {
        await conflictsOf(own);
      } finally {
        Reflect.deleteProperty(app.db, 'execute');
      }
      return count;
    };
    const makeDraft = async (sessions: number): Promise<TestForum> => {
      const own = await makeForum(app);
      const li = await makePerson(own, 'LI Na');
      await app.db.query(
        `INSERT INTO programme_sessions (id, event_id, title, kind, room_id, starts_at, ends_at, created_at, updated_at)
         SELECT gen_random_uuid(), $1, 'Session ' || n, 'panel', $2, $3::timestamptz + n * interval '10 minutes',
                $3::timestamptz + n * interval '10 minutes' + interval '15 minutes', $3, $3 FROM generate_series(1, $4::integer) AS n`,
        [own.id, own.hall, '2019-10-20T16:00:00Z', sessions],
      );
      await app.db.query(
        `INSERT INTO session_roles (id, event_id, session_id, person_id, role, position, state, created_at, updated_at)
         SELECT gen_random_uuid(), event_id, id, $2, 'speaker', 1, 'accepted', created_at, created_at
           FROM programme_sessions WHERE event_id = $1`,
        [own.id, li],
      );
      return own;
    };
    const [few, many] = [await makeDraft(3), await makeDraft(300)];
    expect((await conflictsOf(few)).counts).toEqual([
      { code: 'room_twice', count: 2 },
      { code: 'person_twice', count: 2 },
    ]);
    expect((await conflictsOf(many)).total).toBe(598);
    const counted = await statements(few);
    expect(counted).toBeGreaterThan(0);
    expect(await statements(many)).toBe(counted);
  });
});
