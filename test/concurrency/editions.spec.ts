import { makeLastEdition, type LastEdition } from '../events/last-edition';
import { register } from '../registrations/support';
import { startApp, type TestApp } from '../support/app';
import { make, serial } from '../support/factories';

describe('at the same moment', () => {
  let app: TestApp;
  let last: LastEdition;
  beforeAll(async () => {
    app = await startApp();
    last = await makeLastEdition(app);
  });

  const slug = (): string => `infoforum-china-2020-${serial()}`;
  const copies = (bodies: readonly object[]) =>
    Promise.all(bodies.map((body) => app.admin.post(`${last.path}/copies`, body)));

  test('copies with one slug are one copy, and nothing of the others stays', async () => {
    const body = { slug: slug() };
    const answers = await copies([body, body, body, body]);
    expect(answers.map(({ status, body }) => [status, body.code]).sort()).toEqual([
      [201, undefined],
      ...[1, 2, 3].map(() => [409, 'slug-taken']),
    ]);
    const sessions = await app.db.query(
      `SELECT e.slug FROM programme_sessions s JOIN events e ON e.id = s.event_id WHERE e.id <> $1`,
      [last.id],
    );
    expect(sessions).toEqual([body, body, body]);
  });

  test('copies with one Idempotency-Key are one copy with one answer', async () => {
    const body = { slug: slug() };
    const answers = await Promise.all(
      [1, 2, 3].map(() => app.admin.post(`${last.path}/copies`, body, { idempotencyKey: body.slug })),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
  });

  test('copies of one series get numbers one after the other', async () => {
    const before = (await app.admin.get(`${last.path}/copies/proposal`)).body.edition;
    const answers = await copies([{ slug: slug() }, { slug: slug() }, { slug: slug() }]);
    expect(answers.map(({ status, body }) => [status, body.event.edition]).sort()).toEqual([
      [201, before],
      [201, before + 1],
      [201, before + 2],
    ]);
  });

  test('organisers who postpone an event to the same day move it once', async () => {
    const event = await makeLastEdition(app);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        event.staff.post(`${event.path}/reschedule`, { startDate: '2019-11-18', reason: 'Later.' }),
      ),
    );
    expect(answers.map(({ status, body }) => [status, body.report.days]).sort()).toEqual([
      ...Array.from({ length: 7 }, () => [200, 0]),
      [200, 28],
    ]);
    const [opening] = (await event.staff.get(`${event.path}/sessions`)).body.items;
    expect(opening.startsAt).toBe('2019-11-18T01:00:00.000Z');
  });

  test('people who book while the event is moved are on the departure where it then is', async () => {
    const event = await makeLastEdition(app);
    const registrations = [];
    for (let n = 0; n < 20; n += 1)
      registrations.push(await register(app.api, event, event.ids['category']!));
    const bookings = `${event.path}/departures/${event.ids['departure']}/bookings`;
    const move = (startDate: string) =>
      event.staff.post(`${event.path}/reschedule`, { startDate, reason: 'To and fro.' });
    const answers = await Promise.all([
      ...registrations.slice(0, 10).map(({ id }) => event.staff.post(bookings, { registrationId: id })),
      move('2019-10-22'),
      ...registrations.slice(10).map(({ id }) => event.staff.post(bookings, { registrationId: id })),
      move('2019-10-23'),
      event.staff.post(`${event.path}/reschedule/preview`, { startDate: '2019-10-30' }),
    ]);
    expect(answers.map(({ status }) => status).filter((status) => status >= 400)).toEqual([]);
    const astray = await app.db.query(
      `SELECT b.id FROM bookings b JOIN departures d ON d.id = b.departure_id
        WHERE d.event_id = $1 AND b.during <> tstzrange(d.starts_at, d.ends_at)`,
      [event.id],
    );
    expect(astray).toEqual([]);
    const taken = await app.db.query('SELECT taken FROM departures WHERE id = $1', [event.ids['departure']]);
    expect(taken).toEqual([{ taken: 21 }]);
    await app.settled();
  });

  test('a session that is added while the event is copied is copied whole or not at all', async () => {
    const event = await makeLastEdition(app);
    const add = (n: number) =>
      make(event.staff, `${event.path}/sessions`, {
        title: `Panel ${n}`,
        kind: 'panel',
        roles: [{ personId: event.ids['speaker'], role: 'panellist' }],
        items: [{ title: 'Talk', roles: [{ personId: event.ids['speaker'], role: 'speaker' }] }],
      });
    const answers = await Promise.all([
      ...Array.from({ length: 10 }, (_, n) => add(n)),
      ...Array.from({ length: 5 }, () => app.admin.post(`${event.path}/copies`, { slug: slug() })),
    ]);
    expect(answers.slice(10).map(({ status }) => status)).toEqual(Array(5).fill(201));
    const halves = await app.db.query(
      `SELECT s.id FROM programme_sessions s WHERE s.title LIKE 'Panel %' AND s.event_id <> $1
          AND (SELECT count(*) FROM session_roles r WHERE r.session_id = s.id) <> 2`,
      [event.id],
    );
    expect(halves).toEqual([]);
  });
});
