import { makeDelegation } from '../delegations/support';
import { makeSeatedForum, releasedWorkshops, signUp, at, type SeatedForum } from '../registrations/seated';
import { startApp, type TestApp } from '../support/app';
import { make, serial } from '../support/factories';
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

const reason = 'The host has less room.';

describe('departures that change although people are on them', () => {
  let app: TestApp;
  let event: VisitedEvent;
  beforeAll(async () => {
    app = await startApp();
    event = await makeVisitedEvent(app);
  });

  const people = async (count: number): Promise<{ id: string }[]> => {
    const made: { id: string }[] = [];
    for (let n = 0; n < count; n += 1) made.push(await makeParticipant(app, event));
    return made;
  };
  const path = (id: string): string => `${event.path}/departures/${id}`;
  const departure = async (id: string): Promise<any> => (await event.staff.get(path(id))).body;
  const act = async (id: string, what: string, body: object, version?: number) =>
    event.staff.post<any>(`${path(id)}/${what}`, body, {
      ifMatch: version ?? (await departure(id)).version,
    });
  const full = async (capacity: number, waiting = 0, options: { visitId?: string } = {}) => {
    const made = await makeDeparture(event, { capacity }, options);
    const who = await people(capacity + waiting);
    const bookings: any[] = [];
    for (const { id } of who) bookings.push(await book(event, made.id, id));
    return { id: made.id as string, visitId: made.siteVisitId as string, who, bookings };
  };
  const told = async (registrationId: string): Promise<string[]> => {
    await app.settled();
    return toldTo(app, registrationId);
  };
  const mailTo = async (registrationId: string, kind: string): Promise<string> => {
    await app.settled();
    const row = await app.db.one<{ id: string; event_id: string }>(
      `SELECT id, event_id FROM messages WHERE registration_id = $1 AND kind = $2 ORDER BY id DESC LIMIT 1`,
      [registrationId, kind],
    );
    return (await app.admin.get(`events/${row!.event_id}/messages/${row!.id}`)).body.preview.text;
  };

  describe('made smaller', () => {
    test('fewer places than are taken are refused, with how many are too many and what to do', async () => {
      const { id } = await full(3);
      const answer = await event.staff.patch(path(id), { capacity: 1 }, (await departure(id)).version);
      expect([answer.status, answer.body.code]).toEqual([409, 'places-taken']);
      expect(answer.body).toMatchObject({ seats: 1, taken: 3, tooMany: 2 });
      expect(answer.body.detail).toContain('2 people would lose theirs');
      expect(answer.body.detail).toContain('shrink');
      expect(await departure(id)).toMatchObject({ capacity: 3, taken: 3 });
    });

    test('the last who came are shown, and then go to the head of the waiting list, told why in their language', async () => {
      const { id, who, bookings } = await full(3, 1);
      await app.settled();
      const russian = who[2]!;
      await app.db.query(`UPDATE registrations SET locale = 'ru' WHERE id = $1`, [russian.id]);
      const preview = await event.staff.post(`${path(id)}/shrink/preview`, {
        capacity: 1,
        choose: 'last_come',
      });
      expect(preview.body).toMatchObject({ seats: 1, taken: 3, kept: 0, tooMany: 2, stillTooMany: 0 });
      expect(preview.body.losing.map((one: any) => one.registrationId)).toEqual([who[2]!.id, who[1]!.id]);
      expect(await stateOf(event, bookings[2].id)).toBe('confirmed');

      const done = await act(id, 'shrink', {
        capacity: 1,
        choose: 'last_come',
        reason,
        reasons: { ru: 'У принимающей стороны меньше места.' },
      });
      expect(done.status).toBe(200);
      expect(done.body).toMatchObject({ kind: 'shrunk', reason, was: { seats: 3 }, becomes: { seats: 1 } });
      expect(done.body.people.map((one: any) => one.outcome)).toEqual(['waiting', 'waiting']);
      expect(await departure(id)).toMatchObject({ seats: 1, taken: 1, waiting: 3 });
      expect(await Promise.all(bookings.map((one) => stateOf(event, one.id)))).toEqual([
        'confirmed',
        'waitlisted',
        'waitlisted',
        'waitlisted',
      ]);
      const line = (await event.staff.get(`${bookingsPath(event, id)}?state=waitlisted`)).body.items
        .sort((a: any, b: any) => a.queueNumber - b.queueNumber)
        .map((one: any) => one.registrationId);
      expect(line).toEqual([who[1]!.id, who[2]!.id, who[3]!.id]);
      expect(await told(who[1]!.id)).toEqual(['booking.confirmed', 'departure.shrunk']);
      expect(await told(who[0]!.id)).toEqual(['booking.confirmed']);
      expect(await mailTo(russian.id, 'departure.shrunk')).toContain('У принимающей стороны меньше места.');
      expect(await mailTo(russian.id, 'departure.shrunk')).toContain('Ваш номер в списке ожидания: 2');

      // A place that falls free is theirs again, in the order in which they had come.
      await event.staff.delete(`${bookingsPath(event, id)}/${bookings[0].id}`, bookings[0].version);
      await app.settled();
      expect(await stateOf(event, bookings[1].id)).toBe('confirmed');
    });

    test('those who are named lose theirs: not too few of them, not too many, nobody without a place', async () => {
      const { id, who, bookings } = await full(3, 1);
      const shrink = (registrationIds: string[]) =>
        act(id, 'shrink', { capacity: 2, choose: 'these', registrationIds, reason });
      const none = await shrink([]);
      expect([none.status, none.body.code, none.body.tooMany]).toEqual([409, 'still-too-many', 1]);
      const many = await shrink([who[0]!.id, who[1]!.id]);
      expect([many.status, many.body.errors[0].code]).toEqual([422, 'too_many']);
      const waiting = await shrink([who[3]!.id]);
      expect([waiting.status, waiting.body.errors[0].pointer]).toEqual([422, '/registrationIds/0']);
      const more = await act(id, 'shrink', { capacity: 5, choose: 'last_come', reason });
      expect([more.status, more.body.code]).toEqual([422, 'shrink-invalid']);
      expect(await departure(id)).toMatchObject({ seats: 3, taken: 3, waiting: 1 });
      expect((await shrink([who[0]!.id])).status).toBe(200);
      expect(await stateOf(event, bookings[0].id)).toBe('waitlisted');
      expect(await stateOf(event, bookings[2].id)).toBe('confirmed');
    });

    test('seats that are kept are respected: nobody who has one of them goes, and who is still expected finds theirs', async () => {
      const made = await makeDeparture(event, { capacity: 4 });
      const { id: delegationId } = await makeDelegation(event);
      await make(event.staff, `${path(made.id)}/kept-seats`, {
        delegationId,
        seats: 2,
        keptUntil: '2019-10-20T18:00:00+08:00',
      });
      const others = await people(2);
      const bookings: any[] = [];
      for (const one of others) bookings.push(await book(event, made.id, one.id));
      const member = await makeParticipant(app, event);
      await app.db.query('UPDATE registrations SET delegation_id = $2 WHERE id = $1', [
        member.id,
        delegationId,
      ]);
      bookings.push(await book(event, made.id, member.id));
      const preview = await event.staff.post(`${path(made.id)}/shrink/preview`, {
        capacity: 3,
        choose: 'last_come',
      });
      expect(preview.body).toMatchObject({ taken: 3, kept: 1, tooMany: 1, stillTooMany: 0 });
      expect(preview.body.losing.map((one: any) => one.registrationId)).toEqual([others[1]!.id]);
      const below = await act(made.id, 'shrink', { capacity: 1, choose: 'last_come', reason });
      expect([below.status, below.body.code, below.body.kept]).toEqual([409, 'still-too-many', 1]);
      expect((await act(made.id, 'shrink', { capacity: 3, choose: 'last_come', reason })).status).toBe(200);
      await app.settled();
      // The seat is not given on to who waits: it is kept.
      expect(await departure(made.id)).toMatchObject({ seats: 3, taken: 2, waiting: 1 });
    });

    test('whoever reads an old version changes nothing', async () => {
      const { id } = await full(2);
      const answer = await act(id, 'shrink', { capacity: 1, choose: 'last_come', reason }, 99);
      expect(answer.status).toBe(412);
      expect(await departure(id)).toMatchObject({ capacity: 2, taken: 2 });
    });
  });

  describe('moved', () => {
    const later = { startsAt: '2019-10-24T09:00:00+08:00', endsAt: '2019-10-24T12:00:00+08:00' };

    test('who is on another visit then is shown, cannot be kept, and loses the place by name only', async () => {
      const { id, who, bookings } = await full(2);
      const other = await makeDeparture(event, later);
      await book(event, other.id, who[1]!.id);
      const preview = await event.staff.post(`${path(id)}/move/preview`, later);
      expect(preview.body.people).toBe(2);
      expect(preview.body.clashes).toMatchObject([
        {
          registrationId: who[1]!.id,
          mustBeReleased: true,
          inTheWay: [{ kind: 'visit', subjectId: other.id }],
        },
      ]);
      const open = await act(id, 'move', { ...later, reason });
      expect([open.status, open.body.code, open.body.clashes.length]).toEqual([409, 'departure-clashes', 1]);
      const kept = await act(id, 'move', { ...later, reason, keep: [who[1]!.id] });
      expect([kept.status, kept.body.code]).toEqual([409, 'departure-clashes']);
      const both = await act(id, 'move', { ...later, reason, keep: [who[1]!.id], release: [who[1]!.id] });
      expect([both.status, both.body.errors[0].code]).toEqual([422, 'twice']);
      const stranger = await act(id, 'move', { ...later, reason, release: [who[0]!.id, who[1]!.id] });
      expect([stranger.status, stranger.body.errors[0].pointer]).toEqual([422, '/release/0']);
      expect((await departure(id)).startsAt).toBe('2019-10-23T01:00:00.000Z');

      const done = await act(id, 'move', { ...later, reason, release: [who[1]!.id] });
      expect(done.status).toBe(200);
      expect(await stateOf(event, bookings[1].id)).toBe('cancelled');
      expect(await stateOf(event, bookings[0].id)).toBe('confirmed');
      expect((await departure(id)).startsAt).toBe('2019-10-24T01:00:00.000Z');
      expect(await told(who[0]!.id)).toEqual(['booking.confirmed', 'departure.moved']);
      expect(await told(who[1]!.id)).toEqual(['booking.confirmed', 'booking.confirmed', 'departure.moved']);
      expect(await mailTo(who[0]!.id, 'departure.moved')).toContain('You keep your place.');
      expect(await mailTo(who[1]!.id, 'departure.moved')).toContain('your place could not be kept');
      const { items } = (await event.staff.get(`${path(id)}/changes`)).body;
      expect(items).toMatchObject([{ kind: 'moved', was: { startsAt: '2019-10-23T01:00:00.000Z' } }]);
    });

    test('whoever is kept although they sit in a session keeps the place, and the seat is given up', async () => {
      const forum: SeatedForum = await makeSeatedForum(app);
      const [workshop] = await releasedWorkshops(app, forum, {
        startsAt: at(24, '10:00'),
        endsAt: at(24, '11:00'),
      });
      const { id: hostId } = await make(forum.staff, `${forum.path}/organisations`, {
        kind: 'company',
        name: `Tencent ${serial()}`,
        country: 'CN',
      });
      const own: VisitedEvent = { ...forum, hostId };
      const made = await makeDeparture(own);
      const participant = await makeParticipant(app, own);
      await book(own, made.id, participant.id);
      const { id: signUpId } = await signUp(own, workshop.id, participant.id);
      const ownPath = `${own.path}/departures/${made.id}`;
      const preview = await own.staff.post(`${ownPath}/move/preview`, later);
      expect(preview.body.clashes).toMatchObject([
        { mustBeReleased: false, inTheWay: [{ kind: 'seat', title: 'Digital customs' }] },
      ]);
      const plain = await own.staff.patch(ownPath, later, made.version);
      expect([plain.status, plain.body.code]).toEqual([409, 'departure-clashes']);
      const done = await own.staff.post(
        `${ownPath}/move`,
        { ...later, reason, keep: [participant.id] },
        { ifMatch: made.version },
      );
      expect(done.status).toBe(200);
      await app.settled();
      expect((await own.staff.get(`${own.path}/sign-ups/${signUpId}`)).body.state).not.toBe('confirmed');
      const mail = await mailTo(participant.id, 'departure.moved');
      expect(mail).toContain('At the new time you also have');
      expect(mail).toContain('Digital customs');
    });
  });

  describe('cancelled', () => {
    const cancel = (id: string, input?: object) =>
      event.staff.move(path(id), 'cancel', {
        comment: 'Works in the building.',
        ...(input === undefined ? {} : { input }),
      });
    const held = async (registrationId: string): Promise<any[]> =>
      (await event.staff.get(`${event.path}/alternatives?registrationId=${registrationId}`)).body.items;
    const until = '2019-10-10T18:00:00+08:00';

    test('not while people are on board; when the whole event is, they get off, and all are told', async () => {
      const own = await makeVisitedEvent(app);
      const { id } = await makeDeparture(own);
      const who = [await makeParticipant(app, own), await makeParticipant(app, own)];
      const bookings: any[] = [];
      for (const one of who) bookings.push(await book(own, id, one.id));
      const move = (transition: string, body: object = {}) =>
        own.staff.move(`${own.path}/departures/${id}`, transition, body);
      expect((await move('close')).status).toBe(200);
      const board = (transition: string) =>
        own.staff.move(`${own.path}/bookings/${bookings[0].id}`, transition);
      expect((await board('board')).status).toBe(200);
      const refused = await move('cancel', { comment: 'Fog.' });
      expect([refused.status, (await own.staff.get(`${own.path}/departures/${id}`)).body.state]).toEqual([
        409,
        'closed',
      ]);
      const found = await own.staff.get(`${own.path}/departures/${id}/passengers?q=${who[0]!.code}`);
      expect(refused.body.detail).toContain(`On board: ${found.body.items[0].name}. Take them off first`);
      await app.settled();

      const cancelled = await own.staff.move(own.path, 'cancel', { comment: 'Typhoon.' });
      expect(cancelled.status).toBe(200);
      await app.settled();
      expect((await own.staff.get(`${own.path}/departures/${id}`)).body).toMatchObject({
        state: 'cancelled',
        taken: 0,
      });
      for (const one of bookings) expect(await stateOf(own, one.id)).toBe('cancelled');
      for (const one of who) expect(await toldTo(app, one.id)).toContain('departure.cancelled');
    });

    test('other times are offered and held, in the order of arrival; never the same place twice', async () => {
      const { id, visitId, who } = await full(3);
      const alternative = await makeDeparture(
        event,
        { startsAt: '2019-10-24T09:00:00+08:00', endsAt: '2019-10-24T12:00:00+08:00', capacity: 2 },
        { visitId },
      );
      const done = await cancel(id, { reason, alternatives: { holdUntil: until } });
      expect(done.status).toBe(200);
      await app.settled();
      expect(await Promise.all(who.map(async (one) => (await held(one.id)).length))).toEqual([1, 1, 0]);
      expect(await departure(alternative.id)).toMatchObject({ taken: 2, seats: 2 });
      expect(await told(who[0]!.id)).toEqual(['booking.confirmed', 'departure.cancelled']);
      const mail = await mailTo(who[0]!.id, 'departure.cancelled');
      expect(mail).toContain(reason);
      expect(mail).toContain('Another place is held for you');
      expect(mail).toMatch(/\/visits\?token=pl\./);
      expect(await mailTo(who[2]!.id, 'departure.cancelled')).not.toContain('held');
      const [change] = (await event.staff.get(`${path(id)}/changes`)).body.items;
      expect(change.people.map((one: any) => one.outcome).sort()).toEqual(['offered', 'offered', 'released']);

      // Held seats are taken: somebody else waits.
      const [late] = await people(1);
      expect(await book(event, alternative.id, late!.id)).toMatchObject({ state: 'waitlisted' });

      // By the link of the person, and nobody else's.
      const [first] = await held(who[0]!.id);
      const stranger = await participantOf(app, event, who[2]!);
      expect((await stranger.post(`${event.path}/alternatives/${first.id}/accept`)).status).toBe(404);
      const own = await participantOf(app, event, who[0]!);
      expect(
        (await own.get(`${event.path}/alternatives?registrationId=${who[0]!.id}`)).body.items,
      ).toHaveLength(1);
      const accepted = await own.post(`${event.path}/alternatives/${first.id}/accept`);
      expect([accepted.status, accepted.body.state]).toEqual([200, 'confirmed']);
      // Twice is once.
      expect((await own.post(`${event.path}/alternatives/${first.id}/accept`)).status).toBe(200);
      expect(await told(who[0]!.id)).toEqual([
        'booking.confirmed',
        'departure.cancelled',
        'booking.confirmed',
      ]);

      // What is declined goes to who waits.
      const [second] = await held(who[1]!.id);
      const declined = await event.staff.post(`${event.path}/alternatives/${second.id}/decline`);
      expect([declined.status, declined.body.state]).toEqual([200, 'cancelled']);
      await app.settled();
      expect(await departure(alternative.id)).toMatchObject({ taken: 2, waiting: 0 });
      const late2 = await event.staff.post(`${event.path}/alternatives/${second.id}/accept`);
      expect([late2.status, late2.body.code]).toEqual([409, 'transition-not-possible']);
    });

    test('what is not accepted in time is freed by the clock, and passed on', async () => {
      const own = await makeVisitedEvent(app);
      const first = await makeDeparture(own, { capacity: 1 });
      const alternative = await makeDeparture(
        own,
        { startsAt: '2019-10-24T09:00:00+08:00', endsAt: '2019-10-24T12:00:00+08:00', capacity: 1 },
        { visitId: first.siteVisitId },
      );
      const [loser, waiter] = [await makeParticipant(app, own), await makeParticipant(app, own)];
      await book(own, first.id, loser.id);
      await own.staff.move(`${own.path}/departures/${first.id}`, 'cancel', {
        comment: 'Works.',
        input: { alternatives: { holdUntil: '2019-06-02T08:00:00Z' } },
      });
      await app.settled();
      const waiting = await book(own, alternative.id, waiter.id);
      expect(waiting.state).toBe('waitlisted');
      const [offer] = (await own.staff.get(`${own.path}/alternatives`)).body.items;
      expect(offer).toMatchObject({ registrationId: loser.id, departureId: alternative.id });
      const before = app.clock.now().toISOString();
      await app.at('2019-06-02T08:00:00Z');
      expect(await stateOf(own, offer.id)).toBe('cancelled');
      expect(await stateOf(own, waiting.id)).toBe('confirmed');
      const tooLate = await own.staff.post(`${own.path}/alternatives/${offer.id}/accept`);
      expect(tooLate.status).toBe(409);
      await app.at(before);
    });

    test('other visits only where that was said, and only where the person can be and is received; one of several is chosen', async () => {
      const own = await makeVisitedEvent(app);
      const first = await makeDeparture(own, { capacity: 3 });
      const at24 = {
        startsAt: '2019-10-24T09:00:00+08:00',
        endsAt: '2019-10-24T12:00:00+08:00',
        capacity: 5,
      };
      const closed = await makeVisit(own, {
        houseRules: { identityDocument: false, photography: 'ask', excludedNationalities: ['RU'] },
      });
      const refusing = await makeDeparture(own, at24, { visitId: closed.id });
      const shared = await makeVisit(own, { bookingMode: 'allocation' });
      const toShare = await makeDeparture(own, at24, { visitId: shared.id });
      const [one, two] = [
        await makeDeparture(own, at24),
        await makeDeparture(own, {
          startsAt: '2019-10-24T14:00:00+08:00',
          endsAt: '2019-10-24T16:00:00+08:00',
          capacity: 5,
        }),
      ];
      const [russian, kazakh] = [
        await makeParticipant(app, own),
        await makeParticipant(app, own, { nationality: 'KZ' }),
      ];
      await book(own, first.id, russian.id);
      await book(own, first.id, kazakh.id);
      // The second one is elsewhere in the morning of the 24th.
      await book(own, one.id, kazakh.id);
      await own.staff.move(`${own.path}/departures/${first.id}`, 'cancel', {
        comment: 'Works.',
        input: { alternatives: { holdUntil: until, most: 2, otherVisits: true } },
      });
      await app.settled();
      const offers = (await own.staff.get(`${own.path}/alternatives`)).body.items;
      const of = (id: string) =>
        offers.filter((offer: any) => offer.registrationId === id).map((offer: any) => offer.departureId);
      expect(of(russian.id).sort()).toEqual([one.id, two.id].sort());
      expect(of(kazakh.id)).toEqual([two.id]);
      expect(offers.map((offer: any) => offer.departureId)).not.toContain(refusing.id);
      expect(offers.map((offer: any) => offer.departureId)).not.toContain(toShare.id);
      const chosen = offers.find((offer: any) => offer.registrationId === russian.id);
      expect((await own.staff.post(`${own.path}/alternatives/${chosen.id}/accept`)).status).toBe(200);
      const left = (await own.staff.get(`${own.path}/alternatives?registrationId=${russian.id}`)).body.items;
      expect(left).toEqual([]);
      await app.settled();
      expect((await own.staff.get(`${own.path}/departures/${two.id}`)).body.taken).toBe(
        chosen.departureId === two.id ? 2 : 1,
      );
    });

    test('a time that is over is refused, and nothing is cancelled', async () => {
      const { id } = await full(1);
      const answer = await cancel(id, { alternatives: { holdUntil: '2019-01-01T00:00:00Z' } });
      expect([answer.status, answer.body.code]).toEqual([422, 'hold-is-over']);
      expect((await departure(id)).state).toBe('open');
    });
  });

  describe('merged', () => {
    const at24 = { startsAt: '2019-10-24T09:00:00+08:00', endsAt: '2019-10-24T12:00:00+08:00' };

    test('everybody keeps the place with one booking, the lines become one by arrival, nobody is told twice', async () => {
      const visitId = (await makeVisit(event)).id;
      const from = await full(2, 1, { visitId });
      const into = await makeDeparture(event, { ...at24, capacity: 4 }, { visitId });
      const there = await people(2);
      for (const one of there) await book(event, into.id, one.id);
      const preview = await event.staff.post(`${path(from.id)}/merge/preview`, { intoId: into.id });
      expect(preview.body).toEqual({
        seats: 4,
        taken: 2,
        kept: 0,
        coming: 2,
        waiting: 1,
        tooMany: 0,
        clashes: [],
      });
      await app.settled();
      const done = await act(from.id, 'merge', { intoId: into.id, reason });
      expect(done.status).toBe(200);
      await app.settled();
      expect(await departure(from.id)).toMatchObject({ state: 'cancelled', taken: 0, waiting: 0 });
      expect(await departure(into.id)).toMatchObject({ state: 'open', taken: 4, waiting: 1 });
      const bookings = (await event.staff.get(`${event.path}/bookings?registrationId=${from.who[0]!.id}`))
        .body.items;
      expect(bookings).toMatchObject([{ id: from.bookings[0].id, departureId: into.id, state: 'confirmed' }]);
      expect(await told(from.who[0]!.id)).toEqual(['booking.confirmed', 'departure.merged']);
      expect(await told(from.who[2]!.id)).toEqual(['booking.waitlisted', 'departure.merged']);
      expect(await told(there[0]!.id)).toEqual(['booking.confirmed']);
      const token = await participantOf(app, event, from.who[0]!);
      const agenda = await token.get(`${event.path}/registrations/${from.who[0]!.id}/agenda`);
      expect(agenda.body.items.map((item: any) => [item.subjectId, item.startsAt])).toEqual([
        [into.id, '2019-10-24T01:00:00.000Z'],
      ]);
    });

    test('with a group whose list is frozen: who decided it, and why, stands on the amendment that names each', async () => {
      const visitId = (await makeVisit(event)).id;
      const from = await full(2, 0, { visitId });
      const into = await makeDeparture(event, { ...at24, capacity: 4 }, { visitId });
      const [there] = await people(1);
      await book(event, into.id, there!.id);
      await event.staff.move(path(into.id), 'close');
      expect((await act(from.id, 'merge', { intoId: into.id, reason })).status).toBe(200);
      await event.staff.post(`${path(into.id)}/manifests`);
      const latest = async (): Promise<any> => {
        const { items } = (await event.staff.get(`${path(into.id)}/manifests`)).body;
        return (await event.staff.get(`${path(into.id)}/manifests/${items.at(-1).id}`)).body;
      };
      const decidedOf = ({ overrides }: any) =>
        overrides.map((one: any) => [one.act, one.personId, one.reason]).sort();
      const merged = await latest();
      expect(merged.lines.map(({ change }: any) => change)).toEqual(['added', 'added']);
      expect(decidedOf(merged)).toEqual(
        merged.lines.map(({ personId }: any) => ['add', personId, reason]).sort(),
      );

      // And so does who is taken off because there are fewer places.
      const shrunk = await act(into.id, 'shrink', { capacity: 2, choose: 'last_come', reason: 'Less room.' });
      expect(shrunk.status).toBe(200);
      await event.staff.post(`${path(into.id)}/manifests`);
      const less = await latest();
      expect(less.lines.map(({ change }: any) => change)).toEqual(['removed']);
      expect(decidedOf(less)).toEqual([['remove', less.lines[0].personId, 'Less room.']]);
    });

    test('what the host was asked of the one group is asked of both', async () => {
      const visit = await makeVisit(event, { contactName: 'Wang Fang', contactEmail: 'merged@host.example' });
      const from = await full(1, 0, { visitId: visit.id });
      const into = await makeDeparture(event, { ...at24, capacity: 4 }, { visitId: visit.id });
      const request = await make(event.staff, `${path(from.id)}/host-requests`, {
        answerBy: '2019-10-22T12:00:00+08:00',
      });
      expect((await act(from.id, 'merge', { intoId: into.id, reason })).status).toBe(200);
      const tasks = (await event.staff.get(`${event.path}/clearances`)).body.items;
      expect(tasks.find(({ departureId }: any) => departureId === into.id)).toMatchObject({
        undecided: 1,
        request: 'asked',
      });
      const history = (await event.staff.get(`${event.path}/host-requests/${request.id}/history`)).body;
      expect(history.items.find(({ transition }: any) => transition === 'merge')).toMatchObject({
        comment: reason,
      });
    });

    test('too many are said in numbers; who clashes is decided about by name; other visits are refused', async () => {
      const visitId = (await makeVisit(event)).id;
      const from = await full(2, 0, { visitId });
      const into = await makeDeparture(event, { ...at24, capacity: 1 }, { visitId });
      const elsewhere = await makeDeparture(event, at24);
      await book(event, elsewhere.id, from.who[0]!.id);
      const preview = await event.staff.post(`${path(from.id)}/merge/preview`, { intoId: into.id });
      expect(preview.body).toMatchObject({
        tooMany: 1,
        clashes: [{ registrationId: from.who[0]!.id, mustBeReleased: true }],
      });
      const wrong = await act(from.id, 'merge', { intoId: elsewhere.id, reason });
      expect([wrong.status, wrong.body.code]).toEqual([422, 'merge-invalid']);
      const undecided = await act(from.id, 'merge', { intoId: into.id, reason });
      expect([undecided.status, undecided.body.code]).toEqual([409, 'departure-clashes']);
      const third = await people(1);
      await book(event, into.id, third[0]!.id);
      const full2 = await act(from.id, 'merge', { intoId: into.id, reason, release: [from.who[0]!.id] });
      expect([full2.status, full2.body.code, full2.body.tooMany]).toEqual([409, 'still-too-many', 1]);
      expect(await departure(from.id)).toMatchObject({ state: 'open', taken: 2 });
      const all = await act(from.id, 'merge', {
        intoId: into.id,
        reason,
        release: from.who.map(({ id }) => id),
      });
      expect(all.status).toBe(200);
      expect(all.body.people.map((one: any) => one.outcome)).toEqual(['released', 'released']);
      expect(await departure(into.id)).toMatchObject({ taken: 1 });
      expect(await told(from.who[1]!.id)).toEqual(['booking.confirmed', 'departure.merged']);
    });

    test('the lines of both are in the order in which people came, whichever they stood in', async () => {
      const visitId = (await makeVisit(event)).id;
      const one = await makeDeparture(event, { capacity: 1 }, { visitId });
      const other = await makeDeparture(event, { ...at24, capacity: 2 }, { visitId });
      const who = await people(7);
      const places = [one, other, other, one, other, one, other];
      for (const [index, place] of places.entries()) {
        await book(event, place.id, who[index]!.id);
        // Times of arrival that differ.
        await app.db.query(
          `UPDATE bookings SET created_at = created_at + make_interval(secs => $2) WHERE registration_id = $1`,
          [who[index]!.id, index],
        );
      }
      const merged = await act(one.id, 'merge', { intoId: other.id, reason, release: [who[0]!.id] });
      expect(merged.status).toBe(200);
      const line = (await event.staff.get(`${bookingsPath(event, other.id)}?state=waitlisted`)).body.items
        .sort((a: any, b: any) => a.queueNumber - b.queueNumber)
        .map((booking: any) => booking.registrationId);
      expect(line).toEqual([3, 4, 5, 6].map((index) => who[index]!.id));
    });
  });

  test('all of it is the coordinator’s: other staff and participants are refused', async () => {
    const { id, who } = await full(2);
    const desk = await app.staff(event.id, 'registration_desk');
    const own = await participantOf(app, event, who[0]!);
    const body = { capacity: 1, choose: 'last_come', reason };
    expect((await desk.post(`${path(id)}/shrink`, body, { ifMatch: 1 })).status).toBe(403);
    expect((await own.post(`${path(id)}/shrink`, body, { ifMatch: 1 })).status).toBe(404);
    expect((await own.get(`${path(id)}/changes`)).status).toBe(404);
    expect((await own.get(`${event.path}/alternatives`)).status).toBe(404);
  });
});
