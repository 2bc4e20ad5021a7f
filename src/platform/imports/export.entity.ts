import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../database/base.entity';
import type { Principal } from '../http/request-context';
import type { SheetFormat } from '../sheets/sheet-writer';

/** That somebody took data out: who, when, what, how many rows. It stays when its file is gone. */
@Entity('exports')
export class Export extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  /** Of what its rows are. */
  @Column('text')
  kind!: string;

  @Column('text')
  format!: SheetFormat;

  @Column('jsonb')
  options!: Record<string, unknown>;

  /** Who asked for it, with the rights that they had then. */
  @Column('jsonb')
  principal!: Principal;

  /** Whether it holds what not everybody may see who may see the list. */
  @Column('boolean')
  confidential!: boolean;

  @Column('uuid', { name: 'job_id', nullable: true })
  jobId!: string | null;

  @Column('integer', { nullable: true })
  rows!: number | null;

  @Column('uuid', { name: 'file_id', nullable: true })
  fileId!: string | null;

  /** How often its file was fetched. */
  @Column('integer', { default: 0 })
  fetched!: number;

  /** When the file is let go; null until there is one. */
  @Column({ type: 'timestamptz', name: 'expires_at', precision: 3, nullable: true })
  expiresAt!: Date | null;
}
