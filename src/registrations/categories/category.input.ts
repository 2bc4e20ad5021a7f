import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { ApprovalStepInput } from '../approvals/approval.input';
import { asked, type Asked } from '../details/participant-details.rules';
import { delegationEntries, type DelegationEntry } from '../registration.rules';

export const approvals = ['automatic', 'review'] as const;

const code = {
  description:
    'Code, unique in the event: head_of_delegation, delegate, observer, speaker, guest_of_honour, press, exhibitor, interpreter, security, staff, or one of your own.',
  example: 'delegate',
  max: 40,
  pattern: /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/,
  patternHint: 'must be small letters, digits and single underscores, such as head_of_delegation',
};
const title = { description: 'Title in the first language of the event.', example: 'Delegates', max: 100 };
const titles = { description: 'Title in further languages.', max: 100 };
const approval = {
  description:
    'Whether people get a place at once (`automatic`) or when somebody has approved them (`review`).',
  name: 'CategoryApproval',
};
export const approvalSteps = {
  description:
    'With `review`: who approves, in this order. With none, it is one step by those who decide about registrations. What is changed holds for whoever hands in from then on.',
  list: 10,
};
export const fourEyes = {
  description: 'Whether nobody may check, approve or pass by two steps of one registration.',
  example: false,
};
export const transferUntil = {
  description:
    'Until when a member of a delegation may pass the registration to another person of it. Null for never; staff always can.',
  example: '2019-10-14T18:00:00+08:00',
};
const selfRegistration = {
  description:
    'Whether the public can register in it without a delegation; see `delegationEntry` for people of one.',
  example: true,
};
export const delegationEntry = {
  description:
    'How people of a delegation come in: the focal point enters everybody (`by_focal_point`), people register themselves, name their delegation and are confirmed by its focal point (`by_participant`), or `both`.',
  name: 'DelegationEntry',
  example: 'by_participant',
};
const quotaIds = {
  description: 'Quotas that name it; with none, there are places for all, unless a quota counts everybody.',
  list: 20,
};
const badgeColour = {
  description: 'Colour of the badge, as #RRGGBB.',
  example: '#17456E',
  max: 7,
  pattern: /^#[0-9A-Fa-f]{6}$/,
  patternHint: 'must be a colour such as #17456E',
};
const zones = {
  description:
    'Codes of the zones into which its people may go at all times, as they stand on the badge. A zone that is not there yet is made; those that are given for a time are below `zones`.',
  example: 'A',
  max: 6,
  pattern: /^[A-Z0-9]{1,6}$/,
  patternHint: 'must be one to six capital letters or digits, such as VIP',
  list: 12,
};
const badgeAtHome = {
  description: 'Whether people may print their badge themselves; otherwise only staff print it.',
  example: false,
};

export const asks = {
  description: `What is asked of its people beside its form, in \`details\`. ${Object.entries(asked)
    .map(([name, means]) => `\`${name}\`: ${means}`)
    .join(' ')}`,
  name: 'AskedDetail',
  list: 10,
  example: 'accompanies',
};
export const minimumAge = {
  description:
    'Youngest age on the first day of the event, in years; the date of birth is asked then. Null for none.',
  min: 0,
  max: 120,
  example: 16,
};
export const mostPerPerson = {
  description: 'How many of this category may accompany one person; null for any number.',
  min: 1,
  max: 20,
  example: 1,
};
export const mostPerDelegation = {
  description: 'How many of this category may accompany the members of one delegation; null for any number.',
  min: 0,
  max: 1000,
  example: 3,
};
export const takesSeat = {
  description:
    'Whether its people count in the quotas of delegations. Those who accompany somebody usually do not.',
  example: true,
};

export class CategoryInput {
  @TextField(code)
  code!: string;

  @TextField(title)
  title!: string;

  @TextsField({ ...titles, optional: true })
  titles?: Record<string, string>;

  @EnumField(approvals, approval)
  approval!: string;

  @BooleanField(selfRegistration)
  selfRegistration!: boolean;

  @EnumField(delegationEntries, { ...delegationEntry, optional: true })
  delegationEntry?: DelegationEntry;

  @IdField({ ...quotaIds, optional: true })
  quotaIds?: string[];

  @TextField({ ...badgeColour, optional: true, nullable: true })
  badgeColour?: string | null;

  @ObjectField(() => ApprovalStepInput, { ...approvalSteps, optional: true })
  approvalSteps?: ApprovalStepInput[];

  @BooleanField({ ...fourEyes, optional: true })
  fourEyes?: boolean;

  @InstantField({ ...transferUntil, optional: true, nullable: true })
  transferUntil?: string | null;
  @TextField({ ...zones, optional: true })
  zones?: string[];

  @BooleanField({ ...badgeAtHome, optional: true })
  badgeAtHome?: boolean;

  @EnumField(Object.keys(asked), { ...asks, optional: true })
  asks?: Asked[];

  @IntegerField({ ...minimumAge, optional: true, nullable: true })
  minimumAge?: number | null;

  @IntegerField({ ...mostPerPerson, optional: true, nullable: true })
  mostPerPerson?: number | null;

  @IntegerField({ ...mostPerDelegation, optional: true, nullable: true })
  mostPerDelegation?: number | null;

  @BooleanField({ ...takesSeat, optional: true })
  takesSeat?: boolean;
}

export class CategoryChanges {
  @TextField({ ...code, optional: true })
  code?: string;

  @TextField({ ...title, optional: true })
  title?: string;

  @TextsField({ ...titles, optional: true })
  titles?: Record<string, string>;

  @EnumField(approvals, { ...approval, optional: true })
  approval?: string;

  @BooleanField({ ...selfRegistration, optional: true })
  selfRegistration?: boolean;

  @EnumField(delegationEntries, { ...delegationEntry, optional: true })
  delegationEntry?: DelegationEntry;

  @IdField({ ...quotaIds, optional: true })
  quotaIds?: string[];

  @TextField({ ...badgeColour, optional: true, nullable: true })
  badgeColour?: string | null;

  @ObjectField(() => ApprovalStepInput, { ...approvalSteps, optional: true })
  approvalSteps?: ApprovalStepInput[];

  @BooleanField({ ...fourEyes, optional: true })
  fourEyes?: boolean;

  @InstantField({ ...transferUntil, optional: true, nullable: true })
  transferUntil?: string | null;
  @TextField({ ...zones, optional: true })
  zones?: string[];

  @BooleanField({ ...badgeAtHome, optional: true })
  badgeAtHome?: boolean;

  @EnumField(Object.keys(asked), { ...asks, optional: true })
  asks?: Asked[];

  @IntegerField({ ...minimumAge, optional: true, nullable: true })
  minimumAge?: number | null;

  @IntegerField({ ...mostPerPerson, optional: true, nullable: true })
  mostPerPerson?: number | null;

  @IntegerField({ ...mostPerDelegation, optional: true, nullable: true })
  mostPerDelegation?: number | null;

  @BooleanField({ ...takesSeat, optional: true })
  takesSeat?: boolean;
}
