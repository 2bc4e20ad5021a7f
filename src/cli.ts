import * as path from 'node:path';
import { text } from 'node:stream/consumers';
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { loadConfig, type Config } from './platform/config';
import { StartUpError } from './platform/start-up-error';
import { configurationTable, madeDocuments, staleDocuments, writeDocuments } from './start/documents';
import { explainFailure } from './start/failure';
import { joinDatabase, type OpenDatabase } from './start/open-database';
import { keptSecret } from './start/secret';

interface Command {
  /** What stands behind the name in a call. */
  readonly takes?: string;
  readonly does: string;
  /** Does it and answers the status with which the process ends. */
  run(argument: string | undefined, options: Options): Promise<number>;
}

interface Options {
  readonly check: boolean;
  readonly stdin: boolean;
}

const documents = path.resolve(__dirname, '../../docs');

const commands: Record<string, Command> = {
  migrate: {
    does: 'brings the database to the state that this version needs',
    run: () =>
      withDatabase(async ({ connection }) => {
        const { migrate } = await import('./platform/database/migrate.js');
        const done = await migrate(connection);
        say(done.length === 0 ? 'Nothing to do: the database is up to date.' : done.join('\n'));
        return 0;
      }),
  },
  'migrate:revert': {
    does: 'takes the last migration back',
    run: () =>
      withDatabase(async ({ connection }) => {
        const { revertLastMigration } = await import('./platform/database/migrate.js');
        const name = await revertLastMigration(connection);
        say(name === undefined ? 'Nothing to take back.' : `${name} was taken back.`);
        return 0;
      }),
  },
  config: {
    does: 'prints every environment variable, as a Markdown table',
    run: async () => {
      say(configurationTable());
      return 0;
    },
  },
  'admin:password': {
    takes: '[e-mail] [--stdin]',
    does: 'gives an account a new password, generated or from standard input, and ends its sessions; without an address that of ADMIN_EMAIL',
    run: setPassword,
  },
  'keys:new': {
    takes: '<id>',
    does: 'prints a new key to be put in front of SEALING_KEYS',
    run: newKey,
  },
  'keys:reseal': {
    does: 'seals with the current key of SEALING_KEYS what other keys have sealed, and says which keys are still needed',
    run: reseal,
  },
  'mail:bounces': {
    takes: '[maildir | mbox | file] [--stdin]',
    does: 'reads reports of mails that did not arrive from a mailbox, a file or standard input; in a maildir what was read is marked as seen',
    run: readBounces,
  },
  docs: {
    takes: '[--check]',
    does: 'writes what is made from the code into docs; with --check only says whether that is needed',
    run: writeDocs,
  },
};

async function setPassword(email: string | undefined, { stdin }: Options): Promise<number> {
  const given = stdin ? (await text(process.stdin)).split('\n')[0]!.trim() : undefined;
  if (given !== undefined && given.length < 12)
    throw new StartUpError('The password on standard input must have at least 12 characters.');
  const password = given ?? randomBytes(12).toString('base64url');
  return withDatabase(async ({ connection }, config) => {
    const address = email ?? config.adminEmail;
    const { migrate } = await import('./platform/database/migrate.js');
    const { createApp } = await import('./app.js');
    const { Accounts } = await import('./access/accounts.service.js');
    await migrate(connection);
    // Never listens and never begins to work: only the account service is wanted.
    const app = await createApp({ config: { ...config, role: 'api' }, connection, logger: false });
    try {
      if (!(await app.get(Accounts).setPassword(address, password)))
        throw new StartUpError(`There is no account with the address ${address}.`);
    } finally {
      await app.close();
    }
    say(given === undefined ? `New password of ${address}: ${password}` : `${address} has the new password.`);
    return 0;
  });
}

async function newKey(id: string | undefined): Promise<number> {
  const { readSealingKeys } = await import('./platform/crypto/sealing-keys.js');
  const entry = `${id ?? ''}:${randomBytes(32).toString('base64')}`;
  try {
    readSealingKeys(entry);
  } catch (error) {
    throw new StartUpError(`A key needs an id, such as "2027": SEALING_KEYS ${(error as Error).message}.`);
  }
  say(entry);
  return 0;
}

