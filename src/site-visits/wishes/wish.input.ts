import { BooleanField, IdField, InstantField, IntegerField } from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';

/** The whole list of one participant. */
export class WishListInput {
  @IdField({
    description: 'The visits, the dearest first; none to take all wishes back.',
    list: 50,
    example: ['0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11'],
  })
  siteVisitIds!: string[];
}

export class WishRulesInput {
  @InstantField({
    description: 'Until when participants can make and change wishes; null for no deadline.',
    nullable: true,
    example: '2019-10-10T18:00:00+08:00',
  })
  closesAt!: string | null;

  @IntegerField({ description: 'Most wishes of one participant.', min: 1, max: 50, example: 6 })
  mostWishes!: number;

  @IntegerField({
    description: 'Most visits that an allocation gives to one participant; null for no limit.',
    nullable: true,
    min: 1,
    max: 50,
    example: 2,
  })
  mostPlaces!: number | null;

  @BooleanField({
    description:
      'Whether whoever did not come to a visit, without an excuse, comes after all others in the next allocation (false).',
    optional: true,
  })
  noShowsLast?: boolean;
}

export class WishListQuery extends PageQuery {
  @IdField({ description: 'Only lists with a wish for this visit.', optional: true })
  siteVisitId?: string;

  @IdField({ description: 'Only lists of members of this delegation.', optional: true })
  delegationId?: string;
}
