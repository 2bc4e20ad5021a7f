import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/** One version of the words of a message, in one language. The database lets nobody change it. */
@Entity('greeting_texts')
export class GreetingText {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'greeting_id' })
  greetingId!: string;

  @Column('text')
  language!: string;

  /** Counts from 1 within the language. */
  @Column('integer')
  number!: number;

  /** Whether these are the author's own words; translations are not. */
  @Column('boolean')
  authentic!: boolean;

  @Column('text')
  body!: string;

  @Column('integer', { name: 'reading_seconds' })
  readingSeconds!: number;

  /** What changed, in the words of whoever handed it in. */
  @Column('text', { nullable: true })
  changes!: string | null;

  @Column('text')
  source!: string;

  @Column('uuid', { name: 'file_id', nullable: true })
  fileId!: string | null;

  /** The version of the original of which it is a translation. */
  @Column('uuid', { name: 'translated_from', nullable: true })
  translatedFrom!: string | null;

  @Column('text', { name: 'author_kind' })
  authorKind!: string;

  @Column('text', { name: 'author_id' })
  authorId!: string;

  @Column('text', { name: 'author_name' })
  authorName!: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}

/** A message in another language than its original. */
@Entity('greeting_translations')
export class GreetingTranslation extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'greeting_id' })
  greetingId!: string;

  @Column('text')
  state!: string;

  @Column('text')
  language!: string;

  @Column('uuid', { name: 'text_id', nullable: true })
  textId!: string | null;

  @Column('integer', { name: 'reading_seconds', nullable: true })
  readingSeconds!: number | null;

  @Column('uuid', { name: 'translator_id', nullable: true })
  translatorId!: string | null;

  @Column('uuid', { name: 'checker_id', nullable: true })
  checkerId!: string | null;

  @Column('text', { name: 'drafted_by', nullable: true })
  draftedBy!: string | null;

  @Column('text', { name: 'drafted_by_name', nullable: true })
  draftedByName!: string | null;

  @Column('text', { name: 'checked_by_name', nullable: true })
  checkedByName!: string | null;

  @Column({ type: 'timestamptz', name: 'due_at', precision: 3, nullable: true })
  dueAt!: Date | null;

  /** The deadline before which somebody was reminded. */
  @Column({ type: 'timestamptz', name: 'reminded_of', precision: 3, nullable: true })
  remindedOf!: Date | null;

  /** Why it was given back, until there is a new draft. */
  @Column('text', { nullable: true })
  remark!: string | null;
}

/** What somebody of the circle said about a version. */
@Entity('greeting_remarks')
export class GreetingRemark extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'greeting_id' })
  greetingId!: string;

  @Column('uuid', { name: 'text_id' })
  textId!: string;

  /** Counts from 1; null for the whole. */
  @Column('integer', { nullable: true })
  paragraph!: number | null;

  @Column('text')
  body!: string;

  @Column('text', { name: 'author_id' })
  authorId!: string;

  @Column('text', { name: 'author_name' })
  authorName!: string;

  @Column({ type: 'timestamptz', name: 'settled_at', precision: 3, nullable: true })
  settledAt!: Date | null;

  @Column('text', { name: 'settled_by_name', nullable: true })
  settledByName!: string | null;
}
