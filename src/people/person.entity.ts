import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../platform/database/base.entity';

/** A human being; one person, many events. An address is not an identity: ten people may share a mailbox. */
@Entity('persons')
export class Person extends BaseEntity {
  @Column('text', { name: 'given_name' })
  givenName!: string;

  @Column('text', { name: 'family_name' })
  familyName!: string;

  /** The whole name in the order that the person uses, in Latin script, as on the badge. */
  @Column('text', { name: 'display_name' })
  displayName!: string;

  @Column('text', { name: 'native_name', nullable: true })
  nativeName!: string | null;

  @Column('text', { name: 'form_of_address', nullable: true })
  formOfAddress!: string | null;

  @Column('text', { nullable: true })
  post!: string | null;

  @Column('text', { nullable: true })
  nationality!: string | null;

  @Column('date', { name: 'birth_date', nullable: true })
  birthDate!: string | null;

  /** IANA time zone in which the person lives. */
  @Column('text', { name: 'time_zone', nullable: true })
  timeZone!: string | null;

  @Column('text')
  email!: string;

  @Column('text')
  locale!: string;

  /** Names and address as the search reads them; the database makes it. */
  @Column({ type: 'text', insert: false, update: false })
  words!: string;
}

/** Who is known in which event: the staff of one event do not find the persons of another. */
@Entity('event_persons')
export class EventPerson {
  @PrimaryColumn('uuid', { name: 'event_id' })
  eventId!: string;

  @PrimaryColumn('uuid', { name: 'person_id' })
  personId!: string;
}
