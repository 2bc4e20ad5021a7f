import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { Program, projectFolder, removeFolders, serversOn, temporaryFolder } from './program';

const servers: net.Server[] = [];
const programs: Program[] = [];
afterAll(async () => {
  for (const server of servers) server.close();
  for (const program of programs) if (program.running) await program.stop('SIGKILL');
  removeFolders();
});

function run(dataDir: string, env: Record<string, string> = {}, account = {}): Program {
  const program = new Program(dataDir, env, account);
  programs.push(program);
  return program;
}

/** Runs the program, which must end by itself with status 1, one sentence on standard error and nothing left running. */
async function refusal(dataDir: string, env: Record<string, string> = {}, account = {}): Promise<string> {
  const program = run(dataDir, env, account);
  const ended = await program.ended;
  expect({ ...ended, output: program.output, lines: program.errors.trim().split('\n').length }).toEqual({
    code: 1,
    signal: null,
    output: '',
    lines: 1,
  });
  expect(program.errors).not.toMatch(/\bat \S+ \(|Error:|node:internal/);
  expect(program.errors.trim()).toMatch(/^[A-Z0-9/].*\.$/);
  expect(serversOn(dataDir)).toEqual([]);
  return program.errors.trim();
}

async function listening(server: net.Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as net.AddressInfo).port;
}

/** A port at which nobody listens. */
async function closedPort(): Promise<number> {
  const server = net.createServer();
  const port = await listening(server);
  server.close();
  await once(server, 'close');
  return port;
}

