import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/** An act that touched people of a departure: it was moved, shrunk, merged or cancelled. Its id is that of the record. */
@Entity('departure_changes')
export class DepartureChange extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'departure_id' })
  departureId!: string;

  @Column('text')
  kind!: string;

  /** Why, as people are told, in the first language of the event. */
  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('jsonb', { default: {} })
  reasons!: Record<string, string>;

  /** Times, meeting point and seats before. */
  @Column('jsonb')
  was!: Record<string, unknown>;

  /** The same afterwards, also of the departure into which it was merged; null where it was cancelled. */
  @Column('jsonb', { nullable: true })
  becomes!: Record<string, unknown> | null;

  /** Until when places elsewhere are held; null where none are offered. */
  @Column({ type: 'timestamptz', name: 'hold_until', precision: 3, nullable: true })
  holdUntil!: Date | null;

  @Column('integer', { name: 'most_alternatives', default: 1 })
  mostAlternatives!: number;

  @Column('boolean', { name: 'other_visits', default: false })
  otherVisits!: boolean;

  @Column('text', { name: 'changed_by' })
  changedBy!: string;
}

/** What became of one person by it. */
@Entity('departure_change_people')
export class DepartureChangePerson {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @PrimaryColumn('uuid', { name: 'change_id' })
  changeId!: string;

  @PrimaryColumn('uuid', { name: 'registration_id' })
  registrationId!: string;

  @Column('uuid', { name: 'booking_id' })
  bookingId!: string;

  @Column('text')
  outcome!: string;

  /** What the person has to do elsewhere at the new time. */
  @Column('jsonb', { name: 'in_the_way', default: [] })
  inTheWay!: readonly object[];
}
