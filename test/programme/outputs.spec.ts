import { readXlsx } from 'hucre/xlsx';
import ICAL from 'ical.js';
import type { Answer, Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make } from '../support/factories';
import { readPdf } from '../support/pdf';
import { readStrictly, type StrictEvent } from '../support/strict-calendar';
import { makeForum, makePerson, makeSession, release, type TestForum } from './forum';

const kinds = ['pdf', 'xlsx', 'ics', 'jsonld'] as const;
const mediaTypes: Readonly<Record<(typeof kinds)[number], string>> = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ics: 'text/calendar; charset=utf-8',
  jsonld: 'application/ld+json; charset=utf-8',
};

describe('the released programme as files', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  const fileOf = (forum: TestForum, file: string, by: Api = app.api): Promise<Answer<Buffer>> =>
    by.download(`${forum.path}/programme.${file}`);

  const change = async (forum: TestForum, id: string, changes: object): Promise<void> => {
    const { version } = (await forum.staff.get(`${forum.path}/sessions/${id}`)).body;
    const { status } = await forum.staff.patch(`${forum.path}/sessions/${id}`, changes, version);
    expect(status).toBe(200);
  };
  const remove = async (forum: TestForum, id: string): Promise<void> => {
    const { version } = (await forum.staff.get(`${forum.path}/sessions/${id}`)).body;
    expect((await forum.staff.delete(`${forum.path}/sessions/${id}`, version)).status).toBe(204);
  };
  const withdraw = async (forum: TestForum, { id }: { id: string }): Promise<void> => {
    const moved = await forum.staff.move(`${forum.path}/programme/releases/${id}`, 'withdraw', {
      comment: 'Wrong',
    });
    expect(moved.status).toBe(200);
  };
  const topicOf = (forum: TestForum, title: string, titles = {}): Promise<{ id: string }> =>
    make(forum.staff, `${forum.path}/topics`, { title, titles });

  describe.each(kinds)('%s', (kind) => {
    test('is for everybody once it is released, and has its type', async () => {
      const forum = await makeForum(app);
      await makeSession(forum);
      const before = await fileOf(forum, kind);
      expect([before.status, (before.body as any).code]).toEqual([404, 'programme-not-released']);
      await release(forum);
      const answer = await fileOf(forum, kind);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, mediaTypes[kind]]);
    });

    test('of an event that is not announced is for its staff only', async () => {
      const forum = await makeForum(app, {}, { published: false });
      await makeSession(forum);
      await release(forum);
      expect((await fileOf(forum, kind)).status).toBe(404);
      expect((await fileOf(forum, kind, forum.staff)).status).toBe(200);
    });

    test('is not sent again to whoever has it, and is another one after a release that changes it', async () => {
      const forum = await makeForum(app);
      const session = await makeSession(forum);
      await release(forum);
      const first = await fileOf(forum, kind);
      const tag = first.headers.get('etag')!;
      const again = await app.api.download(`${forum.path}/programme.${kind}`, {
        headers: { 'if-none-match': tag },
      });
      expect([again.status, again.body.length, again.headers.get('etag')]).toEqual([304, 0, tag]);
      expect((await fileOf(forum, kind)).body).toEqual(first.body);
      await change(forum, session.id, { title: 'Renamed' });
      await release(forum);
      const second = await app.api.download(`${forum.path}/programme.${kind}`, {
        headers: { 'if-none-match': tag },
      });
      expect([second.status, second.headers.get('etag') === tag]).toEqual([200, false]);
    });

    test('refuses a language that is none, and a parameter that it does not have', async () => {
      const forum = await makeForum(app);
      await makeSession(forum);
      await release(forum);
      for (const query of ['language=nowhere!', 'colour=red'])
        expect([query, (await fileOf(forum, `${kind}?${query}`)).status]).toEqual([query, 400]);
    });
  });

  test.each(['pdf', 'xlsx', 'jsonld'] as const)('older releases as %s are for staff', async (kind) => {
    const forum = await makeForum(app);
    const session = await makeSession(forum);
    await release(forum);
    const first = await fileOf(forum, kind);
    await change(forum, session.id, { title: 'Renamed' });
    await release(forum);
    expect((await fileOf(forum, `${kind}?release=1`)).status).toBe(401);
    const older = await fileOf(forum, `${kind}?release=1`, forum.staff);
    expect([older.status, older.headers.get('etag')]).toEqual([200, first.headers.get('etag')]);
    expect(older.body).toEqual(first.body);
    expect((await fileOf(forum, `${kind}?release=9`, forum.staff)).status).toBe(404);
    const stranger = await app.staff((await makeForum(app)).id, 'organiser');
    expect((await fileOf(forum, `${kind}?release=1`, stranger)).status).toBe(403);
  });

  describe('to print', () => {
    let forum: TestForum;
    beforeAll(async () => {
      forum = await makeForum(app, { titles: { ru: 'Инфофорум', zh: '信息论坛' } });
      await makeSession(forum, { titles: { ru: 'Доверие', zh: '信任' } });
      await makeSession(forum, {
        title: 'Second day',
        startsAt: '2019-10-22T09:00:00+08:00',
        endsAt: '2019-10-22T10:00:00+08:00',
      });
      await release(forum);
    });
    const saidIn = async (query: string): Promise<string[]> => {
      const { status, body } = await fileOf(forum, `pdf?${query}`);
      expect(status).toBe(200);
      return readPdf(body).pages.map(({ texts }) => texts.map(({ text }) => text).join(' '));
    };

    test.each([
      ['en', 'Trust in the digital future', 'Programme, release 1, 1 June 2019', 'Page 1 of 3'],
      ['ru', 'Доверие', 'Программа, редакция 1 от 1 июня 2019 г.', 'Страница 1 из 3'],
      ['zh', '信任', '日程（第 1 版， 2019 年 6 月 1 日）', '信息论坛'],
      ['fr', 'Trust in the digital future', 'Programme, release 1', 'Page 1 of 3'],
    ])('in %s', async (language, ...expected) => {
      const [first] = await saidIn(`language=${language}`);
      for (const words of expected) expect(first).toContain(words);
    });

    test('in the first language of the event unless told otherwise, under a name that says what it is', async () => {
      const { body, headers } = await fileOf(forum, 'pdf');
      expect(readPdf(body).pages[0]!.texts.some(({ text }) => text.includes('Trust'))).toBe(true);
      const { slug } = (await app.api.get(forum.path)).body;
      expect(headers.get('content-disposition')).toBe(`inline; filename="${slug}-programme-1-en.pdf"`);
    });

    test('a day, a layout, a size of paper', async () => {
      const [page, ...others] = await saidIn('day=2019-10-22&layout=grid');
      expect([page!.includes('Second day'), page!.includes('Trust'), others.length]).toEqual([
        true,
        false,
        0,
      ]);
      expect((await saidIn('layout=list')).length).toBe(1);
      const { body } = await fileOf(forum, 'pdf?paper=a3');
      expect(readPdf(body).pages[0]!.width).toBeCloseTo(1190.55);
    });

    test('a day of the event without sessions is a page that says so; any other day is refused', async () => {
      expect((await saidIn('day=2019-10-24'))[0]).toContain('There are no sessions.');
      const refused = await fileOf(forum, 'pdf?day=2019-10-30');
      expect([refused.status, (refused.body as any).errors[0].pointer]).toEqual([422, '?day']);
      for (const query of ['day=tomorrow', 'paper=a5', 'layout=circle'])
        expect([query, (await fileOf(forum, `pdf?${query}`)).status]).toEqual([query, 400]);
    });
  });

  describe('as a workbook', () => {
    test('has sessions and people with dates that can be reckoned with, and texts that stay texts', async () => {
      const forum = await makeForum(app);
      const topic = await topicOf(forum, 'Smart cities');
      const [li, ivanov] = [await makePerson(forum, 'LI Na'), await makePerson(forum, 'Ivan IVANOV')];
      const session = await makeSession(forum, {
        title: '=HYPERLINK("http://evil.example")',
        titles: { ru: '+7 495' },
        kind: 'panel',
        topicIds: [topic.id],
        languages: ['en', 'ru'],
        floorLanguages: ['en'],
        capacity: 40,
        startsAt: '2019-10-21T22:00:00+08:00',
        endsAt: '2019-10-22T00:30:00+08:00',
        roles: [
          { personId: li, role: 'moderator' },
          { personId: ivanov, role: 'panellist' },
        ],
      });
      await release(forum);
      const { body } = await fileOf(forum, 'xlsx');
      const { sheets } = await readXlsx(body, { readStyles: true });
      expect(sheets.map(({ name }) => name)).toEqual(['Sessions', 'People']);
      const [sessions, people] = sheets;
      expect(sessions!.rows[0]!.slice(0, 8)).toEqual([
        'Day',
        'Starts',
        'Ends',
        'Room',
        'Kind',
        'Title',
        'Topics',
        'Languages',
      ]);
      expect(sessions!.rows).toHaveLength(2);
      const row = Object.fromEntries(
        sessions!.rows[0]!.map((head, index) => [head, sessions!.rows[1]![index]]),
      );
      expect(row).toMatchObject({
        Day: new Date('2019-10-21T00:00:00Z'),
        Starts: new Date('2019-10-21T22:00:00Z'),
        Ends: new Date('2019-10-22T00:30:00Z'),
        Room: 'Main Hall',
        Kind: 'Panel discussion',
        Title: '=HYPERLINK("http://evil.example")',
        Topics: 'Smart cities',
        Languages: 'English (interpretation: Russian)',
        Moderators: 'LI Na',
        Panellists: 'Ivan IVANOV',
        Speakers: null,
        Places: 40,
        'Id of the session': session.id,
      });
      const cells = [...sessions!.cells!.values()];
      expect(cells.filter(({ type }) => type === 'formula')).toEqual([]);
      expect(sessions!.cells!.get('1,0')).toMatchObject({ type: 'date', style: { numFmt: 'yyyy-mm-dd' } });
      expect(sessions!.freezePane).toEqual({ rows: 1 });
      expect(people!.rows.slice(1).map((duty) => duty.slice(0, 2))).toEqual([
        ['LI Na', 'Moderator'],
        ['Ivan IVANOV', 'Panellist'],
      ]);
      const russian = await readXlsx((await fileOf(forum, 'xlsx?language=ru')).body);
      expect(russian.sheets[0]!.rows.map((cellsOfRow) => cellsOfRow[5])).toEqual(['Название', '+7 495']);
    });
  });

  describe('as a calendar', () => {
    interface Feed {
      readonly name: string;
      readonly entries: ReadonlyMap<string, StrictEvent>;
      readonly text: string;
    }

    /** The feed, held against the standards by a strict reader and by ical.js. */
    const feed = async (forum: TestForum, query = ''): Promise<Feed> => {
      const { status, body } = await fileOf(forum, `ics${query}`);
      expect(status).toBe(200);
      const text = body.toString('utf8');
      const { name, events } = readStrictly(text);
      const component = new ICAL.Component(ICAL.parse(text) as unknown[]);
      expect(component.getAllSubcomponents('vevent').map((one) => one.getFirstPropertyValue('uid'))).toEqual(
        events.map(({ uid }) => uid),
      );
      return {
        name,
        text,
        entries: new Map(events.map((event) => [event.uid.replace(/@plenary$/, ''), event])),
      };
    };
    const told = async (forum: TestForum, ids: readonly string[], query = ''): Promise<unknown[]> => {
      const { entries } = await feed(forum, query);
      return ids.map((id) => {
        const entry = entries.get(id);
        return entry && [entry.status, entry.sequence];
      });
    };

    test('says what it is, and how often to look', async () => {
      const forum = await makeForum(app, { title: 'Forum, with; a "comma"', titles: { ru: 'Форум' } });
      const topic = await topicOf(forum, 'Smart cities', { ru: 'Умные города' });
      const { id } = await makeSession(forum, {
        title:
          'Line, semicolon; backslash \\ and a very long title that has to be folded, more than once: доверие и безопасность',
        topicIds: [topic.id],
        roles: [{ personId: await makePerson(forum, 'LI Na'), role: 'chair' }],
      });
      await release(forum);
      const { name, text, entries } = await feed(forum);
      expect(name).toBe('Forum, with; a "comma"');
      expect(text).toContain('\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n');
      expect(text).toContain('\r\nX-PUBLISHED-TTL:PT1H\r\n');
      expect(entries.get(id)).toEqual({
        uid: `${id}@plenary`,
        sequence: 0,
        status: 'CONFIRMED',
        summary:
          'Line, semicolon; backslash \\ and a very long title that has to be folded, more than once: доверие и безопасность',
        location: 'Main Hall',
        description: 'Chair: LI Na',
        categories: ['Smart cities'],
        starts: '20191021T010000Z',
        ends: '20191021T020000Z',
        stamp: '20190601T080000Z',
      });
      const russian = await feed(forum, `?language=ru&topic=${topic.id}&room=${forum.hall}`);
      expect(russian.name).toBe('Форум – Умные города – Main Hall');
      expect(russian.entries.get(id)).toMatchObject({
        description: 'Председатель: LI Na',
        categories: ['Умные города'],
      });
    });

    test('of one topic or one room has what belongs there', async () => {
      const forum = await makeForum(app);
      const [cities, crime] = [await topicOf(forum, 'Smart cities'), await topicOf(forum, 'Cybercrime')];
      const one = await makeSession(forum, { topicIds: [cities.id, crime.id] });
      const two = await makeSession(forum, { topicIds: [crime.id], roomId: forum.foyer });
      await release(forum);
      const keys = async (query: string): Promise<string[]> =>
        [...(await feed(forum, query)).entries.keys()].sort();
      expect(await keys('')).toEqual([one.id, two.id].sort());
      expect(await keys(`?topic=${cities.id}`)).toEqual([one.id]);
      expect(await keys(`?topic=${crime.id}`)).toEqual([one.id, two.id].sort());
      expect(await keys(`?room=${forum.foyer.toUpperCase()}`)).toEqual([two.id]);
      expect(await keys(`?topic=${cities.id}&room=${forum.foyer}`)).toEqual([]);
    });

    test('of a topic or room that the programme does not have is not there', async () => {
      const forum = await makeForum(app);
      const draft = await topicOf(forum, 'Not released yet');
      await makeSession(forum);
      await release(forum);
      const other = await makeForum(app);
      for (const query of [`topic=${draft.id}`, `room=${forum.foyer}`, `room=${other.hall}`]) {
        const answer = await fileOf(forum, `ics?${query}`);
        expect([query, answer.status, (answer.body as any).code]).toEqual([query, 404, 'not-found']);
      }
      expect((await fileOf(forum, 'ics?room=hall')).status).toBe(400);
    });

    test('strikes out what was cancelled, once and for all, and brings it back under a higher number', async () => {
      const forum = await makeForum(app);
      const stays = await makeSession(forum, { title: 'Stays' });
      const goes = await makeSession(forum, { title: 'Goes', roomId: forum.foyer });
      const both = [stays.id, goes.id];
      await release(forum);
      expect(await told(forum, both)).toEqual([
        ['CONFIRMED', 0],
        ['CONFIRMED', 0],
      ]);
      await remove(forum, goes.id);
      app.clock.set('2019-06-05T08:00:00Z');
      const second = await release(forum);
      const { entries } = await feed(forum);
      expect(entries.get(goes.id)).toMatchObject({
        status: 'CANCELLED',
        sequence: 1,
        summary: 'Cancelled: Goes',
        location: 'Foyer',
        starts: '20191021T010000Z',
        stamp: '20190605T080000Z',
      });
      const before = (await feed(forum)).text;
      app.clock.set('2019-06-06T08:00:00Z');
      expect((await feed(forum)).text).toBe(before);
      await change(forum, stays.id, { languages: ['en'] });
      await release(forum);
      expect(await told(forum, both)).toEqual([
        ['CONFIRMED', 0],
        ['CANCELLED', 1],
      ]);
      // The releases without it are withdrawn: people see it again, and their calendars must believe it.
      const [third] = (await forum.staff.get(`${forum.path}/programme/releases?limit=1`)).body.items;
      await withdraw(forum, third);
      await withdraw(forum, second);
      expect(await told(forum, both)).toEqual([
        ['CONFIRMED', 0],
        ['CONFIRMED', 2],
      ]);
      app.clock.set('2019-06-01T08:00:00Z');
    });

    test('what a withdrawn release had added is struck out', async () => {
      const forum = await makeForum(app);
      await makeSession(forum, { title: 'Stays' });
      await release(forum);
      const added = await makeSession(forum, { title: 'Added', roomId: forum.foyer });
      const second = await release(forum);
      expect(await told(forum, [added.id])).toEqual([['CONFIRMED', 0]]);
      await withdraw(forum, second);
      expect(await told(forum, [added.id])).toEqual([['CANCELLED', 1]]);
      await release(forum);
      expect(await told(forum, [added.id])).toEqual([['CONFIRMED', 2]]);
    });

    test('after thirty days it does not speak of it any more', async () => {
      const forum = await makeForum(app);
      await makeSession(forum);
      const goes = await makeSession(forum, { roomId: forum.foyer });
      await release(forum);
      await remove(forum, goes.id);
      await release(forum);
      expect(await told(forum, [goes.id])).toEqual([['CANCELLED', 1]]);
      app.clock.set('2019-07-01T07:59:59Z');
      expect(await told(forum, [goes.id])).toEqual([['CANCELLED', 1]]);
      app.clock.set('2019-07-01T08:00:00Z');
      expect(await told(forum, [goes.id])).toEqual([undefined]);
      app.clock.set('2019-06-01T08:00:00Z');
    });

    test('a session that moves to another room is struck out in the calendar of the first, and comes back', async () => {
      const forum = await makeForum(app);
      const session = await makeSession(forum, { title: 'Restless' });
      await makeSession(forum, { title: 'Other', roomId: forum.foyer });
      await release(forum);
      await change(forum, session.id, {
        roomId: forum.foyer,
        startsAt: '2019-10-21T15:00:00+08:00',
        endsAt: '2019-10-21T16:00:00+08:00',
      });
      await release(forum);
      const hall = `?room=${forum.hall}`;
      expect((await feed(forum, hall)).entries.get(session.id)).toMatchObject({
        status: 'CANCELLED',
        sequence: 1,
        summary: 'Moved elsewhere: Restless',
        location: 'Main Hall',
        starts: '20191021T010000Z',
      });
      expect(await told(forum, [session.id], `?room=${forum.foyer}`)).toEqual([['CONFIRMED', 1]]);
      expect(await told(forum, [session.id])).toEqual([['CONFIRMED', 1]]);
      await change(forum, session.id, { roomId: forum.hall });
      await release(forum);
      expect(await told(forum, [session.id], hall)).toEqual([['CONFIRMED', 2]]);
      expect(await told(forum, [session.id], `?room=${forum.foyer}`)).toEqual([['CANCELLED', 2]]);
    });

    test('a session that is about something else from now on is struck out under its old topic', async () => {
      const forum = await makeForum(app);
      const [cities, crime] = [await topicOf(forum, 'Smart cities'), await topicOf(forum, 'Cybercrime')];
      const session = await makeSession(forum, { topicIds: [cities.id] });
      await release(forum);
      await change(forum, session.id, { topicIds: [crime.id] });
      await release(forum);
      expect(await told(forum, [session.id], `?topic=${cities.id}`)).toEqual([['CANCELLED', 1]]);
      expect(await told(forum, [session.id], `?topic=${crime.id}`)).toEqual([['CONFIRMED', 1]]);
      await remove(forum, session.id);
      await release(forum);
      expect(await told(forum, [session.id], `?topic=${cities.id}`)).toEqual([['CANCELLED', 2]]);
      expect(await told(forum, [session.id], `?topic=${crime.id}`)).toEqual([['CANCELLED', 2]]);
    });

    test('whatever is released and withdrawn, no calendar hears a lower number, and the same number only with the same words', async () => {
      const forum = await makeForum(app);
      const [cities, crime] = [await topicOf(forum, 'Smart cities'), await topicOf(forum, 'Cybercrime')];
      const session = await makeSession(forum, { topicIds: [cities.id] });
      await makeSession(forum, { title: 'Other', roomId: forum.foyer, topicIds: [crime.id, cities.id] });
      await release(forum);
      const queries = ['', `?room=${forum.hall}`, `?topic=${cities.id}`];
      const heard = new Map<string, StrictEvent>();
      const listen = async (): Promise<void> => {
        for (const query of queries)
          for (const [id, event] of (await feed(forum, query)).entries) {
            const before = heard.get(`${query} ${id}`);
            if (before) {
              expect([id, event.sequence >= before.sequence]).toEqual([id, true]);
              if (event.sequence === before.sequence) expect(event).toEqual(before);
            }
            heard.set(`${query} ${id}`, event);
          }
      };
      await listen();
      const steps: (() => Promise<unknown>)[] = [
        () =>
          change(forum, session.id, {
            roomId: forum.foyer,
            startsAt: '2019-10-21T15:00:00+08:00',
            endsAt: '2019-10-21T16:00:00+08:00',
          }),
        () => change(forum, session.id, { topicIds: [crime.id] }),
        () => change(forum, session.id, { roomId: forum.hall, topicIds: [cities.id] }),
        () => change(forum, session.id, { languages: ['en'] }),
        () => remove(forum, session.id),
      ];
      const releases: { id: string }[] = [];
      for (const step of steps) {
        await step();
        releases.push(await release(forum));
        await listen();
      }
      for (const one of releases.toReversed()) {
        await withdraw(forum, one);
        await listen();
      }
      expect(heard.get(` ${session.id}`)).toMatchObject({ status: 'CONFIRMED', location: 'Main Hall' });
    });
  });

  describe('as linked data', () => {
    const linked = async (forum: TestForum, query = '', by: Api = app.api): Promise<any> => {
      const { status, body } = await fileOf(forum, `jsonld${query}`, by);
      expect(status).toBe(200);
      return body;
    };

    test('is an event of schema.org with its sessions', async () => {
      const series = await make(app.admin, 'series', { name: 'Infoforum-China' });
      const forum = await makeForum(app, { titles: { ru: 'Инфофорум' }, theme: 'Trust', series: series.id });
      const organisation = await make(forum.staff, `${forum.path}/organisations`, {
        name: 'Secretariat',
        kind: 'ministry',
      });
      await make(forum.staff, `${forum.path}/partners`, {
        organisationId: organisation.id,
        role: 'organiser',
      });
      const topic = await topicOf(forum, 'Smart cities');
      const session = await makeSession(forum, {
        titles: { ru: 'Доверие' },
        abstract: 'What has been done.',
        topicIds: [topic.id],
        languages: ['en', 'ru'],
        capacity: 40,
        roles: [{ personId: await makePerson(forum, 'LI Na'), role: 'speaker' }],
      });
      await makeSession(forum, {
        title: 'Reception',
        kind: 'social',
        roomId: null,
        startsAt: '2019-10-21T19:00:00+08:00',
        endsAt: '2019-10-21T21:00:00+08:00',
      });
      await release(forum);
      const view = await linked(forum);
      const { slug, title } = (await app.api.get(forum.path)).body;
      const id = view['@id'] as string;
      expect(id.endsWith(`/api/v1/events/${slug}`)).toBe(true);
      const place = {
        '@type': 'Place',
        '@id': `${id}#place`,
        name: 'Shenzhen',
        address: { '@type': 'PostalAddress', addressLocality: 'Shenzhen', addressCountry: 'CN' },
      };
      const organizer = [{ '@type': 'Organization', name: 'Secretariat' }];
      const common = {
        '@type': 'Event',
        eventStatus: 'https://schema.org/EventScheduled',
        eventAttendanceMode: 'https://schema.org/OfflineEventAttendanceMode',
        organizer,
      };
      expect(view).toEqual({
        ...common,
        '@context': 'https://schema.org',
        '@id': id,
        name: title,
        description: 'Trust',
        startDate: '2019-10-21',
        endDate: '2019-10-25',
        location: place,
        inLanguage: ['en', 'ru', 'zh'],
        superEvent: { '@type': 'EventSeries', name: 'Infoforum-China' },
        subEvent: [
          {
            ...common,
            '@id': `urn:uuid:${session.id}`,
            name: 'Trust in the digital future',
            description: 'What has been done.',
            startDate: '2019-10-21T09:00:00+08:00',
            endDate: '2019-10-21T10:00:00+08:00',
            location: {
              '@type': 'Place',
              name: 'Main Hall',
              address: place.address,
              containedInPlace: { '@id': `${id}#place` },
            },
            inLanguage: ['en', 'ru'],
            about: [{ '@type': 'Thing', name: 'Smart cities' }],
            performer: [{ '@type': 'Person', name: 'LI Na' }],
            maximumAttendeeCapacity: 40,
            superEvent: { '@id': id },
          },
          {
            ...common,
            '@id': expect.stringContaining('urn:uuid:'),
            name: 'Reception',
            startDate: '2019-10-21T19:00:00+08:00',
            endDate: '2019-10-21T21:00:00+08:00',
            location: place,
            superEvent: { '@id': id },
          },
        ],
      });
      const russian = await linked(forum, '?language=ru');
      expect([russian.name, russian.subEvent[0].name]).toEqual(['Инфофорум', 'Доверие']);
    });

    test('says what was put off and what was cancelled', async () => {
      const forum = await makeForum(app);
      const moved = await makeSession(forum, { title: 'Moved' });
      const gone = await makeSession(forum, { title: 'Gone', roomId: forum.foyer });
      await release(forum);
      await change(forum, moved.id, {
        startsAt: '2019-10-21T14:00:00+08:00',
        endsAt: '2019-10-21T15:00:00+08:00',
      });
      await remove(forum, gone.id);
      await release(forum);
      const of = (view: any, id: string): any =>
        view.subEvent.find((one: any) => one['@id'] === `urn:uuid:${id}`);
      const now = await linked(forum);
      expect(of(now, moved.id)).toMatchObject({
        eventStatus: 'https://schema.org/EventRescheduled',
        startDate: '2019-10-21T14:00:00+08:00',
        previousStartDate: ['2019-10-21T09:00:00+08:00'],
      });
      expect(of(now, gone.id)).toMatchObject({
        name: 'Gone',
        eventStatus: 'https://schema.org/EventCancelled',
      });
      const first = await linked(forum, '?release=1', forum.staff);
      expect([moved.id, gone.id].map((id) => of(first, id).eventStatus)).toEqual([
        'https://schema.org/EventScheduled',
        'https://schema.org/EventScheduled',
      ]);
    });

    test('of an event that is cancelled says so of everything', async () => {
      const forum = await makeForum(app);
      await makeSession(forum);
      await release(forum);
      expect((await app.admin.move(forum.path, 'cancel', { comment: 'Typhoon' })).status).toBe(200);
      const view = await linked(forum);
      expect([view.eventStatus, view.subEvent[0].eventStatus]).toEqual([
        'https://schema.org/EventCancelled',
        'https://schema.org/EventCancelled',
      ]);
    });

    test('cannot break out of the page in which it is embedded', async () => {
      const forum = await makeForum(app);
      const title = '</script><script>alert(1)</script><!--';
      await makeSession(forum, { title });
      await release(forum);
      const text = await (
        await fetch(`${app.url}${forum.path.startsWith('/') ? '' : '/api/v1/'}${forum.path}/programme.jsonld`)
      ).text();
      expect([text.includes('<'), JSON.parse(text).subEvent[0].name]).toEqual([false, title]);
    });

    test('gives times with the distance from UTC that the place has on that day', async () => {
      const forum = await makeForum(app, {
        timeZone: 'America/New_York',
        city: 'New York',
        country: 'US',
        startDate: '2020-03-07',
        endDate: '2020-03-08',
      });
      await makeSession(forum, {
        startsAt: '2020-03-07T09:00:00-05:00',
        endsAt: '2020-03-07T10:00:00-05:00',
      });
      await makeSession(forum, {
        startsAt: '2020-03-08T09:00:00-04:00',
        endsAt: '2020-03-08T10:00:00-04:00',
      });
      await release(forum);
      expect((await linked(forum)).subEvent.map(({ startDate }: { startDate: string }) => startDate)).toEqual(
        ['2020-03-07T09:00:00-05:00', '2020-03-08T09:00:00-04:00'],
      );
    });
  });
});
