import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../platform/database/base.entity';
import type { IdentityRules } from './identity/identity.rules';
import type { HouseRules } from './site-visit.input';

/** A company or laboratory that receives participants. */
@Entity('site_visits')
export class SiteVisit extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  /** The host. */
  @Column('uuid', { name: 'organisation_id' })
  organisationId!: string;

  @Column('text')
  site!: string;

  @Column('text')
  title!: string;

  @Column('jsonb', { default: {} })
  titles!: Record<string, string>;

  @Column('text', { nullable: true })
  about!: string | null;

  @Column('text', { nullable: true })
  address!: string | null;

  @Column('text', { array: true, default: [] })
  languages!: string[];

  @Column('jsonb', { name: 'house_rules' })
  houseRules!: HouseRules;

  /** Which data of identity documents the host needs; null for none. */
  @Column('jsonb', { name: 'identity_rules', nullable: true })
  identityRules!: IdentityRules | null;

  @Column('text', { name: 'booking_mode' })
  bookingMode!: string;

  /** For so many days after the end of a departure one can say how it was. */
  @Column('integer', { name: 'feedback_days', default: 14 })
  feedbackDays!: number;

  @Column('text', { name: 'contact_name', nullable: true })
  contactName!: string | null;

  @Column('text', { name: 'contact_email', nullable: true })
  contactEmail!: string | null;

  /** Until when it can be wished for; null: as long as wishes are taken at the event. */
  @Column({ type: 'timestamptz', name: 'wishes_close_at', precision: 3, nullable: true })
  wishesCloseAt!: Date | null;

  @Column('boolean', { name: 'heads_first', default: false })
  headsFirst!: boolean;

  /** Most places for one delegation in an allocation; null for no limit. */
  @Column('integer', { name: 'delegation_most', nullable: true })
  delegationMost!: number | null;

  /** Places that each delegation gets in an allocation before any gets more, as far as its people ask. */
  @Column('integer', { name: 'delegation_least', nullable: true })
  delegationLeast!: number | null;

  /** When its places were shared out; from then on what is left goes to who comes first. */
  @Column({ type: 'timestamptz', name: 'allocated_at', precision: 3, nullable: true })
  allocatedAt!: Date | null;
}
