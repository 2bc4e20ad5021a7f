import { IntegerField, LanguageField, TextField } from '../platform/http/fields';

export class ReleaseInput {
  @TextField({
    description: 'What is new in it, for those who work on the programme.',
    optional: true,
    max: 2000,
    multiline: true,
    example: 'The panel on smart cities has moved to the afternoon.',
  })
  comment?: string;

  @TextField({
    description:
      'Why it is released in spite of hard conflicts. Only owners and organisers may; without hard conflicts it is not kept.',
    optional: true,
    max: 2000,
    multiline: true,
    example: 'The hall is divided by a wall that the system does not know of.',
  })
  overrideReason?: string;
}

export class ProgrammeQuery {
  @IntegerField({
    description: 'Number of a release, for staff; the newest one unless given.',
    optional: true,
    min: 1,
    example: 2,
  })
  release?: number;
}

export class CalendarQuery {
  @LanguageField({
    description: 'Language of the titles; the first language of the event unless given.',
    optional: true,
  })
  language?: string;
}
