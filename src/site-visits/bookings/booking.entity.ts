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
}
