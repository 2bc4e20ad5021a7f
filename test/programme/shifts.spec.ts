import { startApp, type TestApp } from '../support/app';
import { make } from '../support/factories';
import { makeForum, makePerson, makeSession, release, type TestForum } from './forum';

const nobody = '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11';

describe('shifting a day', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  const at = (from: string, to: string, day = 21): object => ({
    startsAt: `2019-10-${day}T${from}:00+08:00`,
    endsAt: `2019-10-${day}T${to}:00+08:00`,
  });
  const nine = { from: '2019-10-21T09:00:00+08:00', minutes: 30 };
  const preview = async (own: TestForum, body: object = nine): Promise<any> =>
    make(own.staff, `${own.path}/programme/shifts/preview`, body, 200);
  const timesOf = async (own: TestForum): Promise<Record<string, string | null>> => {
    const { body } = await own.staff.get(`${own.path}/sessions`);
    const wall = (instant: string | null): string | null =>
      instant && new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(8, 16).replace('T', ' ');
    return Object.fromEntries(body.items.map(({ title, startsAt }: any) => [title, wall(startsAt)]));
  };

  /** A day: two panels one after the other in the hall, a workshop beside them, lunch, and something on the next day. */
  const makeDay = async () => {
    const own = await makeForum(app);
    const [li, ivanov] = [await makePerson(own, 'LI Na'), await makePerson(own, 'Ivan IVANOV')];
    const first = await makeSession(own, {
      title: 'First',
      titles: { ru: 'Первая' },
      kind: 'panel',
      capacity: 100,
      ...at('09:00', '10:00'),
      roles: [{ personId: li, role: 'speaker' }],
    });
    const second = await makeSession(own, {
      title: 'Second',
      kind: 'panel',
      capacity: 100,
      ...at('10:00', '11:00'),
      roles: [{ personId: li, role: 'chair' }],
    });
    const workshop = await makeSession(own, {
      title: 'Workshop',
      kind: 'workshop',
      capacity: 20,
      roomId: own.foyer,
      ...at('10:30', '11:30'),
      roles: [{ personId: ivanov, role: 'speaker' }],
    });
    const lunch = await makeSession(own, {
      title: 'Lunch',
      kind: 'break',
      roomId: null,
      ...at('12:00', '13:00'),
    });
    const tomorrow = await makeSession(own, { title: 'Tomorrow', ...at('09:00', '10:00', 22) });
    return { ...own, li, ivanov, first, second, workshop, lunch, tomorrow };
  };

  test('is shown before it is done, and nothing is written', async () => {
    const day = await makeDay();
    const before = await timesOf(day);
    const seen = await preview(day);
    expect(seen).toEqual({
      from: '2019-10-21T01:00:00.000Z',
      until: '2019-10-21T16:00:00.000Z',
      minutes: 30,
      roomIds: null,
      sessions: [
        {
          id: day.first.id,
          title: 'First',
          titles: { ru: 'Первая' },
          roomId: day.hall,
          room: 'Main Hall',
          startedAt: '2019-10-21T01:00:00.000Z',
          endedAt: '2019-10-21T02:00:00.000Z',
          startsAt: '2019-10-21T01:30:00.000Z',
          endsAt: '2019-10-21T02:30:00.000Z',
        },
        expect.objectContaining({ id: day.second.id, startsAt: '2019-10-21T02:30:00.000Z' }),
        expect.objectContaining({ id: day.workshop.id, startsAt: '2019-10-21T03:00:00.000Z' }),
        expect.objectContaining({ id: day.lunch.id, roomId: null, startsAt: '2019-10-21T04:30:00.000Z' }),
      ],
      appearing: [],
      vanishing: [],
      people: 2,
      everybody: true,
      digest: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(await preview(day)).toEqual(seen);
    expect(await timesOf(day)).toEqual(before);
  });

  test('shows which conflicts come and which go', async () => {
    const day = await makeDay();
    // Ivanov has to be gone by noon, and chairs something in the hall at half past ten.
    await make(day.staff, `${day.path}/availabilities`, { personId: day.ivanov, ...at('08:00', '12:00') });
    const { version } = (await day.staff.get(`${day.path}/sessions/${day.second.id}`)).body;
    await day.staff.put(
      `${day.path}/sessions/${day.second.id}/roles`,
      { roles: [{ personId: day.ivanov, role: 'chair' }] },
      { ifMatch: version },
    );
    const seen = await preview(day, { ...nine, minutes: 60, roomIds: [day.foyer] });
    expect(seen.sessions.map(({ title }: any) => title)).toEqual(['Workshop']);
    expect([seen.roomIds, seen.people, seen.everybody]).toEqual([[day.foyer], 1, false]);
    expect(
      seen.appearing.map(({ code, message, proposal }: any) => [code, message, proposal.sessionId]),
    ).toEqual([
      ['person_unavailable', 'Ivan IVANOV is not available at the time of “Workshop”.', day.workshop.id],
    ]);
    expect(seen.vanishing.map(({ code, message, proposal }: any) => [code, message, proposal])).toEqual([
      ['person_twice', 'Ivan IVANOV is expected twice at once: “Second” and “Workshop”.', null],
    ]);
  });

  test('moves all that begins then or later on that day, at once, and says who did it', async () => {
    const day = await makeDay();
    const { digest, ...seen } = await preview(day);
    const officer = await app.staff(day.id, 'programme');
    const done = await officer.post(`${day.path}/programme/shifts`, {
      ...nine,
      digest,
      comment: 'Late start',
    });
    expect([done.status, done.headers.get('location')]).toEqual([
      201,
      `/api/v1/${day.path}/programme/shifts/${done.body.id}`,
    ]);
    expect(done.body).toEqual({ id: done.body.id, digest, ...seen });
    expect(await timesOf(day)).toEqual({
      First: '21 09:30',
      Second: '21 10:30',
      Workshop: '21 11:00',
      Lunch: '21 12:30',
      Tomorrow: '22 09:00',
    });
    const versions = await day.staff.get(`${day.path}/sessions`);
    expect(versions.body.items.map(({ version }: any) => version)).toEqual([2, 2, 2, 2, 1]);
    const record = await day.staff.get(`${day.path}/programme/shifts/${done.body.id}`);
    expect(record.body).toEqual({
      id: done.body.id,
      from: '2019-10-21T01:00:00.000Z',
      until: '2019-10-21T16:00:00.000Z',
      minutes: 30,
      roomIds: null,
      sessionIds: [day.first.id, day.second.id, day.workshop.id, day.lunch.id],
      people: 2,
      everybody: true,
      comment: 'Late start',
      by: expect.stringMatching(/^Staff \d+$/),
      byKind: 'staff',
      at: '2019-06-01T08:00:00.000Z',
    });
    expect((await day.staff.get(`${day.path}/programme/shifts`)).body.items).toEqual([record.body]);
    expect((await day.staff.get(`${day.path}/programme/shifts/${nobody}`)).status).toBe(404);
  });

  test('is seen by nobody before it is released, and is a move of each session then', async () => {
    const day = await makeDay();
    await release(day);
    await make(day.staff, `${day.path}/programme/shifts`, { ...nine, until: '2019-10-21T10:30:00+08:00' });
    const starts = async (): Promise<string[]> =>
      (await app.api.get(`${day.path}/programme`)).body.sessions.map(({ startsAt }: any) =>
        startsAt.slice(11, 16),
      );
    expect(await starts()).toEqual(['01:00', '02:00', '02:30', '04:00', '01:00']);
    await release(day);
    expect(await starts()).toEqual(['01:30', '02:30', '02:30', '04:00', '01:00']);
    const { body } = await day.staff.get(`${day.path}/programme/releases/2/changes`);
    expect(body.items.map(({ sessionId, changes }: any) => [sessionId, changes])).toEqual([
      [day.first.id, ['moved']],
      [day.second.id, ['moved']],
    ]);
  });

  test('and back is as it was', async () => {
    const day = await makeDay();
    const before = await timesOf(day);
    await make(day.staff, `${day.path}/programme/shifts`, nine);
    await make(day.staff, `${day.path}/programme/shifts`, {
      from: '2019-10-21T09:30:00+08:00',
      minutes: -30,
    });
    expect(await timesOf(day)).toEqual(before);
    const { body } = await day.staff.get(`${day.path}/programme/shifts`);
    expect(body.items.map(({ minutes }: any) => minutes)).toEqual([-30, 30]);
  });

  test('with the preview of a draft that is another one by now is refused', async () => {
    const day = await makeDay();
    const { digest } = await preview(day);
    const path = `${day.path}/sessions/${day.second.id}`;
    await day.staff.patch(path, { title: 'Second, renamed' }, 1);
    const before = await timesOf(day);
    const refused = await day.staff.post(`${day.path}/programme/shifts`, { ...nine, digest });
    expect([refused.status, refused.body.code]).toEqual([409, 'draft-changed']);
    // The same draft, and another shift than the one that was seen.
    const again = await preview(day);
    const other = await day.staff.post(`${day.path}/programme/shifts`, {
      ...nine,
      minutes: 31,
      digest: again.digest,
    });
    expect([other.status, other.body.code]).toEqual([409, 'draft-changed']);
    expect(await timesOf(day)).toEqual(before);
    // What does not move and makes no conflict is no reason to look again.
    await day.staff.patch(`${day.path}/sessions/${day.tomorrow.id}`, { title: 'The day after' }, 1);
    expect(
      (await day.staff.post(`${day.path}/programme/shifts`, { ...nine, digest: again.digest })).status,
    ).toBe(201);
  });

  test('that would take a session out of its day moves nothing and names it', async () => {
    const day = await makeDay();
    const gala = await makeSession(day, {
      title: 'Gala',
      kind: 'social',
      roomId: null,
      ...at('22:00', '23:45'),
    });
    const before = await timesOf(day);
    for (const path of ['shifts/preview', 'shifts']) {
      const refused = await day.staff.post(`${day.path}/programme/${path}`, nine);
      expect([
        refused.status,
        refused.body.code,
        refused.body.sessions,
        refused.body.errors[0].pointer,
      ]).toEqual([422, 'shift-leaves-day', [{ id: gala.id, title: 'Gala' }], '/minutes']);
      expect(refused.body.detail).toContain('“Gala”');
    }
    expect(await timesOf(day)).toEqual(before);
    await make(day.staff, `${day.path}/programme/shifts`, { ...nine, minutes: 15 });
    expect((await timesOf(day))['Gala']).toBe('21 22:15');
  });

  test.each<[string, object, string]>([
    ['by nothing', { minutes: 0 }, '/minutes'],
    ['by more than half a day', { minutes: 721 }, '/minutes'],
    ['outside of the event', { from: '2019-10-20T23:59:00+08:00' }, '/from'],
    ['that ends before it begins', { until: '2019-10-21T08:00:00+08:00' }, '/until'],
    ['over two days', { until: '2019-10-22T00:01:00+08:00' }, '/until'],
    ['of a room of nobody', { roomIds: [nobody] }, '/roomIds/0'],
    ['at no time', { from: 'nine' }, '/from'],
  ])('%s is refused at its field', async (_, changes, pointer) => {
    const own = await makeForum(app);
    await makeSession(own);
    for (const path of ['shifts/preview', 'shifts']) {
      const answer = await own.staff.post(`${own.path}/programme/${path}`, { ...nine, ...changes });
      expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, pointer]);
    }
  });

  test('of nothing shows nothing, and is not done', async () => {
    const own = await makeForum(app);
    const seen = await preview(own);
    expect([seen.sessions, seen.people, seen.everybody]).toEqual([[], 0, false]);
    const refused = await own.staff.post(`${own.path}/programme/shifts`, nine);
    expect([refused.status, refused.body.code]).toEqual([422, 'shift-invalid']);
    expect((await own.staff.get(`${own.path}/programme/shifts`)).body.items).toEqual([]);
  });

  test('repeated with its Idempotency-Key is done once', async () => {
    const day = await makeDay();
    const send = () =>
      day.staff.post(`${day.path}/programme/shifts`, nine, { idempotencyKey: `shift-${day.id}` });
    const [one, two] = [await send(), await send()];
    expect([one.status, two.body]).toEqual([201, one.body]);
    expect((await timesOf(day))['First']).toBe('21 09:30');
  });

  test('is for those who work on the programme; a room of another event is none of this one', async () => {
    const [day, other] = [await makeDay(), await makeForum(app)];
    const auditor = await app.staff(day.id, 'auditor');
    for (const path of ['shifts/preview', 'shifts'])
      expect((await auditor.post(`${day.path}/programme/${path}`, nine)).status).toBe(403);
    expect((await auditor.get(`${day.path}/programme/shifts`)).status).toBe(200);
    expect((await other.staff.post(`${day.path}/programme/shifts`, nine)).status).toBe(404);
    const theirs = await day.staff.post(`${day.path}/programme/shifts`, { ...nine, roomIds: [other.hall] });
    expect([theirs.status, theirs.body.errors[0].pointer]).toEqual([422, '/roomIds/0']);
    const done = await make(day.staff, `${day.path}/programme/shifts`, nine);
    expect((await other.staff.get(`${other.path}/programme/shifts/${done.id}`)).status).toBe(404);
    expect((await other.staff.get(`${other.path}/programme/shifts`)).body.items).toEqual([]);
  });
});
