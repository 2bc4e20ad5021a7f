import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { PersonView } from '../../people/person.view';
import { barCodes } from '../allocations/allocation.rules';

export class WishView {
  @IntegerField({ description: 'Its place among the wishes; 1 is the dearest.', example: 1 })
  rank!: number;

  @IdField({ description: 'The visit.' })
  siteVisitId!: string;

  @TextField({
    description: 'Its title, in the first language of the event.',
    example: 'Huawei headquarters',
  })
  title!: string;

  @TextsField({ description: 'Its title in further languages.', example: { zh: '华为总部' } })
  titles!: Record<string, string>;
}

/** What one participant wishes for. */
export class WishListView {
  @IdField({ description: 'The registration.' })
  registrationId!: string;

  @IntegerField({ description: 'Raised with each change; the ETag. 0 before the first list.', example: 1 })
  version!: number;

  @TextField({ description: 'Code of the registration.', example: 'K7QX2M' })
  code!: string;

  @ObjectField(() => PersonView, { description: 'Who wishes.' })
  person!: PersonView;

  @ObjectField(() => WishView, { description: 'The wishes, the dearest first.', list: true })
  wishes!: WishView[];

  @InstantField({ description: 'When it was changed last; null before the first list.', nullable: true })
  changedAt!: string | null;
}

/** Why a departure is not possible. */
export const obstacleCodes = [
  ...barCodes.filter((code) => code !== 'pinned_out'),
  'full',
  'kept',
  'share',
] as const;

export class ObstacleView {
  @EnumField(obstacleCodes, { description: 'What it is.', name: 'VisitObstacle', example: 'clash' })
  code!: string;

  @TextField({
    description: 'A sentence in the language of the participant.',
    example: 'At that time, or too close to it, you are expected at “Opening”.',
  })
  message!: string;

  @TextsField({ description: 'The sentence in each language in which the program writes.' })
  messages!: Record<string, string>;
}

export class PossibleDepartureView {
  @IdField({ description: 'The departure.' })
  departureId!: string;

  @InstantField({ description: 'When the group leaves.', example: '2019-10-23T01:00:00.000Z' })
  startsAt!: string;

  @InstantField({ description: 'When the group is back.', example: '2019-10-23T04:30:00.000Z' })
  endsAt!: string;

  @BooleanField({ description: 'Whether the participant can have a place on it, as things stand.' })
  possible!: boolean;

  @ObjectField(() => ObstacleView, {
    description: 'What is in the way; null when nothing is.',
    nullable: true,
  })
  obstacle!: ObstacleView | null;
}

/** What a participant can still wish for, as things stand now. */
export class PossibleVisitView {
  @IdField({ description: 'The visit.' })
  siteVisitId!: string;

  @TextField({
    description: 'Its title, in the first language of the event.',
    example: 'Huawei headquarters',
  })
  title!: string;

  @TextsField({ description: 'Its title in further languages.', example: { zh: '华为总部' } })
  titles!: Record<string, string>;

  @TextField({ description: 'Name of the host.', example: 'Huawei' })
  host!: string;

  @BooleanField({ description: 'Whether one of its departures is possible.' })
  possible!: boolean;

  @BooleanField({ description: 'Whether wishes for it can still be made and changed.' })
  open!: boolean;

  @InstantField({
    description: 'Until when they can; null without a deadline.',
    nullable: true,
    example: '2019-10-10T10:00:00.000Z',
  })
  closesAt!: string | null;

  @ObjectField(() => PossibleDepartureView, {
    description: 'Its departures, in the order of time.',
    list: true,
  })
  departures!: PossibleDepartureView[];
}

export class OwnWishListView extends WishListView {
  @ObjectField(() => PossibleVisitView, {
    description: 'Every visit whose places are shared out by wishes, with what is possible of it now.',
    list: true,
  })
  visits!: PossibleVisitView[];
}

export class WishRulesView {
  @IdField({ description: 'The event.' })
  eventId!: string;

  @IntegerField({ description: 'Raised with each change; the ETag. 0 before anything was said.', example: 1 })
  version!: number;

  @InstantField({
    description: 'Until when participants can make and change wishes; null for no deadline.',
    nullable: true,
    example: '2019-10-10T10:00:00.000Z',
  })
  closesAt!: string | null;

  @IntegerField({ description: 'Most wishes of one participant.', example: 6 })
  mostWishes!: number;

  @IntegerField({
    description: 'Most visits that an allocation gives to one participant; null for no limit.',
    nullable: true,
    example: 2,
  })
  mostPlaces!: number | null;

  @BooleanField({
    description:
      'Whether whoever did not come to a visit, without an excuse, comes after all others in the next allocation.',
  })
  noShowsLast!: boolean;
}
