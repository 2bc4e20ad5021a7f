import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When and how somebody comes, and when and how they leave. */
@Entity('travel_plans')
export class TravelPlan {
  @PrimaryColumn('uuid', { name: 'registration_id' })
  registrationId!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column({ type: 'timestamptz', name: 'arrival_at', precision: 3, nullable: true })
  arrivalAt!: Date | null;

  @Column('text', { name: 'arrival_means', nullable: true })
  arrivalMeans!: string | null;

  @Column('text', { name: 'arrival_number', nullable: true })
  arrivalNumber!: string | null;

  @Column('text', { name: 'arrival_place', nullable: true })
  arrivalPlace!: string | null;

  /** Raised when what a calendar shows of the arrival changes. */
  @Column('integer', { name: 'arrival_sequence', default: 0 })
  arrivalSequence!: number;

  @Column({ type: 'timestamptz', name: 'departure_at', precision: 3, nullable: true })
  departureAt!: Date | null;

  @Column('text', { name: 'departure_means', nullable: true })
  departureMeans!: string | null;

  @Column('text', { name: 'departure_number', nullable: true })
  departureNumber!: string | null;

  @Column('text', { name: 'departure_place', nullable: true })
  departurePlace!: string | null;

  /** Raised when what a calendar shows of the departure changes. */
  @Column('integer', { name: 'departure_sequence', default: 0 })
  departureSequence!: number;

  /** Name of whoever changed it last. */
  @Column('text', { name: 'changed_by' })
  changedBy!: string;

  @Column('integer', { default: 1 })
  version!: number;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3 })
  updatedAt!: Date;
}
