import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../platform/database/base.entity';

/** A forum that comes back. */
@Entity('series')
export class Series extends BaseEntity {
  @Column('text')
  name!: string;
}

/** One edition of a forum. */
@Entity('events')
export class Event extends BaseEntity {
  @Column('text')
  state!: string;

  @Column('text')
  slug!: string;

  @Column('uuid', { name: 'series_id', nullable: true })
  seriesId!: string | null;

  /** The event of which this is a copy. */
  @Column('uuid', { name: 'copied_from_id', nullable: true })
  copiedFromId!: string | null;

  @Column('integer', { nullable: true })
  edition!: number | null;

  @Column('text')
  title!: string;

  @Column('jsonb')
  titles!: Record<string, string>;

  @Column('text', { nullable: true })
  theme!: string | null;

  @Column('date', { name: 'start_date' })
  startDate!: string;

  @Column('date', { name: 'end_date' })
  endDate!: string;

  @Column('text', { name: 'time_zone' })
  timeZone!: string;

  @Column('text')
  city!: string;

  /** Its name in further languages. */
  @Column('jsonb')
  cities!: Record<string, string>;

  @Column('text')
  country!: string;

  @Column('text', { array: true })
  locales!: string[];

  /** Minutes between two different places of which nothing else is said. */
  @Column('integer', { name: 'buffer_minutes' })
  bufferMinutes!: number;

  @Column({ type: 'timestamptz', name: 'registration_opens_at', precision: 3, nullable: true })
  registrationOpensAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'registration_closes_at', precision: 3, nullable: true })
  registrationClosesAt!: Date | null;
}
