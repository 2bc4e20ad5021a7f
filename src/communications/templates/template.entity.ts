import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/** Words of an event's own: for a kind of notice, or by a name of their own. */
@Entity('message_templates')
export class MessageTemplate extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  /** Kind of notice whose introduction and subject it replaces; null for one that is used by its name. */
  @Column('text', { nullable: true })
  kind!: string | null;

  @Column('text')
  name!: string;

  @Column({ type: 'timestamptz', name: 'removed_at', precision: 3, nullable: true })
  removedAt!: Date | null;

  @Column('text', { name: 'removed_by', nullable: true })
  removedBy!: string | null;

  @Column('text', { name: 'removed_by_name', nullable: true })
  removedByName!: string | null;
}

/** What a template said from one save to the next; the database lets nobody change it. */
@Entity('message_template_versions')
export class MessageTemplateVersion {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'template_id' })
  templateId!: string;

  /** The version of the template that it is. */
  @Column('integer')
  number!: number;

  @Column('text')
  name!: string;

  @Column('jsonb')
  subject!: Record<string, string>;

  @Column('jsonb')
  body!: Record<string, string>;

  /** What is different from the version before: `name`, `subject.en`, `body.ru`. */
  @Column('text', { array: true })
  changes!: string[];

  @Column('text', { nullable: true })
  comment!: string | null;

  /** Number of the version whose words it has again. */
  @Column('integer', { name: 'restored_from', nullable: true })
  restoredFrom!: number | null;

  @Column('text', { name: 'saved_by' })
  savedBy!: string;

  @Column('text', { name: 'saved_by_name' })
  savedByName!: string;

  @Column({ type: 'timestamptz', name: 'saved_at', precision: 3 })
  savedAt!: Date;
}

/** A template that somebody sent to themselves. */
@Entity('message_template_tests')
export class MessageTemplateTest {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'version_id' })
  versionId!: string;

  /** Whose data it shows. */
  @Column('uuid', { name: 'registration_id', nullable: true })
  registrationId!: string | null;

  @Column('text')
  language!: string;

  @Column('text', { name: 'sent_by' })
  sentBy!: string;

  @Column({ type: 'timestamptz', name: 'sent_at', precision: 3 })
  sentAt!: Date;
}
