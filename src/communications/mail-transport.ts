import type { OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import { emailPattern } from '../platform/http/fields';
import { newId } from '../platform/database/base.entity';
import type { Database } from '../platform/database/database';

/** A mail that is ready to go: one recipient, and the bytes of its MIME message. */
export interface ReadyMail {
  readonly messageId: string;
  readonly to: string;
  readonly toName: string;
  readonly from: string;
  readonly subject: string;
  readonly date: Date;
  readonly raw: Buffer;
}

/**
 * A mail that was not accepted.
 * - `refused`: the server will never take this one (5xx);
 * - `later`: the server asks to try this one again (4xx);
 * - `unreachable`: it is not about this mail: no connection, no sign-in, the server is closing.
 */
export class NotAccepted extends Error {
  override readonly name = 'NotAccepted';
  constructor(
    readonly kind: 'refused' | 'later' | 'unreachable',
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** Where mails go out. */
export abstract class MailTransport implements OnApplicationShutdown {
  /** How many mails may be under way at once. */
  abstract readonly lanes: number;

  /**
   * Hands over one mail; resolves with the answer once it is accepted.
   * @throws {NotAccepted}
   */
  abstract send(mail: ReadyMail): Promise<string>;

  /** Ends the connections, after the jobs that used them have ended. */
  abstract onApplicationShutdown(): void;
}

/** Sends over connections that are kept open: a connection for each mail would take ten times as long. */
export class SmtpTransport extends MailTransport {
  override readonly lanes = 5;
  private readonly transporter: Transporter;

  constructor(url: string) {
    super();
    this.transporter = createTransport({
      url,
      pool: true,
      maxConnections: this.lanes,
      maxMessages: 1000,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 60_000,
      disableFileAccess: true,
      disableUrlAccess: true,
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
      throw asNotAccepted(error);
    }
  }

  override onApplicationShutdown(): void {
    this.transporter.close();
  }
}

/** Keeps mails in the database, where people and tests read them under /mailbox. Never in production. */
export class MailboxTransport extends MailTransport {
  override readonly lanes = 4;

  constructor(private readonly db: Database) {
    super();
  }

  override async send(mail: ReadyMail): Promise<string> {
    assertOneAddress(mail.to);
    // A message that was handed over before a crash is not put in a second time.
    await this.db.execute(
      `INSERT INTO mailbox_mails (id, message_id, to_address, to_name, subject, at, raw)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (message_id) DO NOTHING`,
      [newId(), mail.messageId, mail.to, mail.toName, mail.subject, mail.date, mail.raw],
    );
    return 'kept in the built-in mailbox';
  }

  override onApplicationShutdown(): void {
    // There is nothing to end: the database closes its own connections.
  }
}

function assertOneAddress(address: string): void {
  if (!emailPattern.test(address)) throw new NotAccepted('refused', 'the recipient is not one mail address');
}

function asNotAccepted(error: unknown): NotAccepted {
  const { code, responseCode, message } = error as { code?: string; responseCode?: number; message?: string };
  const text = (message ?? String(error)).slice(0, 500);
  // 421 is the server taking its leave, and a failed sign-in says nothing about the mail.
  if (responseCode === undefined || responseCode === 421 || code === 'EAUTH')
    return new NotAccepted('unreachable', text, error);
  return new NotAccepted(responseCode >= 500 ? 'refused' : 'later', text, error);
}
