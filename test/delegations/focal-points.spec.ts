import { Links } from '../../src/access/links.service';
import type { Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { png } from '../support/files';
import { make, makeEvent, type TestEvent } from '../support/factories';
import { holderOf, mailsOf, makeCategory, makeDelegation, memberInput, type MadeDelegation } from './support';

describe('focal points', () => {
  let app: TestApp;
  let event: TestEvent;
  let protocol: Api;
  let delegate: string;
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
    protocol = await app.staff(event.id, 'protocol');
    delegate = await makeCategory(event);
  });

  const backup = { name: 'Karen Grigoryan', email: 'backup@ministry.example', locale: 'ru' };

  const invited = async (changes: object = {}, of: TestEvent = event): Promise<MadeDelegation> => {
    const delegation = await makeDelegation(of, changes);
    const sent = await of.staff.post(`${delegation.path}/invitations`, {});
    expect(sent.status).toBe(200);
    return delegation;
  };

  const linksOf = async ({ path }: MadeDelegation): Promise<any[]> =>
    (await protocol.get(`${path}/links`)).body.items;

  describe('their links', () => {
    test('are one for each person, and what they do is on record under their names', async () => {
      const delegation = await invited({ backup });
      const first = await holderOf(app, delegation, delegation.email);
      const second = await holderOf(app, delegation, backup.email);
      await first.move(delegation.path, 'accept');
      await second.post(`${delegation.path}/members`, memberInput(delegate));
      await second.move(delegation.path, 'nominate');
      const { items } = (await event.staff.get(`${delegation.path}/history`)).body;
      expect(
        items
          .filter(({ byKind }: { byKind: string }) => byKind === 'link')
          .map(({ transition, by }: { transition: string; by: string }) => [transition, by]),
      ).toEqual([
        ['accept', 'Anna Sargsyan'],
        ['nominate', 'Karen Grigoryan'],
      ]);
      expect(
        (await linksOf(delegation)).map(({ name, holder, state }) => [name, holder, state]).sort(),
      ).toEqual([
        ['Anna Sargsyan', 'focal_point', 'good'],
        ['Karen Grigoryan', 'backup', 'good'],
      ]);
    });

    test('are renewed: the new one is sent, the one before opens nothing', async () => {
      const delegation = await invited();
      const before = await holderOf(app, delegation, delegation.email);
      const renewed = await protocol.post(`${delegation.path}/links`, {
        for: 'focal_point',
        expiresAt: '2019-12-01T00:00:00Z',
      });
      expect(renewed.status).toBe(201);
      expect(renewed.body.items.map(({ state, expiresAt }: any) => [state, expiresAt.slice(0, 10)])).toEqual([
        ['good', '2019-12-01'],
        ['revoked', '2019-10-28'],
      ]);
      await app.settled();
      expect(await mailsOf(app, delegation, 'delegation.link')).toMatchObject([
        { email: delegation.email, state: 'sent' },
      ]);
      expect((await before.get(delegation.path)).status).toBe(401);
      const now = await holderOf(app, delegation, delegation.email);
      expect((await now.get(delegation.path)).status).toBe(200);
      const past = await protocol.post(`${delegation.path}/links`, {
        for: 'focal_point',
        expiresAt: '2019-01-01T00:00:00Z',
      });
      expect([past.status, past.body.code]).toEqual([422, 'delegation-link-past']);
      const nobody = await protocol.post(`${delegation.path}/links`, { for: 'backup' });
      expect([nobody.status, nobody.body.code]).toEqual([409, 'delegation-nobody-to-write-to']);
      // The attempts that failed have revoked nothing.
      expect((await now.get(delegation.path)).status).toBe(200);
    });

    test('that are revoked say whom to ask, like those that never were, and mails on their way are kept back', async () => {
      const delegation = await invited({ backup: { ...backup, email: 'backup.r@ministry.example' } });
      await app.settled();
      const focal = await holderOf(app, delegation, delegation.email);
      const other = await holderOf(app, delegation, 'backup.r@ministry.example');
      const link = (await linksOf(delegation)).find(({ holder }) => holder === 'focal_point');
      expect((await focal.delete(`${delegation.path}/links/${link.id}`)).status).toBe(404);
      expect((await protocol.delete(`${delegation.path}/links/${link.id}`)).status).toBe(204);
      expect((await protocol.delete(`${delegation.path}/links/${link.id}`)).status).toBe(204);
      const refused = await focal.get(delegation.path);
      expect([refused.status, refused.body.code]).toEqual([401, 'not-signed-in']);
      expect(refused.body.detail).toMatch(/has expired, or it was revoked\. Ask the secretariat .+@/);
      const forged = await app.api.as(`pl.${link.id}.${'x'.repeat(43)}`).get(delegation.path);
      expect(forged.body.detail).toBe(refused.body.detail);
      expect(JSON.stringify(refused.body)).not.toContain(delegation.name);
      expect((await other.get(delegation.path)).status).toBe(200);
      const shown = (await linksOf(delegation)).find(({ id }) => id === link.id);
      expect([shown.state, shown.revokedBy]).toEqual(['revoked', expect.stringMatching(/^Staff /)]);
      const { items } = (await event.staff.get(`${delegation.path}/history`)).body;
      expect(items.filter(({ transition }: any) => transition === 'revoke_link').length).toBe(1);
    });

    test('end when somebody else is named, also at the same address', async () => {
      const delegation = await invited({ backup: { ...backup, email: 'backup.e@ministry.example' } });
      const focal = await holderOf(app, delegation, delegation.email);
      const second = await holderOf(app, delegation, 'backup.e@ministry.example');
      const change = async (changes: object): Promise<void> => {
        const { version } = (await event.staff.get(delegation.path)).body;
        expect((await event.staff.patch(delegation.path, changes, version)).status).toBe(200);
      };
      await change({ headExempt: true, focalPointName: 'Anna Sargsyan' });
      expect((await focal.get(delegation.path)).status).toBe(200);
      await change({ focalPointName: 'Mher Abrahamyan' });
      expect((await focal.get(delegation.path)).status).toBe(401);
      expect((await second.get(delegation.path)).status).toBe(200);
      await change({ backup: null });
      expect((await second.get(delegation.path)).status).toBe(401);
      const { version } = (await event.staff.get(delegation.path)).body;
      const same = await event.staff.patch(
        delegation.path,
        { backup: { ...backup, email: delegation.email.toUpperCase() } },
        version,
      );
      expect([same.status, same.body.code]).toEqual([422, 'delegation-backup-is-focal-point']);
    });
  });

  test('what is missing is on one page', async () => {
    const press = await makeCategory(event, { title: 'Press' });
    const delegation = await invited({
      quotas: [
        { categoryId: delegate, places: 2 },
        { categoryId: press, places: 1 },
      ],
      nominationsCloseAt: '2019-09-01T10:00:00Z',
    });
    const focal = await holderOf(app, delegation, delegation.email);
    await make(event.staff, `${event.path}/requirements`, {
      kind: 'credentials_letter',
      concerns: 'delegation',
      title: 'Letter of credentials',
      delegationId: delegation.id,
      dueAt: '2019-09-15T10:00:00Z',
    });
    await make(event.staff, `${event.path}/requirements`, {
      kind: 'photo',
      concerns: 'member',
      title: 'Photo',
      delegationId: delegation.id,
    });
    const first = (await focal.get(`${delegation.path}/missing`)).body;
    expect([first.complete, first.answer, first.head, first.submission]).toEqual([false, true, true, false]);
    await focal.move(delegation.path, 'accept');
    const head = await make(focal, `${delegation.path}/members`, memberInput(delegate, { part: 'head' }));
    const then = (await focal.get(`${delegation.path}/missing`)).body;
    expect([then.answer, then.head, then.submission]).toEqual([false, false, true]);
    expect(then.places.map(({ categoryTitle, places, free }: any) => [categoryTitle, places, free])).toEqual([
      ['Delegates', 2, 1],
      ['Press', 1, 1],
    ]);
    expect(then.documents.map(({ title, member, dueAt }: any) => [title, member, dueAt])).toEqual([
      ['Letter of credentials', null, '2019-09-15T10:00:00.000Z'],
      ['Photo', head.name, null],
    ]);
    for (const { id } of then.documents)
      expect(
        (await focal.upload(`${delegation.path}/documents/${id}/file`, { name: 'a.png', bytes: png })).status,
      ).toBe(200);
    await make(focal, `${delegation.path}/members`, memberInput(press));
    const { documents } = (await focal.get(`${delegation.path}/missing`)).body;
    expect(documents.map(({ title }: any) => title)).toEqual(['Photo']);
  });

  test('forms that members have not answered are among what is missing', async () => {
    const asked = await makeCategory(event, { title: 'Speakers' });
    await make(event.staff, `${event.path}/forms`, {
      categoryIds: [asked],
      fields: [
        { key: 'diet', kind: 'text', label: 'Diet', required: true },
        { key: 'hotel', kind: 'text', label: 'Hotel', required: true },
      ],
    });
    const delegation = await invited();
    const focal = await holderOf(app, delegation, delegation.email);
    await focal.move(delegation.path, 'accept');
    const member = await make(focal, `${delegation.path}/members`, memberInput(asked));
    const { forms } = (await focal.get(`${delegation.path}/missing`)).body;
    expect(forms.map(({ registrationId, answers }: any) => [registrationId, answers])).toEqual([
      [member.id, 2],
    ]);
  });

  describe('somebody who is nominated twice', () => {
    const person = { givenName: 'Tigran', familyName: 'Hakobyan', email: 'office@ministry.example' };

    test('by one delegation is a member already, unless the date of birth tells two apart', async () => {
      const delegation = await invited();
      const focal = await holderOf(app, delegation, delegation.email);
      const input = memberInput(delegate, { person: { ...person, givenName: 'Armen' } });
      await make(focal, `${delegation.path}/members`, input);
      const again = await focal.post(`${delegation.path}/members`, input);
      expect([again.status, again.body.code]).toEqual([409, 'delegation-member-exists']);
      expect(again.body.detail).toContain('date of birth');
      const other = await focal.post(
        `${delegation.path}/members`,
        memberInput(delegate, { person: { ...person, givenName: 'Armen', birthDate: '1980-05-17' } }),
      );
      expect(other.status).toBe(201);
      expect((await protocol.get(`${event.path}/double-nominations`)).body.items).toEqual([]);
    });

    test('by two delegations is for protocol to decide, and neither learns of the other', async () => {
      const one = await invited({ quotas: [{ categoryId: delegate, places: 1 }] });
      const two = await invited({ quotas: [{ categoryId: delegate, places: 1 }] });
      const input = memberInput(delegate, { person });
      const first = await holderOf(app, one, one.email);
      const second = await holderOf(app, two, two.email);
      const { id: registrationId } = await make(first, `${one.path}/members`, input);
      const refused = await second.post(`${two.path}/members`, input);
      const keyed = await second.post(`${two.path}/members`, input, { idempotencyKey: 'once-more-0001' });
      expect([refused.status, refused.body.code, keyed.body.code]).toEqual([
        409,
        'delegation-person-registered',
        'delegation-person-registered',
      ]);
      for (const said of [one.name, one.id, registrationId])
        expect(JSON.stringify(refused.body)).not.toContain(said);
      expect((await second.get(`${two.path}/missing`)).body.waiting).toMatchObject([
        { name: 'Tigran Hakobyan', part: 'member' },
      ]);
      expect((await second.get(`${event.path}/double-nominations`)).status).toBe(404);
      const { items } = (await protocol.get(`${event.path}/double-nominations?state=open`)).body;
      expect(items).toMatchObject([
        {
          name: 'Tigran Hakobyan',
          organisation: two.name,
          nominatedBy: 'Anna Sargsyan',
          registrationId,
          otherOrganisation: one.name,
        },
      ]);
      const path = `${event.path}/double-nominations/${items[0].id}`;
      expect((await protocol.move(path, 'move')).body.code).toBe('comment-required');
      const moved = await protocol.move(path, 'move', { comment: 'Agreed with both' });
      expect([moved.status, moved.body.state, moved.body.registrationState]).toEqual([
        200,
        'moved',
        'cancelled',
      ]);
      await app.settled();
      expect((await event.staff.get(one.path)).body).toMatchObject({ memberCount: 0 });
      const [member] = (await second.get(`${two.path}/members`)).body.items;
      expect(member.name).toBe('Tigran Hakobyan');
      expect((await event.staff.get(one.path)).body.quotas[0].taken).toBe(0);
    });

    test('stays where they are, if protocol says so; then it can come up again', async () => {
      const one = await invited();
      const two = await invited();
      const input = memberInput(delegate, { person: { ...person, givenName: 'Vahan' } });
      await make(event.staff, `${one.path}/members`, input);
      const second = await holderOf(app, two, two.email);
      await second.post(`${two.path}/members`, input);
      const [entry] = (await protocol.get(`${event.path}/double-nominations?state=open`)).body.items;
      expect((await protocol.move(`${event.path}/double-nominations/${entry.id}`, 'stay')).body.state).toBe(
        'stayed',
      );
      expect((await second.get(`${two.path}/missing`)).body.waiting).toEqual([]);
      expect((await second.post(`${two.path}/members`, input)).status).toBe(409);
      expect((await protocol.get(`${event.path}/double-nominations?state=open`)).body.items.length).toBe(1);
    });
  });

  describe('a member in whose place somebody else comes', () => {
    const person = (givenName: string): object => ({
      person: { givenName, familyName: 'Instead', email: 'instead@ministry.example' },
    });

    test('who was only named keeps the place for the other one', async () => {
      const delegation = await invited({ quotas: [{ categoryId: delegate, places: 1 }] });
      const focal = await holderOf(app, delegation, delegation.email);
      const first = await make(focal, `${delegation.path}/members`, memberInput(delegate, { part: 'head' }));
      const replaced = await focal.post(
        `${delegation.path}/members/${first.id}/replacement`,
        person('Davit'),
        { ifMatch: first.version },
      );
      expect([replaced.status, replaced.body.name, replaced.body.part, replaced.body.state]).toEqual([
        200,
        'Davit Instead',
        'head',
        'draft',
      ]);
      expect((await focal.get(delegation.path)).body).toMatchObject({
        memberCount: 1,
        headRegistrationId: replaced.body.id,
        quotas: [{ categoryId: delegate, places: 1, taken: 1 }],
      });
      const before = (await event.staff.get(`${event.path}/registrations/${first.id}`)).body;
      expect(before.state).toBe('cancelled');
    });

    test('who was confirmed passes the registration on, and the documents are asked for again', async () => {
      const passing = await makeCategory(event, { transferUntil: '2019-10-01T00:00:00Z' });
      const delegation = await invited({ quotas: [{ categoryId: passing, places: 1 }] });
      await make(event.staff, `${event.path}/requirements`, {
        kind: 'passport_page',
        concerns: 'member',
        title: 'Passport',
        delegationId: delegation.id,
      });
      const focal = await holderOf(app, delegation, delegation.email);
      await focal.move(delegation.path, 'accept');
      const first = await make(focal, `${delegation.path}/members`, memberInput(passing));
      const [document] = (await focal.get(`${delegation.path}/documents`)).body.items;
      const path = `${delegation.path}/documents/${document.id}`;
      await focal.upload(`${path}/file`, { name: 'p.png', bytes: png });
      await focal.move(delegation.path, 'nominate');
      await protocol.move(delegation.path, 'accredit');
      await app.settled();
      const memberPath = `${delegation.path}/members/${first.id}`;
      const replace = async (name: string) =>
        focal.post(`${memberPath}/replacement`, person(name), {
          ifMatch: (await focal.get(memberPath)).body.version,
        });
      const replaced = await replace('Gor');
      expect([replaced.status, replaced.body.id, replaced.body.name]).toEqual([200, first.id, 'Gor Instead']);
      expect((await focal.get(path)).body).toMatchObject({
        state: 'missing',
        file: null,
        member: 'Gor Instead',
      });
      expect((await focal.get(`${path}/file`)).status).toBe(404);
      const { items } = (await event.staff.get(`${event.path}/registrations/${first.id}/history`)).body;
      expect(items.find(({ transition }: any) => transition === 'transfer')).toMatchObject({
        by: 'Anna Sargsyan',
        byKind: 'link',
      });
      const twice = await replace('Narek');
      expect([twice.status, twice.body.code]).toEqual([409, 'transfer-not-possible']);
    });

    test('is not replaced by somebody who is registered elsewhere; the place stays as it was', async () => {
      const one = await invited();
      const two = await invited();
      await make(event.staff, `${one.path}/members`, { ...memberInput(delegate), ...person('Aram') });
      const focal = await holderOf(app, two, two.email);
      const member = await make(focal, `${two.path}/members`, memberInput(delegate));
      const refused = await focal.post(`${two.path}/members/${member.id}/replacement`, person('Aram'), {
        ifMatch: member.version,
      });
      expect([refused.status, refused.body.code]).toEqual([409, 'delegation-person-registered']);
      expect((await focal.get(`${two.path}/members/${member.id}`)).body.state).toBe('draft');
    });
  });

  // Last, because it moves the clock of the whole file.
  test('every route refuses every wrong link, and tells nothing of the delegation', async () => {
    const forum = await makeEvent(app);
    const category = await makeCategory(forum);
    const target = await invited({ focalPointName: 'Target Person' }, forum);
    const member = await make(
      forum.staff,
      `${target.path}/members`,
      memberInput(category, {
        person: { givenName: 'Hidden', familyName: 'Member', email: 'hidden@ministry.example' },
      }),
    );
    await make(forum.staff, `${forum.path}/requirements`, {
      kind: 'photo',
      concerns: 'member',
      title: 'Hidden photo',
    });
    const [document] = (await forum.staff.get(`${target.path}/documents`)).body.items;
    const focal = await holderOf(app, target, target.email);
    await focal.move(target.path, 'accept');
    const applicant = await make(app.api, `${forum.path}/registrations`, {
      categoryId: await makeCategory(forum, { delegationEntry: 'by_participant' }),
      delegationId: target.id,
      person: { givenName: 'Hidden', familyName: 'Applicant', email: 'hidden.too@ministry.example' },
    });
    await focal.upload(`${target.path}/documents/${document.id}/file`, { name: 'p.png', bytes: png });
    const [link] = (await forum.staff.get(`${target.path}/links`)).body.items;

    const links = app.app.get(Links);
    const tokenTo = async (kind: 'delegation' | 'registration', of: TestEvent, id: string, until: string) =>
      (await links.tokens(kind, of.id, [{ id, name: 'Somebody else' }], new Date(until))).get(id)!;
    const neighbour = await invited({}, forum);
    const elsewhere = await invited();
    const revoked = await invited({}, forum);
    const revokedLink = await holderOf(app, revoked, revoked.email);
    await links.revoke('delegation', revoked.id);
    const expired = await tokenTo('delegation', forum, target.id, '2019-06-15T00:00:00Z');
    const wrong: Record<string, Api> = {
      'of another delegation': await holderOf(app, neighbour, neighbour.email),
      'of another event': await holderOf(app, elsewhere, elsewhere.email),
      'that was revoked': revokedLink,
      'that has expired': app.api.as(expired),
      'of a member': app.api.as(await tokenTo('registration', forum, member.id, '2030-01-01')),
    };
    await app.at('2019-06-15T00:00:00Z');

    const ids: Record<string, string> = {
      event: forum.slug,
      id: target.id,
      registration: member.id,
      document: document.id,
      application: applicant.id,
      number: '1',
      link: link.id,
    };
    const { body: openApi } = await app.api.get('/api/openapi.json');
    const closed = app.routes
      .filter(({ method, url }) => url.startsWith('/api/v1/events/:event/') && method !== 'HEAD')
      .filter(
        ({ method, url }) =>
          !/Public:|Whoever is signed in/.test(
            openApi.paths[url.replace(/:(\w+)/g, '{$1}')][method.toLowerCase()].description,
          ),
      )
      .map(({ method, url }) => ({
        method,
        url,
        path: url.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? target.id),
      }));
    const ofDelegations = closed.filter(({ url }) => url.startsWith('/api/v1/events/:event/delegations/:id'));
    expect(ofDelegations.length).toBeGreaterThan(20);
    // The right link opens what is its own: what the wrong ones are refused is there.
    const opened: string[] = [];
    for (const { method, path, url } of ofDelegations) {
      if (method === 'GET' && (await focal.download(path)).status === 200) opened.push(url.split(':id')[1]!);
    }
    expect(opened.sort()).toEqual([
      '',
      '/applications',
      '/applications/:application',
      '/documents',
      '/documents/:document',
      '/documents/:document/file',
      '/history',
      '/invitations',
      '/invitations/:number.pdf',
      '/member-order',
      '/members',
      '/members/:registration',
      '/members/:registration/texts',
      '/missing',
      '/official-documents',
      '/places',
      '/replacements',
      '/transitions',
    ]);
    const before = (await forum.staff.get(`${target.path}/history?withTotal=true`)).body.total;
    const letIn: string[] = [];
    for (const [name, api] of Object.entries(wrong)) {
      // What is not of a delegation knows no link to one: for that, one of them is enough.
      for (const { method, path, url } of name === 'of another delegation' ? closed : ofDelegations) {
        const { status, body } = await api.request<unknown>(method, path, method === 'GET' ? undefined : {}, {
          ifMatch: 1,
        });
        const said = JSON.stringify(body);
        const leaks = [target.name, target.email, 'Target Person', 'Hidden'].some((secret) =>
          said.includes(secret),
        );
        if (![401, 403, 404].includes(status) || leaks) letIn.push(`${name}: ${method} ${url} ${status}`);
      }
    }
    expect(letIn).toEqual([]);
    expect((await forum.staff.get(`${target.path}/history?withTotal=true`)).body.total).toBe(before);
    expect((await wrong['that has expired']!.get(target.path)).body.detail).toContain('Ask the secretariat');
  });
});
