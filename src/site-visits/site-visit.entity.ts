import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../platform/database/base.entity';
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

  @Column('text', { name: 'booking_mode' })
  bookingMode!: string;

  @Column('text', { name: 'contact_name', nullable: true })
  contactName!: string | null;

  @Column('text', { name: 'contact_email', nullable: true })
  contactEmail!: string | null;
}
