import { IdField, InstantField } from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';

export class AvailabilityInput {
  @IdField({ description: 'A person of the event; either a person or a room.', optional: true })
  personId?: string;

  @IdField({
    description: 'A room of the event; either a person or a room.',
    optional: true,
    example: '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b12',
  })
  roomId?: string;

  @InstantField({ description: 'From when on.' })
  startsAt!: string;

  @InstantField({ description: 'Until when.', example: '2019-10-21T18:00:00+08:00' })
  endsAt!: string;
}

export class AvailabilityChanges {
  @InstantField({ description: 'From when on.', optional: true })
  startsAt?: string;

  @InstantField({ description: 'Until when.', optional: true, example: '2019-10-21T18:00:00+08:00' })
  endsAt?: string;
}

export class AvailabilityQuery extends PageQuery {
  @IdField({ description: 'Only of this person.', optional: true })
  personId?: string;

  @IdField({ description: 'Only of this room.', optional: true })
  roomId?: string;
}
