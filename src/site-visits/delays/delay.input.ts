import { EnumField, InstantField, TextField } from '../../platform/http/fields';
import { cascades, type Cascade } from './delay.rules';

export class DelayInput {
  @InstantField({
    description: 'When the group leaves now; left out once it has left.',
    example: '2019-10-23T09:30:00+08:00',
    optional: true,
  })
  startsAt?: string;

  @InstantField({
    description: 'When the group is back now; left out, it is back as much later as it leaves.',
    example: '2019-10-23T13:15:00+08:00',
    optional: true,
  })
  endsAt?: string;

  @TextField({
    description: 'Why, in words that participants read.',
    example: 'The coach stands in traffic.',
    multiline: true,
    max: 1000,
  })
  reason!: string;

  @EnumField(cascades, {
    description:
      'Which departures that follow wait for this one: `none`, those with the same coach (by its number plate; `coach`), or also those with some of the same people (`all`). Without it, none.',
    name: 'DelayCascade',
    optional: true,
  })
  cascade?: Cascade;
}
