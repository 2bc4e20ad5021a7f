import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FallenAway, ShownEntry } from './feed.rules';

/** An address at which calendars follow somebody's agenda. */
@Entity('agenda_feeds')
export class AgendaFeed {
  @PrimaryColumn('uuid', { name: 'registration_id' })
  registrationId!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'person_id' })
  personId!: string;

  /** 256 random bits, from which the secret of the installation makes the token. */
  @Column('text')
  seed!: string;

  /** SHA-256 of the token. */
  @Column('text')
  digest!: string;

  @Column({ type: 'timestamptz', name: 'made_at', precision: 3 })
  madeAt!: Date;

  @Column({ type: 'timestamptz', name: 'revoked_at', precision: 3, nullable: true })
  revokedAt!: Date | null;

  @Column('text', { name: 'revoked_by', nullable: true })
  revokedBy!: string | null;

  /** Digest of what was shown last. */
  @Column('text', { nullable: true })
  tag!: string | null;

  /** When something else was shown than before. */
  @Column({ type: 'timestamptz', name: 'changed_at', precision: 3, nullable: true })
  changedAt!: Date | null;

  @Column('jsonb', { default: [] })
  shown!: ShownEntry[];

  @Column('jsonb', { default: [] })
  gone!: FallenAway[];
}
