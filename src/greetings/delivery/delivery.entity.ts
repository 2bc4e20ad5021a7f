import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How a message was delivered, as somebody put it on record. What puts it right is a further row; the database lets nobody change one. */
@Entity('greeting_deliveries')
export class GreetingDelivery {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'greeting_id' })
  greetingId!: string;

  /** Counts from 1; the highest is what holds. */
  @Column('integer')
  number!: number;

  @Column('text')
  mode!: string;

  @Column('uuid', { name: 'session_id', nullable: true })
  sessionId!: string | null;

  @Column('uuid', { name: 'person_id', nullable: true })
  personId!: string | null;

  @Column('text', { name: 'delivered_by', nullable: true })
  deliveredBy!: string | null;

  @Column('jsonb', { name: 'delivered_by_names' })
  deliveredByNames!: Record<string, string>;

  @Column('text', { name: 'delivered_by_post', nullable: true })
  deliveredByPost!: string | null;

  @Column('jsonb', { name: 'delivered_by_posts' })
  deliveredByPosts!: Record<string, string>;

  @Column({ type: 'timestamptz', name: 'delivered_at', precision: 3 })
  deliveredAt!: Date;

  @Column('text', { name: 'delivered_where', nullable: true })
  deliveredWhere!: string | null;

  @Column('jsonb', { name: 'delivered_where_in' })
  deliveredWhereIn!: Record<string, string>;

  @Column('text')
  extent!: string;

  /** Languages in which it was said. */
  @Column('text', { array: true })
  languages!: string[];

  @Column('text', { nullable: true })
  remark!: string | null;

  /** Why the record before was wrong; null for the first one. */
  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('text', { name: 'recorded_by' })
  recordedBy!: string;

  @Column('text', { name: 'recorded_by_name' })
  recordedByName!: string;

  @Column({ type: 'timestamptz', name: 'recorded_at', precision: 3 })
  recordedAt!: Date;
}

/** The words as they were said, where they were not those that had been cleared. */
@Entity('greeting_delivered_texts')
export class GreetingDeliveredText {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'greeting_id' })
  greetingId!: string;

  @Column('text')
  language!: string;

  /** Counts from 1 within the language; the highest is what holds. */
  @Column('integer')
  number!: number;

  /** The words that had been cleared when this was put on record. */
  @Column('text')
  cleared!: string;

  @Column('text')
  body!: string;

  @Column('text', { nullable: true })
  remark!: string | null;

  @Column('text', { name: 'recorded_by' })
  recordedBy!: string;

  @Column('text', { name: 'recorded_by_name' })
  recordedByName!: string;

  @Column({ type: 'timestamptz', name: 'recorded_at', precision: 3 })
  recordedAt!: Date;
}
