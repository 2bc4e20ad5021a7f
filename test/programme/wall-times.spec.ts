import { WallTimes } from '../../src/programme/planning/wall-times.service';
import { startApp, type TestApp } from '../support/app';
import { makeForum, makeSession, release, type TestForum } from './forum';

/** Sessions in places where the clock changes while the event lasts, or whose rules change before it begins. */
describe('the time on the wall', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ now: '2026-01-10T08:00:00Z' });
  });

  const berlin = { timeZone: 'Europe/Berlin', city: 'Berlin', country: 'DE' };
  const newYork = { timeZone: 'America/New_York', city: 'New York', country: 'US' };

  const local = async (table: string, id: string): Promise<string[]> =>
    (
      await app.db.query<{ at: string }>(
        `SELECT to_char(local_starts_at, 'YYYY-MM-DD HH24:MI') AS at FROM ${table} WHERE ${table === 'release_sessions' ? 'session_id' : 'id'} = $1`,
        [id],
      )
    ).map(({ at }) => at);

  /** Leaves the instants as a time zone database would have made them that did not know of a change by an hour. */
  const asUnderOtherRules = async (forum: TestForum): Promise<void> => {
    for (const [table, where, triggers] of [
      ['programme_sessions', 'event_id = $1', ['programme_sessions_wall_times']],
      [
        'release_sessions',
        'release_id IN (SELECT id FROM releases WHERE event_id = $1)',
        ['release_sessions_keep_wall_times'],
      ],
    ] as const) {
      for (const trigger of triggers) await app.db.query(`ALTER TABLE ${table} DISABLE TRIGGER ${trigger}`);
      await app.db.query(
        `UPDATE ${table} SET starts_at = starts_at - interval '1 hour', ends_at = ends_at - interval '1 hour' WHERE ${where}`,
        [forum.id],
      );
      for (const trigger of triggers) await app.db.query(`ALTER TABLE ${table} ENABLE TRIGGER ${trigger}`);
    }
  };

  test('on the last Sunday of October a session at 09:00 in Berlin is an hour later than the day before', async () => {
    const forum = await makeForum(app, { ...berlin, startDate: '2026-10-24', endDate: '2026-10-25' });
    const saturday = await makeSession(forum, {
      startsAt: '2026-10-24T09:00:00+02:00',
      endsAt: '2026-10-24T10:00:00+02:00',
    });
    const sunday = await makeSession(forum, {
      startsAt: '2026-10-25T09:00:00+01:00',
      endsAt: '2026-10-25T10:00:00+01:00',
    });
    expect([saturday.startsAt, sunday.startsAt]).toEqual([
      '2026-10-24T07:00:00.000Z',
      '2026-10-25T08:00:00.000Z',
    ]);
    expect([
      ...(await local('programme_sessions', saturday.id)),
      ...(await local('programme_sessions', sunday.id)),
    ]).toEqual(['2026-10-24 09:00', '2026-10-25 09:00']);
  });

  test('the hour that comes twice is two hours: sessions in both do not meet', async () => {
    const forum = await makeForum(app, { ...berlin, startDate: '2026-10-25', endDate: '2026-10-25' });
    await makeSession(forum, { startsAt: '2026-10-25T02:00:00+02:00', endsAt: '2026-10-25T03:00:00+02:00' });
    await makeSession(forum, { startsAt: '2026-10-25T02:00:00+01:00', endsAt: '2026-10-25T03:00:00+01:00' });
    expect((await forum.staff.get(`${forum.path}/programme/conflicts`)).body.hard).toBe(0);
    expect(await app.app.get(WallTimes).keep(app.clock.now())).toBe(0);
  });

  test.each([
    ['Berlin', berlin, '2026-10-24', '2026-10-25T09:00:00+01:00', '2026-10-25T08:00:00.000Z'],
    ['New York', newYork, '2026-03-07', '2026-03-08T09:00:00-04:00', '2026-03-08T13:00:00.000Z'],
  ])(
    'when the rules of the zone of %s change, sessions of the draft and of releases stay at 09:00',
    async (_, place, startDate, startsAt, instant) => {
      const forum = await makeForum(app, { ...place, startDate, endDate: startsAt.slice(0, 10) });
      const at = (hour: number): object => ({
        startsAt: startsAt.replace('T09', `T${String(hour).padStart(2, '0')}`),
        endsAt: startsAt.replace('T09', `T${String(hour + 1).padStart(2, '0')}`),
      });
      const first = await makeSession(forum, at(9));
      // In the same room, back to back: moving them one by one they meet.
      await makeSession(forum, at(10));
      await release(forum);
      const tag = async (): Promise<string | null> =>
        (await app.api.get(`${forum.path}/programme`)).headers.get('etag');
      expect(await tag()).toBe('"1"');
      await asUnderOtherRules(forum);
      expect(await app.app.get(WallTimes).keep(app.clock.now())).toBe(4);
      expect((await forum.staff.get(`${forum.path}/sessions/${first.id}`)).body.startsAt).toBe(instant);
      expect((await app.api.get(`${forum.path}/programme`)).body.sessions[0].startsAt).toBe(instant);
      expect(await tag()).toBe('"1.1"');
      expect(await local('release_sessions', first.id)).toEqual([`${startsAt.slice(0, 10)} 09:00`]);
      const calendar = (await app.api.get(`${forum.path}/programme.ics`)).body as string;
      expect(calendar.match(/SEQUENCE:\d+/g)).toEqual(['SEQUENCE:1', 'SEQUENCE:1']);
      expect(await app.app.get(WallTimes).keep(app.clock.now())).toBe(0);
    },
  );

  test('the database does not let a release say another time', async () => {
    const forum = await makeForum(app, { ...berlin, startDate: '2026-10-24', endDate: '2026-10-25' });
    const session = await makeSession(forum, {
      startsAt: '2026-10-24T09:00:00+02:00',
      endsAt: '2026-10-24T10:00:00+02:00',
    });
    await release(forum);
    await expect(
      app.db.query(
        `UPDATE release_sessions SET starts_at = starts_at - interval '5 minutes' WHERE session_id = $1`,
        [session.id],
      ),
    ).rejects.toThrow('what a release says does not change');
  });
});
