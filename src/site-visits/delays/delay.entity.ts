import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Cascade, DelayClash, DelayFollower, DelayMove } from './delay.rules';

/** A departure that goes late, as it was announced, with all that followed from it. */
@Entity('departure_delays')
export class DepartureDelay {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'departure_id' })
  departureId!: string;

  @Column('text')
  reason!: string;

  /** What moves with it. */
  @Column('text')
  cascade!: Cascade;

  /** The departures that were moved, with their times before and after. */
  @Column('jsonb')
  moves!: DelayMove[];

  /** Departures that would have to move as well, and were not. */
  @Column('jsonb')
  followers!: DelayFollower[];

  /** Whose next item begins before they are back. */
  @Column('jsonb')
  clashes!: DelayClash[];

  /** How many participants were told. */
  @Column('integer')
  told!: number;

  @Column('text', { name: 'by_name' })
  byName!: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}
