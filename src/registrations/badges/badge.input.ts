import { BooleanField, EnumField, IdField, LanguageField, TextField } from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import { badgeLayouts, type BadgeLayout } from './badge.document';
import { badgeOrders, badgeStates, type BadgeOrder, type BadgeState } from './badge.view';

/** How many people can be named in one request. */
const mostNamed = 1000;

const layout = {
  description:
    'One badge a page in the format A6 (unless given), or one a sheet of A4 that is folded twice to A6: both sides, and inside the programme and space for notes.',
  name: 'BadgeLayout',
};
const language = {
  description:
    'Language of titles and of the badge’s own words (English, Russian or Chinese; English for others). The first language of the event unless given.',
  example: 'zh',
};

export class BadgeRevocationInput {
  @TextField({
    description: 'Why the badge is not to be trusted any more.',
    example: 'Lost on the coach.',
    max: 500,
  })
  reason!: string;
}

export class BadgeQuery {
  @EnumField(badgeLayouts, { ...layout, optional: true })
  layout?: BadgeLayout;

  @LanguageField({ ...language, optional: true })
  language?: string;
}

export class BadgePrintInput {
  @IdField({ description: 'Only people of this category.', optional: true })
  categoryId?: string;

  @IdField({ description: 'Only members of this delegation.', optional: true })
  delegationId?: string;

  @IdField({ description: 'Only these registrations.', optional: true, list: mostNamed })
  registrationIds?: string[];

  @BooleanField({
    description:
      'Only badges that were never printed, were reported lost since, or say something else by now: what was printed already and is right is left out.',
    optional: true,
    example: true,
  })
  onlyNeeded?: boolean;

  @EnumField(badgeLayouts, { ...layout, optional: true })
  layout?: BadgeLayout;

  @LanguageField({ ...language, optional: true })
  language?: string;

  @EnumField(badgeOrders, {
    description:
      'In which order: by name (unless given), or by delegation or category and within it by name.',
    name: 'BadgeOrder',
    optional: true,
  })
  order?: BadgeOrder;
}

export class BadgeStateQuery extends PageQuery {
  @EnumField(badgeStates, {
    description: 'Only badges of which this is true.',
    name: 'BadgeState',
    optional: true,
    list: badgeStates.length,
  })
  state?: BadgeState[];

  @IdField({ description: 'Only people of this category.', optional: true })
  categoryId?: string;

  @IdField({ description: 'Only members of this delegation.', optional: true })
  delegationId?: string;
}
