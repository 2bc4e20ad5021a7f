import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../database/base.entity';

export type JobRunState = 'queued' | 'active' | 'completed' | 'failed';

/** A fault in one row of what was sent in. */
export interface RowError {
  readonly row: number;
  readonly message: string;
  /** Column or field at fault. */
  readonly pointer?: string;
}

/** Background work that somebody started and whose progress they follow. */
@Entity('job_runs')
export class JobRun extends BaseEntity {
  @Column('text')
  name!: string;

  @Column('uuid', { name: 'event_id', nullable: true })
  eventId!: string | null;

  /** Id of the principal who started it. */
  @Column('text', { name: 'owner_id' })
  ownerId!: string;

  @Column('text', { default: 'queued' })
  state!: JobRunState;

  @Column('integer', { default: 0 })
  done!: number;

  @Column('integer', { nullable: true })
  total!: number | null;

  @Column('jsonb', { default: {} })
  counts!: Record<string, number>;

  @Column('jsonb', { name: 'row_errors', default: [] })
  rowErrors!: RowError[];

  @Column('jsonb', { nullable: true })
  result!: object | null;

  /** Why it failed, once it has. */
  @Column('text', { nullable: true })
  error!: string | null;

  @Column({ type: 'timestamptz', name: 'started_at', precision: 3, nullable: true })
  startedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'finished_at', precision: 3, nullable: true })
  finishedAt!: Date | null;
}
