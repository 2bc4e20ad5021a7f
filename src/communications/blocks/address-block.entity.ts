import { Column, Entity } from 'typeorm';
import { BaseEntity } from '../../platform/database/base.entity';

export const addressBlockStates = ['active', 'lifted', 'lapsed'] as const;
export type AddressBlockState = (typeof addressBlockStates)[number];

/** Why an address may not be written to. */
export const addressBlockReasons = ['hard_bounce', 'soft_bounces', 'complaint', 'staff'] as const;
export type AddressBlockReason = (typeof addressBlockReasons)[number];

/** What is withheld: every mail, or what its reader could do without. */
export const addressBlockCovers = ['all', 'optional'] as const;
export type AddressBlockCover = (typeof addressBlockCovers)[number];

/** An address that may not be written to in an event. */
@Entity('address_blocks')
export class AddressBlock extends BaseEntity {
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  /** As lists of addresses know it: small letters, the domain as DNS has it. */
  @Column('text')
  address!: string;

  @Column('text')
  state!: AddressBlockState;

  @Column('text')
  reason!: AddressBlockReason;

  @Column('text')
  covers!: AddressBlockCover;

  /** What the server said, or why somebody blocked it. */
  @Column('text')
  detail!: string;

  /** The message whose report it was. */
  @Column('uuid', { name: 'message_id', nullable: true })
  messageId!: string | null;

  /** When it lapses by itself; null: never. */
  @Column({ type: 'timestamptz', name: 'lapses_at', precision: 3, nullable: true })
  lapsesAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'ended_at', precision: 3, nullable: true })
  endedAt!: Date | null;
}
