import { decide, hostOf, makeGroup, makeHostedVisit, seen } from '../site-visits/host-support';
import {
  book,
  bookingsPath,
  makeParticipant,
  makeVisitedEvent,
  stateOf,
  type VisitedEvent,
} from '../site-visits/support';
import type { Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';

describe('words of hosts that come while others act', () => {
  let app: TestApp;
  let event: VisitedEvent;
  let coordinator: Api;
  beforeAll(async () => {
    app = await startApp();
    event = await makeVisitedEvent(app);
    coordinator = await app.staff(event.id, 'visit_coordinator');
  });

  const wordsOf = (bookingId: string) =>
    app.db.query('SELECT answer, code, by_host FROM host_answers WHERE booking_id = $1 ORDER BY id', [
      bookingId,
    ]);
  const takenOn = async (id: string): Promise<number> =>
    (await app.api.get(`${event.path}/departures/${id}`)).body.taken;

  test('host and coordinator decide about one person at once: one of them does, the other is told to look again', async () => {
    for (let round = 0; round < 8; round += 1) {
      const visit = await makeHostedVisit(event);
      const { departure, people } = await makeGroup(app, event, visit, [{}]);
      const { bookingId } = people[0]!;
      const host = await hostOf(app, event, visit);
      const { mark } = (await seen(host, visit.path)).get(bookingId);
      const who = [{ bookingId, mark }];
      const path = `${visit.path}/clearances/answers`;
      const [cleared, refused] = await Promise.all([
        host.post(path, { answer: 'clear', people: who }),
        coordinator.post(path, { answer: 'refuse', code: 'late', people: who }),
      ]);
      expect([cleared.status, refused.status].sort()).toEqual([200, 409]);
      expect([cleared, refused].find(({ status }) => status === 409)!.body.code).toBe('clearance-stale');
      const isCleared = cleared.status === 200;
      expect(await stateOf(event, bookingId)).toBe(isCleared ? 'cleared' : 'refused');
      expect(await takenOn(departure.id)).toBe(isCleared ? 1 : 0);
      expect(await wordsOf(bookingId)).toEqual([
        isCleared
          ? { answer: 'clear', code: null, by_host: true }
          : { answer: 'refuse', code: 'late', by_host: false },
      ]);
    }
  });

  test('one answer sent twenty times at once is recorded once, and one place is given back', async () => {
    const visit = await makeHostedVisit(event);
    const { departure, people } = await makeGroup(app, event, visit, [{}, {}]);
    const { bookingId } = people[0]!;
    const host = await hostOf(app, event, visit);
    const { mark } = (await seen(host, visit.path)).get(bookingId);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        host.post(`${visit.path}/clearances/answers`, {
          answer: 'refuse',
          code: 'capacity',
          people: [{ bookingId, mark }],
        }),
      ),
    );
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(answers.reduce((sum, { body }) => sum + body.recorded, 0)).toBe(1);
    expect(await takenOn(departure.id)).toBe(1);
    expect((await wordsOf(bookingId)).length).toBe(1);
    await app.settled();
    const mails = await app.db.query(
      `SELECT 1 FROM messages WHERE registration_id = $1 AND kind = 'booking.not-received'`,
      [people[0]!.id],
    );
    expect(mails.length).toBe(1);
  });

  test('who gives up while the host decides about everybody: nobody is half cleared, and every place is counted', async () => {
    for (let round = 0; round < 5; round += 1) {
      const visit = await makeHostedVisit(event);
      const { departure, people } = await makeGroup(app, event, visit, [{}, {}, {}, {}]);
      const next = await book(event, departure.id, (await makeParticipant(app, event)).id);
      const host = await hostOf(app, event, visit);
      const { mark } = (await host.get(`${visit.path}/host`)).body.departures[0];
      const [decided, given] = await Promise.all([
        host.post(`${visit.path}/clearances/answers`, {
          answer: 'clear',
          everybody: { departureId: departure.id, mark },
        }),
        event.staff.delete(`${bookingsPath(event, departure.id)}/${people[0]!.bookingId}`, 2),
      ]);
      await app.settled();
      // Either the host was first, and the version of the booking has moved on; or it is told to look again.
      expect([
        [200, 412],
        [409, 204],
      ]).toContainEqual([decided.status, given.status]);
      const states = await Promise.all(
        [...people.map(({ bookingId }) => bookingId), next.id].map((id) => stateOf(event, id)),
      );
      expect(states).toEqual(
        decided.status === 200
          ? ['cleared', 'cleared', 'cleared', 'cleared', 'waitlisted']
          : ['cancelled', 'confirmed', 'confirmed', 'confirmed', 'confirmed'],
      );
      expect(await takenOn(departure.id)).toBe(4);
    }
  });

  test('two hosts refuse overlapping halves of a group from both ends, without waiting for each other', async () => {
    const visit = await makeHostedVisit(event);
    const { departure, people } = await makeGroup(
      app,
      event,
      visit,
      Array.from({ length: 12 }, () => ({})),
    );
    const ids = people.map(({ bookingId }) => bookingId);
    const before = await seen(coordinator, visit.path);
    const [one, two] = [
      await hostOf(app, event, visit),
      await hostOf(app, event, visit, { email: 'b@host.example' }),
    ];
    const refuse = (api: Api, chosen: string[]) =>
      api.post(`${visit.path}/clearances/answers`, {
        answer: 'refuse',
        code: 'capacity',
        people: chosen.map((bookingId) => ({ bookingId, mark: before.get(bookingId).mark })),
      });
    const answers = await Promise.all([refuse(one, ids.slice(0, 8)), refuse(two, ids.slice(4).toReversed())]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers.reduce((sum, { body }) => sum + body.recorded, 0)).toBe(12);
    expect(await takenOn(departure.id)).toBe(0);
  });

  test('a refusal that is taken back while the place goes on: one of the two has it', async () => {
    for (let round = 0; round < 5; round += 1) {
      const visit = await makeHostedVisit(event);
      const { departure, people } = await makeGroup(app, event, visit, [{}]);
      const { bookingId } = people[0]!;
      const next = await book(event, departure.id, (await makeParticipant(app, event)).id);
      await decide(coordinator, visit.path, [bookingId], { answer: 'refuse', code: 'late' });
      const back = await coordinator.move(`${event.path}/bookings/${bookingId}`, 'reinstate');
      await app.settled();
      const states = [await stateOf(event, bookingId), await stateOf(event, next.id)];
      expect(states).toEqual(back.status === 200 ? ['confirmed', 'waitlisted'] : ['refused', 'confirmed']);
      expect(await takenOn(departure.id)).toBe(1);
    }
  });
});
