import {
  book,
  bookingsPath,
  makeDeparture,
  makeParticipant,
  makeVisit,
  makeVisitedEvent,
  stateOf,
  type VisitedEvent,
} from '../site-visits/support';
import { startApp, type TestApp } from '../support/app';
import { deadlocks } from '../support/database';

const inParallel = <T>(count: number, act: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => act(n)));

const reason = 'The host has less room.';
const at24 = { startsAt: '2019-10-24T09:00:00+08:00', endsAt: '2019-10-24T12:00:00+08:00' };

describe('departures that change while people act on them', () => {
  let app: TestApp;
  let event: VisitedEvent;
  let people: { id: string }[];
  beforeAll(async () => {
    app = await startApp();
    event = await makeVisitedEvent(app);
    people = await inParallel(80, () => makeParticipant(app, event));
  }, 120_000);

  const path = (id: string): string => `${event.path}/departures/${id}`;
  const version = async (id: string): Promise<number> => (await event.staff.get(path(id))).body.version;

  /** What the departure counts, beside what its bookings say; the same, unless something went wrong. */
  const counted = async (id: string) => {
    const row = (await app.db.one<{
      seats: number;
      taken: number;
      waiting: number;
      seated: number;
      queued: number;
      moved: number;
    }>(
      `SELECT d.seats, d.taken, d.waiting,
              count(b.id) FILTER (WHERE b.state IN ('offered', 'confirmed', 'cleared'))::integer AS seated,
              count(b.id) FILTER (WHERE b.state = 'waitlisted')::integer AS queued,
              count(b.id) FILTER (WHERE b.during <> tstzrange(d.starts_at, d.ends_at))::integer AS moved
         FROM departures d LEFT JOIN bookings b ON b.departure_id = d.id AND b.state <> 'cancelled' WHERE d.id = $1 GROUP BY d.id`,
      [id],
    ))!;
    expect([row.taken, row.waiting, row.moved]).toEqual([row.seated, row.queued, 0]);
    expect(row.taken).toBeLessThanOrEqual(row.seats);
    return row;
  };

  test('a departure shrinks while bookings arrive and others are given up: every seat is counted once, everybody is told', async () => {
    const departure = await makeDeparture(event, { capacity: 20 });
    const first: any[] = [];
    for (let n = 0; n < 15; n += 1) first.push(await book(event, departure.id, people[n]!.id));
    await app.settled();
    const [arrived, given, shrunk] = await Promise.all([
      inParallel(40, (n) =>
        event.staff.post<any>(bookingsPath(event, departure.id), { registrationId: people[n + 15]!.id }),
      ),
      inParallel(5, (n) =>
        event.staff.delete(`${bookingsPath(event, departure.id)}/${first[n].id}`, first[n].version),
      ),
      event.staff.post<any>(
        `${path(departure.id)}/shrink`,
        { capacity: 8, choose: 'last_come', reason },
        { ifMatch: departure.version },
      ),
    ]);
    expect(arrived.map(({ status }) => status)).toEqual(Array(40).fill(201));
    // Whoever was put into the line meanwhile is at a newer version, and is asked again.
    expect(given.every(({ status }) => status === 204 || status === 412)).toBe(true);
    expect([shrunk.status, shrunk.body.code]).toEqual([200, undefined]);
    await app.settled();
    const after = await counted(departure.id);
    expect(after).toMatchObject({ seats: 8, taken: 8 });
    const losers = shrunk.body.people as { registrationId: string; bookingId: string }[];
    const told = await app.db.query<{ registration_id: string }>(
      `SELECT registration_id FROM messages WHERE kind = 'departure.shrunk' AND cause = $1`,
      [shrunk.body.id],
    );
    expect(told.map((row) => row.registration_id).sort()).toEqual(
      losers.map(({ registrationId }) => registrationId).sort(),
    );
    expect(await deadlocks(app.db)).toBe(0);
  }, 120_000);

  test('two accept places, of which the last two exclude each other for one of them; and one accepts twice at once', async () => {
    const visitId = (await makeVisit(event)).id;
    const lost = await makeDeparture(event, { capacity: 2 }, { visitId });
    const one = await makeDeparture(event, { ...at24, capacity: 2 }, { visitId });
    const other = await makeDeparture(event, { ...at24, capacity: 2 }, { visitId });
    const who = [people[60]!, people[61]!];
    for (const { id } of who) await book(event, lost.id, id);
    await event.staff.move(path(lost.id), 'cancel', {
      comment: 'Works.',
      input: { alternatives: { holdUntil: '2019-10-10T18:00:00+08:00', most: 2 } },
    });
    await app.settled();
    const offers = (await event.staff.get(`${event.path}/alternatives`)).body.items as any[];
    expect(offers.map(({ departureId }) => departureId).sort()).toEqual(
      [one.id, one.id, other.id, other.id].sort(),
    );
    // Everybody accepts everything at once, three times.
    const answers = await Promise.all(
      [...offers, ...offers, ...offers].map(({ id }) =>
        event.staff.post<any>(`${event.path}/alternatives/${id}/accept`),
      ),
    );
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
    await app.settled();
    for (const { id } of who) {
      const { items } = (await event.staff.get(`${event.path}/bookings?registrationId=${id}`)).body;
      expect(items.filter(({ state }: any) => state === 'confirmed')).toHaveLength(1);
      expect(items.filter(({ state }: any) => state === 'offered')).toHaveLength(0);
    }
    expect((await counted(one.id)).taken + (await counted(other.id)).taken).toBe(2);
    expect(await deadlocks(app.db)).toBe(0);
  }, 60_000);

  test('the last place is held for one of two who lose theirs, also when two departures are cancelled at once', async () => {
    const visitId = (await makeVisit(event)).id;
    const lost = [
      await makeDeparture(event, { capacity: 3 }, { visitId }),
      await makeDeparture(
        event,
        { startsAt: '2019-10-23T14:00:00+08:00', endsAt: '2019-10-23T16:00:00+08:00', capacity: 3 },
        { visitId },
      ),
    ];
    const last = await makeDeparture(event, { ...at24, capacity: 1 }, { visitId });
    for (let n = 0; n < 6; n += 1) await book(event, lost[n % 2].id, people[62 + n]!.id);
    await Promise.all(
      lost.map(({ id }) =>
        event.staff.move(path(id), 'cancel', {
          comment: 'Works.',
          input: { alternatives: { holdUntil: '2019-10-10T18:00:00+08:00' } },
        }),
      ),
    );
    await app.settled();
    expect(await counted(last.id)).toMatchObject({ seats: 1, taken: 1 });
    const offers = await app.db.query(
      `SELECT id FROM bookings WHERE departure_id = $1 AND state = 'offered'`,
      [last.id],
    );
    expect(offers).toHaveLength(1);
    expect(await deadlocks(app.db)).toBe(0);
  }, 60_000);

  test('groups are merged while some cancel and others book: one booking each, and no seat twice', async () => {
    const visitId = (await makeVisit(event)).id;
    const from = await makeDeparture(
      event,
      { startsAt: '2019-10-22T09:00:00+08:00', endsAt: '2019-10-22T11:00:00+08:00', capacity: 10 },
      { visitId },
    );
    const into = await makeDeparture(
      event,
      { startsAt: '2019-10-22T14:00:00+08:00', endsAt: '2019-10-22T16:00:00+08:00', capacity: 30 },
      { visitId },
    );
    const going: any[] = [];
    for (let n = 0; n < 10; n += 1) going.push(await book(event, from.id, people[n]!.id));
    for (let n = 10; n < 14; n += 1) await book(event, into.id, people[n]!.id);
    const [merged, given, arrived] = await Promise.all([
      event.staff.post<any>(
        `${path(from.id)}/merge`,
        { intoId: into.id, reason },
        { ifMatch: await version(from.id) },
      ),
      inParallel(4, (n) =>
        event.staff.delete(`${bookingsPath(event, from.id)}/${going[n].id}`, going[n].version),
      ),
      inParallel(6, (n) =>
        event.staff.post<any>(bookingsPath(event, from.id), { registrationId: people[n + 20]!.id }),
      ),
    ]);
    expect([merged.status, merged.body.code]).toEqual([200, undefined]);
    // On the other departure by now, or at a newer version: whoever asks again finds the booking there.
    expect(given.every(({ status }) => [204, 404, 412].includes(status))).toBe(true);
    expect(arrived.every(({ status }) => status === 201 || status === 409)).toBe(true);
    await app.settled();
    expect(await counted(from.id)).toMatchObject({ taken: 0, waiting: 0 });
    const after = await counted(into.id);
    const gone = given.filter(({ status }) => status === 204).length;
    const came = arrived.filter(({ status }) => status === 201).length;
    expect(after.taken).toBe(4 + 10 - gone + came);
    for (const { id } of going.slice(4)) expect(await stateOf(event, id)).toBe('confirmed');
    const twice = await app.db.query(
      `SELECT registration_id FROM bookings WHERE site_visit_id = $1 AND state = 'confirmed' GROUP BY 1 HAVING count(*) > 1`,
      [visitId],
    );
    expect(twice).toEqual([]);
    expect(await deadlocks(app.db)).toBe(0);
  }, 120_000);
});
