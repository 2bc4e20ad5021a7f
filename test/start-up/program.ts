import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { waitFor } from '../support/wait';

/** Where the project is: the programs are run there, as somebody would who has just cloned it. */
export const projectFolder = path.resolve(__dirname, '../../..');
const mainFile = path.join(projectFolder, 'dist', 'src', 'main.js');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The whole program, run as a process of its own with nothing in its environment but what the test says. */
export class Program {
  output = '';
  errors = '';
  readonly ended: Promise<Ended>;
  private readonly child: ChildProcess;

  constructor(
    readonly dataDir: string,
    env: Record<string, string> = {},
    account: { uid?: number; gid?: number } = {},
  ) {
    this.child = spawn(process.execPath, [mainFile], {
      cwd: projectFolder,
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        TMPDIR: os.tmpdir(),
        PORT: '0',
        SEED: 'none',
        DATA_DIR: dataDir,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...account,
    });
    this.child.stdout!.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.child.stderr!.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
    this.ended = new Promise((resolve) =>
      this.child.once('close', (code, signal) => resolve({ code, signal })),
    );
    // A program that hangs is a failure, and must not hold up the whole run.
    const patience = setTimeout(() => this.child.kill('SIGKILL'), 280_000);
    void this.ended.then(() => clearTimeout(patience));
  }

  get pid(): number {
    return this.child.pid!;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Waits for the banner, and answers the address in it. */
  async ready(): Promise<string> {
    await waitFor(() => this.output.includes('Ctrl-C') || !this.running, { timeoutMs: 150_000 });
    const address = /https?:\/\/\S+?:\d+/.exec(this.output)?.[0];
    if (address === undefined) throw new Error(`the program did not start: ${this.errors}${this.output}`);
    return address;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.signal(signal);
    return this.ended;
  }
}

/** Process ids of PostgreSQL servers and their guardians that work on this folder. */
export function serversOn(folder: string): number[] {
  if (!fs.existsSync('/proc/self')) {
    const list = spawnSync('ps', ['-Awwo', 'pid=,args='], { encoding: 'utf8' }).stdout.split('\n');
    return list
      .filter((line) => line.includes(folder) && line.includes('postgres'))
      .map((line) => parseInt(line, 10));
  }
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const command = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return command.includes(folder) && command.includes('postgres');
      } catch {
        // It went while we looked.
        return false;
      }
    })
    .map(Number);
}

const folders: string[] = [];

/** A new empty folder that any account can get to. */
export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plenary-start-'));
  fs.chmodSync(folder, 0o755);
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
}
