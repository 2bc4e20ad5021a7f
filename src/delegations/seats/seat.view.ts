import {
  BooleanField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';

/** The account of a delegation in one category. */
export class CategoryAccountView {
  @IdField({ description: 'The category.' })
  categoryId!: string;

  @TextField({ description: 'Its title in the first language.', example: 'Delegates' })
  categoryTitle!: string;

  @IntegerField({
    description: 'Places of the delegation; null without a limit.',
    nullable: true,
    example: 3,
  })
  places!: number | null;

  @IntegerField({ description: 'Places that members have taken.', example: 2 })
  taken!: number;

  @IntegerField({
    description: 'Places that nobody has yet; null without a limit.',
    nullable: true,
    example: 1,
  })
  free!: number | null;

  @IntegerField({ description: 'Of those taken: nominations that nobody has answered.', example: 1 })
  nominated!: number;

  @IntegerField({ description: 'Of those taken: confirmed members.', example: 1 })
  confirmed!: number;

  @IntegerField({
    description: 'Of those taken: members to whom a place at the event is offered.',
    example: 0,
  })
  offered!: number;

  @IntegerField({ description: 'Of those taken: members on the waiting list of the event.', example: 0 })
  waitlisted!: number;

  @IntegerField({ description: 'Members who take no place: a head who is exempt.', example: 0 })
  exempt!: number;

  @IntegerField({
    description: 'People who named the delegation and wait for its focal point; they take no place.',
    example: 2,
  })
  applications!: number;
}

/** Places at the event that are held for unanswered nominations of a delegation. */
export class HeldPlacesView {
  @TextField({ description: 'Title of the quota that holds them.', example: 'Plenary hall' })
  quota!: string;

  @IntegerField({ description: 'How many.', example: 2 })
  places!: number;

  @InstantField({
    description: 'Until when; then they fall free. Null for as long as nobody has answered.',
    nullable: true,
  })
  until!: string | null;
}

/** The account of the places of a delegation, in the open. */
export class DelegationPlacesView {
  @BooleanField({
    description: 'Whether it has a quota; without any there is no limit, and nothing to move.',
    example: true,
  })
  limited!: boolean;

  @IntegerField({ description: 'All its places; null without a limit.', nullable: true, example: 5 })
  places!: number | null;

  @IntegerField({ description: 'Places that members have taken.', example: 3 })
  taken!: number;

  @IntegerField({
    description: 'Places that nobody has yet; null without a limit.',
    nullable: true,
    example: 2,
  })
  free!: number | null;

  @BooleanField({ description: 'Whether the focal point may move places now.', example: true })
  movesSeats!: boolean;

  @ObjectField(() => CategoryAccountView, { description: 'By category.', list: true })
  categories!: CategoryAccountView[];

  @ObjectField(() => HeldPlacesView, {
    description: 'Places that quotas of the event hold for its nominations.',
    list: true,
  })
  held!: HeldPlacesView[];
}
