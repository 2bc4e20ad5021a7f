import fc from 'fast-check';
import { seatPassengers, type CoachWithRoom } from '../../src/site-visits/coaches/coach.rules';
import { makeDelegation } from '../delegations/support';
import type { Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make } from '../support/factories';
import { waitFor } from '../support/wait';
import {
  book,
  makeDeparture,
  makeParticipant,
  makeVisitedEvent,
  stateOf,
  type VisitedEvent,
} from './support';

const coach = (id: string, free: number, groups: Record<string, number> = {}): CoachWithRoom => ({
  id,
  free,
  groups,
});
const group = (groupId: string, size: number) =>
  Array.from({ length: size }, (_, n) => ({ bookingId: `${groupId}-${n}`, groupId }));
const coachOfEach = (placed: readonly { bookingId: string; coachId: string }[]) =>
  Object.fromEntries(placed.map(({ bookingId, coachId }) => [bookingId, coachId]));

describe('seating', () => {
  test('keeps delegations together, each where it fills the coach best', () => {
    const { placed, split, unseated } = seatPassengers(
      [...group('kz', 3), ...group('ru', 4), ...group('cn', 2)],
      [coach('A', 5), coach('B', 4)],
    );
    expect(coachOfEach(placed)).toMatchObject({
      'ru-0': 'B',
      'ru-3': 'B',
      'kz-0': 'A',
      'kz-2': 'A',
      'cn-1': 'A',
    });
    expect([split, unseated]).toEqual([[], []]);
  });

  test('brings latecomers of a delegation to where it sits already', () => {
    const { placed } = seatPassengers(group('kz', 1), [coach('A', 1), coach('B', 9, { kz: 4 })]);
    expect(placed).toEqual([{ bookingId: 'kz-0', coachId: 'B' }]);
  });

  test('divides a delegation that fits nowhere over as few coaches as possible, and says so', () => {
    const { placed, split, unseated } = seatPassengers(group('ru', 7), [
      coach('A', 2),
      coach('B', 4),
      coach('C', 3),
    ]);
    expect(new Set(placed.map(({ coachId }) => coachId))).toEqual(new Set(['B', 'C']));
    expect([placed.length, split, unseated]).toEqual([7, ['ru'], []]);
  });

  test('never takes more than a coach holds, and leaves nobody behind while there is a seat', () => {
    const people = fc.array(fc.option(fc.constantFrom('kz', 'ru', 'cn', 'uz'), { nil: null }), {
      maxLength: 40,
    });
    const seats = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(people, seats, (groups, rooms) => {
        const passengers = groups.map((groupId, n) => ({ bookingId: `p${n}`, groupId }));
        const coaches = rooms.map((free, n) => coach(`c${n}`, free));
        const { placed, unseated } = seatPassengers(passengers, coaches);
        for (const { id, free } of coaches)
          expect(placed.filter(({ coachId }) => coachId === id).length).toBeLessThanOrEqual(free);
        const total = rooms.reduce((sum, free) => sum + free, 0);
        expect(placed.length).toBe(Math.min(total, passengers.length));
        const seen = [...placed.map(({ bookingId }) => bookingId), ...unseated].sort();
        expect(seen).toEqual(passengers.map(({ bookingId }) => bookingId).sort());
        expect(seatPassengers(passengers.toReversed(), coaches).placed.toSorted(byId)).toEqual(
          [...placed].sort(byId),
        );
      }),
    );
  });
});

const byId = (a: { bookingId: string }, b: { bookingId: string }): number =>
  a.bookingId < b.bookingId ? -1 : 1;

