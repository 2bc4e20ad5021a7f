import { BooleanField, IdField, IntegerField, TextField } from '../../platform/http/fields';

const phone = {
  example: '+86 755 5555 0101',
  max: 40,
  pattern: /^[+\d][\d ()/.-]{3,38}$/,
  patternHint: 'must be a telephone number, such as +86 755 5555 0101',
};

export class CoachInput {
  @TextField({ description: 'What participants look for at the kerb.', example: 'Coach A', max: 60 })
  label!: string;

  @IntegerField({ description: 'How many passengers it holds.', example: 45, min: 1, max: 500 })
  seats!: number;

  @TextField({
    description: 'Number plate.',
    example: '粤B·12345',
    optional: true,
    nullable: true,
    max: 30,
  })
  plate?: string | null;

  @TextField({ description: 'Whose coach it is.', example: 'Shenzhen Bus', optional: true, nullable: true })
  company?: string | null;

  @TextField({ description: 'Who drives it.', example: 'Wu Gang', optional: true, nullable: true })
  driver?: string | null;

  @TextField({ description: 'Telephone of the driver.', optional: true, nullable: true, ...phone })
  driverPhone?: string | null;

  @TextField({
    description:
      'Who counts heads on it, by name; shown to staff, and to those who have a seat on it. Left out with marshalUserId, it is the name of the account.',
    example: 'Chen Wei',
    optional: true,
    nullable: true,
  })
  marshal?: string | null;

  @TextField({
    description: 'Telephone of who counts heads on it.',
    optional: true,
    nullable: true,
    ...phone,
  })
  marshalPhone?: string | null;

  @IdField({
    description: 'The account of who counts heads on it, one that works on the event.',
    optional: true,
    nullable: true,
  })
  marshalUserId?: string | null;
}

export class CoachChanges {
  @TextField({
    description: 'What participants look for at the kerb.',
    example: 'Coach A',
    max: 60,
    optional: true,
  })
  label?: string;

  @IntegerField({
    description: 'How many passengers it holds.',
    example: 45,
    min: 1,
    max: 500,
    optional: true,
  })
  seats?: number;

  @TextField({
    description: 'Number plate.',
    example: '粤B·12345',
    optional: true,
    nullable: true,
    max: 30,
  })
  plate?: string | null;

  @TextField({ description: 'Whose coach it is.', example: 'Shenzhen Bus', optional: true, nullable: true })
  company?: string | null;

  @TextField({ description: 'Who drives it.', example: 'Wu Gang', optional: true, nullable: true })
  driver?: string | null;

  @TextField({ description: 'Telephone of the driver.', optional: true, nullable: true, ...phone })
  driverPhone?: string | null;

  @TextField({
    description: 'Who counts heads on it, by name.',
    example: 'Chen Wei',
    optional: true,
    nullable: true,
  })
  marshal?: string | null;

  @TextField({
    description: 'Telephone of who counts heads on it.',
    optional: true,
    nullable: true,
    ...phone,
  })
  marshalPhone?: string | null;

  @IdField({
    description: 'The account of who counts heads on it, one that works on the event.',
    optional: true,
    nullable: true,
  })
  marshalUserId?: string | null;
}

export class SeatingInput {
  @BooleanField({
    description: 'Whether everybody is seated anew, except those who were put on a coach by hand.',
    optional: true,
  })
  afresh?: boolean;
}

export class CoachSeatInput {
  @IdField({ description: 'The coach; null for none.', nullable: true })
  coachId!: string | null;
}
