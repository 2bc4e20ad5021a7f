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
