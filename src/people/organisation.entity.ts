import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../platform/database/base.entity';

/** A state, ministry, company … that takes part in events, from one edition to the next. */
@Entity('organisations')
export class Organisation extends BaseEntity {
  @Column('text')
  kind!: string;

  /** The organisation to which it belongs: the state of a ministry. The database refuses circles. */
  @Column('uuid', { name: 'parent_id', nullable: true })
  parentId!: string | null;

  /** The authentic official name. */
  @Column('text')
  name!: string;

  /** Language of the authentic names (BCP 47). */
  @Column('text', { name: 'name_language' })
  nameLanguage!: string;

  @Column('text', { name: 'short_name', nullable: true })
  shortName!: string | null;

  @Column('jsonb')
  names!: Record<string, string>;

  @Column('jsonb', { name: 'short_names' })
  shortNames!: Record<string, string>;

  @Column('text', { nullable: true })
  country!: string | null;

  /** Class of rank that its delegations have unless said otherwise. */
  @Column('integer', { name: 'rank_class', nullable: true })
  rankClass!: number | null;

  /** Names as the search reads them; the database makes it. */
  @Column({ type: 'text', insert: false, update: false })
  words!: string;
}

/** Somebody through whom an organisation is reached, in a function, for a time. */
@Entity('organisation_contacts')
export class OrganisationContact extends BaseEntity {
  @Column('uuid', { name: 'organisation_id' })
  organisationId!: string;

  @Column('text')
  function!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'form_of_address', nullable: true })
  formOfAddress!: string | null;

  @Column('text', { nullable: true })
  post!: string | null;

  @Column('text', { nullable: true })
  email!: string | null;

  @Column('text', { nullable: true })
  phone!: string | null;

  @Column('text')
  locale!: string;

  /** First and last day of the function; open where there is none. */
  @Column('date', { name: 'valid_from', nullable: true })
  validFrom!: string | null;

  @Column('date', { name: 'valid_until', nullable: true })
  validUntil!: string | null;

  @Column('text', { nullable: true })
  note!: string | null;
}

/** The record that an organisation turned out to be another one: what it was, and what was moved. */
@Entity('organisation_merges')
export class OrganisationMerge {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'organisation_id' })
  organisationId!: string;

  /** Id that the organisation had which is there no more. */
  @Column('uuid', { name: 'gone_id' })
  goneId!: string;

  @Column('jsonb')
  gone!: object;

  @Column('jsonb')
  moved!: object;

  @Column('text')
  reason!: string;

  @Column('text', { name: 'merged_by' })
  mergedBy!: string;

  @Column('text', { name: 'merged_by_name' })
  mergedByName!: string;

  @Column({ type: 'timestamptz', name: 'merged_at', precision: 3 })
  mergedAt!: Date;
}
