import { CountryField, EnumField, TextField, TextsField } from '../platform/http/fields';
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

export class OrganisationInput {
  @EnumField(organisationKinds, {
    description: 'What kind of organisation it is.',
    name: 'OrganisationKind',
    example: 'company',
  })
  kind!: string;

  @TextField({ description: 'Official name.', example: 'China Telecom', max: 300 })
  name!: string;

  @TextField({ description: 'Short name.', example: 'SCO Secretariat', optional: true, nullable: true })
  shortName?: string | null;

  @TextsField({
    description: 'Official name in further languages.',
    optional: true,
    example: { ru: 'Чайна Телеком', zh: '中国电信' },
  })
  names?: Record<string, string>;

  @CountryField({
    description: 'Country; none for an intergovernmental organisation.',
    optional: true,
    nullable: true,
  })
  country?: string | null;
}

export class OrganisationChanges {
  @EnumField(organisationKinds, {
    description: 'What kind of organisation it is.',
    name: 'OrganisationKind',
    example: 'company',
    optional: true,
  })
  kind?: string;

  @TextField({ description: 'Official name.', example: 'China Telecom', max: 300, optional: true })
  name?: string;

  @TextField({ description: 'Short name.', example: 'SCO Secretariat', optional: true, nullable: true })
  shortName?: string | null;

  @TextsField({
    description: 'Official name in further languages.',
    optional: true,
    example: { ru: 'Чайна Телеком', zh: '中国电信' },
  })
  names?: Record<string, string>;

  @CountryField({
    description: 'Country; none for an intergovernmental organisation.',
    optional: true,
    nullable: true,
  })
  country?: string | null;
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
}
