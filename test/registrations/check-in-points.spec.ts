import { AdmissionRules } from '../../src/registrations/check-ins/admission-rules.service';
import { makeForum, makeSession, release, type TestForum } from '../programme/forum';
import type { Answer, Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, serial, type TestEvent } from '../support/factories';
import {
  badgeToken,
  defaultPoint,
  makeCategory,
  makeForm,
  makePoint,
  personInput,
  register,
} from './support';

const unknownId = '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11';

describe('points at which people check in', () => {
  let app: TestApp;
  let event: TestEvent;
  let desk: Api;
  let categoryId: string;
  beforeAll(async () => {
    // 10:00 at the place of the event, on the second day.
    app = await startApp({ now: '2019-10-22T02:00:00Z' });
    event = await makeEvent(app);
    desk = await app.staff(event.id, 'check_in');
    categoryId = (await makeCategory(event)).id;
  });
  beforeEach(() => app.clock.set('2019-10-22T02:00:00Z'));

  const come = (code: string, more: object = {}, of: TestEvent = event): Promise<Answer> =>
    (of === event ? desk : of.staff).post(`${of.path}/check-ins`, { code, ...more });
  const leave = (code: string, more: object = {}): Promise<Answer> =>
    come(code, { direction: 'out', ...more });
  const outcome = ({ status, body }: Answer): [number, unknown] => [status, body.reason];
  const figures = async (pointId: string): Promise<any> =>
    (await desk.get(`${event.path}/check-in-points/${pointId}/figures`)).body;
  const refusals = async (query: string): Promise<any[]> =>
    (await desk.get(`${event.path}/check-in-refusals?${query}`)).body.items;
  const newcomer = (category = categoryId): Promise<any> => register(app.api, event, category);

  test('every event has the one for each day, to which scans come that name none', async () => {
    const { body } = await desk.get(`${event.path}/check-in-points`);
    expect(body.items.filter(({ isDefault }: { isDefault: boolean }) => isDefault)).toMatchObject([
      { kind: 'day', title: 'Each day', recordsOut: false, missing: 'warn', opensAt: null, closesAt: null },
    ]);
    const { code } = await newcomer();
    const day = await defaultPoint(event);
    expect((await come(code)).body.pointId).toBe(day.id);
    expect(outcome(await come(code, { pointId: day.id }))).toEqual([409, 'already_in']);
    const removed = await event.staff.delete(`${event.path}/check-in-points/${day.id}`, day.version);
    expect([removed.status, removed.body.code]).toEqual([409, 'check-in-point-is-default']);
  });

  test('are added, changed and removed by organisers and the desk, and belong to their event', async () => {
    const made = await makePoint(event, { kind: 'event', title: 'Badges', titles: { zh: '领证' } });
    expect(made).toMatchObject({
      kind: 'event',
      reentry: true,
      recordsOut: false,
      categoryIds: [],
      titles: { zh: '领证' },
    });
    const path = `${event.path}/check-in-points/${made.id}`;
    const changed = await event.staff.patch(path, { title: 'Badge desk', categoryIds: [categoryId] }, 1);
    expect([changed.status, changed.body.title, changed.body.categoryIds, changed.body.version]).toEqual([
      200,
      'Badge desk',
      [categoryId],
      2,
    ]);
    expect((await event.staff.patch(path, { title: 'Late' }, 1)).status).toBe(412);
    expect((await desk.patch(path, { title: 'Mine' }, 2)).status).toBe(403);
    const other = await makeEvent(app);
    expect((await other.staff.get(`${other.path}/check-in-points/${made.id}`)).status).toBe(404);
    expect(outcome(await come('22222222', { pointId: made.id }, other))).toEqual([404, undefined]);
    expect((await event.staff.delete(path, 2)).status).toBe(204);
    expect((await event.staff.get(path)).status).toBe(404);
  });

  test('cannot be what makes no sense, and each fault is shown at its field', async () => {
    const ask = (body: object): Promise<Answer> =>
      event.staff.post(`${event.path}/check-in-points`, { title: 'Odd', ...body });
    const pointers = ({ status, body }: Answer): unknown[] => [
      status,
      ...(body.errors ?? []).map(({ pointer }: { pointer: string }) => pointer),
    ];
    expect(pointers(await ask({ kind: 'session' }))).toEqual([422, '/sessionId']);
    expect(pointers(await ask({ kind: 'door', sessionId: unknownId }))).toEqual([422, '/sessionId']);
    expect(pointers(await ask({ kind: 'door', reentry: false }))).toEqual([422, '/reentry']);
    expect(pointers(await ask({ kind: 'event', opensMinutesBefore: 5 }))).toEqual([
      422,
      '/opensMinutesBefore',
    ]);
    expect(pointers(await ask({ kind: 'event', categoryIds: [categoryId, unknownId] }))).toEqual([
      422,
      '/categoryIds/1',
    ]);
    expect(
      pointers(
        await ask({ kind: 'event', opensAt: '2019-10-22T10:00:00Z', closesAt: '2019-10-22T10:00:00Z' }),
      ),
    ).toEqual([422, '/closesAt']);
    expect(pointers(await event.staff.post(`${event.path}/check-in-points`, { kind: 'door' }))).toEqual([
      422,
      '/title',
    ]);
    expect(pointers(await ask({ kind: 'session', sessionId: unknownId }))).toEqual([404]);
    const { code } = await newcomer();
    expect(pointers(await come(code, { pointId: unknownId, sessionId: unknownId }))).toEqual([
      422,
      '/sessionId',
    ]);
    expect(pointers(await desk.post(`${event.path}/check-ins`, {}))).toEqual([422, '/code']);
    expect(pointers(await desk.post(`${event.path}/check-ins`, { code, token: 'PB1:AAAA' }))).toEqual([
      422,
      '/code',
    ]);
  });

  describe('in and out', () => {
    test('through a door any number of times, each way once at a time', async () => {
      const door = await makePoint(event);
      const pointId: string = door.id;
      const { code } = await newcomer();
      expect(outcome(await leave(code, { pointId }))).toEqual([409, 'not_in']);
      const first = await come(code, { pointId });
      app.clock.set('2019-10-22T02:10:00Z');
      const again = await come(code, { pointId });
      expect([...outcome(again), again.body.checkedInAt, again.body.checkInId]).toEqual([
        409,
        'already_in',
        '2019-10-22T02:00:00.000Z',
        first.body.id,
      ]);
      const left = await leave(code, { pointId });
      expect([left.status, left.body.direction, left.body.at]).toEqual([
        201,
        'out',
        '2019-10-22T02:10:00.000Z',
      ]);
      const entry = await desk.get(`${event.path}/check-ins/${first.body.id}`);
      expect([entry.body.leftAt, entry.body.version]).toEqual(['2019-10-22T02:10:00.000Z', 2]);
      expect(outcome(await leave(code, { pointId }))).toEqual([409, 'not_in']);
      app.clock.set('2019-10-22T02:20:00Z');
      expect((await come(code, { pointId })).status).toBe(201);
      expect(await figures(pointId)).toMatchObject({ inNow: 1, cameToday: 1, cameEver: 1 });
    });

    test('a door that does not record leaving counts passages', async () => {
      const { id: pointId } = await makePoint(event, { recordsOut: false });
      const { code } = await newcomer();
      expect((await come(code, { pointId, clientId: `p-${code}` })).status).toBe(201);
      expect((await come(code, { pointId, clientId: `p-${code}` })).status).toBe(201);
      expect((await come(code, { pointId })).status).toBe(201);
      expect(outcome(await leave(code, { pointId }))).toEqual([409, 'out_not_recorded']);
      const { body } = await desk.get(`${event.path}/check-ins?pointId=${pointId}`);
      expect(body.items.length).toBe(2);
      expect(await figures(pointId)).toMatchObject({ inNow: null, cameToday: 1 });
    });

    test('whoever left an event comes in again only where that is allowed', async () => {
      const open = await makePoint(event, { kind: 'event', recordsOut: true });
      const strict = await makePoint(event, { kind: 'event', recordsOut: true, reentry: false });
      const { code } = await newcomer();
      for (const { id: pointId } of [open, strict]) {
        expect((await come(code, { pointId })).status).toBe(201);
        expect((await leave(code, { pointId })).status).toBe(201);
      }
      app.clock.set('2019-10-23T02:00:00Z');
      expect((await come(code, { pointId: open.id })).status).toBe(201);
      const refused = await come(code, { pointId: strict.id });
      expect([...outcome(refused), refused.body.leftAt]).toEqual([
        409,
        'no_reentry',
        '2019-10-22T02:00:00.000Z',
      ]);
      const settled = await event.staff.patch(
        `${event.path}/check-in-points/${strict.id}`,
        { reentry: true },
        1,
      );
      expect([settled.status, settled.body.code]).toEqual([409, 'check-in-point-in-use']);
      const removed = await event.staff.delete(`${event.path}/check-in-points/${strict.id}`, 1);
      expect([removed.status, removed.body.code]).toEqual([409, 'check-in-point-in-use']);
    });

    test('a dinner that ends after midnight belongs to the day on which it began', async () => {
      const { id: pointId } = await makePoint(event, { kind: 'day', recordsOut: true });
      const { code } = await newcomer();
      app.clock.set('2019-10-22T12:00:00Z');
      expect((await come(code, { pointId })).body.day).toBe('2019-10-22');
      app.clock.set('2019-10-22T16:30:00Z');
      expect((await leave(code, { pointId })).status).toBe(201);
      expect((await come(code, { pointId })).body.day).toBe('2019-10-23');
      app.clock.set('2019-10-24T17:00:00Z');
      expect(outcome(await leave(code, { pointId }))).toEqual([409, 'not_in']);
    });

    test('leaving is undone like coming, and what else was seen is worked out anew', async () => {
      const { id: pointId } = await makePoint(event);
      const { code } = await newcomer();
      const first = (await come(code, { pointId })).body;
      app.clock.set('2019-10-22T02:10:00Z');
      const left = (await leave(code, { pointId })).body;
      expect((await desk.delete(`${event.path}/check-ins/${left.id}`, 1)).status).toBe(204);
      const entry = (await desk.get(`${event.path}/check-ins/${first.id}`)).body;
      expect([entry.leftAt, entry.version]).toEqual([null, 3]);
      expect(outcome(await come(code, { pointId }))).toEqual([409, 'already_in']);
      // With the entry, the leaving that followed it has lost its meaning.
      const out = (await leave(code, { pointId })).body;
      expect((await desk.delete(`${event.path}/check-ins/${first.id}`, 4)).status).toBe(204);
      const orphan = (await desk.get(`${event.path}/check-ins/${out.id}`)).body;
      expect([orphan.counts, orphan.conflict]).toEqual([false, 'not_in']);
      expect((await come(code, { pointId })).status).toBe(201);
    });

    test('a scan that comes late takes its place among the others by when it was', async () => {
      const { id: pointId } = await makePoint(event);
      const { code } = await newcomer();
      app.clock.set('2019-10-22T03:00:00Z');
      const entry = (await come(code, { pointId })).body;
      app.clock.set('2019-10-22T04:00:00Z');
      await leave(code, { pointId });
      const during = { code, pointId, at: '2019-10-22T03:30:00Z', clientId: `during-${code}` };
      for (const options of [{}, { idempotencyKey: `late-${code}` }]) {
        const answer = await desk.post(`${event.path}/check-ins`, during, options);
        expect(outcome(answer)).toEqual([409, 'already_in']);
      }
      expect((await desk.get(`${event.path}/check-ins/${entry.id}`)).body.version).toBe(2);
      const before = await come(code, { pointId, at: '2019-10-22T02:30:00Z' });
      expect([before.status, before.body.counts]).toEqual([201, true]);
      expect((await desk.get(`${event.path}/check-ins/${entry.id}`)).body).toMatchObject({
        counts: false,
        conflict: 'already_in',
        leftAt: null,
      });
      expect((await desk.get(`${event.path}/check-ins/${before.body.id}`)).body.leftAt).toBe(
        '2019-10-22T04:00:00.000Z',
      );
    });
  });

  describe('refuse, and say and record why', () => {
    test('another category, another time, another day, and an event that is over', async () => {
      const guests = (await makeCategory(event, { title: 'Guests' })).id;
      const lounge = await makePoint(event, {
        categoryIds: [guests],
        opensAt: '2019-10-22T03:00:00Z',
        closesAt: '2019-10-22T05:00:00Z',
      });
      const [delegate, guest] = [await newcomer(), await newcomer(guests)];
      const early = await come(guest.code, { pointId: lounge.id });
      expect([...outcome(early), early.body.opensAt, early.body.closesAt]).toEqual([
        409,
        'not_open',
        '2019-10-22T03:00:00.000Z',
        '2019-10-22T05:00:00.000Z',
      ]);
      app.clock.set('2019-10-22T03:00:00Z');
      const wrong = await come(delegate.code, { pointId: lounge.id });
      expect([...outcome(wrong), wrong.body.registration.name]).toEqual([
        409,
        'wrong_category',
        expect.stringMatching(/^Anna Petrova/),
      ]);
      expect((await come(guest.code, { pointId: lounge.id })).status).toBe(201);
      app.clock.set('2019-10-22T05:00:00Z');
      expect((await leave(guest.code, { pointId: lounge.id })).status).toBe(201);
      expect(outcome(await come(guest.code, { pointId: lounge.id }))).toEqual([409, 'not_open']);
      expect(outcome(await come(delegate.code, { at: '2019-10-19T15:00:00Z' }))).toEqual([409, 'wrong_day']);
      expect((await come(delegate.code, { at: '2019-10-20T15:00:00Z' })).status).toBe(201);
      const over = await makeEvent(app, { startDate: '2019-10-20', endDate: '2019-10-24' });
      const category = await makeCategory(over);
      const late = await register(app.api, over, category.id);
      await app.at('2019-10-25T00:00:00Z');
      expect(outcome(await come(late.code, {}, over))).toEqual([409, 'event_not_running']);
    });

    test('whoever misses what a point asks for; elsewhere the desk is told', async () => {
      const { id: asked } = await makeCategory(event);
      await make(event.staff, `${event.path}/forms`, {
        categoryId: asked,
        fields: [{ key: 'diet', kind: 'text', label: 'Diet', required: 'always' }],
      });
      const { code } = await make(event.staff, `${event.path}/registrations`, {
        categoryId: asked,
        person: personInput(),
      });
      const strict = await makePoint(event, { missing: 'refuse' });
      const silent = await makePoint(event, { missing: 'ignore' });
      const refused = await come(code, { pointId: strict.id });
      expect([...outcome(refused), refused.body.registration.missing, refused.body.detail]).toEqual([
        409,
        'missing_requirements',
        ['answers'],
        expect.stringContaining('answers'),
      ]);
      expect((await come(code)).body.missing).toEqual(['answers']);
      expect((await come(code, { pointId: silent.id })).status).toBe(201);
    });

    test('also whoever did not answer the follow-up form of which they were told', async () => {
      const { id: told } = await makeCategory(event);
      const ask = (key: string, required: string): Promise<any> =>
        makeForm(event, told, [{ key, kind: 'text', label: 'Flight', required }], {
          purpose: 'follow_up',
          title: `Travel ${key}`,
        });
      const { id, code } = await newcomer(told);
      await ask('wishes', 'never');
      await app.settled();
      const { id: pointId } = await makePoint(event, { missing: 'refuse', recordsOut: false });
      expect((await come(code, { pointId })).body.missing).toEqual([]);
      const form = await ask('flight', 'always');
      await app.settled();
      const refused = await come(code, { pointId });
      expect([...outcome(refused), refused.body.registration.missing]).toEqual([
        409,
        'missing_requirements',
        ['follow_up'],
      ]);
      const answered = await event.staff.put(
        `${event.path}/registrations/${id}/forms/${form.id}`,
        { answers: { flight: 'SU 220' } },
        { ifMatch: 0 },
      );
      expect(answered.status).toBe(200);
      expect((await come(code, { pointId })).body.missing).toEqual([]);
    });

    test('whom another part of the program refuses', async () => {
      const { id: pointId } = await makePoint(event, { kind: 'event' });
      const [one, other] = [await newcomer(), await newcomer()];
      app.app.get(AdmissionRules).register({
        concerns: ['event'],
        refusals: async (_, ids) =>
          new Map(ids.filter((id) => id === one.id).map((id) => [id, 'no_seat' as const])),
        expected: async () => 7,
      });
      expect(outcome(await come(one.code, { pointId }))).toEqual([409, 'no_seat']);
      expect((await come(other.code, { pointId })).status).toBe(201);
      expect(outcome(await come(other.code, { pointId }))).toEqual([409, 'already_in']);
      expect((await come(one.code)).status).toBe(201);
      expect((await figures(pointId)).expected).toBe(7);
      const { body } = await desk.get(`${event.path}/check-ins/candidates?pointId=${pointId}&q=${one.code}`);
      expect(body.items[0].refusal).toBe('no_seat');
    });

    test('what was refused is on record, once for each scan, with no more of the person than the registration', async () => {
      const { id: pointId } = await makePoint(event);
      const { id, code } = await newcomer();
      await come(code, { pointId });
      const scan = { pointId, clientId: `twice-${code}`, deviceId: 'gate-2' };
      await come(code, scan);
      await come(code, scan);
      await come('22222222', { pointId });
      const recorded = await refusals(`pointId=${pointId}`);
      expect(
        recorded.map(({ reason, deviceId, person, offline, admitted }) => ({
          reason,
          deviceId,
          who: person?.registrationId ?? null,
          offline,
          admitted,
        })),
      ).toEqual([
        { reason: 'unknown_code', deviceId: null, who: null, offline: false, admitted: false },
        { reason: 'already_in', deviceId: 'gate-2', who: id, offline: false, admitted: false },
      ]);
      expect((await refusals(`registrationId=${id}`)).length).toBe(1);
      expect((await refusals(`pointId=${pointId}&reason=unknown_code`)).length).toBe(1);
      expect(await figures(pointId)).toMatchObject({
        inNow: 1,
        cameToday: 1,
        refused: [
          { reason: 'already_in', count: 1 },
          { reason: 'unknown_code', count: 1 },
        ],
      });
      const columns = await app.db.query<{ name: string }>(
        `SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'check_in_refusals' ORDER BY 1`,
      );
      expect(columns.map(({ name }) => name)).toEqual(
        [
          'admitted',
          'at',
          'by_name',
          'client_id',
          'created_at',
          'device_id',
          'direction',
          'event_id',
          'id',
          'offline',
        ].concat(['point_id', 'reason', 'registration_id']),
      );
    });

    test('stay on record when the scan had an Idempotency-Key, whose failures leave no other trace', async () => {
      const { id: pointId } = await makePoint(event);
      const answer = await desk.post(
        `${event.path}/check-ins`,
        { code: '22222222', pointId },
        { idempotencyKey: `refused-${serial()}` },
      );
      expect(outcome(answer)).toEqual([404, 'unknown_code']);
      await app.settled();
      expect((await refusals(`pointId=${pointId}`)).map(({ reason }) => reason)).toEqual(['unknown_code']);
    });
  });

  describe('the desk', () => {
    test('sees whose delegation it is, the note of officers and the coach of today', async () => {
      const host = await make(event.staff, `${event.path}/organisations`, {
        kind: 'company',
        name: `Huawei ${serial()}`,
        country: 'CN',
      });
      const ministry = await make(event.staff, `${event.path}/organisations`, {
        kind: 'ministry',
        name: `Ministry ${serial()}`,
        country: 'RU',
      });
      const delegation = await make(event.staff, `${event.path}/delegations`, {
        organisationId: ministry.id,
        focalPointName: 'Anna Petrova',
        focalPointEmail: 'focal@ministry.example',
        locale: 'ru',
        rankClass: 2,
        quotas: [{ categoryId, places: 5 }],
      });
      const member = await make(event.staff, `${event.path}/delegations/${delegation.id}/members`, {
        person: personInput(),
        categoryId,
        part: 'adviser',
      });
      for (const transition of ['accept', 'nominate', 'accredit'])
        await event.staff.move(`${event.path}/delegations/${delegation.id}`, transition);
      await app.settled();
      const visit = await make(event.staff, `${event.path}/site-visits`, {
        organisationId: host.id,
        site: 'Headquarters',
        title: `Huawei headquarters ${serial()}`,
      });
      app.clock.set('2019-10-20T02:00:00Z');
      for (const day of ['2019-10-22', '2019-10-23']) {
        const departure = await make(event.staff, `${event.path}/site-visits/${visit.id}/departures`, {
          startsAt: `${day}T14:00:00+08:00`,
          endsAt: `${day}T17:00:00+08:00`,
          cutOffAt: '2019-10-21T18:00:00+08:00',
          meetingPoint: `Lobby ${day}`,
          capacity: 10,
          coaches: [{ label: 'Coach A', seats: 10 }],
        });
        await event.staff.move(`${event.path}/departures/${departure.id}`, 'open');
        if (day === '2019-10-22')
          await make(event.staff, `${event.path}/departures/${departure.id}/bookings`, {
            registrationId: member.registrationId,
          });
      }
      app.clock.set('2019-10-22T02:00:00Z');
      const registration = (await event.staff.get(`${event.path}/registrations/${member.registrationId}`))
        .body;
      const noted = await event.staff.patch(
        `${event.path}/registrations/${registration.id}`,
        { deskNote: 'Call protocol when she arrives.' },
        registration.version,
      );
      expect([noted.status, noted.body.deskNote]).toEqual([200, 'Call protocol when she arrives.']);
      const seen = {
        delegationName: ministry.name,
        partInDelegation: 'adviser',
        note: 'Call protocol when she arrives.',
        facts: [
          {
            kind: 'departure',
            title: visit.title,
            at: '2019-10-22T06:00:00.000Z',
            place: 'Lobby 2019-10-22',
            detail: 'Coach A',
          },
        ],
      };
      const candidates = await desk.get(`${event.path}/check-ins/candidates?q=${registration.code}`);
      expect(candidates.body.items).toMatchObject([{ ...seen, checkInId: null, refusal: null }]);
      const answer = await come(registration.code);
      expect(answer.body).toMatchObject(seen);
      const again = await come(registration.code);
      expect(again.body.registration).toMatchObject(seen);
      const listed = await desk.get(`${event.path}/check-ins?registrationId=${registration.id}`);
      expect(listed.body.items).toMatchObject([seen]);
      // In the evening the coach has gone.
      app.clock.set('2019-10-22T09:00:00Z');
      expect((await desk.get(`${event.path}/check-ins/${listed.body.items[0].id}`)).body.facts).toEqual([]);
    });

    test('finds people by name in any script, and sees whether they are in at this point', async () => {
      const family = `Ostrovskaya${serial()}`;
      const { code } = await register(app.api, event, categoryId, {
        person: personInput({ familyName: family, nativeName: `欧阳修${serial()}` }),
      });
      const reviewed = await makeCategory(event, { approval: 'review' });
      await register(app.api, event, reviewed.id, {
        person: personInput({ givenName: 'Boris', familyName: family }),
      });
      const { id: pointId } = await makePoint(event);
      const entry = (await come(code, { pointId })).body;
      const ask = async (query: string): Promise<any[]> =>
        (await desk.get(`${event.path}/check-ins/candidates?${query}`)).body.items;
      expect(
        (await ask(`pointId=${pointId}&q=${family.toLowerCase()}`)).map(
          ({ name, state, checkInId, checkedInAt, refusal }) => [
            name,
            state,
            checkInId,
            checkedInAt,
            refusal,
          ],
        ),
      ).toEqual([
        [`Anna ${family}`, 'confirmed', entry.id, '2019-10-22T02:00:00.000Z', 'already_in'],
        [`Boris ${family}`, 'submitted', null, null, 'not_confirmed'],
      ]);
      expect((await ask(`q=${encodeURIComponent('欧阳修')}`)).map((one) => one.code)).toEqual([code]);
      expect((await ask(`q=${code}`)).map(({ checkInId, refusal }) => [checkInId, refusal])).toEqual([
        [null, null],
      ]);
      const programme = await app.staff(event.id, 'programme');
      expect((await programme.get(`${event.path}/check-ins/candidates?q=a`)).status).toBe(403);
    });
  });

  describe('of a session', () => {
    let forum: TestForum;
    let category: string;
    beforeAll(async () => {
      forum = await makeForum(app);
      category = (await makeCategory(forum)).id;
    });

    test('is there as soon as a scan names a session that was released, and opens and closes with it', async () => {
      const session = await makeSession(forum, {
        title: 'Opening',
        titles: { zh: '开幕式' },
        startsAt: '2019-10-22T12:00:00+08:00',
        endsAt: '2019-10-22T13:00:00+08:00',
      });
      const { code } = await register(app.api, forum, category);
      const scan = { sessionId: session.id };
      expect((await come(code, scan, forum)).status).toBe(404);
      await release(forum);
      expect(outcome(await come(code, scan, forum))).toEqual([409, 'not_open']);
      const point = (await forum.staff.get(`${forum.path}/check-in-points?kind=session`)).body.items[0];
      expect(point).toMatchObject({
        sessionId: session.id,
        title: 'Opening',
        titles: { zh: '开幕式' },
        opensAt: '2019-10-22T03:00:00.000Z',
        closesAt: '2019-10-22T05:00:00.000Z',
      });
      const earlier = await forum.staff.patch(
        `${forum.path}/check-in-points/${point.id}`,
        { opensMinutesBefore: 120 },
        1,
      );
      expect(earlier.body.opensAt).toBe('2019-10-22T02:00:00.000Z');
      const came = await come(code, scan, forum);
      expect([came.status, came.body.pointId]).toEqual([201, point.id]);
      expect(outcome(await come(code, scan, forum))).toEqual([409, 'already_in']);
      const twice = await forum.staff.post(`${forum.path}/check-in-points`, {
        kind: 'session',
        sessionId: session.id,
      });
      expect([twice.status, twice.body.code]).toEqual([409, 'check-in-point-exists']);
      // The session moves with a release, and its point with it.
      await forum.staff.patch(
        `${forum.path}/sessions/${session.id}`,
        { startsAt: '2019-10-23T12:00:00+08:00', endsAt: '2019-10-23T13:00:00+08:00' },
        1,
      );
      await release(forum);
      const { code: next } = await register(app.api, forum, category);
      expect(outcome(await come(next, scan, forum))).toEqual([409, 'not_open']);
      app.clock.set('2019-10-23T02:00:00Z');
      expect((await come(next, scan, forum)).status).toBe(201);
    });

    test('lets in whom the programme lets in', async () => {
      const ministers = (await makeCategory(forum, { title: 'Ministers' })).id;
      const session = await makeSession(forum, {
        title: 'Ministerial',
        roomId: forum.foyer,
        startsAt: '2019-10-22T10:00:00+08:00',
        endsAt: '2019-10-22T11:00:00+08:00',
        categoryIds: [ministers],
      });
      await release(forum);
      const [delegate, minister] = [
        await register(app.api, forum, category),
        await register(app.api, forum, ministers),
      ];
      const scan = { sessionId: session.id };
      expect(outcome(await come(delegate.code, scan, forum))).toEqual([409, 'wrong_category']);
      expect((await come(minister.code, scan, forum)).status).toBe(201);
      const { body } = await forum.staff.get(`${forum.path}/check-in-points?kind=session&q=Ministerial`);
      const counted = await forum.staff.get(`${forum.path}/check-in-points/${body.items[0].id}/figures`);
      expect([counted.body.expected, counted.body.cameToday]).toEqual([1, 1]);
    });
  });

  test('a QR code is scanned as well as a code', async () => {
    const { id, code } = await newcomer();
    const token = await badgeToken(event, id);
    const came = await desk.post(`${event.path}/check-ins`, { token: token.toLowerCase() });
    expect([came.status, came.body.code]).toEqual([201, code]);
  });
});
