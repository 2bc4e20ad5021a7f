import {
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { travelMeans } from './travel.rules';

export class TravelLegView {
  @InstantField({ description: 'When, by the timetable.', example: '2019-10-20T06:05:00Z' })
  at!: string;

  @EnumField(travelMeans, { description: 'By what.', name: 'TravelMeans' })
  means!: string;

  @TextField({
    description: 'Number of the flight, the train or the ship.',
    nullable: true,
    example: 'CA 910',
  })
  number!: string | null;

  @TextField({
    description: 'Airport with its terminal, station, or place.',
    nullable: true,
    example: 'Shenzhen Bao’an Airport, terminal 3',
  })
  place!: string | null;
}

/** When and how somebody comes and leaves. */
export class TravelView {
  @IdField({ description: 'The registration.' })
  registrationId!: string;

  @IntegerField({ description: 'Raised with each change; 0 while nothing is known.', example: 1 })
  version!: number;

  @ObjectField(() => TravelLegView, {
    description: 'How the person comes; null while not known.',
    nullable: true,
  })
  arrival!: TravelLegView | null;

  @ObjectField(() => TravelLegView, {
    description: 'How the person leaves; null while not known.',
    nullable: true,
  })
  departure!: TravelLegView | null;
}

/** Somebody who arrives or leaves. */
export class TravellerView extends TravelLegView {
  @IdField({ description: 'The registration.' })
  registrationId!: string;

  @TextField({ description: 'Its code.', example: '7KQ2M9XW' })
  code!: string;

  @TextField({ description: 'Name of the person.', example: 'LI Na' })
  name!: string;

  @IdField({ description: 'Their delegation.', nullable: true })
  delegationId!: string | null;
}
