import { startApp, type TestApp } from '../support/app';
import { makeEvent } from '../support/factories';
import { personInput, register } from '../registrations/support';
import {
  book,
  bookingsPath,
  makeDeparture,
  makeParticipant,
  makeVisit,
  makeVisitedEvent,
  participantOf,
  stateOf,
  toldTo,
  type VisitedEvent,
} from './support';

describe('bookings', () => {
  let app: TestApp;
  let event: VisitedEvent;
  beforeAll(async () => {
    app = await startApp();
    event = await makeVisitedEvent(app);
  });
  const ask = (departureId: string, registrationId: string) =>
    event.staff.post(bookingsPath(event, departureId), { registrationId });
  const departureNow = async (id: string) => (await app.api.get(`${event.path}/departures/${id}`)).body;
  const give = (departureId: string, booking: { id: string; version: number }) =>
    event.staff.delete(`${bookingsPath(event, departureId)}/${booking.id}`, booking.version);

  test('the first to come have a place, the others a number in the line, and all are told', async () => {
    const departure = await makeDeparture(event, { capacity: 1 });
    const first = await makeParticipant(app, event);
    const second = await makeParticipant(app, event);
    const made = await ask(departure.id, first.id);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      state: 'confirmed',
      departureId: departure.id,
      siteVisitId: departure.siteVisitId,
      registrationId: first.id,
      code: first.code,
      queueNumber: null,
    });
    expect((await app.admin.get(made.headers.get('location')!)).body).toEqual(made.body);
    expect((await ask(departure.id, second.id)).body).toMatchObject({ state: 'waitlisted', queueNumber: 1 });
    expect(await departureNow(departure.id)).toMatchObject({ seats: 1, taken: 1, waiting: 1, version: 2 });
    await app.settled();
    expect(await toldTo(app, first.id)).toEqual(['booking.confirmed']);
    expect(await toldTo(app, second.id)).toEqual(['booking.waitlisted']);
    const history = await event.staff.get(`${event.path}/bookings/${made.body.id}/history`);
    expect(
      history.body.items.map((one: { transition: string; byKind: string }) => [one.transition, one.byKind]),
    ).toEqual([
      ['create', 'staff'],
      ['allocate', 'system'],
    ]);
  });

  test('the list shows who goes, with name and code, by state', async () => {
    const departure = await makeDeparture(event, { capacity: 1 });
    const [first, second] = [await makeParticipant(app, event), await makeParticipant(app, event)];
    await book(event, departure.id, first.id);
    await book(event, departure.id, second.id);
    const all = await event.staff.get(bookingsPath(event, departure.id));
    expect(all.body.items.map((one: { code: string }) => one.code)).toEqual([first.code, second.code]);
    expect(all.body.items[0].person.givenName).toBe('Anna');
    const waiting = await event.staff.get(`${bookingsPath(event, departure.id)}?state=waitlisted`);
    expect(waiting.body.items.map((one: { code: string }) => one.code)).toEqual([second.code]);
    const own = await event.staff.get(`${event.path}/bookings?registrationId=${first.id}`);
    expect(own.body.items.map((one: { departureId: string }) => one.departureId)).toEqual([departure.id]);
  });

  describe('is refused', () => {
    test.each([
      ['is only planned', [], 'departure-not-open'],
      // Who coordinates the visit is told that it can be overridden.
      ['is closed', ['open', 'close'], 'manifest-frozen'],
      ['is cancelled', ['cancel'], 'departure-not-open'],
    ])('while the departure %s', async (_, steps, code) => {
      const departure = await makeDeparture(event, {}, { opened: false });
      for (const step of steps)
        await event.staff.move(`${event.path}/departures/${departure.id}`, step, { comment: 'Test' });
      const { id } = await makeParticipant(app, event);
      const answer = await ask(departure.id, id);
      expect([answer.status, answer.body.code]).toEqual([409, code]);
    });

    test('when the registration is not confirmed', async () => {
      const departure = await makeDeparture(event);
      const category = await event.staff.post(`${event.path}/categories`, {
        code: 'press',
        title: 'Press',
        approval: 'review',
        selfRegistration: true,
      });
      const waiting = await register(app.api, event, category.body.id);
      const answer = await ask(departure.id, waiting.id);
      expect([answer.status, answer.body.code]).toEqual([409, 'registration-not-confirmed']);
    });

    test('when the registration is not of this event', async () => {
      const departure = await makeDeparture(event);
      const other = await makeVisitedEvent(app);
      const stranger = await makeParticipant(app, other);
      const answer = await ask(departure.id, stranger.id);
      expect([answer.status, answer.body.code]).toEqual([422, 'registration-unknown']);
    });

    test('when the host does not receive the nationality, in words that name no country', async () => {
      const visit = await makeVisit(event, {
        houseRules: { identityDocument: true, photography: 'forbidden', excludedNationalities: ['RU'] },
      });
      const departure = await makeDeparture(event, {}, { visitId: visit.id });
      const { id } = await makeParticipant(app, event, { nationality: 'RU' });
      const answer = await ask(departure.id, id);
      expect([answer.status, answer.body.code, answer.body.detail]).toEqual([
        409,
        'visit-not-possible',
        'The host cannot receive this participant. Choose another visit.',
      ]);
      const other = await makeParticipant(app, event, { nationality: 'KZ' });
      expect((await ask(departure.id, other.id)).body.state).toBe('confirmed');
    });

    test('when the participant is too young on that day, and not a day later', async () => {
      const visit = await makeVisit(event, {
        houseRules: { identityDocument: true, photography: 'ask', minimumAge: 18 },
      });
      const departure = await makeDeparture(event, {}, { visitId: visit.id });
      const young = await makeParticipant(app, event, { birthDate: '2001-10-24' });
      expect((await ask(departure.id, young.id)).body.code).toBe('visit-not-possible');
      const old = await makeParticipant(app, event, { birthDate: '2001-10-23' });
      expect((await ask(departure.id, old.id)).status).toBe(201);
    });

    test('a second time on the same departure', async () => {
      const departure = await makeDeparture(event);
      const { id } = await makeParticipant(app, event);
      await book(event, departure.id, id);
      const answer = await ask(departure.id, id);
      expect([answer.status, answer.body.code]).toEqual([409, 'already-booked']);
      expect((await departureNow(departure.id)).taken).toBe(1);
    });

    test('on another departure of the same visit', async () => {
      const one = await makeDeparture(event);
      const other = await makeDeparture(
        event,
        {
          startsAt: '2019-10-24T09:00:00+08:00',
          endsAt: '2019-10-24T12:00:00+08:00',
        },
        { visitId: one.siteVisitId },
      );
      const { id } = await makeParticipant(app, event);
      await book(event, one.id, id);
      const answer = await ask(other.id, id);
      expect([answer.status, answer.body.code]).toEqual([409, 'visit-already-booked']);
    });

    test('at the time of another visit, but not right after it', async () => {
      const one = await makeDeparture(event);
      const overlapping = await makeDeparture(event, {
        startsAt: '2019-10-23T11:59:00+08:00',
        endsAt: '2019-10-23T14:00:00+08:00',
      });
      const after = await makeDeparture(event, {
        startsAt: '2019-10-23T12:00:00+08:00',
        endsAt: '2019-10-23T14:00:00+08:00',
      });
      const { id } = await makeParticipant(app, event);
      await book(event, one.id, id);
      const answer = await ask(overlapping.id, id);
      expect([answer.status, answer.body.code]).toEqual([409, 'booking-clashes']);
      expect((await departureNow(overlapping.id)).taken).toBe(0);
      expect((await ask(after.id, id)).body.state).toBe('confirmed');
    });

    test('after the host has refused the participant', async () => {
      const departure = await makeDeparture(event);
      const { id } = await makeParticipant(app, event);
      const booking = await book(event, departure.id, id);
      const path = `${event.path}/bookings/${booking.id}`;
      expect((await event.staff.move(path, 'refuse')).status).toBe(422);
      expect((await event.staff.move(path, 'refuse', { input: { code: 'late' } })).body.state).toBe(
        'refused',
      );
      expect((await departureNow(departure.id)).taken).toBe(0);
      expect((await ask(departure.id, id)).body.code).toBe('visit-not-possible');
    });
  });

  test('a place that falls free goes to the first in line, in order, and to nobody else', async () => {
    const departure = await makeDeparture(event, { capacity: 2 });
    const people: { id: string }[] = [];
    for (let n = 0; n < 5; n += 1) people.push(await makeParticipant(app, event));
    const bookings: any[] = [];
    for (const { id } of people) bookings.push(await book(event, departure.id, id));
    expect(bookings.map(({ state, queueNumber }) => [state, queueNumber])).toEqual([
      ['confirmed', null],
      ['confirmed', null],
      ['waitlisted', 1],
      ['waitlisted', 2],
      ['waitlisted', 3],
    ]);
    expect((await give(departure.id, bookings[0])).status).toBe(204);
    await app.settled();
    const states = async () => Promise.all(bookings.map(({ id }) => stateOf(event, id)));
    expect(await states()).toEqual(['cancelled', 'confirmed', 'confirmed', 'waitlisted', 'waitlisted']);
    expect(await toldTo(app, people[0]!.id)).toEqual(['booking.confirmed', 'booking.cancelled']);
    expect(await toldTo(app, people[2]!.id)).toEqual(['booking.waitlisted', 'booking.promoted']);
    // Two more places: both who wait get one, and the departure says so.
    const now = await departureNow(departure.id);
    await event.staff.patch(`${event.path}/departures/${departure.id}`, { capacity: 4 }, now.version);
    await app.settled();
    expect(await states()).toEqual(['cancelled', 'confirmed', 'confirmed', 'confirmed', 'confirmed']);
    expect(await departureNow(departure.id)).toMatchObject({ seats: 4, taken: 4, waiting: 0 });
  });

  test('who has a place elsewhere at that time is passed over and stays in line', async () => {
    const departure = await makeDeparture(event, { capacity: 1 });
    const [holder, busy, next] = [
      await makeParticipant(app, event),
      await makeParticipant(app, event),
      await makeParticipant(app, event),
    ];
    const held = await book(event, departure.id, holder.id);
    const passed = await book(event, departure.id, busy.id);
    const lucky = await book(event, departure.id, next.id);
    await book(event, (await makeDeparture(event)).id, busy.id);
    await give(departure.id, held);
    await app.settled();
    expect([await stateOf(event, passed.id), await stateOf(event, lucky.id)]).toEqual([
      'waitlisted',
      'confirmed',
    ]);
    const promoted = await event.staff.move(`${event.path}/bookings/${passed.id}`, 'promote');
    expect([promoted.status, promoted.body.code]).toEqual([409, 'transition-not-possible']);
  });

  test('nobody is promoted over the number of places, by whomever', async () => {
    const departure = await makeDeparture(event, { capacity: 1 });
    await book(event, departure.id, (await makeParticipant(app, event)).id);
    const waiting = await book(event, departure.id, (await makeParticipant(app, event)).id);
    const answer = await event.staff.move(`${event.path}/bookings/${waiting.id}`, 'promote');
    expect([answer.status, answer.body.code]).toEqual([409, 'no-place-free']);
  });

  test('who comes while others wait goes to the end of the line', async () => {
    const departure = await makeDeparture(event, { capacity: 1 });
    const held = await book(event, departure.id, (await makeParticipant(app, event)).id);
    const [waiting, late] = [await makeParticipant(app, event), await makeParticipant(app, event)];
    const first = await book(event, departure.id, waiting.id);
    await app.settled();
    // As if the place had fallen free and the promotion had not run yet.
    await app.db.query(`UPDATE departures SET taken = 0 WHERE id = $1`, [departure.id]);
    const second = await book(event, departure.id, late.id);
    expect(second).toMatchObject({ state: 'waitlisted', queueNumber: 2 });
    await app.settled();
    expect([await stateOf(event, first.id), await stateOf(event, second.id)]).toEqual([
      'confirmed',
      'waitlisted',
    ]);
    expect(await stateOf(event, held.id)).toBe('confirmed');
  });

  test('a registration that ends gives its place on', async () => {
    const departure = await makeDeparture(event, { capacity: 1 });
    const [leaving, next] = [await makeParticipant(app, event), await makeParticipant(app, event)];
    const left = await book(event, departure.id, leaving.id);
    const waiting = await book(event, departure.id, next.id);
    await event.staff.move(`${event.path}/registrations/${leaving.id}`, 'cancel');
    await app.settled();
    expect([await stateOf(event, left.id), await stateOf(event, waiting.id)]).toEqual([
      'cancelled',
      'confirmed',
    ]);
  });

  describe('with the link of a participant', () => {
    test('the own place is booked, seen and given up', async () => {
      const departure = await makeDeparture(event);
      const person = await makeParticipant(app, event);
      const link = await participantOf(app, event, person);
      const made = await link.post(bookingsPath(event, departure.id), { registrationId: person.id });
      expect([made.status, made.body.state]).toEqual([201, 'confirmed']);
      const path = `${bookingsPath(event, departure.id)}/${made.body.id}`;
      expect((await link.get(path)).body).toEqual(made.body);
      expect((await link.get(`${event.path}/bookings/${made.body.id}`)).body).toEqual(made.body);
      const own = await link.get(`${event.path}/bookings?registrationId=${person.id}`);
      expect(own.body.items).toEqual([made.body]);
      expect((await link.delete(path)).status).toBe(428);
      expect((await link.delete(path, made.body.version + 1)).status).toBe(412);
      expect((await link.delete(path, made.body.version)).status).toBe(204);
      expect(await stateOf(event, made.body.id)).toBe('cancelled');
    });

    test('what is another’s does not exist', async () => {
      const departure = await makeDeparture(event);
      const [own, other] = [await makeParticipant(app, event), await makeParticipant(app, event)];
      const link = await participantOf(app, event, own);
      const theirs = await book(event, departure.id, other.id);
      const path = `${bookingsPath(event, departure.id)}/${theirs.id}`;
      expect((await link.post(bookingsPath(event, departure.id), { registrationId: other.id })).status).toBe(
        404,
      );
      expect((await link.get(path)).status).toBe(404);
      expect((await link.delete(path, theirs.version)).status).toBe(404);
      expect((await link.get(`${event.path}/bookings/${theirs.id}`)).status).toBe(404);
      expect((await link.get(`${event.path}/bookings?registrationId=${other.id}`)).status).toBe(404);
      expect((await link.get(`${event.path}/bookings`)).status).toBe(404);
      expect((await link.get(bookingsPath(event, departure.id))).status).toBe(404);
      expect((await link.move(`${event.path}/bookings/${theirs.id}`, 'cancel')).status).toBe(404);
      expect(await stateOf(event, theirs.id)).toBe('confirmed');
    });

    test('a link of another event opens nothing', async () => {
      const other = await makeVisitedEvent(app);
      const person = await makeParticipant(app, other);
      const link = await participantOf(app, other, person);
      const departure = await makeDeparture(event);
      expect((await link.post(bookingsPath(event, departure.id), { registrationId: person.id })).status).toBe(
        404,
      );
    });
  });

  test('staff with another task may look and not book; strangers neither', async () => {
    const departure = await makeDeparture(event);
    const { id: registrationId } = await makeParticipant(app, event);
    const auditor = await app.staff(event.id, 'auditor');
    expect((await auditor.get(bookingsPath(event, departure.id))).status).toBe(200);
    expect((await auditor.post(bookingsPath(event, departure.id), { registrationId })).status).toBe(403);
    const desk = await app.staff(event.id, 'registration_desk');
    expect((await desk.post(bookingsPath(event, departure.id), { registrationId })).status).toBe(201);
    const stranger = (await makeEvent(app)).staff;
    expect((await stranger.get(`${event.path}/bookings`)).status).toBe(404);
    expect((await stranger.post(bookingsPath(event, departure.id), { registrationId })).status).toBe(404);
    expect((await app.api.post(bookingsPath(event, departure.id), { registrationId })).status).toBe(401);
  });

  test('the same request twice books once', async () => {
    const departure = await makeDeparture(event);
    const { id: registrationId } = await makeParticipant(app, event, personInput());
    const once = () =>
      event.staff.post(
        bookingsPath(event, departure.id),
        { registrationId },
        { idempotencyKey: registrationId },
      );
    const [one, two] = await Promise.all([once(), once()]);
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(two.body).toEqual(one.body);
    expect((await departureNow(departure.id)).taken).toBe(1);
  });

  // Last, because it moves the clock of the whole file.
  test('at the cut-off booking closes by the clock, and a place that falls free after it stays free', async () => {
    const departure = await makeDeparture(event, { capacity: 1 });
    const [holder, next, late] = [
      await makeParticipant(app, event),
      await makeParticipant(app, event),
      await makeParticipant(app, event),
    ];
    const held = await book(event, departure.id, holder.id);
    const waiting = await book(event, departure.id, next.id);
    await app.at('2019-10-21T09:59:59Z');
    expect((await departureNow(departure.id)).state).toBe('open');
    await app.at('2019-10-21T10:00:00Z');
    expect((await departureNow(departure.id)).state).toBe('closed');
    expect((await ask(departure.id, late.id)).body.code).toBe('manifest-frozen');
    expect((await give(departure.id, held)).status).toBe(204);
    await app.settled();
    expect(await stateOf(event, waiting.id)).toBe('waitlisted');
    expect(await departureNow(departure.id)).toMatchObject({ taken: 0, waiting: 1 });
    const promoted = await event.staff.move(`${event.path}/bookings/${waiting.id}`, 'promote');
    expect([promoted.status, promoted.body.code]).toEqual([409, 'transition-not-possible']);
  });
});
