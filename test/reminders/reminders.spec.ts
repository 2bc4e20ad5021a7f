import { createApp } from '../../src/app';
import { CONFIG, type Config } from '../../src/platform/config';
import { Jobs } from '../../src/platform/jobs/jobs';
import { SettableClock } from '../../src/platform/clock';
import { Sweeper } from '../../src/platform/workflow/sweeper';
import { makeForum, makeSession, release, type TestForum } from '../programme/forum';
import { makeCategory, personInput, register } from '../registrations/support';
import { book, makeDeparture, makeVisitedEvent, stateOf, type VisitedEvent } from '../site-visits/support';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, type TestEvent } from '../support/factories';
import { waitFor } from '../support/wait';

const beginning = '2019-06-01T08:00:00Z';
const dayBefore = -1440;

describe('reminder rules', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  // Each test tells its own story from the beginning; what an earlier one left behind has no effect on its event.
  beforeEach(() => app.at(beginning));

  const ruleInput = (changes: object = {}) => ({
    title: 'The day before',
    anchor: 'event_start',
    offsetMinutes: dayBefore,
    texts: { en: 'Bring your travel document.', ru: 'Возьмите с собой документ.' },
    ...changes,
  });
  const addRule = (event: TestEvent, changes: object = {}): Promise<any> =>
    make(event.staff, `${event.path}/reminder-rules`, ruleInput(changes));
  const ruleOf = async (event: TestEvent, { id }: { id: string }): Promise<any> =>
    (await event.staff.get(`${event.path}/reminder-rules/${id}`)).body;
  const occurrencesOf = async (event: TestEvent, { id }: { id: string }): Promise<[string, string][]> =>
    (await event.staff.get(`${event.path}/reminder-rules/${id}/occurrences?sort=dueAt`)).body.items.map(
      ({ dueAt, outcome }: { dueAt: string; outcome: string }) => [dueAt, outcome],
    );
  /** Who was sent a reminder, in which state, in the order of writing. */
  const remindersIn = async (event: TestEvent): Promise<[string, string][]> =>
    (
      await app.db.query<{ registration_id: string; state: string }>(
        `SELECT registration_id, state FROM messages WHERE event_id = $1 AND kind = 'reminders.reminder' ORDER BY created_at, id`,
        [event.id],
      )
    ).map(({ registration_id, state }) => [registration_id, state]);
  const participant = async (event: TestEvent, changes: object = {}): Promise<string> =>
    (await register(app.api, event, (await makeCategory(event)).id, { person: personInput(), ...changes }))
      .id;

  describe('are sent', () => {
    test('at their instant in the time of the event, not a second before, and once', async () => {
      const event = await makeEvent(app);
      const id = await participant(event);
      const rule = await addRule(event);
      expect(rule).toMatchObject({
        version: 1,
        dueAt: '2019-10-19T16:00:00.000Z',
        lapsesAfterMinutes: 720,
        active: true,
        audience: {},
        anchorId: null,
      });
      await app.at('2019-10-19T15:59:59.999Z');
      expect([await occurrencesOf(event, rule), await remindersIn(event)]).toEqual([[], []]);
      await app.at('2019-10-19T16:00:00Z');
      const sent = [[['2019-10-19T16:00:00.000Z', 'sent']], [[id, 'sent']]];
      expect([await occurrencesOf(event, rule), await remindersIn(event)]).toEqual(sent);
      await app.at('2019-10-19T16:00:01Z');
      await app.at('2019-10-21T00:00:00Z');
      expect([await occurrencesOf(event, rule), await remindersIn(event)]).toEqual(sent);
    });

    test.each([
      ['event_start', '2019-10-20T16:00:00.000Z'],
      ['event_end', '2019-10-25T16:00:00.000Z'],
      ['registration_closes', '2019-10-01T10:00:00.000Z'],
    ])('timed by %s, the day counted where the event takes place', async (anchor, dueAt) => {
      const event = await makeEvent(app, {
        registrationClosesAt: '2019-10-01T18:00:00+08:00',
        registrationOpensAt: '2019-05-01T00:00:00Z',
      });
      await participant(event);
      const rule = await addRule(event, { anchor, offsetMinutes: 0 });
      expect(rule.dueAt).toBe(dueAt);
      await app.at(dueAt);
      expect(await occurrencesOf(event, rule)).toEqual([[dueAt, 'sent']]);
    });

    test('across a change to winter time, by real minutes before the local midnight', async () => {
      const event = await makeEvent(app, {
        timeZone: 'Europe/Berlin',
        startDate: '2019-10-28',
        endDate: '2019-10-29',
      });
      // The 27th has 25 hours: the event starts at 23:00 UTC of the 27th.
      expect((await addRule(event)).dueAt).toBe('2019-10-26T23:00:00.000Z');
    });

    test('in the language of the reader, with what is ahead on their own agenda', async () => {
      const forum = await makeForum(app, { titles: { ru: 'Инфофорум-Китай 2019' } });
      await makeSession(forum, { title: 'Already over' });
      await makeSession(forum, {
        titles: { ru: 'Доверие' },
        startsAt: '2019-10-22T09:00:00+08:00',
        endsAt: '2019-10-22T10:00:00+08:00',
      });
      await release(forum);
      const people = [personInput(), personInput(), personInput()];
      for (const [index, locale] of ['ru', 'en', 'zh'].entries())
        await participant(forum, { person: people[index], locale });
      await addRule(forum, { offsetMinutes: 1440 });
      await app.at('2019-10-21T16:00:00Z');
      const mails = [];
      for (const { email } of people as { email: string }[]) {
        const asJson = { headers: { accept: 'application/json' } };
        const [mail] = (await app.api.get(`/mailbox?q=${email}`, asJson)).body.items;
        mails.push((await app.api.get(`/mailbox/${mail.id}`, asJson)).body);
      }
      expect(mails.map(({ subject }) => subject)).toEqual([
        'Напоминание: Инфофорум-Китай 2019',
        'Reminder: Infoforum-China 2019',
        '提醒：Infoforum-China 2019',
      ]);
      expect(mails[0].text).toContain('> Возьмите с собой документ.');
      expect(mails[0].text).toContain('09:00–10:00  Доверие');
      // Nobody wrote a Chinese text: the first language of the event is better than nothing.
      expect(mails[2].text).toContain('> Bring your travel document.');
      for (const { text } of mails) expect(text).not.toContain('Already over');
    });

    test('once, also when two processes find at the same time that they are due', async () => {
      const event = await makeEvent(app);
      const ids = [await participant(event), await participant(event)].sort();
      const rules = [await addRule(event), await addRule(event, { title: 'Another' })];
      const clock = new SettableClock(new Date(beginning));
      const config = app.app.get<Config>(CONFIG);
      const other = await createApp({ config, connection: app.connection, clock, logger: false });
      try {
        await other.init();
        clock.set('2019-10-19T16:00:00Z');
        app.clock.set('2019-10-19T16:00:00Z');
        await app.settled();
        const [sweeper, jobs] = [other.get(Sweeper), other.get(Jobs)];
        await waitFor(async () => sweeper.idle && (await jobs.idle()));
        for (const rule of rules)
          expect(await occurrencesOf(event, rule)).toEqual([['2019-10-19T16:00:00.000Z', 'sent']]);
        const sent = await remindersIn(event);
        expect(sent.map(([id]) => id).sort()).toEqual([ids[0], ids[0], ids[1], ids[1]]);
        expect(new Set(sent.map(([, state]) => state))).toEqual(new Set(['sent']));
      } finally {
        await other.close();
      }
    });
  });

  describe('move with what they are timed by', () => {
    test('when the event is moved before the reminder went out', async () => {
      const event = await makeEvent(app);
      const id = await participant(event);
      const rule = await addRule(event);
      const { version } = (await event.staff.get(event.path)).body;
      const moved = await event.staff.patch(
        event.path,
        { startDate: '2019-10-22', endDate: '2019-10-26' },
        version,
      );
      expect(moved.status).toBe(200);
      expect((await ruleOf(event, rule)).dueAt).toBe('2019-10-20T16:00:00.000Z');
      await app.at('2019-10-19T16:00:00Z');
      expect(await remindersIn(event)).toEqual([]);
      await app.at('2019-10-20T16:00:00Z');
      expect(await remindersIn(event)).toEqual([[id, 'sent']]);
    });

    test('when a session is moved, from the release that tells so on, and again when it was sent before', async () => {
      const forum = await makeForum(app);
      const session = await makeSession(forum);
      const id = await participant(forum);
      const rule = await addRule(forum, { anchor: 'session', anchorId: session.id, offsetMinutes: -60 });
      expect(rule.dueAt).toBeNull();
      await release(forum);
      expect((await ruleOf(forum, rule)).dueAt).toBe('2019-10-21T00:00:00.000Z');
      await move(forum, session.id, '2019-10-22T09:00:00+08:00', '2019-10-22T10:00:00+08:00');
      expect((await ruleOf(forum, rule)).dueAt).toBe('2019-10-21T00:00:00.000Z');
      await release(forum);
      expect((await ruleOf(forum, rule)).dueAt).toBe('2019-10-22T00:00:00.000Z');
      await app.at('2019-10-21T00:00:00Z');
      expect(await remindersIn(forum)).toEqual([]);
      await app.at('2019-10-22T00:00:00Z');
      expect(await remindersIn(forum)).toEqual([[id, 'sent']]);
      await move(forum, session.id, '2019-10-23T09:00:00+08:00', '2019-10-23T10:00:00+08:00');
      await release(forum);
      await app.at('2019-10-23T00:00:00Z');
      expect(await occurrencesOf(forum, rule)).toEqual([
        ['2019-10-22T00:00:00.000Z', 'sent'],
        ['2019-10-23T00:00:00.000Z', 'sent'],
      ]);
    });

    test('when a departure is moved; when it is cancelled, nothing is left to be reminded of', async () => {
      const event = await makeVisitedEvent(app);
      const departure = await makeDeparture(event);
      const id = await participant(event);
      await book(event, departure.id, id);
      const rule = await addRule(event, {
        anchor: 'departure',
        anchorId: departure.id,
        offsetMinutes: -120,
      });
      expect(rule.dueAt).toBe('2019-10-22T23:00:00.000Z');
      const at = `${event.path}/departures/${departure.id}`;
      const { version } = (await event.staff.get(at)).body;
      const moved = await event.staff.patch(
        at,
        { startsAt: '2019-10-23T13:00:00+08:00', endsAt: '2019-10-23T16:00:00+08:00' },
        version,
      );
      expect(moved.status).toBe(200);
      await app.at('2019-10-22T23:00:00Z');
      expect(await remindersIn(event)).toEqual([]);
      await app.at('2019-10-23T03:00:00Z');
      expect(await remindersIn(event)).toEqual([[id, 'sent']]);

      const cancelled = await makeDeparture(event, {
        startsAt: '2019-10-24T13:00:00+08:00',
        endsAt: '2019-10-24T16:00:00+08:00',
        cutOffAt: '2019-10-24T01:00:00+08:00',
      });
      const second = await addRule(event, {
        anchor: 'departure',
        anchorId: cancelled.id,
        offsetMinutes: -120,
      });
      await event.staff.move(`${event.path}/departures/${cancelled.id}`, 'cancel', { comment: 'No coach' });
      expect((await ruleOf(event, second)).dueAt).toBeNull();
      await app.at('2019-10-24T05:00:00Z');
      expect(await occurrencesOf(event, second)).toEqual([]);
    });
  });

  describe('that come too late', () => {
    test('because they were made after their instant are recorded as missed, and not sent', async () => {
      const event = await makeEvent(app);
      await participant(event);
      await app.at('2019-10-19T16:00:01Z');
      const rule = await addRule(event);
      await app.at('2019-10-19T16:05:00Z');
      expect(await occurrencesOf(event, rule)).toEqual([['2019-10-19T16:00:00.000Z', 'missed']]);
      expect(await remindersIn(event)).toEqual([]);
    });

    test('because nothing ran until the event began are missed', async () => {
      const event = await makeEvent(app);
      await participant(event);
      const rule = await addRule(event, { offsetMinutes: -60 });
      await app.at('2019-10-20T16:00:00Z');
      expect(await occurrencesOf(event, rule)).toEqual([['2019-10-20T15:00:00.000Z', 'missed']]);
      expect(await remindersIn(event)).toEqual([]);
    });

    test('because nothing ran for longer than they are worth are missed; within that time they go out once', async () => {
      const event = await makeEvent(app);
      const id = await participant(event);
      const twoDays = { offsetMinutes: -2880, lapsesAfterMinutes: 60 };
      const [short, long] = [
        await addRule(event, twoDays),
        await addRule(event, { ...twoDays, lapsesAfterMinutes: 61 }),
      ];
      await app.at('2019-10-18T17:00:30Z');
      expect(await occurrencesOf(event, short)).toEqual([['2019-10-18T16:00:00.000Z', 'missed']]);
      expect(await occurrencesOf(event, long)).toEqual([['2019-10-18T16:00:00.000Z', 'sent']]);
      await app.at('2019-10-18T17:10:00Z');
      expect(await remindersIn(event)).toEqual([[id, 'sent']]);
    });

    test('after the event are still worth sending until they lapse', async () => {
      const event = await makeEvent(app);
      const id = await participant(event);
      const rule = await addRule(event, { anchor: 'event_end', offsetMinutes: 60 });
      await app.at('2019-10-25T20:00:00Z');
      expect(await occurrencesOf(event, rule)).toEqual([['2019-10-25T17:00:00.000Z', 'sent']]);
      expect(await remindersIn(event)).toEqual([[id, 'sent']]);
    });

    test('because the rule was switched on or timed anew after the instant are missed', async () => {
      const event = await makeEvent(app);
      await participant(event);
      const off = await addRule(event, { active: false });
      const later = await addRule(event, { offsetMinutes: -60 });
      await app.at('2019-10-19T17:00:00Z');
      expect(await occurrencesOf(event, off)).toEqual([]);
      const at = (rule: { id: string }) => `${event.path}/reminder-rules/${rule.id}`;
      expect((await event.staff.patch(at(off), { active: true }, 1)).status).toBe(200);
      expect((await event.staff.patch(at(later), { offsetMinutes: dayBefore }, 1)).status).toBe(200);
      await app.at('2019-10-19T17:00:01Z');
      for (const rule of [off, later])
        expect(await occurrencesOf(event, rule)).toEqual([['2019-10-19T16:00:00.000Z', 'missed']]);
      expect(await remindersIn(event)).toEqual([]);
    });

    test('are not made so by a correction of their words while nothing ran', async () => {
      const event = await makeEvent(app);
      const id = await participant(event);
      const rule = await addRule(event);
      // The instant passes, and the words are corrected before anything looks what is due.
      await app.db.query(
        `UPDATE reminder_rules SET updated_at = '2019-10-19T16:00:30Z', texts = '{"en": "Bring your passport."}' WHERE id = $1`,
        [rule.id],
      );
      await app.at('2019-10-19T16:01:00Z');
      expect(await occurrencesOf(event, rule)).toEqual([['2019-10-19T16:00:00.000Z', 'sent']]);
      expect(await remindersIn(event)).toEqual([[id, 'sent']]);
    });

    test('only a change of the time or of being active puts a rule in force anew', async () => {
      const event = await makeEvent(app);
      const rule = await addRule(event);
      const at = `${event.path}/reminder-rules/${rule.id}`;
      const since = async (): Promise<string> =>
        (await app.db.one<{ at: Date }>('SELECT in_force_since AS at FROM reminder_rules WHERE id = $1', [
          rule.id,
        ]))!.at.toISOString();
      const seen: string[] = [];
      for (const [hour, changes] of [
        [1, { texts: { en: 'Other words' }, title: 'Other', audience: {}, lapsesAfterMinutes: 10 }],
        [2, { offsetMinutes: dayBefore, active: true }],
        [3, { offsetMinutes: -60 }],
        [4, { active: false }],
        [5, { active: true }],
      ] as const) {
        await app.at(`2019-06-02T0${hour}:00:00Z`);
        const { status } = await event.staff.patch(at, changes, hour);
        expect(status).toBe(200);
        seen.push((await since()).slice(0, 13));
      }
      expect(seen).toEqual([
        '2019-06-01T08',
        '2019-06-01T08',
        '2019-06-02T03',
        '2019-06-02T03',
        '2019-06-02T05',
      ]);
    });
  });

  describe('go to', () => {
    test('those who are confirmed when they go out, and to nobody who was added or has left since', async () => {
      const event = await makeEvent(app);
      const [stays, leaves] = [await participant(event), await participant(event)];
      const reviewed = await makeCategory(event, { approval: 'review' });
      await register(app.api, event, reviewed.id);
      await addRule(event);
      const joins = await participant(event);
      await event.staff.move(`${event.path}/registrations/${leaves}`, 'cancel');
      await app.at('2019-10-19T16:00:00Z');
      await participant(event);
      await app.at('2019-10-19T16:10:00Z');
      expect((await remindersIn(event)).sort()).toEqual(
        [
          [stays, 'sent'],
          [joins, 'sent'],
        ].sort(),
      );
    });

    test('the part of them that the rule names', async () => {
      const event = await makeEvent(app);
      const category = await makeCategory(event);
      const { id } = await register(app.api, event, category.id);
      await register(app.api, event, category.id);
      await participant(event);
      await addRule(event, { audience: { categoryIds: [category.id], registrationIds: [id] } });
      await app.at('2019-10-19T16:00:00Z');
      expect(await remindersIn(event)).toEqual([[id, 'sent']]);
    });

    test('those who have a place on the departure, not to those who wait for one or gave it up', async () => {
      const event: VisitedEvent = await makeVisitedEvent(app);
      const departure = await makeDeparture(event, { capacity: 2 });
      const people = [];
      for (let n = 0; n < 5; n += 1) people.push(await participant(event));
      const bookings = [];
      for (const id of people.slice(0, 4)) bookings.push(await book(event, departure.id, id));
      // The second gives the place up, the third comes up, the fourth waits, the fifth never asked.
      await event.staff.move(`${event.path}/bookings/${bookings[1].id}`, 'cancel');
      await app.settled();
      expect(await stateOf(event, bookings[2].id)).toBe('confirmed');
      await addRule(event, { anchor: 'departure', anchorId: departure.id, offsetMinutes: -120 });
      await app.at('2019-10-22T23:00:00Z');
      expect((await remindersIn(event)).sort()).toEqual(
        [
          [people[0], 'sent'],
          [people[2], 'sent'],
        ].sort(),
      );
    });

    test('those who have something to do in a session that is not open to all', async () => {
      const forum = await makeForum(app);
      const chair = await participant(forum);
      await participant(forum);
      const personId = (await forum.staff.get(`${forum.path}/registrations/${chair}`)).body.person.id;
      const session = await makeSession(forum, {
        kind: 'workshop',
        capacity: 20,
        roles: [{ personId, role: 'chair' }],
      });
      await release(forum);
      await addRule(forum, { anchor: 'session', anchorId: session.id, offsetMinutes: -60 });
      await app.at('2019-10-21T00:00:00Z');
      expect(await remindersIn(forum)).toEqual([[chair, 'sent']]);
    });

    test('nobody while the event is a draft or once it is cancelled', async () => {
      const draft = await makeEvent(app, {}, { published: false });
      const cancelled = await makeEvent(app);
      await participant(cancelled);
      const rules = [await addRule(draft), await addRule(cancelled)];
      await cancelled.staff.move(cancelled.path, 'cancel', { comment: 'Flood' });
      await app.at('2019-10-19T16:00:00Z');
      expect([await occurrencesOf(draft, rules[0]), await occurrencesOf(cancelled, rules[1])]).toEqual([
        [],
        [],
      ]);
      expect(await remindersIn(cancelled)).toEqual([]);
    });
  });

  describe('are refused', () => {
    const other = '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11';
    test.each([
      [
        'a session that is not there',
        { anchor: 'session', anchorId: other },
        '/anchorId',
        'reminder-anchor-unknown',
      ],
      [
        'a departure that is not there',
        { anchor: 'departure', anchorId: other },
        '/anchorId',
        'reminder-anchor-unknown',
      ],
      [
        'the start with something else',
        { anchor: 'event_start', anchorId: other },
        '/anchorId',
        'reminder-anchor-unknown',
      ],
      ['what is no anchor', { anchor: 'full_moon' }, '/anchor', 'against-the-rules'],
      ['no words', { texts: {} }, '/texts', 'reminder-text-missing'],
      ['an offset of more than a year', { offsetMinutes: 525_601 }, '/offsetMinutes', 'against-the-rules'],
      ['a lapse of nothing', { lapsesAfterMinutes: 0 }, '/lapsesAfterMinutes', 'against-the-rules'],
    ])('timed by or with %s', async (_, changes, pointer, code) => {
      const event = await makeEvent(app);
      const answer = await event.staff.post(`${event.path}/reminder-rules`, ruleInput(changes));
      expect([answer.status, answer.body.errors?.[0]?.pointer, answer.body.code]).toEqual([
        422,
        pointer,
        code,
      ]);
    });

    test('timed by the session or the departure of another event', async () => {
      const [forum, event] = [await makeForum(app), await makeVisitedEvent(app)];
      const session = await makeSession(forum);
      const departure = await makeDeparture(event);
      for (const [at, anchor, anchorId] of [
        [event, 'session', session.id],
        [forum, 'departure', departure.id],
      ] as const) {
        const answer = await at.staff.post(
          `${at.path}/reminder-rules`,
          ruleInput({ anchor, anchorId, offsetMinutes: 0 }),
        );
        expect([answer.status, answer.body.errors?.[0]?.pointer]).toEqual([422, '/anchorId']);
      }
    });

    test('when somebody else changed them meanwhile, or without saying which version', async () => {
      const event = await makeEvent(app);
      const { id } = await addRule(event);
      const at = `${event.path}/reminder-rules/${id}`;
      expect((await event.staff.patch(at, { title: 'Mine' }, 1)).body.version).toBe(2);
      expect((await event.staff.patch(at, { title: 'Theirs' }, 1)).status).toBe(412);
      expect((await event.staff.patch(at, { title: 'Theirs' })).status).toBe(428);
      expect((await event.staff.delete(at, 1)).status).toBe(412);
      expect((await event.staff.delete(at, 2)).status).toBe(204);
      expect((await event.staff.get(at)).status).toBe(404);
    });

    test('to whoever has no business with them', async () => {
      const [event, elsewhere] = [await makeEvent(app), await makeEvent(app)];
      const { id } = await addRule(event);
      const at = `${event.path}/reminder-rules`;
      const desk = await app.staff(event.id, 'registration_desk');
      const mailer = await app.staff(event.id, 'communications');
      expect((await app.api.get(at)).status).toBe(401);
      expect((await elsewhere.staff.get(at)).status).toBe(404);
      expect((await elsewhere.staff.get(`${elsewhere.path}/reminder-rules/${id}`)).status).toBe(404);
      expect((await elsewhere.staff.get(`${elsewhere.path}/reminder-rules/${id}/occurrences`)).status).toBe(
        404,
      );
      expect((await desk.get(`${at}/${id}`)).status).toBe(200);
      expect((await desk.post(at, ruleInput())).status).toBe(403);
      expect((await mailer.post(at, ruleInput())).status).toBe(201);
      expect((await mailer.get(at)).body.items).toHaveLength(2);
    });
  });

  const move = async (forum: TestForum, id: string, startsAt: string, endsAt: string): Promise<void> => {
    const at = `${forum.path}/sessions/${id}`;
    const { version } = (await forum.staff.get(at)).body;
    const moved = await forum.staff.patch(at, { startsAt, endsAt }, version);
    expect(moved.status).toBe(200);
  };
});
