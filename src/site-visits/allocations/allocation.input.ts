import {
  BooleanField,
  EnumField,
  IdField,
  IntegerField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import { allocationWorkflow } from './allocation.workflow';

export class PinInput {
  @IdField({ description: 'The registration of the person.' })
  registrationId!: string;

  @IdField({ description: 'The departure.' })
  departureId!: string;

  @BooleanField({
    description: 'Whether the person gets this departure whatever else happens, or does not get it.',
  })
  must!: boolean;
}

export class AllocationInput {
  @IdField({
    description: 'The visits; without it, all of the event whose places are shared out.',
    optional: true,
    list: 200,
  })
  siteVisitIds?: string[];

  @ObjectField(() => PinInput, { description: 'What is decided beforehand.', optional: true, list: 5000 })
  pins?: PinInput[];

  @TextField({
    description:
      'What the lots are drawn from, where nothing else decides. Without it one is drawn; it stays on record, so that anybody can draw the same lots again.',
    optional: true,
    max: 200,
    example: 'drawn by the Secretary-General on 11 October 2019',
  })
  seed?: string;

  @IntegerField({
    description: 'Longest time to work it out, in seconds (60 unless given).',
    optional: true,
    min: 5,
    max: 600,
    example: 60,
  })
  timeLimitSeconds?: number;
}

/** The same request on the wishes as they are now, compared with the run before. */
export class RerunInput {
  @ObjectField(() => PinInput, {
    description: 'What is decided beforehand; without it, the pins of the run before.',
    optional: true,
    list: 5000,
  })
  pins?: PinInput[];

  @IntegerField({
    description: 'Longest time to work it out, in seconds; that of the run before unless given.',
    optional: true,
    min: 5,
    max: 600,
    example: 60,
  })
  timeLimitSeconds?: number;
}

export class AllocationQuery extends PageQuery {
  @EnumField(Object.keys(allocationWorkflow.states), {
    description: 'Only runs in this state.',
    optional: true,
    name: 'AllocationState',
  })
  state?: string;
}

export class AllocationResultQuery extends PageQuery {
  @IdField({ description: 'Only what this registration gets.', optional: true })
  registrationId?: string;

  @IdField({ description: 'Only those who get a place on this departure.', optional: true })
  departureId?: string;

  @BooleanField({
    description: 'Only those who get something else than in the run with which this one is compared.',
    optional: true,
  })
  changed?: boolean;

  @BooleanField({ description: 'Only those who get no place, or only those who get one.', optional: true })
  served?: boolean;
}
