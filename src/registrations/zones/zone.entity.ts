import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/** A part of the place into which not everybody may go. */
@Entity('access_zones')
export class AccessZone extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  /** As it stands on badges; unique in the event. */
  @Column('text')
  code!: string;

  @Column('text')
  title!: string;

  @Column('jsonb', { default: {} })
  titles!: Record<string, string>;

  @Column('text', { nullable: true })
  colour!: string | null;

  /** Where it is, in words. */
  @Column('text', { nullable: true })
  place!: string | null;
}

/** That a category, or one person, may go into a zone, always or for a time. */
@Entity('zone_grants')
export class ZoneGrant extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'zone_id' })
  zoneId!: string;

  @Column('uuid', { name: 'category_id', nullable: true })
  categoryId!: string | null;

  @Column('uuid', { name: 'registration_id', nullable: true })
  registrationId!: string | null;

  @Column({ type: 'timestamptz', name: 'valid_from', precision: 3, nullable: true })
  validFrom!: Date | null;

  @Column({ type: 'timestamptz', name: 'valid_until', precision: 3, nullable: true })
  validUntil!: Date | null;

  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('text', { name: 'given_by' })
  givenBy!: string;
}
