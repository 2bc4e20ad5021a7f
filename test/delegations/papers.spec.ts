import { createHash } from 'node:crypto';
import { Links } from '../../src/access/links.service';
import type { Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent } from '../support/factories';
import { readPdf } from '../support/pdf';
import {
  accredit,
  delegationNamed,
  delegationOf,
  inOrder,
  issue,
  makePaperForum,
  nominate,
  observe,
  pdfText,
  prepare,
  xlsxRows,
  type MadeDelegation,
  type PaperForum,
} from './papers';
import { states } from './states';

describe('official documents', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  const documents = (forum: PaperForum): string => `${forum.path}/documents`;
  const stateOf = async (forum: PaperForum, { path }: { path: string }): Promise<string> =>
    (await forum.first.get(path)).body.state;
  const twoKeys = async (forum: PaperForum, changes: object = {}): Promise<void> => {
    const { status } = await forum.staff.put(
      `${documents(forum)}/settings`,
      { twoKeys: true, ...changes },
      { ifMatch: 0 },
    );
    expect(status).toBe(200);
  };
  const focalPoint = async (forum: PaperForum, { id }: MadeDelegation): Promise<Api> => {
    const links = app.app.get(Links);
    const tokens = await links.tokens(
      'delegation',
      forum.id,
      [{ id, name: 'Li Na' }],
      new Date('2030-01-01'),
    );
    return app.api.as(tokens.get(id)!);
  };
  /** A forum with one accredited delegation that has a head. */
  const smallForum = async (): Promise<{ forum: PaperForum; russia: MadeDelegation; head: string }> => {
    const forum = await makePaperForum(app);
    const russia = await delegationOf(forum, 'RU');
    const head = await nominate(forum, russia, 'Anna Petrova', {
      part: 'head',
      person: { nativeName: 'Анна Петрова', formOfAddress: 'Ms', post: 'Deputy Minister', nationality: 'RU' },
    });
    await accredit(app, forum, russia);
    return { forum, russia, head };
  };

  describe('the list of participants', () => {
    const countries = ['CN', 'RU', 'KZ', 'BR', 'EG', 'IR', 'ET'] as const;
    let forum: PaperForum;
    beforeAll(async () => {
      forum = await makePaperForum(app);
      for (const country of countries) {
        const delegation = await delegationOf(forum, country);
        await nominate(forum, delegation, `Head ${country}`, { part: 'head' });
        await accredit(app, forum, delegation);
      }
      await observe(forum, 'Grace Miller');
    });
    const names = (language: 'en' | 'ru' | 'zh'): string[] =>
      countries.map((country) => states.find((one) => one.country === country)!.official[language]);
    const precedence = async (order: string): Promise<string[]> =>
      (await forum.staff.get(`${forum.path}/delegations/precedence?order=${order}`)).body.items.map(
        ({ name }: { name: string }) => name,
      );

    test('has in each language the order of precedence of its alphabet, on paper and in the workbook', async () => {
      const list = await issue(app, forum, { kind: 'final_list', alphabet: 'language' });
      const orders = new Set<string>();
      for (const language of ['en', 'ru', 'zh'] as const) {
        const expected = await precedence(language);
        expect(expected.toSorted()).toEqual(names(language).toSorted());
        expect(inOrder(await pdfText(forum.first, list.path, language), expected)).toEqual(expected);
        const [, ...rows] = await xlsxRows(forum.first, list.path, language);
        expect(rows.map((row) => row[1])).toEqual([
          ...expected,
          { en: 'Observers', ru: 'Наблюдатели', zh: '观察员' }[language],
        ]);
        orders.add(rows.map((row) => row[2]).join(' '));
      }
      expect(orders.size).toBe(3);
      const { freezes } = (await forum.first.get(list.path)).body;
      for (const language of ['en', 'ru', 'zh']) {
        const frozen = await forum.first.get(
          `${forum.path}/delegations/precedence/freezes/${freezes[language]}`,
        );
        expect(frozen.body).toMatchObject({ purpose: 'list', order: language });
      }
    });

    test('has one order in all languages when that of the rules is asked for', async () => {
      const list = await issue(app, forum, { kind: 'final_list' });
      const [en, ru, zh] = await Promise.all(
        ['en', 'ru', 'zh'].map(async (language) =>
          (await xlsxRows(forum.first, list.path, language)).slice(1).map((row) => row[2]),
        ),
      );
      expect([ru, zh]).toEqual([en, en]);
      const { freezes } = (await forum.first.get(list.path)).body;
      expect(new Set(Object.values(freezes)).size).toBe(1);
    });

    test('has only the categories that are asked for after the delegations', async () => {
      const { delegate } = forum;
      const list = await prepare(app, forum, { kind: 'final_list', categoryIds: [delegate] });
      expect(await pdfText(forum.first, list.path, 'en')).not.toContain('Grace Miller');
      await forum.first.move(list.path, 'discard');
      expect((await forum.first.download(`${list.path}.pdf`)).status).toBe(409);
    });
  });

  test('the head stands first, then members by part, by seniority and by name', async () => {
    const forum = await makePaperForum(app);
    const china = await delegationOf(forum, 'CN');
    const ids: Record<string, string> = {};
    for (const [name, part] of [
      ['Adam Interpreter', 'interpreter'],
      ['Abel Member', 'member'],
      ['Zora Member', 'member'],
      ['Yan Member', 'member'],
      ['Berta Deputy', 'deputy_head'],
      ['Zoe Head', 'head'],
    ] as const)
      ids[name] = await nominate(forum, china, name, { part });
    const link = await focalPoint(forum, china);
    const set = await link.put(`${china.path}/member-order`, {
      memberIds: [ids['Zora Member'], ids['Yan Member']],
    });
    expect([set.status, set.body.items.map(({ seniority }: any) => seniority)]).toEqual([
      200,
      [null, null, 1, 2, null, null],
    ]);
    const list = await prepare(app, forum, { kind: 'provisional_list' });
    const rows = await xlsxRows(forum.first, list.path, 'en');
    expect(rows.slice(1).map((row) => row[5])).toEqual([
      'Zoe Head',
      'Berta Deputy',
      'Zora Member',
      'Yan Member',
      'Abel Member',
      'Adam Interpreter',
    ]);
    expect(rows[1]![3]).toBe('Head of delegation');
    const wrong = await link.put(`${china.path}/member-order`, {
      memberIds: [ids['Zoe Head'], ids['Zoe Head'], forum.delegate],
    });
    expect([wrong.status, wrong.body.errors.map(({ pointer, code }: any) => [pointer, code])]).toEqual([
      422,
      [
        ['/memberIds/1', 'twice'],
        ['/memberIds/2', 'unknown'],
      ],
    ]);
    const { items } = (await forum.staff.get(`${china.path}/history`)).body;
    expect(items.at(-1)).toMatchObject({ transition: 'order_members', byKind: 'link' });
  });

  test('what has no text in a language is marked, until somebody gives one', async () => {
    const { forum, russia, head } = await smallForum();
    const draft = await make<{ id: string }>(forum.first, documents(forum), { kind: 'final_list' });
    const path = `${documents(forum)}/${draft.id}`;
    expect(await pdfText(forum.first, path, 'en')).not.toContain('*');
    const russian = await pdfText(forum.first, path, 'ru');
    expect(russian).toContain('Г-жа Анна Петрова (Anna Petrova)');
    expect(russian).toContain('Deputy Minister*');
    expect(russian).toContain('ожидается перевод');
    const chinese = await pdfText(forum.first, path, 'zh');
    expect(chinese).toContain('Anna Petrova女士*（Анна Петрова）');
    expect(chinese).toContain('待译');
    const link = await focalPoint(forum, russia);
    const said = await link.put(`${russia.path}/members/${head}/texts`, {
      texts: [
        { language: 'ru', post: 'Заместитель министра' },
        { language: 'zh', name: '安娜·彼得罗娃', post: '副部长' },
      ],
    });
    expect(said.status).toBe(200);
    for (const language of ['ru', 'zh'])
      expect(await pdfText(forum.first, path, language)).not.toContain('*');
    expect((await xlsxRows(forum.first, path, 'zh'))[1]).toEqual(
      expect.arrayContaining(['安娜·彼得罗娃', '女士', '副部长', '俄罗斯联邦']),
    );
    const { items } = (await forum.staff.get(`${forum.path}/registrations/${head}/history`)).body;
    expect(items.at(-1)).toMatchObject({ transition: 'translate', byKind: 'link' });
  });

  test('a provisional list says so, and has those who are only nominated; the final one replaces it', async () => {
    const { forum } = await smallForum();
    const china = await delegationOf(forum, 'CN');
    await nominate(forum, china, 'LI Na', { part: 'head', person: { nativeName: '李娜' } });
    const provisional = await issue(app, forum, { kind: 'provisional_list' });
    const words = { en: 'PROVISIONAL', ru: 'ПРЕДВАРИТЕЛЬНЫЙ', zh: '临时名单' } as const;
    for (const language of ['en', 'ru', 'zh'] as const) {
      const text = await pdfText(forum.first, provisional.path, language);
      expect(text).toContain(words[language]);
      expect(text).toContain('2019');
    }
    expect(await pdfText(forum.first, provisional.path, 'en')).toContain(
      'As of Saturday, 1 June 2019, 16:00',
    );
    expect(await pdfText(forum.first, provisional.path, 'zh')).toContain('李娜');
    const final = await issue(app, forum, { kind: 'final_list' });
    const text = await pdfText(forum.first, final.path, 'en');
    expect(text).toContain('List of participants No. 1');
    expect(text).not.toContain('PROVISIONAL');
    expect(text).not.toContain('LI Na');
    expect(await stateOf(forum, provisional)).toBe('superseded');
    expect((await forum.first.download(`${provisional.path}.pdf`)).status).toBe(200);
  });

  test('a draft shows what is known now and says that it was not issued', async () => {
    const { forum } = await smallForum();
    const { id } = await make<{ id: string }>(forum.first, documents(forum), { kind: 'final_list' });
    const path = `${documents(forum)}/${id}`;
    expect(await pdfText(forum.first, path, 'en')).toContain('DRAFT');
    await observe(forum, 'Late Comer');
    expect(await pdfText(forum.first, path, 'en')).toContain('Late Comer');
    const answer = await forum.first.download(`${path}.pdf`);
    expect(answer.headers.get('content-disposition')).toContain('list-of-participants-en.draft.pdf');
  });

  test('what was released stays as it was, whatever is renamed', async () => {
    const { forum, russia } = await smallForum();
    const list = await issue(app, forum, { kind: 'final_list' });
    const before = await forum.first.download(`${list.path}.pdf?language=ru`);
    const { version, files } = (await forum.first.get(list.path)).body;
    const file = files.find(({ language, format }: any) => language === 'ru' && format === 'pdf');
    expect(createHash('sha256').update(before.body).digest('hex')).toBe(file.sha256);
    const organisation = `${forum.path}/organisations/${russia.organisationId}`;
    const known = (await forum.staff.get(organisation)).body;
    const renamed = await forum.staff.patch(organisation, { names: { ru: 'Россия' } }, known.version);
    expect(renamed.status).toBe(200);
    await app.settled();
    const after = await forum.first.download(`${list.path}.pdf?language=ru`);
    expect(after.body.equals(before.body)).toBe(true);
    const again = await forum.first.download(`${list.path}.pdf?language=ru`, {
      headers: { 'if-none-match': after.headers.get('etag')! },
    });
    expect(again.status).toBe(304);
    for (const statement of [
      `UPDATE official_documents SET content = '{}' WHERE id = '${list.id}'`,
      `UPDATE official_documents SET state = 'draft' WHERE id = '${list.id}'`,
      `DELETE FROM official_documents WHERE id = '${list.id}'`,
      `DELETE FROM official_document_files WHERE document_id = '${list.id}'`,
    ])
      await expect(app.db.query(statement)).rejects.toThrow(/never/);
    expect((await forum.first.get(list.path)).body.version).toBe(version);
  });

  describe('two keys', () => {
    test('whoever prepared a document does not release it, not even an administrator', async () => {
      const { forum } = await smallForum();
      await twoKeys(forum);
      const list = await prepare(app, forum, { kind: 'final_list' });
      const refused = await forum.first.move(list.path, 'release');
      expect([refused.status, refused.body.code, refused.body.detail]).toEqual([
        409,
        'transition-not-possible',
        expect.stringContaining('Whoever prepared it does not release it'),
      ]);
      const released = await forum.second.move(list.path, 'release');
      expect([released.status, released.body.state, released.body.twoKeys]).toEqual([200, 'released', true]);
      const { id } = await make<{ id: string }>(app.admin, documents(forum), { kind: 'flags' });
      expect((await app.admin.move(`${documents(forum)}/${id}`, 'prepare')).status).toBe(200);
      await app.settled();
      expect((await app.admin.move(`${documents(forum)}/${id}`, 'release')).status).toBe(409);
    });

    test('cannot be got round by changing the settings after it was prepared', async () => {
      const { forum } = await smallForum();
      await twoKeys(forum);
      const list = await prepare(app, forum, { kind: 'final_list' });
      const off = await forum.staff.put(`${documents(forum)}/settings`, { twoKeys: false }, { ifMatch: 1 });
      expect(off.status).toBe(200);
      expect((await forum.first.move(list.path, 'release')).status).toBe(409);
      const protocol = await forum.first.put(
        `${documents(forum)}/settings`,
        { twoKeys: false },
        { ifMatch: 2 },
      );
      expect(protocol.status).toBe(403);
    });

    test('without them one officer is enough', async () => {
      const { forum } = await smallForum();
      const list = await prepare(app, forum, { kind: 'final_list' });
      expect((await forum.first.move(list.path, 'release')).status).toBe(200);
    });

    test('of two who release at once one does, and of two lists one is in force', async () => {
      const { forum } = await smallForum();
      await twoKeys(forum);
      const list = await prepare(app, forum, { kind: 'final_list' });
      const third = await app.staff(forum.id, 'protocol');
      const answers = await Promise.all(
        [forum.second, third, forum.first].map((officer) => officer.move(list.path, 'release')),
      );
      expect(answers.slice(0, 2).map(({ status }) => status)).toEqual([200, 200]);
      // Whoever comes after the release is told that it is done, and has done nothing.
      expect([200, 409]).toContain(answers[2]!.status);
      const { preparedBy, releasedBy } = (await forum.first.get(list.path)).body;
      expect(releasedBy).not.toBe(preparedBy);
      const { items } = (await forum.first.get(`${list.path}/history`)).body;
      expect(items.filter(({ transition }: any) => transition === 'release')).toHaveLength(1);
      const made = await Promise.all(
        [1, 2, 3].map(() => make<{ id: string }>(forum.first, documents(forum), { kind: 'final_list' })),
      );
      const paths = made.map(({ id }) => `${documents(forum)}/${id}`);
      const prepared = await Promise.all(paths.map((path) => forum.first.move(path, 'prepare')));
      expect(prepared.map(({ body }) => body.number).toSorted()).toEqual([2, 3, 4]);
      await app.settled();
      const released = await Promise.all(paths.map((path) => forum.second.move(path, 'release')));
      expect(released.map(({ status }) => status)).toEqual([200, 200, 200]);
      const inForce = await forum.first.get(`${documents(forum)}?kind=final_list&state=released`);
      expect(inForce.body.items).toHaveLength(1);
    });

    test('a document that is returned gives up its number and its files', async () => {
      const { forum } = await smallForum();
      const list = await prepare(app, forum, { kind: 'final_list' });
      expect((await forum.first.get(list.path)).body.files).toHaveLength(6);
      expect((await forum.second.move(list.path, 'return')).status).toBe(422);
      const returned = await forum.second.move(list.path, 'return', { comment: 'A name is wrong.' });
      expect(returned.body).toMatchObject({ state: 'draft', number: null, files: [], preparedBy: null });
      expect((await forum.second.move(list.path, 'prepare')).body).toMatchObject({ number: 1 });
      await app.settled();
      expect((await forum.first.move(list.path, 'release')).status).toBe(200);
    });
  });

  describe('a corrigendum', () => {
    test('says what is different, as data and on paper, counted from what was issued last', async () => {
      const { forum, russia, head } = await smallForum();
      const none = await make<{ id: string }>(forum.first, documents(forum), { kind: 'corrigendum' });
      const early = await forum.first.move(`${documents(forum)}/${none.id}`, 'prepare');
      expect([early.status, early.body.code]).toEqual([409, 'document-no-list']);
      const gone = await observe(forum, 'Hans Weber');
      const list = await issue(app, forum, { kind: 'final_list' });
      const nothing = await forum.first.move(`${documents(forum)}/${none.id}`, 'prepare');
      expect([nothing.status, nothing.body.code]).toEqual([409, 'document-nothing-to-say']);
      const late = await observe(forum, 'Late Comer');
      await forum.staff.move(`${forum.path}/registrations/${gone}`, 'cancel');
      await forum.staff.put(`${forum.path}/registrations/${head}/texts`, {
        texts: [{ language: 'en', post: 'First Deputy Minister' }],
      });
      const organisation = `${forum.path}/organisations/${russia.organisationId}`;
      const { version } = (await forum.staff.get(organisation)).body;
      await forum.staff.patch(organisation, { name: 'The Russian Federation' }, version);
      await app.settled();
      const { body } = await forum.first.get(`${list.path}/differences?language=en`);
      expect(
        body.participants.map(({ registrationId, change, fields }: any) => [registrationId, change, fields]),
      ).toEqual([
        [head, 'changed', ['post']],
        [late, 'added', []],
        [gone, 'removed', []],
      ]);
      expect(body.participants[0]).toMatchObject({
        before: { post: 'Deputy Minister', name: 'Anna Petrova' },
        now: { post: 'First Deputy Minister' },
      });
      expect(body.headings).toEqual([
        { id: russia.id, before: 'Russian Federation', now: 'The Russian Federation' },
      ]);
      expect((await forum.first.move(`${documents(forum)}/${none.id}`, 'prepare')).status).toBe(200);
      await app.settled();
      const path = `${documents(forum)}/${none.id}`;
      const text = await pdfText(forum.first, path, 'en');
      expect(text).toContain('Corrigendum 1 to List of participants No. 1');
      expect(
        inOrder(text, [
          'For “Russian Federation” read “The Russian Federation”',
          'Late Comer',
          'Hans Weber',
          'For “Deputy Minister” read “First Deputy Minister”',
        ]),
      ).toEqual([
        'For “Russian Federation” read “The Russian Federation”',
        'Late Comer',
        'Hans Weber',
        'For “Deputy Minister” read “First Deputy Minister”',
      ]);
      expect(await pdfText(forum.first, path, 'ru')).toContain('Исправление 1 к списку участников № 1');
      expect((await forum.second.move(path, 'release')).status).toBe(200);
      await observe(forum, 'Later Still');
      const addendum = await issue(app, forum, { kind: 'corrigendum' });
      const second = await pdfText(forum.first, addendum.path, 'en');
      expect(second).toContain('Addendum 2 to List of participants No. 1');
      expect(second).toContain('Later Still');
      expect(second).not.toContain('Late Comer');
      const next = await issue(app, forum, { kind: 'final_list' });
      expect(
        await Promise.all([stateOf(forum, list), stateOf(forum, addendum), stateOf(forum, next)]),
      ).toEqual(['superseded', 'superseded', 'released']);
    });

    test('two are not prepared from the same list', async () => {
      const { forum } = await smallForum();
      await issue(app, forum, { kind: 'final_list' });
      await observe(forum, 'Late Comer');
      await prepare(app, forum, { kind: 'corrigendum' });
      const { id } = await make<{ id: string }>(forum.first, documents(forum), { kind: 'corrigendum' });
      const refused = await forum.first.move(`${documents(forum)}/${id}`, 'prepare');
      expect([refused.status, refused.body.code]).toEqual([409, 'document-another-prepared']);
    });
  });

  test('a name that looks like a formula stays a text, and nothing more of people is in a list than it needs', async () => {
    const forum = await makePaperForum(app);
    const hostile = await delegationNamed(
      forum,
      { kind: 'company', name: '=cmd|calc!A1', country: 'CN' },
      {},
    );
    await nominate(forum, hostile, '=HYPERLINK("http://x") Evil', {
      part: 'head',
      person: { post: '+1+1', nativeName: '@SUM(A1)' },
    });
    await accredit(app, forum, hostile);
    const list = await issue(app, forum, { kind: 'final_list' });
    const rows = await xlsxRows(forum.first, list.path, 'en');
    expect(rows[1]).toEqual(
      expect.arrayContaining(['=cmd|calc!A1', '=HYPERLINK("http://x") Evil', '+1+1', '@SUM(A1)']),
    );
    const text = await pdfText(forum.first, list.path, 'en');
    expect(text).toContain('=HYPERLINK("http://x") Evil');
    const { content } = (await app.db.one<{ content: object }>(
      'SELECT content FROM official_documents WHERE id = $1',
      [list.id],
    ))!;
    for (const secret of ['secret-', 'ministry.example', '1971-02-03', 'birthDate', 'email'])
      expect([secret, JSON.stringify(content).includes(secret), text.includes(secret)]).toEqual([
        secret,
        false,
        false,
      ]);
  });

  describe('a letter', () => {
    const verify = async (forum: PaperForum, number: string, code: string): Promise<unknown> =>
      (
        await app.api.get(
          `${documents(forum)}/verification?number=${encodeURIComponent(number)}&code=${encodeURIComponent(code)}`,
        )
      ).body;

    test('supports a visa with what is known of the person, in three languages, and can be verified by anybody', async () => {
      const { forum, head } = await smallForum();
      await twoKeys(forum, { issuer: 'Organising Committee', signatory: 'Chen Wei' });
      const letter = await issue(app, forum, {
        kind: 'visa_support_letter',
        registrationId: head,
        addressee: 'Embassy of China, Moscow',
      });
      const { reference, preparedBy, releasedBy, releasedAt } = (await forum.first.get(letter.path)).body;
      expect(reference).toBe('VSL-2019-0001');
      expect([preparedBy === releasedBy, typeof releasedAt]).toEqual([false, 'string']);
      const text = await pdfText(forum.first, letter.path, 'en');
      for (const part of [
        'Organising Committee',
        'Embassy of China',
        'Petrova',
        'Russia',
        '3 February 1971',
        'Chen Wei',
      ])
        expect(text).toContain(part);
      expect(await pdfText(forum.first, letter.path, 'ru')).toContain('Гражданство');
      expect(await pdfText(forum.first, letter.path, 'zh')).toContain('签证支持函');
      const code = /the code ([\w-]{14})/.exec(text)![1]!;
      expect(await verify(forum, reference, code)).toEqual({ valid: true });
      expect(await verify(forum, reference, code.toLowerCase().replaceAll('-', ' '))).toEqual({
        valid: true,
      });
      for (const [number, wrong] of [
        [reference, 'AAAA-AAAA-AAAA'],
        ['VSL-2019-0002', code],
        ['CL-2019-0001', code],
        ['VSL-2018-0001', code],
        ['nonsense', code],
      ] as const)
        expect(await verify(forum, number, wrong)).toEqual({ valid: false });
      await forum.staff.move(`${forum.path}/registrations/${head}`, 'cancel');
      expect(await verify(forum, reference, code)).toEqual({ valid: false });
    });

    test('that is revoked or replaced is not valid', async () => {
      const { forum, head } = await smallForum();
      const input = { kind: 'confirmation_letter', registrationId: head };
      const codeOf = async (path: string): Promise<string> =>
        /the code ([\w-]{14})/.exec(await pdfText(forum.first, path, 'en'))![1]!;
      const first = await issue(app, forum, input);
      const second = await issue(app, forum, input);
      expect(await verify(forum, 'CL-2019-0001', await codeOf(first.path))).toEqual({ valid: false });
      const code = await codeOf(second.path);
      expect(await verify(forum, 'CL-2019-0002', code)).toEqual({ valid: true });
      await forum.first.move(second.path, 'revoke', { comment: 'Issued by mistake.' });
      expect(await verify(forum, 'CL-2019-0002', code)).toEqual({ valid: false });
      expect(await pdfText(forum.first, second.path, 'en')).not.toContain('1971');
    });

    test('is for people with a confirmed place only', async () => {
      const { forum } = await smallForum();
      const china = await delegationOf(forum, 'CN');
      const nominee = await nominate(forum, china, 'LI Na');
      const refused = await forum.first.post(documents(forum), {
        kind: 'visa_support_letter',
        registrationId: nominee,
      });
      expect([refused.status, refused.body.code]).toEqual([409, 'document-participant-not-confirmed']);
      const other = await makePaperForum(app);
      const elsewhere = await other.first.post(documents(other), {
        kind: 'visa_support_letter',
        registrationId: nominee,
      });
      expect([elsewhere.status, elsewhere.body.errors[0].pointer]).toEqual([422, '/registrationId']);
    });
  });

  test('table signs stand on a page each, on both sides, in two scripts; flags have codes and a frozen order', async () => {
    const { forum } = await smallForum();
    const telecom = await delegationNamed(forum, { kind: 'company', name: 'Rostelecom', country: 'RU' });
    await delegationOf(forum, 'KG');
    const signs = await issue(app, forum, { kind: 'table_signs' });
    const { pages } = readPdf((await forum.first.download(`${signs.path}.pdf?language=ru`)).body);
    expect(pages.map(({ texts }) => texts.map(({ text }) => text))).toEqual([
      ['Кыргызстан', 'Kyrgyzstan', 'Кыргызстан', 'Kyrgyzstan'],
      ['Rostelecom', 'Rostelecom'],
      ['Россия', 'Russia', 'Россия', 'Russia'],
    ]);
    const flags = await issue(app, forum, { kind: 'flags' });
    expect((await xlsxRows(forum.first, flags.path, 'ru')).slice(1)).toEqual([
      [1, 'KG', 'Кыргызстан', 'Кыргызская Республика'],
      [2, 'RU', 'Россия', 'Rostelecom; Российская Федерация'],
    ]);
    const { freezes } = (await forum.first.get(flags.path)).body;
    const frozen = await forum.first.get(`${forum.path}/delegations/precedence/freezes/${freezes.ru}`);
    expect(frozen.body).toMatchObject({ purpose: 'flags', title: 'Order of flags 1' });
    expect(frozen.body.items.map(({ delegationId }: any) => delegationId)).toContain(telecom.id);
    expect((await forum.first.download(`${signs.path}.xlsx`)).status).toBe(404);
  });

  test('is for protocol and organisers; a focal point reads the final list of its event once it is released', async () => {
    const { forum, russia } = await smallForum();
    const china = await delegationOf(forum, 'CN');
    const link = await focalPoint(forum, russia);
    const list = await prepare(app, forum, { kind: 'final_list' });
    const seen = async (): Promise<unknown> =>
      (await link.get(`${russia.path}/official-documents`)).body.items.length;
    const fetch = async (by: Api, of: MadeDelegation, format: string): Promise<number> =>
      (await by.download(`${of.path}/official-documents/${list.id}.${format}?language=ru`)).status;
    expect([await seen(), await fetch(link, russia, 'pdf')]).toEqual([0, 404]);
    await forum.second.move(list.path, 'release');
    expect(await seen()).toBe(1);
    expect([await fetch(link, russia, 'pdf'), await fetch(link, russia, 'xlsx')]).toEqual([200, 200]);
    expect([
      await fetch(link, china, 'pdf'),
      (await link.get(`${china.path}/official-documents`)).status,
    ]).toEqual([404, 404]);
    for (const path of [documents(forum), list.path, `${list.path}.pdf`, `${documents(forum)}/settings`])
      expect([path, (await link.get(path)).status]).toEqual([path, 404]);
    const letter = await link.get(`${china.path}/members/${list.id}/texts`);
    expect(letter.status).toBe(404);
    const desk = await app.staff(forum.id, 'registration_desk');
    expect((await desk.get(documents(forum))).status).toBe(403);
    expect((await app.api.get(list.path)).status).toBe(401);
    const elsewhere = await makeEvent(app);
    expect((await elsewhere.staff.get(`${elsewhere.path}/documents/${list.id}`)).status).toBe(404);
    expect((await elsewhere.staff.get(list.path)).status).toBe(404);
    expect(
      (await elsewhere.staff.move(`${elsewhere.path}/documents/${list.id}`, 'revoke', { comment: 'x' }))
        .status,
    ).toBe(404);
  });

  test('says what cannot be said of a kind, and which languages there are', async () => {
    const { forum, head } = await smallForum();
    const answers = await Promise.all(
      [
        { kind: 'confirmation_letter' },
        { kind: 'flags', registrationId: head },
        { kind: 'corrigendum', categoryIds: [forum.delegate] },
        { kind: 'final_list', addressee: 'Somebody' },
        { kind: 'confirmation_letter', registrationId: head, alphabet: 'language' },
      ].map((input) => forum.first.post(documents(forum), input)),
    );
    expect(answers.map(({ status, body }) => [status, body.code, body.errors[0].pointer])).toEqual([
      [422, 'document-options-faulty', '/registrationId'],
      [422, 'document-options-faulty', '/registrationId'],
      [422, 'document-options-faulty', '/categoryIds'],
      [422, 'document-options-faulty', '/addressee'],
      [422, 'document-options-faulty', '/alphabet'],
    ]);
    const { id } = await make<{ id: string }>(forum.first, documents(forum), {
      kind: 'final_list',
      languages: ['ru'],
    });
    const path = `${documents(forum)}/${id}`;
    expect((await forum.first.download(`${path}.pdf`)).status).toBe(200);
    const wrong = await forum.first.get(`${path}.pdf?language=en`);
    expect([wrong.status, wrong.body.code]).toEqual([422, 'document-language-missing']);
    const empty = await makePaperForum(app);
    const none = await make<{ id: string }>(empty.first, documents(empty), { kind: 'final_list' });
    const refused = await empty.first.move(`${documents(empty)}/${none.id}`, 'prepare');
    expect([refused.status, refused.body.code]).toEqual([409, 'document-nothing-to-say']);
  });
});
