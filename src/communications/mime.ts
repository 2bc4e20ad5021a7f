import { createTransport } from 'nodemailer';
import { emailPattern } from '../platform/http/fields';
import type { FramedMail } from './layout';
import type { MailParts } from './notice';
import { wireAddress } from './mail-domain';
import { oneLine } from './plain-text';
import type { ReadyMail } from './mail-transport';

/** One name and address of a mail. */
export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

export interface MimeInput {
  /** Id of the message in the ledger; the Message-ID is derived from it. */
  readonly messageId: string;
  readonly from: MailAddress;
  /** Where reports of non-delivery go, if not to the sender: each mail has an address of its own there. */
  readonly bouncesTo?: string | undefined;
  readonly to: MailAddress;
  readonly date: Date;
  readonly language: string;
  readonly framed: FramedMail;
  readonly parts: Pick<MailParts, 'calendar' | 'attachments'>;
  /** Where a reader, or their mail program for them, ends mails of this topic (RFC 8058); only for what is optional. */
  readonly unsubscribeUrl?: string | undefined;
}

// Writes MIME and sends nothing; contents are given, so that it has no reason to read files or addresses.
const writer = createTransport({
  streamTransport: true,
  buffer: true,
  newline: 'windows',
  disableFileAccess: true,
  disableUrlAccess: true,
});

/**
 * Reads `MAIL_FROM`: "Plenary <secretariat@plenary.example>" or the address alone.
 * @throws {Error} when it is no such thing; the process must not start with it.
 */
export function readMailAddress(text: string): MailAddress {
  const [, name = '', bracketed] = /^\s*"?([^"<>]*?)"?\s*<([^<>]+)>\s*$/.exec(text) ?? [];
  const address = (bracketed ?? text).trim();
  if (!emailPattern.test(address))
    throw new Error('MAIL_FROM must be like "Plenary <secretariat@plenary.example>"');
  return { name: oneLine(name), address };
}

/** The Message-ID of a message: the same at every attempt, so that a mail that went out twice can be known as one. */
export function messageIdHeader(messageId: string, from: MailAddress): string {
  return `<${messageId}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`;
}

/** The sender of the envelope of a message: `bounces+id@domain`, from which its report is recognised whatever is in it. */
export function bounceAddress(messageId: string, bouncesTo: string): string {
  const at = bouncesTo.lastIndexOf('@');
  return `${bouncesTo.slice(0, at)}+${messageId.replaceAll('-', '')}${bouncesTo.slice(at)}`;
}

/**
 * Writes the MIME message.
 * @throws {Error} when it would go to anybody but the one recipient.
 */
export async function writeMime(input: MimeInput): Promise<ReadyMail> {
  const { from, framed, parts, unsubscribeUrl } = input;
  const address = wireAddress(input.to.address);
  if (address === undefined) throw new Error('the recipient is not one mail address');
  const to: MailAddress = { name: input.to.name, address };
  const sender =
    input.bouncesTo === undefined ? from.address : bounceAddress(input.messageId, input.bouncesTo);
  const { envelope, message } = await writer.sendMail({
    from: { name: from.name, address: from.address },
    to: { name: oneLine(to.name), address: to.address },
    envelope: { from: sender, to: [to.address] },
    subject: framed.subject,
    // Half the work of quoted-printable, and half the size for Cyrillic and Chinese.
    textEncoding: 'base64',
    messageId: messageIdHeader(input.messageId, from),
    date: input.date,
    text: framed.text,
    html: framed.html,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': input.language,
      ...(unsubscribeUrl === undefined
        ? {}
        : {
            'List-Unsubscribe': { prepared: true, value: `<${unsubscribeUrl}>` },
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          }),
    },
    ...(parts.calendar
      ? {
          icalEvent: { method: parts.calendar.method, filename: 'calendar.ics', content: parts.calendar.ics },
        }
      : {}),
    attachments: (parts.attachments ?? []).map(({ filename, contentType, content }) => ({
      filename: oneLine(filename, 120),
      contentType,
      content,
    })),
  });
  const raw = message as Buffer;
  assertOneRecipient(raw, envelope.to as readonly string[], to.address);
  return {
    messageId: input.messageId,
    to: to.address,
    toName: oneLine(to.name),
    from: sender,
    subject: framed.subject,
    date: input.date,
    raw,
  };
}

/** The last wall: whatever was typed as a name or a subject, one recipient and no header of anybody else's making. */
function assertOneRecipient(raw: Buffer, envelope: readonly string[], address: string): void {
  const head = raw.subarray(0, raw.indexOf('\r\n\r\n')).toString('latin1');
  const names = [...head.matchAll(/^([!-9;-~]+):/gm)].map((match) => match[1]!.toLowerCase());
  const once = (name: string): boolean => names.filter((each) => each === name).length === 1;
  const sound =
    envelope.length === 1 &&
    envelope[0] === address &&
    once('to') &&
    once('from') &&
    once('subject') &&
    once('message-id');
  if (!sound || names.some((name) => name === 'bcc' || name === 'cc'))
    throw new Error('the mail would not go to its one recipient only');
}
