import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  MapField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import type { Unanswered } from './answers.rules';
import { formPurposes, type FormPurpose } from './form.rules';
import { FormFieldView } from './form.view';

/** A question that must be answered and is not. */
export class MissingAnswerView {
  @TextField({ description: 'Key of the question.', example: 'arrival' })
  key!: string;

  @TextField({ description: 'The question, in the first language of the event.', example: 'Day of arrival' })
  label!: string;

  @TextField({ description: 'Where the answer stands in a request (RFC 6901).', example: '/answers/arrival' })
  pointer!: string;

  @TextField({ description: 'What is to be done.', example: 'must be answered' })
  message!: string;

  @InstantField({ description: 'From when on it must be answered; null for always.', nullable: true })
  requiredFrom!: string | null;

  @BooleanField({ description: 'Whether it must be answered by now.' })
  due!: boolean;
}

export function toMissingViews(unanswered: readonly Unanswered[], now: Date): MissingAnswerView[] {
  return unanswered.map(({ key, label, pointer, message, from }) => ({
    key,
    label,
    pointer,
    message,
    requiredFrom: from?.toISOString() ?? null,
    due: from === null || now >= from,
  }));
}

/** More time for one person. */
export class ExtensionView {
  @TextField({ description: 'Key of the group, or id of the form whose deadline it is.', example: 'meals' })
  group!: string;

  @InstantField({ description: 'Until when the person can change these answers.' })
  until!: string;

  @TextField({
    description: 'Why; only for those who decide about registrations.',
    nullable: true,
    example: 'The flight was moved.',
  })
  reason!: string | null;

  @TextField({
    description: 'Who gave it; only for those who decide about registrations.',
    nullable: true,
    example: 'Anna Petrova',
  })
  by!: string | null;

  @InstantField({ description: 'When it was given.' })
  at!: string;
}

export interface ExtensionRow extends Record<string, unknown> {
  readonly group: string;
  readonly until: string;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
}

/** SQL for the extensions of registration `r`, as JSON. */
export const extensionsJson = `COALESCE((
  SELECT json_agg(json_build_object('group', x.group_key, 'until', x.until, 'reason', x.reason, 'by', x.by_name, 'at', x.at) ORDER BY x.group_key)
    FROM answer_extensions x WHERE x.registration_id = r.id), '[]')`;

export function toExtensionView(
  { group, until, reason, by, at }: ExtensionRow,
  manager: boolean,
): ExtensionView {
  return {
    group,
    until: new Date(until).toISOString(),
    reason: manager ? reason : null,
    by: manager ? by : null,
    at: new Date(at).toISOString(),
  };
}

/** A file that is the answer to a question. */
export class AnswerFileView {
  @TextField({ description: 'Key of the question.', example: 'passport' })
  key!: string;

  @IdField({ description: 'What stands in the answers.' })
  fileId!: string;

  @TextField({ description: 'The name under which it came.', example: 'passport.pdf' })
  name!: string;

  @TextField({ description: 'Its media type, by its content.', example: 'application/pdf' })
  mediaType!: string;

  @IntegerField({ description: 'Length in bytes.', example: 183_204 })
  size!: number;

  @TextField({
    description: 'SHA-256 in hexadecimal.',
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  })
  sha256!: string;
}

/** Questions that can be changed until the same instant, for this person. */
export class RegistrationGroupView {
  @TextField({ description: 'Key of the group.', example: 'meals' })
  key!: string;

  @TextField({ description: 'Title in the first language of the event.', example: 'Meals' })
  title!: string;

  @TextsField({ description: 'Title in further languages.', optional: true })
  titles?: Readonly<Record<string, string>>;

  @InstantField({
    description: 'Until when this person can change its answers, with what they were given; null for always.',
    nullable: true,
  })
  editableUntil!: string | null;
}

/** A form as one person has to answer it, with their answers. */
export class RegistrationFormView {
  @IdField({ description: 'Id of the form.' })
  id!: string;

