import { IdField, InstantField, IntegerField, TextField } from '../../platform/http/fields';

export class ShiftPreviewInput {
  @InstantField({ description: 'Sessions that begin then or later on that day are moved.' })
  from!: string;

  @IntegerField({
    description: 'By how many minutes: later, or earlier with a minus; not by 0.',
    min: -720,
    max: 720,
    example: 30,
  })
  minutes!: number;

  @IdField({
    description: 'Only sessions in these rooms; all, with those that have no room, unless given.',
    optional: true,
    list: 200,
  })
  roomIds?: string[];

  @InstantField({
    description:
      'Sessions that begin then or later stay; the end of that day at the event’s place unless given.',
    optional: true,
    example: '2019-10-21T18:00:00+08:00',
  })
  until?: string;
}

export class ShiftInput extends ShiftPreviewInput {
  @TextField({
    description:
      'The `digest` of the preview that was seen. When the shift would do something else by now, it is refused.',
    optional: true,
    max: 100,
    example: 'q2b0h7n6i5kEo1mTnYwXwB4iVw7Q8g5W0cS1p3r9ZkM',
  })
  digest?: string;

  @TextField({
    description: 'Why, for those who work on the programme.',
    optional: true,
    max: 2000,
    multiline: true,
    example: 'The opening took longer.',
  })
  comment?: string;
}
