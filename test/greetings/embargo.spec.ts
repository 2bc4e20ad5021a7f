import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { Links } from '../../src/access/links.service';
import { allStaff } from '../../src/access/roles';
import { textCircle, whoseCircle } from '../../src/greetings/greeting.circle';
import { SealedTexts } from '../../src/platform/crypto/sealed-texts';
import { JsonLogger } from '../../src/platform/observability/logger';
import type { Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { makeEvent, serial, type TestEvent } from '../support/factories';
import { unzip, wordDocument } from '../support/files';
import { readPdf } from '../support/pdf';
import { clearedGreeting, greetingInput, linkOf, makeReader, makeSession } from './support';

/** What stands in the texts, in what is said of them, and in why something was done. Nobody outside reads any of it. */
const canary = 'Canary-7f3a sings under embargo';
const russianCanary = 'Канарейка-7f3a поёт';
const chineseCanary = '金丝雀-7f3a 歌唱';
const needles = ['Canary-7f3a', 'Канарейка-7f3a', '金丝雀-7f3a'];

/** Whose message it is: those know who plan with it, and who have something to do with it. */
const author = {
  name: 'Nazarbek-5e1d',
  names: { ru: 'Назарбек-5e1d', zh: '纳扎尔-5e1d' },
  title: 'Secretary-General',
};
const names = [author.name, ...Object.values(author.names)];

const log: string[] = [];
const logger = new JsonLogger(
  'trace',
  new Writable({
    write(line: Buffer, _encoding, done) {
      log.push(line.toString('utf8'));
      done();
    },
  }),
);

describe('the embargo', () => {
  let app: TestApp;
  let event: TestEvent;
  let other: TestEvent;
  let path: string;
  let translation: string;
  let reader: Api;
  /** Whoever has something to do with messages, and not (yet) with the words of this one. */
  let near: [string, Api][];
  let readerRegistration: string;
  let contact: Api;
  let contactToken: string;

  /** Every POST comes with a key, under which its answer is kept. */
  const post = async (api: Api, to: string, body: unknown, status = 200): Promise<any> => {
    const answer = await api.post(to, body, { idempotencyKey: randomUUID() });
    if (answer.status !== status) throw new Error(`${to}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const move = (api: Api, to: string, transition: string, more: object = {}): Promise<any> =>
    post(api, `${to}/transitions`, { transition, ...more });

  beforeAll(async () => {
    app = await startApp({ now: '2019-10-21T02:00:00Z', logger });
    event = await makeEvent(app);
    other = await makeEvent(app);
    const email = `office-${serial()}@sco.example`;
    const { id } = await post(
      event.staff,
      `${event.path}/greetings`,
      greetingInput({ author, contactName: 'Li Na', contactEmail: email, dueAt: '2019-10-22T02:00:00Z' }),
      201,
    );
    path = `${event.path}/greetings/${id}`;
    const links = app.app.get(Links);
    const tokenOf = await links.tokensOfHolders(
      'greeting',
      event.id,
      [{ id, name: 'Li Na', holder: email }],
      new Date('2019-12-01'),
    );
    contactToken = tokenOf({ id, holder: email })!;
    contact = app.api.as(contactToken);

    await post(contact, `${path}/request/text`, {
      language: 'en',
      text: `${canary} at first`,
      summary: canary,
    });
    const second = await event.staff.upload(
      `${path}/texts`,
      { name: 'message.docx', bytes: wordDocument([canary, 'Yours']) },
      { language: 'en', summary: canary, changes: canary },
      { idempotencyKey: randomUUID() },
    );
    const remark = await post(
      event.staff,
      `${path}/remarks`,
      { textId: second.body.id, paragraph: 1, remark: canary },
      201,
    );
    await event.staff.patch(`${path}/remarks/${remark.id}`, { settled: true }, 1);
    await move(event.staff, path, 'translate');
    const [russian] = (await event.staff.get(`${path}/translations`)).body.items;
    translation = `${path}/translations/${russian.id}`;
    const protocol = await app.staff(event.id, 'protocol');
    await post(event.staff, `${translation}/texts`, { text: 'Черновик' }, 201);
    await move(protocol, translation, 'return', { comment: `Compare: ${canary}` });
    await move(event.staff, translation, 'draft', { input: { text: russianCanary, changes: russianCanary } });
    await move(protocol, translation, 'check');
    await move(protocol, translation, 'approve');
    await move(protocol, path, 'clear', { input: { textNumber: 2 } });

    const sessionId = await makeSession(event);
    const [readerGuest, deputy, interpreter, askedReader] = [
      await makeReader(app, event),
      await makeReader(app, event),
      await makeReader(app, event),
      await makeReader(app, event),
    ];
    const readerPersonId = readerGuest.personId;
    readerRegistration = readerGuest.registrationId;
    reader = await linkOf(app, event, readerRegistration);
    const put = async (to: string, body: object): Promise<any> => {
      const { version } = (await event.staff.get(to.slice(0, to.lastIndexOf('/')))).body;
      const answer = await event.staff.put(to, body, { ifMatch: version });
      if (answer.status !== 200) throw new Error(`${to}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    };
    await put(`${path}/reader`, { personId: readerPersonId, deputyPersonId: deputy.personId });
    await post(event.staff, `${path}/reader/answer`, { accepted: true });
    await move(event.staff, path, 'schedule', {
      input: { mode: 'read_on_behalf', sessionId, position: 1, readerPersonId },
    });
    await put(`${path}/interpreters`, { inAdvance: false, personIds: [interpreter.personId] });
    // The same words in a message whose reader has not answered, and other words that somebody else translates.
    const waiting = await clearedGreeting(event);
    await put(`${waiting}/reader`, { personId: askedReader.personId });
    const foreign = await clearedGreeting(event, {}, 'Other words');
    const { id: foreignTranslation } = await post(
      event.staff,
      `${foreign}/translations`,
      { language: 'ru' },
      201,
    );
    const translator = await app.staff(event.id, 'translator');
    const { id: translatorId } = (await translator.get('auth/me')).body;
    await put(`${foreign}/translations/${foreignTranslation}/people`, { translatorId });
    near = [
      ['the reader who has not accepted', await linkOf(app, event, askedReader.registrationId)],
      ['the deputy', await linkOf(app, event, deputy.registrationId)],
      ['the interpreter who may not have it', await linkOf(app, event, interpreter.registrationId)],
      ['the translator of another message', translator],
    ];
    // Agendas show who reads where once the programme is out.
    await post(event.staff, `${event.path}/programme/releases`, {}, 201);
    // Overdue in between, so that everybody who is reminded has been.
    await app.at('2019-10-21T03:00:00Z');
    await put(`${path}/summaries`, { summaries: { en: canary, zh: chineseCanary } });
    await put(`${path}/embargo`, { until: '2019-10-21T12:00:00+08:00' });
    await app.settled();
  });

  const outside = allStaff.filter((role) => !(textCircle as readonly string[]).includes(role));
  const desks = allStaff.filter((role) => !(whoseCircle as readonly string[]).includes(role));

  /** Addresses of every route that reads, with the ids of things that are there, and a search for the text where there is one. */
  const reads = async (only: (url: string) => boolean = () => true): Promise<string[]> => {
    const { body: document } = await app.api.get('/api/openapi.json');
    const tables: Readonly<Record<string, string>> = {
      greetings: 'greetings',
      published: 'greetings',
      texts: 'greeting_texts',
      translations: 'greeting_translations',
      remarks: 'greeting_remarks',
      sessions: 'programme_sessions',
      registrations: 'registrations',
      messages: 'messages',
      categories: 'categories',
      persons: 'event_persons',
    };
    const ids = new Map<string, string[]>();
    for (const [segment, table] of Object.entries(tables)) {
      const column = table === 'event_persons' ? 'person_id' : 'id';
      const rows = await app.db.query<{ id: string }>(
        `SELECT ${column} AS id FROM ${table} WHERE event_id = $1 ORDER BY 1 LIMIT ${table.startsWith('greeting') ? 12 : 3}`,
        [event.id],
      );
      ids.set(
        segment,
        rows.map(({ id }) => id),
      );
    }
    const filled = (url: string): string[] => {
      let found = [''];
      for (const segment of url.split('/').slice(1)) {
        const before = found[0]!.split('/').at(-1)!;
        const parameter = segment.startsWith(':');
        const values = !parameter
          ? [segment]
          : segment === ':event'
            ? [event.id]
            : segment === ':greeting'
              ? [path.split('/').at(-1)!]
              : (ids.get(before) ?? [randomUUID()]).map((id) => segment.replace(/:\w+/, id));
        found = found.flatMap((start) => values.map((value) => `${start}/${value}`));
      }
      return found;
    };
    const urls = [...new Set(app.routes.filter(({ method }) => method === 'GET').map(({ url }) => url))];
    return urls
      .filter((url) => only(url))
      .flatMap((url) => {
        const operation = document.paths[url.replace(/:(\w+)/g, '{$1}')]?.get;
        const searches = operation?.parameters?.some(({ name }: { name: string }) => name === 'q') === true;
        return filled(url).flatMap((at) => (searches ? [at, `${at}?q=Canary-7f3a`] : [at]));
      });
  };

  /** What a body says to whoever opens it: the words on the pages of a PDF, and the parts of an archive. */
  const wordsOf = (body: Buffer): string => {
    if (body.subarray(0, 5).toString('latin1') === '%PDF-') {
      const { info, pages } = readPdf(body);
      const drawn = pages.flatMap(({ texts }) => texts.map(({ text }) => text));
      // Lines end where they end on the paper, inside of a needle too.
      return `${JSON.stringify(info)}\n${drawn.join('').replace(/\s+/g, '')}`;
    }
    if (body.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004')
      return unzip(body).map(wordsOf).join('\n');
    return body.toString('utf8');
  };

  /**
   * All that somebody is answered: words, and what files say; and at which addresses the text was. What answers nothing but
   * errors is no walk.
   */
  const seenBy = async (
    api: Api,
    addresses: readonly string[],
  ): Promise<{ seen: string; answered: number; at: string[]; namedAt: string[] }> => {
    const at: string[] = [];
    const namedAt: string[] = [];
    let seen = '';
    let answered = 0;
    for (let from = 0; from < addresses.length; from += 6)
      for (const { address, status, body } of await Promise.all(
        addresses.slice(from, from + 6).map(async (one) => ({ address: one, ...(await api.download(one)) })),
      )) {
        // A problem repeats what was asked for, so only answers count.
        if (status !== 200) continue;
        answered += 1;
        const words = Buffer.isBuffer(body) ? wordsOf(body) : JSON.stringify(body);
        if (found(words).length > 0) at.push(address);
        if (names.some((name) => words.includes(name))) namedAt.push(address);
        seen += words;
      }
    return { seen, answered, at, namedAt };
  };

  const found = (seen: string): string[] => needles.filter((needle) => seen.includes(needle));

  /** The walk, in the state in which the message is. */
  const walk = (): void => {
    test('is walked with texts that those who work on them do see, in files too', async () => {
      const id = path.split('/').at(-1)!;
      for (const role of textCircle) {
        const addresses = await reads((url) => url.includes('/greetings'));
        const { seen, at } = await seenBy(await app.staff(event.id, role), addresses);
        expect([role, found(seen)]).toEqual([role, needles]);
        expect(at).toContain(`/api/v1/events/${event.id}/greetings/${id}/reading-copy.pdf`);
        expect(at.filter((address) => /\/texts\/[^/]+\/file$/.test(address))).toHaveLength(1);
      }
    });

    test('holds on every route, for all roles outside at once, the public, staff of other events and links', async () => {
      const addresses = await reads();
      expect(addresses.length).toBeGreaterThan(150);
      const callers: [string, Api, number][] = [
        ['all roles outside', await app.staff(event.id, ...outside), 60],
        ['the public', app.api, 10],
        ['staff of another event', other.staff, 10],
        ['the contact who has sent it', contact, 10],
        ...near.map(([name, api]): [string, Api, number] => [name, api, 10]),
      ];
      for (const [name, api, least] of callers) {
        const { seen, answered, at } = await seenBy(api, addresses);
        expect([name, at, found(seen)]).toEqual([name, [], []]);
        expect([name, answered >= least]).toEqual([name, true]);
      }
    }, 300_000);

    test('holds for the reader who has accepted but for their own copy', async () => {
      const { answered, at } = await seenBy(reader, await reads());
      expect(at).toEqual([`/api/v1/events/${event.id}/greetings/${path.split('/').at(-1)}/reading-copy.pdf`]);
      expect(answered).toBeGreaterThanOrEqual(10);
    });
  };

  describe('while it is scheduled', () => {
    beforeAll(async () => {
      expect((await event.staff.get(path)).body.state).toBe('scheduled');
    });
    walk();

    test('holds for the name of the author, which those know who plan with the message', async () => {
      const addresses = await reads();
      const id = path.split('/').at(-1)!;
      const agenda = `/api/v1/events/${event.id}/registrations/${readerRegistration}/agenda`;
      const known = await seenBy(await app.staff(event.id, 'communications'), addresses);
      expect(known.namedAt).toEqual(
        expect.arrayContaining([`/api/v1/events/${event.id}/greetings/${id}`, agenda, `${agenda}.ics`]),
      );
      const strangers: [string, Api][] = [
        ['all others on the staff', await app.staff(event.id, ...desks)],
        ['the public', app.api],
        ['staff of another event', other.staff],
        near.find(([name]) => name === 'the interpreter who may not have it')!,
        near.find(([name]) => name === 'the reader who has not accepted')!,
      ];
      for (const [name, api] of strangers)
        expect([name, (await seenBy(api, addresses)).namedAt]).toEqual([name, []]);
      // They do see that somebody reads.
      const desk = await (await app.staff(event.id, 'registration_desk')).get(agenda);
      expect(desk.body.items[0].duties).toEqual([{ role: 'reader', author: null }]);
    }, 300_000);
  });

  describe('when it is delivered and under embargo all the same', () => {
    beforeAll(async () => {
      await move(event.staff, path, 'deliver', {
        input: { at: '2019-10-21T02:20:00Z', extent: 'full', remark: canary },
      });
      const put = async (what: string, body: object): Promise<void> => {
        const { version } = (await event.staff.get(path)).body;
        const answer = await event.staff.put(`${path}/${what}`, body, { ifMatch: version });
        if (answer.status !== 200) throw new Error(`${what}: ${answer.status}`);
      };
      await put('delivered-texts/en', { text: `${canary}, and again`, remark: canary });
      await put('delivery', {
        at: '2019-10-21T02:20:00Z',
        extent: 'abridged',
        remark: canary,
        reason: `Left out: ${canary}`,
      });
      await app.settled();
      expect((await event.staff.get(path)).body.state).toBe('delivered');
    });
    walk();
  });

  test.each(outside)('holds on every route of messages for %s alone', async (role) => {
    const addresses = await reads((url) => url.includes('/greetings'));
    const { seen } = await seenBy(await app.staff(event.id, role), addresses);
    expect(found(seen)).toEqual([]);
  });

  test('holds in the sheets that a desk exports: of those who read, too', async () => {
    const desk = await app.staff(event.id, ...desks);
    for (const format of ['csv', 'xlsx']) {
      const { id } = await post(desk, `${event.path}/registrations/exports`, { format }, 202);
      await app.settled();
      const { result } = (await desk.get(`jobs/${id}`)).body;
      const { status, body } = await desk.download(result.url);
      const words = wordsOf(body);
      expect([format, status, words.includes('Reader ')]).toEqual([format, 200, true]);
      expect([format, [...found(words), ...names.filter((name) => words.includes(name))]]).toEqual([
        format,
        [],
      ]);
    }
  });

  test('holds so that nobody can tell a message that is to be published from one that never was', async () => {
    const published = `${event.path}/greetings/published`;
    const id = path.split('/').at(-1)!;
    const answers = await Promise.all(
      [id, `${id}.html`, `${id}.pdf`, randomUUID()].map((one) => app.api.get(`${published}/${one}`)),
    );
    const said = answers.map(({ status, body }) => [status, body.code, body.title, body.detail]);
    for (const one of said) expect(one).toEqual(said.at(-1));
    expect(said[0]![0]).toBe(404);
  });

  test('holds on the page of the contact', async () => {
    const page = await app.api.get<string>(`/greeting?token=${contactToken}`, {
      headers: { accept: 'text/html' },
    });
    expect([page.status, found(page.body)]).toEqual([200, []]);
  });

  test('holds at rest: texts are in the tables of texts, and in no mail, job, promise, audit, index or log', async () => {
    await app.settled();
    const tables = await app.db.query<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
        WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
    );
    const holding: string[] = [];
    for (const { name } of tables) {
      const [row] = await app.db.query<{ n: number }>(
        `SELECT count(*)::integer AS n FROM ${name} t WHERE t::text LIKE '%Canary-7f3a%' OR t::text LIKE '%Канарейка-7f3a%' OR t::text LIKE '%金丝雀-7f3a%'`,
      );
      if (row!.n > 0) holding.push(name);
    }
    // The summary is a column of the message; the reason of a step stands in its record, which only the circle reads.
    expect(holding).toEqual([
      'public.greeting_delivered_texts',
      'public.greeting_deliveries',
      'public.greeting_remarks',
      'public.greeting_texts',
      'public.greetings',
      'public.transition_records',
    ]);
    const [recorded] = await app.db.query<{ n: number }>(
      `SELECT count(*)::integer AS n FROM transition_records t WHERE t.data::text LIKE '%-7f3a%'`,
    );
    expect(recorded!.n).toBe(0);
    expect(log.length).toBeGreaterThan(10);
    expect(found(log.join('\n'))).toEqual([]);
  });

  test('holds in the answers that are kept for those who repeat a request', async () => {
    const sealed = app.app.get(SealedTexts);
    const rows = await app.db.query<{ owner: string; key: string; body: string | null }>(
      'SELECT owner, key, body FROM idempotency_keys',
    );
    const opened = rows.map(({ owner, key, body }) =>
      body === null ? 'null' : sealed.open('idempotency', `${owner}\n${key}`, body),
    );
    expect(opened.length).toBeGreaterThan(10);
    expect(opened.filter((body) => body === undefined)).toEqual([]);
    expect(found(opened.join('\n'))).toEqual([]);
  });

  test('communications find the message by its author and not by its text', async () => {
    const communications = await app.staff(event.id, 'communications');
    expect((await communications.get(`${event.path}/greetings?q=nazarbek`)).body.items).toHaveLength(1);
    expect((await communications.get(`${event.path}/greetings?q=norov`)).body.items).toHaveLength(2);
    expect((await communications.get(`${event.path}/greetings?q=Canary-7f3a`)).body.items).toEqual([]);
    expect((await communications.get(path)).body).toMatchObject({
      text: null,
      summary: null,
      underEmbargo: true,
    });
  });

  test('ends by the clock: then everybody may read it', async () => {
    await app.at('2019-10-21T04:00:00Z');
    const seen = JSON.stringify((await app.api.get(`${event.path}/greetings/published`)).body);
    expect(found(seen)).toEqual(needles);
    const communications = await app.staff(event.id, 'communications');
    expect((await communications.get(path)).body.text).toBe(`${canary}\n\nYours`);
    // What led there stays with those who worked on it.
    expect((await communications.get(`${path}/texts`)).status).toBe(403);
  });
});
