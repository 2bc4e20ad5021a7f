import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/** A run that shares out places on visits. */
@Entity('allocations')
export class Allocation extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  state!: string;

  /** What was asked for, pins and seed among it. */
  @Column('jsonb')
  request!: object;

  /** All that it takes to answer, so that it can be asked again and compared. */
  @Column('jsonb')
  problem!: object;

  /** Names the problem: two that are equal have the same. */
  @Column('text')
  digest!: string;

  /** What visits, departures and sessions were called, and when they were, by id. */
  @Column('jsonb')
  names!: object;

  @Column('jsonb', { nullable: true })
  answer!: object | null;

  @Column('text', { nullable: true })
  failure!: string | null;

  @Column('double precision', { nullable: true })
  seconds!: number | null;

  /** The run with which it is compared. */
  @Column('uuid', { name: 'based_on', nullable: true })
  basedOn!: string | null;

  @Column('text', { name: 'requested_by' })
  requestedBy!: string;
}

/** What one person gets of their wishes in a run, and why not the others. */
@Entity('allocation_results')
export class AllocationResult {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @PrimaryColumn('uuid', { name: 'allocation_id' })
  allocationId!: string;

  @PrimaryColumn('uuid', { name: 'registration_id' })
  registrationId!: string;

  @Column('jsonb')
  wishes!: object;
}
