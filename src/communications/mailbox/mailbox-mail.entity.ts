import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A mail that the built-in mailbox keeps instead of sending it. */
@Entity('mailbox_mails')
export class MailboxMail {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'message_id' })
  messageId!: string;

  @Column('text', { name: 'to_address' })
  toAddress!: string;

  @Column('text', { name: 'to_name' })
  toName!: string;

  @Column('text')
  subject!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;

  /** The MIME message as it would have gone out. */
  @Column('bytea')
  raw!: Buffer;
}
