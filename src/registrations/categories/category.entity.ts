import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';
import type { Asked } from '../details/participant-details.rules';
import type { DelegationEntry } from '../registration.rules';

/** A kind of participant at an event. */
@Entity('categories')
export class Category extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  code!: string;

  @Column('text')
  title!: string;

  @Column('jsonb', { default: {} })
  titles!: Record<string, string>;

  @Column('text')
  approval!: 'automatic' | 'review';

  /** Who approves, in this order; nobody in particular, if it is empty. */
  @Column('jsonb', { name: 'approval_steps', default: [] })
  approvalSteps!: {
    key: string;
    title: string;
    titles: Record<string, string>;
    role: string;
    kind: string;
  }[];

  /** Whether nobody approves two steps of one registration. */
  @Column('boolean', { name: 'four_eyes', default: false })
  fourEyes!: boolean;

  /** Until when people pass their registration on; null for never. */
  @Column({ type: 'timestamptz', name: 'transfer_until', precision: 3, nullable: true })
  transferUntil!: Date | null;

  @Column('boolean', { name: 'self_registration' })
  selfRegistration!: boolean;

  /** How people of a delegation come into it: named by the focal point, by themselves and confirmed by it, or both. */
  @Column('text', { name: 'delegation_entry', default: 'by_focal_point' })
  delegationEntry!: DelegationEntry;

  @Column('text', { name: 'badge_colour', nullable: true })
  badgeColour!: string | null;

  /** What is asked of its people beside its form. */
  @Column('text', { array: true, default: [] })
  asks!: Asked[];

  /** Youngest age on the first day of the event, in years. */
  @Column('integer', { name: 'minimum_age', nullable: true })
  minimumAge!: number | null;

  /** How many may accompany one person. */
  @Column('integer', { name: 'most_per_person', nullable: true })
  mostPerPerson!: number | null;

  /** How many may accompany the members of one delegation. */
  @Column('integer', { name: 'most_per_delegation', nullable: true })
  mostPerDelegation!: number | null;

  /** Whether its people count in the quotas of delegations. */
  @Column('boolean', { name: 'takes_seat', default: true })
  takesSeat!: boolean;

  /** Whether people may print their badge themselves. */
  @Column('boolean', { name: 'badge_at_home', default: false })
  badgeAtHome!: boolean;
}
