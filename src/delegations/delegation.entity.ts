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

  @Column('uuid', { name: 'head_registration_id', nullable: true })
  headRegistrationId!: string | null;
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

  /** Place among the members of the same part, from 1; null behind those who have one. */
  @Column('integer', { nullable: true })
  seniority!: number | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}
