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

/** Something that a person has to do at a time. */
export class InTheWayView {
  @EnumField(['visit', 'seat', 'part', 'reading'], {
    description:
      'A place on another visit, a seat in a session, a part in the released programme, a message of greetings to read.',
    name: 'CommitmentKind',
    example: 'seat',
  })
  kind!: string;

  @IdField({ description: 'The departure or the session.' })
  subjectId!: string;

  @TextField({ description: 'Its title.', example: 'Panel on trust' })
  title!: string;

  @TextsField({ description: 'Its title in further languages.', example: { zh: '信任专题讨论' } })
  titles!: Record<string, string>;

  @InstantField({ description: 'When it begins.', example: '2019-10-24T01:00:00.000Z' })
  startsAt!: string;

  @InstantField({ description: 'When it ends.', example: '2019-10-24T02:30:00.000Z' })
  endsAt!: string;
}

/** Somebody of a departure whom an act touches. */
export class TouchedView {
  @IdField({ description: 'The booking.' })
  bookingId!: string;

  @IdField({ description: 'The registration.' })
  registrationId!: string;

  @TextField({ description: 'Code of the registration.', example: 'K7QX2M' })
  code!: string;

  @TextField({ description: 'Name as on the badge.', example: 'LI Na' })
  name!: string;
}

export class ClashView extends TouchedView {
  @ObjectField(() => InTheWayView, { description: 'What the person has to do at that time.', list: true })
  inTheWay!: InTheWayView[];

  @BooleanField({
    description:
      'Whether the place cannot be kept: the person is on another visit then. Give that place up first, or release this one.',
  })
  mustBeReleased!: boolean;
}

export class MovePreviewView {
  @IntegerField({ description: 'How many people have a place.', example: 38 })
  people!: number;

  @ObjectField(() => ClashView, {
    description: 'Those who have something else to do at the new time; each is to be kept or released.',
    list: true,
  })
  clashes!: ClashView[];
}

export class ShrinkPreviewView {
  @IntegerField({ description: 'How many places can be booked then.', example: 20 })
  seats!: number;

  @IntegerField({ description: 'How many places are taken or held now.', example: 24 })
  taken!: number;

  @IntegerField({
    description: 'How many seats are kept for delegations and categories whose people have none yet.',
    example: 2,
  })
  kept!: number;

  @IntegerField({
    description:
      'How many of the people have to give up their place, so that also what is kept finds a seat.',
    example: 6,
  })
  tooMany!: number;

  @IntegerField({
    description:
      'How many are still too many when those who are named have given up theirs; 0 when it can be done.',
    example: 0,
  })
  stillTooMany!: number;

  @ObjectField(() => TouchedView, {
    description: 'Who would lose the place, the last who came first.',
    list: true,
  })
  losing!: TouchedView[];
}

export class MergePreviewView {
  @IntegerField({ description: 'How many places the other departure has.', example: 40 })
  seats!: number;

  @IntegerField({ description: 'How many of them are taken or held.', example: 12 })
  taken!: number;

  @IntegerField({
    description:
      'How many seats are kept on the two for delegations and categories whose people have none yet.',
    example: 0,
  })
  kept!: number;

  @IntegerField({ description: 'How many people would come along.', example: 9 })
  coming!: number;

  @IntegerField({ description: 'How many people would come to its waiting list.', example: 0 })
  waiting!: number;

  @IntegerField({ description: 'How many people are too many; 0 when all find a seat.', example: 0 })
  tooMany!: number;

  @ObjectField(() => ClashView, {
    description: 'Those who have something else to do at its time; each is to be kept or released.',
    list: true,
  })
  clashes!: ClashView[];
}

export const changeKinds = ['moved', 'shrunk', 'merged', 'cancelled'] as const;
export type ChangeKind = (typeof changeKinds)[number];

export const changeOutcomes = ['kept', 'waiting', 'offered', 'released'] as const;
export type ChangeOutcome = (typeof changeOutcomes)[number];

/** How a departure was planned. */
export class PlanView {
  @IdField({ description: 'The departure.' })
  departureId!: string;

  @InstantField({ description: 'When the group leaves.', example: '2019-10-23T01:00:00.000Z' })
  startsAt!: string;

  @InstantField({ description: 'When the group is back.', example: '2019-10-23T04:30:00.000Z' })
  endsAt!: string;

  @TextField({ description: 'Where to be at the start.', example: 'Hotel lobby' })
  meetingPoint!: string;

  @IntegerField({ description: 'How many places can be booked.', example: 40 })
  seats!: number;
}

export class ChangedPersonView extends TouchedView {
  @EnumField(changeOutcomes, {
    description:
      'Keeps the place, is on the waiting list, was offered other places, or lost the place without any.',
    name: 'DepartureChangeOutcome',
    example: 'kept',
  })
  outcome!: string;

  @ObjectField(() => InTheWayView, { description: 'What the person had to do at the new time.', list: true })
  inTheWay!: InTheWayView[];
}

/** A departure was moved, shrunk, merged or cancelled. */
export class DepartureChangeView {
  @IdField({
    description: 'Id of the change; the record of it in the history of the departure has the same.',
  })
  id!: string;

  @EnumField(changeKinds, { description: 'What was done.', name: 'DepartureChangeKind', example: 'shrunk' })
  kind!: string;

  @IdField({ description: 'The departure.' })
  departureId!: string;

  @TextField({ description: 'Why, as people were told.', nullable: true, example: 'The host has less room.' })
  reason!: string | null;

  @TextsField({ description: 'The reason in further languages.', example: { zh: '接待单位场地有限。' } })
  reasons!: Record<string, string>;

  @ObjectField(() => PlanView, { description: 'How it was planned before.' })
  was!: PlanView;

  @ObjectField(() => PlanView, {
    description:
      'How it is planned since, or with which departure the group goes; null where it was cancelled.',
    nullable: true,
  })
  becomes!: PlanView | null;

  @InstantField({
    description: 'Until when places elsewhere are held; null where none are offered.',
    nullable: true,
    example: null,
  })
  holdUntil!: string | null;

  @ObjectField(() => ChangedPersonView, {
    description: 'Everybody whom it touched, with what became of them. All of them were told.',
    list: true,
  })
  people!: ChangedPersonView[];

  @TextField({ description: 'Who did it.', example: 'Chen Wei' })
  by!: string;

  @InstantField({ description: 'When.' })
  at!: string;
}

/** A place that is held for somebody who lost another one. */
export class AlternativeView {
  @IdField({ description: 'The booking that holds it.' })
  id!: string;

  @IdField({ description: 'The registration.' })
  registrationId!: string;

  @IdField({ description: 'The departure.' })
  departureId!: string;

  @IdField({ description: 'The site visit.' })
  siteVisitId!: string;

  @TextField({ description: 'Title of the site visit.', example: 'Huawei headquarters' })
  title!: string;

  @TextsField({ description: 'Its title in further languages.', example: { zh: '华为总部' } })
  titles!: Record<string, string>;

  @InstantField({ description: 'When the group leaves.', example: '2019-10-24T01:00:00.000Z' })
  startsAt!: string;

  @InstantField({ description: 'When the group is back.', example: '2019-10-24T04:30:00.000Z' })
  endsAt!: string;

  @InstantField({ description: 'Until when the place is held.', example: '2019-10-20T10:00:00.000Z' })
  holdUntil!: string;

  @IdField({
    description:
      'The change of another departure for which it is offered; null where that is not known any more.',
    nullable: true,
  })
  changeId!: string | null;
}
