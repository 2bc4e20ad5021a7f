import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';
import type { CoachContact, FrozenForm, Heading, ListColumn, Shown } from './manifest.rules';

/** How a host wants the list of those who come. */
@Entity('manifest_forms')
export class ManifestFormOfVisit {
  @PrimaryColumn('uuid', { name: 'site_visit_id' })
  siteVisitId!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('integer')
  version!: number;

  /** Stands before the numbers of the visit's lists. */
  @Column('text', { nullable: true })
  mark!: string | null;

  @Column('jsonb')
  columns!: ListColumn[];

  @Column('text', { array: true })
  languages!: string[];

  @Column('text')
  orientation!: string;

  @Column('text', { array: true })
  formats!: string[];

  /** Who sends the coaches. */
  @Column('jsonb', { name: 'coach_contact', nullable: true })
  coachContact!: CoachContact | null;
}

/** A list that has gone to a host, or what amended it. */
@Entity('manifests')
export class Manifest extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'site_visit_id' })
  siteVisitId!: string;

  @Column('uuid', { name: 'departure_id' })
  departureId!: string;

  /** Number of the list among those of the visit. */
  @Column('integer', { name: 'list_number' })
  listNumber!: number;

  /** 0 for the list itself. */
  @Column('integer')
  amendment!: number;

  @Column({ type: 'timestamptz', name: 'frozen_at', precision: 3 })
  frozenAt!: Date;

  @Column('text', { name: 'made_by_kind' })
  madeByKind!: string;

  @Column('text', { name: 'made_by' })
  madeBy!: string;

  /** The host's form as it was when the list was frozen; amendments keep that of their list. */
  @Column('jsonb')
  form!: FrozenForm;

  @Column('jsonb')
  heading!: Heading;

  /** What the heading said before; null where it says the same, and for a list. */
  @Column('jsonb', { name: 'heading_before', nullable: true })
  headingBefore!: Heading | null;

  /** SHA-256 of what it says. */
  @Column('text')
  digest!: string;

  /** SHA-256 of the whole list once it is applied. */
  @Column('text', { name: 'list_digest' })
  listDigest!: string;

  /** When the list was last compared with who goes; null for amendments. */
  @Column({ type: 'timestamptz', name: 'checked_at', precision: 3, nullable: true })
  checkedAt!: Date | null;
}

/** What a manifest says of one person. */
@Entity('manifest_lines')
export class ManifestLine {
  @PrimaryColumn('uuid', { name: 'manifest_id' })
  manifestId!: string;

  @PrimaryColumn('uuid', { name: 'person_id' })
  personId!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'registration_id' })
  registrationId!: string;

  @Column('uuid', { name: 'booking_id' })
  bookingId!: string;

  /** Number of the person on the list of the departure; never given to another one. */
  @Column('integer')
  number!: number;

  @Column('text')
  change!: string;

  /** Null for somebody who was removed. */
  @Column('jsonb', { nullable: true })
  shown!: Shown | null;

  /** Null for somebody who was added. */
  @Column('jsonb', { name: 'shown_before', nullable: true })
  shownBefore!: Shown | null;

  /** Which version of the sealed identity data belongs to the line; never the data. */
  @Column('uuid', { name: 'identity_id', nullable: true })
  identityId!: string | null;

  @Column('uuid', { name: 'identity_before_id', nullable: true })
  identityBeforeId!: string | null;
}

/** That a coordinator let something happen after the list was frozen, and why. */
@Entity('manifest_overrides')
export class ManifestOverride {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'departure_id' })
  departureId!: string;

  @Column('text')
  act!: string;

  @Column('uuid', { name: 'person_id', nullable: true })
  personId!: string | null;

  @Column('text')
  reason!: string;

  @Column('text', { name: 'by_kind' })
  byKind!: string;

  @Column('text', { name: 'by_id' })
  byId!: string;

  @Column('text', { name: 'by_name' })
  byName!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;

  @Column({ type: 'timestamptz', name: 'settled_at', precision: 3, nullable: true })
  settledAt!: Date | null;

  /** The amendment in which it went out; null while it has not, and when it was undone before. */
  @Column('uuid', { name: 'manifest_id', nullable: true })
  manifestId!: string | null;
}

/** That somebody fetched a file of a manifest. */
@Entity('manifest_downloads')
export class ManifestDownload {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'departure_id' })
  departureId!: string;

  @Column('uuid', { name: 'manifest_id' })
  manifestId!: string;

  /** Number of the copy among those of the departure; stands on each of its pages. */
  @Column('integer', { name: 'copy_number' })
  copyNumber!: number;

  @Column('text')
  kind!: string;

  @Column('text')
  format!: string;

  @Column('text')
  language!: string;

  @Column('text', { name: 'by_kind' })
  byKind!: string;

  @Column('text', { name: 'by_id' })
  byId!: string;

  @Column('text', { name: 'by_name' })
  byName!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;
}
