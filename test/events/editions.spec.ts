import { atSameWallTime, movedWallTime } from '../../src/events/editions/edition.rules';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, serial } from '../support/factories';
import { statementsOf } from '../support/statements';
import { makeLastEdition, type LastEdition } from './last-edition';

const counts = (report: any): Record<string, number> =>
  Object.fromEntries(
    report.parts.flatMap(({ done }: any) => done.map(({ thing, count }: any) => [thing, count])),
  );

const codes = (report: any): string[] => report.warnings.map(({ code }: any) => code);

describe('the next edition', () => {
  let app: TestApp;
  let last: LastEdition;
  beforeAll(async () => {
    app = await startApp();
    last = await makeLastEdition(app);
  });

  const slug = (): string => `infoforum-china-2020-${serial()}`;
  const copy = (body: object = {}): Promise<any> =>
    make(app.admin, `${last.path}/copies`, { slug: slug(), ...body });
  const list = async (id: string, path: string): Promise<any[]> =>
    (await app.admin.get(`events/${id}/${path}`)).body.items;
  /** How many rows of every table belong to an event, by table. */
  const rows = async (eventId: string): Promise<Record<string, number>> => {
    const tables = await app.db.query<{ table_name: string }>(
      `SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
        WHERE c.table_schema = 'public' AND c.column_name = 'event_id' AND t.table_type = 'BASE TABLE' ORDER BY 1`,
    );
    const found: Record<string, number> = {};
    for (const { table_name: table } of tables) {
      const [row] = await app.db.query<{ n: number }>(
        `SELECT count(*)::integer AS n FROM ${table} WHERE event_id = $1`,
        [eventId],
      );
      if (row!.n > 0) found[table] = row!.n;
    }
    return found;
  };

  test('is proposed in the same week of the next year, with the next number and with every part', async () => {
    const { status, body } = await app.admin.get(`${last.path}/copies/proposal`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      title: 'Infoforum-China 2020',
      titles: { ru: 'Инфофорум-Китай 2020', zh: '2020年中国信息论坛' },
      edition: 11,
      startDate: '2020-10-19',
      endDate: '2020-10-23',
    });
    expect(body.parts.map(({ name }: any) => name).sort()).toEqual([
      'buffers',
      'categories',
      'check_in_points',
      'delegations',
      'departures',
      'greetings',
      'partners',
      'people',
      'precedence',
      'reminders',
      'requirements',
      'room_times',
      'sessions',
      'site_visits',
      'staff',
      'topics',
      'venues',
    ]);
  });

  describe('with every part', () => {
    let made: any;
    let id: string;
    beforeAll(async () => {
      made = await copy();
      id = made.event.id;
      await app.settled();
    });

    test('is a draft of the same series with its own days, and says of what it is a copy', () => {
      expect(made.event).toMatchObject({
        state: 'draft',
        version: 1,
        series: last.series,
        edition: 11,
        copiedFrom: last.id,
        title: 'Infoforum-China 2020',
        theme: null,
        startDate: '2020-10-19',
        endDate: '2020-10-23',
        timeZone: 'Asia/Shanghai',
        city: 'Shenzhen',
        country: 'CN',
        locales: ['en', 'ru', 'zh'],
        registrationOpensAt: '2020-05-29T16:00:00.000Z',
        registrationClosesAt: '2020-10-13T10:00:00.000Z',
      });
      expect(made.report).toMatchObject({ days: 364, edition: 11, warnings: [] });
    });

    test('reports what was made and what was left out', () => {
      expect(counts(made.report)).toEqual({
        staff: 1,
        partners: 1,
        venues: 1,
        rooms: 2,
        buffers: 1,
        topics: 1,
        room_times: 1,
        sessions: 3,
        items: 1,
        requirements: 0,
        roles: 2,
        quotas: 1,
        categories: 1,
        forms: 1,
        check_in_points: 1,
        delegations: 1,
        site_visits: 1,
        departures: 1,
        kept_seats: 0,
        greetings: 1,
        reminders: 3,
      });
      const sessions = made.report.parts.find(({ part }: any) => part === 'sessions');
      expect(sessions.samples).toEqual([
        { thing: 'sessions', name: 'Opening ceremony', at: '2020-10-19T01:00:00.000Z' },
        { thing: 'sessions', name: 'Closing', at: '2020-10-23T09:00:00.000Z' },
        { thing: 'sessions', name: 'Still without a time', at: null },
        { thing: 'items', name: 'Keynote', at: null },
      ]);
      const leftOut = made.report.parts.flatMap((part: any) => part.leftOut);
      expect(leftOut).toEqual([
        { thing: 'departures', count: 1, why: 'They were cancelled.' },
        { thing: 'greetings', count: 1, why: 'The author declined, or the message was withdrawn.' },
        { thing: 'roles', count: 1, why: 'They declined.' },
        {
          thing: 'reminders',
          count: 1,
          why: 'They are timed by, addressed to, or in the words of what is not copied.',
        },
      ]);
    });

    test('has the rooms in their venues, the partners and the staff', async () => {
      const [venue] = await list(id, 'venues');
      const rooms = await list(id, 'rooms?sort=name');
      expect(rooms).toEqual([
        expect.objectContaining({ name: 'Foyer', venueId: null }),
        expect.objectContaining({
          name: 'Main Hall',
          capacity: 400,
          venueId: venue.id,
          interpretation: ['en', 'ru'],
        }),
      ]);
      expect(venue).toMatchObject({ name: 'CSA headquarters', address: 'Shenzhen', version: 1 });
      expect(await list(id, 'partners')).toEqual([
        expect.objectContaining({ organisationId: last.host, role: 'venue_host' }),
      ]);
      expect((await last.staff.get(`events/${id}/rooms`)).status).toBe(200);
      const [visit] = await list(id, 'site-visits');
      const [buffer] = await app.db.query(
        'SELECT one_id, other_id, minutes FROM buffers WHERE event_id = $1',
        [id],
      );
      const hall = rooms[1].id;
      expect(buffer).toEqual({
        one_id: [hall, visit.id].sort()[0],
        other_id: [hall, visit.id].sort()[1],
        minutes: 40,
      });
      const [hours] = await app.db.query(
        'SELECT room_id, starts_at FROM availabilities WHERE event_id = $1',
        [id],
      );
      expect(hours).toEqual({ room_id: hall, starts_at: new Date('2020-10-19T00:00:00Z') });
    });

    test('has the draft in its rooms with topics and people, and no release', async () => {
      const [topic] = await list(id, 'topics');
      const hall = (await list(id, 'rooms')).find(({ name }) => name === 'Main Hall');
      const [category] = await list(id, 'categories');
      const [opening, closing, open] = await list(id, 'sessions');
      expect(opening).toMatchObject({
        title: 'Opening ceremony',
        titles: { ru: 'Открытие' },
        abstract: 'All delegations.',
        kind: 'opening_ceremony',
        roomId: hall.id,
        startsAt: '2020-10-19T01:00:00.000Z',
        endsAt: '2020-10-19T02:00:00.000Z',
        topicIds: [topic.id],
        languages: ['en', 'ru'],
        categoryIds: [],
        items: [expect.objectContaining({ title: 'Keynote', authenticLanguage: 'en', durationMinutes: 20 })],
      });
      const parts = [...opening.roles, ...opening.items[0].roles];
      expect(parts.map(({ displayName, role, state }: any) => [displayName, role, state])).toEqual([
        ['LI Na', 'chair', 'asked'],
        ['LI Na', 'speaker', 'asked'],
      ]);
      const history = await app.admin.get(`events/${id}/session-roles/${parts[1].id}/history`);
      expect(history.body.items.map(({ transition, to }: any) => [transition, to])).toEqual([
        ['create', 'asked'],
      ]);
      expect(closing).toMatchObject({
        title: 'Closing',
        startsAt: '2020-10-23T09:00:00.000Z',
        categoryIds: [category.id],
      });
      expect(open).toMatchObject({ title: 'Still without a time', startsAt: null, capacity: 30 });
      expect(await list(id, 'programme/releases')).toEqual([]);
      expect(await list(id, 'persons')).toEqual([
        expect.objectContaining({ id: last.ids['speaker'], displayName: 'LI Na' }),
      ]);
    });

    test('registers as the last one did, and nobody is registered', async () => {
      const [quota] = await list(id, 'quotas');
      expect(quota).toMatchObject({ title: 'Hall', capacity: 120, taken: 0 });
      const [category] = await list(id, 'categories');
      expect(category).toMatchObject({
        code: 'delegate',
        titles: { ru: 'Делегаты' },
        quotaIds: [quota.id],
        badgeColour: '#17456E',
      });
      expect(await list(id, 'forms')).toEqual([
        expect.objectContaining({
          categoryIds: [category.id],
          version: 1,
          fields: [expect.objectContaining({ key: 'diet' })],
        }),
      ]);
      const { version } = (await app.admin.move(`events/${id}`, 'publish')).body;
      await app.admin.patch(`events/${id}`, { registrationOpensAt: null }, version);
      const registered = await make(app.api, `events/${id}/registrations`, {
        categoryId: category.id,
        person: { givenName: 'Anna', familyName: 'Petrova', email: 'anna@ministry.example' },
        answers: { diet: 'none' },
      });
      expect(registered.state).toBe('confirmed');
    });

    test('has delegations with focal points and places, visits with hosts, and departures as planned', async () => {
      const [category] = await list(id, 'categories');
      const [delegation] = await list(id, 'delegations');
      expect(delegation).toMatchObject({
        state: 'invited',
        focalPointName: 'Ivan Petrov',
        rankClass: 2,
        locale: 'ru',
        reference: null,
        nominationsCloseAt: '2020-09-18T10:00:00.000Z',
        quotas: [expect.objectContaining({ categoryId: category.id, places: 5, taken: 0 })],
      });
      const [visit] = await list(id, 'site-visits');
      expect(visit).toMatchObject({
        organisationId: last.host,
        title: 'Huawei headquarters',
        contactName: 'Wang Wei',
        contactEmail: 'wang.wei@host.example',
        houseRules: { identityDocument: true, photography: 'forbidden' },
      });
      const departures = await list(id, 'departures');
      expect(departures.length).toBe(1);
      expect(departures[0]).toMatchObject({
        siteVisitId: visit.id,
        state: 'planned',
        startsAt: '2020-10-21T01:00:00.000Z',
        endsAt: '2020-10-21T04:00:00.000Z',
        cutOffAt: '2020-10-19T10:00:00.000Z',
        guide: null,
        coaches: [{ label: 'A', seats: 40 }],
        seats: 38,
        taken: 0,
      });
      const history = await app.admin.get(`events/${id}/departures/${departures[0].id}/history`);
      expect(history.body.items.map(({ transition, to }: any) => [transition, to])).toEqual([
        ['create', 'planned'],
      ]);
    });

    test('has the authors of greetings without their texts, and asks them when told to', async () => {
      const [greeting] = await list(id, 'greetings');
      const { body } = await app.admin.get(`events/${id}/greetings/${greeting.id}`);
      expect(body).toMatchObject({
        state: 'requested',
        author: { name: 'Vladimir Norov', names: { ru: 'Владимир Норов' }, title: 'Secretary-General' },
        addressees: 'the participants of the forum',
        languages: ['en', 'ru'],
        dueAt: '2020-09-29T10:00:00.000Z',
        contactName: 'Olga Orlova',
      });
      expect(JSON.stringify(body)).not.toContain('until it is read');
      const sent = (): Promise<{ kind: string; email: string }[]> =>
        app.db.query('SELECT kind, email FROM messages WHERE event_id = $1 AND kind LIKE $2', [
          id,
          'greeting%',
        ]);
      expect(await sent()).toEqual([]);
      const ask = () => app.admin.post(`events/${id}/greetings/${greeting.id}/request`);
      expect((await ask()).status).toBe(200);
      expect((await ask()).status).toBe(200);
      expect(await sent()).toEqual([{ kind: 'greeting.requested', email: body.contactEmail }]);
      await app.admin.move(`events/${id}/greetings/${greeting.id}`, 'promise');
      expect((await ask()).body.code).toBe('greeting-in-progress');
    });

    test('reminds as the last one did, timed by its own things and for its own people', async () => {
      const rules = await list(id, 'reminder-rules');
      const [departure] = await list(id, 'departures');
      const [opening] = await list(id, 'sessions');
      const [category] = await list(id, 'categories');
      const [delegation] = await list(id, 'delegations');
      expect(rules.map(({ title, anchorId, audience }) => [title, anchorId, audience])).toEqual([
        [
          'Before the departure',
          departure.id,
          { categoryIds: [category.id], delegationIds: [delegation.id] },
        ],
        ['Before the opening', opening.id, {}],
        ['On the eve', null, {}],
      ]);
      expect(rules[0].dueAt).toBe('2020-10-21T00:00:00.000Z');
    });
  });

  test('holds no more than what its parts are: nothing of people, texts, releases, messages', async () => {
    const { event } = await copy();
    expect(await rows(event.id)).toEqual({
      availabilities: 1,
      buffers: 1,
      categories: 1,
      check_in_points: 2,
      coaches: 1,
      delegation_quotas: 1,
      delegations: 1,
      departures: 1,
      event_persons: 1,
      form_categories: 1,
      forms: 1,
      greetings: 1,
      partners: 1,
      quota_categories: 1,
      quotas: 1,
      reminder_rules: 3,
      rooms: 2,
      programme_sessions: 3,
      session_categories: 1,
      session_roles: 2,
      site_visits: 1,
      // Those of the last edition, and who made this one.
      staff_roles: 13,
      topics: 1,
      // Event, delegation, departure, greeting, two roles: each was made.
      transition_records: 6,
      venues: 1,
    });
  });

  test('writes to nobody; who shall be asked by mail is, once and when staff say so', async () => {
    const { event } = await copy();
    await app.settled();
    expect(await list(event.id, 'messages')).toEqual([]);
    const [role] = await list(event.id, 'session-roles');
    const path = `events/${event.id}/session-roles/${role.id}`;
    expect([role.state, (await app.admin.move(path, 'write')).status]).toEqual(['asked', 200]);
    await app.settled();
    expect((await list(event.id, 'messages')).map(({ kind }) => kind)).toEqual(['programme.role-asked']);
    const again = await app.admin.move(path, 'write');
    expect([
      again.status,
      again.body.detail.startsWith('The person has been asked by mail already.'),
    ]).toEqual([409, true]);
  });

  test('of chosen parts has these, and does without what they refer to', async () => {
    const { event, report } = await copy({ parts: ['sessions', 'delegations', 'reminders'] });
    expect(counts(report)).toEqual({ sessions: 3, items: 1, delegations: 1, reminders: 2 });
    expect(codes(report)).toEqual(['open_to_all']);
    const [opening] = await list(event.id, 'sessions');
    expect(opening).toMatchObject({ title: 'Opening ceremony', roomId: null, topicIds: [], roles: [] });
    expect((await list(event.id, 'delegations'))[0].quotas).toEqual([]);
    // The rule for a category does not become one for all, and that for a departure has nothing to be timed by.
    expect((await list(event.id, 'reminder-rules')).map(({ title }) => title)).toEqual([
      'Before the opening',
      'On the eve',
    ]);
    expect(await rows(event.id)).toEqual({
      check_in_points: 1,
      delegations: 1,
      programme_sessions: 3,
      reminder_rules: 2,
      staff_roles: 1,
      transition_records: 2,
    });
  });

  test('keeps seats for categories as the last one did, and has its rules of wishes', async () => {
    const before = await makeLastEdition(app);
    const { visit, departure, category, delegation } = before.ids as Record<string, string>;
    const { version } = (await before.staff.get(`${before.path}/site-visits/${visit}`)).body;
    const wishesCloseAt = '2019-10-05T18:00:00+08:00';
    await before.staff.patch(`${before.path}/site-visits/${visit}`, { wishesCloseAt }, version);
    await before.staff.put(
      `${before.path}/site-visits/wish-rules`,
      { closesAt: '2019-10-04T18:00:00+08:00', mostWishes: 3, mostPlaces: 2, noShowsLast: true },
      { ifMatch: 0 },
    );
    const keep = (changes: object): Promise<any> =>
      make(before.staff, `${before.path}/departures/${departure}/kept-seats`, {
        seats: 20,
        keptUntil: '2019-10-20T18:00:00+08:00',
        ...changes,
      });
    // Kept, let go, and kept again: of the two the last holds, in which state it may be.
    const { id: first } = await keep({ categoryId: category, seats: 30 });
    await before.staff.move(`${before.path}/kept-seats/${first}`, 'release');
    const { id: second } = await keep({ categoryId: category });
    await before.staff.move(`${before.path}/kept-seats/${second}`, 'release');
    await keep({ delegationId: delegation, seats: 2 });
    const next = async (body: object = {}): Promise<any> =>
      make(app.admin, `${before.path}/copies`, { slug: slug(), ...body });

    const { event, report } = await next();
    const [copied] = await list(event.id, 'departures');
    const kept = await list(event.id, `departures/${copied.id}/kept-seats`);
    const [copiedCategory] = await list(event.id, 'categories');
    expect(kept).toEqual([
      expect.objectContaining({
        state: 'kept',
        categoryId: copiedCategory.id,
        seats: 20,
        keptUntil: '2020-10-18T10:00:00.000Z',
      }),
    ]);
    expect(copied.kept).toBe(20);
    expect(report.parts.find(({ part }: any) => part === 'departures')).toMatchObject({
      done: [
        { thing: 'departures', count: 1 },
        { thing: 'kept_seats', count: 1 },
      ],
      leftOut: [{ thing: 'departures' }, { thing: 'kept_seats', count: 1 }],
    });
    expect((await app.admin.get(`events/${event.id}/site-visits/wish-rules`)).body).toMatchObject({
      closesAt: '2020-10-02T10:00:00.000Z',
      mostWishes: 3,
      mostPlaces: 2,
      noShowsLast: true,
    });
    expect((await list(event.id, 'site-visits'))[0].wishesCloseAt).toBe('2020-10-03T10:00:00.000Z');

    // Without categories there is nobody to keep them for; without departures there are no rules.
    const bare = await next({ parts: ['site_visits', 'departures'] });
    expect(counts(bare.report)).toEqual({ site_visits: 1, departures: 1, kept_seats: 0 });
    const visits = await next({ parts: ['site_visits'] });
    expect((await app.admin.get(`events/${visits.event.id}/site-visits/wish-rules`)).body.version).toBe(0);
  });

  test('of no part is an event with nothing in it but the point at which people check in', async () => {
    const { event, report } = await copy({ parts: [] });
    expect(report.parts).toEqual([]);
    expect(await rows(event.id)).toEqual({ check_in_points: 1, staff_roles: 1, transition_records: 1 });
  });

  test.each([
    ['a part that there is not', ['venues', 'menus'], 'edition-part-unknown', '/parts/1'],
    ['a part without what it needs', ['people'], 'edition-part-missing', '/parts/0'],
  ])('%s is refused, and nothing is made', async (_, parts, code, pointer) => {
    const wanted = slug();
    const answer = await app.admin.post(`${last.path}/copies`, { slug: wanted, parts });
    expect([answer.status, answer.body.code, answer.body.errors[0].pointer]).toEqual([422, code, pointer]);
    expect((await app.admin.get(`events/${wanted}`)).status).toBe(404);
  });

  test('is previewed as it is made, and the preview makes nothing', async () => {
    const before = await app.db.query('SELECT count(*) FROM events');
    const body = { slug: slug(), startDate: '2020-11-03', endDate: '2020-11-04', timeZone: 'Europe/Moscow' };
    const preview = await app.admin.post(`${last.path}/copies/preview`, body);
    expect(preview.status).toBe(200);
    expect((await app.admin.get(`events/${body.slug}`)).status).toBe(404);
    expect(await app.db.query('SELECT count(*) FROM events')).toEqual(before);
    expect(await app.db.query(`SELECT 1 FROM outbox`)).toEqual([]);
    const again = await app.admin.post(`${last.path}/copies/preview`, body, { idempotencyKey: body.slug });
    expect(again.body).toEqual(preview.body);
    expect((await app.admin.get(`events/${body.slug}`)).status).toBe(404);
    const made = await make(app.admin, `${last.path}/copies`, body);
    expect(made.report).toEqual(preview.body);
    expect(codes(made.report)).toEqual(['weekday_changed', 'fewer_days', 'outside_days']);
    expect(made.report.warnings.map(({ message }: any) => message)).toEqual([
      'Monday, 21 October 2019 becomes Tuesday, 3 November 2020: everything falls on another day of the week.',
      'The event has fewer days than before; look at what took place on its last ones.',
      'Outside the days of the event: “Closing”.',
    ]);
  });

  test('begins on the weekday of the last one if that is wanted', async () => {
    const { event, report } = await copy({ startDate: '2020-10-22', sameWeekday: true, parts: ['topics'] });
    expect([event.startDate, event.endDate, report.days]).toEqual(['2020-10-19', '2020-10-23', 364]);
    expect(report.warnings).toEqual([
      {
        code: 'moved_to_weekday',
        message:
          'It begins on Monday, 19 October 2020 instead of Thursday, 22 October 2020, on the same day of the week as the last edition.',
      },
    ]);
  });

  test('speaks the first language of the event', async () => {
    const russian = await makeEvent(app, { locales: ['ru', 'en'] });
    const { report } = await make(app.admin, `${russian.path}/copies`, {
      slug: slug(),
      startDate: '2020-10-20',
    });
    expect(report.warnings[0].message).toBe(
      'Вместо дня «понедельник, 21 октября 2019 г.» — «вторник, 20 октября 2020 г.»: все дни недели меняются.',
    );
  });

  test('keeps its times at the clock in another zone', async () => {
    const { event } = await copy({ timeZone: 'America/New_York', city: 'New York', country: 'US' });
    const [opening] = await list(event.id, 'sessions');
    expect([event.city, event.country, opening.startsAt]).toEqual([
      'New York',
      'US',
      '2020-10-19T13:00:00.000Z',
    ]);
    expect((await list(event.id, 'departures'))[0].cutOffAt).toBe('2020-10-19T22:00:00.000Z');
    expect(event.registrationClosesAt).toBe('2020-10-13T22:00:00.000Z');
  });

  test.each([
    ['a slug that is taken', () => ({ slug: last.slug }), 409, 'slug-taken'],
    ['an edition that is taken', () => ({ edition: 10 }), 409, 'edition-taken'],
    [
      'a last day before the first',
      () => ({ startDate: '2020-10-19', endDate: '2020-10-18' }),
      422,
      'event-days-invalid',
    ],
    ['a year that nobody can write', () => ({ startDate: '9999-12-31' }), 422, 'event-days-invalid'],
    ['an unknown field', () => ({ venues: true }), 400, 'unknown-field'],
  ])('with %s is refused, previewed or made, and nothing is half done', async (_, body, status, code) => {
    const before = await app.db.query('SELECT count(*) FROM programme_sessions');
    for (const path of ['copies', 'copies/preview']) {
      const answer = await app.admin.post(`${last.path}/${path}`, { slug: slug(), ...body() });
      expect([path, answer.status, answer.body.code]).toEqual([path, status, code]);
    }
    expect(await app.db.query('SELECT count(*) FROM programme_sessions')).toEqual(before);
  });

  test('can itself be copied', async () => {
    const next = await copy();
    const { event, report } = await make(app.admin, `events/${next.event.id}/copies`, { slug: slug() });
    expect([event.startDate, event.copiedFrom, event.title]).toEqual([
      '2021-10-25',
      next.event.id,
      'Infoforum-China 2021',
    ]);
    expect(counts(report)).toEqual({ ...counts(next.report), staff: 1 });
  });

  test('takes no statement for each of the things that there are', async () => {
    const large = await makeLastEdition(app);
    await app.db.query(
      `INSERT INTO rooms (id, event_id, name, capacity, created_at, updated_at)
       SELECT gen_random_uuid(), $1, 'Room ' || n, 100, now(), now() FROM generate_series(1, 40) n`,
      [large.id],
    );
    await app.db.query(
      `INSERT INTO programme_sessions (id, event_id, title, kind, room_id, starts_at, ends_at, created_at, updated_at)
       SELECT gen_random_uuid(), $1, 'Panel ' || n, 'panel', r.id, '2019-10-22T01:00:00Z', '2019-10-22T02:00:00Z', now(), now()
         FROM generate_series(1, 5) n, rooms r WHERE r.event_id = $1`,
      [large.id],
    );
    const statements = async ({ path }: LastEdition): Promise<number> => {
      await app.settled();
      return statementsOf(app.db, () => make(app.admin, `${path}/copies`, { slug: slug() }));
    };
    // What happens in the background is counted too, and is far less than the 250 things that the one has more.
    expect((await statements(large)) - (await statements(last))).toBeLessThan(50);
  });

  test('is for administrators; others see of an event only what their roles show', async () => {
    const stranger = await makeEvent(app);
    const callers = {
      administrator: app.admin,
      staff: last.staff,
      stranger: stranger.staff,
      anybody: app.api,
    };
    const statuses = async (call: (api: typeof app.api) => Promise<{ status: number }>) =>
      Object.fromEntries(
        await Promise.all(Object.entries(callers).map(async ([who, api]) => [who, (await call(api)).status])),
      );
    const only = (status: number) => ({ administrator: status, staff: 403, stranger: 404, anybody: 401 });
    expect(await statuses((api) => api.get(`${last.path}/copies/proposal`))).toEqual(only(200));
    expect(await statuses((api) => api.post(`${last.path}/copies/preview`, { slug: slug() }))).toEqual(
      only(200),
    );
    expect(await statuses((api) => api.post(`${last.path}/copies`, { slug: slug() }))).toEqual(only(201));
  });

  test('the program and the database agree about times on the wall', async () => {
    const zones = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC'];
    const instants = Array.from(
      { length: 400 },
      (_, n) => new Date(Date.UTC(2019, 0, 1) + n * 31 * 3_600_000),
    );
    for (const [fromZone, toZone] of zones.map((zone, n) => [zone, zones[(n * 3) % zones.length]!] as const))
      for (const days of [-30, 0, 7, 364]) {
        const moved = await app.db.query<{ at: Date }>(
          `SELECT ${movedWallTime('given.at')} AS at
             FROM (SELECT $2::integer AS days, $3::text AS from_zone, $4::text AS to_zone) plan, unnest($1::timestamptz[]) AS given (at)`,
          [instants, days, fromZone, toZone],
        );
        expect(moved.map(({ at }) => at)).toEqual(
          instants.map((at) => atSameWallTime(at, { days, fromZone, toZone })),
        );
      }
  });
});
