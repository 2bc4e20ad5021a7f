import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../platform/database/base.entity';

/** A building in which an event takes place. */
@Entity('venues')
export class Venue extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  address!: string | null;
}

/** A room: how many people it holds, and for which languages it has booths. */
@Entity('rooms')
export class Room extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'venue_id', nullable: true })
  venueId!: string | null;

  @Column('text')
  name!: string;

  @Column('integer')
  capacity!: number;

  @Column('text', { array: true })
  interpretation!: string[];

  /** What is in it, in the words of the secretariat: projector, stage, voting system. */
  @Column('text', { array: true })
  equipment!: string[];
}

/** How many minutes one needs from one place to another; rooms, venues and site visits are places. */
@Entity('buffers')
export class Buffer extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  /** The smaller of the two ids: a pair has no direction. */
  @Column('uuid', { name: 'one_id' })
  oneId!: string;

  @Column('uuid', { name: 'other_id' })
  otherId!: string;

  @Column('integer')
  minutes!: number;

  @Column('text')
  severity!: string;
}

/** The part that an organisation has in an event. */
@Entity('partners')
export class Partner extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'organisation_id' })
  organisationId!: string;

  @Column('text')
  role!: string;
}
