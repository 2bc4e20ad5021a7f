import { startApp, type TestApp } from '../support/app';
import type { Answer } from '../support/api';
import { make, makeEvent, serial, type TestEvent } from '../support/factories';
import { wordDocument } from '../support/files';
import { greetingInput, moved } from './support';

describe('requests for messages of greetings', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ now: '2019-06-01T02:00:00Z' });
  });

  interface Asked {
    readonly event: TestEvent;
    readonly path: string;
    readonly id: string;
    readonly officer: string;
    /** Address of the contact. */
    readonly email: string;
  }

  const organisationOf = async (
    event: TestEvent,
  ): Promise<{ id: string; contact: (more?: object) => Promise<any> }> => {
    const { id } = await make(event.staff, `${event.path}/organisations`, {
      kind: 'intergovernmental_organisation',
      name: `SCO Secretariat ${serial()}`,
    });
    return {
      id,
      contact: (more = {}) =>
        make(event.staff, `${event.path}/organisations/${id}/contacts`, {
          function: 'head_of_protocol',
          name: 'Анна Петрова',
          email: `office-${serial()}@sco.example`,
          locale: 'ru',
          ...more,
        }),
    };
  };

  /** A message that is asked for through one contact of the organisation, due on 1 September at noon in Shenzhen. */
  const asked = async (changes: object = {}): Promise<Asked> => {
    const event = await makeEvent(app);
    await app.staff(event.id, 'protocol');
    const [officer] = await app.db.query<{ email: string }>(
      `SELECT u.email FROM users u JOIN staff_roles r ON r.user_id = u.id WHERE r.event_id = $1 AND r.role = 'protocol' ORDER BY u.email`,
      [event.id],
    );
    const organisation = await organisationOf(event);
    const { id: contactId, email } = await organisation.contact();
    const { author } = greetingInput() as { author: object };
    const { id } = await make<{ id: string }>(
      event.staff,
      `${event.path}/greetings`,
      greetingInput({
        author: { ...author, organisationId: organisation.id },
        contactIds: [contactId],
        dueAt: '2019-09-01T12:00:00+08:00',
        lengthMinutes: 3,
        ...changes,
      }),
    );
    return { event, id, path: `${event.path}/greetings/${id}`, email, officer: officer!.email };
  };

  const sent = async (id: string): Promise<string[]> => {
    await app.settled();
    const rows = await app.db.query<{ kind: string; email: string; state: string }>(
      `SELECT kind, email, state FROM messages WHERE subject_id = $1 ORDER BY created_at, email`,
      [id],
    );
    return rows.map(({ kind, email, state }) => `${kind} ${email} ${state}`);
  };

  const tokenTo = async (email: string): Promise<string> => {
    await app.settled();
    const asJson = { headers: { accept: 'application/json' } };
    const { body } = await app.api.get(`/mailbox?q=${encodeURIComponent(email)}`, asJson);
    const { text } = (await app.api.get(`/mailbox/${body.items[0].id}`, asJson)).body as { text: string };
    return /\/greeting\?token=(pl\.[\w.-]+)/.exec(text.replace(/\n/g, ' '))![1]!;
  };

  test('go to the contacts of the organisation, each with a link of their own', async () => {
    const event = await makeEvent(app);
    const organisation = await organisationOf(event);
    const [one, two, silent] = [
      await organisation.contact(),
      await organisation.contact({ locale: 'zh', name: '李娜' }),
      await organisation.contact({ email: null, phone: '+86 10 6500 0000' }),
    ];
    const { author } = greetingInput() as { author: object };
    const input = greetingInput({ author: { ...author, organisationId: organisation.id } });
    const { id, contacts } = await make(event.staff, `${event.path}/greetings`, {
      ...input,
      contactIds: [one.id, two.id, silent.id],
    });
    expect(contacts.map(({ id: contact }: any) => contact).sort()).toEqual(
      [one.id, two.id, silent.id].sort(),
    );
    expect((await sent(id)).sort()).toEqual(
      [`greeting.requested ${one.email} sent`, `greeting.requested ${two.email} sent`].sort(),
    );
    expect(await tokenTo(one.email)).not.toBe(await tokenTo(two.email));
    const { id: foreign } = await (await organisationOf(event)).contact();
    const refused = await event.staff.post(`${event.path}/greetings`, {
      ...input,
      contactIds: [one.id, foreign],
    });
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([422, '/contactIds/1']);
  });

  describe('are answered by the link', () => {
    const own = async (one: Asked) => app.api.as(await tokenTo(one.email));

    test('with a promise, once, and then with the text as a file', async () => {
      const one = await asked();
      const contact = await own(one);
      expect((await contact.get(`${one.path}/request`)).body).toMatchObject({
        state: 'requested',
        author: 'Vladimir Norov',
        lengthMinutes: 3,
        dueAt: '2019-09-01T04:00:00.000Z',
        canPromise: true,
        canDecline: true,
        canHandIn: true,
        received: null,
      });
      const promised = await contact.post(`${one.path}/request/answer`, { answer: 'promise' });
      expect([promised.status, promised.body.state, promised.body.canPromise]).toEqual([
        200,
        'promised',
        false,
      ]);
      const taken = await contact.upload(
        `${one.path}/request/text`,
        { name: 'message.docx', bytes: wordDocument(['Dear participants,', 'I greet you all.']) },
        { language: 'en' },
      );
      expect([taken.status, taken.body.state, taken.body.received]).toMatchObject([
        200,
        'received',
        { number: 1, language: 'en', words: 6 },
      ]);
      expect((await one.event.staff.get(one.path)).body.text).toBe('Dear participants,\n\nI greet you all.');
      const [version] = (await one.event.staff.get(`${one.path}/texts`)).body.items;
      expect([version.byKind, version.by]).toEqual(['link', 'Анна Петрова']);
    });

    test('and show nobody the text that was handed in, nor anything else', async () => {
      const one = await asked();
      const contact = await own(one);
      await contact.post(`${one.path}/request/text`, { language: 'en', text: 'Canary-7f3a sings' });
      const read = await contact.get(`${one.path}/request`);
      expect([read.status, JSON.stringify(read.body)]).toEqual([200, expect.not.stringContaining('Canary')]);
      for (const path of ['', '/texts', '/remarks', '/translations', '/transitions', '/history'])
        expect([path, (await contact.get(one.path + path)).status]).toEqual([path, 404]);
      const other = await asked();
      expect((await contact.get(`${other.path}/request`)).status).toBe(404);
      expect((await contact.post(`${other.path}/request/answer`, { answer: 'promise' })).status).toBe(404);
    });

    test('with a refusal that says why', async () => {
      const one = await asked();
      const contact = await own(one);
      const silent = await contact.post(`${one.path}/request/answer`, { answer: 'decline' });
      expect([silent.status, silent.body.code]).toEqual([422, 'comment-required']);
      const declined = await contact.post(`${one.path}/request/answer`, {
        answer: 'decline',
        reason: 'On leave.',
      });
      expect([declined.status, declined.body.state]).toEqual([200, 'declined']);
      expect((await contact.post(`${one.path}/request/text`, { language: 'en', text: 'Late' })).status).toBe(
        409,
      );
    });

    test('not any more once protocol has cleared the text, or once another contact is asked', async () => {
      const one = await asked();
      const contact = await own(one);
      await contact.post(`${one.path}/request/text`, { language: 'en', text: 'Dear all' });
      await moved(one.event.staff, one.path, 'clear', { input: { textNumber: 1 } });
      const late = await contact.post(`${one.path}/request/text`, { language: 'en', text: 'Dear none' });
      expect([late.status, late.body.code]).toEqual([409, 'greeting-with-protocol']);
      const { version } = (await one.event.staff.get(one.path)).body;
      await one.event.staff.patch(one.path, { contactIds: [] }, version);
      expect((await contact.get(`${one.path}/request`)).status).toBe(401);
    });

    test('on a page in their language, without scripts', async () => {
      const one = await asked();
      const token = await tokenTo(one.email);
      const page = (): Promise<Answer<string>> =>
        app.api.get(`/greeting?token=${token}`, { headers: { accept: 'text/html' } });
      const form = (fields: Record<string, string>): Promise<Answer<string>> =>
        app.api.post<string>('/greeting', new URLSearchParams({ token, ...fields }).toString(), {
          headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
        });
      const first = await page();
      expect([first.status, first.body]).toEqual([200, expect.stringContaining('Приветственное послание')]);
      expect(first.body).toContain('Владимир Норов');
      expect(first.body).not.toMatch(/<script/i);
      const promised = await form({ answer: 'promise' });
      expect([promised.status, promised.body]).toEqual([
        200,
        expect.stringContaining('Вы сообщили, что послание будет'),
      ]);
      const taken = await form({ answer: 'text', language: 'ru', text: 'Канарейка поёт\r\n\r\nо форуме' });
      expect(taken.body).toContain('Текст получен, слов: 4');
      expect(taken.body).not.toContain('Канарейка');
      expect((await one.event.staff.get(one.path)).body.text).toBe('Канарейка поёт\n\nо форуме');
      const file = await app.api.upload<string>(
        `/greeting/file?token=${token}`,
        { name: 'message.docx', bytes: wordDocument(['Исправленный текст']) },
        { language: 'ru' },
        { headers: { accept: 'text/html' } },
      );
      expect([file.status, file.body]).toEqual([200, expect.stringContaining('Текст получен, слов: 2')]);
      expect((await one.event.staff.get(one.path)).body).toMatchObject({
        text: 'Исправленный текст',
        textNumber: 2,
      });
    });
  });

  describe('have a ladder of reminders', () => {
    const ladder = async ({ event, path }: Asked): Promise<[number, string, string | null][]> =>
      (await event.staff.get(path)).body.reminders.map(({ offsetHours, to, doneAt }: any) => [
        offsetHours,
        to,
        doneAt,
      ]);

    test('to the contact and then to the protocol officers, each rung once; overdue ones can be listed', async () => {
      app.clock.set('2019-06-01T02:00:00Z');
      const one = await asked();
      const request = `greeting.requested ${one.email} sent`;
      const reminder = `greeting.reminder ${one.email} sent`;
      const overdue = async (value: boolean): Promise<string[]> =>
        (await one.event.staff.get(`${one.event.path}/greetings?overdue=${value}`)).body.items.map(
          ({ id }: any) => id,
        );
      expect(await sent(one.id)).toEqual([request]);
      await app.at('2019-08-25T03:59:00Z');
      expect(await sent(one.id)).toEqual([request]);
      await app.at('2019-08-25T04:00:00Z');
      expect(await sent(one.id)).toEqual([request, reminder]);
      await app.at('2019-08-26T04:00:00Z');
      expect(await sent(one.id)).toEqual([request, reminder]);
      await app.at('2019-09-01T04:00:00Z');
      expect(await sent(one.id)).toEqual([request, reminder, reminder]);
      expect([await overdue(true), await overdue(false)]).toEqual([[], [one.id]]);
      await app.at('2019-09-02T04:00:00Z');
      expect(await sent(one.id)).toEqual([request, reminder, reminder, reminder]);
      expect([await overdue(true), await overdue(false)]).toEqual([[one.id], []]);
      expect((await one.event.staff.get(one.path)).body.overdue).toBe(true);
      await app.at('2019-09-04T04:00:00Z');
      const all = await sent(one.id);
      expect(all.slice(0, 4)).toEqual([request, reminder, reminder, reminder]);
      expect(all.slice(4)).toContain(`greeting.awaited ${one.officer} sent`);
      expect(all.slice(4).every((each) => each.startsWith('greeting.awaited '))).toBe(true);
      expect((await ladder(one)).map(([, to, doneAt]) => [to, doneAt !== null])).toEqual([
        ['contact', true],
        ['contact', true],
        ['contact', true],
        ['protocol', true],
      ]);
      await moved(one.event.staff, one.path, 'receive', { input: { language: 'en', text: 'Dear all' } });
      expect(await overdue(true)).toEqual([]);
    });

    test('that moves with the deadline, and sends one mail for what comes due at once', async () => {
      app.clock.set('2019-06-01T02:00:00Z');
      const one = await asked();
      await app.at('2019-08-25T04:00:00Z');
      const before = await sent(one.id);
      expect(before).toHaveLength(2);
      const { version } = (await one.event.staff.get(one.path)).body;
      // Two weeks more: the week before comes again, and not now.
      await one.event.staff.patch(one.path, { dueAt: '2019-09-15T12:00:00+08:00' }, version);
      await app.at('2019-09-08T03:59:00Z');
      expect(await sent(one.id)).toEqual(before);
      await app.at('2019-09-08T04:00:00Z');
      expect(await sent(one.id)).toHaveLength(3);
      // Nearer, so that the day before and the day after are over at once.
      await one.event.staff.patch(one.path, { dueAt: '2019-09-10T12:00:00+08:00' }, version + 1);
      await app.at('2019-09-11T05:00:00Z');
      expect(await sent(one.id)).toHaveLength(4);
    });

    test('of its own, with nobody reminded of what lay before they were asked', async () => {
      app.clock.set('2019-06-01T02:00:00Z');
      const one = await asked({
        dueAt: '2019-06-03T02:00:00Z',
        reminders: [
          { offsetHours: -168, to: 'contact' },
          { offsetHours: 0, to: 'protocol' },
        ],
      });
      expect(await ladder(one)).toEqual([
        [-168, 'contact', null],
        [0, 'protocol', null],
      ]);
      expect(await sent(one.id)).toEqual([`greeting.requested ${one.email} sent`]);
      await app.at('2019-06-03T02:00:00Z');
      expect((await sent(one.id)).slice(1).map((each) => each.split(' ')[0])).toContain('greeting.awaited');
    });

    test('that ends with the answer', async () => {
      app.clock.set('2019-06-01T02:00:00Z');
      const one = await asked();
      const request = `greeting.requested ${one.email} sent`;
      expect(await sent(one.id)).toEqual([request]);
      await moved(one.event.staff, one.path, 'decline', { comment: 'On leave' });
      await app.at('2019-09-04T04:00:00Z');
      expect(await sent(one.id)).toEqual([request]);
    });
  });

  test('are proposed for the authors of the last edition who were not asked yet, with what came of it then', async () => {
    app.clock.set('2019-06-01T02:00:00Z');
    const { id: seriesId } = await make<{ id: string }>(app.admin, 'series', {
      name: `Infoforum ${serial()}`,
    });
    const edition = (year: number): Promise<TestEvent> =>
      makeEvent(app, {
        series: seriesId,
        edition: year,
        startDate: `${year}-10-21`,
        endDate: `${year}-10-25`,
      });
    const [old, last, next] = [await edition(2020), await edition(2021), await edition(2022)];
    const author = (event: TestEvent, name: string): Promise<{ id: string }> =>
      make(event.staff, `${event.path}/greetings`, greetingInput({ author: { name, title: 'Minister' } }));
    await author(old, 'Long ago');
    const kept = await author(last, 'Asked anew');
    const { id: delivered } = await author(last, 'Was there');
    const { id: gone } = await author(last, 'Taken back');
    await moved(last.staff, `${last.path}/greetings/${gone}`, 'withdraw', { comment: 'Twice' });
    await moved(last.staff, `${last.path}/greetings/${delivered}`, 'receive', {
      input: { language: 'en', text: 'Canary-7f3a' },
    });
    await author(next, 'asked ANEW');
    const proposed = await next.staff.get(`${next.path}/greetings/proposals`);
    expect(proposed.body.items).toMatchObject([
      {
        greetingId: delivered,
        eventId: last.id,
        author: { name: 'Was there' },
        state: 'received',
        language: 'en',
        languages: ['en', 'ru'],
      },
    ]);
    expect(JSON.stringify(proposed.body)).not.toContain('Canary');
    expect(kept.id).toBeDefined();
    // Whoever was delivered and not thanked yet is seen as such: a letter is owed before one asks again.
    const thanked = async (): Promise<[string, string | null][]> =>
      (await next.staff.get(`${next.path}/greetings/proposals`)).body.items.map(
        ({ author: { name }, thankedAt }: any) => [name, thankedAt],
      );
    const owed = async (wanted: boolean): Promise<number> =>
      (await next.staff.get(`${next.path}/greetings/proposals?thanked=${wanted}`)).body.items.length;
    expect([await thanked(), await owed(false), await owed(true)]).toEqual([[['Was there', null]], 0, 0]);
    const path = `${last.path}/greetings/${delivered}`;
    await moved(last.staff, path, 'clear', { input: { textNumber: 1 } });
    await moved(last.staff, path, 'schedule', { input: { mode: 'circulated' } });
    await moved(last.staff, path, 'deliver', { input: { at: '2019-06-01T01:00:00Z', extent: 'full' } });
    expect([await thanked(), await owed(false), await owed(true)]).toEqual([[['Was there', null]], 1, 0]);
    const { sentAt } = await make<{ sentAt: string }>(last.staff, `${path}/thanks`, {});
    expect([await thanked(), await owed(false), await owed(true)]).toEqual([[['Was there', sentAt]], 0, 1]);
    expect((await old.staff.get(`${old.path}/greetings/proposals`)).body.items).toEqual([]);
    expect(
      (await (await app.staff(next.id, 'communications')).get(`${next.path}/greetings/proposals`)).status,
    ).toBe(403);
  });
});
