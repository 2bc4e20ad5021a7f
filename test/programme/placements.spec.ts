import { Solver } from '../../src/platform/solver/solver';
import { endless } from '../platform/solver.procedures';
import type { Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make } from '../support/factories';
import { makeForum, makePerson, makeSession, type TestForum } from './forum';

const nobody = '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11';

/** Finding a time and a room for sessions that have none. */
describe('places for sessions that have none', () => {
  let app: TestApp;
  let forum: TestForum;
  beforeAll(async () => {
    app = await startApp();
  });
  beforeEach(async () => {
    forum = await makeForum(app);
  });

  /** A session without time and room. */
  const open = (title: string, more: object = {}): Promise<any> =>
    makeSession(forum, {
      title,
      kind: 'panel',
      roomId: null,
      startsAt: null,
      endsAt: null,
      durationMinutes: 60,
      ...more,
    });
  const path = (): string => `${forum.path}/programme/placements`;
  /** Asks, waits for the job, and answers the proposal. */
  const ask = async (body: object = {}, by: Api = forum.staff): Promise<any> => {
    const accepted = await by.post(path(), body);
    expect([accepted.status, accepted.body.kind]).toEqual([202, 'programme.place']);
    await app.settled();
    const job = (await by.get(`jobs/${accepted.body.id}`)).body;
    expect(job.state).toBe('completed');
    const { status, body: proposal } = await by.get(job.result.url);
    expect(status).toBe(200);
    return { ...proposal, job };
  };
  const sessionOf = async (id: string): Promise<any> =>
    (await forum.staff.get(`${forum.path}/sessions/${id}`)).body;
  const conflicts = async (): Promise<string[]> =>
    (await forum.staff.get(`${forum.path}/programme/conflicts`)).body.items.map(({ code }: any) => code);

  test('are proposed with reasons, change nothing before they are taken over, and then all at once', async () => {
    const chair = await makePerson(forum, 'LI Na');
    const roles = [{ personId: chair, role: 'chair' }];
    const [one, two] = [await open('One', { roles }), await open('Two', { roles })];
    const proposal = await ask();
    expect(proposal).toMatchObject({
      state: 'proposed',
      requestedBy: expect.any(String),
      failure: null,
      answer: { outcome: 'optimal', atMost: 2, leftOut: [], repeatable: true },
    });
    expect(proposal.job.counts).toEqual({ placed: 2, leftOut: 0 });
    const places = proposal.answer.placed;
    expect(places.map(({ sessionId }: any) => sessionId).sort()).toEqual([one.id, two.id].sort());
    for (const place of places) expect(place.reasons.length > 0).toBe(true);
    expect(await sessionOf(one.id)).toEqual(one);
    const applied = await forum.staff.move(`${path()}/${proposal.id}`, 'apply');
    expect([applied.status, applied.body.state]).toEqual([200, 'applied']);
    for (const place of places)
      expect(await sessionOf(place.sessionId)).toMatchObject({
        roomId: place.roomId,
        startsAt: place.startsAt,
        endsAt: place.endsAt,
        version: 2,
      });
    // One person cannot be in both at once, and the solver knew.
    expect(await conflicts()).toEqual([]);
  });

  test('keep to rooms that hold everybody and have the booths and the equipment', async () => {
    const studio = await make(forum.staff, `${forum.path}/rooms`, {
      name: 'Studio',
      capacity: 1000,
      interpretation: ['ru'],
      equipment: ['stage'],
    });
    const session = await open('Gala', {
      expected: 900,
      languages: ['en', 'ru'],
      floorLanguages: ['en'],
      equipment: ['stage'],
    });
    const { answer } = await ask();
    expect(answer.placed.map(({ sessionId, roomId }: any) => [sessionId, roomId])).toEqual([
      [session.id, studio.id],
    ]);
    expect(answer.placed[0].reasons[0]).toMatchObject({
      code: 'only_room',
      messages: {
        en: 'It is the only room that suits it.',
        ru: 'Это единственный подходящий зал.',
        zh: '这是唯一合适的会议室。',
      },
    });
  });

  describe('that cannot be found are explained', () => {
    test('by rooms that are too small', async () => {
      await open('Too many', { expected: 100_000 });
      const { answer } = await ask();
      expect(answer.placed).toEqual([]);
      const [{ reasons }] = answer.leftOut;
      expect(reasons.map(({ code }: any) => code)).toEqual(['no_room']);
      expect(reasons[0].message).toContain('No room suits it. The nearest: Main Hall (too small)');
      expect(reasons[0].messages.zh).toContain('没有合适的会议室');
    });

    test('by a length that nobody has said, or that no day has', async () => {
      const [unsaid, long] = [
        await open('Unsaid', { durationMinutes: null }),
        await open('Long', { durationMinutes: 11 * 60 }),
      ];
      const { answer } = await ask();
      expect(
        Object.fromEntries(
          answer.leftOut.map(({ sessionId, reasons }: any) => [
            sessionId,
            reasons.map(({ code }: any) => code),
          ]),
        ),
      ).toEqual({ [unsaid.id]: ['no_duration'], [long.id]: ['no_time'] });
    });

    test('by a chair who is there at another time, or on a day on which all is taken', async () => {
      const chair = await makePerson(forum, 'LI Na');
      await make(forum.staff, `${forum.path}/availabilities`, {
        personId: chair,
        startsAt: '2019-10-22T09:00:00+08:00',
        endsAt: '2019-10-22T10:30:00+08:00',
      });
      const roles = [{ personId: chair, role: 'chair' }];
      await open('First', { roles });
      await open('Second', { roles });
      const { answer } = await ask();
      expect([answer.placed.length, answer.atMost]).toEqual([1, 1]);
      expect(answer.placed[0].startsAt.slice(0, 10)).toBe('2019-10-22');
      const codes = new Set(answer.leftOut[0].reasons.map(({ code }: any) => code));
      expect([codes.has('person_away'), codes.has('person_taken')]).toEqual([true, true]);
      expect(answer.leftOut[0].reasons.find(({ code }: any) => code === 'person_away').message).toContain(
        'LI Na is there only',
      );
    });
  });

  test('keep the sessions about one topic apart where that is possible', async () => {
    const topic = await make(forum.staff, `${forum.path}/topics`, { title: 'Smart cities' });
    for (const title of ['One', 'Two', 'Three']) await open(title, { topicIds: [topic.id] });
    const { answer } = await ask({ keepTopicsApart: 'always' });
    expect(answer.placed).toHaveLength(3);
    await forum.staff.move(`${path()}/${(await forum.staff.get(path())).body.items[0].id}`, 'apply');
    expect(await conflicts()).toEqual([]);
  });

  test('lie within the hours and the rooms that were asked for', async () => {
    for (let n = 0; n < 4; n += 1) await open(`Session ${n}`);
    const { answer, request } = await ask({
      roomIds: [forum.foyer],
      dayHours: { from: '10:00', until: '12:00' },
      granularityMinutes: 60,
    });
    expect(request).toMatchObject({ roomIds: [forum.foyer], granularityMinutes: 60, timeLimitSeconds: 20 });
    expect(answer.placed).toHaveLength(4);
    for (const { roomId, startsAt, endsAt } of answer.placed) {
      expect(roomId).toBe(forum.foyer);
      expect([startsAt.slice(11, 16) >= '02:00', endsAt.slice(11, 16) <= '04:00']).toEqual([true, true]);
    }
  });

  test('a room alone, or a time alone, is found for a session that has the other', async () => {
    await makeSession(forum, { title: 'In the hall' });
    const roomless = await makeSession(forum, { title: 'Roomless', kind: 'panel', roomId: null });
    const timeless = await open('Timeless', { roomId: forum.foyer });
    const { answer } = await ask();
    const found = new Map<string, any>(answer.placed.map((place: any) => [place.sessionId, place]));
    expect([found.get(roomless.id).startsAt, found.get(roomless.id).roomId]).toEqual([
      roomless.startsAt,
      forum.foyer,
    ]);
    expect(found.get(timeless.id).roomId).toBe(forum.foyer);
  });

  test('leave people the buffer of the event between two sessions, unless something else is asked for', async () => {
    const { version } = (await forum.staff.get(forum.path)).body;
    await forum.staff.patch(forum.path, { bufferMinutes: 45 }, version);
    const chair = await makePerson(forum, 'LI Na');
    const roles = [{ personId: chair, role: 'chair' }];
    await make(forum.staff, `${forum.path}/availabilities`, {
      personId: chair,
      startsAt: '2019-10-21T09:00:00+08:00',
      endsAt: '2019-10-21T11:30:00+08:00',
    });
    for (const title of ['One', 'Two']) await open(title, { roles, roomId: forum.foyer });
    const { answer, request } = await ask();
    expect([request.restMinutes, answer.placed.length, answer.atMost]).toEqual([45, 1, 1]);
    const less = await ask({ restMinutes: 30 });
    expect(less.answer.placed.map(({ startsAt }: any) => startsAt)).toEqual([
      '2019-10-21T01:00:00.000Z',
      '2019-10-21T02:30:00.000Z',
    ]);
  });

  test('keep off a time at which the chair is in a session that has only no room yet', async () => {
    const chair = await makePerson(forum, 'LI Na');
    const roles = [{ personId: chair, role: 'chair' }];
    await make(forum.staff, `${forum.path}/availabilities`, {
      personId: chair,
      startsAt: '2019-10-21T09:00:00+08:00',
      endsAt: '2019-10-21T10:00:00+08:00',
    });
    const roomless = await makeSession(forum, { title: 'Roomless', kind: 'panel', roomId: null, roles });
    const timeless = await open('Timeless', { roles });
    const { answer } = await ask();
    expect(answer.placed.map(({ sessionId }: any) => sessionId)).toEqual([roomless.id]);
    const [{ sessionId, reasons }] = answer.leftOut;
    expect([sessionId, reasons.map(({ code }: any) => code).sort()]).toEqual([
      timeless.id,
      ['person_away', 'person_taken'],
    ]);
    expect(reasons.find(({ code }: any) => code === 'person_taken').messages).toEqual({
      en: 'LI Na is in “Roomless” (2 of 170 possible places).',
      ru: 'LI Na: участвует в «Roomless» (2 из 170 возможных мест).',
      zh: 'LI Na须出席“Roomless”（占170个可能位置中的2个）。',
    });
  });

  test('that nobody wants any more while they are worked out are put away for good', async () => {
    await open('One');
    const solver = app.app.get(Solver);
    const other = new AbortController();
    const busy = new Promise<void>((begun) => {
      const run = { seconds: 600, signal: other.signal, onProgress: () => begun() };
      solver.run(endless, { best: null }, run).catch(() => undefined);
    });
    await busy;
    const accepted = await forum.staff.post(path(), {});
    const [{ id, state, answer }] = (await forum.staff.get(path())).body.items;
    expect([accepted.status, state, answer]).toEqual([202, 'requested', null]);
    expect((await forum.staff.move(`${path()}/${id}`, 'apply')).status).toBe(409);
    expect((await forum.staff.move(`${path()}/${id}`, 'discard')).body.state).toBe('discarded');
    other.abort();
    await app.settled();
    expect((await forum.staff.get(`${path()}/${id}`)).body).toMatchObject({
      state: 'discarded',
      answer: null,
    });
    const job = (await forum.staff.get(`jobs/${accepted.body.id}`)).body;
    expect([job.state, job.result]).toEqual(['completed', null]);
  });

  test('are found in the little time that was given, if not the best', async () => {
    for (let n = 0; n < 5; n += 1) await open(`Session ${n}`);
    const { answer } = await ask({ timeLimitSeconds: 1 });
    expect([answer.placed.length, answer.leftOut]).toEqual([5, []]);
  });

  test('the same draft gets the same answer', async () => {
    const chair = await makePerson(forum, 'LI Na');
    for (let n = 0; n < 8; n += 1)
      await open(`Session ${n}`, {
        expected: 20 + 10 * n,
        ...(n % 2 ? { roles: [{ personId: chair, role: 'chair' }] } : {}),
      });
    const [first, second] = [await ask(), await ask()];
    expect([second.digest, second.answer]).toEqual([first.digest, first.answer]);
  });

  test('a proposal for a draft that has changed since is not taken over, and nothing is half done', async () => {
    const [one, two] = [await open('One'), await open('Two')];
    const proposal = await ask();
    await forum.staff.patch(`${forum.path}/sessions/${two.id}`, { durationMinutes: 90 }, 1);
    const refused = await forum.staff.move(`${path()}/${proposal.id}`, 'apply');
    expect([refused.status, refused.body.code]).toEqual([409, 'placement-stale']);
    expect(await sessionOf(one.id)).toEqual(one);
    expect((await forum.staff.get(`${path()}/${proposal.id}`)).body.state).toBe('proposed');
    expect((await forum.staff.move(`${path()}/${proposal.id}`, 'discard')).body.state).toBe('discarded');
  });

  test('a title that has changed since is no reason to refuse it', async () => {
    const session = await open('One');
    const proposal = await ask();
    await forum.staff.patch(`${forum.path}/sessions/${session.id}`, { title: 'Renamed' }, 1);
    expect((await forum.staff.move(`${path()}/${proposal.id}`, 'apply')).status).toBe(200);
    expect(await sessionOf(session.id)).toMatchObject({ title: 'Renamed', version: 3 });
  });

  test('two organisers who take one proposal over at once do it once', async () => {
    await open('One');
    const proposal = await ask();
    const answers = await Promise.all(
      [1, 2].map(() => forum.staff.move(`${path()}/${proposal.id}`, 'apply')),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const { body } = await forum.staff.get(`${path()}/${proposal.id}/history`);
    expect(body.items.map(({ transition }: any) => transition)).toEqual(['create', 'propose', 'apply']);
  });

  test('what cannot be asked is refused at its field', async () => {
    const placed = await makeSession(forum);
    const session = await open('One');
    const faults = async (body: object): Promise<unknown[]> => {
      const answer = await forum.staff.post(path(), body);
      return [
        answer.status,
        ...(answer.body.errors ?? []).map(({ pointer, code }: any) => `${pointer} ${code}`),
      ];
    };
    expect(await faults({ sessionIds: [session.id, placed.id, nobody] })).toEqual([
      422,
      '/sessionIds/1 placed',
      '/sessionIds/2 unknown',
    ]);
    expect(await faults({ roomIds: [nobody] })).toEqual([422, '/roomIds/0 unknown']);
    expect(await faults({ dayHours: { from: '18:00', until: '09:00' } })).toEqual([
      422,
      '/dayHours/until order',
    ]);
    expect((await faults({ timeLimitSeconds: 61 }))[0]).toBe(422);
    expect((await faults({ sessionIds: [] }))[0]).toBe(409);
    expect((await forum.staff.get(path())).body.items).toEqual([]);
  });

  test('are asked for by who makes the programme, and seen by nobody outside', async () => {
    await open('One');
    const auditor = await app.staff(forum.id, 'auditor');
    expect((await auditor.post(path(), {})).status).toBe(403);
    expect((await auditor.get(path())).status).toBe(200);
    const proposal = await ask({}, await app.staff(forum.id, 'programme'));
    expect((await auditor.move(`${path()}/${proposal.id}`, 'apply')).status).toBe(403);
    const stranger = (await makeForum(app)).staff;
    expect((await stranger.get(`${path()}/${proposal.id}`)).status).toBe(404);
    expect((await app.api.get(path())).status).toBe(401);
  });
});
