import { startApp, type TestApp } from '../support/app';
import { deadlocks } from '../support/database';
import { makeEvent } from '../support/factories';
import { askToRegister, makeCategory, makeQuota } from '../registrations/support';

/** What became of somebody, with when the request was sent and answered: one count of both. */
interface Came {
  readonly id: string;
  readonly code: string;
  readonly status: number;
  readonly state: string;
  readonly sent: number;
  readonly answered: number;
}

/** Those who have something while somebody waits who had been answered before they even asked. */
function outOfTurn(having: readonly Came[], waiting: readonly Came[]): Came[] {
  const first = Math.min(...waiting.map(({ answered }) => answered));
  return having.filter(({ sent }) => sent > first);
}

describe('the minute in which registration opens', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  const states = async (eventId: string): Promise<Record<string, number>> => {
    const rows = await app.db.query<{ state: string; n: number }>(
      `SELECT state, count(*)::integer AS n FROM registrations WHERE event_id = $1 GROUP BY state`,
      [eventId],
    );
    return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
  };

  test('2,000 people for 50 places: 50 are confirmed, the others wait in the order in which they came', async () => {
    const event = await makeEvent(app);
    const quota = await makeQuota(event, 50);
    const categories = [
      await makeCategory(event, { quotaIds: [quota.id] }),
      await makeCategory(event, { quotaIds: [quota.id] }),
    ];
    const came: Came[] = [];
    let count = 0;
    let next = 0;
    const come = async (): Promise<void> => {
      while (next < 2000) {
        const category = categories[next % 2];
        next += 1;
        count += 1;
        const sent = count;
        const { status, body } = await askToRegister(app.api, event, category.id);
        count += 1;
        came.push({ id: body.id, code: body.code, status, state: body.state, sent, answered: count });
      }
    };
    await Promise.all(Array.from({ length: 100 }, come));
    expect([...new Set(came.map(({ status }) => status))]).toEqual([201]);
    expect(await states(event.id)).toEqual({ confirmed: 50, waitlisted: 1950 });
    const { body: account } = await event.staff.get(`${event.path}/quotas/${quota.id}`);
    expect(account).toMatchObject({ confirmed: 50, offered: 0, waitlisted: 1950, free: 0 });
    expect(new Set(came.map(({ code }) => code)).size).toBe(2000);

    const confirmed = came.filter(({ state }) => state === 'confirmed');
    const waiting = came.filter(({ state }) => state === 'waitlisted');
    expect([confirmed.length, waiting.length]).toEqual([50, 1950]);
    expect(outOfTurn(confirmed, waiting)).toEqual([]);

    // The line in which places are offered: 100 ask at any time, and those after them when they were answered.
    const byId = new Map(waiting.map((one) => [one.id, one]));
    const line = (
      await app.db.query<{ id: string }>(
        `SELECT id FROM registrations WHERE event_id = $1 AND state = 'waitlisted' ORDER BY priority DESC, waitlisted_at, id`,
        [event.id],
      )
    ).map(({ id }) => byId.get(id)!);
    expect(line.filter((one, place) => outOfTurn([one], line.slice(place + 1)).length > 0)).toEqual([]);
    expect(await deadlocks(app.db)).toBe(0);
  });
});
