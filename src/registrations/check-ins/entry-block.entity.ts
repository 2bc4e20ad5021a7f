import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An officer keeps somebody out, until it is lifted. */
@Entity('entry_blocks')
export class EntryBlock {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'registration_id' })
  registrationId!: string;

  @Column('text')
  reason!: string;

  @Column('text', { name: 'by_name' })
  byName!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;

  @Column({ type: 'timestamptz', name: 'lifted_at', precision: 3, nullable: true })
  liftedAt!: Date | null;

  @Column('text', { name: 'lifted_by', nullable: true })
  liftedBy!: string | null;
}
