import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../platform/database/base.entity';

/** A message that the head of a state or an organisation sends to the participants. */
@Entity('greetings')
export class Greeting extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  state!: string;

  @Column('text', { name: 'author_name' })
  authorName!: string;

  @Column('jsonb', { name: 'author_names' })
  authorNames!: Record<string, string>;

  @Column('text', { name: 'author_title' })
  authorTitle!: string;

  @Column('jsonb', { name: 'author_titles' })
  authorTitles!: Record<string, string>;

  @Column('uuid', { name: 'organisation_id', nullable: true })
  organisationId!: string | null;

  /** Class of the author's own rank; null where that of the organisation's delegation counts. */
  @Column('integer', { name: 'author_rank_class', nullable: true })
  authorRankClass!: number | null;

  @Column('text')
  addressees!: string;

  @Column('jsonb', { name: 'addressees_in' })
  addresseesIn!: Record<string, string>;

  @Column('text', { nullable: true })
  occasion!: string | null;

  @Column('text', { array: true })
  languages!: string[];

  @Column({ type: 'timestamptz', name: 'due_at', precision: 3, nullable: true })
  dueAt!: Date | null;

  @Column('integer', { name: 'length_minutes', nullable: true })
  lengthMinutes!: number | null;

  /** When the author was asked; null for one who was taken over from the last edition and not written to yet. */
  @Column({ type: 'timestamptz', name: 'requested_at', precision: 3, nullable: true })
  requestedAt!: Date | null;

  @Column('text', { name: 'contact_name', nullable: true })
  contactName!: string | null;

  @Column('text', { name: 'contact_email', nullable: true })
  contactEmail!: string | null;

  @Column('text', { name: 'contact_locale', nullable: true })
  contactLocale!: string | null;

  @Column('text', { nullable: true })
  language!: string | null;

  /** The version of the original that counts; its words are in `greeting_texts` and nowhere else. */
  @Column('uuid', { name: 'text_id', nullable: true })
  textId!: string | null;

  /** The version that protocol has cleared. */
  @Column('uuid', { name: 'cleared_text_id', nullable: true })
  clearedTextId!: string | null;

  @Column('text', { name: 'cleared_by_name', nullable: true })
  clearedByName!: string | null;

  @Column({ type: 'timestamptz', name: 'cleared_at', precision: 3, nullable: true })
  clearedAt!: Date | null;

  @Column('text', { nullable: true })
  summary!: string | null;

  @Column('integer', { name: 'reading_seconds', nullable: true })
  readingSeconds!: number | null;

  @Column({ type: 'timestamptz', name: 'received_at', precision: 3, nullable: true })
  receivedAt!: Date | null;

  @Column('uuid', { name: 'reader_person_id', nullable: true })
  readerPersonId!: string | null;

  @Column('uuid', { name: 'deputy_person_id', nullable: true })
  deputyPersonId!: string | null;

  @Column('text', { name: 'reader_state', nullable: true })
  readerState!: string | null;

  @Column({ type: 'timestamptz', name: 'reader_asked_at', precision: 3, nullable: true })
  readerAskedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'reader_answered_at', precision: 3, nullable: true })
  readerAnsweredAt!: Date | null;

  /** Whether the deputy was asked because the reader does not read, and what came of it; null before that. */
  @Column('text', { name: 'deputy_state', nullable: true })
  deputyState!: string | null;

  @Column({ type: 'timestamptz', name: 'deputy_asked_at', precision: 3, nullable: true })
  deputyAskedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'deputy_answered_at', precision: 3, nullable: true })
  deputyAnsweredAt!: Date | null;

  /** Language in which it is read; null for that of the original. */
  @Column('text', { name: 'reading_language', nullable: true })
  readingLanguage!: string | null;

  /** Whether the author allows that interpreters get the text in advance. */
  @Column('boolean', { name: 'interpreters_in_advance' })
  interpretersInAdvance!: boolean;

  @Column('text', { name: 'interpreters_allowed_by', nullable: true })
  interpretersAllowedBy!: string | null;

  @Column('uuid', { name: 'session_id', nullable: true })
  sessionId!: string | null;

  @Column('integer', { nullable: true })
  position!: number | null;

  @Column('text', { nullable: true })
  mode!: string | null;

  @Column('text', { name: 'delivered_by', nullable: true })
  deliveredBy!: string | null;

  @Column({ type: 'timestamptz', name: 'delivered_at', precision: 3, nullable: true })
  deliveredAt!: Date | null;

  @Column('text', { name: 'delivered_where', nullable: true })
  deliveredWhere!: string | null;

  @Column('text', { nullable: true })
  extent!: string | null;

  @Column({ type: 'timestamptz', name: 'published_at', precision: 3, nullable: true })
  publishedAt!: Date | null;

  /** Until when it is under embargo; null for until it is delivered. */
  @Column({ type: 'timestamptz', name: 'embargo_until', precision: 3, nullable: true })
  embargoUntil!: Date | null;

  @Column({ type: 'timestamptz', name: 'embargo_lifted_at', precision: 3, nullable: true })
  embargoLiftedAt!: Date | null;

  @Column('text', { name: 'embargo_lifted_by', nullable: true })
  embargoLiftedBy!: string | null;

  @Column('text', { name: 'embargo_lifted_by_name', nullable: true })
  embargoLiftedByName!: string | null;

  /** What it says in a few sentences, in further languages. */
  @Column('jsonb')
  summaries!: Record<string, string>;
}
