import {
  CountryField,
  DayField,
  EmailField,
  LanguageField,
  TextField,
  TimeZoneField,
} from '../platform/http/fields';

/** What a person says of themselves, or a focal point of them. */
export class PersonInput {
  @TextField({
    description:
      'Given name, in the script of the travel document’s machine-readable line or the person’s own.',
    example: 'Na',
    max: 100,
  })
  givenName!: string;

  @TextField({ description: 'Family name.', example: 'Li', max: 100 })
  familyName!: string;

  @TextField({
    description:
      'The whole name as it stands on the badge; without it, given name and family name in that order.',
    example: 'LI Na',
    optional: true,
    max: 200,
  })
  displayName?: string;

  @TextField({
    description: 'The name in the person’s own script.',
    example: '李娜',
    optional: true,
    nullable: true,
    max: 200,
  })
  nativeName?: string | null;

  @TextField({ description: 'Form of address.', example: 'Ms', optional: true, nullable: true, max: 60 })
  formOfAddress?: string | null;

  @TextField({
    description: 'Post that the person holds.',
    example: 'Deputy Director',
    optional: true,
    nullable: true,
  })
  post?: string | null;

  @CountryField({ description: 'Nationality.', optional: true, nullable: true })
  nationality?: string | null;

  @DayField({ description: 'Date of birth.', optional: true, nullable: true, example: '1980-05-17' })
  birthDate?: string | null;

  @TimeZoneField({
    description:
      'Time zone in which the person lives: before and after the event, what is to come by day comes by the day there.',
    example: 'Europe/Moscow',
    optional: true,
    nullable: true,
  })
  timeZone?: string | null;

  @EmailField({ description: 'Address to which mails go; several people may share one.' })
  email!: string;
}

/** A person whom staff enter before they register: a speaker, the reader of a greeting. */
export class KnownPersonInput extends PersonInput {
  @LanguageField({
    description: 'Language in which the person is written to; the first one of the event unless given.',
    optional: true,
  })
  locale?: string;
}
