import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import { OverrideInput } from '../manifests/manifest.input';
import { AlternativesInput } from '../changes/alternatives.input';
import { CoachInput } from '../coaches/coach.input';
import { departureWorkflow } from './departure.workflow';

export class DepartureInput {
  @InstantField({ description: 'When the group leaves.', example: '2019-10-23T09:00:00+08:00' })
  startsAt!: string;

  @InstantField({ description: 'When the group is back.', example: '2019-10-23T12:30:00+08:00' })
  endsAt!: string;

  @InstantField({
    description: 'When booking closes; not after the start.',
    example: '2019-10-21T18:00:00+08:00',
  })
  cutOffAt!: string;

  @TextField({ description: 'Where to be at the start.', example: 'Hotel lobby, east entrance' })
  meetingPoint!: string;

  @IntegerField({ description: 'How many people the host receives.', example: 40, min: 1, max: 10_000 })
  capacity!: number;

  @IntegerField({
    description: 'How many places the coordinator keeps back.',
    example: 0,
    optional: true,
    max: 10_000,
  })
  keptBack?: number;

  @TextField({ description: 'Who guides the group.', example: 'Liu Yang', optional: true, nullable: true })
  guide?: string | null;

  @ObjectField(() => CoachInput, {
    description: 'The coaches; none when people walk or come by themselves.',
    optional: true,
    list: 50,
  })
  coaches?: CoachInput[];
}

export class DepartureChanges {
  @InstantField({
    description: 'When the group leaves.',
    example: '2019-10-23T09:00:00+08:00',
    optional: true,
  })
  startsAt?: string;

  @InstantField({
    description: 'When the group is back.',
    example: '2019-10-23T12:30:00+08:00',
    optional: true,
  })
  endsAt?: string;

  @InstantField({
    description: 'When booking closes; not after the start.',
    example: '2019-10-21T18:00:00+08:00',
    optional: true,
  })
  cutOffAt?: string;

  @TextField({ description: 'Where to be at the start.', example: 'Hotel lobby', optional: true })
  meetingPoint?: string;

  @IntegerField({
    description: 'How many people the host receives.',
    example: 40,
    min: 1,
    max: 10_000,
    optional: true,
  })
  capacity?: number;

  @IntegerField({
    description: 'How many places the coordinator keeps back.',
    example: 0,
    optional: true,
    max: 10_000,
  })
  keptBack?: number;

  @TextField({ description: 'Who guides the group.', example: 'Liu Yang', optional: true, nullable: true })
  guide?: string | null;

  @ObjectField(() => CoachInput, {
    description: 'The coaches; replaces all of them.',
    optional: true,
    list: 50,
  })
  coaches?: CoachInput[];

  @ObjectField(() => OverrideInput, {
    description: 'After the cut-off, to change when or where the group meets: why that must be.',
    optional: true,
  })
  override?: OverrideInput;
}

export class DepartureQuery extends PageQuery {
  @EnumField(Object.keys(departureWorkflow.states), {
    description: 'Only departures in this state.',
    optional: true,
    name: 'DepartureState',
  })
  state?: string;
}

/** What the transition `cancel` takes. */
export class DepartureCancelInput {
  @TextField({
    description: 'Why, as people are told, in the first language of the event; the comment stays with staff.',
    optional: true,
    max: 500,
    example: 'The host cannot receive visitors on that day.',
  })
  reason?: string;

  @TextsField({
    description: 'The reason in further languages.',
    optional: true,
    max: 500,
    example: {
      ru: 'Принимающая сторона не сможет принять гостей в этот день.',
      zh: '接待单位当日无法接待。',
    },
  })
  reasons?: Record<string, string>;

  @ObjectField(() => AlternativesInput, {
    description:
      'Offers other places to those who lose theirs; without it they only read which times have places.',
    optional: true,
  })
  alternatives?: AlternativesInput;
}

/** What the transition `depart` may need. */
export class DepartInput {
  @BooleanField({
    description:
      'Whether to leave without those who are missing; they are recorded as not having come. Needed when others are on board and they are not.',
    optional: true,
  })
  leaveBehind?: boolean;
}

/** What is to be thought of people who were on board and were not counted back. */
export const uncountedMeanings = ['back', 'missing'] as const;

/** What the transition `return` may need. */
export class DepartureReturnInput {
  @EnumField(uncountedMeanings, {
    description:
      'What became of those who were on board and were not counted back: `back`, they are here, or `missing`, nobody knows. Needed when others were counted back.',
    name: 'UncountedMeaning',
    optional: true,
  })
  uncounted?: (typeof uncountedMeanings)[number];
}

/** What the transition `report` needs. */
export class DepartureReportInput {
  @TextField({
    description: 'How it went: what the host and the participants said.',
    multiline: true,
    max: 20_000,
    example: 'The group saw the exhibition hall and spoke with two engineers.',
  })
  report!: string;
}

export class EventDepartureQuery extends DepartureQuery {
  @IdField({ description: 'Only departures of this site visit.', optional: true })
  siteVisitId?: string;
}
