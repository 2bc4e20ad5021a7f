import { makeForum, makeSession, release, type TestForum } from '../programme/forum';
import { startApp, type TestApp } from '../support/app';
import { make } from '../support/factories';

const minute = 60_000;

describe('shifts at the same time', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  const from = '2019-10-21T09:00:00+08:00';
  const begins = (n: number): number => Date.parse(from) + n * 20 * minute;
  const count = 24;

  /** A day of sessions of a quarter of an hour each, one every twenty minutes. */
  const makeDay = async (): Promise<TestForum & { path: string }> => {
    const forum = await makeForum(app);
    for (let n = 0; n < count; n += 1)
      await makeSession(forum, {
        title: String(n).padStart(2, '0'),
        startsAt: new Date(begins(n)).toISOString(),
        endsAt: new Date(begins(n) + 15 * minute).toISOString(),
      });
    return forum;
  };
  /** By how many minutes each session stands later than it did; each only once. */
  const movedBy = (items: readonly any[]): number[] =>
    [
      ...new Set(items.map(({ title, startsAt }) => (Date.parse(startsAt) - begins(Number(title))) / minute)),
    ].sort((a, b) => a - b);
  const draftOf = async (forum: TestForum): Promise<any[]> =>
    (await forum.staff.get(`${forum.path}/sessions?limit=200`)).body.items;

  test('two that both have seen the same: one is done, the other is told to look again', async () => {
    for (let round = 0; round < 5; round += 1) {
      const forum = await makeDay();
      const path = `${forum.path}/programme/shifts`;
      const { digest } = await make(forum.staff, `${path}/preview`, { from, minutes: 30 }, 200);
      const answers = await Promise.all(
        [1, 2].map(() => forum.staff.post(path, { from, minutes: 30, digest })),
      );
      expect(answers.map(({ status, body }) => (status === 201 ? 'done' : body.code)).sort()).toEqual([
        'done',
        'draft-changed',
      ]);
      expect(movedBy(await draftOf(forum))).toEqual([30]);
    }
  });

  test('many that look at nothing are done one after the other, each whole', async () => {
    const forum = await makeDay();
    const path = `${forum.path}/programme/shifts`;
    const answers = await Promise.all(
      [5, 10, 15, 20].map((minutes) => forum.staff.post(path, { from, minutes })),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(movedBy(await draftOf(forum))).toEqual([50]);
    expect((await forum.staff.get(path)).body.items.length).toBe(4);
  });

  test('a release in the midst has all of it or nothing', async () => {
    for (let round = 0; round < 5; round += 1) {
      const forum = await makeDay();
      const [shifted] = await Promise.all([
        forum.staff.post(`${forum.path}/programme/shifts`, { from, minutes: 30 }),
        release(forum),
      ]);
      expect(shifted!.status).toBe(201);
      const { body } = await app.api.get(`${forum.path}/programme`);
      expect(body.sessions.length).toBe(count);
      const seen = movedBy(body.sessions);
      expect([[0], [30]]).toContainEqual(seen);
    }
  });

  test('changes of single sessions in the midst are neither lost nor undone', async () => {
    const forum = await makeDay();
    const sessions = await draftOf(forum);
    const [shift, ...patches] = (await Promise.all([
      forum.staff.post(`${forum.path}/programme/shifts`, { from, minutes: 30 }),
      ...sessions.map(({ id, title }) =>
        forum.staff.patch(`${forum.path}/sessions/${id}`, { title: `${title} renamed` }, 1),
      ),
    ])) as { status: number }[];
    // Whoever comes second waits for the other: the shift moves what was changed, a change is told that there is more.
    expect(shift!.status).toBe(201);
    expect(patches.filter(({ status }) => status !== 200 && status !== 412)).toEqual([]);
    const now = await draftOf(forum);
    expect(movedBy(now.map(({ title, startsAt }) => ({ title: title.slice(0, 2), startsAt })))).toEqual([30]);
    const renamed = now.filter(({ title }) => title.endsWith('renamed')).map(({ id }) => id);
    const accepted = sessions.filter((_, index) => patches[index]!.status === 200).map(({ id }) => id);
    expect(renamed.sort()).toEqual(accepted.sort());
  });
});
