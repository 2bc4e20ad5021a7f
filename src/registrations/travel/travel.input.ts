import { EnumField, InstantField, ObjectField, TextField } from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import { travelDirections, travelMeans, type TravelDirection, type TravelMeans } from './travel.rules';

export class TravelLegInput {
  @InstantField({
    description: 'When the person arrives at the place of the event, or leaves it, by the timetable.',
    example: '2019-10-20T14:05:00+08:00',
  })
  at!: string;

  @EnumField(travelMeans, { description: 'By what.', name: 'TravelMeans' })
  means!: TravelMeans;

  @TextField({
    description: 'Number of the flight, the train or the ship.',
    optional: true,
    max: 40,
    example: 'CA 910',
  })
  number?: string;

  @TextField({
    description: 'Airport with its terminal, station, or place.',
    optional: true,
    example: 'Shenzhen Bao’an Airport, terminal 3',
  })
  place?: string;
}

export class TravelInput {
  @ObjectField(() => TravelLegInput, {
    description: 'How the person comes; left out while it is not known.',
    optional: true,
  })
  arrival?: TravelLegInput;

  @ObjectField(() => TravelLegInput, {
    description: 'How the person leaves; left out while it is not known.',
    optional: true,
    example: { at: '2019-10-26T18:40:00+08:00', means: 'flight', number: 'CA 909' },
  })
  departure?: TravelLegInput;
}

export class TravellerQuery extends PageQuery {
  @EnumField(travelDirections, { description: 'Who arrives, or who leaves.', name: 'TravelDirection' })
  direction!: TravelDirection;

  @InstantField({
    description: 'From this instant on.',
    optional: true,
    example: '2019-10-20T00:00:00+08:00',
  })
  from?: string;

  @InstantField({
    description: 'Before this instant.',
    optional: true,
    example: '2019-10-21T00:00:00+08:00',
  })
  before?: string;
}
