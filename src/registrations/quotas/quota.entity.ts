import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/**
 * How many places there are: over everybody, or over those who match each of its lists (categories, delegations, chosen
 * options) that is not empty.
 */
@Entity('quotas')
export class Quota extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  title!: string;

  @Column('integer')
  capacity!: number;

  /** Places that are held by registrations; guarded by a CHECK against the capacity. */
  @Column('integer', { default: 0 })
  taken!: number;

  /** For how many hours an offered place is held. */
  @Column('integer', { name: 'offer_hours', default: 48 })
  offerHours!: number;

  @Column('boolean', { name: 'counts_everybody' })
  countsEverybody!: boolean;

  /** Whether somebody whom a delegation nominated holds a place before anybody has decided. */
  @Column('boolean', { name: 'holds_nominations' })
  holdsNominations!: boolean;

  /** Until when it holds places for them; null for as long as they wait for an answer. */
  @Column({ type: 'timestamptz', name: 'nominations_until', precision: 3, nullable: true })
  nominationsUntil!: Date | null;

  /** How many days before that those who nominated are told. */
  @Column('integer', { name: 'nominations_remind_days', default: 3 })
  nominationsRemindDays!: number;

  /** The time of which they were told. */
  @Column({ type: 'timestamptz', name: 'nominations_reminded_for', precision: 3, nullable: true })
  nominationsRemindedFor!: Date | null;

  /** When the places were let go. */
  @Column({ type: 'timestamptz', name: 'nominations_let_go_at', precision: 3, nullable: true })
  nominationsLetGoAt!: Date | null;

  /** Registrations on the waiting list that count in it. */
  @Column('integer')
  waiting!: number;

  /** Places beyond the capacity, each given by an officer with a reason. */
  @Column('integer')
  overbooked!: number;

  /** The form that keeps it for one of its options; null for one that people keep. */
  @Column('uuid', { name: 'form_id', nullable: true })
  formId!: string | null;
}

@Entity('quota_categories')
export class QuotaCategory {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @PrimaryColumn('uuid', { name: 'quota_id' })
  quotaId!: string;

  @PrimaryColumn('uuid', { name: 'category_id' })
  categoryId!: string;
}

@Entity('quota_delegations')
export class QuotaDelegation {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @PrimaryColumn('uuid', { name: 'quota_id' })
  quotaId!: string;

  @PrimaryColumn('uuid', { name: 'delegation_id' })
  delegationId!: string;
}

/** An answer that counts in a quota: a value of a choice, in whatever form the question stands. */
@Entity('quota_options')
export class QuotaOption {
  @PrimaryColumn('uuid', { name: 'quota_id' })
  quotaId!: string;

  @PrimaryColumn('text')
  question!: string;

  @PrimaryColumn('text')
  value!: string;
}

/** A quota in which a registration counts, and the places that it holds there now. */
@Entity('registration_places')
export class RegistrationPlaces {
  @PrimaryColumn('uuid', { name: 'registration_id' })
  registrationId!: string;

  @PrimaryColumn('uuid', { name: 'quota_id' })
  quotaId!: string;

  @Column('integer')
  places!: number;
}
