import { changeSession } from '../registrations/seated';
import { makeCategory, personInput } from '../registrations/support';
import { makeSession, release } from '../programme/forum';
import { book, makeDeparture, makeVisit } from '../site-visits/support';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent } from '../support/factories';
import { CalendarModel } from './calendar-model';
import {
  agendaOf,
  changeAndRelease,
  changeDeparture,
  makeMember,
  makeMembers,
  makeStage,
  noticesIn,
  quiet,
  releasedSession,
  sendAgendas,
  takeMails,
  type Member,
  type Stage,
} from './support';

const later = { startsAt: '2019-10-23T10:00:00+08:00', endsAt: '2019-10-23T13:00:00+08:00' };
const before = { startsAt: '2019-10-23T09:00:00+08:00', endsAt: '2019-10-23T12:00:00+08:00' };

describe('changes on agendas', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  const idsOf = (members: readonly Member[]): string[] => members.map(({ id }) => id).sort();

  /** Fails unless the calendar of each shows their agenda, entry by entry and number by number. */
  const expectInStep = async (stage: Stage, ...members: Member[]): Promise<void> => {
    for (const member of members) {
      await takeMails(app, member);
      expect(member.model.entries()).toEqual(await agendaOf(stage, member));
    }
  };

  test('a visit of 30 among 200 moves: 30 are told, once, and none when it is done again', async () => {
    const stage = await makeStage(app);
    const members = await makeMembers(app, stage, 200);
    await releasedSession(app, stage, { title: 'Opening' });
    const visit = await makeVisit(stage, { title: 'Huawei headquarters', address: 'Bantian' });
    const departure = await makeDeparture(stage, { capacity: 40 }, { visitId: visit.id });
    const going = members.slice(20, 50);
    for (const { id } of going) await book(stage, departure.id, id);
    await sendAgendas(app, stage);
    await quiet(app);
    expect(await noticesIn(app, stage)).toEqual([]);

    await changeDeparture(stage, departure.id, later);
    const { body } = await stage.staff.get(`${stage.path}/agenda-changes`);
    expect(body).toMatchObject({ told: 200, compared: 200, concerned: 30, enabled: true, held: false });
    expect(await noticesIn(app, stage)).toEqual([]);
    await quiet(app);
    expect((await noticesIn(app, stage)).sort()).toEqual(idsOf(going));

    const [anna, boris] = [going[0]!, members[0]!];
    const mail = (await takeMails(app, anna)).at(-1)!;
    expect(mail.subject).toBe('Your agenda has changed: Infoforum-China 2019');
    expect(mail.text.replaceAll(/\s+/g, ' ')).toContain(
      'When: Wednesday, 23 October 2019, 09:00–12:00 (Shenzhen time, UTC+8) → Wednesday, 23 October 2019, 10:00–13:00 (Shenzhen time, UTC+8)',
    );
    expect(mail.text).not.toContain('Opening');
    expect(
      mail.calendars.map(({ method, events }) => [
        method,
        events.map(({ uid, sequence }) => [uid, sequence]),
      ]),
    ).toEqual([['REQUEST', [[`${departure.id}.${anna.id}@plenary`, 1]]]]);
    await expectInStep(stage, anna, boris);
    // The time of everybody's other entries stays under its number.
    expect(boris.model.entries().map(({ sequence }) => sequence)).toEqual([0]);

    await make(stage.staff, `${stage.path}/agenda-changes/notices`, {}, 202);
    await quiet(app, 70);
    expect(await noticesIn(app, stage)).toHaveLength(30);
    expect((await stage.staff.get(`${stage.path}/agenda-changes`)).body).toMatchObject({
      concerned: 0,
      sample: [],
      firstChangedAt: null,
      dueAt: null,
    });
  }, 240_000);

  test('what changed and changed back is told to nobody; several changes are told at once', async () => {
    const stage = await makeStage(app);
    const anna = await makeMember(app, stage);
    const session = await releasedSession(app, stage, { title: 'Opening' });
    const departure = await makeDeparture(stage);
    await book(stage, departure.id, anna.id);
    await sendAgendas(app, stage);

    await changeDeparture(stage, departure.id, later);
    await quiet(app, 5);
    await changeDeparture(stage, departure.id, before);
    await quiet(app, 9);
    expect(await noticesIn(app, stage)).toEqual([]);
    await quiet(app, 60);
    expect(await noticesIn(app, stage)).toEqual([]);

    await changeDeparture(stage, departure.id, { meetingPoint: 'West entrance' });
    await quiet(app, 5);
    await changeDeparture(stage, departure.id, { meetingPoint: 'South entrance' });
    await changeAndRelease(stage, session.id, { title: 'Opening ceremony' });
    await quiet(app);
    expect(await noticesIn(app, stage)).toEqual([anna.id]);
    const mail = (await takeMails(app, anna)).at(-1)!;
    expect(mail.text).toContain('Title: Opening → Opening ceremony');
    expect(mail.text).toContain('Meeting point: Hotel lobby, east entrance → South entrance');
    expect(mail.text).not.toContain('West entrance');
    await expectInStep(stage, anna);
    expect(anna.model.entries().map(({ sequence }) => sequence)).toEqual([1, 1]);
  });

  test('who goes on changing is not waited for longer than an hour', async () => {
    const stage = await makeStage(app);
    const anna = await makeMember(app, stage);
    const departure = await makeDeparture(stage);
    await book(stage, departure.id, anna.id);
    await sendAgendas(app, stage);
    for (let n = 1; n <= 7; n += 1) {
      await changeDeparture(stage, departure.id, { meetingPoint: `Entrance ${n}` });
      expect(await noticesIn(app, stage)).toEqual([]);
      await quiet(app, 9);
    }
    expect(await noticesIn(app, stage)).toEqual([anna.id]);
  });

  test('a release that only cancels tells people, and strikes it out of their calendars', async () => {
    const stage = await makeStage(app);
    const [anna, boris] = [await makeMember(app, stage), await makeMember(app, stage)];
    const forSome = await makeSession(stage, {
      title: 'Briefing',
      startsAt: '2019-10-22T09:00:00+08:00',
      endsAt: '2019-10-22T10:00:00+08:00',
      roles: [{ personId: boris.personId, role: 'speaker' }],
      capacity: 10,
    });
    await releasedSession(app, stage, { title: 'Opening' });
    await sendAgendas(app, stage);
    await expectInStep(stage, anna, boris);
    expect(boris.model.entries()).toHaveLength(2);

    const path = `${stage.path}/sessions/${forSome.id}`;
    await stage.staff.delete(path, (await stage.staff.get(path)).body.version);
    await release(stage);
    await quiet(app);
    expect(await noticesIn(app, stage)).toEqual([boris.id]);
    const mail = (await takeMails(app, boris)).at(-1)!;
    expect(mail.text).toContain('No longer on your agenda');
    expect(mail.calendars).toMatchObject([
      { method: 'CANCEL', events: [{ sequence: 1, status: 'CANCELLED', summary: 'Briefing' }] },
    ]);
    await expectInStep(stage, anna, boris);
    // A release that is withdrawn brings back what it had left out, above the number under which that was struck out.
    const [{ id }] = (await stage.staff.get(`${stage.path}/programme/releases`)).body.items;
    const withdrawn = await stage.staff.move(`${stage.path}/programme/releases/${id}`, 'withdraw', {
      comment: 'Too early',
    });
    expect(withdrawn.status).toBe(200);
    await quiet(app);
    expect(await noticesIn(app, stage)).toEqual([boris.id, boris.id]);
    await expectInStep(stage, anna, boris);
    expect(boris.model.entries().map(({ title, sequence }) => [title, sequence])).toEqual([
      ['Opening', 0],
      ['Briefing', 2],
    ]);
  });

  test('a story of mails keeps a calendar in step with the agenda', async () => {
    const stage = await makeStage(app);
    const [anna, boris] = [await makeMember(app, stage), await makeMember(app, stage, { locale: 'ru' })];
    const session = await releasedSession(app, stage, {
      title: 'Opening; with commas, and a title that is long enough to be folded in a calendar file',
      titles: { ru: 'Открытие; с запятыми, и название, которое не помещается в одну строку календаря' },
    });
    const departure = await makeDeparture(stage, { coaches: [{ label: 'A', seats: 2 }] });
    const uid = `${departure.id}.${anna.id}@plenary`;
    await book(stage, departure.id, anna.id);
    await book(stage, departure.id, boris.id);
    await sendAgendas(app, stage);
    await expectInStep(stage, anna, boris);
    expect(anna.model.entries()).toHaveLength(2);

    // The mail of the module takes it out of the calendar; there is nothing left to notify of.
    const mine = (await stage.staff.get(`${stage.path}/departures/${departure.id}/bookings`)).body.items.find(
      ({ registrationId }: { registrationId: string }) => registrationId === anna.id,
    );
    await stage.staff.move(`${stage.path}/bookings/${mine.id}`, 'cancel');
    await app.settled();
    const [cancelled, ...more] = await takeMails(app, anna);
    expect([cancelled!.calendars.map(({ method }) => method), more]).toEqual([['CANCEL'], []]);
    await expectInStep(stage, anna, boris);
    await quiet(app);
    expect(await noticesIn(app, stage)).toEqual([]);

    // And puts it in again, above the number under which it was struck out.
    await book(stage, departure.id, anna.id);
    await quiet(app);
    expect(await noticesIn(app, stage)).toEqual([]);
    await expectInStep(stage, anna, boris);
    expect(anna.model.sequence(uid)).toBe(2);
    expect(boris.model.sequence(`${departure.id}.${boris.id}@plenary`)).toBe(0);

    // A plate concerns both; a part in the session one.
    await changeDeparture(stage, departure.id, { coaches: [{ label: 'A', seats: 2, plate: '粤B·12345' }] });
    const path = `${stage.path}/sessions/${session.id}`;
    const asked = await stage.staff.put(
      `${path}/roles`,
      { roles: [{ personId: boris.personId, role: 'speaker' }] },
      { ifMatch: (await stage.staff.get(path)).body.version },
    );
    expect(asked.status).toBe(200);
    await release(stage);
    await quiet(app);
    expect((await noticesIn(app, stage)).sort()).toEqual(idsOf([anna, boris]));
    const text = (await takeMails(app, boris)).at(-1)!.text;
    expect(text).toContain('Ваше участие: нет → Вы выступаете');
    expect(text).toContain('A → A, 粤B·12345');
    await expectInStep(stage, anna, boris);
    expect([
      anna.model.sequence(uid),
      anna.model.sequence(`${session.id}.${anna.id}@plenary`),
      boris.model.sequence(`${session.id}.${boris.id}@plenary`),
    ]).toEqual([3, 0, 1]);

    // The departure is cancelled: its own mail tells, and nobody else does.
    await stage.staff.move(`${stage.path}/departures/${departure.id}`, 'cancel', { comment: 'No coach' });
    await quiet(app);
    expect(await noticesIn(app, stage)).toHaveLength(2);
    await expectInStep(stage, anna, boris);

    // The whole agenda once more changes nothing in a calendar.
    await sendAgendas(app, stage);
    await expectInStep(stage, anna, boris);

    await stage.staff.move(anna.path, 'cancel');
    await app.settled();
    const last = await takeMails(app, anna);
    expect(last.map(({ calendars }) => calendars.map(({ method }) => method))).toEqual([['CANCEL']]);
    expect(anna.model.entries()).toEqual([]);
    await quiet(app);
    expect(await noticesIn(app, stage)).toHaveLength(2);
    await expectInStep(stage, boris);
  });

  test('what is new and what is gone go out in one mail with two calendar files', async () => {
    const stage = await makeStage(app);
    const anna = await makeMember(app, stage);
    const session = await releasedSession(app, stage, { title: 'Opening' });
    await sendAgendas(app, stage);
    await changeSession(stage, session.id, { capacity: 5 });
    await makeSession(stage, {
      title: 'Closing',
      startsAt: '2019-10-25T09:00:00+08:00',
      endsAt: '2019-10-25T10:00:00+08:00',
    });
    await release(stage);
    await quiet(app);
    const mail = (await takeMails(app, anna)).at(-1)!;
    expect(
      mail.calendars.map(({ method, events }) => [method, events.map(({ summary }) => summary)]),
    ).toEqual([
      ['REQUEST', ['Closing']],
      ['CANCEL', ['Opening']],
    ]);
    await expectInStep(stage, anna);
  });

  test('a move of which the visits tell themselves is told once, and stands in the calendar', async () => {
    const stage = await makeStage(app);
    const anna = await makeMember(app, stage);
    const departure = await makeDeparture(stage);
    await book(stage, departure.id, anna.id);
    await sendAgendas(app, stage);
    await expectInStep(stage, anna);
    const path = `${stage.path}/departures/${departure.id}`;
    const { version } = (await stage.staff.get(path)).body;
    const moved = await stage.staff.post(
      `${path}/move`,
      { ...later, reason: 'The gate opens later.' },
      { ifMatch: version },
    );
    expect([moved.status, moved.body.detail]).toEqual([200, undefined]);
    await quiet(app);
    const mails = await takeMails(app, anna);
    expect(mails.map(({ calendars }) => calendars.map(({ method }) => method))).toEqual([['REQUEST']]);
    expect(await noticesIn(app, stage)).toEqual([]);
    await expectInStep(stage, anna);
  });

  test('whoever was never told an agenda is not told of changes, and a first agenda begins with the number of the thing', async () => {
    const stage = await makeStage(app);
    const [anna, boris] = [await makeMember(app, stage), await makeMember(app, stage)];
    const departure = await makeDeparture(stage);
    await book(stage, departure.id, anna.id);
    await book(stage, departure.id, boris.id);
    await changeDeparture(stage, departure.id, later);
    await sendAgendas(app, stage, { registrationIds: [anna.id] });
    await expectInStep(stage, anna);
    expect(anna.model.sequence(`${departure.id}.${anna.id}@plenary`)).toBe(1);
    await changeDeparture(stage, departure.id, before);
    await quiet(app);
    expect(await noticesIn(app, stage)).toEqual([anna.id]);
    await expectInStep(stage, anna);
    expect(anna.model.sequence(`${departure.id}.${anna.id}@plenary`)).toBe(2);
  });

  test('a registration that passes on empties the calendar of whoever had it, and fills no other', async () => {
    const stage = await makeStage(app);
    const { id: categoryId } = await makeCategory(stage, { transferUntil: '2019-10-01T00:00:00Z' });
    const anna = await makeMember(app, { ...stage, categoryId });
    await releasedSession(app, stage);
    await sendAgendas(app, stage);
    await expectInStep(stage, anna);
    const person = personInput();
    const passed = await stage.staff.move(anna.path, 'transfer', { input: { person } });
    expect([passed.status, passed.body.detail]).toEqual([200, undefined]);
    await quiet(app);
    const mails = await takeMails(app, anna);
    expect(mails.map(({ calendars }) => calendars.map(({ method }) => method))).toEqual([['CANCEL']]);
    expect(anna.model.entries()).toEqual([]);
    expect(await noticesIn(app, stage)).toEqual([]);
    expect((await stage.staff.get(`${stage.path}/agenda-changes`)).body).toMatchObject({ told: 0 });

    // The other person has the same entry under a higher number, if both read the same mailbox.
    const boris: Member = { ...anna, email: String(person['email']), model: new CalendarModel(), taken: 0 };
    await sendAgendas(app, stage);
    await expectInStep(stage, boris);
    expect(boris.model.entries().map(({ sequence }) => sequence)).toEqual([2]);
  });

  describe('are told', () => {
    test('when nobody holds them back, and at once if somebody wants it', async () => {
      const stage = await makeStage(app);
      const anna = await makeMember(app, stage);
      const departure = await makeDeparture(stage);
      await book(stage, departure.id, anna.id);
      await sendAgendas(app, stage);
      await quiet(app);
      const path = `${stage.path}/agenda-changes`;
      const { version } = (await stage.staff.get(path)).body;
      expect((await stage.staff.patch(path, { held: true })).status).toBe(428);
      expect((await stage.staff.patch(path, { held: true }, version + 1)).status).toBe(412);
      expect((await stage.staff.patch(path, { quietMinutes: 61 }, version)).status).toBe(422);
      const held = await stage.staff.patch(path, { held: true, quietMinutes: 3 }, version);
      expect(held.body).toMatchObject({ version: version + 1, held: true, quietMinutes: 3, enabled: true });

      await changeDeparture(stage, departure.id, later);
      await quiet(app, 120);
      expect(await noticesIn(app, stage)).toEqual([]);
      const { body } = await stage.staff.get(path);
      expect([body.dueAt, body.concerned]).toEqual([null, 1]);
      expect(body.sample).toEqual([
        {
          registrationId: anna.id,
          name: expect.stringMatching(/^Anna Petrova/),
          locale: 'en',
          differences: [
            {
              difference: 'changed',
              kind: 'visit',
              subjectId: departure.id,
              sequence: 1,
              before: expect.objectContaining({ startsAt: '2019-10-23T01:00:00.000Z' }),
              after: expect.objectContaining({ startsAt: '2019-10-23T02:00:00.000Z' }),
            },
          ],
        },
      ]);
      // Somebody else is told alone, of nothing.
      await make(stage.staff, `${path}/notices`, { registrationIds: [departure.id] }, 202);
      await app.settled();
      expect(await noticesIn(app, stage)).toEqual([]);
      const { id } = await make(stage.staff, `${path}/notices`, {}, 202);
      await app.settled();
      expect(await noticesIn(app, stage)).toEqual([anna.id]);
      expect((await stage.staff.get(`jobs/${id}`)).body).toMatchObject({
        state: 'completed',
        progress: { done: 1, total: 1 },
        counts: { messages: 1 },
      });

      // What is let go again is due after the quiet period of the event.
      const free = await stage.staff.patch(path, { held: false }, version + 1);
      await changeDeparture(stage, departure.id, before);
      await app.settled();
      const due = (await stage.staff.get(path)).body;
      expect(+new Date(due.dueAt) - +new Date(due.lastChangedAt)).toBe(3 * 60_000);
      await quiet(app, 3);
      expect(await noticesIn(app, stage)).toHaveLength(2);

      const off = await stage.staff.patch(path, { enabled: false }, free.body.version);
      await changeDeparture(stage, departure.id, later);
      await quiet(app, 120);
      expect(await noticesIn(app, stage)).toHaveLength(2);
      await stage.staff.patch(path, { enabled: true }, off.body.version);
      await quiet(app, 1);
      expect(await noticesIn(app, stage)).toHaveLength(3);
    });

    test('by organisers and those who write to people, in an event that is announced', async () => {
      const stage = await makeStage(app);
      const path = `${stage.path}/agenda-changes`;
      const statuses = async (role: 'communications' | 'registration_desk') => {
        const staff = await app.staff(stage.id, role);
        return [
          (await staff.get(path)).status,
          (await staff.patch(path, { quietMinutes: 10 }, (await stage.staff.get(path)).body.version)).status,
          (await staff.post(`${path}/notices`, {})).status,
        ];
      };
      expect(await statuses('communications')).toEqual([200, 200, 202]);
      expect(await statuses('registration_desk')).toEqual([403, 403, 403]);
      const draft = await makeEvent(app, {}, { published: false });
      const refused = await draft.staff.post(`${draft.path}/agenda-changes/notices`, {});
      expect([refused.status, refused.body.code]).toEqual([409, 'changes-not-told']);
      expect((await draft.staff.get(`${draft.path}/agenda-changes`)).body.dueAt).toBeNull();
    });
  });
});
