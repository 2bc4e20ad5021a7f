import {
  CountryField,
  DayField,
  EmailField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  MapField,
  ObjectField,
  TextField,
  TextsField,
} from '../platform/http/fields';
import { contactFunctions, organisationKinds } from './organisation.input';

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

  @TextField({ description: 'Official name: the authentic one.', example: 'China Telecom' })
  name!: string;

  @LanguageField({ description: 'Language of `name` and `shortName`.' })
  nameLanguage!: string;

  @TextField({ description: 'Short name.', nullable: true, example: null })
  shortName!: string | null;

  @TextsField({
    description: 'Official name in further languages.',
    example: { ru: 'Чайна Телеком', zh: '中国电信' },
  })
  names!: Record<string, string>;

  @TextsField({ description: 'Short name in further languages.', example: {} })
  shortNames!: Record<string, string>;

  @CountryField({ description: 'Country.', nullable: true })
  country!: string | null;

  @IdField({ description: 'The organisation to which it belongs.', nullable: true })
  parentId!: string | null;

  @TextField({ description: 'Official name of that one.', nullable: true, example: null })
  parent!: string | null;

  @IntegerField({
    description: 'Class of rank that its delegations have unless said otherwise.',
    nullable: true,
    example: 2,
  })
  rankClass!: number | null;
}

export class OrganisationContactView {
  @IdField({ description: 'Id of the contact.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @EnumField(contactFunctions, { description: 'For what one turns to them.', name: 'ContactFunction' })
  function!: string;

  @TextField({ description: 'Name of the person or the office.', example: 'Li Na' })
  name!: string;

  @TextField({ description: 'Form of address.', nullable: true, example: 'Ms' })
  formOfAddress!: string | null;

  @TextField({ description: 'Post.', nullable: true, example: 'Head of the Protocol Department' })
  post!: string | null;

  @EmailField({ description: 'Address of mail.', nullable: true })
  email!: string | null;

  @TextField({ description: 'Phone number.', nullable: true, example: '+86 10 6500 0000' })
  phone!: string | null;

  @LanguageField({ description: 'Language in which they are written to.', example: 'zh' })
  locale!: string;

  @DayField({ description: 'First day of the function.', nullable: true })
  validFrom!: string | null;

  @DayField({ description: 'Last day of the function.', nullable: true, example: '2021-12-31' })
  validUntil!: string | null;

  @TextField({ description: 'What else to know.', nullable: true, example: null })
  note!: string | null;
}

export class OrganisationRecordEntryView {
  @TextField({
    description:
      'What it is: a `delegation`, an `invitation`, a greeting that was sent or read (`greeting_sent`, `greeting_read`), a visit that was hosted (`visit_hosted`), a part in the event (`partner`).',
    example: 'delegation',
  })
  kind!: string;

  @IdField({ description: 'The organisation that did it: this one, or one that belongs to it.' })
  organisationId!: string;

  @IdField({ description: 'Id of the thing: of the delegation, the greeting, the visit.' })
  id!: string;

  @TextField({ description: 'Its title, or the name under which it was.', example: 'China Telecom' })
  title!: string;

  @TextField({ description: 'Its state, where it has one.', nullable: true, example: 'accredited' })
  state!: string | null;

  @InstantField({ description: 'When it was done, where that is known.', nullable: true })
  at!: string | null;

  @MapField({ description: 'Figures, by what is counted.', example: { members: 4 } })
  figures!: Record<string, number>;

  @MapField({
    description:
      'What else is to be known, in words: of a greeting, who delivered it, how, and when it was thanked for.',
    example: { deliveredBy: 'Baurzhan Imandosov', mode: 'read_on_behalf', extent: 'full' },
  })
  details!: Record<string, string>;
}

export class OrganisationEditionView {
  @IdField({ description: 'The event.' })
  eventId!: string;

  @TextField({ description: 'Title of the event.', example: 'Infoforum-China 2019' })
  title!: string;

  @IntegerField({ description: 'Number of the edition.', nullable: true, example: 10 })
  edition!: number | null;

  @DayField({ description: 'First day.' })
  startDate!: string;

  @DayField({ description: 'Last day.', example: '2019-10-25' })
  endDate!: string;

  @ObjectField(() => OrganisationRecordEntryView, {
    description: 'What the organisation sent, read, received and hosted there.',
    list: true,
  })
  entries!: OrganisationRecordEntryView[];
}

export class OrganisationRecordView {
  @ObjectField(() => OrganisationEditionView, {
    description: 'Editions of the series in which it took part, the newest first.',
    list: true,
  })
  items!: OrganisationEditionView[];
}

export class OrganisationMovedView {
  @TextField({ description: 'What referred to the other one.', example: 'delegations' })
  thing!: string;

  @IntegerField({ description: 'How many of them refer to this one now.', example: 2 })
  moved!: number;

  @IntegerField({ description: 'How many went, because this one had the same.', example: 0 })
  dropped!: number;
}

export class OrganisationMergeReportView {
  @ObjectField(() => OrganisationView, { description: 'This one, as it is afterwards.' })
  organisation!: OrganisationView;

  @ObjectField(() => OrganisationView, { description: 'The other one, as it was before.' })
  gone!: OrganisationView;

  @ObjectField(() => OrganisationMovedView, {
    description: 'What referred to the other one, by kind.',
    list: true,
  })
  moved!: OrganisationMovedView[];
}

export class OrganisationMergeView {
  @IdField({ description: 'Id of the record.' })
  id!: string;

  @ObjectField(() => OrganisationView, { description: 'The other one, as it was.' })
  gone!: OrganisationView;

  @ObjectField(() => OrganisationMovedView, {
    description: 'What referred to the other one, by kind.',
    list: true,
  })
  moved!: OrganisationMovedView[];

  @TextField({ description: 'Why.', example: 'The same ministry under its old name.' })
  reason!: string;

  @TextField({ description: 'Who said so.', example: 'Anna Petrova' })
  mergedBy!: string;

  @InstantField({ description: 'When.' })
  mergedAt!: string;
}
