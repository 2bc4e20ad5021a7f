import {
  BooleanField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';

/** A visit on which somebody was, and what they said of it. */
export class OwnFeedbackView {
  @IdField({ description: 'The booking.' })
  bookingId!: string;

  @IdField({ description: 'The departure.' })
  departureId!: string;

  @TextField({ description: 'Title of the site visit.', example: 'Huawei headquarters' })
  title!: string;

  @TextsField({ description: 'Its title in further languages.', example: { zh: '华为总部' } })
  titles!: Record<string, string>;

  @InstantField({ description: 'When the group left.', example: '2019-10-23T01:00:00.000Z' })
  startsAt!: string;

  @InstantField({ description: 'Until when one can say something.', example: '2019-11-06T04:30:00.000Z' })
  closesAt!: string;

  @BooleanField({ description: 'Whether one still can.' })
  open!: boolean;

  @IntegerField({ description: 'How good it was, from 1 to 5; null before.', nullable: true, example: 5 })
  rating!: number | null;

  @BooleanField({
    description: 'Whether they would recommend it; null where they did not say.',
    nullable: true,
  })
  recommends!: boolean | null;

  @TextField({ description: 'What they said.', nullable: true, multiline: true, example: null })
  remarks!: string | null;
}

export class OwnFeedbackListView {
  @ObjectField(() => OwnFeedbackView, { description: 'The visits, in order of their start.', list: true })
  items!: OwnFeedbackView[];
}

export class RecommendationView {
  @IntegerField({ description: 'How many would recommend it.', example: 20 })
  yes!: number;

  @IntegerField({ description: 'Of so many who said.', example: 22 })
  of!: number;
}

/** What those who went said, taken together. Nobody is named. */
export class FeedbackTotalsView {
  @IntegerField({ description: 'How many answered.', example: 24 })
  answers!: number;

  @IntegerField({
    description: 'The mean rating in tenths: 43 is 4.3; null where too few answered to be shown.',
    nullable: true,
    example: 43,
  })
  ratingTenths!: number | null;

  @IntegerField({
    description: 'How many gave 1, 2, 3, 4 and 5; null where too few answered to be shown.',
    list: true,
    nullable: true,
    example: [0, 1, 3, 8, 12],
  })
  ratings!: number[] | null;

  @ObjectField(() => RecommendationView, {
    description: 'How many would recommend it; null where too few answered to be shown.',
    nullable: true,
  })
  recommend!: RecommendationView | null;

  @TextField({
    description: 'What they said, in no order that tells who; null where too few answered to be shown.',
    list: true,
    nullable: true,
    multiline: true,
    example: ['The laboratory was worth the journey.'],
  })
  remarks!: string[] | null;
}

export class HostFeedbackView {
  @IntegerField({ description: 'How it went, from 1 to 5.', example: 5 })
  rating!: number;

  @IntegerField({ description: 'How many came, as the host counted.', nullable: true, example: 38 })
  came!: number | null;

  @TextField({ description: 'What the host said.', nullable: true, multiline: true, example: null })
  remarks!: string | null;

  @TextField({ description: 'Who said it.', example: 'Wang Fang' })
  by!: string;

  @InstantField({ description: 'When.' })
  at!: string;
}

/** What is said of a departure, for staff. */
export class DepartureFeedbackView {
  @IdField({ description: 'The departure.' })
  departureId!: string;

  @ObjectField(() => FeedbackTotalsView, { description: 'What those who went said.' })
  participants!: FeedbackTotalsView;

  @ObjectField(() => HostFeedbackView, { description: 'What the host said; null before.', nullable: true })
  host!: HostFeedbackView | null;

  @InstantField({ description: 'Until when something can be said.', example: '2019-11-06T04:30:00.000Z' })
  closesAt!: string;
}

/** A group that was at the host, as the host reads and answers. */
export class HostVisitView {
  @IdField({ description: 'The departure.' })
  departureId!: string;

  @InstantField({ description: 'When the group left.', example: '2019-10-23T01:00:00.000Z' })
  startsAt!: string;

  @InstantField({ description: 'When it was back.', example: '2019-10-23T04:30:00.000Z' })
  endsAt!: string;

  @IntegerField({ description: 'How many went.', example: 38 })
  went!: number;

  @ObjectField(() => FeedbackTotalsView, {
    description: 'What those who went said, taken together, once five of them have answered.',
  })
  participants!: FeedbackTotalsView;

  @ObjectField(() => HostFeedbackView, { description: 'What the host said; null before.', nullable: true })
  own!: HostFeedbackView | null;

  @InstantField({
    description: 'Until when the host can say something.',
    example: '2019-11-06T04:30:00.000Z',
  })
  closesAt!: string;

  @BooleanField({ description: 'Whether the host still can.' })
  open!: boolean;
}

export class HostVisitsView {
  @TextField({ description: 'Title of the site visit.', example: 'Huawei headquarters' })
  title!: string;

  @TextsField({ description: 'Its title in further languages.', example: { zh: '华为总部' } })
  titles!: Record<string, string>;

  @ObjectField(() => HostVisitView, { description: 'The groups that were there.', list: true })
  items!: HostVisitView[];
}
