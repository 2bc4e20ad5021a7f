import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { bookingWorkflow } from '../bookings/booking.workflow';
import { departureWorkflow } from '../departures/departure.workflow';
import {
  headcountPoints,
  headcountReasons,
  headcountWarnings,
  type HeadcountPoint,
  type HeadcountReason,
  type HeadcountWarning,
} from './headcount.rules';

const reasons = Object.keys(headcountReasons);
const warnings = Object.keys(headcountWarnings);

/** The departure to which somebody belongs who was scanned at another one. */
export class OtherDepartureView {
  @IdField({ description: 'The departure.' })
  departureId!: string;

  @TextField({ description: 'Title of the site visit.', example: 'Tencent' })
  title!: string;

  @InstantField({ description: 'When it leaves.' })
  startsAt!: string;

  @TextField({ description: 'Where its people meet.', example: 'Hotel lobby, west entrance' })
  meetingPoint!: string;

  @TextField({ description: 'The coach of the person.', nullable: true, example: 'Coach B' })
  coach!: string | null;
}

/** A scan on record: somebody was counted, or not. */
export class HeadcountEntryView {
  @IdField({ description: 'Id of the record.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @EnumField(headcountPoints, { description: 'Where.', name: 'HeadcountPoint' })
  point!: HeadcountPoint;

  @IdField({ description: 'The booking of the person; null for a scan that was refused.', nullable: true })
  bookingId!: string | null;

  @TextField({ description: 'Name as on the badge.', nullable: true, example: 'LI Na' })
  name!: string | null;

  @EnumField(Object.keys(bookingWorkflow.states), {
    description: 'State of the booking now.',
    name: 'BookingState',
    nullable: true,
  })
  state!: string | null;

  @IdField({ description: 'The coach at whose door it was.', nullable: true })
  coachId!: string | null;

  @TextField({ description: 'The coach on which the person has a seat.', nullable: true, example: 'Coach A' })
  ownCoach!: string | null;

  @InstantField({ description: 'When, by the clock of the program.' })
  at!: string;

  @IntegerField({
    description: 'How far the clock of the phone was ahead of that, in milliseconds.',
    example: 0,
  })
  skewMs!: number;

  @TextField({ description: 'Id that the phone gave it.', example: 'phone-2-000417' })
  clientId!: string;

  @TextField({ description: 'The phone.', nullable: true, example: 'phone-2' })
  deviceId!: string | null;

  @BooleanField({ description: 'Whether the phone was offline.' })
  offline!: boolean;

  @BooleanField({ description: 'Whether it is what counts: the first sighting of the person at the point.' })
  counts!: boolean;

  @EnumField(reasons, { description: 'Why it was refused.', name: 'HeadcountReason', nullable: true })
  reason!: HeadcountReason | null;

  @EnumField(warnings, { description: 'What is remarkable about it.', name: 'HeadcountWarning', list: true })
  warnings!: HeadcountWarning[];

  @TextField({ description: 'Who counted.', example: 'Chen Wei' })
  byName!: string;

  @InstantField({ description: 'When it was taken back.', nullable: true })
  undoneAt!: string | null;
}

export const headcountOutcomes = ['counted', 'seen_again', 'refused', 'duplicate'] as const;

/** What became of a scan of a batch. */
export class HeadcountResultView {
  @TextField({ description: 'Id that the phone gave it.', example: 'phone-2-000417' })
  clientId!: string;

  @EnumField(headcountOutcomes, {
    description:
      '`counted`: it is what counts; `seen_again`: the person was seen there before, by whichever phone; `refused`: see the reason; `duplicate`: it was handed in before, and changes nothing.',
    name: 'HeadcountOutcome',
  })
  outcome!: (typeof headcountOutcomes)[number];

  @EnumField(reasons, { description: 'Why it was refused.', name: 'HeadcountReason', nullable: true })
  reason!: HeadcountReason | null;

  @EnumField(warnings, { description: 'What is remarkable about it.', name: 'HeadcountWarning', list: true })
  warnings!: HeadcountWarning[];

  @IdField({ description: 'Its record.', nullable: true })
  headcountId!: string | null;

  @IdField({ description: 'The booking of the person.', nullable: true })
  bookingId!: string | null;

  @TextField({ description: 'Name as on the badge.', nullable: true, example: 'LI Na' })
  name!: string | null;

  @InstantField({ description: 'When it was, by the clock of the program.' })
  at!: string;

  @ObjectField(() => OtherDepartureView, {
    description: 'Where the person belongs, when that is not here.',
    nullable: true,
  })
  elsewhere!: OtherDepartureView | null;
}

export class HeadcountBatchView {
  @IdField({ description: 'The departure.' })
  departureId!: string;

  @IntegerField({ description: 'How far the clock of the phone is ahead, in milliseconds.', example: 12_000 })
  skewMs!: number;

  @ObjectField(() => HeadcountResultView, {
    description: 'What became of each scan, in the order in which they were sent.',
    list: true,
  })
  results!: HeadcountResultView[];
}

/** Somebody who goes, as a marshal needs to know them: name, code, coach, and where they were counted. */
export class PassengerView {
  @IdField({ description: 'The booking.' })
  bookingId!: string;

  @TextField({ description: 'Code of the registration.', example: '7KQ2M9XW' })
  code!: string;

  @TextField({ description: 'Name as on the badge.', example: 'LI Na' })
  name!: string;

  @TextField({ description: 'Name in the person’s own script.', nullable: true, example: '李娜' })
  nativeName!: string | null;

  @TextField({ description: 'Organisation.', nullable: true, example: 'Rostelecom' })
  organisation!: string | null;

  @EnumField(Object.keys(bookingWorkflow.states), {
    description: 'State of the booking.',
    name: 'BookingState',
  })
  state!: string;

  @IdField({ description: 'The coach on which they have a seat.', nullable: true })
  coachId!: string | null;

  @TextField({ description: 'Its label.', nullable: true, example: 'Coach A' })
  coach!: string | null;

  @EnumField(headcountPoints, {
    description: 'The points at which they were counted.',
    name: 'HeadcountPoint',
    list: true,
  })
  countedAt!: HeadcountPoint[];
}

/** How many people were counted at each point. */
export class PointCountsView {
  @IntegerField({ description: 'How many are to come, or came.', example: 38 })
  people!: number;

  @IntegerField({ description: 'How many of them got on board.', example: 36 })
  boarding!: number;

  @IntegerField({ description: 'How many were counted at the gate.', example: 36 })
  gate!: number;

  @IntegerField({ description: 'How many are on board again, or back.', example: 0 })
  back!: number;
}

/** A coach on the board; without an id, those who have a seat on none. */
export class CoachBoardView extends PointCountsView {
  @IdField({ description: 'The coach.', nullable: true })
  coachId!: string | null;

  @TextField({ description: 'Its label.', nullable: true, example: 'Coach A' })
  label!: string | null;

  @TextField({ description: 'Number plate.', nullable: true, example: '粤B·12345' })
  plate!: string | null;

  @IntegerField({ description: 'How many it holds.', nullable: true, example: 45 })
  seats!: number | null;

  @TextField({ description: 'Who counts heads on it.', nullable: true, example: 'Chen Wei' })
  marshal!: string | null;

  @TextField({ description: 'Telephone of that person.', nullable: true, example: '+86 755 5555 0102' })
  marshalPhone!: string | null;

  @TextField({ description: 'Telephone of the driver.', nullable: true, example: '+86 755 5555 0101' })
  driverPhone!: string | null;

  @IntegerField({ description: 'How many of its people are missing now.', example: 2 })
  missing!: number;
}

/** Somebody who is missing now. */
export class MissingNowView {
  @IdField({ description: 'The booking.' })
  bookingId!: string;

  @IdField({ description: 'The registration.' })
  registrationId!: string;

  @TextField({ description: 'Code of the registration.', example: '7KQ2M9XW' })
  code!: string;

  @TextField({ description: 'Name as on the badge.', example: 'LI Na' })
  name!: string;

  @TextField({ description: 'Name in the person’s own script.', nullable: true, example: '李娜' })
  nativeName!: string | null;

  @TextField({
    description: 'Organisation, whose people may know more.',
    nullable: true,
    example: 'Rostelecom',
  })
  organisation!: string | null;

  @IdField({ description: 'The coach on which they should be.', nullable: true })
  coachId!: string | null;

  @EnumField(headcountPoints, { description: 'Where they are missed.', name: 'HeadcountPoint' })
  point!: HeadcountPoint;
}

/** The board of a departure: how many were counted where, and who is missing now. */
export class BoardView {
  @IdField({ description: 'The departure.' })
  departureId!: string;

  @TextField({ description: 'Title of the site visit.', example: 'Huawei headquarters' })
  title!: string;

  @EnumField(Object.keys(departureWorkflow.states), {
    description: 'State of the departure.',
    name: 'DepartureState',
  })
  state!: string;

  @InstantField({ description: 'When the group leaves.' })
  startsAt!: string;

  @InstantField({ description: 'When it is back.' })
  endsAt!: string;

  @ObjectField(() => PointCountsView, { description: 'All people of the departure.' })
  counts!: PointCountsView;

  @IntegerField({ description: 'How many are on record as not having come.', example: 1 })
  noShows!: number;

  @ObjectField(() => CoachBoardView, {
    description: 'The same for each coach: the one on which people were seen, or else their own.',
    list: true,
  })
  coaches!: CoachBoardView[];

  @ObjectField(() => MissingNowView, {
    description:
      'Who is missing now: until the group leaves, whoever is not on board; then whoever is not at the gate or on board again, while heads are counted there; afterwards, whoever did not come back.',
    list: true,
  })
  missing!: MissingNowView[];
}
