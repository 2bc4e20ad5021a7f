import { IdField, IntegerField } from '../../platform/http/fields';

/** Places of a delegation that go from one of its categories to another. */
export class SeatMoveInput {
  @IdField({ description: 'Category that gives them.' })
  fromCategoryId!: string;

  @IdField({
    description:
      'Category that gets them. One in which the delegation has no quota yet is for staff to open.',
  })
  toCategoryId!: string;

  @IntegerField({ description: 'How many.', example: 1, min: 1, max: 10_000 })
  places!: number;
}
