import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';
import type { Coach } from './departure.rules';

/** One group going to a site. */
@Entity('departures')
export class Departure extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'site_visit_id' })
  siteVisitId!: string;

  @Column('text')
  state!: string;

  @Column({ type: 'timestamptz', name: 'starts_at', precision: 3 })
  startsAt!: Date;

  @Column({ type: 'timestamptz', name: 'ends_at', precision: 3 })
  endsAt!: Date;

  /** When booking closes. */
  @Column({ type: 'timestamptz', name: 'cut_off_at', precision: 3 })
  cutOffAt!: Date;

  @Column('text', { name: 'meeting_point' })
  meetingPoint!: string;

  @Column('text', { nullable: true })
  guide!: string | null;

  /** What is shown of the coaches: a copy of their rows, kept by a trigger. */
  @Column('jsonb', { default: [] })
  coaches!: Coach[];

  /** How many the host receives. */
  @Column('integer')
  capacity!: number;

  /** How many the coaches hold together; null without coaches. */
  @Column('integer', { name: 'coach_seats', nullable: true })
  coachSeats!: number | null;

  /** How many places the coordinator keeps back. */
  @Column('integer', { name: 'kept_back', default: 0 })
  keptBack!: number;

  /** How many places can be booked; follows from the three above. */
  @Column('integer')
  seats!: number;

  /** How many of them are kept for delegations and categories, whether or not these have taken them; counted by a trigger. */
  @Column('integer', { default: 0 })
  kept!: number;

  @Column('integer', { default: 0 })
  taken!: number;

  @Column('integer', { default: 0 })
  waiting!: number;

  /** The last number that was given in the waiting list. */
  @Column('integer', { name: 'queue_last', default: 0 })
  queueLast!: number;

  @Column('integer', { name: 'calendar_sequence', default: 0 })
  calendarSequence!: number;

  @Column('text', { nullable: true })
  report!: string | null;
}
