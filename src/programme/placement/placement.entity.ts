import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/** A proposal of where and when the sessions could be that have no place yet. */
@Entity('placements')
export class PlacementProposal extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  state!: string;

  /** What was asked for. */
  @Column('jsonb')
  request!: object;

  /** All that it takes to answer, so that it can be asked again and compared. */
  @Column('jsonb')
  problem!: object;

  /** Names the problem: two that are equal have the same. */
  @Column('text')
  digest!: string;

  /** Sessions, rooms, persons and so on as they were called, by id. */
  @Column('jsonb')
  names!: object;

  @Column('jsonb', { nullable: true })
  answer!: object | null;

  @Column('text', { nullable: true })
  failure!: string | null;

  @Column('double precision', { nullable: true })
  seconds!: number | null;

  @Column('text', { name: 'requested_by' })
  requestedBy!: string;
}
