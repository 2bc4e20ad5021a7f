import { makeForum, makeSession, release } from '../programme/forum';
import { startApp, type TestApp } from '../support/app';
import { make, serial } from '../support/factories';
import { defaultPoint, makeCategory, makePoint } from './support';

/** What becomes of check-in points when the next edition is made, and when an event moves. */
describe('check-in points of an event that', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  const points = async (eventId: string): Promise<any[]> =>
    (await app.admin.get(`events/${eventId}/check-in-points?sort=title`)).body.items;

  test('is copied are those of the next edition, with its categories and days; those of sessions stay behind', async () => {
    const forum = await makeForum(app);
    const delegates = await makeCategory(forum, { code: 'delegate' });
    const session = await makeSession(forum);
    await release(forum);
    await make(forum.staff, `${forum.path}/check-in-points`, { kind: 'session', sessionId: session.id });
    await makePoint(forum, {
      title: 'Lounge',
      categoryIds: [delegates.id],
      opensAt: '2019-10-21T08:00:00+08:00',
      closesAt: '2019-10-25T20:00:00+08:00',
    });
    const day = await defaultPoint(forum);
    await forum.staff.patch(
      `${forum.path}/check-in-points/${day.id}`,
      { title: 'Entrance', recordsOut: true },
      1,
    );
    const copied = await app.admin.post(`${forum.path}/copies`, {
      title: 'Next',
      slug: `next-${serial()}`,
      startDate: '2020-10-19',
      endDate: '2020-10-23',
    });
    expect(copied.status).toBe(201);
    const next = copied.body.event.id;
    const [category] = (await app.admin.get(`events/${next}/categories`)).body.items;
    expect(category.id).not.toBe(delegates.id);
    expect(
      (await points(next)).map(({ title, kind, isDefault, recordsOut, categoryIds, opensAt, closesAt }) => [
        title,
        kind,
        isDefault,
        recordsOut,
        categoryIds,
        opensAt,
        closesAt,
      ]),
    ).toEqual([
      ['Entrance', 'day', true, true, [], null, null],
      ['Lounge', 'door', false, true, [category.id], '2020-10-19T00:00:00.000Z', '2020-10-23T12:00:00.000Z'],
    ]);
    const report = copied.body.report.parts.find(({ part }: { part: string }) => part === 'check_in_points');
    expect([report.done, report.leftOut.map(({ count }: { count: number }) => count)]).toEqual([
      [{ thing: 'check_in_points', count: 1 }],
      [1],
    ]);
  });

  test('moves open and close on the new days, at the same time on the wall', async () => {
    const forum = await makeForum(app);
    const point = await makePoint(forum, {
      opensAt: '2019-10-21T08:00:00+08:00',
      closesAt: '2019-10-25T20:00:00+08:00',
    });
    const moved = await app.admin.post(`${forum.path}/reschedule`, {
      startDate: '2019-11-18',
      reason: 'The hall burnt.',
    });
    expect([moved.status, moved.body]).toEqual([200, expect.anything()]);
    const after = (await points(forum.id)).find(({ id }) => id === point.id);
    expect([after.opensAt, after.closesAt, after.version]).toEqual([
      '2019-11-18T00:00:00.000Z',
      '2019-11-22T12:00:00.000Z',
      2,
    ]);
  });
});
