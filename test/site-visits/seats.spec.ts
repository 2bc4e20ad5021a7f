import { release } from '../programme/forum';
import {
  askForSeat,
  changeSession,
  giveUp,
  makeParticipant,
  releasedWorkshops,
  seatsOf,
  signUp,
  statesOf,
  toldTo,
  type SeatedForum,
} from '../registrations/seated';
import { startApp, type TestApp } from '../support/app';
import {
  book,
  bookingsPath,
  makeDeparture,
  makeVisit,
  makeVisitedEvent,
  stateOf,
  type VisitedEvent,
} from './support';

type Stage = SeatedForum & VisitedEvent;

const at = (time: string): string => `2019-10-23T${time}:00+08:00`;

/** In the morning of 23 October, while the coaches are away unless a test says otherwise. */
const morning = { startsAt: at('09:00'), endsAt: at('10:00') };

describe('seats in sessions and places on visits', () => {
  let app: TestApp;
  let stage: Stage;
  beforeAll(async () => {
    app = await startApp();
    // Sessions here have no room, so that nothing but people stands in their way.
    stage = { ...(await makeVisitedEvent(app)), hall: '', foyer: '' };
  });
  const askForPlace = (departureId: string, registrationId: string) =>
    stage.staff.post(bookingsPath(stage, departureId), { registrationId });
  const visitTo = async (title: string, changes: object = {}) =>
    makeDeparture(stage, changes, { visitId: (await makeVisit(stage, { title })).id });

  test('who is on a visit gets no seat at that time, and is told which visit it is', async () => {
    const [workshop] = await releasedWorkshops(app, stage, morning);
    const anna = await makeParticipant(app, stage);
    await book(stage, (await visitTo('Huawei headquarters')).id, anna.id);
    const answer = await askForSeat(stage, workshop.id, anna.id);
    expect([answer.status, answer.body.code, answer.body.detail]).toEqual([
      409,
      'sign-up-clashes',
      'At that time the participant has a place on the visit “Huawei headquarters”.',
    ]);
  });

  test('who waits for a visit is not on it', async () => {
    const [workshop] = await releasedWorkshops(app, stage, morning);
    const [anna, boris] = [await makeParticipant(app, stage), await makeParticipant(app, stage)];
    const departure = await makeDeparture(stage, { capacity: 1 });
    const held = await book(stage, departure.id, anna.id);
    const waiting = await book(stage, departure.id, boris.id);
    expect((await signUp(stage, workshop.id, boris.id)).state).toBe('confirmed');
    // And from then on is passed over there, by the program and by hand.
    await stage.staff.move(`${stage.path}/bookings/${held.id}`, 'cancel');
    await app.settled();
    expect(await stateOf(stage, waiting.id)).toBe('waitlisted');
    const promoted = await stage.staff.move(`${stage.path}/bookings/${waiting.id}`, 'promote');
    expect([promoted.status, promoted.body.code]).toEqual([409, 'transition-not-possible']);
  });

  test('who has a seat gets no place on a visit at that time, and is told which session it is', async () => {
    const [workshop] = await releasedWorkshops(app, stage, { ...morning, title: 'Smart cities' });
    const anna = await makeParticipant(app, stage);
    const made = await signUp(stage, workshop.id, anna.id);
    const departure = await makeDeparture(stage);
    const answer = await askForPlace(departure.id, anna.id);
    expect([answer.status, answer.body.code, answer.body.detail]).toEqual([
      409,
      'booking-clashes',
      'At that time the participant has a seat in “Smart cities”.',
    ]);
    await giveUp(stage, made);
    expect((await askForPlace(departure.id, anna.id)).body.state).toBe('confirmed');
  });

  test('who comes back from a visit that is cancelled gets the seat that was waited for', async () => {
    const [workshop] = await releasedWorkshops(app, stage, { ...morning, capacity: 1 });
    const [anna, boris] = [await makeParticipant(app, stage), await makeParticipant(app, stage)];
    const held = await signUp(stage, workshop.id, anna.id);
    const waiting = await signUp(stage, workshop.id, boris.id);
    const departure = await makeDeparture(stage);
    await book(stage, departure.id, boris.id);
    await giveUp(stage, held);
    await app.settled();
    expect(await statesOf(stage, [waiting])).toEqual(['waitlisted']);
    expect(await seatsOf(app, stage, workshop.id)).toEqual([1, 1, 1]);
    await stage.staff.move(`${stage.path}/departures/${departure.id}`, 'cancel', { comment: 'No coach' });
    await app.settled();
    expect(await statesOf(stage, [waiting])).toEqual(['confirmed']);
    expect(await toldTo(app, boris)).toEqual(['waitlisted', 'promoted']);
  });

  test('a departure does not move onto a seat of somebody who goes, and frees the time that it leaves', async () => {
    const [early, late] = await releasedWorkshops(
      app,
      stage,
      { ...morning, capacity: 1 },
      { startsAt: at('15:00'), endsAt: at('16:00') },
    );
    const [anna, boris] = [await makeParticipant(app, stage), await makeParticipant(app, stage)];
    const held = await signUp(stage, early.id, anna.id);
    const waiting = await signUp(stage, early.id, boris.id);
    const other = await signUp(stage, late.id, boris.id);
    const departure = await makeDeparture(stage);
    await book(stage, departure.id, boris.id);
    await giveUp(stage, held);
    await app.settled();
    const move = async () => {
      const path = `${stage.path}/departures/${departure.id}`;
      const { version } = (await stage.staff.get(path)).body;
      return stage.staff.patch(path, { startsAt: at('14:00'), endsAt: at('17:00') }, version);
    };
    const refused = await move();
    expect([refused.status, refused.body.code, refused.body.clashes]).toEqual([409, 'departure-clashes', 1]);
    await giveUp(stage, other);
    expect((await move()).status).toBe(200);
    await app.settled();
    expect(await statesOf(stage, [waiting])).toEqual(['confirmed']);
  });

  test('a session that a release moves onto a visit gives the seats of its people on', async () => {
    const [workshop] = await releasedWorkshops(app, stage, {
      startsAt: at('15:00'),
      endsAt: at('16:00'),
      capacity: 1,
    });
    const [anna, boris] = [await makeParticipant(app, stage), await makeParticipant(app, stage)];
    const made = [await signUp(stage, workshop.id, anna.id), await signUp(stage, workshop.id, boris.id)];
    const booking = await book(stage, (await makeDeparture(stage)).id, anna.id);
    await changeSession(stage, workshop.id, morning);
    await release(stage);
    await app.settled();
    expect(await stateOf(stage, booking.id)).toBe('confirmed');
    expect(await statesOf(stage, made)).toEqual(['waitlisted', 'confirmed']);
    expect(await toldTo(app, anna)).toEqual(['confirmed', 'displaced']);
  });

  test('one participant asks for a seat and for a place at one time, at once: one of the two', async () => {
    const [workshop] = await releasedWorkshops(app, stage, { ...morning, capacity: 20 });
    const departure = await makeDeparture(stage, { capacity: 20 });
    for (let round = 0; round < 5; round += 1) {
      const { id } = await makeParticipant(app, stage);
      const answers = await Promise.all([
        askForSeat(stage, workshop.id, id),
        askForPlace(departure.id, id),
        askForSeat(stage, workshop.id, id),
      ]);
      const given = new Set(
        answers.filter(({ status }) => status === 201).map(({ body }) => body.sessionId ?? body.departureId),
      );
      expect(given.size).toBe(1);
      expect(answers.filter(({ status }) => status !== 201).map(({ status }) => status)).toEqual(
        given.has(workshop.id) ? [409] : [409, 409],
      );
    }
  });
});
