import {
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import { AlternativesInput } from './alternatives.input';
import { CoachInput } from '../coaches/coach.input';

/** What people are told of an act that touches them. */
class ToldInput {
  @TextField({
    description: 'Why, as people are told, in the first language of the event.',
    max: 500,
    example: 'The host can receive fewer people than planned.',
  })
  reason!: string;

  @TextsField({
    description: 'The reason in further languages.',
    optional: true,
    max: 500,
    example: { ru: 'Принимающая сторона сможет принять меньше гостей.', zh: '接待单位可接待的人数减少。' },
  })
  reasons?: Record<string, string>;

  @ObjectField(() => AlternativesInput, {
    description: 'Offers other places to those who lose theirs; without it none are offered.',
    optional: true,
  })
  alternatives?: AlternativesInput;
}

export class MovePreviewInput {
  @InstantField({ description: 'When the group leaves then.', example: '2019-10-24T09:00:00+08:00' })
  startsAt!: string;

  @InstantField({ description: 'When the group is back then.', example: '2019-10-24T12:30:00+08:00' })
  endsAt!: string;
}

export class MoveInput extends ToldInput {
  @InstantField({ description: 'When the group leaves then.', example: '2019-10-24T09:00:00+08:00' })
  startsAt!: string;

  @InstantField({ description: 'When the group is back then.', example: '2019-10-24T12:30:00+08:00' })
  endsAt!: string;

  @InstantField({
    description: 'When booking closes then.',
    optional: true,
    example: '2019-10-22T18:00:00+08:00',
  })
  cutOffAt?: string;

  @TextField({ description: 'Where to be at the start then.', optional: true, example: 'Hotel lobby' })
  meetingPoint?: string;

  @IdField({
    description:
      'Registrations of people who have something else to do at the new time and keep their place all the same; a seat in a session is given up for it.',
    optional: true,
    list: 1000,
  })
  keep?: string[];

  @IdField({
    description:
      'Registrations of people who have something else to do at the new time and lose their place.',
    optional: true,
    list: 1000,
  })
  release?: string[];
}

const choices = ['last_come', 'these'] as const;

/** Fewer places; what is not given stays as it is. */
class PlacesInput {
  @IntegerField({
    description: 'How many people the host receives.',
    optional: true,
    min: 1,
    max: 10_000,
    example: 20,
  })
  capacity?: number;

  @IntegerField({
    description: 'How many places the coordinator keeps back.',
    optional: true,
    max: 10_000,
    example: 0,
  })
  keptBack?: number;

  @ObjectField(() => CoachInput, {
    description: 'The coaches; replaces all of them.',
    optional: true,
    list: 50,
  })
  coaches?: CoachInput[];

  @EnumField(choices, {
    description:
      'Who loses the place when there are too few: the last who came (seats that are kept are respected), or those who are named.',
    name: 'WhoLosesThePlace',
    example: 'last_come',
  })
  choose!: (typeof choices)[number];

  @IdField({
    description: 'The registrations of those who lose the place, with `these`.',
    optional: true,
    list: 1000,
  })
  registrationIds?: string[];
}

export class ShrinkPreviewInput extends PlacesInput {}

export class ShrinkInput extends PlacesInput {
  @TextField({
    description: 'Why, as people are told, in the first language of the event.',
    max: 500,
    example: 'The host can receive fewer people than planned.',
  })
  reason!: string;

  @TextsField({
    description: 'The reason in further languages.',
    optional: true,
    max: 500,
    example: { ru: 'Принимающая сторона сможет принять меньше гостей.', zh: '接待单位可接待的人数减少。' },
  })
  reasons?: Record<string, string>;

  @ObjectField(() => AlternativesInput, {
    description:
      'Offers other places to those who lose theirs; without it, and where none suits, they go to the head of the waiting list.',
    optional: true,
  })
  alternatives?: AlternativesInput;
}

export class MergePreviewInput {
  @IdField({ description: 'The departure of the same visit with which the group goes from now on.' })
  intoId!: string;
}

export class MergeInput extends ToldInput {
  @IdField({ description: 'The departure of the same visit with which the group goes from now on.' })
  intoId!: string;

  @IdField({
    description:
      'Registrations of people who have something else to do at that time and keep their place all the same.',
    optional: true,
    list: 1000,
  })
  keep?: string[];

  @IdField({
    description:
      'Registrations of people who lose their place: they have something else to do at that time, or there are too few seats.',
    optional: true,
    list: 1000,
  })
  release?: string[];
}

export class AlternativeQuery extends PageQuery {
  @IdField({
    description: 'Only those of this registration; needed with a participant’s link.',
    optional: true,
  })
  registrationId?: string;
}
