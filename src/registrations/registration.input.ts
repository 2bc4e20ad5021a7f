import { PersonInput } from '../people/person.input';
import {
  BooleanField,
  CountryField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  MapField,
  ObjectField,
  TextField,
} from '../platform/http/fields';
import { PageQuery } from '../platform/http/page';
import { ParticipantDetailsInput } from './details/participant-details.input';
import { stepRoles } from './approvals/approval.rules';
import { listVisibilities, listVisibility } from './participants/participant.input';
import { registrationWorkflow } from './registration.workflow';

const answers = {
  description:
    'Answers to the form with which one registers in the category, by the key of the question. Files are uploaded afterwards.',
  example: { diet: 'vegetarian' },
};
const locale = { description: 'Language in which the person is written to.', example: 'ru' };
const organisationName = { description: 'Organisation that the person comes from.', example: 'Rostelecom' };
const places = {
  description:
    'How many places are wanted in all, for a group that comes together; the others register with the code of the first one in `groupCode`.',
  example: 1,
  min: 1,
  max: 20,
};
const priority = {
  description: 'Place in the waiting list: higher ones first. Staff only.',
  example: 0,
  max: 1000,
};

export class RegistrationInput {
  @IdField({ description: 'Category in which the person registers.' })
  categoryId!: string;

  @ObjectField(() => PersonInput, {
    description: 'Who registers; left out only by staff who name a person that is known.',
    optional: true,
  })
  person?: PersonInput;

  @IdField({ description: 'A person that is known already. Staff only.', optional: true })
  personId?: string;

  @IdField({
    description:
      'The delegation of which the person is, one of those that can be named (`delegations/choices`), in a category in which its people register themselves. Its focal point then confirms them.',
    optional: true,
  })
  delegationId?: string;

  @MapField({ ...answers, optional: true })
  answers?: Record<string, unknown>;

  @LanguageField({ ...locale, optional: true })
  locale?: string;

  @TextField({ ...organisationName, optional: true, nullable: true })
  organisationName?: string | null;

  @IntegerField({ ...priority, optional: true })
  priority?: number;

  @IntegerField({ ...places, optional: true })
  places?: number;

  @TextField({
    description:
      'Code of the registration of whose group this is: one of the places that are kept for the group is taken, where this counts in the same quotas. Without `places`.',
    example: '7KQ2-M9XW',
    max: 20,
    optional: true,
  })
  groupCode?: string;

  @ObjectField(() => ParticipantDetailsInput, {
    description: 'What the category asks beside its form; see `asks` of the category.',
    optional: true,
  })
  details?: ParticipantDetailsInput;

  @EnumField(listVisibilities, { ...listVisibility, optional: true })
  listVisibility?: string;

  @BooleanField({
    description: 'Only begin the registration; it is handed in by `submit`. Staff only.',
    optional: true,
    example: false,
  })
  asDraft?: boolean;
}

export class RegistrationChanges {
  @TextField({
    description: 'Post that the person holds.',
    example: 'Deputy Director',
    optional: true,
    nullable: true,
  })
  post?: string | null;

  @TextField({ description: 'Form of address.', example: 'Ms', optional: true, nullable: true, max: 60 })
  formOfAddress?: string | null;

  @TextField({
    description: 'The name in the person’s own script.',
    example: '李娜',
    optional: true,
    nullable: true,
  })
  nativeName?: string | null;

  @LanguageField({ ...locale, optional: true })
  locale?: string;

  @TextField({ ...organisationName, optional: true, nullable: true })
  organisationName?: string | null;

  @MapField({ ...answers, optional: true })
  answers?: Record<string, unknown>;

  @IntegerField({ ...priority, optional: true })
  priority?: number;

  @EnumField(listVisibilities, { ...listVisibility, optional: true })
  listVisibility?: string;

  @TextField({
    description: 'What the desk should know when the person comes; null for nothing. Staff only.',
    example: 'Call protocol when he arrives.',
    optional: true,
    nullable: true,
    max: 500,
  })
  deskNote?: string | null;
}

/** How far somebody moves up in the waiting list. */
export class AdvanceInput {
  @IntegerField({
    description: 'Place in the waiting list: higher ones first. Without it, before all who wait.',
    optional: true,
    max: 1000,
    example: 10,
  })
  priority?: number;
}

export class RegistrationQuery extends PageQuery {
  @EnumField(Object.keys(registrationWorkflow.states), {
    description: 'Only registrations in one of these states.',
    optional: true,
    list: 9,
    name: 'RegistrationState',
  })
  state?: string[];

  @IdField({ description: 'Only registrations in this category.', optional: true })
  categoryId?: string;

  @IdField({ description: 'Only members of this delegation.', optional: true })
  delegationId?: string;

  @TextField({
    description: 'Only registrations that wait at the step of approval with this key.',
    optional: true,
    max: 40,
    example: 'protocol',
  })
  approvalStep?: string;

  @EnumField(stepRoles, {
    description: 'Only registrations that wait for a decision by this role.',
    optional: true,
    name: 'ApprovalRole',
  })
  approvalRole?: string;

  @BooleanField({ description: 'Only those that are on hold.', optional: true, example: true })
  onHold?: boolean;

  @TextField({
    description:
      'Only those who come from this organisation: its whole name, whatever the case and the diacritics.',
    example: 'Rostelecom',
    optional: true,
    max: 300,
  })
  organisationName?: string;

  @CountryField({ description: 'Only people of this nationality.', optional: true })
  nationality?: string;

  @LanguageField({ description: 'Only those who are written to in this language.', optional: true })
  locale?: string;

  @TextField({
    description: 'Only those who have this part in their delegation.',
    example: 'adviser',
    optional: true,
    max: 40,
  })
  partInDelegation?: string;

  @IntegerField({
    description: 'Only those with this priority on the waiting list.',
    optional: true,
    max: 1000,
    example: 10,
  })
  priority?: number;

  @BooleanField({ description: 'Only those who are to be approved again.', optional: true })
  reapproval?: boolean;

  @TextField({
    description: 'Only the one with this id of another system, with which it was imported.',
    optional: true,
    max: 100,
    example: 'M-1001',
  })
  externalId?: string;

  @InstantField({ description: 'Only registrations made at this instant or later.', optional: true })
  createdFrom?: string;

  @InstantField({
    description: 'Only registrations made before this instant.',
    optional: true,
    example: '2019-10-22T09:00:00+08:00',
  })
  createdBefore?: string;

  @TextField({
    description:
      'Only those who answered so, as `question=answer` with the keys of both; with several, all must hold. Answers of up to 60 characters to any form of the registration. Staff who decide about registrations only.',
    example: 'diet=vegetarian',
    optional: true,
    list: 5,
    max: 200,
  })
  answer?: string[];
}
