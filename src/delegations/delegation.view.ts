import {
  BooleanField,
  CountryField,
  DayField,
  EmailField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  ObjectField,
  TextField,
} from '../platform/http/fields';
import { stepRoles } from '../registrations/approvals/approval.rules';
import { registrationWorkflow } from '../registrations/registration.workflow';
import { answerWays, memberParts } from './delegation.input';
import { delegationWorkflow } from './delegation.workflow';

export interface DelegationRow extends Record<string, unknown> {
  id: string;
  version: number;
  state: string;
  organisation_id: string;
  organisation: string;
  country: string | null;
  reference: string | null;
  focal_point_name: string;
  focal_point_email: string;
  locale: string;
  backup_name: string | null;
  backup_email: string | null;
  backup_locale: string | null;
  addressed_as: string | null;
  answer_by: Date | null;
  answered_by: string | null;
  answered_on: string | null;
  answer_file: string | null;
  answer_overdue: boolean;
  invitations: number;
  remind_days: number;
  grace_hours: number;
  nominations_close_at: Date | null;
  rank_class: number;
  head_exempt: boolean;
  moves_seats: boolean;
  head_registration_id: string | null;
  member_count: number;
  quotas: DelegationQuotaView[];
}

export class DelegationQuotaView {
  @IdField({ description: 'The category.' })
  categoryId!: string;

  @IntegerField({ description: 'Places of the delegation in it.', example: 3 })
  places!: number;

  @IntegerField({ description: 'Places that members have taken.', example: 1 })
  taken!: number;
}

/** Who acts for a delegation when its focal point cannot. */
export class BackupView {
  @TextField({ description: 'Name of the person.', example: 'Wang Wei' })
  name!: string;

  @EmailField({ description: 'Address of that person.' })
  email!: string;

  @LanguageField({ description: 'Language of that person.', example: 'zh' })
  locale!: string;
}

export class DelegationView {
  @IdField({ description: 'Id of the delegation.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @EnumField(Object.keys(delegationWorkflow.states), {
    description: 'Where it is in its life.',
    name: 'DelegationState',
  })
  state!: string;

  @IdField({ description: 'The organisation.' })
  organisationId!: string;

  @TextField({ description: 'Its official name.', example: 'China Telecom' })
  organisation!: string;

  @CountryField({ description: 'Its country.', nullable: true })
  country!: string | null;

  @TextField({
    description: 'Number of the invitation, once it was sent.',
    nullable: true,
    example: '2019-001',
  })
  reference!: string | null;

  @TextField({ description: 'Who nominates for the organisation.', example: 'Li Na' })
  focalPointName!: string;

  @EmailField({ description: 'Address of that person.' })
  focalPointEmail!: string;

  @LanguageField({ description: 'Language of that person.', example: 'zh' })
  locale!: string;

  @ObjectField(() => BackupView, {
    description: 'Who acts when the focal point cannot, by a link of their own.',
    nullable: true,
  })
  backup!: BackupView | null;

  @TextField({
    description: 'How it is called in the sentences of its invitation; null for its official name.',
    nullable: true,
    example: 'the Ministry of Foreign Affairs of the Republic of Armenia',
  })
  addressedAs!: string | null;

  @IntegerField({
    description: 'How many invitations were sent; the number of the last one.',
    example: 1,
  })
  invitations!: number;

  @InstantField({ description: 'Until when the invitation is to be answered.', nullable: true })
  answerBy!: string | null;

  @BooleanField({
    description: 'Whether that time has passed without an answer; protocol was told.',
    example: false,
  })
  answerOverdue!: boolean;

  @EnumField(answerWays, {
    description: 'How the answer came; null while there is none, or nobody said.',
    name: 'AnswerWay',
    nullable: true,
    example: 'link',
  })
  answeredBy!: string | null;

  @DayField({ description: 'Day of the answer.', nullable: true, example: '2019-08-12' })
  answeredOn!: string | null;

  @TextField({
    description: 'Name of the file with the scan of the answer, if one was added.',
    nullable: true,
    example: 'note-1234.pdf',
  })
  answerFile!: string | null;

  @InstantField({ description: 'Until when the focal point may nominate.', nullable: true })
  nominationsCloseAt!: string | null;

  @IntegerField({ description: 'Hours after that in which nominations are taken as late.', example: 24 })
  graceHours!: number;

  @IntegerField({ description: 'Days before a deadline at which the focal point is reminded.', example: 7 })
  remindDays!: number;

