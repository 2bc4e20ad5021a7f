import { PersonInput } from '../people/person.input';
import {
  BooleanField,
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
import { PageQuery } from '../platform/http/page';
import { FileField } from '../platform/http/uploaded-file';
import { ParticipantDetailsInput } from '../registrations/details/participant-details.input';
import { dutyChoices, type DutyChoice } from '../registrations/replacements/replacement-sources.service';
import { delegationWorkflow } from './delegation.workflow';

export const memberParts = [
  'head',
  'deputy_head',
  'member',
  'adviser',
  'interpreter',
  'aide',
  'security',
  'press',
] as const;

export type MemberPart = (typeof memberParts)[number];

export class DelegationQuotaInput {
  @IdField({ description: 'Category of the event.' })
  categoryId!: string;

  @IntegerField({ description: 'How many members of it the delegation may have.', example: 3, max: 10_000 })
  places!: number;
}

/** Ways in which an answer to an invitation comes. */
export const answerWays = ['link', 'mail', 'paper', 'phone'] as const;

export type AnswerWay = (typeof answerWays)[number];

/** Who acts for a delegation when its focal point cannot. */
export class BackupInput {
  @TextField({
    description: 'Name of the person; stands in the record of what they do.',
    example: 'Wang Wei',
  })
  name!: string;

  @EmailField({ description: 'Address of that person; a link of their own goes there.' })
  email!: string;

  @LanguageField({ description: 'Language in which that person is written to.', example: 'zh' })
  locale!: string;
}

const focalPointName = { description: 'Who nominates for the organisation.', example: 'Li Na' };
const focalPointEmail = { description: 'Address of that person; the invitation goes there.' };
const locale = { description: 'Language in which that person is written to.', example: 'zh' };
const nominationsCloseAt = {
  description: 'Until when the focal point may nominate; without it, there is no deadline.',
  optional: true,
  nullable: true,
};
const backup = {
  description:
    'Who acts when the focal point cannot, by a link of their own; null for nobody. A link ends when somebody else is named.',
  optional: true,
  nullable: true,
};
const addressedAs = {
  description:
    'How the organisation stands in “presents its compliments to …”, with article and case, in the language of its invitations; without it, its official name does.',
  example: 'the Ministry of Foreign Affairs of the Republic of Armenia',
  max: 300,
  optional: true,
  nullable: true,
};
const answerBy = {
  description:
    'Until when the invitation is to be answered. A reminder goes out before it, once; when it passes, protocol is told.',
  optional: true,
  nullable: true,
};
const remindDays = {
  description: 'How many days before a deadline the focal point is reminded.',
  example: 7,
  min: 0,
  max: 365,
  optional: true,
};
const graceHours = {
  description:
    'For how many hours after the deadline the focal point may still nominate; who is named then is marked as late.',
  example: 24,
  min: 0,
  max: 720,
  optional: true,
};
const rankClass = {
  description:
    'Class of rank; lower ones stand first in the order of precedence. A new delegation has that of its organisation unless said otherwise.',
  example: 2,
  min: 1,
  max: 1000,
};
const headExempt = {
  description: 'Whether the head takes no place of the quota.',
  example: false,
  optional: true,
};
const movesSeats = {
  description:
    'Whether the focal point may move places from one category of the delegation to another; staff always may.',
  example: false,
  optional: true,
};
const quotas = {
  description:
    'Places by category; a category that is not listed has none. With an empty list there is no limit.',
  list: 100,
  optional: true,
};

export class DelegationInput {
  @IdField({ description: 'The organisation; it has one delegation at an event.' })
  organisationId!: string;

  @TextField(focalPointName)
  focalPointName!: string;

  @EmailField(focalPointEmail)
  focalPointEmail!: string;

  @LanguageField(locale)
  locale!: string;

  @ObjectField(() => BackupInput, backup)
  backup?: BackupInput | null;

  @TextField(addressedAs)
  addressedAs?: string | null;

  @InstantField(answerBy)
  answerBy?: string | null;

  @InstantField(nominationsCloseAt)
  nominationsCloseAt?: string | null;

  @IntegerField(graceHours)
  graceHours?: number;

  @IntegerField(remindDays)
  remindDays?: number;

  @IntegerField({ ...rankClass, optional: true })
  rankClass?: number;

  @BooleanField(headExempt)
  headExempt?: boolean;

  @BooleanField(movesSeats)
  movesSeats?: boolean;

  @ObjectField(() => DelegationQuotaInput, quotas)
  quotas?: DelegationQuotaInput[];
}

export class DelegationChanges {
  @TextField({ ...focalPointName, optional: true })
  focalPointName?: string;

  @EmailField({ ...focalPointEmail, optional: true })
  focalPointEmail?: string;

  @LanguageField({ ...locale, optional: true })
  locale?: string;

  @ObjectField(() => BackupInput, backup)
  backup?: BackupInput | null;

  @TextField(addressedAs)
  addressedAs?: string | null;

  @InstantField(answerBy)
  answerBy?: string | null;

  @InstantField(nominationsCloseAt)
  nominationsCloseAt?: string | null;

  @IntegerField(graceHours)
  graceHours?: number;

  @IntegerField(remindDays)
  remindDays?: number;

  @IntegerField({ ...rankClass, optional: true })
  rankClass?: number;

  @BooleanField(headExempt)
  headExempt?: boolean;

  @BooleanField(movesSeats)
  movesSeats?: boolean;

  @ObjectField(() => DelegationQuotaInput, quotas)
  quotas?: DelegationQuotaInput[];
}

export class DelegationQuery extends PageQuery {
  @EnumField(Object.keys(delegationWorkflow.states), {
    description: 'Only delegations in this state.',
    optional: true,
    name: 'DelegationState',
  })
  state?: string;

  @BooleanField({
    description: 'Only delegations that have not answered their invitation in time; with false, all others.',
    optional: true,
  })
  overdue?: boolean;
}

/** What is recorded of an answer to an invitation. */
export class AnswerDetails {
  @EnumField(answerWays, {
    description: 'How the answer came. What a focal point answers by its link is recorded as `link`.',
    name: 'AnswerWay',
    example: 'paper',
    optional: true,
  })
  answeredBy?: AnswerWay;

  @DayField({
    description: 'Day of the answer, YYYY-MM-DD; today unless given.',
    example: '2019-08-12',
    optional: true,
  })
  answeredOn?: string;
}

/** A form with nothing but a file. */
export class FileForm {
  @FileField({ description: 'The file.' })
  file!: unknown;
}

export class MemberInput {
  @ObjectField(() => PersonInput, {
    description: 'Who is nominated; left out only by staff who name a person that is known.',
    optional: true,
  })
  person?: PersonInput;

  @IdField({ description: 'A person that is known in the event. Staff only.', optional: true })
  personId?: string;

  @IdField({ description: 'Category in which the person takes part.' })
  categoryId!: string;

  @EnumField(memberParts, { description: 'Part in the delegation.', name: 'MemberPart', example: 'member' })
  part!: MemberPart;

  @LanguageField({ description: 'Language in which the person is written to.', optional: true })
  locale?: string;

  @ObjectField(() => ParticipantDetailsInput, {
    description: 'What the category asks beside its form; see `asks` of the category.',
    optional: true,
  })
  details?: ParticipantDetailsInput;
}

/** What a focal point decides about a member. */
export class MemberDecisionInput {
  @EnumField(['approve', 'reject'], {
    description: 'Whether the member is approved or refused.',
    name: 'MemberDecision',
    example: 'approve',
  })
  decision!: 'approve' | 'reject';

  @TextField({
    description: 'Key of the step that is meant; needed only where several are for the focal point.',
    optional: true,
    max: 40,
    example: 'focal_point',
  })
  step?: string;

  @TextField({
    description: 'Reason; the person is told it. Needed to refuse somebody.',
    optional: true,
    max: 2000,
    multiline: true,
    example: 'Does not work for us any more.',
  })
  comment?: string;

  @TextField({
    description: 'For those who decide, and never for the person; only staff can read it afterwards.',
    optional: true,
    max: 2000,
    multiline: true,
    example: 'Left the ministry in May.',
  })
  note?: string;
}

/** Who comes in the place of a member. */
export class ReplacementInput {
  @ObjectField(() => PersonInput, { description: 'Who comes instead.' })
  person!: PersonInput;

  @LanguageField({
    description: 'Language in which the person is written to; without it, the one of the member before.',
    optional: true,
  })
  locale?: string;

  @EnumField(dutyChoices, {
    description:
      'What becomes of parts in sessions and of greetings to read: the other person is asked (`ask`, unless given), or whoever had given them has them back (`hand_back`).',
    name: 'ReplacementDuties',
    optional: true,
    example: 'ask',
  })
  duties?: DutyChoice;

  @TextField({
    description: 'Why; stays on record.',
    optional: true,
    multiline: true,
    max: 2000,
    example: 'Called back to the capital',
  })
  reason?: string;

  @ObjectField(() => ParticipantDetailsInput, {
    description:
      'What the category asks beside its form, for a member who was only begun; without it, what was given for the member before. Otherwise it is a line of the replacement.',
    optional: true,
  })
  details?: ParticipantDetailsInput;
}
