import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/** A coach of a departure. Departures have a copy of what is shown of them, which the database keeps. */
@Entity('coaches')
export class CoachRow extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'departure_id' })
  departureId!: string;

  /** What participants look for at the kerb. */
  @Column('text')
  label!: string;

  /** Its place in the row, from 1. */
  @Column('integer')
  position!: number;

  @Column('integer')
  seats!: number;

  /** How many people have a seat on it; counted by a trigger on the bookings. */
  @Column('integer', { default: 0 })
  taken!: number;

  @Column('text', { nullable: true })
  plate!: string | null;

  @Column('text', { nullable: true })
  company!: string | null;

  @Column('text', { nullable: true })
  driver!: string | null;

  @Column('text', { name: 'driver_phone', nullable: true })
  driverPhone!: string | null;

  /** Who counts heads on it, when that is somebody with an account. */
  @Column('uuid', { name: 'marshal_user_id', nullable: true })
  marshalUserId!: string | null;

  /** Name of who counts heads on it. */
  @Column('text', { nullable: true })
  marshal!: string | null;

  @Column('text', { name: 'marshal_phone', nullable: true })
  marshalPhone!: string | null;
}
