import { startApp, type TestApp } from '../support/app';
import type { Answer } from '../support/api';
import { makePerson } from '../programme/forum';
import { make } from '../support/factories';
import {
  giveUp,
  makeParticipant,
  makeParticipants,
  makeSeatedForum,
  releasedWorkshops,
  signUp,
  type SeatedForum,
} from './seated';

describe('check-in to a session that needs seats', () => {
  let app: TestApp;
  let forum: SeatedForum;
  beforeAll(async () => {
    app = await startApp();
    forum = await makeSeatedForum(app);
  });

  const come = ({ code }: { code: string }, sessionId: string): Promise<Answer> =>
    forum.staff.post(`${forum.path}/check-ins`, { code, sessionId });
  const outcome = ({ status, body }: Answer): [number, unknown] => [status, body.reason];

  test('lets in who has a seat or a part, and says of the others whether a seat is free', async () => {
    const speaker = await makePerson(forum, 'LI Na');
    const chair = await make(forum.staff, `${forum.path}/registrations`, {
      categoryId: forum.categoryId,
      personId: speaker,
    });
    const [workshop, open] = await releasedWorkshops(
      app,
      forum,
      { roles: [{ personId: speaker, role: 'chair' }] },
      { title: 'Open to all', capacity: null },
    );
    const [anna, boris, clara] = await makeParticipants(app, forum, 3);
    const seat = await signUp(forum, workshop.id, anna!.id);
    await app.at('2019-10-22T01:05:00Z');
    expect(outcome(await come(boris!, workshop.id))).toEqual([409, 'no_seat']);
    const taken = await app.db.query('SELECT state FROM sign_ups WHERE session_id = $1', [workshop.id]);
    expect(taken).toEqual([{ state: 'confirmed' }]);
    expect((await come(chair, workshop.id)).status).toBe(201);
    expect((await come(anna!, workshop.id)).status).toBe(201);
    expect(outcome(await come(anna!, workshop.id))).toEqual([409, 'already_in']);
    expect((await come(clara!, open.id)).status).toBe(201);
    const { items } = (await forum.staff.get(`${forum.path}/check-in-points?kind=session`)).body;
    const point = items.find(({ sessionId }: { sessionId: string }) => sessionId === workshop.id);
    const figures = await forum.staff.get(`${forum.path}/check-in-points/${point.id}/figures`);
    expect([figures.body.expected, figures.body.cameToday]).toEqual([1, 2]);
    const batch = await forum.staff.post(`${forum.path}/check-ins/batch`, {
      deviceId: 'gate-1',
      sessionId: workshop.id,
      scans: [{ clientId: 's-1', code: clara!.code, at: '2019-10-22T01:02:00Z', decision: 'admitted' }],
    });
    expect(batch.body.results[0]).toMatchObject({ outcome: 'conflict', reason: 'no_seat' });
    const list = await forum.staff.get(`${forum.path}/check-in-points/${point.id}/offline`);
    expect(JSON.parse(list.body.trim().split('\n').at(-1)).count).toBe(2);
    expect(seat.state).toBe('confirmed');
  });

  test('is full when all seats are given, and has one again when one is given up', async () => {
    app.clock.set('2019-06-01T08:00:00Z');
    const [workshop] = await releasedWorkshops(app, forum, {
      title: 'Full',
      startsAt: '2019-10-23T09:00:00+08:00',
      endsAt: '2019-10-23T10:00:00+08:00',
    });
    const [anna, boris] = await makeParticipants(app, forum, 2);
    const late = await makeParticipant(app, forum);
    const seats = [await signUp(forum, workshop.id, anna!.id), await signUp(forum, workshop.id, boris!.id)];
    app.clock.set('2019-10-23T00:30:00Z');
    expect(outcome(await come(late, workshop.id))).toEqual([409, 'session_full']);
    await giveUp(forum, seats[0]);
    expect(outcome(await come(late, workshop.id))).toEqual([409, 'no_seat']);
    await signUp(forum, workshop.id, late.id);
    expect((await come(late, workshop.id)).status).toBe(201);
    expect(outcome(await come(anna!, workshop.id))).toEqual([409, 'session_full']);
  });
});
