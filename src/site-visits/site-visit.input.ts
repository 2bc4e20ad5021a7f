import {
  BooleanField,
  CountryField,
  EmailField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  ObjectField,
  TextField,
  TextsField,
} from '../platform/http/fields';
import { PageQuery } from '../platform/http/page';
import { IdentityRulesInput } from './identity/identity.input';

export const photographyRules = ['allowed', 'forbidden', 'ask'] as const;

/** How places are given: to who comes first, or to all who wish for them at once. */
export const bookingModes = ['first_come', 'allocation'] as const;

/** What the host asks of those who come. */
/** What becomes of a place when another person comes instead. */
export const replacementRules = ['kept', 'until_cut_off', 'given_back'] as const;

export class HouseRules {
  @BooleanField({ description: 'Whether an identity document is asked for at the gate.' })
  identityDocument!: boolean;

  @EnumField(photographyRules, {
    description: 'Whether photographs may be taken.',
    name: 'PhotographyRule',
    example: 'ask',
  })
  photography!: (typeof photographyRules)[number];

  @TextField({
    description: 'How to dress.',
    optional: true,
    nullable: true,
    max: 500,
    example: 'Closed shoes',
  })
  dress?: string | null;

  @IntegerField({
    description: 'Youngest age that is let in, in years.',
    optional: true,
    nullable: true,
    min: 0,
    max: 120,
    example: 18,
  })
  minimumAge?: number | null;

  @EnumField(replacementRules, {
    description:
      'Whether a place passes on with the registration: it is kept (unless given), kept until the cut-off, or given back.',
    name: 'ReplacementRule',
    optional: true,
    example: 'until_cut_off',
  })
  replacement?: (typeof replacementRules)[number];

  @CountryField({
    description: 'Nationalities that the host does not receive; shown to staff only.',
    optional: true,
    list: 250,
    example: [],
  })
  excludedNationalities?: string[];
}

export class SiteVisitInput {
  @IdField({ description: 'The organisation that is the host.' })
  organisationId!: string;

  @TextField({ description: 'The site that is visited.', example: 'Headquarters' })
  site!: string;

  @TextField({
    description: 'Title in the first language of the event; unique in it.',
    example: 'Huawei headquarters',
    max: 300,
  })
  title!: string;

  @TextsField({
    description: 'Title in further languages.',
    optional: true,
    example: { ru: 'Штаб-квартира Huawei', zh: '华为总部' },
  })
  titles?: Record<string, string>;

  @TextField({
    description: 'What is shown.',
    optional: true,
    nullable: true,
    multiline: true,
    max: 5000,
    example: 'Telecommunications and portable equipment',
  })
  about?: string | null;

  @TextField({
    description: 'Address of the site.',
    optional: true,
    nullable: true,
    max: 500,
    example: 'Bantian, Shenzhen',
  })
  address?: string | null;

  @LanguageField({
    description: 'Languages in which visitors are shown around.',
    list: 20,
    optional: true,
    example: ['en', 'zh'],
  })
  languages?: string[];

  @ObjectField(() => HouseRules, { description: 'What the host asks of visitors.', optional: true })
  houseRules?: HouseRules;

  @ObjectField(() => IdentityRulesInput, {
    description: 'Which identity data the host needs of those who have a place; none, if it is left out.',
    optional: true,
    nullable: true,
  })
  identityRules?: IdentityRulesInput | null;

  @EnumField(bookingModes, { description: 'How places are given.', optional: true, name: 'BookingMode' })
  bookingMode?: string;

  @InstantField({
    description: 'Until when it can be wished for, if not as long as the event takes wishes.',
    optional: true,
    nullable: true,
    example: '2019-10-10T18:00:00+08:00',
  })
  wishesCloseAt?: string | null;

  @BooleanField({ description: 'Whether an allocation serves heads of delegation first.', optional: true })
  headsFirst?: boolean;

  @IntegerField({
    description: 'Most places that an allocation gives to one delegation, over all departures.',
    optional: true,
    nullable: true,
    min: 1,
    max: 10_000,
    example: 10,
  })
  delegationMost?: number | null;

