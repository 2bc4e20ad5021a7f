import {
  BooleanField,
  CountryField,
  DayField,
  EnumField,
  IdField,
  IntegerField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import {
  documentTypes,
  identityFields,
  mostKeepDays,
  phonePattern,
  sexes,
  usualDueHours,
  usualKeepDays,
  type DocumentType,
  type IdentityField,
} from './identity.rules';

export class IdentityFieldInput {
  @EnumField(identityFields, {
    description: 'What is asked.',
    name: 'IdentityField',
    example: 'documentNumber',
  })
  field!: IdentityField;

  @BooleanField({
    description: 'Whether it may be left out, such as the number plate of who comes by coach.',
    optional: true,
    example: false,
  })
  optional?: boolean;

  @CountryField({
    description: 'Asked only of these nationalities.',
    optional: true,
    list: 250,
    example: [],
  })
  nationalities?: string[];

  @CountryField({
    description: 'Not asked of these nationalities.',
    optional: true,
    list: 250,
    example: ['CN'],
  })
  exceptNationalities?: string[];
}

export class IdentityDocumentsInput {
  @EnumField(documentTypes, {
    description: 'Kinds of documents that the host takes.',
    name: 'IdentityDocumentType',
    list: true,
    example: ['passport', 'diplomatic_passport'],
  })
  types!: DocumentType[];

  @CountryField({ description: 'Of these nationalities only.', optional: true, list: 250, example: [] })
  nationalities?: string[];

  @CountryField({
    description: 'Not of these nationalities.',
    optional: true,
    list: 250,
    example: ['CN'],
  })
  exceptNationalities?: string[];
}

export class IdentityRulesInput {
  @ObjectField(() => IdentityFieldInput, {
    description: 'What the host has to know of those who have a place, and nothing beyond it.',
    list: identityFields.length,
    example: [{ field: 'fullName' }, { field: 'documentNumber' }],
  })
  fields!: IdentityFieldInput[];

  @ObjectField(() => IdentityDocumentsInput, {
    description: 'Which documents are taken of whom; any, of those of whom nothing is said here.',
    optional: true,
    list: 50,
    example: [{ types: ['identity_card'], nationalities: ['CN'] }],
  })
  documents?: IdentityDocumentsInput[];

  @IntegerField({
    description: `So many hours before the cut-off the data have to be there (${usualDueHours}). Whoever is asked later has a day.`,
    optional: true,
    max: 2160,
    example: 24,
  })
  dueHoursBeforeCutOff?: number;

  @IntegerField({
    description: `So many days after the end of the visit they are erased (${usualKeepDays}).`,
    optional: true,
    min: 1,
    max: mostKeepDays,
    example: 30,
  })
  keepDays?: number;
}

/** What somebody hands in. What is left out stays as it was; null takes a value back. */
export class IdentityValuesInput {
  @TextField({
    description: 'Full name, letter by letter as in the document.',
    optional: true,
    nullable: true,
    example: 'BEKOVA AIGERIM',
  })
  fullName?: string | null;

  @TextField({
    description: 'Name in its own script.',
    optional: true,
    nullable: true,
    example: 'Бекова Айгерим',
  })
  nativeName?: string | null;

  @EnumField(documentTypes, {
    description: 'Kind of document.',
    name: 'IdentityDocumentType',
    optional: true,
    nullable: true,
    example: 'passport',
  })
  documentType?: DocumentType | null;

  @TextField({
    description: 'Number of the document; spaces and hyphens do not count.',
    optional: true,
    nullable: true,
    max: 40,
    example: 'N12345678',
  })
  documentNumber?: string | null;

  @CountryField({ description: 'Country that issued it.', optional: true, nullable: true, example: 'KZ' })
  issuingCountry?: string | null;

  @DayField({ description: 'When it was issued.', optional: true, nullable: true, example: '2017-03-01' })
  issuedOn?: string | null;

  @DayField({ description: 'Until when it is valid.', optional: true, nullable: true, example: '2027-03-01' })
  validUntil?: string | null;

  @DayField({ description: 'Date of birth.', optional: true, nullable: true, example: '1980-05-17' })
  birthDate?: string | null;

  @TextField({ description: 'Place of birth.', optional: true, nullable: true, example: 'Almaty' })
  birthPlace?: string | null;

  @EnumField(sexes, {
    description: 'As in the document; X is unspecified.',
    name: 'IdentitySex',
    optional: true,
    nullable: true,
    example: 'F',
  })
  sex?: string | null;

  @CountryField({
    description: 'Nationality as in the document.',
    optional: true,
    nullable: true,
    example: 'KZ',
  })
  nationality?: string | null;

  @TextField({ description: 'Post.', optional: true, nullable: true, example: 'Head of department' })
  jobTitle?: string | null;

  @TextField({
    description: 'Employer.',
    optional: true,
    nullable: true,
    example: 'Ministry of Digital Development',
  })
  employer?: string | null;

  @TextField({
    description: 'Telephone at which the person is reached on the day.',
    optional: true,
    nullable: true,
    max: 30,
    pattern: phonePattern,
    patternHint: 'must be a telephone number such as +7 701 123 45 67',
    example: '+7 701 123 45 67',
  })
  phone?: string | null;

  @TextField({
    description: 'Number plate of the vehicle in which they come.',
    optional: true,
    nullable: true,
    max: 20,
    example: '粤B 12345',
  })
  vehiclePlate?: string | null;
}

export class IdentityHandInInput {
  @ObjectField(() => IdentityValuesInput, {
    description: 'What the host asks. What is left out stays as it was; null takes a value back.',
    example: { fullName: 'BEKOVA AIGERIM', documentNumber: 'N12345678' },
  })
  values!: IdentityValuesInput;
}

export class IdentityRequestQuery extends PageQuery {
  @IdField({ description: 'Only those with a place on this departure.', optional: true })
  departureId?: string;

  @BooleanField({
    description: 'Only those who still have to hand something in, or only those who do not.',
    optional: true,
  })
  missing?: boolean;
}

export class IdentityDataQuery extends PageQuery {
  @IdField({ description: 'Only those with a place on this departure.', optional: true })
  departureId?: string;

  @IdField({ description: 'Only this registration.', optional: true })
  registrationId?: string;
}

export class IdentityLookQuery extends PageQuery {
  @IdField({ description: 'Only looks at the data of this registration.', optional: true })
  registrationId?: string;
}

export class IdentityErasureQuery extends PageQuery {
  @IdField({ description: 'Only what was handed in for this visit.', optional: true })
  siteVisitId?: string;

  @IdField({ description: 'Only what was handed in for this registration.', optional: true })
  registrationId?: string;
}
