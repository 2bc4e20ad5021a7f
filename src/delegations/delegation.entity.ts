import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BaseEntity } from '../platform/database/base.entity';

/** An organisation at an event. */
@Entity('delegations')
export class Delegation extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  state!: string;

  @Column('uuid', { name: 'organisation_id' })
  organisationId!: string;

  /** Number of the invitation; given when it is first sent. */
  @Column('text', { nullable: true })
  reference!: string | null;

  @Column('text', { name: 'focal_point_name' })
  focalPointName!: string;

  @Column('text', { name: 'focal_point_email' })
  focalPointEmail!: string;

  @Column('text')
  locale!: string;

  @Column({ type: 'timestamptz', name: 'nominations_close_at', precision: 3, nullable: true })
  nominationsCloseAt!: Date | null;

  @Column('integer', { name: 'rank_class' })
  rankClass!: number;

  /** Whether the head takes no place of the quota. */
  @Column('boolean', { name: 'head_exempt' })
  headExempt!: boolean;

  /** Whether its focal point may move places from one category to another. */
  @Column('boolean', { name: 'moves_seats', default: false })
  movesSeats!: boolean;

  /** When those who act for it are told of the people who wait for them; null while there is nothing to tell. */
  @Column({ type: 'timestamptz', name: 'applications_due_at', precision: 3, nullable: true })
  applicationsDueAt!: Date | null;

  @Column('uuid', { name: 'head_registration_id', nullable: true })
  headRegistrationId!: string | null;

  /** How the organisation stands in a sentence of its invitation. */
  @Column('text', { name: 'addressed_as', nullable: true })
  addressedAs!: string | null;

  /** Who acts when the focal point cannot, by a link of their own. */
  @Column('text', { name: 'backup_name', nullable: true })
  backupName!: string | null;

  @Column('text', { name: 'backup_email', nullable: true })
  backupEmail!: string | null;

  @Column('text', { name: 'backup_locale', nullable: true })
  backupLocale!: string | null;

  /** Until when it is to say whether it takes part. */
  @Column({ type: 'timestamptz', name: 'answer_by', precision: 3, nullable: true })
  answerBy!: Date | null;

  /** How the answer came. */
  @Column('text', { name: 'answered_by', nullable: true })
  answeredBy!: string | null;

  @Column('date', { name: 'answered_on', nullable: true })
  answeredOn!: string | null;

  @Column('uuid', { name: 'answer_file_id', nullable: true })
  answerFileId!: string | null;

  /** How many days before a deadline it is reminded. */
  @Column('integer', { name: 'remind_days', default: 7 })
  remindDays!: number;

  /** For how many hours after the deadline nominations are taken, and marked as late. */
  @Column('integer', { name: 'grace_hours', default: 0 })
  graceHours!: number;

  /** The deadlines of which it was reminded, and those of which protocol was told. */
  @Column({ type: 'timestamptz', name: 'answer_reminded_for', precision: 3, nullable: true })
  answerRemindedFor!: Date | null;

  @Column({ type: 'timestamptz', name: 'answer_escalated_for', precision: 3, nullable: true })
  answerEscalatedFor!: Date | null;

  @Column({ type: 'timestamptz', name: 'nominations_reminded_for', precision: 3, nullable: true })
  nominationsRemindedFor!: Date | null;

  @Column({ type: 'timestamptz', name: 'nominations_escalated_for', precision: 3, nullable: true })
  nominationsEscalatedFor!: Date | null;
}

/** How many members of a category a delegation may have, and has. */
@Entity('delegation_quotas')
export class DelegationQuota {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @PrimaryColumn('uuid', { name: 'delegation_id' })
  delegationId!: string;

  @PrimaryColumn('uuid', { name: 'category_id' })
  categoryId!: string;

  @Column('integer')
  places!: number;

  @Column('integer', { default: 0 })
  taken!: number;
}

/** A registration as a member of a delegation; gone when the registration is called off. */
@Entity('delegation_members')
export class DelegationMember {
  @PrimaryColumn('uuid', { name: 'registration_id' })
  registrationId!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('uuid', { name: 'delegation_id' })
  delegationId!: string;

  @Column('uuid', { name: 'category_id' })
  categoryId!: string;

  @Column('text')
  part!: string;

  /** Whether it takes a place of the quota. */
  @Column('boolean')
  counted!: boolean;

  /** Whether it was named after the deadline, within the time of grace. */
  @Column('boolean', { default: false })
  late!: boolean;

  /** Place among the members of the same part, from 1; null behind those who have one. */
  @Column('integer', { nullable: true })
  seniority!: number | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}
