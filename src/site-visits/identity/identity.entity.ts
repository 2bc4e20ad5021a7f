import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/** That a host needs the identity data of one person. */
@Entity('identity_requests')
export class IdentityRequest extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'site_visit_id' })
  siteVisitId!: string;

  @Column('uuid', { name: 'registration_id' })
  registrationId!: string;

  /** Who is asked; the registration may have passed to another person since. */
  @Column('uuid', { name: 'person_id' })
  personId!: string;

  /** When something was asked last; whoever is asked late has a day from then. */
  @Column({ type: 'timestamptz', name: 'asked_at', precision: 3 })
  askedAt!: Date;

  /** When a mail about it was promised last. */
  @Column({ type: 'timestamptz', name: 'told_at', precision: 3 })
  toldAt!: Date;

  /** Names of the fields that the newest version has. */
  @Column('text', { array: true, default: [] })
  given!: string[];

  /** Whether anything is kept that has to be erased one day. */
  @Column('boolean', { default: false })
  held!: boolean;
}

/** What one person handed in for one host at one time, sealed. A row never becomes something else; its content is erased. */
@Entity('identity_records')
export class IdentityRecord {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'request_id' })
  requestId!: string;

  @Column('uuid', { name: 'site_visit_id' })
  siteVisitId!: string;

  @Column('uuid', { name: 'registration_id' })
  registrationId!: string;

  @Column('uuid', { name: 'person_id' })
  personId!: string;

  /** Counts the versions of a request from 1. */
  @Column('integer')
  number!: number;

  /** Names of the fields in it. */
  @Column('text', { array: true })
  fields!: string[];

  /** The key with which it is sealed. */
  @Column('text', { name: 'key_id', nullable: true })
  keyId!: string | null;

  @Column('bytea', { nullable: true })
  sealed!: Buffer | null;

  /** The proof, once it is erased. */
  @Column('uuid', { name: 'erasure_id', nullable: true })
  erasureId!: string | null;

  @Column('text', { name: 'by_kind' })
  byKind!: string;

  @Column('text', { name: 'by_id' })
  byId!: string;

  @Column('text', { name: 'by_name' })
  byName!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;
}

/** That somebody was shown what one person handed in. */
@Entity('identity_looks')
export class IdentityLook {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'site_visit_id' })
  siteVisitId!: string;

  /** Whose data they are. */
  @Column('uuid', { name: 'registration_id' })
  registrationId!: string;

  /** The version that was shown. */
  @Column('uuid', { name: 'record_id' })
  recordId!: string;

  /** Through what. */
  @Column('text')
  purpose!: string;

  /** Whether the host has them by it. */
  @Column('boolean', { name: 'to_host' })
  toHost!: boolean;

  @Column('text', { name: 'by_kind' })
  byKind!: string;

  @Column('text', { name: 'by_id' })
  byId!: string;

  @Column('text', { name: 'by_name' })
  byName!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;
}

/** Proof that what somebody handed in was erased; no word of what it was. */
@Entity('identity_erasures')
export class IdentityErasure {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'site_visit_id' })
  siteVisitId!: string;

  @Column('uuid', { name: 'registration_id' })
  registrationId!: string;

  @Column('uuid', { name: 'person_id' })
  personId!: string;

  @Column('text')
  reason!: string;

  /** Names of the fields that are gone. */
  @Column('text', { array: true })
  fields!: string[];

  /** How many versions lost their content. */
  @Column('integer')
  records!: number;

  /** SHA-256 of their ciphertexts, one after the other in the order of the versions; hexadecimal. */
  @Column('text')
  digest!: string;

  @Column('text', { name: 'by_name' })
  byName!: string;

  /** When it had to be erased; null for at once. */
  @Column({ type: 'timestamptz', name: 'due_at', precision: 3, nullable: true })
  dueAt!: Date | null;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;
}
