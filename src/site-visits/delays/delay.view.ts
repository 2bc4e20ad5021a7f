import {
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { cascades, followReasons, type Cascade, type FollowReason } from './delay.rules';

export class DelayMoveView {
  @IdField({ description: 'The departure.' })
  departureId!: string;

  @TextField({ description: 'Title of the site visit.', example: 'Huawei headquarters' })
  title!: string;

  @EnumField(followReasons, {
    description: 'Why it moves: it is the one that goes late, it has the same coach, or the same people.',
    name: 'FollowReason',
  })
  because!: FollowReason;

  @InstantField({ description: 'When it was to leave.' })
  fromStartsAt!: string;

  @InstantField({ description: 'When it was to be back.' })
  fromEndsAt!: string;

  @InstantField({ description: 'When it leaves now.' })
  startsAt!: string;

  @InstantField({ description: 'When it is back now.' })
  endsAt!: string;
}

export class DelayFollowerView {
  @IdField({ description: 'The departure.' })
  departureId!: string;

  @TextField({ description: 'Title of the site visit.', example: 'Tencent' })
  title!: string;

  @EnumField(followReasons, { description: 'What it waits for.', name: 'FollowReason' })
  because!: FollowReason;

  @InstantField({ description: 'When it leaves, still.' })
  startsAt!: string;

  @InstantField({ description: 'When it could leave at the earliest.' })
  possibleAt!: string;
}

export class DelayClashView {
  @IdField({ description: 'The departure from which the person comes back late.' })
  departureId!: string;

  @IdField({ description: 'The registration.' })
  registrationId!: string;

  @TextField({ description: 'Code of the registration.', example: '7KQ2M9XW' })
  code!: string;

  @TextField({ description: 'Name as on the badge.', example: 'LI Na' })
  name!: string;

  @TextField({
    description: 'What it is: `seat` or `part` in a session, `reading` of a message, `visit`.',
    example: 'part',
  })
  kind!: string;

  @IdField({ description: 'The session or the departure.' })
  subjectId!: string;

  @TextField({ description: 'Its title.', example: 'Closing session' })
  title!: string;

  @InstantField({ description: 'When it begins.' })
  startsAt!: string;

  @InstantField({ description: 'When it ends.' })
  endsAt!: string;
}

/** What follows from a departure that goes late. */
export class DelayPlanView {
  @ObjectField(() => DelayMoveView, { description: 'The departures that move.', list: true })
  moves!: DelayMoveView[];

  @ObjectField(() => DelayFollowerView, {
    description: 'Departures that wait for its coach or its people, and do not move.',
    list: true,
  })
  followers!: DelayFollowerView[];

  @ObjectField(() => DelayClashView, {
    description:
      'Whose next item begins before they are back, the way included. They keep all their places, and are told.',
    list: true,
  })
  clashes!: DelayClashView[];

  @IntegerField({ description: 'How many participants are told.', example: 38 })
  told!: number;
}

/** A departure that goes late, as it was announced. */
export class DelayView extends DelayPlanView {
  @IdField({ description: 'Id of the announcement.' })
  id!: string;

  @IdField({ description: 'The departure that goes late.' })
  departureId!: string;

  @TextField({ description: 'Why.', multiline: true, example: 'The coach stands in traffic.' })
  reason!: string;

  @EnumField(cascades, { description: 'What was to move with it.', name: 'DelayCascade' })
  cascade!: Cascade;

  @TextField({ description: 'Who announced it.', example: 'Liu Yang' })
  byName!: string;

  @InstantField({ description: 'When it was announced.' })
  createdAt!: string;
}
