import ICAL from 'ical.js';
import { Links } from '../../src/access/links.service';
import { sendMailing } from '../../src/agendas/mailings/mailings.jobs';
import { createApp } from '../../src/app';
import { CONFIG, type Config } from '../../src/platform/config';
import { Outbox } from '../../src/platform/outbox/outbox';
import { clearedGreeting, moved } from '../greetings/support';
import { makeSession, release, type TestForum } from '../programme/forum';
import { makeCategory, personInput, register } from '../registrations/support';
import { book, makeDeparture, makeVisit, makeVisitedEvent, type VisitedEvent } from '../site-visits/support';
import type { Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make, serial, type TestEvent } from '../support/factories';
import { waitFor } from '../support/wait';

interface Item {
  kind: string;
  title: string;
  place: string | null;
  duties: { role: string; author: string | null }[];
}

type Stage = TestForum & VisitedEvent;

/** An event with rooms, a category and a host of visits. */
async function makeStage(app: TestApp, changes: object = {}): Promise<Stage> {
  const event = await makeVisitedEvent(app, changes);
  const room = async (name: string): Promise<string> =>
    (await make(event.staff, `${event.path}/rooms`, { name, capacity: 400, interpretation: ['en', 'ru'] }))
      .id;
  return { ...event, hall: await room('Main Hall'), foyer: await room('Foyer') };
}

const entriesOf = (text: string) =>
  new ICAL.Component(ICAL.parse(text) as unknown[]).getAllSubcomponents('vevent').map((component) => ({
    uid: String(component.getFirstPropertyValue('uid')),
    sequence: Number(component.getFirstPropertyValue('sequence')),
    summary: String(component.getFirstPropertyValue('summary')),
    start: new ICAL.Event(component).startDate.toJSDate().toISOString(),
  }));

