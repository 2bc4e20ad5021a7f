import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The seats of a session that needs them: what the visible release says of it, and how many were given. */
@Entity('session_seats')
export class SessionSeats {
  @PrimaryColumn('uuid', { name: 'session_id' })
  sessionId!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  /** How many seats there are; null while none are given. */
  @Column('integer', { nullable: true })
  capacity!: number | null;

  /** Confirmed sign-ups; counted by the database. More than the capacity after that was lowered. */
  @Column('integer')
  taken!: number;

  /** Sign-ups in the line; counted by the database. */
  @Column('integer')
  waiting!: number;

  /** The last number that was drawn; everybody draws one on arrival. */
  @Column('integer', { name: 'queue_last' })
  queueLast!: number;

  @Column({ type: 'timestamptz', name: 'starts_at', precision: 3 })
  startsAt!: Date;

  @Column({ type: 'timestamptz', name: 'ends_at', precision: 3 })
  endsAt!: Date;

  @Column('integer', { default: 1 })
  version!: number;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3 })
  updatedAt!: Date;
}