describe('coaches', () => {
  let app: TestApp;
  let event: VisitedEvent;
  let coordinator: Api;
  beforeAll(async () => {
    app = await startApp({ config: { manifestQuietSeconds: 0 } });
    event = await makeVisitedEvent(app);
    coordinator = await app.staff(event.id, 'visit_coordinator');
  });
  const pathOf = (departure: { id: string }): string => `${event.path}/departures/${departure.id}`;
  const coachesOf = async (departure: { id: string }): Promise<any[]> =>
    (await event.staff.get(`${pathOf(departure)}/coaches`)).body.items;
  const now = async (departure: { id: string }) => (await event.staff.get(pathOf(departure))).body;
  const labels = (coaches: { label: string }[]): string[] => coaches.map(({ label }) => label);

  test('those that a departure is planned with are things of their own, with drivers, companies and marshals', async () => {
    const departure = await makeDeparture(event, {
      capacity: 60,
      coaches: [
        {
          label: 'Coach A',
          seats: 30,
          plate: '粤B·12345',
          marshal: 'Chen Wei',
          marshalPhone: '+86 755 5555 0102',
        },
        {
          label: 'Coach B',
          seats: 20,
          company: 'Shenzhen Bus',
          driver: 'Wu Gang',
          driverPhone: '+86 755 5555 0101',
        },
      ],
    });
    const [first, second] = await coachesOf(departure);
    expect(first).toEqual({
      id: expect.any(String),
      version: 1,
      departureId: departure.id,
      label: 'Coach A',
      seats: 30,
      taken: 0,
      plate: '粤B·12345',
      company: null,
      driver: null,
      driverPhone: null,
      marshal: 'Chen Wei',
      marshalPhone: '+86 755 5555 0102',
      marshalUserId: null,
    });
    expect([second.company, second.driver]).toEqual(['Shenzhen Bus', 'Wu Gang']);
    expect(departure.seats).toBe(50);
  });

  test('the seats of a departure follow its coaches, and never fall below what is taken', async () => {
    const departure = await makeDeparture(event, { capacity: 60, coaches: [{ label: 'A', seats: 2 }] });
    for (let n = 0; n < 2; n += 1) await book(event, departure.id, (await makeParticipant(app, event)).id);
    const path = `${pathOf(departure)}/coaches`;
    const added = await make(coordinator, path, { label: 'B', seats: 10 });
    expect(await now(departure)).toMatchObject({
      seats: 12,
      coaches: [
        { label: 'A', seats: 2 },
        { label: 'B', seats: 10 },
      ],
    });
    const twice = await coordinator.post(path, { label: 'B', seats: 10 });
    expect([twice.status, twice.body.code]).toEqual([409, 'coach-label-taken']);
    const [a] = await coachesOf(departure);
    expect((await coordinator.delete(`${path}/${a.id}`, a.version)).status).toBe(204);
    expect((await now(departure)).seats).toBe(10);
    const small = await coordinator.patch(`${path}/${added.id}`, { seats: 1 }, added.version);
    expect([small.status, small.body.code]).toEqual([409, 'places-taken']);
    expect((await coordinator.patch(`${path}/${added.id}`, { seats: 5 }, added.version + 1)).status).toBe(
      412,
    );
    expect((await coordinator.patch(`${path}/${added.id}`, { seats: 5 }, added.version)).body.seats).toBe(5);
    expect((await now(departure)).seats).toBe(5);
  });

  test('a new list keeps those that are called as before, with who sits on them and who drives', async () => {
    const departure = await makeDeparture(event, {
      capacity: 10,
      coaches: [
        { label: 'A', seats: 5, driver: 'Wu Gang' },
        { label: 'B', seats: 5 },
      ],
    });
    const booking = await book(event, departure.id, (await makeParticipant(app, event)).id);
    const [a] = await coachesOf(departure);
    await coordinator.put(`${pathOf(departure)}/bookings/${booking.id}/coach`, { coachId: a.id });
    const { version } = await now(departure);
    const list = (coaches: object[]) => coordinator.patch(pathOf(departure), { coaches }, version);
    const twice = await list([
      { label: 'A', seats: 6 },
      { label: 'A', seats: 7 },
    ]);
    expect([twice.status, twice.body.code]).toEqual([422, 'coach-label-twice']);
    expect(
      (
        await list([
          { label: 'C', seats: 7 },
          { label: 'A', seats: 6 },
        ])
      ).status,
    ).toBe(200);
    const after = await coachesOf(departure);
    expect(labels(after)).toEqual(['C', 'A']);
    expect(after[1]).toMatchObject({ id: a.id, seats: 6, taken: 1, driver: 'Wu Gang' });
  });

  test('a marshal is somebody who works on the event, or a name', async () => {
    const departure = await makeDeparture(event, { coaches: [{ label: 'A', seats: 5 }] });
    const [a] = await coachesOf(departure);
    const path = `${pathOf(departure)}/coaches/${a.id}`;
    const marshal = await app.staff(event.id, 'transport_marshal');
    const me = (await marshal.get('auth/me')).body;
    const set = await coordinator.patch(path, { marshalUserId: me.id, marshalPhone: '+86 755 5555 0102' }, 1);
    expect(set.body).toMatchObject({ marshalUserId: me.id, marshal: me.name });
    expect((await now(departure)).coaches[0].marshal).toBe(me.name);
    const stranger = await app.staff(undefined);
    const wrong = await coordinator.patch(
      path,
      { marshalUserId: (await stranger.get('auth/me')).body.id },
      2,
    );
    expect([wrong.status, wrong.body.code]).toEqual([422, 'marshal-unknown']);
    expect((await marshal.patch(path, { plate: 'X' }, 2)).status).toBe(403);
    expect((await marshal.get(path)).status).toBe(200);
  });

  test('everybody is seated when booking closes, delegations together, and is shown their coach and marshal', async () => {
    const departure = await makeDeparture(event, {
      capacity: 10,
      coaches: [
        { label: 'A', seats: 3, plate: '粤B·1', marshal: 'Chen Wei', marshalPhone: '+86 755 5555 0102' },
        { label: 'B', seats: 2 },
      ],
    });
    const delegation = await makeDelegation(event);
    const people: { id: string }[] = [];
    for (let n = 0; n < 5; n += 1) people.push(await makeParticipant(app, event));
    await app.db.query('UPDATE registrations SET delegation_id = $1 WHERE id = ANY ($2::uuid[])', [
      delegation.id,
      [people[0]!.id, people[2]!.id, people[4]!.id],
    ]);
    const bookings: { id: string }[] = [];
    for (const { id } of people) bookings.push(await book(event, departure.id, id));
    expect((await event.staff.move(pathOf(departure), 'close')).status).toBe(200);
    await app.settled();
    expect((await coachesOf(departure)).map(({ label, taken }) => [label, taken])).toEqual([
      ['A', 3],
      ['B', 2],
    ]);
    const visitOf = async (n: number) =>
      (await event.staff.get(`${event.path}/registrations/${people[n]!.id}/agenda`)).body.items.find(
        ({ kind }: { kind: string }) => kind === 'visit',
      );
    for (const n of [0, 2, 4])
      expect(await visitOf(n)).toMatchObject({
        coach: 'A',
        plate: '粤B·1',
        marshal: 'Chen Wei, +86 755 5555 0102',
      });
    for (const n of [1, 3])
      expect(await visitOf(n)).toMatchObject({ coach: 'B', plate: null, marshal: null });

    // By hand: only where there is a seat, and it stays when everybody is seated anew.
    const [a, b] = await coachesOf(departure);
    const put = (n: number, coachId: string | null) =>
      coordinator.put(`${pathOf(departure)}/bookings/${bookings[n]!.id}/coach`, { coachId });
    const full = await put(1, a.id);
    expect([full.status, full.body.code]).toEqual([409, 'coach-full']);
    expect((await put(0, null)).body).toEqual({ bookingId: bookings[0]!.id, coachId: null, byHand: false });
    expect((await put(1, a.id)).body.byHand).toBe(true);
    const other = await makeDeparture(event, { coaches: [{ label: 'A', seats: 5 }] });
    const foreign = await put(3, (await coachesOf(other))[0].id);
    expect([foreign.status, foreign.body.code]).toEqual([422, 'coach-unknown']);
    const again = await coordinator.post(`${pathOf(departure)}/coaches/seating`, { afresh: true });
    expect([again.status, again.body.seated, again.body.unseated]).toEqual([200, 4, []]);
    expect(again.body.splitDelegations).toEqual([delegation.id]);
    expect((await visitOf(1)).coach).toBe('A');

    // A place that is given up leaves a seat on the coach.
    const given = await event.staff.move(`${event.path}/bookings/${bookings[1]!.id}`, 'cancel');
    expect(given.status).toBe(200);
    await waitFor(async () => (await coachesOf(departure))[0].taken === 2);
    expect((await coachesOf(departure)).map(({ id }) => id)).toEqual([a.id, b.id]);
  });

  test('seats on a coach are not for those who wait for a place', async () => {
    const departure = await makeDeparture(event, { capacity: 1, coaches: [{ label: 'A', seats: 5 }] });
    await book(event, departure.id, (await makeParticipant(app, event)).id);
    const waiting = await book(event, departure.id, (await makeParticipant(app, event)).id);
    const [a] = await coachesOf(departure);
    const path = `${pathOf(departure)}/bookings/${waiting.id}/coach`;
    const answer = await coordinator.put(path, { coachId: a.id });
    expect([answer.status, answer.body.code]).toEqual([409, 'coach-seat-not-possible']);
    const marshal = await app.staff(event.id, 'transport_marshal');
    expect((await marshal.put(path, { coachId: a.id })).status).toBe(403);
  });

  test('a coach that is added or larger gives places to those who wait; a new plate is promised to the host', async () => {
    const departure = await makeDeparture(event, { capacity: 3, coaches: [{ label: 'A', seats: 1 }] });
    const path = `${pathOf(departure)}/coaches`;
    const bookings: { id: string }[] = [];
    for (let n = 0; n < 3; n += 1)
      bookings.push(await book(event, departure.id, (await makeParticipant(app, event)).id));
    const states = () => Promise.all(bookings.map(({ id }) => stateOf(event, id)));
    const added = await make(coordinator, path, { label: 'B', seats: 1 });
    await app.settled();
    expect(await states()).toEqual(['confirmed', 'confirmed', 'waitlisted']);
    const larger = await coordinator.patch(`${path}/${added.id}`, { seats: 2 }, added.version);
    expect(larger.status).toBe(200);
    await app.settled();
    expect(await states()).toEqual(['confirmed', 'confirmed', 'confirmed']);

    await event.staff.move(pathOf(departure), 'close');
    await app.settled();
    const manifests = async (): Promise<number> =>
      (await event.staff.get(`${pathOf(departure)}/manifests`)).body.items.length;
    const before = await manifests();
    const plated = await coordinator.patch(`${path}/${added.id}`, { plate: 'B·777' }, larger.body.version);
    expect(plated.status).toBe(200);
    await app.settled();
    expect(await manifests()).toBe(before + 1);
  });

  test('who gets a place after the close gets a seat on a coach', async () => {
    const departure = await makeDeparture(event, { capacity: 3, coaches: [{ label: 'A', seats: 3 }] });
    await book(event, departure.id, (await makeParticipant(app, event)).id);
    await event.staff.move(pathOf(departure), 'close');
    await app.settled();
    const late = await coordinator.post(`${pathOf(departure)}/bookings`, {
      registrationId: (await makeParticipant(app, event)).id,
      override: { reason: 'The minister asks for it.' },
    });
    expect([late.status, late.body.state]).toEqual([201, 'confirmed']);
    await app.settled();
    expect((await coachesOf(departure))[0].taken).toBe(2);
  });

  test('with smaller coaches, those who are too many on one sit on another, and whoever was put there by hand stays', async () => {
    const departure = await makeDeparture(event, {
      capacity: 6,
      coaches: [
        { label: 'A', seats: 3 },
        { label: 'B', seats: 2 },
      ],
    });
    const bookings: { id: string }[] = [];
    for (let n = 0; n < 4; n += 1)
      bookings.push(await book(event, departure.id, (await makeParticipant(app, event)).id));
    const [a] = await coachesOf(departure);
    for (const n of [1, 2, 3])
      await coordinator.put(`${pathOf(departure)}/bookings/${bookings[n]!.id}/coach`, { coachId: a.id });
    await event.staff.move(pathOf(departure), 'close');
    await app.settled();
    const taken = async () => (await coachesOf(departure)).map(({ label, taken: on }) => [label, on]);
    expect(await taken()).toEqual([
      ['A', 3],
      ['B', 1],
    ]);
    const shrunk = await event.staff.post(
      `${pathOf(departure)}/shrink`,
      {
        coaches: [
          { label: 'A', seats: 1 },
          { label: 'B', seats: 2 },
        ],
        choose: 'last_come',
        reason: 'A smaller coach.',
      },
      { ifMatch: (await now(departure)).version },
    );
    expect(shrunk.status).toBe(200);
    expect(await taken()).toEqual([
      ['A', 1],
      ['B', 2],
    ]);
    const again = await coordinator.patch(
      pathOf(departure),
      { coaches: [{ label: 'C', seats: 4 }] },
      (await now(departure)).version,
    );
    expect(again.status).toBe(200);
    expect(await taken()).toEqual([['C', 3]]);
  });

  test('whose coach is taken away sits nowhere by hand any more', async () => {
    const departure = await makeDeparture(event, {
      capacity: 2,
      coaches: [
        { label: 'A', seats: 2 },
        { label: 'B', seats: 2 },
      ],
    });
    const booking = await book(event, departure.id, (await makeParticipant(app, event)).id);
    const [a] = await coachesOf(departure);
    await coordinator.put(`${pathOf(departure)}/bookings/${booking.id}/coach`, { coachId: a.id });
    expect((await coordinator.delete(`${pathOf(departure)}/coaches/${a.id}`, a.version)).status).toBe(204);
    expect(
      await app.db.one('SELECT coach_id, coach_by_hand FROM bookings WHERE id = $1', [booking.id]),
    ).toEqual({ coach_id: null, coach_by_hand: false });
  });
});
