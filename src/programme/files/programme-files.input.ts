import { DayField, EnumField, IdField, IntegerField, LanguageField } from '../../platform/http/fields';
import { layouts, paperNames } from './programme.document';

const language = 'Language of titles and words; the first language of the event unless given.';

export class ProgrammeFileQuery {
  @LanguageField({ description: language, optional: true, example: 'ru' })
  language?: string;

  @IntegerField({
    description: 'Number of a release, for staff; the newest one unless given.',
    optional: true,
    min: 1,
    example: 2,
  })
  release?: number;
}

export class ProgrammeDocumentQuery extends ProgrammeFileQuery {
  @DayField({ description: 'Only this day of the event; all of them unless given.', optional: true })
  day?: string;

  @EnumField(paperNames, {
    description: 'Size of the paper, on its long side; A4 unless given.',
    name: 'ProgrammePaper',
    optional: true,
  })
  paper?: (typeof paperNames)[number];

  @EnumField(layouts, {
    description:
      'A timetable for each day with rooms side by side (`grid`), all sessions in detail (`list`), or one after the other (`full`, unless given).',
    name: 'ProgrammeLayout',
    optional: true,
  })
  layout?: (typeof layouts)[number];
}

export class CalendarQuery {
  @LanguageField({ description: language, optional: true, example: 'ru' })
  language?: string;

  @IdField({ description: 'Only sessions about this topic.', optional: true })
  topic?: string;

  @IdField({ description: 'Only sessions in this room.', optional: true })
  room?: string;
}
