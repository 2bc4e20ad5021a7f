import { GreetingsQueries } from '../../src/greetings/greetings.queries';
import { Commitments } from '../../src/registrations/sign-ups/commitments.service';
import type { Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, serial, type TestEvent } from '../support/factories';
import { mailsTo } from '../programme/role-support';
import {
  book,
  makeDeparture,
  makeParticipant,
  makeVisit,
  makeVisitedEvent,
  type VisitedEvent,
} from '../site-visits/support';
import { clearedGreeting, linkOf, makePerson, makeSession, moved } from './support';

interface Guest {
  readonly personId: string;
  readonly registrationId: string;
  readonly email: string;
}

describe('readings of messages', () => {
  let app: TestApp;
  let event: VisitedEvent;
  let protocol: { email: string };
  let hall: string;
  beforeAll(async () => {
    app = await startApp({ now: '2019-10-01T02:00:00Z' });
    event = await makeVisitedEvent(app);
    await app.staff(event.id, 'protocol');
    protocol = (
      await app.db.query<{ email: string }>(
        `SELECT u.email FROM users u JOIN staff_roles r ON r.user_id = u.id
          WHERE r.event_id = $1 GROUP BY u.email HAVING array_agg(r.role) = ARRAY['protocol']`,
        [event.id],
      )
    )[0]!;
    hall = (await make(event.staff, `${event.path}/rooms`, { name: 'Main Hall', capacity: 400 })).id;
  });

  const guest = async (displayName = `Guest ${serial()}`, own: VisitedEvent = event): Promise<Guest> => {
    const email = `reader-${serial()}@ministry.example`;
    const { id } = await makeParticipant(app, own, { displayName, email });
    const { body } = await own.staff.get(`${own.path}/registrations/${id}`);
    return { personId: body.person.id, registrationId: id, email };
  };
  const session = (changes: object = {}, own: TestEvent = event): Promise<string> =>
    makeSession(own, {
      roomId: hall,
      startsAt: '2019-10-23T09:30:00+08:00',
      endsAt: '2019-10-23T10:00:00+08:00',
      ...changes,
    });
  const viewOf = async (path: string): Promise<any> => (await event.staff.get(path)).body;
  const orderOf = async (sessionId: string): Promise<any> =>
    viewOf(`${event.path}/greetings/order?sessionId=${sessionId}`);
  const conflictsOf = async (sessionId: string): Promise<[string, string][]> =>
    (await viewOf(`${event.path}/programme/conflicts?sessionId=${sessionId}`)).items.map(
      ({ code, severity }: any) => [code, severity],
    );
  const asked = async (path: string, personId: string, deputyPersonId?: string): Promise<void> => {
    const { version } = await viewOf(path);
    const answer = await event.staff.put(
      `${path}/reader`,
      { personId, ...(deputyPersonId ? { deputyPersonId } : {}) },
      { ifMatch: version },
    );
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  };
  const answers = (path: string, accepted: boolean, by: Api = event.staff, personId?: string) =>
    by.post(`${path}/reader/answer`, { accepted, ...(personId ? { personId } : {}) });
  const place = (sessionId: string, readerPersonId: string, position = 1) => ({
    input: { mode: 'read_on_behalf', sessionId, position, readerPersonId },
  });
  /** A message that somebody has accepted to read, and its place. */
  const scheduled = async (reader: Guest, deputy?: Guest, sessionId?: string): Promise<[string, string]> => {
    const path = await clearedGreeting(event);
    await asked(path, reader.personId, deputy?.personId);
    await answers(path, true);
    const at = sessionId ?? (await session());
    await moved(event.staff, path, 'schedule', place(at, reader.personId));
    return [path, at];
  };
  const leave = (registrationId: string): Promise<any> =>
    moved(event.staff, `${event.path}/registrations/${registrationId}`, 'cancel', { comment: 'Ill' });
  const mailsAbout = async (email: string, words: string): Promise<string[]> =>
    (await mailsTo(app, email)).filter(({ subject }) => subject.includes(words)).map(({ text }) => text);

  describe('a reader who cannot be there', () => {
    test('on a coach at that time is refused with what and when', async () => {
      const reader = await guest('Baurzhan Imandosov');
      const visit = await makeVisit(event, { title: 'Huawei headquarters' });
      const departure = await makeDeparture(event, {}, { visitId: visit.id });
      await book(event, departure.id, reader.registrationId);
      const path = await clearedGreeting(event);
      await asked(path, reader.personId);
      await answers(path, true);
      const sessionId = await session({ title: 'Opening' });
      const refused = await event.staff.move(path, 'schedule', place(sessionId, reader.personId));
      expect([refused.status, refused.body.code]).toEqual([409, 'greeting-reader-not-free']);
      expect(refused.body.errors).toEqual([
        {
          pointer: '/input/readerPersonId',
          code: 'person_engaged',
          message:
            'Baurzhan Imandosov is expected in “Opening” and is out at that time: “Huawei headquarters” — Wednesday, 23 October 2019, 09:00–12:00 (China Time, UTC+8).',
        },
      ]);
      expect((await viewOf(path)).state).toBe('cleared');
    });

    test('too close to a coach, with the way from it, is refused as well', async () => {
      const reader = await guest();
      const visit = await makeVisit(event);
      const departure = await makeDeparture(event, {}, { visitId: visit.id });
      await book(event, departure.id, reader.registrationId);
      const path = await clearedGreeting(event);
      await asked(path, reader.personId);
      await answers(path, true);
      const after = { startsAt: '2019-10-23T12:20:00+08:00', endsAt: '2019-10-23T13:00:00+08:00' };
      const sessionId = await session(after);
      await make(event.staff, `${event.path}/buffers`, {
        placeIds: [visit.id, hall],
        minutes: 30,
        severity: 'soft',
      });
      const refused = await event.staff.move(path, 'schedule', place(sessionId, reader.personId));
      expect([refused.status, refused.body.errors.map(({ code }: any) => code)]).toEqual([
        409,
        ['no_time_between'],
      ]);
      await event.staff.patch(
        `${event.path}/sessions/${sessionId}`,
        { startsAt: '2019-10-23T12:30:00+08:00' },
        1,
      );
      await moved(event.staff, path, 'schedule', place(sessionId, reader.personId));
    });

    test('at another session, or at another reading at that time, is refused', async () => {
      const reader = await guest();
      const [, first] = await scheduled(reader);
      const path = await clearedGreeting(event);
      await asked(path, reader.personId);
      await answers(path, true);
      const parallel = await session({
        startsAt: '2019-10-23T09:45:00+08:00',
        endsAt: '2019-10-23T10:30:00+08:00',
        roomId: undefined,
      });
      const refused = await event.staff.move(path, 'schedule', place(parallel, reader.personId));
      expect([refused.status, refused.body.errors.map(({ code }: any) => code)]).toEqual([
        409,
        ['person_twice'],
      ]);
      // Two messages in one session can be read by one person.
      await moved(event.staff, path, 'schedule', place(first, reader.personId, 2));
    });

    test('without a registration is refused; a part in the programme will do', async () => {
      const personId = await makePerson(app, event);
      const path = await clearedGreeting(event);
      await asked(path, personId);
      await answers(path, true);
      const sessionId = await session();
      const refused = await event.staff.move(path, 'schedule', place(sessionId, personId));
      expect([refused.status, refused.body.errors.map(({ code }: any) => code)]).toEqual([
        409,
        ['not_a_participant'],
      ]);
      const opening = await session({ roles: [{ personId, role: 'reader' }] });
      await moved(event.staff, path, 'schedule', place(opening, personId));
    });

    test('is flagged in both lists when the other thing comes later, and protocol is told once', async () => {
      const reader = await guest('Anna Petrova');
      const [path, sessionId] = await scheduled(reader);
      expect((await viewOf(path)).conflicts).toEqual([]);
      const departure = await makeDeparture(event);
      const booking = await book(event, departure.id, reader.registrationId);
      const { items } = await viewOf(`${event.path}/greetings?sessionId=${sessionId}`);
      expect(
        items[0].conflicts.map(({ code, severity, part, personId, startsAt, endsAt }: any) => ({
          code,
          severity,
          part,
          personId,
          startsAt,
          endsAt,
        })),
      ).toEqual([
        {
          code: 'person_engaged',
          severity: 'hard',
          part: 'reader',
          personId: reader.personId,
          startsAt: '2019-10-23T01:00:00.000Z',
          endsAt: '2019-10-23T04:00:00.000Z',
        },
      ]);
      expect((await orderOf(sessionId)).items[0].conflicts).toHaveLength(1);
      expect(await conflictsOf(sessionId)).toContainEqual(['person_engaged', 'hard']);
      await moved(event.staff, `${event.path}/bookings/${booking.id}`, 'clear');
      const told = await mailsAbout(protocol.email, 'is expected elsewhere');
      expect(told.filter((text) => text.includes('Anna Petrova'))).toHaveLength(1);
      await moved(event.staff, `${event.path}/bookings/${booking.id}`, 'cancel');
      expect((await viewOf(path)).conflicts).toEqual([]);
    });

    test('is flagged when the session moves', async () => {
      const reader = await guest();
      const departure = await makeDeparture(event);
      await book(event, departure.id, reader.registrationId);
      const later = { startsAt: '2019-10-23T14:00:00+08:00', endsAt: '2019-10-23T14:30:00+08:00' };
      const [path, sessionId] = await scheduled(reader, undefined, await session(later));
      await event.staff.patch(
        `${event.path}/sessions/${sessionId}`,
        { startsAt: '2019-10-23T11:00:00+08:00', endsAt: '2019-10-23T11:30:00+08:00' },
        1,
      );
      expect((await viewOf(path)).conflicts.map(({ code }: any) => code)).toEqual(['person_engaged']);
      // What everybody can read has still to be read out.
      await moved(event.staff, path, 'lift_embargo', { comment: 'It was leaked.' });
      await moved(await app.staff(event.id, 'protocol'), path, 'publish');
      expect((await viewOf(path)).conflicts.map(({ code }: any) => code)).toEqual(['person_engaged']);
    });
  });

  describe('a reader who withdraws', () => {
    test('leaves the place flagged; the deputy is asked at once and takes it over by accepting', async () => {
      const [reader, deputy] = [await guest('Anna Petrova'), await guest('Boris Orlov')];
      const [path, sessionId] = await scheduled(reader, deputy);
      const own = await linkOf(app, event, reader.registrationId);
      const answer = await answers(path, false, own);
      expect([answer.status, answer.body.state]).toEqual([200, 'declined']);
      expect(await viewOf(path)).toMatchObject({
        state: 'cleared',
        sessionId,
        position: 1,
        mode: 'read_on_behalf',
        readerMissing: true,
        reader: { personId: reader.personId, state: 'declined' },
        deputy: { personId: deputy.personId, state: 'asked', askedAt: '2019-10-01T02:00:00.000Z' },
      });
      const order = await orderOf(sessionId);
      expect(
        order.items.map(({ position, reader: name, readerMissing }: any) => [position, name, readerMissing]),
      ).toEqual([[1, null, true]]);
      expect(await conflictsOf(sessionId)).toContainEqual(['reader_missing', 'soft']);
      const { items } = await viewOf(`${event.path}/greetings?readerMissing=true`);
      expect(items.map(({ id }: any) => path.endsWith(id))).toContain(true);
      const { items: history } = await viewOf(`${path}/history`);
      expect(history.at(-1)).toMatchObject({ transition: 'lose_reader', byKind: 'system' });

      const [mail] = await mailsAbout(deputy.email, 'will you read the message?');
      expect(mail).toContain('Place in the order: 1');
      const told = await mailsAbout(protocol.email, 'Nobody reads');
      expect(told.filter((text) => /Anna Petrova.*has been asked now/s.test(text))).toHaveLength(1);

      // Somebody else cannot take the place meanwhile.
      const other = await clearedGreeting(event);
      const taken = await event.staff.move(other, 'schedule', {
        input: { mode: 'in_person', sessionId, position: 1 },
      });
      expect([taken.status, taken.body.code]).toEqual([409, 'greeting-position-taken']);

      const accepted = await answers(path, true, await linkOf(app, event, deputy.registrationId));
      expect([accepted.status, accepted.body.state]).toEqual([200, 'accepted']);
      expect(await viewOf(path)).toMatchObject({
        state: 'scheduled',
        sessionId,
        position: 1,
        readerMissing: false,
        reader: { personId: deputy.personId, state: 'accepted', deputyPersonId: null },
        deputy: null,
      });
      expect(await conflictsOf(sessionId)).not.toContainEqual(['reader_missing', 'soft']);
      expect((await answers(path, false, own)).status).toBe(404);
    });

    test('twice is once: the deputy is not taken for the reader', async () => {
      const [reader, deputy] = [await guest(), await guest()];
      const [path] = await scheduled(reader, deputy);
      await answers(path, false);
      const { version } = await viewOf(path);
      expect((await answers(path, false)).status).toBe(200);
      expect(await viewOf(path)).toMatchObject({ version, deputy: { state: 'asked' } });
      const wrong = await answers(path, true, event.staff, (await guest()).personId);
      expect([wrong.status, wrong.body.code]).toEqual([409, 'reader-not-asked']);
      expect((await answers(path, true, event.staff, deputy.personId)).status).toBe(200);
      expect((await viewOf(path)).reader.personId).toBe(deputy.personId);
    });

    test('and comes back before anybody else has accepted, reads at the same place', async () => {
      const [reader, deputy] = [await guest(), await guest()];
      const [path, sessionId] = await scheduled(reader, deputy);
      await answers(path, false);
      await answers(path, true);
      expect(await viewOf(path)).toMatchObject({
        state: 'scheduled',
        sessionId,
        reader: { state: 'accepted' },
        deputy: { personId: deputy.personId, state: null },
      });
      const late = await answers(path, true, await linkOf(app, event, deputy.registrationId));
      expect([late.status, late.body.code]).toEqual([409, 'reader-not-asked']);
    });

    test('without a deputy, or with one who declines, leaves it to protocol', async () => {
      const [reader, deputy] = [await guest('Viktor Li'), await guest('Deputy Wang')];
      const [path, sessionId] = await scheduled(reader, deputy);
      await answers(path, false);
      await app.settled();
      await answers(path, false, event.staff, deputy.personId);
      expect((await viewOf(path)).deputy.state).toBe('declined');
      const told = await mailsAbout(protocol.email, 'Nobody reads');
      expect(
        told
          .filter((text) => text.includes('Viktor Li'))
          .map((text) => /Deputy Wang: has (\w+)/.exec(text)![1]),
      ).toEqual(['been', 'declined']);
      const next = await guest();
      await asked(path, next.personId);
      expect(await viewOf(path)).toMatchObject({ state: 'cleared', sessionId, deputy: null });
      await answers(path, true);
      expect(await viewOf(path)).toMatchObject({
        state: 'scheduled',
        sessionId,
        position: 1,
        reader: { personId: next.personId },
      });
    });

    test('is followed by a deputy on a coach: the place stays flagged until that is settled', async () => {
      const [reader, deputy] = [await guest(), await guest()];
      const [path] = await scheduled(reader, deputy);
      const departure = await makeDeparture(event);
      const booking = await book(event, departure.id, deputy.registrationId);
      await answers(path, false);
      await answers(path, true, event.staff, deputy.personId);
      expect(await viewOf(path)).toMatchObject({
        state: 'cleared',
        position: 1,
        reader: { personId: deputy.personId, state: 'accepted' },
        conflicts: [{ code: 'person_engaged', part: 'reader' }],
      });
      await moved(event.staff, `${event.path}/bookings/${booking.id}`, 'cancel');
      await app.settled();
      expect(await viewOf(path)).toMatchObject({ state: 'scheduled', position: 1, conflicts: [] });
    });

    test('the place can be given up by hand, and then it is free', async () => {
      const reader = await guest();
      const [path, sessionId] = await scheduled(reader);
      await answers(path, false);
      expect(await moved(event.staff, path, 'unschedule', { comment: 'Circulated instead' })).toMatchObject({
        state: 'cleared',
        sessionId: null,
        position: null,
        readerMissing: false,
      });
      const again = await event.staff.move(path, 'unschedule', { comment: 'Twice' });
      expect([again.status, again.body.code]).toEqual([409, 'transition-not-possible']);
      const other = await clearedGreeting(event);
      await moved(event.staff, other, 'schedule', { input: { mode: 'in_person', sessionId, position: 1 } });
    });
  });

  describe('while a new version of the text is gone over, and the place is kept', () => {
    const receive = (path: string, textNumber = 2): Promise<any> =>
      moved(event.staff, path, 'receive', { input: { language: 'en', text: `Version ${textNumber}` } });

    test('the reader and the deputy still have their duty, and a conflict is found and told', async () => {
      const [reader, deputy] = [await guest('Olga Kim'), await guest()];
      const [path, sessionId] = await scheduled(reader, deputy);
      await receive(path);
      const queries = app.app.get(GreetingsQueries);
      expect(
        (await queries.readings(event.id, [reader.personId, deputy.personId])).map(({ role, state }) => [
          role,
          state,
        ]),
      ).toEqual([
        ['reader', 'received'],
        ['deputy', 'received'],
      ]);
      expect(await conflictsOf(sessionId)).not.toContainEqual(['person_engaged', 'hard']);
      const departure = await makeDeparture(event);
      await book(event, departure.id, reader.registrationId);
      await app.settled();
      expect(await conflictsOf(sessionId)).toContainEqual(['person_engaged', 'hard']);
      const told = await mailsAbout(protocol.email, 'is expected elsewhere');
      expect(told.filter((text) => text.includes('Olga Kim'))).toHaveLength(1);
    });

    test('the reader is bound at that time in the released programme', async () => {
      const own = await makeVisitedEvent(app);
      const reader = await guest('Busy Reader', own);
      const path = await clearedGreeting(own);
      const { version } = (await own.staff.get(path)).body;
      await own.staff.put(`${path}/reader`, { personId: reader.personId }, { ifMatch: version });
      await own.staff.post(`${path}/reader/answer`, { accepted: true });
      const at = { startsAt: '2019-10-23T09:30:00+08:00', endsAt: '2019-10-23T10:00:00+08:00' };
      const sessionId = await makeSession(own, at);
      await make(own.staff, `${own.path}/programme/releases`, {});
      await moved(own.staff, path, 'schedule', place(sessionId, reader.personId));
      await moved(own.staff, path, 'receive', { input: { language: 'en', text: 'Another one' } });
      const binding = await app.app.get(Commitments).elsewhere({
        eventId: own.id,
        registrationIds: [reader.registrationId],
        startsAt: new Date('2019-10-23T01:45:00Z'),
        endsAt: new Date('2019-10-23T03:00:00Z'),
      });
      expect(binding.map(({ kind, subjectId }) => [kind, subjectId])).toEqual([['reading', sessionId]]);
    });

    test('what keeps the reader when it is cleared again is told to protocol', async () => {
      const reader = await guest('Pavel Kim');
      const departure = await makeDeparture(event);
      await book(event, departure.id, reader.registrationId);
      const later = { startsAt: '2019-10-23T14:00:00+08:00', endsAt: '2019-10-23T14:30:00+08:00' };
      const [path, sessionId] = await scheduled(reader, undefined, await session(later));
      await receive(path);
      await event.staff.patch(
        `${event.path}/sessions/${sessionId}`,
        { startsAt: '2019-10-23T11:00:00+08:00', endsAt: '2019-10-23T11:30:00+08:00' },
        1,
      );
      await moved(event.staff, path, 'clear', { input: { textNumber: 2 } });
      await app.settled();
      expect(await viewOf(path)).toMatchObject({
        state: 'cleared',
        position: 1,
        reader: { state: 'accepted' },
        conflicts: [{ code: 'person_engaged', severity: 'hard' }],
      });
      const told = await mailsAbout(protocol.email, 'is expected elsewhere');
      expect(told.filter((text) => text.includes('Pavel Kim'))).toHaveLength(1);
    });
  });

  test('a deputy who has declined has no duty in the session any more', async () => {
    const [reader, deputy] = [await guest(), await guest()];
    const [path] = await scheduled(reader, deputy);
    const queries = app.app.get(GreetingsQueries);
    const dutiesOf = async (): Promise<string[]> =>
      (await queries.readings(event.id, [reader.personId, deputy.personId])).map(({ role }) => role);
    expect(await dutiesOf()).toEqual(['reader', 'deputy']);
    await answers(path, false);
    expect(await dutiesOf()).toEqual(['deputy']);
    await answers(path, false, event.staff, deputy.personId);
    expect(await dutiesOf()).toEqual([]);
    await answers(path, true);
    await leave(deputy.registrationId);
    await app.settled();
    expect(await dutiesOf()).toEqual(['reader']);
  });

  test('a reader whose registration is cancelled is a hard conflict; the deputy is asked, protocol told', async () => {
    const [reader, deputy] = [await guest('Gone Reader'), await guest()];
    const [path, sessionId] = await scheduled(reader, deputy);
    await leave(reader.registrationId);
    await app.settled();
    expect(await viewOf(path)).toMatchObject({
      state: 'cleared',
      sessionId,
      position: 1,
      readerMissing: true,
      reader: { personId: reader.personId, state: 'cancelled' },
      deputy: { state: 'asked' },
    });
    expect(await conflictsOf(sessionId)).toContainEqual(['reader_missing', 'hard']);
    expect(await mailsAbout(deputy.email, 'will you read the message?')).toHaveLength(1);
    const told = await mailsAbout(protocol.email, 'Nobody reads');
    expect(told.filter((text) => text.includes('Gone Reader was to read'))).toHaveLength(1);
    expect((await answers(path, true)).body.code).toBe('reader-not-asked');
    expect((await answers(path, true, await linkOf(app, event, deputy.registrationId))).status).toBe(200);
    expect((await viewOf(path)).state).toBe('scheduled');
  });

  test('a reader with a part in the programme only, who gives it up, is followed by the deputy', async () => {
    const deputy = await guest();
    const personId = await makePerson(app, event, 'Only Speaker');
    const sessionId = await session({
      roles: [
        { personId, role: 'reader' },
        { personId, role: 'speaker' },
      ],
    });
    const path = await clearedGreeting(event);
    await asked(path, personId, deputy.personId);
    await answers(path, true);
    await moved(event.staff, path, 'schedule', place(sessionId, personId));
    const { roles } = await viewOf(`${event.path}/sessions/${sessionId}`);
    const declines = async (role: string): Promise<void> => {
      const { id } = roles.find((one: any) => one.role === role);
      await moved(event.staff, `${event.path}/session-roles/${id}`, 'decline');
      await app.settled();
    };
    await declines('speaker');
    expect((await viewOf(path)).state).toBe('scheduled');
    await declines('reader');
    expect(await viewOf(path)).toMatchObject({
      state: 'cleared',
      position: 1,
      reader: { personId, state: 'cancelled' },
      deputy: { personId: deputy.personId, state: 'asked' },
    });
  });

  test('a part that is taken away counts like one that is declined; a registration keeps the reader', async () => {
    const registered = await guest();
    const personId = await makePerson(app, event);
    const paths: string[] = [];
    for (const reader of [personId, registered.personId]) {
      const sessionId = await session({ roles: [{ personId: reader, role: 'reader' }], roomId: undefined });
      const path = await clearedGreeting(event);
      await asked(path, reader);
      await answers(path, true);
      await moved(event.staff, path, 'schedule', place(sessionId, reader));
      const changed = await event.staff.patch(`${event.path}/sessions/${sessionId}`, { roles: [] }, 1);
      expect(changed.status).toBe(200);
      paths.push(path);
    }
    await app.settled();
    const states = [];
    for (const path of paths) states.push((await viewOf(path)).reader.state);
    expect(states).toEqual(['cancelled', 'accepted']);
  });

  test('a reader who has only begun to register does not take part yet', async () => {
    const reader = await guest();
    const [path] = await scheduled(reader);
    expect((await viewOf(path)).conflicts).toEqual([]);
    await app.db.query(`UPDATE registrations SET state = 'draft' WHERE id = $1`, [reader.registrationId]);
    expect((await viewOf(path)).conflicts).toMatchObject([{ code: 'not_a_participant', severity: 'hard' }]);
  });

  test('a greeting put in the order without a mode is refused, and nothing changes', async () => {
    const path = await clearedGreeting(event);
    const before = await viewOf(path);
    const refused = await event.staff.move(path, 'schedule', {
      input: { sessionId: await session(), position: 1 },
    });
    expect([refused.status, refused.body.errors.map(({ pointer }: any) => pointer)]).toEqual([
      422,
      ['/input/mode'],
    ]);
    expect(await viewOf(path)).toEqual(before);
  });

  test('a deputy whose registration is cancelled is not asked any more', async () => {
    const [reader, deputy] = [await guest(), await guest()];
    const [path] = await scheduled(reader, deputy);
    await leave(deputy.registrationId);
    await app.settled();
    expect(await viewOf(path)).toMatchObject({ state: 'scheduled', deputy: { state: 'cancelled' } });
    await answers(path, false);
    expect(await viewOf(path)).toMatchObject({ state: 'cleared', deputy: { state: 'cancelled' } });
    expect(await mailsAbout(deputy.email, 'will you read the message?')).toEqual([]);
  });

  test('a reading language must be one in which there is a cleared text', async () => {
    const path = await clearedGreeting(event);
    const sessionId = await session();
    const input = { mode: 'in_person', sessionId, position: 1 };
    const refused = await event.staff.move(path, 'schedule', { input: { ...input, readingLanguage: 'ru' } });
    expect([refused.status, refused.body.code]).toEqual([422, 'greeting-language-unknown']);
    const done = await moved(event.staff, path, 'schedule', { input: { ...input, readingLanguage: 'en' } });
    expect(done.readingLanguage).toBe('en');
  });

  test('the database lets no message be scheduled whose reader has not accepted', async () => {
    const [path] = await scheduled(await guest());
    await expect(
      app.db.query(`UPDATE greetings SET reader_state = 'declined' WHERE id = $1`, [path.split('/').at(-1)]),
    ).rejects.toThrow('greetings_read_by_accepted_check');
  });

  test('nothing of this is seen or done from another event', async () => {
    const other = await makeEvent(app);
    const [path] = await scheduled(await guest());
    const foreign = path.replace(event.path, other.path);
    expect((await other.staff.post(`${foreign}/reader/answer`, { accepted: false })).status).toBe(404);
  });
});
