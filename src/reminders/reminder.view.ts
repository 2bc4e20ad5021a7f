import { AudienceInput } from '../agendas/audience';
import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
  TextsField,
} from '../platform/http/fields';
import { deadlineKinds } from '../agendas/deadline.rules';
import { anchors } from './reminder.input';

export class ReminderRuleView {
  @IdField({ description: 'Id of the rule.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @TextField({ description: 'Name of the rule.', example: 'The day before the opening' })
  title!: string;

  @EnumField(anchors, { description: 'What it is timed by.', name: 'ReminderAnchor' })
  anchor!: string;

  @IdField({
    description: 'The session or the departure, if it is timed by one of them alone.',
    nullable: true,
  })
  anchorId!: string | null;

  @EnumField(deadlineKinds, {
    description: 'Of `deadline`: which kinds; none means all.',
    name: 'DeadlineKind',
    list: true,
    example: [],
  })
  deadlineKinds!: string[];

  @IntegerField({
    description: 'Minutes after the anchor; negative for before it.',
    example: -1440,
    min: -525_600,
  })
  offsetMinutes!: number;

  @IntegerField({ description: 'Minutes after which it is not sent any more.', example: 720 })
  lapsesAfterMinutes!: number;

  @ObjectField(() => AudienceInput, { description: 'Whom it goes to.', example: {} })
  audience!: AudienceInput;

  @TextsField({ description: 'What it says, by language.', example: { en: 'Bring your travel document.' } })
  texts!: Record<string, string>;

  @IdField({ description: 'The template in whose words it is; null: its own.', nullable: true })
  templateId!: string | null;

  @BooleanField({ description: 'Whether nobody is woken by it.' })
  byDay!: boolean;

  @BooleanField({ description: 'Whether it is in force.' })
  active!: boolean;

  @InstantField({
    description:
      'When it is due, as things stand now; null while the anchor has no time, and where that differs from person to person.',
    nullable: true,
  })
  dueAt!: string | null;
}

export class ReminderOccurrenceView {
  @IdField({ description: 'Id of the occurrence.' })
  id!: string;

  @IdField({
    description: 'What it was due for: the event, the session, the departure, or what is owed.',
  })
  subjectId!: string;

  @IntegerField({ description: 'How many messages were written.', example: 30 })
  messages!: number;

  @InstantField({ description: 'When it was due.' })
  dueAt!: string;

  @EnumField(['sent', 'missed'], {
    description: 'What became of it: `missed` when it came too late to make sense.',
    name: 'ReminderOutcome',
  })
  outcome!: string;

  @InstantField({ description: 'When that was found.' })
  at!: string;
}