describe('agendas', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  const participant = async (
    event: TestEvent & { categoryId: string },
    changes: object = {},
  ): Promise<{ id: string; path: string; personId: string }> => {
    const { id } = await register(app.api, event, event.categoryId, { person: personInput(), ...changes });
    const path = `${event.path}/registrations/${id}`;
    return { id, path, personId: (await event.staff.get(path)).body.person.id };
  };
  const linkOf = async (event: TestEvent, { id }: { id: string }, until = '2099-01-01'): Promise<string> =>
    (await app.app.get(Links).tokens('registration', event.id, [{ id, name: 'Anna' }], new Date(until))).get(
      id,
    )!;
  const itemsOf = async (api: Api, path: string, locale?: string): Promise<Item[]> =>
    (await api.get(`${path}/agenda${locale === undefined ? '' : `?locale=${locale}`}`)).body.items;

  describe('show', () => {
    test('everything of one person and nothing of another', async () => {
      const stage = await makeStage(app);
      const [anna, boris] = [await participant(stage), await participant(stage)];
      const open = await makeSession(stage, {
        title: 'Opening ceremony',
        kind: 'opening_ceremony',
        titles: { ru: 'Церемония открытия' },
      });
      const workshop = await makeSession(stage, {
        title: 'Workshop',
        kind: 'workshop',
        capacity: 20,
        roomId: stage.foyer,
        startsAt: '2019-10-22T09:00:00+08:00',
        endsAt: '2019-10-22T10:30:00+08:00',
        roles: [{ personId: boris.personId, role: 'moderator' }],
      });
      await makeSession(stage, { title: 'Not placed yet', startsAt: null, endsAt: null });
      await release(stage);
      await makeSession(stage, { title: 'Not released yet', roomId: stage.foyer });
      const visit = await makeVisit(stage, { title: 'Huawei headquarters', address: 'Bantian, Shenzhen' });
      const departure = await makeDeparture(
        stage,
        { capacity: 1, coaches: [{ label: 'Coach A', seats: 45 }] },
        { visitId: visit.id },
      );
      await book(stage, departure.id, anna.id);
      await book(stage, departure.id, boris.id);

      const answer = await stage.staff.get(`${anna.path}/agenda`);
      expect(answer.body).toEqual({
        registrationId: anna.id,
        name: expect.stringMatching(/^Anna Petrova/),
        locale: 'en',
        timeZone: 'Asia/Shanghai',
        timeZoneName: 'Shenzhen time, UTC+8',
        ownTimeZone: null,
        ownTimeZoneName: null,
        deadlines: [],
        items: [
          {
            kind: 'session',
            subjectId: open.id,
            uid: `${open.id}.${anna.id}@plenary`,
            sequence: 0,
            title: 'Opening ceremony',
            startsAt: '2019-10-21T01:00:00.000Z',
            endsAt: '2019-10-21T02:00:00.000Z',
            place: 'Main Hall',
            meetingPoint: null,
            coach: null,
            plate: null,
            marshal: null,
            duties: [],
          },
          {
            kind: 'visit',
            subjectId: departure.id,
            uid: `${departure.id}.${anna.id}@plenary`,
            sequence: 0,
            title: 'Huawei headquarters',
            startsAt: '2019-10-23T01:00:00.000Z',
            endsAt: '2019-10-23T04:00:00.000Z',
            place: 'Bantian, Shenzhen',
            meetingPoint: 'Hotel lobby, east entrance',
            coach: 'Coach A',
            plate: null,
            marshal: null,
            duties: [],
          },
        ],
      });
      // The second one waits for a place on the visit, and moderates what is not open to all.
      const items = await itemsOf(stage.staff, boris.path);
      expect(items.map(({ title, duties }) => [title, duties])).toEqual([
        ['Opening ceremony', []],
        ['Workshop', [{ role: 'moderator', author: null }]],
      ]);
      expect(workshop.openToAll).toBe(false);
    });

    test('what needs a seat only while one has it, and what is for some only to them', async () => {
      const stage = await makeStage(app);
      const press = await makeCategory(stage);
      const [anna, boris] = [await participant(stage), await participant(stage)];
      const journalist = await participant({ ...stage, categoryId: press.id });
      const opening = await makeSession(stage, { title: 'Opening', kind: 'opening_ceremony', capacity: 1 });
      await makeSession(stage, {
        title: 'Briefing',
        categoryIds: [press.id],
        startsAt: '2019-10-22T09:00:00+08:00',
        endsAt: '2019-10-22T10:00:00+08:00',
      });
      await release(stage);
      await app.settled();
      const path = `${stage.path}/sessions/${opening.id}/sign-ups`;
      const held = await make(stage.staff, path, { registrationId: anna.id });
      await make(stage.staff, path, { registrationId: boris.id });
      const titles = async () => [
        (await itemsOf(stage.staff, anna.path)).map(({ title }) => title),
        (await itemsOf(stage.staff, boris.path)).map(({ title }) => title),
        (await itemsOf(stage.staff, journalist.path)).map(({ title }) => title),
      ];
      expect(await titles()).toEqual([['Opening'], [], ['Briefing']]);
      const file = (await stage.staff.get<string>(`${anna.path}/agenda.ics`)).body;
      expect(entriesOf(file).map(({ uid, sequence }) => [uid, sequence])).toEqual([
        [`${opening.id}.${anna.id}@plenary`, 0],
      ]);
      await stage.staff.delete(`${path}/${held.id}`, held.version);
      await app.settled();
      expect(await titles()).toEqual([[], ['Opening'], ['Briefing']]);
    });

    test('the visit only while the booking holds a place', async () => {
      const stage = await makeStage(app);
      const anna = await participant(stage);
      const departure = await makeDeparture(stage);
      const booking = await book(stage, departure.id, anna.id);
      expect(await itemsOf(stage.staff, anna.path)).toHaveLength(1);
      await stage.staff.move(`${stage.path}/bookings/${booking.id}`, 'cancel');
      expect(await itemsOf(stage.staff, anna.path)).toEqual([]);
      await book(stage, departure.id, anna.id);
      await stage.staff.move(`${stage.path}/departures/${departure.id}`, 'cancel', { comment: 'No coach' });
      expect(await itemsOf(stage.staff, anna.path)).toEqual([]);
    });

    test('readings to the reader and to the deputy, once the message is in the order of a session', async () => {
      const stage = await makeStage(app);
      const [reader, deputy, other] = [
        await participant(stage),
        await participant(stage),
        await participant(stage),
      ];
      const session = await makeSession(stage, { kind: 'opening_ceremony' });
      await release(stage);
      const path = await clearedGreeting(stage);
      const { version } = (await stage.staff.get(path)).body;
      const asked = await stage.staff.put(
        `${path}/reader`,
        { personId: reader.personId, deputyPersonId: deputy.personId },
        { ifMatch: version },
      );
      expect(asked.status).toBe(200);
      await stage.staff.post(`${path}/reader/answer`, { accepted: true });
      const dutiesOf = async (person: { path: string }) =>
        (await itemsOf(stage.staff, person.path))[0]!.duties;
      expect(await dutiesOf(reader)).toEqual([]);
      await moved(stage.staff, path, 'schedule', {
        input: {
          mode: 'read_on_behalf',
          sessionId: session.id,
          position: 1,
          readerPersonId: reader.personId,
        },
      });
      expect(await dutiesOf(reader)).toEqual([{ role: 'reader', author: 'Vladimir Norov' }]);
      expect(await dutiesOf(deputy)).toEqual([{ role: 'deputy_reader', author: 'Vladimir Norov' }]);
      expect(await dutiesOf(other)).toEqual([]);
    });

    test('titles in the language that is asked for, else that of the person, else that of the event', async () => {
      const stage = await makeStage(app, { titles: { zh: '论坛' } });
      await makeSession(stage, { title: 'Opening', titles: { ru: 'Открытие' } });
      await release(stage);
      const anna = await participant(stage, { locale: 'ru' });
      const titles = async (locale?: string) =>
        (await itemsOf(stage.staff, anna.path, locale)).map(({ title }) => title);
      expect(await titles()).toEqual(['Открытие']);
      expect(await titles('en')).toEqual(['Opening']);
      expect(await titles('zh')).toEqual(['Opening']);
      expect((await stage.staff.get(`${anna.path}/agenda?locale=zh`)).body.locale).toBe('zh');
      expect((await stage.staff.get(`${anna.path}/agenda?locale=klingon!`)).status).toBe(400);
      const file = (await stage.staff.get<string>(`${anna.path}/agenda.ics?locale=zh`)).body;
      expect(file).toContain('X-WR-CALNAME;VALUE=TEXT:论坛');
    });
  });

  describe('as a calendar file', () => {
    test('keep the name of each entry, and raise the sequence only of what moved', async () => {
      const stage = await makeStage(app);
      const anna = await participant(stage);
      const session = await makeSession(stage, { title: 'Moves' });
      await makeSession(stage, {
        title: 'Stays',
        startsAt: '2019-10-22T09:00:00+08:00',
        endsAt: '2019-10-22T10:00:00+08:00',
      });
      await release(stage);
      const visits = [
        await makeDeparture(stage),
        await makeDeparture(stage, {
          startsAt: '2019-10-24T09:00:00+08:00',
          endsAt: '2019-10-24T12:00:00+08:00',
        }),
      ];
      for (const { id } of visits) await book(stage, id, anna.id);
      const fetched = async () => entriesOf((await stage.staff.get<string>(`${anna.path}/agenda.ics`)).body);
      const sequences = (entries: Awaited<ReturnType<typeof fetched>>) =>
        Object.fromEntries(entries.map(({ uid, sequence }) => [uid.split('.')[0], sequence]));
      const first = await fetched();
      expect(first).toHaveLength(4);
      expect(await fetched()).toEqual(first);

      const { version } = (await stage.staff.get(`${stage.path}/sessions/${session.id}`)).body;
      await stage.staff.patch(
        `${stage.path}/sessions/${session.id}`,
        { startsAt: '2019-10-21T11:00:00+08:00', endsAt: '2019-10-21T12:00:00+08:00' },
        version,
      );
      expect(await fetched()).toEqual(first);
      await release(stage);
      const second = await fetched();
      expect(second.map(({ uid }) => uid).sort()).toEqual(first.map(({ uid }) => uid).sort());
      expect(
        second.filter(
          (entry) => !first.some(({ uid, sequence }) => uid === entry.uid && sequence === entry.sequence),
        ),
      ).toEqual([
        {
          uid: `${session.id}.${anna.id}@plenary`,
          sequence: 1,
          summary: 'Moves',
          start: '2019-10-21T03:00:00.000Z',
        },
      ]);

      const at = `${stage.path}/departures/${visits[0].id}`;
      await stage.staff.patch(
        at,
        { startsAt: '2019-10-23T10:00:00+08:00', endsAt: '2019-10-23T13:00:00+08:00' },
        (await stage.staff.get(at)).body.version,
      );
      const third = await fetched();
      expect(sequences(third)).toEqual({ ...sequences(second), [visits[0].id]: 1 });
      expect(third.map(({ uid }) => uid).sort()).toEqual(first.map(({ uid }) => uid).sort());
    });

    test('are sent as one that nobody keeps, with a name, and publish without asking anybody', async () => {
      const stage = await makeStage(app);
      await makeSession(stage);
      await release(stage);
      const anna = await participant(stage);
      const { status, headers, body } = await app.api.get<string>(
        `${anna.path}/agenda.ics?token=${await linkOf(stage, anna)}`,
      );
      expect([
        status,
        headers.get('content-type'),
        headers.get('content-disposition'),
        headers.get('cache-control'),
      ]).toEqual([200, 'text/calendar; charset=utf-8', 'attachment; filename="agenda.ics"', 'no-store']);
      expect(body).toContain('METHOD:PUBLISH');
      expect(body).not.toContain('ATTENDEE');
    });
  });

  describe('are read by', () => {
    test('whoever holds the link to it, until it expires, and nobody with the link to another', async () => {
      const stage = await makeStage(app);
      const [anna, boris] = [await participant(stage), await participant(stage)];
      // The mails that confirm have links of their own, which last longer.
      await app.settled();
      await app.app.get(Links).revoke('registration', anna.id);
      const until = new Date(app.clock.now().getTime() + 1000).toISOString();
      const mine = app.api.as(await linkOf(stage, anna, until));
      const theirs = app.api.as(await linkOf(stage, boris));
      for (const what of ['agenda', 'agenda.ics']) {
        expect((await mine.get(`${anna.path}/${what}`)).status).toBe(200);
        expect((await theirs.get(`${anna.path}/${what}`)).status).toBe(404);
        expect((await app.api.get(`${anna.path}/${what}`)).status).toBe(401);
      }
      app.clock.advance(1000);
      expect((await mine.get(`${anna.path}/agenda`)).status).toBe(401);
      expect((await theirs.get(`${boris.path}/agenda`)).status).toBe(200);
    });

    test('the staff whose work it is', async () => {
      const stage = await makeStage(app);
      const anna = await participant(stage);
      const seen = [];
      for (const role of [
        'organiser',
        'registration_desk',
        'visit_coordinator',
        'transport_marshal',
      ] as const)
        seen.push((await (await app.staff(stage.id, role)).get(`${anna.path}/agenda`)).status);
      expect(seen).toEqual([200, 200, 200, 403]);
    });

    test('nobody in another event, or once the registration is over', async () => {
      const [stage, elsewhere] = [await makeStage(app), await makeStage(app)];
      const anna = await participant(stage);
      const link = app.api.as(await linkOf(stage, anna));
      const across = `${elsewhere.path}/registrations/${anna.id}/agenda`;
      expect((await elsewhere.staff.get(across)).status).toBe(404);
      expect((await elsewhere.staff.get(`${anna.path}/agenda`)).status).toBe(404);
      expect((await link.get(across)).status).toBe(404);
      expect((await app.admin.get(across)).status).toBe(404);
      await stage.staff.move(anna.path, 'cancel');
      expect((await stage.staff.get(`${anna.path}/agenda`)).status).toBe(404);
      expect((await link.get(`${anna.path}/agenda.ics`)).status).toBe(404);
    });
  });

  describe('by mail', () => {
    const sentIn = async (event: TestEvent): Promise<[string, string][]> =>
      (
        await app.db.query<{ registration_id: string; state: string }>(
          `SELECT registration_id, state FROM messages WHERE event_id = $1 AND kind = 'agendas.agenda' ORDER BY registration_id`,
          [event.id],
        )
      ).map(({ registration_id, state }) => [registration_id, state]);
    const all = (ids: readonly string[], state = 'sent') => ids.toSorted().map((id) => [id, state]);
    const send = (event: TestEvent, audience: object, api = event.staff): Promise<any> =>
      make(api, `${event.path}/notices`, { kind: 'agenda', audience }, 202);

    test('go to all who are confirmed, and the job tells how far it is', async () => {
      const stage = await makeStage(app);
      const ids = [];
      for (let n = 0; n < 3; n += 1) ids.push((await participant(stage)).id);
      const review = await makeCategory(stage, { approval: 'review' });
      await register(app.api, stage, review.id);
      const { id } = await send(stage, {});
      await app.settled();
      expect(await sentIn(stage)).toEqual(all(ids));
      expect((await stage.staff.get(`jobs/${id}`)).body).toMatchObject({
        id,
        kind: 'mailings.send',
        state: 'completed',
        progress: { done: 3, total: 3 },
        counts: { messages: 3 },
        errors: [],
      });
      expect((await (await app.staff(stage.id, 'organiser')).get(`jobs/${id}`)).status).toBe(404);
    });

    test('go to a category, a delegation, or those who are named', async () => {
      const stage = await makeStage(app);
      const other = await makeCategory(stage);
      const organisation = await make(stage.staff, `${stage.path}/organisations`, {
        kind: 'ministry',
        name: `Ministry ${serial()}`,
        country: 'KZ',
      });
      const delegation = await make(stage.staff, `${stage.path}/delegations`, {
        organisationId: organisation.id,
        focalPointName: 'Li Na',
        focalPointEmail: `focal-${serial()}@ministry.example`,
        locale: 'zh',
        rankClass: 2,
      });
      const [first, second, third] = [
        await participant(stage),
        await participant(stage),
        await participant({ ...stage, categoryId: other.id }),
      ];
      await app.db.query('UPDATE registrations SET delegation_id = $1 WHERE id = $2', [
        delegation.id,
        second!.id,
      ]);
      const recipients = async (audience: object): Promise<string[]> => {
        await send(stage, audience);
        await app.settled();
        const now = await sentIn(stage);
        await app.db.query('DELETE FROM messages WHERE event_id = $1', [stage.id]);
        return now.map(([id]) => id).sort();
      };
      expect(await recipients({ categoryIds: [other.id] })).toEqual([third.id]);
      expect(await recipients({ categoryIds: [other.id, stage.categoryId] })).toEqual(
        [first.id, second.id, third.id].sort(),
      );
      expect(await recipients({ delegationIds: [delegation.id] })).toEqual([second.id]);
      expect(await recipients({ registrationIds: [first.id, third.id] })).toEqual(
        [first.id, third.id].sort(),
      );
      expect(await recipients({ registrationIds: [first.id, third.id], categoryIds: [other.id] })).toEqual([
        third.id,
      ]);
    });

    test('are refused when nobody would get one, so that nobody waits for what never comes', async () => {
      const [stage, elsewhere] = [await makeStage(app), await makeStage(app)];
      const stranger = await participant(elsewhere);
      for (const audience of [{}, { registrationIds: [stranger.id] }, { categoryIds: [] }]) {
        const answer = await stage.staff.post(`${stage.path}/notices`, { kind: 'agenda', audience });
        expect([answer.status, answer.body.code, answer.body.errors?.[0]?.pointer]).toEqual([
          422,
          'audience-empty',
          '/audience',
        ]);
      }
    });

    test('are sent by organisers and those who write to people, and of what there is only', async () => {
      const stage = await makeStage(app);
      await participant(stage);
      const body = { kind: 'agenda', audience: {} };
      const at = `${stage.path}/notices`;
      expect((await (await app.staff(stage.id, 'communications')).post(at, body)).status).toBe(202);
      expect((await (await app.staff(stage.id, 'registration_desk')).post(at, body)).status).toBe(403);
      expect((await app.api.post(at, body)).status).toBe(401);
      expect((await stage.staff.post(at, { ...body, kind: 'gossip' })).body.errors[0].pointer).toBe('/kind');
      expect((await stage.staff.post(at, { kind: 'agenda' })).body.errors[0].pointer).toBe('/audience');
    });

    test('go out once though the request is repeated and the job runs twice', async () => {
      const stage = await makeStage(app);
      const ids = [(await participant(stage)).id, (await participant(stage)).id];
      const ask = () =>
        stage.staff.post(
          `${stage.path}/notices`,
          { kind: 'agenda', audience: {} },
          { idempotencyKey: 'agendas-once' },
        );
      const [one, other] = [await ask(), await ask()];
      expect(other.body).toEqual(one.body);
      await app.settled();
      await app.db.transaction(() =>
        app.app.get(Outbox).enqueueAs(one.body.id, sendMailing, { mailingId: one.body.mailingId }),
      );
      await app.settled();
      expect(await sentIn(stage)).toEqual(all(ids));
      // Who asks again by a new request means it.
      await send(stage, {});
      await app.settled();
      expect(await sentIn(stage)).toHaveLength(4);
    });

    test('carry the agenda in the language of the person, a calendar file that asks, and a link of their own', async () => {
      const stage = await makeStage(app, { titles: { zh: '论坛' } });
      await makeSession(stage, { titles: { zh: '开幕式' } });
      await release(stage);
      const person = personInput();
      const { id } = await participant(stage, { person, locale: 'zh' });
      await send(stage, {});
      await app.settled();
      const asJson = { headers: { accept: 'application/json' } };
      const { items } = (await app.api.get(`/mailbox?q=${String(person['email'])}`, asJson)).body;
      const { id: mailId } = items.find(({ subject }: { subject: string }) => /个人日程/.test(subject));
      const mail = (await app.api.get(`/mailbox/${mailId}`, asJson)).body;
      expect(mail.subject).toBe('您的个人日程：论坛');
      expect(mail.text).toContain('09:00–10:00  开幕式');
      const [calendar] = mail.attachments.flatMap(
        ({ calendar: one }: { calendar: object | null }) => one ?? [],
      );
      expect([calendar.method, calendar.entries.length]).toEqual(['REQUEST', 1]);
      const token = /token=(pl\.[\w.-]+)/.exec(mail.text)![1]!;
      expect((await app.api.as(token).get(`${stage.path}/registrations/${id}/agenda`)).status).toBe(200);
    });
  });
});

