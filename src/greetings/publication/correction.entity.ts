import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What was put right in a message after everybody could read it. The database lets nobody change it. */
@Entity('greeting_corrections')
export class GreetingCorrection {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'greeting_id' })
  greetingId!: string;

  @Column('text')
  language!: string;

  /** Counts the corrections of a message. */
  @Column('integer')
  number!: number;

  @Column('text', { name: 'text_before', nullable: true })
  textBefore!: string | null;

  /** Null where the text stays as it is. */
  @Column('text', { name: 'text_after', nullable: true })
  textAfter!: string | null;

  @Column('text', { name: 'summary_before', nullable: true })
  summaryBefore!: string | null;

  /** Null where the summary stays as it is. */
  @Column('text', { name: 'summary_after', nullable: true })
  summaryAfter!: string | null;

  @Column('text')
  reason!: string;

  @Column('jsonb')
  reasons!: Record<string, string>;

  @Column('text', { name: 'corrected_by' })
  correctedBy!: string;

  @Column('text', { name: 'corrected_by_name' })
  correctedByName!: string;

  @Column({ type: 'timestamptz', name: 'corrected_at', precision: 3 })
  correctedAt!: Date;
}
