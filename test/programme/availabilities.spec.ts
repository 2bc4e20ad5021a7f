import { startApp, type TestApp } from '../support/app';
import { make } from '../support/factories';
import { makeForum, makePerson, type TestForum } from './forum';

const nobody = '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11';

describe('when persons and rooms can be planned with', () => {
  let app: TestApp;
  let forum: TestForum;
  let li: string;
  let path: string;
  beforeAll(async () => {
    app = await startApp();
    forum = await makeForum(app);
    li = await makePerson(forum, 'LI Na');
    path = `${forum.path}/availabilities`;
  });

  const day = { startsAt: '2019-10-21T09:00:00+08:00', endsAt: '2019-10-21T18:00:00+08:00' };

  test('a time is entered, read, changed and removed', async () => {
    const made = await forum.staff.post(path, { personId: li, ...day });
    expect([made.status, made.body]).toEqual([
      201,
      {
        id: made.body.id,
        version: 1,
        personId: li,
        roomId: null,
        name: 'LI Na',
        startsAt: '2019-10-21T01:00:00.000Z',
        endsAt: '2019-10-21T10:00:00.000Z',
      },
    ]);
    const one = `${path}/${made.body.id}`;
    expect((await forum.staff.get(one)).body).toEqual(made.body);
    expect((await forum.staff.patch(one, { endsAt: day.startsAt })).status).toBe(428);
    const order = await forum.staff.patch(one, { endsAt: day.startsAt }, 1);
    expect([order.status, order.body.code, order.body.errors[0].pointer]).toEqual([
      422,
      'availability-invalid',
      '/endsAt',
    ]);
    const changed = await forum.staff.patch(one, { endsAt: '2019-10-21T12:00:00+08:00' }, 1);
    expect(changed.body).toEqual({ ...made.body, version: 2, endsAt: '2019-10-21T04:00:00.000Z' });
    expect((await forum.staff.patch(one, {}, 1)).status).toBe(412);
    expect((await forum.staff.delete(one, 1)).status).toBe(412);
    expect((await forum.staff.delete(one, 2)).status).toBe(204);
    expect((await forum.staff.get(one)).status).toBe(404);
  });

  test('are listed in the order of time, by person and by room', async () => {
    const own = await makeForum(app);
    const list = `${own.path}/availabilities`;
    const person = await makePerson(own, 'Ivan IVANOV');
    const late = await make(own.staff, list, { roomId: own.hall, ...day });
    const early = await make(own.staff, list, {
      personId: person,
      ...day,
      startsAt: '2019-10-20T09:00:00+08:00',
    });
    const ids = async (query: string): Promise<string[]> =>
      (await own.staff.get(`${list}?${query}`)).body.items.map(({ id }: any) => id);
    expect(await ids('')).toEqual([early.id, late.id]);
    expect(await ids(`personId=${person}`)).toEqual([early.id]);
    expect(await ids(`roomId=${own.hall}`)).toEqual([late.id]);
    expect(await ids('q=main')).toEqual([late.id]);
    const { nextCursor } = (await own.staff.get(`${list}?limit=1`)).body;
    expect(await ids(`limit=1&cursor=${nextCursor}`)).toEqual([late.id]);
  });

  test.each<[string, () => object, string, string]>([
    ['nobody in particular', () => day, '/personId', 'required'],
    ['a person and a room', () => ({ personId: li, roomId: forum.hall, ...day }), '/roomId', 'excess'],
    ['a person whom nobody entered', () => ({ personId: nobody, ...day }), '/personId', 'unknown'],
    ['a room of nobody', () => ({ roomId: nobody, ...day }), '/roomId', 'unknown'],
    ['no time', () => ({ personId: li, ...day, endsAt: day.startsAt }), '/endsAt', 'order'],
    [
      'a time long before the event',
      () => ({ personId: li, ...day, startsAt: '2019-10-19T23:59:00+08:00' }),
      '/startsAt',
      'event_days',
    ],
    [
      'a time long after it',
      () => ({ personId: li, ...day, endsAt: '2019-10-27T00:01:00+08:00' }),
      '/endsAt',
      'event_days',
    ],
  ])('%s is refused at its field', async (_, body, pointer, code) => {
    const answer = await forum.staff.post(path, body());
    expect([answer.status, answer.body.errors.map((fault: any) => [fault.pointer, fault.code])]).toEqual([
      422,
      [[pointer, code]],
    ]);
  });

  test('the day before and the day after belong to it, at the place of the event', async () => {
    const made = await forum.staff.post(path, {
      personId: li,
      startsAt: '2019-10-20T00:00:00+08:00',
      endsAt: '2019-10-27T00:00:00+08:00',
    });
    expect(made.status).toBe(201);
    await forum.staff.delete(`${path}/${made.body.id}`, 1);
  });

  test('persons and rooms of another event are none of this one', async () => {
    const other = await makeForum(app);
    const theirs = await makePerson(other, 'Anna');
    expect((await forum.staff.post(path, { personId: theirs, ...day })).status).toBe(422);
    expect((await forum.staff.post(path, { roomId: other.hall, ...day })).status).toBe(422);
    const made = await make(other.staff, `${other.path}/availabilities`, { personId: theirs, ...day });
    for (const answer of [
      await forum.staff.get(`${path}/${made.id}`),
      await forum.staff.patch(`${path}/${made.id}`, { ...day }, 1),
      await forum.staff.delete(`${path}/${made.id}`, 1),
    ])
      expect(answer.status).toBe(404);
  });

  test('staff read them, those who work on the programme change them', async () => {
    const auditor = await app.staff(forum.id, 'auditor');
    expect((await auditor.get(path)).status).toBe(200);
    expect((await auditor.post(path, { personId: li, ...day })).status).toBe(403);
    const officer = await app.staff(forum.id, 'programme');
    expect((await officer.post(path, { personId: li, ...day })).status).toBe(201);
  });
});
