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
  desk_note: string | null;
}

export class RegistrationDetailView extends RegistrationView {
  @IntegerField({ description: 'Version of the form that was answered.', nullable: true, example: 1 })
  formVersion!: number | null;

  @MapField({ description: 'Answers by the key of the question.', example: { diet: 'vegetarian' } })
  answers!: Record<string, unknown>;

  @TextField({
    description: 'What the desk should know when the person comes; staff see it, the person does not.',
    nullable: true,
    example: null,
  })
  deskNote!: string | null;
}

/** `forStaff`: with what staff write about somebody for each other. */
export function toRegistrationDetailView(
  row: RegistrationDetailRow,
  forStaff: boolean,
): RegistrationDetailView {
  return {
    ...toRegistrationView(row),
    formVersion: row.form_version,
    answers: row.answers,
    deskNote: forStaff ? row.desk_note : null,
  };
}
