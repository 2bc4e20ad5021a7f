import {
  CountryField,
  EnumField,
  IdField,
  IntegerField,
  TextField,
  TextsField,
} from '../platform/http/fields';
import { organisationKinds } from './organisation.input';

export class OrganisationView {
  @IdField({ description: 'Id of the organisation.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @EnumField(organisationKinds, {
    description: 'What kind of organisation it is.',
    name: 'OrganisationKind',
    example: 'company',
  })
  kind!: string;

  @TextField({ description: 'Official name.', example: 'China Telecom' })
  name!: string;

  @TextField({ description: 'Short name.', nullable: true, example: null })
  shortName!: string | null;

  @TextsField({
    description: 'Official name in further languages.',
    example: { ru: 'Чайна Телеком', zh: '中国电信' },
  })
  names!: Record<string, string>;

  @CountryField({ description: 'Country.', nullable: true })
  country!: string | null;
}
