import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/** Somebody about whom an officer of security wants to decide. Nobody else sees it. */
@Entity('watch_list_entries')
export class WatchListEntry extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('date', { name: 'birth_date', nullable: true })
  birthDate!: string | null;

  @Column('text', { nullable: true })
  nationality!: string | null;

  /** The number of a document of identity; only this installation reads it. */
  @Column('text', { name: 'document_sealed', nullable: true })
  documentSealed!: string | null;

  /** By which the same number is found again. */
  @Column('text', { name: 'document_digest', nullable: true })
  documentDigest!: string | null;

  @Column('text')
  reason!: string;

  @Column('text')
  source!: string;

  /** Last day on which it holds. */
  @Column('date', { name: 'valid_until', nullable: true })
  validUntil!: string | null;

  @Column({ type: 'timestamptz', name: 'removed_at', precision: 3, nullable: true })
  removedAt!: Date | null;

  @Column('text', { name: 'added_by' })
  addedBy!: string;
}

/** A name or an alias of an entry. */
@Entity('watch_list_names')
export class WatchListName {
  @PrimaryColumn('uuid', { name: 'entry_id' })
  entryId!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @PrimaryColumn('integer')
  position!: number;

  @Column('text')
  name!: string;

  /** Folded, in Latin letters; the database makes it. */
  @Column({ type: 'text', insert: false, update: false })
  words!: string;

  /** The same with the spellings alike that one sound has. */
  @Column({ type: 'text', insert: false, update: false })
  sounds!: string;
}

/** Somebody registered who is like an entry, and what an officer has decided. */
@Entity('watch_list_matches')
export class WatchListMatch extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  state!: string;

  @Column('uuid', { name: 'registration_id' })
  registrationId!: string;

  @Column('uuid', { name: 'entry_id' })
  entryId!: string;

  @Column('integer')
  score!: number;

  @Column('text', { array: true })
  reasons!: string[];

  /** Digest of what was compared: what is decided stays decided while it is the same. */
  @Column('text')
  digest!: string;

  @Column('text', { name: 'decided_by', nullable: true })
  decidedBy!: string | null;

  @Column({ type: 'timestamptz', name: 'decided_at', precision: 3, nullable: true })
  decidedAt!: Date | null;

  /** Why it was decided so. */
  @Column('text', { nullable: true })
  decision!: string | null;
}

/** That somebody has looked at the list. */
@Entity('watch_list_looks')
export class WatchListLook {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  what!: string;

  /** Ids of the entries or matches that were shown. */
  @Column('uuid', { array: true })
  seen!: string[];

  @Column('text', { name: 'by_id' })
  byId!: string;

  @Column('text', { name: 'by_name' })
  byName!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;
}

/** Somebody who is to be compared with the list; the database itself writes it. */
@Entity('watch_list_queue')
export class WatchListQueued {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'registration_id' })
  registrationId!: string;
}
