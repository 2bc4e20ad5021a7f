import { createHash, createHmac, createPublicKey, verify } from 'node:crypto';
import { Client } from 'pg';
import {
  reasonAgainst,
  trueTime,
  warningsOf,
  type ScanFacts,
} from '../../src/site-visits/headcounts/headcount.rules';
import { badgeToken } from '../registrations/support';
import type { Answer, Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { waitFor } from '../support/wait';
import {
  book,
  makeDeparture,
  makeParticipant,
  makeVisitedEvent,
  stateOf,
  toldTo,
  type VisitedEvent,
} from './support';

describe('a scan', () => {
  const sound: ScanFacts = {
    isForged: false,
    isOfOtherEvent: false,
    isKnown: true,
    isRevoked: false,
    isBlocked: false,
    isTooOld: false,
    bookingState: 'confirmed',
    isElsewhere: false,
    departureState: 'closed',
  };
  test.each<[string, Partial<ScanFacts>, string | null]>([
    ['counts', {}, null],
    ['counts when the host has agreed', { bookingState: 'cleared' }, null],
    ['counts when the person turns up late', { bookingState: 'no_show', departureState: 'departed' }, null],
    ['counts when a phone hands it in after the return', { departureState: 'returned' }, null],
    ['is none of a forged badge', { isForged: true, isKnown: false }, 'token_invalid'],
    ['is none of nobody', { isKnown: false, bookingState: null }, 'unknown_code'],
    ['is refused first for the badge', { isRevoked: true, bookingState: null }, 'token_revoked'],
    ['is refused for somebody who is kept out', { isBlocked: true }, 'blocked'],
    ['is refused for somebody of another group', { bookingState: null }, 'not_on_departure'],
    ['is refused for whoever waits', { bookingState: 'waitlisted' }, 'waitlisted'],
    ['is refused for whom the host refused', { bookingState: 'refused' }, 'cancelled'],
    [
      'is refused when they went elsewhere',
      { bookingState: 'no_show', isElsewhere: true },
      'booked_elsewhere',
    ],
    ['is refused while people can still book', { departureState: 'open' }, 'not_yet'],
    ['is refused when all is over', { departureState: 'reported' }, 'over'],
    ['is refused when it is too old', { isTooOld: true }, 'too_old'],
  ])('%s', (_, changes, expected) => {
    expect(reasonAgainst({ ...sound, ...changes })).toBe(expected);
  });

  test('tells what is remarkable about somebody who is counted all the same', () => {
    const usual = { point: 'boarding' as const, bookingState: 'confirmed', ownCoachId: 'A', coachId: 'A' };
    expect(warningsOf(usual)).toEqual([]);
    expect(warningsOf({ ...usual, coachId: 'B', bookingState: 'no_show' })).toEqual(['wrong_coach', 'late']);
    expect(warningsOf({ ...usual, coachId: null, point: 'gate' })).toEqual(['not_boarded']);
    expect(warningsOf({ ...usual, point: 'back', bookingState: 'boarded' })).toEqual([]);
  });

  test('was when it was by our clock, and never later than now', () => {
    const now = new Date('2019-10-23T01:00:00Z');
    expect(trueTime(new Date('2019-10-23T01:04:00Z'), 300_000, now).toISOString()).toBe(
      '2019-10-23T00:59:00.000Z',
    );
    expect(trueTime(new Date('2019-10-23T00:58:00Z'), -300_000, now).toISOString()).toBe(
      '2019-10-23T01:00:00.000Z',
    );
  });
});

describe('headcounts', () => {
  let app: TestApp;
  let event: VisitedEvent;
  let marshal: Api;
  beforeAll(async () => {
    app = await startApp({ now: '2019-06-01T08:00:00Z' });
    event = await makeVisitedEvent(app);
    marshal = await app.staff(event.id, 'transport_marshal');
  });

  interface Trip {
    readonly id: string;
    readonly path: string;
    readonly title: string;
    readonly people: { id: string; code: string; bookingId: string }[];
    readonly coaches: { id: string; label: string }[];
  }
  /** A departure that is closed, with so many people, who have seats on its coaches if it has any. */
  const makeTrip = async (size: number, changes: object = {}): Promise<Trip> => {
    const departure = await makeDeparture(event, { capacity: 20, ...changes });
    const path = `${event.path}/departures/${departure.id}`;
    const people: Trip['people'] = [];
    for (let n = 0; n < size; n += 1) {
      const { id, code } = await makeParticipant(app, event);
      people.push({ id, code, bookingId: (await book(event, departure.id, id)).id });
    }
    await event.staff.move(path, 'close');
    await app.settled();
    const coaches = (await event.staff.get(`${path}/coaches`)).body.items;
    return { id: departure.id, path, title: departure.title, people, coaches };
  };
  let scans = 0;
  const clientId = (): string => `scan-${(scans += 1)}`;
  const count = (trip: Trip, body: object, by = marshal): Promise<Answer> =>
    by.post(`${trip.path}/headcounts`, { point: 'boarding', clientId: clientId(), ...body });
  const counted = async (trip: Trip, body: object): Promise<any> => {
    const answer = await count(trip, body);
    if (answer.status !== 201) throw new Error(`not counted: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const handIn = (trip: Trip, deviceId: string, list: object[], sentAt = '2019-06-01T08:00:00Z') =>
    marshal.post(`${trip.path}/headcounts/batch`, {
      deviceId,
      sentAt,
      scans: list.map((scan) => ({ point: 'boarding', ...scan })),
    });
  const outcomes = ({ body }: Answer) =>
    body.results.map(({ outcome, reason }: { outcome: string; reason: string | null }) => reason ?? outcome);
  const board = async (trip: Trip) => (await marshal.get(`${trip.path}/board`)).body;
  const missing = async (trip: Trip): Promise<[string, string][]> =>
    (await board(trip)).missing
      .map(({ code, point }: { code: string; point: string }) => [code, point])
      .sort();
  const countsOf = async (trip: Trip) => {
    const { people, boarding, gate, back } = (await board(trip)).counts;
    return [people, boarding, gate, back];
  };

  test('by badge, by code and by name: on board, and everybody knows', async () => {
    const trip = await makeTrip(3);
    const [anna, boris, clara] = trip.people;
    const entry = await counted(trip, { token: await badgeToken(event, anna!.id), deviceId: 'phone-1' });
    expect(entry).toMatchObject({
      point: 'boarding',
      bookingId: anna!.bookingId,
      state: 'boarded',
      counts: true,
    });
    expect(await stateOf(event, anna!.bookingId)).toBe('boarded');
    await counted(trip, { code: `${boris!.code.slice(0, 4)}-${boris!.code.slice(4).toLowerCase()}` });
    const found = await marshal.get(`${trip.path}/passengers?q=${clara!.code}`);
    expect(found.body.items).toMatchObject([
      { bookingId: clara!.bookingId, state: 'confirmed', countedAt: [] },
    ]);
    expect(await missing(trip)).toEqual([[clara!.code, 'boarding']]);
    await counted(trip, { bookingId: clara!.bookingId });
    expect(await missing(trip)).toEqual([]);
    expect(await countsOf(trip)).toEqual([3, 3, 0, 0]);
    const history = await event.staff.get(`${event.path}/bookings/${anna!.bookingId}/history`);
    expect(history.body.items.at(-1)).toMatchObject({ transition: 'board', byKind: 'staff' });
  });

  test('two phones, one of them offline, one truth: whoever was seen first counts, in whatever order it is handed in', async () => {
    const trip = await makeTrip(3);
    const [anna, boris, clara] = trip.people;
    // The phone with a network sees Anna at eight; the other one saw her before, and Boris, and hands in out of order.
    const online = await counted(trip, { code: anna!.code, deviceId: 'phone-1' });
    const list = [
      { clientId: clientId(), code: boris!.code, at: '2019-06-01T07:50:00Z' },
      { clientId: clientId(), token: await badgeToken(event, anna!.id), at: '2019-06-01T07:20:00Z' },
      { clientId: clientId(), code: boris!.code, at: '2019-06-01T07:10:00Z' },
    ];
    const answer = await handIn(trip, 'phone-2', list);
    expect(answer.status).toBe(200);
    expect(outcomes(answer)).toEqual(['seen_again', 'counted', 'counted']);
    expect(await countsOf(trip)).toEqual([3, 2, 0, 0]);
    expect((await marshal.get(`${trip.path}/headcounts/${online.id}`)).body).toMatchObject({
      counts: false,
      version: online.version + 1,
    });
    const records = (await marshal.get(`${trip.path}/headcounts/records`)).body.items;
    expect(
      records
        .filter(({ counts }: { counts: boolean }) => counts)
        .map(({ at, deviceId, offline }: any) => [at, deviceId, offline]),
    ).toEqual([
      ['2019-06-01T07:10:00.000Z', 'phone-2', true],
      ['2019-06-01T07:20:00.000Z', 'phone-2', true],
    ]);
    // The answer was lost: sent again, it changes nothing.
    expect(outcomes(await handIn(trip, 'phone-2', list))).toEqual(['duplicate', 'duplicate', 'duplicate']);
    expect(records).toHaveLength(4);
    expect(await missing(trip)).toEqual([[clara!.code, 'boarding']]);
  });

  test('the clock of a phone is put right, and refused when it is too wrong', async () => {
    const trip = await makeTrip(2);
    const [anna, boris] = trip.people;
    await counted(trip, { code: anna!.code });
    // Ten minutes ahead: what it calls 07:59 was 07:49.
    const scan = { clientId: clientId(), code: anna!.code, at: '2019-06-01T07:59:00Z' };
    const fast = await handIn(trip, 'phone-2', [scan], '2019-06-01T08:10:00Z');
    expect([fast.body.skewMs, fast.body.results[0].at, outcomes(fast)]).toEqual([
      600_000,
      '2019-06-01T07:49:00.000Z',
      ['counted'],
    ]);
    const entry = await marshal.get(`${trip.path}/headcounts/${fast.body.results[0].headcountId}`);
    expect(entry.body.skewMs).toBe(600_000);
    const late = { clientId: clientId(), code: boris!.code, at: '2019-06-01T07:59:00Z' };
    for (const sentAt of ['2019-06-01T08:16:00Z', '2019-06-01T07:44:00Z']) {
      const wrong = await handIn(trip, 'phone-3', [{ ...late, at: '2019-06-01T07:40:00Z' }], sentAt);
      expect([wrong.status, wrong.body.code, wrong.body.serverTime]).toEqual([
        422,
        'phone-clock-wrong',
        '2019-06-01T08:00:00.000Z',
      ]);
    }
    const turned = await handIn(trip, 'phone-3', [late], '2019-06-01T07:58:00Z');
    expect([turned.status, turned.body.errors[0].pointer]).toEqual([422, '/scans/0/at']);
    expect(await countsOf(trip)).toEqual([2, 1, 0, 0]);
    // The clock is set; the same scan counts now.
    expect(outcomes(await handIn(trip, 'phone-3', [late]))).toEqual(['counted']);
    const old = { clientId: clientId(), code: boris!.code, at: '2019-05-31T19:59:59Z' };
    expect(outcomes(await handIn(trip, 'phone-3', [old]))).toEqual(['too_old']);
  });

  describe('says why somebody does not count', () => {
    let trip: Trip;
    beforeAll(async () => {
      trip = await makeTrip(2, { coaches: [{ label: 'A', seats: 10 }] });
    });
    const refusal = async (body: object, to = trip) => {
      const answer = await count(to, body);
      return [answer.status, answer.body.code, answer.body.reason];
    };

    test('of another departure, with where they belong', async () => {
      const other = await makeTrip(1, {
        coaches: [{ label: 'B', seats: 10 }],
        meetingPoint: 'West entrance',
      });
      const answer = await count(trip, { token: await badgeToken(event, other.people[0]!.id) });
      expect([answer.status, answer.body.reason]).toEqual([409, 'not_on_departure']);
      expect(answer.body.elsewhere).toEqual({
        departureId: other.id,
        title: other.title,
        startsAt: '2019-10-23T01:00:00.000Z',
        meetingPoint: 'West entrance',
        coach: 'B',
      });
      expect(answer.body.detail).toContain('West entrance');
      const batch = await handIn(trip, 'phone-2', [
        { clientId: clientId(), code: other.people[0]!.code, at: '2019-06-01T07:50:00Z' },
      ]);
      expect(batch.body.results[0]).toMatchObject({
        outcome: 'refused',
        elsewhere: { departureId: other.id },
      });
      const refused = await marshal.get(`${trip.path}/headcounts/records?refused=true`);
      expect(refused.body.items.map(({ reason }: { reason: string }) => reason)).toEqual([
        'not_on_departure',
        'not_on_departure',
      ]);
    });

    test('with a badge that is forged, of another event, or was lost', async () => {
      const token = await badgeToken(event, trip.people[0]!.id);
      expect(await refusal({ token: `${token.slice(0, -6)}AAAAAA` })).toEqual([
        422,
        'headcount-not-person',
        'token_invalid',
      ]);
      const other = await makeVisitedEvent(app);
      const foreign = await badgeToken(other, (await makeParticipant(app, other)).id);
      expect(await refusal({ token: foreign })).toEqual([422, 'headcount-not-person', 'other_event']);
      expect(await refusal({ code: 'AAAA2222' })).toEqual([422, 'headcount-not-person', 'unknown_code']);
      const revoked = await event.staff.post(
        `${event.path}/registrations/${trip.people[0]!.id}/badge-revocations`,
        { reason: 'Lost in the taxi' },
      );
      expect(revoked.status).toBe(201);
      expect(await refusal({ token })).toEqual([409, 'headcount-not-here', 'token_revoked']);
      // Found by name, the person goes.
      expect((await count(trip, { bookingId: trip.people[0]!.bookingId })).status).toBe(201);
    });

    test('who gave the place up, or waits for one, or comes before booking has closed', async () => {
      const small = await makeDeparture(event, { capacity: 1 });
      const [first, second] = [await makeParticipant(app, event), await makeParticipant(app, event)];
      const booking = await book(event, small.id, first.id);
      await book(event, small.id, second.id);
      const open: Trip = { ...trip, id: small.id, path: `${event.path}/departures/${small.id}` };
      expect(await refusal({ code: first.code }, open)).toEqual([409, 'headcount-not-here', 'not_yet']);
      await event.staff.move(open.path, 'close');
      expect(await refusal({ code: second.code }, open)).toEqual([409, 'headcount-not-here', 'waitlisted']);
      await event.staff.move(`${event.path}/bookings/${booking.id}`, 'cancel');
      expect(await refusal({ code: first.code }, open)).toEqual([409, 'headcount-not-here', 'cancelled']);
    });

    test('when the phone uses the clientId of another scan', async () => {
      const own = await makeTrip(2);
      const id = clientId();
      await counted(own, { code: own.people[0]!.code, clientId: id });
      expect((await count(own, { code: own.people[0]!.code, clientId: id })).status).toBe(201);
      expect(await refusal({ code: own.people[1]!.code, clientId: id }, own)).toEqual([
        409,
        'headcount-not-here',
        'client_id_reused',
      ]);
    });

    test('when it is not clear who is meant', async () => {
      expect((await count(trip, {})).body.code).toBe('headcount-unclear');
      const { code, bookingId } = trip.people[1]!;
      expect((await count(trip, { code, bookingId })).status).toBe(422);
      expect((await handIn(trip, 'phone-1', [])).status).toBe(422);
    });
  });

  test('who boards another coach goes along, with a warning, and is looked for on that coach', async () => {
    const trip = await makeTrip(2, {
      coaches: [
        { label: 'A', seats: 2, marshal: 'Chen Wei', marshalPhone: '+86 755 5555 0102' },
        { label: 'B', seats: 2 },
      ],
    });
    const [a, b] = trip.coaches;
    const [anna, boris] = trip.people;
    const entry = await counted(trip, { code: anna!.code, coachId: b!.id });
    expect(entry).toMatchObject({ warnings: ['wrong_coach'], coachId: b!.id, ownCoach: 'A', counts: true });
    expect((await counted(trip, { code: boris!.code, coachId: a!.id })).warnings).toEqual([]);
    const { coaches } = await board(trip);
    expect(
      coaches.map(({ label, people, boarding, missing: m }: any) => [label, people, boarding, m]),
    ).toEqual([
      ['A', 1, 1, 0],
      ['B', 1, 1, 0],
    ]);
    expect(coaches[0]).toMatchObject({ marshal: 'Chen Wei', marshalPhone: '+86 755 5555 0102' });
    await event.staff.move(trip.path, 'depart');
    await counted(trip, { code: boris!.code, point: 'back' });
    expect((await board(trip)).missing).toMatchObject([{ code: anna!.code, coachId: b!.id, point: 'back' }]);
  });

  test('who is missing depends on where heads are being counted', async () => {
    const trip = await makeTrip(3);
    const codes = trip.people.map(({ code }) => code);
    for (const code of codes) await counted(trip, { code });
    await event.staff.move(trip.path, 'depart');
    expect(await missing(trip)).toEqual([]);
    await counted(trip, { code: codes[0]!, point: 'gate' });
    expect(await missing(trip)).toEqual(
      [
        [codes[1], 'gate'],
        [codes[2], 'gate'],
      ].sort(),
    );
    await counted(trip, { code: codes[1]!, point: 'gate' });
    await counted(trip, { code: codes[2]!, point: 'back' });
    expect(await missing(trip)).toEqual(
      [
        [codes[0], 'back'],
        [codes[1], 'back'],
      ].sort(),
    );
    expect(await countsOf(trip)).toEqual([3, 3, 2, 1]);
    await counted(trip, { code: codes[0]!, point: 'back' });
    const early = await marshal.move(trip.path, 'return');
    expect([early.status, early.body.code, early.body.missing.map(({ code }: any) => code)]).toEqual([
      409,
      'people-missing',
      [codes[1]],
    ]);
    expect((await marshal.move(trip.path, 'return', { input: { uncounted: 'missing' } })).status).toBe(200);
    await app.settled();
    expect(await Promise.all(trip.people.map(({ bookingId }) => stateOf(event, bookingId)))).toEqual([
      'returned',
      'boarded',
      'returned',
    ]);
    expect(await missing(trip)).toEqual([[codes[1], 'back']]);
    // Found at the hotel.
    await marshal.move(`${event.path}/bookings/${trip.people[1]!.bookingId}`, 'return');
    expect(await missing(trip)).toEqual([]);
  });

  test('the short answer to who is missing is that of the board', async () => {
    const trip = await makeTrip(3);
    const [anna, boris, clara] = trip.people;
    const short = async () => {
      const {
        confirmed,
        boarded,
        returned,
        missing: who,
      } = (await marshal.get(`${trip.path}/headcounts`)).body;
      return [confirmed, boarded, returned, who.map(({ code }: { code: string }) => code).sort()];
    };
    const codes = async () => (await missing(trip)).map(([code]) => code);
    for (const { code } of [anna!, boris!]) await counted(trip, { code });
    expect(await short()).toEqual([3, 2, 0, [clara!.code]]);
    await marshal.move(trip.path, 'depart', { input: { leaveBehind: true } });
    await app.settled();
    // They sit on the coach: nobody is missing while nobody is being counted.
    expect(await short()).toEqual([2, 2, 0, []]);
    await counted(trip, { code: anna!.code, point: 'gate' });
    expect(await short()).toEqual([2, 2, 0, [boris!.code]]);
    await counted(trip, { code: boris!.code, point: 'back' });
    expect(await short()).toEqual([2, 1, 1, [anna!.code]]);
    expect(await codes()).toEqual([anna!.code]);
  });

  test('all who were on board are back when the marshal says so', async () => {
    const trip = await makeTrip(2);
    for (const { code } of trip.people) await counted(trip, { code });
    await event.staff.move(trip.path, 'depart');
    await counted(trip, { code: trip.people[0]!.code, point: 'back' });
    expect((await marshal.move(trip.path, 'return', { input: { uncounted: 'back' } })).status).toBe(200);
    await app.settled();
    for (const { bookingId } of trip.people) expect(await stateOf(event, bookingId)).toBe('returned');
  });

  test('who waits for another departure after having missed this one, and went after all, waits no more', async () => {
    const trip = await makeTrip(4);
    const [anna, boris, clara, dora] = trip.people;
    await counted(trip, { code: anna!.code });
    await marshal.move(trip.path, 'depart', { input: { leaveBehind: true } });
    await app.settled();
    const { siteVisitId: visitId } = (await event.staff.get(trip.path)).body;
    const [next, gone] = await Promise.all(
      ['2019-10-24', '2019-10-25'].map((day) =>
        makeDeparture(
          event,
          { startsAt: `${day}T09:00:00+08:00`, endsAt: `${day}T12:00:00+08:00`, capacity: 1 },
          { visitId },
        ),
      ),
    );
    for (const { id } of [next, gone]) await book(event, id, (await makeParticipant(app, event)).id);
    const waiting = await book(event, next.id, boris!.id);
    const waitingInVain = await book(event, gone.id, clara!.id);
    const byHand = await book(event, next.id, dora!.id);
    expect([waiting.state, waitingInVain.state, byHand.state]).toEqual(Array(3).fill('waitlisted'));
    for (const transition of ['close', 'depart'])
      expect((await event.staff.move(`${event.path}/departures/${gone.id}`, transition)).status).toBe(200);

    const late = await handIn(
      trip,
      'phone-2',
      [boris, clara].map((one) => ({ clientId: clientId(), code: one!.code, at: '2019-06-01T07:30:00Z' })),
    );
    expect([late.status, outcomes(late)]).toEqual([200, ['counted', 'counted']]);
    expect((await marshal.move(`${event.path}/bookings/${dora!.bookingId}`, 'board')).status).toBe(200);
    for (const { bookingId } of trip.people) expect(await stateOf(event, bookingId)).toBe('boarded');
    for (const { id } of [waiting, waitingInVain, byHand]) expect(await stateOf(event, id)).toBe('cancelled');
    expect((await event.staff.get(`${event.path}/departures/${next.id}`)).body).toMatchObject({
      taken: 1,
      waiting: 0,
    });
    const history = await event.staff.get(`${event.path}/bookings/${waiting.id}/history`);
    expect(history.body.items.at(-1)).toMatchObject({ transition: 'cancel', byKind: 'system' });
    await app.settled();
    expect(await toldTo(app, boris!.id)).not.toContain('booking.cancelled');
  });

  test('who has a place on another departure of the visit is not put on board of the one they missed by hand', async () => {
    const trip = await makeTrip(2);
    const [anna, boris] = trip.people;
    await counted(trip, { code: anna!.code });
    await marshal.move(trip.path, 'depart', { input: { leaveBehind: true } });
    await app.settled();
    const { siteVisitId: visitId } = (await event.staff.get(trip.path)).body;
    const next = await makeDeparture(
      event,
      { startsAt: '2019-10-24T09:00:00+08:00', endsAt: '2019-10-24T12:00:00+08:00' },
      { visitId },
    );
    expect((await book(event, next.id, boris!.id)).state).toBe('confirmed');
    const answer = await marshal.move(`${event.path}/bookings/${boris!.bookingId}`, 'board');
    expect([answer.status, answer.body.code]).toEqual([409, 'visit-already-booked']);
  });

  test('nobody is left behind unread; who turns up late is taken along, and can be taken off again', async () => {
    const trip = await makeTrip(3);
    const [anna, boris, clara] = trip.people;
    await counted(trip, { code: anna!.code });
    const alone = await marshal.move(trip.path, 'depart');
    expect([alone.status, alone.body.code]).toEqual([409, 'people-missing']);
    expect(alone.body.missing.map(({ code }: { code: string }) => code).sort()).toEqual(
      [boris!.code, clara!.code].sort(),
    );
    expect((await marshal.move(trip.path, 'depart', { input: { leaveBehind: true } })).body.state).toBe(
      'departed',
    );
    await app.settled();
    expect(await stateOf(event, boris!.bookingId)).toBe('no_show');
    expect((await board(trip)).noShows).toBe(2);

    const late = await counted(trip, { code: boris!.code });
    expect([late.warnings, late.state]).toEqual([['late'], 'boarded']);
    const path = `${trip.path}/headcounts/${late.id}`;
    expect((await marshal.delete(path, late.version + 1)).status).toBe(412);
    expect((await marshal.delete(path, late.version)).status).toBe(204);
    expect(await stateOf(event, boris!.bookingId)).toBe('no_show');
    expect((await marshal.get(path)).body).toMatchObject({
      counts: false,
      undoneAt: '2019-06-01T08:00:00.000Z',
    });

    // A phone that was offline had counted her at the door: she had not missed it.
    const offline = await handIn(trip, 'phone-2', [
      { clientId: clientId(), code: clara!.code, at: '2019-06-01T07:30:00Z' },
    ]);
    expect(outcomes(offline)).toEqual(['counted']);
    expect(await stateOf(event, clara!.bookingId)).toBe('boarded');
    expect(await countsOf(trip)).toEqual([2, 2, 0, 0]);
  });

  test('a count that is taken back gives way to what another phone saw, or to what was before', async () => {
    const trip = await makeTrip(2);
    const [anna, boris] = trip.people;
    await event.staff.move(`${event.path}/bookings/${boris!.bookingId}`, 'clear');
    const first = await counted(trip, { code: anna!.code, deviceId: 'phone-1' });
    const second = await counted(trip, { code: anna!.code, deviceId: 'phone-2' });
    expect(second.counts).toBe(false);
    await marshal.delete(`${trip.path}/headcounts/${first.id}`, first.version);
    expect((await marshal.get(`${trip.path}/headcounts/${second.id}`)).body.counts).toBe(true);
    expect(await stateOf(event, anna!.bookingId)).toBe('boarded');
    await marshal.delete(`${trip.path}/headcounts/${second.id}`, second.version + 1);
    expect(await stateOf(event, anna!.bookingId)).toBe('confirmed');
    const cleared = await counted(trip, { code: boris!.code });
    await marshal.delete(`${trip.path}/headcounts/${cleared.id}`, cleared.version);
    expect(await stateOf(event, boris!.bookingId)).toBe('cleared');
    expect((await counted(trip, { code: boris!.code })).state).toBe('boarded');
  });

  test('where nobody counts heads, nothing is concluded', async () => {
    const trip = await makeTrip(1);
    expect((await marshal.move(trip.path, 'depart')).status).toBe(200);
    await app.settled();
    expect(await stateOf(event, trip.people[0]!.bookingId)).toBe('confirmed');
  });

  test('the list for phones without a network is signed, and says no more than it must', async () => {
    const trip = await makeTrip(2, { coaches: [{ label: 'A', seats: 5, plate: '粤B·1' }] });
    const [anna] = trip.people;
    await counted(trip, { code: anna!.code });
    const answer = await marshal.get<string>(`${trip.path}/passengers/offline`);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const text = answer.body;
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const [head, seal] = [lines[0], lines.at(-1)];
    expect([head.departure.id, head.validUntil, head.coaches]).toEqual([
      trip.id,
      '2019-06-01T09:00:00.000Z',
      [{ id: trip.coaches[0]!.id, label: 'A', plate: '粤B·1' }],
    ]);
    const salt = Buffer.from(head.salt, 'base64url');
    const digest = (of: string): string =>
      createHmac('sha256', salt).update(of).digest().toString('base64url', 0, 12);
    const entry = lines.find(({ b }) => b === anna!.bookingId);
    expect(entry).toEqual({
      b: anna!.bookingId,
      i: digest(anna!.id),
      c: digest(anna!.code),
      n: expect.stringMatching(/^Anna Petrova/),
      k: 0,
      p: ['boarding'],
    });
    expect(text).not.toContain('ministry.example');
    expect([text.includes(anna!.id), text.includes(anna!.code), seal.count]).toEqual([false, false, 2]);
    const body = text.slice(0, text.trimEnd().lastIndexOf('\n') + 1);
    const sha = createHash('sha256').update(body).digest();
    const { body: keys } = await event.staff.get(`${event.path}/check-in-keys`);
    const { publicKey } = keys.items.find(({ use }: { use: string }) => use === 'list');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
    const signed = Buffer.concat([Buffer.from(`${head.format}\n`), sha]);
    expect(verify(null, signed, key, Buffer.from(seal.signature, 'base64url'))).toBe(true);
  });

  test('marshals do what they are there for, and nothing else; others do not', async () => {
    const trip = await makeTrip(1);
    const desk = await app.staff(event.id, 'registration_desk');
    for (const path of ['board', 'board/stream', 'passengers', 'passengers/offline', 'headcounts/records'])
      expect((await desk.get(`${trip.path}/${path}`)).status).toBe(403);
    expect((await count(trip, { code: trip.people[0]!.code }, desk)).status).toBe(403);
    expect(
      (await marshal.post(`${trip.path}/late`, { reason: 'Traffic', endsAt: '2019-10-23T13:00:00+08:00' }))
        .status,
    ).toBe(403);
    const stranger = await app.staff((await makeVisitedEvent(app)).id, 'transport_marshal');
    expect((await stranger.get(`${trip.path}/board`)).status).toBe(404);
    const [passenger] = (await marshal.get(`${trip.path}/passengers`)).body.items;
    expect(Object.keys(passenger).sort()).toEqual(
      [
        'bookingId',
        'code',
        'coach',
        'coachId',
        'countedAt',
        'name',
        'nativeName',
        'organisation',
        'state',
      ].sort(),
    );
    expect(Object.keys((await board(trip)).missing[0]).sort()).toEqual(
      [
        'bookingId',
        'code',
        'coachId',
        'name',
        'nativeName',
        'organisation',
        'point',
        'registrationId',
      ].sort(),
    );
    const nowhere = `${event.path}/departures/${trip.people[0]!.id}`;
    for (const path of ['board', 'board/stream', 'passengers', 'passengers/offline', 'headcounts/records'])
      expect((await marshal.get(`${nowhere}/${path}`)).status).toBe(404);
  });

  describe('the live board', () => {
    interface Told {
      readonly id: string;
      readonly board: any;
    }
    const listen = async (trip: Trip, headers: Record<string, string> = {}) => {
      const abort = new AbortController();
      const response = await fetch(`${app.url}/api/v1/${trip.path}/board/stream`, {
        headers: { authorization: `Bearer ${marshal.token!}`, ...headers },
        signal: abort.signal,
      });
      const told: Told[] = [];
      const read = async (): Promise<void> => {
        let text = '';
        for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
          text += chunk;
          const blocks = text.split('\n\n');
          text = blocks.pop()!;
          for (const block of blocks) {
            const data = /^data: (.*)$/m.exec(block)?.[1];
            if (data !== undefined)
              told.push({ id: /^id: (.*)$/m.exec(block)![1]!, board: JSON.parse(data) });
          }
        }
      };
      const ended = read().catch(() => undefined);
      return { response, told, stop: () => (abort.abort(), ended) };
    };
    const names = ({ board: { missing: gone } }: Told): string[] =>
      gone.map(({ code }: { code: string }) => code).sort();

    test('begins with what is, tells each change, and knows what a phone has seen already', async () => {
      const trip = await makeTrip(2);
      const [anna, boris] = trip.people;
      const stream = await listen(trip);
      expect([stream.response.status, stream.response.headers.get('content-type')]).toEqual([
        200,
        'text/event-stream',
      ]);
      await waitFor(() => stream.told.length === 1);
      expect(names(stream.told[0]!)).toEqual([anna!.code, boris!.code].sort());
      await counted(trip, { code: anna!.code });
      await waitFor(() => stream.told.some((one) => names(one).length === 1));
      // A change that another process makes, here somebody beside the program.
      const client = new Client(app.connection);
      await client.connect();
      await client.query(`UPDATE bookings SET state = 'cleared' WHERE id = $1`, [boris!.bookingId]);
      await client.query(`UPDATE bookings SET state = 'boarded' WHERE id = $1`, [boris!.bookingId]);
      await client.end();
      await waitFor(() => names(stream.told.at(-1)!).length === 0);
      const last = stream.told.at(-1)!;
      expect(last.board).toEqual(await board(trip));
      await stream.stop();

      // Whoever comes back with what is still true is told the next change only; everybody else what is.
      const again = await listen(trip, { 'last-event-id': last.id });
      const other = await listen(trip, { 'last-event-id': stream.told[0]!.id });
      await waitFor(() => other.told.length === 1);
      expect(other.told[0]!.id).toBe(last.id);
      await event.staff.move(trip.path, 'depart');
      await waitFor(() => again.told.length === 1 && other.told.length === 2);
      expect(again.told[0]!.board.state).toBe('departed');
      await Promise.all([again.stop(), other.stop()]);
    });
  });
});
