import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LanguagePair, Relation } from './participant-details.rules';

/** What a category asks of its people beside its form: whom they accompany, between which languages they interpret. */
@Entity('participant_details')
export class ParticipantDetails {
  @PrimaryColumn('uuid', { name: 'registration_id' })
  registrationId!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  /** The registration of the person whom they accompany. */
  @Column('uuid', { name: 'accompanies_id', nullable: true })
  accompaniesId!: string | null;

  @Column('text', { nullable: true })
  relation!: Relation | null;

  @Column('jsonb', { default: [] })
  languages!: LanguagePair[];

  /** The registration of the person for whom they interpret. */
  @Column('uuid', { name: 'serves_id', nullable: true })
  servesId!: string | null;

  @Column('boolean', { default: false })
  armed!: boolean;

  @Column('text', { nullable: true })
  medium!: string | null;

  @Column('text', { name: 'press_card', nullable: true })
  pressCard!: string | null;

  @Column('integer', { default: 1 })
  version!: number;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3 })
  updatedAt!: Date;
}
