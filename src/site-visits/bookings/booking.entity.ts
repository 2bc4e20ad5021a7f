import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/** A place on a departure, or the wish for one. */
@Entity('bookings')
export class Booking extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'site_visit_id' })
  siteVisitId!: string;

  @Column('uuid', { name: 'departure_id' })
  departureId!: string;

  @Column('uuid', { name: 'registration_id' })
  registrationId!: string;

  @Column('text')
  state!: string;

  /** Number that was drawn on arrival in the waiting list; the lowest is next. */
  @Column('integer', { name: 'queue_number', nullable: true })
  queueNumber!: number | null;

  /** The coach on which they have a seat. */
  @Column('uuid', { name: 'coach_id', nullable: true })
  coachId!: string | null;

  /** Whether somebody put them there by hand. */
  @Column('boolean', { name: 'coach_by_hand', default: false })
  coachByHand!: boolean;

  /** Start and end of the departure, moved with it. */
  @Column('tstzrange')
  during!: string;

  /** Until when a place is held that was offered. */
  @Column({ type: 'timestamptz', name: 'offer_expires_at', precision: 3, nullable: true })
  offerExpiresAt!: Date | null;

  /** The change of another departure for which it was offered. */
  @Column('uuid', { name: 'offered_by', nullable: true })
  offeredBy!: string | null;

  /** Whether somebody who did not come is excused: it does not count against them. */
  @Column('boolean', { default: false })
  excused!: boolean;
}
