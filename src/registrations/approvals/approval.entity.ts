import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A step of approval of one registration, as it was asked for when its round began, with what was decided. */
@Entity('approval_steps')
export class ApprovalStepOfRegistration {
  @PrimaryColumn('uuid', { name: 'registration_id' })
  registrationId!: string;

  /** A new round begins when what was approved has changed. */
  @PrimaryColumn('integer')
  round!: number;

  @PrimaryColumn('integer')
  position!: number;

  @Column('text')
  key!: string;

  @Column('text')
  title!: string;

  @Column('jsonb', { default: {} })
  titles!: Record<string, string>;

  @Column('text')
  role!: string;

  @Column('text', { default: 'approval' })
  kind!: 'check' | 'approval';

  @Column('boolean', { name: 'four_eyes' })
  fourEyes!: boolean;

  @Column('text', { nullable: true })
  outcome!: 'checked' | 'approved' | 'refused' | 'bypassed' | null;

  @Column({ type: 'timestamptz', name: 'decided_at', precision: 3, nullable: true })
  decidedAt!: Date | null;

  /** Kind and id of whoever decided. */
  @Column('text', { name: 'decided_by', nullable: true })
  decidedBy!: string | null;

  @Column('text', { name: 'decided_by_name', nullable: true })
  decidedByName!: string | null;

  /** Whether they decided for others, without the role of the step. */
  @Column('boolean', { name: 'acted_for', default: false })
  actedFor!: boolean;

  @Column('text', { nullable: true })
  comment!: string | null;
}

/** What those who decide write for each other about a decision; the person never reads it. */
@Entity('decision_notes')
export class DecisionNote {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'registration_id' })
  registrationId!: string;

  /** Whom it is about: the registration may have passed to somebody else since. */
  @Column('uuid', { name: 'person_id' })
  personId!: string;

  @Column('text')
  transition!: string;

  @Column('text', { nullable: true })
  step!: string | null;

  @Column('text')
  note!: string;

  @Column('text', { name: 'by_name' })
  byName!: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at!: Date;
}
