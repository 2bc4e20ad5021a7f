import { EmailField, EnumField, InstantField, TextField } from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import {
  addressBlockCovers,
  addressBlockReasons,
  addressBlockStates,
  type AddressBlockCover,
  type AddressBlockReason,
  type AddressBlockState,
} from './address-block.entity';

export class AddressBlockInput {
  @EmailField({ description: 'The address that is not to be written to.' })
  address!: string;

  @TextField({
    description: 'Why; stands in the ledger at each message that is withheld.',
    max: 500,
    example: 'The ministry asked us to write to the mission only.',
  })
  detail!: string;

  @EnumField(addressBlockCovers, {
    description: 'What is withheld: every mail (`all`, unless given), or what is `optional`.',
    name: 'AddressBlockCover',
    optional: true,
  })
  covers?: AddressBlockCover;

  @InstantField({ description: 'When it ends by itself; never unless given.', optional: true })
  lapsesAt?: string;
}

/** Filters of the list of blocks; `q` finds parts of addresses. */
export class AddressBlockQuery extends PageQuery {
  @EnumField(addressBlockStates, {
    description: 'Only in these states; `active` unless given.',
    name: 'AddressBlockState',
    list: true,
    optional: true,
    example: ['active'],
  })
  state?: AddressBlockState[];

  @EnumField(addressBlockReasons, {
    description: 'Only for this reason.',
    name: 'AddressBlockReason',
    optional: true,
  })
  reason?: AddressBlockReason;
}