  @IntegerField({ description: 'Class of rank; lower ones stand first.', example: 2 })
  rankClass!: number;

  @BooleanField({ description: 'Whether the head takes no place of the quota.', example: false })
  headExempt!: boolean;

  @BooleanField({ description: 'Whether its focal point may move its places.', example: false })
  movesSeats!: boolean;

  @IdField({ description: 'Registration of the head.', nullable: true })
  headRegistrationId!: string | null;

  @IntegerField({ description: 'How many members it has.', example: 4 })
  memberCount!: number;

  @ObjectField(() => DelegationQuotaView, { description: 'Places by category.', list: true })
  quotas!: DelegationQuotaView[];
}

export function toDelegationView(row: DelegationRow): DelegationView {
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    organisationId: row.organisation_id,
    organisation: row.organisation,
    country: row.country,
    reference: row.reference,
    focalPointName: row.focal_point_name,
    focalPointEmail: row.focal_point_email,
    locale: row.locale,
    backup:
      row.backup_name === null
        ? null
        : { name: row.backup_name, email: row.backup_email!, locale: row.backup_locale! },
    addressedAs: row.addressed_as,
    invitations: row.invitations,
    answerBy: row.answer_by?.toISOString() ?? null,
    answerOverdue: row.answer_overdue,
    answeredBy: row.answered_by,
    answeredOn: row.answered_on,
    answerFile: row.answer_file,
    nominationsCloseAt: row.nominations_close_at?.toISOString() ?? null,
    graceHours: row.grace_hours,
    remindDays: row.remind_days,
    rankClass: row.rank_class,
    headExempt: row.head_exempt,
    movesSeats: row.moves_seats,
    headRegistrationId: row.head_registration_id,
    memberCount: row.member_count,
    quotas: row.quotas,
  };
}

export interface MemberRow extends Record<string, unknown> {
  registration_id: string;
  code: string;
  version: number;
  state: string;
  person_id: string;
  display_name: string;
  native_name: string | null;
  post: string | null;
  email: string;
  locale: string;
  category_id: string;
  category_title: string;
  part: string;
  counted: boolean;
  late: boolean;
  waiting_step: string | null;
  waiting_role: string | null;
  replacement_id: string | null;
}

export class MemberView {
  @IdField({ description: 'Id of the member: that of the registration.' })
  id!: string;

  @IdField({ description: 'The registration.' })
  registrationId!: string;

  @TextField({ description: 'Short code of the registration.', example: '7KQ2M9XW' })
  code!: string;

  @IntegerField({ description: 'Version of the registration; the ETag.', example: 1 })
  version!: number;

  @EnumField(Object.keys(registrationWorkflow.states), {
    description: 'Where the registration is in its life.',
    name: 'RegistrationState',
  })
  state!: string;

  @IdField({ description: 'The person.' })
  personId!: string;

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

  @EnumField(memberParts, { description: 'Part in the delegation.', name: 'MemberPart', example: 'member' })
  part!: string;

  @BooleanField({ description: 'Whether it takes a place of the delegation’s quota.' })
  counted!: boolean;

  @BooleanField({ description: 'Whether it was named after the deadline, within the time of grace.' })
  late!: boolean;

  @TextField({
    description: 'Key of the step of approval at which the member waits; null when it waits for nobody.',
    nullable: true,
    example: 'focal_point',
  })
  approvalStep!: string | null;

  @EnumField(stepRoles, {
    description: 'Who decides about that step; `focal_point` for the focal point of this delegation.',
    name: 'ApprovalRole',
    nullable: true,
    example: 'focal_point',
  })
  approvalRole!: string | null;

  @IdField({
    description: 'The replacement by which the member came; null for one who was there from the beginning.',
    nullable: true,
  })
  replacementId!: string | null;
}

export function toMemberView(row: MemberRow): MemberView {
  return {
    id: row.registration_id,
    registrationId: row.registration_id,
    code: row.code,
    version: row.version,
    state: row.state,
    personId: row.person_id,
    name: row.display_name,
    nativeName: row.native_name,
    post: row.post,
    email: row.email,
    locale: row.locale,
    categoryId: row.category_id,
    categoryTitle: row.category_title,
    part: row.part,
    counted: row.counted,
    late: row.late,
    approvalStep: row.waiting_step,
    approvalRole: row.waiting_role,
    replacementId: row.replacement_id,
  };
}
