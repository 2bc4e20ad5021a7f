import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';
import { statementsOf } from '../support/statements';
import { badgeToken, makeCategory, makePoint, register } from './support';

/** How many statements a scan and a list take; nothing runs in the background here. */
describe('the cost of check-in', () => {
  let app: TestApp;
  let event: TestEvent;
  let categoryId: string;
  beforeAll(async () => {
    app = await startApp({ now: '2019-10-22T02:00:00Z', config: { role: 'api' } });
    event = await makeEvent(app);
    categoryId = (await makeCategory(event)).id;
  });

  /** The guard looks up the event and the caller. */
  const guard = 2;

  const cost = async (work: () => Promise<{ status: number }>, status: number): Promise<number> => {
    let answered = 0;
    const statements = await statementsOf(app.db, async () => {
      answered = (await work()).status;
    });
    expect(answered).toBe(status);
    return statements - guard;
  };

  test('a scan is one statement, by code or badge, at the default point or another, in or out', async () => {
    const { id, code } = await register(app.api, event, categoryId);
    const { id: pointId } = await makePoint(event);
    const token = await badgeToken(event, id);
    const scan = (body: object): (() => Promise<{ status: number }>) => {
      return () => event.staff.post(`${event.path}/check-ins`, body);
    };
    expect(await cost(scan({ code }), 201)).toBe(1);
    expect(await cost(scan({ token, pointId, clientId: 'a-1', deviceId: 'gate-1' }), 201)).toBe(1);
    expect(await cost(scan({ token, pointId, direction: 'out' }), 201)).toBe(1);
    // A refusal looks for what stood in the way, and is recorded.
    expect(await cost(scan({ code }), 409)).toBe(3);
  });

  test('a list takes as many statements for three people as for one', async () => {
    for (let n = 0; n < 3; n += 1) {
      const { code } = await register(app.api, event, categoryId);
      await event.staff.post(`${event.path}/check-ins`, { code });
    }
    for (const [list, statements] of [
      ['check-ins', 2],
      ['check-ins/candidates', 3],
    ] as const)
      for (const limit of [1, 3])
        expect([
          list,
          limit,
          await cost(() => event.staff.get(`${event.path}/${list}?limit=${limit}`), 200),
        ]).toEqual([list, limit, statements]);
  });

  test('a batch takes as many statements for a hundred scans as for two', async () => {
    const batch = async (size: number): Promise<number> => {
      const scans: object[] = [];
      for (let n = 0; n < size; n += 1) {
        const { code } = await register(app.api, event, categoryId);
        scans.push({ clientId: `b-${code}`, code, at: '2019-10-22T01:00:00Z', decision: 'admitted' });
      }
      return cost(() => event.staff.post(`${event.path}/check-ins/batch`, { deviceId: 'g', scans }), 200);
    };
    expect(await batch(2)).toBe(6);
    expect(await batch(40)).toBe(6);
  });
});
