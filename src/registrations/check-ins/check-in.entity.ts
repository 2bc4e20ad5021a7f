import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/** Somebody came in, once a day. What was undone stays on record and counts no more. */
@Entity('check_ins')
export class CheckIn extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'registration_id' })
  registrationId!: string;

  /** The day at the place of the event. */
  @Column('date')
  day!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;

  @Column('text', { name: 'client_id', nullable: true })
  clientId!: string | null;

  @Column('text', { name: 'by_name' })
  byName!: string;

  @Column({ type: 'timestamptz', name: 'undone_at', precision: 3, nullable: true })
  undoneAt!: Date | null;

  @Column('text', { name: 'undone_by', nullable: true })
  undoneBy!: string | null;
}
