import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

/** What delegations must hand in: for the delegation, or for each of its members. */
@Entity('requirements')
export class Requirement extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  kind!: string;

  /** `delegation` or `member`. */
  @Column('text')
  concerns!: string;

  @Column('text')
  title!: string;

  @Column('jsonb', { default: {} })
  titles!: Record<string, string>;

  /** Of members of this category only. */
  @Column('uuid', { name: 'category_id', nullable: true })
  categoryId!: string | null;

  /** Of this delegation only. */
  @Column('uuid', { name: 'delegation_id', nullable: true })
  delegationId!: string | null;

  @Column({ type: 'timestamptz', name: 'due_at', precision: 3, nullable: true })
  dueAt!: Date | null;

  @Column('integer', { name: 'remind_days' })
  remindDays!: number;

  /** How many days after the event files are kept; null for as long as the event. */
  @Column('integer', { name: 'keep_days', nullable: true })
  keepDays!: number | null;

  /** Whether members have to be named in it. */
  @Column('boolean', { name: 'match_members', default: false })
  matchMembers!: boolean;
}

/** A requirement as it concerns one delegation or member: what was handed in for it, and what became of that. */
@Entity('requirement_documents')
export class RequirementDocument extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  state!: string;

  @Column('uuid', { name: 'requirement_id' })
  requirementId!: string;

  @Column('uuid', { name: 'delegation_id' })
  delegationId!: string;

  @Column('uuid', { name: 'registration_id', nullable: true })
  registrationId!: string | null;

  @Column('uuid', { name: 'file_id', nullable: true })
  fileId!: string | null;

  /** The file that was refused last; it is not handed in again as it is. */
  @Column('uuid', { name: 'refused_file_id', nullable: true })
  refusedFileId!: string | null;

  @Column({ type: 'timestamptz', name: 'handed_in_at', precision: 3, nullable: true })
  handedInAt!: Date | null;

  @Column('text', { name: 'handed_in_by', nullable: true })
  handedInBy!: string | null;

  /** Why it was refused, or what is missing in it. */
  @Column('text', { nullable: true })
  reason!: string | null;

  /** The deadline of which the delegation was reminded. */
  @Column({ type: 'timestamptz', name: 'reminded_for', precision: 3, nullable: true })
  remindedFor!: Date | null;
}
