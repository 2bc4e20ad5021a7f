import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { Api } from '../support/api';
import { eventInput } from '../support/factories';
import { waitFor } from '../support/wait';
import { Program, removeFolders, serversOn, temporaryFolder } from './program';

const programs: Program[] = [];
afterAll(async () => {
  for (const program of programs) if (program.running) await program.stop('SIGKILL');
  removeFolders();
});

function run(dataDir: string, env: Record<string, string> = {}): Program {
  const program = new Program(dataDir, env);
  programs.push(program);
  return program;
}

const credentials = { email: 'first@plenary.example', password: 'a password for this test' };
const withPassword = { ADMIN_EMAIL: credentials.email, ADMIN_PASSWORD: credentials.password };

async function signedIn(address: string, as: object = credentials): Promise<Api> {
  const api = new Api(address);
  const { status, body } = await api.post('auth/login', as);
  expect(status).toBe(200);
  return api.as(body.accessToken);
}

describe('the program', () => {
  it('shows where everything is and the first password once, and ends with nothing left running', async () => {
    const folder = temporaryFolder();
    const first = run(folder);
    const address = await first.ready();
    expect(first.errors).toBe('');
    const password = /Password +(\S+) \(shown once\)/.exec(first.output)?.[1];
    await signedIn(address, { email: 'admin@plenary.example', password });
    expect((await fetch(`${address}/api/docs`)).status).toBe(200);
    expect((await fetch(`${address}/api/openapi.json`)).status).toBe(200);
    expect(fs.statSync(path.join(folder, 'secret')).mode & 0o777).toBe(0o600);
    expect(await first.stop('SIGINT')).toEqual({ code: 0, signal: null });
    expect(first.errors).toBe('');
    expect(serversOn(folder)).toEqual([]);

    const secret = fs.readFileSync(path.join(folder, 'secret'), 'utf8');
    const second = run(folder);
    await second.ready();
    expect(second.output).not.toContain('Password');
    expect(second.output).not.toContain(password);
    expect(await second.stop('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(fs.readFileSync(path.join(folder, 'secret'), 'utf8')).toBe(secret);
    expect(serversOn(folder)).toEqual([]);
  });

  it('keeps what was said when it is killed, takes its database with it, and starts again', async () => {
    const folder = temporaryFolder();
    const killed = run(folder, withPassword);
    const before = await signedIn(await killed.ready());
    const made = await before.post('events', eventInput({ slug: 'kept' }));
    expect(made.status).toBe(201);
    expect(await killed.stop('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    await waitFor(() => serversOn(folder).length === 0);

    const next = run(folder, withPassword);
    const after = await signedIn(await next.ready());
    const found = await after.get('events/kept');
    expect({ status: found.status, id: found.body.id }).toEqual({ status: 200, id: made.body.id });
    expect(await next.stop()).toEqual({ code: 0, signal: null });
    expect(serversOn(folder)).toEqual([]);
  });

  it('lets a request end that has begun when it is asked to stop', async () => {
    const program = run(temporaryFolder(), withPassword);
    const { port, finish } = await halfARequest(await program.ready());
    program.signal('SIGTERM');
    await waitFor(() => refuses(port));
    expect(program.running).toBe(true);
    expect(await finish()).toMatch(/^HTTP\/1\.1 200 /);
    expect(await program.ended).toEqual({ code: 0, signal: null });
  });

  it('ends at once when it is asked a second time', async () => {
    const folder = temporaryFolder();
    const program = run(folder, withPassword);
    const { port } = await halfARequest(await program.ready());
    program.signal('SIGINT');
    await waitFor(() => refuses(port));
    expect(program.running).toBe(true);
    expect(await program.stop('SIGINT')).toEqual({ code: 130, signal: null });
    await waitFor(() => serversOn(folder).length === 0);
  });

  it('stops quietly when it is asked to while it starts', async () => {
    const folder = temporaryFolder();
    const program = run(folder);
    await waitFor(() => serversOn(folder).length > 0, { timeoutMs: 60_000 });
    expect(await program.stop('SIGTERM')).toEqual({ code: 0, signal: null });
    expect({ output: program.output, errors: program.errors }).toEqual({ output: '', errors: '' });
    await waitFor(() => serversOn(folder).length === 0);
  });

  it('says so and ends when its database is gone', async () => {
    const folder = temporaryFolder();
    const program = run(folder, { LOG_LEVEL: 'silent' });
    await program.ready();
    const [postmaster] = fs.readFileSync(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(postmaster), 'SIGKILL');
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(program.errors).toBe(
      'The embedded PostgreSQL has ended by itself: look for what killed it, and start again.\n',
    );
  });

  it('as a worker answers monitors and nobody else', async () => {
    const folder = temporaryFolder();
    const program = run(folder, { ROLE: 'worker' });
    const address = await program.ready();
    const statuses = await Promise.all(
      ['/health/live', '/health/ready', '/metrics', '/api/v1/events', '/api/docs', '/api/openapi.json'].map(
        async (path) => (await fetch(address + path)).status,
      ),
    );
    expect(statuses).toEqual([200, 200, 200, 404, 404, 404]);
    expect(await program.stop()).toEqual({ code: 0, signal: null });
  });
});

/** A sign-in of which the server has seen everything but the end. */
async function halfARequest(address: string): Promise<{ port: number; finish: () => Promise<string> }> {
  const body = JSON.stringify(credentials);
  const port = Number(new URL(address).port);
  const socket = net.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  socket.write(
    `POST /api/v1/auth/login HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
  );
  // "100 Continue": the request has begun.
  await answered(socket);
  socket.write(body.slice(0, 5));
  return {
    port,
    finish: async () => {
      const answer = answered(socket);
      socket.write(body.slice(5));
      return answer;
    },
  };
}

/** What comes next on the connection; empty when it is closed instead. */
function answered(socket: net.Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('data', (chunk) => resolve(String(chunk)));
    socket.once('close', () => resolve(''));
  });
}

/** Whether nothing listens at this port any more. */
function refuses(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.connect(port, '127.0.0.1');
    probe.once('connect', () => {
      probe.destroy();
      resolve(false);
    });
    probe.once('error', () => resolve(true));
  });
}
