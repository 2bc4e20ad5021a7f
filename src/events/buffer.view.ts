import { EnumField, IdField, IntegerField, ObjectField, TextField } from '../platform/http/fields';
import { bufferSeverities, placeKinds } from './buffer.input';

/** Something that one can be at, and has to leave for the next thing. */
export class PlaceView {
  @IdField({ description: 'Id of the room, venue or site visit.' })
  id!: string;

  @EnumField(placeKinds, { description: 'What it is.', name: 'PlaceKind' })
  kind!: string;

  @TextField({ description: 'Its name.', example: 'Main Hall' })
  name!: string;
}

export class BufferView {
  @IdField({ description: 'Id of the buffer.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @ObjectField(() => PlaceView, { description: 'The two places; the same one twice for a pause.', list: 2 })
  places!: PlaceView[];

  @IntegerField({ description: 'How many minutes one needs between them.', max: 1440, example: 20 })
  minutes!: number;

  @EnumField(bufferSeverities, {
    description: 'Whether too little time blocks a release (`hard`), or warns (`soft`).',
    name: 'BufferSeverity',
    example: 'soft',
  })
  severity!: string;
}
