import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';
import type { ThanksLetter } from './thanks.rules';

/** The words in which an event thanks authors, in one language; without a row, those of the program hold. */
@Entity('greeting_thanks_templates')
export class GreetingThanksTemplate extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  language!: string;

  @Column('text')
  salutation!: string;

  /** Paragraphs stand between empty lines. */
  @Column('text')
  body!: string;

  @Column('text')
  closing!: string;

  @Column('text', { name: 'signatory_name', nullable: true })
  signatoryName!: string | null;

  @Column('text', { name: 'signatory_post', nullable: true })
  signatoryPost!: string | null;
}

/** A letter of thanks as it was sent; there is one for a message, and the database lets nobody change it. */
@Entity('greeting_thanks')
export class GreetingThanks {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'greeting_id' })
  greetingId!: string;

  @Column('text')
  language!: string;

  /** All that it says. */
  @Column('jsonb')
  document!: ThanksLetter;

  /** Where it went by mail; none where there was no address. */
  @Column('text', { array: true })
  emails!: string[];

  @Column('text', { name: 'sent_by' })
  sentBy!: string;

  @Column('text', { name: 'sent_by_name' })
  sentByName!: string;

  @Column({ type: 'timestamptz', name: 'sent_at', precision: 3 })
  sentAt!: Date;
}
