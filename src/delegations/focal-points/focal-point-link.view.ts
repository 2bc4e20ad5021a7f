import {
  EmailField,
  EnumField,
  IdField,
  InstantField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';

export const holderFunctions = ['focal_point', 'backup', 'former'] as const;

/** A link with which somebody acts for a delegation; never its secret. */
export class FocalPointLinkView {
  @IdField({ description: 'Id of the link.' })
  id!: string;

  @TextField({
    description: 'Who has it; what is done with it stands in the record under this name.',
    example: 'Li Na',
  })
  name!: string;

  @EmailField({ description: 'Address to which it was sent.', nullable: true })
  email!: string | null;

  @EnumField(holderFunctions, {
    description: 'What the holder is for the delegation now.',
    name: 'LinkHolder',
    example: 'focal_point',
  })
  holder!: (typeof holderFunctions)[number];

  @EnumField(['good', 'expired', 'revoked'], {
    description: 'Whether it opens anything.',
    name: 'LinkState',
    example: 'good',
  })
  state!: 'good' | 'expired' | 'revoked';

  @InstantField({ description: 'When it was made.' })
  createdAt!: string;

  @InstantField({ description: 'When it ends.' })
  expiresAt!: string;

  @InstantField({ description: 'When it was revoked.', nullable: true })
  revokedAt!: string | null;

  @TextField({
    description: 'Who revoked it; null where that followed from something else.',
    nullable: true,
    example: 'Anna Sokolova',
  })
  revokedBy!: string | null;
}

/** All links to a delegation. */
export class FocalPointLinksView {
  @ObjectField(() => FocalPointLinkView, { description: 'The links, the last first.', list: true })
  items!: FocalPointLinkView[];
}
