import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../platform/database/base.entity';

/** A state, ministry, company … that takes part in events, from one edition to the next. */
@Entity('organisations')
export class Organisation extends BaseEntity {
  @Column('text')
  kind!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'short_name', nullable: true })
  shortName!: string | null;

  @Column('jsonb')
  names!: Record<string, string>;

  @Column('text', { nullable: true })
  country!: string | null;

  /** Names as the search reads them; the database makes it. */
  @Column({ type: 'text', insert: false, update: false })
  words!: string;
}
