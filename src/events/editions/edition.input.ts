import {
  BooleanField,
  CountryField,
  DayField,
  IntegerField,
  TextField,
  TextsField,
  TimeZoneField,
} from '../../platform/http/fields';
import { slug } from '../event.input';

export class EventCopyInput {
  @TextField({
    description:
      'Title in the first language of the event; without it, the last one with its year moved on, in every language.',
    example: 'Infoforum-China 2020',
    max: 300,
    optional: true,
  })
  title?: string;

  @TextsField({ description: 'Title in further languages, if a title is given.', optional: true })
  titles?: Record<string, string>;

  @TextField({
    description: 'Name of the event in addresses; unique.',
    ...slug,
    example: 'infoforum-china-2020',
  })
  slug!: string;

  @DayField({
    description: 'First day; without it, the same weekday of the same week of the next year.',
    example: '2020-10-19',
    optional: true,
  })
  startDate?: string;

  @DayField({
    description: 'Last day; without it, the event lasts as long as the last one.',
    example: '2020-10-23',
    optional: true,
  })
  endDate?: string;

  @BooleanField({
    description:
      'Whether it shall begin on the weekday of the last edition: then the days are moved to the nearest such.',
    example: true,
    optional: true,
  })
  sameWeekday?: boolean;

  @IntegerField({
    description: 'Number of the edition; without it, one more than the last of the series.',
    example: 11,
    optional: true,
    nullable: true,
    min: 1,
    max: 10_000,
  })
  edition?: number | null;

  @TimeZoneField({ description: 'Time zone of the place; times stay at the clock.', optional: true })
  timeZone?: string;

  @TextField({
    description: 'City; without it, that of the last edition.',
    example: 'Beijing',
    optional: true,
  })
  city?: string;

  @CountryField({ description: 'Country; without it, that of the last edition.', optional: true })
  country?: string;

  @TextField({
    description: 'Theme of this edition; that of the last one is not taken over.',
    example: 'Trust and security in the digital future',
    optional: true,
    nullable: true,
    max: 500,
  })
  theme?: string | null;

  @TextField({
    description: 'Parts that are copied, by name (see the proposal); without it, all of them.',
    example: ['venues', 'topics', 'sessions'],
    list: 50,
    max: 40,
    optional: true,
  })
  parts?: string[];
}

const startDate = { description: 'First day from now on.', example: '2019-11-18' };
const endDate = {
  description: 'Last day from now on; without it, the event lasts as long as before.',
  example: '2019-11-22',
  optional: true,
};
const timeZone = { description: 'Time zone from now on; without it, the same.', optional: true };
const reason = {
  description: 'Why; it stays in the record.',
  example: 'The venue is not free in October.',
  max: 2000,
  multiline: true,
};

export class RescheduleInput {
  @DayField(startDate)
  startDate!: string;

  @DayField(endDate)
  endDate?: string;

  @TimeZoneField(timeZone)
  timeZone?: string;

  @TextField(reason)
  reason!: string;
}

export class ReschedulePreviewInput {
  @DayField(startDate)
  startDate!: string;

  @DayField(endDate)
  endDate?: string;

  @TimeZoneField(timeZone)
  timeZone?: string;

  @TextField({ ...reason, optional: true })
  reason?: string;
}
