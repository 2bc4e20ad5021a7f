import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/** Somebody came in the place of another person. */
@Entity('replacements')
export class Replacement extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  state!: string;

  /** The registration of whoever came. */
  @Column('uuid', { name: 'registration_id' })
  registrationId!: string;

  /** The registration of whoever went: the same one, unless it was only begun. */
  @Column('uuid', { name: 'former_registration_id' })
  formerRegistrationId!: string;

  @Column('uuid', { name: 'delegation_id', nullable: true })
  delegationId!: string | null;

  @Column('uuid', { name: 'from_person_id' })
  fromPersonId!: string;

  @Column('uuid', { name: 'to_person_id' })
  toPersonId!: string;

  /** What became of the duties of whoever went: the other person was asked, or whoever had given them has them back. */
  @Column('text')
  duties!: 'ask' | 'hand_back';

  @Column('text', { nullable: true })
  reason!: string | null;

  /** The record of the step by which it happened; the cause of the mails about it. */
  @Column('uuid', { name: 'record_id' })
  recordId!: string;

  @Column('text', { name: 'made_by' })
  madeBy!: string;

  @Column('text', { name: 'made_by_kind' })
  madeByKind!: string;
}

/** One thing that a replacement touched: to be redone, redone, or not to be redone. */
@Entity('replacement_lines')
export class ReplacementLine extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'replacement_id' })
  replacementId!: string;

  @Column('integer')
  position!: number;

  @Column('text')
  state!: string;

  @Column('text')
  kind!: string;

  @Column('text', { name: 'subject_kind' })
  subjectKind!: string;

  @Column('uuid', { name: 'subject_id' })
  subjectId!: string;

  @Column('text')
  title!: string;

  @Column('jsonb', { default: {} })
  titles!: Record<string, string>;

  @Column('text', { nullable: true })
  detail!: string | null;

  /** Where the thing is, below the event. */
  @Column('text')
  path!: string;

  @Column('text', { nullable: true })
  outcome!: string | null;

  /** The role of whoever has to do it. */
  @Column('text')
  responsible!: string;

  /** Addresses of those who were told of it, in small letters. */
  @Column('text', { array: true, default: [] })
  told!: string[];

  @Column({ type: 'timestamptz', name: 'closed_at', precision: 3, nullable: true })
  closedAt!: Date | null;

  @Column('text', { name: 'closed_by', nullable: true })
  closedBy!: string | null;

  @Column('text', { nullable: true })
  note!: string | null;
}
