import {
  BooleanField,
  DayField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { registrationWorkflow } from '../registration.workflow';
import type { DeskPersonRow } from './admission.queries';
import { directions, refusalReasons, type Direction, type RefusalReason } from './admission.rules';

const reasons = Object.keys(refusalReasons);

/** Something from another part of the program that the desk should know of somebody. */
export class DeskFactView {
  @TextField({ description: 'What it is: `departure` for a visit that leaves today.', example: 'departure' })
  kind!: string;

  @TextField({ description: 'What it is about.', nullable: true, example: 'Huawei headquarters' })
  title!: string | null;

  @InstantField({ description: 'When.', nullable: true })
  at!: string | null;

  @TextField({ description: 'Where.', nullable: true, example: 'Hotel lobby, east entrance' })
  place!: string | null;

  @TextField({ description: 'What else to say, such as the coach.', nullable: true, example: 'Coach A' })
  detail!: string | null;
}

/** What the desk sees of somebody who comes. */
export class DeskPersonView {
  @IdField({ description: 'The registration.' })
  registrationId!: string;

  @TextField({ description: 'Code of the registration.', example: '7KQ2M9XW' })
  code!: string;

  @EnumField(Object.keys(registrationWorkflow.states), {
    description: 'Where the registration is in its life.',
    name: 'RegistrationState',
  })
  state!: string;

  @TextField({ description: 'Name as on the badge.', example: 'LI Na' })
  name!: string;

  @TextField({ description: 'Name in the person’s own script.', nullable: true, example: '李娜' })
  nativeName!: string | null;

  @IdField({ description: 'Category of the registration.' })
  categoryId!: string;

  @TextField({ description: 'Title of the category in the first language.', example: 'Delegates' })
  categoryTitle!: string;

  @TextField({ description: 'Colour of its badges, as #RRGGBB.', nullable: true, example: '#17456E' })
  categoryColour!: string | null;

  @TextField({ description: 'Organisation.', nullable: true, example: 'Rostelecom' })
  organisationName!: string | null;

  @IdField({ description: 'Delegation.', nullable: true })
  delegationId!: string | null;

  @TextField({
    description: 'Name of the delegation.',
    nullable: true,
    example: 'Ministry of Digital Development',
  })
  delegationName!: string | null;

  @TextField({ description: 'Part in the delegation.', nullable: true, example: 'adviser' })
  partInDelegation!: string | null;

  @LanguageField({ description: 'Language that the person prefers.' })
  locale!: string;

  @TextField({
    description: 'What officers want the desk to know.',
    nullable: true,
    example: 'Call protocol when he arrives.',
  })
  note!: string | null;

  @TextField({
    description:
      'What is missing: `answers` for required questions of the form with which one registers, `follow_up` for those of a form of which the person was told later.',
    list: true,
    example: ['answers'],
  })
  missing!: string[];

  @ObjectField(() => DeskFactView, { description: 'What else is good to know today.', list: true })
  facts!: DeskFactView[];
}

export function toDeskPersonView(row: DeskPersonRow): DeskPersonView {
  return {
    registrationId: row.registration_id,
    code: row.code,
    state: row.state,
    name: row.display_name,
    nativeName: row.native_name,
    categoryId: row.category_id,
    categoryTitle: row.category_title,
    categoryColour: row.badge_colour,
    organisationName: row.organisation_name,
    delegationId: row.delegation_id,
    delegationName: row.facts['delegation']?.title ?? null,
    partInDelegation: row.part_in_delegation,
    locale: row.locale,
    note: row.desk_note,
    missing: row.missing,
    facts: Object.entries(row.facts).flatMap(([kind, fact]) =>
      fact === null || kind === 'delegation'
        ? []
        : [
            {
              kind,
              title: fact.title ?? null,
              at: fact.at === undefined ? null : new Date(fact.at).toISOString(),
              place: fact.place ?? null,
              detail: fact.detail ?? null,
            },
          ],
    ),
  };
}

/** A check-in without the person. */
export interface CheckInRow extends Record<string, unknown> {
  id: string;
  version: number;
  registration_id: string;
  point_id: string;
  direction: Direction;
  day: string;
  at: Date;
  left_at: Date | null;
  device_id: string | null;
  by_name: string;
  offline: boolean;
  counts: boolean;
  conflict: RefusalReason | null;
}

/** Somebody came in or went out, with what the desk needs to know. */
export class CheckInView extends DeskPersonView {
  @IdField({ description: 'Id of the check-in.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @IdField({ description: 'The point at which it was.' })
  pointId!: string;

  @EnumField(directions, { description: 'Whether the person came in or went out.', name: 'Direction' })
  direction!: Direction;

  @DayField({ description: 'The day, at the place of the event.' })
  day!: string;

  @InstantField({ description: 'When.' })
  at!: string;

  @InstantField({ description: 'When the person went out again, if that is known.', nullable: true })
  leftAt!: string | null;

  @TextField({ description: 'The scanner.', nullable: true, example: 'gate-2' })
  deviceId!: string | null;

  @TextField({ description: 'Who did it.', example: 'Chen Wei' })
  byName!: string;

  @BooleanField({ description: 'Whether a scanner decided it while it was offline.', example: false })
  offline!: boolean;

  @BooleanField({
    description:
      'Whether it counts as an entry or a leaving; false for a second sighting, such as that of another scanner that was offline.',
    example: true,
  })
  counts!: boolean;

  @EnumField(reasons, {
    description: 'Why it would have been refused, had the scanner not been offline.',
    name: 'RefusalReason',
    nullable: true,
    example: null,
  })
  conflict!: RefusalReason | null;
}

export function toCheckInView(row: CheckInRow, person: DeskPersonView): CheckInView {
  return {
    ...person,
    id: row.id,
    version: row.version,
    pointId: row.point_id,
    direction: row.direction,
    day: row.day,
    at: row.at.toISOString(),
    leftAt: row.left_at?.toISOString() ?? null,
    deviceId: row.device_id,
    byName: row.by_name,
    offline: row.offline,
    counts: row.counts,
    conflict: row.conflict,
  };
}

/** Somebody who may be meant, with whether they are in. */
export class CandidateView extends DeskPersonView {
  @IdField({
    description: 'The check-in by which the person is in at this point; null when not in.',
    nullable: true,
  })
  checkInId!: string | null;

  @InstantField({ description: 'Since when.', nullable: true })
  checkedInAt!: string | null;

  @EnumField(reasons, {
    description: 'Why the person would be refused now; null when they can come in.',
    name: 'RefusalReason',
    nullable: true,
    example: null,
  })
  refusal!: RefusalReason | null;
}

export interface CandidateRow extends DeskPersonRow {
  reason: RefusalReason | null;
  check_in_id: string | null;
  checked_in_at: Date | null;
  left_at: Date | null;
}

/** `ruled` is why another part of the program would refuse the person. */
export function toCandidateView(row: CandidateRow, ruled: RefusalReason | undefined): CandidateView {
  const isIn = row.check_in_id !== null && row.left_at === null;
  const seen = row.check_in_id === null ? null : isIn ? ('already_in' as const) : ('no_reentry' as const);
  return {
    ...toDeskPersonView(row),
    checkInId: isIn ? row.check_in_id : null,
    checkedInAt: isIn ? row.checked_in_at!.toISOString() : null,
    refusal: row.reason ?? seen ?? ruled ?? null,
  };
}

export interface RefusalRow extends Record<string, unknown> {
  id: string;
  registration_id: string | null;
  point_id: string;
  reason: RefusalReason;
  direction: Direction;
  at: Date;
  device_id: string | null;
  by_name: string;
  offline: boolean;
  admitted: boolean;
}

/** Somebody was refused. */
export class RefusalView {
  @IdField({ description: 'Id of the refusal.' })
  id!: string;

  @IdField({ description: 'The point at which it was.' })
  pointId!: string;

  @EnumField(reasons, { description: 'Why.', name: 'RefusalReason' })
  reason!: RefusalReason;

  @EnumField(directions, { description: 'Whether the person wanted in or out.', name: 'Direction' })
  direction!: Direction;

  @InstantField({ description: 'When.' })
  at!: string;

  @TextField({ description: 'The scanner.', nullable: true, example: 'gate-2' })
  deviceId!: string | null;

  @TextField({ description: 'Who refused.', example: 'Chen Wei' })
  byName!: string;

  @BooleanField({ description: 'Whether a scanner decided it while it was offline.', example: false })
  offline!: boolean;

  @BooleanField({
    description:
      'Whether the scanner, being offline, let the person in all the same; nobody knows who it was.',
    example: false,
  })
  admitted!: boolean;

  @ObjectField(() => DeskPersonView, { description: 'Who it was, if that is known.', nullable: true })
  person!: DeskPersonView | null;
}

export function toRefusalView(row: RefusalRow, person: DeskPersonView | null): RefusalView {
  return {
    id: row.id,
    pointId: row.point_id,
    reason: row.reason,
    direction: row.direction,
    at: row.at.toISOString(),
    deviceId: row.device_id,
    byName: row.by_name,
    offline: row.offline,
    admitted: row.admitted,
    person,
  };
}

export const outcomes = ['recorded', 'duplicate', 'conflict'] as const;

/** What became of one scan of a batch. */
export class ScanResultView {
  @TextField({ description: 'The id that the scanner gave the scan.', example: 'gate-2-000417' })
  clientId!: string;

  @EnumField(outcomes, {
    description:
      '`recorded`: as the scanner decided. `duplicate`: this clientId was recorded before, and nothing was done. `conflict`: it was recorded that the scanner let the person in, and why it should not have; `reason` says it.',
    name: 'ScanOutcome',
  })
  outcome!: (typeof outcomes)[number];

  @EnumField(reasons, {
    description: 'Why it should have been, or was, refused.',
    name: 'RefusalReason',
    nullable: true,
    example: null,
  })
  reason!: RefusalReason | null;

  @IdField({ description: 'The check-in that was recorded, if it was one.', nullable: true })
  checkInId!: string | null;

  @IdField({ description: 'Who it was, if that is known.', nullable: true })
  registrationId!: string | null;
}

export class BatchView {
  @IdField({ description: 'The point at which the scans were.' })
  pointId!: string;

  @ObjectField(() => ScanResultView, {
    description: 'One result for each scan, in the order in which they were sent.',
    list: 1000,
  })
  results!: ScanResultView[];
}
