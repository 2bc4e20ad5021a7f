import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { LocalFolder } from '../../src/platform/storage/local-folder';
import { S3Storage } from '../../src/platform/storage/s3';
import { Storage, type Content } from '../../src/platform/storage/storage';
import { StoredFiles, type NewFile } from '../../src/platform/storage/stored-files';
import { startApp, type TestApp } from '../support/app';
import { startS3Server, type S3Server } from '../support/s3-server';

const content = (bytes: Buffer, open = () => Readable.from([bytes])): Content => ({
  size: bytes.length,
  mediaType: 'application/pdf',
  open,
});

/** Bytes of which half come, and then a failure. */
const half = (bytes: Buffer): Readable =>
  Readable.from(
    (async function* () {
      yield bytes.subarray(0, bytes.length / 2);
      throw new Error('the disk cannot be read');
    })(),
  );

let folder: string;
let server: S3Server;
beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'plenary-storage-'));
  server = await startS3Server();
});
afterAll(async () => {
  await server.stop();
  await fs.rm(folder, { recursive: true, force: true });
});

describe.each<{ name: string; make: () => Storage; names: () => Promise<string[]> }>([
  {
    name: 'a folder',
    make: () => new LocalFolder(path.join(folder, 'files')),
    names: async () =>
      (await fs.readdir(path.join(folder, 'files'), { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => entry.name),
  },
  {
    name: 'S3',
    make: () => new S3Storage(server.config),
    names: async () => [...server.objects.keys()].map((key) => path.posix.basename(key)),
  },
])('files in $name', ({ make, names }) => {
  let storage: Storage;
  beforeAll(() => {
    storage = make();
  });

  test('come back as they were stored, until they are removed', async () => {
    const key = randomUUID();
    const bytes = Buffer.alloc(300_000, 'Infoforum ');
    expect([await storage.get(key), await storage.exists(key)]).toEqual([undefined, false]);
    await storage.put(key, content(bytes));
    const back = await storage.get(key);
    expect((await buffer(back!)).equals(bytes)).toBe(true);
    expect(await storage.exists(key)).toBe(true);
    await storage.remove(key);
    expect([await storage.get(key), await storage.exists(key)]).toEqual([undefined, false]);
    await storage.remove(key);
  });

  test('can be stored again under the same key', async () => {
    const key = randomUUID();
    for (const text of ['once', 'twice']) await storage.put(key, content(Buffer.from(text)));
    expect((await buffer((await storage.get(key))!)).toString()).toBe('twice');
  });

  test('of which only a half comes are not there at all', async () => {
    const key = randomUUID();
    const bytes = Buffer.alloc(100_000, 'x');
    await expect(
      storage.put(
        key,
        content(bytes, () => half(bytes)),
      ),
    ).rejects.toThrow(/cannot be (read|written)/);
    expect(await storage.exists(key)).toBe(false);
    expect((await names()).filter((name) => name.includes(key))).toEqual([]);
  });

  test.each(['../../etc/passwd', '', 'A', `${randomUUID()}/..`, '0199F3A0-7C1E-7D2A-9B1C-2F6D1F6A0B11'])(
    'cannot be called %j',
    async (key) => {
      const refusal = /is no key of a file/;
      await expect(storage.put(key, content(Buffer.from('x')))).rejects.toThrow(refusal);
      await expect(storage.get(key)).rejects.toThrow(refusal);
      await expect(storage.remove(key)).rejects.toThrow(refusal);
      await expect(storage.exists(key)).rejects.toThrow(refusal);
    },
  );

  test('leave nothing of what is tried at the start', async () => {
    const before = await names();
    await storage.check();
    expect(await names()).toEqual(before);
  });
});

describe('a folder', () => {
  test('that cannot be written is said at the start, and later as "not available"', async () => {
    const file = path.join(folder, 'file');
    await fs.writeFile(file, '');
    const storage = new LocalFolder(path.join(file, 'files'));
    await expect(storage.check()).rejects.toThrow(
      `The folder of uploaded files ${path.join(file, 'files')} cannot be written (ENOTDIR): give this user the right to write there, or set STORAGE_DIR to another folder.`,
    );
    await expect(storage.put(randomUUID(), content(Buffer.from('x')))).rejects.toMatchObject({
      code: 'unavailable',
      status: 503,
    });
  });

  test('keeps files for its own user only', async () => {
    const storage = new LocalFolder(path.join(folder, 'private'));
    const key = randomUUID();
    await storage.put(key, content(Buffer.from('x')));
    const { mode } = await fs.stat(path.join(folder, 'private', key.slice(-2), key));
    expect((mode & 0o777).toString(8)).toBe('600');
  });
});

describe('S3', () => {
  test('is asked again when it fails for a moment, and given up when it goes on failing', async () => {
    const storage = new S3Storage(server.config);
    const [one, other] = [randomUUID(), randomUUID()];
    server.failNext(2, 503);
    await storage.put(one, content(Buffer.from('x')));
    expect(server.objects.get(`files/${one}`)).toEqual({
      bytes: Buffer.from('x'),
      mediaType: 'application/pdf',
    });
    server.failNext(3, 503);
    await expect(storage.put(other, content(Buffer.from('x')))).rejects.toMatchObject({
      code: 'unavailable',
      status: 503,
    });
    expect(server.objects.has(`files/${other}`)).toBe(false);
  });

  test.each([
    [
      'another secret',
      { credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wrong' } },
      'SignatureDoesNotMatch',
    ],
    [
      'another key',
      { credentials: { accessKeyId: 'AKIDOTHER', secretAccessKey: 'wrong' } },
      'InvalidAccessKeyId',
    ],
    ['another bucket', { bucket: 'no-such-bucket' }, 'NoSuchBucket'],
    ['a server that is not there', { endpoint: 'http://127.0.0.1:1' }, 'ECONNREFUSED'],
  ])('with %s is said at the start, without the secret', async (_, changes, reason) => {
    const storage = new S3Storage({ ...server.config, ...changes });
    const error: Error = await storage.check().then(
      () => new Error('it works'),
      (thrown: Error) => thrown,
    );
    expect(error.name).toBe('StartUpError');
    expect(error.message).toContain(`${reason}): check S3_BUCKET, S3_ENDPOINT, S3_REGION and the keys`);
    expect(error.message).not.toContain('wrong');
  });

  test('that does not know the bucket is no reason to say that a file is not there', async () => {
    const storage = new S3Storage({ ...server.config, bucket: 'no-such-bucket' });
    await expect(storage.get(randomUUID())).rejects.toMatchObject({ status: 503 });
    await expect(storage.remove(randomUUID())).rejects.toMatchObject({ status: 503 });
  });
});

describe.each<{ name: string; s3: boolean }>([
  { name: 'a folder', s3: false },
  { name: 'S3', s3: true },
])('stored files, in $name', ({ s3 }) => {
  let app: TestApp;
  let files: StoredFiles;
  let storage: Storage;
  beforeAll(async () => {
    app = await startApp({ config: s3 ? { s3: server.config } : {} });
    files = app.app.get(StoredFiles);
    storage = app.app.get(Storage);
    await app.db.query(
      `CREATE TABLE notes (id uuid PRIMARY KEY, file_id uuid NOT NULL REFERENCES stored_files)`,
    );
    files.referredBy('notes', 'file_id');
  });

  const newFile = (open?: () => Readable): NewFile => ({
    ...content(Buffer.from('a note'), open),
    name: 'note.pdf',
    sha256: '0'.repeat(64),
    eventId: null,
    createdBy: 'system',
  });
  const note = async (id: string): Promise<void> => {
    await files.keep(id);
    await app.db.query(`INSERT INTO notes (id, file_id) VALUES ($1, $1)`, [id]);
  };
  /** Whether there is a row, and whether there are bytes. */
  const left = async (id: string): Promise<[boolean, boolean]> => [
    (await app.db.query(`SELECT 1 FROM stored_files WHERE id = $1`, [id])).length === 1,
    await storage.exists(id),
  ];
  /** Lets hours pass, each with a sweep at its end. */
  const hours = async (count: number): Promise<void> => {
    for (let hour = 0; hour < count; hour += 1)
      await app.at(new Date(app.clock.now().getTime() + 3_600_000).toISOString());
  };

  test('stay as long as something refers to them, and go within two hours of looking after that', async () => {
    await hours(1);
    const id = await files.add(newFile());
    await app.db.transaction(() => note(id));
    await hours(3);
    expect(await left(id)).toEqual([true, true]);
    expect(await files.facts(id)).toMatchObject({ name: 'note.pdf', size: 6 });
    await app.db.query(`DELETE FROM notes WHERE id = $1`, [id]);
    await hours(1);
    expect(await left(id)).toEqual([true, true]);
    await hours(1);
    expect(await left(id)).toEqual([false, false]);
    await expect(files.facts(id)).rejects.toMatchObject({ status: 404 });
  });

  test('to which something refers again meanwhile stay', async () => {
    const id = await files.add(newFile());
    await app.db.transaction(() => note(id));
    await app.db.query(`DELETE FROM notes WHERE id = $1`, [id]);
    await hours(1);
    await app.db.query(`INSERT INTO notes (id, file_id) VALUES ($1, $1)`, [id]);
    await hours(3);
    expect(await left(id)).toEqual([true, true]);
    await app.db.query(`DELETE FROM notes WHERE id = $1`, [id]);
    await hours(1);
    expect(await left(id)).toEqual([true, true]);
  });

  test('are not kept by a transaction that fails, and go an hour later', async () => {
    await hours(1);
    const id = await files.add(newFile());
    const failing = app.db.transaction(async () => {
      await note(id);
      throw new Error('something else went wrong');
    });
    await expect(failing).rejects.toThrow('something else went wrong');
    expect(await left(id)).toEqual([true, true]);
    await expect(files.facts(id)).rejects.toMatchObject({ status: 404 });
    await app.at(new Date(app.clock.now().getTime() + 3_599_000).toISOString());
    expect(await left(id)).toEqual([true, true]);
    await hours(1);
    expect(await left(id)).toEqual([false, false]);
  });

  test('whose bytes did not all come leave a row that goes an hour later', async () => {
    const before = new Set(
      (await app.db.query<{ id: string }>(`SELECT id FROM stored_files`)).map(({ id }) => id),
    );
    await expect(files.add(newFile(() => half(Buffer.from('a note'))))).rejects.toThrow(
      /cannot be (read|written)/,
    );
    const made = (await app.db.query<{ id: string }>(`SELECT id FROM stored_files`)).filter(
      ({ id }) => !before.has(id),
    );
    expect(made).toHaveLength(1);
    expect(await left(made[0]!.id)).toEqual([true, false]);
    await hours(2);
    expect(await left(made[0]!.id)).toEqual([false, false]);
  });

  test('that nobody keeps can be discarded at once; those that are kept cannot', async () => {
    const [unkept, kept] = [await files.add(newFile()), await files.add(newFile())];
    await app.db.transaction(() => note(kept));
    for (const id of [unkept, kept]) await files.discardUnlessKept(id);
    expect([await left(unkept), await left(kept)]).toEqual([
      [false, false],
      [true, true],
    ]);
    await expect(app.db.transaction(() => note(unkept))).rejects.toMatchObject({ status: 409 });
  });

  test('to which something refers are guarded by the database', async () => {
    const id = await files.add(newFile());
    await app.db.transaction(() => note(id));
    await expect(app.db.query(`DELETE FROM stored_files WHERE id = $1`, [id])).rejects.toThrow(
      'violates foreign key constraint',
    );
  });

  test('are added before a transaction and kept within one', async () => {
    await expect(app.db.transaction(() => files.add(newFile()))).rejects.toThrow('before the transaction');
    const id = await files.add(newFile());
    await expect(files.keep(id)).rejects.toThrow('by the transaction that refers to it');
    await files.discardUnlessKept(id);
  });

  if (s3)
    test('are removed later when the storage does not answer', async () => {
      await hours(1);
      const id = await files.add(newFile());
      server.failNext(3, 503);
      await expect(files.discardUnlessKept(id)).rejects.toMatchObject({ status: 503 });
      expect(await left(id)).toEqual([true, true]);
      await hours(1);
      expect(await left(id)).toEqual([false, false]);
    });

  test('whose bytes are lost are a failure on our side, told to the log with the place', async () => {
    const id = await files.add(newFile());
    await app.db.transaction(() => note(id));
    await storage.remove(id);
    await expect(files.content(id)).rejects.toMatchObject({ status: 500, code: 'internal' });
  });
});
