import {
  CountryField,
  DayField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  TextField,
  TextsField,
  TimeZoneField,
} from '../platform/http/fields';
import { PageQuery } from '../platform/http/page';
import { eventWorkflow } from './event.workflow';

export const slug = {
  max: 80,
  pattern: /^[a-z0-9]+(-[a-z0-9]+)*$/,
  patternHint: 'must be small letters, digits and single hyphens, such as infoforum-china-2019',
  example: 'infoforum-china-2019',
};

export class EventInput {
  @TextField({
    description: 'Title in the first language of the event.',
    example: 'Infoforum-China 2019',
    max: 300,
  })
  title!: string;

  @TextsField({ description: 'Title in further languages.', optional: true })
  titles?: Record<string, string>;

  @TextField({ description: 'Name of the event in addresses; unique.', ...slug })
  slug!: string;

  @DayField({ description: 'First day.' })
  startDate!: string;

  @DayField({ description: 'Last day.', example: '2019-10-25' })
  endDate!: string;

  @TimeZoneField({ description: 'Time zone of the place.' })
  timeZone!: string;

  @TextField({ description: 'City.', example: 'Shenzhen' })
  city!: string;

  @TextsField({
    description: 'Name of the city in further languages.',
    example: { ru: 'Шэньчжэнь', zh: '深圳' },
    optional: true,
  })
  cities?: Record<string, string>;

  @CountryField({ description: 'Country.' })
  country!: string;

  @LanguageField({
    description: 'Languages of the event; titles without a translation are in the first.',
    list: 20,
    example: ['en', 'ru', 'zh'],
  })
  locales!: string[];

  @IdField({ description: 'Series of which this is an edition.', optional: true, nullable: true })
  series?: string | null;

  @IntegerField({
    description: 'Number of the edition.',
    example: 10,
    optional: true,
    nullable: true,
    min: 1,
    max: 10_000,
  })
  edition?: number | null;

  @TextField({
    description: 'Theme of this edition.',
    example: 'Trust and security in the digital future',
    optional: true,
    nullable: true,
    max: 500,
  })
  theme?: string | null;

  @InstantField({
    description: 'From when on people can register; without it, from publication on.',
    optional: true,
    nullable: true,
  })
  registrationOpensAt?: string | null;

  @InstantField({
    description: 'Until when people can register; without it, until the event closes.',
    optional: true,
    nullable: true,
  })
  registrationClosesAt?: string | null;

  @IntegerField({
    description:
      'Default minutes between two different places: what is taken for a pair of places of which no buffer is entered.',
    optional: true,
    max: 1440,
    example: 10,
  })
  bufferMinutes?: number;
}

export class EventChanges {
  @TextField({
    description: 'Title in the first language of the event.',
    example: 'Infoforum-China 2019',
    max: 300,
    optional: true,
  })
  title?: string;

  @TextsField({ description: 'Title in further languages.', optional: true })
  titles?: Record<string, string>;

  @TextField({ description: 'Name of the event in addresses; unique.', ...slug, optional: true })
  slug?: string;

  @DayField({
    description: 'First day. This moves nothing else; to postpone an event, reschedule it.',
    optional: true,
  })
  startDate?: string;

  @DayField({ description: 'Last day.', example: '2019-10-25', optional: true })
  endDate?: string;

  @TimeZoneField({
    description:
      'Time zone of the place. In another one everything stays at the same time on the wall; an event that has begun keeps its zone.',
    optional: true,
  })
  timeZone?: string;

  @TextField({ description: 'City.', example: 'Shenzhen', optional: true })
  city?: string;

  @TextsField({
    description: 'Name of the city in further languages.',
    example: { ru: 'Шэньчжэнь', zh: '深圳' },
    optional: true,
  })
  cities?: Record<string, string>;

  @CountryField({ description: 'Country.', optional: true })
  country?: string;

  @LanguageField({
    description: 'Languages of the event.',
    list: 20,
    example: ['en', 'ru', 'zh'],
    optional: true,
  })
  locales?: string[];

  @IntegerField({
    description: 'Number of the edition.',
    example: 10,
    optional: true,
    nullable: true,
    min: 1,
    max: 10_000,
  })
  edition?: number | null;

  @TextField({
    description: 'Theme of this edition.',
    example: 'Trust and security in the digital future',
    optional: true,
    nullable: true,
    max: 500,
  })
  theme?: string | null;

  @InstantField({ description: 'From when on people can register.', optional: true, nullable: true })
  registrationOpensAt?: string | null;

  @InstantField({ description: 'Until when people can register.', optional: true, nullable: true })
  registrationClosesAt?: string | null;

  @IntegerField({
    description:
      'Default minutes between two different places: what is taken for a pair of places of which no buffer is entered.',
    optional: true,
    max: 1440,
    example: 10,
  })
  bufferMinutes?: number;
}

export class EventQuery extends PageQuery {
  @EnumField(Object.keys(eventWorkflow.states), {
    description: 'Only events in this state.',
    optional: true,
    name: 'EventState',
  })
  state?: string;

  @IdField({ description: 'Only events of this series.', optional: true })
  series?: string;
}

export class SeriesInput {
  @TextField({ description: 'Name of the series; unique.', example: 'Infoforum-China' })
  name!: string;
}
