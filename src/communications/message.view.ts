import {
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
} from '../platform/http/fields';
import { messageStates, type MessageState } from './message.entity';

/** One notice to one recipient, as the API answers it. */
export class MessageView {
  @IdField({ description: 'Id of the message.' })
  id!: string;

  @IntegerField({ description: 'Version; the ETag.', example: 3 })
  version!: number;

  @TextField({ description: 'Kind of notice.', example: 'registration.confirmed' })
  kind!: string;

  @EnumField(messageStates, {
    description: 'Where it is in its life.',
    name: 'MessageState',
    example: 'sent',
  })
  state!: MessageState;

  @EnumField(['mail'], { description: 'By which way it goes.', name: 'MessageChannel' })
  channel!: 'mail';

  @TextField({ description: 'Name of the recipient.', example: 'Li Na' })
  name!: string;

  @TextField({
    description: 'Mail address of the recipient, as it was given.',
    example: 'li.na@ministry.example',
  })
  email!: string;

  @TextField({ description: 'Language that the recipient prefers (BCP 47).', example: 'zh' })
  locale!: string;

  @IdField({ description: 'Person that it is for.', nullable: true })
  personId!: string | null;

  @IdField({ description: 'Registration that it is for.', nullable: true })
  registrationId!: string | null;

  @TextField({ description: 'What it is about: the kind of thing.', example: 'registration' })
  subjectKind!: string;

  @TextField({
    description: 'What it is about: the id of the thing.',
    example: '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11',
  })
  subjectId!: string;

  @TextField({ description: 'What made it go out.', example: '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b12' })
  cause!: string;

  @TextField({
    description: 'Subject of the mail as it went out.',
    nullable: true,
    example: 'Your registration is confirmed',
  })
  subjectLine!: string | null;

  @TextField({
    description: 'The Message-ID header, to find it in the logs of mail servers.',
    example: '<0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11@plenary.example>',
  })
  messageIdHeader!: string;

  @IntegerField({ description: 'How often it was tried.', example: 1 })
  attempts!: number;

  @TextField({
    description: 'What the mail server answered, or why it was not sent.',
    nullable: true,
    example: '250 2.0.0 Ok',
  })
  detail!: string | null;

  @IdField({
    description: 'Version of the template in whose words it went out; null for the program’s own.',
    nullable: true,
  })
  templateVersionId!: string | null;

  @TextField({
    description: 'Why those words could not be used: it went out in the program’s own.',
    nullable: true,
    example: null,
  })
  templateFault!: string | null;

  @InstantField({ description: 'When it was promised.' })
  createdAt!: string;

  @InstantField({ description: 'When it was first taken up.', nullable: true })
  queuedAt!: string | null;

  @InstantField({ description: 'When the mail server accepted it.', nullable: true })
  sentAt!: string | null;

  @InstantField({ description: 'When it ended without being sent, or came back.', nullable: true })
  endedAt!: string | null;

  @InstantField({
    description: 'When somebody has seen to one that did not arrive, in another way than sending it again.',
    nullable: true,
  })
  acknowledgedAt!: string | null;

  @InstantField({ description: 'When it is tried again.', nullable: true })
  nextAttemptAt!: string | null;

  @InstantField({ description: 'Since when it is held back; null unless it is.', nullable: true })
  heldAt!: string | null;
}

/** What a message says. */
export class MessagePreviewView {
  @TextField({ description: 'Subject.', example: 'Your registration is confirmed' })
  subject!: string;

  @TextField({ description: 'Language in which it is written.', example: 'zh' })
  language!: string;

  @TextField({ description: 'The mail as plain text.', example: 'Dear Li Na, ...' })
  text!: string;

  @TextField({ description: 'The mail as HTML.', example: '<!DOCTYPE html> ...' })
  html!: string;
}

/** What a message said. */
export class MessageTextView {
  @TextField({ description: 'Language in which it was written.', example: 'zh' })
  language!: string;

