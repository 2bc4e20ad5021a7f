import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';
import type { Audience } from './mailing.input';

/** What is sent to an audience, with how far it is. */
@Entity('mailings')
export class Mailing extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  state!: string;

  /** `agenda`, `announcement` or `news`. */
  @Column('text')
  kind!: string;

  @Column('text')
  title!: string;

  /** A rule, not a list: who belongs to it is worked out while it is sent. */
  @Column('jsonb')
  audience!: Audience;

  /** Subject and text of an announcement, by language; null for agendas. */
  @Column('jsonb', { nullable: true })
  texts!: Record<string, { subject: string; text: string }> | null;

  @Column('boolean')
  sensitive!: boolean;

  /** Accounts of all who wrote it, changed it or handed it in: none of them is the second person. */
  @Column('text', { array: true })
  authors!: string[];

  @Column('text', { name: 'made_by_name' })
  madeByName!: string;

  @Column('text', { name: 'approved_by', nullable: true })
  approvedBy!: string | null;

  @Column('text', { name: 'approved_by_name', nullable: true })
  approvedByName!: string | null;

  @Column({ type: 'timestamptz', name: 'approved_at', precision: 3, nullable: true })
  approvedAt!: Date | null;

  /** The job that writes its messages now or did last; another one that still runs writes no more. */
  @Column('uuid', { name: 'job_id', nullable: true })
  jobId!: string | null;

  /** Registration up to which messages are written; null at the beginning of a pass. */
  @Column('uuid', { name: 'cursor_id', nullable: true })
  cursorId!: string | null;

  /** How many were in the audience when the pass began. */
  @Column('integer')
  expected!: number;

  /** How many of them the pass has met. */
  @Column('integer')
  passed!: number;

  /** How many messages were promised, in all passes. */
  @Column('integer')
  written!: number;

  @Column({ type: 'timestamptz', name: 'begun_at', precision: 3, nullable: true })
  begunAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'finished_at', precision: 3, nullable: true })
  finishedAt!: Date | null;
}

/** Which mailings of an event a second person has to see before they go out. */
@Entity('mailing_settings')
export class MailingSettings {
  @PrimaryColumn('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('integer')
  version!: number;

  /** `none`, `sensitive` (announcements, and what its author calls so) or `all`. */
  @Column('text')
  review!: string;
}
