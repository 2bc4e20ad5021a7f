import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A job that is still owed. Times are of the real clock, except `happenedAt`. */
@Entity('outbox')
export class OutboxRow {
  /** UUIDv7; also the id of the job in the queue. */
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  kind!: 'job' | 'fact';

  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  subscriber!: string | null;

  @Column('text')
  queue!: string;

  /** While the job has not begun, another one of the same name and key is not added. */
  @Column('text', { nullable: true })
  key!: string | null;

  @Column('jsonb')
  payload!: object;

  @Column('uuid', { name: 'fact_id', nullable: true })
  factId!: string | null;

  @Column({ type: 'timestamptz', name: 'happened_at', precision: 3, nullable: true })
  happenedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt!: Date;

  /** Not to be run before. */
  @Column({ type: 'timestamptz', name: 'due_at', default: () => 'now()' })
  dueAt!: Date;

  /** When it is to be handed to the queue, for the first time or again. */
  @Column({ type: 'timestamptz', name: 'relay_at', default: () => 'now()' })
  relayAt!: Date;

  /** How often it was handed to the queue. */
  @Column('integer', { default: 0 })
  relayed!: number;

  /** Attempts made before it was set aside. */
  @Column('integer', { default: 0 })
  attempts!: number;

  @Column({ type: 'timestamptz', name: 'failed_at', precision: 3, nullable: true })
  failedAt!: Date | null;

  /** Class and message of the last error. */
  @Column('text', { nullable: true })
  error!: string | null;
}
