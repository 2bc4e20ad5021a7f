import {
  book,
  makeDeparture,
  makeParticipant,
  makeVisitedEvent,
  type VisitedEvent,
} from '../site-visits/support';
import type { Answer, Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { waitFor } from '../support/wait';

describe('many phones at once', () => {
  let app: TestApp;
  let event: VisitedEvent;
  let marshal: Api;
  beforeAll(async () => {
    app = await startApp({ now: '2019-06-01T08:00:00Z' });
    event = await makeVisitedEvent(app);
    marshal = await app.staff(event.id, 'transport_marshal');
  });

  interface Group {
    readonly path: string;
    readonly id: string;
    readonly people: { id: string; code: string; bookingId: string }[];
  }
  const makeGroup = async (size: number, changes: object = {}): Promise<Group> => {
    const departure = await makeDeparture(event, { capacity: size, ...changes });
    const path = `${event.path}/departures/${departure.id}`;
    const people = await Promise.all(
      Array.from({ length: size }, async () => {
        const { id, code } = await makeParticipant(app, event);
        return { id, code, bookingId: (await book(event, departure.id, id)).id as string };
      }),
    );
    await event.staff.move(path, 'close');
    await app.settled();
    return { path, id: departure.id, people };
  };
  const count = (group: Group, body: object): Promise<Answer> =>
    marshal.post(`${group.path}/headcounts`, { point: 'boarding', ...body });
  const countsOf = async (group: Group) => (await marshal.get(`${group.path}/board`)).body.counts;
  const boardings = async (group: Group): Promise<number> =>
    (await app.db.one<{ n: number }>(
      `SELECT count(*)::integer AS n FROM transition_records t JOIN bookings b ON b.id = t.subject_id
        WHERE b.departure_id = $1 AND t.transition = 'board'`,
      [group.id],
    ))!.n;

  test('one person under eight phones is one person on board', async () => {
    const group = await makeGroup(4);
    const answers = await Promise.all(
      group.people.flatMap(({ code }, person) =>
        Array.from({ length: 8 }, (_, phone) => count(group, { code, clientId: `one-${person}-${phone}` })),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(await countsOf(group)).toMatchObject({ people: 4, boarding: 4 });
    expect(await boardings(group)).toBe(4);
  });

  test('twelve phones that were offline hand in at once, twice: each person once, when they were seen first', async () => {
    const group = await makeGroup(20);
    const first = new Map<string, string>();
    const batches = Array.from({ length: 12 }, (_, phone) =>
      group.people.flatMap(({ code, bookingId }, person) => {
        if ((person + phone) % 3 === 0) return [];
        const second = (person * 53 + phone * 131) % 3000;
        const at = new Date(Date.parse('2019-06-01T07:00:00Z') + second * 1000).toISOString();
        if (!first.has(bookingId) || at < first.get(bookingId)!) first.set(bookingId, at);
        return [{ clientId: `twelve-${phone}-${person}`, point: 'boarding', code, at }];
      }),
    );
    const handIn = (): Promise<Answer[]> =>
      Promise.all(
        batches.map((scans, phone) =>
          marshal.post(`${group.path}/headcounts/batch`, {
            deviceId: `phone-${phone}`,
            sentAt: '2019-06-01T08:00:00Z',
            scans: phone % 2 === 0 ? scans : scans.toReversed(),
          }),
        ),
      );
    const answers = await handIn();
    expect(answers.map(({ status }) => status)).toEqual(batches.map(() => 200));
    const counting = await app.db.query<{ booking_id: string; at: Date }>(
      `SELECT booking_id, at FROM headcounts WHERE departure_id = $1 AND counts`,
      [group.id],
    );
    expect(new Map(counting.map(({ booking_id, at }) => [booking_id, at.toISOString()]))).toEqual(first);
    const again = await handIn();
    const outcomes = again.flatMap(({ body }) => body.results.map(({ outcome }: any) => outcome));
    expect(new Set(outcomes)).toEqual(new Set(['duplicate']));
    expect(await countsOf(group)).toMatchObject({ people: 20, boarding: 20 });
    expect(await boardings(group)).toBe(20);
  });

  test('while the group leaves, phones hand in, places are given up and coaches are filled: nobody is lost, nothing hangs', async () => {
    const group = await makeGroup(12, {
      coaches: [
        { label: 'A', seats: 6 },
        { label: 'B', seats: 6 },
      ],
    });
    await count(group, { code: group.people[0]!.code, clientId: 'rush-0' });
    const acts = await Promise.all([
      ...group.people.slice(1, 8).map(({ code }, n) => count(group, { code, clientId: `rush-${n + 1}` })),
      event.staff.move(group.path, 'depart', { input: { leaveBehind: true } }),
      event.staff.move(`${event.path}/bookings/${group.people[9]!.bookingId}`, 'cancel'),
      event.staff.post(`${group.path}/coaches/seating`, { afresh: true }),
      marshal.post(`${group.path}/headcounts/batch`, {
        deviceId: 'phone-9',
        sentAt: '2019-06-01T08:00:00Z',
        scans: group.people.slice(4, 10).map(({ code }, n) => ({
          clientId: `rush-late-${n}`,
          point: 'boarding',
          code,
          at: '2019-06-01T07:30:00Z',
        })),
      }),
    ]);
    expect(acts.filter(({ status }) => status >= 500)).toEqual([]);
    await app.settled();
    await waitFor(async () => (await event.staff.get(group.path)).body.state === 'departed');
    const rows = await app.db.query<{ id: string; state: string }>(
      'SELECT id, state FROM bookings WHERE departure_id = $1',
      [group.id],
    );
    const stateOf = new Map(rows.map(({ id, state }) => [id, state]));
    for (const { bookingId } of group.people.slice(0, 9)) expect(stateOf.get(bookingId)).toBe('boarded');
    expect(['cancelled', 'boarded', 'no_show']).toContain(stateOf.get(group.people[9]!.bookingId));
    for (const { bookingId } of group.people.slice(10)) expect(stateOf.get(bookingId)).toBe('no_show');
    const seats = await app.db.query<{ taken: number; n: number }>(
      `SELECT c.taken, (SELECT count(*)::integer FROM bookings b WHERE b.coach_id = c.id) AS n FROM coaches c WHERE c.departure_id = $1`,
      [group.id],
    );
    for (const { taken, n } of seats) expect(taken).toBe(n);
  });
});
