import { IdField, InstantField, IntegerField } from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';

export class KeptSeatsInput {
  @IdField({ description: 'The delegation for which they are kept.', optional: true })
  delegationId?: string;

  @IdField({ description: 'Or the category of participants.', optional: true })
  categoryId?: string;

  @IntegerField({
    description: 'How many; seats that its people have already count among them.',
    min: 1,
    max: 10_000,
    example: 5,
  })
  seats!: number;

  @InstantField({
    description: 'When those that were not taken fall free for everybody.',
    example: '2019-10-20T18:00:00+08:00',
  })
  keptUntil!: string;
}

export class KeptSeatsQuery extends PageQuery {}
