import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a registration is searched, filtered and sorted by. The database writes it, whoever changes what it is made of. */
@Entity('registration_search')
export class RegistrationSearchRow {
  @PrimaryColumn('uuid', { name: 'registration_id' })
  registrationId!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;

  /** Family name and given name, as words. */
  @Column('text')
  name!: string;

  @Column('text')
  code!: string;

  /** The organisation, as words; empty where there is none. */
  @Column('text')
  organisation!: string;

  /** All words by which it is found, with a space on either side of each. */
  @Column('text')
  words!: string;

  /** Numbers of the beginnings of these words. */
  @Column('integer', { name: 'word_keys', array: true })
  wordKeys!: number[];

  /** Numbers of what it is filtered by. */
  @Column('bigint', { name: 'facet_keys', array: true })
  facetKeys!: string[];

  /** Whether it is one of those, one in 64, by which the others are estimated. */
  @Column({ type: 'boolean', insert: false, update: false })
  sampled!: boolean;
}
