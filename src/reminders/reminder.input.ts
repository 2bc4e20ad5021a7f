import { AudienceInput } from '../agendas/audience';
import { deadlineKinds, type DeadlineKind } from '../agendas/deadline.rules';
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
export const anchors = [
  'event_start',
  'event_end',
  'registration_closes',
  'session',
  'departure',
  'first_item',
  'deadline',
  'document',
  'offer',
] as const;

const template = {
  description:
    'A template of the event, used by its name, in whose words it is; what is ahead or owed stands in it at `{{ facts }}`. Its own texts are said where the template is gone.',
  optional: true,
  nullable: true,
} as const;

const byDay = {
  description:
    'Whether nobody is woken by it: what would come between nine in the evening and eight in the morning, where the reader is, comes at eight in the evening before if it is before something, and at eight in the morning after otherwise.',
  optional: true,
} as const;

/** A year, in minutes. */
const year = 525_600;

const example = { en: 'Bring your travel document.', ru: 'Возьмите с собой документ.', zh: '请携带证件。' };

export class ReminderRuleInput {
  @TextField({ description: 'Name of the rule, for staff.', example: 'The day before the opening' })
  title!: string;

  @EnumField(anchors, {
    description:
      'What it is timed by. `session` and `departure`: the one that is named, or each on the reader’s agenda; `first_item`: the first of these; `deadline`: what the reader still has to do; `document`: a document that is missing; `offer`: the end of an offer that they have not answered.',
    name: 'ReminderAnchor',
  })
  anchor!: string;

  @IdField({
    description: 'The session or the departure, if it is timed by one of them alone.',
    optional: true,
    nullable: true,
  })
  anchorId?: string | null;

  @EnumField(deadlineKinds, {
    description: 'Of `deadline`: which kinds; without it, all.',
    name: 'DeadlineKind',
    list: deadlineKinds.length,
    optional: true,
    example: ['form'],
  })
  deadlineKinds?: DeadlineKind[];

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
    description: 'Whom it goes to, of those whom the anchor concerns.',
    optional: true,
    example: {},
  })
  audience?: AudienceInput;

  @TextsField({
    description:
      'What it says beside the agenda, by language; needed unless it is in the words of a template.',
    multiline: true,
    max: 2000,
    example,
    optional: true,
  })
  texts?: Record<string, string>;

  @IdField(template)
  templateId?: string | null;

  @BooleanField(byDay)
  byDay?: boolean;

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

  @IdField(template)
  templateId?: string | null;

  @BooleanField(byDay)
  byDay?: boolean;

  @BooleanField({ description: 'Whether it is in force.', optional: true })
  active?: boolean;
}
