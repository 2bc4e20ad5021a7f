import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';
import type { Direction, RefusalReason } from './admission.rules';

/** Somebody came in or went out. What was undone stays on record and counts no more. */
@Entity('check_ins')
export class CheckIn extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'point_id' })
  pointId!: string;

  @Column('uuid', { name: 'registration_id' })
  registrationId!: string;

  @Column('text')
  direction!: Direction;

  /** The day at the place of the event. */
  @Column('date')
  day!: string;

  /** The day, where one comes in once a day; null where it is once, or any number of times. */
  @Column('date', { name: 'once_on', nullable: true })
  onceOn!: string | null;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;

  /** When the person went out again. */
  @Column({ type: 'timestamptz', name: 'left_at', precision: 3, nullable: true })
  leftAt!: Date | null;

  @Column('text', { name: 'client_id', nullable: true })
  clientId!: string | null;

  @Column('text', { name: 'device_id', nullable: true })
  deviceId!: string | null;

  /** Whether a scanner decided it on its own. */
  @Column('boolean', { default: false })
  offline!: boolean;

  /** Whether it is an entry or a leaving; false for one who was seen a second time. */
  @Column('boolean', { default: true })
  counts!: boolean;

  /** Whether it stands in the way of another entry; the database lets one such row be. */
  @Column('boolean', { default: false })
  blocks!: boolean;

  /** Why it would have been refused, had the scanner not been offline. */
  @Column('text', { nullable: true })
  conflict!: RefusalReason | null;

  @Column('text', { name: 'by_name' })
  byName!: string;

  @Column({ type: 'timestamptz', name: 'undone_at', precision: 3, nullable: true })
  undoneAt!: Date | null;

  @Column('text', { name: 'undone_by', nullable: true })
  undoneBy!: string | null;
}

/** Somebody was not let in, or was let in by a scanner that could not know who it was. */
@Entity('check_in_refusals')
export class CheckInRefusal {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'point_id' })
  pointId!: string;

  /** Nobody's, when the code is unknown or the token false. */
  @Column('uuid', { name: 'registration_id', nullable: true })
  registrationId!: string | null;

  @Column('text')
  reason!: RefusalReason;

  @Column('text')
  direction!: Direction;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;

  @Column('text', { name: 'client_id', nullable: true })
  clientId!: string | null;

  @Column('text', { name: 'device_id', nullable: true })
  deviceId!: string | null;

  @Column('text', { name: 'by_name' })
  byName!: string;

  /** Whether a scanner decided it on its own. */
  @Column('boolean')
  offline!: boolean;

  /** Whether the scanner let the person in all the same. */
  @Column('boolean')
  admitted!: boolean;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}
