import {
  compoundFile,
  letterPdf,
  officeFile,
  scannedPdf,
  wordDocument,
  zip,
  officeParts,
} from '../support/files';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, type TestEvent } from '../support/factories';
import { mailsTo } from '../programme/role-support';
import { greetingInput, makeSession, moved } from './support';

const english = [
  'Dear participants,',
  'I warmly greet the participants of the forum, who have come to Shenzhen from many countries to speak about trust in the digital future.',
  'I wish you fruitful work.',
];
const russian = [
  'Уважаемые участники!',
  'Сердечно приветствую участников форума, приехавших в Шэньчжэнь из многих стран, чтобы говорить о доверии в цифровом будущем.',
  'Желаю вам плодотворной работы.',
];
const chinese = [
  '尊敬的各位与会者：',
  '值此论坛开幕之际，我谨向来自各国、齐聚深圳的全体与会者致以热烈的祝贺和诚挚的问候，并预祝论坛取得圆满成功，为数字未来的互信作出新的贡献。',
  '顺致崇高敬意！',
];

describe('the texts of messages of greetings', () => {
  let app: TestApp;
  let event: TestEvent;
  beforeAll(async () => {
    app = await startApp({ now: '2019-09-01T02:00:00Z' });
    event = await makeEvent(app);
  });

  const greeting = async (changes: object = {}): Promise<string> => {
    const { id } = await make<{ id: string }>(event.staff, `${event.path}/greetings`, greetingInput(changes));
    return `${event.path}/greetings/${id}`;
  };
  const docx = (paragraphs: readonly string[]) => ({ name: 'message.docx', bytes: wordDocument(paragraphs) });
  const typed = (path: string, text: string, more: object = {}) =>
    event.staff.post(`${path}/texts`, { language: 'en', text, ...more });
  const versions = async (path: string): Promise<any[]> =>
    (await event.staff.get(`${path}/texts`)).body.items;

  test('are kept as versions: who, when, what changed, word by word', async () => {
    const path = await greeting();
    const first = await typed(path, 'Dear all,\n\nI greet you in May.');
    expect([first.status, first.body]).toMatchObject([
      201,
      {
        number: 1,
        language: 'en',
        authentic: true,
        current: true,
        cleared: false,
        words: 7,
        source: 'typed',
      },
    ]);
    await app.at('2019-09-02T02:00:00Z');
    const second = await typed(path, 'Dear all,\n\nI greet you in June.', { changes: 'The month.' });
    expect((await event.staff.get(path)).body).toMatchObject({
      state: 'received',
      text: 'Dear all,\n\nI greet you in June.',
      textId: second.body.id,
      textNumber: 2,
      receivedAt: '2019-09-02T02:00:00.000Z',
    });
    expect(
      (await versions(path)).map(({ number, changes, at, current }) => [number, changes, at, current]),
    ).toEqual([
      [2, 'The month.', '2019-09-02T02:00:00.000Z', true],
      [1, null, '2019-09-01T02:00:00.000Z', false],
    ]);
    expect((await event.staff.get(`${path}/texts/${first.body.id}`)).body.paragraphs).toEqual([
      'Dear all,',
      'I greet you in May.',
    ]);
    expect((await event.staff.get(`${path}/texts/${second.body.id}/changes`)).body).toEqual({
      againstId: first.body.id,
      againstNumber: 1,
      number: 2,
      paragraphs: [
        { kind: 'same', parts: [{ kind: 'same', text: 'Dear all,' }] },
        {
          kind: 'changed',
          parts: [
            { kind: 'same', text: 'I greet you in ' },
            { kind: 'removed', text: 'May' },
            { kind: 'added', text: 'June' },
            { kind: 'same', text: '.' },
          ],
        },
      ],
    });
    await app.clock.set('2019-09-01T02:00:00Z');
  });

  test('are changed by nobody, in the database neither', async () => {
    const path = await greeting();
    await typed(path, 'Dear all');
    await expect(app.db.query(`UPDATE greeting_texts SET body = 'Dear none'`)).rejects.toThrow(
      'a version of a text is never changed',
    );
  });

  test('that are the same words make no new version', async () => {
    const path = await greeting();
    await typed(path, 'Dear all');
    const again = await typed(path, 'Dear all ', { summary: 'Greets.' });
    expect([again.status, again.body.number]).toEqual([201, 1]);
    expect((await event.staff.get(path)).body.summary).toBe('Greets.');
  });

  test('come as a Word file, which is kept beside them', async () => {
    const path = await greeting();
    const bytes = wordDocument(english);
    const taken = await event.staff.upload(
      `${path}/texts`,
      { name: 'Приветствие.docx', bytes },
      { language: 'en', summary: 'Greets the participants.' },
    );
    expect([taken.status, taken.body]).toMatchObject([
      201,
      { number: 1, source: 'docx', fileName: 'Приветствие.docx' },
    ]);
    expect((await event.staff.get(`${path}/texts/${taken.body.id}`)).body.paragraphs).toEqual(english);
    expect((await event.staff.download(`${path}/texts/${taken.body.id}/file`)).body.equals(bytes)).toBe(true);
    expect((await event.staff.get(path)).body).toMatchObject({
      state: 'received',
      summary: 'Greets the participants.',
    });
  });

  test.each([
    ['en', english, 'noto'],
    ['ru', russian, 'noto'],
    ['zh', chinese, 'notoSc'],
  ] as const)('come as a PDF in %s, paragraph by paragraph', async (language, paragraphs, font) => {
    const path = await greeting({ languages: [language] });
    const taken = await event.staff.upload(
      `${path}/texts`,
      { name: 'message.pdf', bytes: await letterPdf(paragraphs, { font }) },
      { language },
    );
    expect([taken.status, taken.body.source]).toEqual([201, 'pdf']);
    expect((await event.staff.get(`${path}/texts/${taken.body.id}`)).body.paragraphs).toEqual(paragraphs);
  });

  describe('that cannot be taken', () => {
    const bomb = (): Buffer => wordDocument(['a'.repeat(9 * 1024 * 1024)]);
    test.each<[string, string, () => Buffer | Promise<Buffer>, string, string]>([
      [
        'a Word file with macros',
        'message.docx',
        () => officeFile('docx', { name: 'word/vbaProject.bin', text: 'Sub AutoOpen()' }),
        'file-invalid',
        'macros',
      ],
      [
        'a macro document under another name',
        'message.docx',
        () => officeFile('docm'),
        'file-invalid',
        'macros',
      ],
      ['a protected Word file', 'message.docx', () => compoundFile, 'file-invalid', 'password'],
      [
        'a protected PDF',
        'message.pdf',
        () => letterPdf(english, { password: 'secret' }),
        'file-not-readable',
        'password',
      ],
      ['a scanned PDF', 'message.pdf', scannedPdf, 'file-without-text', 'scan'],
      ['an empty Word file', 'message.docx', () => wordDocument(['', ' ']), 'file-without-text', 'no text'],
      ['a Word file that unpacks to far too much', 'message.docx', bomb, 'file-not-readable', 'too large'],
      [
        'a Word file whose text is not XML',
        'message.docx',
        () =>
          zip([
            ...officeParts('docx').slice(0, 2),
            { name: 'word/document.xml', text: '<w:document><w:body' },
          ]),
        'file-not-readable',
        'damaged',
      ],
      [
        'a text of 100,000 words',
        'message.docx',
        () => wordDocument(Array.from({ length: 1000 }, () => 'word '.repeat(100))),
        'greeting-text-too-long',
        '40000 characters',
      ],
    ])('%s is refused in words, and nothing is half done', async (_, name, bytes, code, words) => {
      const path = await greeting();
      const refused = await event.staff.upload(
        `${path}/texts`,
        { name, bytes: await bytes() },
        { language: 'en' },
      );
      expect([refused.status, refused.body.code]).toEqual([422, code]);
      expect(`${refused.body.detail} ${JSON.stringify(refused.body.errors)}`).toContain(words);
      expect((await event.staff.get(path)).body).toMatchObject({
        state: 'requested',
        version: 1,
        textId: null,
      });
      expect(
        await app.db.query(
          'SELECT 1 FROM stored_files f WHERE NOT EXISTS (SELECT 1 FROM greeting_texts t WHERE t.file_id = f.id)',
        ),
      ).toEqual([]);
    });

    test('a typed text of 100,000 words is refused with the limit', async () => {
      const path = await greeting();
      const refused = await typed(path, 'word '.repeat(100_000));
      expect([refused.status, refused.body.errors[0]]).toMatchObject([
        422,
        { pointer: '/text', message: 'must have at most 40000 characters' },
      ]);
    });

    test('neither a file nor words, and both, are refused', async () => {
      const path = await greeting();
      expect((await event.staff.post(`${path}/texts`, { language: 'en' })).status).toBe(422);
      const both = await event.staff.upload(`${path}/texts`, docx(english), {
        language: 'en',
        text: 'Dear all',
      });
      expect([both.status, both.body.errors[0].pointer]).toEqual([422, '/text']);
    });
  });

  describe('are cleared', () => {
    const clear = (path: string, textNumber: number) =>
      event.staff.move(path, 'clear', { input: { textNumber } });

    test('in exactly the version that was read', async () => {
      const path = await greeting();
      await typed(path, 'First');
      await typed(path, 'Second');
      const stale = await clear(path, 1);
      expect([stale.status, stale.body.code, stale.body.textNumber]).toEqual([409, 'greeting-text-stale', 2]);
      expect((await event.staff.get(path)).body.state).toBe('received');
      expect((await clear(path, 2)).body).toMatchObject({ state: 'cleared', clearedNumber: 2 });
      // Asked for again, the same is done; another version is not.
      expect((await clear(path, 2)).status).toBe(200);
      expect((await clear(path, 1)).body.code).toBe('greeting-text-stale');
      expect((await versions(path)).map(({ number, cleared }) => [number, cleared])).toEqual([
        [2, true],
        [1, false],
      ]);
    });

    test('anew once there is another version, which keeps the place in the order of reading', async () => {
      const path = await greeting();
      await typed(path, 'First');
      await clear(path, 1);
      const sessionId = await makeSession(event);
      await moved(event.staff, path, 'schedule', { input: { mode: 'in_person', sessionId, position: 1 } });
      const same = await typed(path, 'First');
      expect([same.status, same.body.code]).toEqual([409, 'greeting-text-unchanged']);
      await typed(path, 'Second');
      expect((await event.staff.get(path)).body).toMatchObject({
        state: 'received',
        clearedNumber: null,
        sessionId,
        position: 1,
      });
      expect((await clear(path, 2)).body.state).toBe('cleared');
      await app.settled();
      expect((await event.staff.get(path)).body).toMatchObject({
        state: 'scheduled',
        sessionId,
        position: 1,
      });
    });

    test('when every remark is settled; remarks name version and paragraph', async () => {
      const path = await greeting();
      const { id: textId } = (await typed(path, 'Dear all,\n\nI greet you.')).body;
      const far = await event.staff.post(`${path}/remarks`, { textId, paragraph: 3, remark: 'Which?' });
      expect([far.status, far.body.errors[0].pointer]).toEqual([422, '/paragraph']);
      const made = await event.staff.post(`${path}/remarks`, {
        textId,
        paragraph: 2,
        remark: 'Add the title.',
      });
      expect([made.status, made.body.remark]).toEqual([201, null]);
      const blocked = await clear(path, 1);
      expect([blocked.status, blocked.body.detail]).toMatchObject([
        409,
        expect.stringContaining('Every remark on the texts must be settled.'),
      ]);
      const settled = await event.staff.patch(`${path}/remarks/${made.body.id}`, { settled: true }, 1);
      expect([settled.status, settled.body]).toMatchObject([
        200,
        { remark: 'Add the title.', paragraph: 2, number: 1, settledAt: '2019-09-01T02:00:00.000Z' },
      ]);
      expect((await clear(path, 1)).status).toBe(200);
      const late = await event.staff.post(`${path}/remarks`, { textId, remark: 'Late' });
      expect([late.status, late.body.code]).toEqual([409, 'greeting-not-being-cleared']);
    });
  });

  describe('in translation', () => {
    const translated = async (): Promise<{ path: string; russian: string; chinese: string }> => {
      const path = await greeting({ languages: ['en', 'ru', 'zh'] });
      await typed(path, 'Dear all');
      await moved(event.staff, path, 'translate');
      const { items } = (await event.staff.get(`${path}/translations`)).body;
      const of = (language: string): string =>
        `${path}/translations/${items.find((one: any) => one.language === language).id}`;
      return { path, russian: of('ru'), chinese: of('zh') };
    };
    const account = async (api: { get(path: string): Promise<any> }): Promise<string> =>
      (await api.get('auth/me')).body.id;

    /** What an address was told, without the name of the event: the subjects of its mails. */
    const toldTo = async (api: { get(path: string): Promise<any> }): Promise<string[]> =>
      (await mailsTo(app, (await api.get('auth/me')).body.email)).map(
        ({ subject }) => subject.split(':')[0]!,
      );

    test('are told to whoever is named when it is their turn, with a link and no word of the text', async () => {
      app.clock.set(new Date('2019-09-01T02:00:00Z'));
      const { russian } = await translated();
      const [translator, checker] = [
        await app.staff(event.id, 'translator'),
        await app.staff(event.id, 'translator'),
      ];
      const people = async (body: object): Promise<any> => {
        const { version } = (await event.staff.get(russian)).body;
        const answer = await event.staff.put(`${russian}/people`, body, { ifMatch: version });
        expect(answer.status).toBe(200);
        return answer.body;
      };
      const named = await people({
        translatorId: await account(translator),
        checkerId: await account(checker),
        dueAt: '2019-09-05T10:00:00Z',
      });
      expect(named.dueAt).toBe('2019-09-05T10:00:00.000Z');
      expect([await toldTo(translator), await toldTo(checker)]).toEqual([
        ['To be translated'],
        ['You will check a translation'],
      ]);
      // Another deadline asks nobody anew.
      await people({ dueAt: '2019-09-06T10:00:00Z' });
      expect(await toldTo(translator)).toHaveLength(1);
      await moved(translator, russian, 'draft', { input: { text: 'Дорогие все' } });
      expect((await toldTo(checker)).slice(1)).toEqual(['To be checked']);
      await moved(event.staff, russian, 'return', { comment: 'Canary-7f3a: say it warmly' });
      expect((await toldTo(translator)).slice(1)).toEqual(['To be translated']);
      const { email } = (await translator.get('auth/me')).body;
      const mails = await mailsTo(app, email);
      expect(mails[1]!.text.replace(/\s+/g, ' ')).toContain('given back with remarks');
      const address = russian.replace(event.path, `events/${event.slug}`);
      for (const { text, subject } of mails) {
        expect(text.replace(/\s+/g, '')).toContain(`/api/v1/${address}`);
        expect(`${subject} ${text}`).not.toMatch(/Dear all|Canary|Дорогие/);
        expect(subject).not.toContain('Norov');
      }
      // A new version of the original outdates what is there.
      await moved(translator, russian, 'draft', { input: { text: 'Дорогие друзья' } });
      await typed(russian.split('/translations')[0]!, 'Dear friends');
      expect((await mailsTo(app, email)).at(-1)!.text.replace(/\s+/g, ' ')).toContain(
        'has changed since it was translated',
      );
    });

    test('are reminded of a day before the deadline, once, and it is whoever has to do with it then', async () => {
      app.clock.set(new Date('2019-09-01T02:00:00Z'));
      const { russian, chinese } = await translated();
      const [translator, checker] = [
        await app.staff(event.id, 'translator'),
        await app.staff(event.id, 'translator'),
      ];
      const people = async (of: string, body: object): Promise<void> => {
        const { version } = (await event.staff.get(of)).body;
        const answer = await event.staff.put(`${of}/people`, body, { ifMatch: version });
        expect(answer.status).toBe(200);
      };
      const both = { translatorId: await account(translator), checkerId: await account(checker) };
      await people(russian, { ...both, dueAt: '2019-09-05T10:00:00Z' });
      await people(chinese, { ...both, dueAt: '2019-09-05T10:00:00Z' });
      await moved(translator, chinese, 'draft', { input: { text: '各位' } });
      const reminders = async (api: typeof translator): Promise<string[]> =>
        (await toldTo(api)).filter((subject) => /Reminder|Overdue/.test(subject));
      await app.at('2019-09-04T09:59:00Z');
      expect([await reminders(translator), await reminders(checker)]).toEqual([[], []]);
      await app.at('2019-09-04T10:00:00Z');
      expect([await reminders(translator), await reminders(checker)]).toEqual([['Reminder'], ['Reminder']]);
      await app.at('2019-09-05T11:00:00Z');
      expect([await reminders(translator), await reminders(checker)]).toEqual([['Reminder'], ['Reminder']]);
      // A deadline that moves takes its reminder along.
      await people(russian, { dueAt: '2019-09-10T10:00:00Z' });
      await app.at('2019-09-09T10:00:00Z');
      expect([await reminders(translator), await reminders(checker)]).toEqual([
        ['Reminder', 'Reminder'],
        ['Reminder'],
      ]);
      app.clock.set(new Date('2019-09-01T02:00:00Z'));
    });

    test('are seen and made by the translator who is named, and by no other', async () => {
      const { path, russian, chinese } = await translated();
      const [named, other] = [
        await app.staff(event.id, 'translator'),
        await app.staff(event.id, 'translator'),
      ];
      const assigned = await event.staff.put(
        `${russian}/people`,
        { translatorId: await account(named) },
        { ifMatch: 1 },
      );
      expect([assigned.status, assigned.body.translator.name]).toEqual([
        200,
        expect.stringContaining('Staff'),
      ]);
      expect((await named.get(path)).body.text).toBe('Dear all');
      expect((await other.get(path)).body).toMatchObject({ text: null, underEmbargo: true });
      expect((await other.get(`${path}/texts`)).body.items).toEqual([]);
      const refused = await other.move(russian, 'draft', { input: { text: 'Дорогие все' } });
      expect([refused.status, refused.body.code]).toEqual([409, 'transition-not-possible']);
      expect((await named.move(chinese, 'draft', { input: { text: '各位' } })).status).toBe(409);
      const taken = await named.upload(`${russian}/texts`, docx(['Дорогие друзья']), {
        translatedNumber: '1',
      });
      expect([taken.status, taken.body]).toMatchObject([
        201,
        { number: 1, language: 'ru', authentic: false, translatedNumber: 1, source: 'docx' },
      ]);
      expect((await named.get(russian)).body).toMatchObject({ state: 'drafted', text: 'Дорогие друзья' });
      expect((await other.get(russian)).body.text).toBeNull();
      expect((await other.get(`${path}/texts/${taken.body.id}`)).status).toBe(404);
      expect((await named.get(`${path}/texts`)).body.items.map((one: any) => one.language).sort()).toEqual([
        'en',
        'ru',
      ]);
    });

    test('are checked by whoever is named for it, never by the translator', async () => {
      const { russian } = await translated();
      const [translator, checker] = [
        await app.staff(event.id, 'translator'),
        await app.staff(event.id, 'translator'),
      ];
      const [translatorId, checkerId] = [await account(translator), await account(checker)];
      const same = await event.staff.put(
        `${russian}/people`,
        { translatorId, checkerId: translatorId },
        { ifMatch: 1 },
      );
      expect([same.status, same.body.errors[0].pointer]).toEqual([422, '/checkerId']);
      const outside = await account(await app.staff(event.id, 'communications'));
      const unable = await event.staff.put(`${russian}/people`, { checkerId: outside }, { ifMatch: 1 });
      expect([unable.status, unable.body.code]).toEqual([422, 'translation-person-unknown']);
      await event.staff.put(`${russian}/people`, { translatorId, checkerId }, { ifMatch: 1 });
      await moved(translator, russian, 'draft', { input: { text: 'Черновик' } });
      expect((await translator.move(russian, 'check')).status).toBe(409);
      // Protocol waits for the one who is named, too.
      expect((await event.staff.move(russian, 'check')).status).toBe(409);
      await moved(translator, russian, 'draft', { input: { text: 'Второй черновик' } });
      const stale = await checker.move(russian, 'check', { input: { textNumber: 1 } });
      expect([stale.status, stale.body.code]).toEqual([409, 'greeting-text-stale']);
      expect((await moved(checker, russian, 'check', { input: { textNumber: 2 } })).state).toBe('checked');
      await moved(event.staff, russian, 'return', { comment: 'The title is wrong.' });
      expect((await translator.get(russian)).body).toMatchObject({
        state: 'requested',
        remark: 'The title is wrong.',
      });
    });

    test('that are added to a cleared message are approved by protocol, when every remark on them is settled', async () => {
      const path = await greeting();
      const { id: originalId } = (await typed(path, 'Dear all')).body;
      await moved(event.staff, path, 'clear', { input: { textNumber: 1 } });
      const { id } = (await event.staff.post(`${path}/translations`, { language: 'ru' })).body;
      const russian = `${path}/translations/${id}`;
      const [organiser, protocol] = [
        await app.staff(event.id, 'organiser'),
        await app.staff(event.id, 'protocol'),
      ];
      const draft = await event.staff.post(`${russian}/texts`, { text: 'Дорогие все' });
      const remark = await event.staff.post(`${path}/remarks`, {
        textId: draft.body.id,
        paragraph: 1,
        remark: 'Too familiar.',
      });
      expect(remark.status).toBe(201);
      const cleared = await event.staff.post(`${path}/remarks`, { textId: originalId, remark: 'Late' });
      expect([cleared.status, cleared.body.code]).toEqual([409, 'greeting-not-being-cleared']);
      await moved(organiser, russian, 'check');
      const alone = await organiser.move(russian, 'approve');
      expect([alone.status, alone.body.detail]).toEqual([
        409,
        expect.stringContaining('so protocol has to approve it.'),
      ]);
      const open = await protocol.move(russian, 'approve');
      expect([open.status, open.body.detail]).toEqual([
        409,
        expect.stringContaining('every remark on this translation must be settled.'),
      ]);
      await event.staff.patch(`${path}/remarks/${remark.body.id}`, { settled: true }, 1);
      expect((await moved(protocol, russian, 'approve')).state).toBe('approved');
      const late = await event.staff.post(`${path}/remarks`, { textId: draft.body.id, remark: 'Late' });
      expect(late.status).toBe(409);
    });

    test('are outdated by a new version of the original, and keep the message from being cleared', async () => {
      const { path, russian, chinese } = await translated();
      const second = await app.staff(event.id, 'protocol');
      for (const [one, text] of [
        [russian, 'Дорогие все'],
        [chinese, '各位'],
      ] as const) {
        await moved(event.staff, one, 'draft', { input: { text } });
        await moved(second, one, 'check');
        await moved(second, one, 'approve');
      }
      await moved(event.staff, path, 'clear', { input: { textNumber: 1 } });
      const otherLanguage = await typed(path, 'Дорогие друзья', { language: 'ru' });
      expect([otherLanguage.status, otherLanguage.body.code]).toEqual([409, 'greeting-language-fixed']);
      await typed(path, 'Dear friends');
      expect((await event.staff.get(path)).body).toMatchObject({
        state: 'in_translation',
        clearedNumber: null,
      });
      expect((await event.staff.get(russian)).body).toMatchObject({ state: 'outdated', translatedNumber: 1 });
      expect((await event.staff.move(path, 'clear', { input: { textNumber: 2 } })).status).toBe(409);
      const late = await event.staff.move(russian, 'draft', {
        input: { text: 'Дорогие все', translatedNumber: 1 },
      });
      expect([late.status, late.body.code]).toEqual([409, 'greeting-text-stale']);
      for (const [one, text] of [
        [russian, 'Дорогие друзья'],
        [chinese, '各位朋友'],
      ] as const) {
        await moved(event.staff, one, 'draft', { input: { text, translatedNumber: 2 } });
        await moved(second, one, 'check');
        await moved(second, one, 'approve');
      }
      expect((await moved(event.staff, path, 'clear', { input: { textNumber: 2 } })).state).toBe('cleared');
    });
  });
});
