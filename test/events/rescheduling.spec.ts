import { personInput, register } from '../registrations/support';
import { participantOf } from '../site-visits/support';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, type TestEvent } from '../support/factories';
import { makeLastEdition, type LastEdition } from './last-edition';

const part = (report: any, name: string): any => report.parts.find((one: any) => one.part === name);
const codes = (report: any): string[] => report.warnings.map(({ code }: any) => code);

describe('other days for an event', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  const reschedule = async (event: TestEvent, body: object): Promise<any> => {
    const answer = await event.staff.post(`${event.path}/reschedule`, { reason: 'The hall burnt.', ...body });
    if (answer.status !== 200) throw new Error(`not moved: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const list = async (event: TestEvent, path: string): Promise<any[]> =>
    (await event.staff.get(`${event.path}/${path}`)).body.items;
  const times = async (event: TestEvent): Promise<(string | null)[]> =>
    (await list(event, 'sessions')).map(({ startsAt }) => startsAt);
  const session = (event: TestEvent, startsAt: string, endsAt: string, title = 'Panel'): Promise<any> =>
    make(event.staff, `${event.path}/sessions`, { title, kind: 'panel', startsAt, endsAt });

  describe('moves everything that has a time', () => {
    let event: LastEdition;
    let moved: any;
    beforeAll(async () => {
      event = await makeLastEdition(app);
      const preview = await event.staff.post(`${event.path}/reschedule/preview`, { startDate: '2019-11-18' });
      expect(preview.status).toBe(200);
      expect(await times(event)).toEqual(['2019-10-21T01:00:00.000Z', '2019-10-25T09:00:00.000Z', null]);
      moved = await reschedule(event, { startDate: '2019-11-18' });
      expect(moved.report).toEqual(preview.body);
      await app.settled();
    });

    test('the event, as long as before, and its registration', () => {
      expect(moved.event).toMatchObject({
        state: 'published',
        startDate: '2019-11-18',
        endDate: '2019-11-22',
        // It opened at the beginning of June, and is not closed again.
        registrationOpensAt: '2019-05-31T16:00:00.000Z',
        registrationClosesAt: '2019-11-12T10:00:00.000Z',
      });
      expect(moved.report).toMatchObject({ days: 28, timeZone: 'Asia/Shanghai' });
      expect(codes(moved.report)).toEqual(['registration_stays_open', 'released_programme']);
    });

    test('the draft of the programme, and not what was released', async () => {
      expect(await times(event)).toEqual(['2019-11-18T01:00:00.000Z', '2019-11-22T09:00:00.000Z', null]);
      expect(part(moved.report, 'sessions')).toMatchObject({
        done: [{ thing: 'sessions', count: 2 }],
        samples: [
          { thing: 'sessions', name: 'Opening ceremony', at: '2019-11-18T01:00:00.000Z' },
          { thing: 'sessions', name: 'Closing', at: '2019-11-22T09:00:00.000Z' },
        ],
      });
      const { body } = await app.api.get(`${event.path}/programme`);
      expect(body.sessions[0].startsAt).toBe('2019-10-21T01:00:00.000Z');
      // One of the people is there on the old days only, which the draft says, and an organiser knows better.
      const release = await make(event.staff, `${event.path}/programme/releases`, {
        overrideReason: 'She has agreed to the new days',
      });
      expect(release.number).toBe(2);
      const changes = await event.staff.get(`${event.path}/programme/releases/2/changes`);
      expect(JSON.stringify(changes.body)).toContain('2019-11-18T01:00:00.000Z');
    });

    test('the hours of rooms; those of persons nobody knows', async () => {
      const hours = await app.db.query(
        'SELECT room_id IS NULL AS person, starts_at, ends_at FROM availabilities WHERE event_id = $1 ORDER BY room_id',
        [event.id],
      );
      expect(hours).toEqual([
        {
          person: false,
          starts_at: new Date('2019-11-18T00:00:00Z'),
          ends_at: new Date('2019-11-20T12:00:00Z'),
        },
        {
          person: true,
          starts_at: new Date('2019-10-21T00:00:00Z'),
          ends_at: new Date('2019-10-23T12:00:00Z'),
        },
      ]);
      expect(part(moved.report, 'room_times')).toMatchObject({
        done: [{ thing: 'room_times', count: 1 }],
        leftOut: [
          {
            thing: 'person_times',
            count: 1,
            why: 'Ask these persons when they can come on the new days.',
          },
        ],
      });
    });

    test('departures with the bookings on them, and so the agendas of those who go', async () => {
      const departure = (await list(event, 'departures')).find(({ state }) => state === 'open');
      expect(departure).toMatchObject({
        startsAt: '2019-11-20T01:00:00.000Z',
        endsAt: '2019-11-20T04:00:00.000Z',
        cutOffAt: '2019-11-18T10:00:00.000Z',
        taken: 1,
      });
      const [booking] = await app.db.query<{ lower: Date; upper: Date }>(
        'SELECT lower(during), upper(during) FROM bookings WHERE departure_id = $1',
        [departure.id],
      );
      expect([booking!.lower.toISOString(), booking!.upper.toISOString()]).toEqual([
        departure.startsAt,
        departure.endsAt,
      ]);
      const [registration] = await list(event, 'registrations');
      const participant = await participantOf(app, event, registration);
      const agenda = await participant.get(`${event.path}/registrations/${registration.id}/agenda`);
      const item = agenda.body.items.find(({ subjectId }: any) => subjectId === departure.id);
      expect(item.startsAt).toBe('2019-11-20T01:00:00.000Z');
    });

    test('deadlines of delegations and greetings that are still open', async () => {
      expect((await list(event, 'delegations'))[0].nominationsCloseAt).toBe('2019-10-18T10:00:00.000Z');
      expect(part(moved.report, 'delegations').done).toEqual([{ thing: 'delegations', count: 1 }]);
      // The text is here: its deadline is past and stays.
      expect(part(moved.report, 'greetings').done).toEqual([{ thing: 'greetings', count: 0 }]);
    });

    test('and is on record, with who did it and why', async () => {
      const history = await list(event, 'history');
      expect(history.at(-1)).toMatchObject({
        transition: 'reschedule',
        from: 'published',
        to: 'published',
        comment: 'The hall burnt.',
        data: {
          from: { startDate: '2019-10-21', endDate: '2019-10-25', timeZone: 'Asia/Shanghai' },
          to: { startDate: '2019-11-18', endDate: '2019-11-22', timeZone: 'Asia/Shanghai' },
        },
      });
    });

    test('asked for again it changes nothing', async () => {
      const before = (await app.api.get(event.path)).body;
      const again = await reschedule(event, { startDate: '2019-11-18' });
      expect(again.event).toEqual(before);
      expect(again.report).toMatchObject({ days: 0, parts: [] });
      expect(
        (await list(event, 'history')).filter(({ transition }) => transition === 'reschedule').length,
      ).toBe(1);
    });
  });

  test('in Europe/Berlin, over the last Sunday of October, 09:00 stays 09:00', async () => {
    const event = await makeEvent(app, {
      timeZone: 'Europe/Berlin',
      startDate: '2019-10-21',
      endDate: '2019-10-28',
    });
    await session(event, '2019-10-21T09:00:00+02:00', '2019-10-21T10:00:00+02:00');
    await session(event, '2019-10-28T09:00:00+01:00', '2019-10-28T10:00:00+01:00');
    await reschedule(event, { startDate: '2019-10-28' });
    expect(await times(event)).toEqual(['2019-10-28T08:00:00.000Z', '2019-11-04T08:00:00.000Z']);
    await reschedule(event, { startDate: '2019-10-14' });
    expect(await times(event)).toEqual(['2019-10-14T07:00:00.000Z', '2019-10-21T07:00:00.000Z']);
  });

  test('in America/New_York, over the second Sunday of March, 09:00 stays 09:00', async () => {
    const event = await makeEvent(app, {
      timeZone: 'America/New_York',
      startDate: '2020-03-02',
      endDate: '2020-03-06',
    });
    await session(event, '2020-03-02T09:00:00-05:00', '2020-03-02T10:00:00-05:00');
    await reschedule(event, { startDate: '2020-03-09' });
    expect(await times(event)).toEqual(['2020-03-09T13:00:00.000Z']);
  });

  test('a session of which the clocks leave nothing is as long as it was', async () => {
    const event = await makeEvent(app, {
      timeZone: 'Europe/Berlin',
      startDate: '2020-03-21',
      endDate: '2020-03-22',
    });
    // On the 29th the clocks go from 02:00 to 03:00: 02:30 becomes 03:30, after 03:15.
    await session(event, '2020-03-22T02:30:00+01:00', '2020-03-22T03:15:00+01:00', 'Night');
    // Over the night of the change, 24 hours on the wall.
    await session(event, '2020-03-21T12:00:00+01:00', '2020-03-22T12:00:00+01:00', 'Exhibition');
    await reschedule(event, { startDate: '2020-03-28' });
    expect(
      (await list(event, 'sessions')).map(({ title, startsAt, endsAt }) => [title, startsAt, endsAt]),
    ).toEqual([
      ['Exhibition', '2020-03-28T11:00:00.000Z', '2020-03-29T10:00:00.000Z'],
      ['Night', '2020-03-29T01:30:00.000Z', '2020-03-29T02:15:00.000Z'],
    ]);
    // In autumn it would last 25 hours on the clock of physics: a session has at most 24.
    await reschedule(event, { startDate: '2020-10-24' });
    expect((await list(event, 'sessions'))[0]).toMatchObject({
      startsAt: '2020-10-24T10:00:00.000Z',
      endsAt: '2020-10-25T09:00:00.000Z',
    });
  });

  describe('another zone', () => {
    test('keeps 09:00 at 09:00, by rescheduling and by a plain change', async () => {
      const event = await makeLastEdition(app);
      const { report } = await reschedule(event, { startDate: '2019-10-21', timeZone: 'Europe/Moscow' });
      expect(report).toMatchObject({
        days: 0,
        timeZone: 'Europe/Moscow',
        registrationOpensAt: '2019-05-31T16:00:00.000Z',
        registrationClosesAt: '2019-10-15T15:00:00.000Z',
      });
      expect(codes(report)).toEqual(['registration_stays_open', 'released_programme']);
      expect(await times(event)).toEqual(['2019-10-21T06:00:00.000Z', '2019-10-25T14:00:00.000Z', null]);
      const { version } = (await app.api.get(event.path)).body;
      const changed = await event.staff.patch(
        event.path,
        { timeZone: 'America/New_York', city: 'New York', registrationClosesAt: '2019-10-01T12:00:00Z' },
        version,
      );
      expect([changed.status, changed.body.version]).toEqual([200, version + 1]);
      expect(changed.body).toMatchObject({
        timeZone: 'America/New_York',
        // Registration is open already and is not closed again; the other time was given.
        registrationOpensAt: '2019-05-31T16:00:00.000Z',
        registrationClosesAt: '2019-10-01T12:00:00.000Z',
      });
      expect(await times(event)).toEqual(['2019-10-21T13:00:00.000Z', '2019-10-25T21:00:00.000Z', null]);
      const departure = (await list(event, 'departures')).find(({ state }) => state === 'open');
      expect(departure.startsAt).toBe('2019-10-23T13:00:00.000Z');
    });

    test('that is the same one moves nothing', async () => {
      const event = await makeEvent(app);
      const { version: before } = await session(
        event,
        '2019-10-21T09:00:00+08:00',
        '2019-10-21T10:00:00+08:00',
      );
      const { version } = (await app.api.get(event.path)).body;
      await event.staff.patch(event.path, { timeZone: 'Asia/Shanghai', city: 'Beijing' }, version);
      expect((await list(event, 'sessions'))[0].version).toBe(before);
    });

    test('with a version that is old changes nothing at all', async () => {
      const event = await makeEvent(app);
      await session(event, '2019-10-21T09:00:00+08:00', '2019-10-21T10:00:00+08:00');
      expect((await event.staff.patch(event.path, { timeZone: 'Europe/Moscow' }, 1)).status).toBe(412);
      expect(await times(event)).toEqual(['2019-10-21T01:00:00.000Z']);
    });
  });

  test('only other last days move nothing, and say what then lies outside', async () => {
    const event = await makeEvent(app);
    const { version } = await session(
      event,
      '2019-10-25T09:00:00+08:00',
      '2019-10-25T10:00:00+08:00',
      'Closing',
    );
    const { event: shorter, report } = await reschedule(event, {
      startDate: '2019-10-21',
      endDate: '2019-10-24',
    });
    expect(shorter.endDate).toBe('2019-10-24');
    expect(report.warnings).toEqual([
      {
        code: 'fewer_days',
        message: 'The event has fewer days than before; look at what took place on its last ones.',
      },
      { code: 'outside_days', message: 'Outside the days of the event: “Closing”.' },
    ]);
    expect((await list(event, 'sessions'))[0].version).toBe(version);
  });

  describe('departures', () => {
    const departure = async (event: LastEdition, day: string): Promise<string> => {
      const { id } = await make(event.staff, `${event.path}/site-visits/${event.ids['visit']}/departures`, {
        startsAt: `2019-10-${day}T09:00:00+08:00`,
        endsAt: `2019-10-${day}T12:00:00+08:00`,
        cutOffAt: `2019-10-21T18:00:00+08:00`,
        meetingPoint: 'Hotel lobby',
        capacity: 50,
      });
      await event.staff.move(`${event.path}/departures/${id}`, 'open');
      return id;
    };
    /** A departure of another visit on this day, on which the participant goes. */
    const another = async (event: LastEdition, day: string): Promise<string> => {
      const visit = await make(event.staff, `${event.path}/site-visits`, {
        organisationId: event.host,
        site: 'Laboratory',
        title: `Laboratory on ${day}`,
      });
      const ids = { ...event.ids, visit: visit.id };
      const id = await departure({ ...event, ids }, day);
      const [registration] = await list(event, 'registrations');
      await make(event.staff, `${event.path}/departures/${id}/bookings`, { registrationId: registration.id });
      return id;
    };

    test('of one person on one day after the other all move by one day', async () => {
      const event = await makeLastEdition(app);
      await another(event, '22');
      await another(event, '24');
      await reschedule(event, { startDate: '2019-10-22' });
      await reschedule(event, { startDate: '2019-10-20' });
      const { body } = await event.staff.get(`${event.path}/departures`);
      expect(
        body.items
          .filter(({ state }: any) => state === 'open')
          .map(({ startsAt, taken }: any) => [startsAt, taken]),
      ).toEqual([
        ['2019-10-21T01:00:00.000Z', 1],
        ['2019-10-22T01:00:00.000Z', 1],
        ['2019-10-23T01:00:00.000Z', 1],
      ]);
    });

    test('that are closed stay, and are named; nobody is put into two places by it', async () => {
      const event = await makeLastEdition(app);
      const closed = await another(event, '22');
      await event.staff.move(`${event.path}/departures/${closed}`, 'close');
      const { report } = await reschedule(event, { startDate: '2019-10-22' });
      expect(part(report, 'departures')).toMatchObject({
        done: [{ thing: 'departures', count: 1 }],
        leftOut: [
          {
            thing: 'departures',
            count: 1,
            why: 'Booking is closed and who goes is settled; move or cancel them one by one.',
          },
        ],
      });
      // The open one would come to the 22nd, where the closed one is.
      const clash = await event.staff.post(`${event.path}/reschedule`, {
        startDate: '2019-10-20',
        reason: 'Earlier.',
      });
      expect([clash.status, clash.body.code]).toEqual([409, 'departure-clashes']);
      expect((await app.api.get(event.path)).body.startDate).toBe('2019-10-22');
      expect((await times(event))[0]).toBe('2019-10-22T01:00:00.000Z');
    });
  });

  test('deadlines of visits move with the departures: kept seats, offers, wishes', async () => {
    const event = await makeLastEdition(app);
    const { visit, departure, category } = event.ids as Record<string, string>;
    const { version } = (await event.staff.get(`${event.path}/site-visits/${visit}`)).body;
    const changed = await event.staff.patch(
      `${event.path}/site-visits/${visit}`,
      { wishesCloseAt: '2019-10-05T18:00:00+08:00' },
      version,
    );
    expect(changed.status).toBe(200);
    await event.staff.put(
      `${event.path}/site-visits/wish-rules`,
      { closesAt: '2019-10-04T18:00:00+08:00', mostWishes: 3, mostPlaces: 2 },
      { ifMatch: 0 },
    );
    const keep = (keptUntil: string): Promise<any> =>
      make(event.staff, `${event.path}/departures/${departure}/kept-seats`, {
        categoryId: category,
        seats: 2,
        keptUntil,
      });
    await keep('2019-10-20T18:00:00+08:00');
    const { id: released } = await keep('2019-10-19T18:00:00+08:00');
    await event.staff.move(`${event.path}/kept-seats/${released}`, 'release');
    // Two lose their departures: one is offered a place until the cut-off, the other until a day before it.
    for (const [day, holdUntil] of [
      ['24', '2019-10-20T18:00:00+08:00'],
      ['25', '2019-10-21T18:00:00+08:00'],
    ]) {
      const { id } = await make(event.staff, `${event.path}/site-visits/${visit}/departures`, {
        startsAt: `2019-10-${day}T14:00:00+08:00`,
        endsAt: `2019-10-${day}T16:00:00+08:00`,
        cutOffAt: '2019-10-22T18:00:00+08:00',
        meetingPoint: 'Hotel lobby',
        capacity: 5,
      });
      await event.staff.move(`${event.path}/departures/${id}`, 'open');
      const person = await register(app.api, event, category!, { person: personInput() });
      await make(event.staff, `${event.path}/departures/${id}/bookings`, { registrationId: person.id });
      const gone = await event.staff.move(`${event.path}/departures/${id}`, 'cancel', {
        comment: 'Works in the building.',
        input: { alternatives: { holdUntil } },
      });
      expect(gone.status).toBe(200);
    }
    await app.settled();
    const deadlines = async (): Promise<Record<string, string[]>> => ({
      kept: (await list(event, `departures/${departure}/kept-seats`)).map(({ keptUntil }) => keptUntil),
      offers: (await list(event, 'alternatives')).map(({ holdUntil }) => holdUntil).sort(),
      terms: (
        await app.db.query<{ at: Date }>(
          'SELECT hold_until AS at FROM departure_changes WHERE event_id = $1 AND hold_until IS NOT NULL ORDER BY 1',
          [event.id],
        )
      ).map(({ at }) => at.toISOString()),
      wishes: [
        (await event.staff.get(`${event.path}/site-visits/${visit}`)).body.wishesCloseAt,
        (await event.staff.get(`${event.path}/site-visits/wish-rules`)).body.closesAt,
      ],
    });
    expect(await deadlines()).toEqual({
      kept: ['2019-10-20T10:00:00.000Z', '2019-10-19T10:00:00.000Z'],
      offers: ['2019-10-20T10:00:00.000Z', '2019-10-21T10:00:00.000Z'],
      terms: ['2019-10-20T10:00:00.000Z', '2019-10-21T10:00:00.000Z'],
      wishes: ['2019-10-05T10:00:00.000Z', '2019-10-04T10:00:00.000Z'],
    });
    await reschedule(event, { startDate: '2019-11-18' });
    expect(await deadlines()).toEqual({
      // What was released already stays as it was.
      kept: ['2019-11-17T10:00:00.000Z', '2019-10-19T10:00:00.000Z'],
      offers: ['2019-11-17T10:00:00.000Z', '2019-11-18T10:00:00.000Z'],
      terms: ['2019-11-17T10:00:00.000Z', '2019-11-18T10:00:00.000Z'],
      wishes: ['2019-11-02T10:00:00.000Z', '2019-11-01T10:00:00.000Z'],
    });
    // And into another zone, at the same time on the wall.
    await reschedule(event, { startDate: '2019-11-18', timeZone: 'Europe/Moscow' });
    expect(await deadlines()).toEqual({
      kept: ['2019-11-17T15:00:00.000Z', '2019-10-19T10:00:00.000Z'],
      offers: ['2019-11-17T15:00:00.000Z', '2019-11-18T15:00:00.000Z'],
      terms: ['2019-11-17T15:00:00.000Z', '2019-11-18T15:00:00.000Z'],
      wishes: ['2019-11-02T15:00:00.000Z', '2019-11-01T15:00:00.000Z'],
    });
  });

  test('the links of focal points are good for as much longer', async () => {
    const event = await makeLastEdition(app);
    const protocol = await app.staff(event.id, 'protocol');
    await protocol.post(`${event.path}/delegations/${event.ids['delegation']}/invitations`, {});
    await app.settled();
    const expiry = async (): Promise<string[]> =>
      (
        await app.db.query<{ at: Date }>(
          `SELECT expires_at AS at FROM access_links WHERE event_id = $1 AND kind = 'delegation'`,
          [event.id],
        )
      ).map(({ at }) => at.toISOString());
    expect(await expiry()).toEqual(['2019-10-28T00:00:00.000Z']);
    await reschedule(event, { startDate: '2019-11-18' });
    expect(await expiry()).toEqual(['2019-11-25T00:00:00.000Z']);
  });

  describe('is refused', () => {
    test.each([
      ['without a reason', { startDate: '2019-11-18', reason: undefined }, 422, 'against-the-rules'],
      [
        'for days out of order',
        { startDate: '2019-11-18', endDate: '2019-11-17' },
        422,
        'event-days-invalid',
      ],
      ['for days that are over', { startDate: '2019-05-20' }, 422, 'event-days-over'],
      [
        'for an unknown zone',
        { startDate: '2019-11-18', timeZone: 'Mars/Olympus' },
        422,
        'against-the-rules',
      ],
      ['for a year that nobody can write', { startDate: '9999-12-31' }, 422, 'event-days-invalid'],
    ])('%s, and nothing moves', async (_, body, status, code) => {
      const event = await makeEvent(app);
      await session(event, '2019-10-21T09:00:00+08:00', '2019-10-21T10:00:00+08:00');
      const before = (await app.api.get(event.path)).body;
      const answer = await event.staff.post(`${event.path}/reschedule`, { reason: 'Because.', ...body });
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect((await app.api.get(event.path)).body).toEqual(before);
      expect(await times(event)).toEqual(['2019-10-21T01:00:00.000Z']);
    });

    test('to everybody but owner and organiser', async () => {
      const event = await makeEvent(app);
      const stranger = await makeEvent(app);
      const callers = {
        owner: await app.staff(event.id, 'owner'),
        organiser: await app.staff(event.id, 'organiser'),
        programme: await app.staff(event.id, 'programme'),
        auditor: await app.staff(event.id, 'auditor'),
        stranger: stranger.staff,
        anybody: app.api,
      };
      for (const path of ['reschedule/preview', 'reschedule']) {
        const answers = Object.fromEntries(
          await Promise.all(
            Object.entries(callers).map(async ([who, api]) => [
              who,
              (await api.post(`${event.path}/${path}`, { startDate: '2019-10-28', reason: 'Later.' })).status,
            ]),
          ),
        );
        expect(answers).toEqual({
          owner: 200,
          organiser: 200,
          programme: 403,
          auditor: 403,
          stranger: 404,
          anybody: 401,
        });
      }
    });

    // Last, because it moves the clock of the whole file.
    test('for an event that has begun, also its zone; its other fields can be changed', async () => {
      const event = await makeEvent(app);
      await app.at('2019-10-20T16:00:00Z');
      const { state, version } = (await app.api.get(event.path)).body;
      expect(state).toBe('running');
      const answer = await event.staff.post(`${event.path}/reschedule`, {
        startDate: '2019-11-18',
        reason: 'Late.',
      });
      expect([answer.status, answer.body.code]).toEqual([409, 'event-not-reschedulable']);
      const zone = await event.staff.patch(event.path, { timeZone: 'Europe/Moscow' }, version);
      expect([zone.status, zone.body.code]).toEqual([409, 'event-not-reschedulable']);
      expect((await event.staff.patch(event.path, { city: 'Beijing' }, version)).status).toBe(200);
    });
  });
});
