import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../platform/database/base.entity';

/** One person at one event in one category. */
@Entity('registrations')
export class Registration extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  state!: string;

  /** Short code that a person can read out; unique in the event. */
  @Column('text')
  code!: string;

  @Column('uuid', { name: 'category_id' })
  categoryId!: string;

  @Column('uuid', { name: 'person_id' })
  personId!: string;

  /** Under which it is known where it was imported from; unique in the event. */
  @Column('text', { name: 'external_id', nullable: true })
  externalId!: string | null;

  /** Digest of names and address as they were given: the same one twice is the same person. */
  @Column('text', { name: 'identity_key' })
  identityKey!: string;

  @Column('text', { name: 'sort_name' })
  sortName!: string;

  @Column('text')
  locale!: string;

  @Column('text', { name: 'organisation_name', nullable: true })
  organisationName!: string | null;

  @Column('uuid', { name: 'delegation_id', nullable: true })
  delegationId!: string | null;

  /** Who entered the person for the delegation; null for whoever has none. */
  @Column('text', { name: 'delegation_entry', nullable: true })
  delegationEntry!: 'by_focal_point' | 'by_participant' | null;

  @Column('text', { name: 'part_in_delegation', nullable: true })
  partInDelegation!: string | null;

  @Column('uuid', { name: 'form_id', nullable: true })
  formId!: string | null;

  @Column('integer', { name: 'form_version', nullable: true })
  formVersion!: number | null;

  @Column('jsonb', { default: {} })
  answers!: Record<string, unknown>;

  @Column('boolean', { name: 'answers_complete' })
  answersComplete!: boolean;

  /** Questions whose answers were removed because the time for which they are kept is over. */
  @Column('text', { array: true, default: [] })
  purged!: string[];

  @Column('integer', { default: 0 })
  priority!: number;

  /** Places that it wants, or holds: its own, and those that are kept for its group. */
  @Column('integer')
  places!: number;

  /** The registration of whose group it is. */
  @Column('uuid', { name: 'group_id', nullable: true })
  groupId!: string | null;

  /** Until when places are kept for its group. */
  @Column({ type: 'timestamptz', name: 'group_until', precision: 3, nullable: true })
  groupUntil!: Date | null;

  @Column({ type: 'timestamptz', name: 'waitlisted_at', precision: 3, nullable: true })
  waitlistedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'offer_expires_at', precision: 3, nullable: true })
  offerExpiresAt!: Date | null;

  /** How often approval was asked for. */
  @Column('integer', { name: 'approval_round', default: 0 })
  approvalRound!: number;

  /** Key of the step of the present round at which it waits. */
  @Column('text', { name: 'waiting_step', nullable: true })
  waitingStep!: string | null;

  /** Role of that step. */
  @Column('text', { name: 'waiting_role', nullable: true })
  waitingRole!: string | null;

  /** Since when what was approved is to be approved again. */
  @Column({ type: 'timestamptz', name: 'reapproval_since', precision: 3, nullable: true })
  reapprovalSince!: Date | null;

  /** Which questions were answered anew since. */
  @Column('text', { name: 'reapproval_questions', array: true, default: [] })
  reapprovalQuestions!: string[];

  /** Since when it is on hold; nobody approves it meanwhile. */
  @Column({ type: 'timestamptz', name: 'held_since', precision: 3, nullable: true })
  heldSince!: Date | null;

  @Column('text', { name: 'held_by_name', nullable: true })
  heldByName!: string | null;

  /** Why, for those who decide. */
  @Column('text', { name: 'held_reason', nullable: true })
  heldReason!: string | null;

  @Column('integer', { default: 0 })
  transfers!: number;

  /** Record of the last transfer: what stands before it in the history is not the present person's. */
  @Column('uuid', { name: 'transfer_record_id', nullable: true })
  transferRecordId!: string | null;

  @Column('text', { name: 'list_visibility', default: 'hidden' })
  listVisibility!: 'hidden' | 'participants' | 'public';

  /** Raised when a badge is lost: tokens of an earlier revision open nothing. */
  @Column('integer', { name: 'badge_revision', default: 1 })
  badgeRevision!: number;

  /** What officers want the desk to know when the person comes. */
  @Column('text', { name: 'desk_note', nullable: true })
  deskNote!: string | null;
}
