import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { newId } from '../../src/platform/database/base.entity';
import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';
import { recipient, sampleNotice, send } from './sample-notices';

const samples = path.resolve(__dirname, '../../../test/communications/bounces');
const cli = path.resolve(__dirname, '../../src/cli.js');

let app: TestApp;
let event: TestEvent;
let folder: string;

beforeAll(async () => {
  app = await startApp();
  event = await makeEvent(app);
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plenary-bounces-'));
});

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** A report about a mail that has gone out. */
async function report(file: string): Promise<{ id: string; text: string }> {
  const sample = sampleNotice(app);
  const email = `${newId()}@ministry.example`;
  await send(app, event.id, sample, [recipient({ email })]);
  await app.settled();
  const row = (await app.db.one<{ id: string; message_id_header: string }>(
    'SELECT id, message_id_header FROM messages WHERE kind = $1',
    [sample.notice.kind],
  ))!;
  const text = fs
    .readFileSync(path.join(samples, file), 'latin1')
    .replaceAll('{{TO}}', email)
    .replaceAll('{{MESSAGE_ID}}', row.message_id_header);
  return { id: row.id, text };
}

function run(args: readonly string[], input?: string): { status: number | null; said: string } {
  const { host, port, user, database, password, url } = app.connection as Record<string, unknown>;
  const where =
    url ??
    `postgres://${String(user)}${password ? `:${String(password)}` : ''}@localhost:${String(port)}/${String(database)}`;
  const address = new URL(String(where));
  if (url === undefined) address.searchParams.set('host', String(host));
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'mail:bounces', ...args], {
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: address.href,
      DATA_DIR: folder,
      APP_SECRET: 'a secret that only tests have, long enough',
    },
    ...(input === undefined ? {} : { input }),
  });
  return { status, said: stdout + stderr };
}

const states = (...ids: string[]) =>
  Promise.all(
    ids.map(
      async (id) =>
        (await app.db.one<{ state: string }>('SELECT state FROM messages WHERE id = $1', [id]))!.state,
    ),
  );

it('reads a maildir, marks what it has read, and reads nothing twice', async () => {
  const maildir = path.join(folder, 'maildir');
  for (const part of ['new', 'cur', 'tmp']) fs.mkdirSync(path.join(maildir, part), { recursive: true });
  const unknown = await report('postfix-user-unknown.eml');
  const seen = await report('gmail-no-such-user.eml');
  const flagged = await report('qmail-qsbmf.eml');
  fs.writeFileSync(path.join(maildir, 'new', '1559548800.a.host'), unknown.text, 'latin1');
  fs.writeFileSync(path.join(maildir, 'cur', '1559548801.b.host:2,S'), seen.text, 'latin1');
  fs.writeFileSync(path.join(maildir, 'cur', '1559548802.c.host:2,F'), flagged.text, 'latin1');
  expect(run([maildir])).toEqual({ status: 0, said: 'failed: 2\n' });
  expect(await states(unknown.id, seen.id, flagged.id)).toEqual(['bounced', 'sent', 'bounced']);
  expect(fs.readdirSync(path.join(maildir, 'new'))).toEqual([]);
  expect(fs.readdirSync(path.join(maildir, 'cur')).toSorted()).toEqual([
    '1559548800.a.host:2,S',
    '1559548801.b.host:2,S',
    '1559548802.c.host:2,FS',
  ]);
  expect(run([maildir])).toEqual({ status: 0, said: 'There was nothing to read.\n' });
});

it('reads an mbox file, in which lines that begin with From are marked', async () => {
  const reports = [await report('postfix-delayed.eml'), await report('domino-not-listed.eml')];
  const mbox = path.join(folder, 'bounces.mbox');
  const letter = 'From: li.na@ministry.example\nSubject: Hello\n\nDear all,\n\n>From Monday on I am away.\n';
  fs.writeFileSync(
    mbox,
    [...reports.map(({ text }) => text.replaceAll('\r\n', '\n')), letter]
      .map((text) => `From MAILER-DAEMON Mon Jun  3 08:05:00 2019\n${text}\n`)
      .join(''),
    'latin1',
  );
  expect(run([mbox])).toEqual({ status: 0, said: 'delayed: 1, failed: 1, ignored: 1\n' });
  expect(await states(...reports.map(({ id }) => id))).toEqual(['sent', 'bounced']);
});

it('reads one mail from standard input, as a filter gets it', async () => {
  const { id, text } = await report('yandex-no-such-user.eml');
  const plain = text.replace(/base64\r\n\r\n[\s\S]*?(?=--ya)/, '8bit\r\n\r\nNo.\r\n');
  expect(run(['--stdin'], plain)).toEqual({ status: 0, said: 'failed: 1\n' });
  expect(await states(id)).toEqual(['bounced']);
});

it('says what is missing', () => {
  expect(run([]).said).toMatch(/^Name a maildir, an mbox file/);
  expect(run([path.join(folder, 'nothing-here')])).toMatchObject({
    said: expect.stringMatching(/cannot be read \(ENOENT\)/),
  });
  expect(run([os.tmpdir()])).toMatchObject({ said: expect.stringMatching(/no maildir/) });
});
