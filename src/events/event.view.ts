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
import { eventWorkflow } from './event.workflow';

export interface EventRow extends Record<string, unknown> {
  id: string;
  version: number;
  state: string;
  slug: string;
  series_id: string | null;
  copied_from_id: string | null;
  edition: number | null;
  title: string;
  titles: Record<string, string>;
  theme: string | null;
  start_date: string;
  end_date: string;
  time_zone: string;
  city: string;
  cities: Record<string, string>;
  country: string;
  locales: string[];
  buffer_minutes: number;
  registration_opens_at: Date | null;
  registration_closes_at: Date | null;
}

export class EventView {
  @IdField({ description: 'Id of the event.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @EnumField(Object.keys(eventWorkflow.states), {
    description: 'Where it is in its life.',
    name: 'EventState',
  })
  state!: string;

  @TextField({ description: 'Name in addresses.', example: 'infoforum-china-2019' })
  slug!: string;

  @IdField({ description: 'Series of which this is an edition.', nullable: true })
  series!: string | null;

  @IntegerField({ description: 'Number of the edition.', nullable: true, example: 10 })
  edition!: number | null;

  @IdField({ description: 'Event of which this was made as a copy.', nullable: true, example: null })
  copiedFrom!: string | null;

  @TextField({ description: 'Title in the first language.', example: 'Infoforum-China 2019' })
  title!: string;

  @TextsField({ description: 'Title in further languages.' })
  titles!: Record<string, string>;

  @TextField({ description: 'Theme of this edition.', nullable: true, example: null })
  theme!: string | null;

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
  })
  cities!: Record<string, string>;

  @CountryField({ description: 'Country.' })
  country!: string;

  @LanguageField({ description: 'Languages of the event.', list: true, example: ['en', 'ru', 'zh'] })
  locales!: string[];

  @InstantField({ description: 'From when on people can register.', nullable: true })
  registrationOpensAt!: string | null;

  @InstantField({ description: 'Until when people can register.', nullable: true })
  registrationClosesAt!: string | null;

  @IntegerField({ description: 'Default minutes between two different places.', example: 10 })
  bufferMinutes!: number;
}

export function toEventView(row: EventRow): EventView {
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    slug: row.slug,
    series: row.series_id,
    edition: row.edition,
    copiedFrom: row.copied_from_id,
    title: row.title,
    titles: row.titles,
    theme: row.theme,
    startDate: row.start_date,
    endDate: row.end_date,
    timeZone: row.time_zone,
    city: row.city,
    cities: row.cities,
    country: row.country,
    locales: row.locales,
    registrationOpensAt: row.registration_opens_at?.toISOString() ?? null,
    registrationClosesAt: row.registration_closes_at?.toISOString() ?? null,
    bufferMinutes: row.buffer_minutes,
  };
}

export class SeriesView {
  @IdField({ description: 'Id of the series.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @TextField({ description: 'Name of the series.', example: 'Infoforum-China' })
  name!: string;
}
