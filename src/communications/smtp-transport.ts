import { createTransport, type Transporter } from 'nodemailer';
import type { MailConfig } from '../platform/config';
import type { SigningKey } from './dkim';
import { assertOneAddress, MailTransport, NotAccepted, type ReadyMail } from './mail-transport';

/** What nodemailer says of a mail that it could not hand over. */
interface SmtpFailure {
  /** `EENVELOPE` and `EMESSAGE` are about the mail; all others about the connection. */
  readonly code?: string;
  readonly responseCode?: number;
  readonly command?: string;
  readonly timeoutType?: string;
  readonly message?: string;
}

/**
 * Sends over connections that are kept open: a connection for each mail would take ten times as long. A server that offers
 * TLS is spoken to by TLS or not at all.
 */
export class SmtpTransport extends MailTransport {
  override readonly lanes: number;
  override readonly goesOut = true;
  private readonly transporter: Transporter;

  constructor(url: string, config: MailConfig, key?: SigningKey) {
    super();
    this.lanes = config.connections;
    this.transporter = createTransport({
      url,
      pool: true,
      maxConnections: config.connections,
      maxMessages: 1000,
      // One more try, for a connection that the server had closed while nothing was going on.
      maxRequeues: 1,
      connectionTimeout: config.connectTimeoutMs,
      greetingTimeout: config.greetingTimeoutMs,
      socketTimeout: config.idleTimeoutMs,
      dnsTimeout: config.connectTimeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(key === undefined ? {} : { dkim: key }),
    } as Parameters<typeof createTransport>[0]) as Transporter;
  }

  override async send(mail: ReadyMail): Promise<string> {
    assertOneAddress(mail.to);
    try {
      const info = (await this.transporter.sendMail({
        envelope: { from: mail.from, to: [mail.to] },
        raw: mail.raw,
      })) as {
        accepted?: readonly unknown[];
        response?: string;
      };
      return info.response ?? '';
    } catch (error) {
      throw asNotAccepted(error as SmtpFailure);
    }
  }

  override onApplicationShutdown(): void {
    this.transporter.close();
  }
}

function asNotAccepted(error: SmtpFailure): NotAccepted {
  const text = (error.message ?? String(error)).slice(0, 500);
  return new NotAccepted(kindOf(error), text, error);
}

function kindOf({ code, responseCode, command, timeoutType, message }: SmtpFailure): NotAccepted['kind'] {
  const aboutTheMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  if (aboutTheMail) {
    // The program itself refuses what no server could take: an address with letters that this one does not know.
    if (responseCode === undefined) return 'refused';
    // 421 is the server taking its leave.
    if (responseCode === 421) return 'unreachable';
    // Who may send is a matter of the installation; only that the mail is too large is a matter of the mail.
    if (command === 'MAIL FROM' && responseCode !== 552) return 'unreachable';
    // 503: the session was in disorder, which says nothing of the mail.
    return responseCode >= 500 && responseCode !== 503 ? 'refused' : 'later';
  }
  const hungUp =
    timeoutType === 'SOCKET_TIMEOUT' ||
    (code === 'ECONNECTION' && /closed unexpectedly|closed the connection/.test(message ?? '')) ||
    (code === 'ESOCKET' && /ECONNRESET|EPIPE/.test(message ?? ''));
  // A server that says 4xx or 5xx and hangs up has said something.
  return hungUp && responseCode === undefined ? 'unanswered' : 'unreachable';
}
