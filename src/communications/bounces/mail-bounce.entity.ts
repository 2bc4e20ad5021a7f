import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';
import type { BounceKind, BounceSeverity } from './bounce.rules';

/** A report of a mail server, once, however often it is handed in. It holds no address. */
@Entity('mail_bounces')
export class MailBounce extends BaseEntity {
  /** SHA-256 of the report as it came. */
  @Column('text')
  digest!: string;

  @Column('text')
  kind!: BounceKind;

  @Column('text', { nullable: true })
  severity!: BounceSeverity | null;

  /** The message that it is about, and its event; null when it fits none. */
  @Column('uuid', { name: 'message_id', nullable: true })
  messageId!: string | null;

  @Column('uuid', { name: 'event_id', nullable: true })
  eventId!: string | null;

  /** Whether it names something that only who had the mail can know. */
  @Column('boolean')
  proven!: boolean;

  @Column('text')
  detail!: string;

  /** When the message was told; null while it is still being sent. */
  @Column({ type: 'timestamptz', name: 'applied_at', precision: 3, nullable: true })
  appliedAt!: Date | null;
}
