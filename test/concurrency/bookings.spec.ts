import {
  makeDeparture,
  makeParticipant,
  makeVisitedEvent,
  bookingsPath,
  type VisitedEvent,
} from '../site-visits/support';
import { startApp, type TestApp } from '../support/app';

interface Booked {
  readonly id: string;
  readonly version: number;
  readonly state: string;
  readonly queueNumber: number | null;
}

const inParallel = <T>(count: number, act: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => act(n)));

describe('many who want the same at once', () => {
  let app: TestApp;
  let event: VisitedEvent;
  let people: { id: string }[];
  beforeAll(async () => {
    app = await startApp();
    event = await makeVisitedEvent(app);
    people = await inParallel(200, () => makeParticipant(app, event));
  }, 120_000);

  const counts = (departureId: string) =>
    app.db.one(
      `SELECT d.seats, d.taken, d.waiting, d.queue_last AS last,
              count(*) FILTER (WHERE b.state = 'confirmed')::integer AS confirmed,
              count(*) FILTER (WHERE b.state = 'waitlisted')::integer AS waitlisted
         FROM departures d LEFT JOIN bookings b ON b.departure_id = d.id WHERE d.id = $1 GROUP BY d.id`,
      [departureId],
    );

  test('200 ask for 15 places: 15 have one, 185 stand in one line without gaps', async () => {
    const departure = await makeDeparture(event, { capacity: 15 });
    const answers = await inParallel(200, (n) =>
      event.staff.post<Booked>(bookingsPath(event, departure.id), { registrationId: people[n]!.id }),
    );
    expect(answers.filter(({ status }) => status !== 201).map(({ body }) => body)).toEqual([]);
    const numbers = answers
      .filter(({ body }) => body.state === 'waitlisted')
      .map(({ body }) => body.queueNumber!)
      .sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 185 }, (_, n) => n + 1));
    expect(answers.filter(({ body }) => body.state === 'confirmed').length).toBe(15);
    expect(await counts(departure.id)).toEqual({
      seats: 15,
      taken: 15,
      waiting: 185,
      last: 185,
      confirmed: 15,
      waitlisted: 185,
    });
    // Ten of them give up at once, and five newcomers' places in line are given up too: the first ten in line go.
    const confirmed = answers.filter(({ body }) => body.state === 'confirmed').slice(0, 10);
    const waiting = answers.filter(({ body }) => [3, 5, 20, 21, 22].includes(body.queueNumber ?? 0));
    const given = await Promise.all(
      [...confirmed, ...waiting].map(({ body }) =>
        event.staff.delete(`${bookingsPath(event, departure.id)}/${body.id}`, body.version),
      ),
    );
    // Who was promoted meanwhile is at a newer version: they keep their place and are asked again.
    expect(given.every(({ status }) => status === 204 || status === 412)).toBe(true);
    await app.settled();
    const kept = given.filter(({ status }) => status === 412).length;
    const after = (await counts(departure.id))!;
    expect(after).toMatchObject({
      taken: 15,
      confirmed: 15,
      waiting: 175 - 5 + kept,
      waitlisted: 175 - 5 + kept,
    });
    const promoted = await app.db.query<{ queue_number: number }>(
      `SELECT queue_number FROM bookings WHERE departure_id = $1 AND state = 'confirmed' AND queue_number IS NOT NULL ORDER BY queue_number`,
      [departure.id],
    );
    const [last] = await app.db.query<{ first: number }>(
      `SELECT min(queue_number) AS first FROM bookings WHERE departure_id = $1 AND state = 'waitlisted'`,
      [departure.id],
    );
    expect(promoted.length).toBe(10);
    expect(promoted.at(-1)!.queue_number).toBeLessThan(last!.first);
  }, 120_000);

  test('one participant asks for ten departures at one time, at once: one place, nine refusals', async () => {
    const departures: any[] = [];
    for (let n = 0; n < 10; n += 1)
      departures.push(
        await makeDeparture(event, {
          startsAt: '2019-10-24T09:00:00+08:00',
          endsAt: '2019-10-24T12:00:00+08:00',
        }),
      );
    const answers = await inParallel(10, (n) =>
      event.staff.post(bookingsPath(event, departures[n].id), { registrationId: people[0]!.id }),
    );
    expect(answers.map(({ status, body }) => (status === 201 ? 'booked' : body.code)).sort()).toEqual([
      'booked',
      ...Array.from({ length: 9 }, () => 'booking-clashes'),
    ]);
  });

  test('one participant clicks ten times: one booking, one seat', async () => {
    const departure = await makeDeparture(event, {
      startsAt: '2019-10-22T09:00:00+08:00',
      endsAt: '2019-10-22T10:00:00+08:00',
      cutOffAt: '2019-10-21T10:00:00+08:00',
    });
    const answers = await inParallel(10, () =>
      event.staff.post(bookingsPath(event, departure.id), { registrationId: people[1]!.id }),
    );
    expect(answers.map(({ status, body }) => (status === 201 ? 'booked' : body.code)).sort()).toEqual([
      ...Array.from({ length: 9 }, () => 'already-booked'),
      'booked',
    ]);
    expect(await counts(departure.id)).toMatchObject({ taken: 1, confirmed: 1, waiting: 0 });
  });

  test('a departure that moves and closes while people book ends with what its bookings say', async () => {
    const departure = await makeDeparture(event, {
      startsAt: '2019-10-25T09:00:00+08:00',
      endsAt: '2019-10-25T10:00:00+08:00',
      capacity: 30,
    });
    const path = `${event.path}/departures/${departure.id}`;
    const bookings = inParallel(60, (n) =>
      event.staff.post<Booked>(bookingsPath(event, departure.id), { registrationId: people[n + 100]!.id }),
    );
    const moved = await event.staff.patch(
      path,
      { startsAt: '2019-10-25T09:30:00+08:00', endsAt: '2019-10-25T11:00:00+08:00' },
      departure.version,
    );
    expect(moved.status).toBe(200);
    expect((await event.staff.move(path, 'close')).status).toBe(200);
    const answers = await bookings;
    expect(answers.filter(({ status }) => status !== 201 && status !== 409).map(({ body }) => body)).toEqual(
      [],
    );
    const state = (await counts(departure.id))!;
    expect([state['taken'], state['waiting']]).toEqual([state['confirmed'], state['waitlisted']]);
    const elsewhere = await app.db.query(
      `SELECT b.id FROM bookings b JOIN departures d ON d.id = b.departure_id
        WHERE b.departure_id = $1 AND b.during <> tstzrange(d.starts_at, d.ends_at)`,
      [departure.id],
    );
    expect(elsewhere).toEqual([]);
  }, 60_000);
});
