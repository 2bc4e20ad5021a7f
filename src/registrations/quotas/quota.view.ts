import {
  BooleanField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';

export class QuotaOptionView {
  @TextField({ description: 'Key of the question.', example: 'diet' })
  question!: string;

  @TextField({ description: 'Value that was chosen.', example: 'halal' })
  value!: string;
}

/** A quota with the open account of its places: `taken` is confirmed, offered and nominated ones together. */
export class QuotaView {
  @IdField({ description: 'Id of the quota.' })
  id!: string;

  @IntegerField({
    description: 'Raised with each change; the ETag. Places that are taken do not raise it.',
    example: 1,
  })
  version!: number;

  @TextField({ description: 'Its title.', example: 'Plenary hall' })
  title!: string;

  @IntegerField({ description: 'How many places there are.', example: 120 })
  capacity!: number;

  @IntegerField({ description: 'For how many hours an offered place is held.', example: 48 })
  offerHours!: number;

  @BooleanField({ description: 'Whether it counts everybody at the event.', example: false })
  countsEverybody!: boolean;

  @BooleanField({
    description: 'Whether nominations hold a place before anybody has decided.',
    example: false,
  })
  holdsNominations!: boolean;

  @InstantField({
    description: 'Until when it holds them; null for as long as nobody has answered.',
    nullable: true,
  })
  nominationsUntil!: string | null;

  @IntegerField({ description: 'Days before that at which the focal points are told.', example: 3 })
  nominationsRemindDays!: number;

  @InstantField({ description: 'When the places that it held were let go.', nullable: true })
  nominationsLetGoAt!: string | null;

  @IdField({ description: 'Categories that count.', list: true })
  categoryIds!: string[];

  @IdField({ description: 'Delegations that count.', list: true })
  delegationIds!: string[];

  @ObjectField(() => QuotaOptionView, { description: 'Choices in forms that count.', list: true })
  options!: QuotaOptionView[];

  @IntegerField({ description: 'Places that are taken: confirmed, offered and nominated ones.', example: 90 })
  taken!: number;

  @IntegerField({ description: 'Places that are free.', example: 30 })
  free!: number;

  @IntegerField({ description: 'Places of confirmed registrations and of their groups.', example: 88 })
  confirmed!: number;

  @IntegerField({ description: 'Places that are held by offers.', example: 2 })
  offered!: number;

  @IntegerField({ description: 'Places that are held by nominations.', example: 0 })
  nominated!: number;

  @IntegerField({ description: 'Registrations that wait for a decision and hold no place.', example: 14 })
  pending!: number;

  @IntegerField({ description: 'Registrations on the waiting list.', example: 0 })
  waitlisted!: number;

  @IntegerField({ description: 'Places that officers gave beyond the capacity.', example: 0 })
  overbooked!: number;

  @IdField({
    description:
      'The form that keeps it for the places of one of its options; null for one that is kept by hand.',
    nullable: true,
  })
  formId!: string | null;
}
