import { Links } from '../../src/access/links.service';
import type { Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, serial, type TestEvent } from '../support/factories';
import { readPdf } from '../support/pdf';
import { makeDelegation, memberInput } from '../delegations/support';
import { mailsTo } from '../programme/role-support';
import {
  canary,
  clearedGreeting,
  embargoedGreeting,
  greetingInput,
  linkOf,
  makeReader,
  makeSession,
  moved,
} from './support';

describe('reading copies', () => {
  let app: TestApp;
  let event: TestEvent;
  beforeAll(async () => {
    app = await startApp({ now: '2019-10-01T02:00:00Z' });
    event = await makeEvent(app);
  });

  interface Guest {
    readonly personId: string;
    readonly registrationId: string;
    readonly email: string;
  }

  const guest = async (name?: string): Promise<Guest> => {
    const made = await makeReader(app, event, name);
    const [person] = await app.db.query<{ email: string }>('SELECT email FROM persons WHERE id = $1', [
      made.personId,
    ]);
    return { ...made, email: person!.email };
  };
  const asked = async (path: string, { personId }: Guest, accepted?: boolean): Promise<void> => {
    const { version } = (await event.staff.get(path)).body;
    const answer = await event.staff.put(`${path}/reader`, { personId }, { ifMatch: version });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    if (accepted !== undefined) await event.staff.post(`${path}/reader/answer`, { accepted });
  };
  const linkTo = ({ registrationId }: Guest): Promise<Api> => linkOf(app, event, registrationId);
  const copyPath = (path: string, language?: string): string =>
    `${path}/reading-copy.pdf${language ? `?language=${language}` : ''}`;
  const wordsIn = (bytes: Buffer): string =>
    readPdf(bytes)
      .pages.flatMap(({ texts }) => texts.map(({ text }) => text))
      .join('\n');
  const fetched = async (api: Api, path: string, language?: string): Promise<string> => {
    const answer = await api.download(copyPath(path, language));
    if (answer.status !== 200) throw new Error(`no copy: ${answer.status} ${JSON.stringify(answer.body)}`);
    return wordsIn(answer.body);
  };
  const refusal = async (api: Api, path: string, language?: string): Promise<[number, string]> => {
    const { status, body } = await api.get(copyPath(path, language));
    return [status, body.code];
  };
  const copiesOf = async (path: string): Promise<any[]> =>
    (await event.staff.get(`${path}/reading-copies`)).body.items;
  const receive = (path: string, text: string): Promise<any> =>
    moved(event.staff, path, 'receive', { input: { language: 'en', text } });

  /** A message with a Russian translation, both cleared. */
  const translated = async (): Promise<string> => {
    const { id } = await make<{ id: string }>(event.staff, `${event.path}/greetings`, greetingInput());
    const path = `${event.path}/greetings/${id}`;
    await receive(path, 'Dear participants,\n\nI greet you.');
    await moved(event.staff, path, 'translate');
    const [russian] = (await event.staff.get(`${path}/translations`)).body.items;
    const own = `${path}/translations/${russian.id}`;
    await moved(event.staff, own, 'draft', { input: { text: 'Уважаемые участники!\n\nПриветствую вас.' } });
    const second = await app.staff(event.id, 'protocol');
    await moved(second, own, 'check', { input: { textNumber: 1 } });
    await moved(second, own, 'approve', { input: { textNumber: 1 } });
    await moved(event.staff, path, 'clear', { input: { textNumber: 1 } });
    return path;
  };

  test('are one per language, numbered, marked with embargo and version, for the reader by their own link', async () => {
    const path = await translated();
    const reader = await guest('Baurzhan Imandosov');
    await asked(path, reader, true);
    const own = await linkTo(reader);
    const answer = await own.download(copyPath(path));
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
      200,
      'application/pdf',
      'no-store',
    ]);
    const english = wordsIn(answer.body);
    for (const words of [
      'EMBARGO until delivered',
      'Copy 1 · Version 1',
      'English, authentic text',
      'For Baurzhan Imandosov',
      'To the participants of the conference',
      'I greet you.',
      'Vladimir Norov',
      'Secretary-General',
    ])
      expect(english).toContain(words);
    const russian = await fetched(own, path, 'ru');
    for (const words of [
      'Экземпляр № 2 · Версия 1',
      'русский, перевод',
      'Приветствую вас.',
      'Владимир Норов',
    ])
      expect(russian).toContain(words);
    expect(await refusal(own, path, 'zh')).toEqual([409, 'reading-copy-not-ready']);
    // The same version again is the same copy; it was handed out twice.
    expect(await fetched(own, path, 'en')).toContain('Copy 1 · Version 1');
    expect(
      (await copiesOf(path)).map(
        ({ number, language, version, holderKind, holder, superseded, handouts }) => [
          number,
          language,
          version,
          holderKind,
          holder,
          superseded,
          handouts.map(({ to, at }: any) => [to, at]),
        ],
      ),
    ).toEqual([
      [
        1,
        'en',
        1,
        'reader',
        'Baurzhan Imandosov',
        false,
        [
          ['Baurzhan Imandosov', '2019-10-01T02:00:00.000Z'],
          ['Baurzhan Imandosov', '2019-10-01T02:00:00.000Z'],
        ],
      ],
      [
        2,
        'ru',
        1,
        'reader',
        'Baurzhan Imandosov',
        false,
        [['Baurzhan Imandosov', '2019-10-01T02:00:00.000Z']],
      ],
    ]);
  });

  test('are for nobody else', async () => {
    const path = await clearedGreeting(event);
    const [reader, deputy, other] = [await guest(), await guest(), await guest()];
    const { version } = (await event.staff.get(path)).body;
    await event.staff.put(
      `${path}/reader`,
      { personId: reader.personId, deputyPersonId: deputy.personId },
      { ifMatch: version },
    );
    // Whoever was asked has not accepted yet.
    expect(await refusal(await linkTo(reader), path)).toEqual([404, 'not-found']);
    await event.staff.post(`${path}/reader/answer`, { accepted: true });
    for (const holder of [deputy, other])
      expect(await refusal(await linkTo(holder), path)).toEqual([404, 'not-found']);
    expect(await refusal(app.api, path)).toEqual([401, 'not-signed-in']);
    for (const role of ['communications', 'programme', 'registration_desk', 'auditor'] as const)
      expect(await refusal(await app.staff(event.id, role), path)).toEqual([403, 'not-allowed']);
    expect(await refusal(await app.staff(undefined), path)).toEqual([404, 'not-found']);
    const foreign = await makeEvent(app);
    expect(await refusal(foreign.staff, path.replace(event.path, foreign.path))).toEqual([404, 'not-found']);
    const protocol = await app.staff(event.id, 'protocol');
    expect(await fetched(protocol, path)).toContain(canary);
    // Who withdraws has no right to it any more.
    const own = await linkTo(reader);
    expect(await fetched(own, path)).toContain(canary);
    await event.staff.post(`${path}/reader/answer`, { accepted: false });
    expect(await refusal(own, path)).toEqual([404, 'not-found']);
    const communications = await app.staff(event.id, 'communications');
    expect((await communications.get(`${path}/reading-copies`)).status).toBe(403);
  });

  test('come by mail as a link, never as a text, and anew with each version; the old ones are superseded', async () => {
    const path = await clearedGreeting(event);
    const reader = await guest();
    await asked(path, reader, true);
    const sessionId = await makeSession(event, { title: 'Opening' });
    await moved(event.staff, path, 'schedule', {
      input: { mode: 'read_on_behalf', sessionId, position: 1, readerPersonId: reader.personId },
    });
    const copyMails = async () =>
      (await mailsTo(app, reader.email)).filter(({ subject }) => subject.includes('reading copy'));
    const [first, ...none] = await copyMails();
    expect(none).toEqual([]);
    expect(first!.subject).toBe('Your reading copy: Infoforum-China 2019');
    const link = /https?:\S+\/reading-copy\.pdf\?language=en&token=pl\.[\w.-]+/.exec(first!.text)?.[0];
    const viaMail = new URL(link!);

    const byLink = await app.api.download(`${viaMail.pathname}${viaMail.search}`);
    expect([byLink.status, wordsIn(byLink.body).includes(canary)]).toEqual([200, true]);

    await receive(path, `${canary}, once more`);
    const own = await linkTo(reader);
    expect(await refusal(own, path)).toEqual([409, 'reading-copy-not-ready']);
    expect((await copiesOf(path)).map(({ superseded }) => superseded)).toEqual([true]);
    await moved(event.staff, path, 'clear', { input: { textNumber: 2 } });
    const [, second, ...more] = await copyMails();
    expect(more).toEqual([]);
    expect(second!.subject).toBe('New version of your reading copy: Infoforum-China 2019');
    expect(second!.text).toContain('superseded');
    expect(await fetched(own, path)).toContain('Copy 2 · Version 2 (replaces all earlier copies)');
    expect(
      (await copiesOf(path)).map(({ number, version, superseded }) => [number, version, superseded]),
    ).toEqual([
      [1, 1, true],
      [2, 2, false],
    ]);
    for (const table of ['messages', 'mailbox_mails', 'transition_records', 'outbox', 'reading_copies']) {
      const rows = await app.db.query(`SELECT 1 FROM ${table} t WHERE t::text LIKE '%Canary-7f3a%'`);
      expect([table, rows.length]).toEqual([table, 0]);
    }
  });

  test('are told of again to a reader who withdraws and comes back, and with a late translation', async () => {
    const path = await clearedGreeting(event, { languages: ['en', 'ru'] });
    const reader = await guest();
    const copyMails = async (): Promise<string[]> =>
      (await mailsTo(app, reader.email))
        .filter(({ subject }) => subject.includes('reading copy'))
        .map(({ text }) => [...text.matchAll(/language=(\w+)/g)].map(([, tag]) => tag).join());
    await asked(path, reader, true);
    expect(await copyMails()).toEqual(['en']);
    app.clock.set(new Date('2019-10-01T02:01:00Z'));
    await event.staff.post(`${path}/reader/answer`, { accepted: false });
    app.clock.set(new Date('2019-10-01T02:02:00Z'));
    await event.staff.post(`${path}/reader/answer`, { accepted: true });
    expect(await copyMails()).toEqual(['en', 'en']);
    const { id } = await make<{ id: string }>(event.staff, `${path}/translations`, { language: 'ru' });
    const own = `${path}/translations/${id}`;
    await moved(event.staff, own, 'draft', { input: { text: 'Приветствую вас.' } });
    const second = await app.staff(event.id, 'protocol');
    await moved(second, own, 'check', { input: { textNumber: 1 } });
    await moved(second, own, 'approve', { input: { textNumber: 1 } });
    expect(await copyMails()).toEqual(['en', 'en', 'en,ru']);
    app.clock.set(new Date('2019-10-01T02:00:00Z'));
  });

  test('go to a deputy who has accepted', async () => {
    const path = await clearedGreeting(event);
    const [reader, deputy] = [await guest(), await guest()];
    const { version } = (await event.staff.get(path)).body;
    await event.staff.put(
      `${path}/reader`,
      { personId: reader.personId, deputyPersonId: deputy.personId },
      { ifMatch: version },
    );
    await event.staff.post(`${path}/reader/answer`, { accepted: false });
    const own = await linkTo(deputy);
    expect(await refusal(own, path)).toEqual([404, 'not-found']);
    await own.post(`${path}/reader/answer`, { accepted: true });
    expect(await fetched(own, path)).toContain(canary);
    const mails = await mailsTo(app, deputy.email);
    expect(mails.filter(({ subject }) => subject.startsWith('Your reading copy'))).toHaveLength(1);
  });

  describe('for interpreters', () => {
    const interpretersOf = async (path: string, inAdvance: boolean, personIds: string[]): Promise<any> => {
      const { version } = (await event.staff.get(path)).body;
      const answer = await event.staff.put(
        `${path}/interpreters`,
        { inAdvance, personIds },
        { ifMatch: version },
      );
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
      return answer.body;
    };

    test('are there only while the author allows it, for those who are named', async () => {
      const path = await clearedGreeting(event);
      const [named, other] = [await guest('Anna Interpreter'), await guest()];
      expect(await interpretersOf(path, false, [named.personId])).toMatchObject({
        inAdvance: false,
        allowedBy: null,
        persons: [{ personId: named.personId, name: 'Anna Interpreter' }],
      });
      const own = await linkTo(named);
      expect(await refusal(own, path)).toEqual([404, 'not-found']);
      expect(await mailsTo(app, named.email)).toEqual(
        (await mailsTo(app, named.email)).filter(
          ({ subject }) => !subject.startsWith('Text for interpreters'),
        ),
      );
      const allowed = await interpretersOf(path, true, [named.personId]);
      expect(allowed).toMatchObject({ inAdvance: true, allowedBy: expect.stringMatching(/^Staff/) });
      const mails = (await mailsTo(app, named.email)).filter(({ subject }) =>
        subject.startsWith('Text for interpreters'),
      );
      expect(mails).toHaveLength(1);
      expect(mails[0]!.text).not.toContain('Canary');
      expect(await fetched(own, path)).toContain('For Anna Interpreter');
      expect(await refusal(await linkTo(other), path)).toEqual([404, 'not-found']);
      expect((await copiesOf(path)).map(({ holderKind }) => holderKind)).toEqual(['interpreter']);
      await interpretersOf(path, false, [named.personId]);
      expect(await refusal(own, path)).toEqual([404, 'not-found']);
    });

    test('are for the whole category of interpreters where nobody is named', async () => {
      const path = await clearedGreeting(event);
      const category = await make(event.staff, `${event.path}/categories`, {
        code: 'interpreter',
        title: 'Interpreters',
        approval: 'automatic',
        selfRegistration: false,
      });
      const { id: registrationId } = await make(event.staff, `${event.path}/registrations`, {
        categoryId: category.id,
        person: {
          givenName: 'Li',
          familyName: 'Na',
          displayName: 'LI Na',
          email: `interpreter-${serial()}@booth.example`,
        },
      });
      const own = await linkOf(app, event, registrationId);
      expect(await refusal(own, path)).toEqual([404, 'not-found']);
      await interpretersOf(path, true, []);
      expect(await fetched(own, path)).toContain('For LI Na');
      // Not where anybody could enter the category.
      const { version } = (await event.staff.get(`${event.path}/categories/${category.id}`)).body;
      const opened = await event.staff.patch(
        `${event.path}/categories/${category.id}`,
        { selfRegistration: true },
        version,
      );
      expect(opened.status).toBe(200);
      expect(await refusal(own, path)).toEqual([404, 'not-found']);
      await event.staff.patch(
        `${event.path}/categories/${category.id}`,
        { selfRegistration: false },
        version + 1,
      );
      const named = await guest();
      await interpretersOf(path, true, [named.personId]);
      expect(await refusal(own, path)).toEqual([404, 'not-found']);
    });

    test.each([['by_focal_point'], ['both']])(
      'are not for those who come with a delegation as its interpreters, unless they are named (%s)',
      async (delegationEntry) => {
        const own = await makeEvent(app);
        const path = await clearedGreeting(own);
        const category = await make(own.staff, `${own.path}/categories`, {
          code: 'interpreter',
          title: 'Interpreters',
          approval: 'automatic',
          selfRegistration: false,
          delegationEntry,
        });
        const delegation = await makeDelegation(own);
        const { id, personId } = await make(own.staff, `${delegation.path}/members`, {
          ...memberInput(category.id),
          person: {
            givenName: 'Olga',
            familyName: 'Ivanova',
            displayName: 'Olga Ivanova',
            email: `interpreter-${serial()}@delegation.example`,
          },
        });
        await moved(own.staff, `${own.path}/registrations/${id}`, 'submit');
        const { id: booth } = await make(own.staff, `${own.path}/registrations`, {
          categoryId: category.id,
          person: {
            givenName: 'Li',
            familyName: 'Na',
            displayName: 'LI Na',
            email: `interpreter-${serial()}@booth.example`,
          },
        });
        const states = [id, booth].map(
          async (one) => (await own.staff.get(`${own.path}/registrations/${one}`)).body.state,
        );
        expect(await Promise.all(states)).toEqual(['confirmed', 'confirmed']);
        const allow = async (personIds: string[]): Promise<void> => {
          const { version } = (await own.staff.get(path)).body;
          const answer = await own.staff.put(
            `${path}/interpreters`,
            { inAdvance: true, personIds },
            { ifMatch: version },
          );
          expect(answer.status).toBe(200);
          await app.settled();
        };
        const told = async (): Promise<string[]> =>
          (
            await app.db.query<{ name: string }>(
              `SELECT name FROM messages WHERE kind = 'greeting.interpreter-copy' AND event_id = $1 ORDER BY name`,
              [own.id],
            )
          ).map(({ name }) => name);
        await allow([]);
        expect(await told()).toEqual(['LI Na']);
        const ofDelegation = await linkOf(app, own, id);
        expect(await refusal(ofDelegation, path)).toEqual([404, 'not-found']);
        expect(await fetched(await linkOf(app, own, booth), path)).toContain('For LI Na');
        await allow([personId]);
        expect(await told()).toEqual(['LI Na', 'Olga Ivanova']);
        expect(await fetched(ofDelegation, path)).toContain('For Olga Ivanova');
      },
    );

    test('are named from the persons of the event, with the version that was read', async () => {
      const path = await clearedGreeting(event);
      const foreign = await makeEvent(app);
      const { personId } = await makeReader(app, foreign);
      const { version } = (await event.staff.get(path)).body;
      const body = { inAdvance: true, personIds: [personId] };
      const unknown = await event.staff.put(`${path}/interpreters`, body, { ifMatch: version });
      expect([unknown.status, unknown.body.errors[0].pointer]).toEqual([422, '/personIds/0']);
      const stale = await event.staff.put(
        `${path}/interpreters`,
        { inAdvance: true, personIds: [] },
        { ifMatch: version + 1 },
      );
      expect(stale.status).toBe(412);
      expect((await event.staff.get(`${path}/interpreters`)).body.inAdvance).toBe(false);
    });
  });

  test('stand on the reader’s own page with all that they need to know', async () => {
    const path = await translated();
    const reader = await guest();
    await asked(path, reader);
    const own = await linkTo(reader);
    const page = async (): Promise<any[]> => (await own.get(`${event.path}/greetings/own`)).body.items;
    expect(await page()).toMatchObject([{ part: 'reader', state: 'asked', copies: [] }]);
    await event.staff.post(`${path}/reader/answer`, { accepted: true });
    const sessionId = await makeSession(event, { title: 'Opening' });
    await moved(event.staff, path, 'schedule', {
      input: { mode: 'read_on_behalf', sessionId, position: 3, readerPersonId: reader.personId },
    });
    const id = path.split('/').at(-1);
    const href = (language: string): string =>
      `/api/v1/events/${event.slug}/greetings/${id}/reading-copy.pdf?language=${language}`;
    expect(await page()).toEqual([
      {
        greetingId: id,
        part: 'reader',
        state: 'accepted',
        canAnswer: true,
        author: 'Vladimir Norov',
        authorTitle: 'Secretary-General',
        session: 'Opening',
        startsAt: '2019-10-21T01:00:00.000Z',
        endsAt: '2019-10-21T01:10:00.000Z',
        position: 3,
        copies: [
          { language: 'en', version: 1, authentic: true, href: href('en') },
          { language: 'ru', version: 1, authentic: false, href: href('ru') },
        ],
      },
    ]);
    const tokens = await app.app
      .get(Links)
      .tokens(
        'registration',
        event.id,
        [{ id: reader.registrationId, name: 'Guest' }],
        new Date('2030-01-01'),
      );
    const token = tokens.get(reader.registrationId)!;
    const { body: html } = await app.api.get<string>(`/agenda?token=${token}`);
    expect(html).toContain('Your reading copies');
    expect(html).toContain(`${href('ru')}&amp;token=${token}`);
    const other = await linkTo(await guest());
    expect((await other.get(`${event.path}/greetings/own`)).body.items).toEqual([]);
    expect((await event.staff.get(`${event.path}/greetings/own`)).status).toBe(404);
  });

  test('bear the name of their holder in the script of their language', async () => {
    const path = await translated();
    const reader = await guest('Baurzhan Imandosov');
    await app.db.query('UPDATE persons SET native_name = $2 WHERE id = $1', [
      reader.personId,
      'Бауржан Имандосов',
    ]);
    await asked(path, reader, true);
    const own = await linkTo(reader);
    expect(await fetched(own, path, 'ru')).toContain('Для: Бауржан Имандосов');
    expect(await fetched(own, path, 'en')).toContain('For Baurzhan Imandosov');
  });

  test('are corrected for whoever reads and interprets when the text is public before it was delivered', async () => {
    app.clock.set(new Date('2019-10-01T02:00:00Z'));
    const path = await embargoedGreeting(event, '2019-10-01T03:00:00Z');
    const [reader, deputy, interpreter] = [await guest(), await guest(), await guest()];
    const versionOf = async (): Promise<number> => (await event.staff.get(path)).body.version;
    const put = async (what: string, body: object): Promise<void> => {
      const answer = await event.staff.put(`${path}/${what}`, body, { ifMatch: await versionOf() });
      if (answer.status !== 200) throw new Error(`${what}: ${JSON.stringify(answer.body)}`);
    };
    await put('reader', { personId: reader.personId, deputyPersonId: deputy.personId });
    await event.staff.post(`${path}/reader/answer`, { accepted: true });
    await put('interpreters', { inAdvance: true, personIds: [interpreter.personId] });
    const own = await linkTo(reader);
    await fetched(own, path);
    const subjectsOf = async ({ email }: Guest): Promise<string[]> =>
      (await mailsTo(app, email))
        .map(({ subject }) => subject.split(':')[0]!)
        .filter((subject) => /copy|interpreters/.test(subject));
    expect([await subjectsOf(reader), await subjectsOf(deputy), await subjectsOf(interpreter)]).toEqual([
      ['Your reading copy'],
      [],
      ['Text for interpreters'],
    ]);
    // Under embargo the deputy has none; what is public may be in their hands, in case.
    expect(await refusal(await linkTo(deputy), path)).toEqual([404, 'not-found']);
    await app.at('2019-10-01T03:00:00Z');
    expect((await event.staff.get(path)).body.publishedAt).toBe('2019-10-01T03:00:00.000Z');
    expect([await subjectsOf(reader), await subjectsOf(deputy), await subjectsOf(interpreter)]).toEqual([
      ['Your reading copy'],
      ['Your reading copy'],
      ['Text for interpreters'],
    ]);
    expect(await fetched(await linkTo(deputy), path)).not.toContain('EMBARGO');
    const correct = async (body: object): Promise<number> =>
      (await event.staff.post(`${path}/corrections`, body, { ifMatch: await versionOf() })).status;
    expect(await correct({ language: 'en', text: 'Put right.', reason: 'A wrong date.' })).toBe(201);
    expect([await subjectsOf(reader), await subjectsOf(deputy), await subjectsOf(interpreter)]).toEqual([
      ['Your reading copy', 'New version of your reading copy'],
      ['Your reading copy', 'New version of your reading copy'],
      ['Text for interpreters', 'Text for interpreters'],
    ]);
    expect(await fetched(own, path)).toContain('Put right.');
    expect(await fetched(await linkTo(deputy), path)).toContain('Put right.');
    // A summary is not read aloud.
    expect(await correct({ language: 'en', summary: 'In short.', reason: 'Shorter.' })).toBe(201);
    expect(await subjectsOf(reader)).toHaveLength(2);
    expect((await copiesOf(path)).map(({ holderKind, superseded }) => [holderKind, superseded])).toEqual([
      ['reader', true],
      ['deputy', true],
      ['reader', false],
      ['deputy', false],
    ]);
    app.clock.set(new Date('2019-10-01T02:00:00Z'));
  });

  test('bear no embargo once the message was delivered', async () => {
    const path = await clearedGreeting(event);
    const sessionId = await makeSession(event);
    await moved(event.staff, path, 'schedule', { input: { mode: 'in_person', sessionId, position: 1 } });
    expect(await fetched(event.staff, path)).toContain('EMBARGO');
    await moved(event.staff, path, 'deliver', { input: { at: '2019-10-01T01:20:00Z', extent: 'full' } });
    expect(await fetched(event.staff, path)).not.toContain('EMBARGO');
  });

  test('bear the instant until which the embargo lasts, also after the delivery', async () => {
    const path = await clearedGreeting(event);
    const sessionId = await makeSession(event);
    await moved(event.staff, path, 'schedule', { input: { mode: 'in_person', sessionId, position: 1 } });
    const { version } = (await event.staff.get(path)).body;
    const set = await event.staff.put(
      `${path}/embargo`,
      { until: '2019-10-22T01:00:00Z' },
      { ifMatch: version },
    );
    expect(set.status).toBe(200);
    const until = 'EMBARGO until Tuesday, 22 October 2019, 09:00';
    expect(await fetched(event.staff, path)).toContain(until);
    await moved(event.staff, path, 'deliver', { input: { at: '2019-10-01T01:20:00Z', extent: 'full' } });
    expect((await event.staff.get(path)).body.publishedAt).toBe(null);
    expect(await fetched(event.staff, path)).toContain(until);
  });

  test('of one message have each its own number, however many are fetched at once', async () => {
    const path = await clearedGreeting(event);
    const staff = await Promise.all(Array.from({ length: 6 }, () => app.staff(event.id, 'protocol')));
    await Promise.all(staff.map((one) => fetched(one, path)));
    expect((await copiesOf(path)).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
