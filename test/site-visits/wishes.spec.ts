import { clearedGreeting, moved } from '../greetings/support';
import { makeSession, release } from '../programme/forum';
import { faultsOf, personInput } from '../registrations/support';
import { startApp, type TestApp } from '../support/app';
import { make } from '../support/factories';
import {
  book,
  makeDeparture,
  makeParticipant,
  makeVisit,
  makeVisitedEvent,
  participantOf,
  toldTo,
  type VisitedEvent,
} from './support';

describe('wishes for visits', () => {
  let app: TestApp;
  let event: VisitedEvent;
  beforeAll(async () => {
    app = await startApp();
  });
  beforeEach(async () => {
    event = await makeVisitedEvent(app);
  });
  const shared = (changes: object = {}): Promise<any> =>
    makeVisit(event, { bookingMode: 'allocation', ...changes });
  const path = (registrationId: string): string => `${event.path}/site-visits/wishes/${registrationId}`;
  const put = (by: any, registrationId: string, siteVisitIds: string[], version: number): Promise<any> =>
    by.put(path(registrationId), { siteVisitIds }, { ifMatch: version });
  const wishedIn = ({ body }: any): string[] => body.wishes.map((one: any) => one.siteVisitId);

  test('are ranked by the participant, replaced as a whole, and taken back', async () => {
    const [one, two] = [await shared(), await shared()];
    const person = await makeParticipant(app, event);
    const self = await participantOf(app, event, person);
    expect((await self.get(path(person.id))).body).toMatchObject({
      registrationId: person.id,
      version: 0,
      wishes: [],
      changedAt: null,
    });
    const first = await put(self, person.id, [one.id, two.id], 0);
    expect([first.status, first.body.version, wishedIn(first)]).toEqual([200, 1, [one.id, two.id]]);
    expect(first.body.wishes.map(({ rank, title }: any) => [rank, title])).toEqual([
      [1, one.title],
      [2, two.title],
    ]);
    expect((await put(self, person.id, [two.id], 0)).status).toBe(412);
    const second = await put(self, person.id, [two.id], 1);
    expect([second.body.version, wishedIn(second)]).toEqual([2, [two.id]]);
    const listed = await event.staff.get(`${event.path}/site-visits/wishes?siteVisitId=${two.id}`);
    expect(listed.body.items.map(({ code, wishes }: any) => [code, wishes.length])).toEqual([
      [person.code, 1],
    ]);
    expect(
      (await event.staff.get(`${event.path}/site-visits/wishes?siteVisitId=${one.id}`)).body.items,
    ).toEqual([]);
    expect(wishedIn(await put(self, person.id, [], 2))).toEqual([]);
  });

  test('are those of a person: whoever takes the registration over has none', async () => {
    const visit = await shared();
    const person = await makeParticipant(app, event);
    expect((await put(event.staff, person.id, [visit.id], 0)).status).toBe(200);
    const passed = await event.staff.move(`${event.path}/registrations/${person.id}`, 'transfer', {
      input: { person: personInput() },
    });
    expect(passed.status).toBe(200);
    expect((await event.staff.get(path(person.id))).body).toMatchObject({ version: 0, wishes: [] });
  });

  test('belong to the participant: nobody else sees or changes them, staff do it for them', async () => {
    const visit = await shared();
    const [person, other] = [await makeParticipant(app, event), await makeParticipant(app, event)];
    const stranger = await participantOf(app, event, other);
    expect((await stranger.get(path(person.id))).status).toBe(404);
    expect((await put(stranger, person.id, [visit.id], 0)).status).toBe(404);
    const desk = await app.staff(event.id, 'registration_desk');
    expect((await put(desk, person.id, [visit.id], 0)).status).toBe(200);
    const auditor = await app.staff(event.id, 'auditor');
    expect((await put(auditor, person.id, [], 1)).status).toBe(403);
  });

  test('of another event, twice the same, first come and too many are all told at once', async () => {
    const [one, firstCome] = [await shared(), await makeVisit(event)];
    const elsewhere = await makeVisit(await makeVisitedEvent(app), { bookingMode: 'allocation' });
    const rules = await event.staff.put(
      `${event.path}/site-visits/wish-rules`,
      { closesAt: null, mostWishes: 3, mostPlaces: null },
      { ifMatch: 0 },
    );
    expect([rules.status, rules.body.version]).toEqual([200, 1]);
    const { id } = await makeParticipant(app, event);
    const answer = await put(event.staff, id, [one.id, elsewhere.id, one.id, firstCome.id], 0);
    expect(faultsOf(answer)).toEqual([
      422,
      'wishes-invalid',
      [
        ['/siteVisitIds/1', 'unknown'],
        ['/siteVisitIds/2', 'twice'],
        ['/siteVisitIds/3', 'first_come'],
        ['/siteVisitIds', 'too_many'],
      ],
    ]);
    expect((await event.staff.get(path(id))).body.version).toBe(0);
  });

  test('close at the deadline of the event or of the visit, for participants, not for the coordinator', async () => {
    const [early, late] = [await shared({ wishesCloseAt: '2019-07-01T00:00:00Z' }), await shared()];
    const rules = `${event.path}/site-visits/wish-rules`;
    await event.staff.put(
      rules,
      { closesAt: '2019-08-01T00:00:00Z', mostWishes: 6, mostPlaces: 2 },
      { ifMatch: 0 },
    );
    expect(
      (await event.staff.put(rules, { closesAt: null, mostWishes: 6, mostPlaces: 2 }, { ifMatch: 0 })).status,
    ).toBe(412);
    const person = await makeParticipant(app, event);
    const self = await participantOf(app, event, person);
    await put(self, person.id, [early.id, late.id], 0);
    app.clock.set('2019-07-01T00:00:00Z');
    const swapped = await put(self, person.id, [late.id, early.id], 1);
    expect(faultsOf(swapped)).toEqual([409, 'wishes-closed', [['/siteVisitIds/1', 'closed']]]);
    const removed = await put(self, person.id, [late.id], 1);
    expect(faultsOf(removed)).toEqual([409, 'wishes-closed', [['/siteVisitIds', 'closed']]]);
    expect((await put(self, person.id, [early.id], 1)).status).toBe(200);
    expect((await self.get(path(person.id))).body.visits.map(({ open }: any) => open).sort()).toEqual([
      false,
      true,
    ]);
    app.clock.set('2019-08-01T00:00:00Z');
    expect((await put(self, person.id, [early.id, late.id], 2)).body.code).toBe('wishes-closed');
    expect((await put(event.staff, person.id, [late.id, early.id], 2)).status).toBe(200);
    app.clock.set('2019-06-01T08:00:00Z');
  });

  test('are shown with what is possible and what is in the way, in three languages', async () => {
    const person = await makeParticipant(app, event, { nationality: 'RU', birthDate: '2002-01-01' });
    const self = await participantOf(app, event, person);
    const rules = (more: object) => ({
      houseRules: { identityDocument: false, photography: 'ask', ...more },
    });
    const visits: Record<string, any> = {
      free: await shared(),
      full: await shared(),
      closed: await shared(),
      'not received': await shared(rules({ excludedNationalities: ['RU'] })),
      'too young': await shared(rules({ minimumAge: 18 })),
      booked: await shared(),
      clash: await shared(),
      near: await shared(),
    };
    const depart = (name: string, day: number, changes: object = {}): Promise<any> =>
      makeDeparture(
        event,
        {
          startsAt: `2019-10-${day}T09:00:00+08:00`,
          endsAt: `2019-10-${day}T11:00:00+08:00`,
          capacity: 1,
          ...changes,
        },
        { visitId: visits[name].id },
      );
    await depart('free', 21, { cutOffAt: '2019-10-20T18:00:00+08:00' });
    await book(event, (await depart('full', 22)).id, (await makeParticipant(app, event)).id);
    await event.staff.move(`${event.path}/departures/${(await depart('closed', 22)).id}`, 'close');
    await depart('not received', 22);
    await depart('too young', 22);
    await book(event, (await depart('booked', 23)).id, person.id);
    await depart('clash', 24);
    await depart('near', 24, { startsAt: '2019-10-24T12:10:00+08:00', endsAt: '2019-10-24T14:00:00+08:00' });
    // A part in the released programme on the 24th until noon; the way to a visit takes half an hour.
    const { body: registration } = await event.staff.get(`${event.path}/registrations/${person.id}`);
    const room = await make(event.staff, `${event.path}/rooms`, { name: 'Main Hall', capacity: 400 });
    const forum = { ...event, hall: room.id as string, foyer: room.id as string };
    await makeSession(forum, {
      title: 'Panel on trust',
      titles: { ru: 'Панель о доверии' },
      startsAt: '2019-10-24T10:00:00+08:00',
      endsAt: '2019-10-24T12:00:00+08:00',
      roles: [{ personId: registration.person.id, role: 'speaker' }],
    });
    await release(forum);
    await make(event.staff, `${event.path}/buffers`, {
      placeIds: [room.id, visits['near'].id],
      minutes: 30,
      severity: 'hard',
    });
    const { body } = await self.get(path(person.id));
    const shown = Object.fromEntries(
      Object.entries(visits).map(([name, { id }]) => {
        const { possible, departures } = body.visits.find((one: any) => one.siteVisitId === id);
        return [name, [possible, departures[0].obstacle?.code ?? null]];
      }),
    );
    expect(shown).toEqual({
      free: [true, null],
      full: [false, 'full'],
      closed: [false, 'closed'],
      'not received': [false, 'not_received'],
      'too young': [false, 'too_young'],
      booked: [false, 'booked'],
      clash: [false, 'clash'],
      near: [false, 'clash'],
    });
    const clash = body.visits.find((one: any) => one.siteVisitId === visits['clash'].id).departures[0]
      .obstacle;
    expect(clash.messages).toEqual({
      en: 'At that time, or too close to it, you are expected at “Panel on trust”.',
      ru: 'В это время или почти в это время Вас ждут на «Панель о доверии».',
      zh: '届时或与之过近的时间，您须出席“Panel on trust”。',
    });
  });

  test('whoever reads a message of greetings at that time cannot go, and nothing is said of the message', async () => {
    const visit = await shared();
    const departure = await makeDeparture(event, {}, { visitId: visit.id });
    const person = await makeParticipant(app, event);
    const personId: string = (await event.staff.get(`${event.path}/registrations/${person.id}`)).body.person
      .id;
    const room = await make(event.staff, `${event.path}/rooms`, { name: 'Main Hall', capacity: 400 });
    const forum = { ...event, hall: room.id as string, foyer: room.id as string };
    const session = await makeSession(forum, {
      title: 'Opening',
      startsAt: '2019-10-23T11:00:00+08:00',
      endsAt: '2019-10-23T11:30:00+08:00',
    });
    const greeting = await clearedGreeting(forum);
    const { version } = (await event.staff.get(greeting)).body;
    await event.staff.put(`${greeting}/reader`, { personId }, { ifMatch: version });
    await event.staff.post(`${greeting}/reader/answer`, { accepted: true });
    await moved(event.staff, greeting, 'schedule', {
      input: { mode: 'read_on_behalf', sessionId: session.id, position: 1, readerPersonId: personId },
    });
    await release(forum);
    const { body } = await (await participantOf(app, event, person)).get(path(person.id));
    const [{ departureId, obstacle }] = body.visits[0].departures;
    expect([departureId, obstacle.code, obstacle.messages.en]).toEqual([
      departure.id,
      'clash',
      'At that time, or too close to it, you are expected at “Opening”.',
    ]);
  });

  test('a participant cannot book past the wishes of others; the desk can', async () => {
    const visit = await shared();
    const departure = await makeDeparture(event, {}, { visitId: visit.id });
    const person = await makeParticipant(app, event);
    const self = await participantOf(app, event, person);
    const answer = await self.post(`${event.path}/departures/${departure.id}/bookings`, {
      registrationId: person.id,
    });
    expect([answer.status, answer.body.code]).toEqual([409, 'places-are-allocated']);
    expect((await book(event, departure.id, person.id)).state).toBe('confirmed');
  });

  describe('seats that are kept', () => {
    const keep = (departureId: string, body: object): Promise<any> =>
      event.staff.post(`${event.path}/departures/${departureId}/kept-seats`, body);

    test('are for those alone until they fall free, and then for who waits', async () => {
      const departure = await makeDeparture(event, { capacity: 2 });
      const press = await make(event.staff, `${event.path}/categories`, {
        code: 'press',
        title: 'Press',
        approval: 'automatic',
        selfRegistration: true,
      });
      const kept = await keep(departure.id, {
        categoryId: press.id,
        seats: 1,
        keptUntil: '2019-10-15T00:00:00Z',
      });
      expect([kept.status, kept.body.state]).toEqual([201, 'kept']);
      const people = [await makeParticipant(app, event), await makeParticipant(app, event)];
      expect((await book(event, departure.id, people[0]!.id)).state).toBe('confirmed');
      expect((await book(event, departure.id, people[1]!.id)).state).toBe('waitlisted');
      const journalist = await makeParticipant(app, { ...event, categoryId: press.id });
      const booked = await book(event, departure.id, journalist.id);
      // Those who wait cannot take it, so they are not passed over.
      expect(booked.state).toBe('confirmed');
      await event.staff.delete(
        `${event.path}/departures/${departure.id}/bookings/${booked.id}`,
        booked.version,
      );
      await app.settled();
      expect(await toldTo(app, people[1]!.id)).toEqual(['booking.waitlisted']);
      await app.at('2019-10-15T00:00:00Z');
      expect(await toldTo(app, people[1]!.id)).toEqual(['booking.waitlisted', 'booking.promoted']);
      const { body } = await event.staff.get(`${event.path}/departures/${departure.id}`);
      expect([body.kept, body.taken, body.waiting]).toEqual([0, 2, 0]);
      app.clock.set('2019-06-01T08:00:00Z');
    });

    test('are not more than are free, and for one delegation or category of the event', async () => {
      const departure = await makeDeparture(event, { capacity: 2 });
      const until = { keptUntil: '2019-10-15T00:00:00Z' };
      const { categoryId } = event;
      expect((await keep(departure.id, { seats: 1, ...until })).body.code).toBe('kept-for-one');
      expect((await keep(departure.id, { categoryId, seats: 3, ...until })).body.code).toBe(
        'too-few-to-keep',
      );
      const foreign = (await makeVisitedEvent(app)).categoryId;
      expect((await keep(departure.id, { categoryId: foreign, seats: 1, ...until })).body.code).toBe(
        'kept-for-unknown',
      );
      expect((await keep(departure.id, { categoryId, seats: 2, ...until })).status).toBe(201);
    });
  });
});
