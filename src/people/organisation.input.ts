import {
  BooleanField,
  CountryField,
  DayField,
  EmailField,
  EnumField,
  IdField,
  IntegerField,
  LanguageField,
  TextField,
  TextsField,
} from '../platform/http/fields';
import { PageQuery } from '../platform/http/page';

export const organisationKinds = [
  'state',
  'ministry',
  'agency',
  'intergovernmental_organisation',
  'company',
  'media',
  'academia',
  'ngo',
] as const;

const kind = {
  description: 'What kind of organisation it is.',
  name: 'OrganisationKind',
  example: 'company',
};
const name = {
  description: 'Official name, in the language of `nameLanguage`: the authentic one.',
  example: 'China Telecom',
  max: 300,
};

/** What may be left out both of a new organisation and in changes. */
class OrganisationFields {
  @LanguageField({
    description: 'Language of `name` and `shortName`; English unless said otherwise.',
    optional: true,
  })
  nameLanguage?: string;

  @TextField({
    description: 'Short name, in the language of `nameLanguage`.',
    example: 'SCO Secretariat',
    optional: true,
    nullable: true,
  })
  shortName?: string | null;

  @TextsField({
    description: 'Official name in further languages.',
    optional: true,
    example: { ru: 'Чайна Телеком', zh: '中国电信' },
  })
  names?: Record<string, string>;

  @TextsField({
    description: 'Short name in further languages.',
    optional: true,
    example: { ru: 'Секретариат ШОС', zh: '上合组织秘书处' },
  })
  shortNames?: Record<string, string>;

  @CountryField({
    description: 'Country; none for an intergovernmental organisation.',
    optional: true,
    nullable: true,
  })
  country?: string | null;

  @IdField({
    description:
      'The organisation to which it belongs, such as the state of a ministry: at most five levels, no circles.',
    optional: true,
    nullable: true,
  })
  parentId?: string | null;

  @IntegerField({
    description: 'Class of rank that its delegations have unless said otherwise; lower ones stand first.',
    example: 2,
    min: 1,
    max: 1000,
    optional: true,
    nullable: true,
  })
  rankClass?: number | null;
}

export class OrganisationInput extends OrganisationFields {
  @EnumField(organisationKinds, kind)
  kind!: string;

  @TextField(name)
  name!: string;
}

export class OrganisationChanges extends OrganisationFields {
  @EnumField(organisationKinds, { ...kind, optional: true })
  kind?: string;

  @TextField({ ...name, optional: true })
  name?: string;
}

export class OrganisationQuery extends PageQuery {
  @EnumField(organisationKinds, {
    description: 'Only of this kind.',
    name: 'OrganisationKind',
    optional: true,
    example: 'company',
  })
  kind?: string;

  @CountryField({ description: 'Only of this country.', optional: true })
  country?: string;

  @IdField({ description: 'Only those that belong to this organisation directly.', optional: true })
  parentId?: string;
}

export const contactFunctions = [
  'focal_point',
  'backup_focal_point',
  'head_of_protocol',
  'secretary',
  'press',
  'liaison',
  'visits',
  'security',
  'other',
] as const;

const contactFunction = {
  description: 'For what one turns to them. An organisation has one focal point at a time.',
  name: 'ContactFunction',
};
const contactName = { description: 'Name of the person or the office.', example: 'Li Na' };
const contactLocale = { description: 'Language in which they are written to.', example: 'zh' };

/** What may be left out both of a new contact and in changes. */
class OrganisationContactFields {
  @TextField({ description: 'Form of address.', example: 'Ms', optional: true, nullable: true, max: 60 })
  formOfAddress?: string | null;

  @TextField({
    description: 'Post that the person holds.',
    example: 'Head of the Protocol Department',
    optional: true,
    nullable: true,
  })
  post?: string | null;

  @EmailField({
    description: 'Address of mail; a contact has this or a phone.',
    optional: true,
    nullable: true,
  })
  email?: string | null;

  @TextField({
    description: 'Phone number with the country code.',
    example: '+86 10 6500 0000',
    optional: true,
    nullable: true,
    max: 40,
    pattern: /^\+?[0-9][0-9 ()./-]{3,}( ?(ext|доб|转)\.? ?[0-9]+)?$/,
    patternHint: 'must be a phone number such as +86 10 6500 0000',
  })
  phone?: string | null;

  @DayField({ description: 'First day of the function; open unless given.', optional: true, nullable: true })
  validFrom?: string | null;

  @DayField({
    description: 'Last day of the function; open unless given.',
    optional: true,
    nullable: true,
    example: '2021-12-31',
  })
  validUntil?: string | null;

  @TextField({
    description: 'What else to know.',
    example: 'Writes in Russian too.',
    optional: true,
    nullable: true,
    multiline: true,
    max: 2000,
  })
  note?: string | null;
}

export class OrganisationContactInput extends OrganisationContactFields {
  @EnumField(contactFunctions, contactFunction)
  function!: string;

  @TextField(contactName)
  name!: string;

  @LanguageField(contactLocale)
  locale!: string;
}

export class OrganisationContactChanges extends OrganisationContactFields {
  @EnumField(contactFunctions, { ...contactFunction, optional: true })
  function?: string;

  @TextField({ ...contactName, optional: true })
  name?: string;

  @LanguageField({ ...contactLocale, optional: true })
  locale?: string;
}

export class OrganisationContactQuery extends PageQuery {
  @EnumField(contactFunctions, {
    description: 'Only in this function.',
    name: 'ContactFunction',
    optional: true,
  })
  function?: string;

  @DayField({ description: 'Those who hold their function on this day; today unless given.', optional: true })
  on?: string;

  @BooleanField({ description: 'Also those whose time is over or has not begun.', optional: true })
  all?: boolean;
}

export class OrganisationRecordQuery {
  @BooleanField({
    description: 'Also what the organisations that belong to it did: the ministries of a state.',
    optional: true,
  })
  withParts?: boolean;
}

export class OrganisationMergeInput {
  @IdField({ description: 'The other one, which is there no more afterwards.' })
  goneId!: string;

  @IntegerField({
    description: 'Version of the other one that you have looked at.',
    example: 1,
    min: 1,
  })
  goneVersion!: number;

  @TextField({
    description: 'Why they are one; it stays on record.',
    example: 'The same ministry under its old name.',
    max: 2000,
    multiline: true,
  })
  reason!: string;
}
