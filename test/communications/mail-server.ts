import { simpleParser, type ParsedMail } from 'mailparser';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail that the server was handed, whether or not it accepted it. */
export interface Received {
  readonly from: string;
  readonly to: string[];
  readonly mail: ParsedMail;
  readonly raw: string;
}

/** What the server answers: nothing to accept, or a status such as `450 try again later`. */
export type Verdict = (envelope: { to: string[] }, attempt: number) => string | undefined;

export interface MailServer {
  readonly url: string;
  /** Accepted mails, in order. */
  readonly accepted: Received[];
  /** Mails that were refused, in order. */
  readonly refused: Received[];
  /** How the server decides from now on. */
  decide(verdict: Verdict): void;
  stop(): Promise<void>;
  /** Starts again at the same address. */
  start(): Promise<void>;
}

/** A real SMTP server on a free port; stops after the last test of the file. */
export async function startMailServer(): Promise<MailServer> {
  const accepted: Received[] = [];
  const refused: Received[] = [];
  const attempts = new Map<string, number>();
  let verdict: Verdict = () => undefined;
  let server: SMTPServer;
  let port = 0;
  const make = (): SMTPServer =>
    new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      logger: false,
      closeTimeout: 50,
      onData(stream, session, done) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const raw = Buffer.concat(chunks);
          const to = session.envelope.rcptTo.map(({ address }) => address);
          const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
          const attempt = (attempts.get(to.join()) ?? 0) + 1;
          attempts.set(to.join(), attempt);
          simpleParser(raw).then((mail) => {
            const answer = verdict({ to }, attempt);
            (answer === undefined ? accepted : refused).push({ from, to, mail, raw: raw.toString('latin1') });
            if (answer === undefined) done();
            else
              done(Object.assign(new Error(answer.slice(4)), { responseCode: Number(answer.slice(0, 3)) }));
          }, done);
        });
      },
    });
  const start = async (): Promise<void> => {
    server = make();
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    port = (server.server.address() as AddressInfo).port;
  };
  const stop = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  await start();
  afterAll(stop);
  return {
    get url() {
      return `smtp://127.0.0.1:${port}`;
    },
    accepted,
    refused,
    decide: (next) => {
      verdict = next;
    },
    stop,
    start,
  };
}
