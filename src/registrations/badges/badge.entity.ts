import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A badge was lost: tokens up to this revision open nothing any more. */
@Entity('badge_revocations')
export class BadgeRevocation {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @PrimaryColumn('uuid', { name: 'registration_id' })
  registrationId!: string;

  /** The revision that was revoked. */
  @PrimaryColumn('integer')
  revision!: number;

  @Column('text')
  reason!: string;

  @Column('text', { name: 'by_name' })
  byName!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;
}

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
