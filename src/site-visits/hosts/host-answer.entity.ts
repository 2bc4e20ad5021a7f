import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One thing that was said between the host and the coordinator about a person; never changed. */
@Entity('host_answers')
export class HostAnswer {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'booking_id' })
  bookingId!: string;

  /** About whom: a booking can pass to another person, of whom nothing was said yet. */
  @Column('uuid', { name: 'person_id' })
  personId!: string;

  @Column('text')
  answer!: string;

  /** Why the host does not receive the person; only with a refusal. */
  @Column('text', { nullable: true })
  code!: string | null;

  @Column('text', { nullable: true })
  remark!: string | null;

  /** Whether the host said it by its own link; otherwise staff did, for the host or in answer to it. */
  @Column('boolean', { name: 'by_host' })
  byHost!: boolean;

  @Column('text', { name: 'by_name' })
  byName!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;
}
