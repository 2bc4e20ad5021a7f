import type { OwnData } from '../people/person.rules';
import { PersonView } from '../people/person.view';
import {
  DayField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  MapField,
  ObjectField,
  TextField,
} from '../platform/http/fields';
import { checkAnswers, hiddenKeys, without } from './forms/answers.rules';
import {
  ExtensionView,
  MissingAnswerView,
  toExtensionView,
  toMissingViews,
  type ExtensionRow,
} from './forms/answers.view';
import type { FieldGroup, FormField } from './forms/form.rules';
import { registrationWorkflow } from './registration.workflow';

const states = Object.keys(registrationWorkflow.states);
const state = { description: 'Where the registration is in its life.', name: 'RegistrationState' };

/** What whoever registered is told at once; all else goes to the person's own address. */
export class RegistrationReceiptView {
  @IdField({ description: 'Id of the registration.' })
  id!: string;

  @TextField({ description: 'Short code of the registration.', example: '7KQ2M9XW' })
  code!: string;

  @EnumField(states, state)
  state!: string;

  @IdField({ description: 'Its category.' })
  categoryId!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 3 })
  version!: number;

  @ObjectField(() => MissingAnswerView, {
    description: 'What is still to be answered, or uploaded.',
    list: true,
  })
  missing!: MissingAnswerView[];
}

export interface RegistrationRow extends Record<string, unknown> {
  id: string;
  version: number;
  code: string;
  state: string;
  category_id: string;
  category_code: string;
  category_title: string;
  person: PersonView;
  organisation_name: string | null;
  delegation_id: string | null;
  part_in_delegation: string | null;
  locale: string;
  priority: number;
  waitlisted_at: Date | null;
  offer_expires_at: Date | null;
  created_at: Date;
}