  @TextField({
    description: 'Its text as it went out, without salutation and footer.',
    example: 'Your registration is confirmed.',
  })
  text!: string;
}

/** A message with what it says. */
export class MessageDetailView extends MessageView {
  @ObjectField(() => MessageTextView, {
    description:
      'What it said when it went out; null before that, and where it holds what only its reader may see, such as a link that signs in.',
    nullable: true,
  })
  said!: MessageTextView | null;

  @ObjectField(() => MessagePreviewView, {
    description:
      'What it says, as it would read now. Null when it no longer applies, or when only its reader may see it.',
    nullable: true,
  })
  preview!: MessagePreviewView | null;

  @TextField({ description: 'Why there is no preview.', nullable: true, example: null })
  previewMissing!: string | null;
}

export interface MessageRow {
  id: string;
  event_id: string;
  version: number;
  kind: string;
  state: MessageState;
  name: string;
  email: string;
  locale: string;
  person_id: string | null;
  registration_id: string | null;
  subject_kind: string;
  subject_id: string;
  cause: string;
  subject_line: string | null;
  message_id_header: string;
  attempts: number;
  detail: string | null;
  template_version_id: string | null;
  template_fault: string | null;
  created_at: Date;
  queued_at: Date | null;
  sent_at: Date | null;
  ended_at: Date | null;
  acknowledged_at: Date | null;
  next_attempt_at: Date | null;
  held_at: Date | null;
}

export const messageColumns = `m.id, m.event_id, m.version, m.kind, m.state, m.name, m.email, m.locale, m.person_id, m.registration_id,
  m.subject_kind, m.subject_id, m.cause, m.subject_line, m.message_id_header, m.attempts, m.detail, m.template_version_id,
  m.template_fault, m.created_at, m.queued_at, m.sent_at, m.ended_at, m.acknowledged_at, m.next_attempt_at, m.held_at`;

export function toMessageView(row: MessageRow): MessageView {
  return {
    id: row.id,
    version: row.version,
    kind: row.kind,
    state: row.state,
    channel: 'mail',
    name: row.name,
    email: row.email,
    locale: row.locale,
    personId: row.person_id,
    registrationId: row.registration_id,
    subjectKind: row.subject_kind,
    subjectId: row.subject_id,
    cause: row.cause,
    subjectLine: row.subject_line,
    messageIdHeader: row.message_id_header,
    attempts: row.attempts,
    detail: row.detail,
    templateVersionId: row.template_version_id,
    templateFault: row.template_fault,
    createdAt: row.created_at.toISOString(),
    queuedAt: row.queued_at?.toISOString() ?? null,
    sentAt: row.sent_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
    acknowledgedAt: row.acknowledged_at?.toISOString() ?? null,
    nextAttemptAt: row.next_attempt_at?.toISOString() ?? null,
    heldAt: row.held_at?.toISOString() ?? null,
  };
}

/** A message as its reader sees that it was sent. */
export class OwnMessageView {
  @IdField({ description: 'Id of the message.' })
  id!: string;

  @TextField({ description: 'Kind of notice.', example: 'registration.confirmed' })
  kind!: string;

  @TextField({
    description: 'Subject of the mail as it went out; null while it has not.',
    nullable: true,
    example: 'Your registration is confirmed',
  })
  subjectLine!: string | null;

  @EnumField(messageStates, { description: 'What became of it.', name: 'MessageState', example: 'sent' })
  state!: MessageState;

  @TextField({ description: 'Address to which it went.', example: 'li.na@ministry.example' })
  email!: string;

  @InstantField({ description: 'When it was promised.' })
  createdAt!: string;

  @InstantField({ description: 'When the mail server accepted it.', nullable: true })
  sentAt!: string | null;
}

export function toOwnMessageView({
  id,
  kind,
  subjectLine,
  state,
  email,
  createdAt,
  sentAt,
}: MessageView): OwnMessageView {
  return { id, kind, subjectLine, state, email, createdAt, sentAt };
}