describe('agendas whose mails wait while nothing works', () => {
  test('do not go to whoever cancels meanwhile', async () => {
    const app = await startApp({ config: { role: 'api' } });
    const stage = await makeStage(app);
    const people = [];
    for (let n = 0; n < 2; n += 1)
      people.push((await register(app.api, stage, stage.categoryId)).id as string);
    const { id } = await make(stage.staff, `${stage.path}/notices`, { kind: 'agenda', audience: {} }, 202);
    const config = app.app.get<Config>(CONFIG);
    const statesNow = async (): Promise<Record<string, string>> =>
      Object.fromEntries(
        (
          await app.db.query<{ registration_id: string; state: string }>(
            `SELECT registration_id, state FROM messages WHERE kind = 'agendas.agenda'`,
          )
        ).map(({ registration_id, state }) => [registration_id, state]),
      );
    // The mailing is done first; its mails wait behind it until somebody has cancelled.
    await app.db.query(`UPDATE outbox SET due_at = 'infinity', relay_at = 'infinity' WHERE id <> $1`, [id]);
    await app.db.query(`
      CREATE FUNCTION wait_for_the_test() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN NEW.due_at := 'infinity'; NEW.relay_at := 'infinity'; RETURN NEW; END $$`);
    await app.db.query(
      `CREATE TRIGGER wait_for_the_test BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION wait_for_the_test()`,
    );
    const worker = await createApp({
      config: { ...config, role: 'all' },
      connection: app.connection,
      clock: app.clock,
      logger: false,
    });
    try {
      await worker.init();
      await waitFor(async () => Object.keys(await statesNow()).length === 2);
      expect(Object.values(await statesNow())).toEqual(['pending', 'pending']);
      await stage.staff.move(`${stage.path}/registrations/${people[0]}`, 'cancel');
      await app.db.query('DROP TRIGGER wait_for_the_test ON outbox');
      await app.db.query(`UPDATE outbox SET due_at = now(), relay_at = now()`);
      await waitFor(async () =>
        Object.values(await statesNow()).every((state) => ['sent', 'suppressed'].includes(state)),
      );
      expect(await statesNow()).toEqual({ [people[0]!]: 'suppressed', [people[1]!]: 'sent' });
    } finally {
      await worker.close();
    }
  });
});