  @IntegerField({
    description:
      'Places that an allocation gives to each delegation before any gets more, as far as its people ask.',
    optional: true,
    nullable: true,
    min: 1,
    max: 10_000,
    example: 1,
  })
  delegationLeast?: number | null;

  @IntegerField({
    description: 'For so many days after its end one can say how a departure was (14).',
    optional: true,
    min: 1,
    max: 365,
    example: 14,
  })
  feedbackDays?: number;

  @TextField({
    description: 'Whom to turn to at the host; shown to staff only.',
    optional: true,
    nullable: true,
    example: 'Wang Fang',
  })
  contactName?: string | null;

  @EmailField({
    description: 'Address of that person; shown to staff only.',
    optional: true,
    nullable: true,
    example: 'visits@host.example',
  })
  contactEmail?: string | null;
}

export class SiteVisitChanges {
  @IdField({ description: 'The organisation that is the host.', optional: true })
  organisationId?: string;

  @TextField({ description: 'The site that is visited.', example: 'Headquarters', optional: true })
  site?: string;

  @TextField({
    description: 'Title in the first language of the event; unique in it.',
    example: 'Huawei headquarters',
    max: 300,
    optional: true,
  })
  title?: string;

  @TextsField({
    description: 'Title in further languages.',
    optional: true,
    example: { ru: 'Штаб-квартира Huawei', zh: '华为总部' },
  })
  titles?: Record<string, string>;

  @TextField({
    description: 'What is shown.',
    optional: true,
    nullable: true,
    multiline: true,
    max: 5000,
    example: 'Telecommunications and portable equipment',
  })
  about?: string | null;

  @TextField({
    description: 'Address of the site.',
    optional: true,
    nullable: true,
    max: 500,
    example: 'Bantian, Shenzhen',
  })
  address?: string | null;

  @LanguageField({
    description: 'Languages in which visitors are shown around.',
    list: 20,
    optional: true,
    example: ['en', 'zh'],
  })
  languages?: string[];

  @ObjectField(() => HouseRules, {
    description: 'What the host asks of visitors; replaces all of the rules.',
    optional: true,
  })
  houseRules?: HouseRules;

  @ObjectField(() => IdentityRulesInput, {
    description:
      'Which identity data the host needs of those who have a place; replaces all of it, null for none. What is not needed any more is erased, what is missing is asked.',
    optional: true,
    nullable: true,
  })
  identityRules?: IdentityRulesInput | null;

  @EnumField(bookingModes, { description: 'How places are given.', optional: true, name: 'BookingMode' })
  bookingMode?: string;

  @InstantField({
    description: 'Until when it can be wished for, if not as long as the event takes wishes.',
    optional: true,
    nullable: true,
    example: '2019-10-10T18:00:00+08:00',
  })
  wishesCloseAt?: string | null;

  @BooleanField({ description: 'Whether an allocation serves heads of delegation first.', optional: true })
  headsFirst?: boolean;

  @IntegerField({
    description: 'Most places that an allocation gives to one delegation, over all departures.',
    optional: true,
    nullable: true,
    min: 1,
    max: 10_000,
    example: 10,
  })
  delegationMost?: number | null;

  @IntegerField({
    description:
      'Places that an allocation gives to each delegation before any gets more, as far as its people ask.',
    optional: true,
    nullable: true,
    min: 1,
    max: 10_000,
    example: 1,
  })
  delegationLeast?: number | null;

  @IntegerField({
    description: 'For so many days after its end one can say how a departure was (14).',
    optional: true,
    min: 1,
    max: 365,
    example: 14,
  })
  feedbackDays?: number;

  @TextField({
    description: 'Whom to turn to at the host; shown to staff only.',
    optional: true,
    nullable: true,
    example: 'Wang Fang',
  })
  contactName?: string | null;

  @EmailField({
    description: 'Address of that person; shown to staff only.',
    optional: true,
    nullable: true,
    example: 'visits@host.example',
  })
  contactEmail?: string | null;
}

export class SiteVisitQuery extends PageQuery {
  @IdField({ description: 'Only visits to this organisation.', optional: true })
  organisationId?: string;
}
