import { AudienceInput } from '../agendas/audience';
import {
  BooleanField,
  EnumField,
  IdField,
  IntegerField,
  ObjectField,
  TextField,
  TextsField,
} from '../platform/http/fields';

/** What a reminder is timed by. */
export const anchors = ['event_start', 'event_end', 'registration_closes', 'session', 'departure'] as const;

/** A year, in minutes. */
const year = 525_600;

const example = { en: 'Bring your travel document.', ru: 'Возьмите с собой документ.', zh: '请携带证件。' };

export class ReminderRuleInput {
  @TextField({ description: 'Name of the rule, for staff.', example: 'The day before the opening' })
  title!: string;

  @EnumField(anchors, { description: 'What it is timed by.', name: 'ReminderAnchor' })
  anchor!: string;

  @IdField({
    description: 'The session or the departure, if it is timed by one.',
    optional: true,
    nullable: true,
  })
  anchorId?: string | null;

  @IntegerField({
    description: 'Minutes after the anchor; negative for before it.',
    example: -1440,
    min: -year,
    max: year,
  })
  offsetMinutes!: number;

  @IntegerField({
    description: 'Minutes after which a reminder that could not go out is not sent any more.',
    example: 720,
    min: 1,
    max: 43_200,
    optional: true,
  })
  lapsesAfterMinutes?: number;

  @ObjectField(() => AudienceInput, {
    description: 'Whom it goes to, of those on whose agenda the anchor is.',
    optional: true,
    example: {},
  })
  audience?: AudienceInput;

  @TextsField({
    description: 'What it says beside the agenda, by language.',
    multiline: true,
    max: 2000,
    example,
  })
  texts!: Record<string, string>;

  @BooleanField({ description: 'Whether it is in force.', optional: true })
  active?: boolean;
}

export class ReminderRuleChanges {
  @TextField({
    description: 'Name of the rule, for staff.',
    example: 'The day before the opening',
    optional: true,
  })
  title?: string;

  @IntegerField({
    description: 'Minutes after the anchor; negative for before it.',
    example: -1440,
    min: -year,
    max: year,
    optional: true,
  })
  offsetMinutes?: number;

  @IntegerField({
    description: 'Minutes after which a reminder that could not go out is not sent any more.',
    example: 720,
    min: 1,
    max: 43_200,
    optional: true,
  })
  lapsesAfterMinutes?: number;

  @ObjectField(() => AudienceInput, { description: 'Whom it goes to.', optional: true, example: {} })
  audience?: AudienceInput;

  @TextsField({
    description: 'What it says beside the agenda, by language.',
    multiline: true,
    max: 2000,
    example,
    optional: true,
  })
  texts?: Record<string, string>;

  @BooleanField({ description: 'Whether it is in force.', optional: true })
  active?: boolean;
}
