import {
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import type { Coach } from './departure.rules';
import { departureWorkflow } from './departure.workflow';

export class CoachView {
  @TextField({ description: 'What participants look for at the kerb.', example: 'Coach A' })
  label!: string;

  @IntegerField({ description: 'How many passengers it holds.', example: 45 })
  seats!: number;

  @TextField({ description: 'Number plate.', nullable: true, example: '粤B·12345' })
  plate!: string | null;

  @TextField({
    description: 'Who counts heads on it; null to those who are not staff.',
    nullable: true,
    example: 'Chen Wei',
  })
  marshal!: string | null;
}

export class DepartureView {
  @IdField({ description: 'Id of the departure.' })
  id!: string;

  @IntegerField({
    description: 'Raised when the departure changes, not when a place is taken; the ETag.',
    example: 1,
  })
  version!: number;

  @EnumField(Object.keys(departureWorkflow.states), {
    description: 'Where it is in its life.',
    name: 'DepartureState',
  })
  state!: string;

  @IdField({ description: 'The site visit.' })
  siteVisitId!: string;

  @TextField({
    description: 'Title of the site visit, in the first language of the event.',
    example: 'Huawei headquarters',
  })
  title!: string;

  @TextsField({
    description: 'Title of the site visit in further languages.',
    example: { ru: 'Штаб-квартира Huawei', zh: '华为总部' },
  })
  titles!: Record<string, string>;

  @InstantField({ description: 'When the group leaves.', example: '2019-10-23T01:00:00.000Z' })
  startsAt!: string;

  @InstantField({ description: 'When the group is back.', example: '2019-10-23T04:30:00.000Z' })
  endsAt!: string;

  @InstantField({ description: 'When booking closes.', example: '2019-10-21T10:00:00.000Z' })
  cutOffAt!: string;

  @TextField({ description: 'Where to be at the start.', example: 'Hotel lobby, east entrance' })
  meetingPoint!: string;

  @TextField({ description: 'Who guides the group.', nullable: true, example: 'Liu Yang' })
  guide!: string | null;

  @ObjectField(() => CoachView, { description: 'The coaches.', list: true })
  coaches!: CoachView[];

  @IntegerField({ description: 'How many people the host receives.', example: 40 })
  capacity!: number;

  @IntegerField({ description: 'How many places the coordinator keeps back.', example: 0 })
  keptBack!: number;

  @IntegerField({
    description:
      'How many places can be booked: the least of what the host receives and the coaches hold, less those kept back.',
    example: 40,
  })
  seats!: number;

  @IntegerField({
    description: 'How many of them are kept for delegations and categories, taken by these or not.',
    example: 0,
  })
  kept!: number;

  @IntegerField({ description: 'How many of them are taken.', example: 12 })
  taken!: number;

  @IntegerField({ description: 'How many people wait for one.', example: 0 })
  waiting!: number;

  @TextField({
    description: 'How it went; null before the report, and to those who are not staff.',
    nullable: true,
    example: null,
  })
  report!: string | null;
}

export interface DepartureRow extends Record<string, unknown> {
  id: string;
  version: number;
  state: string;
  event_id: string;
  site_visit_id: string;
  title: string;
  titles: Record<string, string>;
  starts_at: Date;
  ends_at: Date;
  cut_off_at: Date;
  meeting_point: string;
  guide: string | null;
  coaches: Coach[];
  capacity: number;
  coach_seats: number | null;
  kept_back: number;
  seats: number;
  kept: number;
  taken: number;
  waiting: number;
  report: string | null;
}

/** A departure as `staff` see it, or as everybody else does. */
export function toDepartureView(row: DepartureRow, staff: boolean): DepartureView {
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    siteVisitId: row.site_visit_id,
    title: row.title,
    titles: row.titles,
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    cutOffAt: row.cut_off_at.toISOString(),
    meetingPoint: row.meeting_point,
    guide: row.guide,
    coaches: row.coaches.map(({ label, seats, plate = null, marshal = null }) => ({
      label,
      seats,
      plate,
      marshal: staff ? marshal : null,
    })),
    capacity: row.capacity,
    keptBack: row.kept_back,
    seats: row.seats,
    kept: row.kept,
    taken: row.taken,
    waiting: row.waiting,
    report: staff ? row.report : null,
  };
}

/** Somebody who is not where they should be. */
export class MissingView {
  @IdField({ description: 'Their booking.' })
  bookingId!: string;

  @IdField({ description: 'Their registration.' })
  registrationId!: string;

  @TextField({ description: 'Code of the registration.', example: 'K7QX2M' })
  code!: string;

  @TextField({ description: 'Name as on the badge.', example: 'LI Na' })
  name!: string;
}

/** Where the people of a departure are, now. */
export class HeadcountView {
  @IdField({ description: 'The departure.' })
  departureId!: string;

  @EnumField(Object.keys(departureWorkflow.states), {
    description: 'State of the departure.',
    name: 'DepartureState',
  })
  state!: string;

  @IntegerField({ description: 'How many places can be booked.', example: 40 })
  seats!: number;

  @IntegerField({
    description: 'How many have a place, wherever they are: boarded, back or not.',
    example: 38,
  })
  confirmed!: number;

  @IntegerField({ description: 'How many are on board and not yet back.', example: 36 })
  boarded!: number;

  @IntegerField({ description: 'How many are back, or were counted on board again to go back.', example: 0 })
  returned!: number;

  @ObjectField(() => MissingView, {
    description:
      'Who is missing, as on the board: before the departure those who have not boarded; on the way whoever was not counted yet where heads are being counted; afterwards those who boarded and are not back.',
    list: true,
  })
  missing!: MissingView[];
}
