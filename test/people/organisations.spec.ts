import { newId } from '../../src/platform/database/base.entity';
import { OrganisationReferences } from '../../src/people/organisation-references.service';
import { departureInput } from '../site-visits/support';
import { startApp, type TestApp } from '../support/app';
import { clearedGreeting, greetingInput, makeSession, moved } from '../greetings/support';
import { make, makeEvent, serial, type TestEvent } from '../support/factories';

describe('organisations', () => {
  let app: TestApp;
  let event: TestEvent;
  let path: string;
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
    path = `${event.path}/organisations`;
  });

  const organisation = (changes: object = {}): Promise<any> =>
    make(event.staff, path, { kind: 'ministry', name: `Ministry ${serial()}`, country: 'KZ', ...changes });
  const code = ({ status, body }: { status: number; body: any }): [number, string] => [status, body.code];

  test('have official and short names in several alphabets, one of which is authentic', async () => {
    const made = await organisation({
      kind: 'state',
      name: 'Қазақстан Республикасы',
      nameLanguage: 'kk',
      shortName: 'Қазақстан',
      names: { en: 'Republic of Kazakhstan', ru: 'Республика Казахстан', 'zh-Hans': '哈萨克斯坦共和国' },
      shortNames: { en: 'Kazakhstan', ru: 'Казахстан', 'zh-Hans': '哈萨克斯坦' },
      rankClass: 1,
    });
    expect(made).toEqual({
      id: expect.any(String),
      version: 1,
      kind: 'state',
      name: 'Қазақстан Республикасы',
      nameLanguage: 'kk',
      shortName: 'Қазақстан',
      names: { en: 'Republic of Kazakhstan', ru: 'Республика Казахстан', 'zh-Hans': '哈萨克斯坦共和国' },
      shortNames: { en: 'Kazakhstan', ru: 'Казахстан', 'zh-Hans': '哈萨克斯坦' },
      country: 'KZ',
      parentId: null,
      parent: null,
      rankClass: 1,
    });
    for (const words of ['республика казах', '哈萨克', 'Қазақстан', 'kazakhstan'])
      expect(
        (await event.staff.get(`${path}?q=${encodeURIComponent(words)}`)).body.items.map(({ id }: any) => id),
      ).toEqual([made.id]);
    const wrong = await event.staff.post(path, { kind: 'state', name: 'X', names: { russian_: 'Х' } });
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([422, '/names']);
  });

  describe('stand under each other', () => {
    test('and are listed by parent, kind and country, page by page', async () => {
      const state = await organisation({ kind: 'state', country: 'UZ' });
      const names = [];
      for (let index = 0; index < 5; index += 1)
        names.push((await organisation({ parentId: state.id, country: 'UZ' })).name);
      const agency = await organisation({ kind: 'agency', parentId: state.id, country: 'UZ' });
      expect(agency).toMatchObject({ parentId: state.id, parent: state.name });
      const found: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const { body }: { body: any } = await event.staff.get(
          `${path}?parentId=${state.id}&kind=ministry&country=UZ&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
        );
        found.push(...body.items.map(({ name }: any) => name));
        cursor = body.nextCursor;
      }
      expect(found).toEqual(names.toSorted());
      expect((await event.staff.get(`${path}?parentId=${agency.id}`)).body.items).toEqual([]);
    });

    test('in no circle, however long, and not under one that does not exist', async () => {
      const a = await organisation();
      const b = await organisation({ parentId: a.id });
      const c = await organisation({ parentId: b.id });
      for (const parentId of [a.id, c.id]) {
        const refused = await event.staff.patch(`${path}/${a.id}`, { parentId }, 1);
        expect([...code(refused), refused.body.errors[0].pointer]).toEqual([
          409,
          'organisation-circle',
          '/parentId',
        ]);
      }
      expect((await event.staff.get(`${path}/${a.id}`)).body).toMatchObject({ parentId: null, version: 1 });
      const unknown = await event.staff.patch(`${path}/${a.id}`, { parentId: newId() }, 1);
      expect(code(unknown)).toEqual([422, 'organisation-parent-unknown']);
      const free = await event.staff.patch(`${path}/${b.id}`, { parentId: null }, 1);
      expect(free.body.parentId).toBe(null);
      expect((await event.staff.patch(`${path}/${a.id}`, { parentId: c.id }, 1)).status).toBe(200);
    });

    test('at most five levels deep, counted from both ends', async () => {
      const chain = async (length: number): Promise<string[]> => {
        const ids: string[] = [];
        for (let level = 0; level < length; level += 1)
          ids.push((await organisation({ parentId: ids.at(-1) ?? null })).id);
        return ids;
      };
      const five = await chain(5);
      const sixth = await event.staff.post(path, {
        kind: 'agency',
        name: `Agency ${serial()}`,
        parentId: five[4],
      });
      expect(code(sixth)).toEqual([409, 'organisation-too-deep']);
      const three = await chain(3);
      const tooDeep = await event.staff.patch(`${path}/${three[0]}`, { parentId: five[2] }, 1);
      expect(code(tooDeep)).toEqual([409, 'organisation-too-deep']);
      expect((await event.staff.patch(`${path}/${three[0]}`, { parentId: five[1] }, 1)).status).toBe(200);
    });
  });

  describe('are reached through contacts', () => {
    const contact = (changes: object = {}): object => ({
      function: 'focal_point',
      name: 'Li Na',
      post: 'Head of the Protocol Department',
      email: 'li.na@ministry.example',
      locale: 'zh',
      ...changes,
    });

    test('by function and day: one focal point after the other, and those behind them', async () => {
      const { id } = await organisation();
      const contacts = `${path}/${id}/contacts`;
      const first = await make(event.staff, contacts, contact({ validUntil: '2019-08-31' }));
      const clash = await event.staff.post(contacts, contact({ name: 'Wang Wei', validFrom: '2019-08-31' }));
      expect(code(clash)).toEqual([409, 'organisation-focal-point-exists']);
      await make(event.staff, contacts, contact({ name: 'Wang Wei', validFrom: '2019-09-01' }));
      await make(event.staff, contacts, contact({ name: 'Zhao Min', function: 'backup_focal_point' }));
      await make(
        event.staff,
        contacts,
        contact({ name: 'Press office', function: 'press', email: null, phone: '+86 10 6500 0000' }),
      );
      const names = async (query: string): Promise<string[]> =>
        (await event.staff.get(`${contacts}${query}`)).body.items.map(({ name }: any) => name);
      expect(await names('')).toEqual(['Li Na', 'Press office', 'Zhao Min']);
      expect(await names('?function=focal_point&on=2019-09-01')).toEqual(['Wang Wei']);
      expect(await names('?function=focal_point&all=true')).toEqual(['Li Na', 'Wang Wei']);
      const moved = await event.staff.patch(`${contacts}/${first.id}`, { validUntil: null }, 1);
      expect(code(moved)).toEqual([409, 'organisation-focal-point-exists']);
    });

    test('who can be reached, on days in their order, and who can be taken out', async () => {
      const { id } = await organisation();
      const contacts = `${path}/${id}/contacts`;
      expect(code(await event.staff.post(contacts, contact({ email: null })))).toEqual([
        422,
        'organisation-contact-unreachable',
      ]);
      expect(
        code(
          await event.staff.post(contacts, contact({ validFrom: '2019-02-02', validUntil: '2019-02-01' })),
        ),
      ).toEqual([422, 'organisation-contact-days']);
      const made = await make(event.staff, contacts, contact());
      expect((await event.staff.patch(`${contacts}/${made.id}`, { post: 'Minister' }, 1)).body).toMatchObject(
        {
          post: 'Minister',
          version: 2,
        },
      );
      expect((await event.staff.delete(`${contacts}/${made.id}`, 1)).status).toBe(412);
      expect((await event.staff.delete(`${contacts}/${made.id}`, 2)).status).toBe(204);
      expect((await event.staff.get(`${contacts}/${made.id}`)).status).toBe(404);
      expect((await event.staff.post(`${path}/${newId()}/contacts`, contact())).status).toBe(404);
    });

    test('whose addresses the desk does not see', async () => {
      const { id } = await organisation();
      const desk = await app.staff(event.id, 'registration_desk');
      expect((await desk.get(`${path}/${id}`)).status).toBe(200);
      for (const hidden of ['contacts', 'record'])
        expect((await desk.get(`${path}/${id}/${hidden}`)).status).toBe(403);
      const protocol = await app.staff(event.id, 'protocol');
      expect((await protocol.get(`${path}/${id}/contacts`)).status).toBe(200);
    });
  });

  test('every foreign key to organisations is registered with those who refer to them', async () => {
    const keys = await app.db.query<{ name: string }>(
      `SELECT c.conrelid::regclass || '.' || a.attname AS name FROM pg_constraint c
         JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
        WHERE c.contype = 'f' AND c.confrelid = 'organisations'::regclass ORDER BY 1`,
    );
    const own = [
      'organisation_contacts.organisation_id',
      'organisation_merges.organisation_id',
      'organisations.parent_id',
    ];
    const registered = app.app.get(OrganisationReferences, { strict: false }).columns;
    expect(keys.map(({ name }) => name)).toEqual([...registered, ...own].sort());
  });
});

describe('over two editions of a forum', () => {
  let app: TestApp;
  let last: TestEvent;
  let next: TestEvent;
  const ids: Record<string, string> = {};
  beforeAll(async () => {
    app = await startApp();
    const { id: series } = await make(app.admin, 'series', { name: 'Infoforum-China' });
    last = await makeEvent(app, { series, edition: 10 });
    await twoNames();
    next = await copyOf(last);
  });

  const twoNames = async (): Promise<void> => {
    const add = (input: object): Promise<any> =>
      make(last.staff, `${last.path}/organisations`, { kind: 'company', country: 'CN', ...input });
    ids['state'] = (await add({ kind: 'state', name: 'People’s Republic of China', shortName: 'China' })).id;
    ids['stays'] = (
      await add({ name: 'China Telecom', parentId: ids['state'], names: { zh: '中国电信' } })
    ).id;
    ids['goes'] = (
      await add({
        name: 'China Telecommunications Corporation',
        names: { ru: 'Чайна Телеком', zh: '中国电信集团' },
        shortName: 'CTC',
        rankClass: 3,
      })
    ).id;
    ids['branch'] = (await add({ name: 'China Telecom Guangdong', parentId: ids['goes'] })).id;
    ids['category'] = (
      await make(last.staff, `${last.path}/categories`, {
        code: 'delegate',
        title: 'Delegates',
        approval: 'automatic',
        selfRegistration: false,
      })
    ).id;
    const { id } = await make(last.staff, `${last.path}/delegations`, {
      organisationId: ids['goes'],
      focalPointName: 'Li Na',
      focalPointEmail: 'li@telecom.example',
      locale: 'zh',
      rankClass: 3,
    });
    ids['delegation'] = id;
    await last.staff.post(`${last.path}/delegations/${id}/invitations`, {});
    await last.staff.move(`${last.path}/delegations/${id}`, 'accept');
    for (const givenName of ['Na', 'Wei'])
      ids[givenName] = (
        await make(last.staff, `${last.path}/delegations/${id}/members`, {
          person: { givenName, familyName: 'Li', email: 'li@telecom.example' },
          categoryId: ids['category'],
          part: 'member',
        })
      ).personId;
    await make(
      last.staff,
      `${last.path}/greetings`,
      greetingInput({
        author: { name: 'Ke Ruiwen', title: 'Chairman', organisationId: ids['goes'] },
      }),
    );
    const visit = await make(last.staff, `${last.path}/site-visits`, {
      organisationId: ids['stays'],
      site: 'Data centre',
      title: 'China Telecom data centre',
    });
    await make(last.staff, `${last.path}/site-visits/${visit.id}/departures`, departureInput());
    for (const [organisationId, role] of [
      [ids['goes'], 'sponsor'],
      [ids['stays'], 'sponsor'],
      [ids['goes'], 'co_organiser'],
    ])
      await make(last.staff, `${last.path}/partners`, { organisationId, role });
    const contacts = { name: 'Li Na', function: 'focal_point', email: 'li@telecom.example', locale: 'zh' };
    await make(last.staff, `${last.path}/organisations/${ids['stays']}/contacts`, contacts);
    await make(last.staff, `${last.path}/organisations/${ids['goes']}/contacts`, {
      ...contacts,
      name: 'Wang Wei',
    });
    await app.settled();
  };

  const copyOf = async ({ path, id }: TestEvent): Promise<TestEvent> => {
    const { event } = await make(app.admin, `${path}/copies`, { slug: `next-${id}` });
    return { id: event.id, slug: event.slug, path: `events/${event.slug}`, staff: await app.staff(event.id) };
  };
  const record = async (id: string, query = ''): Promise<any[]> =>
    (await next.staff.get(`${next.path}/organisations/${id}/record${query}`)).body.items.map(
      ({ edition, entries }: any) => [
        edition,
        entries.map(({ kind, title, state, figures }: any) => [kind, title, state, figures]),
      ],
    );

  test('the record says what an organisation sent, received and hosted, the newest first', async () => {
    expect(await record(ids['goes']!)).toEqual([
      [
        11,
        [
          ['delegation', 'China Telecommunications Corporation', 'invited', { members: 0 }],
          ['greeting_sent', 'Ke Ruiwen', 'requested', {}],
          ['partner', 'co_organiser', null, {}],
          ['partner', 'sponsor', null, {}],
        ],
      ],
      [
        10,
        [
          ['delegation', 'China Telecommunications Corporation', 'accepted', { members: 2 }],
          ['greeting_sent', 'Ke Ruiwen', 'requested', {}],
          ['invitation', '2019-001', null, {}],
          ['partner', 'co_organiser', null, {}],
          ['partner', 'sponsor', null, {}],
        ],
      ],
    ]);
    // Of a later edition nobody reads here whom it has asked, before anything was delivered.
    const earlier = (await last.staff.get(`${last.path}/organisations/${ids['goes']}/record`)).body.items;
    expect(
      earlier.map(({ edition: number, entries }: any) => [
        number,
        entries.filter(({ kind }: any) => kind === 'greeting_sent').length,
      ]),
    ).toEqual([
      [11, 0],
      [10, 1],
    ]);
    const [, edition] = (await next.staff.get(`${next.path}/organisations/${ids['goes']}/record`)).body.items;
    expect(edition.entries[2].at).toBe('2019-06-01T08:00:00.000Z');
    const of = async (query: string): Promise<string[]> =>
      (await record(ids['state']!, query)).flatMap(([, entries]) => entries.map(([kind]: any) => kind));
    expect(await of('')).toEqual([]);
    expect(await of('?withParts=true')).toEqual(['partner', 'visit_hosted', 'partner', 'visit_hosted']);
    const [[, [, visit]]] = (await record(ids['stays']!)) as any;
    expect(visit).toEqual([
      'visit_hosted',
      'China Telecom data centre',
      null,
      { departures: 1, visitors: 0 },
    ]);
  });

  test('an event of another series does not see it', async () => {
    const other = await makeEvent(app);
    const answer = await other.staff.get(`${other.path}/organisations/${ids['goes']}/record`);
    expect(answer.body).toEqual({ items: [] });
  });

  describe('two that turn out to be one', () => {
    const merge = (suffix: string, body: object = {}, version = 1): Promise<any> =>
      next.staff.request<any>(
        'POST',
        `${next.path}/organisations/${ids['stays']}/merges${suffix}`,
        { goneId: ids['goes'], goneVersion: 1, reason: 'The same company under its full name.', ...body },
        { ifMatch: version },
      );
    const read = async (id: string): Promise<any> =>
      (await next.staff.get(`${next.path}/organisations/${id}`)).body;

    test('are refused when they are the same, changed meanwhile, or nothing', async () => {
      expect((await merge('', { goneId: ids['stays'] })).body.code).toBe('organisation-merge-with-itself');
      expect((await merge('', { goneId: newId() })).body.code).toBe('organisation-merge-unknown');
      expect((await merge('', { goneVersion: 7 })).body.code).toBe('organisation-merge-stale');
      expect((await merge('', {}, 7)).status).toBe(412);
      const desk = await app.staff(next.id, 'registration_desk');
      expect((await desk.post(`${next.path}/organisations/${ids['stays']}/merges/preview`, {})).status).toBe(
        403,
      );
    });

    test('are refused with the event where both have a delegation', async () => {
      const forum = await makeEvent(app, { title: 'A forum with both' });
      const both = [];
      for (const organisationId of [ids['stays'], ids['goes']])
        both.push(
          await make(forum.staff, `${forum.path}/delegations`, {
            organisationId,
            focalPointName: 'Li Na',
            focalPointEmail: 'li@telecom.example',
            locale: 'zh',
            rankClass: 3,
          }),
        );
      const refused = await merge('/preview');
      expect([refused.status, refused.body.code]).toEqual([409, 'organisation-merge-in-the-way']);
      expect(refused.body.detail).toContain('A forum with both');
      expect((await forum.staff.delete(`${forum.path}/delegations/${both[0].id}`, 1)).status).toBe(204);
    });

    test('show in a preview what would be done, and stay two', async () => {
      const { status, body } = await merge('/preview');
      expect(status).toBe(200);
      expect(body.moved).toEqual([
        { thing: 'organisation_contacts', moved: 1, dropped: 0 },
        { thing: 'organisations', moved: 1, dropped: 0 },
        { thing: 'delegations', moved: 3, dropped: 0 },
        { thing: 'greetings', moved: 2, dropped: 0 },
        { thing: 'partners', moved: 2, dropped: 2 },
        { thing: 'site_visits', moved: 0, dropped: 0 },
      ]);
      expect(body.gone.id).toBe(ids['goes']);
      expect(await read(ids['goes']!)).toEqual(body.gone);
      expect(await read(ids['stays']!)).toMatchObject({ version: 1, rankClass: null });
    });

    test('become one with everything that referred to the other, on record', async () => {
      const preview = (await merge('/preview')).body;
      const done = await merge('');
      expect([done.status, done.body]).toEqual([200, preview]);
      expect(await read(ids['stays']!)).toEqual({
        id: ids['stays'],
        version: 2,
        kind: 'company',
        name: 'China Telecom',
        nameLanguage: 'en',
        shortName: 'CTC',
        names: { ru: 'Чайна Телеком', zh: '中国电信' },
        shortNames: {},
        country: 'CN',
        parentId: ids['state'],
        parent: 'People’s Republic of China',
        rankClass: 3,
      });
      const gone = await next.staff.get(`${next.path}/organisations/${ids['goes']}`);
      expect([gone.status, gone.body.detail]).toEqual([
        404,
        `It turned out to be “China Telecom”: use ${ids['stays']} instead.`,
      ]);
      expect((await read(ids['branch']!)).parentId).toBe(ids['stays']);
      expect(
        (await last.staff.get(`${last.path}/delegations/${ids['delegation']}`)).body.organisationId,
      ).toBe(ids['stays']);
      const contacts = (await next.staff.get(`${next.path}/organisations/${ids['stays']}/contacts`)).body;
      expect(contacts.items.map(({ name, function: role }: any) => [name, role])).toEqual([
        ['Li Na', 'focal_point'],
        ['Wang Wei', 'backup_focal_point'],
      ]);
      expect((await record(ids['stays']!)).map(([edition, entries]) => [edition, entries.length])).toEqual([
        [11, 5],
        [10, 6],
      ]);
      const merges = (await next.staff.get(`${next.path}/organisations/${ids['stays']}/merges`)).body.items;
      expect(merges).toEqual([
        {
          id: expect.any(String),
          gone: preview.gone,
          moved: preview.moved,
          reason: 'The same company under its full name.',
          mergedBy: expect.stringMatching(/^Staff/),
          mergedAt: '2019-06-01T08:00:00.000Z',
        },
      ]);
      expect((await merge('', {}, 2)).body.code).toBe('organisation-merge-unknown');
    });
  });

  // Last, because it moves the clock of the whole file.
  test('a greeting that a delegate has read is on the record of the delegation’s organisation', async () => {
    // Whoever reads takes part: the delegation is accredited, and its members confirmed.
    const delegation = `${last.path}/delegations/${ids['delegation']}`;
    for (const step of ['nominate', 'accredit'])
      expect((await last.staff.move(delegation, step)).status).toBe(200);
    await app.settled();
    const path = await clearedGreeting(last);
    const { version } = (await last.staff.get(path)).body;
    await last.staff.put(`${path}/reader`, { personId: ids['Na'] }, { ifMatch: version });
    await last.staff.post(`${path}/reader/answer`, { accepted: true });
    await moved(last.staff, path, 'schedule', {
      input: {
        mode: 'read_on_behalf',
        sessionId: await makeSession(last),
        position: 1,
        readerPersonId: ids['Na'],
      },
    });
    const reads = async (): Promise<any[]> =>
      (await last.staff.get(`${last.path}/organisations/${ids['stays']}/record`)).body.items
        .flatMap(({ entries }: any) => entries)
        .filter(({ kind }: any) => kind === 'greeting_read');
    expect(await reads()).toEqual([]);
    await app.at('2019-10-21T02:00:00Z');
    const at = '2019-10-21T01:20:00.000Z';
    await moved(last.staff, path, 'deliver', { input: { at, extent: 'full' } });
    expect(await reads()).toEqual([
      {
        kind: 'greeting_read',
        organisationId: ids['stays'],
        id: path.split('/').at(-1),
        title: 'Vladimir Norov',
        state: 'published',
        at,
        figures: {},
        details: {},
      },
    ]);
  });
});
