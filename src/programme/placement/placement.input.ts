import { EnumField, IdField, IntegerField, ObjectField, TextField } from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import { topicRules, type TopicRule } from './placement.rules';
import { placementWorkflow } from './placement.workflow';

const timeOfDay = {
  max: 5,
  pattern: /^([01]\d|2[0-3]):[0-5]\d$/,
  patternHint: 'must be a time of day such as 09:00',
};

export class DayHoursInput {
  @TextField({
    description: 'When sessions can begin, at the place of the event.',
    example: '09:00',
    ...timeOfDay,
  })
  from!: string;

  @TextField({ description: 'When they must have ended.', example: '18:00', ...timeOfDay })
  until!: string;
}

export class PlacementInput {
  @IdField({
    description: 'Sessions to place; without it, all that have no time or no room and need one.',
    optional: true,
    list: 500,
  })
  sessionIds?: string[];

  @IdField({ description: 'Rooms that may be used; without it, all.', optional: true, list: 200 })
  roomIds?: string[];

  @ObjectField(() => DayHoursInput, {
    description: 'When sessions can take place on each day; 09:00 to 18:00 unless given.',
    optional: true,
  })
  dayHours?: DayHoursInput;

  @IntegerField({
    description: 'Sessions begin every so many minutes from the opening of a day on (30 unless given).',
    optional: true,
    min: 5,
    max: 120,
    example: 30,
  })
  granularityMinutes?: number;

  @IntegerField({
    description:
      'Minutes that everybody has between two sessions, also where the way takes less; the buffer of the event unless given.',
    optional: true,
    max: 240,
    example: 10,
  })
  restMinutes?: number;

  @EnumField(topicRules, {
    description:
      'Whether sessions about the same topic are kept from being at the same time (`if_possible` unless given).',
    optional: true,
    name: 'TopicRule',
    example: 'if_possible',
  })
  keepTopicsApart?: TopicRule;

  @IntegerField({
    description: 'Longest time to look for an answer, in seconds (20 unless given).',
    optional: true,
    min: 1,
    max: 60,
    example: 20,
  })
  timeLimitSeconds?: number;
}

export class PlacementQuery extends PageQuery {
  @EnumField(Object.keys(placementWorkflow.states), {
    description: 'Only in this state.',
    optional: true,
    name: 'PlacementState',
  })
  state?: string;
}
