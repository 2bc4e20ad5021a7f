import {
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { changeKinds } from '../changes/change.view';
import { departureWorkflow } from '../departures/departure.workflow';
import { FeedbackTotalsView, HostFeedbackView } from '../feedback/feedback.view';
import { AttendanceNumbersView, AttendanceView, DelegationAttendanceView } from './attendance.view';

export class ReportedChangeView {
  @EnumField(changeKinds, { description: 'What was done.', name: 'DepartureChangeKind', example: 'moved' })
  kind!: string;

  @TextField({ description: 'Why.', nullable: true, example: 'The host has less room.' })
  reason!: string | null;

  @TextsField({ description: 'The reason in further languages.', example: { zh: '接待单位场地有限。' } })
  reasons!: Record<string, string>;

  @IntegerField({ description: 'How many people it touched.', example: 12 })
  people!: number;

  @InstantField({ description: 'When.' })
  at!: string;
}

/** How a departure was, from all that is on record of it. */
export class DepartureReportView {
  @IdField({ description: 'The departure.' })
  departureId!: string;

  @EnumField(Object.keys(departureWorkflow.states), {
    description: 'Where it is in its life.',
    name: 'DepartureState',
  })
  state!: string;

  @InstantField({ description: 'When it was to leave.', example: '2019-10-23T01:00:00.000Z' })
  startsAt!: string;

  @InstantField({ description: 'When it was to be back.', example: '2019-10-23T04:30:00.000Z' })
  endsAt!: string;

  @InstantField({ description: 'When it left; null before.', nullable: true, example: null })
  departedAt!: string | null;

  @InstantField({ description: 'When it was back; null before.', nullable: true, example: null })
  returnedAt!: string | null;

  @TextField({ description: 'Where the group met.', example: 'Hotel lobby, east entrance' })
  meetingPoint!: string;

  @TextField({ description: 'Who guided the group.', nullable: true, example: 'Liu Yang' })
  guide!: string | null;

  @IntegerField({ description: 'How many places could be booked.', example: 40 })
  seats!: number;

  @IntegerField({ description: 'How many people the host did not receive.', example: 0 })
  refused!: number;

  @IntegerField({ description: 'How many gave their place up after the cut-off.', example: 1 })
  cancelledLate!: number;

  @ObjectField(() => AttendanceView, { description: 'Who went.' })
  attendance!: AttendanceView;

  @ObjectField(() => ReportedChangeView, {
    description: 'What was changed of it, the oldest first.',
    list: true,
  })
  changes!: ReportedChangeView[];

  @ObjectField(() => HostFeedbackView, { description: 'What the host said; null before.', nullable: true })
  host!: HostFeedbackView | null;

  @ObjectField(() => FeedbackTotalsView, {
    description: 'What those who went said, taken together, once five of them have answered.',
  })
  participants!: FeedbackTotalsView;

  @TextField({
    description: 'How it went, in the words of the coordinator; null before.',
    nullable: true,
    multiline: true,
    example: null,
  })
  report!: string | null;
}

/** How a visit was. */
export class VisitReportView {
  @IdField({ description: 'The site visit.' })
  siteVisitId!: string;

  @TextField({ description: 'Its title.', example: 'Huawei headquarters' })
  title!: string;

  @TextsField({ description: 'Its title in further languages.', example: { zh: '华为总部' } })
  titles!: Record<string, string>;

  @TextField({ description: 'The host.', example: 'Huawei' })
  host!: string;

  @TextsField({ description: 'Name of the host in further languages.', example: { zh: '华为' } })
  hostNames!: Record<string, string>;

  @TextField({ description: 'Where it is.', nullable: true, example: 'Bantian, Shenzhen' })
  address!: string | null;

  @ObjectField(() => AttendanceNumbersView, { description: 'How many people, over all its departures here.' })
  numbers!: AttendanceNumbersView;

  @ObjectField(() => DelegationAttendanceView, { description: 'How many of each delegation.', list: true })
  delegations!: DelegationAttendanceView[];

  @ObjectField(() => DepartureReportView, {
    description:
      'Its departures by start: those that have left, those that were cancelled, or the one that is asked for.',
    list: true,
  })
  departures!: DepartureReportView[];
}
