import { Inject, Injectable } from '@nestjs/common';
import type { AddressObject, Attachment, ParsedMail } from 'mailparser';
import { CONFIG, type Config } from '../../platform/config';
import { containing, page, when, type ListDefinition } from '../../platform/database/list';
import { Database } from '../../platform/database/database';
import { readCalendar } from '../../platform/documents/calendar';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { MailboxCalendarView, MailboxEntryView, MailboxMailView } from './mailbox.view';

interface EntryRow extends Record<string, unknown> {
  id: string;
  to_address: string;
  to_name: string;
  subject: string;
  at: Date;
}

const entries: ListDefinition<EntryRow, MailboxEntryView> = {
  select: 'b.id, b.to_address, b.to_name, b.subject, b.at',
  from: 'mailbox_mails b',
  id: 'b.id',
  sorts: { at: { expression: 'b.at', type: 'timestamptz' } },
  defaultSort: '-at',
  view: (row) => ({
    id: row.id,
    to: row.to_address,
    toName: row.to_name,
    subject: row.subject,
    at: row.at.toISOString(),
  }),
};

/** A file that came with a mail. */
export interface MailboxAttachment {
  readonly filename: string;
  readonly contentType: string;
  readonly content: Buffer;
}

/** What the built-in mailbox holds; as long as it is open at all. */
@Injectable()
export class MailboxQueries {
  private readonly open: boolean;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly db: Database,
  ) {
    this.open = config.smtpUrl === undefined && config.nodeEnv !== 'production';
  }

  /** Newest first; `q` finds parts of recipients and subjects. */
  async list(query: PageQuery): Promise<Page<MailboxEntryView>> {
    this.mustBeOpen();
    const pattern = query.q === undefined ? undefined : containing(query.q);
    return page(this.db, entries, query, [
      when(pattern, '(b.to_address ILIKE ? OR b.to_name ILIKE ? OR b.subject ILIKE ?)'),
    ]);
  }

  /**
   * One mail, read back from its MIME message as a mail program would.
   * @throws 404
   */
  async mail(id: string): Promise<MailboxMailView> {
    const mail = await readMail(await this.raw(id));
    return {
      id,
      subject: mail.subject ?? '',
      headers: mail.headerLines.map(({ key, line }) => ({
        name: line.slice(0, key.length),
        value: line.slice(key.length + 1).trim(),
      })),
      from: spoken(mail.from),
      to: spoken(mail.to),
      at: (mail.date ?? new Date(0)).toISOString(),
      html: typeof mail.html === 'string' ? mail.html : null,
      text: mail.text ?? '',
      attachments: filesOf(mail).map(({ filename, contentType, size, content }, index) => ({
        number: index + 1,
        filename: filename ?? `attachment-${index + 1}`,
        contentType,
        size,
        calendar:
          contentType === 'text/calendar' || contentType === 'application/ics' ? calendarOf(content) : null,
      })),
    };
  }

  /** The MIME message as it would have gone out. */
  async raw(id: string): Promise<Buffer> {
    this.mustBeOpen();
    const row = await this.db.one<{ raw: Buffer }>(`SELECT raw FROM mailbox_mails WHERE id = $1`, [id]);
    if (!row) throw httpProblems.notFound('There is no such mail in the mailbox.');
    return row.raw;
  }

  /** The attachment with this number, counted from 1. */
  async attachment(id: string, number: number): Promise<MailboxAttachment> {
    const found = filesOf(await readMail(await this.raw(id)))[number - 1];
    if (!found) throw httpProblems.notFound('This mail has no such attachment.');
    return {
      filename: found.filename ?? `attachment-${number}`,
      contentType: found.contentType,
      content: found.content,
    };
  }

  private mustBeOpen(): void {
    if (!this.open)
      throw httpProblems.notFound('The built-in mailbox is closed: mails go to the mail server.');
  }
}

/** Links are made by whoever wrote the mail, never found in its text. */
async function readMail(raw: Buffer): Promise<ParsedMail> {
  // Loaded when somebody looks: the start need not wait for it.
  const { simpleParser } = await import('mailparser');
  return simpleParser(raw, { skipTextLinks: true, skipTextToHtml: true, skipImageLinks: true });
}

/** The files of a mail. An invitation stands in it twice, for the program that acts on it and as a file: shown once. */
function filesOf({ attachments }: ParsedMail): Attachment[] {
  return attachments.filter(
    (file) =>
      file.filename !== undefined ||
      !attachments.some((other) => other !== file && other.content.equals(file.content)),
  );
}

function spoken(addresses: AddressObject | AddressObject[] | undefined): string {
  return [addresses ?? []]
    .flat()
    .flatMap(({ value }) =>
      value.map(({ name, address }) => (name === '' ? (address ?? '') : `${name} <${address ?? ''}>`)),
    )
    .join(', ');
}

function calendarOf(content: Buffer): MailboxCalendarView | null {
  try {
    const { method, timeZone, entries: found } = readCalendar(content.toString('utf8'));
    return {
      method,
      timeZone,
      entries: found.map(({ start, end, ...rest }) => ({
        ...rest,
        start: start.toISOString(),
        end: end.toISOString(),
      })),
    };
  } catch {
    // Whatever calls itself a calendar and is none is still a file that can be fetched.
    return null;
  }
}
