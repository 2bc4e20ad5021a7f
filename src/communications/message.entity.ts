import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../platform/database/base.entity';

export const messageStates = [
  'pending',
  'queued',
  'sent',
  'failed',
  'bounced',
  'suppressed',
  'cancelled',
] as const;
export type MessageState = (typeof messageStates)[number];

/** One notice to one recipient, with its whole life: the ledger that says who was told what, and when. */
@Entity('messages')
export class Message extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  /** Kind of notice, for example `registration.confirmed`. */
  @Column('text')
  kind!: string;

  /** What made it go out: a record of a change, or the occurrence of a rule. The same cause tells nobody twice. */
  @Column('text')
  cause!: string;

  @Column('text', { name: 'subject_kind' })
  subjectKind!: string;

  @Column('text', { name: 'subject_id' })
  subjectId!: string;

  /** Who it is for, as far as the same message may not go out twice: a registration, a person or an address. */
  @Column('text')
  recipient!: string;

  @Column('uuid', { name: 'person_id', nullable: true })
  personId!: string | null;

  @Column('uuid', { name: 'registration_id', nullable: true })
  registrationId!: string | null;

  @Column('text')
  name!: string;

  @Column('text')
  email!: string;

  @Column('text')
  locale!: string;

  @Column('text')
  channel!: string;

  @Column('text')
  state!: MessageState;

  /** Subject of the mail as it went out; null before. */
  @Column('text', { name: 'subject_line', nullable: true })
  subjectLine!: string | null;

  /** The version of a template in whose words it went out, and why those could not be used. */
  @Column('uuid', { name: 'template_version_id', nullable: true })
  templateVersionId!: string | null;

  @Column('text', { name: 'template_fault', nullable: true })
  templateFault!: string | null;

  /** The Message-ID header; the same for every attempt. */
  @Column('text', { name: 'message_id_header' })
  messageIdHeader!: string;

  @Column('integer')
  attempts!: number;

  /** What the mail server answered last, or why the message was not sent. */
  @Column('text', { nullable: true })
  detail!: string | null;

  /** Which limits have given it a place: 0 none, 1 that of its domain, 2 that of the sender as well. */
  @Column('smallint', { default: 0 })
  placed!: number;

  /** Since when somebody has to see to it: it did not arrive. */
  @Column({ type: 'timestamptz', name: 'attention_since', precision: 3, nullable: true })
  attentionSince!: Date | null;

  @Column({ type: 'timestamptz', name: 'next_attempt_at', precision: 3, nullable: true })
  nextAttemptAt!: Date | null;

  /** Since when it is held; null unless it was about to be sent and a hold kept it. */
  @Column({ type: 'timestamptz', name: 'held_at', precision: 3, nullable: true })
  heldAt!: Date | null;

  /** The run that is sending it, and until when nobody else may. */
  @Column('uuid', { name: 'claimed_by', nullable: true })
  claimedBy!: string | null;

  @Column({ type: 'timestamptz', name: 'claimed_until', precision: 3, nullable: true })
  claimedUntil!: Date | null;

  @Column({ type: 'timestamptz', name: 'queued_at', precision: 3, nullable: true })
  queuedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'sent_at', precision: 3, nullable: true })
  sentAt!: Date | null;

  /** When it came to an end other than being sent. */
  @Column({ type: 'timestamptz', name: 'ended_at', precision: 3, nullable: true })
  endedAt!: Date | null;

  /** When somebody has seen to one that did not arrive, in another way than sending it again. */
  @Column({ type: 'timestamptz', name: 'acknowledged_at', precision: 3, nullable: true })
  acknowledgedAt!: Date | null;
}

/** What a message said when it went out, without salutation and footer; of none that only its reader may see. */
@Entity('message_texts')
export class MessageText {
  @PrimaryColumn('uuid', { name: 'message_id' })
  messageId!: string;

  @Column('text')
  language!: string;

  @Column('text')
  text!: string;
}
