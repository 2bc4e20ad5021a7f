import { BooleanField, InstantField, IntegerField } from '../../platform/http/fields';

/** On which terms people who lose a place are offered others. */
export class AlternativesInput {
  @InstantField({
    description:
      'Until when the places are held; after that they go to those who wait. Never longer than until the cut-off of the departure.',
    example: '2019-10-20T18:00:00+08:00',
  })
  holdUntil!: string;

  @IntegerField({
    description: 'Most places that are held for one person, who chooses one of them (1).',
    optional: true,
    min: 1,
    max: 5,
    example: 1,
  })
  most?: number;

  @BooleanField({
    description:
      'Whether places on other visits are offered, too, and not only other times of the same visit.',
    optional: true,
  })
  otherVisits?: boolean;
}
