import { ownProperties, type OwnProperty } from '../../people/person.rules';
import {
  AnyOfField,
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { requirementShapes, ShowIfInput } from './form.input';
import {
  answerFileKinds,
  fieldKinds,
  formPurposes,
  kindsTaken,
  type FieldGroup,
  type FieldKind,
  type FormField,
  type FormPurpose,
  type Requirement,
} from './form.rules';

export class FormOptionView {
  @TextField({ description: 'Value that stands in the answer.', example: 'vegetarian' })
  value!: string;

  @TextField({ description: 'What people read, in the first language of the event.', example: 'Vegetarian' })
  label!: string;

  @TextsField({ description: 'The same in further languages.', optional: true })
  labels?: Readonly<Record<string, string>>;

  @IntegerField({ description: 'How many may choose it; null for everybody.', nullable: true, example: 40 })
  places!: number | null;

  @IntegerField({
    description:
      'How many more can choose it now; null for everybody. Changes without the version, and so without the ETag.',
    nullable: true,
    example: 12,
  })
  free!: number | null;
}

/** A question with all that is needed to show it and to check an answer before it is sent. */
export class FormFieldView {
  @TextField({ description: 'Name of the answer.', example: 'diet' })
  key!: string;

  @EnumField(fieldKinds, { description: 'What is asked for.', name: 'FormFieldKind' })
  kind!: FieldKind;

  @TextField({
    description: 'The question, in the first language of the event.',
    example: 'Do you have wishes about food?',
  })
  label!: string;

  @TextsField({ description: 'The question in further languages.', optional: true })
  labels?: Readonly<Record<string, string>>;

  @TextField({ description: 'What helps to answer it.', optional: true, example: 'Meals are without pork.' })
  help?: string;

  @TextsField({ description: 'The same in further languages.', optional: true })
  helps?: Readonly<Record<string, string>>;

  @AnyOfField({
    description: 'Whether it must be answered (a consent: given): never, always, or from an instant on.',
    example: 'never',
    shapes: requirementShapes,
    message: '',
    test: () => true,
  })
  required!: Requirement;

  @ObjectField(() => ShowIfInput, { description: 'Asked only if an earlier answer is so.', optional: true })
  showIf?: ShowIfInput;

  @BooleanField({
    description: 'Seen and answered only by those who decide about registrations.',
    optional: true,
  })
  managersOnly?: boolean;

  @BooleanField({
    description: 'Whether approval is asked for again when the person answers it anew.',
    optional: true,
  })
  reapproval?: boolean;

  @BooleanField({
    description: 'Whether its answer stays when the registration passes to another person.',
    optional: true,
  })
  transferable?: boolean;

  @TextField({ description: 'Key of the group to which it belongs.', optional: true, example: 'meals' })
  group?: string;

  @IntegerField({
    description: 'For how many days after the event its answers are kept.',
    optional: true,
    nullable: true,
    example: 30,
  })
  keepDays?: number | null;

  @ObjectField(() => FormOptionView, { description: 'What can be chosen.', optional: true, list: true })
  options?: FormOptionView[];

  @EnumField(ownProperties, {
    description: 'What of the person’s own data it shows and writes.',
    name: 'PersonProperty',
    optional: true,
    example: 'birthDate',
  })
  property?: OwnProperty;

  @EnumField(answerFileKinds, {
    description: 'Kinds of files that are taken.',
    name: 'AnswerFileKind',
    optional: true,
    list: true,
  })
  accept?: readonly string[];

  @IntegerField({
    description: 'The largest file that is taken, in bytes.',
    optional: true,
    example: 5_000_000,
  })
  maxBytes?: number;

  @BooleanField({
    description: 'It is the photo of the person, for the badge.',
    optional: true,
    example: true,
  })
  photo?: boolean;
}

export class FieldGroupView {
  @TextField({ description: 'Name of the group in this form.', example: 'meals' })
  key!: string;

  @TextField({ description: 'Title in the first language of the event.', example: 'Meals' })
  title!: string;

  @TextsField({ description: 'Title in further languages.', optional: true })
  titles?: Readonly<Record<string, string>>;

  @InstantField({
    description: 'From when on only staff change its answers; null for the deadline of the form.',
    nullable: true,
  })
  editableUntil!: string | null;
}

export class FormView {
  @IdField({ description: 'Id of the form.' })
  id!: string;

  @IntegerField({
    description: 'Number of the version in force: raised each time the form is saved; the ETag.',
    example: 1,
  })
  version!: number;

  @EnumField(formPurposes, {
    description: 'Asked when one registers, or of those who have a place.',
    name: 'FormPurpose',
  })
  purpose!: FormPurpose;

  @TextField({
    description: 'Title in the first language of the event.',
    nullable: true,
    example: 'Travel and visa',
  })
  title!: string | null;

  @TextsField({ description: 'Title in further languages.' })
  titles!: Record<string, string>;

  @IdField({ description: 'The categories whose people are asked.', list: true })
  categoryIds!: string[];

  @InstantField({ description: 'From when on it is asked; null for at once.', nullable: true })
  opensAt!: string | null;

  @InstantField({
    description: 'Until when answers can be changed, unless a group says otherwise; null for always.',
    nullable: true,
  })
  deadline!: string | null;

  @ObjectField(() => FieldGroupView, {
    description: 'Groups of questions that can be changed until their own dates.',
    list: true,
  })
  groups!: FieldGroup[];

  @ObjectField(() => FormFieldView, { description: 'The questions, in their order.', list: true })
  fields!: FormFieldView[];
}

/** A questionnaire as it once was in force. */
export class FormVersionView {
  @IntegerField({ description: 'Its number.', example: 1 })
  number!: number;

  @InstantField({ description: 'From when on it was in force.' })
  createdAt!: string;

  @ObjectField(() => FormFieldView, { description: 'The questions, in their order.', list: true })
  fields!: FormFieldView[];
}

/** How many more can choose an option whose places are limited. */
export interface FreePlaces {
  readonly question: string;
  readonly value: string;
  readonly free: number;
}

export interface FormRow extends Record<string, unknown> {
  readonly id: string;
  readonly version: number;
  readonly purpose: FormPurpose;
  readonly title: string | null;
  readonly titles: Record<string, string>;
  readonly category_ids: string[];
  readonly opens_at: Date | null;
  readonly deadline: Date | null;
  readonly groups: FieldGroup[];
  readonly fields: FormField[];
  readonly free: readonly FreePlaces[];
}

/** Questions as whoever looks may see them. */
export function toFieldViews(
  fields: readonly FormField[],
  free: readonly FreePlaces[],
  manager: boolean,
): FormFieldView[] {
  return fields
    .filter(({ managersOnly }) => manager || !managersOnly)
    .map(({ options, ...field }) => ({
      ...field,
      ...(field.kind === 'file' ? { accept: kindsTaken(field) } : {}),
      ...(options
        ? {
            options: options.map(({ value, label, labels, places }) => ({
              value,
              label,
              ...(labels ? { labels } : {}),
              places: places ?? null,
              free: free.find((one) => one.question === field.key && one.value === value)?.free ?? null,
            })),
          }
        : {}),
    })) as FormFieldView[];
}

export function toFormView(row: FormRow, manager: boolean): FormView {
  return {
    id: row.id,
    version: row.version,
    purpose: row.purpose,
    title: row.title,
    titles: row.titles,
    categoryIds: row.category_ids,
    opensAt: row.opens_at?.toISOString() ?? null,
    deadline: row.deadline?.toISOString() ?? null,
    groups: row.groups,
    fields: toFieldViews(row.fields, row.free, manager),
  };
}
