import * as net from 'node:net';
import { waitFor } from '../support/wait';

/** What a step of the script does: answers this line, answers it in pieces, says nothing, or hangs up. */
export type Step = string | { readonly pieces: readonly string[] } | 'silence' | 'hang-up';

export interface Attempt {
  readonly to: string;
  readonly from: string;
  /** How often mails to this recipient have come, this one included. */
  readonly nth: number;
}

/** How the server behaves; what is not said is what any server does. */
export interface Script {
  readonly greeting?: (connection: number) => Step;
  readonly ehlo?: readonly string[];
  readonly startTls?: (socket: net.Socket) => void;
  readonly mail?: (attempt: Omit<Attempt, 'to' | 'nth'>) => Step | undefined;
  readonly recipient?: (attempt: Attempt) => Step | undefined;
  readonly data?: (attempt: Attempt) => Step | undefined;
  /** After the last line of the mail, which the server has by then. */
  readonly end?: (attempt: Attempt) => Step | undefined;
  readonly afterAccepting?: (socket: net.Socket) => void;
}

/** A mail that the server has got whole, and whether it said so. */
export interface Got extends Attempt {
  readonly accepted: boolean;
  readonly raw: string;
}

/** An SMTP server that does what a test tells it to, byte by byte; stops after the last test of the file. */
export interface ScriptedServer {
  readonly url: string;
  readonly got: Got[];
  /** Connections so far, and those that are open. */
  readonly connections: { made: number; open: number; most: number };
  behave(script: Script): void;
  /** Lets go of connections that are open. */
  reset(): Promise<void>;
}

export async function startScriptedServer(): Promise<ScriptedServer> {
  let script: Script = {};
  const got: Got[] = [];
  const connections = { made: 0, open: 0, most: 0 };
  const sockets = new Set<net.Socket>();
  const times = new Map<string, number>();

  const act = async (socket: net.Socket, step: Step): Promise<void> => {
    if (step === 'silence') return;
    if (step === 'hang-up') {
      socket.destroy();
      return;
    }
    if (typeof step === 'string') {
      socket.write(`${step}\r\n`);
      return;
    }
    for (const piece of step.pieces) {
      socket.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  const server = net.createServer((socket) => {
    connections.made += 1;
    connections.open += 1;
    connections.most = Math.max(connections.most, connections.open);
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      connections.open -= 1;
      sockets.delete(socket);
    });
    let from = '';
    let attempt: Attempt = { to: '', from: '', nth: 0 };
    let mail: string | undefined;
    let buffer = '';
    const answer = (step: Step): void => void act(socket, step);
    const command = (line: string): void => {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'EHLO') {
        const lines = ['scripted', ...(script.ehlo ?? ['SIZE 10000000', '8BITMIME'])];
        answer(lines.map((each, i) => `250${i === lines.length - 1 ? ' ' : '-'}${each}`).join('\r\n'));
      } else if (verb === 'STAR') {
        socket.write('220 go on\r\n');
        socket.removeAllListeners('data');
        script.startTls?.(socket);
      } else if (verb === 'MAIL') {
        from = /<([^>]*)>/.exec(line)![1]!;
        answer(script.mail?.({ from }) ?? '250 sender ok');
      } else if (verb === 'RCPT') {
        const to = /<([^>]*)>/.exec(line)![1]!;
        times.set(to, (times.get(to) ?? 0) + 1);
        attempt = { to, from, nth: times.get(to)! };
        answer(script.recipient?.(attempt) ?? '250 recipient ok');
      } else if (verb === 'DATA') {
        const step = script.data?.(attempt) ?? '354 go on';
        if (typeof step === 'string' && step.startsWith('354')) mail = '';
        answer(step);
      } else if (verb === 'QUIT') {
        answer('221 bye');
        socket.end();
      } else answer('250 ok');
    };
    const read = (): void => {
      for (;;) {
        if (mail !== undefined) {
          const end = buffer.indexOf('\r\n.\r\n');
          if (end < 0) return;
          const step = script.end?.(attempt) ?? '250 2.0.0 accepted';
          const said = typeof step === 'string' ? step : 'pieces' in step ? step.pieces.join('') : '';
          got.push({ ...attempt, accepted: said.startsWith('250'), raw: buffer.slice(0, end) });
          buffer = buffer.slice(end + 5);
          mail = undefined;
          answer(step);
          if (said.startsWith('250')) script.afterAccepting?.(socket);
        } else {
          const end = buffer.indexOf('\r\n');
          if (end < 0) return;
          const line = buffer.slice(0, end);
          buffer = buffer.slice(end + 2);
          command(line);
        }
      }
    };
    socket.on('data', (chunk) => {
      buffer += chunk.toString('latin1');
      read();
    });
    answer(script.greeting?.(connections.made) ?? '220 scripted ESMTP');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  const reset = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await waitFor(() => connections.open === 0);
    got.length = 0;
    times.clear();
    Object.assign(connections, { made: 0, most: 0 });
    script = {};
  };
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    url: `smtp://127.0.0.1:${port}`,
    got,
    connections,
    behave: (next) => {
      script = next;
    },
    reset,
  };
}
