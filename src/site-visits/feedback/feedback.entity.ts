import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/** What somebody says who went. Who that was, nobody reads. */
@Entity('visit_feedback')
export class VisitFeedback extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'departure_id' })
  departureId!: string;

  /** By which one answer of a person is known from the next. */
  @Column('uuid', { name: 'booking_id' })
  bookingId!: string;

  /** From 1 to 5. */
  @Column('integer')
  rating!: number;

  @Column('boolean', { nullable: true })
  recommends!: boolean | null;

  @Column('text', { nullable: true })
  remarks!: string | null;
}

/** What the host says of a group. */
@Entity('host_feedback')
export class HostFeedback extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'departure_id' })
  departureId!: string;

  /** How it went, from 1 to 5. */
  @Column('integer')
  rating!: number;

  /** How many came, as the host counted. */
  @Column('integer', { nullable: true })
  came!: number | null;

  @Column('text', { nullable: true })
  remarks!: string | null;

  @Column('text', { name: 'given_by' })
  givenBy!: string;
}
