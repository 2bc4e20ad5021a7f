import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';
import type { ReadingException } from './reading-order.rules';

/** What is settled about the order in which messages are read in a session. The places themselves are the messages'. */
@Entity('reading_orders')
export class ReadingOrder extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'session_id' })
  sessionId!: string;

  /** How the session is interpreted; null for what follows from its languages and booths. */
  @Column('text', { nullable: true })
  interpretation!: string | null;

  @Column('jsonb')
  exceptions!: readonly ReadingException[];
}
