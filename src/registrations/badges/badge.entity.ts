import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';
import type { BadgeLayout } from './badge.document';
import type { BadgeChoice, BadgeOrder } from './badge.view';

/** A badge was lost: tokens up to this revision open nothing any more. */
@Entity('badge_revocations')
export class BadgeRevocation {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @PrimaryColumn('uuid', { name: 'registration_id' })
  registrationId!: string;

  /** The revision that was revoked. */
  @PrimaryColumn('integer')
  revision!: number;

  @Column('text')
  reason!: string;

  @Column('text', { name: 'by_name' })
  byName!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;
}

/** Badges that were asked for in one file, and the file for as long as it is kept. */
@Entity('badge_prints')
export class BadgePrint extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  /** Whose badges: what was asked for. */
  @Column('jsonb')
  chosen!: BadgeChoice;

  @Column('text')
  layout!: BadgeLayout;

  /** BCP 47. */
  @Column('text')
  language!: string;

  @Column('text', { name: 'sort_by' })
  sortBy!: BadgeOrder;

  @Column('text', { name: 'requested_by' })
  requestedBy!: string;

  /** The job that makes the file. */
  @Column('uuid', { name: 'job_id' })
  jobId!: string;

  /** How many badges the file has; null until it is made. */
  @Column('integer', { nullable: true })
  badges!: number | null;

  @Column('uuid', { name: 'file_id', nullable: true })
  fileId!: string | null;

  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3, nullable: true })
  expiresAt!: Date | null;
}

/** The badge of a registration as it was printed last. */
@Entity('printed_badges')
export class PrintedBadge {
  @PrimaryColumn('uuid', { name: 'registration_id' })
  registrationId!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  /** Revision that its QR code has. */
  @Column('integer')
  revision!: number;

  /** Digest of what it says. */
  @Column('text')
  content!: string;

  /** How often it was printed. */
  @Column('integer')
  times!: number;

  /** The file in which it was; null for a badge that was fetched by itself. */
  @Column('uuid', { name: 'print_id', nullable: true })
  printId!: string | null;

  @Column('text', { name: 'by_name' })
  byName!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;
}
