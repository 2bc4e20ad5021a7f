import { IntegerField, TextField } from '../../platform/http/fields';

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

  @TextField({
    description:
      'The `digest` of `programme/changes`: what was looked at is released, or nothing. Without it, the draft is released as it is in that moment.',
    optional: true,
    max: 60,
    example: '9lQ4uQ1Z0v0m3kTt3m2cXb8nE2m4c1zq5cVZyq3v0bE',
  })
  digest?: string;
}

export class ChangesQuery {
  @IntegerField({
    description:
      'Number of the release with which it is compared; the one that people saw before it unless given.',
    optional: true,
    min: 1,
    example: 1,
  })
  since?: number;
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
