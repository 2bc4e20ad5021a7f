import type { OwnData } from '../people/person.rules';
import { PersonView } from '../people/person.view';
import {
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  MapField,
  ObjectField,
  TextField,
} from '../platform/http/fields';
import type { Principal } from '../platform/http/request-context';
import { stepRole } from './approvals/approval.input';
import { stepRoles } from './approvals/approval.rules';
import { ApprovalView, ReapprovalView, toApprovalView, type StepRow } from './approvals/approval.view';
import { checkAnswers, hiddenKeys, without } from './forms/answers.rules';
import {
  ExtensionView,
  MissingAnswerView,
  toExtensionView,
  toMissingViews,
  type ExtensionRow,
} from './forms/answers.view';
import type { FieldGroup, FormField } from './forms/form.rules';
import { listVisibility, listVisibilities } from './participants/participant.input';
import { isRegistrar, registrationWorkflow } from './registration.workflow';

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
  external_id: string | null;
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
  waiting_step: string | null;
  waiting_role: string | null;
  reapproval_since: Date | null;
  reapproval_questions: string[];
  held_since: Date | null;
  held_by_name: string | null;
  held_reason: string | null;
}

export class RegistrationView {
  @IdField({ description: 'Id of the registration.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 3 })
  version!: number;

  @TextField({ description: 'Short code, unique in the event.', example: '7KQ2M9XW' })
  code!: string;

  @TextField({
    description: 'Id that another system has for it, with which it was imported.',
    nullable: true,
    example: null,
  })
  externalId!: string | null;

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

  @TextField({
    description: 'Key of the step of approval at which it waits; null when it waits for nobody.',
    nullable: true,
    example: 'protocol',
  })
  approvalStep!: string | null;

  @EnumField(stepRoles, { ...stepRole, nullable: true })
  approvalRole!: string | null;

  @InstantField({
    description: 'Since when it is on hold; for staff. The person is told nothing of it.',
    nullable: true,
  })
  onHoldSince!: string | null;

  @ObjectField(() => ReapprovalView, {
    description:
      'What was approved has changed and is to be approved again. What the person has is kept until it is decided: a rejection gives the place back. Meanwhile nobody is checked in.',
    nullable: true,
  })
  reapproval!: ReapprovalView | null;
}

/** As `by` may see it. */
export function toRegistrationView(row: RegistrationRow, by: Principal): RegistrationView {
  return {
    id: row.id,
    version: row.version,
    code: row.code,
    externalId: row.external_id,
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
    approvalStep: row.waiting_step,
    approvalRole: row.waiting_role,
    onHoldSince: by.kind === 'link' ? null : (row.held_since?.toISOString() ?? null),
    reapproval:
      row.reapproval_since === null
        ? null
        : { since: row.reapproval_since.toISOString(), questions: row.reapproval_questions },
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
  desk_note: string | null;
  list_visibility: string;
  transfers: number;
  approval_round: number;
  waits: boolean;
  steps: StepRow[];
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

  @TextField({
    description: 'What the desk should know when the person comes; staff see it, the person does not.',
    nullable: true,
    example: null,
  })
  deskNote!: string | null;

  @ObjectField(() => ApprovalView, { description: 'The steps of approval, with what was decided.' })
  approval!: ApprovalView;

  @EnumField(listVisibilities, listVisibility)
  listVisibility!: string;

  @IntegerField({
    description: 'How often the registration has passed from one person to another.',
    example: 0,
  })
  transfers!: number;

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

/** As `by` may see it: staff with what they write about somebody for each other, managers with what only they are asked. */
export function toRegistrationDetailView(
  row: RegistrationDetailRow,
  by: Principal,
  now: Date,
): RegistrationDetailView {
  const manager = isRegistrar(by);
  const fields = row.fields ?? [];
  const form = { id: row.form_id ?? '', fields, groups: row.groups ?? [], deadline: row.deadline };
  const { unanswered } = checkAnswers(
    form,
    {},
    { now, stored: row.answers, person: row.own, manager, eventEndsAt: row.event_ends_at, partial: true },
  );
  const hidden = hiddenKeys([fields, row.answered_fields ?? []], manager);
  return {
    ...toRegistrationView(row, by),
    formVersion: row.form_version,
    answers: without(row.answers, hidden),
    deskNote: by.kind === 'link' ? null : row.desk_note,
    approval: toApprovalView(row, by),
    listVisibility: row.list_visibility,
    transfers: row.transfers,
    missing: toMissingViews(unanswered, now),
    purged: row.purged.filter((key) => !hidden.has(key)),
    extensions: row.extensions.map((extension) => toExtensionView(extension, manager)),
  };
}
