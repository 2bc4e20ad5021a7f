import { IdField, InstantField, IntegerField, ObjectField, TextField } from '../../platform/http/fields';

/** A mail in the list of the built-in mailbox. */
export class MailboxEntryView {
  @IdField({ description: 'Id of the mail.' })
  id!: string;

  @TextField({ description: 'Address of the recipient.', example: 'li.na@ministry.example' })
  to!: string;

  @TextField({ description: 'Name of the recipient.', example: 'Li Na' })
  toName!: string;

  @TextField({ description: 'Subject.', example: 'Your registration is confirmed' })
  subject!: string;

  @InstantField({ description: 'When it was sent.' })
  at!: string;
}

export class MailboxHeaderView {
  @TextField({ description: 'Name of the header.', example: 'Message-ID' })
  name!: string;

  @TextField({
    description: 'Its value, as it stands in the message.',
    example: '<0199f3a0@plenary.example>',
  })
  value!: string;
}

export class MailboxCalendarEntryView {
  @TextField({ description: 'UID of the entry.', example: 'session-0199f3a0@plenary.example' })
  uid!: string;

  @InstantField({ description: 'Start.' })
  start!: string;

  @InstantField({ description: 'End.' })
  end!: string;

  @TextField({ description: 'Title.', example: 'Opening ceremony' })
  summary!: string;

  @TextField({ description: 'Place; empty when there is none.', example: 'Hall A' })
  location!: string;

  @TextField({ description: 'Further words; empty when there are none.', example: '' })
  description!: string;

  @TextField({ description: 'CONFIRMED or CANCELLED.', example: 'CONFIRMED' })
  status!: string;
}

export class MailboxCalendarView {
  @TextField({ description: 'PUBLISH, REQUEST or CANCEL.', example: 'REQUEST' })
  method!: string;

  @TextField({
    description: 'IANA time zone in which the calendar is meant to be shown.',
    example: 'Asia/Shanghai',
  })
  timeZone!: string;

  @ObjectField(() => MailboxCalendarEntryView, { description: 'Its entries.', list: true })
  entries!: MailboxCalendarEntryView[];
}

export class MailboxAttachmentView {
  @IntegerField({ description: 'Number within the mail, from 1.', example: 1 })
  number!: number;

  @TextField({ description: 'Name of the file.', example: 'calendar.ics' })
  filename!: string;

  @TextField({ description: 'Media type.', example: 'text/calendar' })
  contentType!: string;

  @IntegerField({ description: 'Size in bytes.', example: 1204 })
  size!: number;

  @ObjectField(() => MailboxCalendarView, {
    description: 'What stands in it, for a calendar file.',
    nullable: true,
  })
  calendar!: MailboxCalendarView | null;
}

/** A mail in the built-in mailbox, read back as a mail program would read it. */
export class MailboxMailView {
  @IdField({ description: 'Id of the mail.' })
  id!: string;

  @TextField({ description: 'Subject.', example: 'Your registration is confirmed' })
  subject!: string;

  @TextField({ description: 'Sender.', example: 'Plenary <secretariat@plenary.example>' })
  from!: string;

  @TextField({ description: 'Recipient.', example: 'Li Na <li.na@ministry.example>' })
  to!: string;

  @InstantField({ description: 'When it was sent.' })
  at!: string;

  @ObjectField(() => MailboxHeaderView, { description: 'All headers, in order.', list: true })
  headers!: MailboxHeaderView[];

  @TextField({
    description: 'The HTML part; null when there is none.',
    nullable: true,
    example: '<!DOCTYPE html> ...',
  })
  html!: string | null;

  @TextField({ description: 'The plain text part.', example: 'Dear Li Na, ...' })
  text!: string;

  @ObjectField(() => MailboxAttachmentView, { description: 'Attachments.', list: true })
  attachments!: MailboxAttachmentView[];
}
