import { Participation } from '../../src/programme/planning/participation.service';
import { makePerson, makeSession, release } from '../programme/forum';
import { startApp, type TestApp } from '../support/app';
import { makeEvent } from '../support/factories';
import {
  askForSeat,
  at,
  changeSession,
  giveUp,
  linkOf,
  makeParticipant,
  makeParticipants,
  makeSeatedForum,
  makeWorkshop,
  releasedWorkshops,
  seatsOf,
  signUp,
  signUpsPath,
  statesOf,
  toldTo,
  type SeatedForum,
} from './seated';
import { makeCategory, register } from './support';

describe('sign-ups', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  const refusalOf = async (forum: SeatedForum, sessionId: string, registrationId: string) => {
    const { status, body } = await askForSeat(forum, sessionId, registrationId);
    return [status, body.code, body.detail];
  };
  const move = (forum: SeatedForum, { id }: { id: string }, transition: string) =>
    forum.staff.move(`${forum.path}/sign-ups/${id}`, transition);

  describe('for a session of the newest release', () => {
    test('the first to come have a seat, the others a place in the line, and all are told', async () => {
      const forum = await makeSeatedForum(app);
      const [workshop] = await releasedWorkshops(app, forum, {});
      const [anna, boris, clara] = await makeParticipants(app, forum, 3);
      const made = await askForSeat(forum, workshop.id, anna!.id);
      expect(made.status).toBe(201);
      expect(made.body).toEqual({
        id: made.body.id,
        version: 2,
        state: 'confirmed',
        sessionId: workshop.id,
        registrationId: anna!.id,
        code: anna!.code,
        person: expect.objectContaining({ id: anna!.personId, givenName: 'Anna' }),
        queueNumber: 1,
        placeInLine: null,
        createdAt: app.clock.now().toISOString(),
      });
      const { placeInLine, ...rest } = made.body;
      expect(placeInLine).toBe(null);
      expect((await app.admin.get(made.headers.get('location')!)).body).toEqual(rest);
      await signUp(forum, workshop.id, boris!.id);
      expect(await signUp(forum, workshop.id, clara!.id)).toMatchObject({
        state: 'waitlisted',
        queueNumber: 3,
        placeInLine: 1,
      });
      expect(await seatsOf(app, forum, workshop.id)).toEqual([2, 0, 1]);
      expect(await toldTo(app, anna!)).toEqual(['confirmed']);
      expect(await toldTo(app, clara!)).toEqual(['waitlisted']);
      const history = await forum.staff.get(`${forum.path}/sign-ups/${made.body.id}/history`);
      expect(
        history.body.items.map((one: { transition: string; byKind: string }) => [one.transition, one.byKind]),
      ).toEqual([
        ['create', 'staff'],
        ['allocate', 'system'],
      ]);
    });

    test('whoever asks again gets the sign-up that is there, and one seat', async () => {
      const forum = await makeSeatedForum(app);
      const [workshop] = await releasedWorkshops(app, forum, { capacity: 1 });
      const [anna, boris] = await makeParticipants(app, forum, 2);
      for (const { id } of [anna!, boris!]) {
        const first = await askForSeat(forum, workshop.id, id);
        const again = await askForSeat(forum, workshop.id, id);
        expect([again.status, again.body]).toEqual([201, first.body]);
        expect(again.headers.get('location')).toBe(first.headers.get('location'));
      }
      expect(await seatsOf(app, forum, workshop.id)).toEqual([1, 0, 1]);
      expect(await toldTo(app, anna!)).toEqual(['confirmed']);
    });

    test('whoever gave up can sign up again, behind those who wait', async () => {
      const forum = await makeSeatedForum(app);
      const [workshop] = await releasedWorkshops(app, forum, { capacity: 1 });
      const [anna, boris] = await makeParticipants(app, forum, 2);
      const first = await signUp(forum, workshop.id, anna!.id);
      const second = await signUp(forum, workshop.id, boris!.id);
      await giveUp(forum, first);
      const again = await signUp(forum, workshop.id, anna!.id);
      expect([again.state, again.id === first.id]).toEqual(['waitlisted', false]);
      await app.settled();
      expect(await statesOf(forum, [first, second, again])).toEqual(['cancelled', 'confirmed', 'waitlisted']);
      expect(await toldTo(app, anna!)).toEqual(['confirmed', 'cancelled', 'waitlisted']);
    });

    test('lists show who comes, by state and name, and each participant their own with the place in line', async () => {
      const forum = await makeSeatedForum(app);
      const [one, other] = await releasedWorkshops(
        app,
        forum,
        { capacity: 1 },
        { startsAt: at(23, '09:00'), endsAt: at(23, '10:00') },
      );
      const [anna, boris, clara] = await makeParticipants(app, forum, 3);
      for (const { id } of [anna!, boris!, clara!]) await signUp(forum, one.id, id);
      await signUp(forum, other.id, clara!.id);
      const codes = async (query: string) =>
        (await forum.staff.get(`${signUpsPath(forum, one.id)}${query}`)).body.items.map(
          (signUpOf: { code: string; placeInLine: number | null }) => [signUpOf.code, signUpOf.placeInLine],
        );
      expect(await codes('')).toEqual([
        [anna!.code, null],
        [boris!.code, 1],
        [clara!.code, 2],
      ]);
      expect(await codes('?state=confirmed')).toEqual([[anna!.code, null]]);
      expect(await codes(`?q=${clara!.code.toLowerCase()}`)).toEqual([[clara!.code, 2]]);
      const own = await forum.staff.get(`${forum.path}/registrations/${clara!.id}/sign-ups`);
      expect(
        own.body.items.map((signUpOf: { sessionId: string; state: string; placeInLine: number | null }) => [
          signUpOf.sessionId,
          signUpOf.state,
          signUpOf.placeInLine,
        ]),
      ).toEqual([
        [one.id, 'waitlisted', 2],
        [other.id, 'confirmed', null],
      ]);
    });

    test('the programme says which seats are free, for everybody, and only of what is released', async () => {
      const forum = await makeSeatedForum(app);
      const seats = async () => (await app.api.get(`${forum.path}/programme/seats`)).body.items;
      expect(await seats()).toEqual([]);
      const later = await makeWorkshop(forum, { startsAt: at(23, '09:00'), endsAt: at(23, '10:00') });
      const sooner = await makeWorkshop(forum);
      await makeSession(forum);
      await release(forum);
      // Also before anybody has heard of the release.
      expect(await seats()).toEqual([
        { sessionId: sooner.id, capacity: 2, free: 2, waiting: 0 },
        { sessionId: later.id, capacity: 2, free: 2, waiting: 0 },
      ]);
      await makeWorkshop(forum, { roomId: null });
      await changeSession(forum, later.id, { capacity: 50 });
      expect(await seats()).toHaveLength(2);
      const [anna] = await makeParticipants(app, forum, 1);
      expect((await signUp(forum, sooner.id, anna!.id)).state).toBe('confirmed');
      expect((await seats())[0]).toEqual({ sessionId: sooner.id, capacity: 2, free: 1, waiting: 0 });
      await app.settled();
      expect((await seats())[0]).toEqual({ sessionId: sooner.id, capacity: 2, free: 1, waiting: 0 });
    });

    test('the programme knows who has a seat, for those who change it', async () => {
      const forum = await makeSeatedForum(app);
      const [workshop] = await releasedWorkshops(app, forum, { capacity: 1 });
      const [anna, boris] = await makeParticipants(app, forum, 2);
      await signUp(forum, workshop.id, anna!.id);
      await signUp(forum, workshop.id, boris!.id);
      expect(await app.app.get(Participation).attendees(forum.id)).toEqual([
        {
          sessionId: workshop.id,
          personId: anna!.personId,
          displayName: expect.stringMatching(/^Anna/),
          as: 'participant',
        },
      ]);
    });
  });

  describe('are refused', () => {
    test('for a session that is only in the draft, or in no event, or in another one', async () => {
      const forum = await makeSeatedForum(app);
      const other = await makeSeatedForum(app);
      const draft = await makeWorkshop(forum);
      const [theirs] = await releasedWorkshops(app, other, {});
      const [anna] = await makeParticipants(app, forum, 1);
      expect((await askForSeat(forum, draft.id, anna!.id)).status).toBe(404);
      await release(forum);
      expect((await askForSeat(forum, draft.id, anna!.id)).status).toBe(201);
      expect((await askForSeat(forum, theirs.id, anna!.id)).status).toBe(404);
      const stranger = await makeParticipant(app, other);
      const answer = await askForSeat(forum, draft.id, stranger.id);
      expect([answer.status, answer.body.code, answer.body.errors[0].pointer]).toEqual([
        422,
        'registration-unknown',
        '/registrationId',
      ]);
    });

    test('for a session that needs no seats', async () => {
      const forum = await makeSeatedForum(app);
      const [open] = await releasedWorkshops(app, forum, { capacity: null });
      const [anna] = await makeParticipants(app, forum, 1);
      expect(await refusalOf(forum, open.id, anna!.id)).toEqual([
        409,
        'seats-not-needed',
        'Everybody whom it is for can come without a seat of their own.',
      ]);
    });

    test('while the registration is not confirmed', async () => {
      const forum = await makeSeatedForum(app);
      const [workshop] = await releasedWorkshops(app, forum, {});
      const press = await makeCategory(forum, { approval: 'review' });
      const waiting = await register(app.api, forum, press.id);
      expect((await refusalOf(forum, workshop.id, waiting.id)).slice(0, 2)).toEqual([
        409,
        'registration-not-confirmed',
      ]);
    });

    test('to whom the session is not for', async () => {
      const forum = await makeSeatedForum(app);
      const press = await makeCategory(forum);
      const [workshop] = await releasedWorkshops(app, forum, { categoryIds: [press.id] });
      const anna = await makeParticipant(app, forum);
      const journalist = await makeParticipant(app, forum, { categoryId: press.id });
      expect((await refusalOf(forum, workshop.id, anna.id))[1]).toBe('session-not-for-category');
      expect((await signUp(forum, workshop.id, journalist.id)).state).toBe('confirmed');
    });

    test('to whoever has a part in the session', async () => {
      const forum = await makeSeatedForum(app);
      const anna = await makeParticipant(app, forum);
      const [workshop] = await releasedWorkshops(app, forum, {
        roles: [{ personId: anna.personId, role: 'moderator' }],
      });
      expect((await refusalOf(forum, workshop.id, anna.id))[1]).toBe('has-part-in-session');
    });

    test('at the time of another seat or part, in words that name it, but not right after it', async () => {
      const forum = await makeSeatedForum(app);
      const anna = await makeParticipant(app, forum);
      const [first, second, third, overlapping, between] = await releasedWorkshops(
        app,
        forum,
        { title: 'Smart cities' },
        {
          title: 'Trade corridors',
          startsAt: at(22, '11:00'),
          endsAt: at(22, '12:00'),
          roles: [{ personId: anna.personId, role: 'speaker' }],
        },
        { title: 'Late', startsAt: at(22, '12:00'), endsAt: at(22, '13:00') },
        { startsAt: at(22, '09:59'), endsAt: at(22, '11:01') },
        { startsAt: at(22, '10:00'), endsAt: at(22, '11:00') },
      );
      expect((await signUp(forum, first.id, anna.id)).state).toBe('confirmed');
      const answer = await askForSeat(forum, overlapping.id, anna.id);
      expect([answer.status, answer.body.code, answer.body.detail]).toEqual([
        409,
        'sign-up-clashes',
        'At that time the participant has a seat in “Smart cities” and has a part in “Trade corridors”.',
      ]);
      expect(answer.body.inTheWay).toEqual([
        {
          kind: 'seat',
          subjectId: first.id,
          title: 'Smart cities',
          startsAt: '2019-10-22T01:00:00.000Z',
          endsAt: '2019-10-22T02:00:00.000Z',
        },
        {
          kind: 'part',
          subjectId: second.id,
          title: 'Trade corridors',
          startsAt: '2019-10-22T03:00:00.000Z',
          endsAt: '2019-10-22T04:00:00.000Z',
        },
      ]);
      expect(await seatsOf(app, forum, overlapping.id)).toEqual([2, 2, 0]);
      expect((await signUp(forum, between.id, anna.id)).state).toBe('confirmed');
      expect((await signUp(forum, third.id, anna.id)).state).toBe('confirmed');
    });
  });

  describe('wait', () => {
    test('a seat that falls free goes to the first in line, in order, and to nobody else', async () => {
      const forum = await makeSeatedForum(app);
      const [workshop] = await releasedWorkshops(app, forum, {});
      const people = await makeParticipants(app, forum, 5);
      const made: any[] = [];
      for (const { id } of people) made.push(await signUp(forum, workshop.id, id));
      expect(made.map(({ state, placeInLine }) => [state, placeInLine])).toEqual([
        ['confirmed', null],
        ['confirmed', null],
        ['waitlisted', 1],
        ['waitlisted', 2],
        ['waitlisted', 3],
      ]);
      await giveUp(forum, made[1]);
      await giveUp(forum, made[3]);
      await app.settled();
      expect(await statesOf(forum, made)).toEqual([
        'confirmed',
        'cancelled',
        'confirmed',
        'cancelled',
        'waitlisted',
      ]);
      const last = await forum.staff.get(`${signUpsPath(forum, workshop.id)}?state=waitlisted`);
      expect(last.body.items[0]).toMatchObject({ queueNumber: 5, placeInLine: 1 });
      expect(await toldTo(app, people[2]!)).toEqual(['waitlisted', 'promoted']);
      expect(await toldTo(app, people[4]!)).toEqual(['waitlisted']);
    });

    test('who is elsewhere is passed over, stays in line, and gets the seat when that is given up', async () => {
      const forum = await makeSeatedForum(app);
      const [wanted, elsewhere] = await releasedWorkshops(
        app,
        forum,
        { title: 'Wanted', capacity: 1 },
        { title: 'Elsewhere', startsAt: at(22, '09:30'), endsAt: at(22, '10:30') },
      );
      const [holder, busy, next] = await makeParticipants(app, forum, 3);
      const held = await signUp(forum, wanted.id, holder!.id);
      const passed = await signUp(forum, wanted.id, busy!.id);
      const lucky = await signUp(forum, wanted.id, next!.id);
      const other = await signUp(forum, elsewhere.id, busy!.id);
      await giveUp(forum, held);
      await app.settled();
      expect(await statesOf(forum, [passed, lucky])).toEqual(['waitlisted', 'confirmed']);
      // By hand neither: the seat is free, the person is not.
      await giveUp(forum, lucky);
      await app.settled();
      const promoted = await move(forum, passed, 'promote');
      expect([promoted.status, promoted.body.code]).toEqual([409, 'transition-not-possible']);
      expect(promoted.body.detail).toContain('At that time the participant has a seat in “Elsewhere”.');
      expect(await seatsOf(app, forum, wanted.id)).toEqual([1, 1, 1]);
      await giveUp(forum, other);
      await app.settled();
      expect(await statesOf(forum, [passed])).toEqual(['confirmed']);
      expect(await toldTo(app, busy!)).toEqual(['waitlisted', 'confirmed', 'cancelled', 'promoted']);
    });

    test('who comes while others wait goes to the end of the line', async () => {
      const forum = await makeSeatedForum(app);
      const [wanted, elsewhere] = await releasedWorkshops(app, forum, { capacity: 1 }, {});
      const [holder, busy, late] = await makeParticipants(app, forum, 3);
      const held = await signUp(forum, wanted.id, holder!.id);
      await signUp(forum, wanted.id, busy!.id);
      await signUp(forum, elsewhere.id, busy!.id);
      await giveUp(forum, held);
      await app.settled();
      // One seat is free and somebody waits who cannot take it: the newcomer queues, and is next at once.
      const queued = await signUp(forum, wanted.id, late!.id);
      expect([queued.state, queued.placeInLine]).toEqual(['waitlisted', 2]);
      await app.settled();
      expect(await statesOf(forum, [queued])).toEqual(['confirmed']);
    });

    test('nobody is promoted over the number of seats, by whomever', async () => {
      const forum = await makeSeatedForum(app);
      const [workshop] = await releasedWorkshops(app, forum, { capacity: 1 });
      const [anna, boris] = await makeParticipants(app, forum, 2);
      await signUp(forum, workshop.id, anna!.id);
      const waiting = await signUp(forum, workshop.id, boris!.id);
      const answer = await move(forum, waiting, 'promote');
      expect([answer.status, answer.body.code]).toEqual([409, 'no-seat-free']);
    });

    test('staff see what stands in the way, and give a free seat to whom they choose', async () => {
      const forum = await makeSeatedForum(app);
      const [workshop] = await releasedWorkshops(app, forum, { capacity: 1 });
      const people = await makeParticipants(app, forum, 3);
      const made: any[] = [];
      for (const { id } of people) made.push(await signUp(forum, workshop.id, id));
      const offered = async (signUpOf: { id: string }) =>
        (await forum.staff.get(`${forum.path}/sign-ups/${signUpOf.id}/transitions`)).body.items;
      expect(await offered(made[0])).toEqual([
        expect.objectContaining({ transition: 'cancel', to: ['cancelled'], blockedBy: [] }),
      ]);
      await app.settled();
      // As if a seat had fallen free and nobody had been promoted yet.
      await app.db.query('UPDATE session_seats SET capacity = 2 WHERE session_id = $1', [workshop.id]);
      expect((await offered(made[2])).map((one: { transition: string }) => one.transition)).toEqual([
        'promote',
        'cancel',
      ]);
      const promoted = await move(forum, made[2], 'promote');
      expect([promoted.status, promoted.body]).toEqual([
        200,
        expect.objectContaining({ state: 'confirmed', queueNumber: 3, version: 3 }),
      ]);
      expect(await statesOf(forum, made)).toEqual(['confirmed', 'waitlisted', 'confirmed']);
      expect(await toldTo(app, people[2]!)).toEqual(['waitlisted', 'promoted']);
      const again = await move(forum, made[2], 'promote');
      expect([again.status, again.body.version]).toEqual([200, 3]);
    });
  });

  describe('end', () => {
    test('with the registration, whose seats go on, and which alone tells the person', async () => {
      const forum = await makeSeatedForum(app);
      const [one, other] = await releasedWorkshops(
        app,
        forum,
        { capacity: 1 },
        { capacity: 1, startsAt: at(23, '09:00'), endsAt: at(23, '10:00') },
      );
      const [leaving, next] = await makeParticipants(app, forum, 2);
      const left = [await signUp(forum, one.id, leaving!.id), await signUp(forum, other.id, leaving!.id)];
      const waiting = [await signUp(forum, one.id, next!.id), await signUp(forum, other.id, next!.id)];
      await forum.staff.move(`${forum.path}/registrations/${leaving!.id}`, 'cancel');
      await app.settled();
      expect(await statesOf(forum, [...left, ...waiting])).toEqual([
        'cancelled',
        'cancelled',
        'confirmed',
        'confirmed',
      ]);
      expect(await toldTo(app, leaving!)).toEqual(['confirmed', 'confirmed']);
    });

    test('with the event, of which people are told once, and nobody is promoted meanwhile', async () => {
      const forum = await makeSeatedForum(app);
      const [workshop] = await releasedWorkshops(app, forum, { capacity: 1 });
      const [anna, boris] = await makeParticipants(app, forum, 2);
      const made = [await signUp(forum, workshop.id, anna!.id), await signUp(forum, workshop.id, boris!.id)];
      await forum.staff.move(`events/${forum.id}`, 'cancel', { comment: 'Typhoon' });
      const late = await register(forum.staff, forum, forum.categoryId);
      expect((await refusalOf(forum, workshop.id, late.id)).slice(1)).toEqual([
        'sign-up-closed',
        'The event is cancelled.',
      ]);
      await app.settled();
      expect(await statesOf(forum, made)).toEqual(['cancelled', 'cancelled']);
      expect(await toldTo(app, anna!)).toEqual(['confirmed']);
      expect(await toldTo(app, boris!)).toEqual(['waitlisted']);
      const mails = await app.db.query<{ kind: string }>(
        `SELECT kind FROM messages WHERE registration_id = $1 AND kind = 'registration.cancelled'`,
        [anna!.id],
      );
      expect(mails).toHaveLength(1);
    });
  });

  describe('with the link of a participant', () => {
    test('the own seat is taken, seen and given up', async () => {
      const forum = await makeSeatedForum(app);
      const [workshop] = await releasedWorkshops(app, forum, {});
      const anna = await makeParticipant(app, forum);
      const link = await linkOf(app, forum, anna);
      const made = await askForSeat(forum, workshop.id, anna.id, link);
      expect([made.status, made.body.state]).toEqual([201, 'confirmed']);
      const path = `${signUpsPath(forum, workshop.id)}/${made.body.id}`;
      expect((await link.get(path)).body.id).toBe(made.body.id);
      expect((await link.get(`${forum.path}/sign-ups/${made.body.id}`)).status).toBe(200);
      expect((await link.get(`${forum.path}/registrations/${anna.id}/sign-ups`)).body.items).toEqual([
        made.body,
      ]);
      expect((await link.delete(path)).status).toBe(428);
      expect((await link.delete(path, made.body.version + 1)).status).toBe(412);
      expect((await link.delete(path, made.body.version)).status).toBe(204);
      expect(await statesOf(forum, [made.body])).toEqual(['cancelled']);
      expect(await toldTo(app, anna)).toEqual(['confirmed', 'cancelled']);
    });

    test('what is another’s does not exist', async () => {
      const forum = await makeSeatedForum(app);
      const [workshop] = await releasedWorkshops(app, forum, {});
      const [own, other] = await makeParticipants(app, forum, 2);
      const link = await linkOf(app, forum, own!);
      const theirs = await signUp(forum, workshop.id, other!.id);
      const path = `${signUpsPath(forum, workshop.id)}/${theirs.id}`;
      expect((await askForSeat(forum, workshop.id, other!.id, link)).status).toBe(404);
      for (const hidden of [
        path,
        `${forum.path}/sign-ups/${theirs.id}`,
        signUpsPath(forum, workshop.id),
        `${forum.path}/registrations/${other!.id}/sign-ups`,
        `${forum.path}/sign-ups/${theirs.id}/history`,
      ])
        expect([hidden, (await link.get(hidden)).status]).toEqual([hidden, 404]);
      expect((await link.delete(path, theirs.version)).status).toBe(404);
      expect((await link.move(`${forum.path}/sign-ups/${theirs.id}`, 'cancel')).status).toBe(404);
      expect(await statesOf(forum, [theirs])).toEqual(['confirmed']);
    });
  });

  test('staff with another task may look and not sign up; strangers neither', async () => {
    const forum = await makeSeatedForum(app);
    const [workshop] = await releasedWorkshops(app, forum, {});
    const [anna, boris] = await makeParticipants(app, forum, 2);
    const made = await signUp(forum, workshop.id, anna!.id);
    const auditor = await app.staff(forum.id, 'auditor');
    expect((await auditor.get(signUpsPath(forum, workshop.id))).status).toBe(200);
    expect((await askForSeat(forum, workshop.id, boris!.id, auditor)).status).toBe(403);
    expect((await auditor.delete(`${signUpsPath(forum, workshop.id)}/${made.id}`, made.version)).status).toBe(
      403,
    );
    for (const role of ['owner', 'organiser', 'programme', 'registration_desk'] as const) {
      const allowed = await app.staff(forum.id, role);
      expect([role, (await askForSeat(forum, workshop.id, boris!.id, allowed)).status]).toEqual([role, 201]);
    }
    const stranger = (await makeEvent(app)).staff;
    expect((await stranger.get(signUpsPath(forum, workshop.id))).status).toBe(404);
    expect((await askForSeat(forum, workshop.id, boris!.id, stranger)).status).toBe(404);
    expect((await askForSeat(forum, workshop.id, boris!.id, app.api)).status).toBe(401);
    expect((await forum.staff.get(`${forum.path}/registrations/${workshop.id}/sign-ups`)).status).toBe(404);
  });

  test('the seats of an event that is not announced are for those who work on it', async () => {
    const event = await makeEvent(app, {}, { published: false });
    expect((await app.api.get(`${event.path}/programme/seats`)).status).toBe(404);
    expect((await event.staff.get(`${event.path}/programme/seats`)).body).toEqual({ items: [] });
  });

  describe('when another release is seen', () => {
    test('more seats go to those who wait, in order; fewer take none away, and nobody gets in until one is free', async () => {
      const forum = await makeSeatedForum(app);
      const [workshop] = await releasedWorkshops(app, forum, { capacity: 1 });
      const people = await makeParticipants(app, forum, 6);
      const made: any[] = [];
      for (const { id } of people.slice(0, 5)) made.push(await signUp(forum, workshop.id, id));
      await changeSession(forum, workshop.id, { capacity: 3 });
      await app.settled();
      expect(await seatsOf(app, forum, workshop.id)).toEqual([1, 0, 4]);
      await release(forum);
      await app.settled();
      expect(await statesOf(forum, made)).toEqual([
        'confirmed',
        'confirmed',
        'confirmed',
        'waitlisted',
        'waitlisted',
      ]);
      expect(await toldTo(app, people[2]!)).toEqual(['waitlisted', 'promoted']);
      await changeSession(forum, workshop.id, { capacity: 1 });
      await release(forum);
      await app.settled();
      expect(await statesOf(forum, made.slice(0, 3))).toEqual(['confirmed', 'confirmed', 'confirmed']);
      expect(await seatsOf(app, forum, workshop.id)).toEqual([1, 0, 2]);
      await giveUp(forum, made[0]);
      await giveUp(forum, made[1]);
      await app.settled();
      // One is still in for one seat: nobody follows, and who comes waits.
      expect(await statesOf(forum, made.slice(2))).toEqual(['confirmed', 'waitlisted', 'waitlisted']);
      expect((await signUp(forum, workshop.id, people[5]!.id)).placeInLine).toBe(3);
      await giveUp(forum, made[2]);
      await app.settled();
      expect(await statesOf(forum, made.slice(3))).toEqual(['confirmed', 'waitlisted']);
    });

    test('a session that it cancels ends its sign-ups, and everybody is told', async () => {
      const forum = await makeSeatedForum(app);
      const [workshop, other] = await releasedWorkshops(
        app,
        forum,
        { capacity: 1 },
        { startsAt: at(23, '09:00'), endsAt: at(23, '10:00') },
      );
      const [anna, boris] = await makeParticipants(app, forum, 2);
      const made = [
        await signUp(forum, workshop.id, anna!.id),
        await signUp(forum, workshop.id, boris!.id),
        await signUp(forum, other.id, anna!.id),
      ];
      const draft = `${forum.path}/sessions/${workshop.id}`;
      await forum.staff.delete(draft, (await forum.staff.get(draft)).body.version);
      await release(forum);
      await app.settled();
      expect(await statesOf(forum, made)).toEqual(['cancelled', 'cancelled', 'confirmed']);
      expect(await toldTo(app, anna!)).toEqual(['confirmed', 'confirmed', 'session-cancelled']);
      expect(await toldTo(app, boris!)).toEqual(['waitlisted', 'session-cancelled']);
      const history = await forum.staff.get(`${forum.path}/sign-ups/${made[0].id}/history`);
      expect(history.body.items.at(-1)).toMatchObject({
        transition: 'cancel',
        comment: 'The session is cancelled.',
        byKind: 'system',
      });
      expect(await seatsOf(app, forum, workshop.id)).toBe(undefined);
      expect((await askForSeat(forum, workshop.id, anna!.id)).status).toBe(404);
    });

    test('a session that needs no seats any more ends its sign-ups, and says that everybody is welcome', async () => {
      const forum = await makeSeatedForum(app);
      const [workshop] = await releasedWorkshops(app, forum, { capacity: 1 });
      const [anna, boris] = await makeParticipants(app, forum, 2);
      const made = [await signUp(forum, workshop.id, anna!.id), await signUp(forum, workshop.id, boris!.id)];
      await changeSession(forum, workshop.id, { capacity: null });
      await release(forum);
      await app.settled();
      expect(await statesOf(forum, made)).toEqual(['cancelled', 'cancelled']);
      expect(await toldTo(app, boris!)).toEqual(['waitlisted', 'not-needed']);
      // And needs them again: from the beginning.
      await changeSession(forum, workshop.id, { capacity: 1 });
      await release(forum);
      expect((await signUp(forum, workshop.id, boris!.id)).state).toBe('confirmed');
      expect((await signUp(forum, workshop.id, anna!.id)).state).toBe('waitlisted');
    });

    test('a programme that is withdrawn altogether takes no seat away; the next one finds them', async () => {
      const forum = await makeSeatedForum(app);
      const [workshop] = await releasedWorkshops(app, forum, { capacity: 1 });
      const [anna, boris] = await makeParticipants(app, forum, 2);
      const made = [await signUp(forum, workshop.id, anna!.id), await signUp(forum, workshop.id, boris!.id)];
      const withdrawn = await forum.staff.move(
        `${forum.path}/programme/releases/${(await forum.staff.get(`${forum.path}/programme/releases/1`)).body.id}`,
        'withdraw',
        { comment: 'Too early' },
      );
      expect(withdrawn.status).toBe(200);
      await app.settled();
      expect(await statesOf(forum, made)).toEqual(['confirmed', 'waitlisted']);
      expect(await seatsOf(app, forum, workshop.id)).toBe(undefined);
      expect((await askForSeat(forum, workshop.id, anna!.id)).status).toBe(404);
      await changeSession(forum, workshop.id, { capacity: 2 });
      await release(forum);
      await app.settled();
      expect(await statesOf(forum, made)).toEqual(['confirmed', 'confirmed']);
      expect(await toldTo(app, anna!)).toEqual(['confirmed']);
    });

    test('a day that is shifted takes its sign-ups along, and brings nobody into two places', async () => {
      const forum = await makeSeatedForum(app);
      const workshops = await releasedWorkshops(
        app,
        forum,
        { startsAt: at(22, '09:00'), endsAt: at(22, '10:00') },
        { startsAt: at(22, '10:00'), endsAt: at(22, '11:00') },
        { startsAt: at(22, '11:00'), endsAt: at(22, '12:00') },
      );
      const [anna] = await makeParticipants(app, forum, 1);
      const made: any[] = [];
      for (const { id } of workshops) made.push(await signUp(forum, id, anna!.id));
      for (const [index, { id }] of workshops.entries())
        await changeSession(forum, id, {
          startsAt: at(22, `${String(9 + index).padStart(2, '0')}:30`),
          endsAt: at(22, `${10 + index}:30`),
        });
      await release(forum);
      await app.settled();
      expect(await statesOf(forum, made)).toEqual(['confirmed', 'confirmed', 'confirmed']);
      const apart = await app.db.query(
        `SELECT u.id FROM sign_ups u JOIN session_seats t USING (session_id)
          WHERE u.registration_id = $1 AND u.during <> tstzrange(t.starts_at, t.ends_at)`,
        [anna!.id],
      );
      expect(apart).toEqual([]);
      expect(await toldTo(app, anna!)).toEqual(['confirmed', 'confirmed', 'confirmed']);
    });

    test('of two seats the one that moved onto the other is given on, and its holder waits by when they came', async () => {
      const forum = await makeSeatedForum(app);
      const [stays, moves] = await releasedWorkshops(
        app,
        forum,
        { title: 'Stays' },
        { title: 'Moves', capacity: 1, startsAt: at(22, '14:00'), endsAt: at(22, '15:00') },
      );
      const [anna, boris, clara] = await makeParticipants(app, forum, 3);
      const moved = await signUp(forum, moves.id, anna!.id);
      const kept = await signUp(forum, stays.id, anna!.id);
      const next = await signUp(forum, moves.id, boris!.id);
      const last = await signUp(forum, moves.id, clara!.id);
      await changeSession(forum, moves.id, { startsAt: at(22, '09:30'), endsAt: at(22, '10:30') });
      await release(forum);
      await app.settled();
      expect(await statesOf(forum, [kept, moved, next, last])).toEqual([
        'confirmed',
        'waitlisted',
        'confirmed',
        'waitlisted',
      ]);
      const line = await forum.staff.get(`${signUpsPath(forum, moves.id)}?state=waitlisted`);
      expect(
        line.body.items.map((one: { code: string; placeInLine: number }) => [one.code, one.placeInLine]),
      ).toEqual([
        [anna!.code, 1],
        [clara!.code, 2],
      ]);
      expect(await toldTo(app, anna!)).toEqual(['confirmed', 'confirmed', 'displaced']);
      const { body } = await app.api.get(`/mailbox?q=${encodeURIComponent('You are expected elsewhere')}`, {
        headers: { accept: 'application/json' },
      });
      const mail = await app.api.get(`/mailbox/${body.items[0].id}`, {
        headers: { accept: 'application/json' },
      });
      expect(mail.body.text).toContain('- Stays\n');
      expect(mail.body.text).toContain('You are number 1 on the waiting list.');
      // And back again: whoever had the seat first is the first to get one.
      await changeSession(forum, moves.id, {
        startsAt: at(22, '14:00'),
        endsAt: at(22, '15:00'),
        capacity: 2,
      });
      await release(forum);
      await app.settled();
      expect(await statesOf(forum, [kept, moved, next, last])).toEqual([
        'confirmed',
        'confirmed',
        'confirmed',
        'waitlisted',
      ]);
    });

    test('whoever gets a part elsewhere at that time gives the seat on', async () => {
      const forum = await makeSeatedForum(app);
      const [workshop, panel] = await releasedWorkshops(
        app,
        forum,
        { capacity: 1 },
        { title: 'Panel', capacity: null, kind: 'panel' },
      );
      const [anna, boris] = await makeParticipants(app, forum, 2);
      const made = [await signUp(forum, workshop.id, anna!.id), await signUp(forum, workshop.id, boris!.id)];
      await changeSession(forum, panel.id, { roles: [{ personId: anna!.personId, role: 'panellist' }] });
      await release(forum);
      await app.settled();
      expect(await statesOf(forum, made)).toEqual(['waitlisted', 'confirmed']);
      expect(await toldTo(app, anna!)).toEqual(['confirmed', 'displaced']);
    });

    test('a registration that passes to somebody with a part elsewhere at that time gives the seat on', async () => {
      const forum = await makeSeatedForum(app);
      const speaker = await makePerson(forum, 'LI Na');
      const [workshop, other] = await releasedWorkshops(
        app,
        forum,
        { capacity: 1 },
        { startsAt: at(22, '14:00'), endsAt: at(22, '15:00') },
        { title: 'Panel', capacity: null, kind: 'panel', roles: [{ personId: speaker, role: 'panellist' }] },
      );
      const [anna, boris] = await makeParticipants(app, forum, 2);
      const made = [
        await signUp(forum, workshop.id, anna!.id),
        await signUp(forum, workshop.id, boris!.id),
        await signUp(forum, other.id, anna!.id),
      ];
      const passed = await forum.staff.move(`${forum.path}/registrations/${anna!.id}`, 'transfer', {
        input: { personId: speaker },
      });
      expect(passed.status).toBe(200);
      await app.settled();
      expect(await statesOf(forum, made)).toEqual(['waitlisted', 'confirmed', 'confirmed']);
    });

    test('whoever gets a part in the session itself keeps the seat', async () => {
      const forum = await makeSeatedForum(app);
      const [workshop] = await releasedWorkshops(app, forum, { capacity: 1 });
      const [anna] = await makeParticipants(app, forum, 1);
      const made = await signUp(forum, workshop.id, anna!.id);
      await changeSession(forum, workshop.id, { roles: [{ personId: anna!.personId, role: 'speaker' }] });
      await release(forum);
      await app.settled();
      expect(await statesOf(forum, [made])).toEqual(['confirmed']);
    });

    test('a session that is for fewer from now on takes no seat away, and promotes only whom it is for', async () => {
      const forum = await makeSeatedForum(app);
      const press = await makeCategory(forum);
      const [workshop] = await releasedWorkshops(app, forum, { capacity: 1 });
      const [anna, boris] = await makeParticipants(app, forum, 2);
      const journalist = await makeParticipant(app, forum, { categoryId: press.id });
      const made: any[] = [];
      for (const { id } of [anna!, boris!, journalist]) made.push(await signUp(forum, workshop.id, id));
      await changeSession(forum, workshop.id, { categoryIds: [press.id], capacity: 3 });
      await release(forum);
      await app.settled();
      expect(await statesOf(forum, made)).toEqual(['confirmed', 'waitlisted', 'confirmed']);
      const refused = await move(forum, made[1], 'promote');
      expect(refused.body.detail).toContain('in a category that may attend');
    });

    test('a person who only speaks and is not registered is nobody’s obstacle', async () => {
      const forum = await makeSeatedForum(app);
      const speaker = await makePerson(forum, 'LI Na');
      const [workshop] = await releasedWorkshops(app, forum, {
        roles: [{ personId: speaker, role: 'speaker' }],
      });
      const [anna] = await makeParticipants(app, forum, 1);
      expect((await signUp(forum, workshop.id, anna!.id)).state).toBe('confirmed');
    });
  });

  // Last, because it moves the clock of the whole file.
  test('from its beginning a session takes nobody and promotes nobody; after its end nothing changes any more', async () => {
    const forum = await makeSeatedForum(app);
    const [workshop] = await releasedWorkshops(app, forum, { capacity: 1 });
    const [anna, boris, clara] = await makeParticipants(app, forum, 3);
    const held = await signUp(forum, workshop.id, anna!.id);
    const waiting = await signUp(forum, workshop.id, boris!.id);
    await app.at('2019-10-22T00:59:59Z');
    expect((await askForSeat(forum, workshop.id, clara!.id)).body.state).toBe('waitlisted');
    await app.at('2019-10-22T01:00:00Z');
    const late = await makeParticipant(app, forum);
    expect((await refusalOf(forum, workshop.id, late.id))[1]).toBe('sign-up-closed');
    await giveUp(forum, held);
    await app.settled();
    expect(await statesOf(forum, [waiting])).toEqual(['waitlisted']);
    expect((await move(forum, waiting, 'promote')).body.code).toBe('transition-not-possible');
    await app.at('2019-10-22T02:00:00Z');
    const over = await move(forum, waiting, 'cancel');
    expect([over.status, over.body.code]).toEqual([409, 'transition-not-possible']);
    // What is over stays on record, whatever becomes of the registration.
    await forum.staff.move(`${forum.path}/registrations/${boris!.id}`, 'cancel');
    await app.settled();
    expect(await statesOf(forum, [waiting])).toEqual(['waitlisted']);
  });
});
