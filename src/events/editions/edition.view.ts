import {
  DayField,
  EnumField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
  TextsField,
  TimeZoneField,
} from '../../platform/http/fields';
import { EventView } from '../event.view';
import type { EditionPart } from './edition-parts.service';

export class EditionPartView {
  @TextField({ description: 'Name to send in `parts`.', example: 'sessions' })
  name!: string;

  @TextField({
    description: 'What is taken over of it, and what is not.',
    example: 'Sessions of the draft, at the same times of the day.',
  })
  means!: string;

  @TextField({
    description: 'Parts without which it cannot be copied.',
    list: true,
    example: [],
  })
  needs!: string[];

  @TextField({
    description: 'Parts to which it refers where they are copied too.',
    list: true,
    example: ['venues', 'topics'],
  })
  uses!: string[];
}

export function toPartView({ name, means, needs = [], uses = [] }: EditionPart): EditionPartView {
  return { name, means, needs: [...needs], uses: [...uses] };
}

export class EventCopyProposalView {
  @TextField({ description: 'Title, with the year moved on.', example: 'Infoforum-China 2020' })
  title!: string;

  @TextsField({ description: 'Title in further languages.' })
  titles!: Record<string, string>;

  @IntegerField({ description: 'Number of the edition.', nullable: true, example: 11 })
  edition!: number | null;

  @DayField({
    description: 'First day: the same weekday of the same week of the next year.',
    example: '2020-10-19',
  })
  startDate!: string;

  @DayField({ description: 'Last day.', example: '2020-10-23' })
  endDate!: string;

  @ObjectField(() => EditionPartView, {
    description: 'The parts that can be copied, in the order in which they are.',
    list: true,
  })
  parts!: EditionPartView[];
}

export class DoneView {
  @TextField({ description: 'What kind of thing.', example: 'sessions' })
  thing!: string;

  @IntegerField({ description: 'How many of them.', example: 42 })
  count!: number;
}

export class SampleView {
  @TextField({ description: 'What kind of thing.', example: 'sessions' })
  thing!: string;

  @TextField({ description: 'Its name.', example: 'Opening ceremony' })
  name!: string;

  @InstantField({
    description: 'Its new time, if it has one: begin or deadline.',
    nullable: true,
    example: '2020-10-19T01:00:00.000Z',
  })
  at!: string | null;
}

export class LeftOutView {
  @TextField({ description: 'What kind of thing.', example: 'departures' })
  thing!: string;

  @IntegerField({ description: 'How many of them.', example: 2 })
  count!: number;

  @TextField({
    description: 'Why, in the first language of the event.',
    example: 'They were cancelled.',
  })
  why!: string;
}

export class PartReportView {
  @TextField({ description: 'The part.', example: 'sessions' })
  part!: string;

  @ObjectField(() => DoneView, { description: 'What is made or moved, by kind.', list: true })
  done!: DoneView[];

  @ObjectField(() => SampleView, {
    description: 'The first five of each kind, in the order of time and name.',
    list: true,
  })
  samples!: SampleView[];

  @ObjectField(() => LeftOutView, { description: 'What stays behind or where it is.', list: true })
  leftOut!: LeftOutView[];
}

/** What a copy or a move can draw attention to. */
export const editionWarnings = [
  'moved_to_weekday',
  'weekday_changed',
  'fewer_days',
  'outside_days',
  'open_to_all',
  'registration_stays_open',
  'released_programme',
] as const;

export class EditionWarningView {
  @EnumField(editionWarnings, { description: 'What to look at.', name: 'EditionWarning' })
  code!: string;

  @TextField({
    description: 'A sentence for people, in the first language of the event.',
    example: 'Monday, 21 October 2019 becomes Tuesday, 20 October 2020: everything falls on another day.',
  })
  message!: string;
}

export class RescheduleReportView {
  @DayField({ description: 'First day from then on.', example: '2019-11-18' })
  startDate!: string;

  @DayField({ description: 'Last day from then on.', example: '2019-11-22' })
  endDate!: string;

  @TimeZoneField({ description: 'Time zone from then on.' })
  timeZone!: string;

  @IntegerField({
    description: 'By how many days things move; negative for earlier.',
    example: 28,
    min: -4_000_000,
    max: 4_000_000,
  })
  days!: number;

  @InstantField({ description: 'From when on people can register.', nullable: true })
  registrationOpensAt!: string | null;

  @InstantField({ description: 'Until when people can register.', nullable: true })
  registrationClosesAt!: string | null;

  @ObjectField(() => PartReportView, { description: 'What becomes of each part.', list: true })
  parts!: PartReportView[];

  @ObjectField(() => EditionWarningView, { description: 'What to look at.', list: true })
  warnings!: EditionWarningView[];
}

export class EventCopyReportView extends RescheduleReportView {
  @TextField({ description: 'Title of the copy.', example: 'Infoforum-China 2020' })
  title!: string;

  @TextsField({ description: 'Title in further languages.' })
  titles!: Record<string, string>;

  @IntegerField({ description: 'Number of the edition.', nullable: true, example: 11 })
  edition!: number | null;
}

export class EventCopyView {
  @ObjectField(() => EventView, { description: 'The new event, a draft.' })
  event!: EventView;

  @ObjectField(() => EventCopyReportView, { description: 'What was made.' })
  report!: EventCopyReportView;
}

export class RescheduledEventView {
  @ObjectField(() => EventView, { description: 'The event with its new days.' })
  event!: EventView;

  @ObjectField(() => RescheduleReportView, { description: 'What was moved.' })
  report!: RescheduleReportView;
}