export class RegistrationView {
  @IdField({ description: 'Id of the registration.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 3 })
  version!: number;

  @TextField({ description: 'Short code, unique in the event.', example: '7KQ2M9XW' })
  code!: string;

  @EnumField(states, state)
  state!: string;

  @IdField({ description: 'Its category.' })
  categoryId!: string;

  @TextField({ description: 'Code of the category.', example: 'delegate' })
  categoryCode!: string;

  @TextField({ description: 'Title of the category in the first language.', example: 'Delegates' })
  categoryTitle!: string;

  @ObjectField(() => PersonView, { description: 'Who is registered.' })
  person!: PersonView;

  @TextField({ description: 'Organisation that the person comes from.', nullable: true, example: null })
  organisationName!: string | null;

  @IdField({ description: 'Delegation to which the person belongs.', nullable: true })
  delegationId!: string | null;

  @TextField({ description: 'Part in the delegation.', nullable: true, example: 'adviser' })
  partInDelegation!: string | null;

  @LanguageField({ description: 'Language in which the person is written to.' })
  locale!: string;

  @IntegerField({ description: 'Priority on the waiting list.', example: 0 })
  priority!: number;

  @InstantField({ description: 'Since when the registration waited for a place.', nullable: true })
  waitlistedAt!: string | null;

  @InstantField({ description: 'Until when the offered place is held.', nullable: true })
  offerExpiresAt!: string | null;

  @InstantField({ description: 'When the registration was made.' })
  createdAt!: string;
}

export function toRegistrationView(row: RegistrationRow): RegistrationView {
  return {
    id: row.id,
    version: row.version,
    code: row.code,
    state: row.state,
    categoryId: row.category_id,
    categoryCode: row.category_code,
    categoryTitle: row.category_title,
    person: row.person,
    organisationName: row.organisation_name,
    delegationId: row.delegation_id,
    partInDelegation: row.part_in_delegation,
    locale: row.locale,
    priority: row.priority,
    waitlistedAt: row.waitlisted_at?.toISOString() ?? null,
    offerExpiresAt: row.offer_expires_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  };
}

export interface RegistrationDetailRow extends RegistrationRow {
  form_version: number | null;
  answers: Record<string, unknown>;
  purged: string[];
  extensions: ExtensionRow[];
  own: OwnData;
  event_ends_at: Date;
  /** The form of the category, as it is in force; null where it has none. */
  form_id: string | null;
  fields: FormField[] | null;
  groups: FieldGroup[] | null;
  deadline: Date | null;
  /** The questions of the version that was answered. */
  answered_fields: FormField[] | null;
}

export class RegistrationDetailView extends RegistrationView {
  @IntegerField({ description: 'Version of the form that was answered.', nullable: true, example: 1 })
  formVersion!: number | null;

  @MapField({
    description:
      'Answers to the form with which one registers, by the key of the question. Those to follow-up forms are below `forms`.',
    example: { diet: 'vegetarian' },
  })
  answers!: Readonly<Record<string, unknown>>;

  @ObjectField(() => MissingAnswerView, {
    description: 'What must be answered of that form, now or from an instant on, and is not.',
    list: true,
  })
  missing!: MissingAnswerView[];

  @TextField({
    description: 'Keys of questions whose answers were removed because their time was over.',
    list: true,
    example: [],
  })
  purged!: string[];

  @ObjectField(() => ExtensionView, {
    description: 'More time that this person was given to change answers.',
    list: true,
  })
  extensions!: ExtensionView[];
}

export function toRegistrationDetailView(
  row: RegistrationDetailRow,
  manager: boolean,
  now: Date,
): RegistrationDetailView {
  const fields = row.fields ?? [];
  const form = { id: row.form_id ?? '', fields, groups: row.groups ?? [], deadline: row.deadline };
  const { unanswered } = checkAnswers(
    form,
    {},
    { now, stored: row.answers, person: row.own, manager, eventEndsAt: row.event_ends_at, partial: true },
  );
  const hidden = hiddenKeys([fields, row.answered_fields ?? []], manager);
  return {
    ...toRegistrationView(row),
    formVersion: row.form_version,
    answers: without(row.answers, hidden),
    missing: toMissingViews(unanswered, now),
    purged: row.purged.filter((key) => !hidden.has(key)),
    extensions: row.extensions.map((extension) => toExtensionView(extension, manager)),
  };
}

export interface CheckInRow extends Record<string, unknown> {
  id: string;
  version: number;
  registration_id: string;
  code: string;
  state: string;
  display_name: string;
  native_name: string | null;
  category_id: string;
  category_title: string;
  organisation_name: string | null;
  delegation_id: string | null;
  locale: string;
  day: string;
  at: Date;
}

/** Somebody came in, with what the desk needs to know. */
export class CheckInView {
  @IdField({ description: 'Id of the check-in.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @IdField({ description: 'Who came in: the registration.' })
  registrationId!: string;

  @TextField({ description: 'Code of the registration.', example: '7KQ2M9XW' })
  code!: string;

  @EnumField(states, state)
  state!: string;

  @TextField({ description: 'Name as on the badge.', example: 'LI Na' })
  name!: string;

  @TextField({ description: 'Name in the person’s own script.', nullable: true, example: '李娜' })
  nativeName!: string | null;

  @IdField({ description: 'Category of the registration.' })
  categoryId!: string;

  @TextField({ description: 'Title of the category in the first language.', example: 'Delegates' })
  categoryTitle!: string;

  @TextField({ description: 'Organisation.', nullable: true, example: 'Rostelecom' })
  organisationName!: string | null;

  @IdField({ description: 'Delegation.', nullable: true })
  delegationId!: string | null;

  @LanguageField({ description: 'Language that the person prefers.' })
  locale!: string;

  @DayField({ description: 'The day, at the place of the event.' })
  day!: string;

  @InstantField({ description: 'When.' })
  at!: string;
}

export function toCheckInView(row: CheckInRow): CheckInView {
  return {
    id: row.id,
    version: row.version,
    registrationId: row.registration_id,
    code: row.code,
    state: row.state,
    name: row.display_name,
    nativeName: row.native_name,
    categoryId: row.category_id,
    categoryTitle: row.category_title,
    organisationName: row.organisation_name,
    delegationId: row.delegation_id,
    locale: row.locale,
    day: row.day,
    at: row.at.toISOString(),
  };
}
