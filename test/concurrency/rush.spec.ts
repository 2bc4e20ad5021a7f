import { Links } from '../../src/access/links.service';
import { startApp, type TestApp } from '../support/app';
import { deadlocks } from '../support/database';
import { makeEvent } from '../support/factories';
import { askToRegister, makeCategory, makeQuota } from '../registrations/support';
import { bookingsPath, makeDeparture, makeVisitedEvent, type VisitedEvent } from '../site-visits/support';

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

describe('the minute in which a visit opens', () => {
  let app: TestApp;
  let event: VisitedEvent;
  let links: readonly { id: string; token: string }[];
  beforeAll(async () => {
    app = await startApp({ config: { role: 'api' } });
    event = await makeVisitedEvent(app);
    // Who takes part is there already: as a set of rows, each with a link of their own.
    const people = await app.db.query<{ id: string }>(
      `WITH people AS (
         INSERT INTO persons (id, given_name, family_name, display_name, email, locale, created_at, updated_at)
         SELECT uuid_v7(now()), 'Given', 'Family ' || n, 'Given Family ' || n, 'p' || n || '@mail.example', 'en', now(), now()
           FROM generate_series(1, 5000) n
         RETURNING id, display_name)
       INSERT INTO registrations (id, event_id, state, code, category_id, person_id, identity_key, sort_name, locale,
                                  answers_complete, created_at, updated_at)
       SELECT uuid_v7(now()), $1, 'confirmed', upper(translate(substr(md5(display_name), 1, 8), '01', 'YZ')), $2, id, display_name,
              lower(display_name), 'en', true, now(), now()
         FROM people
       RETURNING id`,
      [event.id, event.categoryId],
    );
    const tokens = await app.app.get(Links).tokens(
      'registration',
      event.id,
      people.map(({ id }) => ({ id, name: 'Given' })),
      new Date('2099-01-01'),
    );
    links = people.map(({ id }) => ({ id, token: tokens.get(id)! }));
  }, 120_000);

  test('5,000 people for 50 seats: 50 are confirmed, the others stand in one line in the order in which they came', async () => {
    const { id } = await makeDeparture(event, { capacity: 50 });
    const came: (Came & { queueNumber: number | null })[] = [];
    let count = 0;
    let next = 0;
    const come = async (): Promise<void> => {
      while (next < links.length) {
        const { id: registrationId, token } = links[next]!;
        next += 1;
        count += 1;
        const sent = count;
        const { status, body } = await app.api
          .as(token)
          .post<any>(bookingsPath(event, id), { registrationId });
        count += 1;
        const { state, queueNumber } = body;
        came.push({ id: registrationId, code: body.code, status, state, queueNumber, sent, answered: count });
      }
    };
    await Promise.all(Array.from({ length: 100 }, come));
    expect([...new Set(came.map(({ status }) => status))]).toEqual([201]);
    const confirmed = came.filter(({ state }) => state === 'confirmed');
    const line = came
      .filter(({ state }) => state === 'waitlisted')
      .toSorted((a, b) => a.queueNumber! - b.queueNumber!);
    expect([confirmed.length, line.map(({ queueNumber }) => queueNumber)]).toEqual([
      50,
      Array.from({ length: 4950 }, (_, n) => n + 1),
    ]);
    expect(outOfTurn(confirmed, line)).toEqual([]);
    expect(line.filter((one, place) => outOfTurn([one], line.slice(place + 1)).length > 0)).toEqual([]);

    // Whom it said yes to keeps it, and nobody else was told yes: what each was told is one thing.
    const told = await app.db.query<{ state: string; kind: string; n: number }>(
      `SELECT b.state, split_part(m.kind, '.', 2) AS kind, count(*)::integer AS n FROM bookings b
         LEFT JOIN messages m ON m.subject_id = b.id::text WHERE b.departure_id = $1 GROUP BY 1, 2 ORDER BY 1`,
      [id],
    );
    expect(told).toEqual([
      { state: 'confirmed', kind: 'confirmed', n: 50 },
      { state: 'waitlisted', kind: 'waitlisted', n: 4950 },
    ]);
    expect(await deadlocks(app.db)).toBe(0);
  }, 300_000);
});
