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

/** Where somebody is, or was, as far as a report asks. */
export const presences = ['went', 'on_the_way', 'absent', 'excused', 'not_counted'] as const;
export type Presence = (typeof presences)[number];

/** How many people there were. */
export class AttendanceNumbersView {
  @IntegerField({ description: 'How many had a place when the group left.', example: 38 })
  booked!: number;

  @IntegerField({ description: 'How many went and are back.', example: 34 })
  went!: number;

  @IntegerField({ description: 'How many are on board and not counted back.', example: 1 })
  onTheWay!: number;

  @IntegerField({ description: 'How many did not come, without an excuse.', example: 2 })
  absent!: number;

  @IntegerField({ description: 'How many did not come and are excused.', example: 1 })
  excused!: number;

  @IntegerField({ description: 'How many were counted neither on board nor absent.', example: 0 })
  notCounted!: number;
}

export class DelegationAttendanceView {
  @IdField({ description: 'The delegation; null for those who are of none.', nullable: true })
  delegationId!: string | null;

  @TextField({
    description: 'Its name; null for those who are of none.',
    nullable: true,
    example: 'Ministry of Communications',
  })
  name!: string | null;

  @TextsField({ description: 'Its name in further languages.', example: { ru: 'Министерство связи' } })
  names!: Record<string, string>;

  @ObjectField(() => AttendanceNumbersView, { description: 'How many of it.' })
  numbers!: AttendanceNumbersView;
}

export class AttendeeView {
  @IdField({ description: 'The booking.' })
  bookingId!: string;

  @IdField({ description: 'The registration.' })
  registrationId!: string;

  @TextField({ description: 'Code of the registration.', example: 'K7QX2M' })
  code!: string;

  @TextField({ description: 'Name as on the badge.', example: 'LI Na' })
  name!: string;

  @TextField({ description: 'Name in its own script.', nullable: true, example: '李娜' })
  nativeName!: string | null;

  @IdField({ description: 'Their delegation.', nullable: true })
  delegationId!: string | null;

  @EnumField(presences, {
    description: 'Went and is back, on board, did not come, did not come and is excused, or not counted.',
    name: 'VisitPresence',
    example: 'went',
  })
  presence!: string;

  @TextField({
    description: 'Why, where the last word on it says so; a correction always does.',
    nullable: true,
    example: null,
  })
  why!: string | null;

  @BooleanField({ description: 'Whether it was corrected afterwards.' })
  corrected!: boolean;

  @InstantField({ description: 'When the last word on it was said.' })
  at!: string;
}

/** Who of a departure went. */
export class AttendanceView {
  @IdField({ description: 'The departure.' })
  departureId!: string;

  @ObjectField(() => AttendanceNumbersView, { description: 'How many.' })
  numbers!: AttendanceNumbersView;

  @ObjectField(() => DelegationAttendanceView, {
    description: 'How many of each delegation, by name.',
    list: true,
  })
  delegations!: DelegationAttendanceView[];

  @ObjectField(() => AttendeeView, { description: 'Everybody who had a place, by name.', list: true })
  people!: AttendeeView[];
}

/** Who went on a visit, over all its departures. */
export class VisitAttendanceView {
  @IdField({ description: 'The site visit.' })
  siteVisitId!: string;

  @ObjectField(() => AttendanceNumbersView, { description: 'How many, over all departures that have left.' })
  numbers!: AttendanceNumbersView;

  @ObjectField(() => DelegationAttendanceView, {
    description: 'How many of each delegation, by name.',
    list: true,
  })
  delegations!: DelegationAttendanceView[];

  @ObjectField(() => AttendanceView, { description: 'Each departure that has left, by start.', list: true })
  departures!: AttendanceView[];
}
