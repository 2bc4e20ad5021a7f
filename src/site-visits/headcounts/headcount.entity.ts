import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';
import type { HeadcountPoint, HeadcountReason, HeadcountWarning } from './headcount.rules';

/** Somebody was seen by a phone at a point of a departure, and counted or not. What was undone stays on record. */
@Entity('headcounts')
export class Headcount extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'departure_id' })
  departureId!: string;

  @Column('text')
  point!: HeadcountPoint;

  /** The booking of who was counted; null for a scan that was refused. */
  @Column('uuid', { name: 'booking_id', nullable: true })
  bookingId!: string | null;

  /** Whose scan it was, where that is known. */
  @Column('uuid', { name: 'registration_id', nullable: true })
  registrationId!: string | null;

  /** The coach at whose door it was. */
  @Column('uuid', { name: 'coach_id', nullable: true })
  coachId!: string | null;

  /** When it was, by our clock. */
  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;

  /** How far the clock of the phone was ahead of ours, in milliseconds. */
  @Column('integer', { name: 'skew_ms', default: 0 })
  skewMs!: number;

  @Column('text', { name: 'client_id' })
  clientId!: string;

  @Column('text', { name: 'device_id', nullable: true })
  deviceId!: string | null;

  @Column('boolean')
  offline!: boolean;

  /** Whether it is the first sighting of the person at the point; the database lets one such row be. */
  @Column('boolean', { default: false })
  counts!: boolean;

  /** Whether it took the person on board. */
  @Column('boolean', { default: false })
  boarded!: boolean;

  /** Why it was refused. */
  @Column('text', { nullable: true })
  reason!: HeadcountReason | null;

  @Column('text', { array: true, default: [] })
  warnings!: HeadcountWarning[];

  /** The departure to which the person belongs, when it is not this one. */
  @Column('uuid', { name: 'elsewhere_id', nullable: true })
  elsewhereId!: string | null;

  @Column('text', { name: 'by_name' })
  byName!: string;

  @Column({ type: 'timestamptz', name: 'undone_at', precision: 3, nullable: true })
  undoneAt!: Date | null;

  @Column('text', { name: 'undone_by', nullable: true })
  undoneBy!: string | null;
}
