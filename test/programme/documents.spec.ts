import { writeXlsx } from 'hucre/xlsx';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import * as net from 'node:net';
import { Links } from '../../src/access/links.service';
import { CONFIG, type Config } from '../../src/platform/config';
import { documentKinds } from '../../src/programme/documents/session-document.rules';
import type { Answer, Api, SentFile } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import {
  compoundFile,
  jpeg,
  officeFile,
  officeParts,
  openDocument,
  pdf,
  png,
  windowsProgram,
  zip,
} from '../support/files';
import { waitFor } from '../support/wait';
import { makeForum, makeSession, release, type TestForum } from './forum';

/** Largest file in these tests, in bytes: more than any other request may have. */
const limit = 2_000_000;

const fields = { title: 'Presentation', audience: 'public' };
const text = (words: string): Buffer => Buffer.from(words);

describe('documents of sessions', () => {
  let app: TestApp;
  let forum: TestForum;
  let session: any;
  let documents: string;
  let slides: Buffer;
  beforeAll(async () => {
    app = await startApp({ config: { uploadLimitBytes: limit, uploadStallSeconds: 1 } });
    forum = await makeForum(app);
    session = await makeSession(forum);
    documents = `${forum.path}/sessions/${session.id}/documents`;
    slides = await pdf();
  });

  const file = (bytes: Uint8Array, name: string, type?: string): SentFile => ({
    bytes,
    name,
    ...(type === undefined ? {} : { type }),
  });
  const pdfFile = (): SentFile => file(slides, 'presentation.pdf', 'application/pdf');
  const upload = (
    sent: SentFile = pdfFile(),
    more: Record<string, string> = {},
    by: Api = forum.staff,
  ): Promise<Answer> => by.upload(documents, sent, { ...fields, ...more });
  /** Rows and files that are there. */
  const kept = async (): Promise<{ rows: number; files: number }> => {
    const { storageDir } = app.app.get<Config>(CONFIG);
    const found = await fs
      .readdir(storageDir, { recursive: true, withFileTypes: true })
      .catch(() => [] as never[]);
    return {
      rows: (await app.db.one<{ n: number }>(`SELECT count(*)::integer AS n FROM stored_files`))!.n,
      files: found.filter((entry) => entry.isFile()).length,
    };
  };
  /** Does something that must leave nothing. */
  const leavingNothing = async <T>(act: () => Promise<T>): Promise<T> => {
    const before = await kept();
    const result = await act();
    expect(await kept()).toEqual(before);
    return result;
  };
  const linkOf = async (event: TestForum): Promise<Api> => {
    const id = randomUUID();
    const tokens = await app.app
      .get(Links)
      .tokens('registration', event.id, [{ id, name: 'LI Na' }], new Date('2100-01-01'));
    return app.api.as(tokens.get(id)!);
  };

  test('are added with what people have to know of them, and listed in order', async () => {
    const { id } = await makeSession(forum, { title: 'Listed', roomId: forum.foyer });
    const path = `${forum.path}/sessions/${id}/documents`;
    const first = await forum.staff.upload(path, pdfFile(), { ...fields, language: 'en' });
    expect([first.status, first.headers.get('etag'), first.headers.get('location')]).toEqual([
      201,
      '"1"',
      `/api/v1/${path}/${first.body.id}`,
    ]);
    expect(first.body).toEqual({
      id: first.body.id,
      version: 1,
      sessionId: id,
      title: 'Presentation',
      titles: {},
      language: 'en',
      audience: 'public',
      position: 1,
      name: 'presentation.pdf',
      mediaType: 'application/pdf',
      size: slides.length,
      sha256: first.body.sha256,
      createdAt: '2019-06-01T08:00:00.000Z',
    });
    expect((await forum.staff.get(`${path}/${first.body.id}`)).body).toEqual(first.body);
    const second = await forum.staff.upload(path, file(png, 'Plan.PNG'), {
      title: 'Plan of the hall',
      audience: 'staff',
    });
    expect([second.body.position, second.body.name, second.body.mediaType]).toEqual([
      2,
      'Plan.PNG',
      'image/png',
    ]);
    const third = await forum.staff.upload(path, file(text('a;b\n1;2\n'), 'list.csv'), {
      title: 'List',
      audience: 'participants',
      position: '0',
    });
    const titles = async (query = ''): Promise<string[]> =>
      (await forum.staff.get(`${path}${query}`)).body.items.map((one: any) => one.title);
    expect(third.body.position).toBe(0);
    expect(await titles()).toEqual(['List', 'Presentation', 'Plan of the hall']);
    expect(await titles('?audience=staff')).toEqual(['Plan of the hall']);
    expect(await titles('?language=en')).toEqual(['Presentation']);
    expect(await titles('?q=plan.png')).toEqual(['Plan of the hall']);
  });

  test.each<[string, () => Promise<Buffer> | Buffer, string, string]>([
    ['PDF', () => pdf(), 'paper.pdf', 'application/pdf'],
    [
      'Word',
      () => officeFile('docx'),
      'paper.docx',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ],
    [
      'PowerPoint',
      () => officeFile('pptx'),
      'slides.pptx',
      'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    ],
    [
      'Excel',
      async () => Buffer.from(await writeXlsx({ sheets: [{ name: 'Sheet', rows: [['a', 1]] }] })),
      'table.xlsx',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ],
    ['OpenDocument', () => openDocument('text'), 'paper.odt', 'application/vnd.oasis.opendocument.text'],
    [
      'OpenDocument slides',
      () => openDocument('presentation'),
      'slides.odp',
      'application/vnd.oasis.opendocument.presentation',
    ],
    ['PNG', () => png, 'plan.png', 'image/png'],
    ['JPEG', () => jpeg, 'photo.jpeg', 'image/jpeg'],
    ['JPEG with the short ending', () => jpeg, 'photo.JPG', 'image/jpeg'],
    ['text', () => text('\ufeffКибербезопасность\r\n\t网络安全\n'), 'notes.txt', 'text/plain'],
    // These two letters begin a program for Windows; in a text they begin a word.
    ['CSV', () => text('MZ;BM\n1;2\n'), 'list.csv', 'text/csv'],
  ])('%s is taken as what it is, whatever the sender says, and comes back as it was', async (...given) => {
    const [, make, name, mediaType] = given;
    const bytes = await make();
    const made = await upload(file(bytes, name, 'text/html'));
    expect([made.status, made.body.mediaType, made.body.size]).toEqual([201, mediaType, bytes.length]);
    const back = await forum.staff.download(`${documents}/${made.body.id}/file`);
    expect([back.status, back.headers.get('content-type')]).toEqual([
      200,
      mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType,
    ]);
    expect(back.body.equals(bytes)).toBe(true);
    expect(back.headers.get('content-length')).toBe(String(bytes.length));
  });

  test('are answered so that no browser shows or runs them, under their names in any script', async () => {
    const { body } = await upload(file(slides, 'Доклад “网络” (1).pdf'));
    expect(body.name).toBe('Доклад “网络” (1).pdf');
    const answer = await forum.staff.download(`${documents}/${body.id}/file`);
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="______ ____ (1).pdf"; filename*=UTF-8''${encodeURIComponent('Доклад “网络” ')}%281%29.pdf`,
    );
    expect([
      answer.headers.get('x-content-type-options'),
      answer.headers.get('content-security-policy'),
      answer.headers.get('cache-control'),
    ]).toEqual(['nosniff', "default-src 'none'; sandbox", 'private, no-cache']);
    const again = await forum.staff.get(`${documents}/${body.id}/file`, {
      headers: { 'if-none-match': answer.headers.get('etag')! },
    });
    expect([again.status, again.body]).toEqual([304, '']);
  });

  test('lose the path that some programs send with the name, and are named in one form of Unicode', async () => {
    expect((await upload(file(slides, 'C:\\fakepath\\paper.pdf'))).body.name).toBe('paper.pdf');
    expect((await upload(file(slides, '/home/li/paper.pdf'))).body.name).toBe('paper.pdf');
    expect((await upload(file(slides, 'Re\u0301sume\u0301.pdf'))).body.name).toBe('R\u00e9sum\u00e9.pdf');
  });

  test('can be changed in all but their file', async () => {
    const { body } = await upload();
    const path = `${documents}/${body.id}`;
    const changed = await forum.staff.patch(
      path,
      { title: 'Slides', titles: { ru: 'Слайды' }, language: 'ru', audience: 'participants', position: 7 },
      1,
    );
    expect([changed.status, changed.body]).toEqual([
      200,
      {
        ...body,
        version: 2,
        title: 'Slides',
        titles: { ru: 'Слайды' },
        language: 'ru',
        audience: 'participants',
        position: 7,
      },
    ]);
    expect((await forum.staff.patch(path, { title: 'x' }, 1)).status).toBe(412);
    expect((await forum.staff.patch(path, { title: 'x' })).status).toBe(428);
    expect((await forum.staff.patch(path, { name: 'x.pdf' }, 2)).status).toBe(400);
    const odd = await forum.staff.patch(path, { language: 'qaa-x-none' }, 2);
    expect([odd.status, odd.body.code, odd.body.errors[0].pointer]).toEqual([
      422,
      'document-invalid',
      '/language',
    ]);
    expect((await forum.staff.patch(path, { language: null }, 2)).body.language).toBe(null);
    expect((await forum.staff.delete(path, 2)).status).toBe(412);
    expect((await forum.staff.delete(path, 3)).status).toBe(204);
    expect((await forum.staff.get(path)).status).toBe(404);
    expect((await forum.staff.get(`${path}/file`)).status).toBe(404);
  });

  describe('that cannot be taken', () => {
    const vba = { name: 'word/vbaProject.bin', text: 'x' };
    test.each<[string, Buffer | (() => Buffer), string, number, string, string]>([
      ['a program', windowsProgram, 'setup.exe', 415, 'media-type-not-supported', 'kind'],
      ['a name without an ending', png, 'plan', 415, 'media-type-not-supported', 'kind'],
      ['nothing but an ending', png, '.png', 415, 'media-type-not-supported', 'kind'],
      ['a drawing with scripts', text('<svg/>'), 'plan.svg', 415, 'media-type-not-supported', 'kind'],
      [
        'a document with macros',
        () => officeFile('docm', vba),
        'a.docm',
        415,
        'media-type-not-supported',
        'kind',
      ],
      ['a program called PDF', windowsProgram, 'paper.pdf', 422, 'file-invalid', 'disguised'],
      ['a page called PNG', text('<!doctype html><script>'), 'plan.png', 422, 'file-invalid', 'disguised'],
      [
        'a drawing called PNG',
        text('<svg xmlns="http://www.w3.org/2000/svg"/>'),
        'a.png',
        422,
        'file-invalid',
        'disguised',
      ],
      ['a PNG called JPEG', png, 'photo.jpg', 422, 'file-invalid', 'disguised'],
      ['a PDF called Word', () => slides, 'paper.docx', 422, 'file-invalid', 'disguised'],
      ['half a PDF', text('%PDF-1.7\n1 0 obj\n'), 'paper.pdf', 422, 'file-invalid', 'damaged'],
      [
        'an archive called Word',
        () => zip([{ name: 'setup.exe', text: 'MZ' }]),
        'a.docx',
        422,
        'file-invalid',
        'disguised',
      ],
      ['Excel called Word', () => officeFile('xlsx'), 'a.docx', 422, 'file-invalid', 'disguised'],
      ['a slide show called slides', () => officeFile('ppsx'), 'a.pptx', 422, 'file-invalid', 'disguised'],
      [
        'OpenDocument sheets called text',
        () => openDocument('spreadsheet'),
        'a.odt',
        422,
        'file-invalid',
        'disguised',
      ],
      ['macros called Word without', () => officeFile('docm', vba), 'a.docx', 422, 'file-invalid', 'macros'],
      ['macros hidden in Word', () => officeFile('docx', vba), 'a.docx', 422, 'file-invalid', 'macros'],
      [
        'macros in OpenDocument',
        () => openDocument('text', { name: 'Basic/Standard/Module1.xml', text: 'Sub' }),
        'a.odt',
        422,
        'file-invalid',
        'macros',
      ],
      ['Word with a password', compoundFile, 'a.docx', 422, 'file-invalid', 'disguised'],
      [
        'parts with a password',
        () => officeFile('docx', { name: 'word/secret.xml', text: 'x', flags: 1 }),
        'a.docx',
        422,
        'file-invalid',
        'damaged',
      ],
      [
        'what would fill the disk of whoever opens it',
        () => officeFile('xlsx', { name: 'xl/bomb.xml', text: 'x', claims: 0xfffffff0 }),
        'a.xlsx',
        422,
        'file-invalid',
        'damaged',
      ],
      [
        'a list of parts that would fill our memory',
        () =>
          zip([
            { name: '[Content_Types].xml', text: ' '.repeat(50_000_000), claims: 1000 },
            ...officeParts('docx').slice(1),
          ]),
        'a.docx',
        422,
        'file-invalid',
        'damaged',
      ],
      [
        'a part that would leave its folder',
        () => officeFile('docx', { name: 'word/../../evil.xml', text: 'x' }),
        'a.docx',
        422,
        'file-invalid',
        'damaged',
      ],
      [
        'a part twice',
        () => officeFile('docx', { name: 'WORD/document.xml', text: 'x' }),
        'a.docx',
        422,
        'file-invalid',
        'damaged',
      ],
      [
        'an archive without its end',
        () => officeFile('docx').subarray(0, -30),
        'a.docx',
        422,
        'file-invalid',
        'damaged',
      ],
      [
        'an archive with something behind it',
        () => Buffer.concat([officeFile('docx'), windowsProgram]),
        'a.docx',
        422,
        'file-invalid',
        'damaged',
      ],
      ['a page called text', text('  <html><script>'), 'notes.txt', 422, 'file-invalid', 'disguised'],
      ['a script called CSV', text('#!/bin/sh\nrm'), 'list.csv', 422, 'file-invalid', 'disguised'],
      ['text with a NUL', text('a\u0000b'), 'notes.txt', 422, 'file-invalid', 'disguised'],
      [
        'text that is not UTF-8',
        Buffer.from('résumé', 'latin1'),
        'notes.txt',
        422,
        'file-invalid',
        'disguised',
      ],
      [
        'text cut in the middle of a letter',
        text('网络').subarray(0, 5),
        'notes.txt',
        422,
        'file-invalid',
        'disguised',
      ],
      ['text in UTF-16', Buffer.from('\ufeffa;b', 'utf16le'), 'list.csv', 422, 'file-invalid', 'disguised'],
      ['nothing', Buffer.alloc(0), 'paper.pdf', 422, 'file-invalid', 'empty'],
      ['a name that reads backwards', () => slides, 'paper\u202efdp.pdf', 422, 'file-invalid', 'name'],
      ['too long a name', () => slides, `${'x'.repeat(200)}.pdf`, 422, 'file-invalid', 'name'],
    ])('%s', async (...given) => {
      const [, content, name, status, code, fault] = given;
      const bytes = typeof content === 'function' ? content() : content;
      const answer = await leavingNothing(() => upload(file(bytes, name, 'application/pdf')));
      expect([answer.status, answer.body.code, answer.body.errors]).toEqual([
        status,
        code,
        [{ pointer: '/file', code: fault, message: expect.stringMatching(/^[a-z].*[^.]$/) }],
      ]);
    });

    test('says in a sentence what to do', async () => {
      expect((await upload(file(windowsProgram, 'setup.exe'))).body.detail).toBe(
        '“setup.exe” is of a kind that is not taken here. Send one of: PDF (.pdf), Word (.docx), PowerPoint (.pptx), Excel (.xlsx), OpenDocument text (.odt), OpenDocument presentation (.odp), PNG picture (.png), JPEG picture (.jpg, .jpeg), plain text (.txt), CSV (.csv).',
      );
      expect((await upload(file(windowsProgram, 'paper.pdf'))).body.detail).toBe(
        '/file does not hold what its name says (PDF), but looks like a file of the kind .exe.',
      );
      expect((await upload(file(compoundFile, 'paper.docx'))).body.detail).toBe(
        '/file is protected by a password or of an older kind; save it without a password as .docx.',
      );
      expect((await upload(file(officeFile('docx', vba), 'paper.docx'))).body.detail).toBe(
        '/file contains macros, which are programs; save it without them.',
      );
    });

    test('one byte over the limit is refused and names the limit; the limit itself is taken', async () => {
      const most = await pdf('x', limit);
      expect(most.length).toBe(limit);
      expect((await upload(file(most, 'most.pdf'))).status).toBe(201);
      const more = await pdf('x', limit + 1);
      const answer = await leavingNothing(() => upload(file(more, 'more.pdf')));
      expect([answer.status, answer.body.code, answer.body.detail]).toEqual([
        413,
        'too-large',
        'A file can have at most 1.9 MB. Make it smaller, for example by smaller pictures, and send it again.',
      ]);
    });

    test('20 MB are heard out and answered, on a connection that goes on', async () => {
      const bytes = Buffer.alloc(20_000_000, '%PDF-');
      const answer = await leavingNothing(() => upload(file(bytes, 'large.pdf')));
      expect([answer.status, answer.body.code, answer.headers.get('connection')]).toEqual([
        413,
        'too-large',
        'keep-alive',
      ]);
    });

    test.each<[string, Record<string, string>, number, string, string]>([
      ['no title', { title: '' }, 422, 'against-the-rules', '/title'],
      ['another audience', { audience: 'press' }, 422, 'against-the-rules', '/audience'],
      ['a language that is none', { language: 'english please' }, 422, 'against-the-rules', '/language'],
      ['a language that nobody knows', { language: 'qaa-x-none' }, 422, 'document-invalid', '/language'],
      ['a position that is no number', { position: 'first' }, 422, 'against-the-rules', '/position'],
      ['a field that does not exist', { owner: 'me' }, 400, 'unknown-field', '/owner'],
      ['a name that is not ours to give', { id: randomUUID() }, 400, 'unknown-field', '/id'],
      ['a very long field', { title: 'x'.repeat(20_000) }, 422, 'against-the-rules', '/title'],
    ])('%s', async (...given) => {
      const [, more, status, code, pointer] = given;
      const answer = await leavingNothing(() => upload(pdfFile(), more));
      expect([answer.status, answer.body.code, answer.body.errors[0].pointer]).toEqual([
        status,
        code,
        pointer,
      ]);
    });

    /** A form with anything in it. */
    const form = (fill: (form: FormData) => void): Promise<Answer> => {
      const sent = new FormData();
      for (const [name, value] of Object.entries(fields)) sent.append(name, value);
      fill(sent);
      return leavingNothing(() => forum.staff.request('POST', documents, sent));
    };
    const blob = (): Blob => new Blob([new Uint8Array(slides)]);

    test('forms with no file, with two, with one elsewhere, or with text in its place', async () => {
      const none = await form(() => undefined);
      expect([none.status, none.body.errors]).toEqual([
        422,
        [{ pointer: '/file', code: 'required', message: 'is missing' }],
      ]);
      const two = await form((sent) => {
        sent.append('file', blob(), 'one.pdf');
        sent.append('file', blob(), 'two.pdf');
      });
      expect([two.status, two.body.errors[0].code]).toEqual([422, 'twice']);
      const elsewhere = await form((sent) => {
        sent.append('file', blob(), 'one.pdf');
        sent.append('photo', blob(), 'two.pdf');
      });
      expect([elsewhere.status, elsewhere.body.errors[0].pointer]).toEqual([400, '/photo']);
      const asText = await form((sent) => sent.append('file', 'content'));
      expect([asText.status, asText.body.errors[0].code]).toEqual([422, 'type']);
      const doubled = await form((sent) => {
        sent.append('title', 'Another title');
        sent.append('file', blob(), 'one.pdf');
      });
      expect([doubled.status, doubled.body.errors[0].pointer]).toEqual([422, '/title']);
      const many = await form((sent) => {
        for (let count = 0; count < 60; count += 1) sent.append(`field-${count}`, 'x');
        sent.append('file', blob(), 'one.pdf');
      });
      expect([many.status, many.body.code]).toEqual([400, 'malformed-request']);
      const prototype = await form((sent) => {
        sent.append('__proto__', 'x');
        sent.append('file', blob(), 'one.pdf');
      });
      expect([prototype.status, prototype.body.code]).toEqual([400, 'malformed-request']);
    });

    test('what is no form', async () => {
      const json = await forum.staff.post(documents, { ...fields, file: 'x' });
      expect([json.status, json.body.code]).toEqual([415, 'media-type-not-supported']);
      expect(json.body.detail).toContain('multipart/form-data');
      expect((await forum.staff.post(documents)).status).toBe(415);
      for (const type of ['multipart/form-data', 'multipart/form-data; boundary=x']) {
        const broken = await leavingNothing(() =>
          forum.staff.request<any>('POST', documents, 'no parts at all', {
            headers: { 'content-type': type },
          }),
        );
        expect([broken.status, broken.body.code]).toEqual([400, 'malformed-request']);
      }
    });
  });

  test('no other route takes a form', async () => {
    const sent = new FormData();
    sent.append('title', 'Sent as a form');
    for (const [method, path] of [
      ['POST', `${forum.path}/sessions`],
      ['PATCH', `${forum.path}/sessions/${session.id}`],
      ['PUT', `${forum.path}/sessions/${session.id}/roles`],
      ['POST', 'auth/logout'],
    ] as const) {
      const answer = await forum.staff.request<any>(method, path, sent, { ifMatch: 1 });
      expect([path, answer.status, answer.body.code]).toEqual([path, 415, 'media-type-not-supported']);
    }
    expect((await forum.staff.request('POST', 'nothing-here', sent)).status).toBe(404);
    expect((await app.api.get('/api/v1/events')).status).toBe(200);
  });

  describe('from clients that do not keep to it', () => {
    const boundary = 'a-boundary-of-a-form';
    const head = [
      ...Object.entries(fields).map(
        ([name, value]) =>
          `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
      ),
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n`,
    ].join('');
    const tail = `\r\n--${boundary}--\r\n`;

    /** Speaks HTTP by hand; answers what came until the other side closed, or the answer seemed whole. */
    const speak = async (
      headers: Record<string, string | number>,
      talk: (socket: net.Socket) => void,
    ): Promise<string> => {
      const { hostname, port } = new URL(app.url);
      const socket = net.connect(Number(port), hostname);
      let heard = '';
      socket.on('data', (chunk) => (heard += chunk.toString()));
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      socket.write(
        [
          `POST /api/v1/${documents} HTTP/1.1`,
          'host: plenary',
          `authorization: Bearer ${forum.staff.token}`,
          `content-type: multipart/form-data; boundary=${boundary}`,
          ...lines,
          '',
          '',
        ].join('\r\n'),
      );
      talk(socket);
      await waitFor(() => socket.closed || /\}\s*(0\s*)?$/.test(heard));
      socket.destroy();
      return heard;
    };
    /** Uploads that are held open on the disk by this process; they have no name there. */
    const spooled = async (): Promise<number> => {
      const open = await fs.readdir('/proc/self/fd').catch(() => []);
      const files = await Promise.all(open.map((fd) => fs.readlink(`/proc/self/fd/${fd}`).catch(() => '')));
      return files.filter((name) => name.includes('plenary-upload-')).length;
    };
    afterEach(async () => {
      expect(await waitFor(async () => (await spooled()) === 0)).toBe(true);
    });

    const status = (heard: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(heard)?.[1]);
    const whole = (): Buffer => Buffer.concat([text(head), slides, text(tail)]);

    test('a form in pieces of any size is taken', async () => {
      const heard = await speak({ 'transfer-encoding': 'chunked' }, (socket) => {
        const bytes = whole();
        for (let at = 0; at < bytes.length; at += 101) {
          const piece = bytes.subarray(at, at + 101);
          socket.write(`${piece.length.toString(16)}\r\n`);
          socket.write(piece);
          socket.write('\r\n');
        }
        socket.write('0\r\n\r\n');
      });
      expect(status(heard)).toBe(201);
    });

    test('one that stops in the middle and waits is told so after a while, and let go', async () => {
      const heard = await leavingNothing(() =>
        speak({ 'content-length': whole().length }, (socket) =>
          socket.write(whole().subarray(0, whole().length - 400)),
        ),
      );
      expect([status(heard), /connection: close/i.test(heard)]).toEqual([408, true]);
      expect(heard).toContain('"code":"upload-stopped"');
    });

    test('one that promises more than it sends waits for nothing', async () => {
      const heard = await leavingNothing(() =>
        speak({ 'content-length': whole().length + 1000 }, (socket) => socket.write(whole())),
      );
      expect(status(heard)).toBe(408);
    });

    test('one that sends more than it promised has sent half a form', async () => {
      const heard = await leavingNothing(() =>
        speak({ 'content-length': whole().length - 300 }, (socket) => socket.write(whole())),
      );
      expect(status(heard)).toBe(400);
    });

    test('one that hangs up in the middle leaves nothing', async () => {
      await leavingNothing(async () => {
        await speak({ 'content-length': whole().length }, (socket) => {
          socket.write(whole().subarray(0, whole().length - 400), () => socket.destroy());
        });
        await waitFor(async () => (await spooled()) === 0);
      });
    });

    test('one that announces what nobody would read to the end is cut off at once', async () => {
      const heard = await leavingNothing(() =>
        speak({ 'content-length': 10_000_000_000 }, (socket) => socket.write(head)),
      );
      expect([status(heard), /connection: close/i.test(heard)]).toEqual([413, true]);
    });

    test('one that never ends is cut off', async () => {
      const piece = Buffer.alloc(1_000_000, 'x');
      const heard = await leavingNothing(() =>
        speak({ 'transfer-encoding': 'chunked' }, (socket) => {
          socket.write(`${Buffer.byteLength(head).toString(16)}\r\n${head}\r\n`);
          const more = (): void => {
            while (
              !socket.destroyed &&
              socket.write(Buffer.concat([text('f4240\r\n'), piece, text('\r\n')]))
            );
          };
          socket.on('drain', more);
          more();
        }),
      );
      // Who goes on talking may not hear the answer before the line is cut; nobody hears another one.
      expect(['', 413]).toContain(heard === '' ? '' : status(heard));
    });
  });

  describe('with an Idempotency-Key', () => {
    test('the same form twice makes one document, and keeps one file', async () => {
      const key = randomUUID();
      const before = await kept();
      const send = (): Promise<Answer> =>
        forum.staff.upload(documents, pdfFile(), fields, { idempotencyKey: key });
      const [first, second] = [await send(), await send()];
      expect([first.status, second.status, second.body]).toEqual([201, 201, first.body]);
      expect(second.headers.get('idempotency-replayed')).toBe('true');
      expect(await kept()).toEqual({ rows: before.rows + 1, files: before.files + 1 });
    });

    test('two at once make one document', async () => {
      const key = randomUUID();
      const before = await kept();
      const answers = await Promise.all(
        [1, 2].map(() => forum.staff.upload(documents, pdfFile(), fields, { idempotencyKey: key })),
      );
      expect(answers.map(({ status }) => status)).toEqual([201, 201]);
      expect(answers[0]!.body.id).toBe(answers[1]!.body.id);
      expect(await kept()).toEqual({ rows: before.rows + 1, files: before.files + 1 });
    });

    test.each<[string, () => Promise<SentFile> | SentFile, Record<string, string>]>([
      ['another content', async () => file(await pdf('Another text'), 'presentation.pdf'), {}],
      ['another name', () => file(slides, 'other.pdf'), {}],
      ['another title', () => pdfFile(), { title: 'Another title' }],
    ])('%s under the same key is refused', async (_, other, more) => {
      const key = { idempotencyKey: randomUUID() };
      expect((await forum.staff.upload(documents, pdfFile(), fields, key)).status).toBe(201);
      const sent = await other();
      const answer = await leavingNothing(() =>
        forum.staff.upload(documents, sent, { ...fields, ...more }, key),
      );
      expect([answer.status, answer.body.code]).toEqual([422, 'idempotency-key-reused']);
    });

    test('more uploads at once than the database has connections all end', async () => {
      const answers = await Promise.all(
        Array.from({ length: 24 }, () =>
          forum.staff.upload(documents, pdfFile(), fields, { idempotencyKey: randomUUID() }),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    });
  });

  describe('and rights', () => {
    test('staff of the event read them, those who work on the programme change them', async () => {
      const { body } = await upload();
      const path = `${documents}/${body.id}`;
      const desk = await app.staff(forum.id, 'registration_desk');
      for (const read of [documents, path]) expect((await desk.get(read)).status).toBe(200);
      expect((await desk.download(`${path}/file`)).body.equals(slides)).toBe(true);
      expect((await leavingNothing(() => upload(pdfFile(), {}, desk))).status).toBe(403);
      expect((await desk.patch(path, { title: 'x' }, 1)).status).toBe(403);
      expect((await desk.delete(path, 1)).status).toBe(403);
      const programme = await app.staff(forum.id, 'programme');
      expect((await upload(pdfFile(), {}, programme)).status).toBe(201);
      expect((await programme.patch(path, { title: 'x' }, 1)).status).toBe(200);
    });

    test('nobody else does, and nothing of what they send is kept', async () => {
      const { body } = await upload();
      const link = await linkOf(forum);
      const stranger = await app.staff(undefined);
      for (const [who, status] of [
        [app.api, 401],
        [link, 404],
        [stranger, 404],
      ] as const) {
        for (const path of [documents, `${documents}/${body.id}`, `${documents}/${body.id}/file`])
          expect([path, (await who.get(path)).status]).toEqual([path, status]);
        expect((await leavingNothing(() => upload(pdfFile(), {}, who))).status).toBe(status);
      }
    });

    test('a document of another event or session is not there', async () => {
      const other = await makeForum(app);
      const theirs = await makeSession(other);
      const { body } = await upload();
      const second = await makeSession(forum, { title: 'Second', startsAt: null, endsAt: null });
      for (const path of [
        `${other.path}/sessions/${theirs.id}/documents/${body.id}`,
        `${other.path}/sessions/${session.id}/documents/${body.id}`,
        `${forum.path}/sessions/${second.id}/documents/${body.id}`,
      ]) {
        expect([path, (await app.admin.get(path)).status]).toEqual([path, 404]);
        expect([path, (await app.admin.get(`${path}/file`)).status]).toEqual([path, 404]);
        expect([path, (await app.admin.patch(path, { title: 'x' }, 1)).status]).toEqual([path, 404]);
        expect([path, (await app.admin.delete(path, 1)).status]).toEqual([path, 404]);
      }
      const missing = `${forum.path}/sessions/${theirs.id}/documents`;
      expect((await app.admin.get(missing)).status).toBe(404);
      expect((await leavingNothing(() => app.admin.upload(missing, pdfFile(), fields))).status).toBe(404);
    });
  });

  describe('once released', () => {
    let other: TestForum;
    let talk: any;
    let path: string;
    const ids: Record<string, string> = {};
    beforeAll(async () => {
      other = await makeForum(app);
      talk = await makeSession(other);
      path = `${other.path}/sessions/${talk.id}/documents`;
      for (const audience of ['public', 'participants', 'staff'])
        ids[audience] = (
          await other.staff.upload(path, pdfFile(), { title: `For ${audience}`, audience, language: 'en' })
        ).body.id;
    });

    const released = (id: string): string => `${other.path}/programme/documents/${id}`;
    const statuses = async (id: string): Promise<number[]> => {
      const found: number[] = [];
      for (const who of [app.api, await linkOf(other), await app.staff(other.id, 'check_in')])
        found.push((await who.download(released(id))).status);
      return found;
    };
    const named = async (who: Api): Promise<string[]> =>
      (await who.get(`${other.path}/programme`)).body.sessions[0].documents.map((one: any) => one.title);

    test('not before', async () => {
      for (const id of Object.values(ids)) expect(await statuses(id)).toEqual([404, 404, 404]);
    });

    test('they are there for those for whom they are meant, and named to nobody else', async () => {
      await release(other);
      expect(await statuses(ids['public']!)).toEqual([200, 200, 200]);
      expect(await statuses(ids['participants']!)).toEqual([404, 200, 200]);
      expect(await statuses(ids['staff']!)).toEqual([404, 404, 200]);
      expect((await app.api.download(released(ids['public']!))).body.equals(slides)).toBe(true);
      expect(await named(app.api)).toEqual(['For public']);
      expect(await named(await linkOf(other))).toEqual(['For public', 'For participants']);
      expect(await named(other.staff)).toEqual(['For public', 'For participants', 'For staff']);
      expect(await named(await app.staff(undefined))).toEqual(['For public']);
      const { body } = await app.api.get(`${other.path}/programme`);
      expect(body.sessions[0].documents).toEqual([
        {
          id: ids['public'],
          title: 'For public',
          titles: {},
          language: 'en',
          audience: 'public',
          name: 'presentation.pdf',
          mediaType: 'application/pdf',
          size: slides.length,
        },
      ]);
    });

    test('what one caller has is not taken for what another would get', async () => {
      const tags = [];
      for (const who of [app.api, await linkOf(other), other.staff]) {
        const { headers } = await who.get(`${other.path}/programme`);
        tags.push([headers.get('etag'), headers.get('vary')]);
      }
      expect(tags).toEqual([
        ['"1"', 'authorization'],
        ['"1-participants"', 'authorization'],
        ['"1-staff"', 'authorization'],
      ]);
    });

    test('the link of a registration of another event opens nothing more', async () => {
      const elsewhere = await linkOf(forum);
      expect((await elsewhere.get(released(ids['public']!))).status).toBe(200);
      expect((await elsewhere.get(released(ids['participants']!))).status).toBe(404);
      const token = elsewhere.token;
      expect((await app.api.get(`${released(ids['participants']!)}?token=${token}`)).status).toBe(404);
      const own = (await linkOf(other)).token;
      expect((await app.api.get(`${released(ids['participants']!)}?token=${own}`)).status).toBe(200);
    });

    test('in another event they are not there', async () => {
      expect((await app.admin.get(`${forum.path}/programme/documents/${ids['public']}`)).status).toBe(404);
    });

    test('work in the draft is not seen until the next release, which knows what is different', async () => {
      const added = (
        await other.staff.upload(path, file(png, 'plan.png'), { title: 'Plan', audience: 'public' })
      ).body.id;
      await other.staff.patch(
        `${path}/${ids['participants']}`,
        { audience: 'public', title: 'For everybody' },
        1,
      );
      await other.staff.delete(`${path}/${ids['public']}`, 1);
      expect(await statuses(added)).toEqual([404, 404, 404]);
      expect(await statuses(ids['public']!)).toEqual([200, 200, 200]);
      expect(await statuses(ids['participants']!)).toEqual([404, 200, 200]);
      expect(await named(app.api)).toEqual(['For public']);
      const second = await release(other);
      expect(await statuses(added)).toEqual([200, 200, 200]);
      expect(await statuses(ids['public']!)).toEqual([404, 404, 404]);
      expect(await statuses(ids['participants']!)).toEqual([200, 200, 200]);
      const { body } = await other.staff.get(`${other.path}/programme/releases/2/changes`);
      expect(body.items.map((item: any) => [item.sessionId, item.changes])).toEqual([
        [talk.id, ['documents']],
      ]);
      expect(body.items[0].before.documents.map((one: any) => one.title)).toEqual([
        'For public',
        'For participants',
        'For staff',
      ]);
      expect(body.items[0].after.documents.map((one: any) => one.title)).toEqual([
        'For everybody',
        'For staff',
        'Plan',
      ]);
      const withdrawn = await other.staff.move(`${other.path}/programme/releases/${second.id}`, 'withdraw', {
        comment: 'Too early',
      });
      expect(withdrawn.status).toBe(200);
      expect(await statuses(added)).toEqual([404, 404, 404]);
      expect(await statuses(ids['public']!)).toEqual([200, 200, 200]);
    });

    test('a calendar is not told of a change of documents only', async () => {
      const sequences = async (): Promise<string[]> =>
        (await app.api.get<string>(`${other.path}/programme.ics`)).body.match(/^SEQUENCE:\d+/gm)!.map(String);
      const before = await sequences();
      await release(other);
      expect(await sequences()).toEqual(before);
    });

    test('their files stay as long as a release names them, and no longer than something does', async () => {
      const gone = (
        await other.staff.upload(path, file(png, 'gone.png'), { title: 'Gone', audience: 'public' })
      ).body.id;
      const [{ file_id: unreleased }] = (await app.db.query<{ file_id: string }>(
        `SELECT file_id FROM session_documents WHERE id = $1`,
        [gone],
      )) as [{ file_id: string }];
      const files = async (): Promise<string[]> =>
        (
          await app.db.query<{ id: string }>(
            `SELECT f.id FROM stored_files f WHERE event_id = $1 ORDER BY f.id`,
            [other.id],
          )
        ).map(({ id }) => id);
      const before = await files();
      const { version } = (await other.staff.get(`${other.path}/sessions/${talk.id}`)).body;
      expect((await other.staff.delete(`${other.path}/sessions/${talk.id}`, version)).status).toBe(204);
      for (let hour = 0; hour < 4; hour += 1)
        await app.at(new Date(app.clock.now().getTime() + 3_600_000).toISOString());
      expect(await files()).toEqual(before.filter((id) => id !== unreleased));
      expect(await statuses(ids['participants']!)).toEqual([200, 200, 200]);
    });

    test('the database refuses to remove a file that a release names', async () => {
      await expect(app.db.query(`DELETE FROM stored_files WHERE event_id = $1`, [other.id])).rejects.toThrow(
        'violates foreign key constraint',
      );
    });

    test('of an event that is not announced they are for its staff', async () => {
      const hidden = await makeForum(app, {}, { published: false });
      const { id } = await makeSession(hidden);
      const made = await hidden.staff.upload(`${hidden.path}/sessions/${id}/documents`, pdfFile(), fields);
      await release(hidden);
      const at = `${hidden.path}/programme/documents/${made.body.id}`;
      expect((await app.api.get(at)).status).toBe(404);
      expect((await hidden.staff.download(at)).body.equals(slides)).toBe(true);
    });
  });

  test('the OpenAPI document says what a form holds and what comes back', async () => {
    const { body } = await app.api.get('/api/openapi.json');
    const paths = body.paths['/api/v1/events/{event}/sessions/{id}/documents'];
    const { content } = paths.post.requestBody;
    expect(Object.keys(content)).toEqual(['multipart/form-data']);
    const schema = body.components.schemas[content['multipart/form-data'].schema.$ref.split('/').pop()];
    expect(Object.keys(schema.properties)).toEqual(['file', 'title', 'audience', 'language', 'position']);
    expect(schema.required).toEqual(['file', 'title', 'audience']);
    expect(schema.properties.file).toMatchObject({ type: 'string', format: 'binary' });
    expect(content['multipart/form-data'].encoding.file.contentType.split(', ')).toHaveLength(
      documentKinds.length,
    );
    expect(Object.keys(paths.post.responses)).toEqual(
      expect.arrayContaining(['201', '408', '413', '415', '422']),
    );
    expect(paths.post['x-upload']).toBe(undefined);
    const download =
      body.paths['/api/v1/events/{event}/programme/documents/{documentId}'].get.responses['200'];
    expect(download.content['application/pdf']).toEqual({ schema: { type: 'string', format: 'binary' } });
    expect(Object.keys(download.headers)).toEqual(expect.arrayContaining(['ETag', 'Content-Disposition']));
  });
});
