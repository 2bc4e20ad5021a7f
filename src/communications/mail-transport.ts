import type { OnApplicationShutdown } from '@nestjs/common';
import { emailPattern } from '../platform/http/fields';
import { newId } from '../platform/database/base.entity';
import type { Database } from '../platform/database/database';

/** A mail that is ready to go: one recipient, and the bytes of its MIME message. */
export interface ReadyMail {
  readonly messageId: string;
  readonly to: string;
  readonly toName: string;
  /** Where a report goes if it cannot be delivered: the sender of the envelope. */
  readonly from: string;
  readonly subject: string;
  readonly date: Date;
  readonly raw: Buffer;
}

/**
 * A mail that was not accepted.
 * - `refused`: the server will never take this one (5xx);
 * - `later`: the server asks to try this one again (4xx);
 * - `unanswered`: the server fell silent or hung up while it was being handed over; it may have accepted it;
 * - `unreachable`: it is not about this mail: no connection, no sign-in, the server is closing.
 */
export class NotAccepted extends Error {
  override readonly name = 'NotAccepted';
  constructor(
    readonly kind: 'refused' | 'later' | 'unanswered' | 'unreachable',
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

  /** Whether mails leave the house, so that limits and walls apply. */
  abstract readonly goesOut: boolean;

  /**
   * Hands over one mail; resolves with the answer once it is accepted.
   * @throws {NotAccepted}
   */
  abstract send(mail: ReadyMail): Promise<string>;

  /** Ends the connections, after the jobs that used them have ended. */
  abstract onApplicationShutdown(): void;
}

/** Keeps mails in the database, where people and tests read them under /mailbox. Never in production. */
export class MailboxTransport extends MailTransport {
  override readonly lanes = 4;
  override readonly goesOut = false;

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

/** @throws {NotAccepted} */
export function assertOneAddress(address: string): void {
  if (!emailPattern.test(address)) throw new NotAccepted('refused', 'the recipient is not one mail address');
}
