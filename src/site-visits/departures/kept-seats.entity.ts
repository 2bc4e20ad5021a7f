import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/** Seats of a departure that are kept for a delegation or a category until an instant. */
@Entity('kept_seats')
export class KeptSeats extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'departure_id' })
  departureId!: string;

  @Column('uuid', { name: 'delegation_id', nullable: true })
  delegationId!: string | null;

  @Column('uuid', { name: 'category_id', nullable: true })
  categoryId!: string | null;

  @Column('integer')
  seats!: number;

  /** When they fall free for everybody. */
  @Column({ type: 'timestamptz', name: 'kept_until', precision: 3 })
  keptUntil!: Date;

  @Column('text')
  state!: string;
}