describe('the program refuses to start, in one sentence,', () => {
  it('when its port is taken', async () => {
    const port = await listening(net.createServer());
    const folder = temporaryFolder();
    expect(await refusal(folder, { PORT: String(port) })).toBe(
      `Port ${port} on 127.0.0.1 is in use by another program: stop it, or set PORT to another port.`,
    );
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it('when its address is not one of this machine', async () => {
    expect(await refusal(temporaryFolder(), { HOST: '203.0.113.77' })).toBe(
      '203.0.113.77 is not an address of this machine: set HOST to one of its addresses, or to 0.0.0.0 for all of them.',
    );
  });

  it('when its Node.js knows only some languages', async () => {
    const poor = path.join(temporaryFolder(), 'small-icu.cjs');
    fs.writeFileSync(
      poor,
      `const { Collator } = Intl; Intl.Collator = class extends Collator { constructor() { super('en'); } };`,
    );
    expect(await refusal(temporaryFolder(), { NODE_OPTIONS: `--require ${poor}` })).toBe(
      'This Node.js has not the data of all languages (small ICU), so it cannot put Russian in order, cannot put Chinese by pinyin in order, cannot put Chinese by strokes in order: install one with full ICU, as from nodejs.org, and leave NODE_ICU_DATA unset.',
    );
  });

  it('when its data folder would lie in a file', async () => {
    const file = path.join(temporaryFolder(), 'file');
    fs.writeFileSync(file, '');
    expect(await refusal(path.join(file, 'data'))).toMatch(
      /^The data folder \S+ cannot be written \(ENOTDIR\): give this user the right to write there, or set DATA_DIR/,
    );
  });

  const stranger = strangerToTheFolder();
  (stranger ? it : it.skip)(
    'when its data folder is not this user’s (needs a user who may not write everywhere)',
    async () => {
      const folder = temporaryFolder();
      fs.chmodSync(folder, 0o555);
      expect(await refusal(path.join(folder, 'data'), {}, stranger)).toMatch(
        /^The data folder \S+ cannot be written \(EACCES\): give this user the right/,
      );
    },
  );

  it('when another one uses the folder, which goes on unharmed', async () => {
    const folder = temporaryFolder();
    const first = run(folder);
    const address = await first.ready();
    const second = run(folder);
    expect(await second.ended).toEqual({ code: 1, signal: null });
    expect(second.errors.trim()).toMatch(
      /^Another Plenary uses the folder \S+ \(PostgreSQL process \d+\): stop it, or set DATA_DIR to another folder\.$/,
    );
    expect((await fetch(`${address}/health/ready`)).status).toBe(200);
    expect(await first.stop()).toEqual({ code: 0, signal: null });
    expect(serversOn(folder)).toEqual([]);
  });

  it('when nothing listens at DATABASE_URL, whose password it keeps to itself', async () => {
    const port = await closedPort();
    const url = `postgres://forum:very-secret@127.0.0.1:${port}/plenary`;
    const sentence = await refusal(temporaryFolder(), { DATABASE_URL: url });
    expect(sentence).toBe(
      `The PostgreSQL of DATABASE_URL at 127.0.0.1:${port} does not listen there: check DATABASE_URL and that the server is running.`,
    );
  });

  it('when PostgreSQL is too old', async () => {
    const port = await listening(net.createServer(answerAsPostgres14));
    expect(
      await refusal(temporaryFolder(), { DATABASE_URL: `postgres://forum@127.0.0.1:${port}/plenary` }),
    ).toMatch(/^DATABASE_URL points to PostgreSQL 14, and Plenary needs version 15 or newer: /);
  });

  it('when there is no secret and no folder to keep one in', async () => {
    const file = path.join(temporaryFolder(), 'file');
    fs.writeFileSync(file, '');
    const sentence = await refusal(path.join(file, 'data'), {
      DATABASE_URL: 'postgres://127.0.0.1:1/plenary',
    });
    expect(sentence).toMatch(
      /^APP_SECRET is not set and a generated one cannot be kept in \S+ \(ENOTDIR\): set APP_SECRET, or set DATA_DIR to a folder that this user can write\.$/,
    );
  });

  it('when Redis does not answer, whose password it keeps to itself, and stops the database again', async () => {
    const port = await closedPort();
    const sentence = await refusal(temporaryFolder(), {
      REDIS_URL: `redis://:very-secret@127.0.0.1:${port}`,
    });
    expect(sentence).toMatch(/^Redis does not answer \(.*ECONNREFUSED.*\)/);
    expect(sentence).not.toContain('very-secret');
  });

  it('when uploaded files cannot be kept, and stops the database again', async () => {
    const file = path.join(temporaryFolder(), 'file');
    fs.writeFileSync(file, '');
    expect(await refusal(temporaryFolder(), { STORAGE_DIR: path.join(file, 'files') })).toBe(
      `The folder of uploaded files ${path.join(file, 'files')} cannot be written (ENOTDIR): give this user the right to write there, or set STORAGE_DIR to another folder.`,
    );
  });

  it('when the storage of S3 does not answer, whose secret it keeps to itself', async () => {
    const port = await closedPort();
    const sentence = await refusal(temporaryFolder(), {
      S3_BUCKET: 'forum-files',
      S3_ENDPOINT: `http://127.0.0.1:${port}`,
      S3_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      S3_SECRET_ACCESS_KEY: 'very-secret',
    });
    expect(sentence).toBe(
      `The storage of uploaded files cannot be used (bucket forum-files at 127.0.0.1:${port}: ECONNREFUSED): check S3_BUCKET, S3_ENDPOINT, S3_REGION and the keys, which need the right to put, get and delete objects.`,
    );
  });

  const small = smallDisk();
  (small ? it : it.skip)('when the disk is full (needs the right to mount a small one)', async () => {
    expect(await refusal(path.join(small!, 'data'))).toBe(
      `The disk is full: free some space for ${path.join(small!, 'data', 'postgres')}, or set DATA_DIR to another folder.`,
    );
  });
});

describe('a faulty configuration', () => {
  it('is reported as a whole, and ends with a status that tells supervisors not to try again', async () => {
    const program = run(temporaryFolder(), {
      PORT: 'abc',
      LOG_LEVEL: 'loud',
      APP_SECRET: 'short',
      REDIS_URL: 'http://x',
    });
    expect(await program.ended).toEqual({ code: 78, signal: null });
    expect(program.output).toBe('');
    expect(program.errors.split('\n')).toEqual([
      'The configuration has 4 faults:',
      '  - PORT must be a whole number from 0 to 65535, not "abc"',
      '  - REDIS_URL must be a URL that begins with redis:// or rediss://',
      '  - APP_SECRET must have at least 32 characters; "openssl rand -base64 32" makes a good one',
      '  - LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent, not "loud"',
      '',
    ]);
  });

  it('of the storage is what does not go together, and a value that is a secret is not repeated', async () => {
    const faults = async (env: Record<string, string>): Promise<string[]> => {
      const program = run(temporaryFolder(), env);
      expect(await program.ended).toEqual({ code: 78, signal: null });
      expect(program.errors).not.toContain('very-secret');
      return program.errors.trim().split('\n').slice(1);
    };
    expect(await faults({ S3_SECRET_ACCESS_KEY: 'very-secret' })).toEqual([
      '  - S3_ACCESS_KEY_ID must be set too: S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY belong together',
      '  - S3_BUCKET must be set too: S3_SECRET_ACCESS_KEY says how it is reached',
    ]);
    expect(
      await faults({ S3_BUCKET: 'Forum Files', S3_ENDPOINT: 'minio:9000', S3_FORCE_PATH_STYLE: 'yes' }),
    ).toEqual([
      '  - S3_BUCKET must be the name of a bucket: 3 to 63 small letters, digits, dots and hyphens',
      '  - S3_ENDPOINT must be a URL that begins with http:// or https://',
      '  - S3_FORCE_PATH_STYLE must be one of true, false, not "yes"',
    ]);
    expect(await faults({ S3_BUCKET: 'forum-files', STORAGE_DIR: '/srv/files' })).toEqual([
      '  - STORAGE_DIR and S3_BUCKET exclude each other; set one of them',
    ]);
  });

  it('in production is a missing secret too', async () => {
    const program = run(temporaryFolder(), { NODE_ENV: 'production', SMTP_URL: 'smtp://mail.example' });
    expect(await program.ended).toEqual({ code: 78, signal: null });
    expect(program.errors).toBe(
      'The configuration has a fault:\n  - APP_SECRET must be set in production; "openssl rand -base64 32" makes a good one\n',
    );
  });
});

/** An account that can read the project and may not write everywhere: ourselves, or `nobody` when we are root. */
function strangerToTheFolder(): { uid?: number; gid?: number } | undefined {
  if (process.getuid?.() !== 0) return {};
  const nobody = { uid: 65_534, gid: 65_534 };
  const script = `require(${JSON.stringify(path.join(projectFolder, 'dist/src/platform/config.js'))})`;
  return spawnSync(process.execPath, ['-e', script], { ...nobody, cwd: '/' }).status === 0
    ? nobody
    : undefined;
}

/** A file system of 8 MB, which is less than a new database needs. */
function smallDisk(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  const folder = temporaryFolder();
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m,mode=755', 'tmpfs', folder]).status !== 0)
    return undefined;
  afterAll(() => spawnSync('umount', ['-l', folder]));
  return folder;
}

/** As much of PostgreSQL's protocol as it takes to say that one is version 14. */
function answerAsPostgres14(socket: net.Socket): void {
  const message = (type: string, ...parts: Buffer[]): Buffer => {
    const body = Buffer.concat(parts);
    const head = Buffer.alloc(5);
    head.write(type);
    head.writeInt32BE(body.length + 4, 1);
    return Buffer.concat([head, body]);
  };
  const int16 = (value: number): Buffer => Buffer.from(Uint16Array.of(value).buffer).swap16();
  const int32 = (value: number): Buffer => Buffer.from(Int32Array.of(value).buffer).swap32();
  const idle = message('Z', Buffer.from('I'));
  const column = Buffer.concat([
    Buffer.from('server_version_num\0'),
    int32(0),
    int16(0),
    int32(25),
    int16(65_535),
    int32(-1),
    int16(0),
  ]);
  socket.on('error', () => undefined);
  socket.once('data', () => {
    socket.write(Buffer.concat([message('R', int32(0)), idle]));
    socket.on('data', (chunk) => {
      if (!chunk.includes('server_version_num')) return;
      socket.write(
        Buffer.concat([
          message('T', int16(1), column),
          message('D', int16(1), int32(6), Buffer.from('140000')),
          message('C', Buffer.from('SHOW\0')),
          idle,
        ]),
      );
    });
  });
}
