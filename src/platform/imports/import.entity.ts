import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../database/base.entity';
import type { Principal } from '../http/request-context';
import type { RowError } from '../jobs/job-run.entity';

/** What came of an import. */
export interface ImportReport {
  readonly counts: Readonly<Record<string, number>>;
  /** The first rows at fault. */
  readonly errors: readonly RowError[];
}

/** A sheet that somebody sent, to be read in the background. */
@Entity('imports')
export class Import extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  /** Of what its rows are. */
  @Column('text')
  kind!: string;

  @Column('jsonb')
  options!: Record<string, unknown>;

  @Column('text', { name: 'file_name', nullable: true })
  fileName!: string | null;

  @Column('uuid', { name: 'file_id', nullable: true })
  fileId!: string | null;

  /** What was sent as JSON instead of a file. */
  @Column('jsonb', { nullable: true })
  rows!: Record<string, unknown>[] | null;

  /** Who sent it, with the rights that they had then. */
  @Column('jsonb')
  principal!: Principal;

  @Column('uuid', { name: 'job_id', nullable: true })
  jobId!: string | null;

  /** Written in the transaction that writes the rows: with it, they are written. */
  @Column('jsonb', { nullable: true })
  report!: ImportReport | null;

  /** The rows that were refused, with the reason of each. */
  @Column('uuid', { name: 'result_file_id', nullable: true })
  resultFileId!: string | null;

  /** When the files are let go. */
  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3 })
  expiresAt!: Date;
}