/** Beside the running program; broken off, it goes on where it stopped when it is called again. */
async function reseal(): Promise<number> {
  return withDatabase(async ({ connection }, given) => {
    const config = { ...given, role: 'api' as const, appSecret: given.appSecret ?? keptSecret(given) };
    const { migrate } = await import('./platform/database/migrate.js');
    const { createApp } = await import('./app.js');
    const { Keyring } = await import('./platform/crypto/keyring.js');
    const { SealedRows } = await import('./platform/crypto/sealed-rows.service.js');
    await migrate(connection);
    const app = await createApp({ config, connection, logger: false });
    try {
      const rows = app.get(SealedRows);
      const ended = await rows.reseal(({ table, resealed, unopened, total }) =>
        say(`${table}: ${resealed + unopened} of ${total}`),
      );
      for (const { table, keyId, rows: count } of await rows.uses())
        say(`${table}: ${count} sealed with "${keyId}"`);
      const unopened = ended.reduce((sum, one) => sum + one.unopened, 0);
      if (unopened === 0) {
        say(`All is sealed with "${app.get(Keyring).currentId}"; other keys are not needed any more.`);
        return 0;
      }
      process.stderr.write(
        `${unopened} rows could not be opened: put the keys that are named above back into SEALING_KEYS and call this again.\n`,
      );
      return 1;
    } finally {
      await app.close();
    }
  });
}

/** Beside the running program, for installations whose mail server cannot post reports: by cron, or as a filter. */
async function readBounces(from: string | undefined, { stdin }: Options): Promise<number> {
  if ((from === undefined) !== stdin)
    throw new StartUpError(
      'Name a maildir, an mbox file or a file with one mail, or send them to standard input with --stdin.',
    );
  const { mailsIn, mailboxAt } = await import('./communications/bounces/mail-folder.js');
  const mails = from === undefined ? mailsIn(process.stdin) : await mailboxAt(from);
  return withDatabase(async ({ connection }, given) => {
    const config = { ...given, role: 'api' as const, appSecret: given.appSecret ?? keptSecret(given) };
    const { migrate } = await import('./platform/database/migrate.js');
    const { createApp } = await import('./app.js');
    const { Bounces } = await import('./communications/bounces/bounces.service.js');
    await migrate(connection);
    const app = await createApp({ config, connection, logger: false });
    try {
      // Not to listen, only for the workflows to be there.
      await app.init();
      const bounces = app.get(Bounces);
      const counts = new Map<string, number>();
      for await (const { raw, done } of mails) {
        const { outcome, repeated } = await bounces.take(raw);
        const what = repeated ? 'known' : outcome;
        counts.set(what, (counts.get(what) ?? 0) + 1);
        await done();
      }
      const said = [...counts].map(([what, count]) => `${what}: ${count}`).join(', ');
      say(said === '' ? 'There was nothing to read.' : said);
      return 0;
    } finally {
      await app.close();
    }
  });
}

async function writeDocs(_argument: string | undefined, { check }: Options): Promise<number> {
  const made = await madeDocuments();
  if (!check) {
    const written = writeDocuments(documents, made);
    say(written.length === 0 ? 'Nothing to do: docs is up to date.' : `Written: ${written.join(', ')}.`);
    return 0;
  }
  const stale = staleDocuments(documents, made);
  if (stale.length === 0) return 0;
  process.stderr.write(
    `Out of date in docs: ${stale.join(', ')}. Run "npm run docs" and commit the result.\n`,
  );
  return 1;
}

/** Runs beside the program too: an embedded server that runs already is used. */
async function withDatabase(
  work: (database: OpenDatabase, config: Config) => Promise<number>,
): Promise<number> {
  const config = loadConfig(process.env);
  const database = await joinDatabase(config);
  try {
    return await work(database, config);
  } finally {
    await database.stop();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function usage(): string {
  const calls = Object.entries(commands).map(([name, { takes, does }]) => [
    [name, takes].filter(Boolean).join(' '),
    does,
  ]);
  const width = Math.max(...calls.map(([call]) => call!.length)) + 2;
  return [
    'npm run cli -- <command>',
    '',
    ...calls.map(([call, does]) => `  ${call!.padEnd(width)}${does}`),
  ].join('\n');
}

async function main(): Promise<number> {
  let call;
  try {
    call = parseArgs({
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        check: { type: 'boolean', default: false },
        stdin: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage()}\n`);
    return 64;
  }
  const { values, positionals } = call;
  const [name, argument, ...tooMany] = positionals;
  if (values.help) {
    say(usage());
    return 0;
  }
  const command = name === undefined || !Object.hasOwn(commands, name) ? undefined : commands[name];
  if (command === undefined || tooMany.length > 0) {
    const trouble =
      name === undefined ? 'Which command?' : `There is no such command: ${positionals.join(' ')}`;
    process.stderr.write(`${trouble}\n\n${usage()}\n`);
    return 64;
  }
  return command.run(argument, values).catch((error: unknown) => {
    const failure = explainFailure(`${name} did not work`, error);
    process.stderr.write(`${failure.text}\n`);
    return failure.exitCode;
  });
}

void main().then((code) => process.exit(code));
