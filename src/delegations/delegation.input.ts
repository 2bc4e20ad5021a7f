import { PersonInput } from '../people/person.input';
import {
  BooleanField,
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

const focalPointName = { description: 'Who nominates for the organisation.', example: 'Li Na' };
const focalPointEmail = { description: 'Address of that person; the invitation goes there.' };
const locale = { description: 'Language in which that person is written to.', example: 'zh' };
const nominationsCloseAt = {
  description: 'Until when the focal point may nominate; without it, there is no deadline.',
  optional: true,
  nullable: true,
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

  @InstantField(nominationsCloseAt)
  nominationsCloseAt?: string | null;

  @IntegerField({ ...rankClass, optional: true })
  rankClass?: number;

  @BooleanField(headExempt)
  headExempt?: boolean;

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

  @InstantField(nominationsCloseAt)
  nominationsCloseAt?: string | null;

  @IntegerField({ ...rankClass, optional: true })
  rankClass?: number;

  @BooleanField(headExempt)
  headExempt?: boolean;

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
}