  @IntegerField({
    description:
      'Version of the answers, the ETag; 0 when there are none yet. For the form with which one registers, that of the registration.',
    example: 1,
  })
  version!: number;

  @EnumField(formPurposes, {
    description: 'Asked when one registers, or of those who have a place.',
    name: 'FormPurpose',
  })
  purpose!: FormPurpose;

  @TextField({ description: 'Title in the first language of the event.', nullable: true, example: 'Travel' })
  title!: string | null;

  @TextsField({ description: 'Title in further languages.' })
  titles!: Record<string, string>;

  @BooleanField({ description: 'Whether the person is asked now, and answers are taken.' })
  open!: boolean;

  @InstantField({
    description:
      'Until when this person can change answers whose group does not say otherwise; null for always.',
    nullable: true,
  })
  deadline!: string | null;

  @ObjectField(() => RegistrationGroupView, { description: 'Groups with their dates.', list: true })
  groups!: RegistrationGroupView[];

  @IntegerField({ description: 'Number of the version in force.', example: 2 })
  formVersion!: number;

  @IntegerField({
    description: 'Number of the version that was answered; null when none was.',
    nullable: true,
    example: 1,
  })
  answeredVersion!: number | null;

  @ObjectField(() => FormFieldView, { description: 'The questions in force, in their order.', list: true })
  fields!: FormFieldView[];

  @TextField({
    description: 'Keys of the questions that are asked, as the answers are now.',
    list: true,
    example: ['diet'],
  })
  asked!: readonly string[];

  @MapField({
    description: 'Answers by the key of the question, with the person’s own data that the form asks for.',
    example: { diet: 'vegetarian' },
  })
  answers!: Readonly<Record<string, unknown>>;

  @ObjectField(() => AnswerFileView, { description: 'Files that are answers.', list: true })
  files!: AnswerFileView[];

  @ObjectField(() => MissingAnswerView, { description: 'What must be answered and is not.', list: true })
  missing!: MissingAnswerView[];

  @BooleanField({ description: 'Whether nothing is missing, now or later.' })
  complete!: boolean;

  @TextField({
    description: 'Keys of questions whose answers were removed because their time was over.',
    list: true,
    example: [],
  })
  purged!: string[];
}

/** All forms that concern one registration. */
export class RegistrationFormsView {
  @ObjectField(() => RegistrationFormView, {
    description: 'The form with which one registers first, then the others in the order of their opening.',
    list: true,
  })
  items!: RegistrationFormView[];
}

/** Proof that answers were removed, and how many. */
export class AnswerPurgeView {
  @IdField({ description: 'Id of the entry.' })
  id!: string;

  @IdField({ description: 'The form.' })
  formId!: string;

  @IntegerField({ description: 'The version of the form under which they were given.', example: 1 })
  formVersion!: number;

  @TextField({ description: 'Key of the question.', example: 'passport' })
  question!: string;

  @InstantField({ description: 'When the time for which they are kept was over.' })
  dueAt!: string;

  @IntegerField({ description: 'How many answers were removed.', example: 118 })
  count!: number;

  @BooleanField({ description: 'Whether none is left.' })
  done!: boolean;

  @InstantField({ description: 'When the last of them was removed.' })
  at!: string;
}

export class ConsentView {
  @IdField({ description: 'Id of the form that asks for it.' })
  formId!: string;

  @TextField({ description: 'Key of the question.', example: 'photographs' })
  key!: string;

  @TextField({
    description: 'What is asked, in the first language of the event.',
    example: 'May we show photographs of you?',
  })
  label!: string;

  @TextsField({ description: 'The same in further languages.' })
  labels!: Readonly<Record<string, string>>;

  @BooleanField({ description: 'Whether the person consents now.', example: true })
  given!: boolean;

  @BooleanField({ description: 'Whether the form asks for it now.', example: true })
  asked!: boolean;
}

export class ConsentsView {
  @ObjectField(() => ConsentView, { description: 'The consents, in the order of the forms.', list: true })
  items!: ConsentView[];
}
