import { ownProperties, type OwnProperty } from '../../people/person.rules';
import {
  AnyOfField,
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  isInstant,
  isSafeText,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import {
  answerFileKinds,
  fieldKinds,
  formPurposes,
  usualFileKinds,
  type AnswerFileKind,
  type FieldKind,
  type FormPurpose,
  type Requirement,
  type Scalar,
} from './form.rules';

/** Words and letters of keys: they stand in addresses and in tables of answers. */
const key = {
  max: 40,
  pattern: /^[a-z][A-Za-z0-9_]*$/,
  patternHint: 'must begin with a small letter and have letters, digits and underscores only',
};

const isScalar = (value: unknown): boolean =>
  (typeof value === 'string' && value.length <= 500 && isSafeText(value)) ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  typeof value === 'boolean';

const scalar = {
  shapes: [{ type: 'string', maxLength: 500 }, { type: 'number' }, { type: 'boolean' }],
  message: 'must be text, a number, or true or false',
  test: isScalar,
};

/** How the field `required` is documented where it comes in and where it goes out. */
export const requirementShapes = [
  { type: 'string', enum: ['never', 'always'] },
  {
    type: 'object',
    properties: { from: { type: 'string', format: 'date-time', example: '2019-09-30T18:00:00+08:00' } },
    required: ['from'],
    additionalProperties: false,
  },
];

const isRequirement = (value: unknown): boolean => {
  if (typeof value === 'boolean' || value === 'never' || value === 'always') return true;
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return keys.length === 1 && keys[0] === 'from' && isInstant((value as { from: unknown }).from);
};

export class FormOptionInput {
  @TextField({ description: 'Value that stands in the answer.', example: 'vegetarian', max: 60 })
  value!: string;

  @TextField({ description: 'What people read, in the first language of the event.', example: 'Vegetarian' })
  label!: string;

  @TextsField({ description: 'The same in further languages.', optional: true })
  labels?: Record<string, string>;

  @IntegerField({
    description: 'How many may choose it: kept as a quota, so that never more do. Null for everybody.',
    example: 40,
    optional: true,
    nullable: true,
  })
  places?: number | null;
}

export class ShowIfInput {
  @TextField({ description: 'Key of a question that stands before this one.', example: 'visa', ...key })
  key!: string;

  @AnyOfField({
    description: 'The answer must be this one, or have it among its choices.',
    example: 'yes',
    optional: true,
    ...scalar,
  })
  equals?: Scalar;

  @AnyOfField({
    description: 'The answer must be one of these, or have one of them among its choices.',
    example: ['yes', 'unsure'],
    optional: true,
    list: 50,
    ...scalar,
  })
  oneOf?: Scalar[];

  @BooleanField({ description: 'Whether there must be an answer, or none.', optional: true })
  answered?: boolean;
}

export class FormFieldInput {
  @TextField({
    description: 'Name of the answer; no other question of the same people has it.',
    example: 'diet',
    ...key,
  })
  key!: string;

  @EnumField(fieldKinds, { description: 'What is asked for.', name: 'FormFieldKind' })
  kind!: FieldKind;

  @TextField({
    description: 'The question, in the first language of the event.',
    example: 'Do you have wishes about food?',
    max: 500,
  })
  label!: string;

  @TextsField({ description: 'The question in further languages.', optional: true, max: 500 })
  labels?: Record<string, string>;

  @TextField({
    description: 'What helps to answer it, in the first language of the event.',
    example: 'All meals are served without pork.',
    optional: true,
    max: 2000,
    multiline: true,
  })
  help?: string;

  @TextsField({ description: 'The same in further languages.', optional: true, max: 2000, multiline: true })
  helps?: Record<string, string>;

  @AnyOfField({
    description:
      'Whether it must be answered (a consent: given): never, always, or from an instant on. Before that instant answers are taken without it. `true` is taken for `always`, `false` for `never`.',
    example: 'never',
    shapes: [...requirementShapes, { type: 'boolean' }],
    message: 'must be never, always, or {"from": a date and time with an offset}',
    test: isRequirement,
  })
  required!: Requirement | boolean;

  @ObjectField(() => ShowIfInput, {
    description: 'Asked only if an earlier answer is so. Exactly one of equals, oneOf and answered.',
    optional: true,
  })
  showIf?: ShowIfInput;

  @BooleanField({
    description: 'Seen and answered only by those who decide about registrations.',
    optional: true,
    example: false,
  })
  managersOnly?: boolean;

  @BooleanField({
    description:
      'Whether approval is asked for again when the person (not staff) answers it anew after somebody has approved it: what the person has is kept, but nobody is checked in before it is approved again. Only in categories that ask for approval.',
    optional: true,
    example: false,
  })
  reapproval?: boolean;

  @BooleanField({
    description:
      'Whether its answer stays when the registration passes to another person. All others begin anew. Not for files, consents and the person’s own data.',
    optional: true,
    example: false,
  })
  transferable?: boolean;

  @TextField({
    description: 'Key of the group to which it belongs.',
    optional: true,
    example: 'meals',
    ...key,
  })
  group?: string;

  @IntegerField({
    description:
      'For how many days after the event its answers are kept; then they are removed, and it is no longer asked. Null for as long as the registration.',
    optional: true,
    nullable: true,
    max: 3650,
    example: 30,
  })
  keepDays?: number | null;

  @ObjectField(() => FormOptionInput, {
    description: 'For `choice` and `choices`: what can be chosen.',
    optional: true,
    list: 300,
  })
  options?: FormOptionInput[];

  @EnumField(ownProperties, {
    description: 'For `person`: what of the person’s own data it shows and writes.',
    name: 'PersonProperty',
    optional: true,
    example: 'birthDate',
  })
  property?: OwnProperty;

  @EnumField(answerFileKinds, {
    description: `For \`file\`: which kinds are taken; ${usualFileKinds.join(', ')} unless it says otherwise.`,
    name: 'AnswerFileKind',
    optional: true,
    list: answerFileKinds.length,
  })
  accept?: AnswerFileKind[];

  @IntegerField({
    description: 'For `file`: the largest that is taken, in bytes.',
    optional: true,
    min: 1,
    max: 104_857_600,
    example: 5_000_000,
  })
  maxBytes?: number;

  @BooleanField({
    description:
      'For `file`: it is the photo of the person, for the badge; JPEG or PNG of at most 1,000,000 bytes. One question of a form.',
    optional: true,
    example: true,
  })
  photo?: boolean;
}

export class FieldGroupInput {
  @TextField({ description: 'Name of the group in this form.', example: 'meals', ...key })
  key!: string;

  @TextField({ description: 'Title in the first language of the event.', example: 'Meals', max: 200 })
  title!: string;

  @TextsField({ description: 'Title in further languages.', optional: true, max: 200 })
  titles?: Record<string, string>;

  @InstantField({
    description:
      'From when on only staff change its answers. Null or left out: from the deadline of the form on.',
    example: '2019-10-01T18:00:00+08:00',
    optional: true,
    nullable: true,
  })
  editableUntil?: string | null;
}

const title = {
  description: 'Title in the first language of the event. A follow-up form has one.',
  example: 'Travel and visa',
  max: 200,
};
const titles = { description: 'Title in further languages.', max: 200 };
const categoryIds = { description: 'The categories whose people are asked.', list: 100 };
const opensAt = {
  description: 'For a follow-up form: from when on it is asked. Null for at once.',
  example: '2019-08-01T09:00:00+08:00',
};
const deadline = {
  description:
    'Until when people can change their answers, unless the group of a question says otherwise. Null for always.',
  example: '2019-10-01T18:00:00+08:00',
};
const groups = { description: 'Groups of questions that can be changed until their own dates.', list: 30 };

export class FormInput {
  @EnumField(formPurposes, {
    description:
      'Asked when one registers (one such form a category), or of those who have a place. It stays what it is.',
    name: 'FormPurpose',
    optional: true,
  })
  purpose?: FormPurpose;

  @TextField({ ...title, optional: true, nullable: true })
  title?: string | null;

  @TextsField({ ...titles, optional: true })
  titles?: Record<string, string>;

  @IdField({
    description: 'The one category whose people are asked; instead of a list of one.',
    optional: true,
  })
  categoryId?: string;

  @IdField({ ...categoryIds, optional: true })
  categoryIds?: string[];

  @InstantField({ ...opensAt, optional: true, nullable: true })
  opensAt?: string | null;

  @InstantField({ ...deadline, optional: true, nullable: true })
  deadline?: string | null;

  @ObjectField(() => FieldGroupInput, { ...groups, optional: true })
  groups?: FieldGroupInput[];

  @ObjectField(() => FormFieldInput, {
    description: 'The questions, in their order.',
    list: 100,
  })
  fields!: FormFieldInput[];
}

export class FormChanges {
  @TextField({ ...title, optional: true, nullable: true })
  title?: string | null;

  @TextsField({ ...titles, optional: true })
  titles?: Record<string, string>;

  @IdField({ ...categoryIds, optional: true })
  categoryIds?: string[];

  @InstantField({ ...opensAt, optional: true, nullable: true })
  opensAt?: string | null;

  @InstantField({ ...deadline, optional: true, nullable: true })
  deadline?: string | null;

  @ObjectField(() => FieldGroupInput, { ...groups, optional: true })
  groups?: FieldGroupInput[];

  @ObjectField(() => FormFieldInput, {
    description: 'All questions of the new version, in their order.',
    optional: true,
    list: 100,
  })
  fields?: FormFieldInput[];
}

export class FormQuery extends PageQuery {
  @IdField({ description: 'Only forms of this category.', optional: true })
  categoryId?: string;

  @EnumField(formPurposes, { description: 'Only forms for this.', name: 'FormPurpose', optional: true })
  purpose?: FormPurpose;
}
