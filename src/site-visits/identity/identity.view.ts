import {
  BooleanField,
  CountryField,
  DayField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { lookPurposes } from './identity-data.service';
import {
  documentTypes,
  identityFields,
  sexes,
  usualDueHours,
  usualKeepDays,
  type IdentityRules,
  type IdentityValues,
} from './identity.rules';

export const lookers = ['staff', 'host', 'system'] as const;
export const erasureReasons = ['time_over', 'place_ended', 'not_needed', 'withdrawn'] as const;
export type ErasureReason = (typeof erasureReasons)[number];

export class IdentityFieldRuleView {
  @EnumField(identityFields, {
    description: 'What is asked.',
    name: 'IdentityField',
    example: 'documentNumber',
  })
  field!: string;

  @BooleanField({ description: 'Whether it may be left out.', example: false })
  optional!: boolean;

  @CountryField({
    description: 'Asked only of these nationalities; of all, if it is empty.',
    list: true,
    example: [],
  })
  nationalities!: string[];

  @CountryField({ description: 'Not asked of these nationalities.', list: true, example: ['CN'] })
  exceptNationalities!: string[];
}

export class IdentityDocumentsView {
  @EnumField(documentTypes, {
    description: 'Kinds of documents that the host takes.',
    name: 'IdentityDocumentType',
    list: true,
    example: ['passport'],
  })
  types!: string[];

  @CountryField({
    description: 'Of these nationalities only; of all, if it is empty.',
    list: true,
    example: [],
  })
  nationalities!: string[];

  @CountryField({ description: 'Not of these nationalities.', list: true, example: ['CN'] })
  exceptNationalities!: string[];
}

export class IdentityRulesView {
  @ObjectField(() => IdentityFieldRuleView, {
    description: 'What is asked of those who have a place.',
    list: true,
  })
  fields!: IdentityFieldRuleView[];

  @ObjectField(() => IdentityDocumentsView, { description: 'Which documents are taken of whom.', list: true })
  documents!: IdentityDocumentsView[];

  @IntegerField({ description: 'Hours before the cut-off at which the data have to be there.', example: 24 })
  dueHoursBeforeCutOff!: number;

  @IntegerField({ description: 'Days from the end of the visit to the erasure.', example: 30 })
  keepDays!: number;
}

/** What a host asks, with what holds where it says nothing. */
export function toIdentityRulesView(rules: IdentityRules | null): IdentityRulesView | null {
  if (rules === null) return null;
  return {
    fields: rules.fields.map(({ field, optional, nationalities, exceptNationalities }) => ({
      field,
      optional: optional ?? false,
      nationalities: [...(nationalities ?? [])],
      exceptNationalities: [...(exceptNationalities ?? [])],
    })),
    documents: (rules.documents ?? []).map(({ types, nationalities, exceptNationalities }) => ({
      types: [...types],
      nationalities: [...(nationalities ?? [])],
      exceptNationalities: [...(exceptNationalities ?? [])],
    })),
    dueHoursBeforeCutOff: rules.dueHoursBeforeCutOff ?? usualDueHours,
    keepDays: rules.keepDays ?? usualKeepDays,
  };
}

export class AskedIdentityFieldView {
  @EnumField(identityFields, {
    description: 'What is asked.',
    name: 'IdentityField',
    example: 'documentNumber',
  })
  field!: string;

  @BooleanField({ description: 'Whether it may be left out.', example: false })
  optional!: boolean;

  @BooleanField({
    description: 'Whether it was handed in. The value is shown to the host and its coordinator only.',
  })
  given!: boolean;
}

export class OwnIdentityRequestView {
  @IdField({ description: 'Id of the request.' })
  id!: string;

  @IntegerField({ description: 'Raised with each hand-in; the ETag.', example: 1 })
  version!: number;

  @IdField({ description: 'The site visit.' })
  siteVisitId!: string;

  @TextField({ description: 'Title in the first language of the event.', example: 'Huawei headquarters' })
  title!: string;

  @TextsField({
    description: 'Title in further languages.',
    example: { ru: 'Штаб-квартира Huawei', zh: '华为总部' },
  })
  titles!: Record<string, string>;

  @TextField({ description: 'Name of the host, who sees the data.', example: 'Huawei' })
  host!: string;

  @IdField({
    description: 'The departure on which the person has a place; null when they have none any more.',
    nullable: true,
  })
  departureId!: string | null;

  @ObjectField(() => AskedIdentityFieldView, {
    description: 'What the host asks of this person.',
    list: true,
  })
  fields!: AskedIdentityFieldView[];

  @EnumField(documentTypes, {
    description: 'Kinds of documents that the host takes of this person.',
    name: 'IdentityDocumentType',
    list: true,
    example: ['passport'],
  })
  documents!: string[];

  @BooleanField({ description: 'Whether all that has to be there is there.', example: false })
  complete!: boolean;

  @InstantField({ description: 'Until when it can be handed in; null without a place.', nullable: true })
  dueAt!: string | null;

  @BooleanField({ description: 'Whether the person can hand something in now.' })
  open!: boolean;

  @InstantField({
    description: 'When something was handed in last; null if never, or if it is erased.',
    nullable: true,
  })
  handedInAt!: string | null;

  @InstantField({ description: 'When all of it is erased; null while nothing is kept.', nullable: true })
  erasedFrom!: string | null;
}

export class OwnIdentityRequestsView {
  @ObjectField(() => OwnIdentityRequestView, {
    description: 'One for each visit whose host asks.',
    list: true,
  })
  items!: OwnIdentityRequestView[];
}

export class IdentityRequestView {
  @IdField({ description: 'Id of the request.' })
  id!: string;

  @IdField({ description: 'The registration of whom is asked.' })
  registrationId!: string;

  @TextField({ description: 'Code of the registration.', example: 'K7QX2M' })
  code!: string;

  @TextField({ description: 'Name of the person, as on the badge.', example: 'Aigerim Bekova' })
  name!: string;

  @IdField({ description: 'The departure on which they have a place.' })
  departureId!: string;

  @InstantField({ description: 'When something was asked last.' })
  askedAt!: string;

  @InstantField({ description: 'Until when they can hand it in.' })
  dueAt!: string;

  @EnumField(identityFields, {
    description: 'What is still missing.',
    name: 'IdentityField',
    list: true,
    example: ['documentNumber'],
  })
  missing!: string[];

  @BooleanField({ description: 'Whether something is missing and the time is over.', example: false })
  overdue!: boolean;
}

export class IdentityValuesView {
  @TextField({ description: 'Full name as in the document.', optional: true, example: 'BEKOVA AIGERIM' })
  fullName?: string;

  @TextField({ description: 'Name in its own script.', optional: true, example: 'Бекова Айгерим' })
  nativeName?: string;

  @EnumField(documentTypes, {
    description: 'Kind of document.',
    name: 'IdentityDocumentType',
    optional: true,
    example: 'passport',
  })
  documentType?: string;

  @TextField({ description: 'Number of the document.', optional: true, example: 'N12345678' })
  documentNumber?: string;

  @CountryField({ description: 'Country that issued it.', optional: true, example: 'KZ' })
  issuingCountry?: string;

  @DayField({ description: 'When it was issued.', optional: true, example: '2017-03-01' })
  issuedOn?: string;

  @DayField({ description: 'Until when it is valid.', optional: true, example: '2027-03-01' })
  validUntil?: string;

  @DayField({ description: 'Date of birth.', optional: true, example: '1980-05-17' })
  birthDate?: string;

  @TextField({ description: 'Place of birth.', optional: true, example: 'Almaty' })
  birthPlace?: string;

  @EnumField(sexes, { description: 'As in the document.', name: 'IdentitySex', optional: true, example: 'F' })
  sex?: string;

  @CountryField({ description: 'Nationality as in the document.', optional: true, example: 'KZ' })
  nationality?: string;

  @TextField({ description: 'Post.', optional: true, example: 'Head of department' })
  jobTitle?: string;

  @TextField({ description: 'Employer.', optional: true, example: 'Ministry of Digital Development' })
  employer?: string;

  @TextField({ description: 'Telephone.', optional: true, example: '+7 701 123 45 67' })
  phone?: string;

  @TextField({ description: 'Number plate of the vehicle.', optional: true, example: '粤B 12345' })
  vehiclePlate?: string;
}

export class IdentityDataView {
  @IdField({ description: 'Id of the booking.' })
  bookingId!: string;

  @IdField({ description: 'The departure.' })
  departureId!: string;

  @IdField({ description: 'The registration of who goes.' })
  registrationId!: string;

  @TextField({ description: 'Code of the registration.', example: 'K7QX2M' })
  code!: string;

  @TextField({ description: 'Name of the person, as on the badge.', example: 'Aigerim Bekova' })
  name!: string;

  @EnumField(identityFields, {
    description: 'What the host asks and the person has not handed in.',
    name: 'IdentityField',
    list: true,
    example: ['documentNumber'],
  })
  missing!: string[];

  @IdField({ description: 'The version that is shown; null when nothing was handed in.', nullable: true })
  versionId!: string | null;

  @IntegerField({
    description: 'Which version of this person it is, counted from 1.',
    nullable: true,
    example: 1,
  })
  number!: number | null;

  @InstantField({ description: 'When it was handed in.', nullable: true })
  handedInAt!: string | null;

  @ObjectField(() => IdentityValuesView, {
    description: 'In clear. That they were shown is on record.',
    nullable: true,
  })
  values!: IdentityValues | null;
}

export class IdentityLookView {
  @IdField({ description: 'Id of the record.' })
  id!: string;

  @IdField({ description: 'The site visit for which the data were handed in.' })
  siteVisitId!: string;

  @IdField({ description: 'The registration whose data they are.' })
  registrationId!: string;

  @IdField({ description: 'The version that was shown.' })
  versionId!: string;

  @EnumField(lookPurposes, {
    description: 'Through what they were seen.',
    name: 'IdentityLookPurpose',
    example: 'list',
  })
  purpose!: string;

  @EnumField(lookers, { description: 'Who looked.', name: 'IdentityLooker', example: 'staff' })
  by!: string;

  @TextField({ description: 'Their name.', example: 'Li Na' })
  byName!: string;

  @InstantField({ description: 'When.' })
  at!: string;
}

export class IdentityErasureView {
  @IdField({ description: 'Id of the proof.' })
  id!: string;

  @IdField({ description: 'The site visit for which the data were handed in.' })
  siteVisitId!: string;

  @IdField({ description: 'The registration whose data they were.' })
  registrationId!: string;

  @EnumField(erasureReasons, {
    description:
      'Their time was over, the person lost the place, the host needs them no more, or the person took them back.',
    name: 'IdentityErasureReason',
    example: 'time_over',
  })
  reason!: string;

  @EnumField(identityFields, {
    description: 'Fields that are gone; not what was in them.',
    name: 'IdentityField',
    list: true,
    example: ['documentNumber'],
  })
  fields!: string[];

  @IntegerField({ description: 'How many versions lost their content.', example: 1 })
  records!: number;

  @TextField({
    description: 'SHA-256 of their ciphertexts, one after the other in the order of the versions.',
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  })
  digest!: string;

  @InstantField({ description: 'When it had to be done; null for at once.', nullable: true })
  dueAt!: string | null;

  @TextField({ description: 'Who did it.', example: 'Plenary' })
  byName!: string;

  @InstantField({ description: 'When it was done.' })
  at!: string;
}
