import {
  BooleanField,
  CountryField,
  EmailField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { stepRoles } from '../../registrations/approvals/approval.rules';
import { registrationWorkflow } from '../../registrations/registration.workflow';
import { memberParts } from '../delegation.input';

/** A delegation as somebody who registers chooses it: what it is called, and nothing of what it does. */
export class DelegationChoiceView {
  @IdField({ description: 'Id of the delegation, for `delegationId` of a registration.' })
  id!: string;

  @TextField({ description: 'Official name of its organisation.', example: 'China Telecom' })
  name!: string;

  @TextsField({ description: 'The name in further languages.' })
  names!: Record<string, string>;

  @CountryField({ description: 'Its country.', nullable: true })
  country!: string | null;
}

/** A member who may be the same person. */
export class NamesakeView {
  @IdField({ description: 'The member.' })
  registrationId!: string;

  @TextField({ description: 'Name as on the badge.', example: 'LI Na' })
  name!: string;
}

export interface ApplicationRow extends Record<string, unknown> {
  id: string;
  version: number;
  code: string;
  state: string;
  display_name: string;
  native_name: string | null;
  post: string | null;
  email: string;
  locale: string;
  category_id: string;
  category_title: string;
  by_person: boolean;
  part: string | null;
  waiting_step: string | null;
  waiting_role: string | null;
  created_at: Date;
  reason: string | null;
  namesake: NamesakeView | null;
}

/** A registration about which the focal point of a delegation decides, or has decided. */
export class ApplicationView {
  @IdField({ description: 'Id of the registration.' })
  id!: string;

  @IntegerField({ description: 'Version of the registration.', example: 1 })
  version!: number;

  @TextField({ description: 'Short code of the registration.', example: '7KQ2M9XW' })
  code!: string;

  @EnumField(Object.keys(registrationWorkflow.states), {
    description: 'Where the registration is in its life.',
    name: 'RegistrationState',
  })
  state!: string;

  @TextField({ description: 'Name as on the badge.', example: 'LI Na' })
  name!: string;

  @TextField({ description: 'Name in the person’s own script.', nullable: true, example: '李娜' })
  nativeName!: string | null;

  @TextField({ description: 'Post.', nullable: true, example: 'Deputy Director' })
  post!: string | null;

  @EmailField({ description: 'Address to which mails go.' })
  email!: string;

  @LanguageField({ description: 'Language in which the person is written to.' })
  locale!: string;

  @IdField({ description: 'Category.' })
  categoryId!: string;

  @TextField({ description: 'Title of the category in the first language.', example: 'Delegates' })
  categoryTitle!: string;

  @BooleanField({
    description: 'Whether the person named the delegation themselves; otherwise it has nominated them.',
    example: true,
  })
  byPerson!: boolean;

  @EnumField(memberParts, {
    description: 'Part in the delegation; null for who is not a member.',
    name: 'MemberPart',
    nullable: true,
    example: null,
  })
  part!: string | null;

  @BooleanField({ description: 'Whether it waits for the focal point.', example: true })
  waiting!: boolean;

  @TextField({
    description: 'Key of the step of approval at which it waits; null when it waits for nobody.',
    nullable: true,
    example: 'focal_point',
  })
  approvalStep!: string | null;

  @EnumField(stepRoles, {
    description: 'Who decides about that step.',
    name: 'ApprovalRole',
    nullable: true,
    example: 'focal_point',
  })
  approvalRole!: string | null;

  @InstantField({ description: 'When the registration was made.' })
  registeredAt!: string;

  @TextField({
    description: 'What the focal point gave as the reason when it last decided.',
    nullable: true,
    example: null,
  })
  reason!: string | null;

  @ObjectField(() => NamesakeView, {
    description:
      'A member of the delegation of the same name who is not known to be somebody else by a date of birth: perhaps the same person, nominated under another address.',
    nullable: true,
  })
  namesake!: NamesakeView | null;
}

export function toApplicationView(row: ApplicationRow): ApplicationView {
  return {
    id: row.id,
    version: row.version,
    code: row.code,
    state: row.state,
    name: row.display_name,
    nativeName: row.native_name,
    post: row.post,
    email: row.email,
    locale: row.locale,
    categoryId: row.category_id,
    categoryTitle: row.category_title,
    byPerson: row.by_person,
    part: row.part,
    waiting: row.waiting_role === 'focal_point',
    approvalStep: row.waiting_step,
    approvalRole: row.waiting_role,
    registeredAt: row.created_at.toISOString(),
    reason: row.reason,
    namesake: row.namesake,
  };
}
