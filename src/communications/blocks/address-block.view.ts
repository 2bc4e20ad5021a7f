import { EnumField, IdField, InstantField, IntegerField, TextField } from '../../platform/http/fields';
import {
  addressBlockCovers,
  addressBlockReasons,
  addressBlockStates,
  type AddressBlockCover,
  type AddressBlockReason,
  type AddressBlockState,
} from './address-block.entity';

/** An address that may not be written to. */
export class AddressBlockView {
  @IdField({ description: 'Id of the block.' })
  id!: string;

  @IntegerField({ description: 'Version; the ETag.', example: 1 })
  version!: number;

  @TextField({
    description: 'The address, in small letters, its domain as DNS has it.',
    example: 'li.na@ministry.example',
  })
  address!: string;

  @EnumField(addressBlockStates, { description: 'Whether it still holds.', name: 'AddressBlockState' })
  state!: AddressBlockState;

  @EnumField(addressBlockReasons, {
    description:
      'Why: a server says that there is no such mailbox (`hard_bounce`), mails came back for a while (`soft_bounces`), the reader reported one as spam (`complaint`), or somebody on the staff said so.',
    name: 'AddressBlockReason',
  })
  reason!: AddressBlockReason;

  @EnumField(addressBlockCovers, { description: 'What is withheld.', name: 'AddressBlockCover' })
  covers!: AddressBlockCover;

  @TextField({
    description: 'What the server said, or why somebody blocked it.',
    max: 500,
    example: '550 5.1.1 User unknown',
  })
  detail!: string;

  @IdField({ description: 'The message whose report it was.', nullable: true })
  messageId!: string | null;

  @InstantField({ description: 'Since when.' })
  createdAt!: string;

  @InstantField({ description: 'When it ends by itself; null: never.', nullable: true })
  lapsesAt!: string | null;

  @InstantField({ description: 'When it was lifted or lapsed.', nullable: true })
  endedAt!: string | null;
}

export interface AddressBlockRow extends Record<string, unknown> {
  id: string;
  event_id: string;
  version: number;
  address: string;
  state: AddressBlockState;
  reason: AddressBlockReason;
  covers: AddressBlockCover;
  detail: string;
  message_id: string | null;
  created_at: Date;
  lapses_at: Date | null;
  ended_at: Date | null;
}

export function toAddressBlockView(row: AddressBlockRow): AddressBlockView {
  return {
    id: row.id,
    version: row.version,
    address: row.address,
    state: row.state,
    reason: row.reason,
    covers: row.covers,
    detail: row.detail,
    messageId: row.message_id,
    createdAt: row.created_at.toISOString(),
    lapsesAt: row.lapses_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}
