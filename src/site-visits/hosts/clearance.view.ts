import {
  BooleanField,
  CountryField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { departureWorkflow } from '../departures/departure.workflow';
import type { HouseRules } from '../site-visit.input';
import { findingCodes, type FindingCode } from './clearance-findings.service';
import { decisions, refusalCodes } from './clearance.input';
import { findingsOf, shownFindings } from './clearance.rules';
import type { Answer } from './host-answers.service';
import { hostRequestWorkflow } from './host-request.workflow';

/** Something that the rules of the host, or what is missing, say of a person. */
export class FindingView {
  @EnumField(findingCodes, { description: 'What it is.', name: 'ClearanceFinding' })
  code!: FindingCode;

  @TextsField({
    description: 'The same as a sentence, by language.',
    example: { en: 'The host does not receive this nationality.' },
  })
  sentences!: Record<string, string>;
}

/** Something that was said about a person between the host and the coordinator. */
export class HostWordView {
  @EnumField(['clear', 'refuse', 'ask', 'reply', 'reinstate'], {
    description: 'What it was.',
    name: 'HostWord',
  })
  answer!: Answer;

  @EnumField(refusalCodes, {
    description: 'Why the person is not received; null unless refused.',
    name: 'RefusalCode',
    nullable: true,
    example: null,
  })
  code!: string | null;

  @TextField({ description: 'What was said further.', nullable: true, example: 'Which laboratory?' })
  remark!: string | null;

  @TextField({ description: 'Name of who said it.', example: 'Wang Fang' })
  by!: string;

  @BooleanField({
    description: 'Whether a coordinator said it: on behalf of the host, or in reply to it.',
    example: false,
  })
  byStaff!: boolean;

  @InstantField({ description: 'When.' })
  at!: string;
}

/** Somebody with a place on a visit, as whoever decides sees them. */
export class ClearanceView {
  @IdField({ description: 'The booking.' })
  bookingId!: string;

  @IdField({ description: 'The departure.' })
  departureId!: string;

  @TextField({ description: 'Name as on the badge.', example: 'LI Na' })
  name!: string;

  @TextField({ description: 'Name in the person’s own script.', nullable: true, example: '李娜' })
  nativeName!: string | null;

  @TextField({ description: 'Form of address.', nullable: true, example: 'Ms' })
  formOfAddress!: string | null;

  @CountryField({ description: 'Nationality.', nullable: true })
  nationality!: string | null;

  @TextField({ description: 'Where they work.', nullable: true, example: 'Ministry of Communications' })
  organisation!: string | null;

  @TextField({ description: 'What they do there.', nullable: true, example: 'Deputy Director' })
  post!: string | null;

  @EnumField(decisions, { description: 'What the host has decided.', name: 'ClearanceDecision' })
  decision!: (typeof decisions)[number];

  @BooleanField({
    description: 'Whether the host has asked something that is not answered yet.',
    example: false,
  })
  question!: boolean;

  @ObjectField(() => FindingView, {
    description: 'What the rules of the host say of the person. Nothing follows from it by itself.',
    list: true,
  })
  findings!: FindingView[];

  @ObjectField(() => HostWordView, { description: 'What was said last.', nullable: true })
  last!: HostWordView | null;

  @TextField({
    description: 'Changes with everything that concerns the decision; goes back with the answer.',
    example: '5f1c0b7a9e2d4c38',
  })
  mark!: string;
}

/** The same with all that was said. */
export class ClearanceInFullView extends ClearanceView {
  @ObjectField(() => HostWordView, { description: 'All that was said, in order.', list: true })
  words!: HostWordView[];
}

export class HostAnswersView {
  @IntegerField({ description: 'Of how many people it was recorded.', example: 12 })
  recorded!: number;

  @IntegerField({ description: 'Of how many the same had been said before.', example: 0 })
  unchanged!: number;
}

/** How far a host is with the people of a departure. */
export class DepartureClearanceView {
  @IdField({ description: 'The departure.' })
  departureId!: string;

  @IdField({ description: 'The site visit.' })
  siteVisitId!: string;

  @TextField({
    description: 'Title of the site visit, in the first language of the event.',
    example: 'Huawei headquarters',
  })
  title!: string;

  @TextsField({ description: 'Title of the site visit in further languages.' })
  titles!: Record<string, string>;

  @EnumField(Object.keys(departureWorkflow.states), {
    description: 'Where the departure is in its life.',
    name: 'DepartureState',
    example: 'closed',
  })
  state!: string;

  @InstantField({ description: 'When the group leaves.' })
  startsAt!: string;

  @InstantField({ description: 'When the group is back.' })
  endsAt!: string;

  @InstantField({ description: 'When booking closes; a place that falls free before goes to who waits.' })
  cutOffAt!: string;

  @IntegerField({ description: 'How many have a place about whom nothing is decided.', example: 3 })
  undecided!: number;

  @IntegerField({ description: 'How many have a place and are received.', example: 35 })
  cleared!: number;

  @IntegerField({ description: 'How many are not received.', example: 1 })
  refused!: number;

  @IntegerField({ description: 'About how many the host has asked something.', example: 0 })
  questions!: number;

  @IdField({ description: 'What the host was asked; null if it was not.', nullable: true })
  requestId!: string | null;

  @EnumField(Object.keys(hostRequestWorkflow.states), {
    description: 'Where that is.',
    name: 'HostRequestState',
    nullable: true,
  })
  request!: string | null;

  @InstantField({ description: 'Until when the host is to answer.', nullable: true })
  answerBy!: string | null;

  @TextField({
    description:
      'Changes with everything that concerns the undecided; goes back with an answer about all of them.',
    example: '5f1c0b7a9e2d4c38',
  })
  mark!: string;
}

export interface WordRow extends Record<string, unknown> {
  id: string;
  answer: Answer;
  code: string | null;
  remark: string | null;
  by_host: boolean;
  by_name: string;
  at: string;
}

export interface ClearanceRow extends Record<string, unknown> {
  booking_id: string;
  departure_id: string;
  name: string;
  native_name: string | null;
  form_of_address: string | null;
  nationality: string | null;
  birth_date: string | null;
  organisation: string | null;
  post: string | null;
  decision: (typeof decisions)[number];
  last: WordRow | null;
  mark: string;
  house_rules: HouseRules;
  starts_at: Date;
  time_zone: string;
}

export interface DepartureClearanceRow extends Record<string, unknown> {
  departure_id: string;
  site_visit_id: string;
  title: string;
  titles: Record<string, string>;
  state: string;
  starts_at: Date;
  ends_at: Date;
  cut_off_at: Date;
  undecided: number;
  cleared: number;
  refused: number;
  questions: number;
  request_id: string | null;
  request: string | null;
  answer_by: Date | null;
  mark: string;
}

export function toWordView(row: WordRow): HostWordView {
  return {
    answer: row.answer,
    code: row.code,
    remark: row.remark,
    by: row.by_name,
    byStaff: !row.by_host,
    // Comes out of JSON, in which PostgreSQL writes an offset of its own.
    at: new Date(row.at).toISOString(),
  };
}

/** A person as whoever decides sees them; `more` is what other rooms know. */
export function toClearanceView(row: ClearanceRow, more: readonly FindingCode[] = []): ClearanceView {
  const own = findingsOf(
    row.house_rules,
    { nationality: row.nationality, birthDate: row.birth_date },
    row.starts_at,
    row.time_zone,
  );
  return {
    bookingId: row.booking_id,
    departureId: row.departure_id,
    name: row.name,
    nativeName: row.native_name,
    formOfAddress: row.form_of_address,
    nationality: row.nationality,
    organisation: row.organisation,
    post: row.post,
    decision: row.decision,
    question: row.decision === 'undecided' && row.last?.answer === 'ask',
    findings: shownFindings([...own, ...more], row.house_rules),
    last: row.last && toWordView(row.last),
    mark: row.mark,
  };
}

export function toDepartureClearanceView(row: DepartureClearanceRow): DepartureClearanceView {
  return {
    departureId: row.departure_id,
    siteVisitId: row.site_visit_id,
    title: row.title,
    titles: row.titles,
    state: row.state,
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    cutOffAt: row.cut_off_at.toISOString(),
    undecided: row.undecided,
    cleared: row.cleared,
    refused: row.refused,
    questions: row.questions,
    requestId: row.request_id,
    request: row.request,
    answerBy: row.answer_by?.toISOString() ?? null,
    mark: row.mark,
  };
}
