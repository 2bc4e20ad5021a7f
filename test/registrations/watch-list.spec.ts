import { createHash } from 'node:crypto';
import { Links } from '../../src/access/links.service';
import type { Answer, Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, serial, type TestEvent } from '../support/factories';
import { statementsOf } from '../support/statements';
import { makeCategory, makeForm, personInput, personWith, register } from './support';

describe('the watch list', () => {
  let app: TestApp;
  let event: TestEvent;
  let security: Api;
  let protocol: Api;
  let organiser: Api;
  let category: any;
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
    security = await app.staff(event.id, 'security');
    protocol = await app.staff(event.id, 'protocol');
    organiser = await app.staff(event.id, 'organiser');
    category = await makeCategory(event, { approval: 'review' });
    // A list with somebody on it whom nobody is like: an empty one compares nobody.
    await entry({ names: ['Zzyzx Qwertyuiop'] });
  });

  const list = (): string => `${event.path}/watch-list`;
  const pathOf = (id: string): string => `${event.path}/registrations/${id}`;
  const entry = (changes: object = {}): Promise<any> =>
    make(security, `${list()}/entries`, {
      names: [`Nobody ${serial()}`],
      reason: 'Disturbed the opening.',
      source: 'Host country',
      ...changes,
    });
  /** Lets the program look at what has changed. */
  const compared = async (): Promise<void> => {
    await app.settled();
    await app.at(app.clock.now().toISOString());
  };
  const matchesOf = async (registrationId: string): Promise<any[]> =>
    (await security.get(`${list()}/matches?registrationId=${registrationId}`)).body.items;
  const matchPath = (id: string): string => `${list()}/matches/${id}`;
  const clear = (id: string, by: Api = security): Promise<Answer> =>
    by.move(matchPath(id), 'clear', { comment: 'Another person.' });
  const confirm = (id: string, input: object, by: Api = security): Promise<Answer> =>
    by.move(matchPath(id), 'confirm', { comment: 'It is him.', input });
  const says = ({ status, body }: Answer): [number, string] => [status, body.code];
  /** A name that is like no other in this file. */
  const letters = (): string =>
    createHash('sha256')
      .update(`name ${serial()}`)
      .digest('hex')
      .slice(0, 12)
      .replace(/./g, (digit) => 'abdefghiklmnoprt'[Number.parseInt(digit, 16)]!);
  const isOnly = async (registrationId: string): Promise<any> => {
    await compared();
    const all = await matchesOf(registrationId);
    expect(all.length).toBe(1);
    return all[0];
  };

  describe('is kept', () => {
    test('by officers of security, and seen by nobody else', async () => {
      const made = await entry({
        names: ['Ivan Petrov', 'Иван Петров'],
        birthDate: '1970-01-31',
        nationality: 'RU',
        documentNumber: '70 1234567',
        validUntil: '2019-12-31',
      });
      expect(made).toMatchObject({
        names: ['Ivan Petrov', 'Иван Петров'],
        birthDate: '1970-01-31',
        nationality: 'RU',
        documentNumber: '70 1234567',
        validUntil: '2019-12-31',
        addedBy: expect.stringMatching(/^Staff /),
      });
      const { rows } = {
        rows: await app.db.query('SELECT * FROM watch_list_entries WHERE id = $1', [made.id]),
      };
      expect(JSON.stringify(rows)).not.toContain('1234567');
      const path = `${list()}/entries/${made.id}`;
      const changed = await security.patch(
        path,
        { names: ['Petrov Ivan'], documentNumber: null },
        made.version,
      );
      expect([changed.body.names, changed.body.documentNumber, changed.body.birthDate]).toEqual([
        ['Petrov Ivan'],
        null,
        '1970-01-31',
      ]);
      expect((await security.get(`${list()}/entries?q=petrov`)).body.items.length).toBe(1);
      for (const by of [protocol, organiser, await app.staff(event.id, 'auditor', 'registration_desk')])
        for (const route of ['entries', `entries/${made.id}`, 'matches', 'looks'])
          expect((await by.get(`${list()}/${route}`)).status).toBe(403);
      expect((await app.api.get(`${list()}/entries`)).status).toBe(401);
      expect((await protocol.post(`${list()}/entries`, {})).status).toBe(403);
      expect((await security.delete(path, changed.body.version)).status).toBe(204);
      expect((await security.get(path)).status).toBe(404);
    });

    test('many at once, all or none, with what is wrong named', async () => {
      const one = { names: ['Many One'], reason: 'List', source: 'Host' };
      const wrong = await security.post(`${list()}/entries/bulk`, {
        entries: [one, { ...one, names: ['…'] }, { ...one, names: [] }],
      });
      expect([wrong.status, wrong.body.errors.map(({ pointer }: any) => pointer)]).toEqual([
        422,
        ['/entries/2/names', '/entries/1/names/0'],
      ]);
      const number = await security.post(`${list()}/entries/bulk`, {
        entries: [{ ...one, documentNumber: 'abc' }],
      });
      expect(says(number)).toEqual([422, 'watch-list-document-invalid']);
      expect((await security.get(`${list()}/entries?q=many`)).body.items).toEqual([]);
      const made = await security.post(`${list()}/entries/bulk`, {
        entries: [one, { ...one, names: ['Many Two'] }],
      });
      expect([made.status, made.body.added]).toEqual([201, 2]);
      expect((await security.get(`${list()}/entries?q=many`)).body.items.length).toBe(2);
    });

    test('with every look on record', async () => {
      const made = await entry();
      const before = (await security.get(`${list()}/looks`)).body.items.length;
      await security.get(`${list()}/entries/${made.id}`);
      const { items } = (await security.get(`${list()}/looks`)).body;
      expect([items.length - before, items[0]]).toEqual([
        1,
        {
          id: expect.any(String),
          what: 'entries',
          seen: [made.id],
          byName: expect.stringMatching(/^Staff /),
          at: '2019-06-01T08:00:00.000Z',
        },
      ]);
    });
  });

  describe('is compared', () => {
    test('with whoever registers: other scripts, orders and spellings, date of birth and nationality', async () => {
      const family = letters();
      await entry({ names: [`Хрущёв ${family}`], birthDate: '1970-01-31', nationality: 'RU' });
      const one = await register(app.api, event, category.id, {
        person: personInput({ givenName: family, familyName: 'Khrushchov', birthDate: '1970-01-31' }),
      });
      const other = await register(app.api, event, category.id);
      const match = await isOnly(one.id);
      expect(match).toMatchObject({
        state: 'open',
        reasons: expect.arrayContaining(['birth_date.same', 'nationality.same']),
        person: { registrationId: one.id, code: one.code, name: `${family} Khrushchov` },
        entry: { names: [`Хрущёв ${family}`], reason: 'Disturbed the opening.' },
      });
      expect(match.score).toBeGreaterThanOrEqual(90);
      expect(await matchesOf(other.id)).toEqual([]);
    });

    test('with whoever is registered when an entry comes, changes, ends or goes', async () => {
      const family = letters();
      const { id } = await register(app.api, event, category.id, {
        person: personInput({ givenName: 'Anna', familyName: family }),
      });
      const made = await entry({ names: [`${family} Anna`], validUntil: '2019-06-30' });
      expect(await isOnly(id)).toMatchObject({
        state: 'open',
        reasons: expect.arrayContaining(['name.order']),
      });
      const path = `${list()}/entries/${made.id}`;
      const renamed = await security.patch(path, { names: ['Somebody Else Entirely'] }, made.version);
      expect((await isOnly(id)).state).toBe('lapsed');
      const back = await security.patch(path, { names: [`Anna ${family}`] }, renamed.body.version);
      expect(await isOnly(id)).toMatchObject({
        state: 'open',
        reasons: expect.arrayContaining(['name.exact']),
      });
      const now = app.clock.now().toISOString();
      await app.at('2019-07-01T00:00:00Z');
      expect((await matchesOf(id))[0].state).toBe('lapsed');
      await app.at(now);
      const anew = await security.patch(path, { validUntil: null }, back.body.version);
      expect((await isOnly(id)).state).toBe('open');
      await security.delete(path, anew.body.version);
      expect((await isOnly(id)).state).toBe('lapsed');
    });

    test('with a name or document that changes; and with members who are named and people who take a place over', async () => {
      const family = letters();
      const native = `李${serial()}娜`;
      const form = await makeCategory(event, { approval: 'review' });
      await makeForm(event, form.id, [
        { key: 'passport', kind: 'text', label: 'Passport', required: 'never' },
      ]);
      const { id } = await register(app.api, event, form.id);
      await entry({ names: [native] });
      await entry({ names: ['Document Only'], documentNumber: 'X 987-654' });
      await compared();
      expect(await matchesOf(id)).toEqual([]);
      const version = async (): Promise<number> => (await event.staff.get(pathOf(id))).body.version;
      await event.staff.patch(pathOf(id), { nativeName: native }, await version());
      expect((await isOnly(id)).reasons).toEqual(['name.exact']);
      await event.staff.patch(pathOf(id), { answers: { passport: 'x987654' } }, await version());
      await compared();
      expect((await matchesOf(id)).map(({ reasons, score }) => [reasons, score])).toEqual([
        [['name.exact'], 100],
        [['document.same'], 100],
      ]);
      await entry({ names: [`Boris ${family}`] });
      const other = await register(app.api, event, category.id);
      await event.staff.move(pathOf(other.id), 'transfer', {
        input: { person: personInput({ givenName: 'Boris', familyName: family }) },
      });
      expect((await isOnly(other.id)).state).toBe('open');
    });

    test('no more with who has ended; an undecided match lapses', async () => {
      const family = letters();
      await entry({ names: [`Anna ${family}`] });
      const { id } = await register(app.api, event, category.id, {
        person: personInput({ givenName: 'Anna', familyName: family }),
      });
      await isOnly(id);
      await event.staff.move(pathOf(id), 'cancel');
      expect((await isOnly(id)).state).toBe('lapsed');
    });

    test('in one event only', async () => {
      const elsewhere = await makeEvent(app);
      const there = await makeCategory(elsewhere);
      const family = letters();
      await entry({ names: [`Anna ${family}`] });
      const { id } = await register(app.api, elsewhere, there.id, {
        person: personInput({ givenName: 'Anna', familyName: family }),
      });
      await compared();
      const officer = await app.staff(elsewhere.id, 'security');
      expect(
        (await officer.get(`${elsewhere.path}/watch-list/matches?registrationId=${id}`)).body.items,
      ).toEqual([]);
    });
  });

  /** Somebody who is like an entry, compared. */
  const alike = async (
    of: string = category.id,
  ): Promise<{ id: string; code: string; match: any; person: any }> => {
    const family = letters();
    await entry({ names: [`Anna ${family}`] });
    const person = personInput({ givenName: 'Anna', familyName: family });
    const { id, code } = await register(app.api, event, of, { person });
    return { id, code, match: await isOnly(id), person };
  };

  describe('an officer decides', () => {
    test('undecided, it holds approval; others see that it waits, and not why', async () => {
      const { id, match } = await alike();
      const approve = (): Promise<Answer> => protocol.move(pathOf(id), 'approve');
      const held = await approve();
      expect([held.status, held.body.detail]).toEqual([
        409,
        expect.stringContaining('It waits for a decision.'),
      ]);
      const seen = (await protocol.get(pathOf(id))).body;
      expect([seen.approval.waitsForDecision, seen.approval.hold, seen.state]).toEqual([
        true,
        null,
        'submitted',
      ]);
      expect(JSON.stringify([seen, held.body]).toLowerCase()).not.toMatch(/watch|match|disturbed/);
      expect((await security.move(matchPath(match.id), 'clear')).body.code).toBe('comment-required');
      const cleared = await clear(match.id);
      expect([cleared.body.state, cleared.body.decision, cleared.body.decidedBy]).toEqual([
        'cleared',
        'Another person.',
        expect.stringMatching(/^Staff /),
      ]);
      expect((await approve()).body.state).toBe('confirmed');
      for (const by of [protocol, organiser]) {
        expect((await by.get(matchPath(match.id))).status).toBe(403);
        expect((await by.get(`${matchPath(match.id)}/history`)).status).toBe(403);
        expect((await clear(match.id, by)).status).toBe(403);
      }
      expect(
        (await security.get(`${matchPath(match.id)}/history`)).body.items.map(
          ({ transition }: any) => transition,
        ),
      ).toEqual(['create', 'clear']);
    });

    test('what is decided stays decided until the data change', async () => {
      const { id, match } = await alike();
      await clear(match.id);
      const touch = async (changes: object): Promise<any> => {
        const { version } = (await event.staff.get(pathOf(id))).body;
        expect((await event.staff.patch(pathOf(id), changes, version)).status).toBe(200);
        return isOnly(id);
      };
      expect((await touch({ post: 'Minister', locale: 'ru' })).state).toBe('cleared');
      expect(await touch({ nativeName: 'Анна' })).toMatchObject({
        state: 'open',
        decidedBy: null,
        decision: null,
      });
    });

    test('confirmed, the officer puts it on hold, which only officers of security resume', async () => {
      const { id, match } = await alike();
      expect(says(await confirm(match.id, {}))).toEqual([422, 'against-the-rules']);
      expect((await confirm(match.id, { consequence: 'hold' })).body.state).toBe('confirmed');
      const seen = (await protocol.get(pathOf(id))).body;
      expect([seen.state, seen.approval.hold]).toEqual([
        'submitted',
        expect.objectContaining({ reason: 'It waits for a decision.' }),
      ]);
      expect((await protocol.move(pathOf(id), 'resume')).status).toBe(409);
      expect((await security.move(pathOf(id), 'resume')).status).toBe(200);
      expect((await protocol.move(pathOf(id), 'approve')).body.state).toBe('confirmed');
    });

    test('or refuses it, with another reason for the person; the mail says nothing of the list', async () => {
      const { match, person } = await alike();
      const vague = await confirm(match.id, { consequence: 'refuse' });
      expect(says(vague)).toEqual([409, 'transition-not-possible']);
      const done = await confirm(match.id, {
        consequence: 'refuse',
        reasonForPerson: 'All places are taken.',
      });
      expect([done.status, done.body.person.state]).toEqual([200, 'rejected']);
      await app.settled();
      const asJson = { headers: { accept: 'application/json' } };
      const { body } = await app.api.get(`/mailbox?q=${encodeURIComponent(String(person['email']))}`, asJson);
      const mails = [];
      for (const mail of body.items) mails.push((await app.api.get(`/mailbox/${mail.id}`, asJson)).body.text);
      expect(mails.join('\n')).toContain('All places are taken.');
      expect(mails.join('\n')).not.toMatch(/It is him|watch|Disturbed|Host country/);
    });

    test('two officers at once: one decision stands', async () => {
      const officers = [security, await app.staff(event.id, 'security')];
      for (let round = 0; round < 3; round += 1) {
        const { id, match } = await alike();
        const answers = await Promise.all([
          clear(match.id, officers[0]),
          confirm(match.id, { consequence: 'hold' }, officers[1]),
        ]);
        expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
        const [now] = await matchesOf(id);
        const held = (await event.staff.get(pathOf(id))).body.onHoldSince !== null;
        expect([now.state, held]).toEqual(
          answers[0].status === 200 ? ['cleared', false] : ['confirmed', true],
        );
      }
    });
  });

  test('undecided, whoever has a place is neither let in nor given a badge at the desk', async () => {
    const open = await makeCategory(event);
    const { id, code, match } = await alike(open.id);
    expect(says(await event.staff.get(`${pathOf(id)}/badge.pdf`))).toEqual([409, 'badge-none']);
    const now = app.clock.now();
    app.clock.set('2019-10-22T02:00:00Z');
    const scan = (): Promise<Answer> => event.staff.post(`${event.path}/check-ins`, { code });
    const refused = await scan();
    expect([refused.status, refused.body.reason]).toEqual([409, 'not_approved']);
    await clear(match.id);
    expect((await scan()).status).toBe(201);
    app.clock.set(now);
  });

  test('the person and the delegation see nothing: every route of theirs answers as it does of anybody else', async () => {
    const home = await makeCategory(event, { badgeAtHome: true });
    const steps = await makeCategory(event, {
      approval: 'review',
      approvalSteps: [
        { key: 'focal', title: 'Focal point', role: 'focal_point' },
        { key: 'protocol', title: 'Protocol', role: 'protocol' },
      ],
    });
    const organisation = await make(event.staff, `${event.path}/organisations`, {
      kind: 'ministry',
      name: `Ministry ${serial()}`,
      country: 'RU',
    });
    const delegation = await make(event.staff, `${event.path}/delegations`, {
      organisationId: organisation.id,
      focalPointName: 'Ivan',
      focalPointEmail: `focal-${serial()}@ministry.example`,
      locale: 'ru',
      rankClass: 2,
    });
    const path = `${event.path}/delegations/${delegation.id}`;
    await event.staff.post(`${path}/invitations`, {});
    const [watched, plain] = [letters(), letters()];
    await entry({ names: [`Anna ${watched}`], birthDate: '1970-01-31' });

    /** All that somebody and their focal point are answered, with what is theirs alone taken out. */
    const all = async (family: string): Promise<string[]> => {
      const person = personInput({ givenName: 'Anna', familyName: family, birthDate: '1970-01-31' });
      const own = await app.api.post(`${event.path}/registrations`, { categoryId: home.id, person });
      const member = await make(event.staff, `${path}/members`, {
        person: { ...person, email: `m-${family}@x.example` },
        categoryId: steps.id,
        part: 'member',
      });
      await event.staff.move(pathOf(member.id), 'submit');
      await compared();
      const tokens = await app.app
        .get(Links)
        .tokens('delegation', event.id, [{ id: delegation.id, name: 'Ivan' }], new Date('2100-01-01'));
      const focal = app.api.as(tokens.get(delegation.id)!);
      const me = await personWith(app, event, own.body.id);
      const it = await personWith(app, event, member.id);
      const answers: Answer[] = [own];
      for (const [by, id] of [
        [me, own.body.id],
        [it, member.id],
      ] as const)
        for (const more of ['', '/transitions', '/history', '/badge-token'])
          answers.push(await by.get(`${pathOf(id)}${more}`));
      answers.push(await focal.get(`${path}/members/${member.id}`));
      answers.push(await focal.get(`${path}/missing`));
      answers.push(await focal.post(`${path}/members/${member.id}/decisions`, { decision: 'approve' }));
      answers.push(await it.get(pathOf(member.id)));
      const badge = await me.download(`${pathOf(own.body.id)}/badge.pdf`);
      for (const by of [me, it, focal, app.api])
        answers.push(await by.get(`${list()}/matches`), await by.get(`${list()}/entries`));
      const said = answers.map(({ status, headers, body }) =>
        JSON.stringify([status, headers.get('etag'), body]),
      );
      return [...said, String(badge.status)].map((text) =>
        text
          .replaceAll(family, 'FAMILY')
          .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')
          .replace(/anna\.\d+@/g, 'anna@')
          .replace(/"(code|token|requestId|instance|traceId)":"[^"]*"/g, '"$1"')
          .replace(/PB1:[A-Z2-7]+/g, 'TOKEN')
          .replace(/"ETAG-[^"]*"/g, 'ETAG'),
      );
    };
    const ofSomebody = await all(plain);
    const ofWatched = await all(watched);
    expect(
      (await security.get(`${list()}/matches?state=open`)).body.items.filter(
        ({ person }: any) => person.name === `Anna ${watched}`,
      ).length,
    ).toBe(2);
    expect(ofWatched.map((text, index) => (text === ofSomebody[index] ? 'same' : text))).toEqual(
      ofWatched.map(() => 'same'),
    );
  });

  test('to register takes the same work, whoever it is', async () => {
    const known = letters();
    await entry({ names: [`Anna ${known}`] });
    const cost = (family: string): Promise<number> =>
      statementsOf(app.db, () =>
        app.api.post(`${event.path}/registrations`, {
          categoryId: category.id,
          person: personInput({ givenName: 'Anna', familyName: family }),
        }),
      );
    // The first one finds what is kept for a while about the event.
    await cost(letters());
    expect(await cost(known)).toBe(await cost(letters()));
  });

  test('nothing of it stands in an export', async () => {
    const { match } = await alike();
    const job = await make(event.staff, `${event.path}/registrations/exports`, { format: 'csv' }, 202);
    await app.settled();
    const { result } = (await event.staff.get(`jobs/${job.id}`)).body;
    const sheet = (await event.staff.download(result.url)).body.toString('utf8');
    expect(sheet).toContain(match.person.code);
    expect(sheet).not.toMatch(/Disturbed|Host country|It waits for a decision/);
  });

  test('a member of an accredited delegation is confirmed when it is cleared', async () => {
    const review = await makeCategory(event, { approval: 'review' });
    const organisation = await make(event.staff, `${event.path}/organisations`, {
      kind: 'ministry',
      name: `Ministry ${serial()}`,
      country: 'RU',
    });
    const delegation = await make(event.staff, `${event.path}/delegations`, {
      organisationId: organisation.id,
      focalPointName: 'Ivan',
      focalPointEmail: `focal-${serial()}@ministry.example`,
      locale: 'ru',
      rankClass: 2,
    });
    const path = `${event.path}/delegations/${delegation.id}`;
    const family = letters();
    await entry({ names: [`Anna ${family}`] });
    const member = await make(event.staff, `${path}/members`, {
      person: personInput({ givenName: 'Anna', familyName: family }),
      categoryId: review.id,
      part: 'member',
    });
    const match = await isOnly(member.id);
    for (const transition of ['accept', 'nominate', 'accredit']) await event.staff.move(path, transition);
    await app.settled();
    expect((await event.staff.get(pathOf(member.id))).body.state).toBe('submitted');
    await clear(match.id);
    await app.settled();
    expect((await event.staff.get(pathOf(member.id))).body.state).toBe('confirmed');
  });
});
