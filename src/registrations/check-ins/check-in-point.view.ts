import {
  BooleanField,
  DayField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import {
  missingPolicies,
  pointKinds,
  refusalReasons,
  type MissingPolicy,
  type PointKind,
  type RefusalReason,
} from './admission.rules';

export interface CheckInPointRow extends Record<string, unknown> {
  id: string;
  version: number;
  kind: PointKind;
  is_default: boolean;
  session_id: string | null;
  title: string;
  titles: Record<string, string>;
  category_ids: string[];
  zone_id: string | null;
  reentry: boolean;
  records_out: boolean;
  missing: MissingPolicy;
  opens_minutes_before: number;
  closes_minutes_after: number;
  /** From when and until when people are let in, for a session as it was released last. */
  opens_at: Date | null;
  closes_at: Date | null;
}

export class CheckInPointView {
  @IdField({ description: 'Id of the point.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @EnumField(Object.keys(pointKinds), { description: 'What one checks in to.', name: 'CheckInPointKind' })
  kind!: PointKind;

  @BooleanField({ description: 'Whether it stands for scans that name no point.', example: false })
  isDefault!: boolean;

  @IdField({ description: 'The session to which it belongs.', nullable: true })
  sessionId!: string | null;

  @TextField({ description: 'What it is called, in the first language of the event.', example: 'VIP lounge' })
  title!: string;

  @TextsField({ description: 'The same in further languages.', example: { zh: '贵宾厅' } })
  titles!: Record<string, string>;

  @IdField({ description: 'Categories that are let in; none: all.', list: 100 })
  categoryIds!: string[];

  @IdField({ description: 'The zone at whose door it is; null for none.', nullable: true })
  zoneId!: string | null;

  @BooleanField({ description: 'Whether somebody who left may come in again.', example: true })
  reentry!: boolean;

  @BooleanField({ description: 'Whether leaving is recorded.', example: false })
  recordsOut!: boolean;

  @EnumField(missingPolicies, {
    description: 'What happens to somebody of whom something is missing.',
    name: 'MissingPolicy',
    example: 'warn',
  })
  missing!: MissingPolicy;

  @InstantField({
    description: 'From when people are let in; null: always, or its session is not on the programme.',
    nullable: true,
  })
  opensAt!: string | null;

  @InstantField({
    description: 'Until when people are let in; null: always, or its session is not on the programme.',
    nullable: true,
  })
  closesAt!: string | null;

  @IntegerField({ description: 'How many minutes before its session it opens.', example: 60 })
  opensMinutesBefore!: number;

  @IntegerField({ description: 'How many minutes after the end of its session it closes.', example: 0 })
  closesMinutesAfter!: number;
}

export function toCheckInPointView(row: CheckInPointRow): CheckInPointView {
  return {
    id: row.id,
    version: row.version,
    kind: row.kind,
    isDefault: row.is_default,
    sessionId: row.session_id,
    title: row.title,
    titles: row.titles,
    categoryIds: row.category_ids,
    zoneId: row.zone_id,
    reentry: row.reentry,
    recordsOut: row.records_out,
    missing: row.missing,
    opensAt: row.opens_at?.toISOString() ?? null,
    closesAt: row.closes_at?.toISOString() ?? null,
    opensMinutesBefore: row.opens_minutes_before,
    closesMinutesAfter: row.closes_minutes_after,
  };
}

export class RefusedCountView {
  @EnumField(Object.keys(refusalReasons), { description: 'The reason.', name: 'RefusalReason' })
  reason!: RefusalReason;

  @IntegerField({ description: 'How often, today.', example: 3 })
  count!: number;
}

/** A point, now. */
export class CheckInFiguresView {
  @IdField({ description: 'The point.' })
  pointId!: string;

  @InstantField({ description: 'When it was counted.' })
  asOf!: string;

  @DayField({ description: 'Today at the place of the event.' })
  day!: string;

  @IntegerField({
    description: 'How many are in now; null at a point that does not record leaving.',
    nullable: true,
    example: 212,
    max: 10_000_000,
  })
  inNow!: number | null;

  @IntegerField({ description: 'How many people came today.', example: 240, max: 10_000_000 })
  cameToday!: number;

  @IntegerField({ description: 'How many people came here at all.', example: 300, max: 10_000_000 })
  cameEver!: number;

  @IntegerField({
    description:
      'How many may come: confirmed, in a category that is let in; at a seated session those with a place.',
    example: 320,
    max: 10_000_000,
  })
  expected!: number;

  @IntegerField({
    description:
      'How many scans of today were let in by a scanner that was offline, and would have been refused.',
    example: 1,
  })
  conflicts!: number;

  @ObjectField(() => RefusedCountView, {
    description: 'Refusals of today, the most frequent reason first.',
    list: true,
  })
  refused!: RefusedCountView[];
}
