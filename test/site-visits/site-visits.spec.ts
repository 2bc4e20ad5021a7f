import { SiteVisitsQueries } from '../../src/site-visits/site-visits.queries';
import { startApp, type TestApp } from '../support/app';
import { makeEvent } from '../support/factories';
import {
  book,
  bookingsPath,
  departureInput,
  makeDeparture,
  makeParticipant,
  makeVisit,
  makeVisitedEvent,
  stateOf,
  toldTo,
  type VisitedEvent,
} from './support';

describe('site visits', () => {
  let app: TestApp;
  let event: VisitedEvent;
  beforeAll(async () => {
    app = await startApp();
    event = await makeVisitedEvent(app);
  });

  test('a visit is added, read, changed and removed', async () => {
    const made = await event.staff.post(`${event.path}/site-visits`, {
      organisationId: event.hostId,
      site: 'Laboratory',
      title: 'Pengcheng Laboratory',
      titles: { ru: 'Лаборатория Пэнчэн', zh: '鹏城实验室' },
      about: 'hi-tech research laboratory',
      address: 'Nanshan, Shenzhen',
      languages: ['en', 'zh'],
      houseRules: {
        identityDocument: true,
        photography: 'forbidden',
        minimumAge: 18,
        excludedNationalities: ['AQ'],
      },
      contactName: 'Wang Fang',
      contactEmail: 'wang@lab.example',
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      version: 1,
      site: 'Laboratory',
      host: expect.stringMatching(/^Huawei/),
      houseRules: {
        identityDocument: true,
        photography: 'forbidden',
        dress: null,
        minimumAge: 18,
        excludedNationalities: ['AQ'],
      },
      bookingMode: 'first_come',
      contactName: 'Wang Fang',
    });
    const path = `${event.path}/site-visits/${made.body.id}`;
    const changed = await event.staff.patch(path, { about: 'robots' }, 1);
    expect([changed.status, changed.body.about, changed.body.version]).toEqual([200, 'robots', 2]);
    expect((await event.staff.patch(path, { about: 'x' }, 1)).status).toBe(412);
    expect((await event.staff.delete(path, 2)).status).toBe(204);
    expect((await event.staff.get(path)).status).toBe(404);
  });

  test('everybody sees the visits of an announced event, and neither contacts nor exclusions', async () => {
    const visit = await makeVisit(event, {
      contactName: 'Wang Fang',
      contactEmail: 'wang@host.example',
      houseRules: { identityDocument: false, photography: 'ask', excludedNationalities: ['AQ'] },
    });
    const shown = (await app.api.get(`${event.path}/site-visits/${visit.id}`)).body;
    expect([
      shown.title,
      shown.contactName,
      shown.contactEmail,
      shown.houseRules.excludedNationalities,
    ]).toEqual([visit.title, null, null, null]);
    const list = await app.api.get<string>(`${event.path}/site-visits?q=${encodeURIComponent(visit.title)}`);
    expect(JSON.stringify(list.body)).not.toMatch(/AQ|wang@/);
    const draft = await makeEvent(app, {}, { published: false });
    expect((await app.api.get(`${draft.path}/site-visits`)).status).toBe(404);
    expect((await app.api.get(`${draft.path}/departures`)).status).toBe(404);
    expect((await draft.staff.get(`${draft.path}/site-visits`)).body.items).toEqual([]);
  });

  test.each([
    ['a title that is taken', { title: 'Taken' }, 409, 'site-visit-title-taken'],
    ['an unknown host', { organisationId: '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11' }, 422, 'host-unknown'],
    ['a way of booking that is not there', { bookingMode: 'wishes' }, 422, 'against-the-rules'],
    [
      'an unknown house rule',
      { houseRules: { identityDocument: true, photography: 'ask', shoes: 'off' } },
      400,
      'unknown-field',
    ],
    [
      'house rules without a word on photography',
      { houseRules: { identityDocument: true } },
      422,
      'against-the-rules',
    ],
  ])('%s is refused', async (_, changes, status, code) => {
    if (status === 409) await makeVisit(event, { title: 'Taken' });
    const answer = await event.staff.post(`${event.path}/site-visits`, {
      organisationId: event.hostId,
      site: 'Headquarters',
      title: `Visit ${code} ${_}`,
      ...changes,
    });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test('a visit with departures is not removed', async () => {
    const departure = await makeDeparture(event);
    const answer = await event.staff.delete(`${event.path}/site-visits/${departure.siteVisitId}`, 1);
    expect([answer.status, answer.body.code]).toEqual([409, 'site-visit-in-use']);
  });
});

describe('departures', () => {
  let app: TestApp;
  let event: VisitedEvent;
  beforeAll(async () => {
    app = await startApp();
    event = await makeVisitedEvent(app);
  });
  const pathOf = (departure: { id: string }) => `${event.path}/departures/${departure.id}`;
  const now = async (departure: { id: string }) => (await event.staff.get(pathOf(departure))).body;
  const patch = async (departure: { id: string }, changes: object) =>
    event.staff.patch(pathOf(departure), changes, (await now(departure)).version);
  const booked = (registrationId: string) =>
    app.app.get(SiteVisitsQueries).bookedDepartures(event.id, [registrationId]);

  test('is planned, found where it was made, and listed by visit and by event', async () => {
    const visit = await makeVisit(event);
    const made = await event.staff.post(
      `${event.path}/site-visits/${visit.id}/departures`,
      departureInput({
        coaches: [{ label: 'Coach A', seats: 45, plate: '粤B·12345', marshal: 'Chen Wei' }],
        guide: 'Liu Yang',
      }),
    );
    expect([made.status, made.body.state, made.body.seats, made.body.startsAt]).toEqual([
      201,
      'planned',
      2,
      '2019-10-23T01:00:00.000Z',
    ]);
    expect((await event.staff.get(made.headers.get('location')!)).body).toEqual(made.body);
    const ids = async (path: string) =>
      (await app.api.get(path)).body.items.map((one: { id: string }) => one.id);
    expect(await ids(`${event.path}/site-visits/${visit.id}/departures`)).toEqual([made.body.id]);
    expect(await ids(`${event.path}/departures?siteVisitId=${visit.id}`)).toEqual([made.body.id]);
    expect(await ids(`${event.path}/departures?siteVisitId=${visit.id}&state=open`)).toEqual([]);
    const shown = (await app.api.get(pathOf(made.body))).body;
    expect(shown.coaches).toEqual([{ label: 'Coach A', seats: 45, plate: '粤B·12345', marshal: null }]);
    expect(made.body.coaches[0].marshal).toBe('Chen Wei');
  });

  test.each([
    ['what the host receives', { capacity: 20, coaches: [{ label: 'A', seats: 45 }] }, 20],
    [
      'what the coaches hold',
      {
        capacity: 60,
        coaches: [
          { label: 'A', seats: 20 },
          { label: 'B', seats: 25 },
        ],
      },
      45,
    ],
    ['that less what is kept back', { capacity: 60, coaches: [{ label: 'A', seats: 45 }], keptBack: 5 }, 40],
    ['the host alone where nobody goes by coach', { capacity: 60, keptBack: 10 }, 50],
    ['none when all are kept back', { capacity: 5, keptBack: 9 }, 0],
  ])('has as many places as %s', async (_, changes, seats) => {
    expect((await makeDeparture(event, changes)).seats).toBe(seats);
  });

  test.each([
    ['an end before the start', { endsAt: '2019-10-23T08:00:00+08:00' }, '/endsAt'],
    ['a cut-off after the start', { cutOffAt: '2019-10-23T09:00:01+08:00' }, '/cutOffAt'],
    [
      'a start two days before the event, at its place',
      {
        startsAt: '2019-10-19T23:59:00+08:00',
        endsAt: '2019-10-20T12:00:00+08:00',
        cutOffAt: '2019-10-18T00:00:00Z',
      },
      '/startsAt',
    ],
    ['an end two days after it', { endsAt: '2019-10-27T00:00:00+08:00' }, '/endsAt'],
  ])('%s is refused at its field', async (_, changes, pointer) => {
    const visit = await makeVisit(event);
    const answer = await event.staff.post(
      `${event.path}/site-visits/${visit.id}/departures`,
      departureInput(changes),
    );
    expect([answer.status, answer.body.code, answer.body.errors[0].pointer]).toEqual([
      422,
      'departure-times-invalid',
      pointer,
    ]);
  });

  test('the day before the event is near enough', async () => {
    const departure = await makeDeparture(event, {
      startsAt: '2019-10-20T00:00:00+08:00',
      endsAt: '2019-10-20T12:00:00+08:00',
      cutOffAt: '2019-10-18T00:00:00Z',
    });
    expect(departure.state).toBe('open');
  });

  test('of a visit of another event it cannot be', async () => {
    const other = await makeVisitedEvent(app);
    const visit = await makeVisit(other);
    const answer = await event.staff.post(
      `${event.path}/site-visits/${visit.id}/departures`,
      departureInput(),
    );
    expect(answer.status).toBe(404);
    const theirs = await makeDeparture(other);
    expect((await event.staff.get(pathOf(theirs))).status).toBe(404);
    expect((await event.staff.patch(pathOf(theirs), { capacity: 9 }, 1)).status).toBe(404);
    expect((await event.staff.move(pathOf(theirs), 'close')).status).toBe(404);
  });

  test('cannot be made smaller than what is taken', async () => {
    const departure = await makeDeparture(event, { capacity: 3 });
    for (let n = 0; n < 2; n += 1) await book(event, departure.id, (await makeParticipant(app, event)).id);
    const answer = await patch(departure, { keptBack: 2 });
    expect([answer.status, answer.body.code, answer.body.taken, answer.body.seats]).toEqual([
      409,
      'places-taken',
      2,
      1,
    ]);
    expect((await patch(departure, { capacity: 2 })).status).toBe(200);
  });

  test('moves with its bookings, unless somebody would be in two places, and the calendar knows', async () => {
    const one = await makeDeparture(event);
    const other = await makeDeparture(event, {
      startsAt: '2019-10-23T14:00:00+08:00',
      endsAt: '2019-10-23T16:00:00+08:00',
    });
    const [both, single] = [await makeParticipant(app, event), await makeParticipant(app, event)];
    await book(event, one.id, both.id);
    await book(event, other.id, both.id);
    await book(event, other.id, single.id);
    const clash = await patch(other, { startsAt: '2019-10-23T11:00:00+08:00' });
    expect([clash.status, clash.body.code, clash.body.clashes]).toEqual([409, 'departure-clashes', 1]);
    expect((await patch(other, { startsAt: '2019-10-23T13:00:00+08:00' })).status).toBe(200);
    expect((await patch(other, { guide: 'Liu Yang' })).status).toBe(200);
    expect((await patch(other, { meetingPoint: 'Gate 3' })).status).toBe(200);
    expect((await booked(both.id)).map(({ departureId, sequence }) => [departureId, sequence])).toEqual([
      [one.id, 0],
      [other.id, 2],
    ]);
    // The new time counts: what was free before is not any more.
    const between = await makeDeparture(event, {
      startsAt: '2019-10-23T12:30:00+08:00',
      endsAt: '2019-10-23T13:30:00+08:00',
    });
    const answer = await event.staff.post(bookingsPath(event, between.id), { registrationId: single.id });
    expect(answer.body.code).toBe('booking-clashes');
  });

  test('what somebody has booked is known with all that an agenda needs', async () => {
    const departure = await makeDeparture(event, { coaches: [{ label: 'Coach A', seats: 45 }] });
    const person = await makeParticipant(app, event);
    const booking = await book(event, departure.id, person.id);
    expect(await booked(person.id)).toEqual([
      {
        registrationId: person.id,
        bookingId: booking.id,
        departureId: departure.id,
        title: departure.title,
        titles: {},
        host: expect.stringMatching(/^Huawei/),
        startsAt: new Date('2019-10-23T01:00:00Z'),
        endsAt: new Date('2019-10-23T04:00:00Z'),
        meetingPoint: 'Hotel lobby, east entrance',
        address: null,
        coach: 'Coach A',
        plate: null,
        marshal: null,
        marshalPhone: null,
        state: 'confirmed',
        sequence: 0,
      },
    ]);
  });

  test('cancelled, it cancels every booking and tells everyone once, with other times that are free', async () => {
    const departure = await makeDeparture(event, { capacity: 2 });
    const free = await makeDeparture(
      event,
      { startsAt: '2019-10-24T09:00:00+08:00', endsAt: '2019-10-24T12:00:00+08:00' },
      { visitId: departure.siteVisitId },
    );
    const people: { id: string }[] = [];
    const bookings: { id: string }[] = [];
    for (let n = 0; n < 3; n += 1) {
      people.push(await makeParticipant(app, event));
      bookings.push(await book(event, departure.id, people[n]!.id));
    }
    await app.settled();
    expect((await event.staff.move(pathOf(departure), 'cancel')).status).toBe(422);
    const cancelled = await event.staff.move(pathOf(departure), 'cancel', { comment: 'The host withdrew' });
    expect([cancelled.status, cancelled.body.state]).toEqual([200, 'cancelled']);
    await app.settled();
    for (const [n, booking] of bookings.entries()) {
      expect(await stateOf(event, booking.id)).toBe('cancelled');
      expect(await toldTo(app, people[n]!.id)).toEqual([
        n < 2 ? 'booking.confirmed' : 'booking.waitlisted',
        'departure.cancelled',
      ]);
    }
    expect(await now(departure)).toMatchObject({ taken: 0, waiting: 0 });
    const [mail] = await app.db.query<{ raw: Buffer }>(
      `SELECT b.raw FROM mailbox_mails b JOIN messages m ON m.id = b.message_id WHERE m.kind = 'departure.cancelled' AND m.registration_id = $1`,
      [people[0]!.id],
    );
    expect(mail).toBeDefined();
    // Whoever is told so can book the other one.
    expect((await book(event, free.id, people[0]!.id)).state).toBe('confirmed');
    expect(await booked(people[0]!.id)).toHaveLength(1);
  });

  test('cancelling needs somebody who answers for it', async () => {
    const departure = await makeDeparture(event);
    const marshal = await app.staff(event.id, 'transport_marshal');
    expect((await marshal.move(pathOf(departure), 'cancel', { comment: 'Rain' })).status).toBe(403);
    const coordinator = await app.staff(event.id, 'visit_coordinator');
    expect((await coordinator.move(pathOf(departure), 'cancel', { comment: 'Rain' })).status).toBe(200);
  });

  test('a cancelled event cancels its departures', async () => {
    const other = await makeVisitedEvent(app);
    const departure = await makeDeparture(other);
    const person = await makeParticipant(app, other);
    const booking = await book(other, departure.id, person.id);
    await other.staff.move(other.path, 'cancel', { comment: 'Postponed for good' });
    await app.settled();
    expect((await other.staff.get(`${other.path}/departures/${departure.id}`)).body.state).toBe('cancelled');
    expect(await stateOf(other, booking.id)).toBe('cancelled');
  });

  test('goes, is counted, comes back and is reported on', async () => {
    const departure = await makeDeparture(event, { capacity: 4 });
    const path = pathOf(departure);
    const people: { id: string; code: string }[] = [];
    const bookings: { id: string }[] = [];
    for (let n = 0; n < 3; n += 1) {
      people.push(await makeParticipant(app, event));
      bookings.push(await book(event, departure.id, people[n]!.id));
    }
    const move = async (n: number, transition: string) =>
      (await event.staff.move(`${event.path}/bookings/${bookings[n]!.id}`, transition)).status;
    const headcount = async () => {
      const { body } = await event.staff.get(`${path}/headcounts`);
      return [
        body.confirmed,
        body.boarded,
        body.returned,
        body.missing.map((one: { code: string }) => one.code),
      ];
    };
    const codes = people.map(({ code }) => code);
    expect(await move(0, 'board')).toBe(409);
    expect((await event.staff.move(path, 'close')).status).toBe(200);
    expect((await event.staff.move(path, 'clear')).status).toBe(200);
    expect(await move(0, 'clear')).toBe(200);
    expect([await move(0, 'board'), await move(1, 'board')]).toEqual([200, 200]);
    expect(await headcount()).toEqual([3, 2, 0, [codes[2]]]);
    expect(await move(2, 'miss')).toBe(409);
    const alone = await event.staff.move(path, 'depart');
    expect([alone.status, alone.body.code, alone.body.missing.length]).toEqual([409, 'people-missing', 1]);
    expect((await event.staff.move(path, 'depart', { input: { leaveBehind: true } })).status).toBe(200);
    expect(await move(2, 'miss')).toBe(200);
    expect(await move(2, 'cancel')).toBe(409);
    expect(await move(0, 'return')).toBe(200);
    expect(await headcount()).toEqual([2, 1, 1, [codes[1]]]);
    expect(await move(1, 'return')).toBe(200);
    const late = await patch(departure, { guide: 'Too late' });
    expect([late.status, late.body.code]).toEqual([409, 'departure-over']);
    expect((await event.staff.move(path, 'return')).status).toBe(200);
    expect((await event.staff.move(path, 'report')).status).toBe(422);
    const reported = await event.staff.move(path, 'report', { input: { report: 'All went well.' } });
    expect([reported.status, reported.body.state, reported.body.report]).toEqual([
      200,
      'reported',
      'All went well.',
    ]);
    expect((await app.api.get(path)).body.report).toBe(null);
    expect(await headcount()).toEqual([2, 0, 2, []]);
  });

  test('cannot be opened after its cut-off', async () => {
    const departure = await makeDeparture(event, { cutOffAt: '2019-05-31T00:00:00Z' }, { opened: false });
    const answer = await event.staff.move(pathOf(departure), 'open');
    expect([answer.status, answer.body.code]).toEqual([409, 'transition-not-possible']);
  });
});
